"""The same article in another page's frame: menus, related links, comments, class names, depth, tokens, dates."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from bench.article_reading import compared, copy_of, quoted, read, settled
from bench.articles import Sample

_CT = "text/html; charset=utf-8"


def home_of(tree: Any, text: str) -> Any | None:
    """The smallest element that holds nine tenths of the ground truth's words, by eights of words."""
    words = re.findall(r"\w+", text)
    pieces = {tuple(words[k : k + 5]) for k in range(0, max(1, len(words) - 4), 5)}

    def share(element: Any) -> float:
        there = re.findall(r"\w+", " ".join(element.itertext()))
        grams = {tuple(there[k : k + 5]) for k in range(len(there))}
        return len(pieces & grams) / max(1, len(pieces))

    body = tree.find("body") if tree.tag == "html" else tree
    if body is None or share(body) < 0.5:
        return None
    whole = share(body)
    element = body
    while True:
        inner = next((child for child in element if isinstance(child.tag, str) and share(child) >= 0.97 * whole), None)
        if inner is None or inner.tag in {"p", "span", "script", "table", "tbody", "tr", "ul", "ol"}:
            return element if element is not body else None
        element = inner


def reframed(page: Sample, frame: Sample, chance: random.Random) -> bytes | None:
    """The article of one page inside the frame of another, everything that is not the article changed."""
    mine = etree.fromstring(page.body, html.HTMLParser(encoding="utf-8"))
    theirs = etree.fromstring(frame.body, html.HTMLParser(encoding="utf-8"))
    article, hole = home_of(mine, page.text), home_of(theirs, frame.text)
    if article is None or hole is None:
        return None
    article = copy.deepcopy(article)
    article.tail = None
    for element in article.iter():
        if isinstance(element.tag, str):
            if element.get("class"):
                element.set("class", " ".join(f"c{chance.randrange(16**6):06x}" for _ in element.get("class").split()))
            for name in ("id", "data-id", "data-token", "nonce"):
                if element.get(name):
                    element.set(name, f"{chance.randrange(16**8):08x}")
    for _ in range(chance.randrange(3)):
        wrapper = html.Element("div", {"class": f"w{chance.randrange(16**4):04x}"})
        wrapper.append(article)
        article = wrapper
    stamp = html.Element("div", {"class": "meta"})
    clock = f"{chance.randrange(24)}:{chance.randrange(60):02d}"
    stamp.text = f"Views: {chance.randrange(100, 99999)} · {chance.randrange(1, 28)} March 2026, {clock}"
    hole.addprevious(stamp)
    hole.addprevious(article)
    hole.drop_tree()
    for script in theirs.iter("script"):
        script.text = f"var token='{chance.randrange(16**12):012x}';"
    return etree.tostring(theirs, encoding="utf-8", method="html")


def lines(pages: list[Sample], chance: random.Random, verbose: bool) -> Iterator[str]:  # noqa: ARG001 - the parts share one signature
    made = 0
    edited = {"version": 0, "copy, settled": 0, "copy": 0}
    candidates = dict.fromkeys(edited, 0)
    notes = []
    for page in pages:
        frame = chance.choice([other for other in pages if other is not page])
        body = reframed(page, frame, chance)
        if body is None:
            continue
        made += 1
        known = copy_of(page.text)
        first = read(page.body, known, content_type=_CT)
        if first.article is None:
            continue
        since = read(body, first.article, first.article.place, _CT)
        now = read(body, known, first.article.place, _CT)
        fresh = read(body, known, None, _CT)
        for name, comparison in (
            ("version", compared(since)),
            ("copy, settled", settled(now, first.article)),
            ("copy", compared(fresh)),
        ):
            if comparison is None:
                edited[name] += 1
                notes.append(f"  {page.id[:8]} in {frame.id[:8]} {name}: not found")
                continue
            candidates[name] += len(comparison.candidates)
            if comparison.edits:
                edited[name] += 1
                edit = comparison.edits[0]
                notes.append(
                    f"  {page.id[:8]} in {frame.id[:8]} {name}: {len(comparison.edits)}"
                    f" {edit.op} «{quoted(edit.before)}» → «{quoted(edit.after)}»"
                )
    yield f"{made} pages in another's frame"
    for name, count in edited.items():
        yield f"  against the {name:14} edited {count:>3}, candidates {candidates[name]}"
    yield from notes
