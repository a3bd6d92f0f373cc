"""How the database is reached: SQLite's settings, and a folder that may only be read."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

BUSY = 30.0  # seconds to wait for another writer (faults.md, 117)


def make_engine(address: str | Path) -> Engine:
    """An engine for a file of SQLite's, or for an SQLAlchemy URL. Raises what SQLAlchemy raises."""
    url = _url_of(address) if isinstance(address, Path) else sa.make_url(address)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    # one thread at a time is the archive's own rule; its threads are many
    engine = sa.create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY})
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _url_of(path: Path) -> sa.URL:
    if os.access(path.parent, os.W_OK) or not path.exists() or path.with_name(f"{path.name}-wal").exists():
        return sa.URL.create("sqlite", database=str(path))
    # Evidence on a disk that is mounted to be read: SQLite would want to make files beside it, but nobody can write
    # there, so it may take the database for one that does not change.
    mode = {"mode": "ro", "immutable": "1", "uri": "true"}
    return sa.URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query=mode)


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves: the driver would leave DDL out of them
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "mmap_size=0", f"busy_timeout={int(BUSY * 1000)}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and then wants to write fails at once, whatever the timeout (faults.md, 0.9).
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
