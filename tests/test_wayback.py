"""The Wayback Machine: what it lists, what it plays, and how it says no."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import monitor.capture.wayback as module
from monitor.capture.cdx import NotCdxError, read_listing, stamp, stamp_begun
from monitor.capture.gate import Gate
from monitor.capture.replay import Replay
from monitor.capture.timemap import Timemap, read_links, same_page
from monitor.capture.wayback import Wayback
from monitor.capture.wire import Wire
from monitor.model import Memento, Snapshot
from tests.servers.archive import Archive
from tests.servers.visitor import WORDS, Clock, Notebook, client, failed, listed, memento_at, played, wire_to_loopback

URL = "https://site.example/2022/article.html"
TEXT = "<html><body><p>Seventy soldiers were sent.</p></body></html>"


@pytest.fixture
def archive() -> Iterator[Archive]:
    with Archive() as server:
        yield server


@pytest.fixture(scope="module")
def wire() -> Wire:
    return wire_to_loopback()


def memento(archive: Archive, at: str) -> Memento:
    return memento_at(archive, at, URL)


# ── what is listed ────────────────────────────────────────────────────────────────────────────────


def test_the_captures_of_a_page_are_listed_oldest_first(archive: Archive, wire: Wire) -> None:
    """Each with the original, the instant, the status, the kind and the digest that the index gives."""
    archive.add(URL, "20230101000000", "later")
    archive.add(URL, "20220106182137", TEXT)
    found = listed(client(archive, wire).timemap(URL))
    assert [each.at for each in found.mementos] == [
        datetime(2022, 1, 6, 18, 21, 37, tzinfo=UTC),
        datetime(2023, 1, 1, tzinfo=UTC),
    ]
    assert found.complete
    first = found.mementos[0]
    assert (first.original, first.status, first.mimetype) == (URL, 200, "text/html")
    assert first.digest == base64.b32encode(hashlib.sha1(TEXT.encode(), usedforsecurity=False).digest()).decode()
    assert first.uri == f"{archive.replay}/20220106182137id_/{URL}"


def test_a_page_that_was_never_archived_has_no_mementos(archive: Archive, wire: Wire) -> None:
    """The index answers 200 and lists nothing: that, and nothing else, is "nothing archived"."""
    archive.add("https://site.example/other", "20220101000000", TEXT)
    found = listed(client(archive, wire).timemap(URL))
    assert found.mementos == ()
    assert found.complete


def test_twins_in_scheme_www_port_and_slash_are_the_same_page(archive: Archive, wire: Wire) -> None:
    """The index files them under one key, and so do we."""
    for number, twin in enumerate(
        (
            URL,
            URL.replace("https", "http"),
            URL.replace("//", "//www."),
            URL.replace("site.example", "site.example:443"),
            URL + "/",
        )
    ):
        archive.add(twin, f"2022010600000{number}", TEXT)
    found = listed(client(archive, wire).timemap(URL))
    assert len(found.mementos) == 5
    assert found.others == ()


@pytest.mark.parametrize(
    "other", ["https://site.example/2022/ARTICLE.html", URL + ";jsessionid=0123456789abcdef0123456789abcdef"]
)
def test_another_page_under_the_same_key_is_told_apart(archive: Archive, wire: Wire, other: str) -> None:
    """The index ignores case and session numbers; a page under another address is no evidence about this one."""
    archive.add(other, "20220107000000", "another page")
    archive.add(URL, "20220106000000", TEXT)
    found = listed(client(archive, wire).timemap(URL))
    assert [each.original for each in found.mementos] == [URL]
    assert [each.original for each in found.others] == [other]


def test_another_query_is_another_page() -> None:
    """`?id=1` and `?id=2` are two articles on many sites."""
    assert not same_page("https://a.example/?id=1", "https://a.example/?id=2")
    assert not same_page("https://a.example/?id=1", "https://a.example/")
    assert same_page("https://a.example/?", "http://www.a.example:80")
    assert same_page("https://пример.рф/а", "https://xn--e1afmkfd.xn--p1ai/%d0%b0")
    assert not same_page("https://a.example/x%2Fy", "https://a.example/x/y")
    assert not same_page("ftp://a.example/", "ftp://a.example/")


def test_a_revisit_row_is_listed_and_plays_the_bytes_of_the_first(archive: Archive, wire: Wire) -> None:
    """`warc/revisit` with status `-`: the index does not say what it was; playback does."""
    first = archive.add(URL, "20220106182137", TEXT)
    archive.revisit(first, "20220206182137")
    wayback = client(archive, wire)
    again = listed(wayback.timemap(URL)).mementos[1]
    assert (again.status, again.mimetype, again.digest) == (None, "warc/revisit", first.digest)
    snapshot = played(wayback.play(again))
    assert (snapshot.status, snapshot.body) == (200, TEXT.encode())
    assert snapshot.memento is not None
    assert snapshot.memento.at == again.at


def test_rows_given_twice_are_listed_once(archive: Archive, wire: Wire) -> None:
    """The Internet Archive repeats rows, and the text of one answer may end in the next."""
    for _ in range(3):
        archive.add(URL, "20220106182137", TEXT)
    assert len(listed(client(archive, wire).timemap(URL)).mementos) == 1


@pytest.mark.parametrize(
    "row",
    [
        ("example,site)/2022/article.html", "20220800241623", URL, "text/html", "200", "ABC", "1"),
        ("example,site)/2022/article.html", "2022", URL, "text/html", "200", "ABC", "1"),
        (
            "example,site)/2022/article.html",
            "20220101000000",
            "http://mailto:someone@site.example/",
            "unk",
            "301",
            "A",
            "1",
        ),
        ("example,site)/2022/article.html", "20220101000000", "javascript:alert(1)", "text/html", "200", "ABC", "1"),
        ("example,site)/2022/article.html",),
        (),
    ],
)
def test_a_broken_row_is_passed_over_and_counted(archive: Archive, wire: Wire, row: tuple[str, ...]) -> None:
    """The good rows stand; the list is not called complete."""
    archive.add(URL, "20220106182137", TEXT)
    archive.row(URL, *row)
    archive.row(URL, "example,site)/2022/article.html", "20230101000000", URL, "text/html", "200", "D", "-")
    found = listed(client(archive, wire).timemap(URL))
    assert len(found.mementos) == 2
    assert found.malformed == 1
    assert not found.complete


def test_a_long_list_is_read_page_by_page(archive: Archive, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer ends in a key by which the next is asked for."""
    monkeypatch.setattr(module, "PAGE", 4)
    for day in range(1, 11):
        archive.add(URL, f"202201{day:02}000000", f"{day}")
    found = listed(client(archive, wire).timemap(URL))
    assert len(found.mementos) == 10
    assert found.complete
    assert len(archive.asked) == 3


def test_a_page_with_very_many_captures_is_thinned_and_not_called_complete(
    archive: Archive, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest whole, then one a day, and always the newest."""
    monkeypatch.setattr(module, "PAGE", 4)
    for day in range(1, 29):
        for hour in (0, 6, 12, 18):
            archive.add(URL, f"202201{day:02}{hour:02}0000", f"{day} {hour}")
    found = listed(client(archive, wire).timemap(URL))
    assert not found.complete
    assert found.mementos[-1].at == datetime(2022, 1, 28, 18, tzinfo=UTC)
    assert [each.at.hour for each in found.mementos[:12]] == [0, 6, 12, 18] * 3
    assert len(archive.asked) <= 7


def test_a_later_page_that_fails_leaves_what_is_known(
    archive: Archive, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first answer said is true, and not the whole."""
    monkeypatch.setattr(module, "PAGE", 4)
    for day in range(1, 11):
        archive.add(URL, f"202201{day:02}000000", f"{day}")
    archive.fail("resumeKey")
    found = listed(client(archive, wire).timemap(URL))
    assert len(found.mementos) == 4
    assert not found.complete


def test_an_index_that_cuts_its_list_without_a_word_is_not_believed_to_be_whole(
    archive: Archive, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many rows as were asked for and no key for more: pywb does that."""
    monkeypatch.setattr(module, "PAGE", 2)
    rows = "".join(f"k 2022010{day}000000 {URL} text/html 200 D{day} 1\n" for day in (1, 2))
    archive.answer("/cdx", 200, rows, {"Content-Type": "text/plain"})
    found = listed(client(archive, wire).timemap(URL))
    assert len(found.mementos) == 2
    assert not found.complete


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, "<html><body>Sorry, we are having trouble.</body></html>", {"Content-Type": "text/html"}),
        (200, '[["urlkey","timestamp","original"],\n["a","2022', {"Content-Type": "application/json"}),
        (200, '{"archived_snapshots": {}}', {"Content-Type": "application/json"}),
        (200, "null", {"Content-Type": "application/json"}),
        (200, "[1, 2, 3]", {"Content-Type": "application/json"}),
        (200, "Job failed with an unknown error", {"Content-Type": "text/plain"}),
        (200, "[" * 100_000, {"Content-Type": "application/json"}),
        (400, "Bad Request", {"Content-Type": "text/plain"}),
        (200, "", {"Content-Type": "text/html"}),
        (200, "", {"Content-Type": "application/json"}),
        (302, "", {"Location": "https://archive.example/login"}),
    ],
)
def test_an_answer_that_is_no_list_is_malformed(
    archive: Archive, wire: Wire, status: int, body: str, headers: dict[str, str]
) -> None:
    """It is never read as "nothing archived"."""
    archive.answer("/cdx", status, body, headers)
    failure = failed(client(archive, wire).timemap(URL))
    assert failure.reason == "archive_malformed"


def test_an_index_that_answers_in_plain_text_is_read_too(archive: Archive, wire: Wire) -> None:
    """Seven columns, a blank line and the key of the next page; that is how the Internet Archive writes by default."""
    text = (
        f"example,site)/2022/article.html 20220106182137 {URL} text/html 200 {'A' * 32} 2000\n"
        f"example,site)/2022/article.html 20220206182137 {URL} warc/revisit - {'A' * 32} 500\n\n"
        "example%2Csite%29%2F2022%2Farticle.html+2022020618213%3A\n"
    )
    archive.answer("/cdx", 200, text, {"Content-Type": "text/plain"}, times=1)
    archive.add(URL, "20220306182137", "later")
    found = listed(client(archive, wire).timemap(URL))
    assert [each.at.month for each in found.mementos] == [1, 2, 3]
    assert found.complete


# ── what is played ────────────────────────────────────────────────────────────────────────────────


def test_a_capture_is_played_byte_for_byte(archive: Archive, wire: Wire) -> None:
    """The archived status, headers and body, and the instant that was really played; what the archive sent beside."""
    body = "Ж".encode("windows-1251") + b"\x00\xff<p>text</p>"
    given = [("Content-Type", "text/html; charset=windows-1251"), ("Last-Modified", "Thu, 06 Jan 2022 18:00:00 GMT")]
    archive.add(URL, "20220106182137", body, headers=given)
    snapshot = played(client(archive, wire).play(memento(archive, "20220106182137")))
    assert snapshot.body == body
    assert snapshot.status == 200
    assert dict(snapshot.headers)["last-modified"] == "Thu, 06 Jan 2022 18:00:00 GMT"
    assert snapshot.header("Content-Type") == "text/html; charset=windows-1251"
    assert snapshot.header("x-archive-src") is None
    assert b"memento-datetime" in snapshot.head
    assert gzip.decompress(snapshot.wire) == body
    assert snapshot.memento is not None
    assert snapshot.memento.at == datetime(2022, 1, 6, 18, 21, 37, tzinfo=UTC)
    assert (snapshot.memento.status, snapshot.memento.mimetype) == (200, "text/html")


def test_never_the_page_with_the_banner(archive: Archive, wire: Wire) -> None:
    """A memento listed without `id_` is played with it all the same."""
    archive.add(URL, "20220106182137", TEXT)
    view = replace(memento(archive, "20220106182137"), uri=f"{archive.replay}/20220106182137/{URL}")
    assert played(client(archive, wire).play(view)).body == TEXT.encode()


@pytest.mark.parametrize("status", [404, 403, 410, 429, 503])
def test_a_memento_of_an_error_is_that_and_nothing_else(archive: Archive, wire: Wire, status: int) -> None:
    """Its status is the archived one; the archive itself is well, and goes on being asked."""
    archive.add(URL, "20220106182137", "an error page", status, {"Retry-After": "6"})
    archive.add(URL, "20220107182137", TEXT)
    wayback = client(archive, wire)
    snapshot = played(wayback.play(memento(archive, "20220106182137")))
    assert (snapshot.status, snapshot.body) == (status, b"an error page")
    assert snapshot.memento is not None
    assert snapshot.memento.status == status
    assert played(wayback.play(memento(archive, "20220107182137"))).status == 200


def test_an_archived_redirect_is_handed_on_with_its_own_target(archive: Archive, wire: Wire) -> None:
    """It is not followed: where the page went is news, and not the page."""
    archive.add(URL, "20220106182137", "", 301, {"Location": "https://site.example/new-home"})
    archive.add("https://site.example/new-home", "20220106182138", "new home")
    snapshot = played(client(archive, wire).play(memento(archive, "20220106182137")))
    assert snapshot.status == 301
    assert snapshot.header("Location") == "https://site.example/new-home"
    assert snapshot.hops == ()


def test_a_capture_within_a_day_is_played_instead(archive: Archive, wire: Wire) -> None:
    """The archive's own redirect is followed and kept as a hop; the instant is that of what was played."""
    archive.add(URL.replace("https", "http"), "20220107060000", TEXT)
    snapshot = played(client(archive, wire).play(memento(archive, "20220106182137")))
    assert snapshot.body == TEXT.encode()
    assert [hop.status for hop in snapshot.hops] == [302]
    assert snapshot.memento is not None
    assert snapshot.memento.at == datetime(2022, 1, 7, 6, tzinfo=UTC)
    assert snapshot.memento.original == URL.replace("https", "http")


def test_a_capture_further_away_is_refused(archive: Archive, wire: Wire) -> None:
    """Another day's text is no evidence of this day's."""
    archive.add(URL, "20220109060000", TEXT)
    failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "out_of_window")
    assert failure.memento is not None


def test_a_far_capture_served_without_a_redirect_is_refused(archive: Archive, wire: Wire) -> None:
    """Some archives play the nearest they have under the address that was asked for."""
    headers = {"Memento-Datetime": "Sat, 08 Jan 2022 18:21:38 GMT", "Content-Type": "text/html"}
    archive.answer("/web/", 200, TEXT, headers)
    failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "out_of_window")


def test_another_page_is_never_played_for_this_one(archive: Archive, wire: Wire) -> None:
    """Redirected to it, or served in its place: the archive's `original` link tells."""
    archive.add("https://site.example/2022/ARTICLE.html", "20220106182138", "another page")
    wayback = client(archive, wire)
    for at in ("20220106182137", "20220106182138"):
        failure = failed(wayback.play(memento(archive, at)))
        assert (failure.reason, failure.code) == ("archive_playback", "other_page")


def test_a_circle_of_redirects_ends(archive: Archive, wire: Wire) -> None:
    """The Wayback Machine has them."""
    one, other = (f"{archive.replay}/{at}id_/{URL}" for at in ("20220106182137", "20220106182138"))
    archive.answer("/web/20220106182137", 302, b"", {"Location": other})
    archive.answer("/web/20220106182138", 302, b"", {"Location": one})
    failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "circular")
    assert len(archive.asked) == 2


@pytest.mark.parametrize(
    "location",
    ["https://archive.example/login", "/web/", "//[broken", "https://web.archive.org/account/login", ""],
)
def test_a_redirect_to_no_capture_is_not_followed(archive: Archive, wire: Wire, location: str) -> None:
    """Nothing outside the archive is asked because an archive says so."""
    archive.answer("/web/", 302, b"", {"Location": location} if location else {})
    failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
    assert failure.reason == "archive_playback"
    assert len(archive.asked) == 1


def test_another_host_is_not_asked_because_an_archive_redirects_there(archive: Archive, wire: Wire) -> None:
    """Even if the address looks like a capture's."""
    with Archive() as stranger:
        stranger.add(URL, "20220106182138", "a stranger's text")
        archive.answer("/web/", 302, b"", {"Location": f"{stranger.replay}/20220106182138id_/{URL}"})
        failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
        assert (failure.code, stranger.asked) == ("redirected", [])


def test_a_page_of_the_archive_itself_is_no_capture(archive: Archive, wire: Wire) -> None:
    """200 and HTML, but no Memento-Datetime: a notice, a captcha, a new design."""
    archive.answer("/web/", 200, "<html>Please prove that you are human</html>", {"Content-Type": "text/html"})
    failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "not_a_memento")
    assert failure.wire


def test_a_capture_whose_crawler_broke_off_is_no_evidence(archive: Archive, wire: Wire) -> None:
    """The archived Content-Length promises more than the archive holds."""
    archive.add(URL, "20220106182137", TEXT[:30], headers={"Content-Length": str(len(TEXT))})
    failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "memento_truncated")


@pytest.mark.parametrize("header", [{"content-encoding": "", "Content-Encoding": "gzip"}, {}])
def test_gzip_that_the_archive_plays_as_stored_is_undone(archive: Archive, wire: Wire, header: dict[str, str]) -> None:
    """Headers spoilt or left out: the archived answer was compressed, and nobody but its bytes says so."""
    own = {"Memento-Datetime": "Thu, 06 Jan 2022 18:21:37 GMT", "Content-Type": "text/html; charset=utf-8"}
    archive.compress = False
    archive.answer("/web/", 200, gzip.compress(TEXT.encode()), {**own, **header})
    assert played(client(archive, wire).play(memento(archive, "20220106182137"))).body == TEXT.encode()


def test_gzip_that_breaks_off_inside_the_capture_is_a_failure(archive: Archive, wire: Wire) -> None:
    """Half of a compressed page decodes to half a page; that would look like an edit."""
    own = {"Memento-Datetime": "Thu, 06 Jan 2022 18:21:37 GMT", "Content-Type": "text/html; charset=utf-8"}
    data = gzip.compress((TEXT * 100).encode())
    archive.answer("/web/", 200, data[: len(data) // 2], own)
    failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "coding")


def test_a_page_with_an_unusual_address_is_asked_for_as_it_is(archive: Archive, wire: Wire) -> None:
    """Queries, escapes and Cyrillic letters survive the way through the archive's addresses."""
    for number, url in enumerate(
        (
            "https://site.example/a?x=1&y=%D0%B0/b?c",
            "https://site.example/новости/статья.html?раз=два",
            "https://site.example:8443/a//b",
        )
    ):
        at = f"2022010618213{number}"
        archive.add(
            url
            if url.isascii()
            else "https://site.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F.html?%D1%80%D0%B0%D0%B7=%D0%B4%D0%B2%D0%B0",
            at,
            f"{number}",
        )
        wayback = client(archive, wire)
        found = listed(wayback.timemap(url))
        assert len(found.mementos) == 1, url
        assert played(wayback.play(found.mementos[0])).body == f"{number}".encode()


def test_a_page_whose_address_has_several_parameters_is_played(archive: Archive, wire: Wire) -> None:
    """The Internet Archive escapes `&` in its headers as HTML does; recorded in 2020."""
    url = "https://site.example/news?id=7&page=2"
    archive.add(url, "20220106182137", TEXT)
    wayback = client(archive, wire)
    snapshot = played(wayback.play(listed(wayback.timemap(url)).mementos[0]))
    assert snapshot.memento is not None
    assert snapshot.memento.original == url


# ── the five ways to say no ───────────────────────────────────────────────────────────────────────


def test_a_page_that_the_archive_withholds_is_excluded(archive: Archive, wire: Wire) -> None:
    """Said by the index with 403, by playback with 403 and, formerly, with 200."""
    archive.add(URL, "20220106182137", TEXT)
    archive.exclude(URL)
    wayback = client(archive, wire)
    assert failed(wayback.timemap(URL)).reason == "archive_excluded"
    assert failed(wayback.play(memento(archive, "20220106182137"))).reason == "archive_excluded"
    archive.exclude(URL, status=200)
    assert failed(wayback.play(memento(archive, "20220106182137"))).reason == "archive_excluded"


def test_an_article_about_exclusion_is_not_excluded(archive: Archive, wire: Wire) -> None:
    """The words stand in a capture, and in a capture's address; they are not the archive's."""
    url = "https://site.example/AdministrativeAccessControlException-Blocked Site Error".replace(" ", "%20")
    archive.add(url, "20220106182137", "This URL has been excluded from the Wayback Machine. Blocked Site Error")
    wayback = client(archive, wire)
    found = listed(wayback.timemap(url))
    assert played(wayback.play(found.mementos[0])).status == 200


def test_a_capture_that_cannot_be_played(archive: Archive, wire: Wire) -> None:
    """The archive says so itself; it is well otherwise."""
    archive.add(URL, "20220106182137", TEXT, playable=False)
    failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
    assert (failure.reason, failure.code, failure.retry_at) == ("archive_playback", "runtime_error", None)


def test_a_capture_that_does_not_exist(archive: Archive, wire: Wire) -> None:
    """A note may name one; that is a failure of playback, and no word about the page."""
    failure = failed(client(archive, wire).play(memento(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "not_archived")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 403])
def test_an_archive_that_is_ill_is_down(archive: Archive, wire: Wire, status: int) -> None:
    """With 5xx, or with a bare 403 that names no page."""
    archive.fail(status=status)
    wayback = client(archive, wire)
    assert failed(wayback.timemap(URL)).reason == "archive_down"
    assert failed(wayback.play(memento(archive, "20220106182137"))).reason == "archive_down"


def test_an_archive_that_hangs_up_is_down(archive: Archive, wire: Wire) -> None:
    """No answer at all; the wire's own word stays as the code."""
    archive.answer("/", hang_up=True)
    failure = failed(client(archive, wire).timemap(URL))
    assert failure.reason == "archive_down"
    assert failure.code


def test_single_troubles_do_not_stop_the_work_but_an_outage_does(archive: Archive, wire: Wire) -> None:
    """Three in a row are an outage; after an hour at most the archive is looked at again."""
    clock = Clock()
    archive.fail()
    wayback = client(archive, wire, now=clock.now, sleep=clock.sleep)
    answers = [failed(wayback.timemap(URL)) for _ in range(6)]
    assert {each.reason for each in answers} == {"archive_down"}
    assert len(archive.asked) == 3
    assert answers[-1].code == "stopped"
    until = answers[-1].retry_at
    assert until is not None
    assert until <= clock.at + timedelta(hours=1)
    archive.recover()
    clock.at = until
    assert listed(wayback.timemap(URL)).mementos == ()


def test_a_success_between_two_troubles_starts_the_count_anew(archive: Archive, wire: Wire) -> None:
    """An archive that stumbles is not down."""
    wayback = client(archive, wire)
    for _ in range(4):
        archive.fail(times=2)
        for _ in range(2):
            assert failed(wayback.timemap(URL)).code == "http_503"
        listed(wayback.timemap(URL))


def test_being_told_to_slow_down_stops_everything_at_once(archive: Archive, wire: Wire) -> None:
    """Index and playback alike; while it lasts no request is made, and each answer says when to come back."""
    clock = Clock()
    archive.add(URL, "20220106182137", TEXT)
    archive.limit("/cdx", times=1)
    wayback = client(archive, wire, now=clock.now, sleep=clock.sleep)
    first = failed(wayback.timemap(URL))
    assert (first.reason, first.status) == ("archive_limited", 429)
    for answer in (wayback.timemap(URL), wayback.play(memento(archive, "20220106182137"))):
        failure = failed(answer)
        assert (failure.reason, failure.code) == ("archive_limited", "stopped")
        assert failure.retry_at == first.retry_at
    assert len(archive.asked) == 1
    assert first.retry_at is not None
    clock.at = first.retry_at
    assert len(listed(wayback.timemap(URL)).mementos) == 1


def test_each_further_refusal_stops_for_longer_and_a_success_forgives(archive: Archive, wire: Wire) -> None:
    """Twice as long each time, at most a day; also across runs."""
    clock, memory = Clock(), Notebook()
    archive.limit()
    lengths = []
    for _ in range(12):
        wayback = client(archive, wire, now=clock.now, sleep=clock.sleep, memory=memory)
        until = failed(wayback.timemap(URL)).retry_at
        assert until is not None
        lengths.append(until - clock.at)
        clock.at = until
    assert all(later == min(earlier * 2, timedelta(days=1)) for earlier, later in pairwise(lengths))
    assert lengths[-1] == timedelta(days=1)
    archive.recover()
    wayback = client(archive, wire, now=clock.now, sleep=clock.sleep, memory=memory)
    listed(wayback.timemap(URL))
    archive.limit()
    until = failed(wayback.timemap(URL)).retry_at
    assert until is not None
    assert until - clock.at == lengths[0]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1800", timedelta(minutes=30)),
        ("Sun, 22 Nov 2999 07:00:00 GMT", timedelta(days=1)),
        ("soon", None),
        ("1", None),
    ],
)
def test_retry_after_is_honoured_and_capped(archive: Archive, wire: Wire, said: str, meant: timedelta | None) -> None:
    """Never shorter than our own stop, never longer than a day."""
    clock = Clock()
    archive.limit(retry_after=said)
    until = failed(client(archive, wire, now=clock.now, sleep=clock.sleep).timemap(URL)).retry_at
    assert until is not None
    assert until - clock.at == (meant or timedelta(minutes=5))


def test_a_refused_connection_stops_the_work(wire: Wire) -> None:
    """That is how the Internet Archive's firewall treats those who went on; the stop outlives the process."""
    with Archive() as gone:
        pass
    clock, memory = Clock(), Notebook()
    first = failed(client(gone, wire, now=clock.now, sleep=clock.sleep, memory=memory).timemap(URL))
    assert (first.reason, first.code) == ("archive_down", "refused")
    again = failed(client(gone, wire, now=clock.now, sleep=clock.sleep, memory=memory).timemap(URL))
    assert (again.reason, again.code, again.retry_at) == ("archive_down", "stopped", first.retry_at)


def test_an_address_that_we_will_not_dial_is_no_sign_of_an_outage(archive: Archive) -> None:
    """`allow_networks` was forgotten: said each time, and no stop is remembered."""
    strict = Wire(gate=Gate(), user_agent="monitor/test")
    memory = Notebook()
    wayback = client(archive, strict, memory=memory)
    for _ in range(5):
        failure = failed(wayback.timemap(URL))
        assert (failure.reason, failure.code) == ("archive_down", "private_address")
    assert not [value for key, value in memory.kept.items() if key.startswith("wayback.stop.") and value]


@pytest.mark.parametrize(
    "remembered",
    [
        "",
        "null",
        "[]",
        '{"until": 5}',
        '{"until": "tomorrow"}',
        '{"until": "0001-01-01T00:00:00+23:00", "strikes": 1, "reason": "archive_down"}',
        '{"until": "2999-01-01T00:00:00+00:00", "strikes": 1, "reason": "archive_down"}',
        '{"until": "2027-01-01T00:00:00+00:00", "strikes": Infinity, "reason": "archive_down"}',
        "\x00",
        "9" * 5000,
        "[" * 5000,
    ],
)
def test_a_memory_that_holds_nonsense_stops_nothing(archive: Archive, wire: Wire, remembered: str) -> None:
    """Whatever stands there, it is read as nothing."""
    memory = Notebook()
    host = archive.base.partition("//")[2]
    memory.kept = {f"wayback.stop.{host}": remembered, "wayback.cdx.next": remembered}
    listed(client(archive, wire, memory=memory, cdx_per_minute=24).timemap(URL))


# ── the pace ──────────────────────────────────────────────────────────────────────────────────────


def test_questions_are_spaced_evenly_across_runs(archive: Archive, wire: Wire) -> None:
    """24 a minute are one every 2.5 seconds; a new process keeps the pace of the last."""
    clock, memory = Clock(), Notebook()
    for _ in range(4):
        wayback = client(archive, wire, now=clock.now, sleep=clock.sleep, memory=memory, cdx_per_minute=24)
        listed(wayback.timemap(URL))
    assert clock.slept == [2.5, 2.5, 2.5]


def test_index_and_playback_have_paces_of_their_own(archive: Archive, wire: Wire) -> None:
    """480 playbacks a minute are eight a second, whatever the index is asked meanwhile."""
    archive.add(URL, "20220106182137", TEXT)
    clock = Clock()
    wayback = client(archive, wire, now=clock.now, sleep=clock.sleep, cdx_per_minute=24, playback_per_minute=480)
    found = listed(wayback.timemap(URL)).mementos[0]
    for _ in range(5):
        played(wayback.play(found))
    assert clock.slept == [0.125] * 4


def test_many_threads_share_one_pace(archive: Archive, wire: Wire) -> None:
    """Ten threads, ten questions: no two in the same turn."""
    clock = Clock()
    waits: list[float] = []
    wayback = client(archive, wire, now=clock.now, sleep=waits.append, cdx_per_minute=24)
    threads = [threading.Thread(target=wayback.timemap, args=(URL,)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(waits) == [2.5 * turn for turn in range(1, 10)]


def test_a_clock_set_back_does_not_hold_us_up(archive: Archive, wire: Wire) -> None:
    """A turn or a stop remembered from a future that is not ours is forgotten."""
    clock, memory = Clock(), Notebook()
    clock.push(days=400)
    archive.limit("/cdx", times=1)
    wayback = client(archive, wire, now=clock.now, sleep=clock.sleep, memory=memory, cdx_per_minute=24)
    failed(wayback.timemap(URL))
    clock.push(days=-400)
    listed(wayback.timemap(URL))
    assert sum(clock.slept) < 10


def test_a_wait_can_be_broken_off(archive: Archive, wire: Wire) -> None:
    """The daemon is told to end: nobody waits for a turn."""
    over = threading.Event()
    over.set()
    wayback = client(archive, wire, sleep=over, cdx_per_minute=0.001)
    listed(wayback.timemap(URL))
    failure = failed(wayback.timemap(URL))
    assert (failure.reason, failure.code) == ("archive_down", "interrupted")


# ── a note's own memento ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "uri",
    [
        "https://web.archive.org/web/20241109201722/site.example/2022/article.html",
        "http://web.archive.org/web/20241109201722/https://site.example/2022/article.html",
        "https://web.archive.org/web/20241109201722id_/http://www.site.example/2022/article.html",
        "web.archive.org/web/20241109201722if_/https://site.example/2022/article.html",
        "//web.archive.org/20241109201722/https%3A//site.example/2022/article.html",
        "{replay}/20241109201722/https://site.example/2022/article.html",
    ],
)
def test_the_archive_address_of_a_note_is_played_through_replay(archive: Archive, wire: Wire, uri: str) -> None:
    """With and without scheme, with and without `id_`: always raw, always from the archive that is configured."""
    archive.add(URL, "20241109201722", TEXT)
    wayback = client(archive, wire)
    found = wayback.memento_of(uri.format(replay=archive.replay), URL)
    assert found == Memento(
        uri=f"{archive.replay}/20241109201722id_/{URL}",
        original=URL,
        at=datetime(2024, 11, 9, 20, 17, 22, tzinfo=UTC),
    )
    assert played(wayback.play(found)).body == TEXT.encode()


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "https://archive.ph/AbCdE",
        "https://web.archive.org/web/2024*/https://site.example/",
        "https://web.archive.org/save/https://site.example/",
        "https://web.archive.org/web/20241399201722/https://site.example/",
        "https://web.archive.org.evil.example/web/20241109201722/https://site.example/",
        "https://evil.example/web/20241109201722/https://site.example/",
        "https://web.archive.org/web/20241109201722/javascript:alert(1)",
        "https://web.archive.org/web/20241109201722/ftp://site.example/",
    ],
)
def test_what_is_no_capture_of_this_archive_is_none(archive: Archive, wire: Wire, uri: str) -> None:
    """A note may say anything."""
    assert client(archive, wire).memento_of(uri, URL) is None


def test_a_note_whose_memento_is_of_another_page_says_so() -> None:
    """The archived part counts, not what the note says elsewhere."""
    found = Replay("https://web.archive.org/web").memento_of("https://web.archive.org/web/2024/other.example/x", URL)
    assert found is not None
    assert found.original == "http://other.example/x"
    assert found.at == datetime(2024, 1, 1, tzinfo=UTC)


# ── TimeMaps ──────────────────────────────────────────────────────────────────────────────────────


def test_another_archive_is_read_by_its_timemap(archive: Archive, wire: Wire) -> None:
    """RFC 7089: link format, page by page; its captures are played raw."""
    archive.page_size = 3
    for day in range(1, 9):
        archive.add(URL, f"202201{day:02}000000", f"day {day}")
    wayback = client(archive, wire, timemap=archive.timemap, cdx="http://127.0.0.1:9/none")
    found = listed(wayback.timemap(URL))
    assert [each.at.day for each in found.mementos] == list(range(1, 9))
    assert found.complete
    assert played(wayback.play(found.mementos[7])).body == b"day 8"


def test_a_page_that_a_timemap_does_not_know_has_no_mementos(archive: Archive, wire: Wire) -> None:
    """404 in link format is how archives say it; any other 404 may be a wrong address, and is no such claim."""
    wayback = client(archive, wire, timemap=archive.timemap)
    found = listed(wayback.timemap(URL))
    assert (found.mementos, found.complete) == ((), True)
    archive.answer("/timemap", 404, "<html>Not Found</html>", {"Content-Type": "text/html"})
    assert failed(wayback.timemap(URL)).reason == "archive_malformed"


def test_a_timemap_that_is_none_is_malformed(archive: Archive, wire: Wire) -> None:
    """HTML is no TimeMap."""
    archive.answer("/timemap", 200, "<html><a href=x>x</a></html>", {"Content-Type": "text/html"})
    assert failed(client(archive, wire, timemap=archive.timemap).timemap(URL)).reason == "archive_malformed"


def test_timemaps_that_name_each_other_end(archive: Archive, wire: Wire) -> None:
    """Each is read once."""
    own = f'<{URL}>; rel="original", <{archive.timemap}/a>; rel="timemap", <{archive.timemap}/b>; rel="timemap"'
    archive.answer("/timemap", 200, own, {"Content-Type": "application/link-format"})
    found = listed(client(archive, wire, timemap=archive.timemap).timemap(URL))
    assert found.mementos == ()
    assert len(archive.asked) == 3


def test_a_memento_with_no_raw_form_is_not_played(archive: Archive, wire: Wire) -> None:
    """What an archive has rewritten is never compared with what a site published."""
    text = (
        f'<{URL}>; rel="original", <https://archive.example/AbCdE>; rel="memento"; '
        'datetime="Thu, 06 Jan 2022 18:21:37 GMT"'
    )
    archive.answer("/timemap", 200, text, {"Content-Type": "application/link-format"})
    wayback = client(archive, wire, timemap=archive.timemap)
    failure = failed(wayback.play(listed(wayback.timemap(URL)).mementos[0]))
    assert (failure.reason, failure.code) == ("archive_playback", "not_raw")
    assert len(archive.asked) == 1


def test_commas_quotes_and_dates_inside_links_are_no_trouble() -> None:
    """RFC 8288: quoted strings hold anything, parameters come with and without quotes, the first of a name counts."""
    text = (
        '<http://a.example/x,y;z>;rel="memento First";datetime="Tue, 20 Jun 2000 18:02:59 GMT";title="a, \\"b\\"; c"'
        " , <http://b.example/> ; rel=next ; rel=prev, nonsense <http://c.example/>"
    )
    links = read_links(text)
    assert [link.uri for link in links] == ["http://a.example/x,y;z", "http://b.example/", "http://c.example/"]
    assert links[0].rels == {"memento", "first"}
    assert links[0].attributes["title"] == 'a, "b"; c'
    assert links[1].rels == {"next"}


# ── anything at all ───────────────────────────────────────────────────────────────────────────────


@given(body=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_no_bytes_of_an_index_raise_anything_but_one_error(body: bytes) -> None:
    """A list, or no list."""
    try:
        listing = read_listing(body)
    except NotCdxError:
        return
    assert all(row.at.tzinfo is UTC for row in listing.rows)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(URL) | st.just("20220106182137"),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=30,
)


@given(rows=st.lists(json_values, max_size=6))
def test_no_table_raises_anything_but_one_error(rows: list[Any]) -> None:
    """Rows of the wrong kind are counted, not believed."""
    head = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
    try:
        listing = read_listing(json.dumps([head, *rows]).encode())
    except NotCdxError:
        return
    assert len(listing.rows) + listing.malformed <= len(rows)


@given(text=st.text(alphabet='<>;,="\\ abrel\n', max_size=300))
def test_no_text_is_too_odd_for_the_reader_of_links(text: str) -> None:
    """It reads what it can."""
    read_links(text)


@given(second=st.integers(min_value=-30_000_000_000, max_value=253_402_300_799))
def test_a_timestamp_is_read_as_it_was_written(second: int) -> None:
    """To the second, in UTC."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    assert stamp_begun(stamp(at)) == at


@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_two_addresses_are_compared_whatever_they_are(one: str, other: str) -> None:
    """And in either order alike."""
    first, second = f"http://{one}", f"https://{other}"
    assert same_page(first, second) == same_page(second, first)


@given(uri=st.text(max_size=80))
def test_no_archive_address_raises(uri: str) -> None:
    """A note, a redirect or a TimeMap may hold anything."""
    replay = Replay("https://web.archive.org/web")
    replay.memento_of(uri, URL)
    replay.memento_of(f"https://web.archive.org/web/20220106182137/{uri}", uri)
    replay.apart(f"https://a.example/20220106182137/{uri}")


NAMES = (
    "Memento-Datetime",
    "Link",
    "Location",
    "Retry-After",
    "Content-Type",
    "X-Archive-Wayback-Runtime-Error",
    "x-archive-orig-content-encoding",
    "x-archive-orig-content-length",
    "x-archive-orig-location",
)
VALUES = (
    "Thu, 06 Jan 2022 18:21:37 GMT",
    f'<{URL}>; rel="original"',
    f"https://web.archive.org/web/20220106182138id_/{URL}",
    "Blocked Site Error",
    "application/link-format",
    "text/html",
    "gzip",
    "br",
    "5",
)
BODIES = (
    b"[]",
    b"org.archive.wayback.exception.RobotAccessControlException",
    gzip.compress(b"x"),
    gzip.compress(b"x")[:-3],
    f'<{URL}>; rel="original", <{URL}>; rel="memento"; datetime="Thu, 06 Jan 2022 18:21:37 GMT"'.encode(),
)


@given(
    status=st.sampled_from([200, 204, 302, 304, 403, 404, 429, 451, 500, 503, 599]),
    headers=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.text(max_size=12)), max_size=5),
    body=st.sampled_from(BODIES) | st.binary(max_size=60),
)
def test_whatever_an_archive_answers_is_a_value(status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    """A list, a capture, or a failure in the archive's words: nothing is raised, nothing is made up."""

    def fetch(url: str, **_: object) -> Snapshot:
        at = datetime(2026, 11, 22, tzinfo=UTC)
        return Snapshot(
            url=url, final_url=url, at=at, status=status, head=b"", headers=tuple(headers), wire=body, body=body
        )

    for timemap in ("", "https://archive.example/timemap"):
        wayback = Wayback(
            fetch,
            cdx="https://web.archive.org/cdx/search/cdx",
            replay="https://web.archive.org/web",
            cdx_per_minute=24,
            playback_per_minute=480,
            memory=Notebook(),
            now=lambda: datetime(2026, 11, 22, tzinfo=UTC),
            sleep=lambda seconds: None,
            timemap=timemap,
        )
        found = wayback.timemap(URL)
        assert isinstance(found, Timemap) or found.reason in WORDS
        own = wayback.memento_of(f"https://web.archive.org/web/20220106182137/{URL}", URL)
        assert own is not None
        answer = wayback.play(own)
        if isinstance(answer, Snapshot):
            assert answer.memento is not None
            assert abs(answer.memento.at - own.at) <= timedelta(days=1)
        else:
            assert answer.reason in WORDS


@pytest.mark.parametrize("header", ["Memento-Datetime", "Link", "Location", "Retry-After", "Content-Type"])
@pytest.mark.parametrize("status", [200, 302, 404, 429, 503])
def test_no_header_of_an_archive_raises(archive: Archive, wire: Wire, header: str, status: int) -> None:
    """Whatever stands in it, the answer is a capture or a failure in the archive's words."""
    for value in ("", "\xff\xfe", "<", "99999999999999999999", "Thu, 99 Foo 0000 99:99:99 +9999", "//[", "a" * 3000):
        archive.recover()
        archive.answer("/web/", status, TEXT, {"X-Other": "1", header: value})
        answer = client(archive, wire).play(memento(archive, "20220106182137"))
        assert isinstance(answer, Snapshot) or answer.reason in WORDS
