"""A history of looks → one verdict, and the rule that led to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from monitor.judge import announce, decide, explain, hold, offline
from monitor.model import Comparison, Decision, Evidence, Missing, Observation, RemovalPolicy, Verdict
from tests.looks import (
    POLICY,
    START,
    alive,
    altered,
    at,
    blocked,
    gone,
    judge,
    lost,
    nameless,
    news,
    seen,
    shrunk,
    silent,
    soft,
    story,
)

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


def test_four_days_are_not_enough_however_far_apart() -> None:
    """Fifteen days, and the name was gone on four of them."""
    history = [nameless(120 * turn) for turn in range(4)]
    assert judge(*history).verdict is Verdict.UNREACHABLE
    assert judge(*history, nameless(384)).verdict is Verdict.REMOVED


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
    assert announce(judge(*history[:3]), judge(*history[:4]), since_last=Comparison(), observations=history[:4])


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


def test_a_lead_that_remains_is_an_edit_only_where_more_was_read_before() -> None:
    """Less than a tenth under the known headline (contract). Where more never was, a script may bring the rest."""
    left = [shrunk(hours, "headline", "remains") for hours in (0, 1)]
    assert judge(alive(-24), *left).verdict is Verdict.EDITED
    assert judge(*left).verdict is Verdict.UNREADABLE
    assert judge(alive(-24), *(shrunk(hours, "remains") for hours in (0, 1))).verdict is Verdict.UNREADABLE


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


def test_the_days_of_a_site_are_counted_in_utc() -> None:
    """Two looks on one evening in Chișinău may be two days in UTC, and the rule says which calendar it is."""
    assert date(2026, 11, 22) == START.date()
    evening = [nameless(24 * day + 17.9) for day in range(14)]
    assert judge(*evening).verdict is Verdict.UNREACHABLE


# ── the address ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_seen_at_another_address_counts_no_more() -> None:
    """Three looks in vain, and then the note's owner mended the address: the fourth is the first of its own."""
    old = [lost(hours, url="https://news.example/typo") for hours in (0, 24, 48)]
    decision = judge(*old, lost(73, url="https://news.example/a"))
    assert decision.missing == Missing(count=1, needed=3, since=at(73), next_at=at(97))
    table = explain([*old, lost(73, url="https://news.example/a")], decision, POLICY, now=at(73))
    assert table[1].count("the address that the seed had then") == 1
    assert "counts no more" in table[1]
    assert judge(*old, lost(73, url="https://news.example/typo")).verdict is Verdict.REMOVED


def test_looks_that_were_kept_without_an_address_are_of_the_seeds_own() -> None:
    """An archive of an earlier release."""
    assert judge(lost(0), lost(24), lost(73, url="https://news.example/a")).verdict is Verdict.REMOVED


def test_a_policy_that_was_raised_says_what_it_takes_back() -> None:
    """It had been told as removed, and is not any more, though nothing was read."""
    told = judge(lost(0), lost(24), policy=RemovalPolicy(checks=2, spacing=0, span=0))
    decision = judge(lost(0), lost(24), lost(30), previous=told)
    assert decision.verdict is Verdict.MISSING
    assert "told as removed before, by another policy" in decision.rule


def test_a_count_that_starts_anew_or_waits_for_its_time_says_so() -> None:
    """In the table, where the number alone would be a riddle."""
    history = [lost(0), lost(24 * 40), lost(24 * 41), lost(24 * 42)]
    rows = "\n".join(explain(history, judge(*history), POLICY, now=at(24 * 42)))
    assert "1 of 3 checks needed, anew, more than 30 days after the one before" in rows
    assert "3 of 3 checks needed, but not over 3 days yet" in rows
