"""`monitor status`: well, or not, and why."""

from __future__ import annotations

import time

import time_machine

from tests.folder import Folder
from tests.servers.site import Site
from tests.test_check import note, page


def test_before_the_first_run_it_is_not_well(folder: Folder) -> None:
    """Nothing has run: exit 1, and nothing is made by asking."""
    result = folder.run("status")
    assert result.code == 1
    assert "nothing is stored yet" in result.out
    assert not (folder.path / "snapshots").exists()


def test_after_a_run_it_is_well_until_two_are_missed(folder: Folder, site: Site) -> None:
    """Well today; not when the schedule's interval has passed twice."""
    folder.note("a.md", note(site.put("/a", page())))
    folder.check()
    result = folder.run("status", "--json")
    assert result.code == 0
    (line,) = result.lines
    assert line["well"]
    assert line["last_run"]["counts"] == {"intact": 1}
    assert (line["due"], line["seeds"]) == (0, 1)
    assert line["room"] > 0
    with time_machine.travel(time.time() + 1.5 * 86400):
        assert folder.run("status").code == 0
        assert "due now    1 of 1" in folder.run("status").out
    with time_machine.travel(time.time() + 2.5 * 86400):
        assert folder.run("status").code == 1


def test_a_run_without_a_network_is_not_a_good_one(folder: Folder, site: Site) -> None:
    """Only offline verdicts: the run ended, and learned nothing."""
    folder.note("a.md", note(site.put("/a", page())))
    site.close()
    folder.check()
    result = folder.run("status")
    assert result.code == 1
    assert "last good  none" in result.out
