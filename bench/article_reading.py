"""What the parts of `bench.articles` share: one page read by a text, and compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.clean import fold
from monitor.clean.copy import read_copy
from monitor.clean.guided import Found, find
from monitor.clean.parse import Page, parse
from monitor.compare import compare, settle
from monitor.model import Article, Comparison, NotAnArticle, Place, Reading, Seed

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
NOW = FIRST + timedelta(days=30)


def copy_of(text: str) -> Article:
    return read_copy(Seed(id="bench", path="seeds/bench.txt", raw=text.encode("utf-8")))


def read(body: bytes, known: Article, place: Place | None = None, content_type: str | None = "text/html") -> Found:
    page = parse(body, content_type)
    if isinstance(page, NotAnArticle):
        return Found(article=None, known=known, share=0.0, evidence=page.evidence)
    return find(page, known, place=place)


def page_of(body: bytes) -> Page:
    page = parse(body, "text/html")
    assert isinstance(page, Page)
    return page


def compared(found: Found) -> Comparison | None:
    """What the text and the article differ in; None where the article was not found."""
    if found.article is None:
        return None
    return compare(found.known, found.article, fold=fold)


def settled(found: Found, first: Article) -> Comparison | None:
    """The same, weighed against an earlier reading of the page."""
    made = compared(found)
    if made is None or found.article is None:
        return None
    witness = Reading(at=FIRST, article=first, source="live")
    return settle(made, found.known, found.article, [witness], fold=fold, now=NOW)


def quoted(text: str | None, size: int = 160) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= size else line[: size - 1] + "…"
