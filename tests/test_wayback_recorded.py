"""The real Wayback Machine, as others recorded it: every recorded answer through our client."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import monitor.capture.listing as module
from monitor.capture.cdx import stamp
from monitor.capture.timemap import instant, linked, read_links
from monitor.capture.wire import Wire
from monitor.model import Failure, Snapshot
from tests.servers.archive import Archive
from tests.servers.recorded import Interaction, Recorded, read_cassette, read_lines
from tests.servers.visitor import WORDS, client, failed, listed, played

pytestmark = pytest.mark.corpus


def tape(folder: Path, *names: str) -> list[Interaction]:
    return [each for name in names for each in read_cassette(folder / f"{name}.yaml")]


@pytest.fixture(scope="module")
def cassettes(corpus: Path) -> Path:
    return corpus / "wayback-traffic" / "edgi-wayback" / "cassettes"


def replayed(interactions: list[Interaction], wire: Wire, uri: str, original: str) -> Snapshot | Failure:
    with Recorded(interactions) as server:
        wayback = client(server, wire)
        found = wayback.memento_of(uri, original)
        assert found is not None
        return wayback.play(found)


def test_a_capture_is_the_bytes_that_edgi_has(cassettes: Path, wire: Wire) -> None:
    """The same bytes as EDGI's own client gets from the same answer."""
    url = "https://www.fws.gov/birds/"
    answer = played(
        replayed(tape(cassettes, "test_get_memento"), wire, f"https://web.archive.org/web/20171124151315/{url}", url)
    )
    assert answer.body == (cassettes.parent / "test_files" / "fws-gov-birds.txt").read_bytes()
    assert answer.memento is not None
    assert answer.memento.at == datetime(2017, 11, 24, 15, 13, 15, tzinfo=UTC)
    assert {name.lower() for name, _ in answer.headers} == {
        "content-type",
        "date",
        "strict-transport-security",
        "transfer-encoding",
    }


@pytest.mark.parametrize(
    ("name", "at", "url", "reason", "code"),
    [
        (
            "raises_blocked_error",
            "20170929002712",
            "https://nationalpost.com/health/",
            "archive_excluded",
            "blocked_site",
        ),
        (
            "raises_no_memento_error",
            "20170929002712",
            "https://this-is-not-real-url.whatever/",
            "archive_playback",
            "not_archived",
        ),
        (
            "raises_when_memento_is_outside_target_window",
            "20171101000000",
            "https://www.fws.gov/birds/",
            "archive_playback",
            "out_of_window",
        ),
        (
            "should_fail_for_non_playbackable_mementos",
            "20150509080314",
            "https://www.fws.gov/birds/",
            "archive_playback",
            "out_of_window",
        ),
    ],
)
def test_refusals(cassettes: Path, wire: Wire, name: str, at: str, url: str, reason: str, code: str) -> None:
    """Each of the archive's refusals has its own name."""
    uri = f"https://web.archive.org/web/{at}id_/{url}"
    failure = failed(replayed(tape(cassettes, f"test_get_memento_{name}"), wire, uri, url))
    assert (failure.reason, failure.code) == (reason, code)


def test_a_memento_of_a_429_is_one(cassettes: Path, wire: Wire) -> None:
    """Reddit limited the Internet Archive's crawler in 2015; nobody limits us."""
    url = "http://www.reddit.com/r/PokemonGiveaway"
    names = tape(cassettes, "test_get_memento_works_on_archived_rate_limit_responses")
    answer = played(replayed(names, wire, f"https://web.archive.org/web/20150129034904/{url}", url))
    assert answer.status == 429
    assert answer.header("Retry-After") == "6"


@pytest.mark.parametrize(
    ("name", "at", "url", "status", "location", "hops"),
    [
        (
            "follow_redirects_does_not_follow_historical_redirects",
            "20200201020357",
            "http://epa.gov/climatechange",
            301,
            "https://www.epa.gov/sites/production/files/signpost/cc.html",
            1,
        ),
        (
            "with_path_based_redirects",
            "20201027215555",
            "https://www.whitehouse.gov/administration/eop/ostp/about/student/faqs",
            301,
            "https://www.whitehouse.gov/ostp/about/student/faqs",
            0,
        ),
        (
            "with_schemeless_redirects",
            "20201102232816",
            "https://www.census.gov/geography/gss-initiative.html",
            301,
            "https://www.census.gov/geo/gssi/",
            0,
        ),
    ],
)
def test_redirects(
    cassettes: Path, wire: Wire, name: str, at: str, url: str, status: int, location: str, hops: int
) -> None:
    """The archive's own are followed, archived ones are handed on with the target that they had."""
    uri = f"https://web.archive.org/web/{at}id_/{url}"
    answer = played(replayed(tape(cassettes, f"test_get_memento_{name}"), wire, uri, url))
    assert (answer.status, answer.header("Location"), len(answer.hops)) == (status, location, hops)


def test_a_blocked_page_is_excluded_from_the_index(cassettes: Path, wire: Wire) -> None:
    """403 with the name of a Java exception."""
    with Recorded(tape(cassettes, "test_search_raises_for_blocked_urls")) as server:
        failure = failed(client(server, wire).timemap("https://nationalpost.com/health"))
    assert (failure.reason, failure.code) == ("archive_excluded", "blocked_site")


def test_a_list_of_many_pages(cassettes: Path, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifteen answers of 25 rows with many repeats, each continued by its resume key."""
    monkeypatch.setattr(module, "PAGES", 50)
    tapes = tape(cassettes, "test_search_multipage")
    rows = [line.split() for each in tapes for line in each.plain.decode().split("\n\n")[0].splitlines()]
    wanted = {(row[1], row[2]) for row in rows if len(row) == 7}
    with Recorded(tapes) as server:
        found = listed(client(server, wire).timemap("http://cnn.com/"))
    assert {(stamp(each.at), each.original) for each in found.mementos} == wanted
    assert len(found.mementos) == len({(stamp(each.at), each.original) for each in found.mementos})
    assert found.complete


@pytest.mark.parametrize(
    ("file", "url", "mementos", "others", "malformed"),
    [
        ("bad_timestamp_cdx.txt", "http://www.usatoday.com/2000/century/tech/004.htm", 2, 1, 2),
        ("zero_length_cdx.txt", "http://www.cnn.com/", 5, 0, 0),
    ],
)
def test_broken_lists(
    archive: Archive, corpus: Path, wire: Wire, file: str, url: str, mementos: int, others: int, malformed: int
) -> None:
    """Impossible instants and lengths of `-`."""
    text = (corpus / "wayback-traffic" / "edgi-wayback" / "test_files" / file).read_bytes()
    archive.answer("/cdx", 200, text, {"Content-Type": "text/plain"})
    found = listed(client(archive, wire).timemap(url))
    assert (len(found.mementos), len(found.others), found.malformed) == (mementos, others, malformed)


def test_rows_with_addresses_that_are_none(archive: Archive, corpus: Path, wire: Wire) -> None:
    """Mail addresses and pictures where an address should be; no good row is lost."""
    text = (corpus / "wayback-traffic" / "edgi-wayback" / "test_files" / "malformed_cdx.txt").read_bytes()
    archive.answer("/cdx", 200, text, {"Content-Type": "text/plain"})
    found = listed(client(archive, wire).timemap("https://www.epa.gov/"))
    assert len(found.mementos) >= 2
    assert found.malformed > 0
    assert not found.complete


def test_lists_as_json(corpus: Path, wire: Wire) -> None:
    """The form that we ask for, as cdx_toolkit recorded it."""
    folder = corpus / "wayback-traffic" / "cdx-toolkit" / "data" / "mock_responses" / "test_cli"
    with Recorded(list(read_lines(folder / "test_multi_ia.jsonl"))) as server:
        found = listed(client(server, wire).timemap("http://commoncrawl.org/"))
    assert len(found.mementos) == 10
    assert {each.digest for each in found.mementos} == {"YEIPJFLNQ4IJ3HP4YBDJBWGJL4MTEJ42"}


def test_everything(corpus: Path, wire: Wire) -> None:
    """Each capture ever recorded is played as it was, or refused in the archive's words; nothing else happens."""
    folder = corpus / "wayback-traffic"
    files = [*folder.glob("edgi-wayback/cassettes/*.yaml"), *folder.glob("edgi-wayback-docs/*.yaml")]
    files += list(folder.glob("edgi-processing/cassettes/cli/*"))
    snapshots = failures = 0
    for path in sorted(files):
        interactions = [each for each in read_cassette(path) if each.of_archive]
        with Recorded(interactions) as server:
            wayback = client(server, wire)
            for url in dict.fromkeys(each.url for each in interactions if "id_/" in each.url):
                found = wayback.memento_of(url, "")
                assert found is not None, url
                answer = wayback.play(found)
                if isinstance(answer, Failure):
                    failures += 1
                    assert answer.reason in WORDS
                    continue
                snapshots += 1
                last = next(
                    each
                    for each in interactions
                    if each.url == answer.final_url.replace(server.base, "https://web.archive.org")
                )
                assert answer.status == last.status
                if not 300 <= last.status < 400:
                    assert answer.body == last.plain, url
            assert server.unknown == []
    assert (snapshots, failures) == (50, 5)


def test_a_timemap_reads_as_its_owner_read_it(archive: Archive, corpus: Path, wire: Wire) -> None:
    """Link format against what another program made of the same text, with a comma at its end and odd line breaks."""
    folder = corpus / "timemaps" / "x" / "test_loaddata" / "timemaps"
    text = next(folder.glob("*.orig")).read_text(encoding="utf-8")
    known = json.loads(
        next(path for path in folder.glob("*.json") if "_headers" not in path.name).read_text(encoding="utf-8")
    )
    links = read_links(text)
    assert linked(links, "original") == known["original_uri"]
    assert linked(links, "timegate") == known["timegate_uri"]
    read = [(link.uri, instant(link.attributes["datetime"])) for link in links if "memento" in link.rels]
    wanted = [(each["uri"], each["datetime"]) for each in known["mementos"]["list"]]
    assert [(uri, at.strftime("%Y-%m-%dT%H:%M:%S") if at else "") for uri, at in read] == wanted
    archive.answer("/timemap", 200, text, {"Content-Type": "application/link-format"})
    found = listed(client(archive, wire, timemap=archive.timemap).timemap("http://a.example.org"))
    assert [each.at.year for each in found.mementos] == [2000, 2000, 2000, 2009]
    assert found.complete
