"""The program: words in, an exit status out, and every error in words. What each command is asked is in `commands.py`
and `lookups.py`."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from monitor import __version__
from monitor.commands import check, daemon, demo, init, report, seeds, status
from monitor.errors import InterruptedRunError, MonitorError
from monitor.lookups import diff, explain, history, show
from monitor.streams import complain, forget_unwritten, prepare

app = typer.Typer(
    name="monitor",
    help="Watch articles that you hold copies of, and tell when their publishers edit or remove them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# In the order in which `monitor --help` lists them.
app.command()(init)
app.command(short_help="List the seeds, and problems in their notes.")(seeds)
app.command()(check)
app.command()(daemon)
app.command()(report)
app.command(short_help="Whether all is well; exit 1 when it is not.")(status)
app.command()(diff)
app.command(short_help="The article's text, bytes, or fidelity.")(show)
app.command()(explain)
app.command()(history)
app.command(short_help="A rehearsal on this machine alone.")(demo)


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


def main() -> None:
    """Run the command and exit with the contract's status. No traceback ever reaches a person."""
    prepare()
    code = run(sys.argv[1:])
    forget_unwritten()  # or Python would complain in its own way, and exit with a status of its own
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command; its exit status."""
    try:
        code = app(args=arguments, prog_name="monitor", standalone_mode=False)
        sys.stdout.flush()
        if code == InterruptedRunError.exit_code:  # typer has made this of a KeyboardInterrupt
            complain("stopped")
        return code if isinstance(code, int) else 0
    except typer.Exit as end:
        return end.exit_code
    except TyperException as error:
        words = error.format_message()
        if words.startswith("Usage:"):  # no command was given
            complain(words, name="")
            return 2
        words = words.replace("Value error, ", "")
        complain(f"{words}\n  `monitor --help` lists the commands, `monitor COMMAND --help` the options.")
        return 2
    except MonitorError as error:
        complain(str(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        complain("stopped")
        return InterruptedRunError.exit_code
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # typer's own answer to one is 1, which is how we say "news"
            return 0
        raise
    except BrokenPipeError:
        return 0  # the reader of our pipe has seen enough: `monitor seeds | head`
    except OSError as error:
        complain(": ".join(str(words) for words in (error.filename, error.strerror or error) if words))
        return 74
    except Exception as error:
        if os.environ.get("MONITOR_DEBUG"):
            raise
        complain(
            f"a fault of the monitor itself: {type(error).__name__}: {error}\n"
            "  Nothing stored was lost. MONITOR_DEBUG=1 shows where it happened; please report it."
        )
        return 70
