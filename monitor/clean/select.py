"""CSS selectors, as site rules write them, on a page: by BeautifulSoup, answered in elements of the page's own tree.

A selector comes from config.toml or from this program, never from a page; one that cannot be read selects nothing
here and is reported where configuration is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

_MARK = "data-n"


class Selector:
    """The elements of one tree by CSS selector. Parses the page once, when first asked."""

    def __init__(self, tree: HtmlElement) -> None:
        self._elements = [element for element in tree.iter() if isinstance(element.tag, str)]
        self._soup = _soup(self._elements, tree)

    def all(self, selector: str) -> list[HtmlElement]:
        """All elements that match, in document order."""
        from soupsieve.util import SelectorSyntaxError

        if not selector.strip():
            return []
        try:
            found = self._soup.select(selector, limit=1000)
        except (SelectorSyntaxError, NotImplementedError, ValueError):
            return []
        return [self._elements[int(str(each[_MARK]))] for each in found if each.has_attr(_MARK)]

    def first(self, selector: str) -> Any:
        """The first match of the first alternative (between commas) that matches anything, or None."""
        for alternative in alternatives(selector):
            found = self.all(alternative)
            if found:
                return found[0]
        return None

    def every(self, selectors: Iterable[str]) -> list[HtmlElement]:
        """All elements that match one of several selectors."""
        return [element for selector in selectors for element in self.all(selector)]


def alternatives(selector: str) -> list[str]:
    """The parts between commas that stand outside brackets and strings."""
    parts, depth, quote, start = [], 0, "", 0
    for at, char in enumerate(selector):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(selector[start:at])
            start = at + 1
    return [part.strip() for part in (*parts, selector[start:]) if part.strip()]


def _soup(elements: list[HtmlElement], tree: HtmlElement) -> Any:
    # Numbers in an attribute carry each element over and back; the tree is left as it was.
    from bs4 import BeautifulSoup

    for number, element in enumerate(elements):
        element.set(_MARK, str(number))
    try:
        source = etree.tostring(tree, method="html", encoding="unicode")
    finally:
        for element in elements:
            element.attrib.pop(_MARK, None)
    return BeautifulSoup(source, "lxml")
