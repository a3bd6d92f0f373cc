"""What one check leaves behind, as changes to be written: all of it, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from monitor.errors import StorageError
from monitor.model import Article, Comparison, Evidence, Finding, Observation, Reading, Validators, Version
from monitor.record import forms, warc
from monitor.record.commits import Commits
from monitor.record.journal import Change, Row, Verb
from monitor.record.ledger import Ledger
from monitor.record.past import Past
from monitor.record.records import Records

# What of a finding is kept as accounts, each once however often it is said.
KEPT_APART = frozenset({"comparison", "since_last"})
SEEN = (Evidence.ALIVE, Evidence.ALTERED)
GONE = (Evidence.GONE, Evidence.ABSENT, Evidence.NAME_GONE)


@dataclass(slots=True)
class Seat:
    """What is needed of a seed while a run is on."""

    key: int
    checks: int
    settled: int


class Entries:
    """Makes the entries of one run; `now` is the time at which records are appended."""

    def __init__(
        self, ledger: Ledger, records: Records, past: Past, commits: Commits, *, now: Callable[[], datetime]
    ) -> None:
        self._ledger = ledger
        self._records = records
        self._past = past
        self._commits = commits
        self._now = now
        self.forget()

    def forget(self) -> None:
        """Nothing is known of what another run may have written meanwhile."""
        self._seats: dict[str, Seat] = {}
        self._versions: set[tuple[int, str]] = set()

    def seat(self, rows: Sequence[Any]) -> None:
        """Remember where the seeds of these rows of `seeds` stand."""
        for row in rows:
            self._seats.setdefault(row.id, Seat(row.key, row.checks, row.settled))

    def unseat(self) -> None:
        """Notes were renamed or retired: look again."""
        self._seats.clear()

    def enter(
        self, finding: Finding, observation: Observation | None, *, run: str, versions: Sequence[Version],
        mementos: Sequence[Reading], validators: Validators | None, body_digest: str, next_at: datetime | None,
        wayback_asked_at: datetime | None,
    ) -> list[Change]:  # fmt: skip
        """See `Archive.record`. Articles are appended to the records at once. Raises StorageError."""
        entry = _Entry()
        seat = self._find_seat(finding.seed)
        key, number = self._commits.give_key("checks"), seat.checks + 1
        settled = number if observation is not None and observation.evidence in SEEN else seat.settled
        since = finding.since_last
        entry.add(
            "checks", "insert", key=key, seed=seat.key, number=number,
            run=run or (observation.run if observation else ""), at=finding.checked_at,
            verdict=str(finding.verdict), reason=finding.decision.reason, new=finding.new, snapshot=finding.snapshot,
            comparison=self._account(finding.comparison), since=self._account(since.comparison if since else None),
            since_version=since.version if since else None,
            observation=None if observation is None else forms.dump(observation).decode(),
            finding=forms.dump(finding, without=KEPT_APART).decode(),
        )  # fmt: skip
        seed: Row = {
            "key": seat.key, "checks": number, "settled": settled, "last": key, "last_at": finding.checked_at,
            "next_at": next_at or finding.decision.next_at,
        }  # fmt: skip
        if finding.cleaner:
            seed["last_read"] = key
        if body_digest:
            seed["body_digest"] = body_digest
        if body_digest or validators is not None:
            # what an earlier answer said of itself must not be asked about a text that was never seen with it
            seed |= {
                "final_url": validators.final_url if validators else None,
                "etag": validators.etag if validators else "",
                "last_modified": validators.last_modified if validators else "",
            }
        if body := self._records.shown_by(finding.snapshot):
            seed["body"] = body
        if wayback_asked_at is not None:
            seed["wayback_asked_at"] = wayback_asked_at
        entry.add("seeds", "update", **seed)
        self._mark(entry, finding, observation)
        first = seat.checks == 0  # then nothing is held yet
        self._add_versions(entry, finding.seed, seat.key, versions, first=first)
        self._add_readings(entry, finding.seed, seat.key, mementos, first=first)
        if "moved" in finding.decision.flags and finding.final_url:
            self._add_address(entry, seat.key, finding.final_url, finding.checked_at)
        if finding.new:
            _announce(entry, finding, observation, seat.key, number, key)
        seat.checks, seat.settled = number, settled
        return entry.changes

    def _find_seat(self, id: str) -> Seat:
        if id not in self._seats:
            self.seat(self._ledger.seeds([id]))
        if id not in self._seats:
            raise StorageError(f"the seed {id!r} is not enrolled")
        return self._seats[id]

    def _account(self, comparison: Comparison | None) -> str | None:
        if comparison is None:
            return None
        digest, form = self._past.account(comparison)
        if form is not None:
            self._commits.account(digest, form)
        return digest

    def _mark(self, entry: _Entry, finding: Finding, observation: Observation | None) -> None:
        """Say in the index that a capture is evidence, and not to be cleared away as routine."""
        if observation is not None and observation.evidence in GONE:
            entry.mark(observation.snapshot, "removal")
        elif finding.new or (observation is not None and observation.evidence is Evidence.ALTERED):
            entry.mark(finding.snapshot, "claim")

    def _add_versions(self, entry: _Entry, seed: str, key: int, versions: Sequence[Version], *, first: bool) -> None:
        if versions and not first:
            self._versions |= {(key, row.id) for row in self._ledger.versions([key])}
        for version in versions:
            if (key, version.id) in self._versions:
                continue  # the same reading of the same bytes
            record = self._put_article(version.article, f"{seed}/{version.id}", version.snapshot, version.at)
            entry.add(
                "versions", "insert", key=self._commits.give_key("versions"), seed=key, id=version.id, at=version.at,
                snapshot=version.snapshot, source=version.source, technical=version.technical,
                cleaner=version.article.cleaner, record=record,
            )  # fmt: skip
            entry.mark(version.snapshot, "version")
            self._versions.add((key, version.id))

    def _add_readings(self, entry: _Entry, seed: str, key: int, readings: Sequence[Reading], *, first: bool) -> None:
        rows = self._ledger.readings([key]) if readings and not first else []
        held = {(row.source, row.snapshot, row.cleaner) for row in rows}
        for reading in readings:
            name = (forms.clean_text(reading.source), reading.snapshot, reading.article.cleaner)
            if name in held:
                continue
            record = self._put_article(reading.article, f"{seed}/{reading.snapshot}", reading.snapshot, reading.at)
            entry.add(
                "readings", "insert", key=self._commits.give_key("readings"), seed=key, at=reading.at,
                source=reading.source, snapshot=reading.snapshot, cleaner=reading.article.cleaner, record=record,
            )  # fmt: skip
            entry.mark(reading.snapshot, "version")
            held.add(name)

    def _put_article(self, article: Article, name: str, snapshot: str, at: datetime) -> str:
        quoted = quote(name.encode("utf-8", "replace"))
        record = warc.frame_article(forms.dump(article), name=quoted, snapshot=snapshot, at=at)
        self._records.put([record], at=self._now())
        return warc.short(record.id)

    def _add_address(self, entry: _Entry, key: int, url: str, at: datetime) -> None:
        if all(row.url != forms.clean_text(url) for row in self._ledger.addresses([key])):
            entry.add("addresses", "insert", key=self._commits.give_key("addresses"), seed=key, url=url, since_at=at)


class _Entry:
    """The changes of one check, gathered."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def add(self, table: str, verb: Verb, **row: Any) -> None:
        self.changes.append((table, verb, row))

    def mark(self, snapshot: str, what: str) -> None:
        if snapshot:
            self.add("records", "update", id=snapshot, keeps=what)


def _announce(
    entry: _Entry, finding: Finding, observation: Observation | None, seed: int, number: int, check: int
) -> None:
    """News, and a letter that is to tell of it. The id is made from what is said, not from when it was stored."""
    said = (finding.seed, number, str(finding.verdict), finding.decision.reason, observation and observation.text)
    id = hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:32]
    entry.add("events", "insert", id=id, seed=seed, check=check, at=finding.checked_at)
    entry.add(
        "outbox", "insert", event=id, channel="mail", state="waiting", since_at=finding.checked_at, tries=0,
        message="", trouble="",
    )  # fmt: skip
