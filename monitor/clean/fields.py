"""What a page says about its article: title, byline, dates and the rest, each with where it was read.

Pages say most things several times. What a reader sees wins over metadata, which is forgotten when a page is changed
by hand; and where one of the places that a reader sees still says what is known, nothing has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from monitor.clean import bylines, datelines, dates, headlines, jsonld, masthead, notices, titles, visible
from monitor.clean.jsonld import ArticleData
from monitor.clean.masthead import text_of
from monitor.clean.select import Selector
from monitor.clean.view import View
from monitor.model import Article, Block, Moment, Precision, SiteRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a page says about its article, and in `notes` where each thing was read (`title: h1`)."""

    title: str = ""
    byline: str = ""
    published: Moment | None = None
    modified: Moment | None = None
    description: str = ""
    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    canonical: str = ""
    language: str = ""
    notices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class FieldReader:
    """The fields of one page.

    `blocks` is the article's text where it is known already: the headline stands near it, and correction notices in
    it. `known` decides between statements of the page that disagree.
    """

    def __init__(
        self,
        view: View,
        *,
        rule: SiteRule | None = None,
        url: str = "",
        known: Article | None = None,
        blocks: Sequence[Block] = (),
    ) -> None:
        self.view, self.rule, self.url, self.known, self.blocks = view, rule, url, known, blocks
        self.tree = view.tree
        self.metas = view.metas
        ruled = rule is not None and (rule.title or rule.byline or rule.published)
        self.selector = Selector(view.tree) if ruled else None
        self.data = view.described.about(self.metas.get("og:title", ""), url) or ArticleData()
        said = (self.metas.get("og:site_name") or self.metas.get("application-name", ""), *view.described.site_names)
        first = (text_of(element) for element in islice(self.tree.iter("h1"), headlines.NEAREST))
        learned = titles.behind(view.title, (self.metas.get("og:title", ""), *first))
        self.names = titles.site_names(host=_host(url), said=(*said, *learned))
        self.notes: list[str] = []
        self._headline: Any = None

    def read(self) -> Fields:
        """All of them."""
        title = self._title()
        return Fields(
            title=title,
            byline=self._byline(),
            published=self._published_at(),
            modified=self._date("modified", self._modified(), self.known.modified if self.known else None),
            description=self._description(),
            section=self._section(),
            keywords=self._keywords(),
            canonical=self._canonical(),
            language=self._language(),
            notices=self._notices(),
            notes=tuple(self.notes),
        )

    def _say(self, field: str, where: str) -> None:
        self.notes.append(f"{field}: {where}")

    def _ruled(self, selector: str) -> Any:
        """The element that a rule names, or None."""
        return self.selector.first(selector) if self.selector is not None and selector else None

    # ── title ──

    def _title(self) -> str:
        whole = jsonld.plain(self.known.title) if self.known else ""
        known = titles.without_suffix(whole, names=self.names)
        told = [note for note in (self.known.notes if self.known else ()) if note.startswith("title: ")]
        shown = bool(told) and told[-1].startswith(("title: h1", "title: rule", "title: microdata"))
        found = titles.choose(self._headlines(), known=known, shown=shown)
        if found is None:
            return ""
        self._say("title", found.where)
        self._headline = self._element_of(found.text)
        # A title that was known with the site's name is no other without it.
        return whole if whole != known and titles.key(found.text) == titles.key(known) else found.text

    def _element_of(self, headline: str) -> Any:
        """The element in which a headline is seen: a heading that says it, else the first element that does."""
        wanted = titles.key(headline)
        if not wanted:
            return None
        for element in islice(self.tree.iter("h1", "h2", "h3"), headlines.MOST):
            if titles.key(text_of(element)[:1000]) == wanted:
                return element
        for element in islice(self.tree.iter("div", "span", "p", "strong", "b", "td"), 20 * headlines.MOST):
            text = element.text
            if text and len(text) <= 2 * len(headline) + 20 and titles.key(text) == wanted:
                return element
        return None

    def _headlines(self) -> list[titles.Candidate]:
        raw: list[tuple[str, str, bool]] = []
        element = self._ruled(self.rule.title if self.rule else "")
        if element is not None:
            raw.append((text_of(element), "rule", True))
        shown = list(headlines.seen(self.tree, self._start_of_text()))
        headed = any(where == "h1" for _, where in shown)  # then microdata says what a heading shows, or what it did
        raw += [(text, where, where == "h1" or not headed) for text, where in shown]
        raw += [
            (self.metas.get("og:title", ""), "og:title", False),
            (self.data.headline or self.data.name, "json-ld", False),
            (self.metas.get("twitter:title", ""), "twitter:title", False),
            (self.view.title, "title", False),
        ]
        raw = [(jsonld.plain(text), where, seen) for text, where, seen in raw if text]
        suffix = self.rule.title_suffix if self.rule else ""
        stated = [text for text, where, _ in raw if where != "title"]
        names = {titles.key(name) for name in self.names}
        known = self.known.title if self.known else ""
        candidates = []
        for text, where, seen in raw:
            others = [other for other in stated if len(other) < len(text)]
            bare = titles.without_suffix(text, names=self.names, suffix=suffix, headlines=others)
            bare = bare if seen else titles.beside(bare, known)  # unseen, what stands beside it is the site's
            if bare and titles.key(bare) not in names:
                candidates.append(titles.Candidate(text=bare, where=where, visible=seen))
        return [*self._half_seen(known, candidates), *candidates]

    def _half_seen(self, known: str, candidates: Sequence[titles.Candidate]) -> Iterator[titles.Candidate]:
        """The known headline, where the page shows it in another form and says it, and nothing else, behind the scenes:
        beside a badge in its heading, or below the site's name."""
        wanted = titles.key(known)
        said = {titles.key(one.text) for one in candidates if not one.visible}
        shown = {titles.key(one.text) for one in candidates if one.visible}
        if not wanted or wanted in shown or wanted not in said or not said.isdisjoint(shown):
            return
        forms = (*headlines.without_badges(self.tree), *headlines.second(self.tree, self._start_of_text()))
        if text := next((text for text in forms if titles.key(text) == wanted), ""):
            yield titles.Candidate(text=text, where="h1", visible=True)

    def _start_of_text(self) -> Any:
        """The element of the article's first paragraph."""
        return next(
            (self._element(block.path) for block in self.blocks if block.kind == "paragraph" and block.path), None
        )

    # ── byline ──

    def _byline(self) -> str:
        element = self._ruled(self.rule.byline if self.rule else "")
        if element is not None and bylines.bare(text_of(element)):
            self._say("byline", "rule")
            return bylines.bare(text_of(element))
        said = [(text, where) for text, where in self._said_bylines() if text]
        text, where = bylines.choose(
            said,
            list(bylines.around(self._masthead)),
            names=self.names,
            known=self.known.byline if self.known else "",
        )
        if not text:
            text, where = next(iter(bylines.elsewhere(self.tree)), ("", ""))
        if text:
            self._say("byline", where)
        return text

    def _said_bylines(self) -> Iterator[tuple[str, str]]:
        if self.data.authors:
            yield ", ".join(dict.fromkeys(filter(None, map(bylines.bare, self.data.authors)))), "json-ld"
        for name in bylines.METAS:
            value = self.metas.get(name, "")
            if value and not value.startswith(("http://", "https://", "@")):
                yield bylines.bare(bylines.without_names(jsonld.plain(value), self.names)), f"meta {name}"

    @cached_property
    def _masthead(self) -> list[masthead.Line]:
        """The lines around the headline that was chosen."""
        if self._headline is None:
            return []
        return masthead.lines(self._headline, self._start_of_text())

    # ── dates ──

    def _published_at(self) -> Moment | None:
        """What metadata says, unless the line by the headline says another day, and not the day of a change."""
        found = self._date("published", self._published(), self.known.published if self.known else None)
        seen = next((moment for text, _ in self._seen_dates() if (moment := dates.read(text))), None)
        if found is None or seen is None or dates.same(found, seen) or abs(found.at - seen.at) < _A_DAY:
            return found
        changed = [moment for text, _ in self._modified() if (moment := dates.read(text))]
        if any(dates.same(seen, moment) or abs(seen.at - moment.at) < _A_DAY for moment in changed):
            return found
        self._say("published", f"by the headline, against metadata ({seen.precision.value}: {seen.raw})")
        return seen

    def _seen_dates(self) -> Iterator[tuple[str, str]]:
        for line in self._masthead:
            if not datelines.is_updated(line.text):
                yield from datelines.in_line(line, "by the headline")

    def _date(self, field: str, candidates: Iterable[tuple[str, str]], known: Moment | None) -> Moment | None:
        """The first date that agrees with what is known, else the first; of those that say the same, an instant."""
        first: tuple[Moment, str] | None = None
        for text, where in candidates:
            moment = dates.read(text)
            if moment is None:
                continue
            if first is None or (known is not None and not dates.same(first[0], known) and dates.same(moment, known)):
                first = (moment, where)
            elif first[0].precision is not Precision.INSTANT and moment.precision is Precision.INSTANT:
                first = (moment, where) if dates.same(moment, first[0]) else first
            if first[0].precision is Precision.INSTANT and (known is None or dates.same(first[0], known)):
                break
        if first is None:
            return None
        moment, where = first
        self._say(field, f"{where} ({moment.precision.value}: {moment.raw})")
        return moment

    def _published(self) -> Iterator[tuple[str, str]]:
        element = self._ruled(self.rule.published if self.rule else "")
        if element is not None:
            yield element.get("datetime") or element.get("content") or text_of(element), "rule"
        yield self.data.published, "json-ld"
        for name in datelines.PUBLISHED:
            yield self.metas.get(name, ""), f"meta {name}"
        yield from datelines.in_microdata(self.tree, "datePublished")
        yield from self._seen_dates()
        yield from datelines.in_time_elements(self.tree, published=True)
        yield from datelines.in_marked_elements(self.tree)

    def _modified(self) -> Iterator[tuple[str, str]]:
        yield self.data.modified, "json-ld"
        for name in datelines.MODIFIED:
            yield self.metas.get(name, ""), f"meta {name}"
        yield from datelines.in_microdata(self.tree, "dateModified")
        for line in self._masthead:
            found = datelines.UPDATED.search(line.text)
            if found:
                yield line.text[found.end() :].lstrip(" :")[: dates.LONGEST], "by the headline"
        yield from datelines.in_time_elements(self.tree, published=False)

    # ── the rest ──

    def _description(self) -> str:
        for name in ("og:description", "description", "twitter:description", "dc.description"):
            if self.metas.get(name):
                self._say("description", f"meta {name}")
                return jsonld.plain(self.metas[name])
        if self.data.description:
            self._say("description", "json-ld")
        return self.data.description

    def _section(self) -> tuple[str, ...]:
        if self.data.section:
            self._say("section", "json-ld")
            return self.data.section
        value = self.metas.get("article:section", "")
        if value:
            self._say("section", "meta article:section")
        return (jsonld.plain(value),) if value else ()

    def _keywords(self) -> tuple[str, ...]:
        if self.data.keywords:
            self._say("keywords", "json-ld")
            return self.data.keywords
        tags = [
            jsonld.plain(meta.get("content") or "")
            for meta in self.tree.iter("meta")
            if (meta.get("property") or meta.get("name") or "").lower() == "article:tag"
        ]
        if tags:
            self._say("keywords", "meta article:tag")
            return tuple(dict.fromkeys(tag for tag in tags if tag))
        for name in ("news_keywords", "keywords"):
            if self.metas.get(name):
                self._say("keywords", f"meta {name}")
                return tuple(dict.fromkeys(filter(None, map(jsonld.plain, self.metas[name].split(",")))))
        return ()

    def _canonical(self) -> str:
        for link in self.tree.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
                self._say("canonical", "link rel=canonical")
                return _absolute(self.url, link.get("href") or "")
        for where, value in (("og:url", self.metas.get("og:url", "")), ("json-ld", self.data.url)):
            if value:
                self._say("canonical", where)
                return _absolute(self.url, value)
        return ""

    def _language(self) -> str:
        for where, value in (
            ("html lang", self.tree.get("lang") or ""),
            ("og:locale", self.metas.get("og:locale", "")),
            ("meta content-language", self.metas.get("content-language", "")),
            ("json-ld", self.data.language),
        ):
            found = re.match(r"[A-Za-z]{2,3}(?=$|[-_])", value.strip())
            if found:
                self._say("language", where)
                return found.group().lower()
        return ""

    def _notices(self) -> tuple[str, ...]:
        """Correction notices in the article, and in what stands right before and after it."""
        return notices.find((*self._around(-1), *(block.text for block in self.blocks), *self._around(1)))

    def _around(self, way: int) -> list[str]:
        """The texts of the nearest neighbours before (-1) or after (1) the article, a few levels up."""
        placed = [block for block in self.blocks if block.path]
        if not placed:
            return [run.text for run in self.view.runs if not run.furniture] if way > 0 and not self.blocks else []
        element = self._element(placed[0 if way < 0 else -1].path)
        texts: list[str] = []
        for _ in range(_LEVELS):
            if element is None or element.tag == "body":
                break
            sibling = element
            for _ in range(_NEIGHBOURS):
                sibling = sibling.getprevious() if way < 0 else sibling.getnext()
                if sibling is None:
                    break
                if isinstance(sibling.tag, str) and sibling.tag not in visible.UNSEEN:
                    texts += _short_texts(sibling)
            element = element.getparent()
        return texts

    def _element(self, path: str) -> Any:
        try:
            found = self.tree.getroottree().xpath(path)
        except etree.XPathError:  # tag names of broken pages are no names in XPath
            return None
        return found[0] if isinstance(found, list) and found else None


# How far from the article's first and last block a notice may stand: levels up, neighbours at each.
_LEVELS, _NEIGHBOURS = 3, 4


def _short_texts(element: Any) -> list[str]:
    """The text of an element and of those right inside it, where it is short enough to be a notice."""
    whole = text_of(element)
    if len(whole) <= notices.LONGEST:
        return [whole]
    return [text for inner in element if len(text := text_of(inner)) <= notices.LONGEST][:20]


_A_DAY = timedelta(days=1)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _absolute(base: str, target: str) -> str:
    try:
        return urljoin(base, target.strip())
    except ValueError:
        return ""
