"""Pieces of a line that copies have or lack at will: boxes of links, marks of footnotes, words for screen readers.

A page shows them inside its sentences, or hides them there, and every copy's maker treats them in his own way. So the
text that is looked for decides, piece by piece: what it has at that place is read, what it lacks there is not. What
stands there unseen is not read unless it does.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.clean.anchors import letters

# A line break on its way.
LINE = "\x1e"
# So many letters on either side show what stands around a place.
_CONTEXT = 12

_RESIDUE = re.compile(r"&(?:#\d{2,5}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8});")
# The mark of a footnote, as it stands in a `sup`.
NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,4}|[*†‡§¶]{1,3})[\])]?")
# Hidden for sure without running the page's style sheets: attributes, inline styles, and class names that mean
# "unseen" in the common frameworks.
_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]"
    r"|clip-path\s*:\s*inset\(\s*(?:50|100)%|(?:left|top|text-indent)\s*:\s*-\d{4,5}(?:px|em))",
    re.IGNORECASE,
)
_HIDING_CLASS = frozenset(
    {
        "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "screen-reader",
        "d-none", "u-visually-hidden",
    }
)  # fmt: skip
# Names of the same thing, as sites make them up. Inside a line the text that is looked for has the last word.
_HIDING_NAME = re.compile(
    r"(?:^|[\s_-])(?:vh|sr|sronly|hidden|invisible|offscreen|off-screen|assistive|accessibility|a11y)(?:$|[\s_-])"
    r"|visual(?:ly)?-?_?hid(?:den|e)|screen-?_?reader|sr-?_?only|hidden-?_?text"
)

# One of these is in each of them: found many times quicker.
_HIDING_HINTS = ("hid", "sr", "screen", "vis", "vh", "assistive", "access", "a11y")
# Longer lists of classes are looked at up to here.
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Island:
    """A slice of a line's parts; `element` is what hides it, None where it is seen."""

    start: int
    end: int
    element: Any = None


def hides(names: str | None, style: str | None, attribute: str | None) -> bool:
    """Whether an element of this class, style and `hidden` attribute is unseen."""
    telling = names and ("hidden" in names or "sr-only" in names or "screen-reader" in names or "d-none" in names)
    if telling and names and not _HIDING_CLASS.isdisjoint(names.split()):
        return True
    if style and _HIDING_STYLE.search(style):
        return True
    return attribute is not None and attribute != "until-found"


def may_hide(names: str) -> bool:
    """Whether a class says that what stands inside a line is most likely unseen."""
    names = names[:_LONGEST].lower()
    return any(map(names.__contains__, _HIDING_HINTS)) and bool(_HIDING_NAME.search(names))


def text_of(parts: Sequence[str], islands: Sequence[Island] = ()) -> str:
    """A line's parts as it reads, without some islands."""
    gone = {at for island in islands for at in range(island.start, island.end)}
    text = "".join(part for at, part in enumerate(parts) if at not in gone) if gone else "".join(parts)
    return " ".join(composed(text).replace(LINE, " ").split())


def composed(text: str) -> str:
    """Text in NFC, and without what was escaped twice and shows on the page: `&#151;`, `&percnt;`."""
    if "&" in text and ";" in text:
        text = _RESIDUE.sub(lambda one: html.unescape(one[0]), text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def drained(parts: Sequence[str], islands: Sequence[Island], text: str) -> str:
    """A line as the text (its letters) has it: with the unseen islands that stand in it, without the seen ones that do
    not."""
    return text_of(parts, list(_gone(parts, islands, text)))


def _gone(parts: Sequence[str], islands: Sequence[Island], text: str) -> Iterator[Island]:
    unseen = {at for island in islands if island.element is not None for at in range(island.start, island.end)}
    head, done = "", 0
    for island in islands:
        if island.start < done:  # inside one that is gone
            continue
        head = (head + letters("".join(parts[at] for at in range(done, island.start) if at not in unseen)))[-_CONTEXT:]
        done = island.start
        own = letters("".join(parts[island.start : island.end]))
        rest = "".join(parts[at] for at in range(island.end, len(parts)) if at not in unseen)
        after = letters(rest[: 4 * _CONTEXT])[:_CONTEXT]
        if _stands(head, own, after, text, seen=island.element is None):
            if island.element is not None:
                head, done = (head + own)[-_CONTEXT:], island.end
        else:
            done = island.end
            yield island


def _stands(before: str, own: str, after: str, text: str, *, seen: bool) -> bool:
    """Whether an island is part of the text, between what stands before and after it."""
    if not seen:
        return len(before) + len(own) + len(after) >= _CONTEXT and bool(own) and before + own + after in text
    if before + own + after in text:
        return True
    return len(before + after) < _CONTEXT or not before or before + after not in text
