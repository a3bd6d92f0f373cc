"""The digest as Markdown, for a vault: what was deleted ~~so~~, what was inserted ==so==."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.model import Edit
from monitor.report import render
from monitor.report.digest import Digest, Section
from monitor.report.items import WHOLE, Account, Item, Limits, items_of, left_out, unsure
from monitor.report.render import markdown
from monitor.report.said import facts, headline, legend, occasion, remark


def draw(digest: Digest, *, limits: Limits = WHOLE) -> str:
    """The whole digest; ends in a line end."""
    return "".join(f"{line}\n" for line in _lines(digest, limits))


def _lines(digest: Digest, limits: Limits) -> Iterator[str]:
    yield f"**{headline(digest)}**"
    if occasion(digest):
        yield ""
        yield markdown(occasion(digest))
    for section in digest.sections:
        if section.findings or section.seeds:
            yield ""
            yield f"## {section.heading}"
            yield ""
            yield f"*{section.meaning}*"
            yield ""
            yield from _section(section, digest, limits)
    known = legend(digest.sections)
    if known:
        yield from ("", "*What the flags mean:*", "")
    for flag, words in known:
        yield f"- *{markdown(flag)}*: {markdown(words)}"


def _section(section: Section, digest: Digest, limits: Limits) -> Iterator[str]:
    for item in items_of(section, digest, limits):
        yield from _item(item)
    if left := left_out(section, limits):
        yield f"- … and {left} more"


def _item(item: Item) -> Iterator[str]:
    title = f" {render.isolated(markdown(item.title))}" if item.title else ""
    verdict = markdown(f"{item.verdict}: {item.reason}" + (f" ({', '.join(item.flags)})" if item.flags else ""))
    if item.brief:
        yield (
            f"- **{markdown(item.seed)}**{title}"
            + (f" · {verdict}" if item.verdict else "")
            + (f" · {item.aside}" if item.aside else "")
        )
        return
    yield f"- **{markdown(item.seed)}**{title}" + (" · **new**" if item.new else "")
    if item.url:
        yield f"    - <{item.link}>" if item.link else f"    - {markdown(item.url)}"
    yield f"    - {verdict}. {markdown(item.rule)}"
    for account in item.accounts:
        yield from _account(account)
    if item.more:
        yield f"    - … and {item.more} earlier"


def _account(account: Account) -> Iterator[str]:
    for words in (account.heading, account.rule):
        if words:
            yield f"    - {markdown(words)}"
    for name, before, after in account.fields:
        yield f"    - {markdown(name)}: {_line(Edit(op='replace', before=before, after=after))}"
    for edit in account.edits:
        yield f"    - paragraph {edit.paragraph}: {_line(edit)}"
        for words in (facts(edit), remark(edit)):
            if words:
                yield f"        - {markdown(words)}"
    if account.more:
        yield f"    - … and {account.more} more passages"
    for words in account.remarks:
        yield f"    - {markdown(words)}"
    for words in unsure(account):
        yield f"    - {words}"  # our own, with the command as code


def _line(edit: Edit) -> str:
    return render.line(edit, medium="markdown").replace("\n", " ")
