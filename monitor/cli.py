"""The command line: words in, words out. What a command does is in `assemble.py`; how it looks is in `report/`."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from monitor import __version__
from monitor.assemble import Project
from monitor.errors import InterruptedRunError, MonitorError, UsageError
from monitor.model import Finding
from monitor.report.formats import Format

app = typer.Typer(
    name="monitor",
    help="Watch articles that you hold copies of, and tell when their publishers edit or remove them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# What a terminal obeys: C0 but for tab and line ends, DEL, and C1 as UTF-8 has it.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")

ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="The configuration (default: ./config.toml).")
]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output, one JSON object a line.")]
SeedName = Annotated[str, typer.Argument(metavar="SEED", help="An id, a path, a URL, or the beginning of an id.")]


def main() -> None:
    """Run the command and exit with the contract's status. No traceback ever reaches a person."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a title must not break a terminal of another encoding
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command; its exit status."""
    try:
        code = app(args=arguments, prog_name="monitor", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except typer.Exit as end:
        return end.exit_code
    except TyperException as error:
        _complain(
            f"{error.format_message()}\n  `monitor --help` lists the commands, `monitor COMMAND --help` the options."
        )
        return 2
    except MonitorError as error:
        _complain(str(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        _complain("stopped")
        return InterruptedRunError.exit_code
    except BrokenPipeError:
        # The reader of our pipe has seen enough (`monitor seeds | head`); Python must not complain when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _complain(f"{error.filename or 'the system'}: {error.strerror or error}")
        return 74
    except Exception as error:
        if os.environ.get("MONITOR_DEBUG"):
            raise
        _complain(
            f"a fault of the monitor itself: {type(error).__name__}: {error}\n"
            "  Nothing stored was lost. MONITOR_DEBUG=1 shows where it happened; please report it."
        )
        return 70


def _complain(words: str) -> None:
    from monitor.report.render import visible

    for number, line in enumerate(words.splitlines()):
        sys.stderr.write(("monitor: " if number == 0 else "") + visible(line) + "\n")


def _print_json(lines: Iterable[dict[str, Any]]) -> None:
    from monitor.report.table import json_line

    for line in lines:
        sys.stdout.write(json_line(line) + "\n")
        sys.stdout.flush()


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"monitor {__version__}\n")
        raise typer.Exit


@app.callback()
def _everywhere(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


# ── setting up ────────────────────────────────────────────────────────────────────────────────────


@app.command()
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
    from monitor.assemble import set_up

    if config is not None and folder is not None:
        raise UsageError("DIR and --config both say where", hint="Give one: a folder, or the file to write in it.")
    if config is not None and config.is_dir():
        raise UsageError(f"--config: {config} is a folder", hint=f"Name the file, or say `monitor init {config}`.")
    where, name = (config.parent, config.name) if config is not None else (folder or Path(), "config.toml")
    for made, path in set_up(where, name):
        if as_json:
            _print_json([{"path": str(path), "made": made}])
        else:
            sys.stdout.write(f"{'made' if made else 'kept'}  {path}\n")


@app.command(short_help="List the seeds, and problems in their notes.")
def seeds(as_json: Json = False, config: ConfigFile = None) -> None:
    """List the seeds: id, title, URL and where the URL came from, problems found in the note."""
    from monitor.report import console

    with Project.open(config) as project:
        with console.waiting("reading the notes"):
            project.seeds  # noqa: B018 - read here, where somebody watches
        if as_json:
            _print_json(console.seed_json(seed) for seed in project.listed())
        else:
            console.print_seeds(tuple(project.listed()), config=project.config.path.name)


# ── checking ──────────────────────────────────────────────────────────────────────────────────────


@app.command()
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
    with Project.open(config) as project:
        for line in project.warnings():
            _complain(line)
        if mail:
            _ = project.mail_account  # a mistake in the configuration is told before the work, not after it
        with console.waiting("reading the notes"):
            picked = () if due and not names and project.at_rest() else project.pick(names or [])
        with console.progress(len(picked)) as progress:
            findings = project.check(picked, due=due, past=not no_wayback, progress=progress, stop=stop)
            found = [_tell(finding, as_json) for finding in findings]
        quiet = due and not sys.stdout.isatty() and not any(finding.new for finding in found)
        if not as_json and not quiet:  # cron mails whatever is printed
            console.print_digest(project.digest(found), whole=bool(names))
        if mail:
            _send_mail(project)
    return 1 if exit_code and any(finding.new for finding in found) else 0


@app.command()
def daemon(as_json: Json = False, config: ConfigFile = None) -> None:
    """Check and report on schedule until SIGTERM."""
    from monitor.assemble import clock
    from monitor.report.console import finding_line
    from monitor.watch import watch

    log = sys.stderr if as_json else sys.stdout

    def say(words: str) -> None:
        for line in words.splitlines():
            log.write(f"{clock():%Y-%m-%dT%H:%M:%SZ} {line}\n")
        log.flush()

    def tell(finding: Finding) -> None:
        if as_json:
            _tell(finding, as_json)
        elif finding.new:
            say(finding_line(finding))

    watch(config, say=say, tell=tell)


def _send_mail(project: Project) -> None:
    """A mail that cannot be sent never fails a check: its news stays in the outbox."""
    from monitor.errors import LockHeldError

    try:
        told = project.mail(force=False)
    except LockHeldError as error:
        _complain(f"warning: no mail was sent: {error.message}")
        return
    for trouble in told.troubles:
        _complain(f"warning: mail: {trouble}")


def _tell(finding: Finding, as_json: bool) -> Finding:
    """A finding as it is made: at once for scripts; people get them in order at the end."""
    if as_json:
        from monitor.report.check_line import as_json as line

        _print_json([line(finding)])
    return finding


# ── reporting ─────────────────────────────────────────────────────────────────────────────────────


@app.command()
def report(
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help='What was new since then: "7d", "12h" or a date.')
    ] = "",
    format: Annotated[Format, typer.Option("--format", help="How it is drawn.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to a file.")] = None,
    mail: Annotated[bool, typer.Option("--mail", help="Send what was not mailed yet, instead of printing.")] = False,
    as_json: Json = False,
    config: ConfigFile = None,
) -> int:
    """What changed: coverage first, then every seed in one place."""
    from monitor.report import console
    from monitor.report.formats import draw, save

    with Project.open(config) as project:
        for line in project.warnings():
            _complain(line)
        told = project.mail(force=True) if mail else None
        if told is None or output:
            chosen = Format.JSON if as_json else format
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
            _print_json([told.as_json()])
        else:
            sys.stdout.write(told.words() + "\n")
        for trouble in told.troubles:
            _complain(f"mail: {trouble}")
        return 74 if told.troubles else 0


@app.command(short_help="Whether all is well; exit 1 when it is not.")
def status(as_json: Json = False, config: ConfigFile = None) -> int:
    """Health: last and next run, what is due, mail that waits, room used; exit 1 when the last good run is too old."""
    from monitor.report import console

    with Project.open(config) as project:
        found = project.status()
        if as_json:
            _print_json([found.as_json()])
        else:
            console.print_lines(found.lines())
    return 1 if found.stale else 0


# ── looking back ──────────────────────────────────────────────────────────────────────────────────


@app.command()
def diff(
    name: SeedName,
    old: Annotated[str, typer.Argument(metavar="OLD", help="seed, latest, a version's id or a date.")] = "",
    new: Annotated[str, typer.Argument(metavar="NEW", help="Likewise.")] = "latest",
    as_json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Word diff of two versions (default: seed → latest)."""
    with Project.open(config) as project:
        seed = project.one(name)
        held = project.look_back(seed)
        _print_diff(held.compare(old or ("seed" if seed.has_copy else "first"), new), held.called, as_json)


def _print_diff(told: Any, called: Callable[[str], str], as_json: bool) -> None:
    from monitor.report import console

    comparison, before, after, (old, new) = told
    if as_json:
        _print_json([console.diff_json(comparison, before, after, names=(old, new))])
    else:
        console.print_diff(comparison, before, after, names=(called(old), called(new)))


@app.command(short_help="The article's text, bytes, or fidelity.")
def show(
    name: SeedName,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="seed, latest, a version's id or a date.")] = "",
    raw: Annotated[bool, typer.Option("--raw", help="The bytes as they were received.")] = False,
    fidelity: Annotated[bool, typer.Option("--fidelity", help="How the copy differs from the first capture.")] = False,
    why: Annotated[bool, typer.Option("--why", help="How the article was read.")] = False,
    as_json: Json = False,
    config: ConfigFile = None,
) -> None:
    """The article's text; --raw for the bytes; --fidelity: how the copy differs from the first capture."""
    from monitor.report import console

    if as_json and raw:
        raise UsageError("--json and --raw are two forms of output", hint="Give one of them.")
    with Project.open(config) as project:
        seed = project.one(name)
        held = project.look_back(seed)
        version = version or ("latest" if held.held.versions else "seed")
        if raw:
            _print_bytes(held.raw(version))
        elif fidelity:
            _print_diff(held.fidelity(), held.called, as_json)
        else:
            id, article = held.article(version)
            if as_json:
                _print_json([console.article_json(seed.id, id, article)])
            else:
                console.print_article(article, why=why)


def _print_bytes(content: bytes) -> None:
    """As they are; but no page sends control codes to a terminal."""
    if sys.stdout.isatty() and _CONTROLS.search(content):
        hint = "Send them to a file: `monitor show … --raw > page.html`."
        raise UsageError("these bytes hold control codes, which a terminal would obey", hint=hint)
    sys.stdout.buffer.write(content)


@app.command()
def explain(name: SeedName, as_json: Json = False, config: ConfigFile = None) -> None:
    """The observations, and the rule that led to the verdict."""
    from monitor.report import console

    with Project.open(config) as project:
        held = project.look_back(project.one(name))
        if as_json:
            _print_json([held.explanation_json()])
        else:
            console.print_explanation(held.explanation())


@app.command()
def history(name: SeedName, as_json: Json = False, config: ConfigFile = None) -> None:
    """Everything known about one article, on a time line."""
    from monitor.report import console

    with Project.open(config) as project:
        entries = project.look_back(project.one(name)).timeline()
        if as_json:
            _print_json(console.entry_json(one.at, one.what, one.words, one.id) for one in entries)
        else:
            console.print_timeline((one.at, one.what, one.words) for one in entries)


# ── the rehearsal ─────────────────────────────────────────────────────────────────────────────────


@app.command(short_help="A rehearsal on this machine alone.")
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
        with Project.open(config) as project:
            _complain(f"the rehearsal has a configuration of its own; {project.config.path} is not touched")
    with rehearsal(keep) as play:
        for told in play.play():
            (_complain if as_json else console.print_line)(told)
        if as_json:
            _print_json(line(finding) for finding in play.findings)
        elif play.digest:
            console.print_line("")
            console.print_digest(play.digest, whole=True)
        if keep is not None:
            told = f"the folder is yours: monitor history mirotvorcy --config {keep / 'config.toml'}"
            (_complain if as_json else console.print_line)(told)
