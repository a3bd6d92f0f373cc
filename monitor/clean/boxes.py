"""Boxes between an article's paragraphs: prose in elements of another make, which may be the publisher's or the page's.

A correction stands in such a box, and so does what a site shows to every visitor in turn. Nobody can tell them apart by
the page alone; but what stood there at the last look is no news. So a box is read only when it came since then, and
marked as text outside the article (`elsewhere`): shown as a candidate, never an edit, and no guide to the next reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.clean import sentences as cutting
from monitor.clean.choose import Text, is_prose
from monitor.clean.visible import Run
from monitor.model import Article, Extra

# What a site puts around its tools.
_TOOLS = frozenset({"form", "dialog", "nav", "footer", "button", "menu"})
# A page with more of them was built anew.
_MOST = 20
WHY = "elsewhere"


def without(known: Article) -> Article:
    """A reading without the boxes in it."""
    boxes = {known.sentences[k].block for k in _marked(known)}
    if not boxes:
        return known
    kept = [number for number in range(len(known.blocks)) if number not in boxes]
    order = {number: at for at, number in enumerate(kept)}
    return replace(
        known,
        blocks=tuple(known.blocks[number] for number in kept),
        sentences=tuple(replace(one, block=order[one.block]) for one in known.sentences if one.block in order),
        extras=(),
    )


def come(known: Article, seen: Text, chosen: Sequence[int]) -> list[int]:
    """The runs that are boxes between the chosen ones, and say what the last reading did not find on the page; of
    those that it marked itself, all."""
    if known.how == "copy" or not known.sentences:
        return []
    inside = set(chosen)
    boxes = [k for k in range(chosen[0] + 1, chosen[-1]) if k not in inside and _is_box(seen.runs[k])]
    if not boxes:
        return []
    cyrillic = cutting.is_cyrillic([block.text for block in known.blocks])
    marked = {known.sentences[k].digest for k in _marked(known)}
    there = known.elsewhere | ({one.digest for one in known.sentences} - marked)
    found = [k for k in boxes if not cutting.digests([seen.runs[k].text], cyrillic=cyrillic) <= there]
    return found if len(found) <= _MOST else []


def mark(article: Article, blocks: Sequence[int]) -> Article:
    """The article with the sentences of some blocks marked as text outside of it."""
    boxes = set(blocks)
    extras = (Extra(side="page", sentence=k, why=WHY) for k, one in enumerate(article.sentences) if one.block in boxes)
    return replace(article, extras=tuple(extras))


def _marked(article: Article) -> Iterator[int]:
    return (extra.sentence for extra in article.extras if extra.side == "page" and extra.why == WHY)


def _is_box(run: Run) -> bool:
    if not run.seen or not is_prose(run) or run.links > 0.3 * len(run.text):
        return False
    return _TOOLS.isdisjoint(element.tag for element in run.element.iterancestors())
