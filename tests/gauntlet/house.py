"""The server of one trial, on an address of its own: honest while `calm`, else what the trial says."""

from __future__ import annotations

from collections.abc import Callable

from tests.gauntlet.story import page
from tests.servers.rawserver import RawServer, Talk


class House(RawServer):
    """`serve` answers `path`; without it the behaviours of the raw server do."""

    def __init__(
        self, path: str, serve: Callable[[Talk], None] | None = None, *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        super().__init__(host, port, article=page())
        self.path, self.serve, self.calm = path, serve, True

    @property
    def address(self) -> str:
        return self.url(self.path)

    def _handler(self, place: str) -> Callable[[Talk], None]:
        if place == "/robots.txt":
            return self.robots
        if self.calm:
            return honest
        if self.serve is not None and place == self.path:
            return self.serve
        return super()._handler(place)


def honest(talk: Talk) -> None:
    talk.page(talk.article)
