"""How an archive's index of captures (CDX) is asked, and how its answers are read.

Pure. Reads the Internet Archive's JSON (an array of rows under a row of names) and text (seven columns), and the
JSON lines of pywb. Column names stay verbatim: `urlkey timestamp original mimetype statuscode digest length`.
Together with `replay` the only place that knows 14-digit timestamps.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
# pywb has other names for three of them
_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
_STAMP = re.compile(r"[0-9]{14}")


class NotCdxError(ValueError):
    """The answer is no list of captures at all. Never leaves this folder: it becomes a Failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One capture as the index lists it."""

    original: str
    at: datetime
    status: int | None  # None: `-`, as in revisit rows
    mimetype: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One answer of the index. `resume_key` asks for what follows; empty at the end of the list."""

    rows: tuple[Row, ...]
    malformed: int = 0
    resume_key: str = ""


def question(endpoint: str, url: str, **parameters: str | int) -> str:
    """The address to ask at. `from_` stands for `from`, which is a word of the language."""
    named = {key.rstrip("_"): value for key, value in parameters.items() if value != ""}
    asked = {"url": url, "matchType": "exact", "output": "json", "showResumeKey": "true", **named}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def read_listing(body: bytes) -> Listing:
    """The captures in one answer. Raises NotCdxError; a row that cannot be read is counted, and passed over."""
    text = body.decode("utf-8", errors="replace").strip()
    if not text:
        return Listing(rows=())
    if text.startswith("["):
        return _read_json(text)
    if text.startswith("<"):
        raise NotCdxError("a page of HTML instead of a list of captures")
    return _read_lines(body.decode("utf-8", errors="replace"))


def _read_json(text: str) -> Listing:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotCdxError(f"JSON that breaks off or cannot be read: {error}"[:200]) from None
    if not table:
        return Listing(rows=())
    names, *lines = table
    if not isinstance(names, list) or not {"timestamp", "original"} <= {
        name for name in names if isinstance(name, str)
    }:
        raise NotCdxError("a table without the columns `timestamp` and `original`")
    resume_key = ""
    if len(lines) >= 2 and lines[-2] == [] and isinstance(lines[-1], list) and len(lines[-1]) == 1:
        resume_key = str(lines[-1][0])
        lines = lines[:-2]
    return _listing([_row(_paired(names, line)) for line in lines], resume_key)


def _read_lines(text: str) -> Listing:
    """Text of seven columns, or one JSON object a line; a blank line stands before the resume key."""
    lines = [line.strip("\r") for line in text.rstrip().split("\n")]
    resume_key = ""
    if len(lines) > 1 and not lines[-2].strip() and " " not in lines[-1].strip():
        resume_key = lines.pop().strip()
    rows = [_row(_object(line) if line.startswith("{") else _columns(line)) for line in lines if line.strip()]
    return _listing(rows, resume_key)


def _listing(rows: list[Row | None], resume_key: str) -> Listing:
    read = [row for row in rows if row is not None]
    if rows and not read:
        raise NotCdxError("none of its rows is a capture")
    return Listing(rows=tuple(read), malformed=len(rows) - len(read), resume_key=resume_key)


def _columns(line: str) -> dict[str, str]:
    fields = line.split(" ")
    return dict(zip(COLUMNS, fields, strict=False)) if len(fields) >= len(COLUMNS) else {}


def _object(line: str) -> dict[str, Any]:
    try:
        known = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return _paired(list(known), list(known.values())) if isinstance(known, dict) else {}


def _paired(names: list[Any], line: Any) -> dict[str, Any]:
    if not isinstance(line, list) or len(line) != len(names):
        return {}
    return {_NAMES.get(str(name), str(name)): value for name, value in zip(names, line, strict=True)}


def _row(fields: dict[str, Any]) -> Row | None:
    """A row, or None where its instant or its address is none."""
    text = {name: value for name, value in fields.items() if isinstance(value, str)}
    at, original = stamp_read(text.get("timestamp", "")), text.get("original", "")
    if at is None or not playable(original):
        return None
    status = text.get("statuscode", "-")
    return Row(
        original=original,
        at=at,
        status=int(status) if re.fullmatch(r"[1-9]\d\d", status, re.ASCII) else None,
        mimetype=text.get("mimetype", "-").replace("unk", "-").strip("-")
        if len(text.get("mimetype", "")) < 100
        else "",
        digest=text.get("digest", "-").strip("-")[:100],
    )


def playable(original: str) -> bool:
    """Whether a string can be the address of a captured page: http or https, a host, no space or control character."""
    if len(original) > 8192 or not original.isprintable() or " " in original:
        return False
    try:
        parts = urlsplit(original)
        _ = parts.port
    except ValueError:
        return False
    # an e-mail address behind `http://` is what the Wayback Machine makes of a mailto link
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


# ── 14-digit timestamps ───────────────────────────────────────────────────────────────────────────


def stamp_read(stamp: str) -> datetime | None:
    """The instant of a 14-digit timestamp; None where it is none (the index has days such as `20000800`)."""
    if not _STAMP.fullmatch(stamp):
        return None
    year, *rest = (int(stamp[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14)))
    month, day, hour, minute, second = rest
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def stamp_begun(digits: str) -> datetime | None:
    """The first instant that a timestamp of 4 to 14 digits can mean: `2022` is New Year's Day of 2022."""
    return stamp_read(digits + "00000101000000"[len(digits) :]) if len(digits) in (4, 6, 8, 10, 12, 14) else None


def stamp(at: datetime) -> str:
    """The 14-digit timestamp of an instant."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S").rjust(14, "0")
