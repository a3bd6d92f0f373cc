"""Which sentence became which: the alignment of two articles.

Unchanged sentences are found by digest, those that crossed are moves by the fewest-crossings rule (`order.py`), and
what is left over is paired by similarity, first in its own place, then anywhere. A sentence may become two, and two
one. The work is bounded by counts, never by a clock, so the same input gives the same output under any load.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from monitor.compare.order import Pair, uncrossed
from monitor.model import Sentence

# How like two different sentences must be to be one sentence edited. Of 20,000 random pairs from Russian and English
# articles 99 in 100 stay below 0.37, and an edit that leaves half the words stays above 0.5.
NEAR = 0.5
# A sentence that stands somewhere else and was edited as well must be liker: chance has more to choose from there.
NEAR_AFAR = 0.7
# Sentences of a gap times sentences of its other side, up to which every pair is weighed.
WEIGHED = 400
# Sentences that both sides have, times each other, up to which the longest common subsequence is asked for (3 MB of
# bits). diff-match-patch would find one as long, but its search grows with the square of the differing sentences.
REPEATED = 25_000_000
# A sentence is looked for among those that share one of its rarer words: this many at most for each word.
CROWD = 8
# Of a very long sentence this much is compared by letters.
LETTERS = 4_000
_WORDS = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
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


def align(
    old: Sequence[Sentence],
    new: Sequence[Sentence],
    *,
    fixed_old: frozenset[int] = frozenset(),
    fixed_new: frozenset[int] = frozenset(),
    beside: frozenset[int] = frozenset(),
    flat: bool = False,
) -> tuple[Link, ...]:
    """What became of each sentence, in the order of the new ones.

    `fixed` sentences pair only with their equals; those of the new side that are `beside` it never merely take
    another's place. Which side is called old changes nothing but the names: of two ways to see it that are equally
    good, both directions see the same one.
    """
    if [one.digest for one in old] <= [one.digest for one in new]:
        links = _Alignment(old, new, fixed_old, fixed_new, frozenset(), beside, flat).run()
    else:
        turned = _Alignment(new, old, fixed_new, fixed_old, beside, frozenset(), flat).run()
        links = [Link(old=one.new, new=one.old, same=one.same, moved=one.moved, like=one.like) for one in turned]
    return tuple(sorted(links, key=lambda link: (link.new, link.old)))


class _Alignment:
    """Links between two sequences of sentences, made step by step."""

    def __init__(
        self,
        old: Sequence[Sentence],
        new: Sequence[Sentence],
        fixed_old: frozenset[int],
        fixed_new: frozenset[int],
        beside_old: frozenset[int],
        beside_new: frozenset[int],
        flat: bool,
    ) -> None:
        self.old, self.new, self.flat = old, new, flat
        self.fixed_old, self.fixed_new = fixed_old, fixed_new
        self.beside_old, self.beside_new = beside_old, beside_new
        self.links: list[Link] = []
        self._words: dict[str, list[str]] = {}
        self._taken_old: set[int] = set()
        self._taken_new: set[int] = set()

    # ── the steps, in their order ──

    def run(self) -> list[Link]:
        self._pair_equal()
        for olds, news in self._gaps():
            self._pair_regrouped(olds, news)
        self._pair_all_near()
        self._pair_afar()
        self._tell_moves()
        self._pair_all_near()
        for olds, news in self._gaps():
            self._pair_in_place(self._loose_old(olds), self._loose_new(news))
        for olds, news in self._gaps():
            self._pair_ornaments(olds, news)
        return self.links

    def _pair_equal(self) -> None:
        """Sentences whose folded forms are the same: first in order, then wherever they went. Ornaments wait."""
        olds = [i for i, one in enumerate(self.old) if says_something(one.text)]
        news = [j for j, one in enumerate(self.new) if says_something(one.text)]
        kept, moved = equal_pairs(
            [self.old[i].digest for i in olds],
            [self.new[j].digest for j in news],
            size=lambda a: len(self.old[olds[a]].folded),
        )
        for a, b in kept:
            self._link((olds[a],), (news[b],), same=True)
        for a, b in moved:
            self._link((olds[a],), (news[b],), same=True, moved=True)

    def _pair_ornaments(self, olds: list[int], news: list[int]) -> None:
        """Rows of asterisks and the like, which say nothing and so never move."""
        at = 0
        for i in olds:
            for b in range(at, len(news)):
                if self.old[i].digest == self.new[news[b]].digest and not says_something(self.old[i].text):
                    self._link((i,), (news[b],), same=True)
                    at = b + 1
                    break

    def _pair_all_near(self) -> None:
        for olds, news in self._gaps():
            self._pair_near(self._loose_old(olds), self._loose_new(news))

    def _tell_moves(self) -> None:
        """Which pairs crossed, now that edited sentences are among them: again as few as can be."""
        kept = set(uncrossed([(link.old[0], link.new[0]) for link in self.links], lambda i: len(self.old[i].folded)))
        for at, link in enumerate(self.links):
            moved = (link.old[0], link.new[0]) not in kept
            if moved is not link.moved:
                self.links[at] = replace(link, moved=moved)

    def _pair_regrouped(self, olds: list[int], news: list[int]) -> None:
        """The same text cut into sentences at other places, which is no change at all."""
        for i, k, j, m in _regrouped(
            [bare(self.old[i].folded) for i in olds], [bare(self.new[j].folded) for j in news]
        ):
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
        olds = [i for i in olds if i not in self.beside_old]
        news = [j for j in news if j not in self.beside_new]
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
            found = self._words[text] = _WORDS.findall(text[:LETTERS])
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
        olds = [i for i in range(len(self.old)) if i not in self._taken_old]
        news = [j for j in range(len(self.new)) if j not in self._taken_new]
        if not olds or not news:
            return []
        steady = sorted((link.old[0], link.new[0]) for link in self.links if not link.moved)
        starts_old, starts_new = [old for old, _ in steady], [new for _, new in steady]
        gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for i in olds:
            gaps[bisect(starts_old, i)][0].append(i)
        for j in news:
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
        return [k for k in places if k not in self._taken_old and k not in self.fixed_old]

    def _loose_new(self, places: Sequence[int]) -> list[int]:
        return [k for k in places if k not in self._taken_new and k not in self.fixed_new]

    def _link(
        self, old: tuple[int, ...], new: tuple[int, ...], *, same: bool = False, moved: bool = False, like: float = 1.0
    ) -> None:
        if self._taken_old.isdisjoint(old) and self._taken_new.isdisjoint(new):
            self._taken_old.update(old)
            self._taken_new.update(new)
            self.links.append(Link(old=old, new=new, same=same, moved=moved, like=like))


def says_something(text: str) -> bool:
    """Whether there is a letter or figure in it: a row of asterisks is an ornament."""
    return bool(_LETTER.search(text))


def equal_pairs(
    left: Sequence[str], right: Sequence[str], size: Callable[[int], int] = lambda _: 0
) -> tuple[list[Pair], list[Pair]]:
    """Places of equal tokens: those that kept their order, and those that moved; each place stands in one pair only.

    Where one side has more of a token than the other, some stay without a partner: those that fit the order worst.
    """
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < min(len(left), len(right)) - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    end_left, end_right = len(left) - tail, len(right) - tail
    pairs = _paired_tokens(left[head:end_left], right[head:end_right])
    kept = uncrossed(pairs, lambda i: size(i + head))
    moved = sorted(set(pairs).difference(kept))
    return (
        [
            *((i, i) for i in range(head)),
            *((i + head, j + head) for i, j in kept),
            *((end_left + k, end_right + k) for k in range(tail)),
        ],
        [(i + head, j + head) for i, j in moved],
    )


def _paired_tokens(left: Sequence[str], right: Sequence[str]) -> list[Pair]:
    """As many pairs of equal tokens as there can be. Repeated ones are paired where the order is kept best."""
    count_left, count_right = Counter(left), Counter(right)
    shared = count_left.keys() & count_right.keys()
    if all(count_left[token] == count_right[token] == 1 for token in shared):
        place = {token: j for j, token in enumerate(right)}
        return [(i, place[token]) for i, token in enumerate(left) if token in shared]
    pairs = _in_order(left, right, shared)
    taken_left, taken_right = {i for i, _ in pairs}, {j for _, j in pairs}
    waiting: dict[str, list[int]] = defaultdict(list)
    for j in range(len(right) - 1, -1, -1):
        if j not in taken_right and right[j] in shared:
            waiting[right[j]].append(j)
    for i, token in enumerate(left):
        if i not in taken_left and waiting.get(token):
            pairs.append((i, waiting[token].pop()))
    return pairs


def _in_order(left: Sequence[str], right: Sequence[str], shared: Set[str]) -> list[Pair]:
    """A longest common subsequence; of very long articles one that is long enough."""
    places_left = [i for i, token in enumerate(left) if token in shared]
    places_right = [j for j, token in enumerate(right) if token in shared]
    if len(places_left) * len(places_right) > REPEATED:
        return _first_come(left, right, places_left, places_right)
    names = {token: k for k, token in enumerate(dict.fromkeys(left[i] for i in places_left))}
    pairs: list[Pair] = []
    for block in Indel.opcodes([names[left[i]] for i in places_left], [names[right[j]] for j in places_right]):
        if block.tag == "equal":
            olds, news = places_left[block.src_start : block.src_end], places_right[block.dest_start : block.dest_end]
            pairs += zip(olds, news, strict=True)
    return pairs


def _first_come(left: Sequence[str], right: Sequence[str], olds: list[int], news: list[int]) -> list[Pair]:
    """Too many to find the best order: each takes the next free equal within reach."""
    pairs: list[Pair] = []
    at = 0
    for i in olds:
        for k in range(at, min(at + 50, len(news))):
            if right[news[k]] == left[i]:
                pairs.append((i, news[k]))
                at = k + 1
                break
    return pairs


_BESIDE_A_MARK = re.compile(r"(?<=[^\w\s])\s+|\s+(?=[^\w\s])")
_REACH = 8  # sentences that one may have been cut into


def bare(folded: str) -> str:
    """A folded text without the blanks beside marks, which come and go with the borders between sentences."""
    return _BESIDE_A_MARK.sub("", folded.strip())


def _regrouped(olds: list[str], news: list[str]) -> list[tuple[int, int, int, int]]:
    """Runs of sentences (from, to, from, to) that read the same though they are cut at other places."""
    left, starts, ends = _laid_end_to_end(olds)
    right, starts_right, ends_right = _laid_end_to_end(news)
    where: dict[str, list[int]] = defaultdict(list)
    for j, start in enumerate(starts_right):
        where[right[start : start + 6]].append(j)
    found: list[tuple[int, int, int, int]] = []
    i = after = 0
    while i < len(olds):
        run = None
        for j in [j for j in where.get(left[starts[i] : starts[i] + 6], ()) if j >= after][:4]:
            lengths = {ends_right[m] - starts_right[j]: m + 1 for m in range(j, min(j + _REACH, len(news)))}
            for k in range(i, min(i + _REACH, len(olds))):
                length = ends[k] - starts[i]
                if length in lengths:
                    same = left[starts[i] : ends[k]] == right[starts_right[j] : starts_right[j] + length]
                    if same and (k > i or lengths[length] > j + 1):
                        run = (i, k + 1, j, lengths[length])
                    break
            if run:
                break
        if run:
            found.append(run)
            i, after = run[1], run[3]
        else:
            i += 1
    return found


def _laid_end_to_end(texts: list[str]) -> tuple[str, list[int], list[int]]:
    """Texts as one, with a blank only between two words, and where each of them starts and ends."""
    whole: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    last = ""
    for text in texts:
        if last and text and (last.isalnum() and text[0].isalnum()):
            whole.append(" ")
            at += 1
        starts.append(at)
        whole.append(text)
        at += len(text)
        ends.append(at)
        last = text[-1:] or last
    return "".join(whole), starts, ends


def _within(part: str, whole: str) -> bool:
    """Whether a text may have come of a longer one."""
    return fuzz.partial_ratio(part[:LETTERS], whole[:LETTERS]) >= 75
