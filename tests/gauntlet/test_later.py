"""Faults that take more than one answer to see: caches, alternating texts, second looks, a network that is down."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.folder import Folder
from tests.gauntlet.situations import SITUATIONS
from tests.gauntlet.story import SENTENCES, note, page
from tests.servers.archive import Archive
from tests.servers.names import NameServer
from tests.servers.site import Page, Request, Site

HOUR = 3600.0
EDITED = (*SENTENCES[:5], SENTENCES[5].replace("1987", "").replace("70", "95") + " C'est nouveau.", *SENTENCES[6:])


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def began() -> float:
    return time.time()


@pytest.fixture
def watched(folder: Folder, site: Site) -> Folder:
    """One article, looked at once."""
    folder.note("a.md", note(site.put("/a", page())))
    assert folder.check_one()["verdict"] == "intact"
    return folder


def look(folder: Folder, at: float) -> dict[str, Any]:
    with time_machine.travel(at):
        return folder.check_one()


def assert_said(line: dict[str, Any], situation: str) -> None:
    expected = SITUATIONS[situation]
    assert expected.says(line) == expected.expected, line
    assert line["new"] == expected.news, line
    assert not expected.flag or expected.flag in line["flags"], line


def versions(folder: Folder, seed: str = "a") -> int:
    return sum(entry["what"] == "version" for entry in folder.run("history", seed, "--json").lines)


# ── caches and variants ───────────────────────────────────────────────────────────────────────────


def cut(request: Request) -> Page:
    """The page, up to its middle, on a connection whose end is the only sign of the page's end."""
    return Page(body=page()[:3000], headers={"Connection": "close"}, length=False)


def test_a_page_cut_without_a_sign_is_no_edit(watched: Folder, site: Site, began: float) -> None:
    """Neither once nor for good; the whole page afterwards is as it ever was."""
    site.answer("/a", cut)
    for number in (1, 2, 3):
        line = look(watched, began + number * HOUR)
        assert_said(line, "gone after cut")
        assert (line["edits"], line["pending"]) == ([], None)
    site.put("/a", page())
    assert_said(look(watched, began + 4 * HOUR), "cut once")
    assert versions(watched) == 1


def test_a_page_cut_without_a_sign_is_no_first_look(folder: Folder, site: Site) -> None:
    """With a copy it is half of it; without one it must not become the baseline."""
    folder.note("a.md", note(site.answer("/a", cut)))
    folder.note("b.md", f"---\nurl: {site.url('/a')}\ntitle: Une passerelle\n---\n")
    for line in folder.check():
        assert_said(line, "gone after cut")
    site.put("/a", page())
    found = {line["seed"]: (line["verdict"], line["edits"]) for line in folder.check()}
    assert found == {"a": ("intact", []), "b": ("intact", [])}


@pytest.mark.parametrize("framed", [False, True], ids=["by nothing", "as a whole one"])
@pytest.mark.parametrize("behind", [0, 30, 90, 140])
def test_a_page_cut_in_its_last_sentences_is_cut_all_the_same(
    folder: Folder, site: Site, began: float, behind: int, framed: bool
) -> None:
    """At first sight, and after a good look: most of the end stands, and the very last of it does not."""
    whole = page()
    at = whole.index(SENTENCES[-2].encode()) + behind
    half = Page(body=whole[:at], headers={"Connection": "close"}, length=framed)
    folder.note("a.md", note(site.answer("/a", lambda request: half)))
    assert_said(look(folder, began), "gone after cut")
    site.put("/a", whole)
    assert look(folder, began + HOUR)["verdict"] == "intact"
    site.answer("/a", lambda request: half)
    assert_said(look(folder, began + 2 * HOUR), "gone after cut")
    assert versions(folder) == 1


def test_half_a_page_framed_as_a_whole_one_is_no_first_look(folder: Folder, site: Site, began: float) -> None:
    """A program died in the middle of it, and whoever hands it on counted the bytes: it opened what it never closed."""
    folder.note("a.md", note(site.put("/a", page()[:3000] + b"\nFatal error: Allowed memory size exhausted\n")))
    assert_said(look(folder, began), "gone after cut")
    site.put("/a", page())
    assert (look(folder, began + HOUR)["verdict"], versions(folder)) == ("intact", 1)


def test_a_memento_that_breaks_off_settles_nothing(folder: Folder, site: Site) -> None:
    """The copy lacks the end, the page has it, the archive has half a page: nobody can tell whose omission it is."""
    with Archive() as archive:
        url = site.put("/a", page())
        folder.use_archive(archive)
        archive.add(url, "20220107000000", page()[:2400])
        folder.note("a.md", note(url, SENTENCES[:-3]))
        line = folder.check_one()
    assert (line["verdict"], line["edits"]) == ("intact", [])
    assert line["candidates"]


def test_a_site_that_never_closes_its_pages_is_read_all_the_same(folder: Folder, site: Site, began: float) -> None:
    """Some leave `</body>` and `</html>` out; what they edit is found, whatever the wire can prove."""

    def bare(sentences: tuple[str, ...]) -> Page:
        html = page(sentences).replace(b"</body></html>", b"")
        return Page(body=html, headers={"Connection": "close"}, length=False)

    folder.note("a.md", note(site.answer("/a", lambda request: bare(SENTENCES))))
    assert folder.check_one()["verdict"] == "intact"
    site.answer("/a", lambda request: bare(EDITED))
    assert look(folder, began + HOUR)["verdict"] == "edited"
    site.answer("/a", lambda request: bare(EDITED[:-4]))
    line = look(folder, began + 2 * HOUR)
    assert line["verdict"] == "edited"
    assert line["since_last"]["edits"], line


@pytest.mark.parametrize("status", [200, 404, 412, 500])
def test_a_server_that_stumbles_over_conditions_is_no_news(
    folder: Folder, site: Site, began: float, status: int
) -> None:
    """Day after day: what it says to a condition is no evidence about the page."""

    def serve(request: Request) -> Page:
        return Page(status=status) if request.headers["If-None-Match"] else Page(body=page(), etag='"1"')

    folder.note("a.md", note(site.answer("/a", serve)))
    for days in range(4):
        assert_said(look(folder, began + days * 24 * HOUR), "stumbling")


def test_a_clock_that_jumps_makes_no_days_of_hours(folder: Folder, site: Site, began: float) -> None:
    """Three sites besides tell the time, as the article's own does (more in tests/test_clock.py)."""
    with NameServer() as names:
        folder.set("fetch", resolver=names.address)
        for name in ("one", "two", "three", "four"):
            names.put(f"{name}.example", "127.0.0.1")
            site.put(f"/{name}", page())
            folder.note(f"{name}.md", note(f"http://{name}.example:{site.port}/{name}"))
        assert {line["verdict"] for line in folder.check()} == {"intact"}
        site.remove("/one")
        for hours, ahead in ((1, 0.0), (2, 9 * 24 * HOUR), (10, 9 * 24 * HOUR), (20, 9 * 24 * HOUR)):
            site.now = lambda ahead=ahead: time.time() - ahead  # type: ignore[misc]  # each its own
            with time_machine.travel(began + hours * HOUR + ahead):
                line = next(line for line in folder.check() if line["seed"] == "one")
        assert_said(line, "clock ahead")
        assert line["missing"]["count"] == 1


def test_a_site_whose_name_is_gone_is_gone_after_a_fortnight(folder: Folder, site: Site, began: float) -> None:
    """Trouble of the name server says nothing; the name's return says that it is back."""
    with NameServer() as names, Site("127.0.3.1") as other:
        folder.set("fetch", resolver=names.address)
        site.put("/a", page())
        folder.note("a.md", note(f"http://gone.example:{site.port}/a"))
        folder.note("b.md", note(other.put("/b", page())))
        names.put("gone.example", "127.0.0.1")
        for days in (0, 1, 2, 3, 5, 8, 12, 15.5, 16.5, 18):
            if days:
                names.put("gone.example", "127.0.0.1" if days == 18 else "servfail" if days == 3 else "nxdomain")
            with time_machine.travel(began + days * 24 * HOUR):
                line = next(line for line in folder.check() if line["seed"] == "a")
            if days == 15.5:
                assert_said(line, "name gone")
            elif days == 16.5:
                assert (line["verdict"], line["new"]) == ("removed", False)
            elif days in (0, 18):
                assert line["verdict"] == "intact"
            else:
                assert (line["verdict"], line["reason"], line["new"]) == ("unreachable", "dns", False)


def test_an_etag_that_lies_is_found_out(folder: Folder, site: Site, began: float) -> None:
    """Now and then the page is asked for without conditions."""
    folder.note("a.md", note(site.put("/a", page(), etag='"1"')))
    line = look(folder, began)
    site.put("/a", page(EDITED), etag='"1"')
    looks = 0
    while line["verdict"] == "intact" and looks < 10:
        looks += 1
        line = look(folder, began + looks * HOUR)
    assert_said(line, "lying etag")
    assert looks == 7


def test_a_stale_cache_tells_an_edit_once(watched: Folder, site: Site, began: float) -> None:
    """New, old for one answer, new again: the old text was only a cache's."""
    site.put("/a", page(EDITED))
    assert look(watched, began + HOUR)["new"]
    stale = iter([page()])
    site.answer("/a", lambda request: Page(body=next(stale, page(EDITED))))
    for number in (2, 3):
        assert_said(look(watched, began + number * HOUR), "stale cache")
    assert versions(watched) == 2


def test_texts_that_alternate_are_variants(watched: Folder, site: Site, began: float) -> None:
    """Whichever comes first, it is no edit, and nobody is told."""
    for turn, first in enumerate((page(EDITED), page(), page(EDITED)), start=1):
        looks = itertools.cycle([first, page() if first == page(EDITED) else page(EDITED)])
        site.answer("/a", lambda request, looks=looks: Page(body=next(looks)))  # type: ignore[misc]
        line = look(watched, began + turn * HOUR)
        if first == page(EDITED):
            assert_said(line, "alternating")
        assert (line["verdict"], line["new"], line["edits"]) == ("intact", False, [])
    assert versions(watched) == 1


def test_what_changes_with_every_visit_is_nothing(watched: Folder, site: Site, began: float) -> None:
    """Related links, advertisements, a counter, a token, the time since publication."""
    visits = itertools.count(7)

    def visit(request: Request) -> Page:
        n = next(visits)
        more = (
            f'<p>Il y a {n} minutes</p><a href="/r{n}">Un autre article, numéro {n}, sur autre chose</a>'
            f'<div class="ad">Achetez {n} ponts</div><form><input type="hidden" name="csrf" value="{n * 7919:x}">'
            f"</form><span>{n * 31} lectures</span>"
        )
        return Page(body=page(more=more, head=f'<meta name="request" content="{n}">'))

    site.answer("/a", visit)
    for number in (1, 2, 3):
        line = look(watched, began + number * HOUR)
        assert_said(line, "furniture")
        assert (line["edits"], line["candidates"]) == ([], [])
    assert versions(watched) == 1


# ── asked to wait ─────────────────────────────────────────────────────────────────────────────────


def test_a_host_that_asks_for_time_gets_it_in_other_runs_too(watched: Folder, site: Site, began: float) -> None:
    """Between a second and six hours, whatever it says; nobody is asked meanwhile."""
    site.put("/a", b"Slow down", status=429, headers={"Retry-After": "99999999"})
    assert_said(look(watched, began + HOUR), "held")
    asked = len(site.log)
    for hours in (2, 6.9):
        assert_said(look(watched, began + hours * HOUR), "held")
    assert len(site.log) == asked
    site.put("/a", page())
    assert look(watched, began + 7.1 * HOUR)["verdict"] == "intact"
    assert len(site.log) > asked


def test_nobody_is_asked_with_head(watched: Folder, site: Site) -> None:
    """A server that answers HEAD otherwise is not asked so."""
    assert_said(watched.check_one(), "head differs")
    assert {request.method for request in site.log} == {"GET"}


# ── words that are data ───────────────────────────────────────────────────────────────────────────


def test_a_hostile_headline_is_shown_and_does_nothing(watched: Folder, site: Site, began: float) -> None:
    """It is a changed headline, and in no output more than its letters."""
    title = "\x1b[31m[/nope] =HYPERLINK(1)\u202e &lt;script&gt;alert(1)&lt;/script&gt;\r\nBcc: a@b.example {{ 7 }}"
    site.put("/a", page(title=title))
    assert_said(look(watched, began + HOUR), "hostile headline")
    for command in (("check",), ("history", "a"), ("explain", "a"), ("diff", "a"), ("show", "a"), ("seeds",)):
        with time_machine.travel(began + 2 * HOUR):
            result = watched.run(*command)
        assert result.code == 0, result.err
        told = result.out + result.err
        assert not {"\x1b", "\u202e", "\r"} & set(told), command
        assert "\nBcc:" not in told


# ── our own network ───────────────────────────────────────────────────────────────────────────────


def test_nobody_answers_and_nothing_is_learned(folder: Folder, began: float) -> None:
    """Three hosts silent: we are offline. One of them answers: the others are unreachable. Then all is as before."""
    sites = [Site(f"127.0.1.{n}").__enter__() for n in (1, 2, 3)]
    for number, each in enumerate(sites):
        folder.note(f"{number}.md", note(each.put("/a", page())))
    assert {line["verdict"] for line in folder.check()} == {"intact"}
    for each in sites:
        each.close()
    for days in (1, 2, 3, 4):
        with time_machine.travel(began + days * 24 * HOUR):
            for line in folder.check():
                assert_said(line, "all fail")
    again = [Site(each.host, each.port).__enter__() for each in sites[:1]]
    again[0].put("/a", page())
    with time_machine.travel(began + 5 * 24 * HOUR):
        found = {line["seed"]: line for line in folder.check()}
    assert found["0"]["verdict"] == "intact"
    for name in ("1", "2"):
        assert_said(found[name], "one answers")
    again += [Site(each.host, each.port).__enter__() for each in sites[1:]]
    for each in again[1:]:
        each.put("/a", page())
    with time_machine.travel(began + 6 * 24 * HOUR):
        assert {(line["verdict"], line["new"]) for line in folder.check()} == {("intact", False)}
    for each in again:
        each.close()
    assert {versions(folder, name) for name in "012"} == {1}


def test_a_host_that_is_left_alone_is_no_answer(folder: Folder, site: Site, began: float) -> None:
    """That it asked for time is known from another run, and says nothing about today's network."""
    with Site("127.0.1.1") as other:
        folder.note("held.md", note(other.put("/a", b"Slow down", status=429, headers={"Retry-After": "20000"})))
        folder.note("a.md", note(site.put("/a", page())))
        assert {line["verdict"] for line in folder.check()} == {"intact", "blocked"}
    site.close()
    with time_machine.travel(began + HOUR):
        lines = {line["seed"]: line for line in folder.check()}
    assert_said(lines["held"], "held")
    assert_said(lines["a"], "held and silent")


def test_a_network_that_dies_before_the_second_look_was_there(watched: Folder, site: Site, began: float) -> None:
    """One complete answer came in this run: it is the host that cannot be reached, not we that are offline."""

    def last_words(request: Request) -> Page:
        threading.Timer(0.7, site.close).start()  # once this answer is out, and long before the second look
        return Page(body=page(EDITED), headers={"Connection": "close"})

    site.answer("/a", last_words)
    watched.set("fetch", delay="3s")
    line = look(watched, began + HOUR)
    assert (line["verdict"], line["reason"], line["edits"], line["new"]) == ("unreachable", "refused", [], False)


def test_no_name_is_found_for_nobody(folder: Folder, site: Site, began: float) -> None:
    """A name server of ours that knows nothing is our trouble, though it says that no name exists."""
    site.put("/a", page())
    with NameServer() as names:
        folder.set("fetch", resolver=names.address)
        for name in ("one", "two"):
            names.put(f"{name}.example", "127.0.0.1")
            folder.note(f"{name}.md", note(f"http://{name}.example:{site.port}/a"))
        assert {line["verdict"] for line in folder.check()} == {"intact"}
        for name in ("one", "two"):
            names.put(f"{name}.example", "nxdomain")
        for days in range(2, 20, 3):
            with time_machine.travel(began + days * 24 * HOUR):
                for line in folder.check():
                    assert_said(line, "no names")


def test_a_network_that_wants_a_login_is_no_removal(folder: Folder, began: float) -> None:
    """Every address leads to the same login page, day after day."""
    login = b"<!doctype html><html><head><title>Sign in to the network</title></head><body><h1>Sign in</h1>" + (
        b"<form action='/login' method='post'><input name='user'><input type='password' name='password'>"
        b"<button>Sign in</button></form></body></html>"
    )
    with Site("127.0.1.1") as one, Site("127.0.1.2") as two, Site("127.0.1.9") as portal:
        door = portal.put("/login", login)
        for name, each in (("one", one), ("two", two)):
            folder.note(f"{name}.md", note(each.put("/a", page())))
        assert {line["verdict"] for line in folder.check()} == {"intact"}
        for each in (one, two):
            each.redirect("/a", door, 302)
            each.redirect("/robots.txt", door, 302)
        for days in (2, 4, 6, 8):
            with time_machine.travel(began + days * 24 * HOUR):
                for line in folder.check():
                    assert_said(line, "captive")


def test_a_whole_site_answers_404_at_once(folder: Folder, site: Site) -> None:
    """Thirty suspicions, and not one word of a removal; then all stand there again."""
    for number in range(30):
        folder.note(f"{number}.md", note(site.put(f"/{number}", page())))
    folder.check()
    for number in range(30):
        site.remove(f"/{number}")
    with time_machine.travel(time.time() + 30 * HOUR):
        for line in folder.check():
            assert SITUATIONS["site-wide"].says(line) == SITUATIONS["site-wide"].expected
            assert line["missing"]["count"] == 1
    for number in range(30):
        site.put(f"/{number}", page())
    with time_machine.travel(time.time() + 60 * HOUR):
        assert {line["verdict"] for line in folder.check()} == {"intact"}


# ── completeness confirmed ────────────────────────────────────────────────────────────────────────


def test_a_second_look_is_fresh_and_after_the_hosts_delay(watched: Folder, site: Site, began: float) -> None:
    """On a connection of its own, without conditions, when the host's turn has come."""
    site.put("/a", page(EDITED), etag='"2"')
    watched.set("fetch", delay="0.5s")
    before = len(site.log)
    line = look(watched, began + HOUR)
    assert_said(line, "second look agrees")
    first, second = (request for request in site.log[before:] if request.path == "/a")
    assert second.begun - first.ended >= 0.45
    assert second.connection != first.connection
    assert second.headers.get("If-None-Match") is None
    assert second.headers.get("If-Modified-Since") is None


def test_a_second_look_that_breaks_off_confirms_nothing(watched: Folder, site: Site, began: float) -> None:
    """It is tried once more, and then left for another run; which finds the edit, and tells it once."""
    looks = iter([Page(body=page(EDITED))])

    def broken(request: Request) -> Page:
        return next(looks, Page(body=b"\x1f\x8b\x08\x00", headers={"Content-Encoding": "gzip"}))

    site.answer("/a", broken)
    line = look(watched, began + HOUR)
    assert_said(line, "second look cut")
    assert line["edits"] == []
    assert len(site.asked("/a")) == 1 + 3
    assert versions(watched) == 1
    site.put("/a", page(EDITED))
    assert_said(look(watched, began + 2 * HOUR), "second look agrees")


def test_a_third_look_confirms_where_the_second_broke_off(watched: Folder, site: Site, began: float) -> None:
    """One answer cut on the way does not cost a day."""
    looks = iter([Page(body=page(EDITED)), Page(body=b"\x1f\x8b\x08\x00", headers={"Content-Encoding": "gzip"})])
    site.answer("/a", lambda request: next(looks, Page(body=page(EDITED))))
    assert_said(look(watched, began + HOUR), "second look agrees")


def test_a_second_look_that_shows_the_old_text_makes_a_variant(watched: Folder, site: Site, began: float) -> None:
    """One server of several, one cache: nobody is told, no version is made."""
    looks = iter([page(EDITED)])
    site.answer("/a", lambda request: Page(body=next(looks, page())))
    assert_said(look(watched, began + HOUR), "second look old")
    assert versions(watched) == 1


def test_a_shrunk_article_waits_for_a_look_after_confirm_after(watched: Folder, site: Site, began: float) -> None:
    """Sooner looks do not count; a later one that agrees makes it an edit; and it is due by itself."""
    site.put("/a", page(SENTENCES[:4]))
    line = look(watched, began + HOUR)
    assert_said(line, "shrunk")
    assert (line["pending"]["why"], line["edits"]) == ("shrunk", [])
    line = look(watched, began + HOUR + 60)
    assert_said(line, "shrunk soon")
    with time_machine.travel(began + HOUR + 120):
        assert watched.check("--due") == []
    with time_machine.travel(began + HOUR + 700):
        (line,) = watched.check("--due")
    assert_said(line, "shrunk later")
    assert line["pending"] is None
    assert versions(watched) == 2


def test_an_article_that_shrank_once_is_whole_again(watched: Folder, site: Site, began: float) -> None:
    """Nothing was said, and nothing is: it was a page half made."""
    site.put("/a", page(SENTENCES[:4]))
    assert look(watched, began + HOUR)["verdict"] == "unreadable"
    site.put("/a", page())
    line = look(watched, began + 2 * HOUR)
    assert_said(line, "shrunk and back")
    assert line["pending"] is None
    assert versions(watched) == 1


def test_an_article_of_which_nothing_is_left_is_never_an_edit(watched: Folder, site: Site, began: float) -> None:
    """Its headline and frame are there, its text is not, day after day."""
    site.put("/a", page(()))
    for days in (1, 2, 3, 4):
        line = look(watched, began + days * 24 * HOUR)
        assert_said(line, "emptied")
        assert line["edits"] == []
    site.put("/a", page())
    assert look(watched, began + 5 * 24 * HOUR)["verdict"] == "intact"
    assert versions(watched) == 1
