"""Cron expressions, as cron reads them: when the time of one has come next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from apscheduler.triggers.cron import CronTrigger

from monitor.values import read_cron

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def following(expression: str, timezone: str, at: datetime) -> datetime | None:
    """The first time after `at` that the expression names, in UTC; None where there is none (the 31st of February).

    Five fields, in `timezone`; Sunday is 0 and 7, and where both day fields are restricted either suffices
    (crontab(5)). APScheduler's own reader counts days of the week from Monday and joins the day fields with "and".
    Raises ValueError, which no expression does that a configuration has been read with.
    """
    times = (one.get_next_fire_time(at, at) for one in _triggers(expression, timezone))
    first = min((one for one in times if one is not None), default=None)
    return first.astimezone(UTC) if first else None


def _triggers(expression: str, timezone: str) -> list[CronTrigger]:
    minute, hour, day, month, weekday = read_cron(expression)
    always: dict[str, Any] = {"minute": _listed(minute), "hour": _listed(hour), "month": _listed(month)}
    of_month, of_week = {"day": _listed(day)}, {"day_of_week": ",".join(_DAYS[number] for number in weekday)}
    _, _, written, _, written_week = expression.split()
    both = written.startswith("*") or written_week.startswith("*")
    days = [of_month | of_week] if both else [of_month, of_week]
    return [CronTrigger(**always, **one, timezone=timezone) for one in days]


def _listed(numbers: list[int]) -> str:
    return ",".join(map(str, numbers))
