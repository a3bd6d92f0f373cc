"""The line before the Wayback Machine: its limits are narrow, and no live check may wait for it.

Two threads of their own ask and play, the urgent first. Who cannot be served in this run is told so at once, and asks
again in a later one.
"""

from __future__ import annotations

import heapq
import itertools
import queue
import threading
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, Protocol

from monitor.asks import Past, Play, Taken
from monitor.capture.wayback import Timemap
from monitor.model import Failure, Memento, Snapshot

# Questions to the Wayback Machine that may wait in line. At its 24 a minute a longer line would outlast the run; who
# finds it full, and has no news to settle, is judged without it and asks in a later run.
LINE = 50


class Mementos(Protocol):
    """Another archive: `capture/wayback.py`."""

    def timemap(self, url: str) -> Timemap | Failure: ...

    def play(self, memento: Memento) -> Snapshot | Failure: ...


def later(key: Any, at: datetime) -> Failure | Taken:
    """The answer to who cannot be served in this run: not a word about the article, ask again next time."""
    failure = Failure(url=str(key[1]), at=at, reason="archive_later", detail="not asked in this run")
    return failure if key[0] == "past" else Taken(capture=failure, id="")


class PastLine:
    """The line before the Wayback Machine: the urgent first, then as they came. What comes of each question is put
    into `arrived` with its key: a future, or the answer to who is not served. To be closed."""

    def __init__(self, mementos: Mementos, arrived: queue.SimpleQueue[tuple[Any, Any]]) -> None:
        self._mementos, self._arrived = mementos, arrived
        self._line: list[tuple[int, int, Any, Past | Play]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._closed = self._gave_up = False
        self._threads = [threading.Thread(target=self._serve, daemon=True, name=f"past-{n}") for n in range(2)]
        for thread in self._threads:
            thread.start()

    def ask(self, key: Any, ask: Past | Play) -> None:
        with self._changed:
            # Who has been listed is also played: it is first lists that may wait for another run.
            if self._gave_up or (isinstance(ask, Past) and not ask.urgent and len(self._line) >= LINE):
                self._refuse(key)
                return
            rank = 0 if ask.urgent or isinstance(ask, Play) else 1
            heapq.heappush(self._line, (rank, next(self._order), key, ask))
            self._changed.notify()

    def give_up(self) -> None:
        with self._changed:
            self._gave_up = True
            for _, _, key, _ in self._line:
                self._refuse(key)
            self._line.clear()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._line.clear()
            self._changed.notify_all()

    def _refuse(self, key: Any) -> None:
        self._arrived.put((key, later(key, datetime.now(UTC))))  # the time of a refusal is nobody's evidence

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._line and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                _, _, key, ask = heapq.heappop(self._line)
            future: Future[Any] = Future()
            try:
                future.set_result(
                    self._mementos.timemap(ask.url) if isinstance(ask, Past) else self._mementos.play(ask.memento)
                )
            except BaseException as error:  # noqa: BLE001 - handed to the run's own thread, where it is raised
                future.set_exception(error)
            self._arrived.put((key, future))
