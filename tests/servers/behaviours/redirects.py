"""Redirects, good and bad."""

from __future__ import annotations

from tests.servers.behaviours.table import behaviour
from tests.servers.talk import Talk


def _to(talk: Talk, location: bytes, status: bytes = b"302 Found", body: bytes = b"moved") -> None:
    talk.send(b"HTTP/1.1 %s\r\nLocation: %s\r\nContent-Length: %d\r\n\r\n%s" % (status, location, len(body), body))


@behaviour("/loop", "G35", "redirect_loop", code="redirect_loop")
def _loop(talk: Talk) -> None:
    """a redirect to itself"""
    _to(talk, b"/loop")


@behaviour("/forever", "G36", "redirect_loop", code="too_many_redirects")
def _forever(talk: Talk) -> None:
    """redirects to ever new addresses"""
    _to(talk, b"/forever/%d" % (int(talk.path.rpartition("/")[2] or 0) + 1 if talk.path[-1].isdigit() else 1))


@behaviour("/no-location", "G37", "malformed", code="redirect_without_location")
def _no_location(talk: Talk) -> None:
    """a redirect without Location, with a page"""
    talk.page(talk.article, status="302 Found")


def _location(path: str, rows: str, location: bytes, outcome: str, code: str = "bad_location") -> None:
    def serve(talk: Talk) -> None:
        _to(talk, location)

    shown = location[:40].decode("latin-1") + ("…" if len(location) > 40 else "")
    serve.__doc__ = f"a redirect to {shown!r}"
    behaviour(path, rows, outcome, code=code)(serve)


_location("/to-open-bracket", "G38", b"http://[::1", "malformed")
_location("/to-two-dots", "G38", b"http://a..b/", "malformed")
_location("/to-slashes", "G38", b"//", "malformed")
_location("/to-backslashes", "G38", b"\\\\host", "malformed")
_location("/to-10-kb", "G38", b"/" + b"a" * 10_000, "malformed")
_location("/to-port", "G38", b"http://example.com:99999/", "malformed")
_location("/to-metadata", "G35", b"http://169.254.169.254/latest/meta-data/", "private_address", "private_address")
_location("/to-metadata-6", "G35", b"http://[::ffff:169.254.169.254]/", "private_address", "private_address")
_location("/to-decimal", "G35", b"http://2852039166/", "private_address", "private_address")
_location("/to-file", "G35", b"file:///etc/passwd", "bad_scheme", "bad_scheme")
_location("/to-ftp", "G35", b"ftp://example.com/", "bad_scheme", "bad_scheme")
_location("/to-gopher", "G35", b"gopher://example.com/", "bad_scheme", "bad_scheme")
_location("/to-javascript", "G35", b"javascript:alert(1)", "bad_scheme", "bad_scheme")
_location("/to-userinfo", "G35", b"http://user:secret@example.com/", "bad_url", "userinfo")


@behaviour("/to-latin-1", "G39", "ok", article=False)
def _to_latin_1(talk: Talk) -> None:
    """a redirect with bytes that are no UTF-8"""
    if "%" in talk.path:
        talk.page(b"<html><p>" + talk.path.encode() + b"</html>")
    else:
        _to(talk, b"/to-latin-1/caf\xe9-\xff")


@behaviour("/to-heavy", "G40", "ok")
def _to_heavy(talk: Talk) -> None:
    """a redirect with a body of 50 MB"""
    talk.head("Location: /article", "Content-Length: 50000000", status="302 Found")
    for _ in range(50):
        talk.send(bytes(1_000_000))


@behaviour("/cookie-wall", "G35", "ok")
def _cookie_wall(talk: Talk) -> None:
    """sets a cookie and redirects to itself until it comes back"""
    if "pass=1" in talk.headers.get("cookie", ""):
        talk.page(talk.article)
    else:
        talk.head("Location: /cookie-wall", "Set-Cookie: pass=1; Path=/", "Content-Length: 0", status="302 Found")
