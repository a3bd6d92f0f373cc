"""Bodies: cut, coded, of contradictory lengths."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable

import brotli
import zstandard

from tests.servers.behaviours.table import behaviour
from tests.servers.talk import Talk


def _raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


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

    shown = length if len(length) < 40 else f"{len(length) - 1:,} digits and a letter"
    serve.__doc__ = f"Content-Length: {shown}" + (", where N is the true one" if "N" in length else "")
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
