"""Whatever a server answers: its seed gets the right word, its neighbour is checked, nothing is called an edit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.folder import Folder
from tests.gauntlet.pages import PAGES
from tests.gauntlet.street import Lines, street
from tests.gauntlet.trials import Trial
from tests.gauntlet.wire import WIRE
from tests.servers.talk import Talk

TOGETHER = 20  # trials that share a run: each has a host, and so a lane, of its own


def batches(trials: Sequence[Trial]) -> list[tuple[Trial, ...]]:
    return [tuple(trials[n : n + TOGETHER]) for n in range(0, len(trials), TOGETHER)]


QUICK = [trial for trial in (*WIRE, *PAGES) if not trial.slow]
SLOW = [trial for trial in WIRE if trial.slow]


def _told(lines: Lines, trials: Sequence[Trial]) -> dict[str, tuple[str, str]]:
    return {trial.path: trial.says(lines[trial.seed]) for trial in trials}


def _run(folder: Folder, trials: Sequence[Trial]) -> None:
    """At first sight, after a good look, and again; then the fault is over."""
    expected = {trial.path: trial.expected for trial in trials}
    honest = dict.fromkeys(expected, ("intact", ""))
    with street(folder, trials) as there:
        for number, calm in enumerate((False, True, False, False, True)):
            lines = there.check(calm=calm)
            assert _told(lines, trials) == (honest if calm else expected), f"run {number + 1}"
            assert lines["neighbour"]["verdict"] == "intact"
            changed = {seed: line["edits"] for seed, line in lines.items() if line["edits"] or line["fields"]}
            assert changed == {}, f"run {number + 1}"
            for trial in trials:
                line = lines[trial.seed]
                assert (line["since_last"] or {}).get("edits", []) == [], trial.path
                assert trial.news or not line["new"], (trial.path, line)
                assert calm or not trial.flag or trial.flag in line["flags"], (trial.path, line)
        with there.later():
            assert {trial.path: there.versions(trial.seed) for trial in trials} == dict.fromkeys(expected, 1)


@pytest.mark.parametrize("trials", batches(QUICK), ids=lambda trials: trials[0].seed)
def test_whatever_is_answered_is_no_edit_and_has_its_name(folder: Folder, trials: Sequence[Trial]) -> None:
    """Each behaviour at first sight, after a good look, and twice in a row; then an honest page again."""
    folder.set("fetch", deadline="20s")
    _run(folder, trials)


def test_whatever_is_slow_or_endless_ends_with_the_deadline(folder: Folder) -> None:
    """A byte now and then, in any phase, never holds up a run."""
    folder.set("fetch", deadline="1s")
    _run(folder, SLOW)


def _cut_at(percent: int) -> Trial:
    """The page up to there, without a length: nothing on the wire shows that it was more."""

    def serve(talk: Talk) -> None:
        talk.head("Content-Type: text/html; charset=utf-8", "Connection: close")
        talk.send(talk.article[: len(talk.article) * percent // 100])

    return Trial(path=f"/cut-at-{percent}", rows="G9", what="", verdict="unreachable", reason="truncated", serve=serve)


def test_a_page_that_breaks_off_anywhere_is_no_edit(folder: Folder) -> None:
    """In its head, in any sentence, in the last one."""
    _run(folder, [_cut_at(percent) for percent in (1, *range(5, 90, 5), 92)])
