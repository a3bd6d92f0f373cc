"""Our own memory, as the other rooms see it: captures kept byte for byte, and what was found out about each seed.

Bytes first: what is kept is appended to the files of records at once. Commits come in groups: the records are synced to
the disk, then one transaction makes all that rests on them true. A run that is cut off at any point leaves a memory
that is whole, and at most the last group to be done again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from monitor.errors import UsageError
from monitor.model import (
    Failure,
    Finding,
    Health,
    History,
    Observation,
    Reading,
    Seed,
    Snapshot,
    Validators,
    Version,
)
from monitor.record.enrol import Enrolment, Known, recognise
from monitor.record.layout import LOCK, RECORDS

if TYPE_CHECKING:
    from sqlalchemy.engine import Row

    from monitor.record.ledger import Ledger
    from monitor.record.lock import RunLock
    from monitor.record.outbox import Letter
    from monitor.record.volume import Volume

# How many of a seed's newest checks are handed over in bulk, beside those that a suspicion rests on.
RECENT = 8


def version_id(seed: str, *, snapshot: str, cleaner: str) -> str:
    """The name of a version: the same for the same reading of the same bytes, before and after a rebuild."""
    return hashlib.sha256(f"{seed}\n{snapshot}\n{cleaner}".encode("utf-8", "replace")).hexdigest()[:12]


class Archive:
    """The memory under `snapshots/`. Open it with `Archive.open`; it is a context manager.

    Whatever writes needs the run's lock: take it with `lock()`, or it is taken at the first write and held until
    `close`. `remember` alone does without. `keep`, `remember` and `recall` may be called from any thread.
    Every method raises StorageError when the disk or the database fails; after a failed commit nothing more is
    written in that run, and the next one makes the commit good from the records.
    """

    def __init__(self, folder: Path, ledger: Ledger, *, archive: str, now: Callable[[], datetime]) -> None:
        from monitor.record.commits import Commits
        from monitor.record.entries import Entries
        from monitor.record.lock import RunLock
        from monitor.record.past import Past
        from monitor.record.records import Records
        from monitor.record.volume import Volume

        self.folder = folder
        self.id = archive
        self.warnings: list[str] = []
        self._ledger = ledger
        self._now = now
        self._mutex = threading.RLock()
        self._lock: RunLock = RunLock(folder / LOCK)
        self._volume: Volume = Volume(folder / RECORDS, archive=archive)
        self._records = Records(ledger, self._volume, self._mutex)
        self._commits = Commits(ledger, self._records, now=now)
        self._past = Past(ledger, self._read_block, self._mutex, tell=self.warnings.append)
        self._entries = Entries(ledger, self._records, self._past, self._commits, now=now)
        self._touched: set[str] = set()  # seeds of which something is pending

    # ── opening and closing ──

    @classmethod
    def open(cls, folder: Path, *, database: str = "", now: Callable[[], datetime], create: bool = True) -> Self:
        """The archive in `folder`, made if nothing is there. `database` is an SQLAlchemy URL; empty: SQLite inside.

        Raises CannotCreateError where it cannot be made; StorageError where records are there but no database, or
        another one, a damaged one, or one with a newer schema. Nothing is ever begun anew.
        """
        from monitor.record.folder import open_folder

        ledger, archive, warnings = open_folder(folder, database=database, now=now(), create=create)
        self = cls(folder, ledger, archive=archive, now=now)
        self.warnings += warnings
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Commit what is pending, give back the lock and the files."""
        with self._mutex:
            try:
                if self._lock.held:
                    self._leave()
            finally:
                self._ledger.close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """The lock of a run. Raises LockHeldError, which names the process that holds it. What is pending at the end
        is committed."""
        with self._mutex:
            mine = not self._lock.held
            if mine:
                self._enter()
        try:
            yield
        finally:
            with self._mutex:
                if mine:
                    self._leave()
                else:
                    self.commit()

    def _enter(self) -> None:
        from monitor.record.recover import recover

        self._lock.acquire()
        try:
            self._forget()
            self.warnings += recover(self._ledger, self._volume)
            self._commits.resume()
        except BaseException:  # given back whatever happened, and raised again
            self._lock.release()
            raise

    def _leave(self) -> None:
        try:
            if not self._commits.broken:
                self.commit()
        finally:
            self._volume.close()
            self._forget()
            self._lock.release()

    def _forget(self) -> None:
        """Nothing is known of what another run may have written meanwhile."""
        self._touched.clear()
        for part in (self._commits, self._records, self._entries, self._past):
            part.forget()

    def _begin(self) -> None:
        """Before anything is written: the lock is held, and nothing has failed."""
        if not self._lock.held:
            self._enter()
        self._commits.begin()

    # ── notes ──

    def enrol(self, seeds: Sequence[Seed], *, now: datetime) -> Enrolment:
        """Take note of the notes: keep the bytes of each that is new or edited, follow renames, retire what is gone."""
        from monitor.record import notes

        with self._mutex:
            self._begin()
            self.commit()
            rows = self._ledger.enrolled()
            pairs = [(seed, seed.digest) for seed in seeds]
            if notes.unchanged(pairs, rows):
                return Enrolment()
            known = notes.known(rows, self._ledger.addresses())
            found = recognise(pairs, known)
            held = self._ledger.note_records(sorted({d for seed, d in pairs if not _same(found.get(seed.id), d)}))
            enrolment = notes.Enrolling(rows, now=now, give_key=self._commits.give_key, held=held)
            for seed, digest in pairs:
                enrolment.take(seed, digest, found.get(seed.id))
            enrolment.retire({row.key for row in rows} - {item.key for item in found.values()})
            self._records.put(enrolment.records, at=now)
            self._commits.add(enrolment.changes)
            self.commit()
            self._entries.unseat()
            return enrolment.told()

    # ── captures ──

    def keep(self, capture: Snapshot | Failure, *, seed: str | None = None) -> str:
        """Keep a capture, byte for byte, and say its id. The same capture kept twice is kept once."""
        with self._mutex:
            self._begin()
        return self._records.keep(capture, seed=seed or "", at=self._now())

    def body_digest(self, id: str) -> str:
        """The digest of a body, decoded, that was just kept; empty for a failure."""
        return self._records.body_digest(id)

    def snapshot(self, id: str) -> Snapshot | Failure:
        """A capture as it was kept. Raises UsageError for an unknown id; StorageError, naming file and offset, where
        what is there is not what was kept.
        """
        with self._mutex:
            return self._records.read_capture(id)

    def note_of(self, seed: str) -> bytes:
        """The bytes of a seed's note as it was last enrolled."""
        with self._mutex:
            notes = self._ledger.notes(self._row(seed).key)
            return self._records.read_block(notes[-1].record)

    def _read_block(self, id: str) -> bytes:
        with self._mutex:
            return self._records.read_block(id)

    # ── findings ──

    def record(
        self,
        finding: Finding,
        observation: Observation | None = None,
        *,
        run: str = "",
        versions: Sequence[Version] = (),
        mementos: Sequence[Reading] = (),
        validators: Validators | None = None,
        body_digest: str = "",
        next_at: datetime | None = None,
        wayback_asked_at: datetime | None = None,
    ) -> None:
        """All that one check leaves behind; it becomes true as a whole with the next commit.

        `body_digest` comes with a complete answer that was read; then `validators` replace those that are held, and
        None takes them away. `mementos` are the readings of this check; one that is held already, from the same bytes
        by the same cleaner, is passed over. A finding that is `new` puts news into the outbox. Raises StorageError
        where the seed is not enrolled.
        """
        with self._mutex:
            self._begin()
            changes = self._entries.enter(
                finding, observation, run=run, versions=versions, mementos=mementos, validators=validators,
                body_digest=body_digest, next_at=next_at, wayback_asked_at=wayback_asked_at,
            )  # fmt: skip
            self._commits.add(changes)
            self._touched.add(finding.seed)

    # ── runs ──

    def begin_run(self, kind: str, now: datetime) -> str:
        """Write down that a run begins; its id."""
        with self._mutex:
            self._begin()
            id = f"{now:%Y%m%dT%H%M%SZ}-{self._ledger.count_runs() + 1}"
            self._commits.change("runs", "insert", id=id, kind=kind, began_at=now, ended_at=None, counts="{}")
            self.commit()
            return id

    def end_run(self, run: str, now: datetime, counts: Mapping[str, int]) -> None:
        """Write down that it ended, and what it came to; commits."""
        import json

        with self._mutex:
            self._begin()
            self._commits.change("runs", "update", id=run, ended_at=now, counts=json.dumps(dict(counts)))
            self.commit()

    def commit(self, *, force: bool = True) -> None:
        """Make true what is pending: the records on the disk first, then one transaction.

        Without `force` only where the group has become large or old; call it so after every seed.
        """
        with self._mutex:
            if self._commits.commit(force=force):
                self._touched.clear()

    # ── looking back ──

    def history(self, seed: str) -> History:
        """Everything we hold about one seed, also a retired one. Raises UsageError where nothing is."""
        with self._mutex:
            self._settle([seed])
            row = self._row(seed)
            return self._past.histories([row], newest=None)[row.id]

    def histories(self, seeds: Sequence[str], *, newest: int | None = RECENT) -> dict[str, History]:
        """The histories of watched seeds, by id, with the newest observations of each: at least so many, and all since
        the article was last seen. Seeds that are not enrolled are left out. Where the body that was read last is lost
        there are no validators: it is to be fetched again, not confirmed.
        """
        with self._mutex:
            self._settle(seeds)
            rows = self._ledger.seeds(seeds)
            self._entries.seat(rows)
            return self._past.histories(rows, newest=newest, bare=self._records.bring(rows))

    def findings(self, *, since: datetime | None = None, new: bool = False) -> Iterator[Finding]:
        """Findings since an instant, in the order in which they were recorded; only those that are `new`, if asked."""
        after = 0
        while True:
            with self._mutex:
                self._settle()
                rows = self._ledger.checks_after(after, since=since, new=new)
                found = list(self._past.findings(rows, {row.seed: row.id for row in rows}))
            if not rows:
                return
            yield from found
            after = rows[-1].key

    def latest(self) -> dict[str, Finding]:
        """The last finding of every watched seed that was ever checked, by id."""
        with self._mutex:
            self._settle()
            rows = [row for row in self._ledger.last_checks() if row.retired_at is None]
            names = {row.seed: row.id for row in rows}
            return {finding.seed: finding for finding in self._past.findings(rows, names)}

    def news(self, *, since: datetime) -> list[Finding]:
        """The findings that were new since an instant, oldest first, under the ids that their seeds have today."""
        from monitor.record import outbox

        with self._mutex:
            self._settle()
            return outbox.news(self._ledger, self._past, since=since)

    def health(self, now: datetime) -> Health:
        """What `monitor status` tells: the last runs, what is due, how much room is taken."""
        from monitor.record.health import health

        with self._mutex:
            self._settle()
            return health(self._ledger, self._volume, self.folder, now=now)

    def look_over(self) -> None:
        """Have `warnings` name the files of records that are gone or cut, as their sizes show."""
        from monitor.record.recover import find_damage

        with self._mutex:
            _, found = find_damage(self._ledger, self._volume)
            self.warnings += [words for words in found if words not in self.warnings]

    def watched(self) -> tuple[str, ...]:
        """The ids of all seeds whose notes are not gone."""
        with self._mutex:
            return tuple(row.id for row in self._ledger.enrolled() if row.retired_at is None)

    def retired(self) -> dict[str, datetime]:
        """The seeds whose notes are gone, by id, and since when."""
        with self._mutex:
            return {row.id: row.retired_at for row in self._ledger.enrolled() if row.retired_at is not None}

    def due(self, now: datetime) -> list[str]:
        """The watched seeds that are to be checked: never yet, or not after `now`; the longest waiting first."""
        with self._mutex:
            self._settle()
            return self._ledger.due(now)

    def _row(self, seed: str) -> Row[Any]:
        rows = self._ledger.seeds([seed])
        row = rows[0] if rows else self._ledger.retired(seed)
        if row is None:
            raise UsageError(f"nothing is held about {seed!r}", hint="`monitor seeds` lists the seeds")
        return row

    def _settle(self, seeds: Iterable[str] | None = None) -> None:
        """What is asked about is committed first, so that nobody is told of yesterday. Without `seeds`: all."""
        if self._touched and (seeds is None or not self._touched.isdisjoint(seeds)):
            self.commit()

    # ── the outbox ──

    def letters(self) -> list[Letter]:
        """News that was not told yet, the oldest first."""
        from monitor.record import outbox

        with self._mutex:
            self._settle()
            return outbox.letters(self._ledger, self._past)

    def post(self, letters: Sequence[Letter]) -> None:
        """Write down what became of letters, or that there are more of them; commits."""
        from monitor.record import outbox

        with self._mutex:
            self._begin()
            for row in outbox.rows(letters):
                self._commits.change("outbox", "put", **row)
            self.commit()

    def head(self) -> tuple[int, str]:
        """The number of the last commit, and the head of the chain that binds it to all before it."""
        with self._mutex:
            batch = self._ledger.last_batch()
            return (batch.number, batch.chain) if batch is not None else (0, "")

    # ── a small memory ──

    def remember(self, key: str, value: str) -> None:
        """Remember a value under a name; other processes see it after the next commit, or at once outside a run."""
        with self._mutex:
            if self._lock.held:
                self._commits.memory[key] = value
            else:
                self._ledger.write([("memory", "put", {"name": key, "value": value})])

    def recall(self, key: str) -> str | None:
        """What was remembered under a name; None where nothing was."""
        with self._mutex:
            return pending[key] if key in (pending := self._commits.memory) else self._ledger.recall(key)


def _same(known: Known | None, digest: str) -> bool:
    return known is not None and known.digest == digest
