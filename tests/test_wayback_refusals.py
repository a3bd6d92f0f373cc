"""The Wayback Machine: how it says no, and the pace at which it is asked."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.capture.gate import Gate
from monitor.capture.wire import Wire
from tests.servers.archive import Archive
from tests.servers.visitor import TEXT, URL, Clock, Notebook, client, failed, listed, memento_at, played

# ── the five ways to say no ───────────────────────────────────────────────────────────────────────


def test_a_page_that_the_archive_withholds_is_excluded(archive: Archive, wire: Wire) -> None:
    """Said by the index with 403, by playback with 403 and, formerly, with 200."""
    archive.add(URL, "20220106182137", TEXT)
    archive.exclude(URL)
    wayback = client(archive, wire)
    assert failed(wayback.timemap(URL)).reason == "archive_excluded"
    assert failed(wayback.play(memento_at(archive, "20220106182137"))).reason == "archive_excluded"
    archive.exclude(URL, status=200)
    assert failed(wayback.play(memento_at(archive, "20220106182137"))).reason == "archive_excluded"


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
    failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert (failure.reason, failure.code, failure.retry_at) == ("archive_playback", "runtime_error", None)


def test_a_capture_that_does_not_exist(archive: Archive, wire: Wire) -> None:
    """A note may name one; that is a failure of playback, and no word about the page."""
    failure = failed(client(archive, wire).play(memento_at(archive, "20220106182137")))
    assert (failure.reason, failure.code) == ("archive_playback", "not_archived")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 403])
def test_an_archive_that_is_ill_is_down(archive: Archive, wire: Wire, status: int) -> None:
    """With 5xx, or with a bare 403 that names no page."""
    archive.fail(status=status)
    wayback = client(archive, wire)
    assert failed(wayback.timemap(URL)).reason == "archive_down"
    assert failed(wayback.play(memento_at(archive, "20220106182137"))).reason == "archive_down"


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
    for answer in (wayback.timemap(URL), wayback.play(memento_at(archive, "20220106182137"))):
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
    memory.kept = {f"wayback.stop.{host}": remembered, f"wayback.cdx.{host}.next": remembered}
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
