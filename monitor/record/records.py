"""Captures, notes and articles among the records: put there, found again, read back.

Keeps in mind what is appended but not committed, and which bodies are held already. Whoever calls holds the archive's
mutex, except while a capture is pressed.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.errors import UsageError
from monitor.model import Failure, Snapshot, digest_of
from monitor.record import frames, index, warc
from monitor.record.frames import Held
from monitor.record.ledger import Ledger
from monitor.record.lost import LostError, damaged
from monitor.record.volume import Spot, Volume
from monitor.record.warc import Record

Fields = dict[str, Any]


class Records:
    """The records of one archive, by id."""

    def __init__(self, ledger: Ledger, volume: Volume, mutex: threading.RLock) -> None:
        self.volume = volume
        self._ledger = ledger
        self._mutex = mutex
        self.forget()

    def forget(self) -> None:
        """Nothing is known of what another run may have written meanwhile."""
        self.pending: dict[str, Fields] = {}  # rows of the index, by id
        self._holders: dict[str, Held] = {}  # by the digest of the body as it came
        self._bodies: dict[str, Held] = {}  # by address: the last body that it showed
        self._shown: dict[str, Held] = {}  # by capture

    # ── putting ──

    def keep(self, capture: Snapshot | Failure, *, seed: str, at: datetime) -> str:
        """Append a capture, byte for byte; its id."""
        payload_digest = digest_of(capture.wire)
        with self._mutex:
            held = self._find_held(capture, payload_digest)
        records = frames.frame(capture, payload_digest=payload_digest, seed=seed, held=held)
        id = warc.short(records[0].id)
        members = [warc.press(record) for record in records]
        with self._mutex:
            if id not in self.pending:
                row = self._append(records, members, at)
                if row["address"]:
                    if row["kind"] == "response":
                        self._holders.setdefault(payload_digest, index.held(row))
                    self._bodies[row["address"]] = self._shown[id] = self._holders[payload_digest]
        return id

    def body_digest(self, id: str) -> str:
        """Of the body, decoded, of a capture that was just kept; empty for a failure."""
        with self._mutex:
            digest: str = self.pending[id]["body_digest"]
            return digest

    def put(self, records: Sequence[Record], *, at: datetime) -> None:
        """Append records that stand for themselves: notes, articles."""
        for record in records:
            self._append([record], [warc.press(record)], at)

    def _append(self, records: Sequence[Record], members: Sequence[bytes], at: datetime) -> Fields:
        row = index.row(records, self.volume.append(members, at=at))
        self.pending[row["id"]] = row
        return row

    def _find_held(self, capture: Snapshot | Failure, payload_digest: str) -> Held | None:
        if not isinstance(capture, Snapshot):
            return None
        if capture.wire:
            return self._holders.get(payload_digest) or self._hold(self._ledger.holders(payload_digest))
        if not capture.not_modified:
            return None
        address = index.address_of(warc.as_uri(capture.final_url or capture.url))
        if address not in self._bodies:
            last = self._ledger.last_body(address)
            held = self._hold(self._ledger.holders(last.payload_digest)) if last is not None else None
            if held is None:
                return None
            self._bodies[address] = held
        return self._bodies[address]

    def _hold(self, rows: Sequence[Any]) -> Held | None:
        """The body in the first of these records that is there: what referred to a lost one would be lost too."""
        for row in rows:
            if self.volume.holds(Spot(file=row.file, offset=row.offset, length=row.length)):
                held = index.held(row._mapping)
                return self._holders.setdefault(held.payload_digest, held)
        return None

    def bring(self, rows: Sequence[Any]) -> frozenset[str]:
        """Have at hand the bodies that the next answers of these seeds (rows of `seeds`) will repeat: one query for
        all of them instead of one or two each. The ids of seeds whose body is lost."""
        held = {row.id: self._hold([row]) for row in self._ledger.bodies([row.body for row in rows if row.body])}
        for row in rows:
            body = held.get(row.body)
            if body is not None:
                self._bodies.setdefault(index.address_of(warc.as_uri(row.final_url or row.url or "")), body)
        return frozenset(row.id for row in rows if row.body and held.get(row.body) is None)

    def shown_by(self, id: str) -> str:
        """The record that holds the body which a capture of this run showed; "" where it showed none."""
        held = self._shown.get(id)
        return held.id.replace("-", "")[:20] if held else ""

    # ── reading ──

    def read_capture(self, id: str) -> Snapshot | Failure:
        """A capture as it was kept. Raises UsageError for an unknown id; StorageError where it is damaged."""
        row = self._find(id)
        if row is None or row["kind"] in ("resource", "conversion"):
            raise UsageError(f"there is no snapshot {id!r}")
        records = self._read(row, row["span"])
        payload = None
        if records[0].headers.get("WARC-Profile") == frames.SAME_PAYLOAD:
            payload = self._read_body(records[0].headers["WARC-Refers-To"])
        try:
            return frames.restore(records, payload)
        except warc.DamageError as error:
            raise damaged(self.volume.folder / row["file"], row["offset"], str(error)) from error

    def read_block(self, id: str) -> bytes:
        """The block of one record: a note's bytes, an article's JSON. Raises StorageError."""
        row = self._find(id)
        if row is None:
            raise LostError(f"the record {id} is not among the records")
        return self._read(row, row["length"])[0].block

    def _read_body(self, urn: str) -> bytes:
        id = urn.removeprefix("<urn:uuid:").replace("-", "")[:20]
        row = self._find(id)
        if row is None:
            raise LostError(f"the record {id}, which holds a body, is not among the records")
        return self._read(row, row["length"])[0].payload

    def _find(self, id: str) -> Mapping[str, Any] | None:
        if id in self.pending:
            return self.pending[id]
        found = self._ledger.records([id])
        return found[0]._asdict() if found else None

    def _read(self, row: Mapping[str, Any], length: int) -> list[Record]:
        records = self.volume.read(Spot(file=row["file"], offset=row["offset"], length=length))
        first = records[0]
        if (first.id.hex, first.block_digest) != (row["id"] + row["rest"], row["block_digest"]):
            raise damaged(self.volume.folder / row["file"], row["offset"], "not the record that was written there")
        return records
