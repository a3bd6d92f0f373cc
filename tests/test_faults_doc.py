"""docs/faults.md and the gauntlet say the same, and the gauntlet leaves nothing out."""

from __future__ import annotations

import re
from collections import Counter

from tests.conftest import ROOT
from tests.gauntlet import doc, test_later
from tests.gauntlet.net import CONNECTIONS, NAMES, TLS
from tests.gauntlet.pages import PAGES, PARSERS
from tests.gauntlet.robots import ROBOTS
from tests.gauntlet.situations import SITUATIONS
from tests.gauntlet.wire import WIRE
from tests.servers.rawserver import BEHAVIOURS
from tests.servers.tls import KINDS

ALL = [*WIRE, *PAGES, *PARSERS, *NAMES, *TLS, *CONNECTIONS, *ROBOTS, *SITUATIONS.values()]
# Rows that concern what a text means over time, not the wire: tests/test_check.py and tests/test_decide.py have them.
ELSEWHERE = set(range(63, 86))


def test_the_page_is_what_the_gauntlet_runs() -> None:
    """`python -m tests.gauntlet` writes it anew."""
    assert (ROOT / "docs" / "faults.md").read_text("utf-8") == doc.write()


def test_every_trial_is_on_the_page_once() -> None:
    """No section forgets a trial, none has it twice."""
    shown = Counter(id(trial) for _, trials in doc.parts() for trial in trials)
    assert shown == Counter(id(trial) for trial in ALL)


def test_every_row_of_the_research_is_tried() -> None:
    """G1 to G61 and G86 to G100."""
    tried = {int(number) for trial in ALL for number in re.findall(r"G(\d+)", trial.rows)}
    assert set(range(1, 101)) - ELSEWHERE <= tried


def test_every_behaviour_of_our_servers_has_its_words() -> None:
    """What a server of the tests can do is driven through the program, and has a verdict."""
    assert {trial.path for trial in WIRE} == set(BEHAVIOURS)
    assert {trial.seed for trial in TLS} == set(KINDS) - {"good"}
    assert all(trial.verdict and (trial.reason or trial.verdict == "intact") for trial in ALL)


def test_every_situation_is_one_that_a_test_brings_about() -> None:
    """None is promised that nothing tries."""
    source = (ROOT / "tests" / "gauntlet" / "test_later.py").read_text("utf-8")
    assert test_later.__doc__
    assert all(f'"{name}"' in source for name in SITUATIONS)
