"""Records that are gone, cut or exchanged: told, never taken for anything else, and nobody else waits for them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from monitor.errors import StorageError
from monitor.model import Snapshot
from monitor.record import LOST, Archive, holds
from tests.folder import Folder
from tests.servers.site import Site
from tests.test_check import TEXT, changed, note, page

# Long enough for its records to be told apart from the commits around them.
LONG = tuple(f"{sentence} So said number {number}." for number in range(20) for sentence in TEXT)
LATER = timedelta(days=1)


def records(folder: Folder) -> list[Path]:
    return sorted(folder.path.glob("snapshots/warc/*/*.warc.gz"))


def newest(folder: Folder) -> Path:
    return max(records(folder), key=lambda path: path.name)


def spot(folder: Folder, query: str) -> tuple[Path, int, int]:
    """Where the record lies that a query on `records` names: file, offset, length."""
    with sqlite3.connect(folder.path / "snapshots" / "monitor.sqlite") as database:
        file, offset, length = database.execute(f"SELECT file, offset, length FROM {query}").fetchone()  # noqa: S608
    return folder.path / "snapshots" / "warc" / file, offset, length


def damage(path: Path, offset: int, length: int) -> None:
    """Change a byte in the middle of a record."""
    data = bytearray(path.read_bytes())
    data[offset + length // 2] ^= 1
    path.write_bytes(data)


def opened(folder: Folder) -> Archive:
    return Archive.open(folder.path / "snapshots", now=lambda: datetime.now(UTC))


def bodies(path: Path) -> int:
    """How many whole answers a file of records holds."""
    with path.open("rb") as file:
        return sum(record.rec_type == "response" for record in ArchiveIterator(file, check_digests="raise"))


@pytest.fixture
def kept(folder: Folder, site: Site) -> Folder:
    """Three articles, checked once; the second was edited and checked again."""
    for name in "abc":
        folder.note(f"{name}.md", note(site.put(f"/{name}", page(LONG, title=name)), LONG, title=name))
    folder.check()
    site.put("/b", page((*LONG[:3], "Nobody said anything.", *LONG[4:]), title="b"))
    assert [line["seed"] for line in folder.check() if line["new"]] == ["b"]
    return folder


def test_a_damaged_reading_is_read_again_from_its_page(kept: Folder, site: Site) -> None:
    """The bytes are there still: the edit that comes next is told against what they say, and so is nothing else."""
    damage(*spot(kept, "records JOIN versions ON records.id = record ORDER BY versions.key DESC LIMIT 1"))
    site.put("/b", page((*LONG[:3], "Nobody said anything.", *LONG[4:9], "Or did they?", *LONG[10:]), title="b"))
    lines = {line["seed"]: line for line in kept.check()}
    assert [seed for seed, line in lines.items() if line["new"]] == ["b"]
    assert [edit["after"] for edit in lines["b"]["since_last"]["edits"]] == ["Or did they?"]
    assert "is lost" in kept.run("history", "b").out


def test_damage_to_one_seed_stops_no_other(kept: Folder, site: Site) -> None:
    """Neither the reading of a version nor its page can be had any more; who needs them goes on without."""
    for query in ("records JOIN versions ON records.id = record", "records JOIN versions ON records.id = snapshot"):
        damage(*spot(kept, f"{query} ORDER BY versions.key DESC LIMIT 1"))
    site.put("/b", page((*LONG[:3], "Nobody said anything.", *LONG[4:9], "Or did they?", *LONG[10:]), title="b"))
    site.put("/c", page((*LONG[:9], "Something else.", *LONG[10:]), title="c"))
    lines = {line["seed"]: line for line in kept.check()}
    assert {seed: line["verdict"] for seed, line in lines.items()} == {"a": "intact", "b": "edited", "c": "edited"}
    assert [edit["after"] for edit in lines["c"]["edits"]] == ["Something else."]
    assert {line["verdict"] for line in kept.check()} == {"intact", "edited"}


def test_a_lost_version_is_said_to_be_lost(kept: Folder) -> None:
    """Nothing is shown in its place, and the time line goes on."""
    for query in ("records JOIN versions ON records.id = record", "records JOIN versions ON records.id = snapshot"):
        damage(*spot(kept, f"{query} ORDER BY versions.key DESC LIMIT 1"))
    shown = kept.run("show", "b")
    assert (shown.code, shown.out) == (74, "")
    assert "is lost" in shown.err
    assert kept.run("show", "b", "first").code == 0
    assert kept.run("history", "b").code == 0
    with opened(kept) as archive:
        assert [version.article is LOST for version in archive.history("b").versions] == [False, True]
        assert len(archive.warnings) == 1  # though it was looked at twice
        assert archive.history("b").versions[1].article is LOST
        assert len(archive.warnings) == 1


def test_a_body_whose_file_is_gone_is_kept_again(kept: Folder, site: Site) -> None:
    """What comes back byte for byte would be a reference to what is not there any more."""
    (path,) = records(kept)
    with opened(kept) as archive, archive.lock():
        archive._volume._begin("209901", datetime(2099, 1, 1, tzinfo=UTC))  # so that there is a second file
        archive.remember("a", "b")
    path.unlink()
    lines = kept.check()
    assert {line["verdict"] for line in lines} == {"intact", "edited"}
    assert not any(line["new"] for line in lines)
    new = newest(kept)
    assert bodies(new) == 3
    with opened(kept) as archive:
        for line in lines:
            capture = archive.snapshot(line["snapshot"])
            assert isinstance(capture, Snapshot)
            assert b"</html>" in capture.body
    kept.check()
    assert bodies(new) == 3  # the second time it is a repetition


def test_a_page_whose_body_is_gone_is_not_asked_for_by_its_etag(folder: Folder, site: Site) -> None:
    """ "Not modified" would leave us without it for ever."""
    folder.note("a.md", note(site.put("/a", page(), etag='"1"')))
    folder.check()
    assert folder.check_one()["http"]["status"] == 304
    (path,) = records(folder)
    _, offset, _ = spot(folder, "records WHERE kind = 'response'")
    path.write_bytes(path.read_bytes()[:offset])
    assert folder.check_one()["http"]["status"] == 200
    assert folder.check_one()["http"]["status"] == 304
    new = newest(folder)
    assert bodies(new) == 1


def test_whoever_reads_a_report_is_told_that_the_evidence_is_gone(kept: Folder) -> None:
    """On stderr, under a report that is complete: the database has it."""
    (path,) = records(kept)
    path.unlink()
    done = kept.run("report")
    assert done.code == 0
    assert "1 edited" in done.out
    assert f"{path.name} is gone" in done.err


def test_the_name_of_a_file_that_is_gone_is_not_given_again(kept: Folder) -> None:
    """It may come back from a backup, and nothing of ours must lie in its place."""
    with opened(kept) as archive, archive.lock():
        archive._volume._begin("209901", datetime(2099, 1, 1, tzinfo=UTC))
        archive.remember("a", "b")
    first, second = records(kept)
    data = first.read_bytes()
    first.write_bytes(data[:-9])
    shutil.move(second, kept.path / "elsewhere")
    for _ in range(2):
        kept.check()
        with opened(kept) as archive, archive.lock():
            (cut, gone) = archive.warnings
            assert f"{first} is cut" in cut
            assert f"{second} is gone" in gone
    assert newest(kept).name > second.name
    first.write_bytes(data)
    shutil.move(kept.path / "elsewhere", second)
    kept.check()
    with opened(kept) as archive, archive.lock():
        assert archive.warnings == []


def test_status_names_what_is_missing_until_it_is_back(kept: Folder) -> None:
    """A folder that lost evidence is not well, however its last run went."""
    (path,) = records(kept)
    data = path.read_bytes()
    path.write_bytes(data[:-9])
    with opened(kept) as archive:
        (words,) = archive.health(datetime.now(UTC)).damage
        assert path.name in words
        path.write_bytes(data)
        assert archive.health(datetime.now(UTC)).damage == ()


def test_a_folder_that_may_only_be_read_can_be_looked_at(kept: Folder) -> None:
    """Evidence on a disk that is mounted to be read: all is told, a run is refused, and nothing is left behind."""
    snapshots = kept.path / "snapshots"
    before = sorted(path.name for path in snapshots.iterdir())
    snapshots.chmod(0o555)
    try:
        if os.access(snapshots, os.W_OK):
            pytest.skip("root may write everywhere")
        assert kept.run("check").code in (73, 74)
        for command in (("report",), ("history", "b"), ("show", "b"), ("explain", "b"), ("status",)):
            told = kept.run(*command)
            assert (told.code, told.err) == (0, "")
        assert sorted(path.name for path in snapshots.iterdir()) == before
    finally:
        snapshots.chmod(0o755)


def test_status_names_a_file_that_was_exchanged(kept: Folder) -> None:
    """As long as it was, and other bytes."""
    (path,) = records(kept)
    path.write_bytes(bytes(path.stat().st_size))
    with opened(kept) as archive:
        (words,) = archive.health(datetime.now(UTC)).damage
        assert path.name in words


def test_records_that_are_all_gone_stop_the_run(kept: Folder) -> None:
    """A disk that is not mounted must not be written over; what the database says can be looked at."""
    shutil.move(kept.path / "snapshots" / "warc", kept.path / "elsewhere")
    stopped = kept.run("check")
    assert stopped.code == 74
    assert "none of the files" in stopped.err
    assert kept.run("report").code == kept.run("explain", "a").code == 0
    assert not list((kept.path / "snapshots").glob("warc/*/*"))
    shutil.move(kept.path / "elsewhere", kept.path / "snapshots" / "warc")
    assert {line["new"] for line in kept.check()} == {False}


def test_a_file_that_was_exchanged_is_left_alone(kept: Folder) -> None:
    """The last commit is not in it: whatever it is, it is not written on, and what was kept in it is kept again."""
    (path,) = records(kept)
    other = path.read_bytes()[: path.stat().st_size // 3] * 4
    path.write_bytes(other)
    assert {line["verdict"] for line in kept.check()} == {"intact", "edited"}
    assert path.read_bytes() == other
    for _ in range(2):
        with opened(kept) as archive, archive.lock():
            (words,) = archive.warnings
            assert f"{path} is damaged or another file" in words
        kept.check()
    assert path.read_bytes() == other
    assert bodies(newest(kept)) == 3


def test_commits_behind_a_damaged_record_are_not_cut_off(kept: Folder, tmp_path: Path) -> None:
    """A crash damages the end. Where an older database meets damage in the midst, the file stays as it is."""
    database = kept.path / "snapshots" / "monitor.sqlite"
    shutil.copy(database, tmp_path / "older")
    (path,) = records(kept)
    size = path.stat().st_size
    for _ in range(2):
        kept.check()
    newer = database.read_bytes()
    shutil.copy(tmp_path / "older", database)
    whole = path.read_bytes()
    damage(path, size, 100)
    harmed = path.read_bytes()
    stopped = kept.run("check")
    assert stopped.code == 74
    assert f"at byte {size}" in stopped.err
    assert path.read_bytes() == harmed
    assert not list(path.parent.glob("*.torn*"))
    path.write_bytes(whole)
    kept.check()
    with opened(kept) as archive:
        assert len(archive.history("a").observations) == 5
    assert newer != database.read_bytes()


def test_a_power_cut_may_leave_a_hole_before_the_last_commit(kept: Folder, tmp_path: Path) -> None:
    """What was written last was not synced: a page of zeros in it is what is left of it, and a run begins as ever."""
    database = kept.path / "snapshots" / "monitor.sqlite"
    (path,) = records(kept)
    with opened(kept) as archive:
        archive.lock().__enter__()
        id = archive.keep(Snapshot(
            url="http://x.example/", final_url="http://x.example/", at=datetime.now(UTC), status=200,
            head=b"HTTP/1.1 200 OK\r\n\r\n", headers=(), wire=b"seen" * 2000, body=b"seen" * 2000,
        ))  # fmt: skip
        size = path.stat().st_size
        shutil.copy(database, tmp_path / "before")
        archive.begin_run("check", datetime.now(UTC))
        archive._volume.close()
        archive._lock.release()
    shutil.copy(tmp_path / "before", database)
    data = path.read_bytes()
    path.write_bytes(data[: size - 40] + bytes(40) + data[size:])
    with opened(kept) as archive, archive.lock():
        (words,) = archive.warnings
        with pytest.raises(Exception, match=id):
            archive.snapshot(id)
    (torn,) = path.parent.glob("*.torn*")
    assert torn.name in words
    assert torn.read_bytes().endswith(data[size:])
    assert {line["new"] for line in kept.check()} == {False}


def test_a_folder_with_records_alone_is_not_taken_for_an_empty_one(kept: Folder) -> None:
    """Where the database and the marker were deleted, nothing says "never checked"."""
    snapshots = kept.path / "snapshots"
    for name in ("archive.json", "monitor.sqlite"):
        (snapshots / name).unlink()
    assert holds(snapshots)
    with pytest.raises(StorageError, match="is missing"):
        opened(kept)
    assert not holds(kept.path / "nowhere")


def test_what_a_clock_that_ran_ahead_has_planned_is_of_no_account(kept: Folder) -> None:
    """Looks of days to come: all is due now, and no run of those days makes the folder well."""
    now = datetime.now(UTC)
    with opened(kept) as archive:
        assert archive.due(now) == []
        assert archive.due(now - timedelta(minutes=30)) == []
        past = now - 9 * LATER
        assert sorted(archive.due(past)) == ["a", "b", "c"]
        health = archive.health(past)
        assert (health.due, health.last, health.good, health.next_at) == (3, None, None, None)


def test_an_edit_is_still_an_edit_after_the_archive_was_mended(kept: Folder, site: Site) -> None:
    """Damage comes and goes; nothing of it is told as news about anybody."""
    (path,) = records(kept)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert not any(line["new"] for line in kept.check())
    path.write_bytes(data)
    assert not any(line["new"] for line in kept.check())
    site.put("/a", page(changed(1, "It approved 170 new places.") + LONG[6:], title="a"))
    (news,) = [line for line in kept.check() if line["new"]]
    assert (news["seed"], news["verdict"]) == ("a", "edited")


@pytest.mark.parametrize(
    "harm", ["DELETE FROM accounts", "UPDATE accounts SET form = x'789c00'", "UPDATE checks SET finding = '{'"]
)
def test_a_damaged_database_is_a_clear_error(kept: Folder, harm: str) -> None:
    """No traceback, nothing made up, and a word on what helps."""
    with sqlite3.connect(kept.path / "snapshots" / "monitor.sqlite") as database:
        database.execute(harm)
    for command in (("report",), ("history", "b"), ("check",)):
        told = kept.run(*command)
        assert told.code == 74
        assert "put a backup in its place" in told.err


def test_what_a_damaged_database_said_is_read_from_the_records(kept: Folder, tmp_path: Path) -> None:
    """An old copy in its place: what came later is in the records, and nothing of it is news."""
    database = kept.path / "snapshots" / "monitor.sqlite"
    shutil.copy(database, tmp_path / "older")
    kept.check()
    with opened(kept) as archive:
        findings = list(archive.findings())
    database.write_bytes(database.read_bytes()[:5000])
    assert kept.run("check").code == 74
    shutil.copy(tmp_path / "older", database)
    assert not any(line["new"] for line in kept.check())
    with opened(kept) as archive:
        assert list(archive.findings())[: len(findings)] == findings
