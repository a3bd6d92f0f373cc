"""Answers of the real Wayback Machine, recorded by others, given again by a server on loopback.

Reads VCR cassettes (YAML) and the JSON lines of cdx_toolkit. A question to the index is known by its page and its
resume key, whatever else it asks for; a capture by its address. What was recorded as decoded though its header says
gzip is compressed again, as it came.
"""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import yaml

from tests.servers.archive import surt
from tests.servers.running import Web

INDEX = "/cdx/search/cdx"


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """One question and the answer that was given."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def of_archive(self) -> bool:
        return urlsplit(self.url).hostname == "web.archive.org"

    @property
    def of_index(self) -> bool:
        return self.of_archive and urlsplit(self.url).path == INDEX

    @property
    def plain(self) -> bytes:
        """The body without its coding."""
        return gzip.decompress(self.body) if self.body.startswith(b"\x1f\x8b") else self.body

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def read_cassette(path: Path) -> Iterator[Interaction]:
    """The interactions of one VCR cassette."""
    tape = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    for each in tape["interactions"]:
        answer = each["response"]
        body = answer["body"].get("string") or b""
        yield Interaction(
            url=each["request"]["uri"],
            status=answer["status"]["code"],
            reason=answer["status"]["message"] or "",
            headers=tuple((name, value) for name, values in answer["headers"].items() for value in values),
            body=body if isinstance(body, bytes) else body.encode(),
        )


def read_lines(path: Path) -> Iterator[Interaction]:
    """The interactions that cdx_toolkit's tests recorded, one JSON object a line; those without a body are left out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        each = json.loads(line)
        asked = {name: str(value) for name, value in (each.get("request_params") or {}).items() if value is not None}
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        if isinstance(each.get("response_text"), str):
            yield Interaction(
                url=each["url"] + (f"?{query}" if query else ""),
                status=each["response_status_code"],
                reason="",
                headers=tuple((each.get("response_headers") or {}).items()),
                body=each["response_text"].encode(),
            )


class Recorded(Web):
    """The server. `asked` are the addresses that came and were not on the tape."""

    def __init__(self, interactions: list[Interaction]) -> None:
        self._tape: dict[tuple[str, str], Interaction] = {}
        for each in interactions:
            if each.of_archive:
                parts = urlsplit(each.url)
                target = parts.path + (f"?{parts.query}" if parts.query else "")
                self._tape.setdefault(_key(target), each)
        self.unknown: list[str] = []

    def __enter__(self) -> Self:
        recorded = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body leave together, else each answer waits for an acknowledgement

            def do_GET(self) -> None:
                recorded._answer(self)

            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):  # a client may go at any time
                    super().handle()

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        return super().__enter__()

    @property
    def cdx(self) -> str:
        return self.base + INDEX

    @property
    def replay(self) -> str:
        return f"{self.base}/web"

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        known = self._tape.get(_key(handler.path))
        if known is None:
            self.unknown.append(handler.path)
            handler.send_response_only(599, "Not On The Tape")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        body = known.body
        if "gzip" in known.header("Content-Encoding") and body and not body.startswith(b"\x1f\x8b"):
            body = gzip.compress(body, mtime=0)
        handler.send_response_only(known.status, known.reason)
        for name, value in known.headers:
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def _key(target: str) -> tuple[str, str]:
    path, _, query = target.partition("?")
    if path != INDEX:
        return target.replace("%3A", ":").replace("%3a", ":"), ""
    asked = dict(parse_qsl(query))
    return surt(asked.get("url", "").removesuffix("*")), asked.get("resumeKey", "")
