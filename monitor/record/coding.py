"""Content coding, undone: from the body as it came to the body as it reads.

What is kept came through a capture that demanded a whole, well-formed answer, so this only has to repeat what was
done then. Whoever keeps a capture tries it first, and keeps the decoded body too where the outcome differs.
"""

from __future__ import annotations

import zlib


def coding_of(headers: tuple[tuple[str, str], ...]) -> str:
    """The content codings of an answer, in the order applied, as `gzip` or `gzip,br`; "" if there are none."""
    names = [
        name.strip().lower() for key, value in headers if key.lower() == "content-encoding" for name in value.split(",")
    ]
    return ",".join(name for name in names if name and name != "identity")


def undo(wire: bytes, coding: str) -> bytes | None:
    """The body without its codings; None where that cannot be done."""
    body = wire
    if not wire:
        return b""  # as in a 304, which names the coding of what it does not send
    for name in reversed(coding.split(",")) if coding else ():
        try:
            body = _undo_one(body, name)
        except Exception:  # noqa: BLE001 - each decoder has errors of its own, and all mean the same: not so coded
            return None
    return body


def _undo_one(data: bytes, name: str) -> bytes:
    if name in ("gzip", "x-gzip"):
        return _gunzip(data)
    if name == "deflate":
        try:
            return zlib.decompress(data)
        except zlib.error:
            return zlib.decompress(data, -zlib.MAX_WBITS)
    if name == "br":
        import brotli

        return bytes(brotli.decompress(data))
    if name == "zstd":
        import zstandard

        with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as reader:
            return bytes(reader.readall())
    raise ValueError(name)


def _gunzip(data: bytes) -> bytes:
    """All members of a gzip stream; what follows the last is passed over, as browsers do."""
    pieces = []
    while data[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        pieces.append(member.decompress(data) + member.flush())
        if not member.eof:
            raise ValueError("the stream is cut")
        data = member.unused_data
    if not pieces:
        raise ValueError("not gzip")
    return b"".join(pieces)
