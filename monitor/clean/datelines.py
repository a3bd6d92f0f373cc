"""Where a page writes its dates: names of metas, lines by the headline, microdata, `time` elements, marked elements.

What is found is handed on as it reads, with where it was found; `dates.py` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from monitor.clean import dates
from monitor.clean.masthead import Line, spaced, text_of

PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "parsely-pub-date", "pubdate", "publishdate", "publish-date", "publication_date",
    "sailthru.date", "article.published", "cxenseparse:recs:publishtime", "published_time", "ptime", "og:pubdate",
    "datecreated", "mediator_published_time",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified",
    "article.updated", "utime",
)  # fmt: skip
UPDATED = re.compile(r"updat|modif|изменен|обновл|оновл|actualiz|aktualiz", re.IGNORECASE)


def is_updated(text: str) -> bool:
    """Whether a line gives the date of a change and no other."""
    return bool(UPDATED.match(text.lstrip(" |·•–—-")))


def in_line(line: Line, where: str) -> Iterator[tuple[str, str]]:
    for element in line.element.iter("time"):
        yield element.get("datetime") or text_of(element), f"time {where}"
    if len(line.text.split()) <= 20:  # a longer line tells a story, and its dates are the story's
        yield line.text[: dates.LONGEST], f"line {where}"


# The article's own dates come first; further down are those of other articles.
_MOST_MARKED = 40


def in_microdata(tree: Any, wanted: str) -> Iterator[tuple[str, str]]:
    for element in tree.xpath(f"//*[contains(@itemprop, '{wanted}')]")[:_MOST_MARKED]:
        said = element.get("content") or element.get("datetime") or element.get("title") or text_of(element)
        yield said, f"microdata {wanted}"


_BESIDE = frozenset({"aside", "nav", "footer", "a"})


def _is_beside(element: Any) -> bool:
    """Whether a date stands in a box beside the article, or in a link to another one."""
    return any(around.tag in _BESIDE for around in element.iterancestors())


def in_time_elements(tree: Any, *, published: bool) -> Iterator[tuple[str, str]]:
    left = 5
    for element in tree.iter("time"):
        if _is_beside(element):
            continue
        parent = element.getparent()
        around = "".join(islice(parent.itertext(), 8))[:60] if parent is not None else ""
        updated = bool(UPDATED.search(f"{element.get('class') or ''} {element.get('itemprop') or ''} {around}"))
        if updated is not published and left:
            left -= 1
            yield element.get("datetime") or text_of(element), "time element"


_DATED = re.compile(
    r"(?:^|[\s_-])(?:date|datetime|time|published|pubdate|publish|posted|byline|data|fecha)(?:$|[\s_-])", re.IGNORECASE
)


def in_marked_elements(tree: Any) -> Iterator[tuple[str, str]]:
    """Dates in elements whose class says so; the first few, for further down are those of other articles."""
    left = 5
    for element in tree.xpath(
        "//body//*[contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'publish')"
        " or contains(@class, 'posted') or contains(@class, 'byline')]"
    )[:_MOST_MARKED]:
        text = spaced(element) if _DATED.search(element.get("class") or "") else ""
        if left and text and len(text) <= dates.LONGEST and not is_updated(text) and not _is_beside(element):
            left -= 1
            yield text, "marked as date"
