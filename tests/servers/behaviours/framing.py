"""How the end of a body is told: lengths and chunks, cut, contradictory, odd, or lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.servers.behaviours.table import behaviour
from tests.servers.talk import Talk

_KIND = "Content-Type: text/html; charset=utf-8"
_LAST = b"0\r\n\r\n"


def _in_chunks(data: bytes, *, of: int = 1000, size: str = "{:x}", last: bytes = _LAST) -> bytes:
    """`data` in chunks of `of` bytes, their sizes written as in `size`, and the last one."""
    pieces = [data[start : start + of] for start in range(0, len(data), of)]
    return b"".join(b"%s\r\n%s\r\n" % (size.format(len(piece)).encode(), piece) for piece in pieces) + last


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
_odd_length("/length-hex", "G14", "0xN", unverified=True)
_odd_length("/length-underscore", "G14", "1_000", unverified=True)
_odd_length("/length-zeros", "G14", "00000000000000000000000000N", unverified=False)
_odd_length("/length-empty", "G14", "", unverified=True)


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


# ── chunks, and what may be wrong with them ───────────────────────────────────────────────────────


def _chunks(path: str, rows: str, outcome: str, encode: Callable[[bytes], bytes], what: str, **more: Any) -> None:
    def serve(talk: Talk) -> None:
        talk.head(_KIND, "Transfer-Encoding: chunked")
        talk.send(encode(talk.article))

    serve.__doc__ = what
    behaviour(path, rows, outcome, **more)(serve)


def _sized(path: str, size: str, outcome: str = "malformed", code: str = "bad_chunk") -> None:
    shown = size.replace("{:x}", "S")
    what = f"chunk sizes written as {shown!r}, where S is the true one"
    _chunks(f"/chunk-{path}", "G3", outcome, lambda page: _in_chunks(page, size=size), what, code=code)


_sized("hex-prefix", "0x{:x}")
_sized("plus", "+{:x}")
_sized("underscore", "_{:x}")
_sized("blank-before", " {:x}")
_sized("blank-behind", "{:x}  ", "ok", "")
_sized("zeros", "0" * 40 + "{:x}", "ok", "")
_sized("too-long", "1" + "0" * 16 + "{:x}")
_sized("nothing", "")
_chunks("/chunk-one-byte", "G2", "ok", lambda page: _in_chunks(page, of=1), "chunks of one byte each")
_chunks(
    "/chunk-huge", "G3", "too_large", lambda page: b"f" * 16 + b"\r\n" + page, "a chunk of 2^64 bytes",
    code="wire_too_large",
)  # fmt: skip
_chunks(
    "/chunk-line-feeds", "G2", "ok", lambda page: _in_chunks(page).replace(b"\r\n", b"\n"),
    "chunk lines that end with a bare line feed",
)  # fmt: skip
_chunks(
    "/chunks-end-early", "G2", "ok", lambda page: _in_chunks(page[:3000]) + _in_chunks(page[3000:]),
    "the last chunk in the middle of the page, and more behind it", unverified=True, article=False,
)  # fmt: skip
_chunks(
    "/chunks-no-blank-line", "G2", "ok", lambda page: _in_chunks(page, last=b"0\r\n"),
    "the last chunk without the empty line behind it",
)  # fmt: skip
_chunks(
    "/chunks-trailer-cut", "G2", "truncated", lambda page: _in_chunks(page, last=b"0\r\nX-Tra"),
    "chunked, ends in the middle of a trailer", code="chunk_cut",
)  # fmt: skip
_chunks(
    "/chunks-twice", "G15", "malformed", lambda page: _in_chunks(_in_chunks(page)),
    "chunked twice over: by the server, and by a proxy before it", code="stray_chunks",
)  # fmt: skip

_chunks(
    "/chunk-line-broken", "G3", "malformed", lambda page: b'5;name="x\r\ny"\r\n' + page,
    "a line break inside a chunk's extension", code="bad_chunk",
)  # fmt: skip
_chunks(
    "/chunks-then-answer", "G2", "ok", lambda page: _in_chunks(page) + b"HTTP/1.1 404 Not Found\r\n\r\ngone",
    "a whole answer in chunks, and one of 404 behind it", unverified=True,
)  # fmt: skip
_chunks(
    "/chunks-status-trailer", "G2", "ok",
    lambda page: _in_chunks(page, last=b"0\r\nHTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\n\r\n"),
    "a status line and headers among the trailers",
)  # fmt: skip


@behaviour("/length-then-reset", "G10", "ok")
def _length_then_reset(talk: Talk) -> None:
    """the whole page with its length, and then the connection is broken off"""
    talk.head(_KIND, f"Content-Length: {len(talk.article)}")
    talk.send(talk.article)
    talk.reset()


@behaviour("/length-in-letters", "G11", "ok", unverified=True, article=False)
def _length_in_letters(talk: Talk) -> None:
    """a Content-Length of the page's letters, of which there are fewer than bytes, but for its very end"""
    talk.head(_KIND, f"Content-Length: {len(talk.article) - 9}", "Connection: close")
    talk.send(talk.article)


@behaviour("/chunks-unsaid", "G15", "malformed", code="stray_chunks")
def _chunks_unsaid(talk: Talk) -> None:
    """a chunked body whose Transfer-Encoding a proxy has lost"""
    talk.head(_KIND, "Connection: close")
    talk.send(_in_chunks(talk.article))


@behaviour("/chunks-http-1.0", "G15", "ok")
def _chunks_http_10(talk: Talk) -> None:
    """chunked, and HTTP/1.0, which has no chunks"""
    talk.send(b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n")
    talk.send(_in_chunks(talk.article))


def _transfer(path: str, value: str, outcome: str, code: str = "") -> None:
    def serve(talk: Talk) -> None:
        talk.head(_KIND, *(f"Transfer-Encoding: {each}" for each in value.split("|")))
        talk.send(_in_chunks(talk.article))

    serve.__doc__ = f"a chunked body under Transfer-Encoding: {value.replace('|', ', and once more ')}"
    behaviour(f"/transfer-{path}", "G15", outcome, code=code)(serve)


_transfer("upper-case", "CHUNKED", "ok")
_transfer("twice", "chunked|chunked", "malformed", "transfer_coding")
_transfer("unknown", "xchunked", "malformed", "transfer_coding")
_transfer("identity", "identity, chunked", "malformed", "transfer_coding")


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────


@behaviour("/range-part", "G41", "truncated", code="unsolicited_part")
def _range_part(talk: Talk) -> None:
    """200 with a part of the page, as its Content-Range says"""
    talk.page(talk.article[:3000], f"Content-Range: bytes 0-2999/{len(talk.article)}")


@behaviour("/range-whole", "G41", "ok")
def _range_whole(talk: Talk) -> None:
    """200 with the whole page, and a Content-Range that says so"""
    talk.page(talk.article, f"Content-Range: bytes 0-{len(talk.article) - 1}/{len(talk.article)}")


@behaviour("/range-many", "G41", "truncated", code="unsolicited_206")
def _range_many(talk: Talk) -> None:
    """206 with several parts that nobody asked for"""
    talk.page(
        b"--x\r\n\r\n" + talk.article + b"\r\n--x--",
        status="206 Partial Content", kind="multipart/byteranges; boundary=x",
    )  # fmt: skip
