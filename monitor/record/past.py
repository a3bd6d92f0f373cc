"""Rows → what the other rooms know: findings, observations, histories. Articles are read when they are looked at."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from monitor.model import (
    Article,
    Comparison,
    Finding,
    History,
    Observation,
    Reading,
    SinceLast,
    Validators,
    Version,
    digest_of,
)
from monitor.record import forms
from monitor.record.lost import LOST, PUT_BACK, LostError

if TYPE_CHECKING:
    from sqlalchemy.engine import Row

    from monitor.record.ledger import Ledger

T = TypeVar("T")
# Comparisons held in memory: most findings say the same as the one before, and many the same as others.
HELD = 4096
NOTHING = Comparison()
ROWS = frozenset({"rows"})


class Rows:
    """Rows about many seeds, asked for in one query when those of the first seed are looked at: of an article that
    did not change nobody wants to know what it said before."""

    __slots__ = ("_ask", "_found", "_keys", "_mutex")

    def __init__(
        self, ask: Callable[[Sequence[int]], Iterable[Row[Any]]], keys: Sequence[int], mutex: threading.RLock
    ) -> None:
        self._ask, self._keys, self._mutex = ask, keys, mutex
        self._found: defaultdict[int, list[Row[Any]]] | None = None

    def of(self, key: int) -> list[Row[Any]]:
        with self._mutex:
            if self._found is None:
                self._found = _by_seed(self._ask(self._keys))
            return self._found[key]


class Shelf(Sequence[T], Generic[T]):
    """A sequence whose items are read from the disk when they are looked at, and then held."""

    __slots__ = ("_about", "_items", "_key", "_read")

    def __init__(self, about: Rows, key: int, read: Callable[[Any], T]) -> None:
        self._about, self._key = about, key
        self._read = read
        self._items: dict[int, T] = {}

    @property
    def _rows(self) -> list[Row[Any]]:
        return self._about.of(self._key)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        if isinstance(place, slice):
            return tuple(self[index] for index in range(*place.indices(len(self._rows))))
        index = range(len(self._rows))[place]
        if index not in self._items:
            self._items[index] = self._read(self._rows[index])
        return self._items[index]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Shelf | tuple | list) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self)} on the shelf>"


class Past:
    """What the database says, as values. An article that is lost is LOST, and stops nobody."""

    def __init__(
        self, ledger: Ledger, read: Callable[[str], bytes], mutex: threading.RLock, *, tell: Callable[[str], None]
    ) -> None:
        self.ledger = ledger
        self._read = read  # the block of a record
        self._tell = tell  # a person, that a record is lost …
        self._mutex = mutex  # of the archive: what stands on a shelf is looked at when nobody holds it
        self._comparisons: dict[str, Comparison] = {}
        self._told: set[str] = set()  # … in these words, and not twice
        self._digests: dict[int, tuple[Comparison, str]] = {}  # by identity: most are handed back as they were given
        form = forms.dump(NOTHING)
        self._nothing, self._nothing_form = digest_of(form), forms.pack(form)

    def forget(self) -> None:
        self._comparisons.clear()
        self._digests.clear()

    # ── to be stored ──

    def account(self, comparison: Comparison) -> tuple[str, bytes | None]:
        """The digest under which a comparison is kept, and its form; None where it came from here."""
        if comparison == NOTHING:
            return self._nothing, self._nothing_form
        held = self._digests.get(id(comparison))
        if held is not None and held[0] is comparison:
            return held[1], None
        # the rows are drawn anew from the two articles whenever somebody wants to see them side by side
        form = forms.dump(comparison, without=ROWS)
        digest = digest_of(form)
        self._hold(digest, comparison)
        return digest, forms.pack(form)

    def _hold(self, digest: str, comparison: Comparison) -> None:
        if len(self._digests) >= HELD:
            self.forget()
        self._comparisons.setdefault(digest, comparison if not comparison.rows else replace(comparison, rows=()))
        self._digests[id(comparison)] = (comparison, digest)

    # ── to be read ──

    def histories(
        self, seeds: Sequence[Row[Any]], *, newest: int | None, bare: Collection[str] = ()
    ) -> dict[str, History]:
        """The histories behind rows of `seeds`, by id; those of the ids in `bare` without validators."""
        keys = [seed.key for seed in seeds]
        ledger = self.ledger
        checks = _by_seed(ledger.checks(keys, newest=newest))
        versions, readings = Rows(ledger.versions, keys, self._mutex), Rows(ledger.readings, keys, self._mutex)
        wanted = [row for seed in seeds for row in checks[seed.key] if row.key in (seed.last, seed.last_read)]
        names = {seed.key: seed.id for seed in seeds}
        findings = dict(zip((row.key for row in wanted), self.findings(wanted, names), strict=True))
        return {
            seed.id: History(
                seed=seed.id,
                first_seen_at=seed.first_seen_at,
                observations=tuple(
                    forms.load(Observation, row.observation) for row in checks[seed.key] if row.observation is not None
                ),
                versions=cast(tuple[Version, ...], Shelf(versions, seed.key, self._version)),
                mementos=cast(tuple[Reading, ...], Shelf(readings, seed.key, self._reading)),
                validators=None
                if seed.final_url is None or seed.id in bare
                else Validators(final_url=seed.final_url, etag=seed.etag, last_modified=seed.last_modified),
                body_digest=seed.body_digest,
                last=findings.get(seed.last),
                last_read=findings.get(seed.last_read),
                wayback_asked_at=seed.wayback_asked_at,
                baseline_since=seed.baseline_since,
            )
            for seed in seeds
        }

    def findings(self, rows: Sequence[Row[Any]], names: Mapping[int, str] | None = None) -> Iterator[Finding]:
        """The findings behind rows of `checks`, under the ids that their seeds (by key) have today."""
        for start in range(0, len(rows), HELD // 4):
            page = rows[start : start + HELD // 4]
            found = self._load({digest for row in page for digest in (row.comparison, row.since) if digest is not None})
            for row in page:
                finding = forms.load(Finding, row.finding)
                since = SinceLast(comparison=found[row.since], version=row.since_version or "") if row.since else None
                yield replace(
                    finding,
                    seed=names[row.seed] if names is not None else finding.seed,
                    comparison=found[row.comparison] if row.comparison else None,
                    since_last=since,
                )

    def _load(self, digests: set[str]) -> dict[str, Comparison]:
        """The comparisons of these digests, all of them: what is held besides may be forgotten meanwhile."""
        found = {digest: self._comparisons[digest] for digest in digests & self._comparisons.keys()}
        for digest, packed in self.ledger.accounts(digests - found.keys()).items():
            found[digest] = forms.load(Comparison, forms.unpack(packed))
            self._hold(digest, found[digest])
        if digests - found.keys():
            raise LostError(f"{self.ledger.name} does not hold all that findings say", hint=PUT_BACK)
        return found

    def _version(self, row: Row[Any]) -> Version:
        return Version(
            id=row.id, at=row.at, snapshot=row.snapshot, article=self._article(row.record), technical=row.technical,
            source=row.source,
        )  # fmt: skip

    def _reading(self, row: Row[Any]) -> Reading:
        return Reading(at=row.at, article=self._article(row.record), source=row.source, snapshot=row.snapshot)

    def _article(self, record: str) -> Article:
        try:
            return forms.load(Article, self._read(record))
        except LostError as error:
            if error.message not in self._told:
                self._told.add(error.message)
                self._tell(error.message)
            return LOST


def _by_seed(rows: Iterable[Row[Any]]) -> defaultdict[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.seed].append(row)
    return found
