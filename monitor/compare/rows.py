"""Rows that tell something: an edit or a candidate, in whole sentences as they read."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.compare import facts, lookalikes, names, numerals, words
from monitor.compare.align import NEAR
from monitor.compare.tongue import tongue
from monitor.compare.weigh import weight_of
from monitor.model import Article, Candidate, Edit, Fact, Fold, Link, Op, Row, Sentence

# Facts are read for this many edits; a comparison with more is a rewrite, of which each fact says little.
WITH_FACTS = 150
# A line of no more words is a cell, a caption, a score: what takes its place answers to it, however unlike it is.
FEW_WORDS = 4


class Teller:
    """Two articles, and what facts are read by: their names, their language, where they quote."""

    def __init__(self, old: Article, new: Article, fold: Fold) -> None:
        self.old, self.new, self.fold = old, new, fold
        self.names: names.Known | None = None  # read with the first edit, for most comparisons have none
        self.language = ""
        self.quoted_old = self.quoted_new = frozenset[int]()
        self.edits_made = 0

    def candidate(self, op: Op, why: str, old: tuple[int, ...], new: tuple[int, ...]) -> Row:
        """A difference of which nobody can tell whose it is."""
        candidate = Candidate(
            why=why,
            before=joined([self.old.sentences[i] for i in old]) if old else None,
            after=joined([self.new.sentences[j] for j in new]) if new else None,
            paragraph=self._paragraph(old, new),
            old=old,
            new=new,
        )
        return Row(op=op, old=old, new=new, candidate=candidate)

    def edit(
        self, op: Op, old: tuple[int, ...], new: tuple[int, ...], *, moved: bool = False, like: float = 1.0
    ) -> Row:
        """A changed passage. `like` is how like its sides are, 0 to 1: unlike ones merely took each other's place."""
        before = joined([self.old.sentences[i] for i in old]) if old else None
        after = joined([self.new.sentences[j] for j in new]) if new else None
        self.edits_made += 1
        invisible = lookalikes.twins_between(before or "", after or "") if op == "replace" else ()
        changed: tuple[Fact, ...] = ()
        if op != "move" and self.edits_made <= WITH_FACTS:
            gone, come = numerals.without(before or "", self.new, new), numerals.without(after or "", self.old, old)
            apart = like < NEAR and min(words.count(gone), words.count(come)) > FEW_WORDS
            changed = self._facts(gone, come, old, new, apart=apart)
        pieces = words.pieces(before, after, fold=self.fold) if op == "replace" and before and after else ()
        edit = Edit(
            op=op,
            before=before,
            after=after,
            paragraph=self._paragraph(old, new),
            facts=changed,
            pieces=pieces,
            old=old,
            new=new,
            moved=moved,
            weight=weight_of(op, changed, invisible),
            invisible=invisible,
            settled=self.old.how != "copy",
        )
        return Row(op=op, old=old, new=new, edit=edit)

    def _facts(
        self, before: str, after: str, old: tuple[int, ...], new: tuple[int, ...], *, apart: bool
    ) -> tuple[Fact, ...]:
        if self.names is None:
            self.names = names.Known({one.text for side in (self.old, self.new) for one in side.sentences})
            told = (one.text for side in (self.old, self.new) for one in side.sentences)
            self.language = tongue(told, self.old.language or self.new.language)
            self.quoted_old = facts.inside_quotations([one.text for one in self.old.sentences])
            self.quoted_new = facts.inside_quotations([one.text for one in self.new.sentences])
        return facts.changed(
            before,
            after,
            apart=apart,
            language=self.language,
            known=self.names,
            links_before=[link for i in old for link in self._links(self.old, i)],
            links_after=[link for j in new for link in self._links(self.new, j)],
            quoted_before=bool(old) and self.quoted_old.issuperset(old),
            quoted_after=bool(new) and self.quoted_new.issuperset(new),
        )

    @staticmethod
    def _links(article: Article, k: int) -> list[Link]:
        sentence = article.sentences[k]
        if not 0 <= sentence.block < len(article.blocks):
            return []
        return [link for link in article.blocks[sentence.block].links if link.text and link.text in sentence.text]

    def _paragraph(self, old: tuple[int, ...], new: tuple[int, ...]) -> int:
        return (self.new.sentences[new[0]].block if new else self.old.sentences[old[0]].block) + 1


def joined(sentences: Sequence[Sentence]) -> str:
    """Sentences as one passage."""
    return " ".join(one.text for one in sentences)
