"""The digest as text: for a terminal, a file, or the plain part of a mail. No control codes, unless colour is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.model import Candidate, Edit
from monitor.report import render
from monitor.report.digest import Digest, Section
from monitor.report.items import (
    WHOLE,
    Account,
    Item,
    Limits,
    facts,
    headline,
    items_of,
    left_out,
    occasion,
    unsure,
)

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
        if not (section.findings or section.seeds):
            continue
        yield Text()
        heading = Text(section.heading, style=_STYLES.get(section.name, "dim"))
        yield heading.append(f" — {section.meaning}", style="not bold dim")
        yield from _section(section, digest, limits, coloured)


def _section(section: Section, digest: Digest, limits: Limits, coloured: bool) -> Iterator[Text]:
    from rich.text import Text

    for item in items_of(section, digest, limits):
        yield from _item(item, coloured)
    if left := left_out(section, limits):
        yield Text(f"  … and {left} more: `monitor report` has them all", style="dim")


def _item(item: Item, coloured: bool) -> Iterator[Text]:
    from rich.text import Text

    line = Text("  ").append(item.seed, style="bold").append(f"  {item.title}" if item.title else "")
    if item.new:
        line.append("  new", style="bold yellow")
    verdict = f"{item.verdict}: {item.reason}" + (f" [{', '.join(item.flags)}]" if item.flags else "")
    if item.brief:
        yield line.append(f"  ({verdict})" if item.verdict else "", style="dim")
        return
    yield line
    if item.url:
        yield Text(f"    {item.url}", style="cyan")
    yield Text(f"    {verdict}", style="dim")
    yield Text(f"    {item.rule}")
    for account in item.accounts:
        yield from _account(account, coloured)
    if item.more:
        yield Text(f"    … and {item.more} earlier", style="dim")


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
    if account.more:
        yield Text(f"    … and {account.more} more passages: `monitor diff`", style="dim")
    for remark in (*account.remarks, unsure(account)):
        if remark:
            yield Text(f"    {remark}", style="dim")


def _drawn(one: Edit | Candidate, coloured: bool) -> Text:
    from rich.text import Text

    if coloured:
        return render.rich_line(one)
    return Text(re.sub(r"\s+", " ", render.line(one)))
