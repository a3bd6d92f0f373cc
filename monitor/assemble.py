"""The only place that picks concrete classes: from a configuration to a working project."""

from __future__ import annotations

import difflib
import gc
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor import __version__, config, seeds
from monitor.config import Config
from monitor.errors import CannotCreateError, StorageError, UsageError
from monitor.model import Finding, History, Problem, Progress, Seed, digest_of
from monitor.seeds import Memo

if TYPE_CHECKING:  # what only a run needs is imported by a run: `monitor seeds` starts without it
    from monitor.capture.live import Live
    from monitor.capture.wayback import Wayback
    from monitor.deliver import Told
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
        self._memo = Memo()

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

    # ── the notes ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def seeds(self) -> tuple[Seed, ...]:
        """All notes, as they are now; nobody has looked what language they are in (`listed` does, and whoever reads a
        copy). Raises UsageError where the folder is not there."""
        from monitor.record import crib

        folder = self.config.seeds
        if not folder.is_dir():
            raise UsageError(
                f"there is no folder of notes: {folder}", hint="`monitor init` makes one; or set [paths] seeds."
            )
        _ = self._folder_state  # ahead of the notes
        self._memo = Memo(crib.load(self.config.snapshots, seeds.stamp(self._archive_hosts)))
        return seeds.load(
            folder,
            root=self.config.root,
            located=self.config.located,
            archive_hosts=self._archive_hosts,
            languages=False,
            memo=self._memo,
        )

    @cached_property
    def _folder_state(self) -> str:
        """All that the seeds are made of, in one word, before they are read; empty where that cannot be told."""
        told = seeds.survey(self.config.seeds, now=clock().timestamp())
        located = sorted(self.config.located.items())
        return f"{told} {digest_of(repr((located, seeds.stamp(self._archive_hosts))).encode())}" if told else ""

    def at_rest(self) -> bool:
        """Whether nothing is due, and the notes are to a letter those of the last run: then they need not be read."""
        return (
            self.remembers
            and bool(self._folder_state)
            and self.archive.recall("notes") == self._folder_state
            and not self.archive.due(self.now())
        )

    @property
    def _archive_hosts(self) -> tuple[str, ...]:
        return ("web.archive.org", urlsplit(self.config.settings.wayback.replay).netloc)

    def present(self) -> tuple[Seed, ...]:
        """All seeds there are; a note that cannot be read today is the one that was kept when it last could be.

        So an unmounted vault or a lost permission is no edit of a note and no farewell to it. What could never be read
        is left as it is: without bytes, and never checked.
        """
        return tuple(self._present())

    def _present(self) -> Iterator[Seed]:
        for seed in self.seeds:
            trouble = [problem for problem in seed.problems if problem.code in seeds.UNREADABLE]
            if not trouble or not self.remembers:
                yield seed
            elif seed.id.endswith("/"):
                below = [id for id in self.archive.watched() if id.startswith(seed.id)]
                yield from (self._as_kept(id, seed) for id in below)
            else:
                yield self._as_kept(seed.id, seed) if seed.id in self.archive.watched() else seed

    def _as_kept(self, id: str, today: Seed) -> Seed:
        kept = seeds.read(self.archive.note_of(id), id=id, path=today.path, located=self.config.located.get(id))
        return replace(kept, problems=(*today.problems, *kept.problems))

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

    def listed(self) -> Iterator[Seed]:
        """All notes with their languages, and with what is only known from earlier runs: that robots.txt forbids the
        page (a Problem `robots` without a line). Nobody is asked."""
        listed = map(seeds.detect_language, self.seeds)
        if not (self.remembers and self.config.settings.fetch.robots):
            yield from listed
            return
        from monitor.capture.gate import Gate
        from monitor.capture.manners import Manners
        from monitor.capture.wire import Wire

        wire = Wire(gate=Gate(), user_agent="")  # which is not used: `known` looks into the memory alone
        try:
            manners = Manners(wire, robots=True, memory=self.archive, now=self.now)
        except StorageError:
            yield from listed  # the notes can be listed without an archive; who needs it says what is wrong
            return
        for seed in listed:
            told = manners.known(seed.url) if seed.url else None
            if told is not None and told.reason == "robots":
                seed = replace(seed, problems=(*seed.problems, Problem(code="robots", message=told.detail)))
            yield seed

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
            if due and self.at_rest():
                archive.end_run(archive.begin_run(kind, self.now()), self.now(), {})
                return
            from monitor.capture.lanes import host_of as lane_of
            from monitor.check import Tools
            from monitor.keeper import Keeper
            from monitor.run import Run

            chosen = {seed.id for seed in picked}
            folders = tuple(id for id in chosen if id.endswith("/"))  # that cannot be read today
            present = self._enrol()
            picked = [seed for seed in present if seed.id in chosen or (folders and seed.id.startswith(folders))]
            if due:
                waiting = set(archive.due(self.now()))
                picked = [seed for seed in picked if seed.id in waiting]
            run = archive.begin_run(kind, self.now())
            counts: Counter[str] = Counter()
            with self._network() as network:
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
                    articles=lambda: Counter(lane_of(seed.url) for seed in present if seed.url),
                    online=network.online,
                )
                for finding in running.over(picked):
                    counts[finding.verdict.value] += 1
                    yield finding
            archive.end_run(run, self.now(), counts)

    def _enrol(self) -> list[Seed]:
        """Have the archive take note of all notes; what can be checked of them."""
        from monitor.record import crib

        present = [seed for seed in self.present() if not _unread(seed)]
        self.archive.enrol(present, now=self.now())
        self.archive.remember("notes", self._folder_state)
        if self._memo.changed:
            crib.save(self.config.snapshots, seeds.stamp(self._archive_hosts), self._memo.forms)
        self._memo = Memo()  # the seeds are read
        return present

    @contextmanager
    def _network(self) -> Iterator[_Network]:
        from monitor.capture.gate import Gate
        from monitor.capture.live import Live
        from monitor.capture.manners import Lanes, Manners, user_agent
        from monitor.capture.online import OnlineCheck, is_online
        from monitor.capture.wayback import Wayback
        from monitor.capture.wire import Limits, Wire
        from monitor.record.machine import Machine

        fetch, past = self.config.settings.fetch, self.config.settings.wayback
        wire = Wire(
            gate=Gate(allow_networks=fetch.allow_networks, resolver=fetch.resolver),
            limits=Limits(deadline=fetch.deadline, max_size=fetch.max_size),
            user_agent=user_agent(__version__, fetch.contact),
            proxy=fetch.proxy,
            ca_bundle=str(self.config.root / fetch.ca_bundle) if fetch.ca_bundle else "",
        )
        lanes = Lanes(delay=fetch.delay, workers=fetch.workers)
        stopped = threading.Event()
        named = self.config.settings.removal.online_checks
        checks = [OnlineCheck(url=one.url, expect=one.expect) for one in named]
        try:
            manners = Manners(wire, robots=fetch.robots, memory=self.archive, now=self.now)
            yield _Network(
                live=Live(wire, manners, lanes),
                wayback=Wayback(
                    wire.fetch,
                    cdx=past.cdx,
                    replay=past.replay,
                    cdx_per_minute=past.cdx_per_minute,
                    playback_per_minute=past.playback_per_minute,
                    memory=Machine(self.archive),
                    now=self.now,
                    timemap=past.timemap,
                    sleep=stopped,
                ),
                online=lambda: is_online(checks, wire.fetch),
            )
        finally:
            stopped.set()
            lanes.close(wait=False)
            wire.close()

    def digest(self, findings: Sequence[Finding]) -> Digest:
        """The latest findings of all seeds, with what this run looked at counted."""
        from monitor.report.digest import gather

        latest = self.archive.latest() | {finding.seed: finding for finding in findings}
        return gather(latest.values(), [seed.id for seed in self.present()], checked=len(findings), at=self.now())

    def report(self, *, since: datetime | None = None) -> Digest:
        """The latest findings of all seeds; with `since`, about what was new from then on. Works before any check."""
        from monitor.report.digest import gather

        ids = [seed.id for seed in self.present()]
        if not self.remembers:
            return gather((), ids, at=self.now(), since=since, news=None if since is None else ())
        latest = [replace(finding, seed=seed) for seed, finding in self.archive.latest().items()]
        news = None if since is None else self.archive.news(since=since)
        return gather(latest, ids, at=self.now(), since=since, news=news)

    def instant(self, words: str) -> datetime:
        """`7d` (so long ago), or a date or instant (UTC unless it says otherwise). Raises UsageError."""
        try:
            return self.now() - timedelta(seconds=config.read_duration(words))
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

        mail, bundle = self.config.settings.mail, self.config.settings.fetch.ca_bundle
        return Account(
            host=mail.host,
            port=mail.port,
            security=mail.security,
            username=mail.username,
            password_env=mail.password_env,
            sender=mail.sender,
            recipients=tuple(mail.recipients),
            ca_bundle=str(self.config.root / bundle) if bundle else "",
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
            seeds=[seed.id for seed in self.present()],
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
        )

    # ── looking back ──────────────────────────────────────────────────────────────────────────────

    def look_back(self, seed: Seed) -> Lookback:
        """Everything held about a seed. Raises UsageError where nothing was ever checked."""
        from monitor.check import Tools, host_of
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
            rule=tools.rule(host_of(seed.url or "")),
            now=self.now(),
            read=self.workers.answer,
        )

    def warnings(self) -> list[str]:
        """What is odd about the configuration or was mended in the archive; one line each."""
        return config.warnings(self.config) + (self._archive.warnings if self._archive else [])


@dataclass(frozen=True, slots=True)
class _Network:
    live: Live
    wayback: Wayback
    online: Callable[[], bool | None]


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


def set_up(folder: Path, name: str = "config.toml") -> Iterator[tuple[bool, Path]]:
    """`monitor init`: the folders and a commented configuration; (made, path) of each. Nothing is overwritten.

    Raises CannotCreateError.
    """
    try:
        for part in (folder, folder / "seeds", folder / "snapshots"):
            made = not part.is_dir()
            part.mkdir(parents=True, exist_ok=True)
            if part != folder:
                yield made, part
        path = folder / name
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(config.write_default())
        except FileExistsError:
            yield False, path
        else:
            yield True, path
    except OSError as error:
        raise CannotCreateError(f"{error.filename}: {error.strerror}", hint="Choose another folder.") from None


def _unread(seed: Seed) -> bool:
    """Whether nothing of a note could ever be read."""
    return not seed.raw and any(problem.code in seeds.UNREADABLE for problem in seed.problems)


def _few(found: Sequence[Seed]) -> str:
    names = [seed.id for seed in found[:5]]
    return ", ".join(names) + (" …" if len(found) > 5 else "")
