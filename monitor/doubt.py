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
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from monitor.capture.sibling import Known, home_of, key_of, read_known, sibling_of, write_known
from monitor.errors import MonitorError
from monitor.judge import Probe
from monitor.model import Failure, Snapshot
from monitor.reading import Read, Unread, ask

# Words that stand together (research, faults 4.2.4: shingles of five).
SHINGLE = 5
# No "not found" page has more words than that; what a page says beyond them changes no answer.
MOST_WORDS = 20_000
# Scripts that write no spaces: each letter is a word.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
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


def probe(url: str, page: Snapshot, kept: Kept, *, now: datetime, run: str) -> Steps:
    """The host's answer to a random sibling of `url`, compared with `page`. None where it taught nothing."""
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
    from monitor.clean.parse import Page, parse  # start-up must be quick
    from monitor.clean.view import View

    declared = page.header("content-type") or ""
    if declared and "html" not in declared.lower():
        return ""  # what is no page is no site's "not found" page either
    tree = parse(page.body, declared)
    if not isinstance(tree, Page):
        return ""
    view = View(tree)
    return "\n".join([view.title, *(run.text for run in view.runs)])


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
