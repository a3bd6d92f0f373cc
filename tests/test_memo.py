"""What notes came to is remembered, and never instead of what they say today."""

from __future__ import annotations

import itertools
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor import seeds
from monitor.assemble import Project
from monitor.config import load as load_config
from monitor.model import Seed
from monitor.record import Archive, crib
from monitor.seeds import Memo
from tests.folder import Folder

FULL = b"""---
site: "gazeta.example"
archive: "https://web.archive.org/web/20240109201722/gazeta.example/1/novost.html"
url: "https://gazeta.example/1/novost.html"
language: ru
title: "half a character: \\ud83d"
published: '2022-01'
author: A. B.
section:
- News
description: what happened
keywords: [a, b]
---
Text of the article.
"""


def kept(memo: Memo) -> Memo:
    """The memo of the next process."""
    return Memo(json.loads(json.dumps(memo.forms)))


def load(folder: Path, memo: Memo | None = None, *, url: str = "") -> tuple[Seed, ...]:
    located = {"a": url} if url else {}
    return seeds.load(folder, root=folder.parent, located=located, languages=False, memo=memo)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "a.md").write_bytes(b"---\ntitle: One\n---\nText one.")
    (folder / "b.md").write_bytes(FULL)
    return folder


# ── a note that did not change ────────────────────────────────────────────────────────────────────


@given(st.binary(max_size=300))
@example(FULL)
@example(b"")
@example("---\nurl: nowhere\ndate: gestern\n---\n\udcff".encode("utf-16", "surrogatepass"))
def test_what_is_remembered_is_what_reading_would_say(raw: bytes) -> None:
    """Any bytes are a note; every field of its seed, and every problem, is the same from the memo."""
    memo = Memo()
    read = seeds.read(raw, id="x", path="p", located="https://a.example/", languages=False)
    memo.learn(read, located="https://a.example/")
    assert kept(memo).recall(raw, id="x", path="p", located="https://a.example/") == read


def test_no_field_of_a_seed_is_forgotten() -> None:
    """A field added to the model has to come back too: then this test wants a note that has it."""
    seed = seeds.read(FULL, id="x", path="p", located="https://other.example/", languages=False)
    unset = {field.name for field in fields(Seed) if getattr(seed, field.name) == field.default}
    assert unset == {"encoding", "language_detected", "has_copy"}
    assert seed.problems


def test_the_five_shipped_seeds_come_back_whole() -> None:
    """From the memo as from the notes, and nothing is left to be saved."""
    folder = Path(__file__).parents[1] / "seeds"
    first = Memo()
    read = load(folder, first)
    again = kept(first)
    assert load(folder, again) == read == load(folder)
    assert first.changed
    assert not again.changed


def test_languages_are_not_remembered(vault: Path) -> None:
    """Who asks for languages has the notes read."""
    memo = Memo()
    load(vault, memo)
    told = seeds.load(vault, root=vault.parent, languages=True, memo=kept(memo))
    assert told == seeds.load(vault, root=vault.parent, languages=True)


# ── a note that did ───────────────────────────────────────────────────────────────────────────────


def test_an_edit_that_leaves_size_and_date_is_seen(vault: Path) -> None:
    """No file's date is believed: synchronising programs set them, and two edits may fall into one tick."""
    memo = Memo()
    load(vault, memo)
    note = vault / "a.md"
    before = note.stat()
    note.write_bytes(b"---\ntitle: Two\n---\nText two.")
    os.utime(note, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert note.stat().st_size == before.st_size
    again = kept(memo)
    assert load(vault, again)[0].title == "Two"
    assert again.changed


def test_another_address_in_the_configuration_is_seen(vault: Path) -> None:
    """What a note is read as hangs on config.toml too."""
    memo = Memo()
    load(vault, memo)
    assert load(vault, kept(memo), url="https://a.example/x")[0].url == "https://a.example/x"


def test_renamed_exchanged_and_copied_notes_keep_their_own_names(vault: Path) -> None:
    """The bytes are known; whose they are today is not remembered."""
    memo = Memo()
    load(vault, memo)
    (vault / "a.md").rename(vault / "c.md")
    (vault / "b.md").rename(vault / "a.md")
    (vault / "sub").mkdir()
    (vault / "sub" / "c.md").write_bytes((vault / "c.md").read_bytes())
    again = kept(memo)
    assert load(vault, again) == load(vault)
    assert [seed.id for seed in load(vault, again)] == ["a", "c", "sub/c"]


def test_a_deleted_note_is_forgotten(vault: Path) -> None:
    """What is saved is of the notes there are."""
    memo = Memo()
    load(vault, memo)
    (vault / "a.md").unlink()
    again = kept(memo)
    load(vault, again)
    assert again.changed
    assert len(again.forms) == 1


def test_a_note_that_becomes_a_template_is_no_seed(vault: Path) -> None:
    """And one that was filled in is one."""
    memo = Memo()
    load(vault, memo)
    filled = (vault / "a.md").read_bytes()
    (vault / "a.md").write_bytes(b"---\ntitle: {{title}}\n---\n")
    again = kept(memo)
    assert [seed.id for seed in load(vault, again)] == ["b"]
    (vault / "a.md").write_bytes(filled)
    assert [seed.id for seed in load(vault, kept(again))] == ["a", "b"]


def test_an_archive_that_is_built_otherwise_makes_another_stamp() -> None:
    """Addresses of other archives are read otherwise."""
    assert seeds.stamp(["web.archive.org"]) == seeds.stamp(["web.archive.org"])
    assert seeds.stamp(["web.archive.org"]) != seeds.stamp(["web.archive.org", "archive.example"])


# ── where it is kept ──────────────────────────────────────────────────────────────────────────────


def test_what_is_saved_comes_back_under_its_own_stamp_only(tmp_path: Path) -> None:
    """Another program reads notes otherwise."""
    forms = {"sha256:00": {"title": "\ud83d и", "problems": [["bad_date", "m", 3]]}}
    crib.save(tmp_path, "one", forms)
    assert crib.load(tmp_path, "one") == forms
    assert crib.load(tmp_path, "two") == {}


@pytest.mark.parametrize("keep", [0, 1, 70, 100, 150])
def test_what_is_cut_short_is_not_believed(tmp_path: Path, keep: int) -> None:
    """After a crash of the machine the file may hold anything."""
    crib.save(tmp_path, "one", {"sha256:00": {"title": "a" * 200}})
    path = tmp_path / crib.NAME
    path.write_bytes(path.read_bytes()[:keep])
    assert crib.load(tmp_path, "one") == {}


def test_what_was_tampered_with_is_not_believed(tmp_path: Path) -> None:
    """A changed byte is no title."""
    crib.save(tmp_path, "one", {"sha256:00": {"title": "a"}})
    path = tmp_path / crib.NAME
    path.write_bytes(path.read_bytes().replace(b'"a"', b'"b"'))
    assert crib.load(tmp_path, "one") == {}


def test_a_save_that_was_cut_off_leaves_what_was_there(tmp_path: Path) -> None:
    """The draft lies beside it, and is written over the next time."""
    crib.save(tmp_path, "one", {"sha256:00": {}})
    (tmp_path / f".{crib.NAME}.draft").write_bytes(b"half")
    assert crib.load(tmp_path, "one") == {"sha256:00": {}}
    crib.save(tmp_path, "one", {})
    assert crib.load(tmp_path, "one") == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == [crib.NAME]


def test_who_reads_while_another_process_saves_gets_one_whole_or_the_other(tmp_path: Path) -> None:
    """A check saves while `monitor seeds` reads: no half file is ever seen."""
    first, second = {"sha256:00": {"title": "a" * 9000}}, {"sha256:11": {"title": "b" * 9}}
    crib.save(tmp_path, "one", first)
    stop = threading.Event()

    def save() -> None:
        for forms in itertools.cycle((second, first)):
            crib.save(tmp_path, "one", forms)
            if stop.is_set():
                return

    saver = threading.Thread(target=save)
    saver.start()
    try:
        assert all(crib.load(tmp_path, "one") in (first, second) for _ in range(200))
    finally:
        stop.set()
        saver.join(timeout=30)


def test_what_cannot_be_saved_stops_nobody(tmp_path: Path) -> None:
    """It would only have saved time; and no half of it is left to fill the disk."""
    (tmp_path / crib.NAME).mkdir()
    crib.save(tmp_path, "one", {"sha256:00": {}})
    assert crib.load(tmp_path, "one") == {}
    assert [path.name for path in tmp_path.iterdir()] == [crib.NAME]


# ── through the command ───────────────────────────────────────────────────────────────────────────


def test_a_run_reads_again_only_what_changed(tmp_path: Path) -> None:
    """The second run knows every note; an edited one is a new baseline all the same; damage costs only time."""
    folder = Folder(tmp_path)
    folder.note("a.md", "Text of the first article.")
    folder.note("b.md", "Text of the second article.")
    assert folder.run("check").code == 0
    config = load_config(tmp_path / "config.toml")
    stamp = seeds.stamp(("web.archive.org", "web.archive.org"))
    before = crib.load(config.snapshots, stamp)
    assert len(before) == 2
    folder.note("a.md", "Text of the third article.")
    assert folder.run("check").code == 0
    after = crib.load(config.snapshots, stamp)
    assert len(after) == 2
    assert before.keys() & after.keys() == {name for name in before if name in after} != before.keys()
    (config.snapshots / crib.NAME).write_bytes(b"no JSON")
    titles = [line["title"] for line in folder.run("seeds", "--json").lines]
    assert titles == ["Text of the third article.", "Text of the second article."]
    assert folder.run("check").code == 0
    assert crib.load(config.snapshots, stamp).keys() == after.keys()


# ── whether there is anything to be read ──────────────────────────────────────────────────────────

LONG_AGO = 1_600_000_000.0


def settle(folder: Path) -> float:
    """An instant at which all that lies in the folder was written long enough ago."""
    return max(path.lstat().st_ctime for path in folder.rglob("*")) + seeds.SETTLED + 1


def test_a_folder_that_nobody_touched_looks_the_same(vault: Path) -> None:
    """From one process to the next, and whenever one looks."""
    now = settle(vault)
    assert seeds.survey(vault, now=now) == seeds.survey(vault, now=now + 1000) != ""


def test_an_edit_that_leaves_size_and_date_changes_the_look(vault: Path) -> None:
    """Whoever sets a file's date cannot set when that was done."""
    before = seeds.survey(vault, now=settle(vault))
    note = vault / "a.md"
    about = note.stat()
    note.write_bytes(b"---\ntitle: Two\n---\nText two.")
    os.utime(note, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert seeds.survey(vault, now=settle(vault)) not in ("", before)


@pytest.mark.parametrize("what", ["new", "gone", "renamed", "moved", "linked"])
def test_a_note_that_comes_or_goes_changes_the_look(vault: Path, what: str) -> None:
    """Names count, and so does what a link leads to."""
    (vault / "sub").mkdir()
    (vault / "c.md").symlink_to("b.md")
    before = seeds.survey(vault, now=settle(vault))
    match what:
        case "new":
            (vault / "d.md").write_bytes(b"")
        case "gone":
            (vault / "a.md").unlink()
        case "renamed":
            (vault / "a.md").rename(vault / "e.md")
        case "moved":
            (vault / "a.md").rename(vault / "sub" / "a.md")
        case _:
            (vault / "c.md").unlink()
            (vault / "c.md").symlink_to("a.md")
    assert seeds.survey(vault, now=settle(vault)) not in ("", before)


def test_what_was_written_just_now_is_not_trusted(vault: Path) -> None:
    """It may be written again within the same tick of the file system's clock, and look the same."""
    written = (vault / "a.md").stat().st_ctime
    for now in (written, written + 1, written - 1):
        assert seeds.survey(vault, now=now) == ""
    os.utime(vault / "a.md", (LONG_AGO, LONG_AGO))
    assert seeds.survey(vault, now=LONG_AGO + 1) == ""


def test_a_folder_that_is_not_there_looks_like_nothing(tmp_path: Path) -> None:
    """Whoever reads the notes says what is wrong."""
    assert seeds.survey(tmp_path / "none", now=0) == ""


def test_a_link_to_nothing_changes_when_there_is_something(tmp_path: Path) -> None:
    """It may stand there for years: a folder with one in it can be at rest."""
    (tmp_path / "a.md").symlink_to("../elsewhere.md")
    before = seeds.survey(tmp_path, now=0)
    assert before
    assert seeds.survey(tmp_path, now=0) == before
    (tmp_path.parent / "elsewhere.md").write_text("now")
    assert seeds.survey(tmp_path, now=0) not in ("", before)


# ── cron, where nothing is due ────────────────────────────────────────────────────────────────────


@pytest.fixture
def checked(tmp_path: Path) -> Iterator[Folder]:
    """Two notes without an address, looked at once, so that nothing is due until tomorrow. Nothing in the folder is
    too new to be trusted: here nobody writes twice within a tick."""
    folder = Folder(tmp_path)
    folder.note("a.md", "Text of the first article.")
    folder.note("b.md", "Text of the second article.")
    with patch("monitor.seeds.state.SETTLED", -1.0):
        assert len(folder.check("--due")) == 2
        yield folder


def test_where_nothing_is_due_and_no_note_changed_none_is_opened(checked: Folder) -> None:
    """The run is told all the same, or `status` would miss it."""
    with patch("monitor.seeds.folder._read_regular", side_effect=AssertionError("opened")):
        assert checked.check("--due") == []
    with Project.open(checked.path / "config.toml") as project:
        assert project.archive.health(project.now()).last.counts == {}  # type: ignore[union-attr]


def test_a_new_note_is_due_at_once(checked: Folder) -> None:
    """Also where nothing else is."""
    checked.note("c.md", "Text of the third article.")
    assert [line["seed"] for line in checked.check("--due")] == ["c"]


def test_an_edited_note_is_due_at_once_though_its_size_and_date_are_as_before(checked: Folder) -> None:
    """Nobody may miss that the owner changed the copy."""
    note = checked.path / "seeds" / "a.md"
    about = note.stat()
    note.write_text("Text of the other article.")
    os.utime(note, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert note.stat().st_size == about.st_size
    assert [line["seed"] for line in checked.check("--due")] == ["a"]


def test_an_address_in_the_configuration_is_noticed(checked: Folder) -> None:
    """What a note lacks may stand in config.toml."""
    assert checked.check("--due") == []
    checked.set('seed."a"', url="http://127.0.0.1:9/x")
    assert [line["seed"] for line in checked.check("--due")] == ["a"]


def test_a_note_edited_while_the_run_reads_is_read_by_the_next(checked: Folder) -> None:
    """The look is taken before the notes are read, so that it does not speak of bytes that nobody has read."""
    note = checked.path / "seeds" / "a.md"
    enrol = Archive.enrol

    def edit_and_enrol(archive: Archive, *given: Any, **named: Any) -> Any:
        enrolment = enrol(archive, *given, **named)
        note.write_text("Text of the other article.")
        return enrolment

    checked.note("c.md", "Text of the third article.")
    with patch.object(Archive, "enrol", edit_and_enrol):
        checked.check("--due")
    assert [line["seed"] for line in checked.check("--due")] == ["a"]
