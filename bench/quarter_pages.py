"""The pages of the simulated quarter's sites: six ways of building one, and what stands there instead of an article.

A redesign is another way of building the same text: all of the frame and the markup change. What a visit changes
(related links, counters, "minutes ago", an advertisement) is numbered, so that a page has few different bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from bench.quarter_text import Text
from bench.quarter_tongues import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is around an article: the site's name and tongue, the article's address, and other headlines with theirs."""

    site: str
    tongue: Tongue
    url: str
    others: Sequence[tuple[str, str]]  # headline, path
    visit: int = 0

    def word(self, place: int) -> str:
        return self.tongue.frame[place]

    @property
    def menu(self) -> list[tuple[str, str]]:
        return [(self.word(n), path) for n, path in enumerate(("/", "/politics/", "/sport/", "/culture/", "/contact/"))]

    @property
    def related(self) -> list[tuple[str, str]]:
        turn = self.visit % max(1, len(self.others))
        return [*self.others[turn:], *self.others[:turn]][:4]


def _links(pairs: Sequence[tuple[str, str]], *, tag: str = "li", kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return "".join(f'<{tag}{mark}><a href="{path}">{escape(words)}</a></{tag}>' for words, path in pairs)


def _paragraphs(text: Text, frame: Frame, *, tag: str = "p", kind: str = "") -> list[str]:
    mark = f' class="{kind}"' if kind else ""
    return [f"<{tag}{mark}>{escape(frame.tongue.between.join(each))}</{tag}>" for each in text.paragraphs]


def _html(frame: Frame, head: str, body: str, *, title: str, kind: str = "") -> bytes:
    side = ' dir="rtl"' if frame.tongue.code == "ar" else ""
    mark = f' class="{kind}"' if kind else ""
    return (
        f'<!doctype html>\n<html lang="{frame.tongue.code}"{side}><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>\n{head}</head>\n<body{mark}>{body}</body></html>\n"
    ).encode()


def classic(text: Text, frame: Frame) -> bytes:
    """An `article` with its text in one `div`, as blogs have it."""
    head = f'<link rel="canonical" href="{frame.url}"><meta property="og:title" content="{escape(text.title)}">'
    body = f"""<header><a href="/">{frame.site}</a><nav><ul>{_links(frame.menu)}</ul></nav></header>
<article><h1>{escape(text.title)}</h1><div class="meta"><span>{840 + 7 * frame.visit} {frame.word(6)}</span></div>
<div class="entry-content">{"".join(_paragraphs(text, frame))}</div></article>
<aside><h3>{frame.word(5)}</h3><ul>{_links(frame.related)}</ul></aside>
<footer><p>{frame.word(8)}, {frame.site}.</p></footer>"""
    return _html(frame, head, body, title=f"{text.title} | {frame.site}")


def divs(text: Text, frame: Frame) -> bytes:
    """Nothing but `div`s; the related links stand in the middle of the text."""
    lines = _paragraphs(text, frame, tag="div", kind="txt")
    lines.insert(2, f'<div class="inset"><b>{frame.word(5)}</b>{_links(frame.related[:1], tag="div")}</div>')
    body = f"""<div id="top"><div class="logo">{frame.site}</div>{_links(frame.menu, tag="span")}</div>
<div id="page"><div class="news-detail"><div class="news-title"><h1>{escape(text.title)}</h1></div>
<div class="news-text">{"".join(lines)}</div><div class="share">Facebook Telegram X</div></div>
<div class="col">{_links(frame.related, tag="div", kind="item")}</div></div>
<div id="bottom">{frame.word(8)}. {frame.site}</div>"""
    return _html(frame, "", body, title=f"{text.title} - {frame.site}")


def table(text: Text, frame: Frame) -> bytes:
    """A site of long ago: tables, and line breaks between the paragraphs."""
    lines = "<br><br>\n".join(escape(frame.tongue.between.join(each)) for each in text.paragraphs)
    body = f"""<table width="980"><tr><td colspan="2"><b>{frame.site}</b></td></tr>
<tr><td width="180" valign="top">{_links(frame.menu, tag="div")}</td><td valign="top">
<h2>{escape(text.title)}</h2><div id="story">{lines}</div><hr>{_links(frame.related, tag="div")}</td></tr>
<tr><td colspan="2">{frame.word(8)} &copy; {frame.site} &middot;
{frame.word(6)}: {311 + frame.visit}</td></tr></table>"""
    return _html(frame, "", body, title=f"{frame.site}: {text.title}")


def described(text: Text, frame: Frame) -> bytes:
    """A page that describes itself to machines, with a caption, a comment and a newsletter's box."""
    told = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": text.title, "url": frame.url,
        "publisher": {"@type": "Organization", "name": frame.site}, "datePublished": "2026-02-20T08:00:00Z",
    }  # fmt: skip
    head = (
        f'<link rel="canonical" href="{frame.url}"><meta property="og:site_name" content="{frame.site}">'
        f'<meta property="og:type" content="article"><script type="application/ld+json">{json.dumps(told)}</script>'
    )
    lines = _paragraphs(text, frame)
    lines.insert(1, f"<figure><img src=/i.jpg alt=''><figcaption>{frame.site}</figcaption></figure>")
    body = f"""<header class="masthead"><nav>{_links(frame.menu, tag="span")}</nav></header><main>
<section class="story"><h1 itemprop="headline">{escape(text.title)}</h1><time>2026-02-20</time>
<div itemprop="articleBody">{"".join(lines)}</div></section>
<section class="newsletter"><p>{frame.word(9)}</p><form><input name="mail"></form></section>
<section class="comments"><h3>{frame.word(7)}</h3><p>№ {frame.visit + 1}</p></section></main>
<footer>{_links(frame.menu, tag="span")}<p>{frame.word(8)}</p></footer>"""
    return _html(frame, head, body, title=text.title)


def boxes(text: Text, frame: Frame) -> bytes:
    """An application's markup: every paragraph in a box of its own, an advertisement between them."""
    lines = [f'<div class="b-{n}"><p>{line[3:-4]}</p></div>' for n, line in enumerate(_paragraphs(text, frame))]
    lines.insert(3, f'<div class="ad" data-slot="{frame.visit}"><iframe src="/ad/{frame.visit}"></iframe></div>')
    head = f'<meta property="og:title" content="{escape(text.title)}"><script>window.v={frame.visit}</script>'
    body = f"""<div id="app"><div class="bar">{_links(frame.menu, tag="span")}</div>
<main class="grid"><div class="lead">
<h1 class="t">{escape(text.title)}</h1></div><div class="body">{"".join(lines)}</div></main>
<div class="rail"><h4>{frame.word(5)}</h4>{_links(frame.related, tag="div")}</div>
<div class="end">{frame.site}</div></div>"""
    return _html(frame, head, body, title=f"{text.title} — {frame.site}", kind="v2")


def amplified(text: Text, frame: Frame) -> bytes:
    """Another theme of a blog: the headline outside the article, tags behind it."""
    tags = "".join(f'<a rel="tag" href="{path}">{escape(words)}</a>' for words, path in frame.menu[1:3])
    body = f"""<div class="site"><p class="brand"><a href="/">{frame.site}</a></p>
<div class="crumbs">{frame.word(0)} / {frame.word(1)}</div>
<div class="hero"><h1>{escape(text.title)}</h1><p class="ago">{3 + 11 * frame.visit} min</p></div>
<article class="post"><section class="post-content">{"".join(_paragraphs(text, frame))}</section>
<div class="tags">{tags}</div></article>
<div class="more"><h2>{frame.word(5)}</h2><ul>{_links(frame.related)}</ul></div>
<footer>{frame.site}. {frame.word(8)}</footer></div>"""
    return _html(frame, f'<link rel="canonical" href="{frame.url}">', body, title=f"{text.title} « {frame.site}")


FAMILIES: tuple[Callable[[Text, Frame], bytes], ...] = (classic, divs, table, described, boxes, amplified)


# ── instead of an article ─────────────────────────────────────────────────────────────────────────


def listing(frame: Frame, *, title: str) -> bytes:
    """A home or a section page: headlines and nothing else."""
    body = f"""<header><a href="/">{frame.site}</a><nav><ul>{_links(frame.menu)}</ul></nav></header>
<main><h2>{escape(title)}</h2>{_links(frame.others, tag="div", kind="teaser")}</main>
<footer><p>{frame.word(8)}</p></footer>"""
    return _html(frame, "", body, title=f"{title} | {frame.site}")


def nowhere(frame: Frame) -> bytes:
    """The site's "not found", in its frame and its tongue."""
    body = f"""<header><a href="/">{frame.site}</a><nav><ul>{_links(frame.menu)}</ul></nav></header>
<main><p>{frame.tongue.nowhere}</p></main><footer><p>{frame.word(8)}, {frame.site}.</p></footer>"""
    return _html(frame, "", body, title=frame.site)


def walled(text: Text, frame: Frame) -> bytes:
    """The beginning of the article, and a wall for subscribers."""
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text.title,
        "isAccessibleForFree": False,
    }
    head = f'<link rel="canonical" href="{frame.url}"><script type="application/ld+json">{json.dumps(told)}</script>'
    lines = _paragraphs(text, frame)[:2]
    body = f"""<header><nav><ul>{_links(frame.menu)}</ul></nav></header><article><h1>{escape(text.title)}</h1>
<div class="entry-content">{"".join(lines)}</div><div class="paywall"><p>{frame.tongue.wall}</p></div></article>
<footer><p>{frame.word(8)}, {frame.site}.</p></footer>"""
    return _html(frame, head, body, title=f"{text.title} | {frame.site}")


def noticed(text: Text, frame: Frame) -> bytes:
    """The article's page, and a notice where the text was."""
    head = f'<link rel="canonical" href="{frame.url}">'
    body = f"""<header><nav><ul>{_links(frame.menu)}</ul></nav></header><article><h1>{escape(text.title)}</h1>
<div class="entry-content"><p>This article has been removed by the editors.</p></div></article>
<footer><p>{frame.word(8)}, {frame.site}.</p></footer>"""
    return _html(frame, head, body, title=f"{text.title} | {frame.site}")


def _bare(title: str, body: str, head: str = "") -> bytes:
    top = f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
    return f"{top}<body>{body}</body></html>".encode()


CHALLENGE = _bare(
    "Just a moment...", "<h1>Checking your browser</h1><p>Verify you are human by completing the action below.</p>"
    "<script src='/cdn-cgi/challenge-platform/x.js'></script><p>Ray ID: 8f2a</p>",
)  # fmt: skip
CONSENT = _bare(
    "Before you continue", "<h1>We value your privacy</h1><p>We and our partners use cookies. Accept all cookies or"
    " manage preferences before you continue.</p><form><button>Accept all</button>"
    "<button>Manage options</button></form>",
)  # fmt: skip
LOGIN = _bare(
    "Sign in", "<h1>Sign in</h1><form method=post><input name=user><input type=password name=password>"
    "<button>Log in</button></form>",
)  # fmt: skip
MAINTENANCE = _bare("Maintenance", "<h1>We will be right back</h1><p>The site is under maintenance.</p>")
PARKED = _bare(
    "Domain for sale", "<h1>This domain is for sale</h1><p>Buy this domain. Make an offer on this domain.</p>"
    "<p>Related searches: loans, casino, insurance.</p>",
)  # fmt: skip
# What no list of phrases knows: the shell of a program, and a wall in a tongue that the cleaner does not speak.
SHELL = _bare(
    "App", "<div class='splash'><span>Loading</span></div><script src='/static/main.4f1c.js'></script>",
    "<link rel=stylesheet href='/static/main.css'>",
)  # fmt: skip
UNKNOWN_WALL = _bare(
    "Ongi etorri", "<main><h1>Ongi etorri gure etxera</h1><p>Irakurtzen jarraitu aurretik, esan iezaguzu mesedez nola"
    " erabil ditzakegun zure gailuan gordetzen diren datuak. Gure bazkideek eta guk zure bisita neurtzen dugu, iragarki"
    " egokiak erakusteko eta edukiak hobetzeko. Edozein unetan alda dezakezu zure iritzia orri honen behealdean dagoen"
    " lotura sakatuta. Zure aukera hamabi hilabetez gordeko dugu, eta gero berriro galdetuko dizugu. Datuen erabilerari"
    " buruzko xehetasun guztiak gure agirian aurkituko dituzu, eta zalantzarik baduzu idatz iezaguzu lasai.</p>"
    "<form><button>Bai, ados nago</button><button>Ez, eskerrik asko</button></form>"
    "<p><a href='/pribatutasuna'>Xehetasunak</a> <a href='/legea'>Legea</a></p></main>",
)  # fmt: skip
OTHERS = _bare(
    "Lucky Reels: spin and win", "<header><nav>" + "".join(
        f"<a href='/{each}'>{each.capitalize()}</a> " for each in (
            "slots", "roulette", "poker", "blackjack", "bonus", "jackpots", "vip", "payments", "support", "mobile"))
    + "</nav></header><main><h1>Spin, win, repeat</h1>" + "".join(
        f"<p>Our {each} tables are open day and night, with a welcome package of two hundred spins for every new player"
        " who makes a first deposit, and a prize draw each weekend.</p>" for each in
        ("roulette", "poker", "blackjack", "baccarat", "bingo", "keno")) + "</main>",
)  # fmt: skip
