"""Answers that are complete: honest ones, ones that are no page, ones that block, and odd connections."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from tests.servers.behaviours.table import behaviour
from tests.servers.talk import Talk


@behaviour("/article", "", "ok")
def _honest(talk: Talk) -> None:
    """an honest page"""
    talk.page(talk.article)


@behaviour("/part", "G41", "truncated", code="unsolicited_206")
def _part(talk: Talk) -> None:
    """206 with a part that nobody asked for"""
    body = talk.article[:3000]
    talk.page(body, f"Content-Range: bytes 0-2999/{len(talk.article)}", status="206 Partial Content")


@behaviour("/not-modified", "G42", "malformed", code="unsolicited_304")
def _not_modified(talk: Talk) -> None:
    """304 to a request without a condition"""
    talk.head('ETag: "never seen"', status="304 Not Modified")


@behaviour("/status-204", "G43", "malformed", code="empty")
def _status_204(talk: Talk) -> None:
    """204 No Content"""
    talk.head(status="204 No Content")


@behaviour("/status-205", "G43", "malformed", code="empty")
def _status_205(talk: Talk) -> None:
    """205 Reset Content"""
    talk.head("Content-Length: 0", status="205 Reset Content")


@behaviour("/status-204-body", "G43", "malformed", code="empty")
def _status_204_body(talk: Talk) -> None:
    """204 with a page behind it"""
    talk.page(talk.article, status="204 No Content")


@behaviour("/not-modified-body", "G42", "malformed", code="unsolicited_304")
def _not_modified_body(talk: Talk) -> None:
    """304 with a page behind it, to a request without a condition"""
    talk.page(talk.article, status="304 Not Modified")


@behaviour("/empty-chunks", "G43", "malformed", code="empty")
def _empty_chunks(talk: Talk) -> None:
    """200 with nothing but the last chunk"""
    talk.head("Content-Type: text/html", "Transfer-Encoding: chunked")
    talk.send(b"0\r\n\r\n")


@behaviour("/empty-unsaid", "G43", "malformed", code="empty")
def _empty_unsaid(talk: Talk) -> None:
    """200, no length, and the end"""
    talk.head("Content-Type: text/html", "Connection: close")


@behaviour("/empty", "G43", "malformed", code="empty")
def _empty(talk: Talk) -> None:
    """200 with Content-Length: 0"""
    talk.head("Content-Type: text/html", "Content-Length: 0")


@behaviour("/empty-gzip", "G43", "malformed", code="empty")
def _empty_gzip(talk: Talk) -> None:
    """200 with a gzip stream of nothing"""
    talk.page(gzip.compress(b""), "Content-Encoding: gzip")


def _kind(path: str, kind: str, body: bytes) -> None:
    def serve(talk: Talk) -> None:
        talk.page(body, kind=kind)

    serve.__doc__ = f"200 with {kind}"
    behaviour(path, "G48", "ok", verdict="unreadable", reason="not_html")(serve)


_kind("/pdf", "application/pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
_kind("/png", "image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
_kind("/json", "application/json", b'{"error": "not found"}')


_kind("/pdf-lie", "text/html", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + bytes(range(256)) * 20 + b"%%EOF\n")
_kind("/jpeg-lie", "text/html", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 40)
_kind("/zip-lie", "text/html", b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(256)) * 40)
_kind("/gzip-lie-unsaid", "text/html", gzip.compress(bytes(range(256)) * 40))


def _charset(path: str, rows: str, kind: str, encode: Callable[[bytes], bytes], what: str) -> None:
    def serve(talk: Talk) -> None:
        talk.page(encode(talk.article), kind=kind)

    serve.__doc__ = what
    behaviour(path, rows, "ok", article=False, verdict="intact")(serve)


def _without_meta(page: bytes) -> bytes:
    return page.replace(b'<meta charset="utf-8">', b"")


_charset("/charset-none", "G49", "text/html", _without_meta, "no charset anywhere")
_charset("/charset-meta", "G49", "text/html", bytes, "a charset in the page alone")
_charset("/charset-bom", "G49", "text/html", lambda page: b"\xef\xbb\xbf" + _without_meta(page), "a mark alone")
_charset("/charset-klingon", "G51", "text/html; charset=klingon", bytes, "a charset that does not exist")
_charset("/charset-empty", "G51", "text/html; charset=", bytes, "an empty charset")
_charset("/charset-quoted", "G51", 'text/html; charset="utf-8"', bytes, "a charset in quotation marks")
_charset("/charset-long", "G51", "text/html; charset=" + "x" * 1000, bytes, "a charset of 1 kB")
_charset("/charset-hex", "G54", "text/html; charset=hex", bytes, "a charset that is a Python codec")


def _blocked(status: int, rows: str, reason: str, *lines: str, verdict: str = "blocked", path: str = "") -> None:
    def serve(talk: Talk) -> None:
        talk.page(b"<html><title>No</title><p>Not for you.</html>", *lines, status=f"{status} No")

    serve.__doc__ = f"the status {status}" + (f", with {lines[0]}" if lines else "")
    behaviour(path or f"/{status}", rows, "ok", verdict=verdict, reason=reason)(serve)


_blocked(401, "G55", "http_401", 'WWW-Authenticate: Basic realm="x"')
_blocked(403, "G56", "http_403")
_blocked(429, "G59", "http_429", "Retry-After: 1", path="/429-seconds")
_blocked(429, "G59", "http_429", "Retry-After: 99999999", path="/429-years")
_blocked(429, "G59", "http_429", "Retry-After: soon", path="/429-garbage")
_blocked(429, "G59", "http_429", "Retry-After: -5", path="/429-negative")
for _status in (402, 406, 407, 418, 420, 440, 449, 498):
    _blocked(_status, "G60", "http_4xx")
_blocked(999, "G60", "")
_blocked(451, "G60", "http_451")
for _status in (600, 700, 998):
    _blocked(_status, "G60", "malformed", verdict="unreachable")
_blocked(429, "G59", "http_429", "Retry-After: 1.5", path="/429-fraction")
_blocked(429, "G59", "http_429", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT", path="/429-past")
_blocked(429, "G59", "http_429", "Retry-After: " + "9" * 400, path="/429-for-ever")
for _status in (500, 502, 503, 504, 507, 520, 527, 530):
    _blocked(_status, "G62", "http_5xx", verdict="unreachable")


@behaviour("/challenge", "G57", "ok", verdict="blocked", reason="challenge")
def _challenge(talk: Talk) -> None:
    """403 with cf-mitigated: challenge"""
    page = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    talk.page(page, "cf-mitigated: challenge", "Server: cloudflare", status="403 Forbidden")


@behaviour("/browsers-only", "G61", "ok", verdict="blocked", reason="http_403")
def _browsers_only(talk: Talk) -> None:
    """200 for browsers, 403 for the rest"""
    if "Mozilla" in talk.headers.get("user-agent", ""):
        talk.page(talk.article)
    else:
        talk.page(b"<html><p>Forbidden</html>", status="403 Forbidden")


@behaviour("/tarpit", "G61", "timeout", slow=True)
def _tarpit(talk: Talk) -> None:
    """accepts, and sends a byte every ten seconds"""
    talk.drip(b"HTTP/1.1 200 OK\r\n", 10.0)


def _dates(path: str, date: str) -> None:
    def serve(talk: Talk) -> None:
        talk.page(talk.article, f"Date: {date}", f"Last-Modified: {date}")

    serve.__doc__ = f"Date and Last-Modified: {date}"
    behaviour(path, "G90", "ok")(serve)


_dates("/date-9999", "Fri, 31 Dec 9999 23:59:59 GMT")
_dates("/date-1900", "Mon, 01 Jan 1900 00:00:00 GMT")
_dates("/date-garbage", "yesterday, perhaps")
_dates("/date-overflow", "Fri, 99 Foo 99999999999 99:99:99 +9999")


@behaviour("/closed-at-once", "G91", "reset", code="no_answer")
def _closed_at_once(talk: Talk) -> None:
    """reads the request and closes"""


@behaviour("/reset-at-once", "G91", "reset", code="reset")
def _reset_at_once(talk: Talk) -> None:
    """reads the request and breaks off"""
    talk.reset()


@behaviour("/silent", "G91", "timeout", code="head_timeout", slow=True)
def _silent(talk: Talk) -> None:
    """reads the request and says nothing"""
    talk.pause(60)


@behaviour("/head-differs", "G98", "ok")
def _head_differs(talk: Talk) -> None:
    """an honest page for GET (404 for HEAD, which we never send)"""
    talk.page(talk.article)


@behaviour("/needs-accept", "G99", "ok")
def _needs_accept(talk: Talk) -> None:
    """406 without Accept and Accept-Language"""
    if talk.headers.get("accept") and talk.headers.get("accept-language"):
        talk.page(talk.article)
    else:
        talk.page(b"<html><p>Not acceptable</html>", status="406 Not Acceptable")


@behaviour("/poison", "G100", "ok", unverified=True)
def _poison(talk: Talk) -> None:
    """keeps the connection open, with a second answer behind the first"""
    planted = b"<html><p>This was never asked for.</html>"
    talk.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
        % (len(talk.article), talk.article, len(planted), planted)
    )


@behaviour("/late-poison", "G100", "ok", article=True)
def _late_poison(talk: Talk) -> None:
    """the same, but the second answer comes a little later"""
    talk.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
        % (len(talk.article), talk.article)
    )
    talk.pause(0.1)
    planted = b"<html><p>This was never asked for.</html>"
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(planted), planted))


@behaviour("/kept-open", "G100", "ok")
def _kept_open(talk: Talk) -> None:
    """an honest page on a connection that stays open"""
    talk.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
        % (len(talk.article), talk.article)
    )
