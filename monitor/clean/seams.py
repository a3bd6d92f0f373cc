"""The marks between two sentences: whose they are, and which of them nobody set on purpose."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.clean.fold import fold
from monitor.model import Sentence

# Marks that belong to what stands before them, where nothing else tells.
_CLOSING = re.compile(r"[.!?…,:;»”’\"')\]}%]*")
# What Markdown eats, or a copy's maker puts there; nobody's edit.
_MARKDOWN = re.compile(r"[*_~=`^\\#|<>\s]")
# Bullets, colons and the like at a sentence's ends come and go with the form. A full stop for a question mark does not.
_EDGES = ".,:;-•·–%/()[]+\ufffd"


def essence(text: str) -> str:
    """A sentence without blanks, without Markdown's marks, without marks at its ends that copies gain and lose."""
    return fold(_MARKDOWN.sub("", text)).replace(" ", "").strip(_EDGES)


def tail(sentence: Sentence) -> str:
    """The marks behind the last letter of a sentence."""
    at = max((at for at, char in enumerate(sentence.text[-30:]) if char.isalnum()), default=-1)
    return sentence.text[-30:][at + 1 :]


def head(sentence: Sentence) -> str:
    """The marks before the first letter of a sentence."""
    return sentence.text[: next((at for at, char in enumerate(sentence.text) if char.isalnum()), 0)]


@lru_cache(maxsize=4096)
def split_marks(marks: str, tail: str | None, head: str | None) -> int:
    """How many of the marks between two letters belong to the sentence that ends: as on the page, where its marks are
    known and the same; else those that close, or all before a blank."""
    marks = marks[:60]
    usual = _CLOSING.match(marks)
    blank = re.search(r"\s", marks)
    default = blank.start() if blank else usual.end() if usual else 0

    def likeness(at: int) -> tuple[int, int]:
        as_on_page = (tail is not None and fold(marks[:at]) == fold(tail)) + (
            head is not None and fold(marks[at:]) == fold(head)
        )
        return as_on_page, -abs(at - default)

    return max(range(len(marks) + 1), key=likeness)
