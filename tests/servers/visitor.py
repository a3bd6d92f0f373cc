"""Our Wayback client as the tests use it: without a pace unless they ask for one, over a real wire to loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from monitor.capture.gate import Gate
from monitor.capture.replay import Replay
from monitor.capture.timemap import Timemap
from monitor.capture.wayback import Wayback
from monitor.capture.wire import Limits, Wire
from monitor.model import Failure, Memento, Snapshot

URL = "https://site.example/2022/article.html"
TEXT = "<html><body><p>Seventy soldiers were sent.</p></body></html>"
WORDS = {"archive_excluded", "archive_playback", "archive_down", "archive_limited", "archive_malformed"}


class Server(Protocol):
    """Any archive on loopback."""

    @property
    def cdx(self) -> str: ...

    @property
    def replay(self) -> str: ...


class Notebook:
    """A Memory of one test."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def recall(self, key: str) -> str | None:
        return self.kept.get(key)

    def remember(self, key: str, value: str) -> None:
        self.kept[key] = value

    def revise(self, key: str, change: Callable[[str | None], str]) -> str:
        self.kept[key] = change(self.kept.get(key))
        return self.kept[key]


class Clock:
    """A clock that only moves when somebody sleeps, or a test pushes it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

    def push(self, **parts: float) -> None:
        self.at += timedelta(**parts)


def client(server: Server, wire: Wire, **changes: Any) -> Wayback:
    settings: dict[str, Any] = {
        "cdx": server.cdx,
        "replay": server.replay,
        "cdx_per_minute": 0,
        "playback_per_minute": 0,
        "memory": Notebook(),
        "now": lambda: datetime.now(UTC),
        "sleep": threading.Event(),
    }
    return Wayback(wire.fetch, **(settings | changes))


def listed(answer: Timemap | Failure) -> Timemap:
    assert isinstance(answer, Timemap), answer
    return answer


def played(answer: Snapshot | Failure) -> Snapshot:
    assert isinstance(answer, Snapshot), answer
    return answer


def failed(answer: object) -> Failure:
    assert isinstance(answer, Failure), answer
    return answer


def memento_at(server: Server, at: str, url: str = URL) -> Memento:
    found = Replay(server.replay).memento_of(f"{server.replay}/{at}/{url}", url)
    assert found is not None
    return found


def wire_to_loopback() -> Wire:
    return Wire(gate=Gate(["127.0.0.0/8"]), user_agent="monitor/test", limits=Limits(deadline=20))
