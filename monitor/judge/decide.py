"""A history of observations and the policy → the verdict on one article, and the rule behind it in plain words.

Pure and total: the same history gives the same verdict, whoever asks and however often; any history gives one. It
fetches nothing, remembers nothing and reads no clock.

    no address → unlocated                    our own network was down → offline
    the last look read the article → intact, edited (and `restored`, where it had been removed)
    a rule of removal was fulfilled since it was last read → removed, whatever today's look could or could not learn
    little is left of the text → unreadable and `pending`, until a later look agrees → edited
    the last look showed it gone → missing    else: what the last look was called, and the suspicion stands beside it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from monitor.judge import say
from monitor.judge.looks import absent, at_its_address, elapsed, held, instant, one_a_run, read, utc
from monitor.judge.tally import SITE_DAYS, SITE_SPAN, Removal, Suspicion, Tally, tally
from monitor.judge.waiting import SUSPICIOUS, Waiting, waiting
from monitor.model import Decision, Evidence, Missing, Observation, Pending, RemovalPolicy, Verdict

# A site that alternates between texts does it within days; an author who takes an edit back and makes it again
# does not, as a rule. Texts that returned once within this time are variants.
ALTERNATES: Final = timedelta(days=7)
# A seed that no look has learned anything about for so long is listed as such (research, faults 4.3).
UNCHECKED: Final = timedelta(days=7)
# After a look that learned nothing, the next one waits at least this long (or the spacing, where that is shorter).
BREATHER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What every branch may look at. `last` is the look that is judged."""

    observations: Sequence[Observation]
    looks: Sequence[Observation]
    policy: RemovalPolicy
    now: datetime
    previous: Decision | None
    read_elsewhere_at: datetime | None

    @property
    def last(self) -> Observation:
        return self.looks[-1]

    def count(self, observations: Sequence[Observation] | None = None) -> Tally:
        held = self.observations if observations is None else observations
        return tally(held, self.policy, now=self.now, read_elsewhere_at=self.read_elsewhere_at)

    @property
    def earlier(self) -> list[Observation]:
        """What had been observed when this run began."""
        last = self.looks[-1] if self.looks else None
        return [
            one for one in self.observations if last is None or not (one is last or (one.run and one.run == last.run))
        ]


def decide(
    observations: Sequence[Observation],
    policy: RemovalPolicy,
    *,
    now: datetime,
    has_url: bool = True,
    offline: bool = False,
    previous: Decision | None = None,
    read_elsewhere_at: datetime | None = None,
) -> Decision:
    """The verdict on a history, oldest first; the last run in it is the check that is judged.

    `offline`: our own network was down in that run, so its looks say nothing. `previous` is the decision last told;
    only `restored` hangs on it, where the policy has changed since. `read_elsewhere_at` is the newest instant at
    which another archive's capture shows the article.
    """
    if not has_url:
        return Decision(verdict=Verdict.UNLOCATED, reason="no_url", rule=say.unlocated())
    observations = at_its_address(observations)
    case = _Case(
        observations=observations, looks=one_a_run(observations), policy=policy, now=utc(now), previous=previous,
        read_elsewhere_at=None if read_elsewhere_at is None else utc(read_elsewhere_at),
    )  # fmt: skip
    if offline:
        return _offline(case)
    if not case.looks:
        return Decision(verdict=Verdict.OFFLINE, reason="offline", rule=say.never_checked())
    if read(case.last):
        return _read(case)
    pending = waiting(observations, policy)
    if pending is not None and pending.reason and case.last.reason in SUSPICIOUS:
        return _confirmed(case, pending)
    count = case.count()
    if count.removal is not None:
        return _removed(case, count.removal)
    if absent(case.last):
        return _missing(case, count)
    return _unlearned(case, count, pending)


# ── the branches ──────────────────────────────────────────────────────────────────────────────────


def _offline(case: _Case) -> Decision:
    """Nothing was learned about anybody; what stood before this run still stands."""
    last = case.looks[-1] if case.looks else None
    if last is not None and last.verdict is Verdict.REFUSED:
        return Decision(verdict=Verdict.REFUSED, reason=last.reason, rule=say.unlearned(last, None, None))
    count = case.count(case.earlier)
    missing = _standing(count, case.policy, last)
    since, words = _unchecked(case)
    return Decision(
        verdict=Verdict.OFFLINE,
        reason="offline",
        rule=say.offline(count.removal, missing) + words,
        missing=missing,
        unchecked_since=since,
        next_at=missing.next_at if missing is not None else None,
    )


def _read(case: _Case) -> Decision:
    """The article was read: whatever was suspected is over."""
    last, flags = case.last, set(case.last.flags)
    back = _was_removed(case)
    if back:
        flags.add("restored")
    if _alternates(_texts(case.looks)):
        flags.add("variant")
    # While the same edit stands, so does what was seen of it when it was made.
    before = next((look for look in reversed(case.looks[:-1]) if read(look)), None)
    if before is not None and last.evidence is Evidence.ALTERED and last.text and before.text == last.text:
        flags |= before.flags & {"silent", "disclosed"}
    held = frozenset(flags)
    return Decision(
        verdict=last.verdict, reason=last.reason, rule=say.read(last, restored=back, flags=held), flags=held
    )


def _confirmed(case: _Case, pending: Waiting) -> Decision:
    """Little text, twice the same: the article was cut down, or a notice took its place."""
    back = _was_removed(case)
    return Decision(
        verdict=Verdict.EDITED,
        reason=pending.reason,
        rule=say.confirmed(pending, restored=back),
        flags=case.last.flags | (frozenset({"restored"}) if back else frozenset()),
    )


def _removed(case: _Case, removal: Removal) -> Decision:
    """The rule was fulfilled, and the article was not read since. Today's look need not have learned anything."""
    return Decision(
        verdict=Verdict.REMOVED,
        reason=removal.reason,
        rule=say.removed(removal, case.last, case.policy),
        flags=case.last.flags | _lowered(case.policy),
    )


def _missing(case: _Case, count: Tally) -> Decision:
    """The last look was told that the article is not there, and that does not suffice yet."""
    last, policy = case.last, case.policy
    if count.suspicion is None and case.read_elsewhere_at is not None and instant(last) < case.read_elsewhere_at:
        rule = say.read_elsewhere(last, case.read_elsewhere_at)
        return Decision(verdict=Verdict.BLOCKED, reason="geo", rule=rule, flags=last.flags)
    if count.suspicion is None:
        # The clock was wrong: the look is told, and counts for nothing.
        after = instant(last) + timedelta(seconds=policy.spacing)
        missing = Missing(count=0, needed=max(1, policy.checks), since=instant(last), next_at=after)
        rule = say.undatable(last, missing)
    else:
        missing = _progress(count.suspicion, policy)
        rule = say.missing(count.suspicion, missing, last, policy)
    if case.previous is not None and case.previous.verdict is Verdict.REMOVED:
        rule += say.retold()
    return Decision(
        verdict=Verdict.MISSING,
        reason=last.reason,
        rule=rule,
        flags=last.flags | _lowered(policy),
        missing=missing,
        next_at=missing.next_at,
    )


def _unlearned(case: _Case, count: Tally, pending: Waiting | None) -> Decision:
    """What the last look was called by itself; a suspicion, and a text that waits, stand beside it unchanged."""
    last, policy = case.last, case.policy
    missing = _standing(count, policy, last)
    waits = _waits(pending, last, policy)
    since, words = _unchecked(case)
    return Decision(
        verdict=last.verdict,
        reason=last.reason,
        rule=say.unlearned(last, missing, waits, of_site=count.suspicion is None) + words,
        unchecked_since=since,
        flags=last.flags | (_lowered(policy) if missing is not None else frozenset()),
        missing=missing,
        pending=waits,
        next_at=min((one.next_at for one in (missing, waits) if one is not None), default=None),
    )


def _unchecked(case: _Case) -> tuple[datetime | None, str]:
    """Since when no look has learned anything about a seed, where that is a week or more, and what is said of it."""
    if not case.looks:
        return None, ""
    learned = [look for look in case.looks if (read(look) or absent(look)) and instant(look) <= case.now]
    since = instant(learned[-1]) if learned else min(instant(look) for look in case.looks)
    if case.now - since < UNCHECKED:
        return None, ""
    return since, say.unchecked(since, ever=bool(learned))


# ── how far it has come ───────────────────────────────────────────────────────────────────────────


def _progress(suspicion: Suspicion, policy: RemovalPolicy) -> Missing:
    """Count, and when the next look would count; that of the two rules which can be fulfilled sooner."""
    spacing = timedelta(seconds=policy.spacing)
    newest = instant(suspicion.all[-1])
    ways = [_way(suspicion.counted, max(1, policy.checks), spacing, timedelta(seconds=policy.span), newest)]
    if suspicion.gone:
        ways.append(_way(suspicion.gone, max(1, policy.explicit_checks), spacing, timedelta(0), newest))
    _, count, needed, next_at = min(ways, key=lambda way: (way[0], way[2]))
    late = _not_passed(suspicion.counted[-1], suspicion.all[-1])
    return Missing(count=count, needed=needed, since=suspicion.since, next_at=next_at + late)


def _not_passed(one: Observation, other: Observation) -> timedelta:
    """How much of the time between two looks has passed by our own clock alone, and is to be waited for yet."""
    return max(timedelta(0), instant(other) - instant(one) - elapsed(one, other))


def _way(
    counted: Sequence[Observation], needed: int, spacing: timedelta, span: timedelta, newest: datetime
) -> tuple[datetime, int, int, datetime]:
    """When a rule can be fulfilled at the earliest, its count, its number, and when the next look would count.

    The last look that is needed is not due before the whole span is covered.
    """
    first, last, count = instant(counted[0]), instant(counted[-1]), len(counted)
    if count < needed:
        complete = max(last + spacing * (needed - count), first + span)
        return complete, count, needed, complete if count + 1 == needed else last + spacing
    # The number is full, and the time is not; or a gate held the last look, and another is needed.
    complete = max(instant(counted[needed - 2]) + spacing if needed > 1 else first, first + span)
    if complete <= newest:
        complete = newest + max(spacing, BREATHER)
    return complete, needed, needed, complete


def _standing(count: Tally, policy: RemovalPolicy, last: Observation | None) -> Missing | None:
    """The suspicion that stands beside a look which learned nothing; None once it is too old, or was no suspicion."""
    found: Missing | None = None
    newest: datetime | None = None
    if count.removal is None and count.suspicion is not None:
        found, newest = _progress(count.suspicion, policy), instant(count.suspicion.all[-1])
    elif count.removal is None and len(count.days) >= 2:
        found, newest = _site_progress(count.days), instant(count.days[-1])
    if found is None or newest is None or last is None:
        return found
    if instant(last) - newest > timedelta(seconds=policy.forget_after):
        return None
    if last.evidence is Evidence.NAME_GONE:
        return found
    # Overdue, and the last look learned nothing: not at once again, or a blocked site would be asked for ever.
    rest = min(BREATHER, timedelta(seconds=policy.spacing))
    return Missing(
        count=found.count, needed=found.needed, since=found.since, next_at=max(found.next_at, instant(last) + rest)
    )


def _site_progress(days: Sequence[Observation]) -> Missing:
    first, newest = instant(days[0]), instant(days[-1])
    tomorrow = datetime.combine(newest.date() + timedelta(days=1), time(), UTC)
    next_at = max(tomorrow, first + SITE_SPAN) if len(days) + 1 >= SITE_DAYS else tomorrow
    return Missing(count=len(days), needed=SITE_DAYS, since=first, next_at=next_at)


def _waits(pending: Waiting | None, last: Observation, policy: RemovalPolicy) -> Pending | None:
    """What waits for a later look; None once one agreed."""
    if pending is None or pending.agreed is not None:
        return None
    apart = timedelta(seconds=max(0.0, policy.confirm_after))
    next_at = instant(pending.first) + apart + _not_passed(pending.first, pending.last)
    if last.reason not in SUSPICIOUS:
        next_at = max(next_at, instant(last) + apart)
    elif held(last):
        # Half a site is put right within hours, not minutes.
        next_at = max(next_at, instant(last) + timedelta(seconds=max(policy.confirm_after, policy.spacing)))
    return Pending(since=instant(pending.first), next_at=next_at, why=pending.first.reason)


def _lowered(policy: RemovalPolicy) -> frozenset[str]:
    return frozenset({"policy_lowered"}) if policy.lowered else frozenset()


# ── looking back ──────────────────────────────────────────────────────────────────────────────────


def _was_removed(case: _Case) -> bool:
    """Whether the article stood as removed when this run began: by what was told, or by counting again."""
    if case.previous is not None and case.previous.verdict is Verdict.REMOVED:
        return True
    earlier = case.earlier
    if earlier and read(earlier[-1]):
        return False  # as with most articles: nothing counts from before, and nothing came after
    return case.count(earlier).removal is not None


def _texts(looks: Sequence[Observation]) -> list[tuple[str, datetime]]:
    """The texts that were read, one after the other, each with when it was last read before another came."""
    texts: list[tuple[str, datetime]] = []
    for look in looks:
        if read(look) and look.text:
            if texts and texts[-1][0] == look.text:
                texts[-1] = (look.text, instant(look))
            else:
                texts.append((look.text, instant(look)))
    return texts


def _alternates(texts: Sequence[tuple[str, datetime]]) -> bool:
    """A, B, A, B: both of the last two texts had been read before, within days."""
    if len(texts) < 4:
        return False
    (newest, at), (other, _) = texts[-1], texts[-2]
    before = [text for text, then in texts[:-2] if at - then <= ALTERNATES]
    return newest in before and other in before
