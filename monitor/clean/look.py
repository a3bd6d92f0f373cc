"""What the signs of a page's kind are read from: its text, what of it tells something, its headlines, its names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from monitor.clean import phrases, titles, wordings
from monitor.clean.jsonld import Described
from monitor.clean.narrative import narrated
from monitor.clean.view import HEADINGS, Run, View, is_prose, joined_words
from monitor.model import Article

# Words that tell something (see `narrative.py`) from which on a page can be an article by itself, and from which on it
# most likely is one: short news items of the seeds' sites have about 40.
SHORT_PROSE, LONG_PROSE = 25, 80
# A page of fewer words is one notice, and all of it is read as such.
NOTICE = 30


class Look:
    """What several layers ask of a page, found once."""

    def __init__(self, view: View, *, final_url: str, known: Article | None) -> None:
        self.view, self.described, self.known = view, view.described, known
        self.host, path = _address(final_url)
        self.is_home = bool(self.host) and path.rstrip("/") in {"", "/index.html", "/index.php", "/ru", "/ro", "/en"}
        said = [view.metas.get("og:site_name") or view.metas.get("application-name", ""), *self.described.site_names]
        self.names = {titles.key(name) for name in titles.site_names(host=self.host, said=said)} - {""}
        self.words = view.words
        self.main = main_prose(view)
        self.prose_words = sum(run.words for run in self.main)
        self.main_words = sum(narrated(run.text) for run in self.main)
        texts = [run.text for run in view.runs if self._speaks(run)] or [run.text for run in view.runs]
        self.text = joined_words(" \n ".join(texts)[:60_000])
        # By kind of page, the sentences that are notices of it: how far they are, and their words.
        self.said: dict[str, list[tuple[float, list[str]]]] = {}
        for sentence in wordings.sentences(texts):
            for kind, share in wordings.kinds_said(sentence).items():
                self.said.setdefault(kind, []).append((share, sentence))
        self.headings = [text for _, text in view.headings if titles.key(text) not in self.names]
        self.title_parts = _title_parts(view.title, self.headings, self.names)
        # What a headline announces altogether, and how many words tell something under it; filled by `of_title`.
        self.announced: dict[str, int] = {}
        self.article_marks = list(_article_marks(view, self.described))
        self.is_headed = self._is_headed()
        if self.is_headed:
            self.article_marks.append("known headline")

    def _is_headed(self) -> bool:
        """Whether the page's own headline is the one that is known."""
        wanted = titles.key(self.known.title) if self.known is not None else ""
        return bool(wanted) and any(tag == "h1" and titles.key(text) == wanted for tag, text in self.view.headings)

    def _speaks(self, run: Run) -> bool:
        """Whether a run is asked for phrases: headings are heard by themselves, and where there is much on a page, what
        surrounds its text is not heard."""
        return run.tag not in HEADINGS and (not run.furniture or self.words <= 4 * NOTICE)

    def told_under(self, headline: str) -> int:
        """How many words tell something in the section that a headline opens; 0 where it opens none."""
        runs = self.view.runs
        wanted = titles.key(headline)
        at = next((number for number, run in enumerate(runs) if titles.key(run.text[:500]).startswith(wanted)), None)
        if at is None:
            return 0
        heading = runs[at].tag in HEADINGS
        told = 0 if heading else narrated(runs[at].text)
        for run in runs[at + 1 :]:
            if run.tag in HEADINGS and (not heading or run.tag <= runs[at].tag):
                break
            if is_prose(run) and not _is_small_print(run):
                told += narrated(run.text)
        return told

    def phrases_of(self, kind_phrases: tuple[str, ...]) -> list[str]:
        """The phrases that stand in the text, longest first."""
        return sorted((phrase for phrase in kind_phrases if f" {phrase} " in self.text), key=len, reverse=True)


def _address(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path
    except ValueError:
        return "", ""


def _article_marks(view: View, described: Described) -> Iterator[str]:
    """What the page says in its metadata that speaks for an article."""
    if view.metas.get("og:type", "").lower() == "article":
        yield "og:type=article"
    if described.articles:
        yield "json-ld article"
    if any(name in view.metas for name in ("article:published_time", "datepublished", "article:author")):
        yield "publication date"


def main_prose(view: View) -> list[Run]:
    """The prose inside the element that holds the most of it, the nearer the better; small print left out."""
    runs = [run for run in view.prose() if not _is_small_print(run)]
    sums: dict[Any, float] = {}
    for run in runs:
        element, share = run.container, 1.0
        # Paragraphs that each stand in a wrapper of their own meet a few levels higher.
        while element is not None and share > 0.5:
            sums[element] = sums.get(element, 0.0) + share * run.words
            element, share = element.getparent(), share - 0.12
    if not sums:
        return []
    best = max(sums, key=lambda element: sums[element])
    inside = set(best.iter())
    return [run for run in runs if run.container in inside]


_SMALL_PRINT = re.compile(
    r"\bcookies?\b|\bкуки\b|\bciastecz|\bcopyright\b|©|\ball rights reserved|\bвсе права|\bwszelkie prawa"
    r"|\btoate drepturile|\bprivacy policy|\bполитик\w+ конфиденц|\bpolityk\w+ prywatn|\bгиперссылк|\bперепечатк"
    r"|\bсвидетельство о регистрации|\bусі права"
)


def _is_small_print(run: Run) -> bool:
    """Notices about cookies and rights, which stand on every page of a site."""
    if run.words > 80 or not _SMALL_PRINT.search(phrases.bare(run.text)):
        return False
    return narrated(run.text) < 0.6 * run.words


def _title_parts(title: str, headings: Sequence[str], names: set[str]) -> list[str]:
    """The parts of a title that are not the site's name; where a headline spans several, it is one part."""
    whole = titles.key(title)
    for heading in headings:
        wanted = titles.key(heading)
        if len(wanted.split()) >= 4 and wanted in whole and len(titles.segments(heading)) > 1:
            return [heading]
    return [text for text in titles.segments(title) if titles.key(text) not in names]
