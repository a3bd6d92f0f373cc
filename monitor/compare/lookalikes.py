"""Characters that nobody sees or that look like others: named, so that a difference the eye misses can be shown."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

# Zero-width and bidirectional controls and tags. Soft hyphens are typography, and are not among them.
_UNSEEN = frozenset(
    chr(code)
    for first, last in (
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F), (0xFEFF, 0xFEFF), (0x061C, 0x061C),
        (0x180E, 0x180E), (0x115F, 0x1160), (0x3164, 0x3164), (0xFFA0, 0xFFA0), (0x034F, 0x034F), (0xE0000, 0xE007F),
        (0x17B4, 0x17B5), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)  # fmt: skip

# Letters of other alphabets that print like a Latin one (after Unicode's confusables, the common cases).
_TWINS = {
    "a": "аα", "c": "сϲⅽ", "d": "ԁⅾ", "e": "еҽ", "g": "ɡ", "h": "һ", "i": "іι", "j": "јϳ", "k": "κ", "l": "ӏⅼ",
    "m": "ⅿ", "n": "ո", "o": "оοօ", "p": "рρ", "q": "ԛ", "s": "ѕ", "u": "υս", "v": "νѵⅴ", "w": "ԝ", "x": "хⅹ",
    "y": "уγү", "A": "АΑ", "B": "ВΒ", "C": "СϹⅭ", "D": "Ⅾ", "E": "ЕΕ", "F": "Ϝ", "G": "Ԍ", "H": "НΗ", "I": "ІΙӀⅠ",
    "J": "Ј", "K": "КΚК", "L": "Ⅼ", "M": "МΜⅯ", "N": "Ν", "O": "ОΟՕ", "P": "РΡ", "Q": "Ԛ", "S": "ЅՏ", "T": "ТΤ",
    "V": "ѴⅤ", "W": "Ԝ", "X": "ХΧⅩ", "Y": "ҮΥ", "Z": "Ζ", "ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț", "ï": "ї", "Ï": "Ї",
    "ë": "ё", "Ë": "Ё",
}  # fmt: skip
# Not the forms for <super> and its kin: those are seen.
_PRINTS_ALIKE = ("<wide>", "<narrow>", "<font>", "<compat>", "<noBreak>")


@lru_cache(maxsize=1)
def _table() -> dict[int, str | None]:
    """What the eye makes of each character, where that is not the character."""
    table: dict[int, str | None] = {}
    for code in (*range(0xA0, 0x2E80), *range(0xFB00, 0xFB07), *range(0xFF01, 0xFFEF), *range(0x1D400, 0x1D800)):
        char = chr(code)
        if unicodedata.decomposition(char).startswith(_PRINTS_ALIKE):
            table[code] = unicodedata.normalize("NFKC", char)
    table.update({ord(twin): latin for latin, twins in _TWINS.items() for twin in twins})
    table.update(dict.fromkeys(map(ord, _UNSEEN)))
    return table


def skeleton(text: str) -> str:
    """The text as the eye reads it: compatibility forms and look-alikes as one, unseen characters gone."""
    return unicodedata.normalize("NFC", text).translate(_table())


def unseen(text: str) -> list[str]:
    """The unseen characters of a text."""
    return [] if text.isascii() else [char for char in text if char in _UNSEEN]


def hidden_between(old: str, new: str) -> tuple[str, ...]:
    """Names of the unseen characters that only one of two texts has."""
    left, right = Counter(unseen(old)), Counter(unseen(new))
    return _named((left - right) + (right - left))


def twins_between(old: str, new: str) -> tuple[str, ...]:
    """Names of the look-alikes by which two texts differ that look the same; empty if the eye could tell them apart."""
    if old == new or skeleton(old) != skeleton(new):
        return ()
    left, right = Counter(old), Counter(new)
    return _named((left - right) + (right - left))


def _named(chars: Counter[str]) -> tuple[str, ...]:
    return tuple(f"U+{ord(char):04X} {unicodedata.name(char, 'unnamed')}" for char in sorted(chars))
