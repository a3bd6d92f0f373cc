"""The article in a page's data: what scripts are given to build it from, where a reader sees little before they run.

Two places hold it whole: `articleBody` in JSON-LD, and the state that frameworks send along (`__NEXT_DATA__`,
`window.__INITIAL_STATE__ = {…}`). Their strings are laid out as pages of their own, as nested as the data are, in which
a known text is then looked for like in any other.

What this file does not do: decide whether such a text is what readers get. See `normalise.py`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from monitor.clean.parse import Page, parse

# States of a few megabytes are common; what is larger is no page's.
LARGEST = 4_000_000
# Strings laid out, and how deep they may be nested.
_MOST, _DEEPEST = 30_000, 60
# Where data begin in a script: `window.x = {`, `x = JSON.parse("`.
_BEGINS = re.compile(r"=\s*(?:(JSON\.parse\(\s*)(?=\")|(?=[\[{]))")
_MOST_TRIED = 20
_MARKUP = re.compile(
    r"</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote|b|strong|em|i|a|span|figure)\b[^<>]{0,2000}>", re.IGNORECASE
)
_SENTENCE = re.compile(r"\w\W+\w")
_LONG = 40


def pages(page: Page) -> Iterator[tuple[str, Page]]:
    """Each script's data as a page of its own, with the name of the place: `json-ld`, or the script's `id`."""
    left = LARGEST
    for script in page.tree.iter("script"):
        text = script.text or ""
        left -= len(text)
        if left < 0:
            return
        kind = (script.get("type") or "").lower()
        for value in _data(text, kind):
            laid = "".join(_laid_out(value))
            built = parse(f"<html><body>{laid}</body></html>".encode("utf-8", "replace")) if len(laid) > _LONG else None
            if isinstance(built, Page):
                yield ("json-ld" if "ld+json" in kind else script.get("id") or "script"), built


def _data(text: str, kind: str) -> Iterator[Any]:
    """The values in a script: all of it where it is JSON, else what is assigned in it."""
    if "json" in kind:
        value = _loaded(text.strip().rstrip(";"))
        if value is not None:
            yield value
        return
    if kind not in {"", "text/javascript", "application/javascript", "module"}:
        return
    at = 0
    for _ in range(_MOST_TRIED):
        found = _BEGINS.search(text, at)
        if found is None:
            return
        at = found.end()
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        at = end
        value = _loaded(value) if found[1] and isinstance(value, str) else value
        if isinstance(value, (dict, list)):
            yield value


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _laid_out(value: Any) -> Iterator[str]:
    """Data as mark-up: an element for each list and object, a paragraph for each line that is words."""
    count = 0
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if isinstance(item, str):
            if item.startswith("\0"):
                yield item[1:]
            elif count < _MOST and _SENTENCE.search(item[:2_000]):
                count += 1
                yield _as_markup(item)
        elif isinstance(item, (dict, list)) and depth < _DEEPEST:
            yield "<div>"
            stack.append(("\0</div>", depth))
            inner = item.values() if isinstance(item, dict) else item
            stack += [(each, depth + 1) for each in reversed(list(inner)) if isinstance(each, (str, dict, list))]


def _as_markup(text: str) -> str:
    if _MARKUP.search(text):
        return f"<div>{text}</div>"
    return "".join(f"<p>{html.escape(html.unescape(line))}</p>" for line in text.splitlines() if line.strip())
