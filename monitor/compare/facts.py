"""Facts that an edit changed: what stands in one of two passages and not in the other (`finds` reads them).

Whatever changes a digit carries a fact, even where no pattern knows the figure: then the bare digits are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel

from monitor.compare import figures
from monitor.compare.finds import Found, found_in, says_little
from monitor.compare.links import relinked
from monitor.compare.lookalikes import skeleton
from monitor.model import Fact, Link

# A quotation of so many sentences is one whose end was forgotten.
LOST_MARK = 12

_DIGITS = re.compile(r"\d")
_WORD = re.compile(r"\w+")


def changed(
    before: str,
    after: str,
    *,
    language: str = "",
    known: Container[str] = frozenset(),
    links_before: Sequence[Link] = (),
    links_after: Sequence[Link] = (),
    quoted_before: bool = False,
    quoted_after: bool = False,
    apart: bool = False,
) -> tuple[Fact, ...]:
    """The facts by which two passages differ; an empty passage has none.

    `known` holds the stems of names that stand inside sentences elsewhere in the articles (`names.Known`): by them a
    capitalised word at the start of a sentence is told from a name. `language` narrows what is looked for. `quoted`
    passages stand in the middle of a quotation (`inside_quotations`): all their words are somebody's. Of two passages
    that are `apart`, one merely gave way to the other: no figure of the one became one of the other. A fact that looks
    the same on both sides, in letters of two alphabets, is none.
    """
    old, new = found_in(before, language, known, weak=True), found_in(after, language, known, weak=True)
    old += [_spoken(before)] if quoted_before else []
    new += [_spoken(after)] if quoted_after else []
    facts: list[Fact] = []
    gone, come = _by_kind(old), _by_kind(new)
    for kind in ("number", "date", "time", "percent", "money", "quote", "negation", "hedge", "name"):
        if kind in gone or kind in come:
            facts += _differences(kind, gone.get(kind, []), come.get(kind, []))
    if apart:
        went, came = [fact for fact in facts if fact.before], [fact for fact in facts if fact.after]
        facts = [*(replace(fact, after=None) for fact in went), *(replace(fact, before=None) for fact in came)]
    facts = [fact for fact in facts if not _looks_the_same(fact) and (fact.kind != "number" or not _is_weak(fact))]
    if _DIGITS.search(before + after) and not any(
        _DIGITS.search((fact.before or "") + (fact.after or "")) for fact in facts
    ):
        facts += _bare_digits(_unread(before, old), _unread(after, new))
    return (*facts, *relinked(links_before, links_after))


def _looks_the_same(fact: Fact) -> bool:
    return bool(fact.before and fact.after) and skeleton(fact.before or "") == skeleton(fact.after or "")


def _is_weak(fact: Fact) -> bool:
    """Whether a number is but a figure of speech that came or went; one that gave way to another counts."""
    texts = [text for text in (fact.before, fact.after) if text]
    return len(texts) == 1 and says_little(fact.kind, texts[0])


def inside_quotations(sentences: Sequence[str]) -> frozenset[int]:
    """Places of sentences that stand in a quotation which began before them and ends after them.

    Only marks that tell opening from closing are counted; a quotation of more than a dozen sentences is a lost mark.
    """
    found: set[int] = set()
    whole = "".join(sentences)
    low = "„" in whole  # then “ is a closing mark, as in „so“ and „aşa”
    for opening, closing in ("«", "»"), ("„", "“”") if low else ("“", "”"):
        inside: list[int] | None = None  # since a quotation began
        before = -1
        marks = [mark for mark in opening + closing if mark in whole]
        for place in [k for k, text in enumerate(sentences) if any(mark in text for mark in marks)] if marks else ():
            if inside is not None:
                inside += range(before + 1, place)
                inside = inside if len(inside) < LOST_MARK else None
            before = place
            begun, ended = sentences[place].count(opening), sum(map(sentences[place].count, closing))
            if begun > ended and inside is None:
                inside = []
            elif ended > begun or (ended and inside is not None):
                found.update(inside or ())
                inside = None
    return frozenset(found)


def _spoken(text: str) -> Found:
    return Found("quote", " ".join(_WORD.findall(text.lower())), text, 0)


_FIGURES = frozenset({"number", "date", "time", "percent", "money"})


def _unread(text: str, found: Sequence[Found]) -> str:
    """A text without the figures whose values are known."""
    for one in sorted(found, key=lambda one: -one.start):
        if one.kind in _FIGURES:
            text = f"{text[: one.start]} {text[one.start + len(one.text) :]}"
    return text


def _bare_digits(before: str, after: str) -> list[Fact]:
    """The figures that differ though no pattern knew them, unless one side may spell them out."""
    old, new = re.findall(r"\d+", before), re.findall(r"\d+", after)
    if old == new or "".join(old) == "".join(new) or figures.has_words(before + " " + after):
        return []
    return _pair_up("number", old, new, old, new)


# ── differences ──


def _by_kind(found: list[Found]) -> dict[str, list[Found]]:
    kinds: dict[str, list[Found]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    return kinds


def _differences(kind: str, old: list[Found], new: list[Found]) -> list[Fact]:
    """Facts of one kind by which two texts differ: the order counts for figures, not for names and the little words."""
    left, right = [one.value for one in old], [one.value for one in new]
    if left == right:
        return []
    if kind in ("name", "negation", "hedge", "quote"):
        gone, come = Counter(left) - Counter(right), Counter(right) - Counter(left)
        kept_old = _take(old, gone)
        kept_new = _take(new, come)
        return _pair_up(kind, [one.text for one in kept_old], [one.text for one in kept_new])
    return _pair_up(kind, [one.text for one in old], [one.text for one in new], left, right)


def _take(found: list[Found], wanted: Counter[str]) -> list[Found]:
    taken: list[Found] = []
    left = Counter(wanted)
    for one in reversed(found):
        if left[one.value] > 0:
            left[one.value] -= 1
            taken.append(one)
    return taken[::-1]


def _pair_up(
    kind: str,
    old: Sequence[str],
    new: Sequence[str],
    left: Sequence[str] | None = None,
    right: Sequence[str] | None = None,
) -> list[Fact]:
    """What stood against what: by order, common ones left out."""
    if left is None or right is None:
        gone, come = list(old), list(new)
        return [
            Fact(
                kind=kind,
                before=gone[k] if k < len(gone) else None,
                after=come[k] if k < len(come) else None,
            )
            for k in range(max(len(gone), len(come)))
        ]
    facts: list[Fact] = []
    waiting_old: list[str] = []
    waiting_new: list[str] = []
    for op in Indel.opcodes(left, right):
        if op.tag == "equal":
            facts += _pair_up(kind, waiting_old, waiting_new)
            waiting_old, waiting_new = [], []
        waiting_old += old[op.src_start : op.src_end] if op.tag != "equal" else []
        waiting_new += new[op.dest_start : op.dest_end] if op.tag != "equal" else []
    return facts + _pair_up(kind, waiting_old, waiting_new)
