"""The daemon's clockwork: wake up, have a look, sleep; until told to stop.

What is due, looks and mail alike, is data in the archive; so the daemon, `check --due` from cron and a person's `check`
are one and the same thing, and what was missed while the machine slept is caught up once.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

# Seconds between two awakenings. Asking what is due is one query; a look is never more than this late.
TICK = 10.0
_PULSE = 1.0  # seconds between two looks at the clocks


def watch(look: Callable[[threading.Event], None], *, stop: threading.Event, tick: float = TICK) -> None:
    """Call `look` at once and then every `tick` seconds, until `stop` is set, or SIGTERM or SIGINT comes.

    `look` returns by itself soon after `stop` is set; what it raises ends the watch, and is raised here. Must be called
    from the main thread.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    raised: list[BaseException] = []

    def turn() -> None:
        try:
            look(stop)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits, where it is raised
            raised.append(error)
            stop.set()

    # A machine that was busy or asleep must not skip a turn (the default grace is one second), nor make it up thrice.
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    # The first look is now: whoever starts the daemon wants to see it work.
    job = scheduler.add_job(turn, IntervalTrigger(seconds=tick, timezone=UTC), next_run_time=_now())
    with _told_by_signals(stop):
        scheduler.start()
        try:
            for _ in _jumps(stop, tick):
                job.modify(next_run_time=_now())
        finally:
            stop.set()
            scheduler.shutdown(wait=True)
    if raised:
        raise raised[0]


def _now() -> datetime:
    return datetime.now(UTC)  # APScheduler's own clock; nothing that is recorded comes from here


def _jumps(stop: threading.Event, least: float) -> Iterator[None]:
    """Each time that the wall clock is moved by more than `least` seconds, until `stop` is set.

    Turns are dated by that clock: once it is set back by a week, the next would not come for a week.
    """
    before = time.time() - time.monotonic()
    while not stop.wait(_PULSE):
        after = time.time() - time.monotonic()
        if abs(after - before) > least:
            yield
        before = after


@contextmanager
def _told_by_signals(stop: threading.Event) -> Iterator[None]:
    def tell(*_: object) -> None:
        stop.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
