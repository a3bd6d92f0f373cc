"""The digest as text: for a terminal, a file, or the plain part of a mail. No control codes, unless colour is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from monitor.model import Candidate, Edit
from monitor.report import render
from monitor.report.digest import Digest, Section
from monitor.report.items import WHOLE, Account, Item, Limits, items_of, left_out, unsure
from monitor.report.said import facts, headline, legend, occasion, remark

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {
    "removed": "bold red",
    "edited": "bold yellow",
    "missing": "yellow",
    "restored": "bold green",
    "cannot_check": "magenta",
    "intact": "green",
}


def draw(digest: Digest, *, limits: Limits = WHOLE) -> str:
    """The whole digest; ends in a line end."""
    return "".join(line.plain + "\n" for line in lines(digest, limits=limits))


def lines(digest: Digest, *, limits: Limits = WHOLE, coloured: bool = False) -> Iterator[Text]:
    """The digest line by line. `coloured`: edits in colours instead of signs."""
    from rich.text import Text  # start-up must be quick

    yield Text(headline(digest), style="bold")
    if occasion(digest):
        yield Text(occasion(digest), style="dim")
    for section in digest.sections:
        if section.findings or section.seeds:
            yield Text()
            yield title(section)
            yield from told(section, digest, limits=limits, coloured=coloured)
    yield from marks(digest.sections)


def title(section: Section) -> Text:
    """`Edited — the article says something else than the copy`"""
    from rich.text import Text

    heading = Text().append(section.heading, style=_STYLES.get(section.name, "dim"))
    return heading.append(f" — {section.meaning}", style="dim")


def told(section: Section, digest: Digest, *, limits: Limits, coloured: bool) -> Iterator[Text]:
    """What is said of each seed of a section; a blank line where more than one line is said."""
    from rich.text import Text

    before: Item | None = None
    for item in items_of(section, digest, limits):
        if before is not None and not (before.brief and item.brief):
            yield Text()
        yield from _item(item, coloured)
        before = item
    if left := left_out(section, limits):
        yield Text(f"  … and {left} more: `monitor report` has them all", style="dim")


def marks(sections: Iterable[Section]) -> Iterator[Text]:
    """What the flags that occur mean; nothing where there are none."""
    from rich.text import Text

    known = legend(sections)
    if known:
        yield Text()
    for flag, words in known:
        yield Text(f"[{flag}] {words}", style="dim")


def _item(item: Item, coloured: bool) -> Iterator[Text]:
    from rich.text import Text

    line = Text("  ").append(item.seed, style="bold").append(f"  {render.isolated(item.title)}" if item.title else "")
    if item.new:
        line.append("  new", style="bold yellow")
    verdict = f"{item.verdict}: {item.reason}" + (f" [{', '.join(item.flags)}]" if item.flags else "")
    if item.brief:
        aside = f"; {item.aside}" if item.aside else ""
        yield line.append(f"  ({verdict}{aside})" if item.verdict else "", style="dim")
        return
    yield line
    if item.url:
        yield Text(f"    {item.url}", style="cyan")
    yield Text(f"    {verdict}", style="dim")
    yield Text(f"    {item.rule}")
    for account in item.accounts:
        yield from _account(account, coloured)
    if item.more:
        yield Text(f"    … and earlier news: {item.more} more", style="dim")


def _account(account: Account, coloured: bool) -> Iterator[Text]:
    from rich.text import Text

    if account.heading:
        yield Text(f"    {account.heading}", style="bold")
    if account.rule:
        yield Text(f"    {account.rule}")
    for name, before, after in account.fields:
        yield Text(f"    {name}: ").append_text(_drawn(Edit(op="replace", before=before, after=after), coloured))
    for edit in account.edits:
        yield Text(f"    paragraph {edit.paragraph}: ").append_text(_drawn(edit, coloured))
        if edit.facts:
            yield Text(f"      {facts(edit)}", style="bold")
        if remark(edit):
            yield Text(f"      ({remark(edit)})", style="dim")
    if account.more:
        yield Text(f"    … and {account.more} more passages: `monitor diff`", style="dim")
    for words in (*account.remarks, *unsure(account)):
        yield Text(f"    {words}", style="dim")


def _drawn(one: Edit | Candidate, coloured: bool) -> Text:
    from rich.text import Text

    if coloured:
        return render.rich_line(one)
    return Text(re.sub(r"\s+", " ", render.line(one)))
