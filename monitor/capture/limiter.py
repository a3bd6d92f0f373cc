"""When an archive may be asked again: a steady pace, and a stop that grows when the archive says no.

One pace for the whole machine: what is known is kept in a `Memory` that all projects share, so that cron, daemon and a
command given by hand keep to it, and a program started anew does not begin by knocking on a door that was just shut.

Does not fetch, and does not decide what an answer means: `wayback` tells it of refusals and successes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from monitor.capture.manners import Memory

# The first stop after a 429 or a refused connection; each further one without a success between is twice as long.
# The Internet Archive blocks an address for an hour, then doubling, that goes on for a minute after a 429 (EDGI's
# wayback, issues 137 and 153): so the first stop is well above that minute.
FIRST_STOP = timedelta(minutes=5)
LONGEST_LIMITED = timedelta(hours=24)
LONGEST_DOWN = timedelta(hours=1)  # an archive that is only down is no one's fault: look again sooner
# Single 5xx answers and time-outs are everyday; this many in a row are an outage.
DOWN_IN_A_ROW = 3
# A next turn further away than this was written by a clock that has since been set back.
FARTHEST_TURN = timedelta(minutes=10)
AHEAD = timedelta(seconds=1)  # a quick lane's turns are not each written down: so much of them at once


class Shared(Memory, Protocol):
    """A memory that others write at the same time."""

    def revise(self, key: str, change: Callable[[str | None], str]) -> str:
        """Remember what `change` makes of what is remembered, and return it; nobody else comes between."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """No request to that host before `until`. `reason` is the Failure's word; `strikes` counts stops in a row."""

    until: datetime
    reason: str
    strikes: int = 1


class Limiter:
    """Spaces calls evenly and keeps a host's stops. Safe to share between threads.

    `pause` sleeps for so many seconds; a true answer means that the wait was broken off (`threading.Event.wait`).
    """

    def __init__(self, *, memory: Shared, now: Callable[[], datetime], pause: Callable[[float], object]) -> None:
        self._memory = memory
        self._now = now
        self._pause = pause
        self._lock = threading.Lock()
        self._taken: dict[str, tuple[datetime, datetime]] = {}  # by lane: the next turn of ours, and where they end
        self._down: dict[str, int] = {}

    def turn(self, lane: str, per_minute: float) -> bool:
        """Wait for the lane's next turn (none before a minute's share has passed since the last); False if broken off.

        A lane of zero or fewer calls a minute has no limit.
        """
        if per_minute <= 0:
            return True
        spacing = timedelta(minutes=1) / per_minute
        with self._lock:
            now = self._now()
            next_at, end = self._taken.get(lane, (now, now))
            turn_at = max(now, next_at)
            if turn_at + spacing > end or end - now > FARTHEST_TURN + spacing:
                turn_at, end = self._take(lane, spacing, now)
            self._taken[lane] = turn_at + spacing, end
        wait = (turn_at - now).total_seconds()
        return not (wait > 0 and self._pause(wait))

    def _take(self, lane: str, spacing: timedelta, now: datetime) -> tuple[datetime, datetime]:
        """The next turns that nobody has taken: one, or as many as fill a second; from when to when."""
        length = max(1, AHEAD // spacing) * spacing

        def change(text: str | None) -> str:
            free_at = _instant(text)
            known = free_at is not None and free_at - now < FARTHEST_TURN + spacing
            start = max(now, free_at) if known and free_at else now
            return (start + length).isoformat()

        end = _instant(self._memory.revise(f"{lane}.next", change)) or now + length
        return end - length, end

    def stopped(self, host: str) -> Stop | None:
        """The stop in force for a host, if any."""
        stop = self._stop(host)
        now = self._now()
        if stop is None or stop.until <= now or stop.until - now > LONGEST_LIMITED:
            return None
        return stop

    def refuse(
        self, host: str, reason: str, *, retry_after: timedelta | None = None, longest: timedelta = LONGEST_LIMITED
    ) -> Stop:
        """The host said no (a 429, a refused connection, an outage): stop, longer each time."""
        with self._lock:
            last, now = self._stop(host), self._now()
            if last is not None and now < last.until <= now + LONGEST_LIMITED:
                strikes = last.strikes  # several calls were under way when it began: one refusal
            else:
                strikes = last.strikes + 1 if last is not None else 1
            pause = min(FIRST_STOP * 2 ** min(strikes - 1, 16), longest)
            if retry_after is not None:
                pause = min(max(pause, retry_after), LONGEST_LIMITED)
            until = max(now + pause, last.until) if last is not None and strikes == last.strikes else now + pause
            stop = Stop(until=until, reason=reason, strikes=strikes)
            self._memory.remember(_stop_key(host), _written(stop))
            self._down.pop(host, None)
            return stop

    def missed(self, host: str) -> Stop | None:
        """The host did not answer as it should; so many of these in a row are an outage, and stop us."""
        with self._lock:
            self._down[host] = self._down.get(host, 0) + 1
            enough = self._down[host] >= DOWN_IN_A_ROW
        return self.refuse(host, "archive_down", longest=LONGEST_DOWN) if enough else None

    def answered(self, host: str) -> None:
        """The host answers again: forget its refusals."""
        with self._lock:
            self._down.pop(host, None)
            last = self._stop(host)
            if last is not None and last.until <= self._now():
                self._memory.remember(_stop_key(host), "")

    def _stop(self, host: str) -> Stop | None:
        return _read(self._memory.recall(_stop_key(host)))


def _stop_key(host: str) -> str:
    return f"wayback.stop.{host}"


def _written(stop: Stop) -> str:
    return json.dumps({"until": stop.until.isoformat(), "reason": stop.reason, "strikes": stop.strikes})


def _read(text: str | None) -> Stop | None:
    """A stop as it was remembered; whatever else stands there is none."""
    try:
        known = json.loads(text or "null")
        until = _instant(known["until"])
        strikes, reason = known["strikes"], known["reason"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if until is None or not isinstance(strikes, int) or reason not in ("archive_limited", "archive_down"):
        return None
    return Stop(until=until, reason=reason, strikes=max(1, min(strikes, 99)))


def _instant(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, TypeError, OverflowError):
        return None
