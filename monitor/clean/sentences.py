"""Blocks → sentences: never across a block, then by script; each with its text, folded form, digest and place.

razdel cuts Cyrillic, sentencex the rest; both cut after abbreviations that they do not know (Romanian ones, above
all), so pieces that end in one are put together again. Neither reads a clock nor a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import groupby, pairwise
from operator import attrgetter

from monitor.clean.fold import fold
from monitor.model import Article, Block, Sentence

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LETTER = re.compile(r"[^\W\d_]")
_QUOTATION = re.compile(r"[\"“”„‟«»‹›]|(?<!\w)['‘’]|['‘’](?!\w)")
_CJK_END = re.compile(r"(?<=[。！？])")

# A line of a page that is too short for two sentences, and has no mark that could end one.
_LINE = 60
_MAY_END = re.compile(r"[.!?…。！？]")

# Abbreviations after which no sentence ends unless a paragraph does (Romanian; Russian ones that razdel misses).
_ABBREVIATIONS = (
    "art alin lit nr pct pag dl dlui dna dnei dra d-na d-lui d-nei dr prof ing acad col gen str bd bl sc ap et jud mun "
    "or com cca cf cap vol ed fig tab sf tel dvs m-rea a.c p.m a.m lt cpt mr plt see cit ibid op vs св ст стр рис обл "
    "г-н г-жа им"
)
_SHORT = re.compile(rf"(?:^|[\s(«„\"])(?:{'|'.join(map(re.escape, _ABBREVIATIONS.split()))})\.$", re.IGNORECASE)
# The initial letters of a name: `К.-Ж.`, `J. K.`
_INITIALS = re.compile(r"(?:^|[\s(«„\"])(?:[^\W\d_]\.-?){1,3}$")


def split(blocks: Sequence[Block], *, like: Article | None = None) -> tuple[Sentence, ...]:
    """All sentences of these blocks, in order. The script of the whole decides how they are cut.

    `like` is an article that was cut here before: blocks of the same text are not cut again.
    """
    cyrillic = is_cyrillic([block.text for block in blocks])
    done: dict[str, list[Sentence]] = {}
    if like is not None and is_cyrillic([block.text for block in like.blocks]) == cyrillic:
        for number, sentences in groupby(like.sentences, key=attrgetter("block")):
            done[like.blocks[number].text] = list(sentences)
    found: list[Sentence] = []
    for index, block in enumerate(blocks):
        if block.text in done:
            found.extend(_in_block(sentence, index) for sentence in done[block.text])
        else:
            found.extend(make(text, index, start) for start, text in cut(block.text, cyrillic=cyrillic))
    return tuple(found)


def _in_block(sentence: Sentence, block: int) -> Sentence:
    return sentence if sentence.block == block else replace(sentence, block=block)


def digests(texts: Sequence[str], *, cyrillic: bool) -> frozenset[str]:
    """The digests of all sentences of these texts, each a block of its own."""
    pieces: set[str] = set()
    for text in set(texts):  # pages say much of what stands around an article twice
        if len(text) < _LINE and not _MAY_END.search(text):
            pieces.add(text)
        else:
            pieces.update(piece for _, piece in cut(text, cyrillic=cyrillic))
    return frozenset(map(digest, set(map(fold, pieces))))


def make(text: str, block: int, start: int) -> Sentence:
    """A sentence that stands at `start` of block `block`."""
    folded = fold(text)
    return Sentence(text=text, folded=folded, digest=digest(folded), block=block, start=start, end=start + len(text))


def digest(folded: str) -> str:
    """Short and hexadecimal: 64 bits, so that a million sentences hold no two alike by chance."""
    return blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def is_cyrillic(texts: Sequence[str]) -> bool:
    """Whether Cyrillic letters are the most of a text; the first 20,000 characters decide."""
    sample = "".join(texts)[:20_000]
    if sample.isascii() or not _CYRILLIC.search(sample):
        return False
    return 2 * len(_CYRILLIC.findall(sample)) > len(_LETTER.findall(sample))


def cut(text: str, *, cyrillic: bool) -> Iterator[tuple[int, str]]:
    """Where each sentence of one block starts, and the sentence; blanks between them belong to none."""
    pieces: list[tuple[int, int]] = []
    said = False  # whether the last piece has a letter or digit
    for start, end in _pieces(text, cyrillic=cyrillic):
        says = any(map(str.isalnum, text[start:end]))
        first, last = pieces[-1] if pieces else (start, start)
        if pieces and (not said or not says or _abbreviates(text[max(first, last - 12) : last])):
            pieces.pop()
            start, says = first, said or says
        pieces.append((start, end))
        said = says
    for start, end in pieces:
        yield start, text[start:end]


def _abbreviates(tail: str) -> bool:
    """Whether a piece that ends so goes on behind the cut: it ends in an abbreviation or initials."""
    return bool(_SHORT.search(tail) or _INITIALS.search(tail))


def _pieces(text: str, *, cyrillic: bool) -> Iterator[tuple[int, int]]:
    """The cuts of the library for the script; together they hold all of the text but blanks."""
    if not text.strip():
        return
    spans = list(_by_razdel(text) if cyrillic else _by_sentencex(text))
    at = len(text) - len(text.lstrip())
    for (_, end), (after, _) in pairwise(spans):
        # Marks between two pieces go with what they touch: `"Go." "Why?"`
        gap = text[end:after]
        blank = next((k for k, char in enumerate(gap) if char.isspace()), len(gap))
        yield at, end + blank
        at = after - len(gap[blank:].lstrip())
    yield at, len(text.rstrip())


def _by_razdel(text: str) -> Iterator[tuple[int, int]]:
    from razdel import sentenize  # loaded where there is something to cut

    for piece in sentenize(text):
        if piece.text.strip():
            yield piece.start, piece.stop


def _by_sentencex(text: str) -> Iterator[tuple[int, int]]:
    from sentencex import segment

    # It would keep a quotation in one piece, however many sentences it holds; so it is shown the text without marks
    # of quotation, each replaced by a blank.
    shown = _QUOTATION.sub(" ", text)
    at = 0
    for raw in segment("en", shown):
        for part in _CJK_END.split(raw) if "。" in raw else (raw,):
            bare = part.strip()
            start = shown.find(bare, at) if bare else -1
            if start >= 0:
                at = start + len(bare)
                yield start, at
