"""Take the content coding off a body, and demand that each coding reaches its end.

HTTP libraries hand out what they could decode of a stream that was cut, silently; half an article then looks like an
edit. Here a stream either reaches its own end mark or is an error with a name, and no stream, however small, may grow
past a limit. Codings are those of RFC 9110 §8.4.1, RFC 7932 (br) and RFC 8878 (zstd).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from monitor.capture.fault import FaultError

OFFERED = "gzip, deflate, br, zstd"
MAX_LAYERS = 2  # nobody needs more; chains of them are how decompression bombs are built

_STEP = 64 * 1024
_FIRST_STEP = 1024  # what is left over behind a short stream is copied, and a body may hold a million of them
# One zstd block of 128 KiB may be written in 4 bytes (RFC 8878 §3.1.1.2), so this many bytes make 8 MiB at most.
_ZSTD_STEP = 256
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 8878 §3.1.1.1.2: what a recipient is asked to support
_MAGIC = b"\x1f\x8b\x08"  # how a member of a gzip file begins
# Labels found on bodies that carry no coding at all: those of mail, that of an upload, charsets and media types.
_NONE = frozenset({"", "identity", "none", "binary", "8bit", "7bit", "aws-chunked"})
_MISPLACED = re.compile(r"(?:utf|iso|windows|koi8|cp|gb|us)-?[a-z0-9-]{1,12}|[a-z]+/[a-z0-9.+-]+")


class Decoded(NamedTuple):
    """A body without its codings. `surplus`: behind the end of a stream stood more than padding, which the server may
    have meant to be a part of the page."""

    body: bytes
    surplus: bool = False


def codings(values: Sequence[str]) -> list[str]:
    """The codings named by `Content-Encoding` headers, in the order in which they were applied; none left out."""
    names = [name.strip().lower() for value in values for name in value.split(",")]
    return [name for name in names if name not in _NONE and not _MISPLACED.fullmatch(name)]


def decode(wire: bytes, names: Sequence[str], limit: int, grown: Callable[[int], None] | None = None) -> Decoded:
    """The body without its codings; at most `limit` bytes after each. `grown` is told how many there are by now.

    Raises FaultError: `truncated` where a stream does not reach its end, `too_large` past the limit,
    `malformed` for a damaged stream, an unknown coding or more than two layers.
    """
    if not wire:  # without a single byte there is no stream: redirects, error pages and stubs are sent so
        return Decoded(b"")
    if len(names) > MAX_LAYERS:
        raise FaultError("malformed", "too_many_codings", f"{len(names)} content codings on one body")
    for name in names:
        if name not in _DECODERS:
            raise FaultError("malformed", "unknown_coding", f"content coding {name[:40]!r} is not known")
    body, surplus = wire, False
    for name in reversed(names):
        if body:
            body, more = _DECODERS[name](body, partial(_Output, limit, grown))
            surplus = surplus or more
    return Decoded(body, surplus)


class _Output:
    """What has been decoded so far; never more than the limit."""

    def __init__(self, limit: int, grown: Callable[[int], None] | None) -> None:
        self._limit, self._total, self._grown = limit, 0, grown
        self._pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        self._total += len(piece)
        if self._total > self._limit:
            raise FaultError("too_large", "decoded_too_large", f"more than {self._limit} bytes after decoding")
        if piece:
            self._pieces.append(piece)
            if self._grown:
                self._grown(self._total)

    def joined(self) -> bytes:
        return b"".join(self._pieces)


NewOutput = Callable[[], _Output]


def _gzip(data: bytes, new: NewOutput) -> Decoded:
    """All members (RFC 1952 §2.2); whatever is no further member behind a complete one is surplus."""
    output = new()
    end = _inflate(data, 0, zlib.MAX_WBITS | 16, output, "gzip")
    while data.startswith(_MAGIC, end):
        end = _inflate(data, end, zlib.MAX_WBITS | 16, output, "gzip")
    rest = data[end:]
    if rest and _MAGIC.startswith(rest):
        raise _cut("gzip")
    return Decoded(output.joined(), _is_surplus(rest))


def _deflate(data: bytes, new: NewOutput) -> Decoded:
    """With zlib's wrapper, as the standard says (RFC 1950), or bare, as many servers send it."""
    wrapped = len(data) >= 2 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    if wrapped:
        output = new()
        try:
            end = _inflate(data, 0, zlib.MAX_WBITS, output, "deflate")
            return Decoded(output.joined(), _is_surplus(data[end:]))
        except FaultError as error:
            if error.reason != "malformed":
                raise
            # The first two bytes of a bare stream may look like that wrapper by chance.
    output = new()
    end = _inflate(data, 0, -zlib.MAX_WBITS, output, "deflate")
    return Decoded(output.joined(), _is_surplus(data[end:]))


def _is_surplus(rest: bytes) -> bool:
    """Whether what stands behind a stream is more than padding: zeros, or the line ends that scripts leave behind."""
    return bool(rest.strip(b"\0 \t\r\n"))


def _inflate(data: bytes, start: int, bits: int, output: _Output, name: str) -> int:
    """Decode the one stream that begins at `start`; where it ends."""
    stream = zlib.decompressobj(bits)
    view, size = memoryview(data), _FIRST_STEP
    while start < len(data):
        step: bytes | memoryview = view[start : start + size]
        start += len(step)
        size = min(size * 4, _STEP)
        while step:
            try:
                output.add(stream.decompress(step, _STEP * 4))
            except zlib.error as error:
                raise FaultError("malformed", f"bad_{name}", f"damaged {name} stream: {error}") from None
            if stream.eof:
                return start - len(stream.unused_data)
            step = stream.unconsumed_tail
    raise _cut(name)


def _brotli(data: bytes, new: NewOutput) -> Decoded:
    import brotli

    stream, output = brotli.Decompressor(), new()
    for start in range(0, len(data), _STEP):
        step = data[start : start + _STEP]
        while True:
            try:
                output.add(stream.process(step, output_buffer_limit=_STEP * 4))
            except brotli.error as error:
                raise FaultError("malformed", "bad_br", f"damaged br stream: {error}") from None
            if stream.is_finished():
                return Decoded(output.joined(), _is_surplus(data[start + _STEP :]))
            if stream.can_accept_more_data():
                break
            step = b""
    raise _cut("br")


def _zstd(data: bytes, new: NewOutput) -> Decoded:
    """All frames (RFC 8878 §3.1), skippable ones too."""
    import zstandard

    decompressor, output = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW), new()
    start, whole = 0, False
    while start < len(data):
        stream, whole = decompressor.decompressobj(), False
        while start < len(data) and not whole:
            step = data[start : start + _ZSTD_STEP]
            try:
                output.add(stream.decompress(step))
            except zstandard.ZstdError as error:
                raise FaultError("malformed", "bad_zstd", f"damaged zstd stream: {error}") from None
            whole = stream.eof
            start += len(step) - len(stream.unused_data)
    if not whole:
        raise _cut("zstd")
    return Decoded(output.joined())


def _cut(name: str) -> FaultError:
    return FaultError("truncated", f"{name}_cut", f"the {name} stream ends before its end mark")


_DECODERS: dict[str, Callable[[bytes, NewOutput], Decoded]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
