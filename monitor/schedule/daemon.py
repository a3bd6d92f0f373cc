"""The daemon's clockwork: wake up, have a look, sleep; until told to stop.

What is due, looks and mail alike, is data in the archive; so the daemon, `check --due` from cron and a person's `check`
are one and the same thing, and what was missed while the machine slept is caught up once. Its sleep is measured by a
clock that nobody can set: the jobs of a scheduler, dated by the wall clock, would not come for a week after that was
set back by a week.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Seconds between two awakenings. Asking what is due is one query; a look is never more than this late.
TICK = 10.0


def watch(look: Callable[[threading.Event], None], *, stop: threading.Event, tick: float = TICK) -> None:
    """Call `look` at once and then every `tick` seconds, until `stop` is set, or SIGTERM or SIGINT comes.

    `look` returns by itself soon after `stop` is set. Must be called from the main thread.
    """
    with _told_by_signals(stop):
        look(stop)  # at once: whoever starts the daemon wants to see it work
        while not stop.wait(tick):
            look(stop)


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
