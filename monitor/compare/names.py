"""Proper names: runs of capitalised words, with initials and patronymics; compared by their stems."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from monitor.compare.lexicon import MONTHS, NOT_NAMES, WEEKDAYS

# Names are read from this much of a passage; longer ones are no sentences.
LONGEST = 5_000
_WORD = re.compile(r"\w+")
_CAPITAL = r"[A-ZА-ЯЁІЇЄҐĂÂÎȘȚŞŢ]"
_NAME_WORD = rf"(?:{_CAPITAL}[\w’'-]*)"
_INITIALS = rf"(?:{_CAPITAL}\.(?:\s?-?\s?{_CAPITAL}\.)*\s?)"
_NAME = re.compile(
    rf"(?<![\w’'-])(?:{_INITIALS})?{_NAME_WORD}(?:\s+(?:{_INITIALS})?{_NAME_WORD})*(?:\s?{_INITIALS}(?!\w))?"
)
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


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Stems of capitalised words inside the sentences: what is a name also where it starts one."""
    words: set[str] = set()
    for text in texts:
        words.update(_INSIDE.findall(text[:LONGEST]))
    return frozenset(map(_stem, words))


def find_names(text: str, known: frozenset[str]) -> list[Name]:
    """The names in a text. `known` stems tell a name from a mere capital at the start of a sentence."""
    found: list[Name] = []
    for match in _NAME.finditer(text):
        name, start = match[0].strip(), match.start()
        if _starts_sentence(text, start):
            first, _, rest = name.partition(" ")
            if _stem(first.strip(".")) not in known and not _looks_like_a_name(first, rest):
                if not rest:
                    continue
                start, name = start + len(first) + 1, rest
        stems = sorted(_stem(word) for word in _WORD.findall(name))
        if all(stem in NOT_NAMES for stem in stems) or _is_a_figure(name) or _ROMAN.fullmatch(name):
            continue
        found.append(Name(" ".join(stems), name, start))
    return found


_ROMAN = re.compile(r"[IVXLC]+")  # a century, a congress: a number
_SURNAME = re.compile(
    r"(?:ович|евич|овна|евна|ична|ський|ская|ский|ского|скому|ским|енко|швили|дзе|чук|ова|ева|ину|ов|ев|ин|ына|ян|янц)$"
)


def _looks_like_a_name(first: str, rest: str) -> bool:
    """A capitalised word at the start of a sentence, judged by itself."""
    return len(first) > 1 and (
        first[:4].isupper() or bool(_SURNAME.search(first)) or "." in first or bool(re.search(r"\w-[A-ZА-Я]", first))
        or (bool(rest) and _stem(first) not in NOT_NAMES and len(first) > 3 and not _is_a_figure(first))
    )  # fmt: skip


def _starts_sentence(text: str, start: int) -> bool:
    lead = text[:start].rstrip(" \t\n«“„\"'‘(—–-[•*")
    return not lead or lead[-1] in ".!?…:"


def _is_a_figure(name: str) -> bool:
    return name.lower() in MONTHS or bool(re.fullmatch(WEEKDAYS, name.lower()))


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    """A word without its ending, for comparison: `Токаева`, `Токаеву` and `Токаев` are one name."""
    low = word.lower().replace("ё", "е")
    cut = _ENDING.sub("", low)
    return cut if len(cut) >= 3 else low


@lru_cache(maxsize=64)
def _reads_names_in(language: str) -> bool:
    return language[:2] in ("", "ru", "uk", "be", "bg", "kk", "ky", "en", "ro", "mo")


def reads_names(text: str, language: str) -> bool:
    """Whether capitals mark names in this language; in a headline in capitals they mark nothing."""
    return _reads_names_in(language.lower()) and not text.isupper()
