"""Where a page stands in an article's place: is it what this host shows for whatever it has not?

A generator, as a check is one: it asks for a look at an address that the host cannot have, at most once a day a host,
and has the pages compared. What that means is for `judge/` to say (`Probe`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urljoin, urlsplit

from monitor.capture.sibling import Known, home_of, key_of, read_known, sibling_of, write_known
from monitor.errors import MonitorError
from monitor.judge import Probe
from monitor.model import Failure, Snapshot
from monitor.reading import Read, Unread, ask

if TYPE_CHECKING:
    from monitor.clean.view import View

# Words that stand together (research, faults 4.2.4: shingles of five).
SHINGLE = 5
# No "not found" page has more words than that; what a page says beyond them changes no answer.
MOST_WORDS = 20_000
# Scripts that write no spaces: each letter is a word.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
# A page with so many words and ways to go on is a site's, and no wall, shell or notice of works.
SITE_WORDS, SITE_WAYS = 60, 5
# What may stand before all pages of a site has hardly a way into it; then a shell has hardly a word, and an error page
# says what it has to say in fewer words than a wall.
FEW_WAYS, FEW_WORDS, WALL_WORDS = 3, 6, 60
# Two sites have this share of their ways in common by chance: `/contact`, `/en`.
BY_CHANCE = 0.2
_SEARCHES = frozenset({"q", "s", "query", "search", "text", "keyword", "keywords"})
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W\d{_UNSPACED}]+|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A look at something else than an article: `what` the host shows for an address that it has not, or at home.

    Whoever asks for the same of one host in one run is handed the same answer.
    """

    url: str
    host: str
    what: str


class Kept(Protocol):
    """What is asked of the archive."""

    def snapshot(self, id: str) -> Snapshot | Failure: ...

    def recall(self, key: str) -> str | None: ...

    def remember(self, key: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    capture: Snapshot | Failure
    id: str


Steps = Generator[Aside | Read, Any, Probe | None]


def probe(url: str, page: Snapshot, kept: Kept, *, before: Snapshot | None, now: datetime, run: str) -> Steps:
    """The host's answer to a random sibling of `url`, compared with `page`. None where it taught nothing.

    `before` is the page in which the article was last read, if there is one.
    """
    sibling_url, key = sibling_of(url, run), key_of(url)
    if sibling_url is None:
        return None
    known = read_known(kept.recall(key))
    sibling = _recall(kept, known.sibling) if known and known.holds(now) else None
    if known is None or sibling is None:
        sibling = yield Aside(url=sibling_url, host=key, what="sibling")
        known = Known(at=now, sibling=sibling.id)
        kept.remember(key, write_known(known))
    there = sibling.capture
    if isinstance(there, Failure) or not (200 <= there.status < 300 or there.status in (404, 410)):
        return None
    found = Probe(at=there.at, status=there.status, final_url=there.final_url if there.hops else "")
    if found.honest:
        return found
    found = replace(found, likeness=(yield from _compare(page, there)))
    if found.alike or found.catches(page.final_url):
        wall, another = yield from _whose(page, before)
        found = replace(found, wall=wall, another=another)
    if not found.alike:
        return found
    # The whole site may show one page. Whoever has the home page in place of an article has no "not found" page.
    home_url = home_of(url)
    home = _recall(kept, known.home) if known.home else None
    if home is None and home_url is not None:
        home = yield Aside(url=home_url, host=key, what="home")
        kept.remember(key, write_known(replace(known, home=home.id)))
    if home is None or isinstance(home.capture, Failure) or home.capture.status != 200:
        return found
    return replace(found, home_likeness=(yield from _compare(page, home.capture)))


def _recall(kept: Kept, id: str) -> _Held | None:
    try:
        return _Held(capture=kept.snapshot(id), id=id)
    except MonitorError:
        return None  # damaged, or never committed: asked again


def _compare(one: Snapshot, other: Snapshot) -> Generator[Read, Any, float | None]:
    try:
        return (yield from ask(likeness, one, other))
    except Unread:
        return None


def _whose(page: Snapshot, before: Snapshot | None) -> Generator[Read, Any, tuple[bool, bool]]:
    try:
        return (yield from ask(whose, page, before))
    except Unread:
        return True, False


# ── how like two pages are ────────────────────────────────────────────────────────────────────────


def likeness(one: Snapshot, other: Snapshot) -> float | None:
    """0 to 1: the share of five-word shingles that two pages' visible texts have in common, in any script.

    Figures are alike, and the words of the addresses that were asked for are left out: error pages repeat them.
    None where a page says nothing.
    """
    asked = _asked(one.url) | _asked(other.url)
    a, b = _shingles(one, asked), _shingles(other, asked)
    if not a or not b:
        return None
    return len(a & b) / len(a | b)


def _shingles(page: Snapshot, without: frozenset[str]) -> frozenset[tuple[str, ...]]:
    words = [word for word in _words(_text(page)) if word not in without]
    if not words:
        return frozenset()
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


def _text(page: Snapshot) -> str:
    view = _view(page)
    return _said(view) if view else ""


def _said(view: View) -> str:
    return "\n".join([view.title, *(run.text for run in view.runs)])


def _view(page: Snapshot) -> View | None:
    from monitor.clean.parse import Page, parse  # start-up must be quick
    from monitor.clean.view import View

    declared = page.header("content-type") or ""
    if declared and "html" not in declared.lower():
        return None  # what is no page is no site's "not found" page either
    tree = parse(page.body, declared)
    return View(tree) if isinstance(tree, Page) else None


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text[: MOST_WORDS * 40]).casefold()
    return ["0" if word.isdigit() else word for word in _WORD.findall(folded)[:MOST_WORDS]]


def _asked(url: str) -> frozenset[str]:
    """The words of an address's last part and query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return frozenset()
    name = parts.path.rstrip("/").rpartition("/")[2]
    return frozenset(word for word in _words(unquote(f"{name} {parts.query}")) if word != "0")


# ── whose page it is ──────────────────────────────────────────────────────────────────────────────


def whose(page: Snapshot, before: Snapshot | None) -> tuple[bool, bool]:
    """Whether a page may stand before all others of its site (a door, a shell, a notice of works), and whether it is
    positively another site's than the one that showed `before`.

    Another site has text to read and ways to go on, asks for no password, and bears neither the old one's name nor its
    ways. That is not shown by what a page lacks: a wall in a language that nobody here reads lacks all of it too.
    """
    view, known = _view(page), _view(before) if before else None
    if view is None:
        return True, False
    said, ways = _words(_said(view)), _ways(view, page.final_url)
    shared = ways & _ways(known, before.final_url) if known and before else frozenset()
    if len(ways) < FEW_WAYS:
        shell = len(said) < FEW_WORDS and view.script_count > 0
        long = len(said) >= WALL_WORDS and len(shared) < 2  # a long notice in the site's own frame is no wall
        return shell or long or _asks_for_something(view), False
    if len(said) < SITE_WORDS or len(ways) < SITE_WAYS or view.passwords or known is None or before is None:
        return False, False
    told = f" {' '.join(said)} "
    named = any(f" {name} " in told for name in _names(known, before.final_url))
    return False, len(shared) <= BY_CHANCE * len(ways) and not named


def _ways(view: View, url: str) -> frozenset[str]:
    """The addresses of its own host to which a page leads, but for itself and the home page."""
    found = set()
    for link in view.tree.iter("a"):
        try:
            to, here = urlsplit(urljoin(url, link.get("href") or "")), urlsplit(url)
        except ValueError:
            continue
        path = to.path.rstrip("/").lower()
        if to.scheme in ("http", "https") and to.netloc == here.netloc and path not in ("", here.path.rstrip("/")):
            found.add(path)
    return frozenset(found)


def _asks_for_something(view: View) -> bool:
    """Whether a visitor is to press, tick or fill in something; a search is no such thing."""
    fields = [(field, (field.get("type") or "").lower()) for field in view.tree.iter("input", "button")]
    searches = {_form_of(field) for field, kind in fields if kind == "search" or field.get("name") in _SEARCHES}
    asking = {"submit", "button", "checkbox", "radio", "email", "password", "tel"}
    return any(
        (field.tag == "button" or kind in asking) and (_form_of(field) is None or _form_of(field) not in searches)
        for field, kind in fields
    )


def _form_of(field: Any) -> Any:
    return next(field.iterancestors("form"), None)


def _names(view: View, url: str) -> list[str]:
    """What a site calls itself on a page, in words: its metadata, what its title adds to the headline, its host."""
    from monitor.clean import titles

    headings = {titles.key(text) for _, text in view.headings}
    parts = [part for part in titles.segments(view.title) if titles.key(part) not in headings]
    host = (urlsplit(url).hostname or "").removeprefix("www.").split(".")[0]
    said = [view.metas.get("og:site_name", ""), *parts, host]
    return [name for name in (" ".join(_words(one)) for one in said) if len(name) >= 4]
