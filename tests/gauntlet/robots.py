"""Trials of robots.txt: what it says, and what it means that it cannot be had."""

from __future__ import annotations

import gzip

from tests.gauntlet.trials import Trial, trial
from tests.servers.talk import Talk

ROBOTS: list[Trial] = []
_TEXT = "text/plain"


@trial(ROBOTS, "/robots-forbids", "G97", "blocked", "robots", robots=True)
def _forbids(talk: Talk) -> None:
    """robots.txt forbids the page to all"""
    talk.page(b"User-agent: *\nDisallow: /robots-\n", kind=_TEXT)


@trial(ROBOTS, "/robots-forbids-us", "G97", "blocked", "robots", robots=True)
def _forbids_us(talk: Talk) -> None:
    """robots.txt forbids the page to us by name, and allows it to all"""
    talk.page(b"User-agent: *\nAllow: /\n\nUser-agent: monitor\nDisallow: /\n", kind=_TEXT)


@trial(ROBOTS, "/robots-401", "G97", "intact", robots=True)
def _asks_for_a_password(talk: Talk) -> None:
    """robots.txt answers 401, which allows all (RFC 9309)"""
    talk.page(b"no", status="401 Unauthorized", kind=_TEXT)


@trial(ROBOTS, "/robots-500", "G97", "unreachable", "http_5xx", robots=True)
def _server_error(talk: Talk) -> None:
    """robots.txt answers 500, so that nobody knows what it allows"""
    talk.page(b"oops", status="500 Internal Server Error", kind=_TEXT)


@trial(ROBOTS, "/robots-long", "G97", "intact", robots=True)
def _long(talk: Talk) -> None:
    """robots.txt of 600 kB"""
    talk.page(b"# nothing to see here, move on please\n" * 16_000 + b"User-agent: *\nDisallow: /x\n", kind=_TEXT)


@trial(ROBOTS, "/robots-loop", "G97", "unreachable", "redirect_loop", robots=True)
def _loop(talk: Talk) -> None:
    """robots.txt redirects to itself"""
    talk.head("Location: /robots.txt", "Content-Length: 0", status="302 Found")


@trial(ROBOTS, "/robots-cut", "G97", "unreachable", "truncated", robots=True)
def _cut(talk: Talk) -> None:
    """robots.txt breaks off"""
    talk.head("Content-Type: text/plain", "Content-Length: 1000")
    talk.send(b"User-agent: *\nDis")


@trial(ROBOTS, "/robots-silent", "G97", "unreachable", "timeout", robots=True, slow=True)
def _silent(talk: Talk) -> None:
    """robots.txt is never answered"""
    talk.pause(60)


@trial(ROBOTS, "/robots-page", "G97", "intact", robots=True)
def _page(talk: Talk) -> None:
    """robots.txt is the site's “not found” page, with status 200"""
    talk.page(b"<!doctype html><html><body><h1>Not found</h1><p>Disallow: perhaps</p></body></html>")


@trial(ROBOTS, "/robots-part-of-us", "G97", "blocked", "robots", robots=True)
def _part_of_us(talk: Talk) -> None:
    """robots.txt forbids the page to all, and allows it to one whose name is a part of ours"""
    talk.page(b"User-agent: mon\nAllow: /\n\nUser-agent: *\nDisallow: /\n", kind=_TEXT)


@trial(ROBOTS, "/robots-our-version", "G97", "blocked", "robots", robots=True)
def _our_version(talk: Talk) -> None:
    """robots.txt forbids the page to us by name and version, with a mark before and carriage returns alone"""
    talk.page(b"\xef\xbb\xbfUser-agent: Monitor/1.0\rDisallow: /\r", kind=_TEXT)


@trial(ROBOTS, "/robots-endless", "G97", "blocked", "robots", robots=True)
def _endless(talk: Talk) -> None:
    """robots.txt forbids the page to all, and goes on without end"""
    talk.head("Content-Type: text/plain")
    talk.send(b"User-agent: *\nDisallow: /\n")
    talk.for_ever(b"# and so on\n" * 1000)


@trial(ROBOTS, "/robots-far", "G97", "blocked", "robots", robots=True)
def _far(talk: Talk) -> None:
    """robots.txt, five redirects away, forbids the page to all"""
    step = int(talk.path.removeprefix("/robots.txt") or 0)
    if step < 5:
        talk.head(f"Location: /robots.txt{step + 1}", "Content-Length: 0", status="302 Found")
    else:
        talk.page(b"User-agent: *\nDisallow: /\n", kind=_TEXT)


@trial(ROBOTS, "/robots-private", "G97", "unreachable", "malformed", robots=True)
def _private(talk: Talk) -> None:
    """robots.txt leads to a private address, at which the page does not lie"""
    talk.head("Location: http://10.0.0.1/robots.txt", "Content-Length: 0", status="302 Found")


@trial(ROBOTS, "/robots-999", "G97", "unreachable", "malformed", robots=True)
def _odd_status(talk: Talk) -> None:
    """robots.txt answers 999"""
    talk.page(b"no", status="999 No", kind=_TEXT)


@trial(ROBOTS, "/robots-wildcards", "G97", "intact", robots=True)
def _wildcards(talk: Talk) -> None:
    """robots.txt of thousands of rules with wildcards, none of which is about the page"""
    rules = b"".join(b"Disallow: /*a*%d*b$\n" % number for number in range(10_000))
    talk.page(b"User-agent: *\n" + rules, kind=_TEXT)


@trial(ROBOTS, "/robots-patience", "G97", "intact", robots=True)
def _patience(talk: Talk) -> None:
    """robots.txt asks for delays that are none"""
    talk.page(b"User-agent: *\nCrawl-delay: -5\nCrawl-delay: nan\nCrawl-delay: 1e999\nCrawl-delay: soon\n", kind=_TEXT)


@trial(ROBOTS, "/robots-gzip-cut", "G97", "unreachable", "truncated", robots=True)
def _gzip_cut(talk: Talk) -> None:
    """robots.txt in gzip breaks off"""
    talk.page(gzip.compress(b"User-agent: *\nDisallow: /private\n")[:-9], "Content-Encoding: gzip", kind=_TEXT)


@trial(ROBOTS, "/robots-both", "G97", "blocked", "robots", robots=True)
def _both(talk: Talk) -> None:
    """robots.txt forbids the page to two agents in one group, of which we are the second"""
    talk.page(b"User-agent: googlebot\nUser-agent: monitor\nDisallow: /\n\nUser-agent: *\nAllow: /\n", kind=_TEXT)


@trial(ROBOTS, "/robots-again", "G97", "blocked", "robots", robots=True)
def _again(talk: Talk) -> None:
    """robots.txt has two groups for us, and the second one forbids the page"""
    talk.page(
        b"User-agent: monitor\nDisallow: /x\n\nUser-agent: a\nAllow: /\n\nUser-agent: monitor\nDisallow: /robots-",
        kind=_TEXT,
    )


@trial(ROBOTS, "/robots-other-name", "G97", "intact", robots=True)
def _other_name(talk: Talk) -> None:
    """robots.txt forbids the page to one whose name begins like ours"""
    talk.page(b"User-agent: monitoring-bot\nDisallow: /\n", kind=_TEXT)


@trial(ROBOTS, "/robots-busy", "G97", "blocked", "http_429", robots=True)
def _busy(talk: Talk) -> None:
    """robots.txt answers 429 with Retry-After: the whole host is left alone"""
    talk.page(b"later", "Retry-After: 120", status="429 Too Many Requests", kind=_TEXT)
