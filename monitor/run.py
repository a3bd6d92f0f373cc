"""One run over many seeds: who is looked at when, side by side, and nothing of it lost.

A run drives the checks of `check.py`. Each check asks for a look at the original or at an archive; the run has it
fetched (originals through the polite lanes, the Wayback Machine on a thread of its own, so that it never holds up a
live check), keeps the bytes, and hands the answer back. All checks, all judging and all recording happen on the one
thread that called; only fetching is done elsewhere.
"""

from __future__ import annotations

import heapq
import itertools
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from monitor.check import Ask, Check, Look, Outcome, Past, Play, Taken, Tools, check, offline
from monitor.model import Failure, Finding, History, Memento, Progress, Seed, Snapshot, Validators, Verdict

# Checks that are under way at once: enough to keep every lane busy, few enough to hold 20,000 seeds in memory.
WINDOW = 1000
# How long a run waits for the Wayback Machine once all originals have been seen, in seconds: as long again as they
# took, and at least this. What is left over is asked in the next run.
PATIENCE = 600.0


class Live(Protocol):
    """The originals: `capture/live.py`."""

    def submit(
        self, url: str, *, validators: Validators | None = None, fresh: bool = False
    ) -> Future[Snapshot | Failure]: ...


class Past_(Protocol):
    """Another archive: `capture/wayback.py`."""

    def timemap(self, url: str) -> Any: ...

    def play(self, memento: Memento) -> Snapshot | Failure: ...


class Keeper(Protocol):
    """Our own memory: `record/archive.py`."""

    def histories(self, seeds: Sequence[str]) -> dict[str, History]: ...

    def keep(self, capture: Snapshot | Failure, *, seed: str | None = None) -> str: ...

    def note(self, outcome: Outcome, *, run: str) -> None: ...
