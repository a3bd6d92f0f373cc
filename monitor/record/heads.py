"""HTTP heads as they came, and as they are kept: in a form that every reader of WARC takes. Pure.

Where the two differ, the head as received stands, byte for byte, in the metadata of its record (`head`), or its length
where only the empty line at its end was added (`head_length`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

# What every reader takes for a head: a status line and plain header lines, each ended by CR LF.
_SOUND_HEAD = re.compile(
    rb"HTTP/1\.[01] [0-9]{3}(?: [^\r\n\x00]*)?\r\n(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\r\n\x00]*\r\n)*(?:\r\n)?"
)
SOUND_REQUEST = re.compile(
    rb"(?:GET|HEAD|POST) [^\r\n\x00]+ HTTP/1\.[01]\r\n(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\r\n\x00]*\r\n)*(?:\r\n)?"
)
_FRAMING = re.compile(rb"(?im)^(transfer-encoding:)")


def is_sound(head: bytes) -> bool:
    """Whether every reader takes this for a head, once it is ended by an empty line."""
    return _SOUND_HEAD.fullmatch(ended(head)) is not None


def read_headers(head: bytes) -> tuple[tuple[str, str], ...]:
    """Names and values of a plain head, as latin-1."""
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines if line)
    return tuple((name, value.strip(" \t")) for name, _, value in pairs)


def keep_head(head: bytes, status: int, headers: Sequence[tuple[str, str]], meta: dict[str, Any]) -> bytes:
    """The head as it goes into the record, ended by an empty line; notes in `meta` what was received if it differs."""
    kept = ended(head)
    if not _SOUND_HEAD.fullmatch(kept):
        plain = [f"{name}: {value}" for name, value in headers]
        lines = [re.sub(r"[^\x20-\x7e]", "?", line) for line in plain]
        named = [line for line in lines if re.match(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:", line)]
        kept = "\r\n".join([f"HTTP/1.1 {max(0, min(status, 999)):03d} ", *named]).encode("ascii") + b"\r\n\r\n"
    kept = _FRAMING.sub(rb"X-Archive-Orig-\1", kept)
    if kept != head:
        if kept.startswith(head):
            meta["head_length"] = len(head)
        else:
            meta["head"] = head.decode("latin-1")
    return kept


def original_head(kept: bytes, meta: Mapping[str, Any]) -> bytes:
    """The head as it was received, from the one that was kept and the metadata of its record."""
    if "head" in meta:
        return str(meta["head"]).encode("latin-1")
    return kept[: meta.get("head_length", len(kept))]


def ended(head: bytes) -> bytes:
    """The head with the empty line at its end."""
    if head.endswith(b"\r\n\r\n"):
        return head
    return head + (b"\r\n" if head.endswith(b"\r\n") else b"\r\n\r\n")
