"""Looks to make histories of, and what is said of a history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.judge import announce, decide
from monitor.judge.reasons import REASONS, verdict_of
from monitor.model import Decision, Evidence, Observation, RemovalPolicy, Verdict

START = datetime(2026, 11, 22, 6, tzinfo=UTC)
POLICY = RemovalPolicy()
STATUS = {
    "http_404": 404,
    "http_410": 410,
    "http_403": 403,
    "http_451": 451,
    "http_5xx": 503,
    "timeout": None,
    "dns": None,
}

# Reasons of looks that learn nothing.
SILENCES = sorted(
    name for name in REASONS if verdict_of(name) in (Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.REFUSED)
)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def seen(hours: float, reason: str, evidence: Evidence = Evidence.NONE, **more: Any) -> Observation:
    """A look, so many hours after the start, in a run of its own."""
    plain = Observation(
        at=at(hours), run=f"run-{hours:g}", evidence=evidence, verdict=verdict_of(reason), reason=reason,
        status=STATUS.get(reason, 200),
    )  # fmt: skip
    return replace(plain, **more)


def alive(hours: float, **more: Any) -> Observation:
    return seen(hours, "same_text", Evidence.ALIVE, **{"text": "copy", **more})


def altered(hours: float, **more: Any) -> Observation:
    return seen(hours, "text_differs", Evidence.ALTERED, **{"text": "edited", **more})


def lost(hours: float, **more: Any) -> Observation:
    return seen(hours, "http_404", Evidence.ABSENT, **more)


def gone(hours: float, **more: Any) -> Observation:
    return seen(hours, "http_410", Evidence.GONE, **more)


def soft(hours: float, **more: Any) -> Observation:
    return seen(hours, "soft_404", Evidence.ABSENT, **more)


def nameless(hours: float, **more: Any) -> Observation:
    return seen(hours, "dns", Evidence.NAME_GONE, **{"code": "dns_nxdomain", **more})


def blocked(hours: float, **more: Any) -> Observation:
    return seen(hours, "http_403", **more)


def silent(hours: float, **more: Any) -> Observation:
    return seen(hours, "timeout", **more)


def shrunk(hours: float, *names: str, text: str = "little") -> Observation:
    return seen(hours, "shrunk", text=text, evidence_names=names or ("stands",))


def judge(*history: Observation, policy: RemovalPolicy = POLICY, **more: Any) -> Decision:
    """The verdict at the time of the last look."""
    now = history[-1].at if history else START
    return decide(history, policy, **{"now": now, **more})


def story(*history: Observation, policy: RemovalPolicy = POLICY) -> list[tuple[Decision, bool]]:
    """Each check's decision in turn, and whether it was news."""
    told: list[tuple[Decision, bool]] = []
    stood: Decision | None = None
    for index in range(len(history)):
        until = history[: index + 1]
        decision = decide(until, policy, now=until[-1].at, previous=stood)
        told.append((decision, announce(stood, decision, observations=until)))
        stood = decision if decision.verdict is not Verdict.OFFLINE else stood
    return told


def news(*history: Observation) -> list[str]:
    """The verdicts that were news, in turn."""
    return [decision.verdict.value for decision, new in story(*history) if new]


def spaced(times: Sequence[datetime], apart: timedelta) -> int:
    """The largest number of instants that lie so far apart."""
    count, last = 0, None
    for instant in times:
        if last is None or instant - last >= apart:
            count, last = count + 1, instant
    return count
