"""Two projects of one user on one machine: one visitor to the archive."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.capture.limiter import Limiter
from monitor.record.machine import Machine, shared_file
from tests.folder import Folder
from tests.servers.archive import Archive
from tests.servers.site import Site
from tests.test_check import note, page


class Own(dict[str, str]):
    """What one project remembers."""

    def recall(self, key: str) -> str | None:
        return self.get(key)

    def remember(self, key: str, value: str) -> None:
        self[key] = value


def test_an_archive_that_asked_one_project_for_peace_is_left_in_peace_by_all(tmp_path: Path, archive: Archive) -> None:
    """The Wayback Machine blocks an address that goes on after a 429, whichever folder it works for."""
    archive.limit()
    with Site() as site:
        for name in ("one", "two"):
            folder = Folder(tmp_path / name)
            folder.use_archive(archive)
            folder.note("a.md", note(site.put("/a", page())))
            folder.check()
            if name == "one":
                after_one = len(archive.asked)
    assert after_one > 0
    assert len(archive.asked) == after_one


def test_what_one_remembers_the_other_recalls(tmp_path: Path) -> None:
    """The newest word counts, whoever wrote it; each project keeps its own besides."""
    one, two = Own(), Own({"pace": "old"})
    path = tmp_path / "state" / "shared.sqlite3"
    assert Machine(two, path=path).recall("pace") == "old"
    Machine(one, path=path).remember("pace", "new")
    assert (Machine(two, path=path).recall("pace"), one["pace"]) == ("new", "new")
    assert Machine(Own(), path=path).recall("other") is None


@pytest.mark.parametrize("per_minute", [24, 480])
def test_programs_side_by_side_keep_one_pace(tmp_path: Path, per_minute: int) -> None:
    """Cron's, the daemon's and a person's: no two of their turns come closer to each other than those of one."""
    now, waits = datetime.now(UTC), [0.0]

    def program() -> None:
        limiter = Limiter(memory=Machine(Own(), path=tmp_path / "shared.sqlite3"), now=lambda: now, pause=waits.append)
        for _ in range(40):
            assert limiter.turn("wayback.cdx", per_minute)

    programs = [threading.Thread(target=program) for _ in range(3)]
    for each in programs:
        each.start()
    for each in programs:
        each.join()
    turns = sorted(waits)
    assert len(turns) == 3 * 40
    assert min(after - before for before, after in pairwise(turns)) > 0.99 * 60 / per_minute


@pytest.mark.parametrize("damage", ["no folder can be made", "a folder stands there", "no database"])
def test_where_nothing_can_be_shared_each_goes_by_its_own(tmp_path: Path, damage: str) -> None:
    """A sandbox or a damaged file costs the sharing, nothing else."""
    path = tmp_path / "state" / "shared.sqlite3"
    if damage == "no folder can be made":
        (tmp_path / "state").write_text("a file")
    elif damage == "a folder stands there":
        path.mkdir(parents=True)
    else:
        path.parent.mkdir()
        path.write_bytes(b"not a database, but long enough to be read as one" * 100)
    own = Own()
    Machine(own, path=path).remember("pace", "12")
    assert (Machine(own, path=path).recall("pace"), own) == ("12", {"pace": "12"})


def test_what_is_a_week_old_is_forgotten(tmp_path: Path) -> None:
    """Archives are asked by the minute."""
    path = tmp_path / "shared.sqlite3"
    Machine(Own(), path=path).remember("pace", "12")
    with sqlite3.connect(path) as file:
        file.execute("UPDATE shared SET at = datetime('now', '-8 days')")
    Machine(Own(), path=path).remember("other", "1")
    assert Machine(Own(), path=path).recall("pace") is None


def test_a_relative_state_folder_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The standard says so: it would be another one in each working folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    assert shared_file() == tmp_path / ".local" / "state" / "monitor" / "shared.sqlite3"
