"""Reading a history of observations: one look a run, when it was made, what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from monitor.judge import reasons
from monitor.model import Evidence, Observation

_READ = (Evidence.ALIVE, Evidence.ALTERED)
_ABSENT = (Evidence.ABSENT, Evidence.GONE)


def utc(at: datetime) -> datetime:
    """A time as aware UTC. A naive one, which nothing of ours writes, is taken as UTC."""
    if at.tzinfo is UTC:
        return at
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def instant(look: Observation) -> datetime:
    """When a look was made, as aware UTC."""
    return utc(look.at)


def read(look: Observation) -> bool:
    """Whether a look read the article."""
    return look.evidence in _READ


def absent(look: Observation) -> bool:
    """Whether a look was told that the article is not there: 404 and its like, or 410."""
    return look.evidence in _ABSENT


def held(look: Observation) -> str:
    """Why a gate lets no removal be said on this look; nothing where none does."""
    return next((name.removeprefix("held: ") for name in look.evidence_names if name.startswith("held: ")), "")


def one_a_run(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """One look a run, in the order of recording; what another archive said is none.

    Where a run read the article at all, that is its look; else what showed the article or its site gone; else its
    last word. So a run counts once, however often it fetched, and never against a page that it read.
    """
    runs: dict[object, list[Observation]] = {}
    for one in observations:
        if not reasons.speaks_of_archive(one.reason):
            runs.setdefault(one.run or instant(one), []).append(one)
    return tuple(_weightiest(run) for run in runs.values())


def _weightiest(run: Sequence[Observation]) -> Observation:
    for kinds in (_READ, _ABSENT, (Evidence.NAME_GONE,)):
        found = [one for one in run if one.evidence in kinds]
        if found:
            return found[-1]
    return run[-1]
