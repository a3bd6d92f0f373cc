"""What all projects of one user on this machine share: when an archive may be asked again.

The Wayback Machine limits an address, not a folder: two projects side by side are one visitor to it. This is no
evidence and may be deleted at any time. Where no such file can be kept (no home, a sandbox, a full disk), each project
goes by what it remembers itself.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

# Seconds to wait for another process that is writing; a line takes it a moment.
_PATIENCE = 5.0
# Pace and stops are of today; what was written longer ago concerns nobody any more.
_KEPT = "-7 days"
_TABLE = "CREATE TABLE IF NOT EXISTS shared (key TEXT PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL)"


class Memory(Protocol):
    """Short texts by key."""

    def recall(self, key: str) -> str | None: ...

    def remember(self, key: str, value: str) -> None: ...


def shared_file() -> Path:
    """Where this user's programs keep their state (XDG Base Directory Specification 0.8)."""
    said = os.environ.get("XDG_STATE_HOME", "")
    folder = Path(said) if said.startswith("/") else Path.home() / ".local" / "state"
    return folder / "monitor" / "shared.sqlite3"


class Machine:
    """Short texts by key, shared by all processes of this user; kept in `instead` as well, and there alone where this
    machine keeps nothing. Raises nothing of its own."""

    def __init__(self, instead: Memory, *, path: Path | None = None) -> None:
        self._instead, self._given = instead, path

    def recall(self, key: str) -> str | None:
        """What this machine remembers; else what this project does."""
        own = self._instead.recall(key)
        try:
            with self._open() as file:
                row = file.execute("SELECT value FROM shared WHERE key = ?", (key,)).fetchone()
        except (sqlite3.Error, OSError, RuntimeError):  # RuntimeError: this user has no home
            return own
        return row[0] if row and isinstance(row[0], str) else own

    def remember(self, key: str, value: str) -> None:
        """Keep it for all."""
        self._instead.remember(key, value)
        try:
            with self._open() as file:
                file.execute("DELETE FROM shared WHERE at < datetime('now', ?)", (_KEPT,))
                file.execute("REPLACE INTO shared VALUES (?, ?, datetime('now'))", (key, value))
        except (sqlite3.Error, OSError, RuntimeError):
            return

    def revise(self, key: str, change: Callable[[str | None], str]) -> str:
        """Keep what `change` makes of what is remembered, and return it; nobody else comes between."""
        own = self._instead.recall(key)
        try:
            with self._open() as file:
                file.execute("BEGIN IMMEDIATE")
                row = file.execute("SELECT value FROM shared WHERE key = ?", (key,)).fetchone()
                value = change(row[0] if row and isinstance(row[0], str) else own)
                file.execute("REPLACE INTO shared VALUES (?, ?, datetime('now'))", (key, value))
        except (sqlite3.Error, OSError, RuntimeError):
            value = change(own)
        self._instead.remember(key, value)
        return value

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        path = self._given or shared_file()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as file, file:
            file.execute("PRAGMA synchronous = OFF")  # what a power cut loses here is a pause of minutes
            file.execute(_TABLE)
            yield file
