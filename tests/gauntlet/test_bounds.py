"""What grows without end, and what hurts parsers: memory stays bounded, and nobody waits for ever."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.conftest import ROOT
from tests.folder import Folder
from tests.gauntlet.pages import PARSERS
from tests.gauntlet.story import note, page
from tests.gauntlet.street import Lines, street
from tests.gauntlet.trials import Trial
from tests.gauntlet.wire import WIRE
from tests.servers.site import Site

ENDLESS = [trial for trial in WIRE if trial.path.startswith("/endless") or trial.path.endswith("-bomb")]
MEGABYTES = 300  # what one process of a run may take, whatever is thrown at it …
LARGE_MEGABYTES = 450  # … and where as many pages as there are workers come at once, as large as we take them


def _measured(folder: Folder) -> tuple[Lines, int]:
    """`monitor check --json` in a process of its own: its lines, and the size of its largest process in MB."""
    folder.write()
    done = subprocess.run(
        [sys.executable, "-m", "tests.gauntlet.measured", "check", "--json"],
        cwd=folder.path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return {line["seed"]: line for line in lines}, int(done.stderr.split()[-1])


@pytest.mark.parametrize("trials", [ENDLESS, PARSERS], ids=["endless", "parsers"])
def test_memory_is_bounded_whatever_comes(folder: Folder, trials: Sequence[Trial]) -> None:
    """All of them side by side, in one run; the neighbour is read none the less."""
    folder.set("fetch", deadline="30s")
    with street(folder, trials) as there:
        for house in there.houses:
            house.calm = False
        lines, megabytes = _measured(folder)
    assert {trial.path: trial.says(lines[trial.seed]) for trial in trials} == {
        trial.path: trial.expected for trial in trials
    }
    assert lines["neighbour"]["verdict"] == "intact"
    assert all(line["edits"] == [] for line in lines.values())
    assert megabytes < MEGABYTES


def test_memory_does_not_grow_with_the_number_of_large_pages(folder: Folder) -> None:
    """Sixteen hosts that send 20 MB each at the same time: together more than all may take."""
    folder.set("fetch", deadline="60s", max_size="25 MB")
    large = page(more=f"<!-- {os.urandom(10_000_000).hex()} -->")
    with contextlib.ExitStack() as stack:
        for number in range(1, 17):
            site = stack.enter_context(Site(host=f"127.0.3.{number}"))
            folder.note(f"{number}.md", note(site.put("/news", large)))
        lines, megabytes = _measured(folder)
    assert {line["verdict"] for line in lines.values()} == {"intact"}
    assert megabytes < LARGE_MEGABYTES


def test_what_hurts_parsers_is_no_edit(folder: Folder) -> None:
    """After a good look, and before the next."""
    folder.set("fetch", deadline="30s")
    trials = [trial for trial in PARSERS if trial.path not in ("/long-text", "/paragraphs")]  # slow, and the same
    with street(folder, trials) as there:
        for calm in (True, False, False, True):
            lines = there.check(calm=calm)
            for trial in trials:
                expected = ("intact", "") if calm else trial.expected
                assert trial.says(lines[trial.seed]) == expected, (trial.path, lines[trial.seed])
                assert not lines[trial.seed]["edits"], trial.path
        with there.later():
            assert {there.versions(trial.seed) for trial in trials} == {1}
