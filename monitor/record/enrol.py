"""Which note is which seed, after notes were edited, renamed, deleted and brought back. Pure.

A note is known again, in this order, by: the same id with the same bytes; the same id with the same address; the
same bytes under another name; the same address under another name, or one it had earlier; the same id alone. Each
seed is taken once, so a copy of a note is a seed of its own; of equals those still watched go first.

A name alone does not bring a retired seed back: that a new note is called `untitled` like a deleted one says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.model import Seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What became of the notes since the last run: ids of seeds. `retired` are gone, `returned` are there again."""

    new: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)  # old id → new id
    retired: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the archive knows of one seed's note."""

    key: int
    id: str
    url: str | None
    digest: str
    retired: bool
    earlier: tuple[str, ...] = ()  # addresses it had


def recognise(seeds: Sequence[tuple[Seed, str]], known: Sequence[Known]) -> dict[str, Known]:
    """The known seed behind each note (with the digest of its bytes), by the note's id; new ones are left out."""
    found: dict[str, Known] = {}
    notes = {seed.id: (seed, digest) for seed, digest in seeds}
    free = {item.key: item for item in known}

    def pair(
        of_note: Callable[[Seed, str], Iterable[Hashable]],
        of_known: Callable[[Known], Iterable[Hashable]],
        among: Callable[[Known], bool] = lambda _: True,
    ) -> None:
        if not free or len(found) == len(notes):
            return
        shelves: defaultdict[Hashable, list[Known]] = defaultdict(list)
        for item in sorted(free.values(), key=lambda item: (item.retired, item.key)):
            if among(item):
                for name in of_known(item):
                    shelves[name].append(item)
        for id, (seed, digest) in notes.items():
            if id in found:
                continue
            for name in of_note(seed, digest):
                match = next((item for item in shelves.get(name, ()) if item.key in free), None)
                if match is not None:
                    found[id] = free.pop(match.key)
                    break

    pair(lambda seed, digest: [(seed.id, digest)], lambda item: [(item.id, item.digest)])
    pair(_name_and_url, lambda item: _some(item.url and (item.id, item.url)))
    pair(lambda _, digest: [digest], lambda item: [item.digest])
    pair(lambda seed, _: _some(seed.url), lambda item: _some(item.url))
    pair(lambda seed, _: _some(seed.url), lambda item: item.earlier)
    pair(lambda seed, _: [seed.id], lambda item: [item.id], lambda item: not item.retired)
    return found


def _some(name: Hashable) -> Iterable[Hashable]:
    return () if name is None else (name,)


def _name_and_url(seed: Seed, _: str) -> Iterable[Hashable]:
    return _some(seed.url and (seed.id, seed.url))
