"""What is held about one seed, told to a person who asks: its texts, their differences, its time line, its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from monitor.doubt import Kept
from monitor.errors import StorageError, UsageError
from monitor.judge import decide, explain, instant, lines
from monitor.judge.say import showed
from monitor.knowledge import Asking, Knowledge
from monitor.model import (
    Article,
    Comparison,
    Decision,
    History,
    Observation,
    RemovalPolicy,
    Seed,
    SiteRule,
    Snapshot,
    Verdict,
    Version,
)
from monitor.reading import Read, Unread, ask, copy_of, finish, tell_apart
from monitor.record import LOST

T = TypeVar("T")
Told = tuple[Comparison, Article, Article, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a time line. `what`: `note`, `memento`, `snapshot`, `version` or `verdict`; `id` where it has one."""

    at: datetime
    what: str
    words: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookback:
    """One seed and everything held about it. Articles are those of today's cleaner, like those of a check."""

    seed: Seed
    held: History
    shelf: Kept
    policy: RemovalPolicy
    rule: SiteRule | None
    now: datetime
    read: Callable[[Read], Any]

    def _known(self) -> Knowledge:
        if self.seed.url is None:
            raise UsageError(
                f"the note of {self.seed.id} gives no address, so no page of it can be read",
                hint="Give it one in config.toml; `monitor show --raw` has the bytes of what was read before.",
            )
        return Knowledge(self.seed, self.held, shelf=self.shelf, rule=self.rule, policy=self.policy)

    # ── texts ──

    def article(self, name: str) -> tuple[str, Article]:
        """`seed`, `first`, `latest`, a version's id or a date (the version that stood then) → its name and article."""
        if name == "seed":
            if not self.seed.has_copy:
                hint = "Name two versions: `monitor history` lists them."
                raise UsageError(f"the note of {self.seed.id} holds no copy", hint=hint)
            return "seed", self._done(ask(copy_of, self.seed))
        version = self.version(name)
        article = self._done(self._known().today(version))
        if article is None and version.article is LOST:
            raise StorageError(
                f"what was read as version {version.id} is lost", hint="its records are damaged: `monitor status`"
            )
        if article is None:
            raise UsageError(
                f"version {version.id} cannot be read any more", hint="`monitor show --raw` has its bytes."
            )
        return version.id, article

    def version(self, name: str) -> Version:
        if not self.held.versions:
            raise UsageError(f"no version of {self.seed.id} was ever read", hint="`monitor explain` says why.")
        return _pick(self.held.versions, name)

    def raw(self, name: str) -> bytes:
        """The bytes of a version, as its server sent them, content coding removed; of `seed`, the note."""
        if name == "seed":
            return self.seed.raw
        kept = self.shelf.snapshot(self.version(name).snapshot)
        return kept.body if isinstance(kept, Snapshot) else kept.wire

    def compare(self, old: str, new: str) -> Told:
        """Two texts compared by today's cleaner; a copy is first cut at the borders of the other, and weighed against
        the captures of other archives."""
        (old_name, before), (new_name, after) = self.article(old), self.article(new)
        readings = self._done(self._known().readings()) if old_name == "seed" else ()
        comparison, before, after = self._done(ask(tell_apart, before, after, readings, self.now))
        return comparison, before, after, (old_name, new_name)

    def called(self, name: str) -> str:
        """What a text is, for a person: `your copy`, or a version with the time at which it was read."""
        if name == "seed":
            return "your copy"
        at = next((version.at for version in self.held.versions if version.id == name), None)
        return f"version {name}, read {at:%Y-%m-%d %H:%M} UTC" if at else name

    def fidelity(self) -> Told:
        """How the copy differs from the earliest capture there is: another archive's, else our own first reading."""
        name, before = self.article("seed")
        readings = sorted(self._done(self._known().readings()), key=lambda reading: reading.at)
        if not readings:
            raise UsageError(f"no capture of {self.seed.id} was ever read", hint="`monitor check` makes one.")
        first = readings[0]
        comparison, before, after = self._done(ask(tell_apart, before, first.article, (), self.now))
        whose = "our own first reading" if first.source == "live" else f"the capture {first.source}"
        return comparison, before, after, (name, f"{whose} of {first.at:%Y-%m-%d}")

    def _done(self, steps: Asking[T]) -> T:
        """What comes of steps that ask for reading. Raises UsageError where it cannot be done within its limits."""
        try:
            return finish(steps, self.read)
        except Unread as trouble:
            hint = "`monitor show --raw` has the bytes."
            raise UsageError(f"{self.seed.id} cannot be read: {trouble.why}", hint=hint) from None

    # ── what was seen, and what it means ──

    @property
    def decision(self) -> Decision:
        if self.held.last is None:
            return decide((), self.policy, now=self.now, has_url=self.seed.url is not None)
        return self.held.last.decision

    def explanation(self) -> list[str]:
        """Plain sentences: what each look showed, the policy, and the rule that led to the verdict."""
        if self.seed.url is None:
            return [self.decision.rule]
        *looks, policy, verdict = explain(self.held.observations, self.decision, self.policy, now=self.now)
        return [f"{self.seed.id}: {self.seed.url}", "", *looks, "", policy, "", verdict]

    def explanation_json(self) -> dict[str, Any]:
        looks = lines(self.held.observations, self.policy, now=self.now)
        never = self.held.last is None and self.seed.url is not None
        return {
            "seed": self.seed.id,
            "url": self.seed.url,
            "verdict": None if never else self.decision.verdict.value,
            "reason": None if never else self.decision.reason,
            "rule": self.decision.rule,
            "looks": [
                {
                    "at": f"{look.at:%Y-%m-%dT%H:%M:%SZ}",
                    "run": look.run,
                    "status": look.status,
                    "showed": look.showed,
                    "worth": look.worth,
                    "snapshot": look.snapshot or None,
                }
                for look in looks
            ],
        }

    def timeline(self) -> list[Entry]:
        """Notes, mementos, snapshots, versions and verdicts, oldest first."""
        return sorted(self._entries(), key=lambda entry: entry.at)

    def _entries(self) -> Iterator[Entry]:
        held = self.held
        yield Entry(at=held.first_seen_at, what="note", words=f"{self.seed.path} was first seen")
        if held.baseline_since and held.baseline_since != held.first_seen_at:
            yield Entry(at=held.baseline_since, what="note", words="the note was edited by its owner: a new baseline")
        for reading in held.mementos:
            yield Entry(at=reading.at, what="memento", words=reading.source, id=reading.snapshot)
        for version in held.versions:
            words = f"{version.id}: {_sentences(version)}"
            technical = " (technical: read anew by a newer cleaner)" if version.technical else ""
            yield Entry(at=version.at, what="version", words=words + technical, id=version.id)
        before: Verdict | None = None
        for number, one in enumerate(held.observations, start=1):
            yield Entry(at=one.at, what="snapshot", words=_seen(one), id=one.snapshot)
            offline = one.verdict is Verdict.OFFLINE
            decision = decide(held.observations[:number], self.policy, now=instant(one), offline=offline)
            if decision.verdict is not before:
                yield Entry(at=one.at, what="verdict", words=f"{decision.verdict}: {decision.reason}")
            before = decision.verdict


def _seen(one: Observation) -> str:
    return f"{one.reason}: {showed(one)}"


def _sentences(version: Version) -> str:
    if version.article is LOST:
        return "what was read is lost: its record is damaged"
    number = len(version.article.sentences)
    return f"{number} sentence{'' if number == 1 else 's'}"


def _pick(versions: Sequence[Version], name: str) -> Version:
    if name in ("latest", "first"):
        return versions[-1] if name == "latest" else versions[0]
    named = [version for version in versions if len(name) >= 4 and version.id.startswith(name)]
    if named:
        return named[-1]
    at = _instant(name)
    if at is None:
        known = ", ".join(version.id for version in versions[-5:])
        raise UsageError(f"there is no version {name!r}", hint=f"Give `seed`, `latest`, a date or one of: {known}")
    stood = [version for version in versions if version.at <= at]
    if not stood:
        raise UsageError(f"nothing had been read by {name}", hint=f"The first version is of {versions[0].at:%Y-%m-%d}.")
    return stood[-1]


def _instant(date: str) -> datetime | None:
    """A date as people type it; a whole day counts to its end."""
    try:
        at = datetime.fromisoformat(date)
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return at + timedelta(days=1) if len(date) == len("2026-11-22") else at
