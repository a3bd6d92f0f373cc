"""The only place that picks concrete classes: from a configuration to a working project."""

from __future__ import annotations

import gc
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import config, seeds
from monitor.config import Config
from monitor.errors import StorageError, UsageError
from monitor.model import Finding, History, Problem, Progress, Seed, Verdict
from monitor.notes import Notes
from monitor.values import read_duration

if TYPE_CHECKING:  # what only a run needs is imported by a run: `monitor seeds` starts without it
    from monitor.deliver import Told
    from monitor.judge import Clock
    from monitor.lookback import Lookback
    from monitor.record import Archive
    from monitor.report.digest import Digest
    from monitor.report.health import Status
    from monitor.report.mail import Account
    from monitor.workers import Workers


def clock() -> datetime:
    """Now, aware UTC: the only clock of the program."""
    return datetime.now(UTC)


class Project:
    """A configuration, its notes and its archive."""

    def __init__(self, config: Config, *, now: Callable[[], datetime] = clock) -> None:
        self.config, self.now = config, now
        self._archive: Archive | None = None
        self._workers: Workers | None = None

    @classmethod
    def open(cls, path: Path | None = None, *, now: Callable[[], datetime] = clock) -> Project:
        """The project of a config.toml (default: the one in this folder; without one all has defaults)."""
        return cls(config.load(path), now=now)

    def close(self) -> None:
        if self._workers:
            self._workers.close()
            self._workers = None
        if self._archive:
            self._archive.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def notes(self) -> Notes:
        """The notes, read when they are first asked for."""
        return Notes(self.config, archive=lambda: self.archive, remembers=lambda: self.remembers)

    @property
    def seeds(self) -> tuple[Seed, ...]:
        """All notes, as they are now. Raises UsageError where the folder is not there."""
        return self.notes.seeds

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
        from monitor.record import holds

        return holds(self.config.snapshots)

    def listed(self) -> Iterator[Seed]:
        """All notes with their languages, and with what is only known from earlier runs: that robots.txt forbids the
        page (a Problem `robots` without a line). Nobody is asked."""
        listed = map(seeds.detect_language, self.seeds)
        if not (self.remembers and self.config.settings.fetch.robots):
            yield from listed
            return
        from monitor.network import forbidden

        try:
            why = forbidden(self.archive, now=self.now)
        except StorageError:
            yield from listed  # the notes can be listed without an archive; who needs it says what is wrong
            return
        for seed in listed:
            told = why(seed.url) if seed.url else ""
            yield replace(seed, problems=(*seed.problems, Problem(code="robots", message=told))) if told else seed

    @property
    def workers(self) -> Workers:
        """Who reads pages; its processes are started when there is much or something large to read."""
        if self._workers is None:
            from monitor.workers import Workers

            self._workers = Workers()
        return self._workers

    # ── a run ─────────────────────────────────────────────────────────────────────────────────────

    def check(
        self,
        picked: Sequence[Seed],
        *,
        due: bool = False,
        past: bool = True,
        progress: Progress,
        stop: threading.Event,
        kind: str = "check",
    ) -> Iterator[Finding]:
        """One pass: the findings as they are made, each recorded before it is seen. The lock is held throughout.

        `due`: only those of `picked` whose time has come; where all is `at_rest` not even the notes are read. `past`:
        whether the Wayback Machine may be asked.
        Raises LockHeldError, StorageError, InterruptedRunError; what was found before is kept.
        """
        archive = self.archive
        with _little_garbage(), archive.lock():
            if due and self.notes.at_rest(self.now()):
                archive.end_run(archive.begin_run(kind, self.now()), self.now(), {})
                return
            from monitor.capture.lanes import host_of
            from monitor.check import Tools
            from monitor.keeper import Keeper
            from monitor.network import connect
            from monitor.run import Run

            chosen = {seed.id for seed in picked}
            folders = tuple(id for id in chosen if id.endswith("/"))  # that cannot be read today
            present = self.notes.enrol(self.now)
            picked = [seed for seed in present if seed.id in chosen or (folders and seed.id.startswith(folders))]
            if due:
                waiting = set(archive.due(self.now()))
                picked = [seed for seed in picked if seed.id in waiting]
            run = archive.begin_run(kind, self.now())
            counts: Counter[str] = Counter()
            with connect(self.config, archive, now=self.now) as network:
                mementos = network.wayback if past and self.config.settings.wayback.enabled else None
                tools = Tools(
                    shelf=archive,
                    policy=self.config.policy,
                    rules=self.config.rules(),
                    max_mementos=self.config.settings.wayback.max_mementos,
                    memento_of=mementos.memento_of if mementos else None,
                )
                keeper = Keeper(archive, self.config, run, self.now)
                running = Run(
                    tools=tools,
                    originals=network.live,
                    mementos=mementos,
                    readers=self.workers,
                    keeper=keeper,
                    id=run,
                    now=self.now,
                    progress=progress,
                    stop=stop,
                    articles=lambda: Counter(host_of(seed.url) for seed in present if seed.url),
                    online=network.online,
                )
                for finding in running.over(picked):
                    counts[finding.verdict.value] += 1
                    yield finding
                clock = running.clock()
                if not clock.told or set(counts) != {Verdict.OFFLINE.value}:  # a network's own page tells its own time
                    self._remember_clock(clock)
            archive.end_run(run, self.now(), counts)

    def _remember_clock(self, clock: Clock) -> None:
        """Have it said by later commands, too, until a run finds the clock right again."""
        from monitor.judge import clock_in_words

        words = clock_in_words(clock)
        if (clock.told or clock.untimely) and words != self.clock_trouble:
            self.archive.remember("clock", words)

    @property
    def clock_trouble(self) -> str:
        """What the hosts of the last run said of this machine's clock, in a sentence; empty where nothing is wrong."""
        return (self.archive.recall("clock") or "") if self.remembers else ""

    def digest(self, findings: Sequence[Finding]) -> Digest:
        """The latest findings of all seeds, with what this run looked at counted."""
        from monitor.report.digest import gather

        latest = self.archive.latest() | {finding.seed: finding for finding in findings}
        return gather(latest.values(), [seed.id for seed in self.notes.present()], checked=len(findings), at=self.now())

    def report(self, *, since: datetime | None = None) -> Digest:
        """The latest findings of all seeds; with `since`, about what was new from then on. Works before any check."""
        from monitor.report.digest import gather

        ids = [seed.id for seed in self.notes.present()]
        if not self.remembers:
            return gather((), ids, at=self.now(), since=since, news=None if since is None else ())
        self.archive.look_over()  # who publishes what it says is to know that the evidence is gone
        latest = [replace(finding, seed=seed) for seed, finding in self.archive.latest().items()]
        news = None if since is None else self.archive.news(since=since)
        return gather(latest, ids, at=self.now(), since=since, news=news)

    def instant(self, words: str) -> datetime:
        """`7d` (so long ago), or a date or instant (UTC unless it says otherwise). Raises UsageError."""
        try:
            return self.now() - timedelta(seconds=read_duration(words))
        except (ValueError, OverflowError):
            pass
        try:
            at = datetime.fromisoformat(words)
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, OverflowError):
            raise UsageError(f"--since: expected a time such as 7d, 12h or 2026-11-22, not {words!r}") from None

    # ── mail ──────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def mail_account(self) -> Account:
        """Where mail is handed in. Raises UsageError where it is not set up."""
        from monitor.report.mail import Account

        mail = self.config.settings.mail
        return Account(
            host=mail.host,
            port=mail.port,
            security=mail.security,
            username=mail.username,
            password_env=mail.password_env,
            sender=mail.sender,
            recipients=tuple(mail.recipients),
            ca_bundle=str(self.config.ca_bundle or ""),
        )

    def mail(self, *, force: bool) -> Told:
        """Send the news that was not mailed yet. `force`: whatever pause the last failure asks for."""
        from monitor.deliver import Told, deliver

        account = self.mail_account
        if not self.remembers:
            return Told()
        return deliver(
            self.archive,
            account,
            seeds=[seed.id for seed in self.notes.present()],
            archive=self.archive.id,
            now=self.now,
            force=force,
        )

    def status(self) -> Status:
        """Whether all is well: last and next run, what is due, mail that waits, room used."""
        from monitor.report.health import Status

        if not self.remembers:
            return Status(health=None, stale_after=2 * self.config.settings.schedule.every, now=self.now())
        letters = self.archive.letters() if self.config.settings.mail.host else []
        return Status(
            health=self.archive.health(self.now()),
            stale_after=2 * self.config.settings.schedule.every,
            now=self.now(),
            waiting=len({letter.event for letter in letters}),
            troubles=tuple(dict.fromkeys(letter.trouble for letter in letters if letter.trouble)),
            clock=self.clock_trouble,
        )

    # ── looking back ──────────────────────────────────────────────────────────────────────────────

    def look_back(self, seed: Seed) -> Lookback:
        """Everything held about a seed. Raises UsageError where nothing was ever checked."""
        from monitor.check import Tools, name_of
        from monitor.lookback import Lookback

        if not self.remembers:
            raise UsageError("nothing is stored yet", hint="`monitor check` looks at the articles for the first time.")
        tools = Tools(shelf=self.archive, policy=self.config.policy, rules=self.config.rules())
        try:
            held = self.archive.history(seed.id)
        except UsageError:  # the note came after the last check
            held = History(seed=seed.id, first_seen_at=self.now())
        return Lookback(
            seed=seed,
            held=held,
            shelf=self.archive,
            policy=self.config.policy,
            rule=tools.rule(name_of(seed.url or "")),
            now=self.now(),
            read=self.workers.answer,
        )

    def oddities(self) -> list[str]:
        """What is odd about the configuration, one line each; about names in it only where the notes have been read."""
        return [*config.warnings(self.config), *(self.notes.unknown() if self.notes.are_read else [])]

    def mended(self) -> list[str]:
        """What was found to be wrong in the archive since it was opened; one line each."""
        return self._archive.warnings if self._archive else []


@contextmanager
def _little_garbage() -> Iterator[None]:
    """A run makes values by the hundred thousand, and hardly a cycle among them; by default a tenth of its time would
    go into looking for some, also among all that was imported."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(5000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
