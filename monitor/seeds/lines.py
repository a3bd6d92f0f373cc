"""Lines as editors count them: U+2028, form feeds and the like end none."""

from __future__ import annotations

import re
from collections.abc import Iterator

BREAK = re.compile(r"\r\n|\r|\n")


def lines(text: str, start: int = 0, end: int | None = None, *, keep_ends: bool = False) -> Iterator[str]:
    """Lines as editors count them: U+2028, form feeds and the like end none."""
    end = len(text) if end is None else min(end, len(text))
    at = start
    while at < end:
        stop = BREAK.search(text, at, end)
        yield text[at : (stop.end() if keep_ends else stop.start())] if stop else text[at:end]
        at = stop.end() if stop else end


def line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in BREAK.finditer(text))]


def line_at(text: str, end: int) -> int:
    """The 1-based line on which the character at `end` stands."""
    return sum(1 for _ in BREAK.finditer(text, 0, end)) + 1
