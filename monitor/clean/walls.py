"""Walls inside a page: the beginning of a text that we hold, and then a notice that the rest is for those who pay.

A publisher who cuts the end off an article leaves furniture behind it; a wall speaks. So what stands right behind the
last sentence is read, and nothing else of the page: "Subscribe" stands on every page of a site that has a wall.
"""

from __future__ import annotations

from itertools import islice

from monitor.clean import visible, wordings
from monitor.clean.parse import Page
from monitor.clean.phrases import PAYWALL, words
from monitor.model import Article

# How far behind the text a wall speaks: pieces of text, and letters of one. What is longer is text.
_NEAR, _LONGEST = 8, 500
# Of the sentences before the last one that stands, so many stand too: it is the beginning, and not what was left.
_BEGINNING = 0.9
# Who writes this wants readers of a newsletter, or comments, and keeps nothing back.
_OTHERS = ("comment", "коммент", "комент", "coment", "komment", "yorum")


def lacks_the_end(article: Article, known: Article) -> bool:
    """Whether nothing of the last fifth of a known text stands in what was read; what the text says before that, too,
    is no sign of its end."""
    end = len(known.sentences) - max(1, len(known.sentences) // 5)
    before = {sentence.digest for sentence in known.sentences[:end]}
    held = {sentence.digest for sentence in article.sentences} - before
    return not any(sentence.digest in held for sentence in known.sentences[end:])


def wall_behind(page: Page, article: Article, known: Article) -> str:
    """The words of the wall behind the beginning of a known text; nothing where the page has its end, or no wall."""
    if not lacks_the_end(article, known):
        return ""
    held = {sentence.digest for sentence in article.sentences}
    stands = [sentence.digest in held for sentence in known.sentences]
    last = max((number for number, there in enumerate(stands) if there), default=-1)
    if last < 0 or sum(stands[: last + 1]) < _BEGINNING * (last + 1):
        return ""
    digests = {sentence.digest for sentence in known.sentences}
    ends = max(sentence.block for sentence in article.sentences if sentence.digest in digests)
    return next((text for text in _behind(page, article, ends) if _is_wall(text)), "")


def _behind(page: Page, article: Article, block: int) -> list[str]:
    """The pieces of text that are seen behind a block of the article, the nearest first."""
    end = article.blocks[block].text
    runs = [run for run in visible.runs_of(page) if run.seen]
    at = next((number for number in range(len(runs) - 1, -1, -1) if runs[number].text == end), None)
    if at is None:
        return []
    return [run.text for run in islice(runs, at + 1, at + 1 + _NEAR) if len(run.text) <= _LONGEST]


def _is_wall(text: str) -> bool:
    found = words(text)
    if any(word.startswith(_OTHERS) or "news-letter" in wordings.notions_of(word) for word in found):
        return False
    joined = f" {' '.join(found)} "
    if any(f" {phrase} " in joined for phrase in PAYWALL):
        return True
    said = (wordings.kinds_said(sentence) for sentence in wordings.sentences([text]))
    return any("paywall" in kinds or "login" in kinds for kinds in said)
