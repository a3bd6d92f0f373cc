"""A publisher, a site, our network and our clock, each of which does what it likes; and what we say of it all.

The monitor's verdict is set beside a second count, made here in the plainest way there is: by trying all looks that
could have made a removal together. A removal is said if and only if there are such; and each turn is told once (P7).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from monitor.judge import announce, decide, hold, offline
from monitor.model import Decision, Evidence, Observation, Verdict
from tests.looks import POLICY, SILENCES, START, alive, altered, at, gone, lost, nameless, seen, soft

# One time in four, so that what takes days to come about is not always undone before.
SELDOM = st.sampled_from([False, False, False, True])
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Publisher(RuleBasedStateMachine):
    """`hours` is the true time, `wrong` how far our clock is off, `text` what is published (None: nothing)."""

    def __init__(self) -> None:
        super().__init__()
        self.hours = 0.0
        self.wrong = 0.0
        self.runs = 0
        self.text: str | None = "copy"
        self.explicit = False
        self.dead = False
        self.history: list[Observation] = []
        self.stood: Decision | None = None
        self.last: Decision | None = None
        self.told: list[tuple[str, str]] = []
        self.read_before: list[str] = []  # the text that had last been read when each of these was told

    # ── what happens ──

    @rule(hours=SELDOM.flatmap(lambda seldom: st.just(24.0 * 32 if seldom else 12.0)))
    def time_passes(self, hours: float) -> None:
        self.hours += hours

    @precondition(lambda self: self.text is not None)
    @rule(text=st.sampled_from(["copy", "first edit", "second edit", "third edit"]))
    def edit(self, text: str) -> None:
        self.text = text

    @precondition(lambda self: self.text is not None)
    @rule(explicit=st.booleans())
    def take_down(self, explicit: bool) -> None:
        self.text, self.explicit = None, explicit

    @precondition(lambda self: self.text is None)
    @rule(text=st.sampled_from(["copy", "first edit"]), so=SELDOM)
    def put_back(self, text: str, so: bool) -> None:
        self.text = text if so else None

    @rule(so=SELDOM)
    def the_site_dies_or_is_back(self, so: bool) -> None:
        self.dead = self.dead != so

    @rule(days=st.sampled_from([-6, -1, 1, 6]), so=SELDOM)
    def our_clock_is_set(self, days: int, so: bool) -> None:
        self.wrong = 24.0 * days if so else 0.0

    # ── and how we look ──

    @rule(hours=st.sampled_from([0.5, 6.0, 12.0, 24.0, 24.0, 25.0, 36.0, 72.0]), held=st.booleans())
    def look(self, hours: float, held: bool) -> None:
        self.hours += hours
        if self.dead:
            found = nameless(0)
        elif self.text is None:
            found = gone(0) if self.explicit else lost(0)
        else:
            found = (alive if self.text == "copy" else altered)(0, text=self.text)
        self._check(hold(found, "a gate") if held else found)

    @rule(held=st.lists(st.booleans(), min_size=2, max_size=7), hours=st.sampled_from([12.0, 24.0, 30.0, 60.0, 120.0]))
    def look_again_and_again(self, held: list[bool], hours: float) -> None:
        for each in held:
            self.look(hours, each)

    @rule(so=SELDOM)
    def look_while_the_site_is_at_fault(self, so: bool) -> None:
        """404, though the article is published."""
        if so or self.text is None:
            self._check(lost(0))

    @rule(times=st.integers(1, 4), hours=st.sampled_from([24.0, 40.0]), proven=st.booleans())
    def look_at_what_reads_like_not_found(self, times: int, hours: float, proven: bool) -> None:
        """An error page sent as a success; and in the end, now and then, a 404."""
        for _ in range(times):
            self.hours += hours
            self._check(soft(0, code="unproven"))
        if proven:
            self.hours += hours
            self._check(lost(0))

    @rule(reason=st.sampled_from(SILENCES), answered=st.booleans())
    def look_in_vain(self, reason: str, answered: bool) -> None:
        self._check(replace(seen(0, reason), status=403 if answered else None))

    @rule()
    def look_while_we_are_offline(self) -> None:
        self._check(offline(nameless(0)), down=True)

    @rule()
    def ask_again(self) -> None:
        """However often the same is asked, it is not told again."""
        if self.last is not None and self.last.verdict in (Verdict.REMOVED, Verdict.MISSING):
            assert not announce(self.last, self.last, observations=self.history)

    def _check(self, look: Observation, *, down: bool = False) -> None:
        self.runs += 1
        now = at(self.hours + self.wrong + self.runs / 1e6)
        self.history.append(replace(look, run=f"run {self.runs}", at=now))
        decision = decide(self.history, POLICY, now=now, offline=down, previous=self.stood)
        if announce(self.stood, decision, observations=self.history):
            texts = [one.text for one in self.history[:-1] if one.evidence in (Evidence.ALIVE, Evidence.ALTERED)]
            self.read_before.append(texts[-1] if texts else "")
            self.told.append(("restored" if "restored" in decision.flags else decision.verdict.value, look.text))
        self.last = decision
        if decision.verdict is not Verdict.OFFLINE:
            self.stood = decision

    # ── what holds ──

    @invariant()
    def a_removal_is_said_if_and_only_if_the_looks_make_it_up(self) -> None:
        if self.last is None or self.last.verdict is Verdict.OFFLINE:
            return
        assert (self.last.verdict is Verdict.REMOVED) == _is_removed(self.history, self.history[-1].at)

    @invariant()
    def a_removal_is_told_once_until_the_article_is_back(self) -> None:
        turns = [word for word, _ in self.told if word in ("removed", "restored")]
        # A clock that was set right may un-say a removal; what was told once is then told again with the next.
        if all(one.at <= two.at for one, two in pairwise(self.history)):
            assert turns == ["removed", "restored"] * (len(turns) // 2) + ["removed"] * (len(turns) % 2)

    @invariant()
    def a_text_that_was_read_before_is_no_news(self) -> None:
        for (word, text), before in zip(self.told, self.read_before, strict=True):
            assert word not in ("edited", "intact") or text != before

    @invariant()
    def the_article_is_read_or_it_is_not(self) -> None:
        if self.last is None or self.last.verdict is Verdict.OFFLINE:
            return
        read = self.history[-1].evidence in (Evidence.ALIVE, Evidence.ALTERED)
        assert read == (self.last.verdict in (Verdict.INTACT, Verdict.EDITED))
        if self.last.verdict is Verdict.MISSING:
            assert self.last.missing is not None
            assert self.last.missing.next_at > START - 30 * DAY
        if read:
            assert self.last.missing is None


def _is_removed(history: Sequence[Observation], now: datetime) -> bool:
    """By trying all looks together, since the article was last read and but for those that a wrong clock dated."""
    read = [number for number, one in enumerate(history) if one.evidence in (Evidence.ALIVE, Evidence.ALTERED)]
    floor = history[read[-1]].at if read and history[read[-1]].at <= now + HOUR else None
    since = [
        one
        for one in history[read[-1] + 1 if read else 0 :]
        if one.at <= now + HOUR and (floor is None or one.at >= floor)
    ]
    absent = [one for one in since if one.evidence in (Evidence.ABSENT, Evidence.GONE)]
    return any(map(_by_looks, _streaks(absent))) or any(
        _by_days(streak) for part in _nameless(since) for streak in _streaks(part)
    )


def _streaks(looks: Sequence[Observation]) -> list[list[Observation]]:
    found: list[list[Observation]] = []
    for look in sorted(looks, key=lambda one: one.at):
        if found and look.at - found[-1][-1].at <= 30 * DAY:
            found[-1].append(look)
        else:
            found.append([look])
    return found


def _by_looks(streak: Sequence[Observation]) -> bool:
    proven = [one for one in streak if one.code != "unproven"]
    explicit = [one for one in proven if one.evidence is Evidence.GONE]
    return any(
        last.at - first.at >= DAY for last in explicit if not _is_held(last) for first in explicit if first.at < last.at
    ) or any(
        last.at - second.at >= DAY and second.at - first.at >= DAY and last.at - first.at >= 3 * DAY
        for last in proven
        if not _is_held(last)
        for second in proven
        if second.at < last.at
        for first in proven
        if first.at < second.at
    )


def _nameless(looks: Sequence[Observation]) -> list[list[Observation]]:
    """Parted where the site itself answered."""
    parts: list[list[Observation]] = [[]]
    for one in looks:
        if one.evidence is Evidence.NAME_GONE:
            parts[-1].append(one)
        elif one.status is not None and one.reason != "offline":
            parts.append([])
    return [part for part in parts if part]


def _by_days(streak: Sequence[Observation]) -> bool:
    return any(
        one.at - streak[0].at >= 14 * DAY
        and not _is_held(one)
        and len({other.at.date() for other in streak if other.at.date() <= one.at.date()}) >= 5
        for one in streak
    )


def _is_held(look: Observation) -> bool:
    return any(name.startswith("held: ") for name in look.evidence_names)


Publisher.TestCase.settings = settings(
    max_examples=10_000 if os.environ.get("MONITOR_SOAK") else 60, stateful_step_count=40, deadline=None
)
TestPublisher = Publisher.TestCase
