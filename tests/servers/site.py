"""An ordinary web site on loopback, whose pages a test may change at any time.

    with Site() as site:
        site.put("/a", "<html>…</html>", etag='"1"')
        wire.fetch(site.url("/a"))
        site.log[0].headers["User-Agent"]

It answers conditional requests (ETag first, then Last-Modified), keeps connections open, and logs every request with
its time. A page may also be a function of the request, and several sites may run on several 127.0.0.x.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.servers.running import Web


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as the site saw it; `begun` and `ended` are monotonic seconds."""

    method: str
    path: str  # with the query
    headers: Message
    body: bytes
    begun: float
    ended: float = 0.0
    status: int = 0
    connection: int = 0  # the client's port: requests of one connection share it


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a path answers. `etag` is sent as it stands; `pause` seconds pass before the answer. Without `length` the
    end of the connection is the only sign of the body's end."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    etag: str = ""
    last_modified: str = ""
    pause: float = 0.0
    length: bool = True


Answer = Page | Callable[[Request], Page]


class Site(Web):
    """A threaded HTTP/1.1 server; use it in `with`. `log` is filled when an answer has been sent."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.pages: dict[str, Answer] = {}
        self.log: list[Request] = []
        self.now: Callable[[], float] = time.time  # what its `Date` says
        self.busy = 0  # answers being given at this moment …
        self.busiest = 0  # … and the most there ever were
        self._lock = threading.Lock()
        self._server: _Server = _Server((host, port), _handler(self))
        self.host, self.port = host, self._server.server_address[1]

    def close(self) -> None:
        super().close()
        self._server.hang_up()

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def put(
        self,
        path: str,
        body: str | bytes = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str = "text/html; charset=utf-8",
        etag: str = "",
        last_modified: str = "",
        pause: float = 0.0,
    ) -> str:
        """Publish a page (or publish it anew) and return its URL."""
        self.pages[path] = Page(
            body=body.encode() if isinstance(body, str) else body,
            status=status,
            headers=dict(headers or {}),
            content_type=content_type,
            etag=etag,
            last_modified=last_modified,
            pause=pause,
        )
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 301) -> str:
        """Answer a path with a redirect and return its URL."""
        return self.put(path, b"moved", status=status, headers={"Location": to})

    def answer(self, path: str, page: Callable[[Request], Page]) -> str:
        """Let a function of the request answer a path, and return its URL."""
        self.pages[path] = page
        return self.url(path)

    def remove(self, path: str) -> None:
        """Take a page away: 404 from now on."""
        self.pages.pop(path, None)

    def hang_up(self) -> None:
        """Close all connections, as servers do with idle ones."""
        self._server.hang_up()

    def asked(self, path: str) -> list[Request]:
        """The requests for one path so far."""
        return [request for request in self.log if request.path == path]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        # http.server looks its own name up here, which takes seconds on a machine without DNS.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "site", self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # head and body leave in one piece

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the site keeps its own log."""

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(site.now() if timestamp is None else timestamp)

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True

        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            begun = time.monotonic()
            with site._lock:
                site.busy += 1
                site.busiest = max(site.busiest, site.busy)
            request = Request(
                method=self.command,
                path=self.path,
                headers=self.headers,
                body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
                begun=begun,
                connection=self.client_address[1],
            )
            status = 0
            try:
                status = self._send(request)
            finally:
                with site._lock:
                    site.busy -= 1
                    site.log.append(
                        Request(
                            method=request.method,
                            path=request.path,
                            headers=request.headers,
                            body=request.body,
                            begun=begun,
                            ended=time.monotonic(),
                            status=status,
                            connection=request.connection,
                        )
                    )
            self.wfile.flush()

        def _send(self, request: Request) -> int:
            found = site.pages.get(request.path) or site.pages.get(request.path.partition("?")[0])
            page = found(request) if callable(found) else found
            if page is None:
                page = Page(status=404, body=b"<html><title>404</title><p>There is no such page.</html>")
            if page.pause:
                time.sleep(page.pause)
            unchanged = page.status == 200 and _unchanged(request, page)
            status = 304 if unchanged else page.status
            self.send_response(status)
            if page.etag:
                self.send_header("ETag", page.etag)
            if page.last_modified:
                self.send_header("Last-Modified", page.last_modified)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Type", page.content_type)
                if page.length:
                    self.send_header("Content-Length", str(len(page.body)))
                else:
                    self.close_connection = True
            self.end_headers()
            if status not in (204, 304) and self.command != "HEAD":
                self.wfile.write(page.body)
            return status

    return Handler


def _unchanged(request: Request, page: Page) -> bool:
    """RFC 9110 §13.2.2: If-None-Match decides; only without it If-Modified-Since does (exactly, as nginx does)."""
    if asked := request.headers.get("If-None-Match"):
        return bool(page.etag) and page.etag in (asked, *(each.strip() for each in asked.split(",")))
    since = request.headers.get("If-Modified-Since")
    return bool(page.last_modified) and since == page.last_modified
