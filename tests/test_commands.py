"""Commands as a person types them: words that help, output that a script can read, terminals that are left whole."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import time_machine

from monitor import cli
from tests.folder import Folder
from tests.servers.site import Site
from tests.test_check import TEXT, changed, note, page


@pytest.fixture
def watched(folder: Folder, site: Site) -> Folder:
    """One note whose article stands at /a, checked once."""
    folder.note("town-hall.md", note(site.put("/a", page())))
    folder.check()
    return folder


def on_terminal(folder: Folder, *arguments: str, columns: int = 80, **env: str) -> str:
    """What a terminal of that width gets."""
    folder.write()
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", *arguments],
        cwd=folder.path,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(cli.__file__).parents[1]),
            "TERM": "xterm-256color",
            "COLUMNS": str(columns),
            **env,
        },
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    seen = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        seen += piece
    process.wait(60)
    os.close(master)
    return seen.decode().replace("\r\n", "\n")


# ── where ─────────────────────────────────────────────────────────────────────────────────────────


def test_init_writes_the_file_it_is_given_and_the_folders_beside_it(folder: Folder, tmp_path: Path) -> None:
    """`--config FILE` names the file; a second time nothing is overwritten."""
    path = tmp_path / "deep" / "watch.toml"
    made = folder.run("init", "--config", str(path), "--json")
    assert (made.code, made.err) == (0, "")
    assert {line["path"] for line in made.lines} == {
        str(path), str(path.parent / "seeds"), str(path.parent / "snapshots")
    }  # fmt: skip
    assert folder.run("seeds", "--config", str(path)).code == 0
    path.write_text('[paths]\nseeds = "seeds"\n')
    assert folder.run("init", "--config", str(path)).out.count("kept") == 3
    assert path.read_text() == '[paths]\nseeds = "seeds"\n'


def test_init_is_told_where_only_once(folder: Folder, tmp_path: Path) -> None:
    """A folder or a file; and a folder is no file."""
    assert folder.run("init", str(tmp_path / "a"), "--config", str(tmp_path / "a" / "b.toml")).code == 2
    assert not (tmp_path / "a").exists()
    refused = folder.run("init", "--config", str(tmp_path))
    assert refused.code == 2
    assert f"monitor init {tmp_path}" in refused.err


def test_a_rehearsal_leaves_the_named_configuration_alone(folder: Folder, tmp_path: Path) -> None:
    """It is checked like everywhere, and said to be left alone; a mistake in it ends the command."""
    path = tmp_path / "mine.toml"
    path.write_text('[paths]\nseeds = "notes"\n')
    result = folder.run("demo", "--config", str(path))
    assert result.code == 0
    assert "is not touched" in result.err
    assert [one.name for one in tmp_path.iterdir() if one != folder.path] == ["mine.toml"]
    path.write_text("[path]\n")
    assert folder.run("demo", "--config", str(path)).code == 2
    assert folder.run("demo", "--config", str(tmp_path / "none.toml")).code == 2


def test_every_command_has_a_configuration(folder: Folder) -> None:
    """As the contract says."""
    import typer.main

    for name, command in typer.main.get_group(cli.app).commands.items():
        assert any("--config" in parameter.opts for parameter in command.params), name


# ── words that help ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["town-hal1", "townhall", "Town-Hall"])
def test_a_name_that_is_nearly_right_is_guessed(watched: Folder, name: str) -> None:
    """Exit 2, and what was perhaps meant."""
    for command in ("diff", "show", "history", "explain", "check"):
        result = watched.run(command, name)
        assert (result.code, result.out) == (2, "")
        assert "Did you mean town-hall?" in result.err


def test_a_note_without_an_address_has_no_capture_to_compare_with(folder: Folder, watched: Folder) -> None:
    """Said plainly, whatever is asked; its own text can be shown."""
    watched.note("nowhere.md", "Nobody knows where this stands. It is a copy of something.\n")
    watched.check()
    assert "Nobody knows" in watched.run("show", "nowhere").out
    for arguments in (["show", "nowhere", "--fidelity"], ["diff", "nowhere"], ["show", "nowhere", "latest"]):
        result = watched.run(*arguments)
        assert (result.code, result.out) == (2, ""), arguments
        assert len(result.err.splitlines()) == 2
    assert watched.run("explain", "nowhere").code == watched.run("history", "nowhere").code == 0


def test_an_empty_folder_says_that_it_is_empty(folder: Folder) -> None:
    """No notes yet."""
    for command in ("report", "check"):
        assert folder.run(command).out.splitlines()[0] == "0 seeds: there are no notes to watch yet"
    assert "put some there, or set [paths] seeds in config.toml" in folder.run("check").err
    assert folder.run("check", "--due").err == ""


def test_json_and_raw_bytes_are_not_mixed(watched: Folder) -> None:
    """`--json` prints JSON and nothing else."""
    assert watched.run("show", "town-hall", "--json", "--raw").code == 2
    assert watched.run("show", "town-hall", "--raw").out == page().decode()


# ── what is told ──────────────────────────────────────────────────────────────────────────────────


def test_a_diff_tells_what_the_check_told(watched: Folder, site: Site) -> None:
    """A paragraph that appeared after our first look is an insert in both, and no candidate."""
    site.put("/a", page((*TEXT, "Correction: an earlier version gave a wrong number of places.")))
    line = watched.check_one()
    assert [edit["op"] for edit in line["edits"]] == ["insert"]
    assert not line["candidates"]
    shown = watched.run("diff", "town-hall").out
    assert "{+Correction: an earlier version gave a wrong number of places.+}" in shown
    assert "{?+" not in shown
    assert "the newest change came between" in shown


def test_a_diff_says_what_is_compared(watched: Folder, site: Site) -> None:
    """In words for people; by name for scripts."""
    site.put("/a", page(changed(1, "It approved 170 new places in the kindergarten on the river.")))
    watched.check()
    first = watched.run("diff", "town-hall").out.splitlines()[0]
    assert re.fullmatch(r"your copy → version \w{12}, read \d{4}-\d\d-\d\d \d\d:\d\d UTC", first)
    (line,) = watched.run("diff", "town-hall", "--json").lines
    assert line["from"] == "seed"
    assert re.fullmatch(r"\w{12}", line["to"])
    assert watched.run("show", "town-hall", "--fidelity").out.startswith("your copy → our own first reading")


def test_many_looks_that_showed_the_same_are_one_line_of_a_time_line(watched: Folder) -> None:
    """A year of quiet is read at a glance; JSON has every look."""
    now = time.time()
    for day in range(1, 7):
        with time_machine.travel(now + day * 86400):
            watched.check()
    lines = watched.run("history", "town-hall").out.splitlines()
    assert len([line for line in lines if "snapshot" in line]) == 2
    assert "and 5 more times, the last on" in lines[-1]
    looks = [line for line in watched.run("history", "town-hall", "--json").lines if line["what"] == "snapshot"]
    assert len(looks) == 7
    assert all(look["id"] for look in looks)


# ── terminals ─────────────────────────────────────────────────────────────────────────────────────


def test_a_terminal_gets_colours_and_whole_words(watched: Folder, site: Site) -> None:
    """Lines fit, and what follows is set in; in a pipe the same line is whole, with signs."""
    site.put("/a", page(changed(1, "It approved 170 new places in the kindergarten on the river.")))
    watched.check()
    shown = on_terminal(watched, "report", columns=60)
    assert "\x1b[" in shown
    assert "[-70-]" not in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert all(len(line) <= 60 or "http" in line for line in plain.splitlines())
    assert "It approved 70 170 new places" in " ".join(plain.split())
    piped = watched.run("report").out
    assert "It approved [-70-]{+170+} new places in the kindergarten on the river." in piped
    assert "\x1b" not in piped


def test_no_color_is_honoured(watched: Folder, site: Site) -> None:
    """No colour, and signs in its place."""
    site.put("/a", page(changed(1, "It approved 170 new places in the kindergarten on the river.")))
    watched.check()
    for command in (["report"], ["diff", "town-hall"], ["check"]):
        shown = on_terminal(watched, *command, NO_COLOR="1")
        assert not re.search(r"\x1b\[[0-9;]*\b(?:3[0-7]|9[0-7]|38|4[0-7])m", shown)
        assert "{+170+}" in shown


def test_raw_bytes_do_not_play_with_a_terminal(folder: Folder, site: Site) -> None:
    """A page with control codes goes to a file, not to a screen."""
    folder.note("a.md", note(site.put("/a", page().replace(b"<nav>", b"<nav>\x1b[2J"))))
    folder.check()
    shown = on_terminal(folder, "show", "a", "--raw")
    assert "\x1b[2J" not in shown
    assert "control codes" in shown
    assert b"\x1b[2J" in folder.spawn("show", "a", "--raw").out.encode()


def test_a_note_that_came_after_the_last_check(watched: Folder, site: Site) -> None:
    """It was never checked, and that is what is said of it; what it holds can be shown."""
    watched.note("later.md", note(site.put("/b", page())))
    explained = watched.run("explain", "later")
    assert (explained.code, "never checked" in explained.out.lower()) == (0, True)
    assert "Verdict:" not in explained.out
    assert watched.run("history", "later").code == 0
    assert TEXT[0][:30] in watched.run("show", "later").out
    assert "no version of later was ever read" in watched.run("show", "later", "latest").err


def test_a_check_of_many_tells_the_news_in_full_and_what_was_known_in_a_line(folder: Folder, site: Site) -> None:
    """Whoever checks every day reads about today; `monitor report` has the rest."""
    names = [f"n{number:02}" for number in range(30)]
    for name in names:
        folder.note(f"{name}.md", note(site.put(f"/{name}", page())))
    folder.check()
    for name in names[1:]:
        site.put(f"/{name}", page(changed(1, "It approved 170 new places in the kindergarten on the river.")))
    assert folder.run("check").out.count("[-70-]{+170+}") == 29
    site.put("/n00", page(changed(3, "Opponents hoped that the money would last until autumn.")))
    out = folder.run("check").out
    assert out.count("[-70-]{+170+}") == 0
    assert "[-doubted-]{+hoped+}" in out
    assert out.index("[-doubted-]{+hoped+}") < out.index("  n01  Council approves kindergarten  (edited: text_differs)")
    assert "… and 19 more: `monitor report` has them all" in out
    assert folder.run("report").out.count("[-70-]{+170+}") == 29
    about_one = folder.run("check", "n01").out  # who names one asks about it alone
    assert about_one.startswith("30 seeds: 30 edited\nchecked in this run: 1 of 30\n")
    assert (about_one.count("[-70-]{+170+}"), "n02" in about_one) == (1, False)
