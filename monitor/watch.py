"""`monitor daemon`: what the scheduler's two duties come to: look at what is due, and send what is to be sent.

Configuration and notes are read anew for each run. What goes wrong in a run is said, and the next run tries again.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from monitor.assemble import Project, clock
from monitor.errors import InterruptedRunError, MonitorError
from monitor.model import Finding, Verdict
from monitor.schedule import daemon
from monitor.schedule.due import fingerprint


def watch(
    path: Path | None,
    *,
    say: Callable[[str], None],
    tell: Callable[[Finding], None],
    now: Callable[[], datetime] = clock,
) -> None:
    """Check what is due and send what is to be sent, until SIGTERM or SIGINT.

    `say` is given a line for each run and each trouble, `tell` every finding as it is made. Only a configuration that
    cannot be used at the start ends the daemon (ConfigError).
    """
    settings = Project.open(path, now=now).config.settings
    watcher = _Watcher(path, say, tell, now)
    daemon.watch(
        daemon.Duties(look=watcher.look, digest=watcher.digest),
        digest_at=settings.report.at,
        timezone=settings.schedule.timezone,
        stop=threading.Event(),
    )


class _Watcher:
    """What one awakening leaves for the next: the state of the notes, and when a mail that failed is tried again."""

    def __init__(
        self,
        path: Path | None,
        say: Callable[[str], None],
        tell: Callable[[Finding], None],
        now: Callable[[], datetime],
    ) -> None:
        self._path, self._say, self._tell, self._now = path, say, tell, now
        self._notes: int | None = None
        self._mail_at: datetime | None = None

    def look(self, stop: threading.Event) -> None:
        """Nothing, where nothing is due and no note has changed; else a run like any other."""
        try:
            with Project.open(self._path, now=self._now) as project:
                urgent = self._check(project, stop)
                if urgent or (self._mail_at is not None and self._mail_at <= self._now()):
                    self._mail(project)
        except InterruptedRunError:
            self._say("stopped in the middle of a run; what was seen so far is kept")
        except MonitorError as error:
            self._say(str(error))

    def digest(self, _: threading.Event) -> None:
        """The report whose time has come; without news there is none."""
        try:
            with Project.open(self._path, now=self._now) as project:
                self._mail(project)
        except MonitorError as error:
            self._say(str(error))

    def _check(self, project: Project, stop: threading.Event) -> bool:
        """Whether there is news that does not wait for the digest."""
        notes = fingerprint(project.config.seeds)
        if notes == self._notes and project.remembers and not project.archive.due(project.now()):
            return False
        counts: Counter[str] = Counter()
        urgent = False
        at_once = project.config.settings.report.at_once
        for finding in project.check(project.seeds, due=True, progress=_unseen, stop=stop, kind="daemon"):
            counts[finding.verdict.value] += 1
            urgent = urgent or (finding.new and _is_urgent(finding, at_once))
            self._tell(finding)
        self._notes = notes
        if counts:
            words = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
            self._say(f"checked {counts.total()}: {words}")
        return urgent

    def _mail(self, project: Project) -> None:
        if not project.config.settings.mail.host:
            return
        told = project.mail(force=False)
        self._mail_at = told.next_at
        for trouble in told.troubles:
            self._say(trouble)
        if told.mails:
            self._say(told.words())


def _is_urgent(finding: Finding, at_once: float) -> bool:
    weight = finding.comparison.weight if finding.comparison else 0.0
    return finding.verdict is Verdict.REMOVED or (finding.verdict is Verdict.EDITED and weight >= at_once)


def _unseen(done: int, total: int, words: str) -> None:
    """A daemon shows no bar."""
