"""What a run that was cut off left behind, made whole before the next one writes.

Behind the last commit that the database knows, the files of records may hold: commits that were written down but did
not reach the database (they are made good), captures that nobody judged any more (they are kept, and indexed), and
half a record at the very end (cut off; a copy is kept beside the file).
"""

from __future__ import annotations

from typing import Any

from monitor.errors import StorageError
from monitor.record import index, journal
from monitor.record.journal import BEGINNING
from monitor.record.ledger import Ledger
from monitor.record.volume import Spot, Volume, damaged
from monitor.record.warc import Record


def recover(ledger: Ledger, volume: Volume) -> list[str]:
    """Bring database and files to the same state, and have `volume` go on with the last file; words for a person.

    Raises StorageError where they contradict each other; then nothing is changed.
    """
    known, present = ledger.files(), volume.files()
    words = [
        f"{volume.folder / name} holds {present.get(name, 0)} bytes, where {length} were written: records are missing"
        for name, length in known.items()
        if present.get(name, 0) < length
    ]
    last = ledger.last_batch()
    state = _State(ledger, last.number if last else 0, last.chain if last else BEGINNING)
    for name, size in present.items():
        start = end = known.get(name, 0)
        if size < start:
            continue
        for spot, record in volume.walk(name, start) if size > start else ():
            state.take(spot, record, volume)
            end = spot.offset + spot.length
        if end < size or size == 0:
            copy = volume.mend(name, end)
            if copy is not None:
                words.append(f"{volume.folder / name} ended in half a record; what was cut off is kept in {copy.name}")
        if end > start:
            volume.settle(name)
            state.lengths[name] = end
    state.finish()
    if present:
        name = next(reversed(present))
        if present[name] >= known.get(name, 0) > 0 or state.lengths.get(name):
            volume.resume(name)
    return words


class _State:
    """What has been read of the files' tails so far."""

    def __init__(self, ledger: Ledger, number: int, chain: str) -> None:
        self.ledger = ledger
        self.number = number
        self.chain = chain
        self.lengths: dict[str, int] = {}
        self._groups: list[list[tuple[Record, Spot]]] = []
        self._key = ledger.next_key("records")

    def take(self, spot: Spot, record: Record, volume: Volume) -> None:
        number = record.meta.get("commit")
        if isinstance(number, int):
            self._make_good(number, spot, record, volume)
            return
        if record.of != record.id and self._groups and self._groups[-1][0][0].id == record.of:
            self._groups[-1].append((record, spot))
        elif record.of == record.id and record.kind != "warcinfo":
            self._groups.append([(record, spot)])

    def _make_good(self, number: int, spot: Spot, record: Record, volume: Volume) -> None:
        if number <= self.number:
            return
        chain = journal.chain(self.chain, record.block)
        if number != self.number + 1 or chain != record.meta.get("chain"):
            raise StorageError(
                f"{volume.folder / spot.file} at byte {spot.offset}: commit {number} does not follow commit "
                f"{self.number} of {self.ledger.name}: records or commits are missing",
                hint="put back the missing files, or run `monitor rebuild`",
            )
        try:
            changes = list(journal.read_lines(record.block))
        except ValueError as error:
            raise damaged(volume.folder / spot.file, spot.offset, f"no commit: {error}") from error
        changes.append(("batches", "insert", journal.batch_row(number, chain, record.block, record.at, spot)))
        changes.append(("files", "put", {"name": spot.file, "length": spot.offset + spot.length}))
        volume.settle(spot.file)
        self.ledger.write(changes, index=self._take_rows())
        self.number, self.chain = number, chain

    def finish(self) -> None:
        """Index the captures that stand behind the last commit."""
        rows = self._take_rows()
        changes: list[journal.Change] = [
            ("files", "put", {"name": name, "length": length}) for name, length in self.lengths.items()
        ]
        if rows or changes:
            self.ledger.write(changes, index=rows)

    def _take_rows(self) -> list[dict[str, Any]]:
        """The rows of whole groups; of half a capture nothing could be said."""
        whole: dict[str, dict[str, Any]] = {}
        for group in self._groups:
            if len(group) == group[0][0].meta.get("parts", 1):
                row = index.row([record for record, _ in group], [spot for _, spot in group])
                whole.setdefault(row["id"], row)
        self._groups.clear()
        known = self.ledger.known_records(list(whole))
        rows = [row for id, row in whole.items() if id not in known]
        for row in rows:
            row["key"] = self._key
            self._key += 1
        return rows
