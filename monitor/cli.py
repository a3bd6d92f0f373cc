"""The command line: words in, words out. What a command does is in `assemble.py`; how it looks is in `report/`."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import click
import typer

from monitor import __version__
from monitor.assemble import Project
from monitor.errors import InterruptedRunError, MonitorError, UsageError

app = typer.Typer(
    name="monitor",
    help="Watch articles that you hold copies of, and tell when their publishers edit or remove them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

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
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        code = app(args=arguments, prog_name="monitor", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except MonitorError as error:
        _complain(str(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _complain("stopped")
        return InterruptedRunError.exit_code
    except BrokenPipeError:
        # The reader of our pipe has seen enough (`monitor seeds | head`); Python must not complain when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _complain(f"{error.filename or 'the system'}: {error.strerror or error}")
        return 74
    except Exception as error:  # noqa: BLE001 - the last resort: a person gets a sentence, a developer the traceback
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
        print(("monitor: " if number == 0 else "") + visible(line), file=sys.stderr)


def _print_json(lines: Iterable[dict[str, Any]]) -> None:
    for line in lines:
        print(json.dumps(line, ensure_ascii=False), flush=True)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"monitor {__version__}")
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
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where (default: here).")] = Path(),
) -> None:
    """Write a commented config.toml and the folders; overwrite nothing."""
    from monitor.assemble import set_up

    for made, path in set_up(folder):
        print(f"{'made' if made else 'kept'}  {path}")


@app.command()
def seeds(as_json: Json = False, config: ConfigFile = None) -> None:
    """List the seeds: id, title, URL and where the URL came from, problems found in the note."""
    from monitor.report import console

    with Project.open(config) as project:
        if as_json:
            _print_json(console.seed_json(seed) for seed in project.seeds)
        else:
            console.print_seeds(project.seeds, config=project.config.path.name)


# ── checking ──────────────────────────────────────────────────────────────────────────────────────


@app.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SEED]…", help="Which ones (default: all).", show_default=False)
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only what is due: for cron.")] = False,
    as_json: Json = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when there is news.")] = False,
    no_wayback: Annotated[bool, typer.Option("--no-wayback", help="Do not ask the Wayback Machine.")] = False,
    config: ConfigFile = None,
) -> int:
    """One pass now: fetch, keep, compare, judge, print."""
    from monitor.report import console

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with Project.open(config) as project:
        for line in project.warnings():
            _complain(line)
        picked = project.pick(names or [])
        with console.progress(len(picked)) as progress:
            findings = project.check(picked, due=due, past=not no_wayback, progress=progress, stop=stop)
            found = [_tell(finding, as_json) for finding in findings]
        if not as_json:
            console.print_digest(project.digest(found), listed=len(names or []) > 0)
    return 1 if exit_code and any(finding.new for finding in found) else 0
