"""The adapter through which `requests` sends everything: our own reading under its usual interface.

It dials only what the gate admits, reads raw, takes the codings off itself, demands the end of the stream, and holds
caps and a deadline over everything from the name to the last byte.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from monitor.capture import decoding
from monitor.capture.answer import Answer, read_answer
from monitor.capture.fault import FaultError
from monitor.capture.gate import Gate, Target
from monitor.capture.line import Line, Lines
from monitor.capture.room import Room, seated

_SECRET = frozenset({"authorization", "proxy-authorization", "cookie"})
_FRAMING = frozenset({"host", "connection", "content-length", "transfer-encoding"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
BAD_VALUE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")  # what may not stand in a header's value


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds for a whole fetch with all its redirects; bytes of a body on the wire, and after decoding.

    25 MiB decoded is what the parsers behind us can take; both sizes are far beyond any article.
    """

    deadline: float = 60.0
    max_size: int = 10_000_000
    max_decoded: int = 25 * 2**20


class Ask(requests.PreparedRequest):
    """A request that has been through the gate, with the bounds of the fetch it belongs to."""

    def __init__(
        self, target: Target, *, method: str, headers: Mapping[str, str], body: bytes | None, ends: float, max_size: int
    ) -> None:
        super().__init__()
        self.target, self.ends, self.max_size = target, ends, max_size
        self.fresh = False
        self.method, self.url, self.body = method, target.url, body
        self.headers = CaseInsensitiveDict(headers)


class Answered(requests.Response):
    """A `requests.Response` that was read whole, with what was on the wire."""

    def __init__(self) -> None:
        super().__init__()
        self.head = b""
        self.pairs: tuple[tuple[str, str], ...] = ()
        self.wire = b""
        self.sent = b""
        self.peer = ""
        self.unverified = False


class Adapter(HTTPAdapter):
    """What `requests` sends through: see the top of this file. Raises FaultError, which `requests` callers know as
    ConnectionError (or Timeout). `verify`, `cert` and `proxies` of the caller change nothing."""

    def __init__(self, gate: Gate, limits: Limits, *, proxy: str = "", ca_bundle: str = "") -> None:
        super().__init__()
        self._gate, self._limits = gate, limits
        self.room = Room()
        self._lines = Lines(gate, proxy=proxy, ca_bundle=ca_bundle)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002 - the signature of requests
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: ARG002 - the same
        cert: Any = None,  # noqa: ARG002 - the same
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002 - the same
    ) -> Answered:
        ask = request if isinstance(request, Ask) else self._adopt(request, timeout)
        words = _words(ask, self._lines)
        answer, wire = Answer(self.room), b""
        again = not ask.fresh and ask.method in ("GET", "HEAD")  # what may safely be sent once more
        line = self._lines.take(ask.target) if again else None
        try:
            if line is None or not self._goes_on(line, ask, words, answer):
                line = None
                line = self._lines.dial(ask.target, ask.ends)
                self._exchange(line, ask, words, answer)
            wire = answer.take_wire()
            names = decoding.codings(answer.values("content-encoding"))
            grown = partial(answer.grown, ask.ends)
            body, surplus = decoding.decode(wire, names, self._limits.max_decoded, grown)
            body = body if body is wire else seated(body, answer.place)
            answer.unverified = answer.unverified or surplus
        except BaseException as error:
            if isinstance(error, FaultError):
                error.head, error.wire, error.status = answer.head, wire or answer.take_wire(), answer.status
                error.sent, error.peer, error.request = _shown(words) if line else b"", line.peer if line else "", ask
            if line:
                line.close()
            raise
        if answer.keep:
            self._lines.give_back(line)
        else:
            line.close()
        response = _respond(ask, answer, wire, body)
        response.sent, response.peer = _shown(words), line.peer
        if ask is not request:
            _complete(response, answer, adapter=self)
        return response

    def close(self) -> None:
        self._lines.close()
        super().close()

    def _adopt(self, request: requests.PreparedRequest, timeout: Any) -> Ask:
        """A request of somebody else's session: through the gate, and under our bounds or narrower ones."""
        parts = [part for part in (timeout if isinstance(timeout, tuple) else (timeout,)) if part is not None]
        deadline = min([self._limits.deadline, sum(parts)]) if parts else self._limits.deadline
        body = request.body
        if body is not None and not isinstance(body, str | bytes):
            raise TypeError("only bodies of bytes or text are sent")
        return Ask(
            self._gate.read(request.url or ""),
            method=request.method or "GET",
            headers={str(name): _text(value) for name, value in request.headers.items()},
            body=body.encode() if isinstance(body, str) else body,
            ends=time.monotonic() + deadline,
            max_size=self._limits.max_size,
        )

    def _exchange(self, line: Line, ask: Ask, words: bytes, answer: Answer) -> None:
        line.send(words + (ask.body if isinstance(ask.body, bytes) else b""), ask.ends)
        read_answer(line, answer, method=ask.method or "GET", ends=ask.ends, limit=ask.max_size, cut_redirects=True)

    def _goes_on(self, line: Line, ask: Ask, words: bytes, answer: Answer) -> bool:
        """Whether a kept connection carried the request. A server may have closed it meanwhile: then another is due."""
        try:
            self._exchange(line, ask, words, answer)
        except FaultError as fault:
            if fault.reason != "reset" or line.buffer or answer.head:
                raise
            line.close()
            return False
        return True


def _words(ask: Ask, lines: Lines) -> bytes:
    """The request's head as it goes out. Header values that would break it are refused."""
    path = ask.target.path
    headers = dict(ask.headers.items())
    if lines.proxied and ask.target.scheme == "http":
        path = ask.target.url
        if lines.proxy_authorization:
            headers["Proxy-Authorization"] = lines.proxy_authorization
    words = [f"{ask.method} {path} HTTP/1.1", f"Host: {ask.target.authority}"]
    for name, value in headers.items():
        if name.lower() in _FRAMING:
            continue
        if not _TOKEN.fullmatch(name) or BAD_VALUE.search(value):
            raise FaultError("bad_url", "bad_header", f"the header {name[:40]!r} cannot be sent")
        words.append(f"{name}: {value}")
    if ask.body is not None or ask.method == "POST":
        words.append(f"Content-Length: {len(ask.body or b'')}")
    words.append("Connection: keep-alive")
    return "\r\n".join([*words, "", ""]).encode("latin-1")


def _shown(words: bytes) -> bytes:
    """The request's head as it is recorded: without secrets."""
    lines = words.split(b"\r\n")
    for number, line in enumerate(lines):
        name, colon, _ = line.partition(b":")
        if colon and name.decode("latin-1").lower() in _SECRET:
            lines[number] = name + b": [withheld]"
    return b"\r\n".join(lines)


def _respond(ask: Ask, answer: Answer, wire: bytes, body: bytes) -> Answered:
    response = Answered()
    response.status_code = answer.status or 0
    response.url, response.request, response.reason = ask.target.url, ask, answer.reason
    response.head, response.pairs, response.wire = answer.head, answer.headers, wire
    response.unverified = answer.unverified
    response._content, response._content_consumed = body, True  # type: ignore[attr-defined]
    return response


def _complete(response: Answered, answer: Answer, *, adapter: HTTPAdapter) -> None:
    """Fill in what only callers of `requests` look at."""
    headers: CaseInsensitiveDict[str] = CaseInsensitiveDict()
    for name, value in answer.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    response.headers = headers
    response.encoding = requests.utils.get_encoding_from_headers(headers)
    response.raw = urllib3.HTTPResponse(
        io.BytesIO(response.content or b""),
        headers=dict(headers),
        status=response.status_code,
        preload_content=False,
        decode_content=False,
    )
    response.connection = adapter


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
