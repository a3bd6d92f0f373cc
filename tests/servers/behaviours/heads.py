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
    behaviour(path, "G26" if "HTTP/1" in line else "G27", outcome, code="" if outcome == "ok" else "bad_status")(serve)


_status_line("/status-word", "HTTP/1.1 abc", "malformed")
_status_line("/status-000", "HTTP/1.1 000", "malformed")
_status_line("/status-99", "HTTP/1.1 99 Low", "malformed")
_status_line("/status-1000", "HTTP/1.1 1000 High", "malformed")
_status_line("/status-bare", "HTTP/1.1 200", "ok")
_status_line("/status-no-reason", "HTTP/1.1 200 ", "ok")
_status_line("/http-2", "HTTP/2 200", "malformed")


@behaviour("/line-feeds", "G26", "ok")
def _line_feeds(talk: Talk) -> None:
    """lines that end with a bare line feed"""
    talk.send(b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Length: %d\n\n" % len(talk.article))
    talk.send(talk.article)
