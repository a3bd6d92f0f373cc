"""One look at the original: what it showed, and what it is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.judge import Probe, confirms, hold, observe, offline, settle, text_digest
from monitor.judge.reasons import REASONS, verdict_of
from monitor.model import (
    Article,
    Block,
    Comparison,
    Edit,
    Evidence,
    Extra,
    Failure,
    FieldChange,
    Hop,
    Memento,
    NotAnArticle,
    Observation,
    Sentence,
    Snapshot,
    Verdict,
)

URL = "https://news.example/politics/2024/who-said-what.html"
AT = datetime(2026, 11, 22, 6, tzinfo=UTC)
TITLE = "Who said what in the council on Tuesday"


def answer(status: int = 200, final_url: str = URL, **more: Any) -> Snapshot:
    """A complete answer; with another final address, one that came by a redirect."""
    hops = () if final_url == URL else (Hop(url=URL, status=302, location=final_url, at=AT, head=b""),)
    given: dict[str, Any] = {"hops": hops} | more
    return Snapshot(
        url=URL, final_url=final_url, at=AT, status=status, head=b"", headers=(), wire=b"", body=b"", **given
    )


def article(*sentences: str, title: str = TITLE, **more: Any) -> Article:
    """An article of one paragraph a sentence."""
    texts = sentences or ("The council met on Tuesday.", "Seventy people came.", "Nobody spoke against it.")
    return Article(
        title=title,
        blocks=tuple(Block(text=text) for text in texts),
        sentences=tuple(
            Sentence(text=text, folded=text.lower(), digest=text, block=index, start=0, end=len(text))
            for index, text in enumerate(texts)
        ),
        **more,
    )


EQUAL = Comparison(words_before=100, words_after=100)
EDITED = Comparison(
    edits=(Edit(op="replace", before="Seventy people came.", after="170 people came."),),
    words_before=100, words_after=100, survival=0.98, similarity=0.98,
)  # fmt: skip


def look(
    capture: Snapshot | Failure,
    outcome: Article | NotAnArticle | None = None,
    comparison: Comparison | None = None,
    **more: Any,
) -> Observation:
    given: dict[str, Any] = {"seed_url": URL, "at": AT, "run": "r1", "snapshot": "s1", "known_title": TITLE} | more
    return observe(capture, outcome, comparison, **given)


def failure(reason: str, code: str = "", **more: Any) -> Failure:
    return Failure(url=URL, at=AT, reason=reason, code=code, **more)


def page(kind: str, *evidence: str, **more: Any) -> NotAnArticle:
    return NotAnArticle(kind=kind, evidence=evidence, **more)


# ── every row of the contract's table of verdicts ─────────────────────────────────────────────────

NOT_FOUND = page("error_page", "not_found", "title: 404", "12 words of prose")
RETITLED = replace(EQUAL, fields={"title": FieldChange(before="a", after="b")})
HOME, SECTION = "https://news.example/", "https://news.example/politics/"
ELSEWHERE = "https://news.example/sport/other.html"
ONE_PAGE = Probe(at=AT, status=200, likeness=1.0, home_likeness=1.0)
REPLACED = replace(ONE_PAGE, another=True)
ALIVE_, ALTERED_, ABSENT_, NAMELESS, NOTHING = (
    Evidence.ALIVE, Evidence.ALTERED, Evidence.ABSENT, Evidence.NAME_GONE, Evidence.NONE,
)  # fmt: skip

# verdict, reason, class of evidence, what came, and what else the look is given
ROWS: list[tuple[str, str, Evidence, Snapshot | Failure, dict[str, Any]]] = [
    ("intact", "same_text", ALIVE_, answer(), {"outcome": article(), "comparison": EQUAL}),
    (
        "intact",
        "cosmetic",
        ALIVE_,
        answer(),
        {"outcome": article(), "comparison": replace(EQUAL, cosmetic=("quotes",))},
    ),
    ("intact", "baseline_taken", ALIVE_, answer(), {"outcome": article(), "no_copy": True}),
    ("edited", "text_differs", ALTERED_, answer(), {"outcome": article(), "comparison": EDITED}),
    ("edited", "fields_differ", ALTERED_, answer(), {"outcome": article(), "comparison": RETITLED}),
    ("missing", "http_404", ABSENT_, answer(404), {"outcome": NOT_FOUND}),
    ("missing", "http_404", ABSENT_, answer(404), {}),
    ("missing", "http_410", Evidence.GONE, answer(410), {"outcome": page("no_article")}),
    ("missing", "soft_404", ABSENT_, answer(), {"outcome": NOT_FOUND}),
    ("missing", "redirect_home", ABSENT_, answer(final_url=HOME), {"outcome": page("home")}),
    ("missing", "redirect_section", ABSENT_, answer(final_url=SECTION), {"outcome": page("listing")}),
    ("blocked", "http_401", NOTHING, answer(401), {"outcome": page("login")}),
    ("blocked", "http_403", NOTHING, answer(403), {"outcome": page("no_article")}),
    ("blocked", "http_429", NOTHING, answer(429), {"outcome": page("no_article")}),
    ("blocked", "http_429", NOTHING, answer(429), {"outcome": page("challenge")}),
    ("blocked", "http_451", NOTHING, answer(451), {"outcome": page("legal")}),
    ("blocked", "http_451", NOTHING, answer(), {"outcome": page("legal")}),
    ("blocked", "challenge", NOTHING, answer(), {"outcome": page("challenge")}),
    ("blocked", "challenge", NOTHING, answer(503), {"outcome": page("challenge")}),
    ("blocked", "challenge", NOTHING, answer(404), {"outcome": page("challenge")}),
    ("blocked", "consent", NOTHING, answer(), {"outcome": page("consent")}),
    ("blocked", "login", NOTHING, answer(403), {"outcome": page("login")}),
    ("blocked", "paywall", NOTHING, answer(402), {"outcome": page("paywall")}),
    ("blocked", "robots", NOTHING, failure("robots"), {}),
    ("unreachable", "dns", NOTHING, failure("dns", "dns_servfail"), {}),
    ("unreachable", "dns", NAMELESS, failure("dns", "dns_nxdomain"), {}),
    ("unreachable", "refused", NOTHING, failure("refused"), {}),
    ("unreachable", "reset", NOTHING, failure("reset"), {}),
    ("unreachable", "timeout", NOTHING, failure("timeout"), {}),
    ("unreachable", "tls", NOTHING, failure("tls", "tls_expired"), {}),
    ("unreachable", "truncated", NOTHING, failure("truncated", status=404), {}),
    ("unreachable", "malformed", NOTHING, failure("malformed", "header_defect"), {}),
    ("unreachable", "redirect_loop", NOTHING, failure("redirect_loop"), {}),
    ("unreachable", "too_large", NOTHING, failure("too_large"), {}),
    ("unreachable", "http_5xx", NOTHING, answer(500), {"outcome": page("error_page", "server_error")}),
    ("unreadable", "not_html", NOTHING, answer(), {"outcome": page("not_html")}),
    ("unreadable", "no_article", NOTHING, answer(), {"outcome": page("no_article")}),
    ("unreadable", "redirect_elsewhere", NOTHING, answer(final_url=ELSEWHERE), {"outcome": page("no_article")}),
    ("unreadable", "parked", NAMELESS, answer(), {"outcome": page("parked")}),
    ("unreadable", "site_replaced", NAMELESS, answer(), {"outcome": page("no_article"), "probe": REPLACED}),
    ("unreadable", "site_replaced", NOTHING, answer(), {"outcome": page("no_article"), "probe": ONE_PAGE}),
    ("unreadable", "emptied", NOTHING, answer(), {"outcome": page("emptied")}),
    ("unreadable", "shrunk", NOTHING, answer(), {"outcome": page("shrunk", share=0.2)}),
    ("unreadable", "needs_javascript", NOTHING, answer(), {"outcome": page("needs_javascript")}),
    ("unreadable", "parser_limit", NOTHING, answer(), {"outcome": page("parser_limit")}),
    ("unreadable", "parser_timeout", NOTHING, answer(), {"outcome": page("parser_timeout")}),
    ("refused", "private_address", NOTHING, failure("private_address"), {}),
    ("refused", "bad_scheme", NOTHING, failure("bad_scheme"), {}),
    ("refused", "bad_url", NOTHING, failure("bad_url"), {}),
]


@pytest.mark.parametrize(
    ("verdict", "reason", "evidence", "capture", "more"), ROWS, ids=[f"{row[0]}-{row[1]}" for row in ROWS]
)
def test_every_row_of_the_table(
    verdict: str, reason: str, evidence: Evidence, capture: Snapshot | Failure, more: dict[str, Any]
) -> None:
    """Each reason of the contract comes from what it is named after, with its verdict and its worth."""
    found = look(capture, **more)
    assert (found.verdict.value, found.reason, found.evidence) == (verdict, reason, evidence)


def test_no_reason_is_without_a_row() -> None:
    """What `observe` can say alone is all tried above; the rest is said of more than one look, or of our own side."""
    elsewhere = {"same_bytes", "not_modified", "withdrawn", "site_gone", "geo", "offline", "no_url", "http_4xx"}
    assert {row[1] for row in ROWS} | elsewhere == set(REASONS)


@pytest.mark.parametrize(
    "status", [400, 402, 405, 406, 407, 408, 409, 412, 418, 420, 423, 428, 440, 449, 498, 511, 999]
)
def test_other_refusals_are_blocks_by_one_name(status: int) -> None:
    """No refusal but 404 and 410 is a sign of a removal; the status stands in the code."""
    found = look(answer(status), page("no_article"))
    assert (found.verdict, found.reason, found.code) == (Verdict.BLOCKED, "http_4xx", f"http_{status}")
    assert found.evidence is Evidence.NONE


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 507, 520, 523, 527, 530])
def test_a_server_in_trouble_is_unreachable(status: int) -> None:
    """G62: however long it lasts."""
    found = look(answer(status), page("error_page", "server_error"))
    assert (found.verdict, found.reason, found.evidence) == (Verdict.UNREACHABLE, "http_5xx", Evidence.NONE)


@pytest.mark.parametrize("status", [100, 103, 300, 304, 305, 600, 998])
def test_a_status_that_ends_no_fetch_is_malformed(status: int) -> None:
    """G16, G42: no such answer is ever a page."""
    assert look(answer(status)).reason == "malformed"


# ── content beats status ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [403, 404, 410, 451, 500])
def test_the_article_stands_under_an_error_status(status: int) -> None:
    """G65: the page says what is so, and the status is told as a mismatch."""
    found = look(answer(status), article(), EQUAL)
    assert (found.verdict, found.evidence) == (Verdict.INTACT, Evidence.ALIVE)
    assert "status_mismatch" in found.flags


def test_the_article_moved_to_another_address() -> None:
    """G76: the same text behind a redirect."""
    found = look(answer(final_url="https://news.example/a/new-slug"), article(), EQUAL)
    assert (found.verdict, found.flags) == (Verdict.INTACT, frozenset({"moved"}))


@pytest.mark.parametrize(
    "to",
    [
        "http://www.news.example/politics/2024/who-said-what.html",
        "https://m.news.example/politics/2024/who-said-what.html/",
        "https://news.example:443/politics/2024/who-said-what.html?utm_source=rss&fbclid=x#top",
        "https://news.example/politics/2024/who-said-what.html;jsessionid=0A1B",
        "https://NEWS.example./politics/2024/who%2Dsaid-what.html",
    ],
)
def test_another_spelling_of_the_address_is_no_move(to: str) -> None:
    """G79: no noise about `https`, `www.`, a last slash, tracking or sessions."""
    assert look(answer(final_url=to), article(), EQUAL).flags == frozenset()


def test_a_redirect_to_another_article_is_no_edit() -> None:
    """G77: a text came, and it is not this article's, whatever address it calls its own."""
    to = "https://news.example/sport/football-results.html"
    stranger = replace(EDITED, survival=0.02)
    found = look(answer(final_url=to), article("Two to nil.", title="Football", canonical=to), stranger)
    assert (found.verdict, found.reason, found.evidence) == (Verdict.UNREADABLE, "redirect_elsewhere", Evidence.NONE)


def test_the_home_page_read_as_a_text_is_still_the_home_page() -> None:
    """A home page on which something could be read is no edited article."""
    stranger = replace(EDITED, survival=0.0)
    found = look(answer(final_url="https://news.example/"), article("Welcome.", title="News"), stranger)
    assert (found.reason, found.evidence) == ("redirect_home", Evidence.ABSENT)


def test_a_teaser_on_the_home_page_is_not_the_article_cut_down() -> None:
    """The lead of the article stands on the page to which its address leads; that is no edit."""
    part = page("shrunk", share=0.25, title="News", reading=article("The council met on Tuesday.", title="News"))
    assert look(answer(final_url="https://news.example/"), part).reason == "redirect_home"


# ── where an address leads ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("https://news.example", "redirect_home"),
        ("https://news.example/?from=404", "redirect_home"),
        ("https://www.news.example/index.php", "redirect_home"),
        ("https://news.example/ru/", "redirect_home"),
        ("https://ru.news.example/", "redirect_home"),
        ("https://news.example/politics/2024", "redirect_section"),
        ("https://news.example/politics", "redirect_section"),
        ("https://news.example/?p=123", "redirect_elsewhere"),
        ("https://news.example/politics/2024/another-article.html", "redirect_elsewhere"),
        ("https://news.example/404.html", "soft_404"),
        ("https://news.example/page-not-found", "soft_404"),
        ("https://casino.example/", "redirect_elsewhere"),
        ("https://news.example/login?next=/politics", "login"),
        ("https://login.news.example/?to=x", "login"),
        ("https://news.example/subscribe", "paywall"),
        ("https://consent.news.example/collect", "consent"),
        ("http://[::1", "redirect_elsewhere"),
        ("", "redirect_elsewhere"),
    ],
)
def test_where_the_address_leads(to: str, reason: str) -> None:
    """G74, G75, G77, G78, G80: home, a section, a door, another page, another site."""
    assert look(answer(final_url=to), page("no_article")).reason == reason


def test_a_page_that_lists_articles_is_a_section_wherever_it_stands() -> None:
    """The kind of the page tells what its address does not."""
    assert look(answer(final_url="https://news.example/tag/x"), page("listing")).reason == "redirect_section"


def test_a_404_behind_a_redirect_is_a_404() -> None:
    """The address leads somewhere, and there is nothing there."""
    found = look(answer(404, final_url="https://news.example/a/new-slug"), NOT_FOUND)
    assert (found.reason, found.evidence) == ("http_404", Evidence.ABSENT)
    assert "new-slug" in found.detail


def test_an_articles_number_is_no_section() -> None:
    """`/104104/` is the article's own id, whatever came there."""
    here, there = "https://news.example/104104/slug.html", "https://news.example/104104/"
    hop = Hop(url=here, status=301, location=there, at=AT, head=b"")
    capture = replace(answer(), url=here, final_url=there, hops=(hop,))
    assert look(capture, page("no_article"), seed_url=here).reason == "redirect_elsewhere"


def test_a_page_cannot_speak_for_our_gates() -> None:
    """Words that mean something to later looks are ours alone."""
    found = look(answer(), page("shrunk", "held: never", "stands", "headline", "8 words"))
    assert found.evidence_names == ("8 words",)


def test_a_door_in_the_articles_own_path_is_no_door() -> None:
    """An article in the section `auth` is not a page to log in at."""
    here, there = "https://news.example/auth/1.html", "https://news.example/auth"
    capture = Snapshot(
        url=here, final_url=there, at=AT, status=200, head=b"", headers=(), wire=b"", body=b"",
        hops=(Hop(url=here, status=302, location=there, at=AT, head=b""),),
    )  # fmt: skip
    assert look(capture, page("no_article"), seed_url=here).reason == "redirect_section"


# ── soft 404 ──────────────────────────────────────────────────────────────────────────────────────


def test_an_error_page_sent_as_a_success_is_suspected_until_a_probe_proves_it() -> None:
    """G71: without a probe it raises the suspicion, and its code says that it settles nothing."""
    found = look(answer(), NOT_FOUND)
    assert (found.reason, found.evidence, found.code) == ("soft_404", Evidence.ABSENT, "unproven")


def test_a_probe_proves_a_soft_404_in_any_language() -> None:
    """G73: no phrase is known, and the site shows the same page for an address that it cannot have."""
    probe = Probe(at=AT, status=200, likeness=0.97, home_likeness=0.1)
    found = look(answer(), page("no_article"), probe=probe)
    assert (found.reason, found.evidence, found.code) == ("soft_404", Evidence.ABSENT, "")


def test_an_error_page_on_a_site_that_can_say_404_stays_a_suspicion() -> None:
    """A made-up sibling gets an honest 404; a CMS may still show deleted articles so. Told, and never settled."""
    found = look(answer(), NOT_FOUND, probe=Probe(at=AT, status=404))
    assert (found.verdict, found.reason, found.code) == (Verdict.MISSING, "soft_404", "unproven")


def test_an_unknown_page_on_a_site_that_can_say_404_is_no_sign_of_a_removal() -> None:
    """G72: what does not read like an error page is not one."""
    found = look(answer(), page("no_article"), probe=Probe(at=AT, status=404))
    assert (found.verdict, found.reason, found.evidence) == (Verdict.UNREADABLE, "no_article", Evidence.NONE)


def test_a_site_that_shows_one_page_everywhere_says_nothing_about_the_article() -> None:
    """A maintenance page, a wall or a program's shell at every address, the home page too, is no removal, and no sign
    that the site is gone; only what is positively another site's is one."""
    for probe in (ONE_PAGE, replace(ONE_PAGE, wall=True)):
        found = look(answer(), NOT_FOUND, probe=probe)
        assert (found.reason, found.evidence) == ("site_replaced", Evidence.NONE)
    found = look(answer(), NOT_FOUND, probe=REPLACED)
    assert (found.reason, found.evidence) == ("site_replaced", Evidence.NAME_GONE)


def test_what_may_stand_before_every_page_is_no_soft_404() -> None:
    """A door or a shell comes for a made-up address, too; unless it says “not found” itself."""
    probe = Probe(at=AT, status=200, likeness=1.0, home_likeness=0.1, wall=True)
    found = look(answer(), page("no_article"), probe=probe)
    assert (found.reason, found.code, found.evidence) == ("no_article", "wall", Evidence.NONE)
    assert look(answer(), NOT_FOUND, probe=probe).reason == "soft_404"
    under_the_headline = page("emptied", "known headline")
    assert look(answer(), under_the_headline, probe=probe).reason == "no_article"


@pytest.mark.parametrize("what", ["server_error", "maintenance"])
def test_a_page_about_a_site_in_trouble_is_no_soft_404(what: str) -> None:
    """200 with “we will be back soon” is not “not found”."""
    found = look(answer(), page("error_page", what, "title"), probe=Probe(at=AT, status=200, likeness=1.0))
    assert (found.verdict, found.evidence) == (Verdict.UNREADABLE, Evidence.NONE)


def test_a_shell_that_needs_scripts_is_no_soft_404() -> None:
    """Every address of such a site looks the same; that proves nothing."""
    probe = Probe(at=AT, status=200, likeness=1.0)
    assert look(answer(), page("needs_javascript"), probe=probe).reason == "needs_javascript"


def test_an_address_that_catches_what_is_missing() -> None:
    """Three articles, or a sibling, ended at one page: whoever is sent there is missing."""
    to = "https://news.example/sorry/whats-new"
    probe = Probe(at=AT, status=404, catch_alls=frozenset({to}))
    assert look(answer(final_url=to), page("no_article"), probe=probe).reason == "soft_404"
    assert look(answer(final_url=to), page("no_article")).reason == "redirect_elsewhere"


def test_a_site_whose_every_address_leads_to_another_site_is_replaced() -> None:
    """G80: told from one redirect elsewhere by the probe alone."""
    to = "https://casino.example/win"
    probe = Probe(at=AT, status=200, final_url=to)
    for another, evidence in ((False, Evidence.NONE), (True, Evidence.NAME_GONE)):
        found = look(answer(final_url=to), page("no_article"), probe=replace(probe, another=another))
        assert (found.reason, found.evidence) == ("site_replaced", evidence)
    honest = Probe(at=AT, status=404, catch_alls=frozenset({to}))
    assert look(answer(final_url=to), page("no_article"), probe=honest).reason == "redirect_elsewhere"


# ── silence and our own side ──────────────────────────────────────────────────────────────────────


def test_not_modified_stands_only_on_what_we_read() -> None:
    """304 with our text standing is intact; without it, no answer at all (G42)."""
    before = look(answer(), article(), EQUAL)
    found = look(answer(304), standing=before)
    assert (found.verdict, found.reason, found.text) == (Verdict.INTACT, "not_modified", before.text)
    assert look(answer(304)).verdict is Verdict.UNREACHABLE


def test_not_modified_after_an_edit_is_still_edited() -> None:
    """The text that stands is the edited one."""
    before = look(answer(), article(), EDITED)
    found = look(answer(304), standing=before)
    assert (found.verdict, found.reason, found.evidence) == (Verdict.EDITED, "text_differs", Evidence.ALTERED)


def test_the_same_bytes_say_what_they_said() -> None:
    """The body is the one already read, and need not be read again."""
    found = look(answer(), standing=look(answer(), article(), EQUAL), same_bytes=True)
    assert (found.verdict, found.reason) == (Verdict.INTACT, "same_bytes")


def test_a_text_that_nobody_compared_is_not_called_intact() -> None:
    """Silence is never “unchanged”."""
    assert look(answer(), article()).verdict is Verdict.UNREADABLE


def test_a_complete_answer_that_nobody_read_is_not_called_intact() -> None:
    """The same, where no reading came at all."""
    assert look(answer()).verdict is Verdict.UNREADABLE


def test_a_dead_name_behind_a_redirect_is_not_the_sites_own() -> None:
    """The site answered, and sent us to a name that does not exist."""
    hop = Hop(url=URL, status=301, location="https://dead.example/", at=AT, head=b"")
    assert look(failure("dns", "dns_nxdomain", hops=(hop,))).evidence is Evidence.NONE


@pytest.mark.parametrize("reason", ["archive_down", "archive_limited", "archive_nothing", "archive_playback"])
def test_another_archives_trouble_says_nothing_about_the_original(reason: str) -> None:
    """Row 105: the archive is down, and the article is not."""
    assert look(failure(reason)).evidence is Evidence.NONE


def test_a_memento_is_never_a_live_look() -> None:
    """A capture of a 404, years old, is not the original's 404."""
    memento = Memento(uri="https://web.archive.org/web/2020id_/x", original=URL, at=AT)
    for capture in (answer(404, memento=memento), failure("dns", "dns_nxdomain", memento=memento)):
        found = look(capture)
        assert found.evidence is Evidence.NONE
        assert found.reason.startswith("archive_")


@pytest.mark.parametrize("reason", ["", "weather", "same_text", "http_404", "soft_404"])
def test_a_failure_can_never_claim_a_verdict_about_the_article(reason: str) -> None:
    """A word that no failure has is no evidence, by the most general name."""
    found = look(failure(reason))
    assert (found.verdict, found.reason, found.evidence) == (Verdict.UNREACHABLE, "malformed", Evidence.NONE)


def test_an_offline_look_has_learned_nothing() -> None:
    """Whatever it seemed to show; what it was is kept as the code."""
    found = offline(look(failure("dns", "dns_nxdomain")))
    assert (found.verdict, found.reason, found.evidence, found.code) == (
        Verdict.OFFLINE,
        "offline",
        Evidence.NONE,
        "dns",
    )


# ── little text ───────────────────────────────────────────────────────────────────────────────────


def test_a_page_with_a_quarter_of_the_text_is_no_edit_yet() -> None:
    """Shrink guard: what stands is noted, and waits."""
    cut = replace(EDITED, survival=0.2, words_after=20)
    found = look(answer(), article("The council met on Tuesday."), cut)
    assert (found.verdict, found.reason, found.evidence) == (Verdict.UNREADABLE, "shrunk", Evidence.NONE)
    assert "stands" in found.evidence_names
    assert found.text


def test_a_copy_that_only_said_everything_twice_is_not_cut() -> None:
    """Fewer words and no edit: what the copy has too much of is its own."""
    assert look(answer(), article(), replace(EQUAL, words_after=20)).verdict is Verdict.INTACT


def test_a_page_in_which_nothing_of_the_copy_is_seen_is_not_intact() -> None:
    """No edit to name, and nothing of the text stands: silence is never “unchanged”."""
    hidden = replace(EQUAL, survival=0.0)
    assert look(answer(), article(title="Shop"), hidden).verdict is Verdict.UNREADABLE


def test_the_known_headline_is_known_with_the_sites_name_behind_it() -> None:
    """`Headline | Site` owns to being the article; a short word found somewhere does not."""
    titled = look(answer(), page("shrunk", title=f"{TITLE} | News of the day"))
    assert "headline" in titled.evidence_names
    short = look(answer(), page("shrunk", title="All the news"), known_title="News")
    assert "headline" not in short.evidence_names


def test_a_cut_article_at_another_address_needs_its_headline() -> None:
    """A few shared words on another page are not this article cut down."""
    known = page("shrunk", share=0.2, title=TITLE)
    other = page("shrunk", share=0.2, title="Football")
    assert look(answer(final_url=ELSEWHERE), known).reason == "shrunk"
    assert look(answer(final_url=ELSEWHERE), other).reason == "redirect_elsewhere"


@pytest.mark.parametrize("status", [200, 403, 404, 410])
def test_a_placeholder_is_one_under_any_status(status: int) -> None:
    """A parking service's 404 is not the publisher's word."""
    found = look(answer(status), page("suspended"))
    assert (found.reason, found.code, found.evidence) == ("parked", "suspended", Evidence.NAME_GONE)


def test_another_page_that_claims_the_address_after_a_redirect_is_not_the_article() -> None:
    """It calls itself by the article's address, and holds another text."""
    claims = article("Two to nil.", title="Football", canonical=URL)
    found = look(answer(final_url=ELSEWHERE), claims, replace(EDITED, survival=0.02))
    assert found.reason == "redirect_elsewhere"


def test_a_notice_under_the_known_headline_is_noted() -> None:
    """G83: what a later look would call `withdrawn`."""
    found = look(answer(), page("withdrawn", "known headline", title=TITLE))
    assert (found.reason, {"notice", "headline"} <= set(found.evidence_names)) == ("emptied", True)


def test_another_text_that_owns_to_nothing_is_not_the_article() -> None:
    """Nothing of the copy stands, and neither headline nor address says that it is the article."""
    stranger = replace(EDITED, survival=0.0)
    assert look(answer(), article("Buy now.", title="Shop"), stranger).reason == "no_article"


# ── the identity of a text ────────────────────────────────────────────────────────────────────────


def test_rotating_boxes_do_not_change_a_texts_identity() -> None:
    """G47: text of the page side of which nobody knows whose it is stays out of it."""
    box = Extra(side="page", sentence=1, why="promo")
    one = article("The council met.", "Read also: the weather.", extras=(box,))
    other = article("The council met.", "Read also: the football.", extras=(box,))
    assert text_digest(one) == text_digest(other) == text_digest(article("The council met."))


def test_a_rewritten_headline_is_another_text() -> None:
    """The headline is part of what an article says; its case and its marks are not."""
    assert text_digest(article(title="Council silent")) != text_digest(article(title="Council speaks"))
    assert text_digest(article(title="Council: silent!")) == text_digest(article(title="COUNCIL – silent"))


# ── two looks in one run ──────────────────────────────────────────────────────────────────────────

ALIVE = look(answer(), article(), EQUAL)
ALTERED = look(answer(), article("Another text."), EDITED)
OTHER = look(answer(), article("A third text."), EDITED)
GONE = look(answer(404), NOT_FOUND)
SILENT = look(failure("timeout"))


def test_a_second_look_that_reads_the_same_confirms() -> None:
    """An edit needs two agreeing complete fetches."""
    assert confirms(ALTERED, ALTERED)
    assert settle(ALTERED, ALTERED) == ALTERED


@pytest.mark.parametrize("second", [ALIVE, OTHER, GONE, SILENT])
def test_a_second_look_that_does_not_read_the_same_confirms_nothing(second: Observation) -> None:
    """G9, G46: never an edit on one fetch alone."""
    assert not confirms(ALTERED, second)
    assert settle(ALTERED, second).verdict is not Verdict.EDITED


def test_texts_that_alternate_are_a_variant() -> None:
    """G46: the known text came again at once; so it stands."""
    found = settle(ALTERED, ALIVE)
    assert (found.verdict, "variant" in found.flags) == (Verdict.INTACT, True)


def test_an_edit_beside_a_counter_is_confirmed_by_what_both_looks_share() -> None:
    """The counter alternates; the edit stands in both."""
    found = settle(ALTERED, OTHER, EDITED)
    assert (found.verdict, "variant" in found.flags) == (Verdict.EDITED, True)
    assert settle(ALTERED, OTHER, EQUAL).verdict is Verdict.INTACT


def test_read_and_not_found_in_one_run_is_neither() -> None:
    """A page that is there and not there within minutes counts towards nothing."""
    found = settle(ALTERED, GONE)
    assert (found.verdict, found.evidence) == (Verdict.UNREADABLE, Evidence.NONE)


def test_fresh_eyes_that_see_nothing_hold_a_removal() -> None:
    """The 404 counts; a removal is not said on it."""
    found = settle(GONE, SILENT)
    assert found.evidence is Evidence.ABSENT
    assert any(name.startswith("held: ") for name in found.evidence_names)
    assert settle(GONE, ALIVE) == ALIVE
    assert settle(GONE, GONE) == GONE


def test_a_gates_hold_leaves_the_look_as_it_was() -> None:
    """Only a mark is added."""
    assert replace(hold(GONE, "many articles of this site went at once"), evidence_names=GONE.evidence_names) == GONE


# ── anything from outside ─────────────────────────────────────────────────────────────────────────

KINDS = [
    *("challenge", "consent", "login", "paywall", "legal", "needs_javascript", "error_page", "parked", "suspended"),
    *("host_default", "listing", "home", "withdrawn", "not_html", "emptied", "shrunk", "parser_limit"),
    *("parser_timeout", "no_article", "article", "unheard_of"),
]
ADDRESSES = st.text(max_size=60) | st.sampled_from([URL, HOME, "http://[::1", "//", "https://x.example:99999/"])
SHORT = st.text(max_size=20)
PAGES = st.builds(
    NotAnArticle,
    kind=st.sampled_from(KINDS),
    evidence=st.lists(SHORT | st.just("not_found"), max_size=3).map(tuple),
    share=st.floats(0, 1),
    title=SHORT,
    canonical=ADDRESSES,
)
PROBES = st.builds(
    Probe,
    at=st.just(AT),
    status=st.integers(0, 999),
    likeness=st.floats(0, 1),
    home_likeness=st.floats(0, 1),
    final_url=ADDRESSES,
)
COMPARISONS = [None, EQUAL, EDITED, replace(EDITED, survival=0.0), replace(EDITED, words_after=0)]


@given(
    status=st.integers(-5, 1200),
    final_url=ADDRESSES,
    outcome=st.none() | PAGES | st.builds(article, SHORT),
    comparison=st.sampled_from(COMPARISONS),
    probe=st.none() | PROBES,
)
def test_whatever_comes_has_a_name(
    status: int,
    final_url: str,
    outcome: Article | NotAnArticle | None,
    comparison: Comparison | None,
    probe: Probe | None,
) -> None:
    """Total, of a reason the contract knows, with its verdict; and only a text that was read is alive or edited."""
    found = look(answer(status, final_url=final_url), outcome, comparison, probe=probe)
    assert found.reason in REASONS
    assert found.verdict is verdict_of(found.reason)
    assert found.verdict not in (Verdict.REMOVED, Verdict.OFFLINE, Verdict.UNLOCATED)
    alive = found.evidence in (Evidence.ALIVE, Evidence.ALTERED)
    assert alive == (found.verdict in (Verdict.INTACT, Verdict.EDITED))
    assert not alive or isinstance(outcome, Article)
    assert (found.evidence in (Evidence.ABSENT, Evidence.GONE)) == (found.verdict is Verdict.MISSING)


@given(reason=st.text(max_size=20), code=st.text(max_size=20), status=st.one_of(st.none(), st.integers(0, 999)))
def test_no_failure_is_ever_evidence_but_for_a_name_that_is_gone(reason: str, code: str, status: int | None) -> None:
    """Whatever word the capture side has for it."""
    assert look(failure(reason, code, status=status)).evidence is Evidence.NONE


def test_the_looks_own_time_is_kept() -> None:
    """The instant and the run are the caller's."""
    later = AT + timedelta(hours=1)
    found = look(answer(), article(), EQUAL, at=later, run="r9")
    assert (found.at, found.run, found.snapshot, found.status) == (later, "r9", "s1", 200)


@pytest.mark.parametrize(("kind", "reason"), [("challenge", "challenge"), ("legal", "http_451")])
@pytest.mark.parametrize("status", [200, 403, 404, 410, 503])
def test_a_guard_or_a_block_by_law_is_no_removal_whatever_its_status(kind: str, reason: str, status: int) -> None:
    """Some providers send the page that withholds an article with 404."""
    found = look(answer(status), page(kind, "text", "title"))
    assert (found.verdict, found.reason, found.evidence) == (Verdict.BLOCKED, reason, Evidence.NONE)
