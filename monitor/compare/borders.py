"""Borders between sentences that shifted though the text did not.

Where a sentence has no mark at its end (a caption, an item of a list), whatever comes to stand behind it becomes one
sentence with it, and a quotation mark between two sentences goes now with one, now with the other. Such sentences are
cut again where a sentence of the other article begins or ends, so that an edit names only what was touched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from monitor.compare.words import Token, key, tokens
from monitor.model import Article, Candidate, Comparison, Edit, Fold, Row, Sentence

_Placed = TypeVar("_Placed", Edit, Candidate, Row)

_ENDS = re.compile(r"[.!?…:]['\"»”’)\]]*$")
_BEGINS = re.compile(r"^\W*[A-ZА-ЯЁІЇЄҐĂÂÎȘȚ0-9]")
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
            links=tuple(self._placed(edit) for edit in comparison.links),
            candidates=tuple(self._placed(one) for one in comparison.candidates),
            fidelity=tuple(self._placed(one) for one in comparison.fidelity),
        )

    def _row(self, row: Row) -> Row:
        edit = self._placed(row.edit) if row.edit else None
        candidate = self._placed(row.candidate) if row.candidate else None
        placed = self._placed(row)
        if edit is row.edit and candidate is row.candidate:
            return placed
        return replace(placed, edit=edit, candidate=candidate)

    def _placed(self, one: _Placed) -> _Placed:
        old, new = _owners(self.owner_old, one.old), _owners(self.owner_new, one.new)
        return one if (old, new) == (one.old, one.new) else replace(one, old=old, new=new)


def _owners(owner: tuple[int, ...], parts: tuple[int, ...]) -> tuple[int, ...]:
    if len(parts) == 1:
        return (owner[parts[0]],)
    return tuple(dict.fromkeys([owner[part] for part in parts]))


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
    if not 0 < len(lone_old) * len(lone_new) <= MANY:
        return _whole(old), _whole(new)
    bare_old = [(old[i].folded, _NOTE.sub("", old[i].folded)) for i in lone_old]
    bare_new = [(new[j].folded, _NOTE.sub("", new[j].folded)) for j in lone_new]
    if not any(mine in theirs or its in whole for whole, mine in bare_old for theirs, its in bare_new):
        return _whole(old), _whole(new)
    return _cut(old, lone_old, new, lone_new, fold), _cut(new, lone_new, old, lone_old, fold)


Neighbours = Sequence[tuple[str, str]]  # a sentence beside, as it was and as it is; empty where it is not


def same_core(before: str, after: str) -> bool:
    """Whether two passages differ in nothing but marks at their edges."""
    return abs(len(before) - len(after)) <= 80 and _edges(before)[1] == _edges(after)[1]


def shifted(before: str, after: str, *, above: Neighbours, below: Neighbours) -> bool:
    """Whether two passages differ only in marks at their edges (or a note's number, `[1]`) that a neighbour lost or
    got: a mark between two sentences goes now with one, now with the other.
    """
    (lead, core, tail), (lead_now, core_now, tail_now) = _edges(before), _edges(after)
    if not core or core != core_now:
        return False
    starts = lead == lead_now or any(
        _passed_on(lead, lead_now, _edges(was)[2], _edges(now)[2], str.endswith) for was, now in above
    )
    return starts and (
        tail == tail_now
        or any(_passed_on(tail, tail_now, _edges(was)[0], _edges(now)[0], str.startswith) for was, now in below)
    )


def _passed_on(mine: str, mine_now: str, theirs: str, theirs_now: str, at_border: Callable[[str, str], bool]) -> bool:
    """Whether what one edge lost or got, the neighbour's got or lost."""
    if len(mine) < len(mine_now):
        mine, mine_now, theirs, theirs_now = mine_now, mine, theirs_now, theirs
    # What is nearest to the words stays with them.
    moved = mine.removesuffix(mine_now) if at_border is str.endswith else mine.removeprefix(mine_now)
    if not moved or len(moved) + len(mine_now) != len(mine):
        return False
    return at_border(theirs_now, moved) and not at_border(theirs, moved)


_LEAD = re.compile(r"(?:\[\d{1,3}\]|[\W_])*+")
_TAIL = re.compile(r"(?:\[\d{1,3}\]|[\W_])*$")


def _edges(text: str) -> tuple[str, str, str]:
    """The marks before the first letter, what stands between, and the marks behind the last; blanks do not count."""
    found = _LEAD.match(text)
    start = found.end() if found else 0
    behind = _TAIL.search(text, max(start, len(text) - 40))
    end = behind.start() if behind else len(text)
    return "".join(text[:start].split()), text[start:end], "".join(text[end:].split())


_NOTE = re.compile(r"^\[\d{1,3}\]\s*")  # a note's number, which may have stayed with the sentence before


def _keys(text: str, fold: Fold) -> list[str]:
    return [key(token.core, fold.fold) for token in tokens(text)[:LONGEST]]


def _whole(sentences: Sequence[Sentence]) -> Parts:
    return Parts(sentences=tuple(sentences), owner=tuple(range(len(sentences))))


def _cut(
    sentences: Sequence[Sentence], lone: Sequence[int], others: Sequence[Sentence], theirs: Sequence[int], fold: Fold
) -> Parts:
    """Cut each lone sentence around lone sentences of the other side that stand whole inside it."""
    spelt = {j: _keys(_NOTE.sub("", others[j].text), fold) for j in theirs}
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, keys in spelt.items():
        if len(keys) >= SHORTEST:
            starts[tuple(keys[:SHORTEST])].append(j)
    alone = frozenset(lone)
    parts: list[Sentence] = []
    owner: list[int] = []
    for i, sentence in enumerate(sentences):
        pieces = _pieces(sentence, others, spelt, starts, fold) if i in alone else [sentence]
        parts += pieces
        owner += [i] * len(pieces)
    return Parts(sentences=tuple(parts), owner=tuple(owner))


def _pieces(
    sentence: Sentence,
    others: Sequence[Sentence],
    spelt: Mapping[int, list[str]],
    starts: Mapping[tuple[str, ...], list[int]],
    fold: Fold,
) -> list[Sentence]:
    keys = _keys(sentence.text, fold)
    found: list[tuple[int, int, int]] = []  # from token, to token, and whose sentence it is
    at = 0
    while at + SHORTEST <= len(keys):
        holders = starts.get(tuple(keys[at : at + SHORTEST]), ())
        fit = [j for j in holders if len(spelt[j]) < len(keys) and keys[at : at + len(spelt[j])] == spelt[j]]
        if fit:
            longest = max(fit, key=lambda j: len(spelt[j]))
            found.append((at, at + len(spelt[longest]), longest))
            at = found[-1][1]
        else:
            at += 1
    return _slices(sentence, tokens(sentence.text)[:LONGEST], found, others, fold) if found else [sentence]


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
