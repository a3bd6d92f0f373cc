"""Two articles side by side: each sentence of both in one row, as an equal, an edit or a candidate.

Two situations are told apart. At first sight (`old.how == "copy"`) the old side is what somebody copied: text that
only the page has, another order, and damage that copies are known for are candidates, for nobody can tell whose they
are. Between two readings of pages whatever differs is the publisher's, but for page furniture at the edges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.compare import numerals
from monitor.compare.align import Link as Pairing
from monitor.compare.align import Side, align, says_something
from monitor.compare.borders import bare, same_core, shifted
from monitor.compare.fields import same_title
from monitor.compare.mailboxes import same_but_for_mailboxes
from monitor.compare.rows import Teller, joined
from monitor.model import Article, Fold, Row, Sentence

# Of what only the copy has: never the publisher's doing, whatever the page says.
DAMAGE = frozenset({"doubled_in_copy", "embed", "promo"})
# Of what only the copy has: never an earlier wording of what the page has.
FIXED = DAMAGE | {"caption", "apart"}
# Stands in the page, but not as the article's own text.
OUTSIDE = frozenset({"hidden", "elsewhere"})
# Of what only the page has: never a sentence of the copy edited, and at the edges of the article never an insert.
FURNITURE = frozenset({"caption", "embed", "promo", "hidden", "elsewhere"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What captures have shown about single sentences, by their place in the article (see `settle`).

    `appeared`: page text that an earlier capture lacked. `reordered`: sentences that an earlier capture had in the old
    order. `vanished`: text of the copy that an earlier capture had as the article's own, and nowhere else.
    """

    appeared: frozenset[int] = frozenset()
    reordered: frozenset[int] = frozenset()
    vanished: frozenset[int] = frozenset()


class Scene:
    """Two articles and what is known about single sentences of them."""

    def __init__(self, old: Article, new: Article, fold: Fold, known: Known) -> None:
        self.old, self.new, self.fold, self.known = old, new, fold, known
        self.first_sight = old.how == "copy"
        self.page = _extras(new, "page", len(new.sentences))
        self.copy: dict[int, str] = {}
        if self.first_sight:  # what the reading beside this page found, then what shows in the copy by itself
            self.copy = _extras(old, "copy", len(old.sentences)) | _extras(new, "copy", len(old.sentences))
        self.was_extra = {} if self.first_sight else _extras(old, "page", len(old.sentences))
        # Text in boxes beside the article: nobody's other wording, and never an edit.
        self.boxed_old = frozenset(i for i, why in self.was_extra.items() if why in OUTSIDE)
        self.boxed_new = frozenset(j for j, why in self.page.items() if why in OUTSIDE)
        self.old_digests = {one.digest for one in old.sentences}
        self.new_digests = {one.digest for one in new.sentences}
        self.copy = {i: why for i, why in self.copy.items() if i not in known.vanished}
        self.copy = {i: why for i, why in self.copy.items() if why != "doubled_in_copy" or self._really_doubled(i)}
        self.certain_blocks = {one.block for j, one in enumerate(new.sentences) if j not in self.page}
        self.old_edges = self._edge_furniture()
        self.likes: dict[tuple[int, ...], float] = {}
        self.tell = Teller(old, new, fold)
        self.numbers_old, self.numbers_new = numerals.numbers_alone(old), numerals.numbers_alone(new)
        self.was: dict[int, tuple[int, ...]] = {}
        self.became: dict[int, tuple[int, ...]] = {}

    def rows(self) -> tuple[Row, ...]:
        """Every sentence of both articles in one row, in the order of the new one."""
        links = [link for link in self._aligned() if not self._stood_together(link)]
        self.was = {j: link.old for link in links for j in link.new}
        self.became = {i: link.new for link in links for i in link.old}
        paired_old = {i for link in links for i in link.old}
        by_start = {link.new[0]: link for link in links}
        inside = {j for link in links for j in link.new}
        # A sentence that went stands behind the nearest sentence before it that stayed in order.
        behind: dict[int, list[int]] = {}
        at = -1
        steady = {link.old[-1]: link.new[-1] for link in links if not link.moved}
        for i in range(len(self.old.sentences)):
            if i in steady:
                at = max(at, steady[i])
            elif i not in paired_old:
                behind.setdefault(at, []).append(i)
        first, last = self._edges(links)
        rows: list[Row] = [self._gone(i) for i in behind.get(-1, ())]
        for j in range(len(self.new.sentences)):
            if j in by_start:
                rows.append(self._paired(by_start[j]))
            elif j not in inside:
                rows.append(self._come(j, first, last))
            if j in behind:
                rows += [self._gone(i) for i in behind[j]]
        return tuple(rows)

    # ── alignment ──

    def _aligned(self) -> tuple[Pairing, ...]:
        """Who became whom. Text that stands on the other side as well is no edited form of text that does, too."""
        furniture = FURNITURE if self.first_sight else frozenset()
        # At first sight page text that no capture lacked may have stood there all along.
        unknown = frozenset(j for j in self.page if self.first_sight and j not in self.known.appeared)
        repeated_old = frozenset(i for i, one in enumerate(self.old.sentences) if one.digest in self.new_digests)
        repeated_new = frozenset(
            j
            for j, one in enumerate(self.new.sentences)
            if one.digest in self.old_digests or one.digest in self.old.elsewhere
        )
        return align(
            Side(
                sentences=self.old.sentences,
                fixed=self.boxed_old.union(i for i, why in self.copy.items() if why in FIXED),
                beside=repeated_old,
            ),
            Side(
                sentences=self.new.sentences,
                fixed=self.boxed_new.union(j for j in unknown if self.page[j] in furniture),
                beside=unknown | repeated_new,
            ),
            flat=self.old.flat or self.new.flat,
        )

    def _edges(self, links: Sequence[Pairing]) -> tuple[int, int]:
        """The first and last sentence of the new article that certainly is the article's."""
        sure = [j for link in links for j in link.new if j not in self.page]
        return (min(sure), max(sure)) if sure else (0, len(self.new.sentences))

    # ── one row each ──

    def _paired(self, link: Pairing) -> Row:
        old, new = link.old, link.new
        still = link.same and not link.moved and len(old) == len(new) == 1
        if still and self.old.sentences[old[0]].text == self.new.sentences[new[0]].text:
            return Row(op="equal", old=old, new=new)
        olds, news = self._sentences(link)
        before, after = joined(olds), joined(news)
        if link.same or self._same(link, before, after):
            cosmetic = self._cosmetic(olds, news, before, after)
            if not link.moved:
                return Row(op="equal", old=link.old, new=link.new, cosmetic=cosmetic)
            return self._moved(link, after, cosmetic)
        if self._is_headline(before, self.old) and self._is_headline(after, self.new):
            return Row(op="equal", old=link.old, new=link.new, cosmetic=("headline",))
        if self._same_but_for_numerals(link, before, after):
            return Row(op="equal", old=link.old, new=link.new, cosmetic=("list numbers",))
        why = next((self.copy[i] for i in link.old if self.copy.get(i) in FIXED), None)
        if why is None and self.old_edges.issuperset(link.old) and all(j in self.page for j in link.new):
            why = self.page[link.new[0]]  # furniture at an edge that changed its words
        if why is None and self.first_sight and all(self._unknown(j) for j in link.new):
            why = self.page[link.new[0]]  # the reader took it for text beside the copy: one of its sentences, cut short
        if why is not None:
            return self.tell.candidate("replace", why, link.old, link.new)
        if not says_something(before) and not says_something(after):
            return Row(op="equal", old=link.old, new=link.new, cosmetic=("ornaments",))
        self.likes[link.old] = link.like
        return self.tell.edit("replace", link.old, link.new, moved=link.moved, like=link.like)

    def _moved(self, link: Pairing, text: str, cosmetic: tuple[str, ...]) -> Row:
        if not says_something(text):
            return Row(op="equal", old=link.old, new=link.new, cosmetic=("ornaments",))
        if self.first_sight and not self.known.reordered.intersection(link.old):
            return replace(self.tell.candidate("move", "order", link.old, link.new), cosmetic=cosmetic)
        if self._is_chrome(link):
            return Row(op="equal", old=link.old, new=link.new, cosmetic=(*cosmetic, "order"))
        return replace(self.tell.edit("move", link.old, link.new), cosmetic=cosmetic)

    def _gone(self, i: int) -> Row:
        """A sentence of the old article that the new one lacks."""
        one = self.old.sentences[i]
        if not says_something(one.text):
            return Row(op="equal", old=(i,), cosmetic=("ornaments",))
        if self._is_headline(one.text, self.old):
            return Row(op="equal", old=(i,), cosmetic=("headline",))
        if numerals.counts(self.old, i, self.numbers_old) or (
            numerals.is_numeral(one.text) and numerals.starts_item(self.new, self.became.get(i + 1, (-1,))[0])
        ):
            return Row(op="equal", old=(i,), cosmetic=("list numbers",))
        why = self.copy.get(i)
        if why is None and one.digest in self.new_digests:
            if self.first_sight:
                return self.tell.candidate("delete", "doubled_in_copy", (i,), ())
            return Row(op="equal", old=(i,), cosmetic=("repetition",))
        if why is None and one.digest in self.new.elsewhere and not self._was_own(i):
            why = "elsewhere"
        if why is None and (i in self.old_edges or i in self.boxed_old):
            why = self.was_extra[i]
        if why is not None and why != "order":
            return self.tell.candidate("delete", why, (i,), ())
        return self.tell.edit("delete", (i,), ())

    def _come(self, j: int, first: int, last: int) -> Row:
        """A sentence of the new article that the old one lacks."""
        one = self.new.sentences[j]
        if not says_something(one.text):
            return Row(op="equal", new=(j,), cosmetic=("ornaments",))
        if self._is_headline(one.text, self.new):
            return Row(op="equal", new=(j,), cosmetic=("headline",))
        if numerals.counts(self.new, j, self.numbers_new) or (
            numerals.is_numeral(one.text) and numerals.starts_item(self.old, self.was.get(j + 1, (-1,))[0])
        ):
            return Row(op="equal", new=(j,), cosmetic=("list numbers",))
        if one.digest in self.old_digests or one.digest in self.old.elsewhere:
            return Row(op="equal", new=(j,), cosmetic=("repetition",))
        why = self.page.get(j)
        if j in self.boxed_new or (self.first_sight and (j not in self.known.appeared or why in DAMAGE)):
            return self.tell.candidate("insert", why or "sentence_not_in_copy", (), (j,))
        weak = why not in (None, "sentence_not_in_copy")
        if why and weak and not first <= j <= last and one.block not in self.certain_blocks:
            return self.tell.candidate("insert", why, (), (j,))
        return self.tell.edit("insert", (), (j,))

    # ── questions ──

    def _same(self, link: Pairing, before: str, after: str) -> bool:
        """Whether two passages that read differently say the same all the same."""
        if same_but_for_mailboxes(before, after, fold=self.fold):
            return True
        if not link.near or not same_core(before, after):
            return False
        old, new = self.old.sentences, self.new.sentences
        beside: list[list[tuple[str, str]]] = []
        for i, j in ((link.old[0] - 1, link.new[0] - 1), (link.old[-1] + 1, link.new[-1] + 1)):
            pairs = []
            if 0 <= j < len(new):
                pairs.append((joined([old[k] for k in self.was.get(j, ())]), new[j].text))
            if 0 <= i < len(old):
                pairs.append((old[i].text, joined([new[k] for k in self.became.get(i, ())])))
            beside.append(pairs)
        return shifted(before, after, above=beside[0], below=beside[1])

    def _same_but_for_numerals(self, link: Pairing, before: str, after: str) -> bool:
        """Whether what differs are the numerals of a list. A passage that moved besides is not looked at."""
        if link.moved or not link.near:
            return False
        left, right = numerals.without(before, self.new, link.new), numerals.without(after, self.old, link.old)
        return (left, right) != (before, after) and numerals.same(left, right, fold=self.fold)

    def _is_headline(self, text: str, article: Article) -> bool:
        """Whether a passage is the headline, which is a field (contract): a reader may take it for text, too."""
        return bool(article.title) and same_title(text, article.title, fold=self.fold)

    def _stood_together(self, link: Pairing) -> bool:
        """Whether a pair are two sentences of which a capture had both: the old went, the other always stood."""
        if not self.known.vanished.issuperset(link.old) or not all(self._unknown(j) for j in link.new):
            return False
        text = bare("".join(self.new.sentences[j].folded for j in link.new))
        return not link.same and not any(bare(self.old.sentences[i].folded) in text for i in link.old)

    def _unknown(self, j: int) -> bool:
        """Whether page text is beside the copy, and no capture lacked it."""
        return j in self.page and j not in self.known.appeared

    def _was_own(self, i: int) -> bool:
        """Whether a capture had an old sentence as the article's own, and nowhere else: then it left the article, even
        if it can still be seen beside it. The old side may be that capture.
        """
        if self.first_sight:
            return i in self.known.vanished
        return self.old.sentences[i].digest not in self.old.elsewhere

    def _really_doubled(self, i: int) -> bool:
        """Whether a sentence said to be doubled in the copy does stand whole in the page."""
        one = self.old.sentences[i]
        if one.digest in self.new_digests:
            return True
        text = " ".join(sentence.folded for sentence in self.new.sentences)
        return bool(re.search(rf"(?<!\w){re.escape(one.folded)}(?!\w)", text))

    def _is_chrome(self, link: Pairing) -> bool:
        return all(j in self.page for j in link.new) and all(i in self.was_extra for i in link.old)

    def _edge_furniture(self) -> frozenset[int]:
        """Sentences of an earlier reading that stood before or behind the certain article, in blocks of their own."""
        sentences = self.old.sentences
        sure = [k for k in range(len(sentences)) if k not in self.was_extra]
        if not sure:
            return frozenset()
        certain = {sentences[k].block for k in sure}
        return frozenset(k for k in self.was_extra if not sure[0] < k < sure[-1] and sentences[k].block not in certain)

    def _cosmetic(self, olds: Sequence[Sentence], news: Sequence[Sentence], before: str, after: str) -> tuple[str, ...]:
        if before == after:
            return ()
        names = list(self.fold.between(before, after))
        if len(olds) != len(news):
            names.append("sentence borders")
        elif self.fold.fold(before) != self.fold.fold(after):
            names.append("e-mail addresses" if "@" in before + after else "sentence borders")
        return tuple(dict.fromkeys(names))

    def _sentences(self, link: Pairing) -> tuple[list[Sentence], list[Sentence]]:
        return [self.old.sentences[i] for i in link.old], [self.new.sentences[j] for j in link.new]


def _extras(article: Article, side: str, size: int) -> dict[int, str]:
    """Why a sentence is beside the certain article, by its place; the first reason given counts."""
    found: dict[int, str] = {}
    for extra in article.extras:
        if extra.side == side and 0 <= extra.sentence < size:
            found.setdefault(extra.sentence, extra.why)
    return found
