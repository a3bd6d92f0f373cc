"""What a text that we hold and an article lack of each other, sentence by sentence, and what that is called."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from rapidfuzz import fuzz

from monitor.clean.anchors import Stretch
from monitor.clean.boxes import WHY as BOX
from monitor.clean.damage import DOUBLE, PART, name_line
from monitor.clean.ends import cut_short, ends
from monitor.clean.recut import Side
from monitor.model import Extra

# A sentence stands in the other text where this share of its letters does.
STANDS = 0.5
# A sentence of a copy is doubled where this share of its letters is: phrases recur.
DOUBLED = 1.0
TWICE = "doubled_in_copy"
# Sentences on both sides of a gap are compared with each other as long as there are no more of them than this.
_PAIRS = 4000
# Sentences less like than this are not the same sentence edited; they may still stand in each other's place.
_LIKE = 45.0
# Sentences so alike are the same one reworded; so many of a page are looked at.
_ALIKE, _MOST_NEAR = 75.0, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The letters of a page outside the article, each block between blanks: seen, unseen, and said of pictures."""

    visible: str = ""
    hidden: str = ""
    pictures: str = ""


def _standing(side: Side, spans: list[tuple[int, int]], least: float = STANDS) -> list[bool]:
    """Which sentences of a side stand in these spans, which are ordered and do not overlap."""
    standing, first = [], 0
    for start, end in pairwise(side.starts):
        while first < len(spans) and spans[first][1] <= start:
            first += 1
        if first < len(spans) and spans[first][0] <= start and end <= spans[first][1]:
            standing.append(True)
            continue
        part, at = 0, first
        while at < len(spans) and spans[at][0] < end:
            part += min(end, spans[at][1]) - max(start, spans[at][0])
            at += 1
        standing.append(part >= least * (end - start))
    return standing


class Naming:
    """What one side lacks, and what it is called."""

    def __init__(
        self,
        held: Side,
        page: Side,
        line: list[Stretch],
        moved: list[Stretch],
        doubled: list[Stretch],
        rest: Rest,
        loose: frozenset[int],
        firm: frozenset[int],
    ) -> None:
        self.held, self.page, self.rest, self.loose, self.firm = held, page, rest, loose, firm
        self.is_copy = held.article.how == "copy"
        in_line = [(one.a, one.a_end) for one in line]
        out_of_line = sorted((one.a, one.a_end) for one in moved)
        twice = sorted((one.a, one.a_end) for one in doubled)
        everywhere = sorted((one.b, one.b_end) for one in (*line, *moved))
        self.in_line = _standing(held, in_line)
        self.out_of_line = _standing(held, out_of_line)
        self.on_page = _standing(page, everywhere)
        self.twice = _standing(held, twice, DOUBLED)
        self._settle_short_ones()
        self.line = line

    def _settle_short_ones(self) -> None:
        """Sentences too short for a stretch stand where an equal one does; each answers for one."""
        free: dict[str, list[int]] = {}
        for j, sentence in enumerate(self.page.article.sentences):
            if not self.on_page[j]:
                free.setdefault(sentence.digest, []).append(j)
        for i, sentence in enumerate(self.held.article.sentences):
            if not self.in_line[i] and not self.out_of_line[i] and free.get(sentence.digest):
                self.on_page[free[sentence.digest].pop(0)] = True
                self.in_line[i] = True

    def extras(self) -> Iterator[Extra]:
        named = dict(self._copy_side()) if self.is_copy else {}
        for i, why in sorted(named.items()):
            yield Extra(side="copy", sentence=i, why=why)
        yield from self._page_side(named)

    # ── what the page lacks, or has otherwise ──

    def _copy_side(self) -> Iterator[tuple[int, str]]:
        sentences = self.held.article.sentences
        held = {s.block for i, s in enumerate(sentences) if self.in_line[i] or self.out_of_line[i]}
        flat = self.held.article.flat
        apart = self._apart()
        for i, sentence in enumerate(sentences):
            if self.in_line[i]:
                continue
            if i in apart:
                yield i, "apart"
                continue
            if self.out_of_line[i]:
                yield i, "order"
                continue
            block = "" if sentence.block in held else name_line(self.held.article.blocks[sentence.block].text)
            why = (
                (TWICE if self.twice[i] and not self.has_its_place(i) else "")
                or block
                or name_line(sentence.text, anywhere=flat)
                or self._stands_twice(i)
                or self._stands_outside(i)
            )
            if why:
                yield i, why

    def _apart(self) -> frozenset[int]:
        """The sentences of those parts of a note of which the page has nothing: its owner's own words, most likely."""
        begins = [0, *(extra.sentence for extra in self.held.article.extras if extra.why == PART)]
        if len(begins) < 2:
            return frozenset()
        parts = [range(start, end) for start, end in pairwise([*begins, len(self.in_line)])]
        missing = [
            part for part in parts if not any(self.in_line[i] or self.out_of_line[i] or self.twice[i] for i in part)
        ]
        lost = sum(self.held.starts[part.stop] - self.held.starts[part.start] for part in missing)
        # Where most of a note is gone, most of an article may be.
        return frozenset(i for part in missing for i in part) if 2 * lost <= len(self.held.letters) else frozenset()

    def has_its_place(self, i: int) -> bool:
        """Whether a sentence that the page has elsewhere too stands in its own place, maybe in other words: a refrain
        is no damage."""
        if self.in_line[i]:
            return True
        gap = self._gap_of_held(i)
        text = self._folded(self.held, i)
        near = (j for j, there in enumerate(self.on_page) if not there and abs(self._gap_of_page(j) - gap) <= 1)
        return any(fuzz.ratio(text, self._folded(self.page, j), score_cutoff=_ALIKE) for j in islice(near, _MOST_NEAR))

    def _stands_twice(self, i: int) -> str:
        """A short sentence between doubled ones is doubled with them."""
        start, end = self.held.span(i)
        near = [k for k in (i - 1, i + 1) if 0 <= k < len(self.twice)]
        text = self.held.letters[start:end]
        return TWICE if any(self.twice[k] for k in near) and text in self.page.letters else ""

    def _stands_outside(self, i: int) -> str:
        start, end = self.held.span(i)
        text = self.held.letters[start:end]
        if not text:
            return ""
        whole = text if len(text) >= DOUBLE else f" {text} "
        if whole in self.rest.visible:
            return "elsewhere"
        if self._is_beyond(i) and f" {text}" in self.rest.visible:
            return "elsewhere"
        if whole in self.rest.hidden:
            return "hidden"
        if whole in self.rest.pictures:
            return "caption"
        return ""

    def _is_beyond(self, i: int) -> bool:
        """Whether a line of the copy, no sentence, lies before or behind all that stands in the page."""
        if ends(self.held.article.sentences[i].text):
            return False
        stands = [k for k, there in enumerate(self.in_line) if there]
        return not stands or not stands[0] < i < stands[-1]

    # ── what the copy lacks ──

    def _page_side(self, named: dict[int, str]) -> Iterator[Extra]:
        sentences = self.page.article.sentences
        outside = {extra.sentence for extra in self.page.article.extras if extra.why == BOX}
        new = [j for j in range(len(sentences)) if not self.on_page[j] and j not in outside]
        kept = set(self._kept_marks())
        if not self.is_copy:
            marked = kept | {j for j in new if sentences[j].block in self.loose}
        else:
            marked = set(new) - self._replacements(new, named)
            marked -= {j for j in marked if sentences[j].block in self.firm}
            marked |= set(cut_short(self.held, self.page, self.line))
        bare = {s.block for s in sentences} - {s.block for j, s in enumerate(sentences) if j not in marked}
        for j in sorted(outside):
            yield Extra(side="page", sentence=j, why=BOX)
        for j in sorted(marked - outside):
            why = "block_not_in_copy" if sentences[j].block in bare else "sentence_not_in_copy"
            yield Extra(side="page", sentence=j, why=why)

    def _kept_marks(self) -> Iterator[int]:
        """What the reading before had beyond the copy is beyond it still."""
        marks = {extra.sentence for extra in self.held.article.extras if extra.side == "page"}
        old = self.held.article.sentences
        free: dict[str, list[bool]] = {}
        for i, sentence in enumerate(old):
            free.setdefault(sentence.digest, []).append(i in marks)
        for j, sentence in enumerate(self.page.article.sentences):
            if free.get(sentence.digest) and free[sentence.digest].pop(0):
                yield j

    def _replacements(self, new: list[int], named: dict[int, str]) -> set[int]:
        """Page sentences that stand where a sentence of the copy stood: edits of it, not extras."""
        lost: dict[int, list[int]] = {}
        for i in range(len(self.held.article.sentences)):
            if not self.in_line[i] and not self.out_of_line[i] and i not in named:
                lost.setdefault(self._gap_of_held(i), []).append(i)
        come: dict[int, list[int]] = {}
        for j in new:
            if not self._is_repetition(j):
                come.setdefault(self._gap_of_page(j), []).append(j)
        replaced: set[int] = set()
        for gap, olds in lost.items():
            replaced.update(self._paired(olds, come.get(gap, [])))
        return replaced

    def _is_repetition(self, j: int) -> bool:
        start, end = self.page.span(j)
        return end - start >= DOUBLE and self.page.letters[start:end] in self.held.letters

    def _gap_of_held(self, i: int) -> int:
        """The gap of the chain that a sentence of the held text lies in, counted in stretches before it."""
        start, end = self.held.span(i)
        return bisect_right(self.line, (start + end) // 2, key=lambda one: one.a)

    def _gap_of_page(self, j: int) -> int:
        start, end = self.page.span(j)
        return bisect_right(self.line, (start + end) // 2, key=lambda one: one.b)

    def _paired(self, olds: list[int], news: list[int]) -> Iterator[int]:
        """As many of the new sentences as there are old ones: the most alike first, then in their order."""
        if len(news) <= len(olds):
            yield from news
            return
        left_old, left_new = set(olds), set(news)
        if len(olds) * len(news) <= _PAIRS:
            pairs = sorted(
                (-fuzz.ratio(self._folded(self.held, i), self._folded(self.page, j)), i, j) for i in olds for j in news
            )
            for score, i, j in pairs:
                if -score >= _LIKE and i in left_old and j in left_new:
                    left_old.discard(i)
                    left_new.discard(j)
                    yield j
        # The place of a sentence is first of all the block that its neighbours still stand in.
        sentences = self.page.article.sentences
        held = {s.block for j, s in enumerate(sentences) if self.on_page[j]}
        rest = sorted((j for j in news if j in left_new), key=lambda j: (sentences[j].block not in held, j))
        yield from rest[: len(left_old)]

    @staticmethod
    def _folded(side: Side, k: int) -> str:
        return side.article.sentences[k].folded[:1000]
