"""The rule that fired, in plain sentences with dates and counts, as a journalist would want to quote it.

What a sentence says is only what was seen: who answered what, when, and what is still needed. It never says "deleted"
or "censored", which nobody can see from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from monitor.judge import reasons
from monitor.judge.clocks import Clock
from monitor.judge.instead import UNPROVEN
from monitor.judge.looks import absent, held, instant
from monitor.judge.tally import SITE_DAYS, SITE_SPAN, Removal, Suspicion
from monitor.judge.waiting import SUSPICIOUS, Waiting
from monitor.model import Evidence, Missing, Observation, Pending, RemovalPolicy, Verdict

# How `confirm` says that an article is gone at its own address and stands at a further one.
AT_ITS_OWN: Final = "at the article's own address"


def when(at: datetime) -> str:
    """`2026-11-22 06:00 UTC`."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def span_of(seconds: float) -> str:
    """A length of time in words: `3 days`, `36 hours`, `10 minutes`."""
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0 and (name != "day" or seconds >= 2 * size):
            count = int(seconds // size)
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"


def about(seconds: float) -> str:
    """A length of time, rounded: `9 days`, `14 hours`, `12 minutes`."""
    minutes = round(abs(seconds) / 60)
    if minutes < 120:
        return times(minutes, "minute")
    return times(round(minutes / 60), "hour") if minutes < 48 * 60 else times(round(minutes / 1440), "day")


def times(count: int, what: str = "check") -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def listed(looks: Sequence[Observation], *, most: int = 6) -> str:
    """The times of looks, in order; the middle of a long list is counted."""
    shown = [when(instant(look)) for look in looks]
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most} more", shown[-1]]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else ""


def sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:].rstrip(".") + "."


# ── the time ──────────────────────────────────────────────────────────────────────────────────────


def clock(clock: Clock) -> str:
    """What is wrong with this machine's clock, whose fault it is, and what to do; nothing where nothing is."""
    if clock.wrong:
        side = "ahead of" if clock.ahead > 0 else "behind"
        return (
            f"This machine's clock seems to be {about(clock.ahead)} {side} what {times(clock.hosts, 'site')} say, which"
            " agree with each other. All that was fetched is kept; towards a removal the days are counted by their"
            " time, and all other dates of this run are this machine's. Let it keep its time by the network."
        )
    if not clock.doubtful:
        return ""
    if not clock.told:
        return (
            f"At {times(clock.untimely, 'site')} the certificate is not valid at the time that this machine's clock"
            " shows: the clock may be wrong. Let the machine keep its time by the network."
        )
    return (
        f"This machine's clock differs by {about(clock.apart)} from what {times(clock.told, 'site')} said, too few to"
        " tell whose clock is wrong. All that was fetched is kept; towards a removal no more time is counted than the"
        " article's own site says has passed. If this machine's clock is right, name pages of three other sites under"
        " [removal] online_checks."
    )


def dated(looks: Sequence[Observation]) -> list[str]:
    """By whose clock looks are dated, where not by ours."""
    wrong = [look for look in looks if look.ahead]
    if not wrong:
        return []
    look = wrong[-1]
    side = "ahead of" if look.ahead > 0 else "behind"
    when_ = "then" if len(wrong) == len(looks) else f"when it was {when(instant(look))}"
    return [
        f"This machine's clock was {about(look.ahead)} {side} what {times(look.clocks, 'site')} said {when_}; the dates"
        " here are theirs."
    ]


# ── what needs no counting ────────────────────────────────────────────────────────────────────────


def unlocated() -> str:
    return "The note gives no address, so there is nothing to look at. Nothing is known about the original."


def never_checked() -> str:
    return "Never checked: no look at this article is recorded yet."


def showed(look: Observation) -> str:
    """One look as a clause: what it showed, and what is known beyond it."""
    if look.reason == "dns" and look.evidence is Evidence.NAME_GONE:
        return "the site's name did not exist"
    words = reasons.words_of(look.reason)
    if look.reason in ("http_4xx", "http_5xx") and look.status is not None:
        words = f"{words} ({look.status})"
    if look.reason == "http_451" and look.status != 451:
        words = "the page said that it is not shown here, for legal reasons or in this country"
    if look.reason == "soft_404" and look.code == UNPROVEN:
        words += ", by the looks of it"
    return words


def read(look: Observation, *, restored: bool, flags: frozenset[str]) -> str:
    parts = [sentence(f"on {when(instant(look))} {showed(look)}")]
    if look.verdict is Verdict.EDITED:
        parts.append("That is only said when two complete fetches agree.")
    if restored:
        parts.append("It had been removed; it is back.")
    if "status_mismatch" in flags and look.status is not None:
        parts.append(
            f"The site sent it with status {look.status}, as if it were not there; what stands in the page counts."
        )
    if "moved" in flags and look.detail.startswith(AT_ITS_OWN):
        parts.append(sentence(look.detail))
    elif "moved" in flags:
        parts.append("Its address now leads to another one, where the same article stands.")
    if "variant" in flags:
        parts.append("The site alternates between several texts; this is one that was read before.")
    return " ".join(parts)


def confirmed(pending: Waiting, *, restored: bool) -> str:
    first, agreed = instant(pending.first), instant(pending.agreed or pending.last)
    if pending.reason == "withdrawn":
        what = "The page is the article's, and a notice stands where the text was."
    else:
        what = "Little is left of the article's text."
    parts = [what, f"First seen so on {when(first)}; a later look, on {when(agreed)}, read the very same."]
    if restored:
        parts.append("Before that the article had been removed.")
    return " ".join(parts)


def undatable(look: Observation, missing: Missing) -> str:
    return (
        f"{sentence(showed(look))} The look is dated {when(instant(look))}, which does not fit what is recorded: a"
        f" clock was wrong. It does not count; {times(missing.needed)} are needed."
    )


def read_elsewhere(look: Observation, at: datetime) -> str:
    return (
        f"On {when(instant(look))} {showed(look)}. But another archive read the article on {when(at)}, later than that:"
        " the site answers others, not us, or it is back. This is no sign of a removal."
    )


# ── towards a removal ─────────────────────────────────────────────────────────────────────────────


def missing(suspicion: Suspicion, missing: Missing, last: Observation, policy: RemovalPolicy) -> str:
    """`The site answered 404 … on 1 of 3 checks needed, the first on …; the next that counts: …`"""
    by_gone = (
        missing.needed == max(1, policy.explicit_checks) and len(suspicion.gone) == missing.count and suspicion.gone
    )
    what = _what(suspicion.gone if by_gone else suspicion.all)
    parts = [
        f"Possibly missing, not confirmed: {what} on {missing.count} of"
        f" {times(missing.needed)} needed, the first on {when(missing.since)}."
    ]
    if by_gone:
        parts.append(f"Checks count when they lie at least {span_of(policy.spacing)} apart.")
    else:
        parts.append(
            f"Checks count when they lie at least {span_of(policy.spacing)} apart, and must cover"
            f" {span_of(policy.span)} in all."
        )
    parts += _held_up(suspicion, missing, last)
    if last not in suspicion.counted:
        slow = slower(suspicion, last, policy)
        parts.append(f"This look did not count: it came too soon after the one before{slow}.")
    parts.append(f"The next that counts: {when(missing.next_at)} or later.")
    parts += dated([*suspicion.all, last])
    parts += _lowered(policy)
    return " ".join(parts)


def slower(suspicion: Suspicion, look: Observation, policy: RemovalPolicy) -> str:
    """Whose clock says that a look came too soon, where ours does not."""
    before = [one for one in suspicion.counted if instant(one) <= instant(look)][-1:]
    ours = bool(before) and (instant(look) - instant(before[0])).total_seconds() >= policy.spacing
    return ", by the site's own clock, though not by this machine's: one of the two is wrong" if ours else ""


def retold() -> str:
    return " It was told as removed before, by another policy; by this one that is not confirmed."


def _what(looks: Sequence[Observation]) -> str:
    kinds = list(dict.fromkeys(reasons.words_of(look.reason) for look in looks))
    return " or ".join(kinds[:3])


def _held_up(suspicion: Suspicion, missing: Missing, last: Observation) -> list[str]:
    """Why the number is full and it is still no removal."""
    parts = []
    why = held(last)
    if why:
        parts.append(f"No removal is said on this look: {why}.")
    unproven = [look for look in suspicion.all if look.code == UNPROVEN]
    if unproven and len(suspicion.proven) < missing.needed:
        parts.append(
            "An error page that comes as a success settles nothing until it is shown that this site answers so for"
            " addresses that it does not have."
        )
    return parts


def _lowered(policy: RemovalPolicy) -> list[str]:
    if not policy.lowered:
        return []
    return [
        f"The policy is lower than usual: {times(policy.checks)}, {span_of(policy.spacing)} apart, over"
        f" {span_of(policy.span)}; {times(policy.explicit_checks)} for 410."
    ]


def removed(removal: Removal, last: Observation, policy: RemovalPolicy) -> str:
    """`On 3 checks the site answered 404 (not found): … The rule asks for …`"""
    looks = removal.looks
    if removal.rule == "nameless":
        what = (
            f"The site is gone: on {len(looks)} different days from {day(removal.since)} to {day(removal.at)} its name"
            f" did not exist, or something else stood in its place. The rule asks for {SITE_DAYS} days over at least"
            f" {SITE_SPAN.days}."
        )
    else:
        needed = max(1, policy.explicit_checks if removal.rule == "gone" else policy.checks)
        apart = f", at least {span_of(policy.spacing)} apart" if needed > 1 and policy.spacing > 0 else ""
        over = f", over at least {span_of(policy.span)}" if removal.rule != "gone" and policy.span > 0 else ""
        what = (
            f"On {times(len(looks))} {_what(looks)}: {listed(looks)}. The rule asks for"
            f" {times(needed)}{apart}{over}; it was fulfilled on {when(removal.at)}."
        )
    parts = [what, "The article was not read in between." if len(looks) > 1 else ""]
    if instant(last) > removal.at:
        parts.append(_today(last))
    parts += dated([*looks, last])
    parts += _lowered(policy) if removal.rule != "nameless" else []
    return " ".join(filter(None, parts))


def _today(last: Observation) -> str:
    if absent(last) or last.evidence is Evidence.NAME_GONE:
        return f"On {when(instant(last))} it was still so."
    return (
        f"The last look, on {when(instant(last))}, could not tell: {showed(last)}. That changes nothing until the"
        " article is read again."
    )


def unlearned(look: Observation, missing: Missing | None, pending: Pending | None, *, of_site: bool = False) -> str:
    parts = [sentence(f"on {when(instant(look))} {showed(look)}")]
    if look.verdict is Verdict.REFUSED:
        parts.append("Nothing was fetched, and nothing is known about the original.")
    elif pending is None or look.reason not in SUSPICIOUS:
        parts.append("This look could not tell whether the article still stands: no sign of an edit or a removal.")
    if pending is not None:
        seen = (
            "That" if look.reason in SUSPICIOUS else f"On {when(pending.since)} {reasons.words_of(pending.why)}. That"
        )
        parts.append(
            f"{seen} may have been half a page: it is only said when a look on {when(pending.next_at)} or later reads"
            " the very same."
        )
    if missing is not None and of_site:
        parts.append(
            "The site's name has been gone, or something else stood in its place, on"
            f" {times(missing.count, 'day')}, the first on {day(missing.since)}; {missing.needed} over at least"
            f" {SITE_SPAN.days} are needed."
        )
    elif missing is not None:
        parts.append(
            f"A removal is suspected since {when(missing.since)}, on {missing.count} of {times(missing.needed)} needed;"
            " this look neither counts nor clears."
        )
    return " ".join([*parts, *dated([look])])


def unchecked(since: datetime, *, ever: bool) -> str:
    """` Not truly checked since 2026-11-02.`"""
    return f" Not truly checked since {day(since)}" + ("." if ever else ", when it was first looked at.")


def offline(removal: Removal | None, missing: Missing | None) -> str:
    parts = ["Our own network was down during this run: nothing was learned about any article."]
    if removal is not None:
        parts.append(f"What was known stands: removed, last confirmed on {when(removal.at)}.")
    elif missing is not None:
        parts.append(f"What was suspected stands: {missing.count} of {times(missing.needed)} needed.")
    return " ".join(parts)
