"""What a commit writes into the database, as lines of JSON: written down first, made true afterwards.

Each commit is numbered, and its lines are kept as a WARC record before the database hears of them. So a commit that
was cut off between the two is made good when the next run begins, and the whole database can be had anew from the
records. `chain` is the digest of the chain so far and of the lines: whoever holds one chain value can prove that
nothing before it was changed.

A line is `[table, verb, row]`: `insert` a row, `update` the row that has these keys, or `put` (the one or the other).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from monitor.model import digest_of

if TYPE_CHECKING:
    from monitor.record.volume import Spot

Verb = Literal["insert", "update", "put"]
Row = dict[str, Any]
Change = tuple[str, Verb, Row]
BEGINNING = "sha256:" + "0" * 64


# By what a change names its row, where that is not the primary key.
NAMED_BY = {"records": "id"}
_FIRST = {"insert": 0, "update": 1, "put": 2}


def in_order(changes: Iterable[Change]) -> list[Change]:
    """The changes as they are written: rows first, then what becomes of them; one update for each row."""
    updates: dict[tuple[str, Any], Row] = {}
    others: list[Change] = []
    for table, verb, row in changes:
        if verb == "update":
            name = row[NAMED_BY.get(table) or ("key" if "key" in row else "id")]
            updates[table, name] = updates.get((table, name), {}) | row
        else:
            others.append((table, verb, row))
    others += [(table, "update", row) for (table, _), row in updates.items()]
    return sorted(others, key=lambda change: (_FIRST[change[1]], change[0]))


def batch_row(number: int, chain: str, lines: bytes, at: datetime, spot: Spot) -> Row:
    """The row of `batches` for a commit."""
    return {
        "number": number, "at": at, "digest": digest_of(lines), "chain": chain, "file": spot.file,
        "offset": spot.offset, "length": spot.length,
    }  # fmt: skip


def write_lines(changes: Iterable[Change]) -> bytes:
    """The changes as JSON lines."""
    encode = json.JSONEncoder(default=_plain, separators=(",", ":")).encode
    return "".join([f"{encode(change)}\n" for change in changes]).encode()


def read_lines(lines: bytes) -> Iterator[Change]:
    """The changes back. Raises ValueError where the lines are not of that kind."""
    for line in lines.splitlines():
        table, verb, row = json.loads(line, object_hook=_rich)
        if verb not in ("insert", "update", "put") or not isinstance(row, dict):
            raise ValueError(f"no change: {line[:80]!r}")
        yield table, verb, row


def chain(before: str, lines: bytes) -> str:
    """The chain's next value."""
    return digest_of(f"{before}\n{digest_of(lines)}".encode())


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"$at": value.astimezone(UTC).isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    raise TypeError(f"{type(value).__name__} cannot be written down")


def _rich(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        if "$at" in value:
            return datetime.fromisoformat(value["$at"])
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
    return value
