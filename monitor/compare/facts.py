"""Facts that an edit changed: figures, dates, names, quotations, and the little words that turn a sentence around.

Languages: Russian, Ukrainian, English and Romanian; of other languages figures, dates and quotations are read. A fact
is compared by its value (`семьдесят` is `70`, `Токаева` is `Токаев`) and reported as it reads. Whatever changes a
digit carries a fact, even where no pattern knows the figure: then the bare digits are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from monitor.compare import figures
from monitor.compare.lexicon import HEDGES, NEGATIONS, ROUGHLY, WEAK_NUMBERS
from monitor.compare.links import relinked
from monitor.compare.names import find_names, reads_names
from monitor.model import Fact, Link

# Facts are read from this much of a passage; longer ones are no sentences.
LONGEST = 5_000
# A quotation of so many sentences is one whose end was forgotten.
LOST_MARK = 12

_B, _E = r"(?<![^\W_])", r"(?![^\W_])"  # word borders that take no digit or letter for a border
_QUOTED = re.compile(r"«([^«»]*)»|“([^“”]*)”|„([^„“”]*)[“”]|\"([^\"]*)\"|«([^«»]+)$|^([^«»]+)»|“([^“”]+)$|^([^“”]+)”")
_QUOTES = re.compile('[«»“”„"]')
_NEGATION = re.compile(rf"(?P<negation>{_B}(?:{NEGATIONS}){_E})")
_CONTRACTED = re.compile(rf"(?<=[a-zA-Z])n['’]t{_E}", re.IGNORECASE)
_HEDGE = re.compile(rf"(?P<hedge>{_B}(?:{HEDGES}){_E})")
_ROUGHLY = re.compile(rf"{_B}(?:{ROUGHLY})(?=\s+(\S))")
_DIGITS = re.compile(r"\d")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """One fact in a text: its kind, the value by which it is compared, how it reads, and where it stands."""

    kind: str
    value: str
    text: str
    start: int


def changed(
    before: str,
    after: str,
    *,
    language: str = "",
    known: frozenset[str] = frozenset(),
    links_before: Sequence[Link] = (),
    links_after: Sequence[Link] = (),
    quoted_before: bool = False,
    quoted_after: bool = False,
) -> tuple[Fact, ...]:
    """The facts by which two passages differ; an empty passage has none.

    `known` holds the stems of names that stand inside sentences elsewhere in the articles (`names.names_in`): by them a
    capitalised word at the start of a sentence is told from a name. `language` narrows what is looked for. `quoted`
    passages stand in the middle of a quotation (`inside_quotations`): all their words are somebody's.
    """
    old, new = found_in(before, language, known, weak=True), found_in(after, language, known, weak=True)
    old += [_spoken(before)] if quoted_before else []
    new += [_spoken(after)] if quoted_after else []
    facts: list[Fact] = []
    gone, come = _by_kind(old), _by_kind(new)
    for kind in ("number", "date", "time", "percent", "money", "quote", "negation", "hedge", "name"):
        if kind in gone or kind in come:
            facts += _differences(kind, gone.get(kind, []), come.get(kind, []))
    facts = [fact for fact in facts if fact.kind != "number" or not _is_weak(fact)]
    if _DIGITS.search(before + after) and not any(
        _DIGITS.search((fact.before or "") + (fact.after or "")) for fact in facts
    ):
        facts += _bare_digits(_unread(before, old), _unread(after, new))
    return (*facts, *relinked(links_before, links_after))


def found_in(text: str, language: str = "", known: frozenset[str] = frozenset(), *, weak: bool = False) -> list[Found]:
    """All facts in a text, those of one kind in order; `weak`: with numbers that are more often figures of speech."""
    text = text[:LONGEST]
    facts = [one for one in _scan(text, language.lower()) if weak or not _says_little(one.kind, one.text)]
    dates = [(one.start, one.start + len(one.text)) for one in facts if one.kind == "date"]
    facts = [one for one in facts if one.kind != "hedge" or not any(a <= one.start < b for a, b in dates)]  # May
    for match in _CONTRACTED.finditer(text) if "'" in text or "’" in text else ():
        facts.append(Found("negation", "not", match[0], match.start()))
    for match in _QUOTED.finditer(text) if _QUOTES.search(text) else ():
        inner = next((group for group in match.groups() if group), "")
        if inner.strip():
            facts.append(Found("quote", " ".join(_WORD.findall(inner.lower())), inner.strip(), match.start()))
    if reads_names(text, language):
        facts += [Found("name", *one) for one in find_names(text, known)]
        facts += _in_roman(text)
    return facts


def _says_little(kind: str, text: str) -> bool:
    return kind == "number" and WEAK_NUMBERS.issuperset(text.lower().split())


def _is_weak(fact: Fact) -> bool:
    """Whether a number is but a figure of speech that came or went; one that gave way to another counts."""
    texts = [text for text in (fact.before, fact.after) if text]
    return len(texts) == 1 and _says_little(fact.kind, texts[0])


def inside_quotations(sentences: Sequence[str]) -> frozenset[int]:
    """Places of sentences that stand in a quotation which began before them and ends after them.

    Only marks that tell opening from closing are counted; a quotation of more than a dozen sentences is a lost mark.
    """
    found: set[int] = set()
    for opening, closing in ("«»", "“”"):
        inside: list[int] | None = None  # since a quotation began
        before = -1
        for place in [k for k, text in enumerate(sentences) if opening in text or closing in text]:
            if inside is not None:
                inside += range(before + 1, place)
                inside = inside if len(inside) < LOST_MARK else None
            before = place
            begun, ended = sentences[place].count(opening), sentences[place].count(closing)
            if begun > ended and inside is None:
                inside = []
            elif ended > begun or (ended and inside is not None):
                found.update(inside or ())
                inside = None
    return frozenset(found)


def _spoken(text: str) -> Found:
    return Found("quote", " ".join(_WORD.findall(text.lower())), text, 0)


# ── figures ──

_STARTS = re.compile(r"\d+|[$€£¥₽₴₸₺₾₼]|[^\W\d_]+")
_ROMAN = re.compile(
    r"(?<![\w.])(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{2,3})(?![\w.])(-?\w{0,2}\s+(?:век|столет|століт|centur))?"
)


def _in_roman(text: str) -> Iterator[Found]:
    """Roman numerals that stand by themselves; those behind a name are part of it."""
    for match in _ROMAN.finditer(text):
        figure = match[0].split()[0]
        if len(figure) > 1 or match[1]:
            yield Found("date" if match[1] else "number", figure, figure, match.start())


def _openings(pattern: str) -> frozenset[str]:
    """The first three letters of every alternative: only where a word starts so is a pattern worth trying."""
    depth, start, alternatives = 0, 0, []
    for at, char in enumerate(pattern + "|"):
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            alternatives.append(pattern[start:at])
            start = at + 1
    letters = (re.match(r"[^\W\d_]*", one) for one in alternatives)
    return frozenset(found[0][:3].lower() for found in letters if found and found[0])


# What reads a kind of fact where a word or figure starts, and the track on which its finds do not overlap.
_FIGURE, _TURN, _SHADE = range(3)
_Reader = Callable[[str, int], tuple[str, int] | None]
_Try = tuple[int, _Reader]


def _negation(low: str, at: int) -> tuple[str, int] | None:
    match = _NEGATION.match(low, at)
    return ("negation", match.end()) if match else None


def _shade(low: str, at: int) -> tuple[str, int] | None:
    """A hedge, or what makes a figure a rough one."""
    match = _HEDGE.match(low, at)
    if match:
        return "hedge", match.end()
    match = _ROUGHLY.match(low, at)
    return ("hedge", match.end()) if match and figures.starts_at(low, match.start(1)) else None


def _openers() -> dict[str, tuple[_Try, ...]]:
    """What is worth trying at a word, by its first three letters."""
    found: dict[str, tuple[_Try, ...]] = {}
    readers: tuple[tuple[int, _Reader, str], ...] = (
        (_FIGURE, figures.from_words, figures.OPENINGS),
        (_TURN, _negation, NEGATIONS),
        (_SHADE, _shade, f"{HEDGES}|{ROUGHLY}"),
    )
    for track, read, words in readers:
        for start in _openings(words):
            found[start] = (*found.get(start, ()), (track, read))
    return found


_OPENERS = _openers()
_AT_DIGITS: tuple[_Try, ...] = ((_FIGURE, figures.from_digits),)


def _scan(text: str, language: str) -> Iterator[Found]:
    """Figures, negations and hedges from left to right, each pattern tried only where it can start."""
    low = text.lower()
    if len(low) != len(text):  # a letter whose small form is two: then places would be wrong
        low = text
    ends = [0, 0, 0]
    for start in _STARTS.finditer(low):
        word = start[0]
        for track, read in _OPENERS.get(word[:3], ()) if word[0].isalpha() else _AT_DIGITS:
            at = max(start.start(), ends[track])
            found = read(low, at) if at < start.end() else None
            if found and found[1] > at:
                ends[track] = found[1]
                yield _fact(found[0], text, at, found[1], language)


_NOT = re.compile(r"not|cannot|n't|n’t")
_ROMANIAN_NOT = re.compile(r"nu|n[-‐‑].+")


# A full stop behind a whole word is the sentence's; behind a short one it may be the word's: `тыс.`, `Sept.`, `г.`
_FULL_STOP = re.compile(r"(?:(?<=[^\W\d_]{4})|(?<=\bмая)|(?<=\bмай)|(?<=\bMay)|(?<=\bmai))\.$")


def _fact(kind: str, whole: str, start: int, end: int, language: str) -> Found:
    text = _FULL_STOP.sub("", whole[start:end].strip())
    low = text.lower()
    if kind == "negation":
        return Found(kind, "not" if _NOT.fullmatch(low) else "nu" if _ROMANIAN_NOT.fullmatch(low) else low, text, start)
    if kind == "hedge":
        return Found(kind, " ".join(word[:5] for word in low.split()), text, start)
    said = figures.value(kind, text, language)
    sign = figures.below_zero(whole, start) if kind in ("number", "percent", "money") else 0
    if sign:
        return Found(kind, f"minus {said}", whole[start - sign : end].strip(), start - sign)
    return Found(kind, said, text, start)


_FIGURES = frozenset({"number", "date", "time", "percent", "money"})


def _unread(text: str, found: Sequence[Found]) -> str:
    """A text without the figures whose values are known."""
    for one in sorted(found, key=lambda one: -one.start):
        if one.kind in _FIGURES:
            text = f"{text[: one.start]} {text[one.start + len(one.text) :]}"
    return text


def _bare_digits(before: str, after: str) -> list[Fact]:
    """The figures that differ though no pattern knew them, unless one side may spell them out."""
    old, new = re.findall(r"\d+", before), re.findall(r"\d+", after)
    if old == new or "".join(old) == "".join(new) or figures.has_words(before + " " + after):
        return []
    return _pair_up("number", old, new, old, new)


# ── differences ──


def _by_kind(found: list[Found]) -> dict[str, list[Found]]:
    kinds: dict[str, list[Found]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    return kinds


def _differences(kind: str, old: list[Found], new: list[Found]) -> list[Fact]:
    """Facts of one kind by which two texts differ: the order counts for figures, not for names and the little words."""
    left, right = [one.value for one in old], [one.value for one in new]
    if left == right:
        return []
    if kind in ("name", "negation", "hedge", "quote"):
        gone, come = Counter(left) - Counter(right), Counter(right) - Counter(left)
        kept_old = _take(old, gone)
        kept_new = _take(new, come)
        return _pair_up(kind, [one.text for one in kept_old], [one.text for one in kept_new])
    return _pair_up(kind, [one.text for one in old], [one.text for one in new], left, right)


def _take(found: list[Found], wanted: Counter[str]) -> list[Found]:
    taken: list[Found] = []
    left = Counter(wanted)
    for one in reversed(found):
        if left[one.value] > 0:
            left[one.value] -= 1
            taken.append(one)
    return taken[::-1]


def _pair_up(
    kind: str,
    old: Sequence[str],
    new: Sequence[str],
    left: Sequence[str] | None = None,
    right: Sequence[str] | None = None,
) -> list[Fact]:
    """What stood against what: by order, common ones left out."""
    if left is None or right is None:
        gone, come = list(old), list(new)
        return [
            Fact(
                kind=kind,
                before=gone[k] if k < len(gone) else None,
                after=come[k] if k < len(come) else None,
            )
            for k in range(max(len(gone), len(come)))
        ]
    facts: list[Fact] = []
    waiting_old: list[str] = []
    waiting_new: list[str] = []
    for op in Indel.opcodes(left, right):
        if op.tag == "equal":
            facts += _pair_up(kind, waiting_old, waiting_new)
            waiting_old, waiting_new = [], []
        waiting_old += old[op.src_start : op.src_end] if op.tag != "equal" else []
        waiting_new += new[op.dest_start : op.dest_end] if op.tag != "equal" else []
    return facts + _pair_up(kind, waiting_old, waiting_new)
