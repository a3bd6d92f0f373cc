"""The daemon: wakes up, asks what is due, has it checked, sends what is to be sent; until it is told to stop.

What is due is data in the archive, so the daemon, `check --due` from cron and a person's `check` are one and the
same thing, and a run that was missed while the machine slept is caught up once. The lock is held per run.
"""

from __future__ import annotations

import logging
import re
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from monitor.errors import ConfigError

# How often the archive is asked what is due, in seconds. Asking is one query; a look is never more than this late.
TICK = 10.0
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What the daemon does, handed in by `assemble.py`. Each returns by itself soon after `stop` is set.

    `look` checks what is due, if anything is; `digest` sends the report whose time has come, where there is a way.
    """

    look: Callable[[threading.Event], None]
    digest: Callable[[threading.Event], None] | None = None


def watch(duties: Duties, *, digest_at: str, timezone: str, stop: threading.Event, tick: float = TICK) -> None:
    """Run until `stop` is set, or SIGTERM or SIGINT comes. Must be called from the main thread.

    `digest_at` is a cron expression in `timezone`, as cron reads it. Raises ConfigError where it cannot be read.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    before = {number: signal.signal(number, _stopper(stop)) for number in (signal.SIGTERM, signal.SIGINT)}
    # A box that was busy or asleep must not skip a slot (the default grace is one second), nor do it twice over.
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    one_at_a_time = threading.Lock()

    def take_turns(duty: Callable[[threading.Event], None]) -> None:
        with one_at_a_time:
            if not stop.is_set():
                duty(stop)

    # The first look is now: whoever starts the daemon wants to see it work.
    scheduler.add_job(take_turns, IntervalTrigger(seconds=tick, timezone=UTC), [duties.look], next_run_time=_now())
    for trigger in cron(digest_at, timezone):
        if duties.digest:
            scheduler.add_job(take_turns, trigger, [duties.digest])
    scheduler.start()
    try:
        while not stop.wait(1.0):
            pass
    finally:
        stop.set()
        scheduler.shutdown(wait=True)
        for number, handler in before.items():
            signal.signal(number, handler)


def _stopper(stop: threading.Event) -> Callable[[int, FrameType | None], None]:
    return lambda *_: stop.set()


def _now() -> object:
    from datetime import datetime

    return datetime.now(UTC)  # APScheduler's own clock; nothing that is recorded comes from here


# ── cron, as cron reads it ────────────────────────────────────────────────────────────────────────


def cron(expression: str, timezone: str) -> list[CronTrigger]:
    """The triggers of a cron expression: five fields, Sunday is 0 and 7, and where both day fields are restricted
    either suffices (crontab(5)); so two triggers at most.

    APScheduler's own reader counts days of the week from Monday and joins the two day fields with "and".
    Raises ConfigError.
    """
    fields = expression.split()
    if len(fields) != 5:
        raise _wrong(expression, "expected five fields: minute hour day month weekday")
    minute, hour, day, month, weekday = fields
    named = _weekdays(expression, weekday)
    days: list[dict[str, str]] = [{"day": day}, {"day_of_week": named}]
    if day.startswith("*") or weekday.startswith("*"):
        days = [{"day": day, "day_of_week": named}]
    try:
        return [CronTrigger(minute=minute, hour=hour, month=month, timezone=timezone, **one) for one in days]
    except (ValueError, TypeError) as error:
        raise _wrong(expression, str(error)) from None


def _weekdays(expression: str, field: str) -> str:
    """`0-2,5` → `sun,mon,tue,fri`: numbers and ranges become names, one by one."""
    if field == "*":
        return field
    days: list[str] = []
    for part in field.lower().split(","):
        found = re.fullmatch(r"(\*|[0-7]|[a-z]{3})(?:-([0-7]|[a-z]{3}))?(?:/([1-7]))?", part)
        if not found:
            raise _wrong(expression, f"{part!r} is no day of the week")
        first, last = (
            (0, 6) if found[1] == "*" else (_day(expression, found[1]), _day(expression, found[2] or found[1]))
        )
        if last < first:
            last += 7
        days += [_DAYS[number % 7] for number in range(first, last + 1, int(found[3] or 1))]
    return ",".join(dict.fromkeys(days))


def _day(expression: str, name: str) -> int:
    if name.isdigit():
        return int(name)
    if name not in _DAYS:
        raise _wrong(expression, f"{name!r} is no day of the week")
    return _DAYS.index(name)


def _wrong(expression: str, why: str) -> ConfigError:
    return ConfigError("config.toml", f"{why}, not {expression!r}", key="report.at")
