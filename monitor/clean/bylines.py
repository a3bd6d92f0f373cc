"""Who signed the article: names without "By" and «Автор:»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from monitor.clean import dates

METAS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl", "mediator_author")

_LEAD_IN = re.compile(
    r"^(?:(?:written |posted |reported |story |words |published )?by[:\s]+|(?:de|scris de|від)\s+(?=[^\W\d_])|"
    r"(?:автор(?:ы|и)?(?: статьи| текста| материала)?|autor(?:i|ul|zy|ka)?|authors?|подготовил[аи]?)\s*[:—–-]\s*|"
    r"(?:текст|tekst|text)\s*[:—–-]\s*)",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"(?:^|[\s_-])(?:byline|author|autor|avtor|post-author|article-author|entry-author|author-name|byline-name)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A byline is a few names; what is longer is a biography.
LONGEST = 100


def bare(text: str) -> str:
    """A byline as names only; nothing where it is no byline."""
    text = " ".join(text.split()).strip(" ,;|•·–—-")
    text = _LEAD_IN.sub("", text).strip(" ,;|•·–—-")
    return text if len(text) <= 2 * LONGEST else ""


def seen(tree: Any) -> Iterator[tuple[str, str]]:
    """Bylines that a reader sees: by microdata or relation, then by class name. (names, where)."""
    marked = tree.xpath("//body//*[contains(@itemprop, 'author') or contains(@rel, 'author')]")
    named = tree.xpath(
        "//body//*[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'autor')]"
    )
    for element in marked:
        if "author" in (element.get("itemprop") or "").split() or "author" in (element.get("rel") or "").split():
            yield from _one(element, "itemprop or rel author")
    for element in named:
        if _MARK.search(element.get("class") or ""):
            yield from _one(element, "class byline")


def _one(element: Any, where: str) -> Iterator[tuple[str, str]]:
    text = " ".join("".join(element.itertext()).split())
    if 2 <= len(text) <= LONGEST and not dates.read(text):
        yield bare(text), where
