"""Docs cannot drift: every command, option and key is named, and what is named exists."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import typer.main

import monitor
from monitor import cli, config, settings, starter
from tests.conftest import ROOT
from tests.folder import Folder

README = (ROOT / "README.md").read_text("utf-8")
CONFIGURATION = ROOT / "docs" / "configuration.md"
COMMANDS = typer.main.get_group(cli.app).commands
DOCS = "\n".join(path.read_text("utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])


def test_every_command_is_in_the_readme_and_none_that_is_not() -> None:
    """The table of commands is the list of commands."""
    named = set(re.findall(r"^\| `monitor (\w+)", README, re.MULTILINE))
    assert named == set(COMMANDS)


def test_every_option_is_in_the_docs_and_none_that_is_not() -> None:
    """Options are named in README or docs/, and only those that exist."""
    options = {
        option
        for command in COMMANDS.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    } - {"--help"}
    missing = sorted(option for option in options if option not in DOCS)
    assert not missing
    named = set(re.findall(r"`(?:monitor [^`]*?)?(--[a-z-]+)", DOCS))
    assert named - options <= {"--help", "--version"}


def test_every_key_is_in_the_configuration_and_none_that_is_not() -> None:
    """docs/configuration.md holds exactly the keys there are."""
    text = CONFIGURATION.read_text("utf-8")
    named = set(re.findall(r"^\| `(\w+)\.(\w+)` \| (.+?) \| (.+?)\.(?: \*Not in force .*)? \|$", text, re.MULTILINE))
    there = {
        (table, key, f"`{starter.default_of(field)}`" if field.default is not None else "—", str(field.description))
        for table, key, field in starter.every_key()
    }
    assert named == there


def test_every_key_is_in_the_file_that_init_writes(tmp_path: Path) -> None:
    """With its default and a line about it; and the file reads back as the defaults."""
    text = starter.write_default()
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    assert config.load(path).settings == settings.Settings()
    for _, key, field in starter.every_key():
        line = next(line for line in text.splitlines() if re.match(rf"(# )?{key} = ", line))
        assert field.description
        assert field.description in text
        assert "#" in line


def test_the_shipped_configuration_is_the_default_one() -> None:
    """The project's own config.toml is what `monitor init` writes."""
    assert (ROOT / "config.toml").read_text("utf-8") == starter.write_default()


def test_the_transcript_is_real(tmp_path: Path) -> None:
    """`make run` on a machine without a network prints what the README says."""
    shown = re.search(r"\$ make run\n(.*?)```", README, re.DOTALL)
    assert shown
    folder = Folder(tmp_path / "fresh")
    shutil.copytree(ROOT / "seeds", folder.path / "seeds", dirs_exist_ok=True)
    folder.tables = {"fetch": {"resolver": "127.0.0.1:1", "delay": "0s", "deadline": "1s"}}  # nobody answers there
    result = folder.spawn("check")
    assert result.code == 0, result.err
    assert result.out == shown[1]


def test_links_lead_somewhere() -> None:
    """Every relative link in README and docs names a file that is there."""
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_requirements_hold_hashes_and_no_address() -> None:
    """Compiled lists name no package index."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text


def test_every_file_is_on_the_map_and_none_that_is_not() -> None:
    """Whoever opens `monitor/` finds each file and room named at its door."""
    package = ROOT / "monitor"
    there = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    drawn = re.search(r"\n\n    (.+?)\n\n", monitor.__doc__ or "", re.DOTALL)
    assert drawn
    named = {word for word in re.findall(r"\b[a-z_]+\b", drawn[1]) if (package / word).exists()} | {
        word for word in re.findall(r"\b[a-z_]+\b", drawn[1]) if (package / f"{word}.py").exists()
    }
    assert there - {"__init__"} == named
