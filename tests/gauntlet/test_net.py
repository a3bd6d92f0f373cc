"""Names, certificates and connections gone wrong, through the whole program."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
import time_machine

from tests.folder import Folder
from tests.gauntlet.house import House
from tests.gauntlet.net import ANSWERS, CONNECTIONS, NAMES, TLS
from tests.gauntlet.robots import ROBOTS
from tests.gauntlet.story import note, page
from tests.gauntlet.street import HOUR, Lines, street
from tests.gauntlet.trials import Trial
from tests.servers.names import NameServer
from tests.servers.running import full
from tests.servers.site import Site
from tests.servers.tls import TLSServer, ca_bundle


@pytest.fixture
def neighbour(folder: Folder) -> Iterator[Site]:
    """Somebody else, on a host of his own, whom nothing happens to."""
    with Site(host="127.0.2.1") as site:
        folder.note("neighbour.md", note(site.put("/news", page())))
        yield site


def check(folder: Folder, *, after: float) -> Lines:
    with time_machine.travel(time.time() + after * HOUR):
        return {line["seed"]: line for line in folder.check()}


def assert_told(lines: Lines, trials: Sequence[Trial], *, calm: bool) -> None:
    told = {trial.path: trial.says(lines[trial.seed]) for trial in trials}
    assert told == {trial.path: ("intact", "") if calm else trial.expected for trial in trials}
    assert lines["neighbour"]["verdict"] == "intact"
    for seed, line in lines.items():
        assert (line["new"], line["edits"], line["fields"]) == (False, [], {}), seed


def assert_one_version(folder: Folder, trials: Sequence[Trial]) -> None:
    for trial in trials:
        entries = folder.run("history", trial.seed, "--json").lines
        assert sum(entry["what"] == "version" for entry in entries) == 1, trial.path


def test_whatever_a_name_server_says_is_no_edit(folder: Folder, neighbour: Site) -> None:
    """A name that is gone, a name server in trouble and a name that turns private are three things."""
    folder.set("fetch", deadline="4s", allow_networks=["127.0.0.0/8", "::1/128"])
    honest = Trial(path="/", rows="", what="", verdict="intact")
    with NameServer() as names, House(honest) as house:
        folder.set("fetch", resolver=names.address)
        for trial in NAMES:
            names.put(f"{trial.seed}.example", "127.0.0.1")
            folder.note(f"{trial.seed}.md", note(f"http://{trial.seed}.example:{house.port}/"))
        assert_told(check(folder, after=0), NAMES, calm=True)
        for trial in NAMES:
            names.put_in_turn(f"{trial.seed}.example", *ANSWERS[trial.path])
        # The rules of robots.txt are known for a day: later it is asked for first.
        assert_told(check(folder, after=30), NAMES, calm=False)
        for trial in NAMES:
            names.put(f"{trial.seed}.example", "127.0.0.1")
        assert_told(check(folder, after=60), NAMES, calm=True)
    assert_one_version(folder, NAMES)


def test_whatever_is_wrong_with_a_certificate_is_no_edit(folder: Folder, neighbour: Site) -> None:
    """Nothing of it is ever bypassed, and nothing of it says anything about an article."""
    folder.set("fetch", deadline="4s", ca_bundle=ca_bundle())
    with contextlib.ExitStack() as stack:
        servers = []
        for number, trial in enumerate(TLS, start=1):
            server = stack.enter_context(TLSServer("good", host=f"127.0.1.{number}"))
            server.article = page()
            servers.append((server, trial))
            folder.note(f"{trial.seed}.md", note(server.url(trial.path)))
        assert_told(check(folder, after=0), TLS, calm=True)
        for server, trial in servers:
            server.become(trial.seed)
        assert_told(check(folder, after=7), TLS, calm=False)
        for server, _ in servers:
            server.become("good")
        assert_told(check(folder, after=14), TLS, calm=True)
    assert_one_version(folder, TLS)


def test_a_server_that_cannot_be_connected_to_is_no_edit(folder: Folder, neighbour: Site) -> None:
    """Nobody listens; or somebody listens, and lets nobody in."""
    folder.set("fetch", deadline="2s")
    ports = {}
    with contextlib.ExitStack() as stack:
        for trial in CONNECTIONS:
            house = stack.enter_context(House(trial, host="127.0.1.1"))
            ports[trial.path] = house.port
            folder.note(f"{trial.seed}.md", note(house.address))
        assert_told(check(folder, after=0), CONNECTIONS, calm=True)
    with full("127.0.1.1", ports["/full"]):
        assert_told(check(folder, after=7), CONNECTIONS, calm=False)
    with contextlib.ExitStack() as stack:
        for trial in CONNECTIONS:
            stack.enter_context(House(trial, host="127.0.1.1", port=ports[trial.path]))
        assert_told(check(folder, after=14), CONNECTIONS, calm=True)
    assert_one_version(folder, CONNECTIONS)


def test_whatever_becomes_of_robots_is_no_edit(folder: Folder) -> None:
    """It forbids, it cannot be had, it is odd: each has its word, and the page is not asked for unless allowed."""
    folder.set("fetch", deadline="2s")
    with street(folder, ROBOTS, step=25 * HOUR) as there:  # robots.txt is remembered for a day
        assert_told(there.check(calm=False), ROBOTS, calm=False)
        assert {house.trial.verdict for house in there.houses if house.asked(house.trial.path)} == {"intact"}
        for calm in (True, False, True):
            assert_told(there.check(calm=calm), ROBOTS, calm=calm)
        with there.later():
            assert {there.versions(trial.seed) for trial in ROBOTS} == {1}


def test_seeds_says_what_robots_forbids(folder: Folder) -> None:
    """As soon as it is known, without asking anybody; where nothing is stored nothing is made."""
    trials = [trial for trial in ROBOTS if not trial.slow]
    with street(folder, trials) as there:
        for house in there.houses:
            house.calm = False
        assert not any(_forbidden(folder).values())
        assert not (folder.path / "snapshots").exists()
        there.check(calm=False)
        asked = [len(house.log) for house in there.houses]
        with there.later():
            found = _forbidden(folder)
            text = folder.run("seeds").out
        assert [len(house.log) for house in there.houses] == asked
    forbidden = {trial.seed for trial in trials if trial.reason == "robots"}
    assert found == {seed: seed in forbidden for seed in found}
    assert text.count("robots.txt of 127.0.1.") == len(forbidden)
    folder.set("fetch", robots=False)
    assert not any(_forbidden(folder).values())


def _forbidden(folder: Folder) -> dict[str, bool]:
    """Of which seeds `monitor seeds --json` says that robots.txt forbids them."""
    lines = folder.run("seeds", "--json").lines
    return {
        line["seed"]: any((one["code"], one["line"]) == ("robots", None) for one in line["problems"]) for line in lines
    }


def test_two_ports_of_one_address_are_two_hosts(folder: Folder) -> None:
    """What one forbids, and how long it asks to be left alone, is nothing to the other."""
    forbids, honest = ROBOTS[0], replace(ROBOTS[0], path="/honest", serve=None, robots=False)
    with House(forbids) as one, House(honest) as other:
        one.calm = False
        folder.note("one.md", note(one.address))
        folder.note("other.md", note(other.address))
        lines = check(folder, after=0)
    assert {seed: line["verdict"] for seed, line in lines.items()} == {"one": "blocked", "other": "intact"}
