"""The whole of a comparison: how much still stands, and how grave the changes are.

`weight` orders and filters reports. It is the chance that a reader of the old text is misled by it now, put together
of parts as if they were independent: 1 - (1 - a)(1 - b)…; the parts are kept beside it, so that a report can say why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from monitor.compare import facts, lookalikes, words
from monitor.compare.tongue import tongue
from monitor.model import Article, Comparison, Edit, Fact, FieldChange, Fold, Row

# What one changed fact of a kind weighs. A figure or a "not" turns a sentence around: never below 0.6.
FACTS = {
    "number": 0.65, "percent": 0.65, "money": 0.65, "negation": 0.65, "date": 0.6, "time": 0.45, "name": 0.55,
    "quote": 0.5, "hedge": 0.45, "link": 0.2,
}  # fmt: skip
HEADLINE = 0.5
BYLINE = 0.2
PUBLISHED = 0.45
LEAD = 0.2  # the first two paragraphs that say anything: what most readers read
QUOTATION_GONE = 0.4
MOVED = 0.08
INVISIBLE = 0.3  # look-alike letters hide a text from search, not from readers
LEAST = 0.1  # an edit that changes no fact
SENTENCE = {"delete": 0.3, "insert": 0.2, "replace": LEAST}  # a whole sentence that went or came
NEAR = 0.5


def weight_of(op: str, changed: Sequence[Fact], invisible: Sequence[str]) -> float:
    """The weight of one edit, 0 to 1."""
    if op == "move":
        return MOVED
    if invisible:
        return INVISIBLE
    grave = max([FACTS.get(fact.kind, 0.0) for fact in changed], default=0.0)
    parts = [SENTENCE.get(op, LEAST), grave, QUOTATION_GONE if _quotation_gone(changed) else 0.0]
    return round(_either(parts), 3)


def weigh(
    old: Article,
    new: Article,
    *,
    rows: Sequence[Row],
    fields: Mapping[str, FieldChange],
    likes: Mapping[tuple[int, ...], float],
    fold: Fold,
) -> Comparison:
    """A Comparison of its rows and fields: shares, sizes, weights, flags."""
    edits = tuple(row.edit for row in rows if row.edit)
    survival, similarity = _standing(old, new, rows, likes)
    words_before, words_after = _words(old, new)
    weights = _parts(old, new, edits, fields, words_before)
    hidden = _hidden(old, new, rows)
    invisible = tuple(dict.fromkeys([*hidden, *(name for edit in edits for name in edit.invisible)]))
    return Comparison(
        edits=edits,
        candidates=tuple(row.candidate for row in rows if row.candidate),
        fields=dict(fields),
        rows=tuple(rows),
        similarity=similarity,
        survival=survival,
        weight=round(_either(weights.values()), 3),
        weights=weights,
        cosmetic=tuple(dict.fromkeys(name for row in rows for name in row.cosmetic)),
        invisible=invisible,
        flags=_flags(old, new, edits, fields, invisible, fold),
        words_before=words_before,
        words_after=words_after,
    )


def _words(old: Article, new: Article) -> tuple[int, int]:
    """The sizes of both articles; what stands in both is counted once."""
    left, right = Counter(one.text for one in old.sentences), Counter(one.text for one in new.sentences)
    gone, come = (words.count(" ".join(side.elements())) for side in (left - right, right - left))
    before = words.count(" ".join(left.elements()))
    return before, before - gone + come


def _standing(
    old: Article, new: Article, rows: Sequence[Row], likes: Mapping[tuple[int, ...], float]
) -> tuple[float, float]:
    """Survival and similarity. What nobody can attribute counts for neither side, but for text that only moved."""
    stand = counted = 0
    common = total = 0.0
    olds, news = [len(one.folded) for one in old.sentences], [len(one.folded) for one in new.sentences]
    for row in rows:
        length = sum([olds[i] for i in row.old]) + sum([news[j] for j in row.new])
        if row.op == "equal" or row.op == "move":
            if row.old and row.new:
                stand, counted = stand + len(row.old), counted + len(row.old)
                common, total = common + length, total + length
        elif row.candidate:
            if row.candidate.why in ("hidden", "elsewhere"):
                stand, counted = stand + len(row.old), counted + len(row.old)
        else:
            like = likes.get(row.old, 0.0)
            counted += len(row.old)
            stand += len(row.old) if like >= NEAR else 0
            common, total = common + like * length, total + length
    survival = stand / counted if counted else 1.0
    similarity = common / total if total else 1.0
    if any(row.edit and row.op != "move" for row in rows):
        similarity = min(similarity, 0.9999)  # of a text without end only the start is weighed
    return _share(survival), _share(similarity)


def _share(value: float) -> float:
    """Rounded, but never up to 1 or down to 0: neither "all" nor "nothing" may be an effect of rounding."""
    if value in (0.0, 1.0):
        return value
    return min(max(round(value, 4), 0.0001), 0.9999)


def _parts(
    old: Article, new: Article, edits: Sequence[Edit], fields: Mapping[str, FieldChange], size: int
) -> dict[str, float]:
    """The parts of the weight by name; those that are nothing are left out."""
    grave = [edit for edit in edits if edit.op != "move" and not edit.invisible]
    lead = _lead(old)
    title = fields.get("title")
    headline: Sequence[Fact] = ()
    if title:
        language = tongue(one.text for one in (*old.sentences, *new.sentences))
        headline = facts.changed(title.before, title.after, language=language)
    told = [fact for edit in grave for fact in edit.facts]
    parts = {
        "facts": max((FACTS.get(fact.kind, 0.0) for fact in (*headline, *told)), default=0.0),
        "headline": HEADLINE if "title" in fields else 0.0,
        "byline": BYLINE if "byline" in fields else 0.0,
        "published": PUBLISHED if "published" in fields else 0.0,
        "lead": LEAD if any(lead.intersection(edit.old) for edit in grave) else 0.0,
        "quotation": QUOTATION_GONE if any(_quotation_gone(edit.facts) for edit in grave) else 0.0,
        "invisible": INVISIBLE if any(edit.invisible for edit in edits) else 0.0,
        "order": MOVED if any(edit.op == "move" or edit.moved for edit in edits) else 0.0,
        "amount": _amount(grave, size),
    }
    return {name: round(part, 3) for name, part in parts.items() if part}


def _amount(edits: Sequence[Edit], size: int) -> float:
    """The share of the words that went or came, at least LEAST where anything did."""
    if not edits:
        return 0.0
    moved = 0
    for edit in edits:
        if edit.pieces:
            moved += sum(words.count(piece.text) for piece in edit.pieces if piece.op != "equal")
        else:
            moved += words.count(edit.before or "") + words.count(edit.after or "")
    return min(1.0, max(LEAST, moved / (2 * size or 1)))


def _lead(old: Article) -> frozenset[int]:
    """The sentences of the first two paragraphs; of a flat copy, which is one block, the first three sentences."""
    lead: list[int] = []
    blocks: set[int] = set()
    for i, one in enumerate(old.sentences):
        if one.block not in blocks and len(one.text.split(maxsplit=4)) >= 4:
            blocks.add(one.block)
        if len(blocks) > 2:
            break
        lead += [i] if one.block in blocks else []
    return frozenset(lead[:3] if len(lead) > 8 else lead)


def _quotation_gone(changed: Sequence[Fact]) -> bool:
    """Whether a quotation of some words went, and none came."""
    return any(fact.kind == "quote" and fact.before and not fact.after for fact in changed) and (
        len((next(fact.before for fact in changed if fact.kind == "quote" and fact.before) or "").split()) >= 4
    )


def _hidden(old: Article, new: Article, rows: Sequence[Row]) -> list[str]:
    """Names of unseen characters by which sentences that stand unchanged differ."""
    found: list[str] = []
    for row in rows:
        if row.cosmetic and row.op == "equal" and row.old and row.new:
            before = " ".join(old.sentences[i].text for i in row.old)
            after = " ".join(new.sentences[j].text for j in row.new)
            if before != after:
                found += lookalikes.hidden_between(before, after)
    return found


def _flags(
    old: Article,
    new: Article,
    edits: Sequence[Edit],
    fields: Mapping[str, FieldChange],
    invisible: Sequence[str],
    fold: Fold,
) -> frozenset[str]:
    flags: set[str] = set()
    if invisible and not fields and all(edit.invisible for edit in edits):
        flags.add("invisible")
    if edits or fields:
        known = {fold.fold(notice) for notice in old.notices} | {one.folded for one in old.sentences}
        noticed = [notice for notice in new.notices if fold.fold(notice) not in known]
        if noticed:
            flags.add("disclosed")
        elif old.modified and new.modified and old.modified.at == new.modified.at:
            flags.add("silent")
    return frozenset(flags)


def _either(parts: Iterable[float]) -> float:
    """The chance that at least one of independent things is so."""
    left = 1.0
    for part in parts:
        left *= 1.0 - part
    return 1.0 - left
