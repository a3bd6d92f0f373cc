"""The life of notes, as changes to be written: new, edited, renamed, retired, back again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.model import Seed
from monitor.record import warc
from monitor.record.enrol import Enrolment, Known
from monitor.record.journal import Change


def unchanged(pairs: Sequence[tuple[Seed, str]], rows: Sequence[Any]) -> bool:
    """Whether the notes of today (with the digests of their bytes) are the ones that the archive watches, all of them
    and to the letter; as they are in most runs."""
    today = [(seed.id, seed.path, seed.url, seed.title, digest) for seed, digest in pairs]
    watched = [(row.id, row.path, row.url, row.title, row.digest) for row in rows if row.retired_at is None]
    return len(today) == len(watched) and set(today) == set(watched)


def known(rows: Sequence[Any], addresses: Sequence[Any]) -> list[Known]:
    """What the archive knows of each seed's note, from rows of `seeds` and `addresses`."""
    earlier: defaultdict[int, list[str]] = defaultdict(list)
    for row in addresses:
        earlier[row.seed].append(row.url)
    return [
        Known(
            key=row.key, id=row.id, url=row.url, digest=row.digest, retired=row.retired_at is not None,
            earlier=tuple(earlier[row.key]),
        )
        for row in rows
    ]  # fmt: skip


class Enrolling:
    """Takes one note after the other; gathers the records to be kept and the changes to be made."""

    def __init__(
        self, rows: Sequence[Any], *, now: datetime, give_key: Callable[[str], int], held: Mapping[str, str]
    ) -> None:
        self.records: list[warc.Record] = []
        self.changes: list[Change] = []
        self._rows = {row.key: row for row in rows}
        self._now = now
        self._give_key = give_key
        self._held = dict(held)  # digest of a note's bytes → the record that holds them
        self._new: list[str] = []
        self._edited: list[str] = []
        self._renamed: dict[str, str] = {}
        self._retired: list[str] = []
        self._returned: list[str] = []

    def take(self, seed: Seed, digest: str, known: Known | None) -> None:
        """One note of today, and the seed that it is, if it is known."""
        if known is None:
            self._enrol(seed, digest)
            return
        row = self._rows[known.key]
        changed: dict[str, Any] = {}
        for name, value in (("id", seed.id), ("path", seed.path), ("url", seed.url), ("title", seed.title)):
            if getattr(row, name) != value:
                changed[name] = value
        if row.retired_at is not None:
            changed |= {"retired_at": None, "next_at": None}
            self._returned.append(seed.id)
        if "id" in changed:
            self._renamed[row.id] = seed.id
        if "url" in changed:
            # another address: nothing that the old one said of itself holds there
            changed |= {
                "final_url": None,
                "etag": "",
                "last_modified": "",
                "body_digest": "",
                "body": "",
                "next_at": None,
            }
            if seed.url is not None and seed.url not in known.earlier:
                self._add_address(known.key, seed.url)
        if row.digest != digest:
            changed |= {"digest": digest, "baseline_since": self._now, "next_at": None}
            self._keep_note(known.key, seed, digest)
            self._edited.append(seed.id)
        if changed:
            self.changes.append(("seeds", "update", {"key": known.key, **changed}))

    def retire(self, keys: Iterable[int]) -> None:
        """Seeds whose notes are not there any more."""
        for key in sorted(keys):
            row = self._rows[key]
            if row.retired_at is None:
                self.changes.append(("seeds", "update", {"key": key, "retired_at": self._now}))
                self._retired.append(row.id)

    def told(self) -> Enrolment:
        return Enrolment(
            new=tuple(self._new), edited=tuple(self._edited), renamed=self._renamed, retired=tuple(self._retired),
            returned=tuple(self._returned),
        )  # fmt: skip

    def _enrol(self, seed: Seed, digest: str) -> None:
        key = self._give_key("seeds")
        row = {
            "key": key, "id": seed.id, "path": seed.path, "url": seed.url, "digest": digest, "title": seed.title,
            "first_seen_at": self._now, "baseline_since": self._now, "checks": 0, "settled": 0, "etag": "",
            "last_modified": "", "body_digest": "", "body": "",
        }  # fmt: skip
        self.changes.append(("seeds", "insert", row))
        self._keep_note(key, seed, digest)
        if seed.url is not None:
            self._add_address(key, seed.url)
        self._new.append(seed.id)

    def _keep_note(self, key: int, seed: Seed, digest: str) -> None:
        if digest not in self._held:
            record = warc.frame_note(seed.raw, path=seed.path, at=self._now)
            self.records.append(record)
            self._held[digest] = warc.short(record.id)
        row = {
            "key": self._give_key("notes"), "seed": key, "digest": digest, "record": self._held[digest],
            "path": seed.path, "since_at": self._now,
        }  # fmt: skip
        self.changes.append(("notes", "insert", row))

    def _add_address(self, key: int, url: str) -> None:
        row = {"key": self._give_key("addresses"), "seed": key, "url": url, "since_at": self._now}
        self.changes.append(("addresses", "insert", row))
