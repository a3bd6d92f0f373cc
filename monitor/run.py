"""One run over many seeds: who is looked at when, side by side, and nothing of it lost.

A run drives the checks of `check.py`. Each check asks for a look at the original or at another archive; the run has
it fetched (originals through the polite lanes, the Wayback Machine on threads of its own, so that it never holds up
a live check), keeps the bytes, and hands the answer back. Pages are read by `workers.py`, where they can do no harm.
All judging and recording happens on the one thread that called; fetching and reading is done elsewhere.
"""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from monitor.asks import Ask, Look, Neighbours, Past, Play, Taken
from monitor.check import Check, Outcome, Tools, check, is_answer, name_of
from monitor.doubt import Aside
from monitor.errors import InterruptedRunError
from monitor.judge import Clock, Told, agree, listen, look_around, silent
from monitor.model import (
    Evidence,
    Failure,
    Finding,
    History,
    Progress,
    Seed,
    Snapshot,
    Validators,
)
from monitor.pastline import Mementos, PastLine, later
from monitor.reading import Read, Unread

# Checks under way at once: enough to keep every lane busy, few enough to hold 20,000 seeds in memory.
WINDOW = 1000
# How long a run waits for the Wayback Machine once all originals have been seen: as long again as they took, and at
# least this many seconds.
PATIENCE = 600.0
_TICK = 0.2  # seconds between two looks at the stop signal


class Originals(Protocol):
    """The live web: `capture/live.py`."""

    def submit(
        self, url: str, *, validators: Validators | None = None, fresh: bool = False
    ) -> Future[Snapshot | Failure]: ...


class Readers(Protocol):
    """Who reads pages within limits: `workers.py`."""

    def submit(self, read: Read) -> Future[Any]: ...


class Keeper(Protocol):
    """Our own memory: `record/archive.py`, by way of `assemble.py`."""

    def histories(self, seeds: Sequence[str]) -> dict[str, History]: ...

    def keep(self, capture: Snapshot | Failure, *, seed: str | None = None) -> Taken: ...

    def note(self, outcome: Outcome) -> None:
        """Record what a check leaves behind, in one transaction."""
        ...

    def settle(self) -> None:
        """Nothing is arriving: have on the disk what has waited long enough."""
        ...


def _quiet(done: int, total: int, words: str) -> None:
    """No progress is shown."""


def _nobody_asked(hear: Callable[[Snapshot | Failure], None]) -> bool | None:  # noqa: ARG001 - nobody is heard
    """No check of our own connection is set."""
    return None


@dataclass(slots=True)
class _Walk:
    """A check on its way. Its looks are counted, so that two seeds of one URL share the first, the second …"""

    seed: Seed
    steps: Check
    looks: int = 0
    reads: int = 0


@dataclass(slots=True)
class Run:
    """One pass over `seeds`. Iterate over it for the findings as they are made; each is recorded before it is seen."""

    tools: Tools
    originals: Originals
    mementos: Mementos | None
    readers: Readers
    keeper: Keeper
    id: str
    now: Callable[[], datetime]
    progress: Progress = _quiet
    stop: threading.Event = field(default_factory=threading.Event)
    patience: float = PATIENCE
    articles: Callable[[], Mapping[str, int]] = dict  # how many are watched, by name and port of their host
    online: Callable[[Callable[[Snapshot | Failure], None]], bool | None] = _nobody_asked
    _arrived: queue.SimpleQueue[tuple[Any, Any]] = field(default_factory=queue.SimpleQueue)
    _waiting: dict[Any, list[_Walk]] = field(default_factory=dict)
    _answers: dict[Any, Any] = field(default_factory=dict)
    _shared: Counter[str] = field(default_factory=Counter)
    _aside: list[tuple[_Walk, Neighbours]] = field(default_factory=list)
    _heard: bool = False  # whether anybody answered in this run
    _read: bool = False  # whether an article was read
    _told: list[Told] = field(default_factory=list)  # what its answers say of the time

    def over(self, seeds: Sequence[Seed]) -> Iterator[Finding]:
        """The findings, one a seed. Raises InterruptedRunError when `stop` is set; what was found by then is kept."""
        self._shared = Counter(seed.url for seed in seeds if seed.url)
        ahead = deque(_alternate(seeds))
        histories: dict[str, History] = {}
        past = PastLine(self.mementos, self._arrived) if self.mementos else None
        began, seen_all, done, under_way = time.monotonic(), None, 0, 0
        try:
            while ahead or under_way:
                while ahead and under_way - len(self._aside) < WINDOW:
                    if ahead[0].id not in histories:
                        histories = self.keeper.histories([seed.id for seed in itertools.islice(ahead, WINDOW // 2)])
                    seed = ahead.popleft()
                    walk = _Walk(seed, check(seed, histories[seed.id], self.tools, now=self.now(), run=self.id))
                    under_way += 1
                    outcome = self._advance(walk, None, past)
                    if outcome:
                        under_way -= 1
                        done += 1
                        yield self._note(outcome)
                        self.progress(done, len(seeds), seed.id)
                if self.stop.is_set():
                    raise InterruptedRunError("stopped; what was seen so far is kept")
                if past and not ahead and self._only_past_is_left():
                    seen_all = seen_all or time.monotonic()
                    if time.monotonic() - seen_all > max(self.patience, seen_all - began):
                        past.give_up()
                all_wait = not ahead and under_way == len(self._aside)
                for walk, answer in self._look_around() if all_wait else self._next_answers():
                    outcome = self._advance(walk, answer, past)
                    if outcome:
                        under_way -= 1
                        done += 1
                        yield self._note(outcome)
                        self.progress(done, len(seeds), walk.seed.id)
        finally:
            if past:
                past.close()

    # ── asking and answering ──────────────────────────────────────────────────────────────────────

    def _advance(self, walk: _Walk, answer: Any, past: PastLine | None) -> Outcome | None:
        """Hand a check its answer; have fetched what it asks next. Its outcome, once it has one."""
        try:
            ask: Ask = walk.steps.throw(answer) if isinstance(answer, Unread) else walk.steps.send(answer)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        if isinstance(ask, Neighbours):
            self._aside.append((walk, ask))
            return None
        key = self._key(walk, ask)
        if key in self._answers:
            self._arrived.put((key, None))
            self._waiting.setdefault(key, []).append(walk)
        elif key in self._waiting:
            self._waiting[key].append(walk)
        else:
            self._waiting[key] = [walk]
            self._fetch(key, ask, past)
        return None

    def _key(self, walk: _Walk, ask: Look | Read | Past | Play | Aside) -> Any:
        if isinstance(ask, Look):
            walk.looks += 1
            return ("look", ask.url, walk.looks)
        if isinstance(ask, Read):
            walk.reads += 1
            return ("read", walk.seed.id, walk.reads)
        if isinstance(ask, Aside):
            return ("aside", ask.host, ask.what)
        return ("past", ask.url) if isinstance(ask, Past) else ("play", ask.memento.uri)

    def _fetch(self, key: Any, ask: Look | Read | Past | Play | Aside, past: PastLine | None) -> None:
        if isinstance(ask, Read):
            self.readers.submit(ask).add_done_callback(lambda future: self._arrived.put((key, future)))
        elif isinstance(ask, Look):
            # A "not modified" would mean something to one seed of a shared URL and nothing to the other.
            validators = ask.validators if self._shared[ask.url] == 1 else None
            future = self.originals.submit(ask.url, validators=validators, fresh=ask.fresh)
            future.add_done_callback(lambda future: self._arrived.put((key, future)))
        elif isinstance(ask, Aside):
            future = self.originals.submit(ask.url, fresh=True)
            future.add_done_callback(lambda future: self._arrived.put((key, future)))
        elif past:
            past.ask(key, ask)
        else:
            self._arrived.put((key, later(key, self.now())))

    def _next_answers(self) -> Iterator[tuple[_Walk, Any]]:
        try:
            key, arrived = self._arrived.get(timeout=_TICK)
        except queue.Empty:
            self.keeper.settle()
            return
        walks = self._waiting.pop(key, [])
        if key not in self._answers and walks:
            answer = _answer_of(arrived)
            if isinstance(answer, Snapshot | Failure) and key[0] != "past":
                self._heard = self._heard or (key[0] == "look" and is_answer(answer))
                self._hear(answer)
                seed = walks[0].seed.id if key[0] != "aside" else None
                answer = self.keeper.keep(answer, seed=seed)  # bytes first
            if self._is_asked_again(key, walks[0].seed):
                self._answers[key] = answer
        elif walks:
            answer = self._answers[key]
        for walk in walks:
            yield walk, answer

    def _is_asked_again(self, key: Any, seed: Seed) -> bool:
        """Whether another check may ask the same. A page that nobody asks for again is not held to the end of a run."""
        kind: str = key[0]
        if kind in ("aside", "read"):
            return kind == "aside"
        url: str = key[1] if kind == "look" else seed.url or ""
        return self._shared[url] > 1

    def _only_past_is_left(self) -> bool:
        return not any(key[0] in ("look", "read", "aside") for key in self._waiting)

    # ── what comes of it ──────────────────────────────────────────────────────────────────────────

    def _note(self, outcome: Outcome) -> Finding:
        """Record, and pass on."""
        self.keeper.note(outcome)
        observation = outcome.observation
        if observation is not None and observation.evidence in (Evidence.ALIVE, Evidence.ALTERED):
            self._read = True
        return outcome.finding

    def _look_around(self) -> Iterator[tuple[_Walk, Any]]:
        """Every look is made, and those that did not read their article wait for what the others say about it: a host
        that is silent, or we; an article that is gone, or a whole site that turned at once."""
        aside, self._aside = self._aside, []
        clock = self.clock()
        cases = [ask.case(clock) for _, ask in aside]
        ripe = any(case.ripe for case in cases)
        doubt = silent(cases, answered=self._heard, read=self._read) or ripe or clock.doubtful
        online = self.online(self._hear) if doubt else None
        if online is not None:  # what those pages said of the time counts, too
            clock = self.clock()
            cases = [ask.case(clock) for _, ask in aside]
        around = look_around(
            cases,
            articles=self.articles(),
            answered=self._heard,
            read=self._read,
            online=online,
            clock=clock,
        )
        for walk, _ in aside:
            yield walk, around[walk.seed.id]

    # ── the time ──────────────────────────────────────────────────────────────────────────────────

    def _hear(self, answer: Snapshot | Failure) -> None:
        told = listen(answer)
        if told is not None:
            self._told.append(told)

    def clock(self) -> Clock:
        """What the hosts that answered so far make of our clock."""
        return agree(self._told)


def _answer_of(arrived: Any) -> Any:
    """What has come; an Unread is an answer too."""
    try:
        return arrived.result() if isinstance(arrived, Future) else arrived
    except Unread as trouble:
        return trouble


def _alternate(seeds: Sequence[Seed]) -> Iterator[Seed]:
    """One seed of each host in turn, so that all lanes are busy from the start to the end."""
    hosts: dict[str, deque[Seed]] = defaultdict(deque)
    for seed in seeds:
        hosts[name_of(seed.url or "")].append(seed)
    rows = deque(hosts.values())
    while rows:
        row = rows.popleft()
        yield row.popleft()
        if row:
            rows.append(row)
