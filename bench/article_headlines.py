"""Headlines rewritten in real pages: the one that a reader sees, with all metadata left stale, or everywhere at once.

The gold texts come without titles, so the headline of a page is the first-level heading whose words its own `<title>`
or `og:title` repeats; it becomes the title of the seed. It is chosen from the tree, before our code sees the page.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from bench.article_reading import FIRST, NOW, quoted
from bench.articles import Sample
from monitor.clean import fold
from monitor.clean.copy import read_copy
from monitor.clean.normalise import Normalised, normalise
from monitor.compare import compare, settle
from monitor.model import Article, Comparison, Reading, Seed, Snapshot

KINDS = ("headline: word", "headline: digit", "headline: not", "headline: rewritten", "headline: all metadata too")
_WORDS = {
    False: ["harbour", "silver", "orchard", "engine", "promise", "winter", "market", "bridge"],
    True: ["гавань", "серебро", "завод", "двигатель", "обещание", "зима", "рынок", "мост"],
}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


@dataclass(slots=True)
class Headline:
    """A headline, and all headings that show it: some pages have one for each width of screen."""

    text: str
    elements: list[Any]


@dataclass(slots=True)
class Tally:
    made: int = 0
    found: int = 0
    first: int = 0  # found at first sight
    false: int = 0  # other fields or edits reported
    notes: list[str] = field(default_factory=list)


def headline_of(tree: Any) -> Headline | None:
    """The page's headline, where the page is of one mind about it."""
    said = [text for text in _said(tree) if text]
    for element in tree.iter("h1"):
        text = " ".join(element.text_content().split())
        if 20 <= len(text) <= 200 and len(words(text)) >= 4 and any(_begins(other, text) for other in said):
            same = [one for one in tree.iter("h1", "h2", "h3") if words(one.text_content()) == words(text)]
            return Headline(text, same)
    return None


def _said(tree: Any) -> Iterator[str]:
    for title in tree.iter("title"):
        yield " ".join((title.text or "").split())
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() in ("og:title", "twitter:title"):
            yield " ".join((meta.get("content") or "").split())


def _begins(text: str, headline: str) -> bool:
    return words(text)[: len(words(headline))] == words(headline)


def reworded(headline: str, kind: str, chance: random.Random) -> str | None:
    """The headline otherwise; None where there is no place for this kind of change."""
    cyrillic = bool(re.search("[а-я]", headline))
    if kind in ("headline: rewritten", "headline: all metadata too"):
        return " ".join(chance.sample(_WORDS[cyrillic], 6)).capitalize()
    pattern = {"headline: word": r"(?<= )\w{4,}(?= )", "headline: digit": r"\d", "headline: not": r"(?<=\w )(?=\w{3})"}
    places = list(re.finditer(pattern[kind], headline))
    if not places:
        return None
    at = chance.choice(places)
    new = {
        "headline: word": chance.choice(_WORDS[cyrillic]),
        "headline: digit": chance.choice([digit for digit in "123456789" if digit != at[0]]),
        "headline: not": "не " if cyrillic else "not ",
    }[kind]
    return headline[: at.start()] + new + headline[at.end() :]


def rewrite(tree: Any, headline: Headline, new: str, *, everywhere: bool) -> None:
    """Put another headline in its place; `everywhere`: in all that repeats it word for word, too."""
    for element in headline.elements:
        for child in list(element):
            element.remove(child)
        element.text = new
    if not everywhere:
        return
    old = headline.text
    # Between words, entities and escapes may stand: JSON-LD has `\\u2019`, attributes `&quot;`.
    loose = re.compile(r"(?:\W|\\u[0-9a-f]{4}|&#?\w{1,8};)+".join(map(re.escape, words(old))), re.IGNORECASE)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if loose.search(value):
                element.set(name, loose.sub(lambda _: new, value))
        if element.text and loose.search(element.text):
            element.text = loose.sub(lambda _: new, element.text)


def _seed(page: Sample, title: str) -> Seed:
    return Seed(
        id="bench", path="seeds/bench.txt", raw=page.text.encode(), title=title, title_from="note", url=page.url
    )


def _read(page: Sample, body: bytes, known: Article) -> Normalised:
    snapshot = Snapshot(
        url=page.url, final_url=page.url, at=NOW, status=200, head=b"", body=body, wire=body,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    )  # fmt: skip
    return normalise(snapshot, known=known, place=known.place)


def _compared(read: Normalised) -> Comparison | None:
    if not isinstance(read.outcome, Article) or read.known is None:
        return None
    return compare(read.known, read.outcome, fold=fold)


def _tells(made: Comparison | None, new: str) -> bool:
    return made is not None and "title" in made.fields and words(made.fields["title"].after) == words(new)


def lines(pages: list[Sample], chance: random.Random, verbose: bool) -> Iterator[str]:
    tallies = {kind: Tally() for kind in KINDS}
    untouched = Tally()
    for page in pages:
        tree = _tree(page)
        headline = headline_of(tree)
        if headline is None:
            continue
        seed = _seed(page, headline.text)
        first = _read(page, page.body, read_copy(seed))
        if not isinstance(first.outcome, Article):
            continue
        untouched.made += 1
        fields = (_compared(first) or Comparison()).fields
        again = (_compared(_read(page, page.body, first.outcome)) or Comparison()).fields
        for change in (*fields.items(), *again.items()):
            untouched.false += 1
            untouched.notes.append(f"  {page.id[:8]} untouched: {change[0]} «{change[1].before}» → «{change[1].after}»")
        for kind in KINDS:
            _one(page, kind, seed, first.outcome, chance, tallies[kind])
    yield f"{'headline':28} {'pages':>6} │ {'since':>7} {'vs copy':>8} {'false':>6}"
    for kind, tally in tallies.items():
        yield f"{kind:28} {tally.made:>6} │ {tally.found:>7} {tally.first:>8} {tally.false:>6}"
    yield f"{'untouched':28} {untouched.made:>6} │ {'–':>7} {'–':>8} {untouched.false:>6}"
    if verbose:
        yield from (note for tally in (*tallies.values(), untouched) for note in tally.notes)


def _tree(page: Sample) -> Any:
    return etree.fromstring(page.body, html.HTMLParser(encoding="utf-8"))


def _one(page: Sample, kind: str, seed: Seed, first: Article, chance: random.Random, tally: Tally) -> None:
    tree = _tree(page)
    headline = headline_of(tree)
    new = reworded(headline.text, kind, chance) if headline else None
    if headline is None or new is None:
        return
    rewrite(tree, headline, new, everywhere=kind.endswith("metadata too"))
    body = etree.tostring(tree, encoding="utf-8", method="html")
    tally.made += 1
    since = _compared(_read(page, body, first))
    fresh = _read(page, body, read_copy(seed))
    against = _compared(fresh)
    if against is not None and isinstance(fresh.outcome, Article) and fresh.known is not None:
        witness = Reading(at=FIRST, article=first, source="live")
        against = settle(against, fresh.known, fresh.outcome, [witness], fold=fold, now=NOW)
    tally.found += _tells(since, new)
    tally.first += _tells(against, new)
    for name, made in (("since", since), ("vs copy", against)):
        if not _tells(made, new):
            told = made.fields.get("title") if made else None
            tally.notes.append(f"  {page.id[:8]} {kind} {name} missed: «{headline.text}» → «{new}» {told} {page.url}")
        for what in _others(made):
            tally.false += 1
            tally.notes.append(f"  {page.id[:8]} {kind} {name} false: {what}")


def _others(made: Comparison | None) -> Iterable[str]:
    if made is None:
        return ["not found"]
    fields = [f"{name} {change}" for name, change in made.fields.items() if name != "title"]
    return fields + [f"{edit.op} «{quoted(edit.before, 80)}» → «{quoted(edit.after, 80)}»" for edit in made.edits]
