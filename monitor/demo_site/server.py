"""The rehearsal's servers, on loopback: a news site whose pages change, and a small Wayback Machine beside it."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

COLUMNS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a path answers; `cut`: the connection ends after so many bytes of the promised body."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    cut: int | None = None


class Server:
    """An HTTP server on a free port of 127.0.0.1, in a thread of its own; `answer` is asked with path and query."""

    def __init__(self, answer: Callable[[str], Answer]) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._give(answer(self.path))

            def _give(self, given: Answer) -> None:
                self.send_response(given.status)
                for name, value in given.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(given.body)))
                self.end_headers()
                self.wfile.write(given.body if given.cut is None else given.body[: given.cut])
                self.close_connection = given.cut is not None

            def log_message(self, format: str, *args: object) -> None:
                """The rehearsal prints its story, not its servers' logs."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class NewsSite:
    """Pages by path; what is not there is an honest 404 in the site's own words."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[], Answer]] = {}

    def __call__(self, path: str) -> Answer:
        page = self.pages.get(path.partition("?")[0])
        return page() if page else Answer(status=404, body=NOT_FOUND)


NOT_FOUND = (
    '<!doctype html><html lang="ru"><head><title>Страница не найдена</title></head><body><nav><a href="/">Главная</a>'
    "</nav><h1>404</h1><p>Такой страницы нет или больше нет.</p></body></html>"
).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    original: str
    at: datetime
    body: bytes

    @property
    def stamp(self) -> str:
        return self.at.strftime("%Y%m%d%H%M%S")

    @property
    def row(self) -> list[str]:
        parts = urlsplit(self.original)
        key = ",".join(reversed((parts.hostname or "").split("."))) + f"){parts.path}"
        digest = b32encode(hashlib.sha1(self.body, usedforsecurity=False).digest()).decode()
        return [key, self.stamp, self.original, "text/html", "200", digest, str(len(self.body))]


class Wayback:
    """CDX and `id_` playback in the Internet Archive's shapes, as far as a rehearsal needs them."""

    def __init__(self) -> None:
        self.captures: list[Capture] = []

    def __call__(self, path: str) -> Answer:
        if path.startswith("/cdx/search/cdx"):
            wanted = parse_qs(urlsplit(path).query).get("url", [""])[0]
            rows = [one.row for one in self.captures if _same(one.original, wanted)]
            listing = json.dumps([COLUMNS, *rows] if rows else []).encode()
            return Answer(body=listing, headers=(("Content-Type", "application/json"),))
        played = re.fullmatch(r"/web/(\d{14})id_/(.+)", unquote(path))
        if played:
            for one in self.captures:
                if one.stamp == played[1] and _same(one.original, played[2]):
                    return self._play(one)
        return Answer(status=404, body=b"<html><title>Wayback Machine</title><p>Not archived here.</p></html>")

    def _play(self, one: Capture) -> Answer:
        headers = (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Memento-Datetime", format_datetime(one.at.astimezone(UTC), usegmt=True)),
            ("Link", f'<{one.original}>; rel="original"'),
            ("x-archive-orig-content-type", "text/html; charset=utf-8"),
        )
        return Answer(body=one.body, headers=headers)


def _same(one: str, other: str) -> bool:
    return one.partition("://")[2].rstrip("/") == (other.partition("://")[2] or other).rstrip("/")
