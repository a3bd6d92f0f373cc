"""Lines for a terminal: broken between words, what follows set in under its own line. A pipe gets its lines whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from monitor.report.visible import ISOLATE, POP

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# Longer lines are hard to read, however wide the window is.
WIDEST = 110
INDENT = 2
NARROWEST = 20  # cells; a terminal narrower than that breaks lines as it likes


def wrapped(line: Text, console: Console, *, under: int = 0) -> Iterator[Text]:
    """A line in pieces that fit the terminal; of a line that is not set in, what follows is set in by `under`.

    An address that stands alone is left whole, so that it can be clicked and copied.
    """
    from rich.text import Text

    for row in line.split("\n", allow_blank=True):
        width = min(console.width, WIDEST)
        body = row.plain.lstrip(" ")
        lead = len(row.plain) - len(body)
        if row.cell_len <= width or " " not in body:
            yield row
            continue
        hang = lead + INDENT if lead else under
        pieces = _broken(row[lead:], console, first=max(NARROWEST, width - lead), rest=max(NARROWEST, width - hang))
        for number, piece in enumerate(_isolated(pieces)):
            yield Text(" " * (hang if number else lead)).append_text(piece)


def _broken(body: Text, console: Console, *, first: int, rest: int) -> Iterator[Text]:
    """The body in pieces, the first of which may be of another width than the others."""
    body.expand_tabs()
    head = body.wrap(console, first)[0]
    body = body[len(head.plain) :]
    head.rstrip()
    yield head
    blanks = len(body.plain) - len(body.plain.lstrip(" "))
    for piece in body[blanks:].wrap(console, rest) if len(body.plain) > blanks else ():
        piece.rstrip()
        yield piece


def _isolated(pieces: Iterable[Text]) -> Iterator[Text]:
    """An isolate ends with its line: one that reaches over several is opened and closed on each."""
    from rich.text import Text

    depth = 0
    for piece in pieces:
        opened = Text(ISOLATE * depth).append_text(piece)
        depth = max(0, depth + piece.plain.count(ISOLATE) - piece.plain.count(POP))
        yield opened.append(POP * depth)
