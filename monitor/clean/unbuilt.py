"""Pages that scripts are still to build: do readers see nothing yet, or something else in the article's place?

A page's data may hold an article that its publisher shows no more. So the data are believed only where all that is seen
is the known text, cut off, or what stands around any text. One line that is neither may be a notice, in whatever words.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.clean import dates
from monitor.clean.anchors import letters
from monitor.clean.view import Run, View
from monitor.model import Article

_CUT = ("…", "...")


def shows_nothing_else(view: View, known: Article) -> bool:
    """Whether every line outside the furniture is known, a link, a button, a date or the known byline."""
    held = letters(f"{known.title} {known.text}")
    return all(
        letters(run.text) in held
        or dates.read(run.text) is not None
        or (known.byline and letters(known.byline) in letters(run.text) and run.words <= _BYLINE)
        for run in _lines(view)
    )


def is_cut_off(view: View, known: Article) -> bool:
    """Whether all that is seen of the known text is a beginning that says that more is to come: `The council on …`."""
    held = letters(known.text)
    seen = [run for run in _lines(view) if letters(run.text) and letters(run.text) in held and run.words > _BYLINE]
    return bool(seen) and all(run.text.endswith(_CUT) for run in seen)


_BYLINE = 8  # words


def _lines(view: View) -> Iterator[Run]:
    return (run for run in view.told if not run.furniture and run.linked <= 0.5 and run.tag != "button")
