"""The address of an article where a note has it in its text: as tools without front matter write it.

`URL: https://…`, `- **Source:** [text](https://…)`, `source_url: https://…`, `[Read Original](https://…)`, or a first
line that is nothing but a link. An article cites addresses too; so a label must say that the page itself is meant, or
stand above the text, and two different addresses are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.seeds import address

# Lines above and below the text that are looked at, blank ones left out.
_HEAD, _TAIL = 12, 8
# Longer lines are text, and where text begins the head has ended.
_LONGEST = 400
_TEXT = 120
_FIELD = re.compile(r"(?:[-*+>]\s+)?(?:\*\*|__)?([^\W\d_][\w ]{1,30}?)(?:\*\*|__)?\s?::?(?:\*\*|__)?\s*(.+)")
_LINK = re.compile(
    r"(?:[-*+>]\s+)?\[([^\[\]]{0,300})\]\(\s*<?(https?://[^\s<>()]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?)>?\s*\)"
)
# Labels that mean the page itself, wherever they stand; and those that do only above the text.
_OWN = frozenset(
    {
        "url", "source url", "source_url", "original url", "article url", "page url", "permalink", "canonical url",
        "saved from", "clipped from", "archived from", "original page", "original", "read original", "view original",
        "open original", "сохранено из", "сохранено с", "адрес статьи", "адрес страницы", "ссылка на статью",
        "ссылка на оригинал", "збережено з", "посилання на статтю", "salvat din", "linkul articolului",
    }
)  # fmt: skip
_ABOVE = frozenset(
    {"source", "link", "источник", "ссылка", "оригинал", "джерело", "посилання", "sursa", "quelle", "źródło"}
)


def find_address(body: str) -> str:
    """The one address that a note's text names as its article's; empty where it names none, or several."""
    rows = [row for row in (line.strip() for line in body[:20_000].splitlines()) if row][:_HEAD]
    last = [row for row in (line.strip() for line in body[-5_000:].splitlines()) if row][-_TAIL:]
    found = list(_said(rows, above=True)) or list(_said(last, above=False))
    return found[0] if found and all(address.same_page(one, found[0]) for one in found) else ""


def _said(rows: list[str], *, above: bool) -> Iterator[str]:
    for number, row in enumerate(rows):
        if len(row) > _LONGEST:
            above = False
            continue
        link = _LINK.fullmatch(row)
        field = None if link else _FIELD.fullmatch(row)
        if link:
            label, value = link[1], link[2]
            meant = label.casefold() in _OWN or (above and number == 0)
        elif field:
            label, value = field[1], address.bare(field[2])
            meant = label.casefold() in _OWN or (above and label.casefold() in _ABOVE)
        else:
            above = above and len(row) <= _TEXT and not row.endswith((".", "!", "?", "…"))
            continue
        if meant and not address.complain(value):
            yield value
