"""The model of a diff that every medium draws: changed paragraphs, a little context, and gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from monitor.model import Article, Candidate, Comparison, Edit, Row
from monitor.report.said import MOVED, remark

CONTEXT = 160  # characters of an unchanged paragraph beside a changed one
GLANCE = 5  # letters; in shorter words none are marked by themselves

Kind = Literal["equal", "delete", "insert", "moved", "candidate_delete", "candidate_insert", "candidate_moved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of text of one kind. `letters`: from where to where in it the letters differ from what stands in its
    place, where most of them are the same."""

    kind: Kind
    text: str
    letters: tuple[tuple[int, int], ...] = ()

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The text in runs, and whether a run's letters are among those that differ."""
        edges = [0, *(edge for letters in self.letters for edge in letters), len(self.text)]
        return [(self.text[a:b], bool(n % 2)) for n, (a, b) in enumerate(pairwise(edges)) if a < b]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph as it is drawn: its number (1-based), its words, and remarks on what happened to it."""

    paragraph: int
    spans: tuple[Span, ...]
    remarks: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return any(span.kind != "equal" for span in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Unchanged paragraphs that are not drawn."""

    paragraphs: int

    def __str__(self) -> str:
        return f"… {self.paragraphs} unchanged paragraph{'s' if self.paragraphs != 1 else ''} …"


# What each reason of a candidate means to a reader (contract, `candidates`).
WHY = {
    "block_not_in_copy": "the page has it, the copy does not; who left it out cannot be told",
    "sentence_not_in_copy": "the page has it, the copy does not; who left it out cannot be told",
    "doubled_in_copy": "the copy has it twice",
    "embed": "an embedded post, which copies often mangle",
    "promo": "a promotional line",
    "caption": "a caption",
    "apart": (
        "the note sets it apart from the article, and the page has nothing of it: its owner's own words, most likely"
    ),
    "order": "stands elsewhere in the text; who moved it cannot be told",
    "hidden": "stands in the page, but unseen",
    "elsewhere": "stands in the page, but outside the article",
    "not_in_capture": "an archived capture lacks it too: the copy's own",
    "worded_otherwise": "an archived capture already reads as the page does now: the copy's own",
}


def passages(comparison: Comparison, old: Article, new: Article, *, context: int = 1) -> list[Passage | Gap]:
    """What is drawn: changed paragraphs, `context` unchanged ones on each side, and gaps for the others."""
    whole = _paragraphs(comparison.rows, old, new)
    changed = {k for k, one in enumerate(whole) if one.changed}
    near = {k + step for k in changed for step in range(-context, context + 1)}
    near |= {k for k in range(len(whole)) if context and {k - 1, k + 1} <= near}  # a gap of one says more than its mark
    drawn: list[Passage | Gap] = []
    skipped = 0
    for k, one in enumerate(whole):
        if k not in near:
            skipped += 1
            continue
        if skipped:
            drawn.append(Gap(paragraphs=skipped))
            skipped = 0
        drawn.append(one if k in changed else _clipped(one, start=k - 1 in changed, end=k + 1 in changed))
    if skipped:
        drawn.append(Gap(paragraphs=skipped))
    return drawn


def _clipped(passage: Passage, *, start: bool, end: bool) -> Passage:
    """An unchanged paragraph as context: of a long one only what stands next to a change."""
    text = "".join(span.text for span in passage.spans)
    if len(text) <= 2 * CONTEXT:
        return passage
    head = text[:CONTEXT].rsplit(" ", 1)[0] if start or not end else ""
    tail = text[-CONTEXT:].split(" ", 1)[-1] if end or not start else ""
    return replace(passage, spans=(Span(kind="equal", text=f"{head} … {tail}".strip()),))


def _paragraphs(rows: Sequence[Row], old: Article, new: Article) -> list[Passage]:
    """Rows gathered into paragraphs of the new article; what went stands where it was."""
    found: list[Passage] = []
    spans: list[Span] = []
    remarks: list[str] = []
    key: tuple[str, int] | None = None
    number = 0

    def close() -> None:
        if spans:
            found.append(Passage(paragraph=number, spans=tuple(spans), remarks=tuple(dict.fromkeys(remarks))))
        spans.clear()
        remarks.clear()

    last_old = -1
    uses_old, uses = Counter(i for row in rows for i in row.old), Counter(j for row in rows for j in row.new)
    once: set[int] = set()  # sentences of which several rows hold parts, and that can only be drawn whole
    for row in rows:
        tangled = row.op == "equal" and any(uses_old[i] > 1 for i in row.old) and any(uses[j] > 1 for j in row.new)
        if row.op == "equal" and once.issuperset(row.new) and row.new:
            continue
        once.update(row.new if tangled else ())
        in_parts = not tangled and any(uses[j] > 1 for j in row.new)
        drawn, said = _spans(row, old, new, in_parts=in_parts)
        if not drawn:
            continue
        block_old = old.sentences[row.old[0]].block if row.old else -1
        here = ("new", new.sentences[row.new[0]].block) if row.new else ("old", block_old)
        # A sentence that went is drawn inside the paragraph it stood in, where that paragraph still stands.
        if here[0] == "old" and key is not None and key[0] == "new" and block_old == last_old:
            here = key
        if here != key and not (key and key[0] == "old" and row.old and block_old == key[1] and here[0] == "new"):
            close()
        key, last_old = here, block_old if row.old else last_old
        number = here[1] + 1
        if spans:
            spans.append(Span(kind="equal", text=" "))
        spans += drawn
        if said:
            remarks.append(said)
    close()
    return found


def _spans(row: Row, old: Article, new: Article, *, in_parts: bool) -> tuple[list[Span], str]:
    """One row as spans, and a remark if there is something to say that the marks do not show.

    `in_parts`: the row shows a part of a new sentence only, which for what did not change is the old sentence.
    """
    told = row.edit or row.candidate
    before = (told.before or "") if told else " ".join(old.sentences[i].text for i in row.old)
    after = (told.after or "") if told else " ".join(new.sentences[j].text for j in row.new)
    after = before if in_parts and row.op == "equal" and before else after
    if row.candidate:
        why = WHY.get(row.candidate.why, row.candidate.why.replace("_", " "))
        if row.op == "move":
            return [Span(kind="candidate_moved", text=after)], why
        gone = [Span(kind="candidate_delete", text=before)] if before else []
        return [*gone, *([Span(kind="candidate_insert", text=after)] if after else [])], why
    if row.op == "equal":
        # What stands twice in one of the articles, and ornaments, are drawn where the new one has them.
        return [Span(kind="equal", text=after)] if after else [], ""
    if row.op == "move":
        return [Span(kind="moved", text=after)], MOVED
    said = remark(row.edit) if row.edit else ""
    if row.edit and row.edit.pieces:
        return [Span(kind=piece.op, text=piece.text) for piece in row.edit.pieces], said
    gone = [Span(kind="delete", text=before)] if before else []
    return [*gone, *([Span(kind="insert", text=after)] if after else [])], said


def lettered(spans: Sequence[Span]) -> list[Span]:
    """The same spans; where one stands in another's place and most letters are the same, those that differ named."""
    named = list(spans)
    marked = [k for k, span in enumerate(named) if span.kind != "equal" or not span.text.isspace()]
    for k, after in pairwise(marked):
        if (named[k].kind, named[after].kind) == ("delete", "insert"):
            gone, come = _differing(named[k].text, named[after].text)
            named[k], named[after] = replace(named[k], letters=gone), replace(named[after], letters=come)
    return named


Letters = tuple[tuple[int, int], ...]


def _differing(one: str, other: str) -> tuple[Letters, Letters]:
    """Where two texts differ letter by letter; nothing where less than half is the same, for then all is new, nor in
    words so short that they are seen at a glance."""
    if min(len(one), len(other)) < GLANCE:
        return (), ()
    if len(one) == len(other):
        same = [a == b for a, b in zip(one, other, strict=True)]
        if 2 * sum(same) < len(same):
            return (), ()
        edges = [k for k in range(len(same) + 1) if (k < len(same) and not same[k]) != (k > 0 and not same[k - 1])]
        letters = tuple(zip(edges[::2], edges[1::2], strict=True))
        return letters, letters
    shorter, longer = sorted((one, other), key=len)
    if " " in longer or len(longer) > 2 * len(shorter):
        return (), ()
    head = _common(one, other)
    tail = min(_common(one[::-1], other[::-1]), len(shorter) - head)
    if 2 * (head + tail) < len(longer):
        return (), ()
    return ((head, len(one) - tail),), ((head, len(other) - tail),)


def _common(one: str, other: str) -> int:
    """How many letters two texts of different length begin with alike."""
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def spans_of(one: Edit | Candidate) -> list[Span]:
    """An edit or candidate by itself, as reports list them."""
    if isinstance(one, Candidate):
        gone = [Span(kind="candidate_delete", text=one.before)] if one.before else []
        come = [Span(kind="candidate_insert", text=one.after)] if one.after else []
        return gone + come if one.before != one.after else come
    if one.op == "move":
        return [Span(kind="moved", text=one.after or "")]
    if one.pieces:
        return [Span(kind=piece.op, text=piece.text) for piece in one.pieces]
    went = [Span(kind="delete", text=one.before)] if one.before else []
    apart = [Span(kind="equal", text=" ")] if one.before and one.after else []
    return [*went, *apart, *([Span(kind="insert", text=one.after)] if one.after else [])]
