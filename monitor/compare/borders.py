"""Borders between sentences that shifted though the text did not.

Where a sentence has no mark at its end (a caption, an item of a list), whatever comes to stand behind it becomes one
sentence with it, and a quotation mark between two sentences goes now with one, now with the other. Such sentences are
cut again where a sentence of the other article begins or ends, so that an edit names only what was touched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from monitor.compare.words import Token, key, tokens
from monitor.model import Article, Candidate, Comparison, Edit, Fold, Row, Sentence

_Placed = TypeVar("_Placed", Edit, Candidate, Row)

_ENDS = re.compile(r"[.!?…:]['\"»”’)\]]*$")
_BEGINS = re.compile(r"^\W*[A-ZА-ЯЁІЇЄҐĂÂÎȘȚ0-9]")
_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
# Shorter sentences stand in too many others by chance.
SHORTEST = 3
# Tokens of a sentence that are looked at; a longer one is no sentence.
LONGEST = 400
# Lone sentences of one side times those of the other: with more, the text was rewritten, and borders matter little.
MANY = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The sentences of an article, some of them cut further; `owner` says of which sentence each is a part."""

    sentences: tuple[Sentence, ...]
    owner: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two articles cut alike, and whose sentence each part was: work is done on parts, and told in sentences."""

    old: Article
    new: Article
    owner_old: tuple[int, ...]
    owner_new: tuple[int, ...]

    @classmethod
    def of(cls, old: Article, new: Article, *, fold: Fold) -> Sides:
        left, right = cut_alike(old.sentences, new.sentences, fold=fold)
        if len(left.owner) + len(right.owner) > len(old.sentences) + len(new.sentences):
            old = _recut(old, left, {"page": left.owner, "copy": ()})
            new = _recut(new, right, {"page": right.owner, "copy": left.owner})
        return cls(old=old, new=new, owner_old=left.owner, owner_new=right.owner)

    def told(self, comparison: Comparison) -> Comparison:
        """The comparison with the places of sentences in the articles as they were given."""
        if len(self.owner_old) == len(set(self.owner_old)) and len(self.owner_new) == len(set(self.owner_new)):
            return comparison
        return replace(
            comparison,
            rows=tuple(self._row(row) for row in comparison.rows),
            edits=tuple(self._placed(edit) for edit in comparison.edits),
            candidates=tuple(self._placed(one) for one in comparison.candidates),
            fidelity=tuple(self._placed(one) for one in comparison.fidelity),
        )

    def _row(self, row: Row) -> Row:
        edit = self._placed(row.edit) if row.edit else None
        candidate = self._placed(row.candidate) if row.candidate else None
        return replace(self._placed(row), edit=edit, candidate=candidate)

    def _placed(self, one: _Placed) -> _Placed:
        old = tuple(dict.fromkeys(self.owner_old[i] for i in one.old))
        new = tuple(dict.fromkeys(self.owner_new[j] for j in one.new))
        return one if (old, new) == (one.old, one.new) else replace(one, old=old, new=new)


def _recut(article: Article, parts: Parts, owners: Mapping[str, tuple[int, ...]]) -> Article:
    """The article with its parts for sentences; an extra that was cut is as many extras."""
    extras = [
        replace(extra, sentence=place)
        for extra in article.extras
        for place, owner in enumerate(owners[extra.side])
        if owner == extra.sentence
    ]
    return replace(article, sentences=parts.sentences, extras=tuple(extras))


def cut_alike(old: Sequence[Sentence], new: Sequence[Sentence], *, fold: Fold) -> tuple[Parts, Parts]:
    """Both articles' sentences, cut where the other one shows that two stand in one."""
    digests_old, digests_new = {one.digest for one in old}, {one.digest for one in new}
    lone_old = [i for i, one in enumerate(old) if one.digest not in digests_new]
    lone_new = [j for j, one in enumerate(new) if one.digest not in digests_old]
    if not 0 < len(lone_old) * len(lone_new) <= MANY or not any(
        old[i].folded in new[j].folded or new[j].folded in old[i].folded for i in lone_old for j in lone_new
    ):
        return _whole(old), _whole(new)
    spelt_old = {i: _spelt(old[i], fold) for i in lone_old}
    spelt_new = {j: _spelt(new[j], fold) for j in lone_new}
    return _cut(old, spelt_old, new, spelt_new, fold), _cut(new, spelt_new, old, spelt_old, fold)


def shifted_marks(left: Sequence[Sentence], i: int, k: int, right: Sequence[Sentence], j: int, m: int) -> bool:
    """Whether two passages (from, to) differ only in marks at their edges that a neighbour has instead."""
    before, after = " ".join(one.text for one in left[i:k]), " ".join(one.text for one in right[j:m])
    (lead, core, tail), (lead_now, core_now, tail_now) = _edges(before), _edges(after)
    if not core or core != core_now:
        return False
    above, above_now = _edges(left[i - 1].text)[2] if i else "", _edges(right[j - 1].text)[2] if j else ""
    below = _edges(left[k].text)[0] if k < len(left) else ""
    below_now = _edges(right[m].text)[0] if m < len(right) else ""
    return above + lead == above_now + lead_now and tail + below == tail_now + below_now


def _edges(text: str) -> tuple[str, str, str]:
    """The marks before the first letter, what stands between, and the marks behind the last; blanks do not count."""
    found = _EDGES.match(text)
    lead, core, tail = found.groups() if found else ("", text, "")
    return "".join(lead.split()), core, "".join(tail.split())


@dataclass(frozen=True, slots=True)
class _Spelt:
    """A sentence as tokens, and each token as it is compared."""

    tokens: list[Token]
    keys: list[str]


def _spelt(sentence: Sentence, fold: Fold) -> _Spelt:
    found = tokens(sentence.text)[:LONGEST]
    return _Spelt(found, [key(token.core, fold.fold) for token in found])


def _whole(sentences: Sequence[Sentence]) -> Parts:
    return Parts(sentences=tuple(sentences), owner=tuple(range(len(sentences))))


def _cut(
    sentences: Sequence[Sentence],
    spelt: dict[int, _Spelt],
    others: Sequence[Sentence],
    spelt_others: dict[int, _Spelt],
    fold: Fold,
) -> Parts:
    """Cut each lone sentence around lone sentences of the other side that stand whole inside it."""
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, one in spelt_others.items():
        if len(one.keys) >= SHORTEST:
            starts[tuple(one.keys[:SHORTEST])].append(j)
    parts: list[Sentence] = []
    owner: list[int] = []
    for i, sentence in enumerate(sentences):
        pieces = _pieces(sentence, spelt[i], others, spelt_others, starts, fold) if i in spelt else [sentence]
        parts += pieces
        owner += [i] * len(pieces)
    return Parts(sentences=tuple(parts), owner=tuple(owner))


def _pieces(
    sentence: Sentence,
    spelt: _Spelt,
    others: Sequence[Sentence],
    spelt_others: dict[int, _Spelt],
    starts: dict[tuple[str, ...], list[int]],
    fold: Fold,
) -> list[Sentence]:
    keys = spelt.keys
    found: list[tuple[int, int, int]] = []  # from token, to token, and whose sentence it is
    at = 0
    while at + SHORTEST <= len(keys):
        holders = starts.get(tuple(keys[at : at + SHORTEST]), ())
        fit = [
            j
            for j in holders
            if len(spelt_others[j].keys) < len(keys)
            and keys[at : at + len(spelt_others[j].keys)] == spelt_others[j].keys
        ]
        if fit:
            longest = max(fit, key=lambda j: len(spelt_others[j].keys))
            found.append((at, at + len(spelt_others[longest].keys), longest))
            at = found[-1][1]
        else:
            at += 1
    return _slices(sentence, spelt.tokens, found, others, fold) if found else [sentence]


def _slices(
    sentence: Sentence, spelt: list[Token], found: list[tuple[int, int, int]], others: Sequence[Sentence], fold: Fold
) -> list[Sentence]:
    """The sentence cut around what was found in it, where those borders can be borders between sentences."""
    offsets = [0]
    for token in spelt:
        offsets.append(offsets[-1] + len(token.core) + len(token.space))
    spans: list[tuple[int, int, int]] = []  # from and to character, and whose sentence it is (-1: unknown)
    at = 0
    for start, end, j in found:
        if offsets[start] > at:
            spans.append((at, offsets[start], -1))
        spans.append((offsets[start], offsets[end], j))
        at = offsets[end]
    if at < len(sentence.text):
        spans.append((at, len(sentence.text), -1))
    text = sentence.text
    for (start, end, j), (begin, finish, k) in pairwise(spans):
        left, right = text[start:end].rstrip(), text[begin:finish]
        # Marks alone are no sentence, and words that run into a known sentence are words added to it.
        sure = _ENDS.search(left) or (j >= 0 and (k >= 0 or _BEGINS.match(right)))
        if not sure or not any(char.isalnum() for char in left) or not any(char.isalnum() for char in right):
            return [sentence]
    pieces = []
    for start, end, j in spans:
        words = text[start:end].strip()
        begin = sentence.start + start + (len(text[start:end]) - len(text[start:end].lstrip()))
        piece = replace(sentence, text=words, start=begin, end=begin + len(words))
        if j >= 0:
            pieces.append(replace(piece, folded=others[j].folded, digest=others[j].digest))
        else:
            pieces.append(replace(piece, folded=fold.fold(words), digest=f"part:{words}"))
    return pieces


_BESIDE_A_MARK = re.compile(r"(?<=[^\w\s])\s+|\s+(?=[^\w\s])")
_REACH = 8  # sentences that one may have been cut into


def bare(folded: str) -> str:
    """A folded text without the blanks beside marks, which come and go with the borders between sentences."""
    return _BESIDE_A_MARK.sub("", folded.strip())


def regrouped(olds: list[str], news: list[str]) -> list[tuple[int, int, int, int]]:
    """Runs of sentences (from, to, from, to) that read the same though they are cut at other places."""
    left, starts, ends = _laid_end_to_end(olds)
    right, starts_right, ends_right = _laid_end_to_end(news)
    where: dict[str, list[int]] = defaultdict(list)
    for j, start in enumerate(starts_right):
        where[right[start : start + 6]].append(j)
    found: list[tuple[int, int, int, int]] = []
    i = after = 0
    while i < len(olds):
        run = None
        for j in [j for j in where.get(left[starts[i] : starts[i] + 6], ()) if j >= after][:4]:
            lengths = {ends_right[m] - starts_right[j]: m + 1 for m in range(j, min(j + _REACH, len(news)))}
            for k in range(i, min(i + _REACH, len(olds))):
                length = ends[k] - starts[i]
                if length in lengths:
                    same = left[starts[i] : ends[k]] == right[starts_right[j] : starts_right[j] + length]
                    if same and (k > i or lengths[length] > j + 1):
                        run = (i, k + 1, j, lengths[length])
                    break
            if run:
                break
        if run:
            found.append(run)
            i, after = run[1], run[3]
        else:
            i += 1
    return found


def _laid_end_to_end(texts: list[str]) -> tuple[str, list[int], list[int]]:
    """Texts as one, with a blank only between two words, and where each of them starts and ends."""
    whole: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    last = ""
    for text in texts:
        if last and text and (last.isalnum() and text[0].isalnum()):
            whole.append(" ")
            at += 1
        starts.append(at)
        whole.append(text)
        at += len(text)
        ends.append(at)
        last = text[-1:] or last
    return "".join(whole), starts, ends
