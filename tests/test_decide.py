"""A history of looks → one verdict, and the rule that led to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from monitor.judge import announce, decide, explain, hold, lines, offline
from monitor.judge.reasons import REASONS, verdict_of
from monitor.model import (
    Comparison,
    Decision,
    Edit,
    Evidence,
    Missing,
    Observation,
    RemovalPolicy,
    Verdict,
)

ROOT = Path(__file__).resolve().parents[1]
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


# ── a removal takes time ──────────────────────────────────────────────────────────────────────────


def test_a_first_404_is_possibly_missing() -> None:
    """Told at once, with how far it has come and when the next look counts."""
    decision = judge(alive(0), lost(24))
    assert (decision.verdict, decision.reason) == (Verdict.MISSING, "http_404")
    assert decision.missing == Missing(count=1, needed=3, since=at(24), next_at=at(48))
    assert decision.next_at == at(48)


def test_a_404_that_passes_is_forgotten() -> None:
    """G63: once 404, then the article: nothing is left of it, and nothing is told."""
    decision = judge(alive(0), lost(24), alive(30))
    assert (decision.verdict, decision.missing, decision.flags) == (Verdict.INTACT, None, frozenset())
    assert news(alive(0), lost(24), alive(30)) == ["missing"]


def test_three_404s_over_three_days_are_a_removal() -> None:
    """G64: and not an hour before."""
    assert judge(lost(0), lost(24), lost(71.9)).verdict is Verdict.MISSING
    decision = judge(lost(0), lost(24), lost(72))
    assert (decision.verdict, decision.reason, decision.missing) == (Verdict.REMOVED, "http_404", None)


def test_three_404s_in_two_days_wait_for_the_third() -> None:
    """The number is full, the time is not; the next look is due when it is."""
    decision = judge(lost(0), lost(24), lost(48))
    assert decision.missing == Missing(count=3, needed=3, since=at(0), next_at=at(72))
    assert judge(lost(0), lost(24), lost(48), lost(72)).verdict is Verdict.REMOVED


def test_the_last_look_that_is_needed_comes_when_the_time_is_full() -> None:
    """Two of three: what decides is due a day after the second and three days after the first."""
    assert judge(lost(0), lost(24)).next_at == at(72)
    assert judge(lost(0), lost(60)).next_at == at(84)


def test_looks_too_close_together_count_once() -> None:
    """A hundred 404s in a day are one."""
    decision = judge(*(lost(hour / 5) for hour in range(100)))
    assert decision.missing is not None
    assert decision.missing.count == 1


def test_a_look_between_two_counted_ones_may_still_decide() -> None:
    """0 h, 30 h and 73 h are three looks a day apart over three days, though 60 h was counted in between."""
    assert judge(lost(0), lost(30), lost(60), lost(73)).verdict is Verdict.REMOVED


def test_a_run_counts_once_however_often_it_fetched() -> None:
    """Contract: a check counts once per run, even with no spacing at all."""
    policy = RemovalPolicy(checks=2, spacing=0, span=0, explicit_checks=2)
    assert judge(lost(0, run="a"), lost(1, run="a"), policy=policy).verdict is Verdict.MISSING
    assert judge(lost(0, run="a"), lost(1, run="b"), policy=policy).verdict is Verdict.REMOVED


def test_a_run_that_read_the_article_is_no_sign_of_a_removal() -> None:
    """Whichever of its fetches came first."""
    for first, second in ((alive, lost), (lost, alive)):
        decision = judge(lost(0), lost(24), first(72, run="x"), second(72.1, run="x"))
        assert decision.verdict is Verdict.INTACT


def test_two_410s_a_day_apart_are_a_removal() -> None:
    """G66: the site says so in so many words."""
    assert judge(gone(0)).missing == Missing(count=1, needed=2, since=at(0), next_at=at(24))
    assert judge(gone(0), gone(23.9)).verdict is Verdict.MISSING
    decision = judge(gone(0), gone(24))
    assert (decision.verdict, decision.reason) == (Verdict.REMOVED, "http_410")


def test_404_and_410_share_one_count() -> None:
    """G68: 404, 410, 404 over three days is one removal, told once."""
    assert judge(lost(0), gone(24), lost(72)).verdict is Verdict.REMOVED
    assert news(alive(-24), lost(0), gone(24), lost(72), lost(96)) == ["missing", "removed"]


def test_other_ways_of_not_being_there_share_it_too() -> None:
    """G74, G75: the home page, a section, a proven soft 404."""
    ways = ["redirect_home", "redirect_section", "soft_404"]
    history = [seen(36 * index, reason, Evidence.ABSENT) for index, reason in enumerate(ways)]
    decision = judge(*history)
    assert (decision.verdict, decision.reason) == (Verdict.REMOVED, "soft_404")


def test_an_old_suspicion_starts_anew() -> None:
    """More than thirty days between two 404s: the first is forgotten."""
    decision = judge(lost(0), lost(24), lost(24 * 40))
    assert decision.missing is not None
    assert (decision.missing.count, decision.missing.since) == (1, at(24 * 40))


def test_a_suspicion_that_nobody_could_check_for_a_month_is_dropped() -> None:
    """It stands beside what could not be learned for thirty days, and then no more."""
    assert judge(lost(0), blocked(24 * 30)).missing is not None
    assert judge(lost(0), blocked(24 * 30 + 1)).missing is None


def test_a_suspicion_is_told_once_whatever_lies_between() -> None:
    """404, a refusal, 404 again: one suspicion. Read in between: two."""
    assert news(lost(0), blocked(24), lost(25)) == ["missing"]
    assert news(lost(0), alive(24), blocked(25), lost(26)) == ["missing", "missing"]


def test_a_removal_outlasts_a_gap() -> None:
    """Once reached it stands until the article is read, however long nobody looked."""
    assert judge(lost(0), lost(24), lost(72), lost(24 * 90)).verdict is Verdict.REMOVED


# ── what is no evidence ───────────────────────────────────────────────────────────────────────────


def challenged(hours: float) -> Observation:
    return seen(hours, "challenge")


def unread(hours: float) -> Observation:
    return seen(hours, "no_article")


@pytest.mark.parametrize("other", [blocked, silent, challenged, unread])
def test_what_learns_nothing_neither_counts_nor_clears(other: Callable[[float], Observation]) -> None:
    """The verdict is what the look was called; the suspicion stands beside it."""
    decision = judge(lost(0), lost(24), other(48))
    assert decision.verdict is other(48).verdict
    assert decision.missing is not None
    assert (decision.missing.count, decision.missing.since) == (2, at(0))
    assert judge(lost(0), lost(24), other(48), lost(72)).verdict is Verdict.REMOVED
    assert judge(*(other(24 * day) for day in range(60))).verdict is other(0).verdict


def test_a_removed_article_on_a_site_that_is_down_today_is_removed() -> None:
    """A confirmed removal is not undone by an outage; the rule says that today's look could not tell."""
    decision = judge(lost(0), lost(24), lost(72), silent(96))
    assert (decision.verdict, decision.reason) == (Verdict.REMOVED, "http_404")
    assert "could not tell" in decision.rule
    assert news(lost(0), lost(24), lost(72), silent(96), lost(120), blocked(144)) == ["missing", "removed"]


def test_a_blocked_site_is_not_asked_for_ever() -> None:
    """An overdue look that learned nothing leaves the site in peace for an hour."""
    decision = judge(lost(0), blocked(30))
    assert decision.next_at == at(31)


def test_a_withheld_page_is_reported_at_the_second_look_and_never_removed() -> None:
    """G67: 451 is a block with a name of its own."""
    refusals = [seen(24 * day, "http_451") for day in range(30)]
    assert {decision.verdict for decision, _ in story(alive(-24), *refusals)} == {Verdict.INTACT, Verdict.BLOCKED}
    assert [new for _, new in story(alive(-24), *refusals)][:5] == [False, False, True, False, False]
    assert news(*refusals) == ["blocked"]


def test_our_own_outage_changes_nothing() -> None:
    """G95: an offline run is said of every article, and is worth nothing towards anything."""
    history = (lost(0), lost(24), lost(72))
    decision = judge(*history, offline=True)
    assert (decision.verdict, decision.reason) == (Verdict.OFFLINE, "offline")
    assert decision.missing is not None
    assert decision.missing.count == 2
    after = judge(lost(0), lost(24), offline(lost(72)), lost(73))
    assert after.verdict is Verdict.REMOVED
    assert judge(lost(0), lost(24), offline(lost(72)), blocked(73)).verdict is Verdict.BLOCKED


def test_a_removal_is_not_told_again_after_our_own_outage() -> None:
    """Offline stands between two checks and says nothing about either."""
    assert news(lost(0), lost(24), lost(72), offline(lost(96)), lost(120)) == ["missing", "removed"]
    assert news(lost(0), offline(lost(24)), lost(25)) == ["missing"]


def test_a_seed_without_an_address_is_unlocated() -> None:
    """Even while we are offline."""
    decision = decide((), POLICY, now=START, has_url=False, offline=True)
    assert (decision.verdict, decision.reason) == (Verdict.UNLOCATED, "no_url")


def test_an_address_that_is_not_fetched_is_refused_offline_too() -> None:
    """That rests on our own rules, and not on the network."""
    assert judge(seen(0, "private_address"), offline=True).verdict is Verdict.REFUSED


# ── a site that is gone ───────────────────────────────────────────────────────────────────────────


def test_a_name_gone_on_five_days_over_two_weeks_is_a_removal() -> None:
    """Fewer days, or fewer weeks, are an outage."""
    days = [nameless(24 * day) for day in (0, 3, 7, 11)]
    assert judge(*days, nameless(24 * 13)).verdict is Verdict.UNREACHABLE
    decision = judge(*days, nameless(24 * 14))
    assert (decision.verdict, decision.reason) == (Verdict.REMOVED, "site_gone")
    assert judge(*(nameless(hour) for hour in range(0, 24 * 4, 4)), nameless(24 * 14)).verdict is Verdict.REMOVED
    assert judge(nameless(0), nameless(1), nameless(2), nameless(3), nameless(24 * 15)).verdict is Verdict.UNREACHABLE


def test_parked_and_replaced_count_with_a_name_that_is_gone() -> None:
    """The site's end has several faces."""
    faces = [("dns", 0), ("parked", 4), ("site_replaced", 8), ("parked", 11), ("parked", 14)]
    decision = judge(*(seen(24 * day, reason, Evidence.NAME_GONE) for reason, day in faces))
    assert decision.reason == "site_gone"


def test_an_answer_of_the_site_itself_starts_that_count_anew() -> None:
    """Between two days without a name the site answered 403: its name is not gone."""
    days = [nameless(24 * day) for day in (0, 3, 7, 11)]
    assert judge(*days, blocked(24 * 12), nameless(24 * 14)).verdict is Verdict.UNREACHABLE
    assert judge(*days, silent(24 * 12), nameless(24 * 14)).verdict is Verdict.REMOVED


def test_one_day_without_a_name_is_no_suspicion() -> None:
    """From the second day on it is told how far it has come."""
    assert judge(nameless(0)).missing is None
    second = judge(nameless(0), nameless(24))
    assert second.verdict is Verdict.UNREACHABLE
    assert second.missing is not None
    assert (second.missing.count, second.missing.needed) == (2, 5)


def test_a_name_that_is_gone_says_nothing_about_404s() -> None:
    """The two counts are apart."""
    assert judge(lost(0), nameless(24), nameless(72)).verdict is Verdict.UNREACHABLE


# ── back again ────────────────────────────────────────────────────────────────────────────────────


def test_an_article_that_is_back_is_restored_once() -> None:
    """G69: one report, and then it is simply there."""
    history = (lost(0), lost(24), lost(72), alive(96), alive(120))
    assert [sorted(decision.flags) for decision, _ in story(*history)][3:] == [["restored"], []]
    assert news(*history) == ["missing", "removed", "intact"]


def test_an_article_that_is_back_and_edited_is_both() -> None:
    """G70: one report says it all."""
    decision = judge(lost(0), lost(24), lost(72), altered(96))
    assert (decision.verdict, decision.flags) == (Verdict.EDITED, frozenset({"restored"}))


def test_what_was_told_removed_under_another_policy_is_restored() -> None:
    """The policy was raised since; what was said has to be taken back all the same."""
    told = Decision(verdict=Verdict.REMOVED, reason="http_404", rule="")
    assert "restored" in judge(lost(0), alive(1), previous=told).flags


# ── little text ───────────────────────────────────────────────────────────────────────────────────


def test_a_shrunk_article_waits_for_a_later_look() -> None:
    """Until then it is unreadable and pending; then it is edited."""
    first = judge(alive(-24), shrunk(0))
    assert (first.verdict, first.reason) == (Verdict.UNREADABLE, "shrunk")
    assert first.pending is not None
    assert (first.pending.since, first.pending.next_at, first.pending.why) == (at(0), at(1 / 6), "shrunk")
    assert judge(alive(-24), shrunk(0), shrunk(0.1)).verdict is Verdict.UNREADABLE
    later = judge(alive(-24), shrunk(0), shrunk(0.2))
    assert (later.verdict, later.reason, later.pending) == (Verdict.EDITED, "text_differs", None)
    assert judge(alive(-24), shrunk(0), shrunk(0.2), shrunk(24)).verdict is Verdict.EDITED
    history = (alive(-48), alive(-24), shrunk(0), shrunk(0.2), shrunk(24), blocked(25), shrunk(48))
    assert news(*history) == ["edited"]
    assert announce(judge(*history[:3]), judge(*history[:4]), since_last=SAME, observations=history[:4])


def test_a_later_look_that_reads_the_whole_article_ends_it() -> None:
    """It was half a page."""
    decision = judge(alive(-24), shrunk(0), alive(0.2))
    assert (decision.verdict, decision.pending) == (Verdict.INTACT, None)
    assert news(alive(-24), shrunk(0), alive(0.2)) == []


def test_half_a_page_again_after_a_whole_one_waits_anew() -> None:
    """What was read in between refutes the first; the second needs a look of its own."""
    decision = judge(shrunk(0), alive(1), shrunk(2))
    assert decision.verdict is Verdict.UNREADABLE
    assert decision.pending is not None
    assert decision.pending.since == at(2)


def test_another_text_under_the_known_headline_is_an_edit_and_a_bare_frame_is_not() -> None:
    """The page owns to being the article, twice: only a text that stands there can be what it says now."""
    assert judge(shrunk(0, "headline", "other text"), shrunk(1, "headline", "other text")).verdict is Verdict.EDITED
    assert judge(shrunk(0, "headline"), shrunk(1, "headline")).verdict is Verdict.UNREADABLE


def test_another_little_text_starts_anew() -> None:
    """Two half pages that differ confirm nothing."""
    decision = judge(shrunk(0), shrunk(1, text="less"))
    assert (decision.verdict, decision.pending is not None) == (Verdict.UNREADABLE, True)


def test_a_notice_in_the_texts_place_is_withdrawn() -> None:
    """G83: the page owns to being the article, and a notice stands there, twice."""
    decision = judge(shrunk(0, "headline", "notice"), shrunk(1, "headline", "notice"))
    assert (decision.verdict, decision.reason) == (Verdict.EDITED, "withdrawn")


def test_a_page_that_owns_to_nothing_stays_unreadable() -> None:
    """However often it comes: it is not that article edited."""
    decision = judge(shrunk(0, "nothing"), shrunk(1, "nothing"))
    assert (decision.verdict, decision.pending) == (Verdict.UNREADABLE, None)


def test_the_servers_word_is_no_second_look() -> None:
    """A 304 after half a page says that the page is the same, not that it was whole."""
    assert judge(shrunk(0), replace(shrunk(1), code="not_modified")).verdict is Verdict.UNREADABLE


def test_a_blocked_look_leaves_the_waiting_text_as_it_was() -> None:
    """Not evidence, here too."""
    decision = judge(shrunk(0), blocked(0.1))
    assert (decision.verdict, decision.pending is not None) == (Verdict.BLOCKED, True)
    assert judge(shrunk(0), blocked(0.1), shrunk(0.2)).verdict is Verdict.EDITED


def test_a_cut_article_ends_a_suspicion() -> None:
    """It was read: what was counted before counts no more."""
    decision = judge(lost(0), lost(24), shrunk(48), shrunk(49), lost(72))
    assert decision.missing is not None
    assert decision.missing.count == 1


# ── gates ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_soft_404_that_no_probe_has_proven_is_never_a_removal() -> None:
    """It is told, and waits; one proof speaks for the whole streak."""
    guesses = [soft(24 * day, code="unproven") for day in range(20)]
    decision = judge(*guesses)
    assert (decision.verdict, decision.next_at) == (Verdict.MISSING, at(24 * 20))
    assert judge(*guesses[:4], soft(97)).verdict is Verdict.REMOVED
    assert judge(lost(0), lost(24), soft(72, code="unproven")).verdict is Verdict.MISSING


def test_a_soft_404_that_no_probe_has_proven_does_not_count_beside_404s() -> None:
    """Two 404s and a guess over three days are two."""
    assert judge(lost(0), soft(24, code="unproven"), lost(72)).verdict is Verdict.MISSING
    assert judge(lost(0), soft(24), lost(72)).verdict is Verdict.REMOVED


def test_a_held_look_counts_and_does_not_decide() -> None:
    """G96: many articles of the site went at once; the verdict waits for a run without that."""
    held = hold(lost(72), "12 of 30 articles of this site went at once")
    decision = judge(lost(0), lost(24), held)
    assert (decision.verdict, decision.next_at) == (Verdict.MISSING, at(96))
    assert "12 of 30" in decision.rule
    assert judge(lost(0), lost(24), held, silent(73)).verdict is Verdict.UNREACHABLE
    assert judge(lost(0), lost(24), held, lost(80)).verdict is Verdict.REMOVED


def test_what_another_archive_read_later_is_no_removal() -> None:
    """A capture newer than our 404s: the site keeps it from us."""
    history = (lost(0), lost(24), lost(72))
    decision = judge(*history, read_elsewhere_at=at(73), now=at(74))
    assert (decision.verdict, decision.reason) == (Verdict.BLOCKED, "geo")
    older = judge(*history, read_elsewhere_at=at(-1))
    assert older.verdict is Verdict.REMOVED
    between = judge(*history, read_elsewhere_at=at(30))
    assert between.missing is not None
    assert between.missing.count == 1


def test_another_archives_looks_are_not_ours() -> None:
    """Whatever stands in the history under such a reason, it is no look at the original."""
    assert judge(alive(0), seen(24, "archive_down")) == judge(alive(0), now=at(24))


# ── clocks ────────────────────────────────────────────────────────────────────────────────────────


def test_a_look_from_the_future_does_not_count() -> None:
    """The clock was ten years ahead for one run, and is right again."""
    decision = judge(lost(0), lost(24 * 3650), lost(24), now=at(24))
    assert decision.missing is not None
    assert decision.missing.count == 2
    assert judge(lost(0), lost(24 * 3650), lost(24), lost(60)).verdict is Verdict.MISSING


def test_a_look_dated_before_the_article_was_last_read_does_not_count() -> None:
    """The clock fell back two days: that look would make three days out of one."""
    history = (alive(0), lost(-48), lost(1), lost(25))
    first = judge(*history[:2], now=at(2))
    assert first.missing == Missing(count=0, needed=3, since=at(-48), next_at=at(-24))
    assert "clock was wrong" in first.rule
    decision = judge(*history)
    assert decision.missing is not None
    assert (decision.missing.count, decision.missing.since) == (2, at(1))


def test_a_reading_dated_in_the_future_clears_what_came_before_it_alone() -> None:
    """The clock was ahead when the article was read; what is seen later by a right clock still counts."""
    decision = judge(lost(-48), alive(24 * 3650), lost(0), lost(24), now=at(24))
    assert decision.missing is not None
    assert (decision.missing.count, decision.missing.since) == (2, at(0))


def test_a_look_that_read_the_article_clears_by_its_place_not_its_date() -> None:
    """The article was read after two 404s, by a clock that was behind."""
    decision = judge(lost(0), lost(24), alive(-100), lost(72), now=at(72))
    assert decision.missing is not None
    assert decision.missing.count == 1


# ── the policy ────────────────────────────────────────────────────────────────────────────────────


def test_a_lowered_policy_is_said() -> None:
    """With the verdict, and in its rule."""
    decision = judge(lost(0), policy=RemovalPolicy(checks=1, spacing=0, span=0))
    assert (decision.verdict, decision.flags) == (Verdict.REMOVED, frozenset({"policy_lowered"}))
    assert "lower than usual" in decision.rule
    assert "policy_lowered" not in judge(lost(0)).flags
    assert "policy_lowered" not in judge(alive(0), policy=RemovalPolicy(checks=1)).flags


def test_a_policy_that_asks_for_more_gets_more() -> None:
    """Five checks over ten days."""
    policy = RemovalPolicy(checks=5, span=240 * 3600.0)
    history = [lost(48 * index) for index in range(6)]
    assert judge(*history[:5], policy=policy).verdict is Verdict.MISSING
    assert judge(*history, policy=policy).verdict is Verdict.REMOVED


def test_a_removal_by_a_policy_just_lowered_is_news() -> None:
    """The same looks, another rule: it was never told as removed."""
    low = RemovalPolicy(checks=1, spacing=0, span=0)
    before = judge(lost(0))
    after = judge(lost(0), lost(1), policy=low)
    assert announce(before, after, observations=(lost(0), lost(1)))


# ── variants ──────────────────────────────────────────────────────────────────────────────────────


def test_texts_that_come_and_go_are_variants() -> None:
    """G45, G46: the second return within days is the site's habit, and no news."""
    history = (alive(0), altered(6), alive(12), altered(18), alive(24))
    assert ["variant" in decision.flags for decision, _ in story(*history)] == [False, False, False, True, True]


def test_an_edit_made_again_after_weeks_is_no_variant() -> None:
    """People change their minds slowly, caches fast."""
    history = (alive(0), altered(24 * 20), alive(24 * 40), altered(24 * 60))
    assert "variant" not in judge(*history).flags


def test_a_silent_edit_stays_silent_while_it_stands() -> None:
    """The flag belongs to the edit, not to the day it was made."""
    decision = judge(alive(0), altered(24, flags=frozenset({"silent"})), altered(48))
    assert "silent" in decision.flags


# ── what is news ──────────────────────────────────────────────────────────────────────────────────

CHANGED = Comparison(edits=(Edit(op="insert", after="More."),))
SAME = Comparison()


def test_at_first_sight_an_edit_is_news() -> None:
    """`new` follows the edits where there is no earlier version."""
    assert announce(None, judge(altered(0)), observations=(altered(0),))
    assert not announce(None, judge(alive(0)), observations=(alive(0),))


def test_the_same_edit_is_told_once_and_another_again() -> None:
    """`new` follows the last confirmed version, not the copy."""
    before, now = judge(altered(0)), judge(altered(0), altered(24))
    assert not announce(before, now, since_last=SAME)
    assert announce(before, now, since_last=CHANGED)
    assert news(altered(0), altered(24), altered(48, text="other"), blocked(72), altered(96, text="other")) == [
        "edited",
        "edited",
    ]


def test_a_return_to_the_copy_is_news() -> None:
    """`intact` with `reverted`."""
    before = judge(altered(0))
    back = judge(altered(0), alive(24, flags=frozenset({"reverted"})))
    assert announce(before, back, since_last=CHANGED)


def test_what_only_our_cleaner_changed_is_no_news() -> None:
    """Upgrades alert nobody."""
    now = judge(alive(0), altered(24, flags=frozenset({"technical"})))
    assert not announce(judge(alive(0)), now, since_last=CHANGED)


def test_an_edit_beside_a_flickering_line_is_news() -> None:
    """What both looks of the run share is confirmed; the flicker does not silence it."""
    beside = altered(24, text="edit and counter", flags=frozenset({"variant"}))
    assert announce(judge(alive(0)), judge(alive(0), beside), since_last=CHANGED, observations=(alive(0), beside))
    flicker = alive(24, flags=frozenset({"variant"}))
    assert not announce(judge(alive(0)), judge(alive(0), flicker), since_last=SAME, observations=(alive(0), flicker))


def test_a_move_is_news_once() -> None:
    """G76: and so is the next one, to yet another place."""
    moved = frozenset({"moved"})
    history = (
        alive(0),
        *(alive(24 * day, flags=moved, final_url="https://b.example/x") for day in (1, 2)),
        blocked(72),
    )
    back = alive(96, flags=moved, final_url="https://b.example/x")
    assert news(*history, back) == ["intact"]


NO_NEWS = (Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.UNREADABLE, Verdict.OFFLINE, Verdict.REFUSED)


@pytest.mark.parametrize("reason", sorted(name for name in REASONS if verdict_of(name) in NO_NEWS))
def test_what_could_not_be_learned_is_never_news(reason: str) -> None:
    """At the first look, whatever was known before."""
    for before in ((), (alive(-24),), (altered(-24),), (lost(-24),)):
        assert not story(*before, seen(0, reason))[-1][1]


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_rule_of_a_suspicion_reads_as_a_sentence() -> None:
    """Counts, dates, and what comes next."""
    assert judge(lost(0)).rule == (
        "Possibly missing, not confirmed: the site answered 404 (not found) on 1 of 3 checks needed, the first on"
        " 2026-11-22 06:00 UTC. Checks count when they lie at least 24 hours apart, and must cover 3 days in all. The"
        " next that counts: 2026-11-23 06:00 UTC or later."
    )


def test_the_rule_of_a_removal_names_its_looks() -> None:
    """Each look that counted, and when it was enough."""
    assert judge(lost(0), lost(24), lost(72)).rule == (
        "On 3 checks the site answered 404 (not found): 2026-11-22 06:00 UTC, 2026-11-23 06:00 UTC and"
        " 2026-11-25 06:00 UTC. The rule asks for 3 checks, at least 24 hours apart, over at least 3 days; it was"
        " fulfilled on 2026-11-25 06:00 UTC. The article was not read in between."
    )


def test_cannot_check_is_never_worded_as_removed_or_unchanged() -> None:
    """For every reason that is no evidence."""
    for reason, (verdict, _) in REASONS.items():
        if verdict in (Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.UNREADABLE, Verdict.REFUSED):
            words = judge(alive(-24), seen(0, reason)).rule
            assert not any(word in words for word in ("removed", "deleted", "unchanged", "still so", "missing"))


def test_explain_accounts_for_every_look() -> None:
    """One line a run with its worth, then the policy, then the verdict and its rule."""
    history = (alive(0), lost(24), lost(25), blocked(48), gone(60), silent(70), lost(96), lost(120))
    told = explain(history, judge(*history), POLICY, now=at(120))
    assert len(told) == len(history) + 2
    worth = [line.worth for line in lines(history, POLICY, now=at(120))]
    assert worth == [
        "the article was read; any count towards a removal starts anew",
        "it counts: 1 of 3 checks needed",
        "it does not count: less than 24 hours after the last that did",
        "no sign of an edit or a removal; it neither counts nor clears",
        "it counts: 1 of 2 for 410; 2 of 3 checks needed in all",
        "no sign of an edit or a removal; it neither counts nor clears",
        "with this look the rule was fulfilled: removed",
        "still so, after the rule was fulfilled",
    ]
    assert told[-1].startswith("Verdict: removed (http_404). On 3 checks")


# ── properties (faults.md 4.4, amended for `site_gone`) ───────────────────────────────────────────

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
SILENCES = sorted(
    name for name in REASONS if verdict_of(name) in (Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.REFUSED)
)
MANY = settings(max_examples=10_000 if os.environ.get("MONITOR_SOAK") else 100)


@st.composite
def histories(draw: st.DrawFn, kinds: Sequence[tuple[str, Evidence]] = KINDS, most: int = 14) -> list[Observation]:
    """Looks in the order of time: now and then too close together, now and then weeks apart."""
    found: list[Observation] = []
    hours = 0.0
    for index in range(draw(st.integers(0, most))):
        hours += draw(st.sampled_from([0.1, 1, 6, 12, 23.9, 24, 24, 25, 48, 72, 100, 24 * 31]))
        if draw(st.integers(0, 3)) == 0:
            look = seen(hours, draw(st.sampled_from(SILENCES)), run=f"r{index}")
            found.append(replace(look, status=None) if draw(st.booleans()) else look)
        else:
            reason, evidence = draw(st.sampled_from(list(kinds)))
            code = draw(st.sampled_from(["", "unproven"])) if reason == "soft_404" else ""
            found.append(seen(hours, reason, evidence, run=f"r{index}", code=code, text=reason))
    return found


def _spaced(times: Sequence[datetime], apart: timedelta) -> int:
    """The largest number of instants that lie so far apart."""
    count, last = 0, None
    for instant in times:
        if last is None or instant - last >= apart:
            count, last = count + 1, instant
    return count


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
        _spaced(explicit, day) >= 2
        or (_spaced(absent, day) >= 3 and absent[-1] - absent[0] >= timedelta(days=3))
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
    evidence_names=st.lists(st.sampled_from(["stands", "headline", "notice", "held: x"]), max_size=3).map(tuple),
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


class Publisher(RuleBasedStateMachine):
    """A publisher who publishes, edits, removes and restores; a site that fails; and we, who look now and then.

    The truth is what the publisher did. P7: every turn is told exactly once; and nothing is told that did not happen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hours = 0.0
        self.runs = 0
        self.text: str | None = "copy"
        self.down_since: float | None = None
        self.looks_down: list[float] = []
        self.history: list[Observation] = []
        self.stood: Decision | None = None
        self.last: Decision | None = None
        self.told: list[str] = []
        self.told_text = "copy"

    @rule(hours=st.sampled_from([0.5, 6, 12, 24, 24, 36, 72]))
    def time_passes(self, hours: float) -> None:
        self.hours += hours

    @precondition(lambda self: self.text is not None)
    @rule(text=st.sampled_from(["copy", "first edit", "second edit", "third edit"]))
    def edit(self, text: str) -> None:
        self.text = text

    @precondition(lambda self: self.text is not None)
    @rule()
    def take_down(self) -> None:
        self.text, self.down_since, self.looks_down = None, self.hours, []

    @precondition(lambda self: self.text is None)
    @rule(text=st.sampled_from(["copy", "first edit"]))
    def put_back(self, text: str) -> None:
        self.text, self.down_since = text, None

    @rule()
    def look(self) -> None:
        if self.text is None:
            self.looks_down.append(self.hours)
            self._check(lost(self.hours))
        else:
            make = alive if self.text == "copy" else altered
            self._check(make(self.hours, text=self.text))

    @rule(reason=st.sampled_from(SILENCES))
    def look_in_vain(self, reason: str) -> None:
        self._check(seen(self.hours, reason))

    @rule()
    def look_while_we_are_offline(self) -> None:
        self._check(offline(nameless(self.hours)), offline=True)

    @rule()
    def ask_again(self) -> None:
        """However often the same is asked, it is not told again."""
        if self.last is not None and self.last.verdict in (Verdict.REMOVED, Verdict.MISSING):
            assert not announce(self.last, self.last, observations=self.history)

    def _check(self, look: Observation, *, offline: bool = False) -> None:
        self.runs += 1
        self.history.append(replace(look, run=f"run {self.runs}", at=at(self.hours + self.runs / 1e6)))
        decision = decide(self.history, POLICY, now=self.history[-1].at, offline=offline, previous=self.stood)
        if announce(self.stood, decision, observations=self.history):
            self.told.append("restored" if "restored" in decision.flags else decision.verdict.value)
            if decision.verdict in (Verdict.INTACT, Verdict.EDITED):
                self.told_text = look.text
        self.last = decision
        if decision.verdict is not Verdict.OFFLINE:
            self.stood = decision

    @invariant()
    def no_removal_is_said_that_did_not_happen(self) -> None:
        if self.last is not None and self.last.verdict is Verdict.REMOVED and self.text is not None:
            # It was put back, and nobody has read it since.
            assert self.history[-1].evidence is Evidence.NONE or self.history[-1].evidence is Evidence.ABSENT

    @invariant()
    def a_removal_is_said_once_until_the_article_is_back(self) -> None:
        turns = [word for word in self.told if word in ("removed", "restored")]
        assert turns == ["removed", "restored"] * (len(turns) // 2) + ["removed"] * (len(turns) % 2)

    @invariant()
    def a_removal_is_found_in_its_time(self) -> None:
        if not self.looks_down or self.text is not None or self.last is None:
            return
        enough = _spaced([at(hours) for hours in self.looks_down], timedelta(hours=24.1)) >= 4
        if enough and self.looks_down[-1] - self.looks_down[0] >= 73 and self.history[-1].evidence is Evidence.ABSENT:
            assert self.last.verdict is Verdict.REMOVED

    @invariant()
    def never_checked_is_no_verdict_about_the_article(self) -> None:
        if self.last is not None and self.last.verdict is Verdict.MISSING:
            assert self.last.missing is not None


Publisher.TestCase.settings = settings(
    max_examples=10_000 if os.environ.get("MONITOR_SOAK") else 50, stateful_step_count=40, deadline=None
)
TestPublisher = Publisher.TestCase


def test_the_days_of_a_site_are_counted_in_utc() -> None:
    """Two looks on one evening in Chișinău may be two days in UTC, and the rule says which calendar it is."""
    assert date(2026, 11, 22) == START.date()
    evening = [nameless(24 * day + 17.9) for day in range(14)]
    assert judge(*evening).verdict is Verdict.UNREACHABLE


def test_the_page_for_readers_names_every_verdict_and_every_reason() -> None:
    """docs/verdicts.md holds the same table as the program, in the same words."""
    text = (ROOT / "docs" / "verdicts.md").read_text("utf-8")
    for reason, (verdict, words) in REASONS.items():
        assert f"| `{reason}` | `{verdict.value}` | {words} |" in text
    for verdict in Verdict:
        assert f"\n| `{verdict.value}` | " in text


def test_the_page_for_readers_shows_what_explain_prints() -> None:
    """Its example is a real one."""
    history = (lost(0), lost(24), blocked(48), lost(72))
    text = (ROOT / "docs" / "verdicts.md").read_text("utf-8")
    for sentence in explain(history, judge(*history), POLICY, now=at(72))[:4]:
        assert f"\n{sentence}\n" in text
