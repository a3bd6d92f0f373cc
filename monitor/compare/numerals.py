"""Numerals of lists: a browser shows those that the page's text does not hold, and copies hold what was shown.

So a numeral that one side has where an item of a list begins on the other side is no difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.compare.borders import bare
from monitor.model import Article, Fold

# `1.` where something begins; `(1)`, `1)` and `а)` anywhere, for no word of a sentence ends so.
_NUMERAL = re.compile(
    r"(?:(?:^|(?<=[:;.,!?…—–]))\s*(?:\d{1,3}|[IVX]{1,5})\."
    r"|(?<![\w(])\(?(?:\d{1,3}|[IVXivx]{1,5}|[a-zа-яіїє])\))(?=\s|$)\s*"
)
_ALONE = re.compile(r"\(?(\d{1,3})[.)]?")


def is_numeral(text: str) -> bool:
    """Whether a sentence is nothing but the numeral of an item."""
    return len(text) <= 8 and _NUMERAL.fullmatch(text.strip()) is not None


def starts_item(article: Article, k: int) -> bool:
    """Whether a sentence is the first of a list's item."""
    if not 0 <= k < len(article.sentences):
        return False
    one = article.sentences[k]
    return one.start == 0 and 0 <= one.block < len(article.blocks) and article.blocks[one.block].kind == "item"


def numbers_alone(article: Article) -> frozenset[int]:
    """The numerals that stand in blocks of their own."""
    found = (_number_alone(article, k) for k in range(len(article.sentences)))
    return frozenset(number for number in found if number is not None)


def counts(article: Article, k: int, numbers: frozenset[int]) -> bool:
    """Whether a sentence is a numeral in a block of its own, and one of several that count on (`numbers_alone`): `1.`,
    `2.` …, whatever stands below them. A browser shows the numbers of sections, too."""
    mine = _number_alone(article, k)
    return mine is not None and not numbers.isdisjoint((mine - 1, mine + 1))


def _number_alone(article: Article, k: int) -> int | None:
    one = article.sentences[k]
    alone = _ALONE.fullmatch(one.text) if len(one.text) <= 8 else None
    return int(alone[1]) if alone and one.text == article.blocks[one.block].text else None


def without(text: str, other: Article, at: Sequence[int]) -> str:
    """A text without its numerals, where as many items begin in what it stands against: sentences `at` of `other` and
    the one behind them. The text itself where fewer do.
    """
    if not _NUMERAL.search(text):
        return text
    items = sum(starts_item(other, k) for k in (*at, at[-1] + 1)) if at else 0
    plain, many = _NUMERAL.subn(" ", text)
    return " ".join(plain.split()) if many <= items and plain.strip() else text


def same(before: str, after: str, *, fold: Fold) -> bool:
    """Whether two texts say the same, numerals taken away; blanks beside marks do not count."""
    return bare(fold.fold(before)) == bare(fold.fold(after))
