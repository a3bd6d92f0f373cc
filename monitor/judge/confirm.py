"""Two looks in one run: do they agree, and what does the run say where they do not?

An ordinary difference is confirmed by a second complete fetch on a fresh connection; a removal by a last look with
fresh eyes. Who fetches, and when, is not decided here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from monitor.judge import reasons
from monitor.judge.looks import absent, read
from monitor.judge.say import AT_ITS_OWN
from monitor.judge.waiting import SUSPICIOUS
from monitor.model import Candidate, Comparison, Edit, Evidence, Observation, Verdict


def confirms(first: Observation, second: Observation) -> bool:
    """Whether a second look says what the first did: the same text read, or both times not there, or both times the
    same little text. Looks that learned nothing confirm nothing."""
    if read(first) and read(second):
        return _shown(first) == _shown(second)
    if absent(first):
        return absent(second)
    if first.evidence is Evidence.NAME_GONE:
        return second.evidence is Evidence.NAME_GONE
    return first.reason in SUSPICIOUS and second.reason == first.reason and second.text == first.text


def _shown(look: Observation) -> tuple[object, ...]:
    fields = sorted(name for name in look.evidence_names if name.startswith("field "))
    return look.evidence, look.text, fields


def settle(first: Observation, second: Observation, agreed: Comparison | None = None) -> Observation:
    """The run's own observation, out of two looks of it.

    Where both read the article, and each another text, `agreed` (the edits that stand in both, see below) tells what
    is confirmed: those edits, or nothing; the rest alternates (`variant`). Without `agreed` nothing is.
    """
    if confirms(first, second):
        return second
    if read(second):
        if first.evidence is not Evidence.ALTERED:
            return second
        if second.evidence is Evidence.ALTERED and (agreed is None or not agreed.differs):
            words = "two fetches in the same run differed from the copy, but not in the same words: the site alternates"
            return replace(
                second, evidence=Evidence.ALIVE, verdict=Verdict.INTACT, reason="cosmetic", detail=words,
                flags=second.flags - {"silent", "disclosed"} | {"variant"},
            )  # fmt: skip
        if second.evidence is Evidence.ALTERED and agreed is not None:
            reason = "text_differs" if agreed.edits else "fields_differ"
            return replace(second, reason=reason, flags=second.flags | {"variant"})
        half = " (the first answer may have been incomplete)" if "unverified" in first.flags else ""
        words = f"a first fetch{_kept(first)} showed another text, a second one in the same run did not{half}"
        return replace(second, flags=second.flags | {"variant"}, detail=words)
    if read(first) and absent(second):
        words = f"a first fetch read the article; in a second one, in the same run, {reasons.words_of(second.reason)}"
        return replace(
            second,
            evidence=Evidence.NONE,
            verdict=Verdict.UNREADABLE,
            reason="no_article",
            code="disagreed",
            detail=words,
        )
    if read(first):
        words = (
            f"a first fetch read another text, which a second one could not confirm: {reasons.words_of(second.reason)}"
        )
        return replace(second, detail=words)
    if absent(first):
        why = f"a last look with fresh eyes could not confirm it: {reasons.words_of(second.reason)}"
        return replace(first, evidence_names=(*first.evidence_names, f"held: {why}"))
    return second


def _kept(look: Observation) -> str:
    """Under which name a look was kept: an edit that was taken back at once stands in its bytes alone."""
    return f" ({look.snapshot})" if look.snapshot else ""


def elsewhere(own: Observation, other: Observation) -> Observation:
    """The run's own observation, where the article's own address says that it is gone (`own`), and `other` is a look at
    a further one, where it was last read. Whoever cannot look there cannot say that it is removed."""
    said = reasons.words_of(own.reason)
    if read(other):
        words = f"{AT_ITS_OWN} {said}; it stands at {other.final_url}"
        return replace(other, flags=other.flags | {"moved"}, detail=words)
    there = reasons.words_of(other.reason)
    if absent(other) or other.evidence is Evidence.NAME_GONE:
        words = f"{own.detail}; " if own.detail else ""
        return replace(own, detail=f"{words}nor is it at {other.final_url}, where it was last read: {there}")
    why = f"at {other.final_url}, where the article was last read, {there}"
    return replace(own, evidence_names=(*own.evidence_names, f"held: {why}"))


def agreed(first: Comparison, second: Comparison) -> Comparison:
    """What two comparisons with the same old text have in common: the edits that a second fetch showed again.

    A counter inside the text must not hide the edit beside it. All figures but the edits are the second's.
    """
    edits = _common(second.edits, Counter(_edit(edit) for edit in first.edits))
    candidates = _common_candidates(second.candidates, Counter(_candidate(one) for one in first.candidates))
    fields = {name: change for name, change in second.fields.items() if first.fields.get(name) == change}
    kept = {id(edit) for edit in edits}
    rows = tuple(row for row in second.rows if row.edit is None or id(row.edit) in kept or row.edit in edits)
    return replace(second, edits=edits, candidates=candidates, fields=fields, rows=rows)


def _edit(edit: Edit) -> tuple[object, ...]:
    return edit.op, edit.before, edit.after


def _candidate(one: Candidate) -> tuple[object, ...]:
    return one.why, one.before, one.after


def _common(edits: Iterable[Edit], left: Counter[tuple[object, ...]]) -> tuple[Edit, ...]:
    kept = []
    for edit in edits:
        if left[_edit(edit)] > 0:
            left[_edit(edit)] -= 1
            kept.append(edit)
    return tuple(kept)


def _common_candidates(found: Iterable[Candidate], left: Counter[tuple[object, ...]]) -> tuple[Candidate, ...]:
    kept = []
    for one in found:
        if left[_candidate(one)] > 0:
            left[_candidate(one)] -= 1
            kept.append(one)
    return tuple(kept)
