"""The commands about all articles: what each is asked, and how its answer is printed.

Those about one are in `lookups.py`. What a command does is in `assemble.py`; how it looks, in `report/`.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from monitor.assemble import Project
from monitor.errors import StorageError, UsageError
from monitor.model import Finding
from monitor.options import ConfigFile, Json
from monitor.report.formats import Format
from monitor.streams import complain, opened, print_json

# ── setting up ────────────────────────────────────────────────────────────────────────────────────


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Where (default: here).", show_default=False)
    ] = None,
    as_json: Json = False,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Write this configuration, and the folders beside it."),
    ] = None,
) -> None:
    """Write a commented config.toml and the folders; overwrite nothing."""
    from monitor.starter import set_up

    if config is not None and folder is not None:
        raise UsageError("DIR and --config both say where", hint="Give one: a folder, or the file to write in it.")
    if config is not None and config.is_dir():
        raise UsageError(f"--config: {config} is a folder", hint=f"Name the file, or say `monitor init {config}`.")
    where, name = (config.parent, config.name) if config is not None else (folder or Path(), "config.toml")
    for made, path in set_up(where, name):
        if as_json:
            print_json([{"path": str(path), "made": made}])
        else:
            sys.stdout.write(f"{'made' if made else 'kept'}  {path}\n")


def seeds(as_json: Json = False, config: ConfigFile = None) -> None:
    """List the seeds: id, title, URL and where the URL came from, problems found in the note."""
    from monitor.report import console

    with opened(config) as project:
        with console.waiting("reading the notes"):
            project.seeds  # noqa: B018 - read here, where somebody watches
        for line in project.oddities():
            complain(line)
        if as_json:
            print_json(console.seed_json(seed) for seed in project.listed())
        else:
            console.print_seeds(tuple(project.listed()), config=project.config.path.name)


# ── checking ──────────────────────────────────────────────────────────────────────────────────────


def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SEED", help="Which ones (default: all).", show_default=False)
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only what is due: for cron.")] = False,
    as_json: Json = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when there is news.")] = False,
    no_wayback: Annotated[bool, typer.Option("--no-wayback", help="Do not ask the Wayback Machine.")] = False,
    mail: Annotated[bool, typer.Option("--mail", help="Then send what was not mailed yet.")] = False,
    config: ConfigFile = None,
) -> int:
    """One pass now: fetch, keep, compare, judge, print."""
    from monitor.report import console

    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with opened(config) as project:
        known = project.clock_trouble
        if mail:
            _ = project.mail_account  # a mistake in the configuration is told before the work, not after it
        with console.waiting("reading the notes"):
            picked = (
                () if due and not names and project.notes.at_rest(project.now()) else project.notes.pick(names or [])
            )
        with console.progress(len(picked)) as progress:
            findings = project.check(picked, due=due, past=not no_wayback, progress=progress, stop=stop)
            found = [_tell(finding, as_json) for finding in findings]
        quiet = due and not sys.stdout.isatty() and not any(finding.new for finding in found)
        for line in [] if quiet else project.oddities():
            complain(line)
        if not as_json and not quiet:  # cron mails whatever is printed
            console.print_digest(project.digest(found), of={one.seed for one in found} if names else None)
        if project.clock_trouble and found and not (quiet and known):
            complain(project.clock_trouble)
        if mail:
            _send_mail(project)
    return 1 if exit_code and any(finding.new for finding in found) else 0


def daemon(as_json: Json = False, config: ConfigFile = None) -> None:
    """Check and report on schedule until SIGTERM."""
    from monitor.assemble import clock
    from monitor.report.console import finding_line
    from monitor.report.visible import visible
    from monitor.watch import watch

    log = sys.stderr if as_json else sys.stdout
    stop, alone = threading.Event(), threading.Event()

    @contextmanager
    def heard() -> Iterator[None]:
        """Who is not heard any more stops, as in any pipe; a full disk under the log is no reason to."""
        try:
            yield
        except BrokenPipeError:
            stop.set()
            alone.set()
        except OSError:
            pass

    def say(words: str) -> None:
        with heard():
            for line in words.splitlines():
                log.write(f"{clock():%Y-%m-%dT%H:%M:%SZ} {visible(line, line=True)}\n")
            log.flush()

    def tell(finding: Finding) -> None:
        with heard():
            if as_json:
                _tell(finding, as_json)
            elif finding.new:
                say(finding_line(finding))

    watch(config, say=say, tell=tell, stop=stop)
    if alone.is_set():
        raise StorageError("nobody reads what the daemon says any more", hint="Its log is a pipe that was closed.")


def _send_mail(project: Project) -> None:
    """A mail that cannot be sent never fails a check: its news stays in the outbox."""
    from monitor.errors import LockHeldError

    try:
        told = project.mail(force=False)
    except LockHeldError as error:
        complain(f"warning: no mail was sent: {error.message}")
        return
    for trouble in told.troubles:
        complain(f"warning: mail: {trouble}")


def _tell(finding: Finding, as_json: bool) -> Finding:
    """A finding as it is made: at once for scripts; people get them in order at the end."""
    if as_json:
        from monitor.report.check_line import as_json as line

        print_json([line(finding)])
    return finding


# ── reporting ─────────────────────────────────────────────────────────────────────────────────────


def report(
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help='What was new since then: "7d", "12h" or a date.')
    ] = "",
    format: Annotated[
        Format | None, typer.Option("--format", help="How it is drawn (default: as FILE is called, else text).")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to a file.")] = None,
    mail: Annotated[bool, typer.Option("--mail", help="Send what was not mailed yet, instead of printing.")] = False,
    as_json: Json = False,
    config: ConfigFile = None,
) -> int:
    """What changed: coverage first, then every seed in one place."""
    from monitor.report import console
    from monitor.report.formats import draw, format_of, save

    if as_json and format not in (None, Format.JSON):
        raise UsageError(f"--json and --format {format} are two forms of output", hint="Give one of them.")
    with opened(config) as project:
        for line in project.oddities():
            complain(line)
        told = project.mail(force=True) if mail else None
        if told is None or output:
            chosen = Format.JSON if as_json else format or format_of(output or Path())
            digest = project.report(since=project.instant(since) if since else None)
            if output and str(output) != "-":
                save(output, draw(digest, chosen), chosen)
            elif chosen is Format.TEXT:
                console.print_report(digest)
            else:
                sys.stdout.write(draw(digest, chosen))
        if told is None:
            return 0
        if as_json:
            print_json([told.as_json()])
        else:
            sys.stdout.write(told.words() + "\n")
        for trouble in told.troubles:
            complain(f"mail: {trouble}")
        return 74 if told.troubles else 0


def status(as_json: Json = False, config: ConfigFile = None) -> int:
    """Health: last and next run, what is due, mail that waits, room used; exit 1 when the last good run is too old."""
    from monitor.report import console

    with opened(config) as project:
        found = project.status()
        if as_json:
            print_json([found.as_json()])
        else:
            console.print_lines(found.lines())
    return 0 if found.well else 1


# ── the rehearsal ─────────────────────────────────────────────────────────────────────────────────


def demo(
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="DIR", help="Leave the rehearsal's project folder here.")
    ] = None,
    as_json: Json = False,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Checked, and left alone: a rehearsal has one of its own."),
    ] = None,
) -> None:
    """A rehearsal on this machine alone: a small web and a small Wayback, edits, removals, and the report."""
    from monitor.demo import rehearsal
    from monitor.report import console
    from monitor.report.check_line import as_json as line

    if config is not None:  # its notes, its archive and its mail are no stage for a play
        with opened(config) as project:
            complain(f"the rehearsal has a configuration of its own; {project.config.path} is not touched")
    with rehearsal(keep) as play:
        for told in play.play():
            (complain if as_json else console.print_line)(told)
        if as_json:
            print_json(line(finding) for finding in play.findings)
        elif play.digest:
            console.print_line("")
            console.print_digest(play.digest, whole=True)
        if keep is not None:
            told = f"the folder is yours: monitor history mirotvorcy --config {keep / 'config.toml'}"
            (complain if as_json else console.print_line)(told)
