"""The server of one trial, on an address of its own: honest while `calm`, else what the trial says."""

from __future__ import annotations

from tests.gauntlet.story import page
from tests.gauntlet.trials import Serve, Trial
from tests.servers.rawserver import RawServer, Talk


class House(RawServer):
    """What the trial serves answers whatever is asked for; without it the behaviours of the raw server do."""

    def __init__(self, trial: Trial, *, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port, article=page())
        self.trial, self.calm = trial, True

    @property
    def address(self) -> str:
        return self.url(self.trial.path)

    def _handler(self, place: str) -> Serve:
        serve = None if self.calm else self.trial.serve
        if place.startswith("/robots.txt"):
            return serve if serve and self.trial.robots else self.robots
        if self.calm or self.trial.robots:
            return honest
        return serve or super()._handler(place)


def honest(talk: Talk) -> None:
    talk.page(talk.article)
