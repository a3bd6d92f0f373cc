"""`monitor daemon`: what one awakening comes to: look at what is due, and send what is to be sent.

Configuration and notes are read anew each time, and nothing is kept in mind that would be missed after a restart: a
digest is due when news has waited since before the hour of `[report] at`. What goes wrong is said once, not at every
awakening, and the next one tries again.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from monitor.assemble import Project, clock
from monitor.errors import InterruptedRunError, LockHeldError, MonitorError, UsageError
from monitor.model import Finding, Verdict
from monitor.schedule import daemon
from monitor.schedule.cron import following

# A run that fails is tried again after 1, 2, 4 … awakenings, so that a full disk has no site asked every ten seconds.
LONGEST_PAUSE = 64
# The same trouble is said again after so long, for those who read the end of a log.
AGAIN = timedelta(hours=6)


def watch(
    path: Path | None,
    *,
    say: Callable[[str], None],
    tell: Callable[[Finding], None],
    stop: threading.Event,
    now: Callable[[], datetime] = clock,
    tick: float = daemon.TICK,
) -> None:
    """Check what is due and send what is to be sent, until `stop` is set, or SIGTERM or SIGINT comes.

    `say` is given a line for each run and each trouble, `tell` every finding as it is made. Only a configuration that
    cannot be used at the start ends the daemon (UsageError).
    """
    with Project.open(path, now=now) as project:
        settings = project.config.settings
        following(settings.report.at, settings.schedule.timezone, now())
        if settings.mail.host:
            _ = project.mail_account
        say(f"watching the notes in {project.config.seeds}")
    daemon.watch(_Watcher(path, say, tell, now).look, stop=stop, tick=tick)


class _Watcher:
    """What one awakening leaves for the next: nothing that matters, but what was said, and what need not be asked."""

    def __init__(
        self,
        path: Path | None,
        say: Callable[[str], None],
        tell: Callable[[Finding], None],
        now: Callable[[], datetime],
    ) -> None:
        self._path, self._say, self._tell, self._now = path, say, tell, now
        self._trouble, self._said_at = "", now()
        self._failures = self._pause = 0
        self._mail_at: datetime | None = None  # None: the outbox is to be asked
        self._mail_by: tuple[object, ...] = ()  # the settings that this rests on

    def look(self, stop: threading.Event) -> None:
        """Nothing, where nothing is due and no note has changed; else a run like any other. Raises nothing."""
        if self._pause:
            self._pause -= 1
            return
        try:
            with Project.open(self._path, now=self._now) as project:
                try:
                    if not _at_rest(project):
                        self._check(project, stop)
                    if not stop.is_set():
                        self._mail(project)
                finally:
                    for words in project.mended():
                        self._say(words)
        except InterruptedRunError:
            self._say("stopped in the middle of a run; what was seen so far is kept")
        except (UsageError, LockHeldError) as error:  # nothing was begun
            self._complain(str(error))
        except MonitorError as error:
            self._fail(str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours in one run must not end the watch
            self._fail(f"a fault of the monitor itself: {type(error).__name__}: {error}; please report it")
        else:
            self._trouble, self._failures = "", 0

    def _check(self, project: Project, stop: threading.Event) -> None:
        counts: Counter[str] = Counter()
        known = project.clock_trouble
        at_once = project.config.settings.report.at_once
        for finding in project.check(project.seeds, due=True, progress=_unseen, stop=stop, kind="daemon"):
            counts[finding.verdict.value] += 1
            if finding.new and _is_urgent(finding, at_once):
                self._mail_at = None
            self._tell(finding)
        if counts:
            words = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
            self._say(f"checked {counts.total()}: {words}")
        if project.clock_trouble and not known:
            self._say(project.clock_trouble)

    # ── mail ──

    def _mail(self, project: Project) -> None:
        """Send the news whose time has come. The outbox is asked when it may have come, not at every awakening."""
        now, settings = self._now(), project.config.settings
        rests_on = (settings.mail, settings.report, settings.schedule.timezone)
        if rests_on != self._mail_by:
            self._mail_at, self._mail_by = None, rests_on
        if not settings.mail.host or not project.remembers or (self._mail_at is not None and now < self._mail_at):
            return
        if any(at <= now for at in self._times(project)):
            told = project.mail(force=False)
            for trouble in told.troubles:
                self._say(trouble)
            if told.mails:
                self._say(told.words())
        slot = following(settings.report.at, settings.schedule.timezone, now)
        times = [at for at in (*self._times(project), slot) if at is not None and at > now]
        self._mail_at = min(times, default=now + timedelta(days=1))

    def _times(self, project: Project) -> list[datetime]:
        """When each piece of news that waits is to be sent."""
        settings = project.config.settings
        at, zone, at_once = settings.report.at, settings.schedule.timezone, settings.report.at_once
        known: dict[datetime, datetime | None] = {}
        times = []
        for letter in project.archive.letters():
            if letter.state == "failed":
                continue
            if letter.tries or _is_urgent(letter.finding, at_once):
                times.append(letter.next_try_at or letter.since_at)
                continue
            minute = letter.since_at.replace(second=0, microsecond=0)
            if minute not in known:
                known[minute] = following(at, zone, letter.since_at)
            if (slot := known[minute]) is not None:
                times.append(slot)
        return times

    # ── trouble ──

    def _fail(self, words: str) -> None:
        self._pause = min(LONGEST_PAUSE, 2**self._failures)
        self._failures += 1
        self._complain(words)

    def _complain(self, words: str) -> None:
        now = self._now()
        if words != self._trouble or abs(now - self._said_at) >= AGAIN:
            self._trouble, self._said_at = words, now
            self._say(words)


def _at_rest(project: Project) -> bool:
    """Whether there is nothing to look at: nothing is due, and no note has changed, or one is just being written."""
    if not project.remembers or project.archive.due(project.now()):
        return False
    return project.notes.at_rest(project.now()) or project.notes.unsettled


def _is_urgent(finding: Finding, at_once: float) -> bool:
    weight = finding.comparison.weight if finding.comparison else 0.0
    return finding.verdict is Verdict.REMOVED or (finding.verdict is Verdict.EDITED and weight >= at_once)


def _unseen(done: int, total: int, words: str) -> None:
    """A daemon shows no bar."""
