"""Many trials in one project: a house for each, on an address of its own, and a neighbour whom nothing happens to."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any

import time_machine

from tests.folder import Folder
from tests.gauntlet.house import House
from tests.gauntlet.story import note, page
from tests.gauntlet.trials import Trial
from tests.servers.site import Site

Lines = dict[str, dict[str, Any]]
HOUR = 3600.0


class Street:
    """A folder with a note for each trial and one for the neighbour."""

    def __init__(self, folder: Folder, trials: Sequence[Trial], houses: Sequence[House], step: float) -> None:
        self.folder, self.trials, self.houses, self._step = folder, trials, houses, step
        self._began, self._runs = time.time(), 0

    def check(self, *, calm: bool) -> Lines:
        """`monitor check --json`, some hours after the check before; the lines by seed."""
        for house in self.houses:
            house.calm = calm
        with self.later():
            self._runs += 1
            return {line["seed"]: line for line in self.folder.check()}

    @contextlib.contextmanager
    def later(self) -> Iterator[None]:
        with time_machine.travel(self._began + self._runs * self._step):
            yield

    def versions(self, seed: str) -> int:
        """How many versions `monitor history` tells of."""
        result = self.folder.run("history", seed, "--json")
        assert result.code == 0, result.err
        return sum(entry["what"] == "version" for entry in result.lines)


@contextlib.contextmanager
def street(folder: Folder, trials: Sequence[Trial], *, step: float = 7 * HOUR) -> Iterator[Street]:
    """Open the houses, write the notes. Between two checks lie `step` seconds: no host may ask for more than six
    hours, so that seven later all may be asked again."""
    with contextlib.ExitStack() as stack:
        neighbour = stack.enter_context(Site(host="127.0.2.1"))
        folder.note("neighbour.md", note(neighbour.put("/news", page())))
        houses = []
        for number, trial in enumerate(trials, start=1):
            house = stack.enter_context(House(trial, host=f"127.0.1.{number}"))
            folder.note(f"{trial.seed}.md", note(house.address))
            houses.append(house)
        yield Street(folder, trials, houses, step)
