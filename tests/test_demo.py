"""The rehearsal: everything that was planted is found, and nothing else is reported."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from monitor.demo import ACTS
from tests.conftest import ROOT
from tests.folder import Folder


def test_every_planted_deed_has_its_verdict_and_nothing_else_is_reported(folder: Folder) -> None:
    """Edits, removal, block, redesign, break-off: each is what it is, and told once."""
    result = folder.run("demo", "--json")
    assert result.code == 0, result.err
    lines = defaultdict(list)
    for line in result.lines:
        lines[line["seed"]].append(line)
    assert set(lines) == {act.name for act in ACTS}
    for act in ACTS:
        first, *_, last = lines[act.name]
        assert (first["verdict"], first["new"]) == ("intact", False), first
        assert last["verdict"] == act.verdict, last
        news = sum(line["new"] for line in lines[act.name])
        assert news == {"edited": 1, "removed": 2}.get(act.verdict, 0), act.name  # `missing`, then `removed`
        changed = [edit for line in lines[act.name] for edit in line["edits"]]
        assert bool(changed) == (act.verdict == "edited" and act.name != "blinken")


def test_it_reports_coverage_first(folder: Folder) -> None:
    """The first line of the report adds up to all seeds."""
    result = folder.run("demo")
    assert result.code == 0, result.err
    report = result.out.partition("\n\n")[2]
    assert report.startswith("9 seeds: 2 intact, 4 edited, 1 removed, 1 blocked, 1 unreachable\n")
    assert "[-70-]{+170+}" in report
    assert "policy_lowered" in report


def test_it_leaves_an_ordinary_folder_when_asked(folder: Folder, tmp_path: Path) -> None:
    """`--keep` leaves what every command can look at, and overwrites nothing."""
    kept = tmp_path / "kept"
    assert folder.run("demo", "--keep", str(kept)).code == 0
    config = ("--config", str(kept / "config.toml"))
    assert "170" in folder.run("diff", "mirotvorcy", *config).out
    assert "removed: http_404" in folder.run("history", "protesty", *config).out
    assert folder.run("demo", "--keep", str(kept)).code == 73


def test_the_readme_shows_what_it_prints(folder: Folder) -> None:
    """Every line of the README's excerpt stands in the report, in that order."""
    shown = re.search(r"\$ monitor demo\n(.*?)\n…\n```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown
    printed = iter(folder.run("demo").out.splitlines())
    for line in shown[1].splitlines():
        assert line in printed, line
