"""The simulated quarter's other archive: a small Wayback Machine that comes by now and then, and has bad days.

It sees the world from elsewhere: what is shut to us may be open to it. It keeps what it is answered, "not found" too.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import datetime

from bench.quarter_lives import DAY, HOUR, START, House, Story, now, span
from bench.quarter_world import World
from tests.servers.archive import Archive

# Out of order, and weary of us.
_TROUBLES = [span(18.1, 20.6, "503"), span(44.2, 45.1, "429"), span(62.1, 62.7, "503")]


class Attic(Archive):
    """Fills as time goes on: see `turn`."""

    def __init__(self, world: World, picked: Iterable[tuple[House, Story]]) -> None:
        super().__init__()
        self._world = world
        self._coming = sorted(self._visits(picked), key=lambda visit: visit[0])
        self._trouble = ""

    def turn(self) -> None:
        """Keep what is due by now, as it was answered then; be well, or not."""
        today = self._world.now
        while self._coming and self._coming[0][0] <= today:
            at, house, story = self._coming.pop(0)
            self._world.now = at
            answer = self._world.answer(house.name, story.path, 1, elsewhere=True)
            if answer.how == "page" and answer.status in (200, 404, 410):
                self.add(self._world.url(house, story.path), at, answer.body, answer.status)
        self._world.now = today
        trouble = now(_TROUBLES, today)
        if trouble != self._trouble:
            self.recover()
            if trouble:
                self.fail(status=503) if trouble == "503" else self.limit(retry_after="3600")
        self._trouble = trouble

    def _visits(self, picked: Iterable[tuple[House, Story]]) -> Iterator[tuple[datetime, House, Story]]:
        """One article in four is known to it; and each that says 404 to us alone, while it does."""
        dice = random.Random(4)
        for number, (house, story) in enumerate(picked):
            shut = [each for each in story.walls if each.kind == "404 to us"]
            if number % 4 == 0:
                yield START - 0.9 * DAY, house, story
                for _ in range(3):
                    yield START + dice.uniform(0, 89) * DAY, house, story
            for each in shut:
                for day in range((each.end - each.begin).days + 1):
                    yield each.begin + day * DAY + dice.uniform(0, 20) * HOUR, house, story
