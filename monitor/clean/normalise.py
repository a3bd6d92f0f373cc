"""The one way into the cleaner: a snapshot → the article that stands in it, or what stands there instead.

The first question is always whether the known text stands in the visible page. If most of it does, the page is the
article, whatever else it says: an error status, a consent layer over it, a wall behind which nothing is hidden. Only
then is it asked what kind of page it is; and only where nothing is known is the text guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit

from lxml import etree

from monitor.clean import STAMP, article, guided, rules, scope, state, titles, unbuilt, walls
from monitor.clean.anchors import SHORTEST, letters
from monitor.clean.marks import MARKS
from monitor.clean.page import Kind, kind_of
from monitor.clean.parse import Page, parse
from monitor.clean.sentences import split
from monitor.clean.signs import withdrawal
from monitor.clean.view import View
from monitor.clean.visible import FALLBACKS
from monitor.model import Article, Block, NotAnArticle, Place, SiteRule, Snapshot

# With less than this share of the known text a page is not called an edited article before a later look agrees
# (contract, `pending`); with less than a tenth it is not that article at all, unless it says so itself.
A_THIRD, A_TENTH = 1 / 3, 0.1
# Pages that scripts may build, by their kind.
_UNBUILT = frozenset({"article", "no_article", "needs_javascript"})
# What can be read as a page: types of HTML, and those that say nothing.
_HTML = re.compile(
    r"\s*(?:text/html|application/xhtml\+xml|text/plain|application/xml|text/xml|application/octet-stream|unknown/unknown"
    r"|\*/\*)?\s*(?:;|$)",
    re.IGNORECASE,
)
_LOOKS_LIKE_HTML = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|title|div|p|article|h1|meta|table)\b", re.IGNORECASE
)
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# First bytes of what is certainly no page, whatever the header says.
_OTHER_FORMATS = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """What a snapshot holds, and the known article as it was cut anew beside this page (None where none was given).

    `known` is the operand that `outcome` is to be compared with: flat and glued copies have no paragraphs or words of
    their own until the page shows where they end.
    """

    outcome: Article | NotAnArticle
    known: Article | None = None


def normalise(
    snapshot: Snapshot, *, known: Article | None = None, place: Place | None = None, rule: SiteRule | None = None
) -> Normalised:
    """Read a complete answer. `rule` is what config.toml says of the site; what is shipped fills its gaps.

    Never raises because of what a page holds.
    """
    trouble = _not_html(snapshot)
    if trouble:
        return Normalised(outcome=NotAnArticle(kind="not_html", evidence=(trouble,), cleaner=STAMP), known=known)
    page = parse(snapshot.body, snapshot.header("content-type"))
    if isinstance(page, NotAnArticle):
        return Normalised(outcome=_unparsed(page, snapshot), known=known)
    # Whoever configures where the article is says that all of it is the article; what is shipped only looks there.
    strict = rule is not None and bool(rule.article)
    rule = rules.over(rule, rules.for_host(snapshot.final_url or snapshot.url))
    return _Reader(page, snapshot, known, place, rule, strict).read()


def _not_html(snapshot: Snapshot) -> str:
    """Why this cannot be a page, or nothing."""
    for start, name in _OTHER_FORMATS:
        if snapshot.body.startswith(start):
            return f"the body is {name}"
    declared = snapshot.header("content-type") or ""
    if not _HTML.match(declared) and not _LOOKS_LIKE_HTML.search(snapshot.body[:2000]):
        return f"content-type: {declared[:100]}"
    return ""


def _unparsed(found: NotAnArticle, snapshot: Snapshot) -> NotAnArticle:
    """An answer without a tree. An empty body under a status or header that explains it is what those say."""
    if found.kind != "emptied":
        return replace(found, cleaner=STAMP)
    blank = parse(b"<html><body></body></html>", None)
    if isinstance(blank, Page):
        kind = kind_of(
            blank,
            status=snapshot.status,
            headers=snapshot.headers,
            url=snapshot.url,
            final_url=snapshot.final_url,
        )
        if kind.name not in {"article", "no_article"}:
            return NotAnArticle(kind=kind.name, evidence=(*kind.evidence, *found.evidence), cleaner=STAMP)
    return replace(found, cleaner=STAMP)


class _Reader:
    """One page, and what its parts are asked for once."""

    def __init__(
        self,
        page: Page,
        snapshot: Snapshot,
        known: Article | None,
        place: Place | None,
        rule: SiteRule | None,
        strict: bool,
    ) -> None:
        self.page, self.snapshot, self.known, self.place = page, snapshot, known, place
        self.rule, self.strict = rule, strict
        self.url = snapshot.final_url or snapshot.url
        self.view = View(page)

    def read(self) -> Normalised:
        # A text of a few letters stands in every page, or in none: it guides nobody.
        if self.known is None or len(letters(self.known.text)) < SHORTEST:
            return Normalised(outcome=self._unguided(), known=self.known)
        narrowed = scope.narrow(self.page, self.rule)
        within = [narrowed.region] if self.strict and narrowed.region is not None else []
        found = guided.find(narrowed.page, self.known, place=self.place, within=within)
        if found.article is not None and self._stands(found):
            return Normalised(outcome=self._with_fields(found.article), known=found.known)
        return self._in_data(found) or Normalised(outcome=self._instead(found), known=self.known)

    def _stands(self, found: guided.Found) -> bool:
        """Whether most of the known text stands in the page, for readers to see."""
        if self._is_unseen(found):
            # The text is there and unseen. Scripts show such text, unless the page says that it is not to be had.
            return self._kind.name in {"article", "no_article", "needs_javascript"}
        return found.share >= A_THIRD and not self._is_teaser(found)

    def _is_unseen(self, found: guided.Found) -> bool:
        """Whether what was found stands there for no reader to see."""
        if found.article is None or not found.article.blocks:
            return False
        try:
            elements = self.page.tree.getroottree().xpath(found.article.blocks[0].path)
        except etree.XPathError:  # tag names of broken pages are no names in XPath
            return False
        element = elements[0] if isinstance(elements, list) and elements else None
        while element is not None:
            hidden = element.get("hidden")
            if (hidden is not None and hidden != "until-found") or _HIDING.search(element.get("style") or ""):
                return True
            if element.tag in FALLBACKS:
                return True
            element = element.getparent()
        return False

    def _is_teaser(self, found: guided.Found) -> bool:
        """Whether the page shows the beginning of the text and keeps the rest for those who pay or log in."""
        if found.article is None or not walls.lacks_the_end(found.article, found.known):
            return False
        return self._kind.name in {"paywall", "login"} or bool(self._wall(found))

    def _wall(self, found: guided.Found) -> str:
        """What stands in the way behind the beginning of the text, if anything does."""
        if self._is_unseen(found):
            return ""
        part = found.article
        if part is None or walls.lacks_the_end(part, found.known):
            wall = walls.wall_behind(self.page, part, found.known) if part is not None else ""
            return f"behind the beginning: {wall[:80]}" if wall else self._declared_wall()
        return ""

    def _declared_wall(self) -> str:
        """A wall that is built into the page, in whatever language it speaks: by its metadata the page is not free, and
        an element of it is a wall."""
        articles = self.view.described.articles
        if not articles or articles[0].free is not False:
            return ""
        walled = any(mark.kind == "paywall" and mark.needle in self.view.markup for mark in MARKS)
        return "isAccessibleForFree: false, and a paywall element" if walled else ""

    @cached_property
    def _kind(self) -> Kind:
        return kind_of(
            self.page,
            status=self.snapshot.status,
            headers=self.snapshot.headers,
            url=self.snapshot.url,
            final_url=self.url,
            known=self.known,
            view=self.view,
        )

    # ── the known text is in the page's data ──

    def _in_data(self, found: guided.Found) -> Normalised | None:
        """The article from what the page's scripts are given, where readers see it only once these have run."""
        known = self.known
        if known is None or self.snapshot.status >= 400 or self._kind.name not in _UNBUILT:
            return None
        if not unbuilt.shows_nothing_else(self.view, known) or withdrawal(self.view.runs) or self._wall(found):
            return None
        # What a page says of itself is forgotten when its text goes; what it is built from is not.
        waits = self._kind.name == "needs_javascript" or unbuilt.is_cut_off(self.view, known)
        for where, page in state.pages(self.page):
            if where == "json-ld" and not waits:
                continue
            told = guided.find(page, known)
            if told.article is None or told.share < guided.SEEN_ENOUGH or walls.lacks_the_end(told.article, told.known):
                continue
            return Normalised(outcome=self._with_fields(_from_data(told.article, where, found.share)), known=told.known)
        return None

    # ── the known text is not there ──

    def _instead(self, found: guided.Found) -> NotAnArticle:
        kind, share = self._kind, 0.0 if self._is_unseen(found) else found.share
        shown = f"{share:.0%} of the known text"
        part = None if self._is_unseen(found) else found.article
        reading = self._rest(part, kind)
        own = self._says_itself(reading)
        if kind.name not in {"article", "no_article"}:
            # A page that lists articles shows their beginnings; one that is the article, cut short, says so.
            lists = kind.name in {"listing", "home"}
            if not (lists and share >= A_TENTH and own):
                return self._not_an_article(kind.name, (*kind.evidence, shown), share, reading)
        if wall := self._wall(found):
            return self._not_an_article("paywall", (wall, shown), share, reading)
        name = "shrunk" if share >= A_TENTH else "emptied" if own else "no_article"
        return self._not_an_article(name, (*own, shown, *kind.evidence), share, reading)

    def _rest(self, part: Article | None, kind: Kind) -> Article | None:
        """What can be read all the same, so that a later look can agree with this one."""
        if part is not None:
            return self._with_fields(part)
        if kind.name not in {"article", "no_article", "withdrawn", "paywall", "listing", "home"}:
            return None
        reading = self._unguided_article
        if not reading.blocks and kind.name == "withdrawn":
            blocks = (Block(text=withdrawal(self.view.runs)),)
            reading = replace(reading, blocks=blocks, sentences=split(blocks), how="notice", sure=kind.sure)
        return reading if reading.blocks or reading.title else None

    def _says_itself(self, reading: Article | None) -> tuple[str, ...]:
        """By what the page says that it is the article that was asked for: its canonical address, its headline."""
        if reading is None or self.known is None:
            return ()
        said = []
        if reading.canonical and _same_page(reading.canonical, self.snapshot.url):
            said.append("canonical address")
        if self.known.title and titles.key(reading.title) == titles.key(self.known.title):
            said.append("known headline")
        return tuple(said)

    def _not_an_article(
        self, kind: str, evidence: tuple[str, ...], share: float, reading: Article | None
    ) -> NotAnArticle:
        fields = reading if reading is not None else self._fields()
        return NotAnArticle(
            kind=kind,
            evidence=evidence,
            share=share,
            title=fields.title,
            canonical=fields.canonical,
            reading=reading,
            cleaner=STAMP,
        )

    # ── nothing is known ──

    def _unguided(self) -> Article | NotAnArticle:
        kind = self._kind
        if kind.name not in {"article", "no_article"}:
            return self._not_an_article(kind.name, kind.evidence, 0.0, self._rest(None, kind))
        reading = self._unguided_article
        # Where the page's signs find no article, only somebody who says where it stands is believed.
        if reading.blocks and (kind.name == "article" or reading.how == "rule"):
            return reading
        return self._not_an_article("no_article", kind.evidence, 0.0, reading if reading.blocks else None)

    @cached_property
    def _unguided_article(self) -> Article:
        return article.read_unguided(self.page, rule=self.rule, url=self.url, strict=self.strict, view=self.view)

    # ── fields ──

    def _fields(self, found: Article | None = None) -> article.Fields:
        blocks = found.blocks if found is not None else ()
        return article.read_fields(
            self.page, rule=self.rule, url=self.url, known=self.known, blocks=blocks, view=self.view
        )

    def _with_fields(self, found: Article) -> Article:
        return article.with_fields(found, self._fields(found))


def _from_data(told: Article, where: str, seen: float) -> Article:
    """An article whose blocks stand nowhere in the page that is seen."""
    blocks = tuple(replace(block, path="") for block in told.blocks)
    note = f"found in the page's data ({where}), for {seen:.0%} of it stands in the visible page"
    how = "json-ld" if where == "json-ld" else "data"
    return replace(told, blocks=blocks, place=None, how=how, notes=(note,))


def _same_page(a: str, b: str) -> bool:
    """Whether two addresses name one page, whatever their scheme, `www.`, query and last slash."""

    def bare(url: str) -> tuple[str, str]:
        try:
            parts = urlsplit(url)
            return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/").casefold()
        except ValueError:
            return "", url

    return bare(a) == bare(b) and bool(bare(a)[1])
