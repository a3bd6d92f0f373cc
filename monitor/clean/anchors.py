"""Letters against letters: which stretches of one text stand in another, and which of them hang together.

Both texts are taken as their letters and digits alone, so that white space, punctuation and typography do not count.
A stretch is a run of letters that both have, as long as it can be. The chain is the heaviest set of stretches that
keep the same order in both texts and lie close together in the second.

The work is bounded by the sizes: linear in both texts, quadratic in the number of stretches, which is capped.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress

# Letters that a stretch has at least. Shorter runs are shared by chance: in Russian prose, 12 letters without blanks
# are two words.
SHORTEST = 12
# Every so many letters of the second text begin an entry of the index, so a stretch is found from SHORTEST + STEP on.
_STEP = 4
# Where the same letters stand more often than this, they are furniture and say nothing about a place.
_OFTEN = 12
# Inside a stretch of so many letters, every group of places is tried at its beginning only: what is found there has
# GROUP + STEP + SHORTEST letters at least.
_PASSAGE, _GROUP = 160, 24
# A stretch of so many letters is none by chance. An article that holds together is not in more pieces than this.
_CERTAIN, _MOST_STRAIGHT = 24, 200
# Stretches that are chained, and how many of them are looked back on: the work is their product.
_MOST, _BACK = 3000, 400

_ASCII = {code: chr(code) if chr(code).isalnum() else None for code in range(128)}
_ASCII_LINES = {**_ASCII, ord("\n"): "\n"}
_MARKS = re.compile(r"[\W_]+")
# Typography that English prose has; without it most of that is ASCII, and done many times quicker.
_PRINTERS = "’“”‘—–…\xa0"
_TWINS = (("ș", "ş"), ("Ș", "Ş"), ("ț", "ţ"), ("Ț", "Ţ"))
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")


def letters(text: str) -> str:
    """A text's letters and digits alone, composed, ё as е, ș and ț as ş and ţ. Case stays."""
    bare = text
    if not bare.isascii():
        for mark in _PRINTERS:
            bare = bare.replace(mark, "")
    if bare.isascii():
        return bare.translate(_ASCII)
    if not unicodedata.is_normalized("NFC", text) or _LIGATURE.search(text):
        text = _LIGATURE.sub(lambda one: _LIGATURES[one[0]], unicodedata.normalize("NFC", text))
    if "ș" in text or "ț" in text or "Ș" in text or "Ț" in text:
        for letter, twin in _TWINS:
            text = text.replace(letter, twin)
    return _MARKS.sub("", "".join(text.split()).replace("ё", "е").replace("Ё", "Е"))


def letters_of(texts: Iterable[str]) -> list[str]:
    """`letters` of each of many lines (texts without line ends): those in plain English at one go."""
    lines = list(texts)
    whole = "\n".join(lines)
    for mark in _PRINTERS:
        whole = whole.replace(mark, "")
    bare = whole.split("\n")
    if len(bare) != len(lines):
        return [letters(line) for line in lines]
    plain = "\n".join(filter(str.isascii, bare)).translate(_ASCII_LINES).split("\n")
    found = iter(plain)
    return [next(found) if short.isascii() else letters(line) for short, line in zip(bare, lines, strict=True)]


def places(text: str) -> list[int]:
    """For each letter of `letters(text)`, where in `text` it stands. `text` must be composed (NFC)."""
    if _LIGATURE.search(text):
        return [at for at, char in enumerate(text) for _ in letters(char)]
    return list(compress(range(len(text)), map(str.isalnum, text)))


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Letters that both texts have: `length` of them from `a` in the first and from `b` in the second."""

    a: int
    b: int
    length: int

    @property
    def a_end(self) -> int:
        return self.a + self.length

    @property
    def b_end(self) -> int:
        return self.b + self.length


def straight(first: str, second: str, borders: Container[int]) -> list[Stretch] | None:
    """All of the first text in the order of the second, each stretch long and the only one of its kind there.

    That is how an article that nobody touched stands in its page, and is quickly told; None in any other case.
    Stretches part at the `borders` of the second text.
    """
    found: list[Stretch] = []
    a = b = 0
    while a < len(first):
        start = second.find(first[a : a + _CERTAIN], b)
        if start < 0:
            return None
        length = _common_start(first, a, second, start)
        if length < _CERTAIN or second.find(first[a : a + length], start + 1) >= 0:
            return None
        if second.find(first[a : a + _CERTAIN]) < start or len(found) > _MOST_STRAIGHT:
            return None
        back = 0
        if found and start > found[-1].b_end:  # it may have run on, by chance, into what stands between
            reach = _common_end(first, a, second, start, limit=_CERTAIN)
            spots = [back for back in range(reach + 1) if found[-1].b_end - back in borders]
            if len(spots) != 1:
                return None
            back = spots[0]
            found[-1] = Stretch(found[-1].a, found[-1].b, found[-1].length - back)
        found.append(Stretch(a - back, start - back, length + back))
        a, b = a + length, start + length
    return found


def stretches(first: str, second: str) -> list[Stretch]:
    """The stretches that both texts share, ordered by their place in the first.

    Inside a stretch that is long enough to be a passage, only others of some length are looked for.
    """
    index = _index(second)
    found: list[Stretch] = []
    ends: dict[int, int] = {}  # diagonal → how far in `first` it has been followed
    a, inside, passage, last = 0, 0, 0, len(first) - SHORTEST
    while a <= last:
        at = index.get(first[a : a + SHORTEST])
        if at is not None and len(at) <= _OFTEN:
            for b in at:
                if ends.get(b - a, 0) > a:
                    continue
                length = SHORTEST + _common_start(first, a + SHORTEST, second, b + SHORTEST)
                back = _common_end(first, a, second, b, limit=a - ends.get(b - a, 0))
                ends[b - a] = a + length
                found.append(Stretch(a - back, b - back, length + back))
                if length >= _PASSAGE and a + length > passage:  # its ends are tried letter by letter
                    inside, passage = a + _GROUP, a + length - _GROUP
        a += 1
        if inside <= a < passage and a % _GROUP == _STEP:  # of every group, as many as hit each place of the index
            a += _GROUP - _STEP
    return sorted(found)


def telling(found: list[Stretch], ratio: float) -> list[Stretch]:
    """Without those that lie inside another, so many times as long, of the first text: phrases stand everywhere."""
    kept: list[Stretch] = []
    widest = Stretch(0, 0, 0)
    for one in sorted(found, key=lambda one: (one.a, -one.length)):
        if one.a_end <= widest.a_end and one.length * ratio <= widest.length:
            continue
        kept.append(one)
        if one.a_end > widest.a_end:
            widest = one
    if len(kept) > _MOST:
        kept = sorted(kept, key=lambda one: (-one.length, one))[:_MOST]
    return sorted(kept)


def _index(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for at in range(0, len(text) - SHORTEST + 1, _STEP):
        index.setdefault(text[at : at + SHORTEST], []).append(at)
    return index


def _common_start(first: str, a: int, second: str, b: int) -> int:
    """How many letters are the same from here on: bites that double while they match, and halve when they do not."""
    done, bite = 0, 64
    room = min(len(first) - a, len(second) - b)
    while done < room:
        size = min(bite, room - done)
        if first[a + done : a + done + size] == second[b + done : b + done + size]:
            done += size
            bite = 2 * size
        elif size == 1:
            break
        else:
            bite = size // 2
    return done


def _common_end(first: str, a: int, second: str, b: int, *, limit: int) -> int:
    done = 0
    room = min(a, b, limit)
    while done < room and first[a - done - 1] == second[b - done - 1]:
        done += 1
    return done


def chain(
    found: list[Stretch],
    *,
    price: Callable[[int, int], float] = lambda _skipped, _missed: 0.0,
    worth: Callable[[Stretch], float] = lambda one: float(one.length),
    seam: Callable[[Stretch, Stretch, int], int] = lambda _first, _second, overlap: overlap,
) -> list[Stretch]:
    """The heaviest stretches that follow each other in both texts, trimmed where they overlap.

    `price(skipped, missed)` is what it costs to go on after so many letters of the second and of the first text;
    `worth` what a stretch brings; `seam(first, second, overlap)` how many letters of an overlap the first keeps.
    """
    if len(found) == 1:
        return found
    best: list[tuple[float, int]] = []
    for j, one in enumerate(found):
        value = worth(one)
        top, before = value, -1
        for i in range(j - 1, max(-1, j - _BACK), -1):
            other = found[i]
            overlap = max(0, other.a_end - one.a, other.b_end - one.b)
            if other.b >= one.b or overlap >= one.length - 3:
                continue
            score = (
                best[i][0]
                + value * (1 - overlap / one.length)
                - price(max(0, one.b - other.b_end), max(0, one.a - other.a_end))
                - 2.0
            )
            if score > top:
                top, before = score, i
        best.append((top, before))
    if not best:
        return []
    at = max(range(len(best)), key=lambda j: (best[j][0], -j))
    line = []
    while at >= 0:
        line.append(found[at])
        at = best[at][1]
    line.reverse()
    return list(_trimmed(line, seam))


def _trimmed(line: list[Stretch], seam: Callable[[Stretch, Stretch, int], int]) -> Iterator[Stretch]:
    """Neighbours that overlap share out what both could hold: `seam` says how much of it goes to the first."""
    held: Stretch | None = None
    for one in line:
        if held is None:
            held = one
            continue
        overlap = max(0, held.a_end - one.a, held.b_end - one.b)
        left = seam(held, one, overlap) if 0 < overlap < min(held.length, one.length) else overlap
        yield Stretch(held.a, held.b, held.length - (overlap - left))
        held = Stretch(one.a + left, one.b + left, one.length - left) if left < one.length else None
    if held is not None:
        yield held


def covered(spans: list[tuple[int, int]], start: int, end: int) -> int:
    """How many letters between `start` and `end` lie in these spans, which are ordered and do not overlap."""
    total = 0
    at = max(0, bisect_left(spans, (start, start)) - 1)
    while at < len(spans) and spans[at][0] < end:
        total += max(0, min(end, spans[at][1]) - max(start, spans[at][0]))
        at += 1
    return total
