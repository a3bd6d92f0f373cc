"""What may be forgotten at any time: `snapshots/notes.json`, what reading the notes came to.

It is no evidence and part of nothing else: where it is missing, damaged or another program's, the notes are read anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from monitor.model import digest_of

NAME = "notes.json"


def load(folder: Path, stamp: str) -> dict[str, Any]:
    """What was saved under this stamp, whole and unharmed; else nothing."""
    try:
        digest, _, text = (folder / NAME).read_bytes().partition(b"\n")
        if digest.decode("ascii", "replace") != digest_of(text):
            return {}
        saved = json.loads(text)
        forms = saved["forms"] if saved["stamp"] == stamp else {}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}
    return forms if isinstance(forms, dict) else {}


def save(folder: Path, stamp: str, forms: Mapping[str, Any]) -> None:
    """Put it in the place of what was there; the caller holds the run's lock.

    Where that fails the next run has more to read, and that is all; a disk that is full is named by what must be kept.
    """
    from monitor.record.volume import write_whole  # to load, nothing of the archive is needed

    text = json.dumps({"stamp": stamp, "forms": forms}, ensure_ascii=False, separators=(",", ":"))
    data = text.encode("utf-8", "surrogatepass")  # a title may hold half a character, and JSON carries it
    try:
        write_whole(folder / NAME, digest_of(data).encode() + b"\n" + data)
    except OSError:
        with suppress(OSError):
            (folder / f".{NAME}.draft").unlink(missing_ok=True)
