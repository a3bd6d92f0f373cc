"""What a person reads in a terminal, or a script in a pipe: colour for the one, signs for the other, never both.

Everything from outside goes through `render.visible`: no title sends a control code to anybody's terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.model import Finding, Progress, Seed
from monitor.report import render, text
from monitor.report.digest import Digest, Section
from monitor.report.items import QUIET, Limits
from monitor.report.render import visible
from monitor.report.said import counted, headline
from monitor.report.wrap import wrapped

# What a check prints of a section, and of one article: `monitor report` has all findings, `monitor diff` all passages.
LIMITS = Limits(items=50, passages=6)
# So much of what was known before stands beside the news of a check, a line each.
KNOWN = 10
# A project this small is listed whole, intact seeds too.
SMALL = 20


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Rich would end the program with 1, which is how we say that there is news."""
        raise BrokenPipeError


def out() -> Console:
    """The console of stdout: no markup, no emoji codes, no guessing at what to highlight; lines are not cut."""
    return _Console(markup=False, emoji=False, highlight=False, soft_wrap=True)


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
    print_texts(_seeds(seeds, config))


def _seeds(seeds: Sequence[Seed], config: str) -> Iterator[Text]:
    origin = {"note": "from the note", "archive": "from the note's archive address", "config": f"from {config}"}
    for seed in seeds:
        yield Text("").append(visible(seed.id, line=True), style="bold").append(f"  {flat(seed.title)}")
        if seed.url is None:
            yield Text(f'  no URL: give it one in {config}: [seed."{_toml(seed.id)}"] url = "…"', style="dim")
        else:
            yield Text(f"  {visible(seed.url, line=True)}  ({origin[seed.url_from or 'note']})", style="cyan")
        for problem in seed.problems:
            where = visible(seed.path, line=True) + (f":{problem.line}" if problem.line else "")
            yield Text(f"  {where}: {problem.code}: {visible(problem.message, line=True)}", style="yellow")
    located = sum(seed.url is not None for seed in seeds)
    troubled = sum(bool(seed.problems) for seed in seeds)
    words = f"{counted(len(seeds), 'seed')}: {located} with a URL, {len(seeds) - located} without"
    yield Text(f"{words}; {troubled} with problems in the note" if troubled else words)


def flat(words: str) -> str:
    return render.isolated(visible(words, line=True))


def _toml(name: str) -> str:
    return visible(name.replace("\\", "\\\\").replace('"', '\\"'), line=True)


# ── findings ──────────────────────────────────────────────────────────────────────────────────────


def print_digest(digest: Digest, *, whole: bool = False, of: Collection[str] | None = None) -> None:
    """Coverage first; then every section that has something to say, news in full and what was known in a line.
    `whole`: that too in full, intact seeds however many, and what could not be checked one by one. `of`: these seeds
    alone, whole."""
    whole = whole or digest.total <= SMALL
    if of is not None:
        whole, digest = True, replace(digest, sections=tuple(_only(section, of) for section in digest.sections))
    print_texts(_digest(digest, whole, coloured=coloured(out())))


def print_report(digest: Digest) -> None:
    """Everything that `monitor report` says."""
    print_texts(text.lines(digest, coloured=coloured(out())))


def _digest(digest: Digest, whole: bool, *, coloured: bool) -> Iterator[Text]:
    yield Text(headline(digest), style="bold")
    if digest.checked is not None:
        yield Text(f"checked in this run: {digest.checked} of {digest.total}")
    shown = [one for section in digest.sections if (one := _shown(section, digest, whole)) is not None]
    for section in shown:
        yield Text()
        yield text.title(section)
        known = [one for one in section.findings if one.seed not in digest.fresh]
        if section.name == "cannot_check" and known and not whole:
            news = tuple(one for one in section.findings if one.seed in digest.fresh)
            yield from text.told(replace(section, findings=news), digest, limits=LIMITS, coloured=coloured)
            yield from _by_reason(known)
        else:
            yield from text.told(section, digest, limits=LIMITS if whole else _room(section, digest), coloured=coloured)
    yield from text.marks(shown)


def _only(section: Section, of: Collection[str]) -> Section:
    findings = tuple(one for one in section.findings if one.seed in of)
    return replace(section, findings=findings, seeds=tuple(seed for seed in section.seeds if seed in of))


def _shown(section: Section, digest: Digest, whole: bool) -> Section | None:
    """What a check prints of a section: of a quiet one, where not all is listed, the news; None: nothing."""
    if section.name in QUIET and not whole:
        section = replace(
            section, findings=tuple(one for one in section.findings if one.seed in digest.fresh), seeds=()
        )
    return section if section.findings or section.seeds else None


def _room(section: Section, digest: Digest) -> Limits:
    """For the news of a section, and a little of what was known before."""
    fresh = sum(one.seed in digest.fresh for one in section.findings)
    return replace(LIMITS, news=True, items=min(LIMITS.items or 0, fresh + KNOWN))


def _by_reason(findings: Sequence[Finding]) -> Iterator[Text]:
    """What could not be checked: a line a reason, and a few of its seeds."""
    by_reason: dict[str, list[Finding]] = {}
    for finding in findings:
        by_reason.setdefault(f"{finding.verdict}: {finding.decision.reason}", []).append(finding)
    for reason, found in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        yield Text(f"  {reason} — {counted(len(found), 'seed')}", style="bold")
        shown = ", ".join(visible(finding.seed, line=True) for finding in found[:3])
        yield Text(f"    {shown}{' …' if len(found) > 3 else ''}", style="dim")


def coloured(console: Console) -> bool:
    return console.is_terminal and not console.no_color


# ── lines ─────────────────────────────────────────────────────────────────────────────────────────


def finding_line(finding: Finding) -> str:
    """A finding in one line, for a log."""
    words = f"{finding.verdict}: {finding.decision.reason}: {finding.seed}: {finding.title} {finding.url or ''}"
    return visible(words, line=True)


def print_line(line: str) -> None:
    print_lines([line])


def print_lines(lines: Iterable[str], *, under: int = 0) -> None:
    """Lines of text; on a terminal, what follows of a long one is set in by `under`."""
    print_texts((Text(visible(line)) for line in lines), under=under)


def print_texts(lines: Iterable[Text], *, under: int = 0) -> None:
    """Lines as they are where nobody watches; broken between words on a terminal, what follows set in by `under`."""
    console = out()
    for line in lines:
        for piece in wrapped(line, console, under=under) if console.is_terminal else [line]:
            console.print(piece)
