"""Steps 6 and 7, reading and comparing, as pieces of work: values in, values out.

A page is written by strangers and can make any reader crawl or crash. So a check reads nothing itself: it asks for a
`Read`, and whoever answers (`workers.py`) may do it in another process, with limits. Everything here is pure and can
be sent there: no archive, no clock; what it takes and returns can be pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from monitor import clean
from monitor.clean import fold
from monitor.clean.copy import read_copy
from monitor.clean.normalise import normalise
from monitor.clean.relate import relate
from monitor.clean.sentences import split
from monitor.compare import compare, settle
from monitor.model import Article, Comparison, NotAnArticle, Reading, Seed, SiteRule, Snapshot
from monitor.seeds import detect_language

# What the user holds: the note, or, where that has no copy, the first reading of the page, if there was one.
Copy = Seed | Article | None
# An edit of the very last sentence must not look like a lost end.
_TAIL = 3
# Less than this share of the copy is what was left of it (contract: less than a third of the text).
_LITTLE = 1 / 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A question that only reading answers: a function of this module and what it is given.

    Answered with what the function returns; where it could not be done within its limits, `Unread` is raised.
    """

    work: Callable[..., Any]
    given: tuple[Any, ...]

    @property
    def size(self) -> int:
        """How much there is to read, in bytes or letters."""
        return sum(_size(one) for one in self.given)


class Unread(Exception):  # noqa: N818 - it says what the page is, not whose error it was
    """A piece of reading was given up. `kind` is the contract's word: `parser_timeout` or `parser_limit`."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(kind, why)
        self.kind, self.why = kind, why

    @property
    def outcome(self) -> NotAnArticle:
        """The page, as one in which nothing could be read."""
        return NotAnArticle(kind=self.kind, evidence=(self.why,), cleaner=clean.STAMP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a page holds; the copy as cut at its borders; both compared, and the last text with the page.

    `beside` is the article as it stands beside the copy: the same sentences, but its extras are what the copy lacks,
    where those of `outcome` are what the last text lacked.
    """

    outcome: Article | NotAnArticle
    beside: Article | None = None
    copy: Article | None = None
    comparison: Comparison | None = None
    since: Comparison | None = None
    to_the_end: bool = False  # whether the end of the known text stands in it, or what is left of it after an edit …
    to_the_last: bool = False  # … and whether its very last sentence does


# ── the pieces of work ────────────────────────────────────────────────────────────────────────────


def see(page: Snapshot, copy: Copy, last: Article | None, rule: SiteRule | None) -> Seen:
    """The article, led by the last text that was read there, else by the copy; compared with both."""
    outcome, beside, held = _find(page, copy, last, rule)
    known = last or _copy(copy)
    seen = Seen(outcome=outcome)
    if not isinstance(outcome, NotAnArticle) and beside is not None:
        since = compare(last, outcome, fold=fold) if last else None
        seen = replace(_compared(beside, held), outcome=outcome, since=since)
    return replace(seen, to_the_end=_has_end(outcome, known, _TAIL), to_the_last=_has_end(outcome, known, 1))


def read_again(page: Snapshot, copy: Copy, rule: SiteRule | None) -> Article | None:
    """What a page kept earlier says by today's cleaner, led by the copy; None where there is no article in it."""
    outcome = normalise(page, known=_copy(copy), rule=rule).outcome
    return outcome if isinstance(outcome, Article) else None


def own_up(reading: Article, copy: Copy, last: Article | None) -> Seen:
    """What little is left of a text, as the article: compared like one. Nobody led this reading, so that a caption in
    it may be anybody's: it is left out."""
    blocks = tuple(block for block in reading.blocks if block.kind != "caption")
    if blocks and len(blocks) < len(reading.blocks):
        reading = replace(reading, blocks=blocks, sentences=split(blocks), extras=())
    held, article = _against(copy, reading)
    return replace(_compared(article, held), since=compare(last, reading, fold=fold) if last else None)


def weigh(copy: Article, article: Article, readings: Sequence[Reading], now: datetime) -> Comparison:
    """Copy and article, compared and settled by what captures showed. `readings`: oldest first."""
    return settle(compare(copy, article, fold=fold), copy, article, readings, fold=fold, now=now)


def tell_apart(
    old: Article, new: Article, readings: Sequence[Reading], now: datetime
) -> tuple[Comparison, Article, Article]:
    """Two texts of one article, for a person who asks: compared, and, where the first is the copy, weighed."""
    if old.how != "copy":
        return compare(old, new, fold=fold), old, new
    old, new = _related(old, new)
    return weigh(old, new, readings, now), old, new


@lru_cache(maxsize=4)  # a seed's mementos are read one after the other
def copy_of(seed: Seed) -> Article:
    """The user's copy."""
    return read_copy(seed if seed.language_detected else detect_language(seed))


# ── their sentences ───────────────────────────────────────────────────────────────────────────────


def _copy(copy: Copy) -> Article | None:
    return copy_of(copy) if isinstance(copy, Seed) else copy


def _find(
    page: Snapshot, copy: Copy, last: Article | None, rule: SiteRule | None
) -> tuple[Article | NotAnArticle, Article | None, Article | None]:
    """The article; the same beside the copy, with what the copy lacks named; and the copy cut at its borders."""
    known = _copy(copy)
    if last and known and len(last.text) < _LITTLE * len(known.text):
        # What was left of a text, or a notice in its place, leads nobody back to the whole: a headline would do for it.
        whole = normalise(page, known=known, rule=rule)
        if isinstance(whole.outcome, Article):
            return whole.outcome, whole.outcome, whole.known
    if last:
        outcome = normalise(page, known=last, place=last.place, rule=rule).outcome
        if isinstance(outcome, Article):
            held, beside = _against(copy, outcome)
            return outcome, beside, held
        if not isinstance(copy, Seed):
            return outcome, None, None
    found = normalise(page, known=known, rule=rule)
    return found.outcome, found.outcome if isinstance(found.outcome, Article) else None, found.known


def _has_end(outcome: Article | NotAnArticle, known: Article | None, count: int) -> bool:
    """Whether any of the last `count` known sentences was read."""
    reading = outcome if isinstance(outcome, Article) else outcome.reading
    if reading is None or known is None:
        return False
    there = {sentence.digest for sentence in reading.sentences}
    return any(sentence.digest in there for sentence in known.sentences[-count:])


def _against(copy: Copy, article: Article) -> tuple[Article | None, Article]:
    return _related(copy_of(copy), article) if isinstance(copy, Seed) else (copy, article)


def _related(copy: Article, article: Article) -> tuple[Article, Article]:
    """The copy cut at the article's borders, and the article with what the copy lacks named."""
    held, beside = relate(copy, article)
    # What the last text's reading holds for the article's own is no furniture of the page because the copy lacks it.
    furniture = {extra.sentence for extra in article.extras if extra.side == "page"}
    extras = tuple(
        replace(extra, why="sentence_not_in_copy")
        if extra.side == "page" and extra.why == "block_not_in_copy" and extra.sentence not in furniture
        else extra
        for extra in beside.extras
    )
    return held, replace(beside, extras=extras)


def _compared(article: Article, held: Article | None) -> Seen:
    comparison = compare(held, article, fold=fold) if held else None
    return Seen(outcome=article, beside=article, copy=held, comparison=comparison)


# ── asking ────────────────────────────────────────────────────────────────────────────────────────


def ask(work: Callable[..., T], *given: Any) -> Generator[Read, Any, T]:
    """`yield from ask(see, …)`: what the function returns, wherever it was done."""
    answer: T = yield Read(work=work, given=tuple(_bare(one) for one in given))
    return answer


def finish(steps: Generator[Read, Any, T], answer: Callable[[Read], Any]) -> T:
    """Drive steps that ask for nothing but reading to their end."""
    try:
        question = next(steps)
        while True:
            try:
                found = answer(question)
            except Unread as trouble:
                question = steps.throw(trouble)
            else:
                question = steps.send(found)
    except StopIteration as end:
        value: T = end.value
        return value


def _bare(value: Any) -> Any:
    """A snapshot as its reader needs it: without what would only be carried there."""
    return replace(value, wire=b"", head=b"", request=b"", hops=()) if isinstance(value, Snapshot) else value


def _size(value: Any) -> int:
    if isinstance(value, Snapshot):
        return len(value.body)
    if isinstance(value, Seed):
        return len(value.raw)
    if isinstance(value, Article):
        return sum(len(block.text) for block in value.blocks)
    if isinstance(value, Reading):
        return _size(value.article)
    return sum(_size(one) for one in value) if isinstance(value, tuple) else 0
