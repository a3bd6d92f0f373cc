"""One check of one seed: the pipeline on one screen. It calls, and decides nothing.

`check` is a generator: it *asks* for what only the network can tell (`Look`, `Past`, `Play`) and is handed the
answer, bytes already kept. Who fetches, when, and how politely is the business of `run.py`; so the way of one seed
reads as sentences here, however many others are on their way at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from monitor import clean
from monitor.capture import wayback
from monitor.clean import fold
from monitor.clean.copy import read_copy
from monitor.clean.normalise import normalise
from monitor.compare import agree, compare, settle
from monitor.judge import announce, confirms, decide, observe
from monitor.model import (
    Article,
    Comparison,
    Decision,
    Evidence,
    Failure,
    Finding,
    History,
    Memento,
    NotAnArticle,
    Observation,
    Reading,
    RemovalPolicy,
    Seed,
    SinceLast,
    SiteRule,
    Snapshot,
    Validators,
    Verdict,
    Version,
    digest_of,
)

# A page whose server keeps answering "not modified" is asked for in full now and then: ETags lie (faults.md, G44).
UNCONDITIONAL_EVERY = 7
# CDX is asked at intake, on news, then monthly: so that 20,000 seeds fit the Internet Archive's limits.
WAYBACK_EVERY = timedelta(days=30)
# A difference that the second look does not confirm gets a third, and no more.
LOOKS = 3


# ── what a check asks for, and what it is handed ──────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The original, now. `fresh`: on a new connection, without conditions."""

    url: str
    validators: Validators | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the Wayback Machine lists for the original. `urgent`: there is news to settle."""

    url: str
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One memento's bytes."""

    memento: Memento
    urgent: bool = False


Ask = Look | Past | Play


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The answer to a Look or a Play: the bytes, and the id under which they are kept already."""

    capture: Snapshot | Failure
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that one check leaves behind; `run.py` has it recorded in one transaction."""

    finding: Finding
    observation: Observation | None = None
    versions: tuple[Version, ...] = ()
    mementos: tuple[Reading, ...] = ()
    validators: Validators | None = None
    body_digest: str = ""
    asked_wayback: bool = False


class Shelf(Protocol):
    """The one thing a check reads from the archive: bytes kept earlier, to be read again by today's cleaner."""

    def snapshot(self, id: str) -> Snapshot | Failure: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a check is given beside the seed."""

    shelf: Shelf
    policy: RemovalPolicy
    rule: Callable[[str], SiteRule | None]  # by host
    mementos: int = 10
    replay: str = "https://web.archive.org/web"
    past: bool = True  # whether the Wayback Machine may be asked


# ── the check ─────────────────────────────────────────────────────────────────────────────────────

Check = Generator[Ask, Any, Outcome]


def check(seed: Seed, history: History, tools: Tools, *, now: datetime, run: str) -> Check:
    """From a seed and what we hold about it to its finding."""
    if seed.url is None:
        return Outcome(finding=_finding(seed, history, decide((), tools.policy, now=now, has_url=False), at=now))

    known = Knowledge(seed, history, tools)
    taken: Taken = yield Look(url=seed.url, validators=known.validators)
    if known.repeats(taken.capture):
        return _repeat(known, taken, run)

    sight = _see(taken, known, run)
    if sight.surprising:
        sight = yield from _confirm(sight, known, run)
    mementos: tuple[Reading, ...] = ()
    asked = False
    if known.wants_past(sight):
        mementos, asked = yield from _ask_wayback(sight, known)
        sight = sight.settled(known, mementos)
    if sight.decision(known).verdict is Verdict.REMOVED and known.verdict is not Verdict.REMOVED:
        fresh = _see((yield Look(url=seed.url, fresh=True)), known, run)  # fresh eyes before "removed" is said
        sight = fresh if fresh.observation.evidence is not sight.observation.evidence else sight
    return _conclude(sight, known, mementos=mementos, asked_wayback=asked)


def _repeat(known: Knowledge, taken: Taken, run: str) -> Outcome:
    """The server says, or the bytes show, that nothing moved since the last reading: nothing is read again."""
    last = known.history.last_read
    assert last is not None  # noqa: S101 - what `repeats` has just asked
    assert isinstance(taken.capture, Snapshot)  # noqa: S101 - the same
    snapshot = taken.capture
    reason = "not_modified" if snapshot.not_modified else "same_bytes"
    stood = known.last_alive
    observation = Observation(
        at=snapshot.at,
        run=run,
        evidence=stood.evidence if stood else Evidence.ALIVE,
        verdict=last.verdict,
        reason=last.decision.reason if last.verdict is Verdict.EDITED else reason,
        status=snapshot.status,
        final_url=snapshot.final_url,
        snapshot=taken.id,
        text=stood.text if stood else "",
        flags=last.decision.flags - {"restored", "reverted"},
    )
    decision = decide((*known.history.observations, observation), known.tools.policy, now=snapshot.at)
    finding = replace(
        last,
        decision=decision,
        checked_at=snapshot.at,
        new=announce(known.last_decision, decision, restored="restored" in decision.flags),
        status=snapshot.status,
        snapshot=taken.id,
        since_last=SinceLast(comparison=Comparison(), version=last.version),
    )
    return Outcome(
        finding=finding, observation=observation, validators=known.history.validators, body_digest=known.body_digest
    )
