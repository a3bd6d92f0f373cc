"""Which pairs keep their order, and which crossed: the fewest-crossings rule, exactly and in n log n.

After NewsEdits (`util_refactorings.py` at 34ebd0f): a refactor is the smallest set of edges whose removal leaves no two
edges crossing; among equals the farthest move, then the upward one. The smallest set to remove is what a longest
increasing subsequence leaves over, which needs no search. Instead of the upward move we take the shorter text: less to
read, and the same from both sides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence, Set

from rapidfuzz.distance import Indel, Levenshtein, Opcodes

Pair = tuple[int, int]
# Sentences that both sides have, times each other, up to which the longest common subsequence is asked for (3 MB of
# bits). diff-match-patch would find one as long, but its search grows with the square of the differing sentences.
REPEATED = 25_000_000
_Score = tuple[int, int, int]  # pairs kept; minus the way the kept ones went; their size
_NOTHING: _Score = (0, 0, 0)


def uncrossed(pairs: Sequence[Pair], size: Callable[[int], int] = lambda _: 0) -> list[Pair]:
    """The most pairs of (old, new) places that do not cross, in order; each place stands in one pair only.

    Whatever is left out has moved. Where two sets are equally large, the one is kept whose members are nearest to
    where they were (the farthest move goes), then the larger one by `size` of the old places (the shorter text goes).
    """
    ordered = sorted(pairs)
    if all(ordered[k][1] < ordered[k + 1][1] for k in range(len(ordered) - 1)):
        return ordered
    news = sorted(new for _, new in ordered)
    ranks = [bisect_left(news, new) for _, new in ordered]
    # What stands in its place at either end crosses nothing.
    first = next(at for at, rank in enumerate(ranks) if at != rank)
    last = len(ranks) - next(at for at, rank in enumerate(reversed(ranks)) if at != len(ranks) - 1 - rank)
    inner = _uncrossed(ordered[first:last], [rank - first for rank in ranks[first:last]], size)
    return [*ordered[:first], *inner, *ordered[last:]]


def _uncrossed(ordered: list[Pair], ranks: list[int], size: Callable[[int], int]) -> list[Pair]:
    tree: list[tuple[_Score, int]] = [(_NOTHING, -1)] * (len(ordered) + 1)  # a Fenwick tree of maxima over ranks
    before = [-1] * len(ordered)
    best: tuple[_Score, int] = (_NOTHING, -1)
    for at, rank in enumerate(ranks):
        score, previous = _NOTHING, -1
        k = rank
        while k > 0:
            if tree[k][0] > score:
                score, previous = tree[k]
            k &= k - 1
        before[at] = previous
        here = ((score[0] + 1, score[1] - abs(rank - at), score[2] + size(ordered[at][0])), at)
        if here[0] > best[0]:
            best = here
        k = rank + 1
        while k <= len(ordered):
            if here[0] > tree[k][0]:
                tree[k] = here
            k += k & -k
    kept: list[Pair] = []
    at = best[1]
    while at >= 0:
        kept.append(ordered[at])
        at = before[at]
    return kept[::-1]


def unique_pairs(left: Sequence[str], right: Sequence[str]) -> list[Pair]:
    """Places of the tokens that stand exactly once on each side."""
    count_left, count_right = Counter(left), Counter(right)
    place = {token: j for j, token in enumerate(right) if count_right[token] == 1}
    return [(i, place[token]) for i, token in enumerate(left) if count_left[token] == 1 and token in place]


def anchors(left: Sequence[str], right: Sequence[str]) -> list[Pair]:
    """Places of unmistakable tokens in the same order on both sides."""
    return uncrossed(unique_pairs(left, right))


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
    kept = _kept([left[i] for i in places_left], [right[j] for j in places_right], Indel.opcodes)
    pairs = [(places_left[a], places_right[b]) for a, b in kept]
    if len(left) * len(right) <= REPEATED:
        in_place = _kept(left, right, Levenshtein.opcodes)
        return in_place if len(in_place) == len(pairs) else pairs
    return pairs


def _kept(left: Sequence[str], right: Sequence[str], way: Callable[[list[int], list[int]], Opcodes]) -> list[Pair]:
    """Places of what stays when one becomes the other in this way. Indel keeps the most; Levenshtein leaves what gave
    way to something else in its place, and so tells which of several equal ones it was.
    """
    names: dict[str, int] = {}
    old, new = ([names.setdefault(token, len(names)) for token in side] for side in (left, right))
    pairs: list[Pair] = []
    for block in way(old, new):
        if block.tag == "equal":
            pairs += zip(range(block.src_start, block.src_end), range(block.dest_start, block.dest_end), strict=True)
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
