"""Facts that stand in a text: figures, dates, names, quotations, and the little words that turn a sentence around.

Languages: Russian, Ukrainian, English and Romanian; of other languages figures, dates and quotations are read. A fact
is compared by its value (`семьдесят` is `70`, `Токаева` is `Токаев`) and reported as it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor.compare import figures
from monitor.compare.lexicon import HEDGES, NEGATIONS, ROUGHLY, WEAK_NUMBERS
from monitor.compare.names import find_names

# Facts are read from this much of a passage; longer ones are no sentences.
LONGEST = 5_000

_B, _E = r"(?<![^\W_])", r"(?![^\W_])"  # word borders that take no digit or letter for a border
_QUOTED = re.compile(
    r"«([^«»]*)»|“([^“”]*)”|„([^„“”]*)[“”]|\"([^\"]*)\"|«([^«»]+)$|^([^«»]+)»|[“„]([^“”„]+)$|^([^“”„]+)”"
    r"|(?<![^\s(—–-])['‘]([^\W\d_][^‘\"“”«»]{2,}?)['’](?!\w)"  # no apostrophe: those stand in words or behind them
)
_QUOTES = re.compile(r"[«»“”„\"]|(?<!\w)['‘]")
_CONTRACTED = re.compile(rf"(?<=[a-zA-Z])n['’]t{_E}", re.IGNORECASE)
_ENGLISH_NOT = re.compile(
    rf"{_B}not{_E}"
)  # in a fourth language somebody put it there: German has a Not, but writes it so
_DIGITS = re.compile(r"\d")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """One fact in a text: its kind, the value by which it is compared, how it reads, and where it stands."""

    kind: str
    value: str
    text: str
    start: int


def found_in(text: str, language: str = "", known: Container[str] = frozenset(), *, weak: bool = False) -> list[Found]:
    """All facts in a text, those of one kind in order; `weak`: with numbers that are more often figures of speech."""
    text = text[:LONGEST]
    spoken = _lexica(language)
    facts = [one for one in _scan(text, language.lower()) if weak or not says_little(one.kind, one.text)]
    dates = [(one.start, one.start + len(one.text)) for one in facts if one.kind == "date"]
    facts = [one for one in facts if one.kind != "hedge" or not any(a <= one.start < b for a, b in dates)]  # May
    for match in _CONTRACTED.finditer(text) if "en" in spoken and ("'" in text or "’" in text) else ():
        facts.append(Found("negation", "not", match[0], match.start()))
    for match in _ENGLISH_NOT.finditer(text) if not spoken else ():
        facts.append(Found("negation", "not", match[0], match.start()))
    for match in _QUOTED.finditer(text) if _QUOTES.search(text) else ():
        inner = next((group for group in match.groups() if group), "")
        if inner.strip():
            facts.append(
                Found("quote", " ".join(_WORD.findall(inner.lower())), inner.strip().rstrip(","), match.start())
            )
    if spoken and not text.isupper():  # in a headline in capitals they mark nothing
        facts += [Found("name", *one) for one in find_names(text, known)]
        facts += _in_roman(text)
    return facts


@lru_cache(maxsize=64)
def _lexica(language: str) -> tuple[str, ...]:
    """Whose words are looked for in a text of this language: Russian ones and their neighbours quote the others, and
    where nobody knows the language it may be any; in a fourth language all of them mean something else.
    """
    everybody = ("cyrillic", "en", "ro")
    return {
        "": everybody, "ru": everybody, "uk": everybody, "en": ("cyrillic", "en"), "ro": ("cyrillic", "ro"),
        "mo": ("cyrillic", "ro"),
    }.get(language[:2].lower(), ())  # fmt: skip


def says_little(kind: str, text: str) -> bool:
    """Whether a number is more often a figure of speech."""
    return kind == "number" and WEAK_NUMBERS.issuperset(text.lower().split())


# ── what starts where ──

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


def _negations(words: str) -> _Reader:
    pattern = re.compile(rf"{_B}(?:{words}){_E}")

    def read(low: str, at: int) -> tuple[str, int] | None:
        match = pattern.match(low, at)
        return ("negation", match.end()) if match else None

    return read


def _shades(hedges: str, roughly: str) -> _Reader:
    """Hedges, and what makes a figure a rough one."""
    hedge, rough = re.compile(rf"{_B}(?:{hedges}){_E}"), re.compile(rf"{_B}(?:{roughly})(?=\s+(\S))")

    def read(low: str, at: int) -> tuple[str, int] | None:
        match = hedge.match(low, at)
        if match:
            return "hedge", match.end()
        match = rough.match(low, at)
        return ("hedge", match.end()) if match and figures.starts_at(low, match.start(1)) else None

    return read


def _from_words(spoken: tuple[str, ...]) -> _Reader:
    """Figures that start with a word of these languages; a day with its figure may be of any."""

    def read(low: str, at: int) -> tuple[str, int] | None:
        found = figures.from_words(low, at)
        if found and figures.whose(low, at) not in spoken and not _DIGITS.search(low, at, found[1]):
            return None
        return found

    return read


@lru_cache(maxsize=8)
def _openers(spoken: tuple[str, ...]) -> dict[str, tuple[_Try, ...]]:
    """What is worth trying at a word, by its first three letters."""
    readers: list[tuple[int, _Reader, str]] = [(_FIGURE, _from_words(spoken), figures.OPENINGS)]
    for whose in spoken:
        readers.append((_TURN, _negations(NEGATIONS[whose]), NEGATIONS[whose]))
        shades = f"{HEDGES[whose]}|{ROUGHLY[whose]}"
        readers.append((_SHADE, _shades(HEDGES[whose], ROUGHLY[whose]), shades))
    found: dict[str, tuple[_Try, ...]] = {}
    for track, read, words in readers:
        for start in _openings(words):
            found[start] = (*found.get(start, ()), (track, read))
    return found


_AT_DIGITS: tuple[_Try, ...] = ((_FIGURE, figures.from_digits),)


def _scan(text: str, language: str) -> Iterator[Found]:
    """Figures, negations and hedges from left to right, each pattern tried only where it can start."""
    low = text.lower()
    if len(low) != len(text):  # a letter whose small form is two: then places would be wrong
        low = text
    ends = [0, 0, 0]
    openers = _openers(_lexica(language))
    for start in _STARTS.finditer(low):
        word = start[0]
        for track, read in openers.get(word[:3], ()) if word[0].isalpha() else _AT_DIGITS:
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
