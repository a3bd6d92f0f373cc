"""Which of a page's mementos are worth playing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from monitor.capture.timemap import Timemap, same_page
from monitor.model import Memento, Moment, Precision

PAGES = frozenset({"", "text/html", "application/xhtml+xml", "warc/revisit"})
_LASTS = {
    Precision.INSTANT: timedelta(0),
    Precision.DAY: timedelta(days=1),
    Precision.MONTH: timedelta(days=31),
    Precision.YEAR: timedelta(days=366),
}


def choose(
    timemap: Timemap,
    *,
    archive: Memento | None,
    copied_at: datetime | None,
    published: Moment | None,
    limit: int,
) -> tuple[Memento, ...]:
    """The mementos that matter, at most `limit`, the most telling first.

    The seed's own (`archive`); the nearest to the copy's date (`copied_at`, else `published`); the newest; then
    others whose bytes differ from those, spread as far over time as they go; then what brackets a change more
    closely. Captures of a page that was there (200, or a revisit of one) go before those of which the index tells
    nothing, and these before errors and redirects, of which only the newest is ever chosen: it may show a removal.
    """
    chosen: list[Memento] = []
    if limit < 1:
        return ()
    for memento in _by_worth(timemap.mementos, archive, copied_at, published, chosen):
        if memento.uri not in {each.uri for each in chosen}:
            chosen.append(memento)
        if len(chosen) >= limit:
            break
    return tuple(chosen)


def _by_worth(
    mementos: tuple[Memento, ...],
    archive: Memento | None,
    copied_at: datetime | None,
    published: Moment | None,
    chosen: list[Memento],
) -> Iterator[Memento]:
    """The most telling first, some of them more than once; what was `chosen` so far is looked at on the way."""
    status = _Statuses(mementos)
    good = [memento for memento in mementos if status.of(memento) == 200 and _is_page(memento)]
    unknown = [memento for memento in mementos if status.of(memento) is None and _is_page(memento)]
    candidates = good or unknown
    if archive is not None:
        yield _as_listed(archive, mementos)
    if candidates:
        if near := _nearest(candidates, copied_at, published):
            yield near
        yield candidates[-1]
        yield from _spread(_one_of_each_digest(candidates), chosen)
        yield from _edges(candidates)
    yield from _spread(unknown, chosen)
    if mementos and _is_page(mementos[-1]):
        yield mementos[-1]


def _is_page(memento: Memento) -> bool:
    return memento.mimetype.partition(";")[0].strip().lower() in PAGES


class _Statuses:
    """The status of a memento as far as the index tells: a revisit has that of the capture whose digest it shares."""

    def __init__(self, mementos: Iterable[Memento]) -> None:
        self._of_digest: dict[str, int | None] = {}
        for memento in mementos:
            if memento.digest and memento.status is not None:
                known = self._of_digest.setdefault(memento.digest, memento.status)
                if known != memento.status:  # an empty body is that of many things
                    self._of_digest[memento.digest] = None

    def of(self, memento: Memento) -> int | None:
        return memento.status if memento.status is not None else self._of_digest.get(memento.digest)


def _as_listed(archive: Memento, mementos: tuple[Memento, ...]) -> Memento:
    """The seed's own memento as the archive lists it, where it does: its digest and status are known then."""
    for memento in mementos:
        if memento.at == archive.at and same_page(memento.original, archive.original):
            return memento
    return archive


def _nearest(mementos: list[Memento], copied_at: datetime | None, published: Moment | None) -> Memento | None:
    """The memento nearest to an instant, or to the period that a less precise date means; of two, the later."""
    if copied_at is not None:
        start = end = copied_at
    elif published is not None:
        start, end = published.at, published.at + _LASTS[published.precision]
    else:
        return None

    def distance(memento: Memento) -> tuple[timedelta, timedelta]:
        away = max(start - memento.at, memento.at - end, timedelta(0))
        return away, abs(memento.at - start) if away == timedelta(0) else start - memento.at

    return min(mementos, key=distance, default=None)


def _one_of_each_digest(mementos: list[Memento]) -> list[Memento]:
    """The first memento of each digest; those without a digest all."""
    seen: set[str] = set()
    first = []
    for memento in mementos:
        if memento.digest and memento.digest in seen:
            continue
        seen.add(memento.digest)
        first.append(memento)
    return first


def _spread(mementos: list[Memento], chosen: list[Memento]) -> Iterator[Memento]:
    """Mementos one by one, each the furthest in time from all that were taken before; bytes already taken, never."""
    digests = {memento.digest for memento in chosen if memento.digest}
    left = [memento for memento in mementos if memento.digest not in digests]
    taken = [memento.at for memento in chosen]
    gaps = [min((abs(memento.at - at) for at in taken), default=timedelta.max) for memento in left]
    while left:
        furthest = max(range(len(left)), key=lambda index: (gaps[index], -index))
        memento = left.pop(furthest)
        gaps.pop(furthest)
        yield memento
        gaps = [min(gap, abs(other.at - memento.at)) for gap, other in zip(gaps, left, strict=True)]


def _edges(mementos: list[Memento]) -> Iterator[Memento]:
    """The last capture before each change of bytes and the first after it, the newest change first."""
    for before, after in reversed(list(pairwise(mementos))):
        if before.digest != after.digest:
            yield after
            yield before
