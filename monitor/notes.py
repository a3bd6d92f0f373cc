"""The folder of notes as a project has it: which there are, what they are called, and whether any has changed.

How a note is read is decided in `seeds/`; what is kept of it, in `record/`. Nothing here ever writes into a note.
"""

from __future__ import annotations

import difflib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor import seeds
from monitor.config import Config
from monitor.errors import UsageError
from monitor.model import Seed, digest_of
from monitor.seeds import Memo

if TYPE_CHECKING:
    from monitor.record import Archive


class Notes:
    """`archive` opens our memory, making it where it is not there yet; `remembers` asks whether it is."""

    def __init__(self, config: Config, *, archive: Callable[[], Archive], remembers: Callable[[], bool]) -> None:
        self._config, self._archive, self._remembers = config, archive, remembers
        self._memo = Memo()

    @cached_property
    def seeds(self) -> tuple[Seed, ...]:
        """All notes, as they are now; nobody has looked what language they are in (`detect_language` does, and whoever
        reads a copy). Raises UsageError where the folder is not there."""
        from monitor.record import crib

        folder = self._config.seeds
        if not folder.is_dir():
            raise UsageError(
                f"there is no folder of notes: {folder}", hint="`monitor init` makes one; or set [paths] seeds."
            )
        _ = self._state  # ahead of the notes
        self._memo = Memo(crib.load(self._config.snapshots, seeds.stamp(self._archive_hosts)))
        return seeds.load(
            folder,
            root=self._config.root,
            located=self._config.located,
            archive_hosts=self._archive_hosts,
            languages=False,
            memo=self._memo,
        )

    @property
    def are_read(self) -> bool:
        return "seeds" in vars(self)

    def unknown(self) -> Iterator[str]:
        """Names in config.toml that no note and no folder has: slips of a pen, mostly. A line each."""
        name, ids = self._config.path.name, [seed.id for seed in self.seeds]
        if not ids:
            yield f"there is no note in {self._config.seeds}: put some there, or set [paths] seeds in {name}"
        folders = sorted({folder for id in ids for folder in _above(id)})
        for kind, named, there in (
            ("seed", self._config.settings.seed, ids),
            ("folder", self._config.settings.folder, folders),
        ):
            for one in sorted(named.keys() - set(there)):
                close = difflib.get_close_matches(one, there, n=1, cutoff=0.6)
                meant = f"; did you mean `{close[0]}`?" if close else ""
                yield f'{name}: [{kind}."{one}"]: there is no such {"note" if kind == "seed" else kind}{meant}'

    def present(self) -> tuple[Seed, ...]:
        """All seeds there are; a note that cannot be read today is the one that was kept when it last could be.

        So an unmounted vault or a lost permission is no edit of a note and no farewell to it. What could never be read
        is left as it is: without bytes, and never checked.
        """
        return tuple(self._present())

    def _present(self) -> Iterator[Seed]:
        for seed in self.seeds:
            trouble = [problem for problem in seed.problems if problem.code in seeds.UNREADABLE]
            if not trouble or not self._remembers():
                yield seed
            elif seed.id.endswith("/"):
                below = [id for id in self._archive().watched() if id.startswith(seed.id)]
                yield from (self._as_kept(id, seed) for id in below)
            else:
                yield self._as_kept(seed.id, seed) if seed.id in self._archive().watched() else seed

    def _as_kept(self, id: str, today: Seed) -> Seed:
        kept = seeds.read(self._archive().note_of(id), id=id, path=today.path, located=self._config.located.get(id))
        return replace(kept, problems=(*today.problems, *kept.problems))

    # ── by name ───────────────────────────────────────────────────────────────────────────────────

    def pick(self, names: Sequence[str]) -> tuple[Seed, ...]:
        """The seeds of these names: an id, a path, a URL, or the unmistakable beginning of an id. All, if none."""
        if not names:
            return self.seeds
        return tuple({seed.id: seed for name in names for seed in self._named(name)}.values())

    def one(self, name: str) -> Seed:
        """The one seed of this name. Raises UsageError where there is none, or more than one."""
        found = self._named(name)
        if len(found) > 1:
            raise UsageError(f"{name!r} names {len(found)} seeds", hint="Give one of: " + _few(found))
        return found[0]

    def _named(self, name: str) -> tuple[Seed, ...]:
        name = _as_utf8(name)
        exact = tuple(s for s in self.seeds if name in (s.id, s.path, s.url) or name == s.path.rpartition("/")[2])
        if exact:
            return exact
        began = tuple(seed for seed in self.seeds if seed.id.startswith(name))
        if len(began) == 1:
            return began
        if began:
            raise UsageError(f"{name!r} begins {len(began)} seeds", hint="Give more of the name: " + _few(began))
        close = difflib.get_close_matches(name, [seed.id for seed in self.seeds], n=3, cutoff=0.4)
        raise UsageError(
            f"there is no seed {name!r}",
            hint=f"Did you mean {', '.join(close)}?" if close else "`monitor seeds` lists them.",
        )

    # ── from one run to the next ──────────────────────────────────────────────────────────────────

    def at_rest(self, now: datetime) -> bool:
        """Whether nothing is due, and the notes are to a letter those of the last run: then they need not be read."""
        return (
            self._remembers()
            and bool(self._state)
            and self._archive().recall("notes") == self._state
            and not self._archive().due(now)
        )

    @property
    def unsettled(self) -> bool:
        """Whether nobody can promise that the notes are as they were: something in their folder was written just now.
        In a moment one can."""
        return not self._state and self._config.seeds.is_dir()

    def enrol(self, now: Callable[[], datetime]) -> list[Seed]:
        """Have the archive take note of all notes; what can be checked of them."""
        from monitor.record import crib

        present = [seed for seed in self.present() if not _unread(seed)]
        archive = self._archive()
        archive.enrol(present, now=now())
        archive.remember("notes", self._state)
        if self._memo.changed:
            crib.save(self._config.snapshots, seeds.stamp(self._archive_hosts), self._memo.forms)
        self._memo = Memo()  # the seeds are read
        return present

    @cached_property
    def _state(self) -> str:
        """All that the seeds are made of, in one word, before they are read; empty where that cannot be told."""
        told = seeds.survey(self._config.seeds, now=time.time())  # the clock by which files are dated
        located = sorted(self._config.located.items())
        return f"{told} {digest_of(repr((located, seeds.stamp(self._archive_hosts))).encode())}" if told else ""

    @property
    def _archive_hosts(self) -> tuple[str, ...]:
        return ("web.archive.org", urlsplit(self._config.settings.wayback.replay).netloc)


def _as_utf8(word: str) -> str:
    """A word of the command line, whose bytes Python did not take for UTF-8 because the locale has no such letters."""
    try:
        return os.fsencode(word).decode()
    except UnicodeError:
        return word


def _above(id: str) -> Iterator[str]:
    """The folders that a note is in: `a/b` and `a` for `a/b/c`."""
    while "/" in id:
        id = id.rpartition("/")[0]
        yield id


def _unread(seed: Seed) -> bool:
    """Whether nothing of a note could ever be read."""
    return not seed.raw and any(problem.code in seeds.UNREADABLE for problem in seed.problems)


def _few(found: Sequence[Seed]) -> str:
    names = [seed.id for seed in found[:5]]
    return ", ".join(names) + (" …" if len(found) > 5 else "")
