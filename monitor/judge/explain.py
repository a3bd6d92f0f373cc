"""`monitor explain`: every look as a line a person can read, what each was worth, and the rule that came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.judge import say
from monitor.judge.instead import UNPROVEN
from monitor.judge.looks import absent, instant, read
from monitor.judge.tally import SITE_DAYS, Tally, tally
from monitor.judge.waiting import SUSPICIOUS
from monitor.model import Decision, Evidence, Observation, RemovalPolicy


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
    count = tally(observations, policy, now=now)
    found, since = [], 0
    for index, look in enumerate(count.looks):
        if read(look):
            since = index
        then = tally(count.looks[since : index + 1], policy, now=instant(look)) if _counts(look) else count
        detail = f" ({look.detail})" if look.detail else ""
        line = Line(
            at=instant(look), run=look.run, status=look.status, snapshot=look.snapshot,
            showed=say.showed(look) + detail, worth=_worth(look, then, policy),
        )  # fmt: skip
        found.append(line)
    return tuple(found)


def explain(
    observations: Sequence[Observation], decision: Decision, policy: RemovalPolicy, *, now: datetime
) -> list[str]:
    """Plain sentences: the looks one by one, then the policy, then the verdict and its rule."""
    told = [
        f"{say.when(line.at)}: {line.showed}. {say.sentence(line.worth)}"
        for line in lines(observations, policy, now=now)
    ]
    return [*told, policy_in_words(policy), f"Verdict: {decision.verdict.value} ({decision.reason}). {decision.rule}"]


def policy_in_words(policy: RemovalPolicy) -> str:
    """What it takes to call an article removed."""
    lowered = " This is less than usual." if policy.lowered else ""
    return (
        f"Removed is said after {say.times(policy.checks)} that found the article gone, at least"
        f" {say.span_of(policy.spacing)} apart, over at least {say.span_of(policy.span)}; after"
        f" {say.times(policy.explicit_checks)}, as far apart, where the site says 410; and where the site itself is"
        f" gone on {SITE_DAYS} days over two weeks. One look that reads the article starts the count anew.{lowered}"
    )


def _counts(look: Observation) -> bool:
    """Whether what a look is worth hangs on those before it."""
    return absent(look) or look.evidence is Evidence.NAME_GONE or look.reason in SUSPICIOUS


def _worth(look: Observation, then: Tally, policy: RemovalPolicy) -> str:
    if read(look):
        return "the article was read; any count towards a removal starts anew"
    if look.reason in SUSPICIOUS and then.cleared is look:
        return "it agrees with an earlier look, so this is the article; any count starts anew"
    if absent(look):
        return _worth_absent(look, then, policy)
    if look.evidence is Evidence.NAME_GONE:
        return f"day {len(then.days)} of {SITE_DAYS} on which the site was gone; it counts for nothing else"
    return "no sign of an edit or a removal; it neither counts nor clears"


def _worth_absent(look: Observation, then: Tally, policy: RemovalPolicy) -> str:
    if then.removal is not None and then.removal.looks[-1] is look:
        return "with this look the rule was fulfilled: removed"
    if then.removal is not None:
        return "still so, after the rule was fulfilled"
    suspicion = then.suspicion
    if suspicion is None or look not in suspicion.all:
        return "it does not count: a clock was wrong, or another archive read the article later"
    if look not in suspicion.counted:
        return f"it does not count: less than {say.span_of(policy.spacing)} after the last that did"
    number = f"{len(suspicion.counted)} of {say.times(max(1, policy.checks))} needed"
    if look in suspicion.gone:
        number = (
            f"{len(suspicion.gone)} of {say.times(max(1, policy.explicit_checks))} needed for 410, and {number} for all"
        )
    if look.code == UNPROVEN and look not in suspicion.proven:
        return f"a suspicion, {number}, that settles nothing until it is proven"
    return f"it counts: {number}"
