"""The headlines that a page shows: its first-level headings and what microdata calls so, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from monitor.clean.islands import hides
from monitor.clean.masthead import text_of

# Pages of ninety chapters have as many first-level headings; the headline is among those nearest to the text.
MOST, NEAREST = 300, 12
_LONGEST = 500
_BESIDE = frozenset({"form", "dialog", "nav", "aside", "footer"})


# What stands in a heading beside its words: a badge, a counter, an icon's name.
_BADGES = frozenset({"span", "small", "sup", "em", "i", "b", "label", "div", "button", "svg", "mark"})


def seen(tree: Any, start: Any = None) -> Iterator[tuple[str, str]]:
    """The text of each, and what it is. `start` is the element of the article's first paragraph, where it is known:
    the heading nearest before it comes first."""
    found = [element for element in islice(tree.iter("h1"), MOST) if 0 < len(text_of(element)) <= _LONGEST]
    # Dialogs and forms have headings of their own; where there is no other, a whole page may stand in one form.
    found = [element for element in found if not _is_beside(element)] or found
    if start is not None and len(found) > 1:
        order = {element: number for number, element in enumerate(tree.iter())}
        at = order.get(start, 0)
        found.sort(key=lambda element: (order[element] > at, abs(at - order[element])))
    for element in found[:NEAREST]:
        yield text_of(element), "h1"
    for element in tree.xpath("//body//*[contains(@itemprop, 'headline')]")[:NEAREST]:
        if element.tag not in {"h1", "meta"} and "headline" in (element.get("itemprop") or "").split():
            yield text_of(element), "microdata headline"


def without_badges(tree: Any) -> Iterator[str]:
    """The headings' words without the elements that they begin or end with."""
    for element in islice(tree.iter("h1"), NEAREST):
        badges = [inner for inner in element if inner.tag in _BADGES]
        whole = text_of(element)
        for badge in badges:
            text = text_of(badge)
            if text and whole.endswith(text) and not (badge.tail or "").strip():
                yield whole[: -len(text)].rstrip()
            elif text and whole.startswith(text):
                yield whole[len(text) :].lstrip()


def second(tree: Any, start: Any) -> Iterator[str]:
    """Second-level headings before the article's first paragraph, links to other articles left out: the headline, where
    a site's name is its first-level one."""
    if start is None:
        return
    before = {*start.iterancestors()}
    for element in islice(tree.iter("h2"), NEAREST):
        linked = any(True for _ in element.iter("a")) or any(around.tag == "a" for around in element.iterancestors())
        if not linked and not _is_beside(element) and any(around in before for around in element.iterancestors()):
            yield text_of(element)


def _is_beside(element: Any) -> bool:
    """Whether an element stands in a box beside the article, or is hidden."""
    return any(
        one.tag in _BESIDE
        or one.get("role") == "dialog"
        or hides(one.get("class"), one.get("style"), one.get("hidden"))
        for one in (element, *element.iterancestors())
    )
