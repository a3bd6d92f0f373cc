"""Find a text that we hold inside a page: where is that article in it, whole, and nothing else.

We hold the text, so we need not guess it. `find` looks for it among the page's visible text by letters alone,
takes the heaviest set of matches that keep its order and lie close together, and reads the article from there:
the blocks that hold matches, and between them the blocks of the same make that the text lacks (a paragraph added,
a paragraph that the copy's maker left out). Text that stands twice (a teaser, a hidden node, JSON-LD) neither
widens the article nor stands in for it. `relate` then says how the two texts go together.

The text may be a copy (a baseline) or the reading of an earlier version; a page read again, guided by what was read
from it, gives the same article.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from monitor import clean
from monitor.clean import sentences as cutting
from monitor.clean.anchors import SHORTEST, Stretch, chain, covered, letters, stretches
from monitor.clean.damage import name_line
from monitor.clean.fold import fold
from monitor.clean.parse import Page
from monitor.clean.relate import Rest, relate
from monitor.clean.visible import Run, kind_of, path_of, runs_of, without
from monitor.model import Article, Block, Place

# Less than this share of the text standing in the visible page is not that article (contract.md: a tenth).
LEAST = 0.1
# Unseen text is the article only where the visible page holds less than this share of it, and much less than it does.
SEEN_ENOUGH = 0.5

# What it costs to skip visible letters on the way to the next match, beyond those that the text lacks there too.
# A lone sentence of 100 letters is worth a gap of 400; a body of text is worth any.
_SKIP = 0.25
_SKIP_MOST = 300.0
# Text inside links counts less: teasers are links, articles are not.
_LINKED = 0.3
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
# So many letters on either side show what stands around a place.
_CONTEXT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a text stands in a page.

    `article` is what was read, None where almost nothing of the text stands there. `known` is the text that led to
    it, cut at the page's borders (same words): compare it with `article`, not the text that was handed in; extras of
    side `copy` index its sentences. `share` of the text's letters stand in order where they are seen; `hidden` is
    the share found when what is unseen is looked at too.
    """

    article: Article | None
    known: Article
    share: float
    hidden: float = 0.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    """The runs that are the article, and those of them that lie before its first and behind its last match."""

    runs: list[int]
    edges: set[int]


@dataclass(slots=True)
class _Text:
    """The letters of some runs, one after another, and where each run's letters begin."""

    runs: list[Run]
    letters: str
    starts: list[int]

    @classmethod
    def of(cls, runs: list[Run]) -> _Text:
        each = _letters_of(runs)
        return cls(runs, "".join(each), [0, *accumulate(map(len, each))])

    def at(self, letter: int) -> int:
        """The run that holds a letter."""
        return bisect_right(self.starts, letter) - 1

    def size(self, run: int) -> int:
        return self.starts[run + 1] - self.starts[run]


def _letters_of(runs: Sequence[Run]) -> list[str]:
    return [letters(run.text) for run in runs]


def find(page: Page, known: Article, *, place: Place | None = None, within: Sequence[Any] = ()) -> Found:
    """The article that `known` is a text of, read from the page; see the module's docstring.

    `place` is where an earlier reading found it (a version's own is known to it). `within` are elements of the page
    that hold the article and nothing else, by a rule of its site: then all that is seen in them is the article.
    """
    text = letters(" ".join(block.text for block in known.blocks))
    if len(text) < SHORTEST:
        return Found(
            article=None, known=known, share=0.0, evidence=("the text that we hold is too short to be looked for",)
        )
    everything = runs_of(page)
    for run in everything:
        if run.islands:
            run.text = _drained(run, text)
    seen = _Text.of([run for run in everything if run.seen])
    line = _locate(text, seen)
    share = _share(line, text)
    hidden_share = 0.0
    if share < SEEN_ENOUGH and len(seen.runs) < len(everything):
        whole = _Text.of(everything)
        unseen = _locate(text, whole)
        hidden_share = _share(unseen, text)
        if hidden_share >= max(SEEN_ENOUGH, 2 * share):
            seen, line, share = whole, unseen, hidden_share
    if share < LEAST:
        evidence = f"{share:.0%} of the text that we hold stands in the visible page"
        return Found(article=None, known=known, share=share, hidden=hidden_share, evidence=(evidence,))
    choice = _ruled(seen, within) if within else _Choice([], set())
    if not choice.runs:
        choice = _choose(seen, line, known)
    return _read(page, known, everything, seen, choice, share, place or known.place)


def read_within(page: Page, within: Sequence[Any]) -> Article:
    """All that is seen in these elements, as an article: for site rules, where no text is held."""
    everything = runs_of(page)
    seen = _Text.of([run for run in everything if run.seen])
    choice = _ruled(seen, within)
    return _article(page, everything, seen, choice.runs, 1.0) if choice.runs else Article(how="rule", sure=0.0)


def _ruled(page: _Text, within: Sequence[Any]) -> _Choice:
    inside = {id(element) for top in within for element in top.iter()}
    return _Choice([index for index, run in enumerate(page.runs) if id(run.element) in inside], set())


def _drained(run: Run, text: str) -> str:
    """A run without the boxes of links that the known text does not have where they stand."""
    gone: list[tuple[int, int]] = []
    for start, end in run.islands:
        if gone and start < gone[-1][1]:
            continue
        before = letters("".join(run.parts[:start]))[-_CONTEXT:]
        after = letters("".join(run.parts[end:]))[:_CONTEXT]
        if before and after and before + after in text:
            gone.append((start, end))
    return without(run, gone) if gone else run.text


def _share(line: Iterable[Stretch], text: str) -> float:
    return sum(one.length for one in line) / len(text)


# ── where it is ───────────────────────────────────────────────────────────────────────────────────


def _locate(text: str, page: _Text) -> list[Stretch]:
    linked = [run.links > 0.8 * len(run.text) for run in page.runs]

    def worth(one: Stretch) -> float:
        return one.length * (_LINKED if linked[page.at(one.b)] else 1.0)

    def price(skipped: int, missed: int) -> float:
        return min(_SKIP_MOST, _SKIP * max(0, skipped - missed))

    return chain(stretches(text, page.letters), price=price, worth=worth)


def _choose(page: _Text, line: list[Stretch], known: Article) -> _Choice:
    """The runs that are the article: those that hold enough matches, and those between them of the same make."""
    matched = _matched(page, line)
    lines = {letters(block.text) for block in known.blocks} | {letters(one.text) for one in known.sentences}
    chosen = set(matched)
    first, last = matched[0], matched[-1]
    while True:
        makes = {_make(page.runs[index]) for index in chosen}
        more = [
            index
            for index in range(first, last + 1)
            if index not in chosen and _belongs(page, index, makes, chosen, lines)
        ]
        if not more:
            break
        chosen.update(more)
    edges: set[int] = set()
    makes = {_make(page.runs[index]) for index in chosen}
    for step, edge in ((-1, first), (1, last)):
        index = edge + step
        while 0 <= index < len(page.runs) and _belongs(page, index, makes, chosen, lines):
            edges.add(index)
            index += step
    return _Choice(sorted(chosen | edges), edges)


def _matched(page: _Text, line: list[Stretch]) -> list[int]:
    """The runs of which enough is held, in order. At the ends it takes more: a phrase that a headline shares with the
    lead is no beginning of the article."""
    spans = [(one.b, one.b_end) for one in line]
    held = sorted({run for one in line for run in range(page.at(one.b), page.at(one.b_end - 1) + 1)})

    def enough(index: int, share: float) -> bool:
        size = page.size(index)
        part = covered(spans, page.starts[index], page.starts[index] + size)
        return part >= 40 or part == size or (part >= SHORTEST and part >= share * size)

    matched = [index for index in held if enough(index, 0.3)]
    while len(matched) > 1 and not enough(matched[0], 0.6):
        matched.pop(0)
    while len(matched) > 1 and not enough(matched[-1], 0.6):
        matched.pop()
    return matched or held


def _make(run: Run) -> tuple[Any, str]:
    """Runs of one make are siblings of one kind: paragraphs, lists and quotations, or else the same element."""
    return run.home, "p" if run.flows else run.tag


def _belongs(page: _Text, index: int, makes: set[tuple[Any, str]], chosen: set[int], lines: set[str]) -> bool:
    """Whether a run that holds no match is of the article all the same."""
    runs, run = page.runs, page.runs[index]
    if page.letters[page.starts[index] : page.starts[index + 1]] in lines and _make(run) in makes:
        return True
    if run.tag in _HEADINGS:
        after = index + 1 in chosen and runs[index + 1].home is run.home
        return after and run.links == 0 and not name_line(run.text)
    return _make(run) in makes and _is_prose(run)


def _is_prose(run: Run) -> bool:
    """Whether a run reads as part of an article: words that end like a sentence, or many of them; no list of links."""
    if run.links > 0.5 * len(run.text) or name_line(run.text):
        return False
    words = run.text.split()
    ends = run.text.rstrip("\"'»”’)] ").endswith((".", "!", "?", "…", ":", ";", "。"))
    return (ends and len(words) > 1) or len(words) >= 10


# ── reading it ────────────────────────────────────────────────────────────────────────────────────


def _read(
    page: Page,
    known: Article,
    everything: list[Run],
    seen: _Text,
    choice: _Choice,
    share: float,
    last: Place | None,
) -> Found:
    article = _article(page, everything, seen, choice.runs, share)
    inside = {id(seen.runs[index]) for index in choice.runs}
    outside = [run for run in everything if id(run) not in inside]
    rest = Rest(
        visible=f" {' '.join(_letters_of([run for run in outside if run.seen]))} ",
        hidden=f" {' '.join(_letters_of([run for run in outside if not run.seen]))} ",
    )
    loose, firm = _edges(choice, article.place, last)
    known, article = relate(known, article, rest, loose=loose, firm=firm)
    return Found(article=article, known=known, share=share)


def _article(page: Page, everything: list[Run], seen: _Text, chosen: list[int], share: float) -> Article:
    runs = [seen.runs[index] for index in chosen]
    blocks = tuple(
        Block(text=run.text, kind=kind_of(run), path=path_of(page, run.element), links=run.linked) for run in runs
    )
    inside = {id(run) for run in runs}
    cyrillic = cutting.is_cyrillic(run.text for run in runs)
    return Article(
        blocks=blocks,
        sentences=cutting.split(blocks),
        how="guided",
        sure=round(share, 3),
        cleaner=clean.STAMP,
        place=_place(page, seen, chosen),
        elsewhere=frozenset(_digests([run for run in everything if id(run) not in inside], cyrillic)),
        notes=(f"found by its text: {share:.0%} of what we hold, in {len(blocks)} blocks",),
    )


def _edges(choice: _Choice, now: Place | None, last: Place | None) -> tuple[frozenset[int], frozenset[int]]:
    """The article's blocks at its edges: those that may be furniture, and those beyond which lies what lay there at
    the last reading."""
    loose, firm = set(), set()
    first = min(set(choice.runs) - choice.edges, default=0)
    for number, run in enumerate(choice.runs):
        if run in choice.edges:
            same = now and last and (now.before == last.before if run < first else now.after == last.after)
            (firm if same else loose).add(number)
    return frozenset(loose), frozenset(firm)


def _place(page: Page, seen: _Text, chosen: list[int]) -> Place:
    elements = [seen.runs[index].element for index in chosen]
    chains = [[element, *element.iterancestors()] for element in (elements[0], elements[-1])]
    others = set(chains[1])
    home = next((element for element in chains[0] if element in others), page.tree)

    def neighbour(index: int) -> str:
        return cutting.digest(fold(seen.runs[index].text)) if 0 <= index < len(seen.runs) else ""

    return Place(path=path_of(page, home), before=neighbour(chosen[0] - 1), after=neighbour(chosen[-1] + 1))


def _digests(runs: list[Run], cyrillic: bool) -> Iterable[str]:
    for run in runs:
        if len(run.text) < 60 and not any(mark in run.text for mark in ".!?…"):
            yield cutting.digest(fold(run.text))
        else:
            for _, text in cutting.cut(run.text, cyrillic=cyrillic):
                yield cutting.digest(fold(text))
