"""Captures ↔ groups of WARC records. Pure: bytes in, bytes out.

One capture is a group of records that stand together in one file:

    response    the answer: head and body as received           a Snapshot, or a Failure with a sound head (truncated)
    revisit     the answer's head; its body is held already     or the server said so (304)
    metadata    no answer that HTTP would know                   a Failure, with whatever bytes did arrive
    conversion  the body without its content coding              only where `coding.undo` cannot repeat it
    request     what was asked; a revisit says it in its own metadata
    response    one for each redirect on the way, its body cut

What WARC has no field for stands in `WARC-JSON-Metadata` of the first record (an extension other archives use too),
so the records alone tell everything. Three liberties, each so that other readers are not misled:

* A body is kept with its transfer coding removed, so a head that speaks of one is kept with that line renamed
  `X-Archive-Orig-…`, as the Wayback Machine does; likewise a head that standard readers would choke on is kept in a
  plain form. The head as received then stands, byte for byte, in the JSON metadata (`head`).
* A memento's record bears the original's address and the memento's date; `WARC-Source-URI` and `WARC-Creation-Date`
  say where and when it was fetched (pywb's convention), so no replay takes it for the page as it was when we asked.
* The payload digest is of the body as kept, without transfer coding.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from monitor.model import Failure, Hop, Memento, Snapshot, digest_of
from monitor.record.coding import coding_of, undo
from monitor.record.heads import SOUND_REQUEST, ended, is_sound, keep_head, original_head, read_headers
from monitor.record.warc import ODD, OURS, DamageError, Record, as_uri, make, read_date, urn, warc_date

SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
RESPONSE = "application/http; msgtype=response"
REQUEST = "application/http; msgtype=request"

_TRUNCATED = {"truncated": "disconnect", "reset": "disconnect", "timeout": "time", "too_large": "length"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A body that the archive holds already, and the record that holds it."""

    id: str  # the record's WARC-Record-ID, as uuid
    uri: str
    at: datetime
    payload_digest: str
    body_digest: str
    coding: str
    plain: bool  # whether `coding.undo` makes the body of it


# ── capture → records ─────────────────────────────────────────────────────────────────────────────


def identify(capture: Snapshot | Failure, payload_digest: str) -> uuid.UUID:
    """The capture's WARC-Record-ID, made from its content and instant: the same capture is the same record.

    `payload_digest` is that of its body as it came.
    """
    parts = (
        type(capture).__name__, capture.url, capture.final_url, capture.at.isoformat(), capture.status,
        capture.memento and capture.memento.uri, capture.head, payload_digest,
        (capture.reason, capture.code) if isinstance(capture, Failure) else (),
    )  # fmt: skip
    return uuid.uuid5(OURS, ascii(parts))


def frame(
    capture: Snapshot | Failure, *, payload_digest: str, seed: str = "", held: Held | None = None
) -> list[Record]:
    """The records of one capture, the answer itself first.

    `held` names a body that is in the archive already: the same one as this capture's, or for a 304 the last that the
    address showed.
    """
    id = identify(capture, payload_digest)
    meta: dict[str, Any] = {"monitor": 1, **({"seed": seed} if seed else {})}
    others: list[Record] = []
    if isinstance(capture, Snapshot):
        main = _frame_snapshot(capture, id, meta, payload_digest, held, others)
    else:
        main = _frame_failure(capture, id, meta, payload_digest)
    others.extend(_frame_request(capture.request, main, meta))
    others.extend(_frame_hop(hop, number, id) for number, hop in enumerate(capture.hops))
    meta["parts"] = 1 + len(others)  # so that a group that a crash cut short is known
    return [main, *others]


def _frame_snapshot(
    capture: Snapshot,
    id: uuid.UUID,
    meta: dict[str, Any],
    payload_digest: str,
    held: Held | None,
    others: list[Record],
) -> Record:
    head = keep_head(capture.head, capture.status, capture.headers, meta)
    if read_headers(capture.head) != capture.headers:
        meta["headers"] = [list(pair) for pair in capture.headers]
    if capture.unverified:
        meta["unverified"] = True
    coding = coding_of(capture.headers)
    body_digest = payload_digest if capture.body == capture.wire else digest_of(capture.body)
    meta |= {"as": "snapshot", "status": capture.status, "body": body_digest, "coding": coding}
    web = not _address(capture).startswith(ODD)
    same = held is not None and web and bool(capture.wire) and held.payload_digest == payload_digest
    known = same and held is not None and (held.plain, held.coding, held.body_digest) == (True, coding, body_digest)
    if not known and undo(capture.wire, coding) != capture.body:
        meta["plain"] = False
        body_id = uuid.uuid5(id, "body")
        others.append(
            make(
                body_id, "conversion", f"urn:uuid:{body_id}", capture.at, capture.body, "application/octet-stream",
                of=id, headers={"WARC-Refers-To": urn(id)},
            )
        )  # fmt: skip
    headers = _describe(capture, meta)
    if held is None or not (same or (web and capture.not_modified and not capture.wire)):
        return make(
            id, "response", _address(capture), _instant(capture), head + capture.wire, RESPONSE,
            payload_digest=payload_digest, headers=headers, meta=meta,
        )  # fmt: skip
    headers |= {
        "WARC-Profile": SAME_PAYLOAD if same else NOT_MODIFIED,
        "WARC-Refers-To": urn(held.id),
        "WARC-Refers-To-Target-URI": held.uri,
        "WARC-Refers-To-Date": warc_date(held.at),
    }
    return make(
        id, "revisit", _address(capture), _instant(capture), head, RESPONSE,
        payload_digest=held.payload_digest, headers=headers, meta=meta,
    )  # fmt: skip


def _frame_failure(capture: Failure, id: uuid.UUID, meta: dict[str, Any], payload_digest: str) -> Record:
    meta |= {"as": "failure", "reason": capture.reason, "code": capture.code, "detail": capture.detail}
    if capture.status is not None:
        meta["status"] = capture.status
    if capture.retry_at is not None:
        meta["retry_at"] = capture.retry_at.isoformat()
    headers = _describe(capture, meta)
    uri, at = _address(capture), _instant(capture)
    if is_sound(capture.head):
        head = keep_head(capture.head, 0, (), meta)
        headers["WARC-Truncated"] = _TRUNCATED.get(capture.reason, "unspecified")
        block = head + capture.wire
        return make(id, "response", uri, at, block, RESPONSE, payload_digest=payload_digest, headers=headers, meta=meta)
    meta["head_length"] = len(capture.head)
    block, content_type = capture.head + capture.wire, "application/octet-stream"
    if not block:
        words = (("reason", capture.reason), ("code", capture.code), ("detail", capture.detail))
        lines = [f"{key}: {' '.join(value.split())}\r\n" for key, value in words if value]
        block, content_type = "".join(lines).encode("utf-8", "replace"), "application/warc-fields"
    return make(id, "metadata", uri, at, block, content_type, headers=headers, meta=meta)


def _frame_request(request: bytes, main: Record, meta: dict[str, Any]) -> list[Record]:
    """What was asked: a record of its own, or a word in `meta` where it is none that other readers would take.

    So it is for revisits: most captures are such, and each would bring a second record that says next to nothing new.
    """
    asked = ended(request)
    if main.kind == "revisit" or not SOUND_REQUEST.fullmatch(asked):
        if request:
            meta["request"] = request.decode("latin-1")
        return []
    if asked != request:
        meta["request_length"] = len(request)
    return [make(uuid.uuid5(main.id, "request"), "request", main.uri, main.at, asked, REQUEST, of=main.id)]


def _frame_hop(hop: Hop, number: int, of: uuid.UUID) -> Record:
    meta: dict[str, Any] = {"hop": number, "url": hop.url, "status": hop.status, "location": hop.location}
    block = keep_head(hop.head, hop.status, (("Location", hop.location),), meta)
    return make(
        uuid.uuid5(of, f"hop {number}"), "response", as_uri(hop.url), hop.at, block, RESPONSE,
        of=of, headers={"WARC-Truncated": "length"}, meta=meta,
    )  # fmt: skip


# ── records → capture ─────────────────────────────────────────────────────────────────────────────


def restore(group: Sequence[Record], payload: bytes | None = None) -> Snapshot | Failure:
    """The capture that a group of records holds; `payload` is the held body that a revisit refers to.

    Raises DamageError where the records contradict themselves.
    """
    try:
        return _restore(group, payload)
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise DamageError(f"the records do not hold a capture: {error!r}") from error


def _restore(group: Sequence[Record], payload: bytes | None) -> Snapshot | Failure:
    main, others = group[0], group[1:]
    meta = main.meta
    if meta["parts"] != len(group):
        raise DamageError(f"{meta['parts']} records belong together, {len(group)} are there")
    hops = sorted((item for item in others if "hop" in item.meta), key=lambda item: int(item.meta["hop"]))
    request = next((item.block for item in others if item.kind == "request"), meta.get("request", "").encode("latin-1"))
    memento = _restore_memento(meta)
    url = str(meta.get("url", main.uri))
    shared: dict[str, Any] = {
        "url": url,
        "final_url": str(meta.get("final_url", url)),
        "at": read_date(main.headers["WARC-Creation-Date"]) if memento else main.at,
        "memento": memento,
        "hops": tuple(map(_restore_hop, hops)),
        "request": request[: meta.get("request_length", len(request))],
        "peer": str(meta.get("peer", "")),
    }
    if meta["as"] == "failure":
        head, wire = _split_failure(main)
        retry_at = datetime.fromisoformat(meta["retry_at"]) if "retry_at" in meta else None
        return Failure(
            reason=meta["reason"], code=meta["code"], detail=meta["detail"], status=meta.get("status"),
            head=head, wire=wire, retry_at=retry_at, **shared,
        )  # fmt: skip
    head = original_head(_kept_head(main), meta)
    headers = tuple((str(k), str(v)) for k, v in meta["headers"]) if "headers" in meta else read_headers(head)
    wire = main.payload if main.kind == "response" else b""
    if main.headers.get("WARC-Profile") == SAME_PAYLOAD:
        if payload is None or digest_of(payload) != main.payload_digest:
            raise DamageError("the body that this capture refers to is not there, or another")
        wire = payload
    if meta.get("plain", True):
        body = undo(wire, meta["coding"])
    else:
        body = next((item.block for item in others if item.kind == "conversion"), None)
    if body is None or digest_of(body) != meta["body"]:
        raise DamageError("the body is not the one that was received")
    return Snapshot(
        status=int(meta["status"]), head=head, headers=headers, wire=wire, body=body,
        unverified=bool(meta.get("unverified", False)), **shared,
    )  # fmt: skip


def _restore_memento(meta: Mapping[str, Any]) -> Memento | None:
    if "memento" not in meta:
        return None
    return Memento(**{**meta["memento"], "at": datetime.fromisoformat(meta["memento"]["at"])})


def _restore_hop(record: Record) -> Hop:
    meta = record.meta
    return Hop(
        url=meta["url"], status=int(meta["status"]), location=meta["location"], at=record.at,
        head=original_head(record.block, meta),
    )  # fmt: skip


def _split_failure(main: Record) -> tuple[bytes, bytes]:
    if main.kind == "response":
        return original_head(_kept_head(main), main.meta), main.payload
    if main.content_type == "application/warc-fields":
        return b"", b""
    length = main.meta["head_length"]
    return main.block[:length], main.block[length:]


def _kept_head(record: Record) -> bytes:
    return record.block.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


# ── WARC headers ──────────────────────────────────────────────────────────────────────────────────


def _describe(capture: Snapshot | Failure, meta: dict[str, Any]) -> dict[str, str]:
    """The WARC headers, and what goes into `meta`, that both kinds of capture have."""
    uri = _address(capture)
    if capture.url != uri:
        meta["url"] = capture.url
    if capture.final_url != capture.url:
        meta["final_url"] = capture.final_url
    headers: dict[str, str] = {}
    if capture.peer:
        meta["peer"] = capture.peer
        address = _ip_of(capture.peer)
        headers |= {"WARC-IP-Address": address} if address else {}
    if capture.memento is not None:
        fields = dataclasses.asdict(capture.memento) | {"at": capture.memento.at.isoformat()}
        meta["memento"] = fields
        headers |= {
            "WARC-Source-URI": as_uri(capture.memento.uri),
            "WARC-Creation-Date": warc_date(capture.at),
        }
    return headers


def _address(capture: Snapshot | Failure) -> str:
    """The address that the bytes are of."""
    if capture.memento is not None:
        return as_uri(capture.memento.original)
    return as_uri(capture.final_url or capture.url)


def _instant(capture: Snapshot | Failure) -> datetime:
    return capture.memento.at if capture.memento is not None else capture.at


@lru_cache(maxsize=1024)
def _ip_of(peer: str) -> str:
    for text in (peer, peer.rpartition(":")[0].strip("[]")):
        try:
            return str(ipaddress.ip_address(text.partition("%")[0]))  # without an IPv6 zone, which may be any text
        except ValueError:
            continue
    return ""
