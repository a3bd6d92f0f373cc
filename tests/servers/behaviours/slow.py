"""What is slow, endless, or grows without end."""

from __future__ import annotations

import gzip
import itertools
import threading
import zlib
from collections.abc import Callable

import brotli
import zstandard

from tests.servers.behaviours.table import behaviour
from tests.servers.talk import Talk


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


@behaviour("/drip-status", "G29", "timeout", code="head_timeout", slow=True)
def _drip_status(talk: Talk) -> None:
    """one byte of the status line every tenth of a second"""
    talk.drip(b"HTTP/1.1 200 " + b"O" * 1000, 0.1)


@behaviour("/drip-interim", "G29", "timeout", code="head_timeout", slow=True)
def _drip_interim(talk: Talk) -> None:
    """100 Continue every tenth of a second"""
    while True:
        talk.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        talk.pause(0.1)


@behaviour("/drip-size", "G28", "timeout", code="body_timeout", slow=True)
def _drip_size(talk: Talk) -> None:
    """a chunk's size that is never finished, one figure every tenth of a second"""
    talk.head("Transfer-Encoding: chunked")
    talk.drip(b"0" * 1000, 0.1)


@behaviour("/drip-redirects", "G28", "timeout", slow=True)
def _drip_redirects(talk: Talk) -> None:
    """redirects, each a little late: the deadline is that of the whole chain"""
    talk.pause(0.2)
    talk.head(f"Location: {talk.path}/on", "Content-Length: 0", status="302 Found")


@behaviour("/stalled-at-end", "G34", "timeout", code="body_timeout", slow=True)
def _stalled_at_end(talk: Talk) -> None:
    """the whole page but its last byte, silence"""
    talk.head(f"Content-Length: {len(talk.article)}")
    talk.send(talk.article[:-1])
    talk.pause(60)


@behaviour("/stalled-last-chunk", "G34", "timeout", code="body_timeout", slow=True)
def _stalled_last_chunk(talk: Talk) -> None:
    """the whole page in a chunk, and never the last one"""
    talk.head("Transfer-Encoding: chunked")
    talk.send(b"%x\r\n%s\r\n" % (len(talk.article), talk.article))
    talk.pause(60)


@behaviour("/stalled-without-length", "G34", "timeout", code="body_timeout", slow=True)
def _stalled_without_length(talk: Talk) -> None:
    """the whole page without a length, and the connection stays open"""
    talk.head("Content-Type: text/html; charset=utf-8")
    talk.send(talk.article)
    talk.pause(60)


@behaviour("/silent-behind", "G100", "ok")
def _silent_behind(talk: Talk) -> None:
    """the whole page with its length, and the connection stays open"""
    talk.head("Content-Type: text/html; charset=utf-8", f"Content-Length: {len(talk.article)}")
    talk.send(talk.article)
    talk.pause(2)


@behaviour("/endless-extensions", "G30", "too_large", code="wire_too_large")
def _endless_extensions(talk: Talk) -> None:
    """chunks of one byte without end, each with an extension of 4 kB"""
    talk.head("Transfer-Encoding: chunked")
    talk.for_ever(b"1;%s\r\na\r\n" % (b"x" * 4000) * 20)


@behaviour("/endless-fold", "G30", "malformed", code="too_many_headers")
def _endless_fold(talk: Talk) -> None:
    """a folded header without end"""
    talk.send(b"HTTP/1.1 200 OK\r\nX: a\r\n")
    talk.for_ever(b" b\r\n" * 1000)


@behaviour("/endless-gzip", "G30", "too_large", code="wire_too_large")
def _endless_gzip(talk: Talk) -> None:
    """gzip of empty blocks without end"""
    talk.head("Content-Type: text/html", "Content-Encoding: gzip")
    talk.send(gzip.compress(b"")[:10])
    talk.for_ever(b"\0\0\0\xff\xff" * 10_000)
