"""A site rule laid over a page: what lies outside the article, as the rule has it, counts as unseen.

Nothing is taken away: paths stay what they are, and where a rule fits a page no more (a site was rebuilt), the text
can still be found, as unseen text can.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from monitor.clean import visible
from monitor.clean.parse import Page
from monitor.clean.select import Selector, alternatives
from monitor.model import SiteRule

# A container with fewer words than this holds no article: the selector hit something else.
FEWEST_WORDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The page with only the rule's region seen, and that region's element in it; `region` is None where the rule
    names none, or none that holds text."""

    page: Page
    region: Any = None


def narrow(page: Page, rule: SiteRule | None) -> Scope:
    """A rule laid over a page. Where it says nothing, or its region is not there, the page is the very same."""
    if rule is None or not (rule.article or rule.drop or rule.cut_from):
        return Scope(page=page)
    narrowed = replace(page, tree=copy.deepcopy(page.tree))
    selector = Selector(narrowed.tree) if rule.article or rule.drop else None
    region = _region(narrowed, selector, rule.article) if selector is not None else None
    if region is not None:
        _hide_around(region)
    elif rule.article:
        return Scope(page=page)
    if selector is not None:
        _hide(element for element in selector.every(rule.drop) if element.tag not in {"html", "body"})
    _hide_from(narrowed, region, rule.cut_from)
    return Scope(page=narrowed, region=region)


def _region(page: Page, selector: Selector, wanted: str) -> Any:
    """The first element of the first alternative that holds text."""
    for alternative in alternatives(wanted):
        for element in selector.all(alternative):
            runs = visible.runs_of(page, element)
            if sum(len(run.text.split()) for run in runs if run.seen) >= FEWEST_WORDS:
                return element
    return None


def _hide(elements: Iterable[Any]) -> None:
    for element in elements:
        element.set("hidden", "")


def _hide_around(region: Any) -> None:
    """Everything but the region and what is in it. Bare text beside elements has nothing to hide it and is dropped."""
    element = region
    element.tail = None
    while (parent := element.getparent()) is not None and element.tag != "body":
        parent.text = None
        for sibling in parent:
            if sibling is not element and isinstance(sibling.tag, str):
                sibling.set("hidden", "")
                sibling.tail = None
        element = parent


def _hide_from(page: Page, region: Any, starts: Iterable[str]) -> None:
    """Everything in the region from the first block on that starts with one of these words."""
    wanted = tuple(start.strip() for start in starts if start.strip())
    if not wanted:
        return
    runs = [run for run in visible.runs_of(page, region) if run.seen]
    # The words before which nothing stands cannot end the article: they open it.
    first = next((at for at, run in enumerate(runs) if at and run.text.startswith(wanted)), None)
    if first is None:
        return
    before = {id(element) for run in runs[:first] for element in (run.element, *run.element.iterancestors())}
    _hide(run.element for run in runs[first:] if id(run.element) not in before)
