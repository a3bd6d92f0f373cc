"""Our own memory: what was kept is there, whole, whatever happened to the run that kept it."""

from __future__ import annotations

import errno
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args
from unittest.mock import patch

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

import monitor.record
from monitor.errors import CannotCreateError, LockHeldError, MonitorError, StorageError, UsageError
from monitor.model import (
    Article,
    Block,
    Comparison,
    Decision,
    Edit,
    Evidence,
    Fact,
    Failure,
    Finding,
    Hop,
    Memento,
    Observation,
    Reading,
    Row,
    Seed,
    SinceLast,
    Snapshot,
    Validators,
    Verdict,
    Version,
)
from monitor.record import Archive, forms, tables, version_id
from monitor.record.heads import read_headers
from monitor.record.ledger import Ledger
from monitor.record.volume import Volume
from tests.servers.pywb import Captured, environment, running

SOAK = bool(os.environ.get("MONITOR_SOAK"))
AT = datetime(2026, 11, 22, 6, tzinfo=UTC)
URL = "https://news.example/a"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
EDITED = Comparison(
    edits=(Edit(op="replace", before="70 people", after="170 people", facts=(Fact(kind="number", before="70"),)),),
    similarity=0.98,
    rows=(Row(op="equal", old=(0,), new=(0,)),),
)


def seed(id: str = "a", **changes: Any) -> Seed:
    fields = {"path": f"seeds/{id}.md", "raw": f"note {id}".encode(), "url": f"https://news.example/{id}"}
    return Seed(id=id, **{**fields, **changes})


def snapshot(text: str = "text", *, at: datetime = AT, url: str = URL, **changes: Any) -> Snapshot:
    body = text.encode()
    fields: dict[str, Any] = {
        "url": url, "final_url": url, "at": at, "status": 200, "head": HEAD,
        "headers": (("Content-Type", "text/html"),), "wire": body, "body": body,
        "request": b"GET /a HTTP/1.1\r\n\r\n",
    }  # fmt: skip
    return Snapshot(**{**fields, **changes})


def not_modified(at: datetime) -> Snapshot:
    return snapshot("", at=at, status=304, head=b"HTTP/1.1 304 Not Modified\r\n\r\n", headers=())


def finding(
    id: str = "a", *, at: datetime = AT, verdict: Verdict = Verdict.INTACT, new: bool = False, **changes: Any
) -> Finding:
    decision = Decision(verdict=verdict, reason="text_differs" if new else "same_text", rule="the text stands")
    fields: dict[str, Any] = {"url": URL, "decision": decision, "checked_at": at, "comparison": Comparison()}
    return Finding(seed=id, new=new, **{**fields, **changes})


def observation(at: datetime = AT, *, evidence: Evidence = Evidence.ALIVE, **changes: Any) -> Observation:
    fields: dict[str, Any] = {"run": "1", "verdict": Verdict.INTACT, "reason": "same_text"}
    return Observation(at=at, evidence=evidence, **{**fields, **changes})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


@pytest.fixture
def archive(folder: Path) -> Iterator[Archive]:
    with Archive.open(folder, now=lambda: AT) as archive:
        yield archive


def again(folder: Path) -> Archive:
    return Archive.open(folder, now=lambda: AT)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("warc/*/*.warc.gz"))


def database(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "monitor.sqlite")


# ── captures ──────────────────────────────────────────────────────────────────────────────────────


def test_a_capture_is_there_at_once_and_after_the_program_ended(archive: Archive, folder: Path) -> None:
    """Before it is committed, after it, and for the next program."""
    failure = Failure(url=URL, at=AT, reason="timeout", head=HEAD, wire=b"ha", code="body")
    ids = [archive.keep(capture, seed="a") for capture in (snapshot(), failure)]
    assert [archive.snapshot(id) for id in ids] == [snapshot(), failure]
    archive.commit()
    assert [archive.snapshot(id) for id in ids] == [snapshot(), failure]
    archive.close()
    with again(folder) as later:
        assert [later.snapshot(id) for id in ids] == [snapshot(), failure]


def test_the_same_page_again_costs_only_a_head(archive: Archive, folder: Path) -> None:
    """A body is kept once, however often it is seen, in this run or in later ones, at this address or another."""
    page = os.urandom(50_000).hex()
    first = archive.keep(snapshot(page))
    archive.commit()
    size = files(folder)[0].stat().st_size
    captures = [snapshot(page, at=AT + timedelta(days=day)) for day in range(1, 20)]
    ids = [archive.keep(capture) for capture in captures]
    archive.close()
    with again(folder) as later:
        mirror = snapshot(page, url="https://mirror.example/b", at=AT + timedelta(days=30))
        ids.append(later.keep(mirror))
        assert [later.snapshot(id) for id in ids] == [*captures, mirror]
        assert later.snapshot(first) == snapshot(page)
    assert files(folder)[0].stat().st_size - size < 20_000


def test_not_modified_is_bound_to_the_body_it_speaks_of(archive: Archive, folder: Path) -> None:
    """The record of a 304 names the record with the body, also when that was kept by an earlier run."""
    archive.keep(snapshot("old"))
    first = archive.keep(snapshot("text", at=AT + timedelta(days=1)))
    archive.close()
    silent = not_modified(AT + timedelta(days=2))
    with again(folder) as later:
        assert later.snapshot(later.keep(silent)) == silent
    with files(folder)[0].open("rb") as file:
        records = {record.rec_type: record.rec_headers for record in ArchiveIterator(file)}
    assert records["revisit"]["WARC-Refers-To"].replace("-", "")[10:30] == first


def test_the_same_capture_kept_twice_is_kept_once(archive: Archive, folder: Path) -> None:
    """Now or after a restart: the id says that it is the same."""
    assert archive.keep(snapshot()) == archive.keep(snapshot())
    archive.close()
    with again(folder) as later:
        later.keep(snapshot())
    count = database(folder).execute("SELECT count(*) FROM records WHERE kind = 'response'").fetchone()
    assert count == (1,)


def test_an_unknown_snapshot_is_a_usage_error(archive: Archive) -> None:
    """A mistyped id is no damage; nor is a note's record a snapshot."""
    archive.enrol([seed()], now=AT)
    (note,) = database(archive.folder).execute("SELECT record FROM notes").fetchone()
    for id in ("0" * 20, "", "../..", note):
        with pytest.raises(UsageError):
            archive.snapshot(id)


def test_many_threads_keep_and_remember(archive: Archive) -> None:
    """Fetching threads may keep what they fetched and remember what they learned."""
    kept: dict[str, Snapshot] = {}
    trouble: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(25):
                capture = snapshot(f"text {step % 5}", url=f"https://h{number}.example/{step}")
                kept[archive.keep(capture)] = capture
                archive.remember(f"robots {number}", str(step))
                assert archive.recall(f"robots {number}") == str(step)
        except BaseException as error:  # noqa: BLE001 - a thread's error is looked at below
            trouble.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    archive.commit()
    assert not trouble
    assert len(kept) == 100
    assert all(archive.snapshot(id) == capture for id, capture in kept.items())


def test_a_changed_byte_is_named_and_never_served(archive: Archive, folder: Path) -> None:
    """Damage is an error that names file and offset, not another text."""
    id = archive.keep(snapshot("the truth"))
    archive.close()
    (path,) = files(folder)
    (offset, length) = database(folder).execute("SELECT offset, length FROM records WHERE id = ?", (id,)).fetchone()
    data = bytearray(path.read_bytes())
    data[offset + length // 2] ^= 1
    path.write_bytes(data)
    with again(folder) as later, pytest.raises(StorageError, match=rf"{path.name} at byte {offset}"):
        later.snapshot(id)


def test_a_record_that_was_exchanged_is_not_believed(archive: Archive, folder: Path) -> None:
    """A whole, sound record in the wrong place is damage, too."""
    one, two = archive.keep(snapshot("one")), archive.keep(snapshot("two"))
    archive.close()
    with database(folder) as connection:
        connection.execute(
            "UPDATE records SET (offset, length, span) = (SELECT offset, length, span FROM records WHERE id = ?)"
            " WHERE id = ?", (two, one),
        )  # fmt: skip
    with again(folder) as later, pytest.raises(StorageError, match="not the record"):
        later.snapshot(one)


def test_files_are_rolled_by_size_and_month(tmp_path: Path) -> None:
    """A file that is full, or of another month, is followed by another; numbers go on."""
    volume = Volume(tmp_path, archive="0123abcd-ef", full=800)
    spots = [volume.append([gzip.compress(os.urandom(300))], at=AT)[0] for _ in range(3)]
    spots += volume.append([gzip.compress(b"x")], at=AT + timedelta(days=30))
    volume.close()
    first = "202611/0123abcd-000001.warc.gz"
    assert [spot.file for spot in spots] == [
        first, first, "202611/0123abcd-000002.warc.gz", "202612/0123abcd-000003.warc.gz"
    ]  # fmt: skip
    assert list(volume.files()) == sorted({spot.file for spot in spots})


def test_pywb_replays_what_was_kept(tmp_path: Path) -> None:
    """Another archive's program reads our files: pages, revisits, chunked and gzipped answers, mementos."""
    page = "<p>Сто семьдесят.</p>" * 50
    head = HEAD[:-2] + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    first = snapshot(page, head=head, headers=read_headers(head), wire=gzip.compress(page.encode()))
    hop = Hop(url="http://moved.example/a", status=301, location=URL, at=AT, head=b"HTTP/1.1 301 Moved\r\n\r\n")
    memento = Memento(uri="https://old.example/web/2024id_/x", original=URL, at=datetime(2024, 1, 2, tzinfo=UTC))
    captures: list[Snapshot | Failure] = [
        first,
        replace(first, at=AT + timedelta(hours=1)),
        not_modified(AT + timedelta(hours=2)),
        snapshot("other", at=AT + timedelta(hours=3), hops=(hop,)),
        snapshot("old", url=memento.uri, at=AT + timedelta(hours=4), memento=memento),
        Failure(url=URL, at=AT + timedelta(hours=5), reason="dns"),
        Failure(url="ftp://x", at=AT, reason="bad_scheme"),
    ]
    with again(tmp_path / "snapshots") as archive:
        archive.enrol([seed()], now=AT)
        for capture in captures:
            archive.keep(capture)
        full_check(archive, at=AT + timedelta(days=1))
    (path,) = files(tmp_path / "snapshots")
    with running(tmp_path / "pywb", [Captured(url="https://x.example/", at=AT, body=b"x")]) as pywb:
        shutil.copy(path, pywb.folder / "warcs" / path.name)
        index = [str(environment() / "cdx-indexer"), "--cdxj", "--sort", str(pywb.folder / "warcs" / path.name)]
        listed = subprocess.run(index, capture_output=True, timeout=60, check=True).stdout
        (pywb.folder / "idx" / "index.cdxj").write_bytes(listed)
        replayed = []
        for at in (AT, AT + timedelta(hours=1), AT + timedelta(hours=3), memento.at):
            address = f"{pywb.replay}/{at:%Y%m%d%H%M%S}id_/{URL}"
            with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - the archive on loopback
                body = answer.read()
                replayed.append((gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode())
    assert replayed == [page, page, "other", "old"]
    assert listed.count(b'"mime": "warc/revisit"') == 2
    pages = [line for line in listed.splitlines() if line.startswith(b"example,news")]
    assert len(pages) == 6
    assert not any(b"application/" in line or b"text/plain" in line for line in pages)  # nothing of our own among them


# ── findings ──────────────────────────────────────────────────────────────────────────────────────


def full_check(archive: Archive, id: str = "a", *, at: datetime = AT, new: bool = True) -> tuple[Finding, Version]:
    snap = archive.keep(snapshot(f"text at {at}", at=at), seed=id)
    article = Article(title="Заголовок", blocks=(Block(text="170 people"),), cleaner="c1", elsewhere=frozenset({"x"}))
    version = Version(id=version_id(id, snapshot=snap, cleaner="c1"), at=at, snapshot=snap, article=article)
    found = finding(
        id, at=at, verdict=Verdict.EDITED, new=new, comparison=EDITED, snapshot=snap, version=version.id, cleaner="c1",
        since_last=SinceLast(comparison=EDITED, version="v0"), title="Заголовок", redirects=("https://x.example/",),
    )  # fmt: skip
    seen = observation(at, evidence=Evidence.ALTERED, snapshot=snap, flags=frozenset({"silent"}), text="sha256:1")
    memento = Reading(at=at - timedelta(days=400), article=article, source="https://web.archive.org/1", snapshot=snap)
    archive.record(
        found, seen, run="1", versions=[version], mementos=[memento], validators=Validators(final_url=URL, etag='"1"'),
        body_digest="sha256:2", next_at=at + timedelta(days=1), wayback_asked_at=at,
    )  # fmt: skip
    return found, version


def without_rows(found: Finding) -> Finding:
    assert found.comparison is not None
    assert found.since_last is not None
    return replace(
        found,
        comparison=replace(found.comparison, rows=()),
        since_last=replace(found.since_last, comparison=replace(found.since_last.comparison, rows=())),
    )


def test_all_that_a_check_left_behind_is_there_again(archive: Archive, folder: Path) -> None:
    """Findings, observations, versions, readings, validators: equal to what was recorded, but for the drawn rows."""
    archive.enrol([seed()], now=AT)
    found, version = full_check(archive)
    at_once = archive.history("a")
    archive.close()
    with again(folder) as later:
        history = later.history("a")
        assert history == at_once
        assert history == later.histories(["a"])["a"]
        assert history.last == history.last_read == without_rows(found)
        assert list(history.versions) == [version]
        assert [reading.article for reading in history.mementos] == [version.article]
        assert history.observations[0].flags == {"silent"}
        assert history.validators == Validators(final_url=URL, etag='"1"')
        assert (history.body_digest, history.wayback_asked_at) == ("sha256:2", AT)
        assert (history.first_seen_at, history.baseline_since) == (AT, AT)
        assert later.latest() == {"a": without_rows(found)}
        assert list(later.findings()) == [without_rows(found)]


def test_a_seed_without_observation_has_a_finding(archive: Archive) -> None:
    """A seed that has no address was not looked at, but has its verdict."""
    archive.enrol([seed(url=None)], now=AT)
    found = finding(verdict=Verdict.UNLOCATED, comparison=None, url=None)
    archive.record(found, run="1")
    history = archive.history("a")
    assert (history.observations, history.last, history.last_read) == ((), found, None)


def test_a_check_without_reading_does_not_displace_the_last_reading(archive: Archive) -> None:
    """After an outage the article is still compared with what was last read."""
    archive.enrol([seed()], now=AT)
    found, _ = full_check(archive)
    failed = finding(at=AT + timedelta(days=1), verdict=Verdict.UNREACHABLE, comparison=None)
    archive.record(failed, observation(AT + timedelta(days=1), evidence=Evidence.NONE))
    history = archive.history("a")
    assert (history.last, history.last_read) == (failed, without_rows(found))
    assert history.validators == Validators(final_url=URL, etag='"1"')


def test_validators_go_when_a_new_text_came_without_any(archive: Archive) -> None:
    """An ETag of an earlier text must not be asked about: "not modified" would be about another text."""
    archive.enrol([seed()], now=AT)
    full_check(archive)
    archive.record(finding(at=AT + timedelta(days=1)), observation(), body_digest="sha256:3")
    assert archive.history("a").validators is None


def test_a_reading_of_the_same_bytes_by_the_same_cleaner_is_kept_once(archive: Archive) -> None:
    """Another release's reading is another reading."""
    archive.enrol([seed()], now=AT)
    reading = Reading(at=AT, article=Article(cleaner="c1"), source="m", snapshot="s")
    for cleaner in ("c1", "c1", "c2"):
        archive.record(finding(), mementos=[replace(reading, article=Article(cleaner=cleaner))])
        archive.commit()
    assert [reading.article.cleaner for reading in archive.history("a").mementos] == ["c1", "c2"]


def test_bulk_histories_reach_back_to_when_the_article_was_last_seen(archive: Archive) -> None:
    """A removal is judged over all that was seen since; older routine is left out, also for the sake of speed."""
    archive.enrol([seed(), seed("b")], now=AT)
    for day in range(40):
        at = AT + timedelta(days=day)
        archive.record(finding(at=at), observation(at, evidence=Evidence.ALIVE if day < 20 else Evidence.ABSENT))
        archive.record(finding("b", at=at), observation(at))
    histories = archive.histories(["a", "b", "unknown"], newest=5)
    assert histories.keys() == {"a", "b"}
    days = {id: [(seen.at - AT).days for seen in history.observations] for id, history in histories.items()}
    assert days == {"a": list(range(19, 40)), "b": list(range(35, 40))}
    assert len(archive.history("a").observations) == 40


def test_news_lies_in_the_outbox_in_the_same_transaction(archive: Archive, folder: Path) -> None:
    """What is new is to be told; what is not new is not. Neither is there before the commit."""
    archive.enrol([seed(), seed("b")], now=AT)
    full_check(archive)
    archive.record(finding("b"), observation())
    connection = database(folder)
    count = "SELECT (SELECT count(*) FROM checks), (SELECT count(*) FROM events), (SELECT count(*) FROM outbox)"
    assert connection.execute(count).fetchone() == (0, 0, 0)
    archive.commit()
    assert connection.execute(count).fetchone() == (2, 1, 1)
    assert [found.seed for found in archive.findings(new=True)] == ["a"]
    assert [found.seed for found in archive.findings(since=AT)] == ["a", "b"]
    assert list(archive.findings(since=AT + timedelta(seconds=1))) == []


def test_captures_that_show_something_are_marked(archive: Archive, folder: Path) -> None:
    """Routine captures may be cleared away some day; what shows a version, a removal or a claim may not."""
    archive.enrol([seed()], now=AT)
    routine = archive.keep(snapshot("routine"))
    archive.record(finding(snapshot=routine), observation(snapshot=routine))
    found, _ = full_check(archive, at=AT + timedelta(days=1))
    gone = archive.keep(snapshot("404", at=AT + timedelta(days=2), status=404))
    absent = observation(AT + timedelta(days=2), evidence=Evidence.ABSENT, snapshot=gone)
    archive.record(finding(at=absent.at, verdict=Verdict.MISSING, new=True, snapshot=gone), absent)
    archive.commit()
    kept = dict(database(folder).execute("SELECT id, keeps FROM records").fetchall())
    assert (kept[routine], kept[found.snapshot], kept[gone]) == ("", "version", "removal")


def test_a_finding_goes_by_the_name_that_its_note_has_today(archive: Archive) -> None:
    """A renamed note takes its history along, under its new name everywhere."""
    archive.enrol([seed()], now=AT)
    full_check(archive)
    archive.enrol([replace(seed(), id="renamed")], now=AT)
    last = archive.history("renamed").last
    assert last is not None
    assert {last.seed, *archive.latest(), *(found.seed for found in archive.findings())} == {"renamed"}
    assert archive.latest()["renamed"].seed == "renamed"


def test_a_version_recorded_twice_is_one(archive: Archive) -> None:
    """The same reading of the same bytes has the same id; saying it again breaks nothing."""
    archive.enrol([seed()], now=AT)
    _, version = full_check(archive)
    archive.record(finding(at=AT + timedelta(days=1)), observation(), versions=[version, version])
    archive.commit()
    archive.record(finding(at=AT + timedelta(days=2)), observation(), versions=[version])
    assert list(archive.history("a").versions) == [version]


def test_more_edited_articles_than_fit_in_memory_are_told_of(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparisons are held in memory up to a bound; beyond it they are read again."""
    monkeypatch.setattr("monitor.record.past.HELD", 8)
    seeds = [seed(str(number)) for number in range(30)]
    archive.enrol(seeds, now=AT)
    for number, one in enumerate(seeds):
        archive.record(finding(one.id, comparison=Comparison(words_before=number)), observation())
    latest = archive.latest()
    assert [latest[one.id].comparison for one in seeds] == [Comparison(words_before=n) for n in range(30)]
    assert archive.histories([one.id for one in seeds])["29"].last == latest["29"]


def test_what_is_due_comes_in_the_order_of_waiting(archive: Archive) -> None:
    """Never checked first, then the longest overdue; not what is not due yet."""
    archive.enrol([seed(id) for id in ("later", "now", "never", "long")], now=AT)
    for id, wait in (("later", 5), ("now", 1), ("long", -3)):
        archive.record(finding(id), next_at=AT + timedelta(days=wait))
    assert archive.due(AT + timedelta(days=1)) == ["never", "long", "now"]


def test_hostile_text_is_stored_everywhere(archive: Archive) -> None:
    """NUL and lone surrogates reach us in titles, addresses and details; no database is told of them as they are."""
    odd = "a\x00b\ud800c\U0001f600\u2028"
    archive.enrol([seed(url=f"https://x.example/{odd}", title=odd)], now=AT)
    snap = archive.keep(snapshot(url=f"https://x.example/{odd}"), seed=odd)
    found = finding(title=odd, detail=odd, final_url=odd, snapshot=snap, new=True,
                    comparison=Comparison(edits=(Edit(op="insert", after=odd),)), cleaner="c1")  # fmt: skip
    article = Article(title=odd, cleaner="c1")
    version = Version(id="v", at=AT, snapshot=snap, article=article)
    archive.record(
        found, observation(detail=odd, final_url=odd), versions=[version], mementos=[
            Reading(at=AT, article=article, source=odd, snapshot=snap)
        ], validators=Validators(final_url=odd, etag=odd), body_digest="x",
    )  # fmt: skip
    archive.remember(odd, odd)
    archive.commit()
    assert archive.snapshot(snap) == snapshot(url=f"https://x.example/{odd}")
    last = archive.history("a").last
    assert last is not None
    assert "\ud800" not in last.title
    assert archive.history("a").versions[0].article.title == last.title
    for (row,) in database(archive.folder).execute("SELECT title FROM seeds UNION SELECT value FROM memory"):
        assert "\x00" not in row


def test_a_small_memory_outlives_the_program(archive: Archive, folder: Path) -> None:
    """And needs no run's lock, so that a command by hand shares the limits of cron and daemon."""
    archive.remember("wayback", "wait")
    with again(folder) as other:
        assert other.recall("wayback") == "wait"
        assert other.recall("nothing") is None
        with archive.lock():
            other.remember("wayback", "go on")
            archive.remember("other", "1")
            assert archive.recall("other") == "1"
    assert archive.recall("wayback") == "go on"


def test_runs_are_written_down(archive: Archive, folder: Path) -> None:
    """When they began, when they ended, what they came to; one that was cut off has no end."""
    run = archive.begin_run("check", AT)
    archive.end_run(run, AT + timedelta(minutes=1), {"intact": 3})
    assert archive.begin_run("check", AT) != run
    rows = database(folder).execute("SELECT kind, ended_at IS NULL, counts FROM runs ORDER BY id").fetchall()
    assert rows == [("check", 0, '{"intact": 3}'), ("check", 1, "{}")]


def test_a_thousand_unchanged_pages_take_few_commits(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """No commit and no flush a page: the disk would take longer than the fetching."""
    seeds = [seed(str(number)) for number in range(1000)]
    archive.enrol(seeds, now=AT)
    synced: list[int] = []
    real = os.fsync

    def count(descriptor: int) -> None:
        synced.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", count)
    for one in seeds:
        snap = archive.keep(snapshot("the same", url=one.url or ""), seed=one.id)
        archive.record(finding(one.id, snapshot=snap), observation(snapshot=snap))
        archive.commit(force=False)
    archive.commit()
    assert len(synced) < 30
    assert len(archive.latest()) == 1000


def test_bytes_reach_the_disk_before_the_database_speaks_of_them(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """fsync of the records, then the transaction; and never the other way round."""
    order: list[str] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        order.append("fsync")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    sqlalchemy.event.listen(archive._ledger.engine, "commit", lambda _: order.append("commit"))
    archive.keep(snapshot())
    assert order == []
    archive.commit()
    assert order[-1] == "commit"
    assert order.count("commit") == 1
    assert "fsync" in order[:-1]


# ── opening ───────────────────────────────────────────────────────────────────────────────────────


def test_importing_the_package_loads_no_database() -> None:
    """Start-up must be quick: the libraries come with the first archive that is opened."""
    program = "import sys, monitor.record; print({'sqlalchemy', 'alembic', 'pydantic', 'warcio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "set()\n"


def test_opening_an_archive_does_not_load_the_migrations(archive: Archive, folder: Path) -> None:
    """Where the schema is today's, alembic has nothing to do."""
    archive.close()
    program = (
        "import sys, datetime, pathlib; from monitor.record import Archive;"
        f"Archive.open(pathlib.Path({str(folder)!r}), now=lambda: datetime.datetime.now(datetime.UTC)).close();"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"


def test_the_migrations_lead_to_the_tables_of_today(archive: Archive) -> None:
    """The schema that is made, and the one the code believes in, are one; so are the lists of migrations."""
    with archive._ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.METADATA) == []
    config = Config()
    config.set_main_option("script_location", str(Path(monitor.record.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == tables.SCHEMAS


def test_a_missing_database_beside_records_is_an_error(archive: Archive, folder: Path) -> None:
    """Nothing is begun anew over what was kept."""
    archive.keep(snapshot())
    archive.close()
    for leave in ("archive.json", "warc"):
        copy = folder.with_name(f"only {leave}")
        shutil.copytree(folder, copy)
        (copy / "monitor.sqlite").unlink()
        if leave == "warc":
            (copy / "archive.json").unlink()
        else:
            shutil.rmtree(copy / "warc")
        with pytest.raises(StorageError, match=r"monitor\.sqlite is missing"):
            again(copy)
        assert not (copy / "monitor.sqlite").exists()


@pytest.mark.parametrize("size", [0, 1, 100, 4096, 9000])
def test_a_cut_database_is_an_error_and_left_as_it_is(archive: Archive, folder: Path, size: int) -> None:
    """Not a new one, not half of the old one."""
    archive.keep(snapshot())
    archive.close()
    path = folder / "monitor.sqlite"
    os.truncate(path, size)
    left = path.read_bytes()
    with pytest.raises(StorageError, match=r"monitor\.sqlite"), again(folder) as later:
        list(later.findings()), later.enrol([seed()], now=AT)
    assert path.read_bytes() == left


def test_a_newer_schema_is_refused(archive: Archive, folder: Path) -> None:
    """An older program must not write into what it does not understand."""
    archive.close()
    with database(folder) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match="9999"):
        again(folder)


def test_a_newer_layout_is_refused(archive: Archive, folder: Path) -> None:
    """The same for the folder."""
    archive.close()
    marker = json.loads((folder / "archive.json").read_text())
    (folder / "archive.json").write_text(json.dumps({**marker, "layout": 2}))
    with pytest.raises(StorageError, match="newer release"):
        again(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"layout": 1}', '{"layout": 1, "archive": "x"}', "\x00"])
def test_a_damaged_marker_is_an_error(archive: Archive, folder: Path, text: str) -> None:
    """It is written whole or not at all, so anything else is damage."""
    archive.close()
    (folder / "archive.json").write_text(text)
    with pytest.raises(StorageError, match=r"archive\.json is damaged"):
        again(folder)


def test_a_missing_marker_is_written_anew_and_mentioned(archive: Archive, folder: Path) -> None:
    """The database knows which archive it is."""
    archive.close()
    before = json.loads((folder / "archive.json").read_text())["archive"]
    (folder / "archive.json").unlink()
    with again(folder) as later:
        assert later.id == before
        assert "archive.json" in later.warnings[0]


def test_the_database_of_another_archive_is_refused(archive: Archive, folder: Path, tmp_path: Path) -> None:
    """Two backups that were mixed up do not become one archive."""
    archive.close()
    again(tmp_path / "other").close()
    shutil.copy(tmp_path / "other" / "monitor.sqlite", folder / "monitor.sqlite")
    with pytest.raises(StorageError, match="another archive"):
        again(folder)


def test_looking_back_makes_nothing(folder: Path) -> None:
    """A command that only reads does not begin an archive."""
    with pytest.raises(StorageError, match="nothing has been kept"):
        Archive.open(folder, now=lambda: AT, create=False)
    assert not folder.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_a_clear_error(tmp_path: Path) -> None:
    """Exit status 73, one line."""
    tmp_path.chmod(0o500)
    with pytest.raises(CannotCreateError):
        again(tmp_path / "snapshots")


def test_a_file_where_the_folder_should_be_is_a_clear_error(folder: Path) -> None:
    """The same, for root as well."""
    folder.write_text("")
    with pytest.raises(CannotCreateError, match="snapshots"):
        again(folder)


def test_a_start_that_was_cut_off_is_begun_again(folder: Path) -> None:
    """Until the database has its name, nothing was begun."""
    folder.mkdir()
    (folder / "warc").mkdir()
    (folder / ".monitor.sqlite.draft").write_bytes(b"SQLite format 3\x00half")
    (folder / ".monitor.sqlite.draft-wal").write_bytes(b"")
    with again(folder) as archive:
        archive.keep(snapshot())
    assert not list(folder.glob(".monitor*"))


def test_a_second_run_is_refused_while_one_is_on(archive: Archive, folder: Path) -> None:
    """But may read: the lock is the run's, not the reader's."""
    archive.enrol([seed()], now=AT)
    with again(folder) as other:
        with archive.lock():
            with pytest.raises(LockHeldError, match=str(os.getpid())):
                other.keep(snapshot())
            assert other.histories(["a"]).keys() == {"a"}
        with pytest.raises(LockHeldError):
            other.keep(snapshot())  # the first write took the lock, until the archive is closed
        archive.close()
        other.keep(snapshot())


def test_runs_of_two_programs_follow_each_other(folder: Path) -> None:
    """What one wrote between two runs of the other is seen by the other."""
    with again(folder) as one, again(folder) as two:
        for number, archive in enumerate([one, two] * 3):
            with archive.lock():
                archive.enrol([seed(str(n)) for n in range(number + 1)], now=AT)
                snap = archive.keep(snapshot("the same", at=AT + timedelta(days=number)))
                archive.record(finding(str(number), snapshot=snap), observation(snapshot=snap))
        assert len(one.latest()) == len(two.latest()) == 6
        ids = [found.snapshot for found in two.findings()]
        assert all(one.snapshot(id).wire == b"the same" for id in ids)
    assert len(files(folder)) == 1


# ── cut off ───────────────────────────────────────────────────────────────────────────────────────

CHILD = """
    import sys, os
    sys.path.insert(0, {root!r})
    from pathlib import Path
    from tests.test_archive import *
    from monitor.record.ledger import Ledger
    folder = Path({folder!r})
    {before}
    archive = Archive.open(folder, now=lambda: AT)
    with archive.lock():
        archive.enrol([seed(str(n)) for n in range(5)], now=AT)
        number = len(archive.latest()) and sum(1 for _ in archive.findings())
        while True:
            at = AT + timedelta(minutes=number)
            found, _ = full_check(archive, str(number % 5), at=at)
            archive.commit(force=number % 3 == 0)
            if number % 3 == 0:
                print(number, found.snapshot, flush=True)
            number += 1
            {after}
"""


def child(folder: Path, *, before: str = "", after: str = "") -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[1])
    program = textwrap.dedent(CHILD).format(root=root, folder=str(folder), before=before, after=after)
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def prove_whole(folder: Path) -> int:
    """Everything that the database speaks of is there, and everything fits together; how many checks there are."""
    with again(folder) as archive:
        with archive.lock():
            pass  # a run begins: what was cut off is made good
        found = list(archive.findings())
        for one in found:
            assert archive.snapshot(one.snapshot).wire == f"text at {one.checked_at}".encode()
        for history in archive.histories([str(n) for n in range(5)]).values():
            assert len(history.versions) == len({version.snapshot for version in history.versions})
            assert all(version.article.title == "Заголовок" for version in history.versions)
    assert [(one.checked_at - AT) // timedelta(minutes=1) for one in found] == list(range(len(found)))
    connection = database(folder)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    (news,) = connection.execute("SELECT count(*) FROM outbox JOIN events ON event = id").fetchone()
    assert news == len(found)
    assert all(prove_sound(path) for path in files(folder))
    return len(found)


def prove_sound(path: Path) -> int:
    """A file of records is what standard tools expect, to its last byte; how many records there are."""
    count = 0
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.raw_stream.read()
            count += 1
    return count


def test_a_run_killed_at_any_moment_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    """Kill, look, go on, kill again: nothing torn, nothing twice, nothing that was acknowledged gone."""
    folder = tmp_path / "snapshots"
    chance = random.Random(1)
    again(folder).close()
    for _ in range(100 if SOAK else 4):
        process = child(folder)
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(chance.randint(1, 12))]
        threading.Event().wait(chance.random() / 50)
        process.send_signal(signal.SIGKILL)
        rest, trouble = process.communicate(timeout=60)
        acknowledged += rest.splitlines()
        last = max(int(line.split()[0]) for line in acknowledged if line.strip()) if any(acknowledged) else -1
        assert not trouble
        assert prove_whole(folder) > last


KILLS = {
    "before anything is written": "Volume.append = lambda *a, **k: os._exit(9)",
    "after the records, before the fsync": "Volume.sync = lambda self: os._exit(9)",
    "after the fsync, before the transaction": "Ledger.write = lambda *a, **k: os._exit(9)",
    "inside the transaction": (
        "from monitor.record import ledger; real = ledger._apply;"
        "ledger._apply = lambda c, t, v, r: os._exit(9) if t.name == 'outbox' else real(c, t, v, r)"
    ),
    "after the transaction": (
        "real = Ledger.write; Ledger.write = lambda self, *a, **k: os._exit(9 if real(self, *a, **k) is None else 8)"
    ),
}


@pytest.mark.parametrize("moment", KILLS)
def test_a_commit_cut_off_at_a_given_moment_is_made_good(tmp_path: Path, moment: str) -> None:
    """Between the records and the database the commit is made good; before the records it never was."""
    folder = tmp_path / "snapshots"
    with again(folder) as archive:
        archive.enrol([seed(str(n)) for n in range(5)], now=AT)
    process = child(folder, after=f"if number == 7:\n            {KILLS[moment]}")
    output, trouble = process.communicate(timeout=60)
    assert (process.returncode, trouble) == (9, "")
    assert output.startswith("0 ")
    # checks 7 to 9 are one group
    expected = {"before anything is written": 7}.get(moment, 10)
    assert prove_whole(folder) == expected
    (tmp_path / "once more").mkdir()
    assert prove_whole(folder) == expected


def committed(folder: Path) -> tuple[Path, bytes, int]:
    """An archive with two commits; its file, the file's bytes, and where the last record begins."""
    with again(folder) as archive:
        archive.enrol([seed(str(n)) for n in range(5)], now=AT)
        full_check(archive, "0")
    (path,) = files(folder)
    (offset,) = database(folder).execute("SELECT max(offset) FROM batches").fetchone()
    return path, path.read_bytes(), offset


def test_half_a_record_at_the_end_is_cut_off_and_a_copy_kept(folder: Path) -> None:
    """At every byte at which the last record, a commit, may have been cut; all before it is there, and goes on."""
    path, data, kept = committed(folder)
    with database(folder) as connection:  # as if the run had been killed while it wrote that commit
        for table in ("checks", "versions", "readings", "events", "outbox", "accounts", "records"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        connection.execute("DELETE FROM batches WHERE number = 2")
        connection.execute("UPDATE files SET length = (SELECT offset + length FROM batches WHERE number = 1)")
        connection.execute("UPDATE seeds SET checks = 0, settled = 0, last = NULL, last_read = NULL")
    with again(folder) as archive:
        for cut in range(kept + 1, len(data), 1 if SOAK else len(data) // 20):
            path.write_bytes(data[:cut])
            with archive.lock():
                pass
            assert path.read_bytes() == data[:kept]
            (torn,) = path.parent.glob("*.torn-*")
            assert torn.read_bytes() == data[kept:cut]
            assert torn.name in archive.warnings.pop()
            torn.unlink()
        assert list(archive.findings()) == []
        found, _ = full_check(archive, "1", at=AT + timedelta(days=1))
        archive.commit()
        assert archive.snapshot(found.snapshot).status == 200
    assert prove_sound(path) > 5


def test_captures_that_nobody_judged_any_more_are_kept_and_found(archive: Archive, folder: Path) -> None:
    """A run killed between fetching and judging leaves evidence; the next run puts it into the index."""
    id = archive.keep(snapshot("seen, not judged"))
    archive._volume.close()  # as if killed: what was appended is in the file, the database knows nothing
    archive._lock.release()
    with again(folder) as later:
        with pytest.raises(UsageError):
            later.snapshot(id)
        with later.lock():
            assert later.snapshot(id) == snapshot("seen, not judged")
        assert later.warnings == []


def test_an_older_database_catches_up_from_the_records(folder: Path, tmp_path: Path) -> None:
    """A database put back from a backup is brought up to what the records say, commit by commit."""
    with again(folder) as archive:
        archive.enrol([seed(str(n)) for n in range(5)], now=AT)
        full_check(archive, "0")
    shutil.copy(folder / "monitor.sqlite", tmp_path / "backup")
    with again(folder) as archive:
        for number in range(1, 9):
            full_check(archive, str(number % 5), at=AT + timedelta(minutes=number))
            archive.commit()
        histories = archive.histories([str(n) for n in range(5)])
        latest = archive.latest()
    dump = list(database(folder).iterdump())
    for name in ("monitor.sqlite", "monitor.sqlite-wal", "monitor.sqlite-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup", folder / "monitor.sqlite")
    assert prove_whole(folder) == 9
    with again(folder) as archive:
        assert archive.latest() == latest
        assert archive.histories([str(n) for n in range(5)]) == histories
    assert sorted(database(folder).iterdump()) == sorted(dump)


def test_commits_that_are_missing_between_records_and_database_are_an_error(folder: Path, tmp_path: Path) -> None:
    """Where what follows does not follow from what is there, nothing is made up."""
    with again(folder) as archive:
        archive.enrol([seed(str(n)) for n in range(5)], now=AT)
        full_check(archive, "0")
    shutil.copy(folder / "monitor.sqlite", tmp_path / "backup")
    (path,) = files(folder)
    start = path.stat().st_size
    with again(folder) as archive:
        for number in range(1, 4):
            full_check(archive, "1", at=AT + timedelta(minutes=number))
            archive.commit()
    (first,) = database(folder).execute("SELECT offset + length FROM batches WHERE number = 3").fetchone()
    data = path.read_bytes()
    path.write_bytes(data[:start] + data[first:])
    for name in ("monitor.sqlite-wal", "monitor.sqlite-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup", folder / "monitor.sqlite")
    with again(folder) as archive:
        with pytest.raises(StorageError, match="commit 4 does not follow commit 2"):
            archive.keep(snapshot())
        assert len(archive.latest()) == 1  # what is there can be read


def test_missing_records_are_mentioned_and_the_file_is_not_written_on(folder: Path) -> None:
    """A file that is shorter than it was is damaged: a new one is begun."""
    path, data, _ = committed(folder)
    path.write_bytes(data[:-10])
    with again(folder) as archive:
        archive.keep(snapshot("more"))
        assert "records are missing" in archive.warnings[0]
    assert path.read_bytes() == data[:-10]
    assert len(files(folder)) == 2


def limited(size: int) -> str:
    return (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    )


@pytest.mark.parametrize("size", [190_000, 260_000, 330_000, 400_000])
def test_a_full_disk_stops_the_run_and_nothing_is_half_recorded(tmp_path: Path, size: int) -> None:
    """Wherever the room ends, in the records or in the database: exit 74, and the next run goes on."""
    folder = tmp_path / "snapshots"
    again(folder).close()
    process = child(folder, before=limited(size))
    output, trouble = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "StorageError" in trouble
    numbers = [int(line.split()[0]) for line in output.splitlines()]
    assert numbers
    assert prove_whole(folder) > numbers[-1]


def test_a_refusing_disk_is_never_asked_twice(archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failed fsync nobody knows what the disk holds; nothing more is written, and the next run looks."""
    archive.enrol([seed(str(n)) for n in range(5)], now=AT)
    full_check(archive, "0")

    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(StorageError, match="Input/output error"):
            archive.commit()
    for attempt in (archive.commit, lambda: archive.keep(snapshot()), lambda: archive.enrol([], now=AT)):
        with pytest.raises(StorageError):
            attempt()
    archive.close()
    assert prove_whole(folder) == 1


def test_a_commit_that_the_database_will_never_take_is_taken_back(archive: Archive, folder: Path) -> None:
    """A fault of the program must not make an archive that no later run can open: its captures stay, it goes."""
    archive.enrol([seed(str(n)) for n in range(5)], now=AT)
    id = archive.keep(snapshot())
    archive._commits.change("events", "insert", id="x", seed=1, check=1, at=AT)
    archive._commits.change("events", "insert", id="x", seed=1, check=1, at=AT)
    with pytest.raises(StorageError, match="does not take"):
        archive.commit()
    with pytest.raises(StorageError):
        archive.keep(snapshot())
    archive.close()
    with again(folder) as later, later.lock():
        assert later.snapshot(id) == snapshot()
        assert later.warnings == []
        full_check(later, "0")
    assert prove_whole(folder) == 1


def test_a_check_that_cannot_be_recorded_whole_is_not_recorded(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full half-way through, neither the finding nor its version is there."""
    archive.enrol([seed()], now=AT)

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    article = Version(id="v", at=AT, snapshot="", article=Article())
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", refuse)
        with pytest.raises(StorageError):
            archive.record(finding(new=True), observation(), versions=[article])
    archive.commit()
    assert archive.latest() == {}
    archive.record(finding(), observation())
    assert len(archive.history("a").observations) == 1


def test_a_write_that_fails_leaves_no_trace_in_the_file(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a record is taken back at once; what was kept before and is kept afterwards is whole."""
    first = archive.keep(snapshot("first"))
    size = files(folder)[0].stat().st_size
    real = os.write

    def half(descriptor: int, data: bytes) -> int:
        if len(data) < 50:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data[: len(data) // 2])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", half)
        with pytest.raises(StorageError, match="No space left"):
            archive.keep(snapshot("second"))
    assert files(folder)[0].stat().st_size == size
    third = archive.keep(snapshot("third"))
    archive.close()
    with again(folder) as later:
        assert [later.snapshot(id) for id in (first, third)] == [snapshot("first"), snapshot("third")]


def keep_and_commit(archive: Archive) -> None:
    archive.keep(snapshot("busy"))
    archive.commit()


WRITES: dict[str, Callable[[Archive], object]] = {
    "enrol": lambda archive: archive.enrol([seed("z")], now=AT),
    "begin_run": lambda archive: archive.begin_run("check", AT),
    "commit": keep_and_commit,
    "remember": lambda archive: archive.remember("a", "b"),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_database_that_stays_locked_is_a_clear_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Another program that writes for too long is no traceback; and what was pending is not lost."""
    again(folder).close()
    monkeypatch.setattr("monitor.record.engine.BUSY", 0.05)
    with again(folder) as archive:
        connection = sqlite3.connect(folder / "monitor.sqlite", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(MonitorError) as caught:
            WRITES[name](archive)
        assert caught.value.exit_code in (74, 75)
        connection.execute("ROLLBACK")
        connection.close()
    with again(folder) as later, later.lock():
        assert later.warnings == []


def test_a_daemon_goes_on_once_there_is_room_again(folder: Path) -> None:
    """A commit that failed ends its run; the next run of the same program makes it good."""
    with again(folder) as archive:
        engine = archive._ledger.engine
        archive.enrol([seed(str(n)) for n in range(5)], now=AT)
        for number in range(100):
            full_check(archive, str(number % 5), at=AT + timedelta(minutes=number))
        engine.dispose()
        sqlalchemy.event.listen(engine, "connect", leave_no_room)
        with pytest.raises(StorageError, match="full"):
            archive.commit()
        engine.dispose()
        sqlalchemy.event.remove(engine, "connect", leave_no_room)
        with pytest.raises(StorageError):
            archive.keep(snapshot())
        archive._leave()  # the run ends; the daemon sleeps
        with archive.lock():
            assert len(list(archive.findings())) == 100
            full_check(archive, "0", at=AT + timedelta(minutes=100))
    assert prove_whole(folder) == 101


def leave_no_room(connection: sqlite3.Connection, _: object) -> None:
    """Not a page more: what SQLite then says is what it says of a full disk."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


def test_what_an_article_said_before_is_asked_for_only_where_somebody_looks(archive: Archive) -> None:
    """An article that did not change needs no versions; those of many seeds come in one go once one is looked at."""
    archive.enrol([seed(str(n)) for n in range(3)], now=AT)
    versions = [full_check(archive, str(n))[1] for n in range(3)]
    asked: list[list[int]] = []
    ask = Ledger.versions

    def count(ledger: Ledger, keys: Sequence[int]) -> list[Any]:
        asked.append(list(keys))
        return ask(ledger, keys)

    with patch.object(Ledger, "versions", count):
        found = archive.histories(["0", "1", "2"])
        assert all(history.last is not None for history in found.values())
        assert asked == []
        assert [list(found[str(n)].versions) for n in range(3)] == [[version] for version in versions]
        assert [len(keys) for keys in asked] == [3]


# ── values ↔ JSON ─────────────────────────────────────────────────────────────────────────────────

st.register_type_strategy(datetime, st.datetimes(datetime(1990, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - so
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=9))


st.register_type_strategy(Mapping, lambda kind: st.dictionaries(*map(st.from_type, get_args(kind)), max_size=2))


@settings(max_examples=1000 if SOAK else 15)
@given(st.one_of([st.from_type(kind) for kind in (Finding, Observation, Article)]))
def test_every_value_comes_back_from_its_json(value: Finding | Observation | Article) -> None:
    """Whatever the fields hold: control characters, empty texts, dates as precise as they are known."""
    assert forms.load(type(value), forms.dump(value)) == value


def test_a_value_stored_before_a_field_was_known_is_read_today() -> None:
    """A release that adds a field reads what the ones before it stored: the field has its default."""
    stored = json.loads(forms.dump(replace(EDITED, links=EDITED.edits)))
    del stored["links"]
    assert forms.load(Comparison, json.dumps(stored)) == replace(EDITED, links=())


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)), st.integers(-14, 14))  # noqa: DTZ001 - its zone follows
def test_instants_are_kept_as_text_that_sorts(at: datetime, hours: int) -> None:
    """In UTC whatever their zone, with all six decimals, as every earlier release wrote them; the same instant comes
    back. Without a zone there is no instant."""
    kind, sqlite = tables.Utc(), sqlalchemy.create_engine("sqlite://").dialect
    write, read = kind.bind_processor(sqlite), kind.result_processor(sqlite, None)
    zoned = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    text = write(zoned)
    assert read(text) == zoned
    assert text == zoned.astimezone(UTC).strftime(f"{zoned.astimezone(UTC).year:04}-%m-%d %H:%M:%S.%f")
    assert (write(None), read(None)) == (None, None)
    with pytest.raises(ValueError, match="no time zone"):
        write(at)


def test_a_stored_value_that_is_none_is_a_clear_error(archive: Archive) -> None:
    """No traceback from the depths of a library."""
    archive.enrol([seed()], now=AT)
    archive.record(finding(), observation())
    archive.commit()
    with database(archive.folder) as connection:
        connection.execute("UPDATE checks SET finding = '{\"seed\": 1}'")
    with pytest.raises(StorageError, match="a stored Finding cannot be read"):
        archive.latest()


def test_a_run_done_twice_says_the_same(tmp_path: Path) -> None:
    """Ids of snapshots, versions and news come from what was seen: a run done over is recognised."""
    told = []
    for name in ("one", "two"):
        with again(tmp_path / name) as archive:
            archive.enrol([seed(str(n)) for n in range(5)], now=AT)
            run = archive.begin_run("check", AT)
            full_check(archive, "3")
        events = database(tmp_path / name).execute("SELECT id FROM events").fetchall()
        told.append((run, events, archive.id and [path.stat().st_size > 0 for path in files(tmp_path / name)]))
    assert told[0] == told[1]
