"""The tables of the archive's database; how they came about is in `migrations/`.

Keys are given out by us, not by the database, so that a commit can be written down whole before it is made
(`journal.py`). Times are aware UTC. Text holds no NUL and no lone surrogates. Nothing here is SQLite's alone,
and nothing long from outside is indexed: PostgreSQL refuses index entries of more than 2,700 bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from monitor.record.forms import clean_text

# The migrations, oldest first; the last is today's schema. A test holds them against `migrations/versions/`.
SCHEMAS = ("0001",)


class Utc(TypeDecorator[datetime]):
    """An instant. SQLite hands back naive datetimes whatever it is told, hence this.

    It makes its own way from and to what SQLite holds: SQLAlchemy's, in three steps a value, is most of what reading a
    row costs.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _sqlite_instant if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002 - sqlalchemy's
        return _read_sqlite_instant if dialect.name == "sqlite" else _in_utc


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return value.astimezone(UTC)


def _sqlite_instant(value: datetime | None) -> str | None:
    """`2026-11-22 06:00:00.000000`: as SQLAlchemy writes it, so that instants sort as text."""
    at = _in_utc(value)
    return None if at is None else at.replace(tzinfo=None).isoformat(" ", "microseconds")


def _read_sqlite_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Words(TypeDecorator[str]):
    """Text as every database takes it."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:  # noqa: ARG002 - sqlalchemy's
        return lambda value: None if value is None else clean_text(value)


class Whole(TypeDecorator[int]):
    """A whole number of 64 bits. On SQLite a key of type INTEGER is the row's own number, without a further index."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


def key() -> Any:
    """A primary key that we give out."""
    return Field(primary_key=True, sa_type=Whole, sa_column_kwargs={"autoincrement": False})


def ref(default: Any = ...) -> Any:
    """The key of a row elsewhere."""
    return Field(default, sa_type=Whole)


def text(default: Any = ..., **more: Any) -> Any:
    return Field(default, sa_type=Words, **more)


def mark(default: Any = ..., **more: Any) -> Any:
    """Text of our own making: digests, names, ids."""
    return Field(default, sa_type=Text, **more)


def instant(default: Any = ...) -> Any:
    return Field(default, sa_type=Utc)


class About(SQLModel, table=True):
    """Which archive this is."""

    __tablename__ = "about"
    name: str = mark(primary_key=True)
    value: str = mark()


class SeedRow(SQLModel, table=True):
    """A watched article. `key` outlives every renaming of its note."""

    __tablename__ = "seeds"
    __table_args__ = (
        Index("seeds_id", "id"),
        Index("seeds_next_at", "next_at"),
    )
    key: int = key()
    id: str = text()
    path: str = text()
    url: str | None = text(None)
    digest: str = mark()  # of the note's bytes
    title: str = text("")
    first_seen_at: datetime = instant()
    baseline_since: datetime = instant()
    retired_at: datetime | None = instant(None)
    # what the checks so far came to
    checks: int = 0  # how many
    settled: int = 0  # the number of the last one in which the article was seen
    last: int | None = ref(None)  # key of the last check
    last_read: int | None = ref(None)  # of the last that rests on a reading of the article
    last_at: datetime | None = instant(None)
    next_at: datetime | None = instant(None)
    wayback_asked_at: datetime | None = instant(None)
    # for a conditional request
    final_url: str | None = text(None)
    etag: str = text("")
    last_modified: str = text("")
    body_digest: str = mark("")
    body: str = mark("")  # the record that holds that body


class Address(SQLModel, table=True):
    """An address that a seed has, or had: its history follows it there."""

    __tablename__ = "addresses"
    __table_args__ = (Index("addresses_seed", "seed"),)
    key: int = key()
    seed: int = ref()
    url: str = text()
    since_at: datetime = instant()


class Note(SQLModel, table=True):
    """One state of a seed's note: a baseline. `record` holds its bytes."""

    __tablename__ = "notes"
    __table_args__ = (Index("notes_seed", "seed"), Index("notes_digest", "digest"))
    key: int = key()
    seed: int = ref()
    digest: str = mark()
    record: str = mark()
    path: str = text()
    since_at: datetime = instant()


class Check(SQLModel, table=True):
    """One check of one seed: its observation, if any, and its finding, as JSON of `model.py`."""

    __tablename__ = "checks"
    __table_args__ = (UniqueConstraint("seed", "number"), Index("checks_at", "at"), Index("checks_new", "new", "at"))
    key: int = key()
    seed: int = ref()
    number: int
    run: str = mark()
    at: datetime = instant()
    verdict: str = mark()
    reason: str = mark()
    new: bool
    snapshot: str = mark("")
    observation: str | None = mark(None)
    finding: str = mark()  # without `comparison` and `since_last`, which are
    comparison: str | None = mark(None)  # accounts, by digest
    since: str | None = mark(None)
    since_version: str | None = mark(None)


class Account(SQLModel, table=True):
    """How two articles differ: a Comparison without its rows, as compressed JSON, kept once however often it is so."""

    __tablename__ = "accounts"
    digest: str = mark(primary_key=True)
    form: bytes = Field(sa_type=LargeBinary)


class VersionRow(SQLModel, table=True):
    """An article's content where it differs from the one before; `record` holds the article."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("seed", "id"), Index("versions_id", "id"))
    key: int = key()
    seed: int = ref()
    id: str = mark()
    at: datetime = instant()
    snapshot: str = mark()
    source: str = text()
    technical: bool
    cleaner: str = mark()
    record: str = mark()


class ReadingRow(SQLModel, table=True):
    """An article as a memento showed it; `record` holds the article."""

    __tablename__ = "readings"
    __table_args__ = (Index("readings_seed", "seed"),)
    key: int = key()
    seed: int = ref()
    at: datetime = instant()
    source: str = text()
    snapshot: str = mark()
    cleaner: str = mark()
    record: str = mark()


class Event(SQLModel, table=True):
    """News: a check whose finding is new. `id` is made from what is said, so that it is the same after a rebuild."""

    __tablename__ = "events"
    __table_args__ = (Index("events_at", "at"),)
    id: str = mark(primary_key=True)
    seed: int = ref()
    check: int = ref()
    at: datetime = instant()


class Letter(SQLModel, table=True):
    """The outbox: news that is still to be told, in the same transaction as the news."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_state", "state", "next_try_at"),)
    event: str = mark(primary_key=True)
    channel: str = mark("mail", primary_key=True)
    state: str = mark("waiting")
    since_at: datetime = instant()
    next_try_at: datetime | None = instant(None)
    tries: int = 0
    message: str = mark("")  # the Message-ID under which it goes
    trouble: str = text("")


class Run(SQLModel, table=True):
    """One run of checks. `ended_at` is empty where it was cut off."""

    __tablename__ = "runs"
    id: str = mark(primary_key=True)
    kind: str = mark()
    began_at: datetime = instant()
    ended_at: datetime | None = instant(None)
    counts: str = mark("{}")


class Memory(SQLModel, table=True):
    """Small things that capture remembers from run to run: robots, limits, stops."""

    __tablename__ = "memory"
    name: str = text(primary_key=True)
    value: str = text()


class FileRow(SQLModel, table=True):
    """A file of records; `length` is as far as it is known to be on the disk."""

    __tablename__ = "files"
    name: str = mark(primary_key=True)
    length: int = ref()


class RecordRow(SQLModel, table=True):
    """Where a capture, a note or an article lies among the records.

    `offset` and `length` are those of its first record; a capture's others follow it, `span` bytes in all.
    """

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("id"),
        Index("records_payload", "payload_digest"),
        Index("records_address", "address", "at"),
    )
    key: int = key()
    id: str = mark()  # the first 20 digits of the record's uuid
    rest: str = mark()  # and the others
    kind: str = mark()
    file: str = mark()
    offset: int = ref()
    length: int = ref()
    span: int = ref()
    parts: int
    at: datetime = instant()
    uri: str = text()
    address: str = mark("")  # the uri's digest, where the live page's body stands there
    block_digest: str = mark()
    payload_digest: str = mark("")  # where a body stands in it, or is referred to
    body_digest: str = mark("")
    coding: str = text("")
    plain: bool = True
    status: int | None = None
    reason: str = mark("")
    seed: str = text("")  # the seed's id when it was taken
    keeps: str = mark("")  # what it shows: "version", "removal", "claim"; empty for a routine capture


class Batch(SQLModel, table=True):
    """One commit, and the record in which it was written down first; `chain` binds it to all before it."""

    __tablename__ = "batches"
    number: int = key()
    at: datetime = instant()
    digest: str = mark()
    chain: str = mark()
    file: str = mark()
    offset: int = ref()
    length: int = ref()


METADATA = SQLModel.metadata
