"""A server that misbehaves: one URL for every fault of the wire, spoken over bare sockets.

    with RawServer() as server:
        wire.fetch(server.url("/body-cut"))

`BEHAVIOURS` is the table of them all: what each does, under which number the research lists it, and what has to come
out of a fetch. Tests of the wire and the whole program's gauntlet read the same table. `/article` is an honest page.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from tests.servers.behaviours import BEHAVIOURS, Behaviour
from tests.servers.running import Listener
from tests.servers.talk import Talk, article_page, goodbye, read_request

__all__ = ["BEHAVIOURS", "Behaviour", "RawServer", "Talk", "article_page"]

# Behaviours that leave the connection open for another request.
_PERSISTENT = frozenset({"/poison", "/late-poison", "/kept-open"})


class RawServer(Listener):
    """Serves the table on one address; use it in `with`. Every connection carries one request and ends."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, article: bytes | None = None) -> None:
        super().__init__(host, port)
        self.article = article if article is not None else article_page()
        self.robots: Callable[[Talk], None] = no_robots
        self.log: list[tuple[float, str, dict[str, str]]] = []
        self._counts: dict[str, int] = {}

    def url(self, path: str = "/article") -> str:
        return super().url(path)

    def asked(self, path: str) -> int:
        """How many requests came for paths that begin so."""
        return sum(1 for _, each, _ in self.log if each.startswith(path))

    def serve(self, connection: socket.socket) -> None:
        while request := read_request(connection):
            path, headers = request
            self.log.append((time.monotonic(), path, headers))
            place = path.partition("?")[0]
            self._counts[place] = self._counts.get(place, 0) + 1
            talk = Talk(connection, path, headers, self.article, self.stopped, self._counts[place])
            self._handler(place)(talk)
            if place not in _PERSISTENT:
                if not talk.closed:
                    goodbye(connection)
                return

    def _handler(self, place: str) -> Callable[[Talk], None]:
        if place == "/robots.txt":
            return self.robots
        found = BEHAVIOURS.get(place) or BEHAVIOURS.get("/" + place.split("/")[1])
        return found.serve if found else no_page


def no_page(talk: Talk) -> None:
    talk.page(b"<html><title>404</title><p>There is no such page.</html>", status="404 Not Found")


def no_robots(talk: Talk) -> None:
    talk.page(b"nothing here", status="404 Not Found", kind="text/plain")
