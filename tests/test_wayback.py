"""The Wayback Machine: what it lists of a page, and a note's own memento."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

import pytest

import monitor.capture.listing as module
from monitor.capture.replay import Replay
from monitor.capture.timemap import same_page
from monitor.capture.wire import Wire
from monitor.model import Memento
from tests.servers.archive import Archive
from tests.servers.visitor import TEXT, URL, client, failed, listed, played

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
