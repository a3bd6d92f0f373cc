"""The Wayback Machine: what it plays."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import brotli
import pytest

from monitor.capture.wire import Wire
from tests.servers.archive import Archive
from tests.servers.visitor import TEXT, URL, client, failed, listed, memento_at, played

# ── what is played ────────────────────────────────────────────────────────────────────────────────


def test_a_capture_is_played_byte_for_byte(archive: Archive, wire: Wire) -> None:
    """The archived status, headers and body, and the instant that was really played; what the archive sent beside."""
    body = "Ж".encode("windows-1251") + b"\x00\xff<p>text</p>"
    given = [("Content-Type", "text/html; charset=windows-1251"), ("Last-Modified", "Thu, 06 Jan 2022 18:00:00 GMT")]
    archive.add(URL, "20220106182137", body, headers=given)
    snapshot = played(client(archive, wire).play(memento_at(archive, "20220106182137")))
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
    view = replace(memento_at(archive, "20220106182137"), uri=f"{archive.replay}/20220106182137/{URL}")
    assert played(client(archive, wire).play(view)).body == TEXT.encode()


@pytest.mark.parametrize("status", [404, 403, 410, 429, 503])
def test_a_memento_of_an_error_is_that_and_nothing_else(archive: Archive, wire: Wire, status: int) -> None:
    """Its status is the archived one; the archive itself is well, and goes on being asked."""
    archive.add(URL, "20220106182137", "an error page", status, {"Retry-After": "6"})
    archive.add(URL, "20220107182137", TEXT)
    wayback = client(archive, wire)
    snapshot = played(wayback.play(memento_at(archive, "20220106182137")))
    assert (snapshot.status, snapshot.body) == (status, b"an error page")
    assert snapshot.memento is not None
    assert snapshot.memento.status == status
    assert played(wayback.play(memento_at(archive, "20220107182137"))).status == 200


def test_an_archived_redirect_is_handed_on_with_its_own_target(archive: Archive, wire: Wire) -> None:
    """It is not followed: where the page went is news, and not the page."""
    archive.add(URL, "20220106182137", "", 301, {"Location": "https://site.example/new-home"})
    archive.add("https://site.example/new-home", "20220106182138", "new home")
    snapshot = played(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert snapshot.status == 301
    assert snapshot.header("Location") == "https://site.example/new-home"
    assert snapshot.hops == ()


def test_a_capture_within_a_day_is_played_instead(archive: Archive, wire: Wire) -> None:
    """The archive's own redirect is followed and kept as a hop; the instant is that of what was played."""
    archive.add(URL.replace("https", "http"), "20220107060000", TEXT)
    snapshot = played(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert snapshot.body == TEXT.encode()
    assert [hop.status for hop in snapshot.hops] == [302]
    assert snapshot.memento is not None
    assert snapshot.memento.at == datetime(2022, 1, 7, 6, tzinfo=UTC)
    assert snapshot.memento.original == URL.replace("https", "http")


def test_a_capture_further_away_is_refused(archive: Archive, wire: Wire) -> None:
    """Another day's text is no evidence of this day's."""
    archive.add(URL, "20220109060000", TEXT)
    failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "out_of_window")
    assert failure.memento is not None


def test_a_far_capture_served_without_a_redirect_is_refused(archive: Archive, wire: Wire) -> None:
    """Some archives play the nearest they have under the address that was asked for."""
    headers = {"Memento-Datetime": "Sat, 08 Jan 2022 18:21:38 GMT", "Content-Type": "text/html"}
    archive.answer("/web/", 200, TEXT, headers)
    failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "out_of_window")


def test_another_page_is_never_played_for_this_one(archive: Archive, wire: Wire) -> None:
    """Redirected to it, or served in its place: the archive's `original` link tells."""
    archive.add("https://site.example/2022/ARTICLE.html", "20220106182138", "another page")
    wayback = client(archive, wire)
    for at in ("20220106182137", "20220106182138"):
        failure = failed(wayback.play(memento_at(archive, at)))
        assert (failure.reason, failure.code) == ("archive_playback", "other_page")


def test_a_circle_of_redirects_ends(archive: Archive, wire: Wire) -> None:
    """The Wayback Machine has them."""
    one, other = (f"{archive.replay}/{at}id_/{URL}" for at in ("20220106182137", "20220106182138"))
    archive.answer("/web/20220106182137", 302, b"", {"Location": other})
    archive.answer("/web/20220106182138", 302, b"", {"Location": one})
    failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "circular")
    assert len(archive.asked) == 2


@pytest.mark.parametrize(
    "location",
    ["https://archive.example/login", "/web/", "//[broken", "https://web.archive.org/account/login", ""],
)
def test_a_redirect_to_no_capture_is_not_followed(archive: Archive, wire: Wire, location: str) -> None:
    """Nothing outside the archive is asked because an archive says so."""
    archive.answer("/web/", 302, b"", {"Location": location} if location else {})
    failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert failure.reason == "archive_playback"
    assert len(archive.asked) == 1


def test_another_host_is_not_asked_because_an_archive_redirects_there(archive: Archive, wire: Wire) -> None:
    """Even if the address looks like a capture's."""
    with Archive() as stranger:
        stranger.add(URL, "20220106182138", "a stranger's text")
        archive.answer("/web/", 302, b"", {"Location": f"{stranger.replay}/20220106182138id_/{URL}"})
        failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
        assert (failure.code, stranger.asked) == ("redirected", [])


def test_a_page_of_the_archive_itself_is_no_capture(archive: Archive, wire: Wire) -> None:
    """200 and HTML, but no Memento-Datetime: a notice, a captcha, a new design."""
    archive.answer("/web/", 200, "<html>Please prove that you are human</html>", {"Content-Type": "text/html"})
    failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "not_a_memento")
    assert failure.wire


def test_a_capture_whose_crawler_broke_off_is_no_evidence(archive: Archive, wire: Wire) -> None:
    """The archived Content-Length promises more than the archive holds."""
    archive.add(URL, "20220106182137", TEXT[:30], headers={"Content-Length": str(len(TEXT))})
    failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "memento_truncated")


@pytest.mark.parametrize("header", [{"content-encoding": "", "Content-Encoding": "gzip"}, {}])
def test_gzip_that_the_archive_plays_as_stored_is_undone(archive: Archive, wire: Wire, header: dict[str, str]) -> None:
    """Headers spoilt or left out: the archived answer was compressed, and nobody but its bytes says so."""
    own = {"Memento-Datetime": "Thu, 06 Jan 2022 18:21:37 GMT", "Content-Type": "text/html; charset=utf-8"}
    archive.compress = False
    archive.answer("/web/", 200, gzip.compress(TEXT.encode()), {**own, **header})
    assert played(client(archive, wire).play(memento_at(archive, "20220106182137"))).body == TEXT.encode()


def test_gzip_that_breaks_off_inside_the_capture_is_a_failure(archive: Archive, wire: Wire) -> None:
    """Half of a compressed page decodes to half a page; that would look like an edit."""
    own = {"Memento-Datetime": "Thu, 06 Jan 2022 18:21:37 GMT", "Content-Type": "text/html; charset=utf-8"}
    data = gzip.compress((TEXT * 100).encode())
    archive.answer("/web/", 200, data[: len(data) // 2], own)
    failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "coding")


def test_a_capture_of_a_hundred_thousand_gzip_members_is_no_trouble(archive: Archive, wire: Wire) -> None:
    """Each of them empty, with the page at the end."""
    own = {"Memento-Datetime": "Thu, 06 Jan 2022 18:21:37 GMT", "Content-Type": "text/html; charset=utf-8"}
    archive.compress = False
    archive.answer("/web/", 200, gzip.compress(b"") * 100_000 + gzip.compress(TEXT.encode()), own)
    assert played(client(archive, wire).play(memento_at(archive, "20220106182137"))).body == TEXT.encode()


@pytest.mark.parametrize("cut", [False, True])
def test_brotli_that_the_archive_plays_as_stored_is_undone(archive: Archive, wire: Wire, cut: bool) -> None:
    """Where its own header says so, and the archive's does not; what breaks off is no capture."""
    data = brotli.compress((TEXT * 100).encode())
    own = {"Memento-Datetime": "Thu, 06 Jan 2022 18:21:37 GMT", "Content-Type": "text/html; charset=utf-8"}
    archive.compress = False
    orig = {"X-Archive-Orig-Content-Encoding": "br"}
    archive.answer("/web/", 200, data[: len(data) // 2] if cut else data, own | orig)
    answer = client(archive, wire).play(memento_at(archive, "20220106182137"))
    if cut:
        assert failed(answer).code == "coding"
    else:
        assert played(answer).body == (TEXT * 100).encode()


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
        snapshot = played(wayback.play(found.mementos[0]))
        assert snapshot.body == f"{number}".encode()
        assert snapshot.memento is not None
        assert snapshot.memento.uri == found.mementos[0].uri  # by which it is known that it was played


def test_a_page_whose_address_has_several_parameters_is_played(archive: Archive, wire: Wire) -> None:
    """The Internet Archive escapes `&` in its headers as HTML does; recorded in 2020."""
    url = "https://site.example/news?id=7&page=2"
    archive.add(url, "20220106182137", TEXT)
    wayback = client(archive, wire)
    snapshot = played(wayback.play(listed(wayback.timemap(url)).mementos[0]))
    assert snapshot.memento is not None
    assert snapshot.memento.original == url
