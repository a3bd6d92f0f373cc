"""What a run that was cut off left behind, made whole before the next one writes.

Behind the last commit that the database knows, the files of records may hold: commits that were written down but did
not reach the database (they are made good), captures that nobody judged any more (they are kept, and indexed), and
half a record at the very end (cut off; a copy is kept beside the file).

What no crash can have done was done by somebody else, and is told and left as it is: a file that is gone, shorter, or
another one (what was kept in it is not referred to any more), the torn end of any file but the newest, and damage in
the midst of commits that the database does not know.
"""

from __future__ import annotations

from typing import Any

from monitor.errors import StorageError
from monitor.record import index, journal
from monitor.record.journal import BEGINNING
from monitor.record.ledger import Ledger
from monitor.record.lost import LostError, damaged
from monitor.record.volume import Spot, Volume
from monitor.record.warc import Record


def recover(ledger: Ledger, volume: Volume) -> list[str]:
    """Bring database and files to the same state, and have `volume` go on with the last file; words for a person.

    Raises StorageError where they contradict each other; then commits that follow each other may have been made good,
    and no file was changed.
    """
    known, present = ledger.files(), volume.files()
    volume.lost, words = find_damage(ledger, volume)
    if known and not present:
        raise StorageError(
            f"{volume.folder} holds none of the files of records that {ledger.name} speaks of",
            hint="put them back (is a disk not mounted?); to begin anew, move the whole folder away",
        )
    volume.taken = known.keys()
    last = ledger.last_batch()
    state = _State(ledger, last.number if last else 0, last.chain if last else BEGINNING)
    newest, torn = next(reversed(present), ""), None
    for name, size in present.items():
        if name in volume.lost:
            continue
        start = end = known.get(name, 0)
        for spot, record in volume.walk(name, start) if size > start else ():
            state.take(spot, record, volume)
            end = spot.offset + spot.length
        if end > start:
            state.lengths[name] = end
        if name == newest and (end < size or size == 0):
            torn = end
        elif end < size:
            words.append(f"{volume.folder / name} is damaged from byte {end} on: no whole record is there")
    if torn is not None:
        state.refuse_damage(newest, torn, volume)
        copy = volume.mend(newest, torn)
        if copy is not None:
            words.append(f"{volume.folder / newest} ended in half a record; what was cut off is kept in {copy.name}")
    for name in state.lengths:
        volume.settle(name)
    state.finish()
    if newest and newest not in volume.lost and (known.get(newest) or state.lengths.get(newest)):
        volume.resume(newest)
    return words


def find_damage(ledger: Ledger, volume: Volume) -> tuple[dict[str, int], list[str]]:
    """The files of records that are gone, cut or exchanged, and how many bytes of each can be relied on; in words too.

    What sizes show, and the last commit of each file: one small read a file. That each byte is the one that was
    written shows only when it is read.
    """
    known = ledger.files()  # asked first: a run may be at work, and files grow before the database hears of it
    present = volume.files()
    lost: dict[str, int] = {}
    words = []
    for name, length in known.items():
        size = present.get(name, 0)
        if size < length:
            lost[name] = size
            what = f"is cut: it holds {size} of {length} bytes" if name in present else f"is gone, with {length} bytes"
            words.append(f"{volume.folder / name} {what}; records are missing, put the file back from a backup")
    for batch in ledger.last_batches():
        if batch.file not in lost and (trouble := _contradiction(batch, volume)):
            lost[batch.file] = 0
            words.append(trouble)
    return lost, words


def _contradiction(batch: Any, volume: Volume) -> str:
    """What is wrong with the record of its file's last commit, if anything: the file was exchanged, or damaged."""
    try:
        (record,) = volume.read(Spot(file=batch.file, offset=batch.offset, length=batch.length))
        if (record.meta.get("commit"), record.meta.get("chain")) == (batch.number, batch.chain):
            return ""
        words = "not the commit that was written there"
    except LostError as error:
        words = error.message
    return (
        f"{volume.folder / batch.file} is damaged or another file ({words}): what was kept in it may be missing; "
        "put it back from a backup"
    )


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
                hint="put back the missing files, or a newer copy of the database",
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

    def refuse_damage(self, name: str, end: int, volume: Volume) -> None:
        """A crash ends a file. Where commits go on behind the first record that is not whole, somebody damaged it, and
        to cut it off there would take them away. (One alone may be of the group that a power cut tore.)"""
        for record in volume.find_behind(name, end):
            number = record.meta.get("commit")
            if isinstance(number, int) and number > self.number + 1:
                raise damaged(
                    volume.folder / name, end, f"no whole record is there, but commit {number} stands behind it"
                )

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
