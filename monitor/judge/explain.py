"""`monitor explain`: every look as a line a person can read, what each was worth, and the rule that came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.judge import say
from monitor.judge.instead import UNPROVEN
from monitor.judge.looks import absent, elapsed, held, instant, one_a_run, read, utc
from monitor.judge.tally import SITE_DAYS, SITE_SPAN, Tally, one_a_day, tally
from monitor.judge.waiting import SUSPICIOUS
from monitor.model import Decision, Evidence, Observation, RemovalPolicy

_FULFILLED: Final = "with this look the rule was fulfilled: removed"
# How wide the columns are: `2026-11-22 06:00 UTC`, `404`.
_WHEN: Final = 22
_STATUS: Final = 8
_STILL: Final = "still so, after the rule was fulfilled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One look: when, in which run, the status, what it showed, and what it was worth towards a removal."""

    at: datetime
    run: str
    status: int | None
    showed: str
    worth: str
    snapshot: str = ""


def lines(observations: Sequence[Observation], policy: RemovalPolicy, *, now: datetime) -> tuple[Line, ...]:
    """A table of a history, one line a run, as it was recorded."""
    looks = one_a_run(observations)
    starts = [0, *(index for index, look in enumerate(looks) if index and (read(look) or _moved(looks, index)))]
    found: list[Line] = []
    # A count runs from one reading of the article to the next: each is made up once, for all of its looks.
    for start, end in zip(starts, [*starts[1:], len(looks)], strict=True):
        counted = looks[start:end]
        then = utc(now) if end == len(looks) else max(map(instant, counted))
        count = tally(counted, policy, now=then)
        found += [_line(look, count, policy, elsewhere=_elsewhere(look, looks[-1])) for look in counted]
    return tuple(found)


def _moved(looks: Sequence[Observation], index: int) -> bool:
    """Whether the seed's owner gave it another address before this look."""
    before, after = looks[index - 1].url, looks[index].url
    return bool(before and after and before != after)


def _elsewhere(look: Observation, last: Observation) -> str:
    return look.url if look.url and last.url and look.url != last.url else ""


def _line(look: Observation, count: Tally, policy: RemovalPolicy, *, elsewhere: str) -> Line:
    told = [look.detail] if look.detail and look.reason != "offline" else []
    if elsewhere:
        told.append(f"at {elsewhere}, the address that the seed had then")
    if look.ahead:
        side = "ahead of" if look.ahead > 0 else "behind"
        told.append(
            f"this machine's clock said {say.when(utc(look.at))}, {say.about(look.ahead)} {side} what"
            f" {say.times(look.clocks, 'site')} said"
        )
    detail = f" ({'; '.join(told)})" if told else ""
    return Line(
        at=instant(look),
        run=look.run,
        status=look.status,
        showed=say.showed(look) + detail,
        worth="it counts no more: the seed's address is another now" if elsewhere else _worth(look, count, policy),
        snapshot=look.snapshot,
    )


def explain(
    observations: Sequence[Observation], decision: Decision, policy: RemovalPolicy, *, now: datetime
) -> list[str]:
    """The looks as a table, then in plain sentences the policy, the verdict and its rule.

    Looks that follow each other and say the same are one row, with their number and the last one's date.
    """
    rows = [_row(group) for group in _groups(lines(observations, policy, now=now))]
    table = [f"{'when':<{_WHEN}}{'status':<{_STATUS}}what was seen, and what it was worth", *rows] if rows else []
    verdict = f"Verdict: {decision.verdict.value} ({decision.reason}). {decision.rule}" if rows else decision.rule
    return [*table, policy_in_words(policy), verdict]


def _groups(found: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in found:
        if groups and (groups[-1][-1].status, groups[-1][-1].showed, groups[-1][-1].worth) == (
            line.status,
            line.showed,
            line.worth,
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _row(group: Sequence[Line]) -> str:
    first, last = group[0], group[-1]
    status = "—" if first.status is None else str(first.status)
    more = f" So on {len(group)} looks, the last on {say.when(last.at)}." if len(group) > 1 else ""
    words = f"{say.sentence(first.showed)} {say.sentence(first.worth)}{more}"
    return f"{say.when(first.at):<{_WHEN}}{status:<{_STATUS}}{words}"


def policy_in_words(policy: RemovalPolicy) -> str:
    """What it takes to call an article removed."""
    lowered = " This is less than usual." if policy.lowered else ""
    return (
        f"Removed is said after {say.times(policy.checks)} that found the article gone, at least"
        f" {say.span_of(policy.spacing)} apart, over at least {say.span_of(policy.span)}; after"
        f" {say.times(policy.explicit_checks)}, as far apart, where the site says 410; and where the site itself is"
        f" gone on {SITE_DAYS} days over two weeks. One look that reads the article starts the count anew.{lowered}"
    )


def _worth(look: Observation, count: Tally, policy: RemovalPolicy) -> str:
    if read(look):
        return "the article was read; any count towards a removal starts anew"
    if look.reason in SUSPICIOUS and count.cleared is look:
        return "it agrees with an earlier look, so this is the article; any count starts anew"
    if absent(look) or look.evidence is Evidence.NAME_GONE:
        worth = _worth_absent(look, count, policy) if absent(look) else _worth_nameless(look, count)
        return f"{worth}; no removal is said on it: {held(look)}" if held(look) else worth
    return "no sign of an edit or a removal; it neither counts nor clears"


def _worth_absent(look: Observation, count: Tally, policy: RemovalPolicy) -> str:
    if count.removal is not None and instant(look) >= count.removal.at:
        fulfilled = count.removal.looks[-1] is look
        return _FULFILLED if fulfilled else _STILL
    streak = next((one for one in count.streaks if any(look is other for other in one.all)), None)
    if streak is None:
        return "it does not count: a clock was wrong, or the article was read since"
    place = _place(look, streak.counted)
    if not place:
        slow = say.slower(streak, look, policy)
        return f"it does not count: less than {say.span_of(policy.spacing)} after the last that did{slow}"
    number = f"{place} of {say.times(max(1, policy.checks))} needed"
    if place >= max(1, policy.checks) and elapsed(streak.counted[0], look) < timedelta(seconds=policy.span):
        number += f", but not over {say.span_of(policy.span)} yet"
    if place == 1 and streak is not count.streaks[0]:
        number += f", anew, more than {say.span_of(policy.forget_after)} after the one before"
    explicit = _place(look, streak.gone)
    if explicit:
        number = f"{explicit} of {max(1, policy.explicit_checks)} for 410; {number} in all"
    if look.code == UNPROVEN and not _place(look, streak.proven):
        return f"a suspicion, {number}, that settles nothing until it is proven"
    return f"it counts: {number}"


def _worth_nameless(look: Observation, count: Tally) -> str:
    if count.removal is not None and count.removal.rule == "nameless" and instant(look) >= count.removal.at:
        fulfilled = count.removal.looks[-1] is look
        return _FULFILLED if fulfilled else _STILL
    for streak in count.named:
        if any(look is other for other in streak):
            until = [day for day in one_a_day(streak) if instant(day) <= instant(look)]
            needed = f"of {SITE_DAYS}" if len(until) <= SITE_DAYS else f"({SITE_DAYS} are needed)"
            over = "" if len(until) < SITE_DAYS else f", over less than {SITE_SPAN.days} days yet"
            return f"day {len(until)} {needed} on which the site was gone{over}; it counts for nothing else"
    return "it does not count: a clock was wrong"


def _place(look: Observation, counted: Sequence[Observation]) -> int:
    """The look's number among those that count, from 1; 0 where it is none of them."""
    return next((number for number, one in enumerate(counted, start=1) if one is look), 0)
