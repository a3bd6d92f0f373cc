"""How a text that we hold and an article read from a page go together, letter by letter.

Copies come flat, or with words glued where a tag stood. So the held text is cut anew where the page has its borders,
but only inside what both share letter by letter; elsewhere its own borders stand. Then what one side lacks is named:
whether it may be the publisher's doing, or is of a kind that copies are known for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from monitor.clean import recut
from monitor.clean.anchors import Stretch, chain, stretches, telling
from monitor.clean.damage import DOUBLE, PART
from monitor.clean.naming import TWICE, Naming, Rest
from monitor.clean.recut import Side
from monitor.model import Article

# Within one article, a phrase inside a passage so many times as long tells no place of its own.
_INSIDE = 6.0
# Letters that must be the same for a stretch out of order to count as moved, not as chance.
_MOVED = 20


def relate(
    known: Article,
    article: Article,
    rest: Rest | None = None,
    *,
    loose: frozenset[int] = frozenset(),
    firm: frozenset[int] = frozenset(),
    shared: list[Stretch] | None = None,
) -> tuple[Article, Article]:
    """`known` cut at the borders of `article` (same words), and the article with its extras named.

    Extras of side `copy` index the sentences of the `known` that is given back. `loose` are blocks of the article that
    stand at its edge and may be the page's own furniture, `firm` those of them that lie inside a frame that is as an
    earlier reading left it. `shared` are the stretches of both, where they are known already. Where `known` is itself
    a reading of a page, what it was marked as extra stays so, and what is new on the page is the publisher's.
    """
    page, held = Side.of(article), Side.of(known)
    line, moved, doubled = _shared(held, page, shared)
    before, held = held, recut.recut(held, page, sorted([*line, *moved, *doubled]))
    if len(held.letters) != len(before.letters):  # a list's numbers came or went with the cut
        line, moved, doubled = _shared(held, page, None)
    naming = Naming(held, page, line, moved, doubled, rest or Rest(), loose, firm)
    marks = tuple(
        extra
        for extra in held.article.extras
        if extra.why != PART and not (extra.why == TWICE and naming.has_its_place(extra.sentence))
    )
    return replace(held.article, extras=marks), replace(article, extras=tuple(naming.extras()))


def _shared(held: Side, page: Side, found: list[Stretch] | None) -> tuple[list[Stretch], list[Stretch], list[Stretch]]:
    """The stretches that both texts share: those in their order, those out of it, those that the first has twice."""
    found = telling(found if found is not None else stretches(held.letters, page.letters), _INSIDE)
    line = chain(found, seam=partial(_seam, held, page))
    return line, *_out_of_line(found, line, len(held.letters), len(page.letters))


def _seam(held: Side, page: Side, first: Stretch, second: Stretch, overlap: int) -> int:
    """Where two stretches that could both hold the same letters part: where sentences do, if they do there."""
    own, seen = set(held.starts), set(page.starts)
    low = second.a if first.a_end - second.a == overlap else first.a_end - overlap

    def borders(left: int) -> int:
        ends = first.b_end - overlap + left in seen
        begins = second.b + left in seen
        return ends + begins + (low + left in own)

    spots = {0, overlap, *(at - low for at in own if low < at < low + overlap)}
    return max(sorted(spots), key=lambda left: (borders(left), left))


def _out_of_line(
    found: list[Stretch], line: list[Stretch], a_size: int, b_size: int
) -> tuple[list[Stretch], list[Stretch]]:
    """Stretches out of the chain's order, the longest first: those that use no letter twice, then those that the
    first text has twice."""
    a_used, b_used = bytearray(a_size), bytearray(b_size)
    for one in line:
        a_used[one.a : one.a_end] = b"\x01" * one.length
        b_used[one.b : one.b_end] = b"\x01" * one.length
    longest = sorted((one for one in found if one.length >= _MOVED), key=lambda one: (-one.length, one))
    moved, doubled = [], []
    for one in longest:
        free = _free(bytes(a_used[one.a : one.a_end]), bytes(b_used[one.b : one.b_end]), one, _MOVED)
        if free is not None:
            a_used[free.a : free.a_end] = b_used[free.b : free.b_end] = b"\x01" * free.length
            moved.append(free)
    for one in longest:
        free = _free(bytes(a_used[one.a : one.a_end]), bytes(one.length), one, DOUBLE)
        if free is not None:
            a_used[free.a : free.a_end] = b"\x01" * free.length
            doubled.append(free)
    return moved, doubled


def _free(a_used: bytes, b_used: bytes, one: Stretch, least: int) -> Stretch | None:
    """The longest part of a stretch that is used on neither side."""
    if 1 not in a_used and 1 not in b_used:
        return one
    if 0 not in a_used or 0 not in b_used:
        return None
    both = (int.from_bytes(a_used, "big") | int.from_bytes(b_used, "big")).to_bytes(one.length, "big")
    best = max(_UNUSED.finditer(both), key=lambda run: run.end() - run.start(), default=None)
    if best is None or best.end() - best.start() < least:
        return None
    return Stretch(one.a + best.start(), one.b + best.start(), best.end() - best.start())


_UNUSED = re.compile(rb"\x00+")
