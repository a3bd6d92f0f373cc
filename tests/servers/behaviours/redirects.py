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
_location("/to-data", "G35", b"data:text/html,hello", "bad_scheme", "bad_scheme")
_location("/to-mailto", "G35", b"mailto:a@example.com", "bad_scheme", "bad_scheme")
_location("/to-mail-port", "G35", b"http://example.com:25/", "bad_url", "blocked_port")
_location("/to-class-a", "G35", b"http://10.0.0.1/", "private_address", "private_address")
_location("/to-octal", "G35", b"http://0251.0376.0251.0376/", "private_address", "private_address")
_location("/to-wide-digits", "G35", "http://１０.０.０.１/".encode(), "private_address", "private_address")
_location("/to-nowhere", "G37", b"", "malformed", "redirect_without_location")
_location("/to-fragment", "G35", b"#here", "redirect_loop", "redirect_loop")
_location("/to-three-slashes", "G38", b"///example.com/", "malformed")
_location("/to-no-host", "G38", b"http:///example.com/", "malformed")
_location("/to-query-for-host", "G38", b"http://?example.com", "malformed")
_location("/to-one-slash", "G38", b"https:/example.com/", "malformed")
_location("/to-zone", "G38", b"http://[fe80::1%25eth0]/", "malformed")
_location("/to-escaped-host", "G38", b"http://%31%30.0.0.1/", "malformed")
_location("/to-latin-1-host", "G38", b"http://caf\xe9.example/", "malformed")
_location("/to-port-minus", "G38", b"http://example.com:-1/", "malformed")
_location("/to-credentials-lie", "G38", b"http://127.0.0.1\\@example.com/", "malformed")


@behaviour("/to-two", "G38", "malformed", code="contradictory_locations")
def _to_two(talk: Talk) -> None:
    """a redirect with two Locations that differ"""
    talk.head("Location: /article", "Location: /elsewhere", "Content-Length: 0", status="302 Found")


def _found(path: str, location: bytes, what: str) -> None:
    """A redirect, however it is spelled, that leads to the page."""

    def serve(talk: Talk) -> None:
        if talk.path == path:
            _to(talk, location.replace(b"HOST", talk.headers["host"].encode()), body=b"")
        else:
            talk.page(talk.article)

    serve.__doc__ = what
    behaviour(path, "G39", "ok")(serve)


_FOUND = {
    "/to-upper-case": (b"HTTP://HOST/to-upper-case/a", "a redirect with its scheme in capitals"),
    "/to-no-scheme": (b"//HOST/to-no-scheme/a", "a redirect without a scheme"),
    "/to-blanks": (b"/to-blanks/a b c", "a redirect with blanks in it"),
    "/to-script": ("/to-script/статья".encode(), "a redirect with letters of another script, as they are"),
    "/to-percent": (b"/to-percent/100%", "a redirect with a lone percent sign"),
    "/to-dots": (b"/../../to-dots/./a/../b", "a redirect with dots, out of the root and in again"),
    "/to-markup": (b'/to-markup/"><script>', "a redirect with markup in it"),
    "/to-8-kb": (b"/to-8-kb/" + b"a" * 8000, "a redirect of 8 kB"),
    "/to-part": (b"/to-part/a#part", "a redirect to a part of a page"),
}
for _path, (_where, _what) in _FOUND.items():
    _found(_path, _where, _what)
MOVED = (*_FOUND, "/cookies-odd")


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


@behaviour("/to-coded", "G40", "ok")
def _to_coded(talk: Talk) -> None:
    """a redirect with a body in a coding that nobody knows"""
    talk.head("Location: /article", "Content-Encoding: xyzzy", "Content-Length: 5", status="302 Found")
    talk.send(b"moved")


@behaviour("/cookie-wall", "G35", "ok")
def _cookie_wall(talk: Talk) -> None:
    """sets a cookie and redirects to itself until it comes back"""
    if "pass=1" in talk.headers.get("cookie", ""):
        talk.page(talk.article)
    else:
        talk.head("Location: /cookie-wall", "Set-Cookie: pass=1; Path=/", "Content-Length: 0", status="302 Found")


@behaviour("/cookie-counter", "G35", "redirect_loop", code="too_many_redirects")
def _cookie_counter(talk: Talk) -> None:
    """a redirect to itself, with another cookie each time"""
    talk.head(f"Location: {talk.path}", f"Set-Cookie: n={talk.count}", "Content-Length: 0", status="302 Found")


@behaviour("/cookies-odd", "G35", "ok")
def _cookies_odd(talk: Talk) -> None:
    """a redirect with cookies that nobody can read"""
    if "?" in talk.path:
        talk.page(talk.article)
        return
    odd = ("", ";;=", "b", "=x", "c=" + "z" * 5000, "d=1; Max-Age=-" + "9" * 30, "e=1; Domain=.", "f=\xff; Path=\xff")
    cookies = [f"Set-Cookie: {each}" for each in (*odd, "g=1; Expires=Fri, 99 X 99999", 'h="a;b"; Version=1; Port="x"')]
    talk.head("Location: /cookies-odd?seen", *cookies, "Content-Length: 0", status="302 Found")
