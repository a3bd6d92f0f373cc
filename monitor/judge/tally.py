"""What a history of looks amounts to: what counts towards a removal, what does not, and why.

It names no verdict; `decide` does, and `explain` prints the same accounts. All of it follows from the observations and
the policy alone, so that anyone can count again.

How it counts
- A run is one look, however often it fetched: where the article was read at all in a run, that is the run's look.
- Only a look that read the article clears. Looks that learned nothing neither count nor clear.
- 404s and the like count where they lie `spacing` apart; 410s share that count and have a shorter one of their own.
- A suspicion with a gap of more than `forget_after` starts anew. A removal once reached stands until the article is
  read again, whatever is learned or not learned in between.
- Time is what can be believed (`looks.instant`, `looks.elapsed`): our own clock's, corrected where the hosts of a run
  agree that it was wrong. Where nobody could vouch for it, a look dated later than now, or earlier than the look that
  cleared before it, came while a clock was wrong: it does not count.
- Days on which the site's name was gone, parked or replaced count apart (`site_gone`); an answer of the site itself
  in between starts that count anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from monitor.judge.instead import UNPROVEN
from monitor.judge.looks import absent, elapsed, held, instant, one_a_run, read, utc
from monitor.judge.waiting import follow
from monitor.model import Evidence, Observation, RemovalPolicy

# Clocks of one run may differ from `now` by as long as a run may take.
SLACK: Final = timedelta(hours=1)
# `site_gone`: contract, table of verdicts.
SITE_DAYS: Final = 5
SITE_SPAN: Final = timedelta(days=14)

Rule = Literal["absent", "gone", "nameless"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A rule that was fulfilled: by which looks, the last of them being the one that fulfilled it.

    `absent` is the rule of 404 and its like, `gone` that of 410, `nameless` that of a site that is no more.
    """

    rule: Rule
    looks: tuple[Observation, ...]

    @property
    def since(self) -> datetime:
        return instant(self.looks[0])

    @property
    def at(self) -> datetime:
        return instant(self.looks[-1])

    @property
    def reason(self) -> str:
        return "site_gone" if self.rule == "nameless" else self.looks[-1].reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """One streak of looks that showed the article gone since it was last read, in the order of time.

    `counted` are those that lie far enough apart, `gone` the 410s that do, `proven` those that do and count towards a
    removal (a soft 404 that no probe has proven does not).
    """

    all: tuple[Observation, ...]
    counted: tuple[Observation, ...]
    proven: tuple[Observation, ...]
    gone: tuple[Observation, ...]

    @property
    def since(self) -> datetime:
        return instant(self.all[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The account of what was seen since the article was last read.

    `cleared` is the look that read it. `streaks` are the suspicions since then, `named` the streaks of looks at which
    the site's name was gone, each oldest first; `aside` are looks that showed the article gone and cannot be dated.
    `removal` is the rule that was fulfilled first, if one was.
    """

    cleared: Observation | None = None
    streaks: tuple[Suspicion, ...] = ()
    named: tuple[tuple[Observation, ...], ...] = ()
    aside: tuple[Observation, ...] = ()
    removal: Removal | None = None

    @property
    def suspicion(self) -> Suspicion | None:
        """The newest."""
        return self.streaks[-1] if self.streaks else None

    @property
    def days(self) -> tuple[Observation, ...]:
        """The first look of each day of the newest streak without a name."""
        return one_a_day(self.named[-1]) if self.named else ()


def tally(
    observations: Sequence[Observation],
    policy: RemovalPolicy,
    *,
    now: datetime,
    read_elsewhere_at: datetime | None = None,
) -> Tally:
    """Count a history, in the order in which it was recorded. Total: any history has an account.

    `read_elsewhere_at`: the newest instant at which another archive read the article; what we were told up to then
    was told to us alone, and does not count.
    """
    now = utc(now)
    recent = _since_read(observations)
    looks = one_a_run(recent)
    confirmed = {id(one) for one, state in follow(recent, policy) if state and state.last is one and state.reason}
    last = max((at for at, look in enumerate(looks) if read(look) or id(look) in confirmed), default=-1)
    cleared = looks[last] if last >= 0 else None
    since, dated = looks[last + 1 :], _dated(looks[last + 1 :], cleared, read_elsewhere_at, now)
    undated = {id(look) for look in since} - {id(look) for look in dated}
    streaks = [_suspect(streak, policy) for streak in _streaks([look for look in dated if absent(look)], policy)]
    named = [tuple(streak) for part in _parts(dated) for streak in _streaks(part, policy)]
    removals = [_removal(streak, policy) for streak in streaks] + [_nameless(streak) for streak in named]
    return Tally(
        cleared=cleared,
        streaks=tuple(streaks),
        named=tuple(named),
        aside=tuple(look for look in since if absent(look) and id(look) in undated),
        removal=min((one for one in removals if one is not None), key=lambda one: one.at, default=None),
    )


def _since_read(observations: Sequence[Observation]) -> Sequence[Observation]:
    """From the run on in which the article was last read: what was before that counts no more."""
    for last in range(len(observations) - 1, -1, -1):
        if read(observations[last]):
            first = last
            while first > 0 and observations[first].run and observations[first - 1].run == observations[first].run:
                first -= 1
            return observations[first:]
    return observations


def _dated(
    looks: Iterable[Observation], cleared: Observation | None, read_elsewhere_at: datetime | None, now: datetime
) -> list[Observation]:
    """The looks that count, as far as their dates go. Those before the reading that cleared are of a wrong clock; those
    before another archive's reading were refuted by it. A date that itself lies ahead proves neither."""
    floor = instant(cleared) if cleared is not None and instant(cleared) <= now + SLACK else None
    refuted = utc(read_elsewhere_at) if read_elsewhere_at and utc(read_elsewhere_at) <= now + SLACK else None
    return [
        look
        for look in looks
        if (refuted is None or instant(look) >= refuted)
        and (look.clocks or (instant(look) <= now + SLACK and (floor is None or instant(look) >= floor)))
    ]


def _streaks(looks: Iterable[Observation], policy: RemovalPolicy) -> list[list[Observation]]:
    """Looks in the order of time, parted where more than `forget_after` lies between two."""
    streaks: list[list[Observation]] = []
    for look in sorted(looks, key=instant):
        if streaks and instant(look) - instant(streaks[-1][-1]) <= timedelta(seconds=policy.forget_after):
            streaks[-1].append(look)
        else:
            streaks.append([look])
    return streaks


# ── the article ───────────────────────────────────────────────────────────────────────────────────


def _suspect(streak: Sequence[Observation], policy: RemovalPolicy) -> Suspicion:
    # One proof is enough for the streak: it shows how this site says "not found".
    shown = any(look.reason == "soft_404" and look.code != UNPROVEN for look in streak)
    proven = [look for look in streak if look.code != UNPROVEN or shown]
    return Suspicion(
        all=tuple(streak),
        counted=_spaced(streak, policy),
        proven=_spaced(proven, policy),
        gone=_spaced([look for look in streak if look.evidence is Evidence.GONE], policy),
    )


def _spaced(looks: Iterable[Observation], policy: RemovalPolicy) -> tuple[Observation, ...]:
    """The looks that count: the first, and each that lies at least `spacing` after the last that counted."""
    counted: list[Observation] = []
    for look in looks:
        if not counted or _apart(counted[-1], look, policy.spacing):
            counted.append(look)
    return tuple(counted)


def _apart(one: Observation, other: Observation, seconds: float) -> bool:
    return elapsed(one, other) >= timedelta(seconds=seconds)


def _removal(suspicion: Suspicion, policy: RemovalPolicy) -> Removal | None:
    """Which of the two rules a streak fulfilled first."""
    fit = [look for look in suspicion.all if not held(look) and look.code != UNPROVEN]
    gone = [look for look in fit if look.evidence is Evidence.GONE]
    ways = (
        _fulfilled("gone", suspicion.gone, gone, policy.explicit_checks, 0.0, policy.spacing),
        _fulfilled("absent", suspicion.proven, fit, policy.checks, policy.span, policy.spacing),
    )
    return min((way for way in ways if way is not None), key=lambda one: one.at, default=None)


def _fulfilled(
    rule: Rule,
    counted: Sequence[Observation],
    deciding: Sequence[Observation],
    checks: int,
    span: float,
    spacing: float,
) -> Removal | None:
    """The first look that makes up the number and the time, together with those that were counted before it.

    The deciding look need not itself be in the count: it must lie `spacing` after those before it, and `span` after
    the first.
    """
    before = counted[: max(1, checks) - 1]
    if not counted or len(before) < max(1, checks) - 1:
        return None
    for look in deciding:
        if look in before or not _apart(counted[0], look, span) or (before and not _apart(before[-1], look, spacing)):
            continue
        return Removal(rule=rule, looks=(*before, look))
    return None


# ── the site ──────────────────────────────────────────────────────────────────────────────────────


def _parts(looks: Iterable[Observation]) -> list[list[Observation]]:
    """Looks at which the site's name was gone, parted where the site itself answered in between."""
    parts: list[list[Observation]] = [[]]
    for look in looks:
        if look.evidence is Evidence.NAME_GONE:
            parts[-1].append(look)
        elif look.status is not None and look.reason != "offline":
            parts.append([])
    return [part for part in parts if part]


def one_a_day(looks: Sequence[Observation]) -> tuple[Observation, ...]:
    """The first look of each day, in UTC."""
    days: dict[date, Observation] = {}
    for look in looks:
        days.setdefault(instant(look).date(), look)
    return tuple(days.values())


def _nameless(streak: Sequence[Observation]) -> Removal | None:
    """The first look at which the name had been gone on `SITE_DAYS` different days over `SITE_SPAN`."""
    days = one_a_day(streak)
    for look in streak:
        if elapsed(days[0], look) < SITE_SPAN or held(look):
            continue
        earlier = tuple(day for day in days if instant(day).date() < instant(look).date())
        if len(earlier) + 1 >= SITE_DAYS:
            return Removal(rule="nameless", looks=(*earlier, look))
    return None
