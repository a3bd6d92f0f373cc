"""What the database's index knows of a record; the same whether it was just written or is read back after a crash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from monitor.record.frames import SAME_PAYLOAD, Held
from monitor.record.warc import Record, short

if TYPE_CHECKING:
    from monitor.record.volume import Spot


def row(records: Sequence[Record], spots: Sequence[Spot]) -> dict[str, Any]:
    """The row of `records` for a group of records that lie one behind the other, but for its key."""
    first, meta, spot = records[0], records[0].meta, spots[0]
    live = meta.get("as") == "snapshot" and "memento" not in meta and bool(first.payload_digest)
    shows_body = first.headers.get("WARC-Profile") == SAME_PAYLOAD or (first.kind == "response" and bool(first.payload))
    return {
        "id": short(first.id),
        "rest": first.id.hex[20:],
        "kind": first.kind,
        "file": spot.file,
        "offset": spot.offset,
        "length": spot.length,
        "span": sum(spot.length for spot in spots),
        "parts": len(records),
        "at": first.at,
        "uri": first.uri,
        "address": address_of(first.uri) if live and shows_body else "",
        "block_digest": first.block_digest,
        "payload_digest": first.payload_digest,
        "body_digest": meta.get("body", ""),
        "coding": meta.get("coding", ""),
        "plain": meta.get("plain", True),
        "status": meta.get("status"),
        "reason": meta.get("reason", ""),
        "seed": meta.get("seed", ""),
        "keeps": "",
    }


def address_of(uri: str) -> str:
    """An address as it is looked up: its digest, because an index takes no long texts."""
    return hashlib.sha256(uri.encode()).hexdigest()[:32]


def held(row: Mapping[str, Any]) -> Held:
    """The body that the record of this row holds."""
    return Held(
        id=str(UUID(row["id"] + row["rest"])), uri=row["uri"], at=row["at"], payload_digest=row["payload_digest"],
        body_digest=row["body_digest"], coding=row["coding"], plain=row["plain"],
    )  # fmt: skip
