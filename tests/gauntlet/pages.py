"""Trials of what a complete answer holds: encodings, other kinds of content, doors, and pages that hurt parsers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

from tests.gauntlet.story import SENTENCES, TITLE, page
from tests.gauntlet.trials import Trial, trial
from tests.servers.talk import Talk

PAGES: list[Trial] = []
PARSERS: list[Trial] = []


# ── kinds of content ──────────────────────────────────────────────────────────────────────────────


@trial(PAGES, "/plain-text", "G48", "unreadable", "no_article")
def _plain_text(talk: Talk) -> None:
    """200 with text/plain (which is read, being text) that says something else"""
    talk.page(b"This resource is not available in the requested format.\n", kind="text/plain")


@trial(PAGES, "/plain-html", "G48", "intact")
def _plain_html(talk: Talk) -> None:
    """200 with text/plain over the page itself"""
    talk.page(talk.article, kind="text/plain; charset=utf-8")


@trial(PAGES, "/problem-json", "G48", "unreadable", "not_html")
def _problem_json(talk: Talk) -> None:
    """200 with the article's own text as JSON, as an interface for apps would have it"""
    talk.page(json.dumps({"title": TITLE, "body": " ".join(SENTENCES)}).encode(), kind="application/json")


@trial(PAGES, "/xhtml", "G48", "intact")
def _xhtml(talk: Talk) -> None:
    """200 with application/xhtml+xml"""
    talk.page(talk.article, kind="application/xhtml+xml; charset=utf-8")


@trial(PAGES, "/no-type", "G48", "intact")
def _no_type(talk: Talk) -> None:
    """200 without a Content-Type"""
    talk.head(f"Content-Length: {len(talk.article)}", "Connection: close")
    talk.send(talk.article)


# ── encodings ─────────────────────────────────────────────────────────────────────────────────────


def _bare(html: bytes) -> str:
    return html.decode().replace('<meta charset="utf-8">', "")


def _encoded(path: str, rows: str, kind: str, encode: Callable[[bytes], bytes], what: str) -> None:
    def serve(talk: Talk) -> None:
        talk.page(encode(talk.article), kind=kind)

    serve.__doc__ = what
    trial(PAGES, path, rows, "intact")(serve)


_encoded("/latin-1", "G50", "text/html; charset=iso-8859-1", lambda html: _bare(html).encode("latin-1"), "Latin-1")
_encoded(
    "/latin-1-lie", "G50", "text/html; charset=utf-8", lambda html: _bare(html).encode("latin-1"),
    "Latin-1 that calls itself utf-8",
)  # fmt: skip
_encoded("/charset-twice", "G51", "text/html; charset=utf-8; charset=koi8-r", bytes, "two charsets")
_encoded(
    "/utf-7", "G52", "text/html; charset=utf-7",
    lambda html: html.replace(b"<aside>", b"<aside><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>"),
    "utf-7, with a script in it",
)  # fmt: skip
_encoded("/utf-16", "G53", "text/html", lambda html: _bare(html).encode("utf-16"), "UTF-16 with a byte order mark")
_encoded(
    "/utf-16-lie", "G53", "text/html; charset=utf-8", lambda html: _bare(html).encode("utf-16"),
    "UTF-16 with a byte order mark that calls itself utf-8",
)  # fmt: skip
_encoded(
    "/utf-16-bare", "G53", "text/html; charset=utf-16le", lambda html: _bare(html).encode("utf-16-le"),
    "UTF-16 without a mark, as the header says",
)  # fmt: skip
for _codec in ("rot13", "punycode", "idna", "unicode_escape"):
    _encoded(
        f"/charset-{_codec}", "G54", f"text/html; charset={_codec}", bytes, f"the charset {_codec}, a Python codec"
    )


# ── doors ─────────────────────────────────────────────────────────────────────────────────────────


def _door(path: str, rows: str, reason: str, what: str, html: str, *lines: str, status: str = "200 OK") -> None:
    def serve(talk: Talk) -> None:
        talk.page(f"<!doctype html><html>{html}</html>".encode(), *lines, status=status)

    serve.__doc__ = what
    verdict = "unreadable" if reason == "needs_javascript" else "blocked"
    trial(PAGES, path, rows, verdict, reason)(serve)


_MOMENT = (
    "<head><title>Just a moment...</title></head><body><h1>news.example</h1>"
    "<p>Checking if the site connection is secure</p><noscript>Enable JavaScript and cookies to continue</noscript>"
    '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body>'
)
_door("/challenge-503", "G57", "challenge", "503 with “Just a moment…”", _MOMENT, status="503 Service Unavailable")
_door("/challenge-200", "G58", "challenge", "200 with “Just a moment…”", _MOMENT)
_door(
    "/consent-200", "G58", "consent", "200 with a wall of consent",
    "<head><title>Before you continue</title></head><body><div id='consent-page'><h1>Before you continue</h1>"
    "<p>We and our 812 partners use cookies and process personal data. Please choose whether you consent.</p>"
    "<form action='/consent/save'><button>Accept all</button><button>Reject all</button></form></div></body>",
)  # fmt: skip
_door(
    "/scripts-200", "G58", "needs_javascript", "200 with an empty page for scripts",
    "<head><title>La Gazette</title><script src='/app.js'></script></head><body>"
    "<noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div></body>",
)  # fmt: skip
_door(
    "/captive-511", "G60", "http_4xx", "511, the login of a public network",
    "<head><title>Log in to the network</title></head><body><p>Please accept the terms.</p></body>",
    status="511 Network Authentication Required",
)  # fmt: skip
_door(
    "/429-date", "G59", "http_429", "429 with Retry-After: a date", "<p>Slow down.</p>",
    "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", status="429 Too Many Requests",
)  # fmt: skip


# ── characters ────────────────────────────────────────────────────────────────────────────────────


def _odd(path: str, rows: str, what: str, put: str, *, title: str = TITLE) -> None:
    def serve(talk: Talk) -> None:
        talk.page(page(title=title, more=f"<p>{put}</p>"))

    serve.__doc__ = what
    trial(PAGES, path, rows, "intact")(serve)


_odd(
    "/controls",
    "G88",
    "NUL, ESC, U+202E, U+FFFE and a lone surrogate beside the article",
    "a\0b\x1b[31m\u202e\ufffe&#xD800;",
)
_odd("/combining", "G88", "ten thousand combining marks beside the article", "e" + "\u0301" * 10_000)
_odd(
    "/hostile-words",
    "G89",
    "markup, a formula and a mail header beside the article",
    "[/nope] =HYPERLINK() \r\nBcc: a@b.example",
)


@trial(PAGES, "/invisible", "G88", "intact", flag="invisible", news=True)
def _invisible(talk: Talk) -> None:
    """zero-width and direction characters inside the article's own sentences"""
    talk.page(page(tuple(one.replace(" ", " \u200b\u202e", 3) for one in SENTENCES)))


# ── what hurts parsers ────────────────────────────────────────────────────────────────────────────


def _heavy(path: str, rows: str, what: str, verdict: str, reason: str, put: Callable[[], bytes]) -> None:
    def serve(talk: Talk) -> None:
        html = talk.article.replace(b"<article>", put() + b"<article>")
        talk.page(gzip.compress(html, 1), "Content-Encoding: gzip")

    serve.__doc__ = what
    trial(PARSERS, path, rows, verdict, reason)(serve)


_heavy("/nested-300", "G86", "the article below 300 nested elements", "intact", "", lambda: b"<div>" * 300)
_heavy("/nested-100k", "G86", "the article below 100,000", "unreadable", "parser_limit", lambda: b"<div>" * 100_000)
_heavy(
    "/tables-20k", "G86", "the article in 20,000 tables within each other", "unreadable", "parser_limit",
    lambda: b"<table>" * 20_000,
)  # fmt: skip
_heavy(
    "/long-text", "G87", "ten megabytes of text in one node before the article", "intact", "",
    lambda: b"<p>" + b"x" * 10_000_001 + b"</p>",
)  # fmt: skip
_heavy("/paragraphs", "G87", "200,000 × <p> before the article", "intact", "", lambda: b"<p>" * 200_000)
_heavy(
    "/comments", "G87", "100,000 × <!-- before the article, which hides it from browsers too", "unreadable", "emptied",
    lambda: b"<!--" * 100_000,
)  # fmt: skip
_heavy("/open-links", "G87", "100,000 × <a before the article", "intact", "", lambda: b"<a " * 100_000)
