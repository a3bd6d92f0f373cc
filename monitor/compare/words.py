"""Words inside a changed passage: what went, what came, and what stayed.

The token is the word, so that a word is never cut: Cyrillic stems, figures with their separators ("23:00", "1,5") and
hyphenated or apostrophised words are one token each. diff-match-patch runs over private characters that stand for
tokens, without a time limit (a clock would change the answer with the load); the work is bounded by the number of
differing tokens instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

from monitor.compare.order import anchors
from monitor.model import Fold, Piece

# Where the differ's search stops being cheap: its cost grows with the square of the number of differing tokens.
# 160 is more than any sentence pair of the corpora needs that a reader would still call an edit of one another.
MOST_DIFFERENT = 160
# Above this product of lengths even the quick distance is not asked for.
LARGEST = 25_000_000
# Below this share of common words, word marks are confetti: the old text is struck out and the new one stands after it.
CONFETTI = 0.3
# Words on each side of a little word (of so many letters at most) that make it a splinter between two marks.
STRETCH, LITTLE = 3, 3

_MARKS = r"!-/:-@\[-`{-~«»“”„‟‘’‚‛‹›…‐‑‒–—―−·•¡¿§¶†‡″′、。「」『』（）！？，：；"
_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_CORE = rf"[^\s{_MARKS}{_CJK}]"
_TOKEN = re.compile(
    rf"((?:\d+(?:[.,:/]\d+)+|{_CORE}+)(?:[-‐‑'’ʼ]{_CORE}+)*|[{_CJK}]|\S|)(\s*)",
)
_WORD = re.compile(rf"{_CORE}")
_COUNTED = re.compile(r"\w")
_FIRST = 0x0100  # private numbering starts above ASCII, so that no token can be mistaken for a line end


class Token(NamedTuple):
    """A word or mark, and the white space behind it."""

    core: str
    space: str


def tokens(text: str) -> list[Token]:
    """The text as words and marks; joined, they are the text."""
    return [Token._make(found) for found in _TOKEN.findall(text) if found[0] or found[1]]


@lru_cache(maxsize=16_384)
def key(core: str, fold: Callable[[str], str]) -> str:
    """A word as it is compared; a mark that folds away is compared as it is."""
    return fold(core) or core


def count(text: str) -> int:
    """The number of words (marks do not count)."""
    parts = text.split()
    return len(parts) - sum(not _COUNTED.search(part) for part in [part for part in parts if not part[0].isalnum()])


def pieces(before: str, after: str, *, fold: Fold) -> tuple[Piece, ...]:
    """How one text became the other, in whole words.

    `equal` and `insert` pieces joined are `after`, exactly. `equal` and `delete` pieces joined are `before` up to
    folding: where a word stands on both sides in another form (quotation marks, ё for е), the new form is shown.
    """
    if before == after:
        return (Piece(op="equal", text=after),) if after else ()
    old, new = tokens(before), tokens(after)
    left, right = _numbered(old, new, fold)
    runs: list[Run] = [("delete", len(old)), ("insert", len(new))]
    if not _confetti(left, right):
        runs = _diff(left, right)
    return _readable(_spell(runs, old, new))


Op = Literal["equal", "delete", "insert"]
Run = tuple[Op, int]
_NAMES: dict[int, Op] = {-1: "delete", 0: "equal", 1: "insert"}


def _numbered(old: list[Token], new: list[Token], fold: Fold) -> tuple[str, str]:
    """Both sides as strings of private characters, one for each token that folds alike."""
    numbers: dict[str, str] = {}
    by_form: dict[str, str] = {}

    def spell(side: list[Token]) -> str:
        for core, _ in side:
            if core not in by_form:
                at = _FIRST + len(numbers)
                by_form[core] = numbers.setdefault(key(core, fold.fold), chr(at if at < 0xD800 else at + 0x800))
        return "".join([by_form[core] for core, _ in side])

    return spell(old), spell(new)


def _diff(left: str, right: str) -> list[Run]:
    """Runs of equal, deleted and inserted tokens; exact where it is cheap, split at unmistakable words where not."""
    head = _common(left, right)
    tail = _common(left[head:][::-1], right[head:][::-1])
    inner_left, inner_right = left[head : len(left) - tail], right[head : len(right) - tail]
    runs: list[Run] = [("equal", head)]
    if not inner_left or not inner_right or len(inner_left) * len(inner_right) == 1:
        runs += [("delete", len(inner_left)), ("insert", len(inner_right))]
    elif _cheap(inner_left, inner_right):
        differ = diff_match_patch()
        differ.Diff_Timeout = 0
        differ.Diff_EditCost = 4
        runs += [(_NAMES[op], len(text)) for op, text in differ.diff_main(inner_left, inner_right, False)]
    else:
        runs += _diff_between_anchors(inner_left, inner_right)
    runs.append(("equal", tail))
    return [run for run in runs if run[1]]


def _cheap(left: str, right: str) -> bool:
    if len(left) + len(right) <= MOST_DIFFERENT:
        return True
    if len(left) * len(right) > LARGEST:
        return False
    return int(Indel.distance(left, right, score_cutoff=MOST_DIFFERENT)) <= MOST_DIFFERENT


def _diff_between_anchors(left: str, right: str) -> list[Run]:
    """Split at tokens that stand once on each side, in the same order; what lies between is compared if it is cheap."""
    runs: list[Run] = []
    i = j = 0
    for a, b in [*anchors(left, right), (len(left), len(right))]:
        part_left, part_right = left[i:a], right[j:b]
        if part_left and part_right and _cheap(part_left, part_right):
            runs += _diff(part_left, part_right)
        else:
            runs += [("delete", len(part_left)), ("insert", len(part_right))]
        runs.append(("equal", 1 if a < len(left) else 0))
        i, j = a + 1, b + 1
    return runs


def _common(left: str, right: str) -> int:
    """The length of the common prefix."""
    bound = min(len(left), len(right))
    if left[:bound] == right[:bound]:
        return bound
    low, high = 0, bound
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _confetti(left: str, right: str) -> bool:
    """Whether so few words are common that marking single words would hide what happened."""
    total = len(left) + len(right)
    if len(left) * len(right) > LARGEST:
        return False
    return float(Indel.normalized_similarity(left, right)) < (CONFETTI if total >= 12 else 0.01)


def _spell(runs: list[Run], old: list[Token], new: list[Token]) -> list[tuple[Op, str]]:
    """Runs of tokens as runs of text; white space that only one side has is a difference of its own."""
    spelt: list[tuple[Op, str]] = []
    i = j = 0
    for op, length in runs:
        if op == "delete":
            spelt += [("delete", token.core + token.space) for token in old[i : i + length]]
            i += length
        elif op == "insert":
            spelt += [("insert", token.core + token.space) for token in new[j : j + length]]
            j += length
        else:
            for one, two in zip(old[i : i + length], new[j : j + length], strict=True):
                spelt.append(("equal", two.core))
                if one.space and two.space:
                    spelt.append(("equal", two.space))
                elif one.space or two.space:
                    spelt.append(("delete", one.space) if one.space else ("insert", two.space))
            i, j = i + length, j + length
    return spelt


def _readable(spelt: list[tuple[Op, str]]) -> tuple[Piece, ...]:
    """One deletion and one insertion per hunk, in this order; a lone mark between two changes joins them."""
    hunks: list[tuple[str, str, str]] = []  # deleted, inserted, and the equal text behind
    deleted = inserted = equal = ""
    for op, text in spelt:
        if op == "equal":
            equal += text
            continue
        if equal:
            hunks.append((deleted, inserted, equal))
            deleted = inserted = equal = ""
        if op == "delete":
            deleted += text
        else:
            inserted += text
    hunks.append((deleted, inserted, equal))
    return tuple(_joined(_bridged(hunks)))


def _bridged(hunks: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Two changes with nothing but white space or a mark between them, where both replace something, are one; and so
    are two rewritten stretches that have but one little word in common, which both say by chance.
    """
    kept: list[tuple[str, str, str]] = []
    for deleted, inserted, equal in hunks:
        if kept and (deleted or inserted):
            gone, come, bridge = kept[-1]
            both = gone and come and deleted and inserted
            rewritten = (gone or deleted) and (come or inserted) and _is_little(bridge)
            if (
                (both and len(bridge) <= 2 and not _WORD.search(bridge))
                or not bridge.strip()
                or (rewritten and min(count(gone + " " + come), count(deleted + " " + inserted)) >= STRETCH)
            ):
                kept[-1] = (gone + bridge + deleted, come + bridge + inserted, equal)
                continue
        kept.append((deleted, inserted, equal))
    return kept


def _is_little(bridge: str) -> bool:
    """Whether it is one word of a few letters, with no figure in it."""
    word = bridge.strip()
    return len(word) <= LITTLE and word.isalpha()


def _joined(hunks: list[tuple[str, str, str]]) -> list[Piece]:
    found: list[tuple[Op, str]] = []
    for deleted, inserted, equal in hunks:
        shared = _shared_space(deleted, inserted)
        if shared:
            deleted, inserted = deleted[: -len(shared)], inserted[: -len(shared)]
        found += [("delete", deleted), ("insert", inserted), ("equal", shared + equal)]
    joined: list[Piece] = []
    for op, text in found:
        if not text:
            continue
        if joined and joined[-1].op == op:
            joined[-1] = Piece(op=op, text=joined[-1].text + text)
        else:
            joined.append(Piece(op=op, text=text))
    return joined


def _shared_space(deleted: str, inserted: str) -> str:
    """White space with which both end: it did not change."""
    one, two = deleted[len(deleted.rstrip()) :], inserted[len(inserted.rstrip()) :]
    return one if one == two and len(one) < len(deleted) and len(one) < len(inserted) else ""
