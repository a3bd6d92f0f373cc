"""The only place that picks concrete classes: from a configuration to a working project."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor import __version__, config, seeds
from monitor.config import Config
from monitor.errors import UsageError
from monitor.model import Finding, Progress, Seed, SiteRule

if TYPE_CHECKING:  # what only a run needs is imported by a run: `monitor seeds` starts without it
    from monitor.capture.live import Live
    from monitor.capture.manners import Lanes
    from monitor.capture.wayback import Wayback
    from monitor.capture.wire import Wire
    from monitor.check import Outcome, Tools
    from monitor.record import Archive


def clock() -> datetime:
    """Now, aware UTC: the only clock of the program."""
    return datetime.now(UTC)


class Project:
    """A configuration, its notes and its archive."""

    def __init__(self, config: Config, *, now: Callable[[], datetime] = clock) -> None:
        self.config, self.now = config, now
        self._archive: Archive | None = None

    @classmethod
    def open(cls, path: Path | None = None, *, now: Callable[[], datetime] = clock) -> Project:
        """The project of a config.toml (default: the one in this folder; without one all has defaults)."""
        return cls(config.load(path), now=now)

    def close(self) -> None:
        if self._archive:
            self._archive.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── the notes ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def seeds(self) -> tuple[Seed, ...]:
        """All notes, as they are now. Raises UsageError where the folder is not there."""
        folder = self.config.seeds
        if not folder.is_dir():
            raise UsageError(
                f"there is no folder of notes: {folder}", hint="`monitor init` makes one; or set [paths] seeds."
            )
        replay = urlsplit(self.config.settings.wayback.replay).netloc
        return seeds.load(
            folder, root=self.config.root, located=self.config.located, archive_hosts=("web.archive.org", replay)
        )

    def pick(self, names: Sequence[str]) -> tuple[Seed, ...]:
        """The seeds of these names: an id, a path, a URL, or the unmistakable beginning of an id. All, if none."""
        if not names:
            return self.seeds
        return tuple({seed.id: seed for name in names for seed in self._named(name)}.values())

    def one(self, name: str) -> Seed:
        found = self._named(name)
        if len(found) > 1:
            raise UsageError(f"{name!r} names {len(found)} seeds", hint="Give one of: " + _few(found))
        return found[0]

    def _named(self, name: str) -> tuple[Seed, ...]:
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

    # ── the archive ───────────────────────────────────────────────────────────────────────────────

    @property
    def archive(self) -> Archive:
        """Our memory; made when it is not there yet."""
        if self._archive is None:
            from monitor.record import Archive

            self._archive = Archive.open(self.config.snapshots, now=self.now)
        return self._archive

    @property
    def remembers(self) -> bool:
        """Whether anything was ever stored, asked without making anything."""
        return (self.config.snapshots / "archive.json").exists()


def _few(seeds: Sequence[Seed]) -> str:
    names = [seed.id for seed in seeds[:5]]
    return ", ".join(names) + (" …" if len(seeds) > 5 else "")
