"""Bodies under content codings: whole, cut, damaged, mislabelled."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import zstandard

from tests.servers.behaviours.table import behaviour
from tests.servers.talk import Talk


def _raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


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


@behaviour("/gzip-junk", "G8", "ok", unverified=True)
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


@behaviour("/transfer-gzip", "G8", "malformed", code="transfer_coding")
def _transfer_gzip(talk: Talk) -> None:
    """Transfer-Encoding: gzip, chunked, which we never offered"""
    body = gzip.compress(talk.article)
    talk.head("Transfer-Encoding: gzip, chunked")
    talk.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))


# ── what stands around a stream ───────────────────────────────────────────────────────────────────


def _gzip_with(flags: int, extra: bytes) -> Callable[[bytes], bytes]:
    """A gzip file with more in its header (RFC 1952 §2.3)."""

    def compress(page: bytes) -> bytes:
        plain = gzip.compress(page)
        return plain[:3] + bytes([flags]) + plain[4:10] + extra + plain[10:]

    return compress


def _zstd_wide(page: bytes) -> bytes:
    """A frame that asks for a window of 16 MiB; RFC 9659 allows 8 for the web."""
    parameters = zstandard.ZstdCompressionParameters(window_log=24)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return stream.compress(page) + stream.flush()


def _zstd_by_dictionary(page: bytes) -> bytes:
    return zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(page[:2000])).compress(page)


def _stream(
    path: str, rows: str, outcome: str, name: str, encode: Callable[[bytes], bytes], what: str, **more: Any
) -> None:
    def serve(talk: Talk) -> None:
        talk.page(encode(talk.article), f"Content-Encoding: {name}")

    serve.__doc__ = what
    behaviour(path, rows, outcome, **more)(serve)


_stream(
    "/gzip-half-plain", "G4", "ok", "gzip", lambda page: gzip.compress(page[:3000]) + page[3000:],
    "gzip that ends in the middle of the page, the rest of it plain", unverified=True, article=False,
)  # fmt: skip
_stream(
    "/gzip-member-begun", "G4", "truncated", "gzip", lambda page: gzip.compress(page[:3000]) + b"\x1f\x8b",
    "gzip in two members, of which the second is cut after two bytes", code="gzip_cut",
)  # fmt: skip
_stream(
    "/gzip-no-checksum", "G4", "truncated", "gzip", lambda page: gzip.compress(page)[:-8],
    "gzip without the eight bytes at its end", code="gzip_cut",
)  # fmt: skip
_stream(
    "/gzip-wrong-size", "G8", "malformed", "gzip", lambda page: gzip.compress(page)[:-4] + b"\1\2\3\4",
    "gzip that says it holds more than it does", code="bad_gzip",
)  # fmt: skip
_stream(
    "/gzip-fields", "G8", "ok", "gzip", _gzip_with(4 | 8 | 16, struct.pack("<H", 300) + bytes(300) + b"name\0note\0"),
    "gzip with extra fields, a name and a comment",
)  # fmt: skip
_stream(
    "/gzip-reserved", "G8", "malformed", "gzip", _gzip_with(0xE0, b""), "gzip with flags that nobody has defined",
    code="bad_gzip",
)  # fmt: skip
_stream("/gzip-padded", "G8", "ok", "gzip", lambda page: gzip.compress(page) + bytes(512), "gzip with zeros behind it")
_stream(
    "/gzip-many-members", "G31", "malformed", "gzip, gzip", lambda _: gzip.compress(gzip.compress(b"") * 300_000),
    "gzip in gzip of three hundred thousand members without a byte", code="empty",
)  # fmt: skip
_stream("/zstd-lie", "G7", "malformed", "zstd", bytes, "Content-Encoding: zstd over a plain body", code="bad_zstd")
_stream(
    "/zstd-window", "G7", "malformed", "zstd", _zstd_wide, "zstd with a window of 16 MB, of which 8 are allowed",
    code="bad_zstd",
)  # fmt: skip
_stream(
    "/zstd-dictionary", "G7", "malformed", "zstd", _zstd_by_dictionary, "zstd made with a dictionary that we lack",
    code="bad_zstd",
)  # fmt: skip
_stream(
    "/zstd-skipped", "G7", "malformed", "zstd", lambda _: b"\x50\x2a\x4d\x18" + struct.pack("<I", 5) + b"hello",
    "zstd of nothing but a frame to be skipped", code="empty",
)  # fmt: skip
_stream("/br-lie", "G5", "malformed", "br", bytes, "Content-Encoding: br over a plain body", code="bad_br")
_stream(
    "/deflate-no-checksum", "G6", "truncated", "deflate", lambda page: zlib.compress(page)[:-4],
    "deflate without the four bytes at its end", code="deflate_cut",
)  # fmt: skip
_stream(
    "/deflate-gzip", "G6", "malformed", "deflate", gzip.compress, "Content-Encoding: deflate over gzip",
    code="bad_deflate",
)  # fmt: skip
_stream("/br-in-gzip", "G33", "ok", "br, gzip", lambda page: gzip.compress(brotli.compress(page)), "brotli in gzip")
_stream(
    "/coding-thrice", "G33", "malformed", "gzip, br, gzip",
    lambda page: gzip.compress(brotli.compress(gzip.compress(page))), "three layers of codings",
    code="too_many_codings",
)  # fmt: skip
for _path, _label in (
    ("none", "identity, utf-8, aws-chunked"),
    ("charset", "windows-1251"),
    ("media", "text/html"),
):
    _stream(f"/coding-{_path}", "G8", "ok", _label, bytes, f"Content-Encoding: {_label}, which is no coding")


# ── odder streams ─────────────────────────────────────────────────────────────────────────────────


def _flushed(page: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return stream.compress(page) + stream.flush(zlib.Z_SYNC_FLUSH)


def _by_dictionary(page: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS, 9, 0, b"council bridge river mayor")
    return stream.compress(page) + stream.flush()


_stream(
    "/gzip-flushed", "G4", "truncated", "gzip", _flushed, "gzip that holds the whole page, flushed and never ended",
    code="gzip_cut",
)  # fmt: skip
_stream(
    "/gzip-newline", "G8", "malformed", "gzip", lambda page: b"\n" + gzip.compress(page),
    "an empty line before gzip, as scripts leave it", code="bad_gzip",
)  # fmt: skip
_stream(
    "/gzip-as-text", "G8", "malformed", "gzip", lambda page: gzip.compress(page).decode("latin-1").encode(),
    "gzip that somebody took for text, and wrote as UTF-8", code="bad_gzip",
)  # fmt: skip
_stream(
    "/gzip-twice-said", "G8", "malformed", "gzip, gzip", gzip.compress, "gzip once, and twice by the header",
    code="bad_gzip",
)  # fmt: skip
_stream(
    "/deflate-dictionary", "G6", "malformed", "deflate", _by_dictionary, "deflate made with a dictionary that we lack",
    code="bad_deflate",
)  # fmt: skip
_stream(
    "/zstd-checksum", "G7", "malformed", "zstd",
    lambda page: zstandard.ZstdCompressor(write_checksum=True).compress(page)[:-4] + b"junk",
    "zstd with a wrong checksum", code="bad_zstd",
)  # fmt: skip
