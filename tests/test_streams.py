"""stdout and stderr in every state that shells and supervisors leave them in; and any words on the command line."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.folder import Folder
from tests.servers.site import Site
from tests.test_check import TEXT, changed, note, page

# Written through rich, as JSON, in one piece and as bytes: the ways in which anything is printed.
COMMANDS = ("report", "seeds --json", "report --format html", "show a --raw")


@pytest.fixture
def watched(folder: Folder, site: Site) -> Folder:
    """Enough articles that a pipe cannot hold what is said of them, all of them edited since the first check."""
    for name in ("a", *map(str, range(12))):
        folder.note(f"{name}.md", note(site.put(f"/{name}", page())))
    folder.check()
    for name in ("a", *map(str, range(12))):
        site.put(f"/{name}", page(changed(1, "It approved 170 new places in the kindergarten on the river.")))
    folder.check()
    return folder


def shell(folder: Folder, line: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """A line of shell in the folder; `$M` is the command."""
    return subprocess.run(
        ["/bin/bash", "-c", line],
        cwd=folder.path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "M": f"{sys.executable} -m monitor", **env},
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_a_reader_that_has_seen_enough_is_no_trouble_and_no_news(watched: Folder) -> None:
    """`monitor … | head -1`: exit 0, and not a word; 1 would mean news."""
    for command in COMMANDS:
        done = shell(watched, f"$M {command} | true; exit ${{PIPESTATUS[0]}}")
        assert (done.returncode, done.stderr) == (0, b""), command


def test_a_full_disk_behind_stdout_is_told_in_one_line(watched: Folder) -> None:
    """74, whatever was to be printed; and Python adds nothing of its own."""
    for command in COMMANDS:
        done = shell(watched, f"$M {command} > /dev/full")
        assert (done.returncode, done.stderr) == (74, b"monitor: No space left on device\n"), command


def test_a_closed_stdout_is_like_none(watched: Folder) -> None:
    """The work is done all the same, and no file gets the number that stdout had."""
    for line in ("check <&- >&- 2>&-", "show a --raw >&-", "report 2>&-"):
        done = shell(watched, f"$M {line}")
        assert (done.returncode, done.stderr) == (0, b""), line
    assert shell(watched, "$M status").returncode == 0


def test_the_exit_status_is_right_where_nobody_can_be_told(watched: Folder) -> None:
    """stderr is full, closed, or a pipe that nobody reads."""
    for where in ("2>/dev/full", "2>&-", "2> >(exec true)"):
        assert shell(watched, f"$M diff nobody {where}").returncode == 2


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}]
)
def test_a_terminal_of_ascii_gets_ascii(watched: Folder, env: dict[str, str]) -> None:
    """Letters that it does not have are written as escapes; nothing is lost, nothing breaks."""
    watched.note("ю.md", "Заметка о статье.\n")
    for command in ("report", "seeds --json", "show ю"):
        done = shell(watched, f"$M {command}", **env)
        assert (done.returncode, done.stderr) == (0, b""), command
        assert done.stdout.isascii()
        assert done.stdout


def test_no_home_and_no_terminal_type(watched: Folder) -> None:
    """A bare environment, as a supervisor gives it."""
    for command in ("check", "report"):
        done = shell(watched, f"exec env -i PYTHONPATH=$PYTHONPATH $M {command}")
        assert (done.returncode, done.stderr) == (0, b""), command


def test_without_a_command_there_is_help(folder: Folder) -> None:
    """On stderr, as it was not asked for; exit 2."""
    result = folder.run()
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Usage: monitor ")


WORDS = [
    "seeds", "check", "report", "status", "diff", "show", "explain", "history", "init", "--json", "--due", "--mail",
    "--no-wayback", "--exit-code", "--raw", "--fidelity", "--why", "--since", "7d", "--format", "html", "-o", "-",
    "--config", "config.toml", "--version", "--help", "-h", "--", "a", "seed", "latest", "2026-11-22", "new/x",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS) | st.text(st.characters(exclude_characters="\0"), max_size=8), max_size=6))
@settings(max_examples=60)
def test_any_words_are_obeyed_or_complained_of(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    """No traceback, no fault of our own, and an exit status of the contract's."""
    folder = Folder(tmp_path_factory.mktemp("any"))
    folder.note("a.md", "A note without an address.\n")
    result = folder.run(*words)
    assert result.code in (0, 1, 2, 73, 74), (words, result.err)
    assert "Traceback" not in result.err


# ── one format, however it is asked for ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("x.html", "<!doctype html>"), ("x.HTM", "<!doctype html>"), ("x.md", "**13 seeds"), ("x.json", "{\n"),
        ("x.jsonl", '{"schema": 1'), ("x.csv", "\ufeffseed,"), ("x.txt", "13 seeds"), ("x", "13 seeds"),
    ],
)  # fmt: skip
def test_a_report_is_drawn_as_its_file_is_called(watched: Folder, name: str, begins: str) -> None:
    """`-o x.html` holds HTML; `--format` says otherwise."""
    assert watched.run("report", "-o", name).code == 0
    assert (watched.path / name).read_text("utf-8").lower().startswith(begins.lower())
    assert watched.run("report", "-o", name, "--format", "text").code == 0
    assert (watched.path / name).read_text("utf-8").startswith("13 seeds")


def test_two_forms_of_output_are_one_too_many(watched: Folder) -> None:
    """Said, and nothing printed."""
    for line in (
        "report --json --format csv",
        "show a --raw --fidelity",
        "show a --why --raw",
        "show a latest --fidelity",
    ):
        result = watched.run(*line.split())
        assert (result.code, result.out) == (2, ""), line
        assert "Give one of them." in result.err or "Leave one of them out." in result.err
    assert watched.run("report", "--json", "--format", "json").code == 0
    assert TEXT[0] in watched.run("show", "a", "--why").out
    assert re.match(r"your copy → ", watched.run("show", "a", "--fidelity").out)
