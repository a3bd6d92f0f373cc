"""Cut a text that we hold at the borders that a page shows: flat and glued copies have none of their own.

Only inside stretches that both texts share letter by letter does the page decide; between them the held text keeps
its own borders. The words stay the same. For a copy the blanks between its letters are the page's inside such
stretches (scrapers glue words at tags and break them), and so are marks that Markdown takes for its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.clean import sentences as cutting
from monitor.clean.anchors import Stretch, letters, places
from monitor.clean.fold import fold
from monitor.model import Article, Block, Sentence

# Where a sentence may end, between two letters.
_END = re.compile(r"[.!?…:;\n。]")
# Marks that belong to what stands before them, where nothing else tells.
_CLOSING = re.compile(r"[.!?…,:;»”’\"')\]}%]*")
# What Markdown eats, or a copy's maker puts there; nobody's edit.
_MARKDOWN = re.compile(r"[*_~=`^\\#|<>\s]")


@dataclass(slots=True)
class Side:
    """A text as its letters; `starts` are where its sentences begin in them, one more for the end."""

    article: Article
    letters: str
    starts: list[int]

    @classmethod
    def of(cls, article: Article) -> Side:
        each = [letters(sentence.text) for sentence in article.sentences]
        starts = [0]
        for one in each:
            starts.append(starts[-1] + len(one))
        return cls(article, "".join(each), starts)

    def span(self, sentence: int) -> tuple[int, int]:
        return self.starts[sentence], self.starts[sentence + 1]

    def begins_block(self, sentence: int) -> bool:
        sentences = self.article.sentences
        return sentence == 0 or sentences[sentence].block != sentences[sentence - 1].block


@dataclass(frozen=True, slots=True, order=True)
class _Cut:
    """A border before letter `at` of the held text. `own`: its own sentence of that number begins here; `page`: the
    page's does."""

    at: int
    block: bool
    own: int = -1
    page: int = -1


def recut(held: Side, page: Side, shared: list[Stretch]) -> Article:
    """The held text with the page's borders inside what both share; `shared` is ordered by the held text."""
    cuts = _cuts(held, page, shared)
    own = [(held.starts[i], held.begins_block(i)) for i in range(len(held.article.sentences))]
    same_borders = [(cut.at, cut.block) for cut in cuts] == own
    is_copy = held.article.how == "copy"
    if same_borders and not is_copy:
        return held.article
    return _Tailor(held, page, shared, cuts, mend=is_copy, same=same_borders).article()


def _cuts(held: Side, page: Side, shared: list[Stretch]) -> list[_Cut]:
    ...
