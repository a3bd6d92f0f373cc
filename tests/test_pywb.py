"""A real archive of another make, pywb, read by our Wayback client."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor.capture.wire import Wire
from monitor.model import Failure, Snapshot
from tests.servers.pywb import Captured, Pywb, running
from tests.servers.visitor import client, failed, listed, memento_at, played

URL = "https://site.example/2022/article.html?id=7&page=1"
GONE = "https://site.example/2022/gone.html"
MOVED = "https://site.example/2022/moved.html"
FIRST, SECOND, THIRD = b"<p>Seventy soldiers.</p>", "<p>Сто семьдесят.</p>".encode(), b"<p>None at all.</p>"
HTML = ("Content-Type", "text/html; charset=utf-8")


def at(month: int) -> datetime:
    return datetime(2022, month, 6, 18, 21, 37, tzinfo=UTC)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pywb]:
    """Three captures of one page, a revisit, an archived 404 and an archived redirect."""
    captured = [
        Captured(url=URL, at=at(1), body=FIRST, headers=(HTML, ("X-Powered-By", "the site"))),
        Captured(url=URL, at=at(2), body=b"", revisit=True),
        Captured(url=URL, at=at(3), body=gzip.compress(SECOND), headers=(HTML, ("Content-Encoding", "gzip"))),
        Captured(url=URL.replace("https://", "http://www."), at=at(4), body=THIRD),
        Captured(url=GONE, at=at(5), body=b"<h1>Not found</h1>", status="404 Not Found"),
        Captured(url=MOVED, at=at(6), body=b"", status="301 Moved Permanently", headers=(("Location", "/2022/new"),)),
    ]
    with running(tmp_path_factory.mktemp("pywb") / "archive", captured) as server:
        yield server


def test_its_captures_are_listed_and_played(archive: Pywb, wire: Wire) -> None:
    """Three captures and a revisit, each with the bytes that the site had sent."""
    wayback = client(archive, wire)
    found = listed(wayback.timemap(URL))
    assert [each.at for each in found.mementos] == [at(1), at(2), at(3), at(4)]
    assert [each.status for each in found.mementos] == [200, None, 200, 200]
    assert found.complete
    answers = [played(wayback.play(each)) for each in found.mementos]
    assert [each.body for each in answers] == [FIRST, FIRST, SECOND, THIRD]
    assert [each.status for each in answers] == [200] * 4
    assert [each.memento.at for each in answers if each.memento] == [at(1), at(2), at(3), at(4)]
    assert answers[0].header("X-Powered-By") == "the site"
    assert answers[0].header("Memento-Datetime") is None


def test_its_timemap_says_the_same_as_its_index(archive: Pywb, wire: Wire) -> None:
    """The same instants, and the same bytes under them."""
    wayback = client(archive, wire, timemap=archive.timemap)
    found = listed(wayback.timemap(URL))
    assert [each.at for each in found.mementos] == [at(1), at(2), at(3), at(4)]
    assert found.complete
    assert [played(wayback.play(each)).body for each in found.mementos] == [FIRST, FIRST, SECOND, THIRD]


def test_an_archived_error_and_an_archived_redirect_are_what_they_were(archive: Pywb, wire: Wire) -> None:
    """A 404 with its page, a redirect with its target; neither is followed nor taken for the archive's own."""
    wayback = client(archive, wire)
    gone = played(wayback.play(listed(wayback.timemap(GONE)).mementos[0]))
    assert (gone.status, gone.body) == (404, b"<h1>Not found</h1>")
    moved = played(wayback.play(listed(wayback.timemap(MOVED)).mementos[0]))
    assert (moved.status, moved.header("Location")) == (301, "/2022/new")


@pytest.mark.parametrize("by_timemap", [False, True])
def test_a_page_that_it_never_saw_has_no_mementos(archive: Pywb, wire: Wire, by_timemap: bool) -> None:
    """It answers with nothing at all, in both of its lists; and plays nothing."""
    never = "https://site.example/never"
    wayback = client(archive, wire, timemap=archive.timemap if by_timemap else "")
    found = listed(wayback.timemap(never))
    assert (found.mementos, found.complete) == ((), True)
    failure = failed(wayback.play(memento_at(archive, "20220106182137", never)))
    assert (failure.reason, failure.code) == ("archive_playback", "not_archived")


@pytest.mark.parametrize(("asked", "ok"), [("20220106120000", True), ("20220110000000", False)])
def test_the_nearest_capture_is_played_only_within_a_day(archive: Pywb, wire: Wire, asked: str, ok: bool) -> None:
    """pywb redirects to the nearest, however far it is."""
    answer = client(archive, wire).play(memento_at(archive, asked, URL))
    if ok:
        assert played(answer).body == FIRST
    else:
        assert failed(answer).code == "out_of_window"


def test_what_it_holds_of_a_note_s_own_memento(archive: Pywb, wire: Wire) -> None:
    """The note names web.archive.org; the configured archive is asked."""
    wayback = client(archive, wire)
    uri = f"https://web.archive.org/web/20220306182137/{URL.removeprefix('https://')}"
    found = wayback.memento_of(uri, URL)
    assert found is not None
    answer: Snapshot | Failure = wayback.play(found)
    assert played(answer).body == SECOND
