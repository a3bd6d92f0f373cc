"""What the database's index knows of a record; the same whether it was just written or is read back after a crash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from monitor.record.warc import SAME_PAYLOAD, Held, Record, short

if TYPE_CHECKING:
    from monitor.record.volume import Spot


def row(record: Record, spot: Spot) -> dict[str, Any]:
    """The row of `records` for a record at that spot, but for its key."""
    meta = record.meta
    whole = meta.get("as") == "snapshot"
    shows_body = whole and (
        record.headers.get("WARC-Profile") == SAME_PAYLOAD or (record.kind == "response" and bool(record.payload))
    )
    return {
        "id": short(record.id),
        "uuid": str(record.id),
        "group": short(record.of),
        "kind": record.kind,
        "file": spot.file,
        "offset": spot.offset,
        "length": spot.length,
        "at": record.at,
        "uri": record.uri,
        "address": address_of(record.uri) if shows_body else "",
        "block_digest": record.block_digest,
        "payload_digest": record.payload_digest,
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
        id=row["uuid"], uri=row["uri"], at=row["at"], payload_digest=row["payload_digest"],
        body_digest=row["body_digest"], coding=row["coding"], plain=row["plain"],
    )  # fmt: skip
