"""What stands around a headline: the lines between it and the text, and those right above it.

A byline and a date stand there in nearly every layout, whatever their elements are called. The walk is local, so that
it costs little on pages of any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from monitor.clean.visible import UNSEEN

# A longer piece of text is no line of a masthead, but text of the article or a list of teasers.
LONGEST = 200
# Where an element's text is cut: far beyond a line, so that it is known to be none.
_FAR = 1000
# How many levels the headline's wrappers are climbed, and how many lines are read at most on each side.
_LEVELS = 4
_MOST_AFTER, _MOST_BEFORE = 25, 4


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A short piece of text near the headline, and the element that holds it."""

    text: str
    element: Any


def lines(headline: Any, start: Any = None) -> list[Line]:
    """The lines after a headline up to `start` (the element of the article's first paragraph, if it is known), then
    those before it, nearest first."""
    after: list[Line] = []
    told = 0
    for line in _after(headline, start):
        # A standfirst and a caption may come first; where more is told, the article has begun.
        told += len(line.text.split()) >= 15
        if told > 2 or len(after) >= _MOST_AFTER:
            break
        after.append(line)
    before: list[Line] = []
    for line in _before(headline):
        before.append(line)
        if len(before) >= _MOST_BEFORE:
            break
    return after + before


def text_of(element: Any) -> str:
    """The text in an element, white space folded: what its first thousand pieces hold."""
    return " ".join("".join(islice(element.itertext(), 1000)).split())


def spaced(element: Any) -> str:
    """The text of an element, its pieces kept apart (a name and a date in two elements are two words), scripts left
    out; cut where it is longer than any line by far."""
    pieces: list[str] = []
    room = 2 * _FAR
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "start" and inner.tag in UNSEEN:
            walk.skip_subtree()
        text = inner.text if event == "start" and inner.tag not in UNSEEN else inner.tail if event == "end" else None
        if text and not (event == "end" and inner is element):
            pieces.append(text[:room])
            room -= len(text) + 1
        if room <= 0:
            break
        room -= 1
    return " ".join(" ".join(pieces).split())


def _after(headline: Any, start: Any) -> Iterator[Line]:
    stop = {start, *start.iterancestors()} if start is not None else set()
    element = headline
    for _ in range(_LEVELS):
        if element is None or element.tag == "body" or element in stop - {element.getparent()}:
            return
        for sibling in element.itersiblings():
            for line in _lines_in(sibling, start, stop, 0):
                if line is None:
                    return
                yield line
        element = element.getparent()
        if element in stop:
            return


def _before(headline: Any) -> Iterator[Line]:
    element = headline
    for _ in range(2):
        if element is None or element.tag == "body":
            return
        for sibling in element.itersiblings(preceding=True):
            if isinstance(sibling.tag, str) and (text := spaced(sibling)) and len(text) <= LONGEST:
                yield Line(text, sibling)
        element = element.getparent()


def _lines_in(element: Any, start: Any, stop: set[Any], depth: int) -> Iterator[Line | None]:
    """The lines of a subtree in order; None where the article's text begins."""
    if element is start:
        yield None
        return
    if not isinstance(element.tag, str) or element.tag in UNSEEN or depth > 12:
        return
    if element not in stop:
        text = spaced(element)
        if text and len(text) <= LONGEST:
            yield Line(text, element)
            return
        if not text or (start is None and element.tag == "p"):
            if text:
                yield None
            return
    for child in element:
        yield from _lines_in(child, start, stop, depth + 1)
