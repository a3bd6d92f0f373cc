"""WARC 1.1 records and their bytes: one gzip member a record, headers written by warcio. Pure.

Our own records, those of notes, articles, commits and files, are made here; those of captures in `frames.py`.
Digests are `sha256:hex`. What WARC has no field for stands in `WARC-JSON-Metadata`, an extension that other archives
use too.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, BinaryIO
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders

from monitor.model import digest_of

# Whose ids are made from: fixed for ever, or the same capture would get another id.
OURS = uuid.UUID("6f1c2a0e-6d4e-5d0b-9a52-9c2f6c1f4d11")
# What stands before an address that is none of the web's.
ODD = "urn:x-monitor:address:"
# Below this many bytes a gzip member is made with a small window: a fifth of the time, and hardly a byte more.
SMALL = 4096
# How much of a file is read at once, in bytes.
PIECE = 1 << 16
_as_json = json.JSONEncoder(separators=(",", ":")).encode  # made once: `json.dumps` makes one for every record


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, to be written or as read back. `of` is the capture that it belongs to: another record, or itself.

    `meta` is its JSON metadata, `headers` all WARC headers that have no field of their own here.
    """

    id: uuid.UUID
    of: uuid.UUID
    kind: str
    uri: str
    at: datetime
    block: bytes = field(repr=False)
    block_digest: str
    content_type: str
    payload_digest: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def payload(self) -> bytes:
        """The block without its HTTP head, where it has one."""
        if self.content_type.startswith("application/http"):
            return self.block.partition(b"\r\n\r\n")[2]
        return self.block


class DamageError(ValueError):
    """Bytes that are no whole record, or not the one that was written."""


# ── our own records ───────────────────────────────────────────────────────────────────────────────


def make(
    id: uuid.UUID, kind: str, uri: str, at: datetime, block: bytes, content_type: str, *, of: uuid.UUID | None = None,
    payload_digest: str = "", headers: Mapping[str, str] | None = None, meta: dict[str, Any] | None = None,
) -> Record:  # fmt: skip
    """A record; its digest is taken here, and `of` is the record itself where nothing else is said."""
    if uri.startswith(ODD):
        payload_digest = ""  # readers see no HTTP in such a record, and would find it wrong
    return Record(
        id=id, of=of or id, kind=kind, uri=uri, at=at, block=block, block_digest=digest_of(block),
        content_type=content_type, payload_digest=payload_digest, headers=headers or {}, meta=meta or {},
    )  # fmt: skip


def frame_note(raw: bytes, *, path: str, at: datetime) -> Record:
    """A note's bytes: a `resource` record, half of the evidence."""
    id = uuid.uuid5(OURS, f"note\n{path}\n{at.isoformat()}\n{digest_of(raw)}".encode("utf-8", "replace").hex())
    uri = "urn:x-monitor:note:" + quote(path.encode("utf-8", "replace"))
    return make(
        id, "resource", uri, at, raw, "text/plain", payload_digest=digest_of(raw), meta={"monitor": 1, "note": path}
    )


def frame_article(form: bytes, *, name: str, snapshot: str, at: datetime) -> Record:
    """An article as the cleaner of the day read it from a snapshot: a `conversion` of that record, as JSON."""
    id = uuid.uuid5(OURS, f"article\n{name}\n{snapshot}\n{at.isoformat()}\n{digest_of(form)}")
    meta = {"monitor": 1, "article": name, "snapshot": snapshot}
    return make(
        id, "conversion", f"urn:x-monitor:article:{name}", at, form, "application/json",
        payload_digest=digest_of(form), meta=meta,
    )  # fmt: skip


def frame_lines(lines: bytes, *, number: int, chain: str, at: datetime) -> Record:
    """What one commit writes into the database, one JSON line a change (see `journal.py`)."""
    id = uuid.uuid5(OURS, f"commit\n{number}\n{chain}")
    meta = {"monitor": 1, "commit": number, "chain": chain}
    return make(id, "metadata", f"urn:x-monitor:commit:{number}", at, lines, "application/x-ndjson", meta=meta)


def frame_info(name: str, *, at: datetime, archive: str) -> Record:
    """The `warcinfo` record that every file begins with."""
    block = f"software: monitor\r\nformat: WARC File Format 1.1\r\nisPartOf: {archive}\r\n".encode()
    id = uuid.uuid5(OURS, f"file\n{name}\n{at.isoformat()}")
    return make(id, "warcinfo", "", at, block, "application/warc-fields", headers={"WARC-Filename": name})


# ── records ↔ bytes ───────────────────────────────────────────────────────────────────────────────


def press(record: Record) -> bytes:
    """The record as one gzip member."""
    pairs = [
        ("WARC-Type", record.kind),
        ("WARC-Record-ID", urn(record.id)),
        ("WARC-Date", warc_date(record.at)),
    ]
    if record.uri:
        pairs.append(("WARC-Target-URI", record.uri))
    if record.of != record.id:
        pairs.append(("WARC-Concurrent-To", urn(record.of)))
    pairs.extend(record.headers.items())
    if record.meta:
        pairs.append(("WARC-JSON-Metadata", _as_json(record.meta)))
    pairs.append(("WARC-Block-Digest", record.block_digest))
    if record.payload_digest:
        pairs.append(("WARC-Payload-Digest", record.payload_digest))
    pairs.append(("Content-Type", record.content_type))
    pairs.append(("Content-Length", str(len(record.block))))
    # warcio writes the WARC headers; not the whole record, whose HTTP head it would write anew, not byte for byte
    data = StatusAndHeaders("", pairs, protocol="WARC/1.1").to_bytes() + record.block + b"\r\n\r\n"
    window, memory = (12, 5) if len(data) <= SMALL else (15, 8)
    member = zlib.compressobj(_level(record, len(data)), zlib.DEFLATED, 16 + window, memory)
    return member.compress(data) + member.flush()


def _level(record: Record, size: int) -> int:
    """How hard to try. What is packed already packs no further; a commit's lines pack as well (98 %) at a quarter of
    the time that the usual level takes for them."""
    if record.meta.get("coding") and size > SMALL:
        return 1
    return 4 if "commit" in record.meta else 6


def read_member(source: BinaryIO) -> tuple[bytes, int]:
    """The gzip member that begins where `source` stands, decompressed, and its length in the file.

    Raises DamageError where it is not whole. Where `source` stands afterwards is of no meaning.
    """
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    pieces: list[bytes] = []
    length = 0
    while not member.eof:
        piece = source.read(PIECE)
        if not piece:
            raise DamageError("the gzip member is cut")
        try:
            pieces.append(member.decompress(piece))
        except zlib.error as error:
            raise DamageError(f"no gzip member: {error}") from error
        length += len(piece)
    return b"".join(pieces), length - len(member.unused_data)


_OWN_FIELDS = frozenset({
    "WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "WARC-Concurrent-To", "WARC-JSON-Metadata",
    "WARC-Block-Digest", "WARC-Payload-Digest", "Content-Type", "Content-Length",
})  # fmt: skip


def parse(text: bytes) -> Record:
    """The record that one decompressed gzip member holds, its block digest checked. Raises DamageError."""
    head, found, rest = text.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    if not found or lines[0] != "WARC/1.1":
        raise DamageError("no WARC record")
    headers = {name: value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    try:
        size = int(headers["Content-Length"])
        id = uuid.UUID(headers["WARC-Record-ID"][1:-1])
        meta = json.loads(headers.get("WARC-JSON-Metadata", "{}"))
        record = Record(
            id=id, of=uuid.UUID(headers["WARC-Concurrent-To"][1:-1]) if "WARC-Concurrent-To" in headers else id,
            kind=headers["WARC-Type"], uri=headers.get("WARC-Target-URI", ""), at=read_date(headers["WARC-Date"]),
            block=rest[:size], block_digest=headers["WARC-Block-Digest"], content_type=headers["Content-Type"],
            payload_digest=headers.get("WARC-Payload-Digest", ""), meta=meta if isinstance(meta, dict) else {},
            headers={name: value for name, value in headers.items() if name not in _OWN_FIELDS},
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise DamageError(f"a WARC header is missing or odd: {error!r}") from error
    if len(record.block) != size or rest[size:] != b"\r\n\r\n":
        raise DamageError("the record is not as long as it says")
    if digest_of(record.block) != record.block_digest:
        raise DamageError("the block is not the one that its digest is of")
    return record


# ── headers ───────────────────────────────────────────────────────────────────────────────────────


def short(id: uuid.UUID) -> str:
    """How a record is called in this program: the first 20 digits of its uuid."""
    return id.hex[:20]


def urn(id: uuid.UUID | str) -> str:
    """A record's id as WARC headers write it."""
    return f"<urn:uuid:{id}>"


@lru_cache(maxsize=4096)  # more than a run has under way
def as_uri(url: str) -> str:
    """The address with everything but plain ASCII escaped, and its scheme in small letters, as WARC readers take it.

    What is no web address is said to be something else, or readers would take it for one, or stop at it.
    """
    uri = quote(url.encode("utf-8", "replace"), safe="!#$%&'()*+,/:;=?@[]~-._")
    scheme, colon, rest = uri.partition(":")
    return f"{scheme.lower()}:{rest}" if colon and scheme.lower() in ("http", "https") else f"{ODD}{uri}"


def warc_date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_date(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
