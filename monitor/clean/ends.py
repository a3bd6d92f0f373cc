"""Sentences of which a copy holds a part only: it was cut off, or begins behind a label.

Copies end after so many characters, in the middle of a sentence, and lose the initial or the linked name that they
began with; a page puts the place and the desk before the first sentence of an article. What such a copy lacks of the
sentence is text that it lacks, and no other wording.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from monitor.clean.anchors import Stretch, letters
from monitor.clean.damage import DOUBLE
from monitor.clean.recut import Side

_END = re.compile(r"[.!?…:;。！？][\"'»”’)\]]*$")
# What may stand between a label and the sentence behind it: `Berlin · The`, `7 January — The`.
_LABEL_END = re.compile(r"[·•|—–:/)\]»-]\s*$")
# Letters of a label.
_LABEL = 60


def ends(text: str) -> bool:
    """Whether a text ends like a sentence."""
    return bool(_END.search(text))


def cut_short(held: Side, page: Side, line: list[Stretch]) -> Iterator[int]:
    """The page's sentences of which the held text has a part, by their numbers. `line` is what both share, in order."""
    for one in line:
        i = bisect_left(held.starts, one.a_end) - 1
        if i >= 0 and held.starts[i + 1] == one.a_end and _stops(held, i):
            j = bisect_left(page.starts, one.b_end) - 1
            start, end = page.span(j)
            begins = start - one.b == held.starts[i] - one.a
            if begins and one.b_end < end and one.b_end - start >= DOUBLE:
                yield j
    first = line[0] if line else None
    if first is not None and first.a == 0 and first.length >= DOUBLE:
        j = bisect_right(page.starts, first.b) - 1
        if page.starts[j] < first.b and _starts_late(held, page, j, first.b - page.starts[j]):
            yield j


def _stops(held: Side, i: int) -> bool:
    """Whether a sentence of the held text ends where no sentence does: at the end of all, or of a paragraph whose other
    sentences end properly."""
    sentences = held.article.sentences
    cut, last = sentences[i], i + 1 == len(sentences)
    if ends(cut.text):
        return False
    if last and held.article.how == "copy":
        return True
    if i < 1 or not (last or sentences[i + 1].block != cut.block):
        return False
    return sentences[i - 1].block == cut.block and ends(sentences[i - 1].text)


def _starts_late(held: Side, page: Side, j: int, lacks: int) -> bool:
    """Whether the held text begins in the middle of the page's sentence: with a small letter, or behind a label."""
    text = next((char for char in held.article.sentences[0].text if char.isalpha()), "")
    if text.islower():
        return True
    count = 0
    for at, char in enumerate(page.article.sentences[j].text):
        if count == lacks and char.isalnum():
            return lacks <= _LABEL and bool(_LABEL_END.search(page.article.sentences[j].text[:at]))
        count += len(letters(char))
    return False
