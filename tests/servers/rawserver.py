"""A server that misbehaves: one URL for every fault of the wire, spoken over bare sockets.

    with RawServer() as server:
        wire.fetch(server.url("/body-cut"))

`BEHAVIOURS` is the table of them all: what each does, under which number the research lists it, and what has to come
out of a fetch. Tests of the wire and the whole program's gauntlet read the same table. `/article` is an honest page.
"""

from __future__ import annotations

import contextlib
import gzip
import itertools
import os
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import brotli
import zstandard

SENTENCES = (
    "The council voted on Tuesday to spend 4.2 million on the repair of the old bridge over the river.",
    "Works will begin on 3 March and last until the end of the year, the mayor told reporters.",
    "Residents of the left bank have waited for this decision since the flood of 2019.",
    "The opposition did not take part in the vote and called the budget a present to one company.",
    "Nobody was hurt when part of the railing fell into the water last autumn.",
)


def article_page(paragraphs: int = 20) -> bytes:
    """An honest news page of about nine kilobytes, which ends with `</html>`."""
    body = "\n".join(
        f"<p>{SENTENCES[n % 5]} This is paragraph {n + 1} of the report, and it adds: {'word ' * (n % 7 + 50)}.</p>"
        for n in range(paragraphs)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Bridge to be repaired</title></head>\n'
        f"<body><article><h1>Bridge to be repaired</h1>\n{body}\n</article></body></html>\n"
    ).encode()


@dataclass(slots=True)
class Talk:
    """One connection, one request on it, and the means to answer badly."""

    sock: socket.socket
    path: str
    headers: dict[str, str]
    article: bytes
    stop: threading.Event
    count: int = 1  # how many requests this path has had, this one included
    closed: bool = field(default=False)

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def head(self, *lines: str, status: str = "200 OK") -> None:
        """A status line and header lines, and the blank line behind them."""
        self.send("\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1"))

    def page(self, body: bytes, *lines: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> None:
        """An honest answer."""
        fixed = (f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close")
        self.send("\r\n".join([f"HTTP/1.1 {status}", *fixed, *lines, "", ""]).encode("latin-1") + body)

    def pause(self, seconds: float) -> None:
        """Wait, but not longer than the server lives."""
        if self.stop.wait(seconds):
            raise ConnectionAbortedError

    def reset(self) -> None:
        """Break the connection off without a goodbye."""
        self.pause(0.05)  # what was sent before has to arrive before
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        self.closed = True

    def drip(self, data: bytes, seconds: float) -> None:
        for byte in data:
            self.send(bytes([byte]))
            self.pause(seconds)

    def for_ever(self, data: bytes) -> None:
        while not self.stop.is_set():
            self.send(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """`outcomes` are the reasons that a fetch may end with, `ok` for a complete answer; `code` is the finer name.

    `verdict` and `reason` are the contract's words for a seed whose page behaves so, in a first check with a copy of
    the honest article; empty where they depend on more than the wire.
    """

    path: str
    rows: str
    what: str
    outcomes: tuple[str, ...]
    code: str
    unverified: bool
    article: bool  # whether a complete answer carries the honest article
    verdict: str
    reason: str
    slow: bool  # ends only with the deadline
    serve: Callable[[Talk], None]


BEHAVIOURS: dict[str, Behaviour] = {}

_REFUSED = ("private_address", "bad_scheme", "bad_url")


def behaviour(
    path: str,
    rows: str,
    outcome: str,
    *,
    code: str = "",
    unverified: bool = False,
    article: bool | None = None,
    verdict: str = "",
    reason: str = "",
    slow: bool = False,
) -> Callable[[Callable[[Talk], None]], Callable[[Talk], None]]:
    """Enter a function into the table; its docstring says what it does."""
    outcomes = tuple(outcome.split("|"))
    carries = outcomes == ("ok",) and not verdict if article is None else article
    if not verdict and outcomes[0] in _REFUSED:
        verdict, reason = "refused", outcomes[0]
    elif not verdict and outcomes[0] != "ok":
        verdict, reason = "unreachable", outcomes[0]
    elif not verdict and carries:
        verdict = "intact"

    def enter(serve: Callable[[Talk], None]) -> Callable[[Talk], None]:
        BEHAVIOURS[path] = Behaviour(
            path=path,
            rows=rows,
            what=" ".join((serve.__doc__ or "").split()),
            outcomes=outcomes,
            code=code,
            unverified=unverified,
            article=carries,
            verdict=verdict,
            reason=reason,
            slow=slow,
            serve=serve,
        )
        return serve

    return enter


class RawServer:
    """Serves the table on one address; use it in `with`. Every connection carries one request and ends."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, article: bytes | None = None) -> None:
        self.article = article if article is not None else article_page()
        self.robots: Callable[[Talk], None] = no_robots
        self.log: list[tuple[float, str, dict[str, str]]] = []
        self._counts: dict[str, int] = {}
        self._stop = threading.Event()
        self._socket = socket.create_server((host, port), backlog=128)
        self._socket.settimeout(0.2)
        self.host, self.port = host, int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._socket.close()

    def url(self, path: str = "/article") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def asked(self, path: str) -> int:
        """How many requests came for paths that begin so."""
        return sum(1 for _, each, _ in self.log if each.startswith(path))

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(30.0)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while request := read_request(connection):
                path, headers = request
                self.log.append((time.monotonic(), path, headers))
                place = path.partition("?")[0]
                self._counts[place] = self._counts.get(place, 0) + 1
                talk = Talk(connection, path, headers, self.article, self._stop, self._counts[place])
                self._handler(place)(talk)
                if place not in _PERSISTENT:
                    if not talk.closed:
                        goodbye(connection)
                    return

    def _handler(self, place: str) -> Callable[[Talk], None]:
        if place == "/robots.txt":
            return self.robots
        found = BEHAVIOURS.get(place) or BEHAVIOURS.get("/" + place.split("/")[1])
        return found.serve if found else no_page


class Parrot:
    """Answers every request with the same bytes, whatever they are, and ends the connection; keeps what it heard."""

    def __init__(self, words: bytes = b"") -> None:
        self.words = words
        self.heard: list[bytes] = []
        self._stop = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._socket.settimeout(0.2)
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(2)
        self._socket.close()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with contextlib.suppress(OSError), connection:
                connection.settimeout(5.0)
                self.heard.append(connection.recv(65536))
                connection.sendall(self.words)
                goodbye(connection)


class Tunnel:
    """A proxy that connects whom it is asked to connect (CONNECT); `asked` lists the places."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._stop = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.2)
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(2)
        self._socket.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(OSError):
                connection, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError), near:
            request = read_request(near)
            if request is None:
                return
            self.asked.append(request[0])
            host, _, port = request[0].rpartition(":")
            with socket.create_connection((host, int(port)), timeout=10) as far:
                near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                threading.Thread(target=_pour, args=(far, near), daemon=True).start()
                _pour(near, far)


def _pour(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := one.recv(65536):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)


def read_request(connection: socket.socket) -> tuple[str, dict[str, str]] | None:
    """Path and headers (names in lower case) of the next request; None at the end."""
    data = bytearray()
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    first, *lines = bytes(data).split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return first.split(" ")[1], headers


def goodbye(connection: socket.socket) -> None:
    """Close in order: a close over unread bytes would be a reset."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(0.2)
        while connection.recv(65536):
            pass


def no_page(talk: Talk) -> None:
    talk.page(b"<html><title>404</title><p>There is no such page.</html>", status="404 Not Found")


def no_robots(talk: Talk) -> None:
    talk.page(b"nothing here", status="404 Not Found", kind="text/plain")


def _raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


# ── honest ────────────────────────────────────────────────────────────────────────────────────────


@behaviour("/article", "", "ok")
def _honest(talk: Talk) -> None:
    """an honest page"""
    talk.page(talk.article)


# ── bodies cut short ──────────────────────────────────────────────────────────────────────────────


@behaviour("/body-cut", "G1", "truncated", code="body_cut")
def _body_cut(talk: Talk) -> None:
    """Content-Length of the whole, 3,000 bytes, end"""
    talk.head(f"Content-Length: {len(talk.article)}")
    talk.send(talk.article[:3000])


@behaviour("/chunks-cut", "G2", "truncated", code="chunk_cut")
def _chunks_cut(talk: Talk) -> None:
    """chunked, ends between two chunks, without the last one"""
    talk.head("Transfer-Encoding: chunked")
    talk.send(b"%x\r\n%s\r\n" % (3000, talk.article[:3000]))


@behaviour("/chunk-cut", "G3", "truncated", code="chunk_cut")
def _chunk_cut(talk: Talk) -> None:
    """chunked, ends inside a chunk"""
    talk.head("Transfer-Encoding: chunked")
    talk.send(b"%x\r\n%s" % (5000, talk.article[:3000]))


def _coded(name: str, body: bytes) -> Callable[[Talk], None]:
    def serve(talk: Talk) -> None:
        talk.page(body, f"Content-Encoding: {name}")

    return serve


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


@behaviour("/gzip-cut", "G4", "truncated", code="gzip_cut")
def _gzip_cut(talk: Talk) -> None:
    """gzip cut in half, the length that of the half"""
    talk.page(_half(gzip.compress(talk.article)), "Content-Encoding: gzip")


@behaviour("/br-cut", "G5", "truncated", code="br_cut")
def _br_cut(talk: Talk) -> None:
    """brotli cut in half, the length that of the half"""
    talk.page(_half(brotli.compress(talk.article)), "Content-Encoding: br")


@behaviour("/deflate-cut", "G6", "truncated", code="deflate_cut")
def _deflate_cut(talk: Talk) -> None:
    """deflate with zlib's wrapper, cut in half"""
    talk.page(_half(zlib.compress(talk.article)), "Content-Encoding: deflate")


@behaviour("/raw-deflate-cut", "G6", "truncated", code="deflate_cut")
def _raw_deflate_cut(talk: Talk) -> None:
    """bare deflate, cut in half"""
    talk.page(_half(_raw_deflate(talk.article)), "Content-Encoding: deflate")


@behaviour("/deflate", "G6", "ok")
def _deflate(talk: Talk) -> None:
    """deflate with zlib's wrapper, whole"""
    talk.page(zlib.compress(talk.article), "Content-Encoding: deflate")


@behaviour("/raw-deflate", "G6", "ok")
def _raw_deflate_whole(talk: Talk) -> None:
    """bare deflate, whole"""
    talk.page(_raw_deflate(talk.article), "Content-Encoding: deflate")


@behaviour("/br", "G5", "ok")
def _br(talk: Talk) -> None:
    """brotli, whole"""
    talk.page(brotli.compress(talk.article), "Content-Encoding: br")


@behaviour("/zstd", "G7", "ok")
def _zstd(talk: Talk) -> None:
    """zstd, whole"""
    talk.page(zstandard.compress(talk.article), "Content-Encoding: zstd")


@behaviour("/zstd-frames", "G7", "ok")
def _zstd_frames(talk: Talk) -> None:
    """zstd in two frames, with one to be skipped between them"""
    skipped = b"\x50\x2a\x4d\x18" + struct.pack("<I", 5) + b"hello"
    body = zstandard.compress(talk.article[:4000]) + skipped + zstandard.compress(talk.article[4000:])
    talk.page(body, "Content-Encoding: zstd")


@behaviour("/zstd-cut", "G7", "truncated", code="zstd_cut")
def _zstd_cut(talk: Talk) -> None:
    """zstd cut in half"""
    talk.page(_half(zstandard.compress(talk.article)), "Content-Encoding: zstd")


@behaviour("/unknown-coding", "G8", "malformed", code="unknown_coding")
def _unknown_coding(talk: Talk) -> None:
    """Content-Encoding: xyzzy"""
    talk.page(talk.article, "Content-Encoding: xyzzy")


@behaviour("/gzip-lie", "G8", "malformed", code="bad_gzip")
def _gzip_lie(talk: Talk) -> None:
    """Content-Encoding: gzip over a plain body"""
    talk.page(talk.article, "Content-Encoding: gzip")


@behaviour("/gzip-crc", "G8", "malformed", code="bad_gzip")
def _gzip_crc(talk: Talk) -> None:
    """gzip with a wrong checksum"""
    body = bytearray(gzip.compress(talk.article))
    body[-6] ^= 0xFF
    talk.page(bytes(body), "Content-Encoding: gzip")


@behaviour("/gzip-junk", "G8", "ok")
def _gzip_junk(talk: Talk) -> None:
    """gzip, complete, with junk behind it"""
    talk.page(gzip.compress(talk.article) + b"\0\0\0\0junk", "Content-Encoding: gzip")


@behaviour("/gzip-members", "G8", "ok")
def _gzip_members(talk: Talk) -> None:
    """gzip in two members"""
    talk.page(gzip.compress(talk.article[:4000]) + gzip.compress(talk.article[4000:]), "Content-Encoding: gzip")


@behaviour("/gzip-member-cut", "G8", "truncated", code="gzip_cut")
def _gzip_member_cut(talk: Talk) -> None:
    """gzip in two members, the second one cut"""
    body = gzip.compress(talk.article[:4000]) + _half(gzip.compress(talk.article[4000:]))
    talk.page(body, "Content-Encoding: gzip")


@behaviour("/no-length-cut", "G9", "ok", unverified=True, article=False)
def _no_length_cut(talk: Talk) -> None:
    """neither length nor chunks, 3,000 bytes, end: nothing on the wire shows that it was more"""
    talk.head("Content-Type: text/html; charset=utf-8", "Connection: close")
    talk.send(talk.article[:3000])


@behaviour("/no-length", "G9", "ok", unverified=True)
def _no_length(talk: Talk) -> None:
    """neither length nor chunks, the whole page"""
    talk.head("Content-Type: text/html; charset=utf-8", "Connection: close")
    talk.send(talk.article)


@behaviour("/no-length-reset", "G10", "truncated", code="reset_in_body")
def _no_length_reset(talk: Talk) -> None:
    """no length, 3,000 bytes, broken off"""
    talk.head("Content-Type: text/html")
    talk.send(talk.article[:3000])
    talk.reset()


@behaviour("/length-small", "G11", "ok", unverified=True, article=False)
def _length_small(talk: Talk) -> None:
    """Content-Length: 100, and the whole page behind it"""
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n" + talk.article)


@behaviour("/two-lengths", "G12", "malformed", code="contradictory_lengths")
def _two_lengths(talk: Talk) -> None:
    """two different Content-Lengths"""
    talk.head(f"Content-Length: {len(talk.article)}", "Content-Length: 3000")
    talk.send(talk.article)


def _odd_length(path: str, rows: str, length: str, *, unverified: bool) -> None:
    def serve(talk: Talk) -> None:
        told = length.replace("N", str(len(talk.article)))
        talk.head("Content-Type: text/html; charset=utf-8", f"Content-Length: {told}", "Connection: close")
        talk.send(talk.article)

    serve.__doc__ = f"Content-Length: {length}, where N is the true one"
    behaviour(path, rows, "ok", unverified=unverified)(serve)


_odd_length("/length-negative", "G13", "-5", unverified=True)
_odd_length("/length-word", "G14", "abc", unverified=True)
_odd_length("/length-float", "G14", "1e3", unverified=True)
_odd_length("/length-plus", "G14", "+N", unverified=True)
_odd_length("/length-twice", "G14", "N, N", unverified=False)
_odd_length("/length-digits", "G14", "9" * 5000 + "x", unverified=True)


@behaviour("/length-and-chunks", "G15", "ok", unverified=True)
def _length_and_chunks(talk: Talk) -> None:
    """Content-Length: 10 and a chunked body, complete"""
    talk.head("Content-Type: text/html; charset=utf-8", "Content-Length: 10", "Transfer-Encoding: chunked")
    talk.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(talk.article), talk.article))


@behaviour("/chunked", "G2", "ok")
def _chunked(talk: Talk) -> None:
    """chunked and complete, with extensions and trailers"""
    talk.head("Content-Type: text/html; charset=utf-8", "Transfer-Encoding: chunked")
    for start in range(0, len(talk.article), 1000):
        piece = talk.article[start : start + 1000]
        talk.send(b"%X;name=value\r\n%s\r\n" % (len(piece), piece))
    talk.send(b"0\r\nX-Trailer: yes\r\n\r\n")


@behaviour("/chunk-size-bad", "G3", "malformed", code="bad_chunk")
def _chunk_size_bad(talk: Talk) -> None:
    """a chunk size that is no number"""
    talk.head("Transfer-Encoding: chunked")
    talk.send(b"-5\r\nhello\r\n0\r\n\r\n")


@behaviour("/chunk-overrun", "G3", "malformed", code="bad_chunk")
def _chunk_overrun(talk: Talk) -> None:
    """a chunk longer than it says"""
    talk.head("Transfer-Encoding: chunked")
    talk.send(b"5\r\nhello, world\r\n0\r\n\r\n")


@behaviour("/transfer-gzip", "G8", "malformed", code="transfer_coding")
def _transfer_gzip(talk: Talk) -> None:
    """Transfer-Encoding: gzip, chunked, which we never offered"""
    body = gzip.compress(talk.article)
    talk.head("Transfer-Encoding: gzip, chunked")
    talk.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))


# ── heads ─────────────────────────────────────────────────────────────────────────────────────────


@behaviour("/early-hints", "G16", "ok")
def _early_hints(talk: Talk) -> None:
    """103 Early Hints, then the page"""
    talk.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
    talk.page(talk.article)


@behaviour("/early-hints-only", "G16", "malformed", code="only_interim")
def _early_hints_only(talk: Talk) -> None:
    """103 Early Hints, then the end"""
    talk.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")


@behaviour("/continue-2000", "G17", "ok")
def _continue_many(talk: Talk) -> None:
    """100 Continue two thousand times, then the page"""
    talk.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 2000)
    talk.page(talk.article)


@behaviour("/continue-endless", "G17", "timeout", slow=True)
def _continue_endless(talk: Talk) -> None:
    """100 Continue without end"""
    talk.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


@behaviour("/switching", "G16", "malformed", code="unsolicited_101")
def _switching(talk: Talk) -> None:
    """101 Switching Protocols"""
    talk.head("Upgrade: h2c", "Connection: Upgrade", status="101 Switching Protocols")


@behaviour("/head-cut", "G18", "malformed", code="head_cut")
def _head_cut(talk: Talk) -> None:
    """a status line and half a header, end"""
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Ty")


@behaviour("/head-cut-at-line", "G18", "malformed", code="head_cut")
def _head_cut_at_line(talk: Talk) -> None:
    """headers cut exactly behind a line"""
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")


@behaviour("/no-colon", "G19", "malformed", code="header_defect")
def _no_colon(talk: Talk) -> None:
    """a header line without a colon before Content-Length"""
    talk.head("this is no header", f"Content-Length: {len(talk.article)}")
    talk.send(talk.article)


@behaviour("/nul-in-header", "G19", "malformed", code="header_defect")
def _nul_in_header(talk: Talk) -> None:
    """a NUL in a header"""
    talk.head("X-Odd: a\0b", f"Content-Length: {len(talk.article)}")
    talk.send(talk.article)


@behaviour("/blank-before-colon", "G19", "ok")
def _blank_before_colon(talk: Talk) -> None:
    """a blank between a header's name and its colon"""
    talk.head("Content-Type : text/html; charset=utf-8", f"Content-Length : {len(talk.article)}")
    talk.send(talk.article)


@behaviour("/folded", "G19", "ok")
def _folded(talk: Talk) -> None:
    """a header folded over two lines, as old servers do"""
    talk.page(talk.article, "X-Folded: one", "\ttwo")


@behaviour("/long-header", "G20", "malformed", code="header_too_long")
def _long_header(talk: Talk) -> None:
    """one header line of 100 kB"""
    talk.page(talk.article, "X-Long: " + "a" * 100_000)


@behaviour("/headers-200", "G21", "malformed", code="too_many_headers")
def _headers_200(talk: Talk) -> None:
    """200 header lines"""
    talk.page(talk.article, *(f"X-{n}: {n}" for n in range(200)))


@behaviour("/headers-5000", "G21", "malformed", code="too_many_headers")
def _headers_5000(talk: Talk) -> None:
    """5,000 header lines"""
    talk.page(talk.article, *(f"X-{n}: {n}" for n in range(5000)))


@behaviour("/cookie-bomb", "G22", "ok")
def _cookie_bomb(talk: Talk) -> None:
    """90 cookies of 4 kB"""
    talk.page(talk.article, *(f"Set-Cookie: c{n}={'x' * 4000}" for n in range(90)))


@behaviour("/http-0.9", "G23", "malformed", code="not_http")
def _http_09(talk: Talk) -> None:
    """a page without a status line"""
    talk.send(talk.article)


@behaviour("/tls-alert", "G24", "malformed", code="not_http")
def _tls_alert(talk: Talk) -> None:
    """a TLS alert on a plain port"""
    talk.send(b"\x15\x03\x01\x00\x02\x02\x46")


@behaviour("/ssh", "G25", "malformed", code="not_http")
def _ssh(talk: Talk) -> None:
    """an SSH server"""
    talk.send(b"SSH-2.0-OpenSSH_9.6\r\n")
    talk.pause(0.3)


@behaviour("/smtp", "G25", "malformed", code="not_http")
def _smtp(talk: Talk) -> None:
    """a mail server"""
    talk.send(b"220 mail.example.com ESMTP\r\n")


@behaviour("/random", "G25", "malformed", code="not_http")
def _random(talk: Talk) -> None:
    """4 kB of random bytes"""
    talk.send(b"\xff" + os.urandom(4095))


def _status_line(path: str, line: str, outcome: str) -> None:
    def serve(talk: Talk) -> None:
        talk.send(f"{line}\r\nContent-Length: {len(talk.article)}\r\n\r\n".encode() + talk.article)

    serve.__doc__ = f"the status line {line!r}"
    behaviour(path, "G26" if "HTTP/1" in line else "G27", outcome, code="" if outcome == "ok" else "bad_status")(serve)


_status_line("/status-word", "HTTP/1.1 abc", "malformed")
_status_line("/status-000", "HTTP/1.1 000", "malformed")
_status_line("/status-99", "HTTP/1.1 99 Low", "malformed")
_status_line("/status-1000", "HTTP/1.1 1000 High", "malformed")
_status_line("/status-bare", "HTTP/1.1 200", "ok")
_status_line("/status-no-reason", "HTTP/1.1 200 ", "ok")
_status_line("/http-2", "HTTP/2 200", "malformed")


@behaviour("/line-feeds", "G26", "ok")
def _line_feeds(talk: Talk) -> None:
    """lines that end with a bare line feed"""
    talk.send(b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Length: %d\n\n" % len(talk.article))
    talk.send(talk.article)


# ── slow and endless ──────────────────────────────────────────────────────────────────────────────


@behaviour("/drip-body", "G28", "timeout", slow=True)
def _drip_body(talk: Talk) -> None:
    """one byte of the body every tenth of a second"""
    talk.head(f"Content-Length: {len(talk.article)}")
    talk.drip(talk.article, 0.1)


@behaviour("/drip-head", "G29", "timeout", slow=True)
def _drip_head(talk: Talk) -> None:
    """one byte of the headers every tenth of a second"""
    talk.send(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        talk.drip(b"X-%d: y\r\n" % number, 0.1)


@behaviour("/drip-chunks", "G28", "timeout", slow=True)
def _drip_chunks(talk: Talk) -> None:
    """one chunk of one byte every tenth of a second"""
    talk.head("Transfer-Encoding: chunked")
    while True:
        talk.send(b"1\r\nx\r\n")
        talk.pause(0.1)


@behaviour("/drip-trailers", "G30", "timeout", slow=True)
def _drip_trailers(talk: Talk) -> None:
    """a trailer every tenth of a second"""
    talk.head("Transfer-Encoding: chunked")
    talk.send(b"%x\r\n%s\r\n0\r\n" % (len(talk.article), talk.article))
    while True:
        talk.send(b"X: y\r\n")
        talk.pause(0.1)


@behaviour("/endless", "G30", "too_large", code="wire_too_large")
def _endless(talk: Talk) -> None:
    """a body without end, at full speed"""
    talk.head("Content-Type: text/html")
    talk.for_ever(b"<p>all work and no play</p>\n" * 2000)


@behaviour("/endless-chunks", "G30", "too_large", code="wire_too_large")
def _endless_chunks(talk: Talk) -> None:
    """chunks without end"""
    talk.head("Transfer-Encoding: chunked")
    talk.for_ever(b"1000\r\n%s\r\n" % (b"x" * 4096) * 10)


@behaviour("/endless-trailers", "G30", "malformed", code="endless_trailers")
def _endless_trailers(talk: Talk) -> None:
    """trailers without end"""
    talk.head("Transfer-Encoding: chunked")
    talk.send(b"%x\r\n%s\r\n0\r\n" % (len(talk.article), talk.article))
    talk.for_ever(b"X-Trailer: and so on\r\n" * 100)


@behaviour("/endless-extension", "G30", "malformed", code="bad_chunk")
def _endless_extension(talk: Talk) -> None:
    """a chunk extension without end"""
    talk.head("Transfer-Encoding: chunked")
    talk.send(b"5;")
    talk.for_ever(b"x" * 8192)


@behaviour("/endless-header", "G30", "malformed", code="header_too_long")
def _endless_header(talk: Talk) -> None:
    """a header without end"""
    talk.send(b"HTTP/1.1 200 OK\r\nX-Endless: ")
    talk.for_ever(b"x" * 8192)


@behaviour("/gzip-bomb", "G31", "too_large", code="decoded_too_large")
def _gzip_bomb(talk: Talk) -> None:
    """gzip that grows from 100 kB to 100 MB"""
    talk.page(_GZIP_BOMB(), "Content-Encoding: gzip")


@behaviour("/br-bomb", "G32", "too_large", code="decoded_too_large")
def _br_bomb(talk: Talk) -> None:
    """brotli that grows a hundred thousand times"""
    talk.page(_BR_BOMB(), "Content-Encoding: br")


@behaviour("/zstd-bomb", "G32", "too_large", code="decoded_too_large")
def _zstd_bomb(talk: Talk) -> None:
    """zstd that grows ten thousand times"""
    talk.page(_ZSTD_BOMB(), "Content-Encoding: zstd")


@behaviour("/gzip-gzip-bomb", "G33", "too_large", code="decoded_too_large")
def _gzip_gzip_bomb(talk: Talk) -> None:
    """gzip in gzip that grows without end"""
    talk.page(gzip.compress(_GZIP_BOMB()), "Content-Encoding: gzip, gzip")


class _Bomb:
    """Made when first wanted, and once."""

    def __init__(self, make: Callable[[], bytes]) -> None:
        self._make, self._made, self._lock = make, b"", threading.Lock()

    def __call__(self) -> bytes:
        with self._lock:
            self._made = self._made or self._make()
            return self._made


def _stream_of_zeros(compress: Callable[[bytes], bytes], finish: Callable[[], bytes], megabytes: int) -> bytes:
    zeros = bytes(2**20)
    return b"".join([*(compress(zeros) for _ in range(megabytes)), finish()])


def _make_gzip_bomb() -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return _stream_of_zeros(stream.compress, stream.flush, 100)


def _make_br_bomb() -> bytes:
    stream = brotli.Compressor(quality=5)
    return _stream_of_zeros(stream.process, stream.finish, 200)


def _make_zstd_bomb() -> bytes:
    stream = zstandard.ZstdCompressor(level=3).compressobj()
    return _stream_of_zeros(stream.compress, stream.flush, 200)


_GZIP_BOMB, _BR_BOMB, _ZSTD_BOMB = _Bomb(_make_gzip_bomb), _Bomb(_make_br_bomb), _Bomb(_make_zstd_bomb)


@behaviour("/gzip-twice", "G33", "ok")
def _gzip_twice(talk: Talk) -> None:
    """gzip in gzip"""
    talk.page(gzip.compress(gzip.compress(talk.article)), "Content-Encoding: gzip, gzip")


@behaviour("/gzip-six-times", "G33", "malformed", code="too_many_codings")
def _gzip_six_times(talk: Talk) -> None:
    """gzip six times over"""
    body = talk.article
    for _ in range(6):
        body = gzip.compress(body)
    talk.page(body, "Content-Encoding: " + ", ".join(["gzip"] * 6))


@behaviour("/length-huge", "G34", "timeout", slow=True)
def _length_huge(talk: Talk) -> None:
    """Content-Length: 10^12, one kB, silence"""
    talk.head("Content-Length: 1000000000000")
    talk.send(talk.article[:1000])
    talk.pause(60)


# ── redirects ─────────────────────────────────────────────────────────────────────────────────────


def _to(talk: Talk, location: bytes, status: bytes = b"302 Found", body: bytes = b"moved") -> None:
    talk.send(b"HTTP/1.1 %s\r\nLocation: %s\r\nContent-Length: %d\r\n\r\n%s" % (status, location, len(body), body))


@behaviour("/loop", "G35", "redirect_loop", code="redirect_loop")
def _loop(talk: Talk) -> None:
    """a redirect to itself"""
    _to(talk, b"/loop")


@behaviour("/forever", "G36", "redirect_loop", code="too_many_redirects")
def _forever(talk: Talk) -> None:
    """redirects to ever new addresses"""
    _to(talk, b"/forever/%d" % (int(talk.path.rpartition("/")[2] or 0) + 1 if talk.path[-1].isdigit() else 1))


@behaviour("/no-location", "G37", "malformed", code="redirect_without_location")
def _no_location(talk: Talk) -> None:
    """a redirect without Location, with a page"""
    talk.page(talk.article, status="302 Found")


def _location(path: str, rows: str, location: bytes, outcome: str, code: str = "bad_location") -> None:
    def serve(talk: Talk) -> None:
        _to(talk, location)

    shown = location[:40].decode("latin-1") + ("…" if len(location) > 40 else "")
    serve.__doc__ = f"a redirect to {shown!r}"
    behaviour(path, rows, outcome, code=code)(serve)


_location("/to-open-bracket", "G38", b"http://[::1", "malformed")
_location("/to-two-dots", "G38", b"http://a..b/", "malformed")
_location("/to-slashes", "G38", b"//", "malformed")
_location("/to-backslashes", "G38", b"\\\\host", "malformed")
_location("/to-10-kb", "G38", b"/" + b"a" * 10_000, "malformed")
_location("/to-port", "G38", b"http://example.com:99999/", "malformed")
_location("/to-metadata", "G35", b"http://169.254.169.254/latest/meta-data/", "private_address", "private_address")
_location("/to-metadata-6", "G35", b"http://[::ffff:169.254.169.254]/", "private_address", "private_address")
_location("/to-decimal", "G35", b"http://2852039166/", "private_address", "private_address")
_location("/to-file", "G35", b"file:///etc/passwd", "bad_scheme", "bad_scheme")
_location("/to-ftp", "G35", b"ftp://example.com/", "bad_scheme", "bad_scheme")
_location("/to-gopher", "G35", b"gopher://example.com/", "bad_scheme", "bad_scheme")
_location("/to-javascript", "G35", b"javascript:alert(1)", "bad_scheme", "bad_scheme")
_location("/to-userinfo", "G35", b"http://user:secret@example.com/", "bad_url", "userinfo")


@behaviour("/to-latin-1", "G39", "ok", article=False)
def _to_latin_1(talk: Talk) -> None:
    """a redirect with bytes that are no UTF-8"""
    if "%" in talk.path:
        talk.page(b"<html><p>" + talk.path.encode() + b"</html>")
    else:
        _to(talk, b"/to-latin-1/caf\xe9-\xff")


@behaviour("/to-heavy", "G40", "ok")
def _to_heavy(talk: Talk) -> None:
    """a redirect with a body of 50 MB"""
    talk.head("Location: /article", "Content-Length: 50000000", status="302 Found")
    for _ in range(50):
        talk.send(bytes(1_000_000))


@behaviour("/cookie-wall", "G35", "ok")
def _cookie_wall(talk: Talk) -> None:
    """sets a cookie and redirects to itself until it comes back"""
    if "pass=1" in talk.headers.get("cookie", ""):
        talk.page(talk.article)
    else:
        talk.head("Location: /cookie-wall", "Set-Cookie: pass=1; Path=/", "Content-Length: 0", status="302 Found")


# ── answers that are none ─────────────────────────────────────────────────────────────────────────


@behaviour("/part", "G41", "truncated", code="unsolicited_206")
def _part(talk: Talk) -> None:
    """206 with a part that nobody asked for"""
    body = talk.article[:3000]
    talk.page(body, f"Content-Range: bytes 0-2999/{len(talk.article)}", status="206 Partial Content")


@behaviour("/not-modified", "G42", "malformed", code="unsolicited_304")
def _not_modified(talk: Talk) -> None:
    """304 to a request without a condition"""
    talk.head('ETag: "never seen"', status="304 Not Modified")


@behaviour("/status-204", "G43", "malformed", code="empty")
def _status_204(talk: Talk) -> None:
    """204 No Content"""
    talk.head(status="204 No Content")


@behaviour("/status-205", "G43", "malformed", code="empty")
def _status_205(talk: Talk) -> None:
    """205 Reset Content"""
    talk.head("Content-Length: 0", status="205 Reset Content")


@behaviour("/empty", "G43", "malformed", code="empty")
def _empty(talk: Talk) -> None:
    """200 with Content-Length: 0"""
    talk.head("Content-Type: text/html", "Content-Length: 0")


@behaviour("/empty-gzip", "G43", "malformed", code="empty")
def _empty_gzip(talk: Talk) -> None:
    """200 with a gzip stream of nothing"""
    talk.page(gzip.compress(b""), "Content-Encoding: gzip")


# ── kinds and charsets: complete on the wire, the rest is for the reader of pages ─────────────────


def _kind(path: str, kind: str, body: bytes) -> None:
    def serve(talk: Talk) -> None:
        talk.page(body, kind=kind)

    serve.__doc__ = f"200 with {kind}"
    behaviour(path, "G48", "ok", verdict="unreadable", reason="not_html")(serve)


_kind("/pdf", "application/pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
_kind("/png", "image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
_kind("/json", "application/json", b'{"error": "not found"}')


def _charset(path: str, rows: str, kind: str, encode: Callable[[bytes], bytes], what: str) -> None:
    def serve(talk: Talk) -> None:
        talk.page(encode(talk.article), kind=kind)

    serve.__doc__ = what
    behaviour(path, rows, "ok", article=False, verdict="intact")(serve)


def _without_meta(page: bytes) -> bytes:
    return page.replace(b'<meta charset="utf-8">', b"")


_charset("/charset-none", "G49", "text/html", _without_meta, "no charset anywhere")
_charset("/charset-meta", "G49", "text/html", bytes, "a charset in the page alone")
_charset("/charset-bom", "G49", "text/html", lambda page: b"\xef\xbb\xbf" + _without_meta(page), "a mark alone")
_charset("/charset-klingon", "G51", "text/html; charset=klingon", bytes, "a charset that does not exist")
_charset("/charset-empty", "G51", "text/html; charset=", bytes, "an empty charset")
_charset("/charset-quoted", "G51", 'text/html; charset="utf-8"', bytes, "a charset in quotation marks")
_charset("/charset-long", "G51", "text/html; charset=" + "x" * 1000, bytes, "a charset of 1 kB")
_charset("/charset-hex", "G54", "text/html; charset=hex", bytes, "a charset that is a Python codec")


# ── statuses that block ───────────────────────────────────────────────────────────────────────────


def _blocked(status: int, rows: str, reason: str, *lines: str, verdict: str = "blocked", path: str = "") -> None:
    def serve(talk: Talk) -> None:
        talk.page(b"<html><title>No</title><p>Not for you.</html>", *lines, status=f"{status} No")

    serve.__doc__ = f"{status}" + (f" with {lines[0]}" if lines else "")
    behaviour(path or f"/{status}", rows, "ok", verdict=verdict, reason=reason)(serve)


_blocked(401, "G55", "http_401", 'WWW-Authenticate: Basic realm="x"')
_blocked(403, "G56", "http_403")
_blocked(429, "G59", "http_429", "Retry-After: 1", path="/429-seconds")
_blocked(429, "G59", "http_429", "Retry-After: 99999999", path="/429-years")
_blocked(429, "G59", "http_429", "Retry-After: soon", path="/429-garbage")
_blocked(429, "G59", "http_429", "Retry-After: -5", path="/429-negative")
for _status in (402, 406, 407, 418, 420, 440, 449, 498):
    _blocked(_status, "G60", "http_4xx")
_blocked(999, "G60", "")
_blocked(451, "G60", "http_451")
for _status in (500, 502, 503, 504, 507, 520, 527, 530):
    _blocked(_status, "G62", "http_5xx", verdict="unreachable")


@behaviour("/challenge", "G57", "ok", verdict="blocked", reason="challenge")
def _challenge(talk: Talk) -> None:
    """403 with cf-mitigated: challenge"""
    page = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    talk.page(page, "cf-mitigated: challenge", "Server: cloudflare", status="403 Forbidden")


@behaviour("/browsers-only", "G61", "ok", verdict="blocked", reason="http_403")
def _browsers_only(talk: Talk) -> None:
    """200 for browsers, 403 for the rest"""
    if "Mozilla" in talk.headers.get("user-agent", ""):
        talk.page(talk.article)
    else:
        talk.page(b"<html><p>Forbidden</html>", status="403 Forbidden")


@behaviour("/tarpit", "G61", "timeout", slow=True)
def _tarpit(talk: Talk) -> None:
    """accepts, and sends a byte every ten seconds"""
    talk.drip(b"HTTP/1.1 200 OK\r\n", 10.0)


# ── dates, connections ────────────────────────────────────────────────────────────────────────────


def _dates(path: str, date: str) -> None:
    def serve(talk: Talk) -> None:
        talk.page(talk.article, f"Date: {date}", f"Last-Modified: {date}")

    serve.__doc__ = f"Date and Last-Modified: {date}"
    behaviour(path, "G90", "ok")(serve)


_dates("/date-9999", "Fri, 31 Dec 9999 23:59:59 GMT")
_dates("/date-1900", "Mon, 01 Jan 1900 00:00:00 GMT")
_dates("/date-garbage", "yesterday, perhaps")
_dates("/date-overflow", "Fri, 99 Foo 99999999999 99:99:99 +9999")


@behaviour("/closed-at-once", "G91", "reset", code="no_answer")
def _closed_at_once(talk: Talk) -> None:
    """reads the request and closes"""


@behaviour("/reset-at-once", "G91", "reset", code="reset")
def _reset_at_once(talk: Talk) -> None:
    """reads the request and breaks off"""
    talk.reset()


@behaviour("/silent", "G91", "timeout", code="head_timeout", slow=True)
def _silent(talk: Talk) -> None:
    """reads the request and says nothing"""
    talk.pause(60)


@behaviour("/head-differs", "G98", "ok")
def _head_differs(talk: Talk) -> None:
    """an honest page for GET (404 for HEAD, which we never send)"""
    talk.page(talk.article)


@behaviour("/needs-accept", "G99", "ok")
def _needs_accept(talk: Talk) -> None:
    """406 without Accept and Accept-Language"""
    if talk.headers.get("accept") and talk.headers.get("accept-language"):
        talk.page(talk.article)
    else:
        talk.page(b"<html><p>Not acceptable</html>", status="406 Not Acceptable")


@behaviour("/poison", "G100", "ok", unverified=True)
def _poison(talk: Talk) -> None:
    """keeps the connection open, with a second answer behind the first"""
    planted = b"<html><p>This was never asked for.</html>"
    talk.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
        % (len(talk.article), talk.article, len(planted), planted)
    )


@behaviour("/late-poison", "G100", "ok", article=True)
def _late_poison(talk: Talk) -> None:
    """the same, but the second answer comes a little later"""
    talk.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
        % (len(talk.article), talk.article)
    )
    talk.pause(0.1)
    planted = b"<html><p>This was never asked for.</html>"
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(planted), planted))


@behaviour("/kept-open", "G100", "ok")
def _kept_open(talk: Talk) -> None:
    """an honest page on a connection that stays open"""
    talk.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
        % (len(talk.article), talk.article)
    )


_PERSISTENT = frozenset({"/poison", "/late-poison", "/kept-open"})
