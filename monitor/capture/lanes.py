"""One polite lane per host: requests to one host in turn, with a pause after each; different hosts side by side.

Nobody sleeps here. A worker takes the job that may start first among all lanes; while one host rests, the workers are
free for the others, and twenty thousand waiting jobs are twenty thousand entries in heaps.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from monitor.capture.fault import FaultError
from monitor.capture.gate import read

T = TypeVar("T")


def host_of(url: str) -> str:
    """Name and port, in one form for every spelling: what a lane is for. A URL that is none is a host of its own."""
    try:
        target = read(url)
    except FaultError:
        return url
    return f"{target.host}:{target.port}"


class _Lane:
    """The jobs for one host. `free_at` is when the next may start; while one runs, `busy`."""

    __slots__ = ("busy", "delay", "free_at", "jobs", "listed_at")

    def __init__(self, delay: float) -> None:
        self.jobs: list[tuple[float, int, str, Callable[[], Any], Future[Any]]] = []
        self.delay = delay
        self.free_at = 0.0
        self.busy = False
        self.listed_at = float("inf")  # the start under which the lane is announced

    def next_at(self) -> float:
        return max(self.free_at, self.jobs[0][0])


class Lanes:
    """`delay` seconds lie between the end of one request to a host and the start of the next; `workers` threads.

    `before` is called with a job's URL, on the job's lane, ahead of the job. Where it returns True it has used the
    host's turn (it fetched robots.txt), and the job waits for the next one. `spent` is told what a job came to: where
    it returns False the host was sent nothing (its name was not found), and no pause is due.
    """

    def __init__(self, *, delay: float, workers: int) -> None:
        self.before: Callable[[str], bool] | None = None
        self.spent: Callable[[Any], bool] | None = None
        self._delay, self._workers = delay, max(1, workers)
        self._lanes: dict[str, _Lane] = {}
        self._ready: list[tuple[float, int, str]] = []  # lanes by when their next job may start; stale entries stay
        self._numbers = itertools.count()
        self._changed = threading.Condition(threading.Lock())
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = False

    def submit(self, url: str, work: Callable[[], T], *, after: float = 0.0) -> Future[T]:
        """Do `work` on the lane of the URL's host, no sooner than `after` seconds from now.

        The future holds what `work` returns or raises. Jobs of one host run in the order of their submission, but for
        those that have to wait. Raises RuntimeError once closed.
        """
        future: Future[T] = Future()
        host = host_of(url)
        with self._changed:
            if self._closed:
                raise RuntimeError("the lanes are closed")
            lane = self._lanes.get(host)
            if lane is None:
                lane = self._lanes[host] = _Lane(self._delay)
            start = time.monotonic() + after if after > 0 else 0.0
            heapq.heappush(lane.jobs, (start, next(self._numbers), url, work, future))
            self._announce(host, lane)
            if len(self._ready) > self._idle and len(self._threads) < self._workers:
                thread = threading.Thread(target=self._serve, name=f"lane-{len(self._threads) + 1}", daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def slow(self, url: str, delay: float) -> None:
        """A host asks for more time between requests than we take by ourselves."""
        with self._changed:
            self._lane(url).delay = max(self._delay, delay)

    def touch(self, url: str) -> None:
        """A host was asked outside its lane (a redirect led there): its next turn comes after the delay."""
        with self._changed:
            lane = self._lane(url)
            lane.free_at = max(lane.free_at, time.monotonic() + lane.delay)

    def close(self, wait: bool = True) -> None:
        """Take no more work and cancel what has not begun; with `wait`, until what has begun is done."""
        with self._changed:
            self._closed = True
            waiting = [job[4] for lane in self._lanes.values() for job in lane.jobs]
            for lane in self._lanes.values():
                lane.jobs.clear()
            self._ready.clear()
            self._changed.notify_all()
        for future in waiting:
            future.cancel()
        if wait:
            for thread in self._threads:
                if thread is not threading.current_thread():
                    thread.join()

    def _lane(self, url: str) -> _Lane:
        host = host_of(url)
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = _Lane(self._delay)
        return lane

    def _announce(self, host: str, lane: _Lane) -> None:
        """List a lane under the time of its next job, unless it is busy or listed as early already."""
        if lane.busy or not lane.jobs:
            return
        at = lane.next_at()
        if at < lane.listed_at:
            lane.listed_at = at
            heapq.heappush(self._ready, (at, next(self._numbers), host))
            if self._idle:
                self._changed.notify()

    def _serve(self) -> None:
        while (taken := self._take()) is not None:
            host, lane, job = taken
            spent = self._run(lane, job)
            with self._changed:
                lane.busy = False
                if spent:
                    lane.free_at = max(lane.free_at, time.monotonic() + lane.delay)
                self._announce(host, lane)
            del taken, job  # who waits for work holds on to nobody's page

    def _take(self) -> tuple[str, _Lane, tuple[float, int, str, Callable[[], Any], Future[Any]]] | None:
        """The next job that may start, waiting for it; None once the lanes are closed."""
        with self._changed:
            while True:
                if self._closed:
                    return None
                pause = self._next_pause()
                if pause is None or pause > 0:
                    self._idle += 1
                    self._changed.wait(pause)
                    self._idle -= 1
                    continue
                _, _, host = heapq.heappop(self._ready)
                lane = self._lanes[host]
                lane.listed_at = float("inf")
                lane.busy = True
                job = heapq.heappop(lane.jobs)
                if self._ready and self._idle:
                    self._changed.notify()  # somebody has to watch over the rest
                return host, lane, job

    def _next_pause(self) -> float | None:
        """Seconds until the first lane's turn; None where no lane has work. Drops what is listed wrongly."""
        while self._ready:
            at, _, host = self._ready[0]
            lane = self._lanes[host]
            if lane.busy or not lane.jobs or at != lane.listed_at:
                heapq.heappop(self._ready)
                continue
            due = lane.next_at()
            if due > at:  # the host was touched meanwhile
                heapq.heappop(self._ready)
                lane.listed_at = due
                heapq.heappush(self._ready, (due, next(self._numbers), host))
                continue
            return at - time.monotonic()
        return None

    def _run(self, lane: _Lane, job: tuple[float, int, str, Callable[[], Any], Future[Any]]) -> bool:
        """Do a job, or what goes before it; whether the host's turn was used."""
        _, number, url, work, future = job
        if future.cancelled():
            return False
        try:
            if self.before is not None and self.before(url):
                with self._changed:
                    if not self._closed:
                        heapq.heappush(lane.jobs, (0.0, number, url, work, future))
                        return True
                future.cancel()
                return True
            if not future.set_running_or_notify_cancel():
                return False
            result = work()
            spent = self.spent is None or self.spent(result)
            future.set_result(result)
        except BaseException as error:  # noqa: BLE001 - belongs to whoever waits for the future
            if not future.done():
                future.set_exception(error)
            return True
        return spent
