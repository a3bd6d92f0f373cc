"""Reading a history of observations: one look a run, when it was made, what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from monitor.judge import reasons
from monitor.model import Evidence, Observation

# By so much may an answer's way, or a site's own clock, change from look to look.
GIVE = timedelta(minutes=1)
_READ = (Evidence.ALIVE, Evidence.ALTERED)
_ABSENT = (Evidence.ABSENT, Evidence.GONE)


def utc(at: datetime) -> datetime:
    """A time as aware UTC. A naive one, which nothing of ours writes, is taken as UTC."""
    if at.tzinfo is UTC:
        return at
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def instant(look: Observation) -> datetime:
    """When a look was made, as aware UTC: by our own clock, or by the run's hosts where those agree on another time."""
    return utc(look.at) - timedelta(seconds=look.ahead) if look.ahead else utc(look.at)


def elapsed(one: Observation, other: Observation) -> timedelta:
    """The time between two looks at one article that can be believed.

    Where the hosts of a run could not vouch for our clock, and the site itself told the time in both looks, no more
    than its own clock says: a jump of ours makes no days of minutes.
    """
    ours = instant(other) - instant(one)
    if (one.clocks and other.clocks) or one.skew is None or other.skew is None:
        return ours
    theirs = utc(other.at) - utc(one.at) - timedelta(seconds=other.skew - one.skew)
    return min(ours, theirs + GIVE)


def read(look: Observation) -> bool:
    """Whether a look read the article."""
    return look.evidence in _READ


def absent(look: Observation) -> bool:
    """Whether a look was told that the article is not there: 404 and its like, or 410."""
    return look.evidence in _ABSENT


def held(look: Observation) -> str:
    """Why a gate lets no removal be said on this look; nothing where none does."""
    return next((name.removeprefix("held: ") for name in look.evidence_names if name.startswith("held: ")), "")


def at_its_address(observations: Sequence[Observation], url: str | None = None) -> Sequence[Observation]:
    """The looks since the seed's address was last changed by its owner; `url`: what it is now, if not the last look's.

    What was seen at one address says nothing of another: three looks in vain at the old one and one at the new are
    one look in vain.
    """
    wanted = url or (observations[-1].url if observations else "")
    if wanted:
        for place in range(len(observations) - 1, -1, -1):
            if observations[place].url not in ("", wanted):
                return observations[place + 1 :]
    return observations


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
