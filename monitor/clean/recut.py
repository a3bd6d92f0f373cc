"""Cut a text that we hold at the borders that a page shows: flat and glued copies have none of their own.

Only inside stretches that both texts share letter by letter does the page decide; between them the held text keeps
its own borders. The words stay the same. For a copy the blanks between its letters are the page's inside such
stretches (scrapers glue words at tags and break them), and so are marks that Markdown takes for its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from monitor.clean import sentences as cutting
from monitor.clean.anchors import Stretch, letters, letters_of, places
from monitor.clean.fold import fold
from monitor.clean.seams import essence, head, split_marks, tail
from monitor.model import Article, Block, Extra, Sentence

# Where a sentence may end, between two letters.
_END = re.compile(r"[.!?…:;\n。]")
# A list's number or letter, written out.
_MARKER = re.compile(r"(?:\d{1,3}|[a-zа-я])[.)]\s+(?=\S)")
_BULLET = re.compile(r"\s[-–—•·*]\s")


@dataclass(slots=True)
class Side:
    """A text as its letters; `starts` are where its sentences begin in them, one more for the end."""

    article: Article
    letters: str
    starts: list[int]

    @classmethod
    def of(cls, article: Article) -> Side:
        each = letters_of(sentence.text for sentence in article.sentences)
        return cls(article, "".join(each), [0, *accumulate(map(len, each))])

    @property
    def shape(self) -> list[tuple[str, bool]]:
        """What the sentences say, and where blocks begin."""
        before = -1
        shape = []
        for sentence in self.article.sentences:
            shape.append((sentence.digest, sentence.block != before))
            before = sentence.block
        return shape

    def span(self, sentence: int) -> tuple[int, int]:
        return self.starts[sentence], self.starts[sentence + 1]

    def begins_block(self, sentence: int) -> bool:
        sentences = self.article.sentences
        return sentence == 0 or sentences[sentence].block != sentences[sentence - 1].block


@dataclass(frozen=True, slots=True)
class _Cut:
    """A border before letter `at` of the held text: `block` if a block begins there.

    `ends` and `begins` are the numbers of the page's sentences that end and begin there, `own` that of the held
    text's own that begins; -1 where none does.
    """

    at: int
    block: bool
    ends: int = -1
    begins: int = -1
    own: int = -1


def recut(held: Side, page: Side, shared: list[Stretch]) -> Side:
    """The held text with the page's borders inside what both share; `shared` is ordered by the held text."""
    if held.shape == page.shape:
        return held
    text = "\n".join(block.text for block in held.article.blocks)
    where = places(text)
    if len(where) != len(held.letters) or not where:  # its sentences are not all of its text: nothing to go by
        return held
    cuts = _Cutter(held, page, shared, text, where).cuts()
    tailor = _Tailor(held, page, shared, text, where, cuts)
    article = tailor.article()
    if tailor.numbers:  # letters came in: `1)`
        return Side.of(article)
    return Side(article, held.letters, [*(cut.at for cut in cuts), len(held.letters)])


class _Cutter:
    """Where the held text is to be cut."""

    def __init__(self, held: Side, page: Side, shared: list[Stretch], text: str, where: list[int]) -> None:
        self.held, self.page, self.shared, self.text, self.where = held, page, shared, text, where
        self.own = {at: i for i, at in enumerate(held.starts[:-1])}

    def cuts(self) -> list[_Cut]:
        blocks: dict[int, bool] = {0: True}
        ends: dict[int, int] = {}
        begins: dict[int, int] = {}
        spot = 0
        for at, i in self.own.items():
            while spot < len(self.shared) and self.shared[spot].a_end <= at:
                spot += 1
            if spot == len(self.shared) or at <= self.shared[spot].a:
                blocks[at] = self.held.begins_block(i)
        a_end = 0
        for k, one in enumerate(self.shared):
            after = self.shared[k + 1].a if k + 1 < len(self.shared) else len(self.held.letters)
            for at, block, end, begin in self._borders(one, a_end, after):
                # Inside what both share the page says where blocks begin; at its edges either may.
                blocks[at] = block or (blocks.get(at, False) and (end < 0 or begin < 0))
                ends[at], begins[at] = max(end, ends.get(at, -1)), max(begin, begins.get(at, -1))
            a_end = one.a_end
        return [
            _Cut(at, blocks[at], ends.get(at, -1), begins.get(at, -1), self.own.get(at, -1))
            for at in sorted(blocks)
            if at < len(self.held.letters)
        ]

    def _borders(self, one: Stretch, before: int, after: int) -> Iterator[tuple[int, bool, int, int]]:
        """The page's borders inside a stretch, and at its ends where the held text may end a sentence too: where they
        are in the held text, whether a block begins there, and the sentences of the page that end and begin there.

        `before` is where the stretch before it ends in the held text, `after` where the next begins.
        """
        starts = self.page.starts
        last = len(starts) - 1
        for j in range(bisect_left(starts, one.b), bisect_right(starts, one.b_end)):
            at = one.a + starts[j] - one.b
            block = j in {0, last} or self.page.begins_block(j)
            if at == one.a:
                held = j < last and 2 * (one.b_end - starts[j]) >= starts[j + 1] - starts[j]
                if self._may_end(at, block=block and held, gap=at - before):
                    yield at, self._begins_block(at, block, at - before), -1, j
            elif at == one.a_end:
                if self._may_end(at, block=block, gap=after - at):
                    yield at, self._begins_block(at, block, after - at), j - 1, -1
            else:
                yield at, block, j - 1, j

    def _begins_block(self, at: int, block: bool, gap: int) -> bool:
        """Whether a block begins at the edge of a stretch: where the page lacks what the held text has beside it, the
        page cannot tell to which of its paragraphs that belonged, and the held text's own ones stay."""
        if gap and at in self.own and not self.held.article.flat:
            return self.held.begins_block(self.own[at])
        return block

    def _may_end(self, at: int, *, block: bool, gap: int) -> bool:
        """Whether a sentence of the held text may end before this letter, at the edge of a stretch.

        `gap` is how many letters of the held text lie between this stretch and its neighbour: none, and the page's
        border is as good as certain; else the text itself must look like it, or be flat where the page has a block.
        """
        if at in self.own or gap == 0 or at >= len(self.where):
            return True
        marks = self.text[self.where[at - 1] + 1 : self.where[at]]
        return bool(_END.search(marks)) or (block and self.held.article.flat and gap >= 8)


class _Tailor:
    """The pieces between cuts, put together as an article again."""

    def __init__(
        self, held: Side, page: Side, shared: list[Stretch], text: str, where: list[int], cuts: list[_Cut]
    ) -> None:
        self.held, self.page, self.shared, self.text, self.where, self.cuts = held, page, shared, text, where, cuts
        self.mend = held.article.how == "copy"
        self.page_text = "\n".join(block.text for block in page.article.blocks)
        self.page_where: list[int] = []
        self.numbers = 0

    def article(self) -> Article:
        blocks: list[list[tuple[str, int]]] = []  # each piece: its text, its own sentence if it is that one, else -1
        kinds: list[int] = []
        for k, cut in enumerate(self.cuts):
            end = self.cuts[k + 1].at if k + 1 < len(self.cuts) else len(self.where)
            text, own = self._piece(k, cut, end)
            if cut.block or not blocks:
                blocks.append([])
                kinds.append(self._own_block(cut.at))
            blocks[-1].append((text, own))
        return self._assembled(blocks, kinds)

    def _piece(self, k: int, cut: _Cut, end: int) -> tuple[str, int]:
        """The text of a piece, and the number of the held text's own sentence if it is that one, else -1."""
        own = cut.own if cut.own >= 0 and self.held.starts[cut.own + 1] == end else -1
        twin = self._twin(cut.at, end)
        if own >= 0:
            mine = self.held.article.sentences[own]
            if twin is None or twin.digest == mine.digest:
                spaced = self._mended(cut, end, mine.text) if twin is None and self.mend else mine.text
                return (mine.text, own) if spaced == mine.text else (spaced, -1)
        text = " ".join(self.text[self._begin(k) : self._begin(k + 1)].split())
        if not self.mend:
            return text, -1
        if twin is None:
            return self._mended(cut, end, text), -1
        same = fold(text) != twin.folded and self._says_the_same(cut.at, end, text, twin.text)
        return (twin.text if same else text), -1

    def _says_the_same(self, start: int, end: int, text: str, there: str) -> bool:
        """Whether a piece and the page's sentence differ in marks alone that nobody set on purpose: where the held text
        has the items of a list there, in their bullets too."""
        if essence(text) == essence(there):
            return True
        listed = self._own_block(start) != self._own_block(end - 1)
        return listed and essence(_BULLET.sub(" ", text)) == essence(_BULLET.sub(" ", there))

    def _mended(self, cut: _Cut, end: int, text: str) -> str:
        numbered = self._numbered(cut, end, text) or self._unnumbered(cut, end, text)
        if numbered is None:
            return self._spaced(cut.at, end, text)
        self.numbers += 1
        return numbered.text

    def _begin(self, k: int) -> int:
        """Where in the text the piece of a cut begins: the marks between two sentences go to either."""
        if k == 0:
            return 0
        if k == len(self.cuts):
            return len(self.text)
        cut = self.cuts[k]
        start, end = self.where[cut.at - 1] + 1, self.where[cut.at]
        if cut.ends >= 0 or cut.begins >= 0:
            sentences = self.page.article.sentences
            before = tail(sentences[cut.ends]) if cut.ends >= 0 else None
            after = head(sentences[cut.begins]) if cut.begins >= 0 else None
            return start + split_marks(self.text[start:end], before, after)
        if cut.own >= 0:
            own = self.held.article.sentences[cut.own]
            offset = sum(len(block.text) + 1 for block in self.held.article.blocks[: own.block])
            return max(start, min(end, offset + own.start))
        return start + split_marks(self.text[start:end], None, None)

    def _twin(self, start: int, end: int) -> Sentence | None:
        """The page's sentence with the very same letters, where there is one in the same place."""
        k = bisect_right(self.shared, start, key=lambda one: one.a) - 1
        if k < 0 or self.shared[k].a_end < end:
            return None
        b = start + self.shared[k].b - self.shared[k].a
        j = bisect_left(self.page.starts, b)
        if j < len(self.page.article.sentences) and self.page.span(j) == (b, b + end - start):
            return self.page.article.sentences[j]
        return None

    def _numbered(self, cut: _Cut, end: int, text: str) -> Sentence | None:
        """The page's sentence that begins with the number which Markdown takes for a list's: `1) Lego`."""
        first = cut.own >= 0 and self.held.begins_block(cut.own)
        marker = self.held.article.blocks[self._own_block(cut.at)].path if first else ""
        if not marker:
            return None
        k = bisect_right(self.shared, cut.at, key=lambda one: one.a) - 1
        if k < 0 or self.shared[k].a_end < end:
            return None
        b = cut.at + self.shared[k].b - self.shared[k].a - len(letters(marker))
        j = bisect_left(self.page.starts, max(0, b))
        if j < len(self.page.article.sentences) and self.page.starts[j] == b:
            there = self.page.article.sentences[j]
            return there if essence(f"{marker} {text}") == essence(there.text) else None
        return None

    def _unnumbered(self, cut: _Cut, end: int, text: str) -> Sentence | None:
        """The page's sentence without the list's number that the held text writes out."""
        marker = _MARKER.match(text)
        if marker is None or cut.own < 0 or not self.held.begins_block(cut.own):
            return None
        there = self._twin(cut.at + len(letters(marker[0])), end)
        return there if there is not None and essence(text[marker.end() :]) == essence(there.text) else None

    def _spaced(self, start: int, end: int, text: str) -> str:
        """A piece that was edited, with the page's blanks between the letters that both share."""
        own = places(text)
        if len(own) != end - start:
            return text
        if not self.page_where:
            self.page_where = places(self.page_text)
        if len(self.page_where) != len(self.page.letters):
            return text
        out = [text[: own[0]]]
        k = max(0, bisect_right(self.shared, start, key=lambda one: one.a) - 1)
        for at in range(start, end):
            while k < len(self.shared) and self.shared[k].a_end <= at:
                k += 1
            here = own[at - start]
            gap = text[here + 1 : own[at - start + 1]] if at + 1 < end else text[here + 1 :]
            inside = k < len(self.shared) and self.shared[k].a <= at and at + 1 < self.shared[k].a_end
            if inside and at + 1 < end and (not gap or gap.isspace()):
                b = at + self.shared[k].b - self.shared[k].a
                seen = self.page_text[self.page_where[b] + 1 : self.page_where[b + 1]]
                if not seen or seen.isspace():
                    gap = " " if seen else ""
            out.append(text[here] + gap)
        return "".join(out)

    def _own_block(self, at: int) -> int:
        i = bisect_right(self.held.starts, at) - 1
        return self.held.article.sentences[min(i, len(self.held.article.sentences) - 1)].block

    def _assembled(self, pieces: list[list[tuple[str, int]]], kinds: list[int]) -> Article:
        blocks: list[Block] = []
        sentences: list[Sentence] = []
        for number, (parts, own_block) in enumerate(zip(pieces, kinds, strict=True)):
            at = 0
            for text, own in parts:
                if own >= 0:
                    kept = self.held.article.sentences[own]
                    same = kept.block == number and kept.start == at
                    sentences.append(kept if same else replace(kept, block=number, start=at, end=at + len(text)))
                else:
                    sentences.append(cutting.make(text, number, at))
                at += len(text) + 1
            text = " ".join(text for text, _ in parts)
            last = kinds[number + 1] if number + 1 < len(kinds) else len(self.held.article.blocks) - 1
            near = self.held.article.blocks[own_block : max(last, own_block) + 1]
            links = tuple(link for block in near for link in block.links if link.text and link.text in text)
            blocks.append(replace(self.held.article.blocks[own_block], text=text, links=links))
        marks = tuple(self._marks_kept(sentences))
        return replace(self.held.article, blocks=tuple(blocks), sentences=tuple(sentences), extras=marks)

    def _marks_kept(self, sentences: Sequence[Sentence]) -> Iterator[Extra]:
        """The extras of the held text, by the new numbers of their sentences."""
        marks = {extra.sentence: extra for extra in self.held.article.extras}
        if not marks:
            return
        starts = accumulate(map(len, letters_of(sentence.text for sentence in sentences)), initial=0)
        for k, at in zip(range(len(sentences)), starts, strict=False):
            i = bisect_right(self.held.starts, at) - 1
            if i in marks:
                yield replace(marks[i], sentence=k)
