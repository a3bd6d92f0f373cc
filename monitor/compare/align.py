"""Which sentence became which: the alignment of two articles.

Unchanged sentences are found by digest, those that crossed are moves by the fewest-crossings rule (`order.py`), and
what is left over is paired by similarity, first in its own place, then anywhere. A sentence may become two, and two
one. The work is bounded by counts, never by a clock, so the same input gives the same output under any load.
"""

from __future__ import annotations

import re
from bisect import bisect, insort
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from monitor.compare.borders import bare, regrouped
from monitor.compare.order import Pair, equal_pairs, uncrossed
from monitor.model import Sentence

# How like two different sentences must be to be one sentence edited. Of 20,000 random pairs from Russian and English
# articles 99 in 100 stay below 0.37, and an edit that leaves half the words stays above 0.5.
NEAR = 0.5
# A sentence that stands somewhere else and was edited as well must be liker: chance has more to choose from there.
NEAR_AFAR = 0.7
# Sentences of a gap times sentences of its other side, up to which every pair is weighed.
WEIGHED = 400
# A sentence is looked for among those that share one of its rarer words: this many at most for each word.
CROWD = 8
# Of a very long sentence this much is compared by letters.
LETTERS = 4_000
_WORDS = re.compile(r"\w+")
# Chinese, Japanese, Thai, Lao, Burmese and Khmer put no blanks between words: there a sign counts as one.
_SIGNS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_UNSPACED = re.compile(rf"[{_SIGNS}]")
_WORDS_AND_SIGNS = re.compile(rf"[{_SIGNS}]|[^\W{_SIGNS}]+")
_NOTE_NUMBER = re.compile(r"\s*\[\d{1,3}\]\s*")
_LETTER = re.compile(r"[^\W_]")


class Link(NamedTuple):
    """Sentences of the old article and what they became: places in the two sequences.

    `same`: nothing but the borders between sentences or folds differ. `like` is the similarity, 0 to 1. `moved`: it
    crossed others. `near` tells a sentence edited from one that merely gave way to another in its place.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    same: bool = False
    moved: bool = False
    like: float = 1.0

    @property
    def near(self) -> bool:
        return self.same or self.like >= NEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The sentences of one article. Those `fixed` pair only with their equals; those `beside` the text never merely
    take another's place, and are never what another beside the text became.
    """

    sentences: Sequence[Sentence]
    fixed: frozenset[int] = frozenset()
    beside: frozenset[int] = frozenset()


def align(old: Side, new: Side, *, flat: bool = False) -> tuple[Link, ...]:
    """What became of each sentence, in the order of the new ones.

    Which side is called old changes nothing but the names: of two ways to see it that are equally good, both
    directions see the same one.
    """
    if [one.digest for one in old.sentences] <= [one.digest for one in new.sentences]:
        links = _Alignment(old, new, flat).run()
    else:
        turned = _Alignment(new, old, flat).run()
        links = [Link(old=one.new, new=one.old, same=one.same, moved=one.moved, like=one.like) for one in turned]
    return tuple(sorted(links, key=lambda link: (link.new, link.old)))


class _Alignment:
    """Links between two sequences of sentences, made step by step."""

    def __init__(self, old: Side, new: Side, flat: bool) -> None:
        self.old, self.new, self.flat = old.sentences, new.sentences, flat
        self.old_side, self.new_side = old, new
        self.links: list[Link] = []
        self._words: dict[str, list[str]] = {}
        self._free_old = set(range(len(old.sentences)))
        self._free_new = set(range(len(new.sentences)))
        self._steady: list[Pair] = []  # pairs that stand in order, by their first sentences

    # ── the steps, in their order ──

    def run(self) -> list[Link]:
        self._pair_equal()
        for olds, news in self._gaps():
            self._pairregrouped(olds, news)
        self._pair_all_near()
        self._pair_afar()
        if self._tell_moves():
            self._pair_all_near()
        for olds, news in self._gaps():
            self._pair_in_place(self._loose_old(olds), self._loose_new(news))
        for olds, news in self._gaps():
            self._pair_ornaments(olds, news)
        return self.links

    def _pair_equal(self) -> None:
        """Sentences whose folded forms are the same: first in order, then wherever they went. Ornaments wait."""
        olds = [i for i, one in enumerate(self.old) if one.text[:1].isalpha() or says_something(one.text)]
        news = [j for j, one in enumerate(self.new) if one.text[:1].isalpha() or says_something(one.text)]
        kept, moved = equal_pairs(
            [self.old[i].digest for i in olds],
            [self.new[j].digest for j in news],
            size=lambda a: len(self.old[olds[a]].folded),
        )
        self.links += [Link((olds[a],), (news[b],), same=True) for a, b in kept]
        self.links += [Link((olds[a],), (news[b],), same=True, moved=True) for a, b in moved]
        self._free_old.difference_update([olds[a] for a, _ in (*kept, *moved)])
        self._free_new.difference_update([news[b] for _, b in (*kept, *moved)])
        self._steady = sorted([(olds[a], news[b]) for a, b in kept])

    def _pair_ornaments(self, olds: list[int], news: list[int]) -> None:
        """Rows of asterisks and the like, which say nothing and so never move."""
        mute = [j for j in news if not says_something(self.new[j].text)]
        at = 0
        for i in olds if mute else ():
            for b in range(at, len(mute)):
                if self.old[i].digest == self.new[mute[b]].digest:
                    self._link((i,), (mute[b],), same=True)
                    at = b + 1
                    break

    def _pair_all_near(self) -> None:
        for olds, news in self._gaps():
            self._pair_near(self._loose_old(olds), self._loose_new(news))

    def _tell_moves(self) -> bool:
        """Which pairs crossed, now that edited sentences are among them: again as few as can be. Whether any did."""
        if len(self._steady) == len(self.links) and all(one[1] < two[1] for one, two in pairwise(self._steady)):
            return False
        kept = set(uncrossed([(link.old[0], link.new[0]) for link in self.links], lambda i: len(self.old[i].folded)))
        self._steady = sorted(kept)
        for at, link in enumerate(self.links):
            moved = (link.old[0], link.new[0]) not in kept
            if moved is not link.moved:
                self.links[at] = link._replace(moved=moved)
        return len(kept) < len(self.links)

    def _pairregrouped(self, olds: list[int], news: list[int]) -> None:
        """The same text cut into sentences at other places, which is no change at all."""
        for i, k, j, m in regrouped([bare(self.old[i].folded) for i in olds], [bare(self.new[j].folded) for j in news]):
            self._link(tuple(olds[i:k]), tuple(news[j:m]), same=True)

    def _pair_near(self, olds: list[int], news: list[int]) -> None:
        """Edited sentences in their own place, splits and merges among them."""
        if not olds or not news:
            return
        if len(olds) * len(news) <= WEIGHED:
            for old, new, like in self._weigh(olds, news):
                self._link(old, new, like=like)
            return
        found = self._likest(olds, news, NEAR)
        kept = uncrossed([(i, j) for i, j, _ in found])
        likes = {(i, j): like for i, j, like in found}
        start_old = start_new = 0
        places_old = {i: at for at, i in enumerate(olds)}
        places_new = {j: at for at, j in enumerate(news)}
        for i, j in [*kept, (-1, -1)]:
            end_old, end_new = places_old.get(i, len(olds)), places_new.get(j, len(news))
            inner_old, inner_new = olds[start_old:end_old], news[start_new:end_new]
            if inner_old and inner_new and len(inner_old) * len(inner_new) <= WEIGHED:
                for old, new, like in self._weigh(inner_old, inner_new):
                    self._link(old, new, like=like)
            if i >= 0:
                self._link((i,), (j,), like=likes[i, j])
            start_old, start_new = end_old + 1, end_new + 1

    def _pair_afar(self) -> None:
        """Sentences that moved and were edited on the way."""
        olds = self._loose_old(range(len(self.old)))
        news = self._loose_new(range(len(self.new)))
        for i, j, like in self._likest(olds, news, NEAR_AFAR):
            self._link((i,), (j,), like=like)

    def _pair_in_place(self, olds: list[int], news: list[int]) -> None:
        """What gave way to something else in the same place, however unlike the two are."""
        olds = [i for i in olds if i not in self.old_side.beside]
        news = [j for j in news if j not in self.new_side.beside]
        if not olds or not news or len(olds) * len(news) > WEIGHED:
            return
        if not self.flat and self._apart(olds, news):
            return
        short, long = (olds, news) if len(olds) <= len(news) else (news, olds)
        for at, one in enumerate(short):
            other = long[at]
            i, j = (one, other) if short is olds else (other, one)
            self._link((i,), (j,), like=self.like((i,), (j,)))

    # ── what the steps ask ──

    def like(self, olds: Sequence[int], news: Sequence[int]) -> float:
        """How like two passages are, 0 to 1: the mean of the share of common words and of common letters."""
        if self.old_side.beside.issuperset(olds) and self.new_side.beside.issuperset(news):
            return 0.0
        left = " ".join(self.old[i].folded for i in olds)
        right = " ".join(self.new[j].folded for j in news)
        letters = fuzz.ratio(left[:LETTERS], right[:LETTERS]) / 100
        if letters < 0.2:
            return letters / 2
        words = Indel.normalized_similarity(self._split(left), self._split(right))
        return float(letters + words) / 2

    def _split(self, text: str) -> list[str]:
        found = self._words.get(text)
        if found is None:
            words = _WORDS if text.isascii() or not _UNSPACED.search(text) else _WORDS_AND_SIGNS
            found = self._words[text] = words.findall(text[:LETTERS])
        return found

    def _weigh(self, olds: list[int], news: list[int]) -> list[tuple[tuple[int, ...], tuple[int, ...], float]]:
        """The cheapest way to turn one run of sentences into the other: pairs, splits and merges, and what is left."""
        alone = 0.5  # the price of a sentence without a partner; two of them cost as much as a pair wholly unlike
        like = {(a, b): self.like((i,), (j,)) for a, i in enumerate(olds) for b, j in enumerate(news)}
        height, width = len(olds), len(news)
        cost = [[0.0] * (width + 1) for _ in range(height + 1)]
        step: list[list[tuple[int, int, float]]] = [[(0, 0, 0.0)] * (width + 1) for _ in range(height + 1)]
        for a in range(height + 1):
            for b in range(width + 1):
                if a == b == 0:
                    continue
                options: list[tuple[float, tuple[int, int, float]]] = []
                if a and b and like[a - 1, b - 1] >= NEAR:
                    pair = like[a - 1, b - 1]
                    options.append((cost[a - 1][b - 1] + 1 - pair, (1, 1, pair)))
                for many in (2, 3):
                    if a and b >= many:
                        whole = self._split_into(olds[a - 1], news[b - many : b], like, a - 1, b - many)
                        if whole:
                            options.append((cost[a - 1][b - many] + 1 - whole, (1, many, whole)))
                    if b and a >= many:
                        whole = self._merged_into(olds[a - many : a], news[b - 1], like, a - many, b - 1)
                        if whole:
                            options.append((cost[a - many][b - 1] + 1 - whole, (many, 1, whole)))
                if a:
                    options.append((cost[a - 1][b] + alone, (1, 0, 0.0)))
                if b:
                    options.append((cost[a][b - 1] + alone, (0, 1, 0.0)))
                cost[a][b], step[a][b] = min(options, key=lambda option: option[0])
        found: list[tuple[tuple[int, ...], tuple[int, ...], float]] = []
        a, b = height, width
        while a or b:
            back, aside, pair = step[a][b]
            if back and aside:
                found.append((tuple(olds[a - back : a]), tuple(news[b - aside : b]), pair))
            a, b = a - back, b - aside
        return found[::-1]

    def _split_into(self, i: int, news: list[int], like: dict[Pair, float], a: int, b: int) -> float:
        """How like a sentence is to several that may have come of it; 0 if each of them is not part of it."""
        whole = self.like((i,), news)
        alone = max(like[a, b + k] for k in range(len(news)))
        if whole < 0.75 or whole <= alone:
            return 0.0
        text = self.old[i].folded
        return whole if all(_within(self.new[j].folded, text) for j in news) else 0.0

    def _merged_into(self, olds: list[int], j: int, like: dict[Pair, float], a: int, b: int) -> float:
        whole = self.like(olds, (j,))
        alone = max(like[a + k, b] for k in range(len(olds)))
        if whole < 0.75 or whole <= alone:
            return 0.0
        text = self.new[j].folded
        return whole if all(_within(self.old[i].folded, text) for i in olds) else 0.0

    def _likest(self, olds: Sequence[int], news: Sequence[int], least: float) -> list[tuple[int, int, float]]:
        """The likest pairs, each sentence in one of them, found through the rarer words that both have."""
        if not olds or not news:
            return []
        seen: Counter[str] = Counter()
        where: dict[str, list[int]] = defaultdict(list)
        for j in news:
            for word in set(self._split(self.new[j].folded)):
                where[word].append(j)
        for i in olds:
            seen.update(set(self._split(self.old[i].folded)))
        pairs: list[tuple[float, int, int]] = []
        for i in olds:
            votes: Counter[int] = Counter()
            for word in sorted(set(self._split(self.old[i].folded))):
                holders = where.get(word, ())
                if holders and len(holders) <= CROWD and seen[word] <= CROWD:
                    for j in holders:
                        votes[j] += 1
            for j, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:3]:
                like = self.like((i,), (j,))
                if like >= least:
                    pairs.append((-like, i, j))
        taken_old: set[int] = set()
        taken_new: set[int] = set()
        found: list[tuple[int, int, float]] = []
        for negative, i, j in sorted(pairs):
            if i not in taken_old and j not in taken_new:
                taken_old.add(i)
                taken_new.add(j)
                found.append((i, j, -negative))
        return found

    def _gaps(self) -> list[tuple[list[int], list[int]]]:
        """Runs of unpaired sentences between neighbouring pairs that stand in order."""
        if not self._free_old or not self._free_new:
            return []
        starts_new = [new for _, new in self._steady]
        gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for i in sorted(self._free_old):
            gaps[bisect(self._steady, (i, -1))][0].append(i)
        for j in sorted(self._free_new):
            gaps[bisect(starts_new, j)][1].append(j)
        return [gaps[at] for at in sorted(gaps) if all(gaps[at])]

    def _apart(self, olds: list[int], news: list[int]) -> bool:
        """Whether the blocks say that what went and what came did not stand in the same place."""
        first, last = olds[0], olds[-1]
        start, end = news[0], news[-1]
        left_old = first > 0 and self.old[first - 1].block == self.old[first].block
        right_old = last + 1 < len(self.old) and self.old[last + 1].block == self.old[last].block
        left_new = start > 0 and self.new[start - 1].block == self.new[start].block
        right_new = end + 1 < len(self.new) and self.new[end + 1].block == self.new[end].block
        return (left_old and not right_old and right_new and not left_new) or (
            right_old and not left_old and left_new and not right_new
        )

    def _loose_old(self, places: Sequence[int]) -> list[int]:
        return [k for k in places if k in self._free_old and k not in self.old_side.fixed]

    def _loose_new(self, places: Sequence[int]) -> list[int]:
        return [k for k in places if k in self._free_new and k not in self.new_side.fixed]

    def _link(
        self, old: tuple[int, ...], new: tuple[int, ...], *, same: bool = False, moved: bool = False, like: float = 1.0
    ) -> None:
        if self._free_old.issuperset(old) and self._free_new.issuperset(new):
            self._free_old.difference_update(old)
            self._free_new.difference_update(new)
            self.links.append(Link(old=old, new=new, same=same, moved=moved, like=like))
            if not moved:
                insort(self._steady, (old[0], new[0]))


def says_something(text: str) -> bool:
    """Whether there is a letter or figure in it: a row of asterisks is an ornament, and so is a note's number alone."""
    if text[:1].isalpha():
        return True
    return bool(_LETTER.search(text)) and not _NOTE_NUMBER.fullmatch(text)


def _within(part: str, whole: str) -> bool:
    """Whether a text may have come of a longer one."""
    return fuzz.partial_ratio(part[:LETTERS], whole[:LETTERS]) >= 75
