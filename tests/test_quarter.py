"""The simulated quarter, small: nothing false is said, and everything true in its time (bench/quarter)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.quarter import end_to_end, replayed
from bench.quarter_text import EDITS, write
from bench.quarter_tongues import TONGUES

SOAK = bool(os.environ.get("MONITOR_SOAK"))


def test_a_fortnight_of_all_sites(tmp_path: Path) -> None:
    """An article of each of the twenty-five; with MONITOR_SOAK five of each, for the whole quarter."""
    told = replayed(tmp_path, days=90 if SOAK else 10, stories=5 if SOAK else 1, show=False)
    assert told.good, "\n".join(told.lines())


def test_some_days_over_real_sockets(tmp_path: Path) -> None:
    """End to end: two articles of each, every 36 hours."""
    told = end_to_end(tmp_path, days=90 if SOAK else 3, show=False)
    assert told.good, "\n".join(told.lines())


@pytest.mark.parametrize("code", TONGUES)
def test_every_edit_changes_every_article(code: str) -> None:
    """Whatever an editor does there, something is another than before."""
    import random

    dice = random.Random(code)
    text = write(TONGUES[code], dice)
    for kind, edit in EDITS.items():
        assert edit(text, TONGUES[code], dice) != text, kind
