"""Proper names: runs of capitalised words, with initials and patronymics; compared by their stems."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from monitor.compare.lexicon import MONTHS, NOT_NAMES, NOT_SURNAMES, NUMBER_WORDS, WEEKDAYS

# Names are read from this much of a passage; longer ones are no sentences.
LONGEST = 5_000
_WORD = re.compile(r"\w+")
_CAPITAL = r"[A-ZА-ЯЁІЇЄҐĂÂÎȘȚŞŢ]"
_NAME_WORD = rf"(?:{_CAPITAL}[\w’'-]*)"
_INITIALS = rf"(?:{_CAPITAL}\.(?:\s?-?\s?{_CAPITAL}\.)*\s?)"
_NAME = re.compile(
    rf"(?<![\w’'-])(?:{_INITIALS})?{_NAME_WORD}(?:\s+(?:{_INITIALS})?{_NAME_WORD})*(?:\s?{_INITIALS}(?!\w))?"
)
_WEEKDAY = re.compile(WEEKDAYS)
_INSIDE = re.compile(rf" [«“„(]?({_CAPITAL}\w+)")
_ENDING = re.compile(
    r"(?:иями|ями|ами|его|ого|ему|ому|ими|ыми|ией|иям|иях|ой|ей|ом|ем|ым|им|ах|ях|ую|юю|ая|яя|ое|ее|ые|ие|их|ых|ия|ии|ию|ий|ый"
    r"|ої|ою|єю|ові|еві|у|ю|а|я|о|е|ы|и|і|ї|ь|й|’s|'s)$"
)


class Name(NamedTuple):
    """A name: its stems in order of the alphabet, how it reads, and where it stands."""

    value: str
    text: str
    start: int


class Known:
    """Stems of words that are capitalised inside some sentences, and oftener so than small: names also where they start
    one. Asked for few stems of many, it looks at no more than it must.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._whole = "\n".join([text[:LONGEST] for text in texts])
        self._told: dict[str, bool] = {}

    def __contains__(self, stem: object) -> bool:
        found = self._told.get(str(stem))
        if found is None:
            found = self._told[str(stem)] = self._is_a_name(str(stem))
        return found

    def _is_a_name(self, stem: str) -> bool:
        large = self._capitals.get(stem, ())
        return len(large) > sum(self._whole.count(" " + word.lower()) for word in set(large))

    @cached_property
    def _capitals(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in _INSIDE.findall(self._whole):
            found.setdefault(_stem(word), []).append(word)
        return found


def find_names(text: str, known: Container[str]) -> list[Name]:
    """The names in a text. `known` stems tell a name from a mere capital at the start of a sentence."""
    found: list[Name] = []
    for match in _NAME.finditer(text):
        for run in _runs(match[0].strip(), match.start(), text, known):
            name = text[run[0].start() + match.start() : run[-1].end() + match.start()]
            stems = sorted(_stem(word) for word in _WORD.findall(name))
            if all(stem in NOT_NAMES for stem in stems) or _ROMAN.fullmatch(name):
                continue
            found.append(Name(" ".join(stems), name, run[0].start() + match.start()))
    return found


def _runs(capitals: str, start: int, text: str, known: Container[str]) -> Iterator[list[re.Match[str]]]:
    """A run of capitalised words without the word that but starts the sentence, cut at months, days and ordinals."""
    words = list(re.finditer(r"\S+", capitals))
    if _starts_sentence(text, start) and not _is_named(words, text[start + len(capitals) :], known):
        del words[0]
    run: list[re.Match[str]] = []
    for word in words:
        plain = word[0].lower()
        if _is_a_figure(plain) or (not run and plain in NOT_NAMES):
            if run:
                yield run
            run = []
        else:
            run.append(word)
    if run:
        yield run


def _is_named(words: list[re.Match[str]], behind: str, known: Container[str]) -> bool:
    """Whether the first word of a sentence is a name, as far as it, the words beside it and the articles show."""
    first = words[0][0]
    stem = _stem(first.strip("."))
    if "." in first:  # initials
        return True
    if stem in NOT_NAMES or first.lower() in NOT_NAMES:
        return False
    return stem in known or _looks_like_a_name(first, " ".join(word[0] for word in words[1:]), behind)


_ROMAN = re.compile(r"[IVXLC]+")  # a century, a congress: a number
_SURNAME = re.compile(r"(?:ович|евич|овна|евна|енко|швили|дзе|чук|ова|ева|ов|ев|ин|ына|янц)$")
# Surnames that may as well be adjectives: names where somebody does something behind them.
_ADJECTIVE = re.compile(r"(?:ський|ська|ский|ская|ского|скому|ским|ской)$")
_DOES = re.compile(r"\s+(?:не\s+)?\w*(?:[иеыаяу]л|ла|ли|[лв]ся|лась|лись|[аяие]в|ет|ит|ёт|ют|ут|ает|ится|ется|є|ить)\b")


def _looks_like_a_name(first: str, rest: str, behind: str) -> bool:
    """A capitalised word at the start of a sentence, judged by itself and by what stands behind it."""
    if len(first) < 2 or first.lower() in NOT_SURNAMES:
        return False
    return (
        first[:4].isupper() or bool(re.search(r"\w-[A-ZА-Я]", first)) or bool(_SURNAME.search(first))
        or (bool(_ADJECTIVE.search(first)) and _DOES.match(behind) is not None)
        or (bool(rest) and len(first) > 3 and not _is_a_figure(first.lower()))
    )  # fmt: skip


def _starts_sentence(text: str, start: int) -> bool:
    lead = text[:start].rstrip(" \t\n«“„\"'‘(—–-[•*")
    return not lead or lead[-1] in ".!?…:"


def _is_a_figure(word: str) -> bool:
    """Whether a word in small letters is a month, a day of the week or a number."""
    return word in MONTHS or word in NUMBER_WORDS or _WEEKDAY.fullmatch(word) is not None


_ONE_SPELLING = str.maketrans("ёșț", "еşţ")


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    """A word without its ending, for comparison: `Токаева`, `Токаеву` and `Токаев` are one name."""
    low = word.lower().translate(_ONE_SPELLING)
    cut = _ENDING.sub("", low)
    return cut if len(cut) >= 3 else low
