"""The database: opened, brought up to date, written in whole transactions, and asked.

One connection writes (`BEGIN IMMEDIATE`, synchronous=FULL, WAL), another reads; whoever calls sees to it that one
thread at a time does. What is written comes as changes (`journal.py`) and rows of the index; nothing here decides.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from monitor.errors import LockHeldError, StorageError
from monitor.record.engine import BUSY, make_engine
from monitor.record.journal import NAMED_BY, Change
from monitor.record.lost import PUT_BACK
from monitor.record.tables import METADATA, SCHEMAS

# SQLite takes 32,766 variables in a statement (999 before 3.32); PostgreSQL 65,535.
CHUNK = 900
# So many of a seed's checks are handed over in bulk at the most, however long a suspicion has lasted: more than four
# times what the default policy waits for, at one check an hour.
MOST = 500
# A clock may be corrected by so much without anybody having been wrong.
AHEAD = timedelta(hours=1)

ABOUT = METADATA.tables["about"]
ACCOUNTS = METADATA.tables["accounts"]
ADDRESSES = METADATA.tables["addresses"]
BATCHES = METADATA.tables["batches"]
CHECKS = METADATA.tables["checks"]
EVENTS = METADATA.tables["events"]
FILES = METADATA.tables["files"]
MEMORY = METADATA.tables["memory"]
NOTES = METADATA.tables["notes"]
READINGS = METADATA.tables["readings"]
RECORDS = METADATA.tables["records"]
RUNS = METADATA.tables["runs"]
SEEDS = METADATA.tables["seeds"]
VERSIONS = METADATA.tables["versions"]


class RefusedError(StorageError):
    """The database does not take these values, and never will: a fault of the program."""


class Ledger:
    """The archive's database. Every error that it may meet comes out as a StorageError, or LockHeldError."""

    def __init__(self, address: str | Path) -> None:
        self.name = str(address) if isinstance(address, Path) else "the database"  # for messages: no password in it
        with self._told():
            self.engine = make_engine(address)
            self._reader: Connection | None = None

    # ── opening ──

    def open(self, *, create: bool = False) -> None:
        """See that the schema is today's: made where there is none and `create` says so, brought up to date where it is
        older, refused where it is newer or none of ours.
        """
        with self._told():
            schema = self._read_schema()
            if schema == SCHEMAS[-1]:
                return
            if schema is None and not create:
                raise StorageError(
                    f"{self.name} is no database of the monitor, or damaged",
                    hint=PUT_BACK,
                )
            if schema is not None and schema not in SCHEMAS:
                raise StorageError(
                    f"{self.name} has schema {schema!r}, which this release of the monitor does not know",
                    hint="it was written by a newer release: use that one",
                )
            self._migrate()

    def _read_schema(self) -> str | None:
        with self.engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        with self._writing() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        self.engine.dispose()

    # ── writing ──

    def write(
        self,
        changes: Sequence[Change],
        *,
        index: Sequence[Mapping[str, Any]] = (),
        about: Mapping[str, str] | None = None,
    ) -> None:
        """Everything in one transaction, or nothing: changes, new rows of `records`.

        Raises RefusedError where it would be refused another time as well.
        """
        with self._told():
            try:
                with self._writing() as connection:
                    if index:
                        connection.execute(sa.insert(RECORDS), list(index))
                    for name, value in (about or {}).items():
                        connection.execute(sa.insert(ABOUT), {"name": name, "value": value})
                    for (table, verb), group in groupby(changes, key=lambda change: (change[0], change[1])):
                        _apply(connection, METADATA.tables[table], verb, [row for _, _, row in group])
            except (sa.exc.IntegrityError, sa.exc.DataError, ValueError, TypeError, OverflowError) as error:
                raise RefusedError(f"{self.name} does not take what is to be written: {error}") from error
            except sa.exc.StatementError as error:
                if isinstance(error, sa.exc.DBAPIError):
                    raise
                raise RefusedError(f"{self.name} does not take what is to be written: {error}") from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    # ── asking ──

    def about(self) -> dict[str, str]:
        return {row.name: row.value for row in self._rows(sa.select(ABOUT))}

    def next_key(self, table: str) -> int:
        """The next free key of a table."""
        column = METADATA.tables[table].c.key
        return 1 + (self._rows(sa.select(sa.func.max(column)))[0][0] or 0)

    def seeds(self, ids: Sequence[str]) -> list[Row[Any]]:
        """The rows of `seeds` for the watched ones of these ids."""
        query = sa.select(SEEDS).where(SEEDS.c.retired_at.is_(None))
        return self._rows_in(query, SEEDS.c.id, ids)

    def enrolled(self) -> list[Row[Any]]:
        """What the database knows of the note of every seed, retired ones too."""
        names = ("key", "id", "path", "url", "title", "digest", "retired_at")
        return self._rows(sa.select(*(SEEDS.c[name] for name in names)).order_by(SEEDS.c.key))

    def retired(self, id: str) -> Row[Any] | None:
        """The last retired seed of that id."""
        query = sa.select(SEEDS).where(SEEDS.c.id == id, SEEDS.c.retired_at.is_not(None))
        rows = self._rows(query.order_by(SEEDS.c.retired_at.desc(), SEEDS.c.key.desc()).limit(1))
        return rows[0] if rows else None

    def due(self, now: datetime) -> list[str]:
        query = sa.select(SEEDS.c.id).where(SEEDS.c.retired_at.is_(None), is_due(now))
        return [
            row.id for row in self._rows(query.order_by(SEEDS.c.next_at.is_not(None), SEEDS.c.next_at, SEEDS.c.key))
        ]

    def addresses(self, seeds: Sequence[int] | None = None) -> list[Row[Any]]:
        query = sa.select(ADDRESSES).order_by(ADDRESSES.c.key)
        return self._rows(query) if seeds is None else self._rows_in(query, ADDRESSES.c.seed, seeds)

    def notes(self, seed: int) -> list[Row[Any]]:
        return self._rows(sa.select(NOTES).where(NOTES.c.seed == seed).order_by(NOTES.c.key))

    def note_records(self, digests: Sequence[str]) -> dict[str, str]:
        """The record that holds a note's bytes, by their digest."""
        rows = self._rows_in(sa.select(NOTES.c.digest, NOTES.c.record), NOTES.c.digest, digests)
        return {row.digest: row.record for row in rows}

    def checks(self, seeds: Sequence[int], *, newest: int | None) -> list[Row[Any]]:
        """Checks of seeds, oldest first: all; or at least the newest so many of each, and back to the last in which the
        article was seen (but no more than MOST), and the last that rests on a reading.
        """
        query = sa.select(CHECKS).order_by(CHECKS.c.seed, CHECKS.c.number)
        if newest is None:
            return self._rows_in(query, CHECKS.c.seed, seeds)
        recent = SEEDS.c.checks - newest + 1
        begin = sa.case(
            (SEEDS.c.settled >= recent, recent),
            (SEEDS.c.settled > SEEDS.c.checks - MOST, SEEDS.c.settled),
            else_=SEEDS.c.checks - MOST + 1,
        )
        tail = query.join(SEEDS, sa.and_(SEEDS.c.key == CHECKS.c.seed, CHECKS.c.number >= begin))
        rows = self._rows_in(tail, SEEDS.c.key, seeds)
        read = query.join(SEEDS, sa.and_(SEEDS.c.last_read == CHECKS.c.key, CHECKS.c.number < begin))
        return self._rows_in(read, SEEDS.c.key, seeds) + rows

    def last_checks(self) -> list[Row[Any]]:
        """The last check of every seed, with its seed's key and whether it is retired, in the order of ids."""
        query = sa.select(CHECKS, SEEDS.c.id.label("id"), SEEDS.c.retired_at).join(SEEDS, SEEDS.c.last == CHECKS.c.key)
        return self._rows(query.order_by(SEEDS.c.id, SEEDS.c.key))

    def checks_after(self, key: int, *, since: datetime | None, new: bool) -> list[Row[Any]]:
        """The next page of checks behind that key, in the order in which they were recorded."""
        query = sa.select(CHECKS, SEEDS.c.id.label("id")).join(SEEDS, SEEDS.c.key == CHECKS.c.seed)
        query = query.where(CHECKS.c.key > key)
        if since is not None:
            query = query.where(CHECKS.c.at >= since)
        if new:
            query = query.where(CHECKS.c.new)
        return self._rows(query.order_by(CHECKS.c.key).limit(CHUNK))

    def accounts(self, digests: Iterable[str]) -> dict[str, bytes]:
        rows = self._rows_in(sa.select(ACCOUNTS), ACCOUNTS.c.digest, sorted(set(digests)))
        return {row.digest: row.form for row in rows}

    def known_accounts(self, digests: Iterable[str]) -> set[str]:
        """Which of these accounts are kept already."""
        return {
            row.digest for row in self._rows_in(sa.select(ACCOUNTS.c.digest), ACCOUNTS.c.digest, sorted(set(digests)))
        }

    def versions(self, seeds: Sequence[int]) -> list[Row[Any]]:
        return self._rows_in(sa.select(VERSIONS).order_by(VERSIONS.c.seed, VERSIONS.c.key), VERSIONS.c.seed, seeds)

    def readings(self, seeds: Sequence[int]) -> list[Row[Any]]:
        return self._rows_in(
            sa.select(READINGS).order_by(READINGS.c.seed, READINGS.c.at, READINGS.c.key), READINGS.c.seed, seeds
        )

    def recall(self, name: str) -> str | None:
        rows = self._rows(sa.select(MEMORY.c.value).where(MEMORY.c.name == name))
        return rows[0].value if rows else None

    def files(self) -> dict[str, int]:
        """How far each file of records is known to be on the disk, in bytes."""
        return {row.name: row.length for row in self._rows(sa.select(FILES))}

    def last_batch(self) -> Row[Any] | None:
        rows = self._rows(sa.select(BATCHES).order_by(BATCHES.c.number.desc()).limit(1))
        return rows[0] if rows else None

    def last_batches(self) -> list[Row[Any]]:
        """The last commit in each file of records."""
        last = sa.select(sa.func.max(BATCHES.c.number)).group_by(BATCHES.c.file)
        return self._rows(sa.select(BATCHES).where(BATCHES.c.number.in_(last)))

    def count_runs(self) -> int:
        return int(self._rows(sa.select(sa.func.count()).select_from(RUNS))[0][0])

    def record(self, id: str) -> Row[Any] | None:
        rows = self._rows(sa.select(RECORDS).where(RECORDS.c.id == id))
        return rows[0] if rows else None

    def records(self, ids: Sequence[str]) -> list[Row[Any]]:
        return self._rows_in(sa.select(RECORDS), RECORDS.c.id, ids)

    def bodies(self, ids: Sequence[str]) -> list[Row[Any]]:
        """What of these records is needed to refer to the bodies that they hold."""
        where = ("id", "rest", "file", "offset", "length")
        what = ("uri", "at", "payload_digest", "body_digest", "coding", "plain")
        return self._rows_in(sa.select(*(RECORDS.c[name] for name in (*where, *what))), RECORDS.c.id, ids)

    def known_records(self, ids: Sequence[str]) -> set[str]:
        """Which of these records are in the index."""
        return {row.id for row in self._rows_in(sa.select(RECORDS.c.id), RECORDS.c.id, ids)}

    def holders(self, payload_digest: str) -> list[Row[Any]]:
        """The records that hold a body with this digest: one, unless its file was damaged and it was kept again."""
        query = sa.select(RECORDS).where(
            RECORDS.c.payload_digest == payload_digest, RECORDS.c.kind == "response", RECORDS.c.body_digest != ""
        )
        return self._rows(query.order_by(RECORDS.c.key))

    def last_body(self, address: str) -> Row[Any] | None:
        """The newest record that holds a body of that address (given as digest), or revisits one."""
        query = (
            sa.select(RECORDS).where(RECORDS.c.address == address).order_by(RECORDS.c.at.desc(), RECORDS.c.key.desc())
        )
        rows = self._rows(query.limit(1))
        return rows[0] if rows else None

    def _rows_in(self, query: sa.Select[Any], column: Any, values: Sequence[Any]) -> list[Row[Any]]:
        rows: list[Row[Any]] = []
        for start in range(0, len(values), CHUNK):
            rows.extend(self._rows(query.where(column.in_(values[start : start + CHUNK]))))
        return rows

    def rows(self, query: sa.Select[Any]) -> list[Row[Any]]:
        """The answer to a question of another file of this room."""
        return self._rows(query)

    def _rows(self, query: sa.Select[Any]) -> list[Row[Any]]:
        with self._told():
            if self._reader is None:
                self._reader = self.engine.connect()
            try:
                return list(self._reader.execute(query).all())
            finally:
                self._reader.rollback()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the database library raises into a message for a person."""
        try:
            yield
        except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
            why = str(getattr(error, "orig", None) or error)
            if "locked" in why:
                raise LockHeldError(f"{self.name}: another program has been writing for {BUSY:.0f} s") from error
            hint = PUT_BACK if "malformed" in why or "not a database" in why else ""
            raise StorageError(f"{self.name}: {why}", hint=hint) from error


def is_due(now: datetime) -> sa.ColumnElement[bool]:
    """Whether the time of a row of `seeds` has come. A look that is dated later than now was made by a clock that ran
    ahead: what it planned is of no account."""
    return sa.or_(SEEDS.c.next_at.is_(None), SEEDS.c.next_at <= now, SEEDS.c.last_at > now + AHEAD)


def _apply(connection: Connection, table: sa.Table, verb: str, rows: list[dict[str, Any]]) -> None:
    name = NAMED_BY.get(table.name)
    names = (name,) if name else tuple(column.name for column in table.primary_key)
    if verb == "insert":
        connection.execute(sa.insert(table), _even(rows))
        return
    where = sa.and_(*(table.c[name] == sa.bindparam(f"named_{name}") for name in names))
    named = [{f"named_{key}" if key in names else key: value for key, value in row.items()} for row in rows]
    if verb == "put":
        connection.execute(sa.delete(table).where(where), [{f"named_{n}": row[n] for n in names} for row in rows])
        connection.execute(sa.insert(table), _even(list({tuple(r[n] for n in names): r for r in rows}.values())))
        return
    for fields, group in groupby(sorted(named, key=_fields), key=_fields):
        values: dict[str, Any] = {name: sa.bindparam(name) for name in fields if not name.startswith("named_")}
        connection.execute(sa.update(table).where(where).values(values), list(group))


def _fields(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(row))


def _even(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the same fields in each, as one statement for all needs them."""
    fields = {name for row in rows for name in row}
    return [{name: row.get(name) for name in fields} for row in rows]
