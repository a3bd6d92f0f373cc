"""Which blocks of a page are the article that a text is known of.

Matches decide: the heaviest set of stretches of letters that keep the text's order and lie close together. What lies
between them and is of the same make (siblings of one kind, reading like prose) is the article too; at the edges it
may be, and is said to be so. Text that stands twice neither widens the article nor stands in for it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from monitor.clean.anchors import SHORTEST, Stretch, chain, covered, letters_of, straight, stretches, telling
from monitor.clean.damage import name_line
from monitor.clean.visible import Run

# What it costs to skip visible letters on the way to the next match, beyond those that the text lacks there too:
# a lone sentence of 100 letters is worth a gap of 400, and a body of text is worth any.
_SKIP, _SKIP_MOST = 0.25, 300.0
# Text inside links counts less: teasers are links, articles are not.
_LINKED = 0.3
# A phrase inside a passage so many times as long tells no place on a whole page.
_INSIDE = 2.0
# A block is held by so many letters, or by this share of its own; at the article's ends by a larger one, for a
# headline shares phrases with the lead.
_HELD, _SHARE, _SHARE_AT_ENDS, _SHARE_OF_HEADLINES = 40, 0.3, 0.6, 0.8
# How many wrappers around a paragraph are looked at, and what holds a whole article or page, and so is none.
_WRAPPERS = 4
_WHOLES = frozenset({"article", "main", "body", "html", "aside", "nav", "footer", "header"})
_NUMBERS = re.compile(r"\d+")
# Runs of boxes that may stand between two paragraphs at the article's end.
_BOXES = 4
# Words of a short line, and how far its paragraphs may be from it, in runs.
_SHORT, _LINES = 2, 20
_ITEMS = frozenset({"li", "dt", "dd"})
# Elements that say nothing of what they hold, and attributes that say how it looks.
_PLAIN = (
    frozenset({"p", "div", "section", "center", "blockquote", "pre", "table", "tbody", "tr", "td", "ul", "ol", "dl"})
    | _ITEMS
)
_LOOKS = frozenset({"style", "align", "dir", "lang", "width", "valign", "border", "cellpadding", "cellspacing"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


class Text:
    """Some runs, and their letters one after another, when they are asked for."""

    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs

    @cached_property
    def each(self) -> list[str]:
        return letters_of(run.text for run in self.runs)

    @cached_property
    def letters(self) -> str:
        return "".join(self.each)

    @cached_property
    def starts(self) -> list[int]:
        """Where each run's letters begin; one more for the end."""
        return [0, *accumulate(map(len, self.each))]

    def at(self, letter: int) -> int:
        """The run that holds a letter."""
        return bisect_right(self.starts, letter) - 1


@dataclass(frozen=True, slots=True)
class Choice:
    """The runs that are the article, by their numbers, and those of them before its first and behind its last match."""

    runs: list[int]
    edges: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Located:
    """Where a text stands: all stretches that it shares with the page, and the chain of them."""

    shared: list[Stretch]
    line: list[Stretch]
    share: float


def locate(text: str, page: Text) -> Located:
    """Find the letters of a text among those of a page."""
    linked = [run.links > 0.8 * len(run.text) for run in page.runs]

    def worth(one: Stretch) -> float:
        return one.length * (_LINKED if linked[page.at(one.b)] else 1.0)

    def price(skipped: int, missed: int) -> float:
        return min(_SKIP_MOST, _SKIP * max(0, skipped - missed))

    shared = straight(text, page.letters, frozenset(page.starts))
    if shared is None:
        shared = stretches(text, page.letters)
    line = chain(telling(shared, _INSIDE), price=price, worth=worth) or list(_short(text, page, linked))
    return Located(shared, line, sum(one.length for one in line) / len(text))


def _short(text: str, page: Text, linked: list[bool]) -> Iterator[Stretch]:
    """A text too short for a stretch, where it is a whole run, or several: the first that is no link."""
    borders = frozenset(page.starts)
    at = page.letters.find(text)
    while at >= 0:
        if at in borders and at + len(text) in borders and not linked[page.at(at)]:
            yield Stretch(0, at, len(text))
            return
        at = page.letters.find(text, at + 1)


def choose(page: Text, line: list[Stretch], lines: Callable[[], Iterable[str]], standing: Iterable[int] = ()) -> Choice:
    """The runs that are the article. `lines()` are the letters of the text's blocks and sentences, one by one;
    `standing` are runs that the last reading had, and that stand as they stood."""
    matched = sorted({*_matched(page, line), *standing})
    picked = _Picked(page, set(matched), lines)
    first, last = matched[0], matched[-1]
    while more := [index for index in range(first, last + 1) if picked.takes(index)]:
        picked.add(more)
    # What lies beyond is gathered until nothing more is like it, so that a second reading finds the same.
    edges: set[int] = set()
    while more := list(_beyond(picked, first, last)):
        picked.add(more)
        edges.update(more)
        first, last = min(first, *more), max(last, *more)
        while more := [index for index in range(first, last + 1) if picked.takes(index)]:
            picked.add(more)
            edges.update(more)
    return Choice(sorted(picked.chosen), frozenset(edges))


def unchanged(page: Text, expected: Sequence[tuple[str, str]], path: Any) -> Choice | None:
    """The same runs as last time, if they all stand where they stood and nothing new stands among them.

    `expected` are the text and path of each block of the last reading; `path(run)` says where a run stands.
    """
    chosen: list[int] = []
    for index, run in enumerate(page.runs):
        if len(chosen) == len(expected):
            break
        text, there = expected[len(chosen)]
        if run.text == text and path(run) == there:
            chosen.append(index)
    if not chosen or len(chosen) < len(expected):
        return None
    picked = _Picked(page, set(chosen), tuple)
    new = any(picked.takes(index) for index in range(chosen[0], chosen[-1]))
    return None if new or next(_beyond(picked, chosen[0], chosen[-1]), None) is not None else Choice(chosen)


def _beyond(picked: _Picked, first: int, last: int) -> Iterator[int]:
    """The runs before the first and behind the last that may be the article's too: the next ones, and others in the
    same element behind a box or two."""
    runs = picked.page.runs
    for step, edge in ((-1, first), (1, last)):
        home, skipped, index = runs[edge].home, 0, edge + step
        while 0 <= index < len(runs) and skipped <= _BOXES:
            over = step < 0 and runs[index].tag in _HEADINGS  # over the text stands its headline
            if not over and picked.takes(index) and (not skipped or runs[index].home is home):
                yield index
                skipped = 0
            else:
                skipped += 1
            index += step


def _matched(page: Text, line: list[Stretch]) -> list[int]:
    """The runs of which enough is held, in order."""
    spans = [(one.b, one.b_end) for one in line]
    held = sorted({run for one in line for run in range(page.at(one.b), page.at(one.b_end - 1) + 1)})

    def enough(index: int, share: float) -> bool:
        start, end = page.starts[index], page.starts[index + 1]
        part = covered(spans, start, end)
        if share == _SHARE_AT_ENDS and page.runs[index].tag == "h1":
            return part >= _SHARE_OF_HEADLINES * (end - start)
        return part >= _HELD or part == end - start or (part >= SHORTEST and part >= share * (end - start))

    def goes_on(index: int, *, forth: bool) -> bool:
        """Whether the text goes on from a short run at an end: a name in a menu stands in the midst of a lead, too."""
        start, end = page.starts[index], page.starts[index + 1]
        first = bisect_right(line, start, key=lambda one: one.b_end)  # the first stretch that reaches into the run …
        after = bisect_left(line, end, key=lambda one: one.b)  # … and the first behind it
        inner, next_one = (after - 1, after) if forth else (first, first - 1)
        beyond = line[inner].b_end > end if forth else line[inner].b < start
        if beyond or not 0 <= next_one < len(line):
            return True
        missed = line[max(inner, next_one)].a - line[min(inner, next_one)].a_end
        part = covered(spans, start, end)
        return part >= _HELD or missed <= part

    matched = [index for index in held if enough(index, _SHARE)]
    while len(matched) > 1 and not (enough(matched[0], _SHARE_AT_ENDS) and goes_on(matched[0], forth=True)):
        matched.pop(0)
    while len(matched) > 1 and not (enough(matched[-1], _SHARE_AT_ENDS) and goes_on(matched[-1], forth=False)):
        matched.pop()
    return matched or held


class _Picked:
    """The runs that were picked so far, and what others must be like to be picked too."""

    def __init__(self, page: Text, chosen: set[int], lines: Callable[[], Iterable[str]]) -> None:
        self.page, self.chosen, self.make_lines = page, chosen, lines
        self.lines: frozenset[str] | None = None
        self.makes: set[_Make] = set()
        self.wrapped: dict[_Make, set[Any]] = {}
        self.unwrapped: list[_Make] = []  # picked, and not yet in there
        self.lists: set[Any] = set()
        self._learn(chosen)

    def add(self, more: Iterable[int]) -> None:
        self.chosen.update(more)
        self._learn(more)

    def _learn(self, runs: Iterable[int]) -> None:
        for index in runs:
            run = self.page.runs[index]
            make = _make(run)
            if make not in self.makes:
                self.makes.add(make)
                self.unwrapped.append(make)
            if run.tag in _ITEMS:
                self.lists.add(run.element.getparent())

    def _is_wrapped_alike(self, run: Run) -> bool:
        """Whether a run stands in a wrapper of its own, as several that were picked do in theirs."""
        while self.unwrapped:
            for make, wrapper in _wrappings(self.unwrapped.pop()):
                self.wrapped.setdefault(make, set()).add(wrapper)
        return any(len(self.wrapped.get(make, ())) > 1 for make, _ in _wrappings(_make(run)))

    def takes(self, index: int) -> bool:
        """Whether a run that holds no match is of the article all the same."""
        if index in self.chosen:
            return False
        run = self.page.runs[index]
        if run.tag in _HEADINGS:  # a headline of the text below it; over a list of links it is the list's
            return self._heads(index) and run.links == 0 and not name_line(run.text)
        if run.tag in _ITEMS and run.element.getparent() in self.lists:  # however short
            return 2 * run.links <= len(run.text) and not name_line(run.text)
        if _make(run) in self.makes:
            return is_prose(run) or self._is_between(index) or self._is_line(index)
        return is_prose(run) and (self._is_wrapped_alike(run) or self._stands_plain(index))

    def _stands_plain(self, index: int) -> bool:
        """Whether a run stands between two that were picked, or beside the outermost of them, and nothing that holds
        it there says that it is anything else: whoever adds to a text by hand takes the plainest element there is."""
        near = [self._nearest(index, step) for step in (-1, 1)]
        shared = [{one.element, *one.element.iterancestors()} for one in near if one is not None]
        if len(shared) == 1:
            shared = [{one.home} for one in near if one is not None]
        for element in (self.page.runs[index].element, *self.page.runs[index].element.iterancestors()):
            if shared and all(element in each for each in shared):
                return True
            if element.tag not in _PLAIN or not _is_bare(element):
                return False
        return False

    def _nearest(self, index: int, step: int) -> Run | None:
        near = range(index + step, index + step * (_LINES + 1), step)
        return next((self.page.runs[at] for at in near if at in self.chosen), None)

    def _is_between(self, index: int) -> bool:
        """Whether a short line stands between two paragraphs of the article, like one of them: a line on its own, the
        items of a list."""
        run = self.page.runs[index]
        if not run.flows or 2 * run.links > len(run.text) or len(run.text.split()) < _SHORT or name_line(run.text):
            return False
        return all(self._neighbour(index, step) is run.home for step in (-1, 1))

    def _neighbour(self, index: int, step: int) -> Any:
        """The element that a run stands in, where a picked one of the same is near that way."""
        runs, home = self.page.runs, self.page.runs[index].home
        near = range(index + step, index + step * (_LINES + 1), step)
        return next((home for at in near if at in self.chosen and runs[at].home is home), None)

    def _heads(self, index: int) -> bool:
        """Whether the next text in the same element, behind a picture's caption or so, is of the article."""
        home = self.page.runs[index].home
        below = range(index + 1, min(len(self.page.runs), index + 2 + _BOXES))
        return next((at in self.chosen for at in below if self.page.runs[at].home is home), False)

    def _is_line(self, index: int) -> bool:
        """Whether a run is a line of the text, too short to be found by itself."""
        if self.lines is None:
            self.lines = frozenset(self.make_lines())
        return bool(self.lines) and len(self.page.each[index]) <= _HELD and self.page.each[index] in self.lines


# What runs of one make share: the element that holds them all, and the way down from there to each.
_Make = tuple[Any, tuple[str, ...]]


def _make(run: Run) -> _Make:
    """Runs of one make are siblings of one kind: paragraphs, lists and quotations, or else the same element."""
    return run.home, ("p" if run.flows else run.tag,)


def _wrappings(make: _Make) -> Iterator[tuple[_Make, Any]]:
    """Where each paragraph stands in a wrapper of its own, the wrappers are the siblings: the makes by which a run of
    this make is of such a row, and its wrapper there."""
    home, way = make
    for _ in range(_WRAPPERS):
        if home is None or home.tag in _WHOLES:
            return
        home, wrapper, way = home.getparent(), home, (_name(home), *way)
        yield (home, way), wrapper


def _name(element: Any) -> str:
    """An element's name and the first of its classes, which in most systems says what it is; without numbers."""
    classes: str = element.get("class") or ""
    return f"{element.tag}.{_NUMBERS.sub('', classes.split()[0])}" if classes.strip() else str(element.tag)


def _is_bare(element: Any) -> bool:
    return _LOOKS.issuperset(element.keys())


def is_prose(run: Run) -> bool:
    """Whether a run reads as part of an article: words that end like a sentence, or many of them; no list of links."""
    if run.links > 0.5 * len(run.text) or name_line(run.text):
        return False
    words = run.text.split()
    ends = run.text.rstrip("\"'»”’)] ").endswith((".", "!", "?", "…", ":", ";", "。"))
    aside = run.text.startswith("(") and run.text.endswith(")")
    return ((ends or aside) and len(words) > 1) or len(words) >= 10
