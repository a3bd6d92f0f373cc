"""The life of a note: written, edited by its owner, renamed, deleted, brought back; its seed's history goes with it."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import StorageError, UsageError
from monitor.model import (
    Comparison,
    Decision,
    Evidence,
    Finding,
    Observation,
    Seed,
    Validators,
    Verdict,
)
from monitor.record import Archive, Enrolment
from monitor.record.enrol import Known, recognise

AT = datetime(2026, 11, 22, 6, tzinfo=UTC)
LATER = AT + timedelta(days=1)


def note(id: str, *, url: str | None = "", raw: bytes = b"") -> Seed:
    return Seed(
        id=id, path=f"seeds/{id}.md", raw=raw or f"text of {id}".encode(),
        url=f"https://news.example/{id}" if url == "" else url,
    )  # fmt: skip


def check(memory: Archive, id: str, at: datetime = AT) -> None:
    """A check that found the article as it was."""
    decision = Decision(verdict=Verdict.INTACT, reason="same_text", rule="the text stands")
    found = Finding(seed=id, url=None, decision=decision, checked_at=at, new=False, comparison=Comparison())
    seen = Observation(at=at, run="1", evidence=Evidence.ALIVE, verdict=Verdict.INTACT, reason="same_text")
    memory.record(found, seen, validators=Validators(final_url="x", etag="1"), body_digest="b")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Archive]:
    """Our own memory, which nothing was kept in yet."""
    with Archive.open(tmp_path / "snapshots", now=lambda: AT) as memory:
        yield memory


def rows(memory: Archive, query: str) -> list[tuple[object, ...]]:
    return sqlite3.connect(memory.folder / "monitor.sqlite").execute(query).fetchall()


def test_a_new_note_is_enrolled_with_its_bytes(memory: Archive) -> None:
    """The copy is half of the evidence: its bytes are among the records, whatever they are."""
    raw = b"\xef\xbb\xbf---\r\nurl: x\r\n---\r\n\xff\x00\xd0"
    assert memory.enrol([note("a", raw=raw), note("b")], now=AT) == Enrolment(new=("a", "b"))
    assert memory.note_of("a") == raw
    assert memory.history("a").first_seen_at == AT
    assert memory.due(AT) == ["a", "b"]


def test_an_untouched_note_costs_nothing(memory: Archive) -> None:
    """No row, no record, no commit."""
    memory.enrol([note("a")], now=AT)
    before = list(sqlite3.connect(memory.folder / "monitor.sqlite").iterdump())
    assert memory.enrol([note("a")], now=LATER) == Enrolment()
    assert list(sqlite3.connect(memory.folder / "monitor.sqlite").iterdump()) == before


def test_an_edited_note_is_a_new_baseline_and_the_old_one_is_kept(memory: Archive) -> None:
    """Its owner changed the copy; that says nothing about the publisher, and the history goes on."""
    memory.enrol([note("a", raw=b"one")], now=AT)
    check(memory, "a")
    assert memory.enrol([note("a", raw=b"two")], now=LATER) == Enrolment(edited=("a",))
    history = memory.history("a")
    assert (history.first_seen_at, history.baseline_since) == (AT, LATER)
    assert history.last is not None
    assert len(history.observations) == 1
    assert memory.note_of("a") == b"two"
    kept = [record for (record,) in rows(memory, "SELECT record FROM notes ORDER BY key")]
    assert [memory._read_block(str(record)) for record in kept] == [b"one", b"two"]
    assert memory.due(LATER) == ["a"]  # the new copy is compared soon, not at the next turn


def test_an_edit_taken_back_is_a_baseline_again_without_new_bytes(memory: Archive) -> None:
    """The bytes are held already."""
    for raw in (b"one", b"two", b"one"):
        memory.enrol([note("a", raw=raw)], now=AT)
    assert memory.note_of("a") == b"one"
    assert rows(memory, "SELECT count(*) FROM records WHERE kind = 'resource'") == [(2,)]


def test_a_renamed_note_keeps_its_history(memory: Archive) -> None:
    """Known again by its bytes, though it has no address at all."""
    memory.enrol([note("a", url=None)], now=AT)
    check(memory, "a")
    renamed = replace(note("a", url=None), id="sub/b", path="seeds/sub/b.md")
    assert memory.enrol([renamed], now=LATER) == Enrolment(renamed={"a": "sub/b"})
    assert len(memory.history("sub/b").observations) == 1
    assert memory.history("sub/b").first_seen_at == AT
    with pytest.raises(UsageError):
        memory.history("a")


def test_a_note_renamed_and_edited_is_known_by_its_address(memory: Archive) -> None:
    """Both at once, between two runs."""
    memory.enrol([note("a")], now=AT)
    check(memory, "a")
    renamed = replace(note("b"), url="https://news.example/a")
    assert memory.enrol([renamed], now=LATER) == Enrolment(renamed={"a": "b"}, edited=("b",))
    assert len(memory.history("b").observations) == 1


def test_two_notes_that_swap_names_keep_their_own_histories(memory: Archive) -> None:
    """A name alone is the weakest sign."""
    for url in (None, ""):
        one, two = note(f"one{url}", url=url), note(f"two{url}", url=url)
        memory.enrol([one, two], now=AT)
        check(memory, one.id)
        swapped = [replace(one, id=two.id), replace(two, id=one.id)]
        assert memory.enrol(swapped, now=LATER).renamed == {one.id: two.id, two.id: one.id}
        assert len(memory.history(two.id).observations) == 1
        assert memory.history(one.id).observations == ()


def test_a_copied_note_is_a_seed_of_its_own(memory: Archive) -> None:
    """The original stays what it is; the copy is new, though bytes and address are the same."""
    memory.enrol([note("b")], now=AT)
    check(memory, "b")
    told = memory.enrol([replace(note("b"), id="a"), note("b"), replace(note("b"), id="c")], now=LATER)
    assert told == Enrolment(new=("a", "c"))
    assert len(memory.history("b").observations) == 1
    assert rows(memory, "SELECT count(*) FROM records WHERE kind = 'resource'") == [(1,)]


def test_another_address_in_the_note_forgets_what_the_old_one_said(memory: Archive) -> None:
    """Validators and body belong to an address; the seed stays the same, the old address is kept."""
    memory.enrol([note("a")], now=AT)
    check(memory, "a")
    moved = note("a", url="https://new.example/a", raw=b"changed")
    assert memory.enrol([moved], now=LATER) == Enrolment(edited=("a",))
    history = memory.history("a")
    assert (history.validators, history.body_digest) == (None, "")
    assert len(history.observations) == 1
    addresses = rows(memory, "SELECT url FROM addresses ORDER BY key")
    assert addresses == [("https://news.example/a",), ("https://new.example/a",)]


def test_a_note_is_known_by_an_address_that_it_had_earlier(memory: Archive) -> None:
    """After a move, a renamed and edited note that still names the old address is the same seed."""
    memory.enrol([note("a")], now=AT)
    memory.enrol([note("a", url="https://new.example/a", raw=b"x")], now=AT)
    back = note("b", url="https://news.example/a", raw=b"y")
    assert memory.enrol([back], now=LATER).renamed == {"a": "b"}


def test_an_address_found_later_is_no_edit_of_the_note(memory: Archive) -> None:
    """config.toml gives an unlocated seed its address; the note is as it was."""
    memory.enrol([note("a", url=None)], now=AT)
    assert memory.enrol([note("a", raw=b"text of a")], now=LATER) == Enrolment()
    assert memory.due(LATER) == ["a"]
    assert rows(memory, "SELECT url FROM seeds") == [("https://news.example/a",)]


def test_a_deleted_note_is_retired_not_forgotten(memory: Archive) -> None:
    """It is not checked any more; all that is known of it can still be asked for."""
    memory.enrol([note("a"), note("b")], now=AT)
    check(memory, "a")
    assert memory.enrol([note("b")], now=LATER) == Enrolment(retired=("a",))
    assert memory.enrol([note("b")], now=LATER) == Enrolment()
    assert memory.due(LATER) == ["b"]
    assert memory.latest() == {}
    assert memory.retired() == {"a": LATER}
    assert len(memory.history("a").observations) == 1
    assert memory.note_of("a") == b"text of a"
    assert memory.histories(["a"]) == {}
    with pytest.raises(StorageError, match="not enrolled"):
        check(memory, "a")


@pytest.mark.parametrize(
    "back", [note("a"), note("b", url="https://news.example/a"), replace(note("a"), id="c")], ids=lambda seed: seed.id
)
def test_a_note_brought_back_has_its_history_again(memory: Archive, back: Seed) -> None:
    """Under its name, or another: by its bytes or its address."""
    memory.enrol([note("a")], now=AT)
    check(memory, "a")
    memory.enrol([], now=AT)
    told = memory.enrol([back], now=LATER)
    assert (told.returned, told.new) == ((back.id,), ())
    assert len(memory.history(back.id).observations) == 1
    assert memory.retired() == {}
    assert memory.due(LATER) == [back.id]


def test_another_note_under_a_deleted_ones_name_is_another_seed(memory: Archive) -> None:
    """That both are called `untitled` says nothing; the first one's history stays its own."""
    memory.enrol([note("untitled")], now=AT)
    check(memory, "untitled")
    memory.enrol([], now=AT)
    other = note("untitled", url="https://other.example/", raw=b"quite another text")
    assert memory.enrol([other], now=LATER) == Enrolment(new=("untitled",))
    assert memory.history("untitled").observations == ()
    assert memory.enrol([], now=LATER).retired == ("untitled",)


def test_a_folder_that_was_away_for_one_run_costs_nothing(memory: Archive) -> None:
    """A vault on a disk that was not mounted: all retired, all back."""
    notes = [note(str(number)) for number in range(50)]
    memory.enrol(notes, now=AT)
    for one in notes:
        check(memory, one.id)
    assert len(memory.enrol([], now=AT).retired) == 50
    told = memory.enrol(notes, now=LATER)
    assert (len(told.returned), told.new, told.edited, told.renamed) == (50, (), (), {})
    assert all(history.last for history in memory.histories([one.id for one in notes]).values())


def test_a_large_collection_is_enrolled_and_recognised(memory: Archive) -> None:
    """New, unchanged, then all moved into a sub-folder; 20,000 notes in `make soak`."""
    count = 20_000 if os.environ.get("MONITOR_SOAK") else 2_000
    notes = [note(f"{number:05}") for number in range(count)]
    assert len(memory.enrol(notes, now=AT).new) == count
    assert memory.enrol(notes, now=AT) == Enrolment()
    moved = [replace(one, id=f"sub/{one.id}") for one in notes]
    told = memory.enrol(moved, now=LATER)
    assert told.renamed == {one.id: f"sub/{one.id}" for one in notes}
    assert (told.new, told.edited, told.retired) == ((), (), ())


# ── whatever a folder goes through ────────────────────────────────────────────────────────────────

ids = st.sampled_from(["a", "b", "c", "d"])
addresses = st.none() | st.sampled_from(["u1", "u2"])
bodies = st.sampled_from([b"1", b"2", b"3"])
folders = st.lists(st.builds(note, ids, url=addresses, raw=bodies), unique_by=lambda seed: seed.id, max_size=4)


@given(st.lists(folders, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_every_note_is_one_seed_and_every_seed_one_note(states: list[list[Seed]], chance: random.Random) -> None:
    """Whatever happened to a folder: no seed is taken twice, none is lost, the order of notes does not matter."""
    known: list[Known] = []
    for state in states:
        pairs = [(seed, seed.digest) for seed in state]
        found = recognise(pairs, known)
        taken = [item.key for item in found.values()]
        assert len(taken) == len(set(taken))
        shuffled = chance.sample(pairs, len(pairs))
        if len({digest for _, digest in pairs}) == len(pairs) == len({seed.url for seed, _ in pairs}):
            assert recognise(shuffled, known).keys() == found.keys()
        same = {(item.id, item.digest): item.key for item in known if not item.retired}
        for seed, digest in pairs:
            if (seed.id, digest) in same:  # an untouched note is itself, whatever others do
                assert found[seed.id].key == same[seed.id, digest]
        now = {seed.id: (seed, digest) for seed, digest in pairs}
        after = [replace(item, retired=True) for item in known if item.key not in taken]
        for id, (seed, digest) in now.items():
            key = found[id].key if id in found else 1 + max((item.key for item in [*known, *after]), default=0)
            after.append(Known(key=key, id=id, url=seed.url, digest=digest, retired=False))
        assert len({item.key for item in after}) == len(after)
        known = after
