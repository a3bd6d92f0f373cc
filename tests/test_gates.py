"""The gates before a verdict: are we online, has a whole site turned, what does it show for what it has not, and how
long is it left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from monitor.capture.online import OnlineCheck, is_online
from monitor.capture.sibling import Known, read_known, sibling_of, write_known
from monitor.doubt import likeness
from monitor.judge import Case, look_around, rest, silent
from monitor.model import Evidence, Failure, Observation, Snapshot, Verdict
from tests.folder import Folder
from tests.gauntlet.fate import Days, Lenient, template
from tests.gauntlet.story import note, page
from tests.servers.site import Page, Site

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Lenient]:
    with Lenient() as site:
        yield site


def many(folder: Folder, site: Site, count: int) -> Days:
    """So many articles of one site, read on day 0."""
    for number in range(count):
        folder.note(f"{number:02}.md", note(site.put(f"/{number:02}", page())))
    days = Days(folder)
    assert {line["verdict"] for line in days.look(0).values()} == {"intact"}
    return days


def snapshot(text: str, *, url: str = "https://news.example/a") -> Snapshot:
    return Snapshot(
        url=url, final_url=url, at=NOW, status=200, head=b"", headers=(("Content-Type", "text/html; charset=utf-8"),),
        wire=b"", body=template(text),
    )  # fmt: skip


# ── the host breaker ──────────────────────────────────────────────────────────────────────────────


def test_a_site_that_turns_at_once_is_one_piece_of_news(folder: Folder, site: Lenient) -> None:
    """Eight of eight articles: one of them tells it; each has its verdict; removed a run later than one alone."""
    days = many(folder, site, 8)
    for number in range(8):
        site.remove(f"/{number:02}")
    found = days.look(1)
    assert {line["verdict"] for line in found.values()} == {"missing"}
    assert [seed for seed, line in found.items() if line["new"]] == ["00"]
    assert "8 of 8 watched articles" in days.run(1, "explain", "03")
    for day in (2.1, 3.2):
        assert not any(line["new"] for line in days.look(day).values())
    # The rule is fulfilled, and they would all be removed in one run: one more has to confirm it.
    held = days.look(4.3)
    assert {(line["verdict"], line["new"]) for line in held.values()} == {("missing", False)}
    told = days.look(5.4)
    assert {(line["verdict"], line["new"]) for line in told.values()} == {("removed", True)}


def test_a_site_that_comes_back_has_removed_nothing(folder: Folder, site: Lenient) -> None:
    """A database was down for two days; nothing but the one notice was ever said."""
    days = many(folder, site, 6)
    kept = dict(site.pages)
    for number in range(6):
        site.put(f"/{number:02}", b"<html><title>404</title><h1>Not Found</h1></html>", status=404)
    assert sum(line["new"] for line in days.look(1).values()) == 1
    days.look(2.1)
    site.pages.update(kept)
    assert {(line["verdict"], line["new"]) for line in days.look(3).values()} == {("intact", False)}


def test_three_of_a_site_are_no_event(folder: Folder, site: Lenient) -> None:
    """Up to three are told one by one, and removed when the rule says so."""
    days = many(folder, site, 9)
    for number in range(3):
        site.remove(f"/{number:02}")
    found = days.look(1)
    assert sorted(seed for seed, line in found.items() if line["new"]) == ["00", "01", "02"]
    for day in (2.1, 3.2):
        days.look(day)
    assert sum(line["verdict"] == "removed" for line in days.look(4.3).values()) == 3


def test_a_site_that_shrinks_everywhere_is_not_edited_within_minutes(folder: Folder, site: Lenient) -> None:
    """A broken roll-out cuts every article down: it takes a day more to say that they are so."""
    from tests.gauntlet.story import SENTENCES

    days = many(folder, site, 6)
    for number in range(6):
        site.put(f"/{number:02}", page(SENTENCES[:4]))
    for day in (1, 1.01, 1.02):
        assert {line["verdict"] for line in days.look(day).values()} == {"unreadable"}
    for number in range(6):
        site.put(f"/{number:02}", page())
    assert {(line["verdict"], line["new"]) for line in days.look(1.1).values()} == {("intact", False)}


# ── are we online ─────────────────────────────────────────────────────────────────────────────────


def test_silence_is_the_sites_own_where_the_connection_is_proven(folder: Folder) -> None:
    """One host, silent: offline, unless the named page comes with its words."""
    with Site("127.0.1.1") as one, Site("127.0.1.2") as named:
        folder.note("a.md", note(one.put("/a", page())))
        proof = named.put("/", b"<title>Example Domain</title>")
        days = Days(folder)
        days.look(0)
        one.close()
        assert days.look(1)["a"]["verdict"] == "offline"
        # As TOML writes it; the helper's own tables hold no tables.
        folder.tables[f'removal]\nonline_checks = [{{url = "{proof}", expect = "Example Domain"}}]\n[paths'] = {}
        line = days.look(2)["a"]
        assert (line["verdict"], line["reason"]) == ("unreachable", "refused")
        named.put("/", b"<title>Please sign in</title>")
        assert days.look(3)["a"]["verdict"] == "offline"


def test_the_words_must_come_too() -> None:
    """A login page answers everything."""
    checks = [OnlineCheck(url="https://one.example/", expect="Example Domain")]
    assert is_online([], lambda url: snapshot("")) is None
    assert is_online(checks, lambda url: snapshot("This is Example Domain, always.")) is True
    assert is_online(checks, lambda url: snapshot("Please sign in")) is False
    assert is_online(checks, lambda url: Failure(url=url, at=NOW, reason="timeout")) is False


def case(seed: str, url: str, *, reason: str = "redirect_elsewhere", status: int | None = 200, **more: object) -> Case:
    verdict = {"http_403": Verdict.BLOCKED, "dns": Verdict.UNREACHABLE}.get(reason, Verdict.UNREADABLE)
    observation = Observation(
        at=NOW, run="r", evidence=Evidence.NONE, verdict=verdict, reason=reason, status=status,
        final_url=str(more.pop("final_url", url)), code=str(more.pop("code", "")),
    )  # fmt: skip
    return Case(seed=seed, url=url, host=url.split("/")[2], observation=observation, **more)  # type: ignore[arg-type]


PORTAL = "http://login.hotspot.example/welcome"


def test_one_page_for_different_sites_is_the_networks_own() -> None:
    """A captive portal answers for everybody: nothing is learned."""
    cases = [case("a", "https://one.example/a", final_url=PORTAL), case("b", "https://two.test/b", final_url=PORTAL)]
    assert silent(cases, answered=True, read=False)
    around = look_around(cases, articles={}, answered=True, read=False, online=None)
    assert {one.offline for one in around.values()} == {True}
    proven = look_around(cases, articles={}, answered=True, read=False, online=True)
    assert {one.offline for one in proven.values()} == {False}


@pytest.mark.parametrize(
    "others",
    [
        [case("b", "https://two.test/b", final_url="https://two.test/elsewhere")],
        [case("b", "https://www.one.example/b", final_url=PORTAL)],
        [case("b", "https://two.test/b", final_url=PORTAL, reason="parked", code="parked")],
        [case("b", "https://two.test/b", status=404, reason="http_403")],
    ],
)
def test_what_is_no_portal(others: list[Case]) -> None:
    """Another end, one publisher, a parking provider, an error."""
    cases = [case("a", "https://one.example/a", final_url=PORTAL), *others]
    assert not silent(cases, answered=True, read=False)


def test_an_article_that_was_read_proves_the_network() -> None:
    """Whatever the others said."""
    cases = [case("a", "https://one.example/a", reason="dns", status=None)]
    assert silent(cases, answered=False, read=False)
    assert not silent(cases, answered=True, read=True)


def test_a_removal_waits_where_our_connection_is_not_proven() -> None:
    """Other sites answer, and the named pages do not: held."""
    cases = [case("a", "https://one.example/a", reason="http_404", status=404, ripe=True)]
    around = look_around(cases, articles={"one.example": 1}, answered=True, read=True, online=False)
    assert "connection" in around["a"].why


# ── what a host shows for what it has not ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("https://a.example/news/council-approves.html", "https://a.example/news/{}.html"),
        ("https://a.example/news/council-approves/", "https://a.example/news/{}/"),
        ("https://a.example/news/council", "https://a.example/news/{}"),
    ],
)
def test_a_sibling_stands_in_the_articles_folder(url: str, shape: str) -> None:
    """With the same ending; another run, another name."""
    made = sibling_of(url, "run-1")
    assert made is not None
    before, _, after = shape.partition("{}")
    assert made.startswith(before)
    assert made.endswith(after)
    assert len(made) == len(before) + 25 + len(after)
    assert made == sibling_of(url, "run-1") != sibling_of(url, "run-2")


def test_figures_make_figures() -> None:
    """Where the article's name is a number, so is its sibling's; in a query too."""
    for url in ("https://a.example/node/12345", "https://a.example/?p=123"):
        made = sibling_of(url, "run")
        assert made is not None
        assert made.rpartition("/")[2].removeprefix("?p=").isdigit()
        assert made != url


@pytest.mark.parametrize("url", ["https://a.example/", "https://a.example", "no address", "ftp://a.example/x"])
def test_a_home_page_has_no_sibling(url: str) -> None:
    """Nor has what is no address."""
    assert sibling_of(url, "run") is None


def test_what_is_remembered_of_a_host_holds_for_a_day() -> None:
    """And nonsense is nothing."""
    known = Known(at=NOW, sibling="x", home="y")
    assert read_known(write_known(known)) == known
    assert known.holds(NOW + timedelta(hours=17))
    assert not known.holds(NOW + timedelta(hours=19))
    for nonsense in (
        None,
        "",
        "[]",
        "{",
        '{"at": "x", "sibling": "y"}',
        '{"at": "2026-11-22T06:00:00", "sibling": "y"}',
    ):
        assert read_known(nonsense) is None


def test_likeness_sees_through_figures_and_the_address_that_was_asked_for() -> None:
    """An error page repeats the address; its clock goes on."""
    one = snapshot("Zut, passerelle est introuvable ce 3 mars à 10 h 12.", url="https://a.example/passerelle")
    two = snapshot("Zut, qwertz est introuvable ce 4 mars à 23 h 07.", url="https://a.example/qwertz")
    other = snapshot("Le maire a inauguré la passerelle sous la pluie, devant trois cents personnes venues de loin.")
    assert likeness(one, two) == 1.0
    assert (likeness(one, other) or 0) < 0.9
    assert likeness(one, replace(one, body=b"<html></html>")) is None
    assert likeness(one, replace(one, headers=(("Content-Type", "text/plain"),))) is None


def test_a_site_of_one_page_has_removed_nothing_yet(folder: Folder, site: Lenient) -> None:
    """Every address, the home page too, shows the same: that says nothing of one article."""
    folder.note("a.md", note(site.put("/news/une", page())))
    days = Days(folder)
    days.look(0)
    site.pages.pop("/news/une")
    site.otherwise(Page(body=template("Nous préparons quelque chose de nouveau pour vous.")))
    for day in (1, 2.1, 3.2, 4.3):
        line = days.look(day)["a"]
        assert (line["verdict"], line["reason"]) == ("unreadable", "site_replaced")


# ── when to look again ────────────────────────────────────────────────────────────────────────────


def test_the_time_between_two_looks_doubles_up_to_a_week() -> None:
    """As long again as it has stayed away."""
    waits = [rest(NOW, NOW + timedelta(days=day)).days for day in (0, 1, 2, 4, 8, 16, 300)]
    assert waits == [0, 1, 2, 4, 7, 7, 7]
    assert rest(NOW + timedelta(days=3), NOW) == timedelta(0)


@pytest.mark.parametrize("status", [403, 503])
def test_a_host_that_turns_us_away_is_asked_more_and_more_seldom(folder: Folder, site: Lenient, status: int) -> None:
    """By `--due`; a person's own check asks at once, and one answer ends it."""
    days = many(folder, site, 1)
    kept = site.pages["/00"]
    site.put("/00", b"no", status=status)
    asked = [day for day in range(1, 32) if days.look(day + day / 1000, "--due")]
    pauses = [later - day for day, later in pairwise(asked)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (1, 7)
    assert len(asked) <= 8
    assert days.look(31.5)["00"]["http"]["status"] == status
    site.pages["/00"] = kept
    assert days.look(32)["00"]["verdict"] == "intact"
    assert [day for day in range(33, 37) if days.look(day + day / 1000, "--due")] == [33, 34, 35, 36]


def test_what_could_not_be_checked_for_a_week_is_listed_as_such(folder: Folder, site: Lenient) -> None:
    """In every report, with since when and why; never as removed or unchanged."""
    days = many(folder, site, 2)
    site.put("/00", b"no", status=403)
    for day in (1, 5):
        days.look(day)
        assert "Not truly checked" not in days.run(day, "report")
    days.look(8)
    for form in ("text", "html", "markdown"):
        told = days.run(8.1, "report", "--format", form)
        assert "1 of them not truly checked for a week or more" in told
        assert "Not truly checked since" in told
        assert "http_403" in told.replace("\\", "")
