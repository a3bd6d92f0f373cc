"""What is pending, and how it becomes true: written down among the records, synced, then one transaction.

Commits come in groups: a commit costs a millisecond or more of the disk's time, so one a page would cost more than
fetching it (speed.md, C4).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from monitor.errors import StorageError
from monitor.record import journal, warc
from monitor.record.journal import BEGINNING, Change, Row, Verb
from monitor.record.ledger import Ledger, RefusedError
from monitor.record.records import Records
from monitor.record.volume import Spot

# A group is committed when it has this many changes, this many bytes, or is this many seconds old.
GROUP_CHANGES = 4000
GROUP_BYTES = 16 << 20
GROUP_SECONDS = 5.0


class Commits:
    """The commits of one run. After one has failed nothing more is written: the next run makes it good."""

    def __init__(self, ledger: Ledger, records: Records, *, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._records = records
        self._now = now
        self._broken = ""
        self.forget()

    def forget(self) -> None:
        """Nothing is known of what another run may have written meanwhile."""
        self.memory: dict[str, str] = {}  # pending values of the small memory
        self._number, self._chain = 0, BEGINNING
        self._keys: dict[str, int] = {}
        self._changes: list[Change] = []
        self._accounts: dict[str, bytes] = {}
        self._began = 0.0

    def resume(self) -> None:
        """A run begins: go on after the last commit, whatever became of an earlier run of this program."""
        batch = self._ledger.last_batch()
        if batch is not None:
            self._number, self._chain = batch.number, batch.chain
        self._broken = ""

    @property
    def broken(self) -> bool:
        return bool(self._broken)

    def begin(self) -> None:
        """Something is about to be written. Raises StorageError after a failure."""
        if self._broken:
            raise StorageError(self._broken, hint="nothing is lost: the next run makes good what was being written")
        self._began = self._began or time.monotonic()

    def give_key(self, table: str) -> int:
        """The next free key of a table."""
        if table not in self._keys:
            self._keys[table] = self._ledger.next_key(table)
        key = self._keys[table]
        self._keys[table] = key + 1
        return key

    def add(self, changes: Iterable[Change]) -> None:
        self._changes.extend(changes)

    def change(self, table: str, verb: Verb, **row: Any) -> None:
        self._changes.append((table, verb, row))

    def account(self, digest: str, form: bytes) -> None:
        """A row of `accounts`, unless it is there already."""
        self._accounts[digest] = form

    def commit(self, *, force: bool) -> bool:
        """Make true what is pending; without `force` only where it has become much or old. Whether it did."""
        pending = len(self._changes) + len(self._records.pending) + len(self.memory)
        if not pending or not (force or self._is_due(pending)):
            return False
        self.begin()
        try:
            self._write()
        except BaseException as error:
            self._broken = f"a commit failed: {error}"
            raise
        return True

    def _is_due(self, pending: int) -> bool:
        return (
            pending >= GROUP_CHANGES
            or self._records.volume.unsynced >= GROUP_BYTES
            or time.monotonic() - self._began >= GROUP_SECONDS
        )

    def _write(self) -> None:
        volume = self._records.volume
        known = self._ledger.known_accounts(self._accounts)
        for digest, form in self._accounts.items():
            if digest not in known:
                self.change("accounts", "insert", digest=digest, form=form)
        changes = journal.in_order(self._changes)
        written = self._write_down(changes) if changes else None
        volume.sync()
        lengths = {row["file"]: row["offset"] + row["span"] for row in self._records.pending.values()}
        if volume.file:
            lengths[volume.file] = volume.length
        changes += [("files", "put", {"name": name, "length": length}) for name, length in lengths.items()]
        changes += [("memory", "put", {"name": name, "value": value}) for name, value in self.memory.items()]
        try:
            self._ledger.write(changes, index=self._new_rows())
        except RefusedError:
            # it must not stand among the records as a commit that is to be made good, for it never can be
            if written is not None:
                volume.take_back(written)
            raise
        self._changes.clear()
        self._accounts.clear()
        self._records.pending.clear()
        self.memory.clear()
        self._began = 0.0

    def _write_down(self, changes: list[Change]) -> Spot:
        """Append the changes to the records; with them goes the row that says so."""
        lines = journal.write_lines(changes)
        number, chain, at = self._number + 1, journal.chain(self._chain, lines), self._now()
        batch = warc.frame_lines(lines, number=number, chain=chain, at=at)
        (spot,) = self._records.volume.append([warc.press(batch)], at=at)
        changes.append(("batches", "insert", journal.batch_row(number, chain, lines, at, spot)))
        self._number, self._chain = number, chain
        return spot

    def _new_rows(self) -> list[Row]:
        """The index rows that are pending, with their keys; without records that an earlier run kept as well."""
        pending = self._records.pending
        known = self._ledger.known_records(list(pending))
        return [{**row, "key": self.give_key("records")} for id, row in pending.items() if id not in known]
