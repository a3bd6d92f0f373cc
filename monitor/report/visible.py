"""Text from outside, made harmless: what cannot be seen is shown, what rearranges its neighbours is isolated."""

from __future__ import annotations

import re
import unicodedata

_LETTERS_THAT_JOIN = re.compile(r"[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufeff]")
_ODD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\u17b4\u17b5\u180b-\u180d\u180f\ufe00-\ufe0f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0100-\U000e01ef]"
)
# They choose how the sign before them is drawn, and hide messages where they stand in rows or behind plain letters.
_VARIANTS = re.compile(r"[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACE = re.compile(r"[\t\n ]+")
# Marks that stand on a letter, after six of them: no script needs so many, and a pile of them hides other lines.
_PILED = re.compile(
    r"(?<=[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{6})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
# Between these a text keeps its own direction (Unicode: first strong isolate, pop directional isolate).
ISOLATE, POP = "\u2068", "\u2069"


def visible(text: str, *, line: bool = False) -> str:
    """Text from outside, fit to be shown: control, bidirectional and zero-width characters and lone surrogates as
    `⟦U+202E⟧`; of more than six accents piled upon one letter the rest as `⟦+94 marks⟧`. Joiners and variants
    inside emoji and in scripts that need them stay. `line`: white space folded, no line ends.
    """
    shown = text.replace("\r\n", "\n")
    if not shown.isascii():
        shown = _PILED.sub(lambda pile: f"⟦+{len(pile[0])} marks⟧", shown)
    shown = _ODD.sub(_shown, shown)
    return _SPACE.sub(" ", shown).strip() if line else shown


def _shown(match: re.Match[str]) -> str:
    char = match[0]
    before = match.string[match.start() - 1 : match.start()]
    if before and _VARIANTS.match(char):
        keeps = before in "0123456789#*" or unicodedata.category(before) in ("So", "Sm", "Sk", "Lo")
    elif before and char in "\u200c\u200d":
        keeps = unicodedata.category(before) in ("So", "Sk", "Mn", "Mc") or bool(_LETTERS_THAT_JOIN.match(before))
    else:
        keeps = False
    return char if keeps else f"⟦U+{ord(char):04X}⟧"


_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def reads_right_to_left(text: str) -> bool:
    """Whether letters of a right-to-left script stand in it."""
    return bool(_RIGHT_TO_LEFT.search(text))


def isolated(text: str) -> str:
    """Text with right-to-left letters between U+2068 and U+2069, so that it does not rearrange its neighbours."""
    return f"{ISOLATE}{text}{POP}" if reads_right_to_left(text) else text


def well_formed(text: str) -> str:
    """Text that every encoder takes: lone surrogates become U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
