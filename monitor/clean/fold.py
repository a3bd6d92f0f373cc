"""Fold away what nobody would call a change: white space, invisible characters and typography.

Never a letter, never a digit; й and ї stay what they are. Each fold has a name, so that a difference can be called
cosmetic, and by which fold. `fold` is idempotent, and a change of one letter or digit anywhere survives it; but ё is
written as е, as Russian printing does at will, and Romanian ș and ț as ş and ţ, which alone older encodings have.

This module satisfies the protocol `monitor.model.Fold`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

# What prints as a gap, and what does not print at all (Unicode: White_Space; Default_Ignorable_Code_Point, Cc).
_SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_UNSEEN = (
    *range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x34F, 0x61C, 0x115F, 0x1160,
    0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF9, 0xFFFC),
    *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0100, 0xE01F0),
)  # fmt: skip
_QUOTES = "'`´ʹʺʼ‘’‚‛“”„‟‹›«»′″‴‵‶〝〞〟＂＇❛❜❝❞"
_DASHES = "‐‑‒–—―−﹘﹣－⸺⸻"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}

_TABLES: dict[str, dict[int, str | None]] = {
    "invisible characters": dict.fromkeys(_UNSEEN),
    "white space": dict.fromkeys(map(ord, _SPACES), " "),
    "ligatures": {ord(one): many for one, many in _LIGATURES.items()},
    "quotation marks": dict.fromkeys(map(ord, _QUOTES), '"'),
    "dashes": dict.fromkeys(map(ord, _DASHES), "-"),
    "ellipses": {ord("…"): "..."},
    "ё": {ord("ё"): "е", ord("Ё"): "Е"},
    "cedillas": {ord("ș"): "ş", ord("Ș"): "Ş", ord("ț"): "ţ", ord("Ț"): "Ţ"},
}
_COMPOSITION = "composition"  # NFC
NAMES = (*_TABLES, _COMPOSITION)

_ASCII = {code: to for table in _TABLES.values() for code, to in table.items() if code < 128}

# A blank beside a mark is the printer's, except where it keeps two figures apart: `12. 5`, `3 .5`.
_IDLE_BLANK = re.compile(r" (?:(?<=[^\w ] )(?!(?<=\d[.,:;/+-] )\d)|(?=[^\w ])(?!(?<=\d )[.,:;/+-]\d))")
_RUNS = re.compile(r'"{2,}|-{2,}')
_MARKED_E = re.compile(r"(?<=[еЕ])[^\w\s]+")
_DIAERESIS = "\u0308"


def fold(text: str) -> str:
    """The text as it is compared: what two texts share when nobody would call their difference a change."""
    if not text.isascii():
        return _fold(text, NAMES)
    # Nearly all is printable, and then two marks are all that can be folded.
    plain = text.isprintable()
    text = _space(text.replace("'", '"').replace("`", '"') if plain else text.translate(_ASCII))
    return _RUNS.sub(_first, text) if '""' in text or "--" in text else text


def between(old: str, new: str) -> tuple[str, ...]:
    """The names of the folds by which two texts differ that fold to the same; empty if the texts are equal.

    A fold is named when the texts would still differ without it; where several could do the same work, all that
    touch either text are.
    """
    if old == new:
        return ()
    needed = [name for name in NAMES if _without(name, old) != _without(name, new)]
    return tuple(needed or [name for name in NAMES if any(_fold(text, (name,)) != text for text in (old, new))])


def _without(name: str, text: str) -> str:
    return _fold(text, tuple(other for other in NAMES if other != name))


def _fold(text: str, names: tuple[str, ...]) -> str:
    replace = _replacer(names)
    text = replace(text)
    composing = _COMPOSITION in names and not unicodedata.is_normalized("NFC", text)
    if composing:  # it may bring forth what the tables fold: U+2000 becomes U+2002
        text = replace(unicodedata.normalize("NFC", text))
    if "white space" in names:
        text = _space(text)
    if '""' in text or "--" in text:
        text = _RUNS.sub(_first, text)
    if _COMPOSITION in names and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "ё" in names and ("ё" in text or "Ё" in text):  # composed on the way, from е and a mark
        text = unicodedata.normalize("NFC", _MARKED_E.sub(_plain_e, unicodedata.normalize("NFD", text)))
    return text


@lru_cache(maxsize=32)
def _replacer(names: tuple[str, ...]) -> Callable[[str], str]:
    """The tables of these names in one pass: few characters of a text are in them."""
    table = {chr(code): to or "" for name in names if name in _TABLES for code, to in _TABLES[name].items()}
    if not table:
        return str
    special = re.compile("[" + _ranges(map(ord, table)) + "]")

    def one(match: re.Match[str]) -> str:
        return table[match[0]]

    return lambda text: special.sub(one, text)


def _ranges(codes: Iterable[int]) -> str:
    """Characters as they are written in a class: neighbours as one range, for the engine tries rare ones one by one."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in runs)


def _first(run: re.Match[str]) -> str:
    return run[0][0]


def _space(text: str) -> str:
    return _IDLE_BLANK.sub("", " ".join(text.split()))


def _plain_e(marks: re.Match[str]) -> str:
    """The marks on an е without its diaeresis: as far as marks go, for what follows them is not on that letter."""
    run = marks[0]
    end = next((at for at, char in enumerate(run) if not unicodedata.combining(char)), len(run))
    return run[:end].replace(_DIAERESIS, "") + run[end:]
