"""stdout and stderr, as every command uses them: JSON lines and bytes on the one, complaints on the other."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from monitor.assemble import Project
from monitor.errors import UsageError

# What a terminal obeys: C0 but for tab and line ends, DEL, and C1 as UTF-8 has it.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")


def prepare() -> None:
    """Make stdout and stderr such that whatever is written to them breaks nothing.

    Where one was closed before we came (`>&-`) it leads nowhere from now on; or the next file that is opened, the
    database perhaps, would get its number, and what is printed.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - for good
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a title must not break a terminal of another encoding


def forget_unwritten() -> None:
    """Have what could not be written (nobody reads, the disk is full) lead nowhere; it has been complained of."""
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)


@contextmanager
def opened(config: Path | None) -> Iterator[Project]:
    """A project, and what was found to be wrong in its archive meanwhile, told when the work is done or has failed."""
    with Project.open(config) as project:
        try:
            yield project
        finally:
            for line in project.mended():
                complain(line)


def complain(words: str, *, name: str = "monitor: ") -> None:
    """What is wrong, on stderr, under the program's name; harmless to a terminal whatever stands in it."""
    from monitor.report.render import visible

    with suppress(OSError, ValueError):  # who cannot be told cannot be told that either
        for number, line in enumerate(words.splitlines()):
            sys.stderr.write((name if number == 0 else "") + visible(line) + "\n")
        sys.stderr.flush()


def print_json(lines: Iterable[dict[str, Any]]) -> None:
    """One object a line, each passed on as it comes."""
    from monitor.report.table import json_line

    for line in lines:
        sys.stdout.write(json_line(line) + "\n")
        sys.stdout.flush()


def print_bytes(content: bytes) -> None:
    """As they are; but no page sends control codes to a terminal."""
    if sys.stdout.isatty() and _CONTROLS.search(content):
        hint = "Send them to a file: `monitor show … --raw > page.html`."
        raise UsageError("these bytes hold control codes, which a terminal would obey", hint=hint)
    sys.stdout.buffer.write(content)
