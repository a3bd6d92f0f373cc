"""The Wayback Machine: TimeMaps of other archives, and answers of every kind."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.capture.cdx import NotCdxError, read_listing, stamp, stamp_begun
from monitor.capture.replay import Replay
from monitor.capture.timemap import Timemap, read_links, same_page
from monitor.capture.wayback import Wayback
from monitor.capture.wire import Wire
from monitor.model import Snapshot
from tests.servers.archive import Archive
from tests.servers.visitor import TEXT, URL, WORDS, Notebook, client, failed, listed, memento_at, played

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


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("[[" + "],[" * 500_000 + "]]", "application/json"),
        ('[["timestamp","original"]' + ',["1","2"]' * 200_000 + "]", "application/json"),
        ("a b c d e f g\n" * 100_000, "text/plain"),
        ("\na b\n" * 200_000, "text/plain"),
        ("\n" * 2_000_000 + "x y", "text/plain"),
        ("[" * 1_000_000, "application/json"),
        ("{" * 1_000_000, "text/x-ndjson"),
        ("x" * 6_000_000, "text/plain"),
    ],
    ids=["lists", "rows", "lines", "blank lines", "feeds", "brackets", "braces", "too much"],
)
def test_a_list_of_nonsense_costs_no_more_than_its_size(archive: Archive, wire: Wire, page: str, kind: str) -> None:
    """Neither time nor memory: it is named, and done with."""
    archive.answer("/cdx", 200, page, {"Content-Type": kind})
    assert failed(client(archive, wire).timemap(URL)).reason == "archive_malformed"


@pytest.mark.parametrize(
    "unit", ["<", "<a>;a ", '<a>;a="\\"', '\\"', ", ", "<a", '<a>;rel="timemap";x=<'], ids=lambda unit: repr(unit)
)
def test_links_of_nonsense_cost_no_more_than_their_size(unit: str) -> None:
    """However often it is repeated."""
    assert len(read_links(unit * (2_000_000 // len(unit)))) <= 1_000_000


def test_a_timemap_that_names_pages_without_end_is_left(archive: Archive, wire: Wire) -> None:
    """A few of them are read, and the list is not called complete."""
    pages = ", ".join(f'<{archive.timemap}/{number}>; rel="timemap"' for number in range(40_000))
    archive.answer("/timemap", 200, f'<{URL}>; rel="original", {pages}', {"Content-Type": "application/link-format"})
    found = listed(client(archive, wire, timemap=archive.timemap).timemap(URL))
    assert not found.complete
    assert len(archive.asked) <= 12


def test_an_index_that_heeds_no_limit_is_asked_no_further(archive: Archive, wire: Wire) -> None:
    """It lists more in one answer than we would read in all, and names a key for more."""
    stamps = (f"2022{n % 12 + 1:02}01{n // 3600:02}{n // 60 % 60:02}{n % 60:02}" for n in range(7000))
    rows = [["a", each, URL, "text/html", "200", "A", "1"] for each in stamps]
    table = [["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"], *rows, [], ["more"]]
    archive.answer("/cdx", 200, json.dumps(table), {"Content-Type": "application/json"})
    found = listed(client(archive, wire).timemap(URL))
    assert not found.complete
    assert len(archive.asked) == 3  # the first of all, one a day, the newest


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
        answer = client(archive, wire).play(memento_at(archive, "20220106182137"))
        assert isinstance(answer, Snapshot) or answer.reason in WORDS
