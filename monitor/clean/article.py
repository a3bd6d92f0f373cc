"""A page read as an article: what it says about itself, and its text where no copy tells us what to look for.

`read_fields` serves every reading; `read_unguided` only pages of which nothing is known yet. BeautifulSoup (for site
rules) and trafilatura are loaded when they are needed: the guided path needs neither.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monitor.clean import STAMP, dates, guided, jsonld, rules, scope, sentences, titles, visible
from monitor.clean.damage import name_line
from monitor.clean.fields import FieldReader, Fields
from monitor.clean.look import main_prose
from monitor.clean.masthead import text_of
from monitor.clean.parse import Page
from monitor.clean.scope import Scope
from monitor.clean.view import View
from monitor.model import Article, Block, BlockKind, SiteRule

__all__ = ["Fields", "read_fields", "read_unguided", "with_fields"]

# Beyond this many elements trafilatura takes minutes (its passes are quadratic in neighbours); the gold pages have
# at most 6,000.
MOST_ELEMENTS = 30_000
# A reading of which less than this stands where it is seen is not what readers of the page read.
STANDS = 0.8
# Characters beyond which a text is taken as it was read: looking for it anew would take long, and gain little.
LONGEST = 500_000
# Words from which on a reading can be an article's text.
SHORTEST = 15


def read_fields(
    page: Page,
    *,
    rule: SiteRule | None = None,
    url: str = "",
    known: Article | None = None,
    blocks: Sequence[Block] = (),
    view: View | None = None,
) -> Fields:
    """Title, byline, dates and the rest; see `fields.FieldReader`. `view` saves reading the page twice."""
    return FieldReader(view or View(page), rule=rule, url=url, known=known, blocks=blocks).read()


def read_unguided(
    page: Page, *, rule: SiteRule | None = None, url: str = "", strict: bool = False, view: View | None = None
) -> Article:
    """The article of a page of which nothing is known: the best supported of several readings, which `how` names.

    A site rule decides where it finds text; with `strict` all that is seen in its region is the article. Else the
    readings of JSON-LD, trafilatura, the system's own markup and microdata are weighed by how far each agrees with the
    others; `sure` is that agreement. An Article without blocks says that none found any text.
    """
    view = view or View(page)
    narrowed = scope.narrow(page, rule)
    seen = view if narrowed.page is page else View(narrowed.page)
    readings = [reading for reading in _readings(seen, narrowed) if len(reading.words) >= SHORTEST]
    best, sure = _best(readings)
    if strict and narrowed.region is not None:
        found = replace(guided.read_within(narrowed.page, [narrowed.region]), how="rule", sure=round(sure, 3))
    else:
        headline = read_fields(page, rule=rule, url=url, view=view).title
        found = _placed(narrowed.page, best, headline, round(sure, 3))
    fields = read_fields(page, rule=rule, url=url, blocks=found.blocks, view=view)
    notes = (f"text: {reading.how}, {len(reading.words)} words" for reading in readings)
    return with_fields(replace(found, notes=tuple(notes)), fields)


def with_fields(found: Article, fields: Fields) -> Article:
    """An article and what its page says about it."""
    return replace(
        found,
        title=fields.title,
        byline=fields.byline,
        published=fields.published,
        modified=fields.modified,
        description=fields.description,
        section=fields.section,
        keywords=fields.keywords,
        canonical=fields.canonical,
        language=fields.language,
        notices=fields.notices,
        cleaner=STAMP,
        notes=(*found.notes, *fields.notes),
    )


def _placed(page: Page, reading: _Reading | None, headline: str, sure: float) -> Article:
    """The reading as the guided one sees it: with kinds, links and paths, and the same when the page is read again.

    Blocks that nobody would call the article's text are taken out: the headline, teasers, a date line over it.
    """
    if reading is None:
        return Article(sure=0.0, cleaner=STAMP)
    rough = _rough(reading.blocks, reading.how, sure)
    if sum(len(block.text) for block in reading.blocks) > LONGEST:
        return rough
    found = guided.find(page, rough)
    if found.article is None or found.share < STANDS:
        return rough
    own = tuple(_own_text(found.article.blocks, headline))
    if own and len(own) < len(found.article.blocks):
        again = guided.find(page, _rough(own, reading.how, sure))
        found = again if again.article is not None and again.share >= STANDS else found
    return replace(found.article or rough, how=reading.how, sure=sure, extras=())


def _rough(blocks: tuple[Block, ...], how: str, sure: float) -> Article:
    return Article(blocks=blocks, sentences=sentences.split(blocks), how=how, sure=sure, cleaner=STAMP)


def _own_text(blocks: Sequence[Block], headline: str) -> Iterator[Block]:
    title = titles.key(headline)
    begun = False
    for block in blocks:
        count = len(block.text.split())
        linked = sum(len(link.text) for link in block.links)
        if titles.key(block.text) == title or (linked >= 0.9 * len(block.text) and count >= 2):
            continue
        if (not begun and count <= 8 and dates.read(block.text)) or name_line(block.text) in {"promo", "embed"}:
            continue
        begun = begun or count >= 15
        yield block


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One way of reading the text: who read it, how far that alone is trusted, and the blocks."""

    how: str
    trust: float
    blocks: tuple[Block, ...]

    @property
    def words(self) -> list[str]:
        return re.findall(r"\w+", " ".join(block.text for block in self.blocks))


def _readings(view: View, narrowed: Scope) -> Iterator[_Reading]:
    if narrowed.region is not None:
        yield _Reading(how="rule", trust=1.0, blocks=tuple(_blocks_in(narrowed.page, narrowed.region)))
        return
    if rules.is_wordpress(view.tree):
        yield _Reading(how="rule: WordPress", trust=0.7, blocks=tuple(_by_wordpress(view.page)))
    if sum(1 for _ in view.tree.iter()) <= MOST_ELEMENTS:
        yield _Reading(how="trafilatura", trust=0.8, blocks=tuple(_by_trafilatura(view)))
    else:
        yield _Reading(how="prose", trust=0.5, blocks=tuple(_by_prose(view)))
    yield _Reading(how="json-ld", trust=0.7, blocks=tuple(_by_jsonld(view)))
    yield _Reading(how="microdata", trust=0.6, blocks=tuple(_by_microdata(view)))


def _by_wordpress(page: Page) -> Iterator[Block]:
    narrowed = scope.narrow(page, rules.WORDPRESS)
    if narrowed.region is not None:
        yield from _blocks_in(narrowed.page, narrowed.region)


def _blocks_in(page: Page, element: Any) -> Iterator[Block]:
    """The seen text of an element as blocks, in document order."""
    for run in visible.runs_of(page, element):
        if run.seen:
            path = visible.path_of(page, run.element)
            yield Block(text=run.text, kind=visible.kind_of(run), path=path, links=run.targets)


def _by_jsonld(view: View) -> Iterator[Block]:
    body = max((article.body for article in view.described.articles), key=len, default="")
    for line in re.split(r"\n+|</p>|<br\s*/?>|\r+", body):
        text = jsonld.plain(line)
        if text:
            yield Block(text=text)


def _by_microdata(view: View) -> Iterator[Block]:
    found = view.tree.xpath("//*[contains(@itemprop, 'articleBody')]")
    bodies = dict.fromkeys(element for element in found if "articleBody" in (element.get("itemprop") or "").split())
    for element in bodies:
        if not any(parent in bodies for parent in element.iterancestors()):
            yield from _blocks_in(view.page, element)


def _by_prose(view: View) -> Iterator[Block]:
    """The running text of the element that holds the most of it: what is left where a page is too large for more."""
    for run in main_prose(view):
        yield Block(text=run.text)


def _by_trafilatura(view: View) -> Iterator[Block]:
    import trafilatura

    try:
        # It changes the tree that it reads, and answers BeautifulSoup's trees with None.
        tree = copy.deepcopy(view.tree)
        for element in tree.xpath("//body//*[@hidden]"):
            element.drop_tree()
        document: Any = trafilatura.bare_extraction(
            tree, fast=True, favor_recall=True, include_comments=False, include_tables=True
        )
    except Exception:  # noqa: BLE001 - it lets errors of lxml and its own through on odd trees
        return
    if document is not None and document.body is not None:
        yield from _blocks_of_tei(document.body)


_TEI_KINDS: dict[str, BlockKind] = {
    "p": "paragraph",
    "ab": "paragraph",
    "head": "heading",
    "quote": "quote",
    "item": "item",
    "cell": "table",
    "code": "preformatted",
}


def _blocks_of_tei(body: Any) -> Iterator[Block]:
    """Trafilatura's own tree (paragraphs `p`, headings `head`, lists of `item`s) as blocks."""
    for element in body.iter(*_TEI_KINDS):
        text = text_of(element)
        if text and not any(parent.tag in _TEI_KINDS for parent in element.iterancestors()):
            yield Block(text=text, kind=_TEI_KINDS[str(element.tag)])


def _best(readings: Sequence[_Reading]) -> tuple[_Reading | None, float]:
    """The reading that the others support most, and how far they do."""
    if not readings:
        return None, 0.0
    if len(readings) == 1:
        return readings[0], readings[0].trust * (0.95 if readings[0].how == "rule" else 0.75)
    grams = [_grams(reading.words) for reading in readings]
    best, best_score = 0, -1.0
    for at, reading in enumerate(readings):
        others = [_agreement(grams[at], other) for number, other in enumerate(grams) if number != at]
        score = reading.trust + sum(others) / len(others)
        if score > best_score:
            best, best_score = at, score
    # What the publisher marks as the text, inside what was found, is the text without what stands around it.
    for at, reading in enumerate(readings):
        inside = _share_inside(grams[at], grams[best])
        if reading.how in _MARKED and inside >= 0.95 and sum(grams[at].values()) >= 0.5 * sum(grams[best].values()):
            best = at
    return readings[best], min(1.0, best_score / 2)


_MARKED = frozenset({"microdata", "rule: WordPress"})


def _share_inside(part: Counter[tuple[str, ...]], whole: Counter[tuple[str, ...]]) -> float:
    total = sum(part.values())
    return sum((part & whole).values()) / total if total else 0.0


def _grams(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def _agreement(a: Counter[tuple[str, ...]], b: Counter[tuple[str, ...]]) -> float:
    both = sum((a & b).values())
    total = sum(a.values()) + sum(b.values())
    return 2 * both / total if total else 0.0
