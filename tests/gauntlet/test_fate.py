"""What becomes of an article over days: removed, or only out of reach (research, gauntlet G63-G85)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from monitor.assemble import clock
from monitor.model import Snapshot
from monitor.record import Archive
from tests.folder import Folder
from tests.gauntlet.fate import DAY, NOWHERE, Days, Lenient, template
from tests.gauntlet.story import SENTENCES, TITLE, note, page
from tests.servers.proxies import pour
from tests.servers.running import Listener
from tests.servers.site import Page, Site
from tests.servers.talk import read_request
from tests.servers.tls import TLSServer

PATH = "/2026/11/une-passerelle-pour-la-riviere.html"


@pytest.fixture
def site() -> Iterator[Lenient]:
    with Lenient() as site:
        yield site


@pytest.fixture
def days(folder: Folder, site: Lenient) -> Days:
    """One article, read on day 0."""
    folder.note("a.md", note(site.put(PATH, page())))
    days = Days(folder)
    assert days.look(0)["a"]["verdict"] == "intact"
    return days


def told(line: dict[str, Any]) -> tuple[str, str, bool]:
    return line["verdict"], line["reason"], line["new"]


# ── 404 and its like ──────────────────────────────────────────────────────────────────────────────


def test_a_404_once_is_a_suspicion_that_passes(days: Days, site: Lenient) -> None:
    """G63: possibly missing, and then never spoken of again."""
    site.remove(PATH)
    assert told(days.look(1)["a"]) == ("missing", "http_404", True)
    site.put(PATH, page())
    assert told(days.look(2)["a"]) == ("intact", "same_bytes", False)


def test_404_over_days_is_a_removal_told_once(days: Days, site: Lenient) -> None:
    """G64, G69: the suspicion is told, then the removal, then the return; looks in vain between them change nothing."""
    site.remove(PATH)
    assert told(days.look(1)["a"]) == ("missing", "http_404", True)
    assert told(days.look(2.1)["a"]) == ("missing", "http_404", False)
    site.put(PATH, b"no", status=503)
    assert days.look(3)["a"]["verdict"] == "unreachable"
    site.remove(PATH)
    line = days.look(3.9)["a"]
    assert (line["verdict"], line["missing"]["count"]) == ("missing", 3)
    assert told(days.look(4.1)["a"]) == ("removed", "http_404", True)
    assert told(days.look(5)["a"]) == ("removed", "http_404", False)
    site.put(PATH, page())
    line = days.look(6)["a"]
    assert (line["verdict"], line["new"]) == ("intact", True)
    assert "restored" in line["flags"]


def test_the_article_under_a_404_is_there(days: Days, site: Lenient) -> None:
    """G65: content beats status."""
    site.put(PATH, page(), status=404)
    for day in (1, 3, 5):
        line = days.look(day)["a"]
        assert line["verdict"] == "intact"
        assert "status_mismatch" in line["flags"]


def test_410_twice_is_enough(days: Days, site: Lenient) -> None:
    """G66: a day apart."""
    site.put(PATH, b"gone", status=410)
    assert told(days.look(1)["a"]) == ("missing", "http_410", True)
    assert told(days.look(1.5)["a"]) == ("missing", "http_410", False)
    assert told(days.look(2.1)["a"]) == ("removed", "http_410", True)


def test_451_is_told_at_the_second_look_and_is_no_removal(days: Days, site: Lenient) -> None:
    """G67: withheld for legal reasons, for as long as it lasts."""
    site.put(PATH, b"withheld", status=451, headers={"Link": '<https://law.example/>; rel="blocked-by"'})
    found = [told(days.look(day)["a"]) for day in (1, 2, 4, 6)]
    assert found == [("blocked", "http_451", news) for news in (False, True, False, False)]


def test_404_and_410_share_one_count(days: Days, site: Lenient) -> None:
    """G68: in turn, and told once."""
    site.remove(PATH)
    assert days.look(1)["a"]["verdict"] == "missing"
    site.put(PATH, b"gone", status=410)
    assert days.look(2.1)["a"]["verdict"] == "missing"
    site.remove(PATH)
    assert days.look(3.2)["a"]["verdict"] == "missing"
    assert told(days.look(4.3)["a"]) == ("removed", "http_404", True)


def test_back_with_another_text_is_restored_and_edited(days: Days, site: Lenient) -> None:
    """G70: in one finding."""
    site.put(PATH, b"gone", status=410)
    days.look(1)
    assert days.look(2.1)["a"]["verdict"] == "removed"
    site.put(PATH, page((*SENTENCES[:4], "Rien de tout cela n'a été voté, dit la mairie.", *SENTENCES[5:])))
    line = days.look(3)["a"]
    assert (line["verdict"], line["new"]) == ("edited", True)
    assert "restored" in line["flags"]


def test_a_lowered_policy_is_printed_as_such(days: Days, site: Lenient) -> None:
    """Two looks in a row are enough where the configuration says so; the verdict carries the mark."""
    days.folder.lower_policy()
    site.remove(PATH)
    assert days.look(0.1)["a"]["verdict"] == "missing"
    line = days.look(0.2)["a"]
    assert (line["verdict"], line["flags"]) == ("removed", ["policy_lowered"])


# ── soft 404s ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", sorted(NOWHERE))
def test_a_page_that_stands_for_everything_is_a_soft_404(days: Days, site: Lenient, language: str) -> None:
    """G71, G73: in any language; removed after three looks, never edited; one probe a day."""
    site.pages.pop(PATH)
    site.put("/", page(title="Accueil"))
    site.otherwise(Page(body=template(NOWHERE[language])))
    asked = []
    for day in (1, 2.1, 3.2):
        assert told(days.look(day)["a"]) == ("missing", "soft_404", day == 1)
        days.look(day + 0.01)
        asked.append(len(site.probes()))
    assert told(days.look(4.3)["a"]) == ("removed", "soft_404", True)
    # A look at the article each time, and one address a day that nobody has.
    made_up = [path for path in site.probes() if path != PATH]
    assert len(made_up) in (4, 5, 6), made_up  # the days of the clock are not those of the test
    assert all(path.startswith("/2026/11/") and path.endswith(".html") for path in made_up)


def test_an_error_page_that_owns_to_any_address_is_a_soft_404(days: Days, site: Lenient) -> None:
    """G71: many systems write the address that was asked for into their error page's head, and their text is long."""
    more = " ".join(f"Nous vous proposons de lire aussi la chronique numéro {n} de notre rédaction." for n in range(8))

    def anything(request: Any) -> Page:
        head = f'<link rel="canonical" href="{site.url(request.path)}">'
        return Page(body=template(f"Oups, rien à voir ici. {more}", head=head))

    site.pages.pop(PATH)
    site.put("/", page(title="Accueil"))
    site.otherwise(anything)
    for day in (1, 2.1, 3.2):
        assert told(days.look(day)["a"])[:2] == ("missing", "soft_404")
    assert told(days.look(4.3)["a"])[:2] == ("removed", "soft_404")


def test_an_error_page_on_a_site_that_can_say_404_settles_nothing(days: Days, site: Lenient) -> None:
    """What reads like "not found", where the site says 404 when it means it: a suspicion for ever."""
    site.put(PATH, template(NOWHERE["en"], title="404 Page not found"))
    for day in (1, 2.1, 3.2, 4.3, 5.4):
        assert told(days.look(day)["a"])[:2] == ("missing", "soft_404")


def test_an_article_about_404_is_an_article(folder: Folder, site: Lenient) -> None:
    """G72: phrases alone never suffice, whatever the site shows for what it has not."""
    sentences = tuple(sentence.replace("la crue", "l'erreur 404 « page not found »") for sentence in SENTENCES)
    site.otherwise(Page(body=template(NOWHERE["en"])))
    folder.note("a.md", note(site.put(PATH, page(sentences, title="404 Page not found")), sentences))
    days = Days(folder)
    for day in (0, 1, 2):
        assert days.look(day)["a"]["verdict"] in ("intact", "edited")
        assert days.look(day)["a"]["edits"] == []


# ── redirects ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("all_of_them", [True, False])
def test_a_redirect_to_the_home_page_is_a_removal_in_time(days: Days, site: Lenient, all_of_them: bool) -> None:
    """G74, G75: whether all addresses lead there or this one."""
    site.put("/", template("Les nouvelles du jour, et celles d'hier."))
    site.redirect(PATH, "/", 302)
    if all_of_them:
        site.otherwise(Page(status=302, headers={"Location": "/"}))
    for day in (1, 2.1, 3.2):
        assert told(days.look(day)["a"]) == ("missing", "redirect_home", day == 1)
    assert told(days.look(4.3)["a"]) == ("removed", "redirect_home", True)


def test_addresses_of_one_host_that_end_at_one_page_are_gone(folder: Folder, site: Lenient) -> None:
    """Three of them: what no phrase and no probe shows, their common end does."""
    for name in "abc":
        folder.note(f"{name}.md", note(site.put(f"/{name}.html", page())))
    folder.note("d.md", note(site.put("/d.html", page())))
    days = Days(folder)
    assert {line["verdict"] for line in days.look(0).values()} == {"intact"}
    site.put("/archives-de-la-maison", template("Tout notre fonds se consulte désormais sur place."))
    for name in "abc":
        site.redirect(f"/{name}.html", "/archives-de-la-maison", 302)
    for day in (1, 2.1, 3.2):
        found = days.look(day)
        assert {told(found[name])[:2] for name in "abc"} == {("missing", "soft_404")}
        assert found["d"]["verdict"] == "intact"
    found = days.look(4.3)
    assert {told(found[name])[:2] for name in "abc"} == {("removed", "soft_404")}


def test_two_that_end_at_one_page_settle_nothing(folder: Folder, site: Lenient) -> None:
    """Two are no cluster."""
    for name in "ab":
        folder.note(f"{name}.md", note(site.put(f"/{name}.html", page())))
    days = Days(folder)
    days.look(0)
    site.put("/archives-de-la-maison", template("Tout notre fonds se consulte désormais sur place."))
    for name in "ab":
        site.redirect(f"/{name}.html", "/archives-de-la-maison", 302)
    for day in (1, 2.1, 3.2, 4.3):
        assert {told(line)[:2] for line in days.look(day).values()} == {("unreadable", "redirect_elsewhere")}


def test_an_article_that_moved_is_followed(days: Days, site: Lenient) -> None:
    """G76: told once."""
    site.put("/nouvelle-adresse", page())
    site.redirect(PATH, "/nouvelle-adresse", 301)
    found = [days.look(day)["a"] for day in (1, 2)]
    assert [(line["verdict"], line["new"], line["flags"]) for line in found] == [
        ("intact", True, ["moved"]),
        ("intact", False, ["moved"]),
    ]


def test_another_article_at_the_end_of_a_redirect_is_no_edit(days: Days, site: Lenient) -> None:
    """G77."""
    other = tuple(
        f"Le festival numéro {n} ouvrira ses portes le {n} juin, annonce la mairie de Dole." for n in range(24)
    )
    site.put("/festival", page(other, title="Le festival ouvre"))
    site.redirect(PATH, "/festival", 301)
    for day in (1, 2, 4, 6):
        assert told(days.look(day)["a"]) == ("unreadable", "redirect_elsewhere", False)


@pytest.mark.parametrize(
    ("door", "reason"),
    [("/login?next=/a", "login"), ("/subscribe", "paywall"), ("/consent?to=/a", "consent")],
)
def test_a_door_is_no_removal(days: Days, site: Lenient, door: str, reason: str) -> None:
    """G78: a login, a subscription, a consent."""
    site.put(door.partition("?")[0], template("Bienvenue."))
    site.redirect(PATH, door, 302)
    for day in (1, 2, 4, 6):
        assert told(days.look(day)["a"]) == ("blocked", reason, False)


def test_the_same_page_under_a_neighbouring_address_is_no_move(days: Days, site: Lenient) -> None:
    """G79: a last slash, a session, a tracker."""
    for day, to in enumerate((f"{PATH}/", f"{PATH};jsessionid=12AF", f"{PATH}?utm_source=x"), start=1):
        site.put(to.partition("?")[0] if "?" not in to else to, page())
        site.redirect(PATH, to, 302)
        line = days.look(day)["a"]
        assert (line["verdict"], line["new"], line["flags"]) == ("intact", False, []), to


def test_a_parked_site_is_gone_after_a_fortnight(days: Days, site: Lenient) -> None:
    """G80: never an edit; not before five days in fourteen."""
    parked = template(
        "This domain is for sale. Buy this domain. Related searches: casino, loans.", title="Domain for sale"
    )
    with Site("127.0.3.1") as parking:
        there = parking.put("/park", parked)
        site.redirect(PATH, there, 302)
        site.otherwise(Page(status=302, headers={"Location": there}))
        for day in (1, 3, 5, 8, 12):
            assert days.look(day)["a"]["verdict"] == "unreadable"
        assert told(days.look(15.5)["a"]) == ("removed", "site_gone", True)


@pytest.mark.parametrize(
    "home",
    [
        '<html><head><meta http-equiv="refresh" content="0; url=/"></head><body></body></html>',
        "<html><head><script>location = '/';</script></head><body></body></html>",
    ],
)
def test_a_page_that_sends_us_home_by_itself_is_no_edit(days: Days, site: Lenient, home: str) -> None:
    """G81: nor is it followed blindly."""
    site.put(PATH, home)
    for day in (1, 2, 4, 6):
        line = days.look(day)["a"]
        assert line["verdict"] in ("unreadable", "missing", "blocked"), line
        assert line["edits"] == []


# ── walls and notices ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        "<h2>Subscribe to continue reading</h2><p>For subscribers only. Already a subscriber? Log in.</p>",
        "<h2>Abonnez-vous pour lire la suite</h2><p>Cet article est réservé à nos abonnés.</p>",
        "<h2>Lue koko juttu tilaajana</h2><p>Jatka lukemista tilaamalla lehti.</p>",
    ],
    ids=["en", "fr", "fi"],
)
def test_the_beginning_before_a_paywall_is_no_edit(days: Days, site: Lenient, words: str) -> None:
    """G82. Metadata and elements say it in every language."""
    wall = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        '"isAccessibleForFree":false}</script>'
    )
    asked = f'</div><div class="paywall">{words}</div></article>'
    cut = page(SENTENCES[:2], head=wall).replace(b"</div></article>", asked.encode())
    site.put(PATH, cut)
    for day in (1, 2, 4):
        line = days.look(day)["a"]
        assert line["verdict"] in ("blocked", "unreadable"), line
        assert line["edits"] == []


def test_a_notice_in_place_of_the_text_is_a_withdrawal(days: Days, site: Lenient) -> None:
    """G83: `edited: withdrawn` once a later look agrees; the site says 404 to what it has not."""
    notice = ("This article has been removed by the editors.",)
    site.put(PATH, page(notice, head=f'<link rel="canonical" href="{site.url(PATH)}">'))
    first, second = days.look(1)["a"], days.look(2)["a"]
    assert first["verdict"] == "unreadable"
    assert first["pending"]
    assert (second["verdict"], second["new"]) == ("edited", True)
    assert told(days.look(3)["a"]) == ("edited", "withdrawn", False)


def test_a_withdrawal_stays_told_while_the_notice_stands(days: Days, site: Lenient) -> None:
    """The later looks are read by the notice itself, whatever else changes about the page; the text ends it."""
    for day, more in ((1, ""), (2, ""), (3, "<i>1</i>"), (4, "<i>2</i>"), (5, "<i>3</i>")):
        html = f"""<html><head><title>{TITLE}</title></head><body><table><tr><td>
<h2>{TITLE}</h2><div id="story">This article has been removed by the editors.</div><hr>{more}
<div><a href="/une">À la une</a></div></td></tr></table></body></html>"""
        site.put(PATH, html)
        found = told(days.look(day)["a"])
        assert found == (("unreadable", "emptied", False) if day == 1 else ("edited", "withdrawn", day == 2)), day
    site.put(PATH, page())
    back = days.look(6)["a"]
    assert (back["verdict"], back["new"], back["flags"], back["edits"]) == ("intact", True, ["reverted"], [])
    assert told(days.look(7)["a"]) == ("intact", "same_bytes", False)


def test_a_real_edit_is_told_with_its_words(days: Days, site: Lenient) -> None:
    """G84: one figure."""
    after = SENTENCES[3].replace("1470", "1471")
    assert after != SENTENCES[3]
    site.put(PATH, page((*SENTENCES[:3], after, *SENTENCES[4:])))
    line = days.look(1)["a"]
    assert [(edit["before"], edit["after"]) for edit in line["edits"]] == [(SENTENCES[3], after)]
    site.put(PATH, page(title=f"{TITLE}, enfin"))
    line = days.look(2)["a"]
    assert (line["verdict"], line["reason"]) == ("edited", "fields_differ")


def test_an_edit_taken_back_before_the_second_look_is_stored_and_no_alarm(days: Days, site: Lenient) -> None:
    """G85: nobody is told; what the first look showed is kept, and its name stands in the account of the look."""
    after = (*SENTENCES[:3], "Cette phrase ne resta qu'un instant.", *SENTENCES[4:])
    looks = iter([page(after)])
    site.answer(PATH, lambda request: Page(body=next(looks, page())))
    line = days.look(1)["a"]
    assert (line["verdict"], line["new"], line["edits"], line["flags"]) == ("intact", False, [], ["variant"])
    told = days.run(1.1, "explain", "a")
    assert "a first fetch (" in told
    assert "showed another text, a second one in the same run did not" in told
    kept = told.partition("a first fetch (")[2].partition(")")[0]
    with Archive.open(days.folder.path / "snapshots", now=clock) as archive:
        first = archive.snapshot(kept)
    assert isinstance(first, Snapshot)
    assert b"qu'un instant" in first.body
    assert days.look(2)["a"]["flags"] == []


def test_an_edit_that_could_not_be_confirmed_and_was_taken_back_is_no_news(days: Days, site: Lenient) -> None:
    """G85: between two runs. The second look breaks off; the next run reads the old text again."""
    after = (*SENTENCES[:3], "Cette phrase ne resta qu'une heure.", *SENTENCES[4:])
    looks = iter([page(after)])
    broken = Page(body=b"\x1f\x8b\x08\x00", headers={"Content-Encoding": "gzip"})
    site.answer(PATH, lambda request: Page(body=body) if (body := next(looks, b"")) else broken)
    assert told(days.look(1)["a"]) == ("unreachable", "truncated", False)
    site.put(PATH, page())
    line = days.look(2)["a"]
    assert (line["verdict"], line["new"], line["flags"]) == ("intact", False, [])


# ── a further address ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def moved(days: Days, site: Lenient) -> Days:
    """The article was read at another address, to which its own led; its own says 404 now."""
    site.put("/archive/1", page())
    site.redirect(PATH, "/archive/1", 301)
    assert days.look(1)["a"]["flags"] == ["moved"]
    site.remove(PATH)
    return days


def test_an_article_that_stands_where_it_moved_to_is_not_missing(moved: Days, site: Lenient) -> None:
    """A site drops its old redirects: the article is where it was last read."""
    for day in (2, 3.1, 4.2, 5.3):
        line = moved.look(day)["a"]
        assert (line["verdict"], line["new"], line["flags"]) == ("intact", False, ["moved"])
        assert line["http"]["final_url"] == site.url("/archive/1")
    assert "it stands at" in moved.run(5.4, "explain", "a")
    site.put("/archive/1", page((*SENTENCES[:-1], "La fin est une autre.")))
    assert (moved.look(6)["a"]["verdict"], moved.look(7)["a"]["new"]) == ("edited", False)


def test_an_article_that_is_gone_at_both_its_addresses_is_removed_in_time(moved: Days, site: Lenient) -> None:
    """The rule counts as ever."""
    site.remove("/archive/1")
    assert [moved.look(day)["a"]["verdict"] for day in (2, 3.1, 4.2, 5.3)] == ["missing"] * 3 + ["removed"]


def test_whoever_cannot_look_where_it_moved_to_does_not_say_removed(moved: Days, site: Lenient) -> None:
    """It counts, and is held."""
    site.put("/archive/1", b"no", status=403)
    assert {moved.look(day)["a"]["verdict"] for day in (2, 3.1, 4.2, 5.3)} == {"missing"}
    assert "where the article was last read" in moved.run(5.4, "explain", "a")
    site.put("/archive/1", page())
    assert moved.look(6.4)["a"]["verdict"] == "intact"


# ── only what is shown, never what is lacking ─────────────────────────────────────────────────────

_BASQUE = (
    "Irakurtzen jarraitu aurretik, esan iezaguzu mesedez nola erabil ditzakegun zure gailuan gordetzen diren datuak."
    " Gure bazkideek eta guk zure bisita neurtzen dugu, iragarki egokiak erakusteko eta edukiak hobetzeko. Edozein"
    " unetan alda dezakezu zure iritzia orri honen behealdean dagoen lotura sakatuta. Zure aukera hamabi hilabetez"
    " gordeko dugu, eta gero berriro galdetuko dizugu. Datuen erabilerari buruzko xehetasunak agirian aurkituko dituzu."
)
STANDING = {
    "a shell": "<div class=x><span>Loading</span></div><script src=/m.js></script>",
    "an empty shell": "<div class=x></div><script src=/m.js></script>",
    "a wall": f"<h1>Ongi etorri</h1><p>{_BASQUE}</p><form><button>Bai</button> <button>Ez</button></form>",
    "a wall of links": f"<h1>Ongi etorri</h1><p>{_BASQUE}</p><p><a href='/bai'>Bai</a> <a href='/ez'>Ez</a></p>",
    "a short wall": "<p>Ados zaude?</p><form><button>Bai</button></form>",
    "works": "<h1>Laster itzuliko gara</h1><p>Gure etxea konpontzen ari gara.</p>",
}


@pytest.mark.parametrize("stands", STANDING)
def test_what_stands_before_a_whole_site_is_no_sign_that_it_is_gone(days: Days, site: Lenient, stands: str) -> None:
    """In words that nobody here reads, at every address, for a month: it cannot be told, and nothing is said."""
    html = f"<html><head><title>Ongi</title></head><body>{STANDING[stands]}</body></html>"
    site.pages.pop(PATH)
    site.otherwise(Page(body=html.encode()))
    for day in (1, 5, 8, 11, 16, 30):
        assert days.look(day)["a"]["verdict"] in ("unreadable", "blocked"), day
    site.put(PATH, page())
    assert days.look(31)["a"]["verdict"] == "intact"


@pytest.mark.parametrize("stands", [each for each in STANDING if each != "works"])
def test_a_wall_before_all_pages_but_the_home_page_is_no_removal(days: Days, site: Lenient, stands: str) -> None:
    """A made-up address shows it, too."""
    html = f"<html><head><title>Ongi</title></head><body>{STANDING[stands]}</body></html>"
    site.pages.pop(PATH)
    site.put("/", page(title="Accueil"))
    site.otherwise(Page(body=html.encode()))
    for day in (1, 2.1, 3.2, 4.3):
        assert days.look(day)["a"]["verdict"] in ("unreadable", "blocked"), day


def test_a_placeholder_at_one_address_is_no_sign_that_the_site_is_gone(days: Days, site: Lenient) -> None:
    """The site says 404 to what it has not, and so it is there."""
    site.put(
        PATH, template("This domain is for sale. Buy this domain. Related searches: loans.", title="Domain for sale")
    )
    for day in (1, 4, 7, 10, 16):
        assert told(days.look(day)["a"]) == ("unreadable", "parked", False), day


def test_another_site_in_its_place_is_gone_after_a_fortnight(days: Days, site: Lenient) -> None:
    """G80: one page at every address, with text and ways of its own, and nothing of the old one."""
    names = ("slots", "roulette", "poker", "blackjack", "bingo", "keno", "vip")
    ways = "".join(f"<a href='/{name}'>{name}</a> " for name in names)
    text = "".join(f"<p>Our {name} tables are open day and night for every new player.</p>" for name in names)
    site.pages.pop(PATH)
    site.otherwise(Page(body=f"<html><title>Lucky reels</title><body><nav>{ways}</nav>{text}</body></html>".encode()))
    for day in (1, 4, 7, 10):
        assert told(days.look(day)["a"])[:2] == ("unreadable", "site_replaced")
    assert told(days.look(15.5)["a"]) == ("removed", "site_gone", True)


def test_the_sites_own_home_page_at_every_address_is_not_another_site(days: Days, site: Lenient) -> None:
    """A broken roll-out shows the front page everywhere: the site is there."""
    ways = "".join(f'<a href="/{n}">La nouvelle numéro {n} du jour</a> ' for n in range(12))
    site.pages.pop(PATH)
    home = template(" ".join(["Voici les nouvelles de la région, comme chaque matin."] * 10) + ways)
    site.otherwise(Page(body=home))
    for day in (1, 4, 7, 10, 16, 20):
        assert days.look(day)["a"]["verdict"] == "unreadable", day


def test_an_address_that_the_owner_mended_starts_anew(days: Days, site: Lenient) -> None:
    """Three looks in vain at the old address are none at the new one; nor does the article come back there."""
    site.remove(PATH)
    for day in (1, 2.1, 3.2):
        assert days.look(day)["a"]["verdict"] == "missing"
    days.folder.note("a.md", note(site.url("/elsewhere")))
    line = days.look(4.5)["a"]
    assert (line["verdict"], line["missing"]["count"]) == ("missing", 1)
    for day, verdict in ((5.6, "missing"), (8, "removed")):
        assert days.look(day)["a"]["verdict"] == verdict
    days.folder.note("a.md", note(site.put("/third", page())))
    line = days.look(9)["a"]
    assert (line["verdict"], line["new"], line["flags"]) == ("intact", False, [])
    told = days.run(9.1, "explain", "a")
    assert told.count("the address that the seed had then") == 3


def test_an_edit_is_dated_by_the_last_look_that_read_the_old_text(days: Days, site: Lenient) -> None:
    """Not by the first that did; a "not modified" in between is the server's word alone."""
    for day in (1, 2, 3):
        days.look(day)
    site.put(PATH, page(more="4 visitors"), etag='"1"')
    days.look(4)
    assert days.look(5)["a"]["reason"] == "not_modified"
    site.put(PATH, page((*SENTENCES[:4], "Rien de tout cela n'a été voté, dit la mairie.", *SENTENCES[5:])), etag='"2"')
    line = days.look(6)["a"]
    assert line["verdict"] == "edited"
    dates = [datetime.fromisoformat(at).timestamp() - days.began for at in line["between"]]
    assert [round(date / DAY, 1) for date in dates] == [4.0, 6.0]


class _Doors(Listener):
    """A proxy for whom every host is on loopback: at `site` over http, at `secure` over https."""

    def __init__(self, site: int, secure: int) -> None:
        super().__init__()
        self._site, self._secure = site, secure

    def serve(self, connection: socket.socket) -> None:
        asked, _ = read_request(connection) or ("", {})
        over_tls = not asked.startswith("http://")
        with socket.create_connection(("127.0.0.1", self._secure if over_tls else self._site), timeout=10) as far:
            if over_tls:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                threading.Thread(target=pour, args=(connection, far), daemon=True).start()
            else:
                far.sendall(f"GET /{asked.split('/', 3)[3]} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            pour(far, connection)


def test_an_article_that_stands_behind_https_is_not_removed(folder: Folder, site: Lenient) -> None:
    """404 over http for days, and whoever clicks the link reads it: browsers ask for https first."""
    with TLSServer(names=("news.example",)) as secure, _Doors(site.port, secure.port) as doors:
        folder.set("fetch", proxy=f"http://127.0.0.1:{doors.port}", ca_bundle=secure.ca_bundle, robots=False)
        site.put(PATH, page())
        secure.article = page()
        folder.note("a.md", note(f"http://news.example{PATH}"))
        days = Days(folder)
        assert days.look(0)["a"]["verdict"] == "intact"
        site.remove(PATH)
        for day in (1, 2.1, 3.2):
            assert days.look(day)["a"]["verdict"] == "missing"
        line = days.look(4.3)["a"]
        assert (line["verdict"], line["flags"]) == ("intact", ["moved"])
        told = days.run(4.4, "explain", "a")
        assert f"the site answered 404 (not found); it stands at https://news.example{PATH}" in told
        secure.article = b"<html><title>404</title><p>There is no such page.</html>"
        secure.become("old_protocol")
        assert days.look(5.5)["a"]["verdict"] == "missing"


def test_an_article_cut_down_to_its_first_lines_is_an_edit_at_the_second_look(days: Days, site: Lenient) -> None:
    """Less than a tenth is left, under the article's headline; what is told is what went, and no caption's words."""
    picture = "<figure><img src=/i.jpg alt=''><figcaption>La Gazette</figcaption></figure></div>"
    site.put(PATH, page(SENTENCES[:2]).replace(b"</div>", picture.encode(), 1))
    line = days.look(1)["a"]
    assert (line["verdict"], line["reason"], line["pending"]["why"]) == ("unreadable", "emptied", "emptied")
    line = days.look(2)["a"]
    assert told(line) == ("edited", "text_differs", True)
    assert {edit["op"] for edit in line["edits"]} == {"delete"}
    assert told(days.look(3)["a"]) == ("edited", "text_differs", False)
    site.put(PATH, page())
    line = days.look(4)["a"]
    assert (line["verdict"], line["new"]) == ("intact", True)
    assert "reverted" in line["flags"]
