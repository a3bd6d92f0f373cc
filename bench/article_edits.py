"""Real edits made in the tree of a real page, at places chosen from the ground truth alone.

Each place is a sentence of the article that stands whole in one text node, where nothing else on the page has it.
Metadata and JSON-LD are left stale. What is reported is right when it names the letters around the change; an edit
that names none of them is false.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from bench.article_reading import compared, copy_of, quoted, read, settled
from bench.articles import Sample
from monitor.clean.guided import Found
from monitor.model import Comparison

SINGLE = ("digit", "word", "not", "remove", "add", "replace", "move", "cut", "paragraph")
LACKING = frozenset({"add", "paragraph"})  # what the copy lacks: candidates at first sight
_SENTENCE = re.compile(r"[^.!?…]{25,400}[.!?…](?=\s|$)")
_ENDS = re.compile(r"[^\W\dA-ZА-Я_]{4,}[.!?…]$")
_WORDS = {
    False: [
        "harbour",
        "silver",
        "walked",
        "answered",
        "quietly",
        "Lisbon",
        "seventeen",
        "orchard",
        "promised",
        "engine",
    ],
    True: ["гавань", "серебро", "ответил", "тихо", "Лиссабон", "семнадцать", "обещал", "двигатель", "окно", "завод"],
}
_NOT = {False: "not", True: "не"}


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@dataclass(slots=True)
class Node:
    """A text of the tree: an element's own (`tail` false) or what follows it."""

    element: Any
    tail: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.tail else self.element.text) or ""

    @text.setter
    def text(self, value: str) -> None:
        if self.tail:
            self.element.tail = value
        else:
            self.element.text = value


@dataclass(slots=True)
class Spot:
    """A sentence of the ground truth, and the only node that holds it."""

    sentence: str
    node: Node
    paragraph: Any


@dataclass(slots=True)
class Change:
    """What was done: the letters that went and came, each with some letters around them."""

    kind: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    old: str = ""
    new: str = ""


def spots_of(tree: Any, text: str) -> list[Spot]:
    """All places that an edit may be made at, in the order of the ground truth."""
    nodes: list[Node] = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "noscript", "title", "textarea"}:
            if isinstance(element.tag, str) and element.tail:
                nodes.append(Node(element, True))
            continue
        if element.text:
            nodes.append(Node(element, False))
        if element.tail:
            nodes.append(Node(element, True))
    whole = [" ".join(node.text.split()) for node in nodes]
    everything = "\n".join(whole)
    letters = bare(everything)
    spots = []
    for block in text.split("\n"):
        for match in _SENTENCE.finditer(block):
            sentence = match[0].strip()
            if len(bare(sentence)) < 25 or everything.count(sentence) != 1 or letters.count(bare(sentence)) != 1:
                continue
            if bare(text).count(bare(sentence)) != 1:
                continue
            at = next(k for k, one in enumerate(whole) if sentence in one)
            if not re.search(re.escape(sentence) + r"(?:$|\s+[^\sa-zа-яё\d])", whole[at]) or not _ENDS.search(sentence):
                continue  # it ended at an abbreviation
            element = nodes[at].element.getparent() if nodes[at].tail else nodes[at].element
            while element is not None and element.tag not in {
                "p",
                "li",
                "div",
                "td",
                "blockquote",
                "section",
                "article",
            }:
                element = element.getparent()
            if element is not None and not _unseen(element):
                spots.append(Spot(sentence, nodes[at], element))
    return spots


def _unseen(element: Any) -> bool:
    return any("none" in (one.get("style") or "") for one in (element, *element.iterancestors()))


# ── making one change ─────────────────────────────────────────────────────────────────────────────


def _swap(spot: Spot, old: str, new: str) -> None:
    words = old.split()
    pattern = r"\s+".join(map(re.escape, words))
    spot.node.text = re.sub(pattern, lambda _: new, spot.node.text, count=1)


def _around(sentence: str, start: int, end: int) -> str:
    """The letters of a part of a sentence, with up to twelve before and after."""
    return bare(sentence[:start])[-12:] + bare(sentence[start:end]) + bare(sentence[end:])[:12]


def _invented(chance: random.Random, cyrillic: bool) -> str:
    words = [chance.choice(_WORDS[cyrillic]) for _ in range(chance.randint(7, 14))]
    return " ".join([words[0].capitalize(), *words[1:], str(chance.randint(2, 98))]) + "."


def change(kind: str, spots: list[Spot], chance: random.Random) -> Change | None:
    """Make one change of this kind at a place chosen by chance; None where the page has no place for it."""
    if not spots:
        return None
    spot = chance.choice(spots)
    sentence = spot.sentence
    cyrillic = bool(re.search("[а-я]", sentence))
    made = Change(kind, old=sentence)
    if kind in {"digit", "word", "not"}:
        return _reworded(made, kind, spots, chance)
    if kind == "remove":
        made.before = [bare(sentence)]
        _swap(spot, sentence, "")
    elif kind in {"add", "replace"}:
        made.new = _invented(chance, cyrillic)
        made.after = [bare(made.new)]
        if kind == "replace":
            made.before = [bare(sentence)]
        _swap(spot, sentence, made.new if kind == "replace" else f"{sentence} {made.new}")
    elif kind == "move":
        return _moved(made, spot, spots, chance)
    elif kind == "cut":
        return _cut(made, spots, chance)
    elif kind == "paragraph":
        if spot.paragraph.tag not in {"p", "div"} or len(spot.paragraph.text_content()) > 3000:
            return None
        made.new = " ".join(_invented(chance, cyrillic) for _ in range(2))
        made.after = [bare(part) for part in re.findall(r"[^.]+\.", made.new)]
        new = html.Element(spot.paragraph.tag, dict(spot.paragraph.attrib))
        new.text, new.tail = made.new, spot.paragraph.tail
        spot.paragraph.tail = None
        spot.paragraph.addnext(new)
    return made


def _reworded(made: Change, kind: str, spots: list[Spot], chance: random.Random) -> Change | None:
    pattern = {
        "digit": r"\d",
        "word": r"(?<=[a-zа-яё,] )[a-zа-яё]{4,12}(?= [a-zа-яё])",
        "not": r"(?<=[a-zа-яё] )(?=[a-zа-яё]{3})",
    }[kind]
    able = [spot for spot in spots if re.search(pattern, spot.sentence)]
    if not able:
        return None
    spot = chance.choice(able)
    at = chance.choice(list(re.finditer(pattern, spot.sentence)))
    cyrillic = bool(re.search("[а-я]", spot.sentence))
    if kind == "digit":
        new = chance.choice([digit for digit in "123456789" if digit != at[0]])
    elif kind == "word":
        new = chance.choice([word for word in _WORDS[cyrillic] if word != at[0]])
    else:
        new = f"{_NOT[cyrillic]} "
    changed = spot.sentence[: at.start()] + new + spot.sentence[at.end() :]
    made.old, made.new = spot.sentence, changed
    made.before = [_around(spot.sentence, at.start(), at.end())]
    made.after = [_around(changed, at.start(), at.start() + len(new))]
    _swap(spot, spot.sentence, changed)
    return made


def _moved(made: Change, spot: Spot, spots: list[Spot], chance: random.Random) -> Change | None:
    at = spots.index(spot)
    far = [other for k, other in enumerate(spots) if other.paragraph is not spot.paragraph and abs(k - at) > 1]
    if not far:
        return None
    other = chance.choice(far)
    made.old = made.new = spot.sentence
    made.before = made.after = [bare(spot.sentence)]
    _swap(spot, spot.sentence, "")
    _swap(other, other.sentence, f"{other.sentence} {spot.sentence}")
    return made


def _cut(made: Change, spots: list[Spot], chance: random.Random) -> Change | None:
    whole = sum(len(spot.sentence) for spot in spots)
    able = [
        spot
        for spot in spots
        if spot.paragraph.tag in {"p", "li"}
        and 3 * sum(len(one.sentence) for one in spots if one.paragraph is spot.paragraph) < whole
    ]
    if not able:
        return None
    paragraph = chance.choice(able).paragraph
    made.old = " ".join(spot.sentence for spot in spots if spot.paragraph is paragraph)
    made.before = [bare(spot.sentence) for spot in spots if spot.paragraph is paragraph]
    made.kind = "cut"
    made.new = bare(paragraph.text_content())  # all that went, whether in the ground truth or not
    paragraph.drop_tree()
    return made


# ── judging what is reported ──────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Tally:
    made: int = 0
    found: int = 0
    reported: int = 0
    false: int = 0
    listed: int = 0
    notes: list[str] = field(default_factory=list)


def judge(changes: Iterable[Change], made: Comparison | None, tally: Tally, page: Sample, *, first: bool) -> None:
    """Count what was found and what was reported without being so."""
    changes = list(changes)
    edits = made.edits if made else ()
    gone = [bare(edit.before or "") for edit in edits]
    come = [bare(edit.after or "") for edit in edits]
    moves = [bare(one.before or one.after or "") for one in (made.candidates if made else ()) if one.why == "order"]
    listed = "".join(bare(one.after or "") for one in (made.candidates if made else ()) if not one.before)
    for one in changes:
        tally.made += 1
        if first and one.kind in LACKING:
            new = [bare(part) for part in re.findall(r"[^.]+\.", one.new)]
            tally.listed += all(part in listed for part in new)
            if not all(part in listed for part in new):
                tally.notes.append(f"  {page.id[:8]} {one.kind} not listed: «{quoted(one.new)}»")
            continue
        old = all(any(part in text for text in gone) for part in one.before)
        new_ = all(any(part in text for text in come) for part in one.after)
        found = old and new_
        if one.kind == "move":
            found = any(part in text or text in part for text in (*gone, *moves) if text for part in one.before)
            if not found and (moves or gone):  # either side of a swap is the move
                found = any(edit.op == "move" or edit.moved for edit in edits) or bool(moves)
        tally.found += found
        if not found:
            tally.notes.append(f"  {page.id[:8]} {one.kind} missed: «{quoted(one.old)}» → «{quoted(one.new)}»")
    for edit, before, after in zip(edits, gone, come, strict=True):
        tally.reported += 1
        if not any(_touches(one, before, after, edit.op) for one in changes):
            tally.false += 1
            tally.notes.append(f"  {page.id[:8]} false {edit.op}: «{quoted(edit.before)}» → «{quoted(edit.after)}»")
        elif first and any(one.kind in LACKING for one in changes) and len(changes) == 1:
            tally.notes.append(f"  {page.id[:8]} not a candidate: {edit.op} «{quoted(edit.after)}»")


def _touches(one: Change, before: str, after: str, op: str) -> bool:
    if one.kind == "cut":
        return bool(before) and (before in one.new or any(part in before for part in one.before))
    if one.kind == "move" and op == "move":
        return True
    olds, news = [bare(one.old), *one.before], [bare(one.new), *one.after]
    return any(
        part and text and (part in text or text in part)
        for parts, text in ((olds, before), (news, after), (news, before) if one.kind == "move" else (olds, before))
        for part in parts
    )


# ── the table ─────────────────────────────────────────────────────────────────────────────────────


def edited(page: Sample, kinds: Iterable[str], chance: random.Random) -> tuple[bytes, list[Change]]:
    tree = etree.fromstring(page.body, html.HTMLParser(encoding="utf-8"))
    spots = spots_of(tree, page.text)
    changes: list[Change] = []
    for kind in kinds:
        made = change(kind, spots, chance)
        if made is not None:
            changes.append(made)
            used = bare(made.old)
            spots = [
                spot for spot in spots if bare(spot.sentence) not in used and spot.paragraph.getparent() is not None
            ]
            touched = {id(spot.paragraph) for spot in spots if made.new and made.new[:40] in spot.node.text}
            spots = [spot for spot in spots if id(spot.paragraph) not in touched]
    return etree.tostring(tree, encoding="utf-8", method="html"), changes


def lines(pages: list[Sample], chance: random.Random, verbose: bool) -> Iterator[str]:
    firsts = {page.id: read(page.body, copy_of(page.text), content_type="text/html; charset=utf-8") for page in pages}
    head = f"{'one edit a page':16} {'pages':>6} │ {'(a) since':>9} {'true':>7} {'vs copy':>8} {'true':>7}"
    yield f"{head} │ {'(b) found':>9} {'true':>7} {'listed':>7}"
    totals = [Tally(), Tally(), Tally()]
    for kind in SINGLE:
        tallies = [Tally(), Tally(), Tally()]
        for page in pages:
            _one(page, (kind,), firsts[page.id], chance, tallies)
        yield _row(kind, tallies)
        if verbose:
            yield from (f"{name}{note}" for name, tally in zip("acb", tallies, strict=True) for note in tally.notes)
        for total, tally in zip(totals, tallies, strict=True):
            for name in ("reported", "false") if kind in LACKING else ("made", "found", "reported", "false", "listed"):
                setattr(total, name, getattr(total, name) + getattr(tally, name))
    yield _row("all kinds", totals)
    tallies = [Tally(), Tally(), Tally()]
    kinds = ("digit", "word", "not", "remove", "add", "replace", "move", "cut", "paragraph", "word")
    for page in pages:
        _one(page, kinds, firsts[page.id], chance, tallies)
    yield _row("ten at once", tallies)
    if verbose:
        yield from (f"{name}{note}" for name, tally in zip("acb", tallies, strict=True) for note in tally.notes)


def _one(page: Sample, kinds: Iterable[str], first: Found, chance: random.Random, tallies: list[Tally]) -> None:
    body, changes = edited(page, kinds, chance)
    if not changes or first.article is None:
        return
    since = read(body, first.article, first.article.place, "text/html; charset=utf-8")
    judge(copy.deepcopy(changes), compared(since), tallies[0], page, first=False)
    now = read(body, copy_of(page.text), first.article.place, "text/html; charset=utf-8")
    judge(changes, settled(now, first.article), tallies[1], page, first=False)
    fresh = read(body, copy_of(page.text), None, "text/html; charset=utf-8")
    judge(changes, compared(fresh), tallies[2], page, first=True)


def _row(name: str, tallies: list[Tally]) -> str:
    since, against, fresh = tallies
    lacking = name in LACKING
    found = "" if lacking else _share(fresh.found, fresh.made)
    listed = _share(fresh.listed, fresh.made) if lacking else ""
    return (
        f"{name:16} {since.made:>6} │ {_share(since.found, since.made):>9} {_true(since):>7}"
        f" {_share(against.found, against.made):>8} {_true(against):>7}"
        f" │ {found:>9} {_true(fresh):>7} {listed:>7}"
    )


def _true(tally: Tally) -> str:
    return _share(tally.reported - tally.false, tally.reported)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
