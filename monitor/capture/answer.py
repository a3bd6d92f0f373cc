"""Read one HTTP/1.1 answer from a connection: the head as it came, and the body to the end that its framing promises.

Where a browser shrugs, this reader names the fault, since half a page would look like an edit. It follows RFC 9112;
what it bears with nevertheless is what honest servers send: bare line feeds, folded header lines, an empty reason,
lengths that are no number (the body then ends with the connection, and is `unverified`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from monitor.capture.fault import FaultError
from monitor.capture.line import Line
from monitor.capture.room import LARGE, Place, Room, seated

MAX_LINE = 64 * 1024  # one header line; what http.client and most servers set
MAX_HEADERS = 128  # http.client stops at 100, which real sites pass
MAX_HEAD = 1024 * 1024
MAX_CHUNK_LINE = 4096  # a chunk's size, with its extensions
MAX_TRAILERS = 64 * 1024

_STATUS = re.compile(rb"HTTP/1\.([0-9]) ([1-9][0-9]{2})(?: (.*))?", re.DOTALL)
_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_SIZE = re.compile(rb"0*([0-9a-fA-F]{1,16})[ \t]*(?:;.*)?", re.DOTALL)
# The line with a chunk's size where chunks stand in a body, and nothing said so.
_STRAY = re.compile(rb"0*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,300})?\r\n")
# Interim answers come at the server's pleasure. Past this many bytes of them, reading slows down.
_INTERIM_BYTES = 64 * 1024

REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Answer:
    """What has arrived of an answer: filled as it is read, so that a fault leaves the evidence here."""

    __slots__ = ("head", "headers", "keep", "minor", "place", "reason", "room", "status", "unverified", "wire")

    def __init__(self, room: Room | None = None) -> None:
        self.room = room
        self.place: Place | None = None
        self.head = b""
        self.minor = 1
        self.status: int | None = None
        self.reason = ""
        self.headers: tuple[tuple[str, str], ...] = ()
        self.wire = bytearray()  # without transfer coding
        self.unverified = False
        self.keep = False  # whether the connection may carry another request

    def take_wire(self) -> bytes:
        """The body as it came, which is held here no longer."""
        wire, self.wire = self.wire, bytearray()
        return seated(wire, self.place)

    def grown(self, ends: float, size: int) -> None:
        """Told that its body has so many bytes now: a large one needs a place among others, and may wait for it."""
        if size > LARGE and self.place is None and self.room is not None:
            self.place = self.room.enter(ends)

    def values(self, name: str) -> list[str]:
        """All values of a header, given in lower case."""
        return [value for key, value in self.headers if key.lower() == name]

    def tokens(self, name: str) -> list[str]:
        """The members of a header that is a list, in lower case."""
        return [token.strip().lower() for value in self.values(name) for token in value.split(",") if token.strip()]


def read_answer(line: Line, answer: Answer, *, method: str, ends: float, limit: int, cut_redirects: bool) -> None:
    """Fill `answer` from the connection; raises FaultError.

    At most `limit` bytes of body are read, transfer coding included. With `cut_redirects` the body of a redirect is
    left unread: nobody looks at it, and it may be endless.
    """
    _read_head(line, answer, ends)
    status = answer.status or 0
    persistent = answer.minor >= 1 and "close" not in answer.tokens("connection")
    if method == "HEAD" or status in (204, 304):
        answer.keep = persistent
    elif cut_redirects and status in REDIRECTS and answer.values("location"):
        answer.keep = False
    else:
        _read_body(line, answer, ends, limit)
        answer.keep = persistent and answer.keep


# ── the head ──────────────────────────────────────────────────────────────────────────────────────


def _read_head(line: Line, answer: Answer, ends: float) -> None:
    """The first answer that is final; the interim ones before it (100, 102, 103) are passed over."""
    interim = 0
    while True:
        try:
            end = _end_of_head(line, ends)
        except FaultError as fault:
            answer.head = bytes(line.buffer[:MAX_HEAD])
            if interim and fault.code == "no_answer":
                raise FaultError("malformed", "only_interim", "interim answers, and no final one") from None
            raise
        answer.head = bytes(line.buffer[:end])
        del line.buffer[:end]
        _parse_head(answer)
        if answer.status is None or answer.status >= 200:
            return
        if answer.status == 101:
            raise FaultError("malformed", "unsolicited_101", "the server switches to a protocol nobody asked for")
        interim += end
        answer.head, answer.status = b"", None
        if interim > _INTERIM_BYTES and not line.buffer:
            time.sleep(min(0.05, max(0.0, ends - time.monotonic())))


def _end_of_head(line: Line, ends: float) -> int:
    """Where the head at the start of the buffer ends, its empty line included; reads on until it is there."""
    buffer = line.buffer
    lines = start = scanned = 0
    while True:
        feed = buffer.find(b"\n", scanned)
        end = feed if feed >= 0 else len(buffer)
        if start == 0 and not b"HTTP/".startswith(buffer[:5]):
            raise FaultError("malformed", "not_http", f"no HTTP answer: it begins with {bytes(buffer[:20])!r}")
        if end - start > MAX_LINE or end > MAX_HEAD:
            raise FaultError("malformed", "header_too_long", f"a header line of more than {MAX_LINE} bytes")
        if feed < 0:
            scanned = end
            if line.fill(ends, "head_timeout"):
                continue
            if not buffer:
                raise FaultError("reset", "no_answer", "the server closed the connection without a word")
            raise FaultError("malformed", "head_cut", "the connection ended in the middle of the headers")
        if bytes(buffer[start:feed]) in (b"", b"\r"):
            return feed + 1
        lines += 1
        if lines > MAX_HEADERS + 1:
            raise FaultError("malformed", "too_many_headers", f"more than {MAX_HEADERS} header lines")
        start = scanned = feed + 1


def _parse_head(answer: Answer) -> None:
    first, *rest = answer.head.replace(b"\r\n", b"\n").split(b"\n")
    found = _STATUS.fullmatch(first)
    if not found:
        raise FaultError("malformed", "bad_status", f"no HTTP/1 status line: {first[:60]!r}")
    answer.minor, answer.status = int(found[1]), int(found[2])
    answer.reason = (found[3] or b"").decode("latin-1")
    pairs: list[tuple[str, str]] = []
    for each in rest[:-2]:
        if b"\r" in each or b"\0" in each:
            raise FaultError("malformed", "header_defect", f"a control character in a header: {each[:60]!r}")
        if each[:1] in b" \t" and pairs:  # RFC 9112 §5.2: a folded line belongs to the one before
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {each.strip().decode('latin-1')}".strip())
            continue
        header = _HEADER.fullmatch(each)
        if not header:
            raise FaultError("malformed", "header_defect", f"no header line: {each[:60]!r}")
        pairs.append((header[1].decode("latin-1"), header[2].strip(b" \t").decode("latin-1")))
    answer.headers = tuple(pairs)


# ── the body ──────────────────────────────────────────────────────────────────────────────────────


def _read_body(line: Line, answer: Answer, ends: float, limit: int) -> None:
    """RFC 9112 §6.3. Sets `unverified` where the framing cannot show that the body is whole."""
    codings = answer.tokens("transfer-encoding")
    length = _length(answer)
    if codings and codings != ["identity"]:
        if codings != ["chunked"]:
            raise FaultError("malformed", "transfer_coding", f"transfer coding {', '.join(codings)[:60]!r}")
        _read_chunks(line, answer, ends, limit)
        two_framings = bool(answer.values("content-length"))  # only one of them can be true
        answer.keep = line.quiet() and not two_framings
        answer.unverified = two_framings or bool(line.buffer)  # more than the last chunk announced
    elif length is not None:
        _read_length(line, answer, ends, limit, length)
        answer.keep = line.quiet()
        answer.unverified = bool(line.buffer)  # more than was announced: the announcement may be wrong
    else:
        _read_all(line, answer, ends, limit)
        answer.unverified = True
    if _is_chunked(answer.wire):
        raise FaultError("malformed", "stray_chunks", "the body is cut into chunks, and no header says so")


def _is_chunked(body: bytearray) -> bool:
    """Whether a body still holds its chunks' sizes: a proxy has lost the header, or somebody chunked it twice.

    Taken for text they would stand in the middle of sentences.
    """
    first = _STRAY.match(body)
    if not first:
        return False
    end = first.end() + int(first[1], 16)
    return body[end : end + 2] == b"\r\n" and _STRAY.match(body, end + 2) is not None


def _length(answer: Answer) -> int | None:
    """The one length announced; None where there is none that is a number."""
    said = (part.strip() for value in answer.values("content-length") for part in value.split(","))
    told = {part.lstrip("0") or part[-1:] for part in said}
    if len(told) > 1:
        raise FaultError("malformed", "contradictory_lengths", f"Content-Length is {' and '.join(sorted(told))[:80]}")
    text = told.pop() if told else ""
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text) if len(text) < 18 else 10**18


def _read_length(line: Line, answer: Answer, ends: float, limit: int, length: int) -> None:
    buffer, wire = line.buffer, answer.wire
    while True:
        wanted = length - len(wire)
        wire += buffer[:wanted]
        del buffer[:wanted]
        if len(wire) > limit:
            raise _too_large(limit)
        if len(wire) == length:
            return
        answer.grown(ends, len(wire))
        if not _fill_body(line, ends):
            raise FaultError("truncated", "body_cut", f"{len(wire)} of {length} bytes arrived")


def _read_all(line: Line, answer: Answer, ends: float, limit: int) -> None:
    buffer, wire = line.buffer, answer.wire
    while True:
        wire += buffer
        buffer.clear()
        if len(wire) > limit:
            raise _too_large(limit)
        answer.grown(ends, len(wire))
        if not _fill_body(line, ends):
            return


def _read_chunks(line: Line, answer: Answer, ends: float, limit: int) -> None:
    """RFC 9112 §7.1, trailers read and forgotten. All that comes counts towards the limit, framing too."""
    wire, buffer, total = answer.wire, line.buffer, 0
    for size, framing in _chunk_sizes(line, ends):
        total += size + framing
        if total > limit:
            wire += buffer[: max(0, limit - len(wire))]
            raise _too_large(limit)
        while size:
            piece = buffer[:size]
            del buffer[: len(piece)]
            wire += piece
            size -= len(piece)
            answer.grown(ends, len(wire))
            if size and not buffer and not _fill_body(line, ends):
                raise FaultError("truncated", "chunk_cut", "the connection ended inside a chunk")
        if end := _chunk_line(line, ends):
            raise FaultError("malformed", "bad_chunk", f"a chunk does not end where it says: {end[:20]!r}")
    trailers = 0
    while trailer := _trailer(line, ends):
        trailers += len(trailer)
        if trailers > MAX_TRAILERS:
            raise FaultError("malformed", "endless_trailers", f"more than {MAX_TRAILERS} bytes of trailers")


def _chunk_sizes(line: Line, ends: float) -> Iterator[tuple[int, int]]:
    """The size of each chunk, and the bytes that stand around it."""
    while True:
        text = _chunk_line(line, ends)
        found = _SIZE.fullmatch(text)
        if not found:
            raise FaultError("malformed", "bad_chunk", f"{text[:20]!r} is no chunk size")
        size = int(found[1], 16)
        if not size:
            return
        yield size, len(text) + 4


def _chunk_line(line: Line, ends: float) -> bytes:
    buffer, scanned = line.buffer, 0
    while True:
        feed = buffer.find(b"\n", scanned)
        if feed > MAX_CHUNK_LINE or (feed < 0 and len(buffer) > MAX_CHUNK_LINE):
            raise FaultError("malformed", "bad_chunk", f"a chunk line of more than {MAX_CHUNK_LINE} bytes")
        if feed >= 0:
            text = bytes(buffer[:feed]).removesuffix(b"\r")
            del buffer[: feed + 1]
            return text
        scanned = len(buffer)
        if not _fill_body(line, ends):
            raise FaultError("truncated", "chunk_cut", "the connection ended before the last chunk")


def _trailer(line: Line, ends: float) -> bytes:
    """A trailer line; the last chunk has shown the body to be whole, so the stream may also end here."""
    try:
        return _chunk_line(line, ends)
    except FaultError as fault:
        if fault.reason == "truncated" and not line.buffer:
            return b""
        raise


def _fill_body(line: Line, ends: float) -> int:
    try:
        return line.fill(ends, "body_timeout")
    except FaultError as fault:
        if fault.reason in ("reset", "tls"):
            raise FaultError("truncated", "reset_in_body", fault.detail) from None
        raise


def _too_large(limit: int) -> FaultError:
    return FaultError("too_large", "wire_too_large", f"more than {limit} bytes on the wire")
