"""Take the content coding off a body, and demand that each coding reaches its end.

HTTP libraries hand out what they could decode of a stream that was cut, silently; half an article then looks like an
edit. Here a stream either reaches its own end mark or is an error with a name, and no stream, however small, may grow
past a limit. Codings are those of RFC 9110 §8.4.1, RFC 7932 (br) and RFC 8878 (zstd).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

from monitor.capture.fault import FaultError

OFFERED = "gzip, deflate, br, zstd"
MAX_LAYERS = 2  # nobody needs more; chains of them are how decompression bombs are built

_STEP = 64 * 1024
# One zstd block of 128 KiB may be written in 4 bytes (RFC 8878 §3.1.1.2), so this many bytes make 8 MiB at most.
_ZSTD_STEP = 256
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 8878 §3.1.1.1.2: what a recipient is asked to support
# Labels found on bodies that carry no coding at all.
_NONE = frozenset({"", "identity", "none", "binary", "8bit", "7bit", "utf-8", "utf8"})


def codings(values: Sequence[str]) -> list[str]:
    """The codings named by `Content-Encoding` headers, in the order in which they were applied; none left out."""
    names = [name.strip().lower() for value in values for name in value.split(",")]
    return [name for name in names if name not in _NONE]


def decode(wire: bytes, names: Sequence[str], limit: int) -> bytes:
    """The body without its codings; at most `limit` bytes after each.

    Raises FaultError: `truncated` where a stream does not reach its end, `too_large` past the limit,
    `malformed` for a damaged stream, an unknown coding or more than two layers.
    """
    if len(names) > MAX_LAYERS:
        raise FaultError("malformed", "too_many_codings", f"{len(names)} content codings on one body")
    for name in names:
        if name not in _DECODERS:
            raise FaultError("malformed", "unknown_coding", f"content coding {name[:40]!r} is not known")
    body = wire
    for name in reversed(names):
        if body:  # a body without a single byte carries no stream: error pages and stubs are sent so
            body = _DECODERS[name](body, limit)
    return body


class _Output:
    """What has been decoded so far; never more than the limit."""

    def __init__(self, limit: int) -> None:
        self._limit, self._total = limit, 0
        self._pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        self._total += len(piece)
        if self._total > self._limit:
            raise FaultError("too_large", "decoded_too_large", f"more than {self._limit} bytes after decoding")
        if piece:
            self._pieces.append(piece)

    def joined(self) -> bytes:
        return b"".join(self._pieces)


def _gzip(data: bytes, limit: int) -> bytes:
    """All members (RFC 1952 §2.2); whatever is no further member behind a complete one is padding."""
    output = _Output(limit)
    end = _inflate(data, 0, zlib.MAX_WBITS | 16, output, "gzip")
    while data.startswith(b"\x1f\x8b\x08", end):
        end = _inflate(data, end, zlib.MAX_WBITS | 16, output, "gzip")
    return output.joined()


def _deflate(data: bytes, limit: int) -> bytes:
    """With zlib's wrapper, as the standard says (RFC 1950), or bare, as many servers send it."""
    wrapped = len(data) >= 2 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    if wrapped:
        output = _Output(limit)
        try:
            _inflate(data, 0, zlib.MAX_WBITS, output, "deflate")
            return output.joined()
        except FaultError as error:
            if error.reason != "malformed":
                raise
            # The first two bytes of a bare stream may look like that wrapper by chance.
    output = _Output(limit)
    _inflate(data, 0, -zlib.MAX_WBITS, output, "deflate")
    return output.joined()


def _inflate(data: bytes, start: int, bits: int, output: _Output, name: str) -> int:
    """Decode the one stream that begins at `start`; where it ends."""
    stream = zlib.decompressobj(bits)
    view = memoryview(data)
    while start < len(data):
        step: bytes | memoryview = view[start : start + _STEP]
        start += len(step)
        while step:
            try:
                output.add(stream.decompress(step, _STEP * 4))
            except zlib.error as error:
                raise FaultError("malformed", f"bad_{name}", f"damaged {name} stream: {error}") from None
            if stream.eof:
                return start - len(stream.unused_data)
            step = stream.unconsumed_tail
    raise _cut(name)


def _brotli(data: bytes, limit: int) -> bytes:
    import brotli

    stream, output = brotli.Decompressor(), _Output(limit)
    for start in range(0, len(data), _STEP):
        step = data[start : start + _STEP]
        while True:
            try:
                output.add(stream.process(step, output_buffer_limit=_STEP * 4))
            except brotli.error as error:
                raise FaultError("malformed", "bad_br", f"damaged br stream: {error}") from None
            if stream.is_finished():
                return output.joined()
            if stream.can_accept_more_data():
                break
            step = b""
    raise _cut("br")


def _zstd(data: bytes, limit: int) -> bytes:
    """All frames (RFC 8878 §3.1), skippable ones too."""
    import zstandard

    decompressor, output = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW), _Output(limit)
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
    return output.joined()


def _cut(name: str) -> FaultError:
    return FaultError("truncated", f"{name}_cut", f"the {name} stream ends before its end mark")


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
