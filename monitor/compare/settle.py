"""Three ways: the copy, what captures showed, and now. Whose is a difference?

A capture that has the copy's wording shows that the publisher changed it later: the edit is settled, and `between`
says when. A memento that reads as the page does now shows that the copy never had it: fidelity of the copy, no edit.
Where captures tell nothing, nothing is guessed: the difference stays what it was.

Readings of our own (`source == "live"`) begin only when the seed was first looked at, which may be long after an edit.
So they can show that something changed since, but never that the copy was wrong.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate

from monitor.compare import links
from monitor.compare.account import draft
from monitor.compare.borders import Sides, bare
from monitor.compare.fields import changed_fields
from monitor.compare.scene import DAMAGE, OUTSIDE, Known
from monitor.compare.weigh import weigh
from monitor.model import Article, Candidate, Comparison, FieldChange, Fold, Reading, Row, Sentence

# A reading in which less than this share of the shorter side stands tells nothing about single sentences.
TELLS = 0.2
# Sentences above and below a difference of which a capture must have one: else it does not show that place at all,
# and what it lacks was perhaps cut off with the rest.
AROUND = 3
# Letters that are found by themselves, wherever a capture's sentences were cut; fewer stand in other words by chance.
TELLING = 24
Between = tuple[datetime, datetime]
# What an edit is called once a capture has shown that it is the copy's own.
_WHY = {"delete": "not_in_capture", "replace": "worded_otherwise", "move": "order"}


def settle(
    comparison: Comparison,
    old: Article,
    new: Article,
    readings: Sequence[Reading],
    *,
    fold: Fold,
    now: datetime,
) -> Comparison:
    """The comparison of `old` and `new`, with each difference weighed against earlier captures, oldest first.

    Settled edits get `between`: the last instant at which the old text was read, and the first at which the new one
    was (`now` at the latest). What a memento shows to be the copy's own goes to `fidelity`. Without readings that
    tell anything the comparison comes back as it was.
    """
    witnesses = [Witness(one) for one in readings if one.at < now]
    witnesses = [one for one in witnesses if one.tells_of(old, new)]
    if not witnesses:
        return comparison
    return _Hearing(old, new, sorted(witnesses, key=lambda one: one.at), fold, now).settled()


class Witness:
    """One earlier capture, and what it can say about a sentence."""

    def __init__(self, reading: Reading) -> None:
        self.at = reading.at
        self.article = reading.article
        self.memento = reading.source != "live"
        self.places = {one.digest: k for k, one in enumerate(reading.article.sentences)}
        bared = [bare(one.folded) for one in reading.article.sentences]
        self.text = "\n".join(bared)
        self.run_on = "".join(bared)
        self.starts = [0, *accumulate(map(len, bared))]
        self.often = Counter(one.digest for one in reading.article.sentences)

    def tells_of(self, old: Article, new: Article) -> bool:
        """Whether it is a capture of this article at all, and not of a stub or of something else."""
        known = {one.digest for one in (*old.sentences, *new.sentences)}
        shared = len(known.intersection(self.places))
        least = min(len(self.places), len(old.sentences) or 1, len(new.sentences) or 1)
        return bool(self.places) and shared >= TELLS * least

    def has(self, sentence: Sentence) -> bool:
        """Whether the sentence stood in the article, wherever sentences were cut."""
        if sentence.digest in self.places:
            return True
        text = bare(sentence.folded)
        return len(text) >= TELLING and (text in self.text or text in self.run_on)

    def place(self, sentence: Sentence) -> int | None:
        """Where in the article it stood, in letters; None where it did not, or nobody can tell where."""
        if sentence.digest in self.places:
            return self.starts[self.places[sentence.digest]] if self.often[sentence.digest] == 1 else None
        text = bare(sentence.folded)
        at = self.run_on.find(text) if len(text) >= TELLING else -1
        return at if at >= 0 and self.run_on.find(text, at + 1) < 0 else None

    def gone_from(self, text: str) -> tuple[str, ...]:
        """Its sentences that do not stand in a text any more, as letters; short ones are passed over."""
        return tuple(one for one in self.text.split("\n") if len(one) >= TELLING and one not in text)

    def beside(self, sentence: Sentence) -> bool:
        """Whether it stood elsewhere on the page."""
        return sentence.digest in self.article.elsewhere


class _Hearing:
    """Two articles, the witnesses, and what they say."""

    def __init__(self, old: Article, new: Article, witnesses: list[Witness], fold: Fold, now: datetime) -> None:
        self.sides = Sides.of(old, new, fold=fold)
        self.old, self.new = self.sides.old, self.sides.new
        self.witnesses, self.fold, self.now = witnesses, fold, now
        self.first_sight = old.how == "copy"
        self.gone: dict[int, tuple[str, ...]] = {}  # by capture: what it had, and the page has not
        self.steady_old = self.steady_new = frozenset[int]()  # sentences of rows that stand on both sides, in order

    def settled(self) -> Comparison:
        first = self._drafted(Known())
        known = self._known(first)
        made = first if known == Known() else self._drafted(known)
        rows: list[Row] = []
        fidelity: dict[Candidate, None] = {}  # in order
        for case in made.cases:
            heard = self._heard(case)
            if heard.candidate and self._is_the_copys(case, heard.candidate):
                fidelity[heard.candidate] = None
            rows.append(heard)
        fields, dates, own = self._fields()
        comparison = weigh(self.old, self.new, rows=rows, fields=fields, likes=made.likes, fold=self.fold)
        brackets = [edit.between for edit in comparison.edits if edit.between] + dates
        return self.sides.told(
            replace(
                comparison,
                candidates=tuple(one for one in comparison.candidates if one not in fidelity),
                fidelity=(*fidelity, *own),
                links=links.told(self.old, self.new, rows),
                between=max(brackets, key=lambda bracket: (bracket[1], bracket[0])) if brackets else None,
            )
        )

    def _drafted(self, known: Known) -> _Cases:
        """The rows, each with what stands around it on both sides."""
        made = draft(self.sides, fold=self.fold, known=known)
        sides = [
            (
                tuple(self.old.sentences[i] for i in row.old),
                tuple(self.new.sentences[j] for j in row.new),
            )
            for row in made.rows
        ]
        steady = [at for at, row in enumerate(made.rows) if _is_steady(row)]
        self.steady_old = frozenset(i for at in steady for i in made.rows[at].old)
        self.steady_new = frozenset(j for at in steady for j in made.rows[at].new)
        cases = []
        for at, row in enumerate(made.rows):
            k, m = bisect_left(steady, at), bisect_right(steady, at)
            above = tuple(sides[one] for one in steady[max(0, k - AROUND) : k])
            below = tuple(sides[one] for one in steady[m : m + AROUND])
            cases.append(_Case(row=row, gone=sides[at][0], come=sides[at][1], above=above, below=below))
        return _Cases(cases=tuple(cases), likes=made.likes)

    # ── what captures have shown about single sentences ──

    def _known(self, made: _Cases) -> Known:
        appeared: set[int] = set()
        reordered: set[int] = set()
        vanished: set[int] = set()
        for case in made.cases:
            row = case.row
            if row.op in ("insert", "replace") and any(_lacked(one, case, case.come) for one in self.witnesses):
                appeared.update(row.new)
            if row.op in ("delete", "replace"):
                vanished.update(i for i in row.old if self._was_own(self.old.sentences[i], row.candidate))
            if row.op == "move" and any(self._order(one, row) == "old" for one in self.witnesses):
                reordered.update(row.old)
        return Known(appeared=frozenset(appeared), reordered=frozenset(reordered), vanished=frozenset(vanished))

    def _was_own(self, sentence: Sentence, told: Candidate | None) -> bool:
        """Whether a capture had it as the article's own text, and nowhere else. Of embeds and promotion only our own
        captures tell: the page of years ago had other ones, and nobody calls that an edit.
        """
        damaged = told is not None and told.why in DAMAGE
        if any(
            one.has(sentence) and not one.beside(sentence) for one in self.witnesses if not (damaged and one.memento)
        ):
            return True
        return damaged and any(self._held_what_went(one, sentence) for one in self.witnesses if not one.memento)

    def _held_what_went(self, one: Witness, sentence: Sentence) -> bool:
        """Whether a damaged line of the copy holds a sentence that a capture had, and that is gone: they were glued."""
        if id(one) not in self.gone:
            self.gone[id(one)] = one.gone_from("".join(bare(now.folded) for now in self.new.sentences))
        text = bare(sentence.folded)
        return any(part in text for part in self.gone[id(one)])

    # ── one row ──

    def _heard(self, case: _Case) -> Row:
        """The row with its edit settled and dated, or turned into a candidate that is the copy's own."""
        row, edit = case.row, case.row.edit
        if edit is None:
            return row
        between = self._between(case)
        if between:
            return replace(row, edit=replace(edit, settled=True, between=between))
        if self.first_sight and any(one.memento and self._reads_as_now(one, case) for one in self.witnesses):
            own = Candidate(
                why=_WHY.get(edit.op, edit.op),
                before=edit.before,
                after=edit.after,
                paragraph=edit.paragraph,
                old=row.old,
                new=row.new,
            )
            return replace(row, edit=None, candidate=own)
        return row

    def _is_the_copys(self, case: _Case, heard: Candidate) -> bool:
        """Whether a candidate is shown to be the copy's own doing: a memento reads as the page does now, and no
        capture as the copy does.
        """
        if case.row.edit is not None:
            return True
        if not self.first_sight or heard.why in OUTSIDE or self._between(case):
            return False
        return any(one.memento and self._reads_as_now(one, case) for one in self.witnesses)

    def _between(self, case: _Case) -> Between | None:
        """The last instant at which the old state was read, and the first at which the new one was."""
        return self._bracket(lambda one: self._reads_as_before(one, case), lambda one: self._reads_as_now(one, case))

    def _bracket(self, was: Callable[[Witness], bool], became: Callable[[Witness], bool]) -> Between | None:
        last = next((k for k in range(len(self.witnesses) - 1, -1, -1) if was(self.witnesses[k])), None)
        if last is None:
            return None
        later = next((one.at for one in self.witnesses[last + 1 :] if became(one)), self.now)
        return self.witnesses[last].at, later

    def _reads_as_before(self, one: Witness, case: _Case) -> bool:
        if case.row.op == "move":
            return self._order(one, case.row) == "old"
        if case.row.op == "insert":
            return _lacked(one, case, case.come)
        if case.row.op == "delete":
            return any(map(one.has, case.gone))
        return all(map(one.has, case.gone)) and not all(map(one.has, case.come))

    def _reads_as_now(self, one: Witness, case: _Case) -> bool:
        if case.row.op == "move":
            return self._order(one, case.row) == "new"
        if case.row.op == "insert":
            return all(one.has(sentence) or one.beside(sentence) for sentence in case.come)
        if case.row.op == "delete":
            return _lacked(one, case, case.gone)
        return all(map(one.has, case.come)) and not all(map(one.has, case.gone))

    def _order(self, witness: Witness, row: Row) -> str:
        """Whether a capture had a moved sentence where the old article has it (`old`), or the new one (`new`)."""
        moved = self.old.sentences[row.old[0]]
        place = witness.place(moved)
        if place is None:
            return ""
        # What the copy has twice may have been paired by the one that nobody else has.
        spots = [row.old] + [(k,) for k, one in enumerate(self.old.sentences) if one.digest == moved.digest]
        was = any(self._stands_between(witness, place, self.old.sentences, at, self.steady_old) for at in spots)
        now = self._stands_between(witness, place, self.new.sentences, row.new, self.steady_new)
        if was == now:
            return ""
        return "old" if was else "new"

    @staticmethod
    def _stands_between(
        witness: Witness, place: int, sentences: Sequence[Sentence], at: tuple[int, ...], steady: frozenset[int]
    ) -> bool:
        """Whether the neighbours in this article, of those that did not move, were the neighbours in the capture."""
        before = _nearest(witness, (sentences[k] for k in range(at[0] - 1, -1, -1) if k in steady))
        after = _nearest(witness, (sentences[k] for k in range(at[-1] + 1, len(sentences)) if k in steady))
        if before is None and after is None:
            return False
        return (before is None or before < place) and (after is None or place < after)

    # ── fields ──

    def _fields(self) -> tuple[dict[str, FieldChange], list[Between], list[Candidate]]:
        changed = changed_fields(self.old, self.new, fold=self.fold)
        kept: dict[str, FieldChange] = {}
        dates: list[Between] = []
        own: list[Candidate] = []
        for name, change in changed.items():
            between = self._bracket(
                lambda one, name=name: self._agrees(name, self.old, one.article),  # type: ignore[misc]
                lambda one, name=name: self._agrees(name, self.new, one.article),  # type: ignore[misc]
            )
            shared = any(one.memento and self._agrees(name, self.new, one.article) for one in self.witnesses)
            if between is None and shared and self.first_sight:
                own.append(Candidate(why=name, before=change.before, after=change.after))
                continue
            kept[name] = change
            if between:
                dates.append(between)
        return kept, dates, own

    def _agrees(self, name: str, one: Article, other: Article) -> bool:
        """Whether a capture has the field, and says the same in it."""
        if not getattr(one, name) or not getattr(other, name):
            return False
        return name not in changed_fields(replace(one, how="copy"), other, fold=self.fold)


Texts = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A row, the sentences on its two sides, and those of the nearest rows above and below that stand on both."""

    row: Row
    gone: Texts
    come: Texts
    above: tuple[tuple[Texts, Texts], ...]
    below: tuple[tuple[Texts, Texts], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cases:
    cases: tuple[_Case, ...]
    likes: Mapping[tuple[int, ...], float]


def _lacked(witness: Witness, case: _Case, sentences: Texts) -> bool:
    """Whether a capture shows that place of the article, and none of these sentences anywhere on the page."""
    if any(witness.has(one) or witness.beside(one) for one in sentences):
        return False
    sides = [side for side in (case.above, case.below) if side]
    return bool(sides) and all(any(witness.has(one) for old, new in side for one in (*old, *new)) for side in sides)


def _is_steady(row: Row) -> bool:
    """Whether a row stands on both sides, in the same order."""
    return row.op in ("equal", "replace") and bool(row.old and row.new) and not (row.edit and row.edit.moved)


def _nearest(witness: Witness, sentences: Iterable[Sentence]) -> int | None:
    """Where the nearest of them stood that the capture has."""
    return next((place for one in sentences if (place := witness.place(one)) is not None), None)
