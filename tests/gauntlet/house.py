"""The server of one trial, on an address of its own: honest while `calm`, else what the trial says."""

from __future__ import annotations

from tests.gauntlet.story import page
from tests.gauntlet.trials import Serve
from tests.servers.rawserver import RawServer, Talk


class House(RawServer):
    """`serve` answers whatever is asked for; without it the behaviours of the raw server do."""

    def __init__(self, path: str, serve: Serve | None = None, *, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port, article=page())
        self.path, self.serve, self.calm = path, serve, True

    @property
    def address(self) -> str:
        return self.url(self.path)

    def _handler(self, place: str) -> Serve:
        if place == "/robots.txt":
            return self.robots
        if self.calm:
            return honest
        return self.serve or super()._handler(place)


def honest(talk: Talk) -> None:
    talk.page(talk.article)
