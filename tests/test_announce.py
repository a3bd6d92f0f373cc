"""What is told, in which words, and how often: variants, news, and the sentences of a rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.judge import announce, explain, hold, lines
from monitor.judge.reasons import REASONS, verdict_of
from monitor.model import Comparison, Edit, Verdict
from tests.looks import (
    POLICY,
    alive,
    altered,
    at,
    blocked,
    gone,
    judge,
    lost,
    news,
    seen,
    silent,
    story,
)

ROOT = Path(__file__).resolve().parents[1]

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
    """A table with a row for each run and its worth, then the policy, then the verdict and its rule."""
    history = (alive(0), lost(24), lost(25), blocked(48), gone(60), silent(70), lost(96), lost(120))
    told = explain(history, judge(*history), POLICY, now=at(120))
    assert len(told) == 1 + len(history) + 2
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


def test_explain_folds_looks_that_say_the_same() -> None:
    """A quarter of quiet days is one row, with its number and its last date."""
    history = [alive(24 * day) for day in range(90)] + [lost(24 * 90)]
    table = explain(history, judge(*history), POLICY, now=history[-1].at)
    assert len(table) == 1 + 2 + 2
    assert table[1].endswith("So on 90 looks, the last on 2027-02-19 06:00 UTC.")
    assert table[2].startswith("2027-02-20 06:00 UTC  404     The site answered 404 (not found). It counts: 1 of 3")


def test_explain_says_why_a_look_is_held() -> None:
    """On the look itself, too."""
    history = (alive(-24), hold(lost(0), "the site may be at fault"))
    table = explain(history, judge(*history), POLICY, now=at(0))
    assert table[2].endswith("1 of 3 checks needed; no removal is said on it: the site may be at fault.")


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
    for sentence in explain(history, judge(*history), POLICY, now=at(72))[:5]:
        assert f"\n{sentence}\n" in text
