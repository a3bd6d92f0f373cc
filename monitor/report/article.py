"""One article, looked back upon: its text, its differences, its looks and its time line, for a terminal or a script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from rich.text import Text

from monitor.model import Article, Comparison
from monitor.report import render
from monitor.report.check_line import told
from monitor.report.console import coloured, flat, out, print_lines, print_texts
from monitor.report.said import counted, facts, hidden, minute, shortened, standing
from monitor.report.visible import visible

# So many looks in a row that showed the same are one line of a time line.
ALIKE = 4


def print_diff(comparison: Comparison, old: Article, new: Article, *, names: tuple[str, str]) -> None:
    """`names`: what the two texts are, in a reader's words."""
    print_texts(_diff(comparison, old, new, names, coloured=coloured(out())))


def _diff(
    comparison: Comparison, old: Article, new: Article, names: tuple[str, str], *, coloured: bool
) -> Iterator[Text]:
    yield Text(" → ".join(visible(name, line=True) for name in names), style="bold")
    if comparison.edits or comparison.candidates or comparison.fields:
        yield Text()
        if coloured:
            yield render.draw(comparison, old, new, medium="terminal")
        else:
            yield Text(render.draw(comparison, old, new, medium="text"))
    else:
        form = f" but of form: {', '.join(comparison.cosmetic)}" if comparison.cosmetic else ""
        yield Text(f"no differences{form}")
    notes = [*_leads(comparison), *_notes(comparison, "the copy's" if old.how == "copy" else "the older text's")]
    if notes:
        yield Text()
    yield from notes


def _leads(comparison: Comparison) -> Iterator[Text]:
    """Sentences that read the same, and lead elsewhere."""
    for link in comparison.links:
        yield Text(f"paragraph {link.paragraph}: {facts(link)}", style="bold")
        yield Text(f"  in: {flat(shortened(link.after or '', 300))}", style="dim")


def _notes(comparison: Comparison, whose: str) -> Iterator[Text]:
    if comparison.edits:
        yield Text(standing(comparison, of=whose), style="dim")
    if comparison.invisible:
        yield Text(hidden(comparison.invisible), style="dim")
    if number := len(comparison.fidelity):
        words = f"{counted(number, 'difference')} more, by what a capture shows the copy's own"
        yield Text(f"{words}: `monitor show --fidelity`", style="dim")


def diff_json(comparison: Comparison, old: Article, new: Article, *, names: tuple[str, str]) -> dict[str, Any]:
    """One line for `monitor diff --json`."""
    return {
        "from": render.well_formed(names[0]),
        "to": render.well_formed(names[1]),
        "passages": render.draw(comparison, old, new, medium="json"),
        "fields": {
            name: {"before": render.well_formed(change.before), "after": render.well_formed(change.after)}
            for name, change in comparison.fields.items()
        },
        "links": told(comparison.links),
        "similarity": comparison.similarity,
        "survival": comparison.survival,
    }


def print_article(article: Article, *, why: bool = False) -> None:
    print_texts(_article(article, why))


def _article(article: Article, why: bool) -> Iterator[Text]:
    if article.title:
        yield Text(flat(article.title), style="bold")
    said = [article.byline, str(article.published or "")]
    if any(said):
        yield Text(" · ".join(flat(one) for one in said if one), style="dim")
    for block in article.blocks:
        sign = {"quote": "> ", "item": "- ", "heading": "## "}.get(block.kind, "")
        if article.title or any(said) or block is not article.blocks[0]:
            yield Text()
        yield Text(render.isolated(sign + visible(block.text)))
    if why:
        yield Text()
        for note in (f"read as: {article.how} ({article.sure:.0%} sure)", *article.notes, f"by {article.cleaner}"):
            yield Text(visible(note, line=True), style="dim")


def article_json(seed: str, version: str, article: Article) -> dict[str, Any]:
    """One line for `monitor show --json`."""
    plain = render.well_formed
    return {
        "seed": plain(seed),
        "version": version,
        "title": plain(article.title),
        "byline": plain(article.byline),
        "published": str(article.published) if article.published else None,
        "blocks": [{"kind": block.kind, "text": plain(block.text)} for block in article.blocks],
        "how": article.how,
        "sure": article.sure,
    }


def entry_json(at: datetime, what: str, words: str, id: str) -> dict[str, Any]:
    """One line for `monitor history --json`."""
    return {"at": render.stamp(at), "what": what, "words": render.well_formed(words), "id": id or None}


# A look in a table: its time, its status, and then what was seen, under which the rest of a long line is set in.
_LOOK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC  \S+\s+")


def print_explanation(lines: Iterable[str]) -> None:
    for line in lines:
        look = _LOOK.match(line)
        print_lines([line], under=look.end() if look else 2)


def print_timeline(entries: Iterable[tuple[datetime, str, str]]) -> None:
    """`(when, what, words)`, oldest first. Many looks that showed the same, one after the other, are told once."""
    style = {"version": "bold yellow", "verdict": "bold", "memento": "cyan", "note": "green"}

    def rows() -> Iterator[Text]:
        for (what, words), same in groupby(entries, key=lambda entry: entry[1:]):
            times = [at for at, _, _ in same]
            for at in times if len(times) < ALIKE else times[:1]:
                line = (
                    Text()
                    .append(f"{at:%Y-%m-%d %H:%M:%S} UTC  ", style="dim")
                    .append(f"{what:<9}", style=style.get(what, ""))
                )
                line.append(visible(words, line=True))
                if len(times) >= ALIKE:
                    line.append(f" (and {len(times) - 1} more times, the last on {minute(times[-1])})", style="dim")
                yield line

    print_texts(rows(), under=4)
