"""A small Wayback Machine on loopback: a CDX index and playback in the Internet Archive's own shapes.

    with Archive() as archive:
        archive.add("https://site.example/a", "20220106182137", b"<p>text</p>")
        Wayback(fetch, cdx=archive.cdx, replay=archive.replay, ...)

What it knows of: CDX as JSON and text, `matchType`, `limit` (also negative), `from`/`to`, `filter`, `collapse`, `fl`,
`showResumeKey`/`resumeKey`, revisit rows, rows that are broken; playback with and without `id_`, `Memento-Datetime`,
`Link`, `x-archive-orig-*`, redirects to the nearest capture, archived errors and redirects played as they were,
sites that are excluded, captures that cannot be played; TimeMaps in link format, also paged; and, on demand, any
answer at all (`answer`), such as a 429, a 503 or a page of HTML where a list was asked for.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, quote_plus, unquote, unquote_plus, urlsplit

from tests.servers.running import Web

COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
Headers = Mapping[str, str] | Sequence[tuple[str, str]]

NOT_ARCHIVED = b"<!DOCTYPE html><title>Wayback Machine</title><p>The Wayback Machine has not archived that URL.</p>"
EXCLUDED = b"<!DOCTYPE html><title>Wayback Machine</title><p>This URL has been excluded from the Wayback Machine.</p>"
BLOCKED = (
    "org.archive.util.io.RuntimeIOException: "
    "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error"
)
TOO_MANY = b"<html><head><title>429 Too Many Requests</title></head><body><h1>429 Too Many Requests</h1></body></html>"
ILL = (
    b"<html><head><title>503 Service Unavailable</title></head><body><h1>Internet Archive is offline</h1></body></html>"
)


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One capture that the archive holds."""

    original: str
    timestamp: str
    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    revisit: bool = False
    mimetype: str = "text/html"
    digest: str = ""
    playable: bool = True

    @property
    def urlkey(self) -> str:
        return surt(self.original)

    @property
    def row(self) -> dict[str, str]:
        return {
            "urlkey": self.urlkey,
            "timestamp": self.timestamp,
            "original": self.original,
            "mimetype": "warc/revisit" if self.revisit else self.mimetype,
            "statuscode": "-" if self.revisit else str(self.status),
            "digest": self.digest,
            "length": str(len(self.body) + 400),
        }


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer that a test has laid out in advance; `hang_up` closes the connection without one."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    hang_up: bool = False


@dataclass(kw_only=True)
class _Planned:
    on: str
    answer: Answer
    times: int


@dataclass
class Archive(Web):
    """The server, and the hands by which a test moves it. Addresses: `cdx`, `replay`, `timemap`; what came: `asked`."""

    port: int = 0
    compress: bool = True  # as the Internet Archive does for clients that accept it
    page_size: int = 0  # mementos on one page of a TimeMap; 0: all
    captures: list[Capture] = field(default_factory=list)
    excluded: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    _planned: list[_Planned] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # ── life ──────────────────────────────────────────────────────────────────────────────────────

    def __enter__(self) -> Self:
        archive: Archive = self

        class Handler(_Handler):
            served = archive

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        return super().__enter__()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def cdx(self) -> str:
        return f"{self.base}/cdx/search/cdx"

    @property
    def replay(self) -> str:
        return f"{self.base}/web"

    @property
    def timemap(self) -> str:
        return f"{self.base}/web/timemap/link"

    # ── what a test does with it ──────────────────────────────────────────────────────────────────

    def add(
        self,
        url: str,
        at: datetime | str,
        body: bytes | str,
        status: int = 200,
        headers: Headers = (),
        *,
        mimetype: str = "text/html",
        playable: bool = True,
    ) -> Capture:
        """A capture. `headers` are those of the archived answer; a Content-Type is added where it has none."""
        data = body.encode() if isinstance(body, str) else body
        given = _pairs(headers)
        if not any(name.lower() == "content-type" for name, _ in given):
            given = (("Content-Type", f"{mimetype}; charset=utf-8"), *given)
        capture = Capture(
            original=url,
            timestamp=_stamp(at),
            body=data,
            status=status,
            headers=given,
            mimetype=mimetype,
            digest=base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode(),
            playable=playable,
        )
        with self._lock:
            self.captures.append(capture)
        return capture

    def revisit(self, of: Capture, at: datetime | str) -> Capture:
        """A revisit record: the same bytes again, listed as `warc/revisit` with status `-`, played like the first."""
        again = Capture(
            original=of.original,
            timestamp=_stamp(at),
            body=of.body,
            status=of.status,
            headers=of.headers,
            revisit=True,
            mimetype=of.mimetype,
            digest=of.digest,
        )
        with self._lock:
            self.captures.append(again)
        return again

    def row(self, url: str, *fields: str) -> None:
        """A row of the index as it stands, however broken, listed after the captures of that page."""
        with self._lock:
            self.rows.setdefault(surt(url), []).append(list(fields))

    def exclude(self, url: str, *, status: int = 403) -> None:
        """The page is not shown any more: 403 from the index, the notice from playback (in 2020 with status 200)."""
        with self._lock:
            self.excluded[surt(url)] = status

    def answer(
        self,
        on: str,
        status: int = 200,
        body: bytes | str = b"",
        headers: Headers = (),
        *,
        times: int = 1_000_000,
        hang_up: bool = False,
    ) -> None:
        """The next `times` requests whose address contains `on` (such as `/cdx`) get exactly this."""
        data = body.encode() if isinstance(body, str) else body
        answer = Answer(status=status, body=data, headers=_pairs(headers), hang_up=hang_up)
        with self._lock:
            self._planned.append(_Planned(on=on, answer=answer, times=times))

    def limit(self, on: str = "/", *, retry_after: str = "", times: int = 1_000_000) -> None:
        """429 from now on."""
        self.answer(on, 429, TOO_MANY, {"Retry-After": retry_after} if retry_after else {}, times=times)

    def fail(self, on: str = "/", status: int = 503, *, times: int = 1_000_000) -> None:
        """An outage: HTML with a status of 5xx."""
        self.answer(on, status, ILL, {"Content-Type": "text/html"}, times=times)

    def recover(self) -> None:
        """All planned answers are forgotten."""
        with self._lock:
            self._planned.clear()

    # ── what it answers ───────────────────────────────────────────────────────────────────────────

    def planned(self, target: str) -> Answer | None:
        with self._lock:
            self.asked.append(target)
            for plan in self._planned:
                if plan.on in target and plan.times > 0:
                    plan.times -= 1
                    return plan.answer
        return None

    def respond(self, target: str) -> Answer:
        path = target.partition("?")[0]
        if path.rstrip("/") == "/cdx/search/cdx":
            return self._index(parse_qsl(target.partition("?")[2], keep_blank_values=True))
        if target.startswith("/web/timemap/link/"):
            return self._timemap_page(target[len("/web/timemap/link/") :])
        played = re.match(r"/web/([0-9]{1,14})([a-z]{2}_)?/(.+)", target, re.DOTALL)
        if played:
            return self._playback(played[1], played[2] or "", played[3])
        return Answer(status=404, body=NOT_ARCHIVED, headers=(("Content-Type", "text/html; charset=utf-8"),))

    def _index(self, query: list[tuple[str, str]]) -> Answer:
        asked = dict(query)
        key = surt(asked.get("url", ""))
        if any(_matches(key, excluded, asked.get("matchType", "exact")) for excluded in self.excluded):
            words = (("X-Archive-Wayback-Runtime-Error", BLOCKED), ("Content-Type", "text/plain;charset=UTF-8"))
            return Answer(status=403, body=f"{BLOCKED}\n".encode(), headers=words)
        with self._lock:
            captures = [row for row in self.captures if _matches(row.urlkey, key, asked.get("matchType", "exact"))]
            broken = list(self.rows.get(key, []))
        rows = [row.row for row in sorted(captures, key=lambda row: (row.urlkey, row.timestamp))]
        rows = [row for row in rows if _within(row["timestamp"], asked.get("from", ""), asked.get("to", ""))]
        for wanted in (value for name, value in query if name == "filter"):
            rows = [row for row in rows if _passes(row, wanted)]
        for collapse in (value for name, value in query if name == "collapse"):
            rows = _collapsed(rows, collapse)
        rows, resume_key = _limited(rows, asked)
        columns = [name for name in asked.get("fl", "").split(",") if name in COLUMNS] or list(COLUMNS)
        table = [[row[name] for name in columns] for row in rows] + (broken if not resume_key else [])
        if asked.get("output") == "json":
            lines: list[list[str]] = [columns, *table] if table else []
            if resume_key:
                lines += [[], [resume_key]]
            text = "[" + ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "]\n"
            return Answer(body=text.encode(), headers=(("Content-Type", "application/json"),))
        text = "".join(" ".join(row) + "\n" for row in table) + (f"\n{resume_key}\n" if resume_key else "")
        return Answer(body=text.encode(), headers=(("Content-Type", "text/plain;charset=UTF-8"),))

    def _playback(self, digits: str, mode: str, url: str) -> Answer:
        html = (("Content-Type", "text/html; charset=utf-8"),)
        url = unquote(url) if re.match(r"https?%3a", url, re.IGNORECASE) else url
        key = surt(url)
        if key in self.excluded:
            return Answer(status=self.excluded[key], body=EXCLUDED, headers=html)
        with self._lock:
            captures = [capture for capture in self.captures if capture.urlkey == key]
        wanted = digits + "00000101000000"[len(digits) :]
        exact = [capture for capture in captures if capture.timestamp == wanted]
        if any(not capture.playable for capture in exact):
            fault = "org.archive.wayback.exception.ResourceNotAvailableException: the file is not there"
            return Answer(status=503, body=ILL, headers=(("X-Archive-Wayback-Runtime-Error", fault), *html))
        if not captures:
            return Answer(status=404, body=NOT_ARCHIVED, headers=html)
        if not exact:
            near = min(captures, key=lambda capture: abs(_when(capture.timestamp) - _when(wanted)))
            location = f"{self.replay}/{near.timestamp}{mode}/{near.original}"
            why = f"found capture at {near.timestamp}"
            return Answer(status=302, headers=(("Location", location), ("x-archive-redirect-reason", why)))
        return self._played(next((each for each in exact if each.original == url), exact[0]), mode)

    def _played(self, capture: Capture, mode: str) -> Answer:
        headers = []
        for name, value in capture.headers:
            if name.lower() == "content-type":
                headers.append(("Content-Type", value))
            elif name.lower() == "location":
                headers.append(("Location", f"{self.replay}/{capture.timestamp}{mode}/{value}"))
            else:
                headers.append((f"x-archive-orig-{name.lower()}", value))
        body = capture.body
        if mode != "id_" and capture.mimetype == "text/html":
            body = b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id=wm-ipp-base>toolbar</div>" + body
        links = ", ".join(
            (
                f'<{escape(capture.original)}>; rel="original"',  # escaped like HTML, as the Internet Archive has it
                f'<{self.timemap}/{capture.original}>; rel="timemap"; type="application/link-format"',
                f'<{self.replay}/{capture.original}>; rel="timegate"',
                f'<{self.replay}/{capture.timestamp}/{capture.original}>; rel="memento"; '
                f'datetime="{_http_date(capture.timestamp)}"',
            )
        )
        own = [("memento-datetime", _http_date(capture.timestamp)), ("link", links), ("x-archive-src", "a/b.warc.gz")]
        return Answer(status=capture.status, body=body, headers=(*headers, *own))

    def _timemap_page(self, url: str) -> Answer:
        url, _, number = url.partition("#page=") if "#page=" in url else url.partition("?page=")
        with self._lock:
            captures = sorted(
                (capture for capture in self.captures if capture.urlkey == surt(url)), key=lambda each: each.timestamp
            )
        if not captures:
            return Answer(status=404, body=b"", headers=(("Content-Type", "application/link-format"),))
        size, page = self.page_size or len(captures), int(number or "1")
        shown = captures[(page - 1) * size : page * size]
        lines = [
            f'<{url}>; rel="original"',
            f'<{self.timemap}/{url}>; rel="self"; type="application/link-format"; '
            f'from="{_http_date(shown[0].timestamp)}"; until="{_http_date(shown[-1].timestamp)}"',
            f'<{self.replay}/{url}>; rel="timegate"',
        ]
        for capture in shown:
            place = "first " if capture is captures[0] else "last " if capture is captures[-1] else ""
            lines.append(
                f'<{self.replay}/{capture.timestamp}/{capture.original}>; rel="{place}memento"; '
                f'datetime="{_http_date(capture.timestamp)}"'
            )
        if page * size < len(captures):
            lines.append(f'<{self.timemap}/{url}?page={page + 1}>; rel="timemap"; type="application/link-format"')
        return Answer(body=",\n".join(lines).encode(), headers=(("Content-Type", "application/link-format"),))


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with lengths, so that connections are kept."""

    served: Archive
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together, else each answer waits for an acknowledgement

    def do_GET(self) -> None:
        target = self.path
        answer = self.served.planned(target) or self.served.respond(target)
        if answer.hang_up:
            self.close_connection = True
            return
        body, headers = answer.body, list(answer.headers)
        named = {name.lower() for name, _ in headers}
        accepts = "gzip" in self.headers.get("Accept-Encoding", "")
        if self.served.compress and accepts and body and "content-encoding" not in named:
            body = gzip.compress(body, mtime=0)
            headers.append(("content-encoding", "gzip"))
        try:
            phrase = HTTPStatus(answer.status).phrase
        except ValueError:
            phrase = "Unknown"
        self.send_response_only(answer.status, phrase)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # a client may go at any time
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


# ── the index's ways ──────────────────────────────────────────────────────────────────────────────


def surt(url: str) -> str:
    """The index's key of an address: host turned round, without scheme, `www`, default port, case or trailing slash."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = re.sub(r"^www\d*\.", "", (parts.hostname or "").lower())
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = re.sub(r";jsessionid=[0-9a-z]{32}$", "", parts.path.lower()).rstrip("/") or "/"
    query = "?" + "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){path}{query}"


def _matches(key: str, wanted: str, kind: str) -> bool:
    if kind == "prefix":
        return key.startswith(wanted)
    if kind in ("host", "domain"):
        host = wanted.partition(")")[0]
        return key.startswith(f"{host})") or (kind == "domain" and key.startswith(f"{host},"))
    return key == wanted


def _within(timestamp: str, start: str, end: str) -> bool:
    return timestamp[: len(start)] >= start and (not end or timestamp[: len(end)] <= end)


def _passes(row: dict[str, str], wanted: str) -> bool:
    negative, wanted = wanted.startswith("!"), wanted.removeprefix("!")
    name, _, pattern = wanted.partition(":")
    return bool(re.fullmatch(pattern, row.get(name, ""))) != negative


def _collapsed(rows: list[dict[str, str]], collapse: str) -> list[dict[str, str]]:
    """Of neighbours that are alike in a column, or in its first so many characters, the first."""
    name, _, length = collapse.partition(":")
    key: Callable[[dict[str, str]], str] = lambda row: row[name][: int(length)] if length else row[name]  # noqa: E731
    return [row for number, row in enumerate(rows) if number == 0 or key(rows[number - 1]) != key(row)]


def _limited(rows: list[dict[str, str]], asked: dict[str, str]) -> tuple[list[dict[str, str]], str]:
    """One answer's share of the rows, and the key by which the rest is asked for."""
    if asked.get("resumeKey"):
        key, _, timestamp = unquote_plus(asked["resumeKey"]).rpartition(" ")
        rows = [row for row in rows if (row["urlkey"], row["timestamp"]) >= (key, timestamp)]
    limit = int(asked.get("limit") or 0)
    if limit < 0:
        return rows[limit:], ""
    if not limit or len(rows) <= limit or asked.get("showResumeKey") != "true":
        return rows[: limit or None], ""
    last = rows[limit - 1]
    after = last["timestamp"][:-1] + chr(ord(last["timestamp"][-1]) + 1)  # `:` after 9, as the Internet Archive has it
    return rows[:limit], quote_plus(f"{last['urlkey']} {after}")


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    pairs: Iterable[tuple[str, str]] = headers.items() if isinstance(headers, Mapping) else headers
    return tuple(pairs)


def _stamp(at: datetime | str) -> str:
    return at if isinstance(at, str) else at.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def _when(timestamp: str) -> datetime:
    return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _http_date(timestamp: str) -> str:
    return format_datetime(_when(timestamp), usegmt=True)
