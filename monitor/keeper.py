"""Our memory as a run needs it: histories in, captures kept, outcomes recorded with when to look again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.asks import Taken
from monitor.capture.lanes import host_of
from monitor.check import Outcome, name_of
from monitor.config import Config
from monitor.judge import rest, turned_away
from monitor.model import Failure, Finding, History, Snapshot, Verdict
from monitor.record import Archive
from monitor.schedule.due import next_look

# News that is found within so many seconds shares a commit.
MOMENT = 0.2


class Keeper:
    """The archive, for one run. `now` is a clock: when the Wayback Machine was asked is nobody's instant but ours."""

    def __init__(self, archive: Archive, config: Config, run: str, now: Callable[[], datetime]) -> None:
        self._archive, self._config, self._run, self._now = archive, config, run, now
        self._news = False  # whether any waits to be on the disk
        self._told_at = 0.0  # when the last was brought there, by the monotonic clock
        self._away: dict[str, str] = {}  # since when a host stays away, as far as asked for in this run

    def histories(self, seeds: Sequence[str]) -> dict[str, History]:
        return self._archive.histories(seeds)

    def keep(self, capture: Snapshot | Failure, *, seed: str | None = None) -> Taken:
        """The capture as a check is handed it: of what came over the wire only the record has need from here on."""
        id = self._archive.keep(capture, seed=seed)
        bare = replace(capture, wire=b"") if capture.wire else capture
        return Taken(capture=bare, id=id, digest=self._archive.body_digest(id))

    def note(self, outcome: Outcome) -> None:
        finding = outcome.finding
        every = self._config.every(finding.seed, name_of(finding.url or ""))
        self._archive.record(
            finding,
            outcome.observation,
            run=self._run,
            versions=outcome.versions,
            mementos=outcome.mementos,
            validators=outcome.validators,
            body_digest=outcome.body_digest,
            next_at=max(next_look(finding, every), finding.checked_at + self._rest(finding)),
            wayback_asked_at=self._now() if outcome.asked_past else None,
        )
        self._news = self._news or finding.new
        self.settle()

    def settle(self) -> None:
        """Have on the disk what has waited long enough: news at once, but that of one moment together. Twenty thousand
        articles that vanish in one run would cost as many syncs otherwise."""
        at_once = self._news and time.monotonic() - self._told_at >= MOMENT
        if at_once:
            self._news, self._told_at = False, time.monotonic()
        self._archive.commit(force=at_once)

    def _rest(self, finding: Finding) -> timedelta:
        """How long a host that stays away is left alone by what looks by itself; a person's check asks all the same."""
        if finding.url is None or finding.verdict in (Verdict.OFFLINE, Verdict.REFUSED):
            return timedelta(0)
        key = f"away:{host_of(finding.url)}"
        if key not in self._away:
            self._away[key] = self._archive.recall(key) or ""
        since = _instant(self._away[key])
        if not turned_away(finding):
            if self._away[key]:
                self._remember(key, "")
            return timedelta(0)
        if since is None or since > finding.checked_at:
            since = finding.checked_at
            self._remember(key, since.isoformat())
        return rest(since, finding.checked_at)

    def _remember(self, key: str, value: str) -> None:
        self._away[key] = value
        self._archive.remember(key, value)


def _instant(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None
