"""What a person reads in a terminal, or a script in a pipe: colour for the one, signs for the other, never both.

Everything from outside goes through `render.visible`: no title sends a control code to anybody's terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.model import Article, Comparison, Finding, Progress, Seed
from monitor.report import render, text
from monitor.report.digest import Digest, Section
from monitor.report.render import visible

# Of a section with more findings than this only so many are shown: `--json` and `monitor report` have them all.
SHOWN = 50
# A project this small is listed whole, intact seeds too.
SMALL = 20
# Changed passages shown for one article; `monitor diff` has them all.
PASSAGES = 6

_STYLE = {
    "removed": "bold red",
    "edited": "bold yellow",
    "missing": "yellow",
    "restored": "bold green",
    "cannot_check": "magenta",
    "unlocated": "dim",
    "intact": "green",
    "never": "dim",
}


def out() -> Console:
    """The console of stdout: no markup, no emoji codes, no guessing at what to highlight; lines are not cut."""
    return Console(markup=False, emoji=False, highlight=False, soft_wrap=True)


# ── progress ──────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def progress(total: int, words: str = "checking") -> Iterator[Progress]:
    """A bar on stderr while it is a terminal, and nothing otherwise."""
    if not sys.stderr.isatty() or total < 2:
        yield _nothing
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    columns = (TextColumn(words, markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, TextColumn("{task.fields[what]}", markup=False), console=console, transient=True) as bar:
        task = bar.add_task(words, total=total, what="")

        def tell(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, what=visible(what, line=True)[:40])

        yield tell


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """A sign of life on stderr while it is a terminal, for work whose end is not known."""
    if not sys.stderr.isatty():
        yield
        return
    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    with console.status(Text(words)):
        yield


def _nothing(done: int, total: int, words: str) -> None:
    pass


# ── seeds ─────────────────────────────────────────────────────────────────────────────────────────


def seed_json(seed: Seed) -> dict[str, Any]:
    """The contract's line of `monitor seeds --json`."""
    plain = render.well_formed
    return {
        "seed": plain(seed.id),
        "path": plain(seed.path),
        "title": plain(seed.title),
        "url": None if seed.url is None else plain(seed.url),
        "url_from": seed.url_from,
        "archive": None if seed.archive is None else plain(seed.archive),
        "language": seed.language_detected or seed.language,
        "published": None if seed.published is None else str(seed.published),
        "has_copy": seed.has_copy,
        "problems": [
            {"line": problem.line, "code": problem.code, "message": plain(problem.message)} for problem in seed.problems
        ],
    }


def print_seeds(seeds: Sequence[Seed], *, config: str) -> None:
    console = out()
    for seed in seeds:
        line = Text(visible(seed.id, line=True), style="bold")
        line.append("  " + visible(seed.title, line=True), style="not bold")
        console.print(line)
        if seed.url is None:
            console.print(Text(f'  no URL: give it one in {config}: [seed."{_toml(seed.id)}"] url = "…"', style="dim"))
        else:
            origin = {"note": "from the note", "archive": "from the note's archive address", "config": f"from {config}"}
            console.print(Text(f"  {visible(seed.url, line=True)}  ({origin[seed.url_from or 'note']})", style="cyan"))
        for problem in seed.problems:
            where = visible(seed.path, line=True) + (f":{problem.line}" if problem.line else "")
            console.print(Text(f"  {where}: {problem.code}: {visible(problem.message, line=True)}", style="yellow"))
    located = sum(seed.url is not None for seed in seeds)
    troubled = sum(bool(seed.problems) for seed in seeds)
    words = f"{_count(len(seeds), 'seed')}: {located} with a URL, {len(seeds) - located} without"
    console.print(f"{words}; {troubled} with problems in the note" if troubled else words)


def _toml(name: str) -> str:
    return visible(name.replace("\\", "\\\\").replace('"', '\\"'), line=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# ── findings ──────────────────────────────────────────────────────────────────────────────────────


def print_digest(digest: Digest, *, whole: bool = False) -> None:
    """Coverage first; then every section that has something to say. `whole`: list intact seeds however many."""
    console = out()
    console.print(Text(coverage(digest), style="bold"))
    if digest.checked is not None:
        console.print(f"checked in this run: {digest.checked} of {digest.total}")
    for section in digest.sections:
        _print_section(console, section, whole or digest.total <= SMALL)


def print_report(digest: Digest) -> None:
    """Everything that `monitor report` says."""
    console = out()
    for line in text.lines(digest, coloured=_coloured(console)):
        console.print(line)


def coverage(digest: Digest) -> str:
    """`5 seeds: 1 edited, 4 unlocated`: the verdicts and "never checked" add up to all seeds."""
    parts = [f"{number} {name}" for name, number in digest.counts.items() if number]
    return f"{_count(digest.total, 'seed')}{': ' + ', '.join(parts) if parts else ''}"


def _print_section(console: Console, section: Section, whole: bool) -> None:
    quiet = section.name in ("intact", "unlocated", "never")
    if not (section.findings or section.seeds) or (quiet and not whole):
        return
    console.print()
    heading = Text(section.heading, style=_STYLE[section.name])
    console.print(heading.append(f" — {section.meaning}", style="not bold dim"))
    if section.name == "cannot_check" and not whole:
        _print_by_reason(console, section.findings)
        return
    for finding in section.findings[:SHOWN]:
        _print_finding(console, finding)
    for seed in section.seeds[:SHOWN]:
        console.print("  " + visible(seed, line=True))
    left = len(section.findings) + len(section.seeds) - SHOWN
    if left > 0:
        console.print(Text(f"  … and {left} more (--json has them all)", style="dim"))


def _print_by_reason(console: Console, findings: Sequence[Finding]) -> None:
    """What could not be checked: a line a reason, and a few of its seeds."""
    by_reason: dict[str, list[Finding]] = {}
    for finding in findings:
        by_reason.setdefault(f"{finding.verdict}: {finding.decision.reason}", []).append(finding)
    for reason, found in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        console.print(Text(f"  {reason} — {_count(len(found), 'seed')}", style="bold"))
        shown = ", ".join(visible(finding.seed, line=True) for finding in found[:3])
        console.print(Text(f"    {shown}{' …' if len(found) > 3 else ''}", style="dim"))


def _print_finding(console: Console, finding: Finding) -> None:
    line = Text("  ").append(visible(finding.seed, line=True), style="bold")
    line.append("  " + visible(finding.title, line=True))
    if finding.new:
        line.append("  new", style="bold yellow")
    console.print(line)
    if finding.url:
        console.print(Text("    " + visible(finding.url, line=True), style="cyan"))
    decision = finding.decision
    flags = decision.flags | (finding.comparison.flags if finding.comparison else frozenset())
    words = f"    {decision.verdict}: {decision.reason}" + (f" [{', '.join(sorted(flags))}]" if flags else "")
    console.print(Text(words, style="dim"))
    if decision.verdict.value not in ("unlocated", "intact") or flags:
        console.print(Text("    " + visible(decision.rule, line=True)))
    if finding.comparison:
        _print_comparison(console, finding.comparison)


def _print_comparison(console: Console, comparison: Comparison) -> None:
    for name, change in comparison.fields.items():
        label = {"title": "headline"}.get(name, name)
        before, after = visible(change.before, line=True), visible(change.after, line=True)
        console.print(Text(f"    {label}: ").append_text(_marked(console, before, after)))
    for edit in comparison.edits[:PASSAGES]:
        console.print(Text(f"    paragraph {edit.paragraph}: ").append_text(_line(console, edit)))
        for fact in edit.facts:
            words = (
                f"      {fact.kind}: {visible(fact.before or '—', line=True)} → {visible(fact.after or '—', line=True)}"
            )
            console.print(Text(words, style="bold"))
    if len(comparison.edits) > PASSAGES:
        console.print(
            Text(f"    … and {_count(len(comparison.edits) - PASSAGES, 'edit')} more: `monitor diff`", style="dim")
        )
    if comparison.edits:
        words = f"    {comparison.survival:.0%} of the copy's sentences still stand, as they were or nearly"
        if comparison.between:
            between = " and ".join(render.stamp(at) for at in comparison.between)
            words += f"; the newest change came between {between}"
        console.print(Text(words, style="dim"))
    if comparison.candidates:
        number = _count(len(comparison.candidates), "difference")
        words = f"    {number} of which nobody can tell whose they are: `monitor diff`"
        console.print(Text(words, style="dim"))


def _line(console: Console, one: Any) -> Text:
    return render.rich_line(one) if _coloured(console) else Text(render.line(one))


def _marked(console: Console, before: str, after: str) -> Text:
    if _coloured(console):
        return Text(before, style="red strike").append(" → ", style="not strike default").append(after, style="green")
    return Text(f"[-{before}-] {{+{after}+}}")


def _coloured(console: Console) -> bool:
    return console.is_terminal and not console.no_color


# ── one article ───────────────────────────────────────────────────────────────────────────────────


def print_diff(comparison: Comparison, old: Article, new: Article, *, names: tuple[str, str]) -> None:
    console = out()
    console.print(Text(f"{names[0]} → {names[1]}", style="bold"))
    if not (comparison.edits or comparison.candidates or comparison.fields):
        console.print("no differences" + (f" but {', '.join(comparison.cosmetic)}" if comparison.cosmetic else ""))
        return
    if _coloured(console):
        console.print(render.draw(comparison, old, new, medium="terminal"))
    else:
        console.print(Text(render.draw(comparison, old, new, medium="text")))


def diff_json(comparison: Comparison, old: Article, new: Article, *, names: tuple[str, str]) -> dict[str, Any]:
    """One line for `monitor diff --json`."""
    return {
        "from": names[0],
        "to": names[1],
        "passages": render.draw(comparison, old, new, medium="json"),
        "fields": {
            name: {"before": change.before, "after": change.after} for name, change in comparison.fields.items()
        },
        "similarity": comparison.similarity,
        "survival": comparison.survival,
    }


def print_article(article: Article, *, why: bool = False) -> None:
    console = out()
    if article.title:
        console.print(Text(visible(article.title, line=True), style="bold"))
    said = [article.byline, str(article.published or "")]
    if any(said):
        console.print(Text(" · ".join(visible(one, line=True) for one in said if one), style="dim"))
    for block in article.blocks:
        console.print()
        console.print(Text({"quote": "> ", "item": "- ", "heading": "## "}.get(block.kind, "") + visible(block.text)))
    if why:
        console.print()
        for note in (f"read as: {article.how} ({article.sure:.0%} sure)", *article.notes, f"by {article.cleaner}"):
            console.print(Text(visible(note, line=True), style="dim"))


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


def finding_line(finding: Finding) -> str:
    """A finding in one line, for a log."""
    words = f"{finding.verdict}: {finding.decision.reason}: {finding.seed}: {finding.title} {finding.url or ''}"
    return visible(words, line=True)


def print_line(line: str) -> None:
    print_lines([line])


def print_lines(lines: Iterable[str]) -> None:
    console = out()
    for line in lines:
        console.print(Text(visible(line)))


def print_timeline(entries: Iterable[tuple[datetime, str, str]]) -> None:
    """`(when, what, words)`, oldest first."""
    console = out()
    style = {"version": "bold yellow", "verdict": "bold", "memento": "cyan", "note": "green"}
    for at, what, words in entries:
        line = Text(render.stamp(at), style="dim").append("  ")
        console.print(line.append(f"{what:<9}", style=style.get(what, "default")).append(visible(words, line=True)))
