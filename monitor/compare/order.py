"""Which pairs keep their order, and which crossed: the fewest-crossings rule, exactly and in n log n.

After NewsEdits (`util_refactorings.py` at 34ebd0f): a refactor is the smallest set of edges whose removal leaves no two
edges crossing; among equals the farthest move, then the upward one. The smallest set to remove is what a longest
increasing subsequence leaves over, which needs no search. Instead of the upward move we take the shorter text: less to
read, and the same from both sides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence

Pair = tuple[int, int]
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
