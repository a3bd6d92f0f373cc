"""What holds for every history of looks (research, faults 4.4, amended for `site_gone`): P1 to P6, and P8."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.judge import announce, decide, explain, hold, offline
from monitor.judge.reasons import REASONS
from monitor.model import Evidence, Observation, RemovalPolicy, Verdict
from tests.looks import SILENCES, START, alive, altered, judge, seen, spaced

KINDS: list[tuple[str, Evidence]] = [
    ("same_text", Evidence.ALIVE),
    ("text_differs", Evidence.ALTERED),
    ("http_404", Evidence.ABSENT),
    ("redirect_home", Evidence.ABSENT),
    ("soft_404", Evidence.ABSENT),
    ("http_410", Evidence.GONE),
    ("dns", Evidence.NAME_GONE),
    ("parked", Evidence.NAME_GONE),
]
MANY = settings(max_examples=10_000 if os.environ.get("MONITOR_SOAK") else 100)


@st.composite
def histories(draw: st.DrawFn, kinds: Sequence[tuple[str, Evidence]] = KINDS, most: int = 14) -> list[Observation]:
    """Looks in the order of time: stretches of the same, now and then too close together, now and then weeks apart."""
    found: list[Observation] = []
    hours = 0.0
    while len(found) < most and draw(st.integers(0, 4)):
        reason, evidence = draw(st.sampled_from(list(kinds)))
        step = draw(st.sampled_from([0.1, 6, 12, 23.9, 24, 24, 25, 48, 72, 120, 24 * 31]))
        for _ in range(draw(st.integers(1, 5))):
            hours += step
            run = f"r{len(found)}"
            if draw(st.integers(0, 4)) == 0:
                look = seen(hours, draw(st.sampled_from(SILENCES)), run=run)
                found.append(replace(look, status=None) if draw(st.booleans()) else look)
            else:
                code = draw(st.sampled_from(["", "unproven"])) if reason == "soft_404" else ""
                look = seen(hours, reason, evidence, run=run, code=code, text=reason)
                found.append(hold(look, "a gate") if draw(st.integers(0, 4)) == 0 else look)
    return found


@MANY
@given(histories())
def test_p1_no_removal_without_enough_evidence(history: list[Observation]) -> None:
    """Two 410s, or three that were not there over three days, or five days in two weeks without a name, unread."""
    if not history or judge(*history).verdict is not Verdict.REMOVED:
        return
    read = [at for at, one in enumerate(history) if one.evidence in (Evidence.ALIVE, Evidence.ALTERED)]
    since = history[read[-1] + 1 :] if read else history
    day = timedelta(days=1)
    explicit = [one.at for one in since if one.evidence is Evidence.GONE]
    absent = [one.at for one in since if one.evidence in (Evidence.GONE, Evidence.ABSENT)]
    named = [one.at for one in since if one.evidence is Evidence.NAME_GONE]
    assert (
        spaced(explicit, day) >= 2
        or (spaced(absent, day) >= 3 and absent[-1] - absent[0] >= timedelta(days=3))
        or (len({one.date() for one in named}) >= 5 and named[-1] - named[0] >= timedelta(days=14))
    )


@MANY
@given(histories(KINDS[:6]), st.data())
def test_p2_what_is_no_evidence_never_changes_a_removal(history: list[Observation], data: st.DataObject) -> None:
    """Inserted anywhere, in any number: the counts and the verdict on a removal stay as they were.

    Amended: for a site whose name is gone, an answer of the site itself is evidence that it is not.
    """
    if not history:
        return
    silence = data.draw(st.sampled_from(SILENCES))
    place = data.draw(st.integers(0, len(history) - 1))
    number = data.draw(st.integers(1, 3))
    nothing = [seen(0, silence, run=f"x{index}", at=history[place].at) for index in range(number)]
    assert judge(*history[:place], *nothing, *history[place:]) == judge(*history)
    # At the end it is told, and what was known stands beside it.
    before = judge(*history)
    after = judge(*history, replace(nothing[0], at=history[-1].at))
    assert (after.verdict is Verdict.REMOVED) == (before.verdict is Verdict.REMOVED)
    if before.verdict is Verdict.MISSING and before.missing is not None and after.missing is not None:
        assert replace(after.missing, next_at=START) == replace(before.missing, next_at=START)


@MANY
@given(histories(), st.sampled_from([alive, altered]))
def test_p3_one_reading_ends_every_removal(history: list[Observation], read: Callable[..., Observation]) -> None:
    """After any prefix."""
    decision = judge(*history, read(0, at=history[-1].at if history else START, run="last"))
    assert decision.verdict in (Verdict.INTACT, Verdict.EDITED)
    assert decision.missing is None
    assert decision.pending is None


@MANY
@given(histories(), st.data())
def test_p4_an_observation_recorded_twice_counts_once(history: list[Observation], data: st.DataObject) -> None:
    """A retry, an overlapping run, a replay after a crash."""
    if not history:
        return
    place = data.draw(st.integers(0, len(history) - 1))
    again = replace(history[place], run=data.draw(st.sampled_from([history[place].run, "again"])))
    decision = judge(*history[: place + 1], again, *history[place + 1 :])
    once = judge(*history)
    assert (decision.verdict, decision.reason, decision.missing) == (once.verdict, once.reason, once.missing)


@MANY
@given(histories(), st.integers(-14, 14))
def test_p5_the_zone_of_a_clock_changes_nothing(history: list[Observation], hours: int) -> None:
    """The same instants, written in another zone."""
    zone = timezone(timedelta(hours=hours))
    if history:
        moved = [replace(one, at=one.at.astimezone(zone)) for one in history]
        assert judge(*moved) == judge(*history)


@MANY
@given(histories(KINDS[:6]), st.sampled_from([-1, 1]))
def test_p5_an_hour_of_daylight_saving_changes_nothing(history: list[Observation], hours: int) -> None:
    """All of the history an hour earlier or later: the same verdict, the same count."""
    if history:
        moved = [replace(one, at=one.at + timedelta(hours=hours)) for one in history]
        one, other = judge(*moved), judge(*history)
        assert (one.verdict, one.reason, one.flags) == (other.verdict, other.reason, other.flags)
        assert (one.missing and one.missing.count) == (other.missing and other.missing.count)


@MANY
@given(histories(), st.data())
def test_p5_a_wrong_clock_that_others_put_right_changes_nothing(
    history: list[Observation], data: st.DataObject
) -> None:
    """Run by run our own clock jumps about, and the run's hosts agree on the time."""
    if not history:
        return
    jumps = st.sampled_from([-400 * 86400, -5 * 86400, -7200, 0, 0, 900, 9 * 86400, 3650 * 86400])
    jumped = []
    for one in history:
        ahead = data.draw(jumps)
        jumped.append(replace(one, at=one.at + timedelta(seconds=ahead), ahead=ahead, clocks=3))
    right = [replace(one, clocks=3) for one in history]
    here, there = judge(*right), judge(*jumped, now=history[-1].at)
    assert replace(there, rule="") == replace(here, rule="")


@MANY
@given(histories(KINDS[:6]))
def test_p5_no_removal_by_a_clock_that_the_site_contradicts(history: list[Observation]) -> None:
    """Nobody can vouch for our clock, and all of these looks were made within minutes by the site's own."""
    skewed = []
    for index, one in enumerate(history):
        real = START + timedelta(minutes=index)
        skewed.append(replace(one, skew=round((one.at - real).total_seconds())))
    if skewed:
        assert judge(*skewed).verdict is not Verdict.REMOVED


@MANY
@given(histories(), st.data())
def test_p6_offline_runs_are_no_looks(history: list[Observation], data: st.DataObject) -> None:
    """Wherever they stand, whatever they seemed to show."""
    if not history:
        return
    place = data.draw(st.integers(0, len(history) - 1))
    down = offline(replace(data.draw(st.sampled_from(history)), run="down", at=history[place].at))
    assert judge(*history[:place], down, *history[place:]) == judge(*history)
    assert judge(*history, replace(down, at=history[-1].at), offline=True).verdict is Verdict.OFFLINE


EPOCH, FAR = datetime(1970, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone itself, or none
WILD = st.builds(
    Observation,
    at=st.datetimes(EPOCH, FAR, timezones=st.sampled_from([None, UTC])),
    run=st.sampled_from(["", "a", "b"]) | st.text(max_size=5),
    evidence=st.sampled_from(Evidence),
    verdict=st.sampled_from(Verdict),
    reason=st.sampled_from(sorted(REASONS)) | st.text(max_size=12),
    status=st.none() | st.integers(-1, 1000),
    text=st.sampled_from(["", "x", "y"]),
    code=st.sampled_from(["", "unproven", "not_modified"]),
    flags=st.frozensets(st.sampled_from(["silent", "moved", "variant"]), max_size=2),
    evidence_names=st.lists(st.sampled_from(["stands", "remains", "headline", "notice", "held: x"]), max_size=3).map(
        tuple
    ),
)


@MANY
@given(
    st.lists(WILD, max_size=12),
    st.builds(
        RemovalPolicy, checks=st.integers(-1, 6), explicit_checks=st.integers(-1, 4),
        spacing=st.floats(0, 1e7), span=st.floats(0, 1e7), confirm_after=st.floats(0, 1e6),
        forget_after=st.floats(0, 1e8),
    ),
    st.booleans(),
)  # fmt: skip
def test_p8_any_history_has_a_verdict(history: list[Observation], policy: RemovalPolicy, down: bool) -> None:
    """Total, explained, and never new to one who asks twice."""
    decision = decide(history, policy, now=START, offline=down)
    assert isinstance(decision.verdict, Verdict)
    assert decision.rule
    assert decide(history, policy, now=START, offline=down) == decision
    assert explain(history, decision, policy, now=START)
    announce(None, decision, observations=history)
