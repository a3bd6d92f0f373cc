"""Status lines and headers."""

from __future__ import annotations

import os

from tests.servers.behaviours.table import behaviour
from tests.servers.talk import Talk


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
    behaviour(path, "G26" if "HTTP/1." in line else "G27", outcome, code="" if outcome == "ok" else "bad_status")(serve)


_status_line("/status-word", "HTTP/1.1 abc", "malformed")
_status_line("/status-000", "HTTP/1.1 000", "malformed")
_status_line("/status-99", "HTTP/1.1 99 Low", "malformed")
_status_line("/status-1000", "HTTP/1.1 1000 High", "malformed")
_status_line("/status-bare", "HTTP/1.1 200", "ok")
_status_line("/status-no-reason", "HTTP/1.1 200 ", "ok")
_status_line("/status-negative", "HTTP/1.1 -200 OK", "malformed")
_status_line("/status-fraction", "HTTP/1.1 200.5 OK", "malformed")
_status_line("/status-099", "HTTP/1.1 099 Low", "malformed")
_status_line("/status-two-blanks", "HTTP/1.1  200 OK", "malformed")
_status_line("/status-tab", "HTTP/1.1\t200 OK", "malformed")
_status_line("/status-no-blank", "HTTP/1.1 200OK", "malformed")
_status_line("/http-1.2", "HTTP/1.2 200 OK", "ok")
_status_line("/http-01.1", "HTTP/01.1 200 OK", "malformed")
_status_line("/http-2", "HTTP/2 200", "malformed")
_status_line("/http-0.9-line", "HTTP/0.9 200 OK", "malformed")


@behaviour("/line-feeds", "G26", "ok")
def _line_feeds(talk: Talk) -> None:
    """lines that end with a bare line feed"""
    talk.send(b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Length: %d\n\n" % len(talk.article))
    talk.send(talk.article)


def _instead(path: str, rows: str, words: bytes, what: str, outcome: str = "malformed", code: str = "") -> None:
    """A head of its own, and the page behind it."""

    def serve(talk: Talk) -> None:
        talk.send(words.replace(b"LENGTH", b"Content-Length: %d" % len(talk.article)) + talk.article)

    serve.__doc__ = what
    behaviour(path, rows, outcome, code=code)(serve)


_OK = b"HTTP/1.1 200 OK\r\n"
_instead("/http-2-preface", "G27", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "the first words of HTTP/2", code="not_http")
_instead("/http-2-frame", "G27", bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]), "a frame of HTTP/2", code="not_http")
_instead("/icecast", "G25", b"ICY 200 OK\r\nLENGTH\r\n\r\n", "a radio station", code="not_http")
_instead("/lower-case", "G26", b"http/1.1 200 ok\r\nLENGTH\r\n\r\n", "a status line in small letters", code="not_http")
_instead(
    "/line-before", "G26", b"\r\n" + _OK + b"LENGTH\r\n\r\n", "an empty line before the status line", code="not_http"
)
_instead(
    "/hints-thrice",
    "G16",
    b"HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n" * 3 + _OK + b"LENGTH\r\n\r\n",
    "103 Early Hints three times, then the page",
    "ok",
)
_instead("/processing", "G16", b"HTTP/1.1 102 Processing\r\n\r\n" + _OK + b"LENGTH\r\n\r\n", "102, then the page", "ok")
_instead(
    "/hints-with-body",
    "G16",
    b"HTTP/1.1 103 Hints\r\nContent-Length: 5\r\n\r\nhello" + _OK + b"LENGTH\r\n\r\n",
    "103 with a body, which it cannot have, then the page",
    code="not_http",
)
_instead(
    "/folded-first", "G19", _OK + b" folded\r\nLENGTH\r\n\r\n", "a folded line before all headers", code="header_defect"
)
_instead(
    "/folded-often",
    "G19",
    _OK + b"X: a\r\n" + b" b\r\n" * 100 + b"LENGTH\r\n\r\n",
    "a header folded over a hundred lines",
    "ok",
)
_instead(
    "/cr-in-header",
    "G19",
    _OK + b"X: a\rContent-Length: 3\r\nLENGTH\r\n\r\n",
    "a carriage return in a header, and another length behind it",
    code="header_defect",
)
_instead(
    "/cr-only",
    "G26",
    (_OK + b"LENGTH\r\n\r\n").replace(b"\r\n", b"\r"),
    "lines that end with a bare carriage return",
    code="head_cut",
)
_instead("/no-name", "G19", _OK + b": value\r\nLENGTH\r\n\r\n", "a header without a name", code="header_defect")
_instead(
    "/blank-in-name",
    "G19",
    _OK + b"X Y: value\r\nLENGTH\r\n\r\n",
    "a header with a blank in its name",
    code="header_defect",
)
_instead(
    "/escape-in-header", "G19", _OK + b"X: \x1b[2J\x07\xff\r\nLENGTH\r\n\r\n", "a header that clears terminals", "ok"
)
_instead(
    "/headers-100000",
    "G21",
    _OK + b"X: y\r\n" * 100_000 + b"LENGTH\r\n\r\n",
    "100,000 header lines",
    code="too_many_headers",
)
_instead(
    "/header-10-mb",
    "G20",
    _OK + b"X: " + b"y" * 10_000_000 + b"\r\nLENGTH\r\n\r\n",
    "one header line of 10 MB",
    code="header_too_long",
)


def _off(path: str, rows: str, words: bytes, code: str, what: str) -> None:
    """Words, and then the connection is broken off."""

    def serve(talk: Talk) -> None:
        talk.send(words)
        talk.reset()

    serve.__doc__ = what
    behaviour(path, rows, "truncated" if code == "reset_in_body" else "reset", code=code)(serve)


_off("/reset-in-status", "G10", b"HTTP/1.", "reset", "broken off in the status line")
_off("/reset-in-headers", "G10", _OK + b"Conte", "reset", "broken off in the headers")
_off(
    "/reset-after-headers", "G10", _OK + b"Content-Length: 9\r\n\r\n", "reset_in_body", "broken off behind the headers"
)
_off("/reset-after-hints", "G10", b"HTTP/1.1 103 Hints\r\n\r\n", "reset", "broken off behind 103 Early Hints")
_off(
    "/reset-in-size",
    "G10",
    _OK + b"Transfer-Encoding: chunked\r\n\r\n12",
    "reset_in_body",
    "broken off in the size of a chunk",
)
_off(
    "/reset-in-trailer",
    "G10",
    _OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX:",
    "reset_in_body",
    "broken off in a trailer",
)
