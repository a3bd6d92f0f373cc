"""docs/reading-a-report.md is held to the program: what it can show is named there, and what is named there exists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import typer.main

from bench import screenshots
from bench.picture_story import Story, played
from monitor import cli
from monitor.compare.weigh import FACTS
from monitor.model import Op, Verdict
from monitor.report.render import WHY
from monitor.report.said import FLAGS
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "reading-a-report.md"
TEXT = PAGE.read_text("utf-8")
SCHEMA = json.loads((ROOT / "docs" / "check.schema.json").read_text("utf-8"))
SHOWN = re.findall(r"!\[[^\]]+\]\(([^)]+)\)|<img src=\"([^\"]+)\"", TEXT)
COMMANDS = typer.main.get_group(cli.app).commands
HEAVIEST = 150_000  # bytes of one picture: a page of twenty is still read on the road


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The week that the pictures show."""
    with played(tmp_path_factory.mktemp("story") / "town") as story:
        yield story


@pytest.mark.parametrize(
    "word", [*get_args(Op), *FACTS, *SCHEMA["properties"]["flags"]["items"]["enum"], *map(str, Verdict), *WHY]
)
def test_every_mark_is_explained(word: str) -> None:
    """Kinds of edits, facts, flags, verdicts, and the reasons of candidates: each is named as the program names it."""
    assert f"`{word}`" in TEXT


def test_every_flag_has_its_words_in_reports() -> None:
    """The legend at a report's end knows exactly the flags there are, in their order."""
    assert list(FLAGS) == SCHEMA["properties"]["flags"]["items"]["enum"]


def test_every_picture_is_there_and_none_is_left_over() -> None:
    """Each is small, loads nothing, has words for those who cannot see it, and is drawn by the script."""
    shown = {one or other for one, other in SHOWN}
    there = {f"pictures/{path.name}" for path in (PAGE.parent / "pictures").iterdir()}
    made = {f"pictures/{name}.png" for name in screenshots.PICTURES}
    made |= {f"pictures/{name}.svg" for name in screenshots.TERMINALS}
    assert shown == there == made
    for name in there:
        content = (PAGE.parent / name).read_bytes()
        assert len(content) < HEAVIEST, name
        if name.endswith(".svg"):
            assert not re.search(rb"url\((?!#)|href=|<script|@import", content), name
        else:
            assert content.startswith(b"\x89PNG"), name


def test_every_command_exists() -> None:
    """Commands and their options."""
    named = re.findall(r"`monitor (\w+)([^`\n]*)`", TEXT)
    assert named
    for command, rest in named:
        options = {option for parameter in COMMANDS[command].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options


def test_the_town_paper_shows_what_the_page_says(town: Story) -> None:
    """Each article of the story has the verdict and the flags that its picture stands for."""
    lines = {one["seed"]: one for one in map(json.loads, town.run("report", "--format", "jsonl").splitlines())}
    told = {name: (line["verdict"], *line["flags"]) for name, line in lines.items()}
    assert told == {
        "bridge": ("edited", "silent"),
        "clinic": ("edited", "disclosed"),
        "market": ("edited", "silent"),
        "mayor": ("edited", "silent"),
        "theatre": ("edited", "invisible", "silent"),
        "station": ("intact",),
        "kennel": ("intact",),
        "school": ("removed",),
        "library": ("missing",),
        "park": ("intact", "restored"),
        "tram": ("intact", "moved"),
        "bakery": ("intact", "reverted", "silent"),
        "harbour": ("blocked",),
        "museum": ("unreachable",),
        "river": ("intact",),
        "letters": ("unlocated",),
    }
    assert len(lines["kennel"]["candidates"]) == 1
    assert [edit["op"] for edit in lines["market"]["edits"]] == ["delete", "move", "replace"]


def test_what_the_page_quotes_was_printed(town: Story) -> None:
    """The excerpts of Markdown and JSON, and the sentence about when it happened."""
    for language, format in (("markdown", "markdown"), ("json", "jsonl")):
        printed = town.run("report", "--format", format)
        (quoted,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
        for line in quoted.splitlines():
            assert line in printed
    (when,) = re.findall(r"^> (.*)$", TEXT, re.MULTILINE)
    words = re.sub(r"\d\d:\d\d", "…", when)
    assert words in re.sub(r"\d\d:\d\d", "…", town.run("report"))


def test_without_a_browser_terminals_are_drawn_and_the_rest_is_said_to_be_missing(
    town: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, and a status that a script can see."""
    monkeypatch.setattr(screenshots, "BROWSERS", ("no-such-browser",))
    assert screenshots.draw(town, tmp_path / "pictures") == 1
    assert "no-such-browser" in capsys.readouterr().err
    assert {path.suffix for path in (tmp_path / "pictures").iterdir()} == {".svg"}
