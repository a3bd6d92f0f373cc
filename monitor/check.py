"""One check of one seed: the pipeline on one screen. It calls, and decides nothing.

`check` is a generator: it *asks* for what only the network can tell (`asks.py`) and is handed the answer, its bytes
already kept; and it asks to have pages read (`Read`), which may be done in another process. Who fetches and reads,
when, and how politely is the business of `run.py`; so the way of one seed reads as sentences here, however many others
are on their way at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from monitor.asks import Ask, Look, Neighbours, Past, Play, Taken
from monitor.capture.choose import choose
from monitor.capture.lanes import host_of
from monitor.capture.timemap import Timemap
from monitor.doubt import Kept
from monitor.judge import Around, Case, Clock, announce, confirm, decide, instant, offline, release
from monitor.knowledge import Knowledge
from monitor.model import (
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
)
from monitor.sight import READ, Sight, heed, look_elsewhere, look_over_tls, look_twice, own_up, see, settle_with

# The Wayback Machine's index is asked at intake, on news, then monthly: so that 20,000 seeds fit its limits.
PAST_EVERY = timedelta(days=30)
PAST_ON_NEWS = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that one check leaves behind; `run.py` has it recorded in one transaction."""

    finding: Finding
    observation: Observation | None = None
    versions: tuple[Version, ...] = ()
    mementos: tuple[Reading, ...] = ()
    validators: Validators | None = None
    body_digest: str = ""
    asked_past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a check is given beside the seed. Without `memento_of` the Wayback Machine is not asked."""

    shelf: Kept
    policy: RemovalPolicy
    rules: Mapping[str, SiteRule] = field(default_factory=dict)
    max_mementos: int = 10
    memento_of: Callable[[str, str], Memento | None] | None = None

    def rule(self, host: str) -> SiteRule | None:
        """What config.toml says of a host, or of the domain above it."""
        while host:
            if host in self.rules:
                return self.rules[host]
            host = host.partition(".")[2]
        return None


Check = Generator[Ask, Any, Outcome]


# ── the check ─────────────────────────────────────────────────────────────────────────────────────


def check(seed: Seed, history: History, tools: Tools, *, now: datetime, run: str) -> Check:
    """From a seed and what we hold about it to its finding."""
    if seed.url is None:
        decision = decide((), tools.policy, now=now, has_url=False)
        return Outcome(
            finding=Finding(seed=seed.id, url=None, title=seed.title, decision=decision, checked_at=now, new=False)
        )

    known = Knowledge(seed, history, shelf=tools.shelf, rule=tools.rule(name_of(seed.url)), policy=tools.policy)
    sight = yield from see((yield Look(url=seed.url, validators=known.validators)), known, run)
    if sight.surprising:
        sight = yield from look_twice(sight, known, run)
    if sight.observation.evidence in (Evidence.ABSENT, Evidence.GONE):
        sight = yield from look_elsewhere(sight, known, run)
    played: tuple[Reading, ...] = ()
    asked = False
    if _wants_past(sight, known, tools):
        asked, played = yield from _ask_the_past(sight, known, tools)
        sight = yield from settle_with(sight, known, played, run)
    around = Around()
    if sight.observation.evidence not in READ and sight.observation.verdict is not Verdict.REFUSED:
        known.put_away()  # thousands may wait here to the end of the run
        around = yield Neighbours(case=partial(_case_of, sight, known, tools, played))
    if around.offline:
        return _say_offline(sight, known, tools)
    sight = heed(sight, around, known, run)
    if _is_news_of_removal(sight, known, tools, played):
        # Fresh eyes before "removed" is said.
        fresh = yield from see((yield Look(url=seed.url, fresh=True)), known, run)
        fresh = heed(fresh, replace(around, why=""), known, run)
        sight = replace(fresh, observation=confirm.settle(sight.observation, fresh.observation))
        if sight.observation.evidence in (Evidence.ABSENT, Evidence.GONE):
            sight = yield from look_over_tls(sight, known, run)
    return (yield from _conclude(sight, known, tools, played=played, asked=asked, speaks=around.speaks))


# ── its sentences ─────────────────────────────────────────────────────────────────────────────────


def _wants_past(sight: Sight, known: Knowledge, tools: Tools) -> bool:
    if tools.memento_of is None or sight.observation.verdict is Verdict.REFUSED:
        return False
    asked_at = known.history.wayback_asked_at
    if asked_at is None or asked_at > sight.observation.at:  # the clock that wrote it has been set back
        return True
    news = sight.surprising or (
        sight.observation.evidence not in READ and sight.observation.evidence is not Evidence.NONE
    )
    return sight.observation.at - asked_at >= (PAST_ON_NEWS if news else PAST_EVERY)


def _ask_the_past(
    sight: Sight, known: Knowledge, tools: Tools
) -> Generator[Ask, Any, tuple[bool, tuple[Reading, ...]]]:
    """The mementos that matter, played and read. Whatever fails here is the other archive's trouble, nobody's fate."""
    seed, urgent = known.seed, sight.surprising
    assert tools.memento_of is not None  # noqa: S101 - asked by `_wants_past`
    own = tools.memento_of(seed.archive, known.url) if seed.archive else None
    timemap: Timemap | Failure = yield Past(url=known.url, urgent=urgent)
    wanted: tuple[Memento, ...] = (own,) if own else ()
    if isinstance(timemap, Timemap):
        wanted = choose(
            timemap, archive=own, copied_at=seed.archive_at, published=seed.published, limit=tools.max_mementos
        )
    readings = []
    for memento in wanted:
        if memento.uri in known.played:
            continue
        reading = yield from _read_played((yield Play(memento=memento, urgent=urgent)), known)
        if reading:
            readings.append(reading)
    return isinstance(timemap, Timemap), tuple(readings)


def _read_played(taken: Taken, known: Knowledge) -> Generator[Ask, Any, Reading | None]:
    """Its own generator, since the next one may be waited for long, and this one's page not be held meanwhile."""
    return (yield from known.read_memento(taken.capture, taken.id))


# ── what the other looks of the run say ───────────────────────────────────────────────────────────


def _case_of(sight: Sight, known: Knowledge, tools: Tools, played: Sequence[Reading], clock: Clock) -> Case:
    """A look that did not read its article, as the others of the run are told of it."""
    capture, run = sight.taken.capture, sight.observation.run
    before = known.last_look
    sight = heed(sight, Around(clock=clock), known, run)
    observation = sight.observation
    # Should it turn out that this is where the site sends whatever it has not.
    caught = heed(sight, Around(catch_alls=frozenset({capture.final_url}), clock=clock), known, run)
    ripe = _says_more(_decide(caught if capture.hops else sight, known, tools, played).verdict, known.verdict)
    return Case(
        seed=known.seed.id,
        url=known.url,
        host=host_of(known.url),
        observation=observation,
        body=sight.taken.digest,
        turned=before is not None
        and before.evidence in READ
        and observation.verdict in (Verdict.MISSING, Verdict.UNREADABLE),
        ripe=ripe,
        confirmed=ripe and _was_ripe(known, tools, played, instant(observation)),
    )


def _says_more(verdict: Verdict, told: Verdict | None) -> bool:
    return verdict in (Verdict.REMOVED, Verdict.EDITED) and verdict is not told


def _was_ripe(known: Knowledge, tools: Tools, played: Sequence[Reading], at: datetime) -> bool:
    """Whether only a site-wide hold kept an earlier run, `spacing` ago or more, from saying what this one would."""
    until = at - timedelta(seconds=tools.policy.spacing)
    earlier = [release(one) for one in known.looks if instant(one) <= until]
    if not earlier:
        return False
    decision = decide(
        earlier, tools.policy, now=instant(earlier[-1]), read_elsewhere_at=known.read_elsewhere_at(played)
    )
    return _says_more(decision.verdict, known.verdict)


def _say_offline(sight: Sight, known: Knowledge, tools: Tools) -> Outcome:
    """Our own network was down in this run: nothing was learned about anybody."""
    observation = offline(sight.observation)
    earlier = known.looks
    decision = decide((*earlier, observation), tools.policy, now=instant(observation), offline=True)
    capture = sight.taken.capture
    finding = Finding(
        seed=known.seed.id,
        url=known.url,
        title=known.headline or known.seed.title,
        decision=decision,
        checked_at=observation.at,
        new=False,
        status=capture.status,
        final_url=capture.final_url,
        redirects=tuple(hop.location for hop in capture.hops),
        snapshot=sight.taken.id,
        version=known.latest_id,
        detail=observation.detail,
    )
    return Outcome(finding=finding, observation=observation, versions=known.reread)


def _is_news_of_removal(sight: Sight, known: Knowledge, tools: Tools, played: Sequence[Reading]) -> bool:
    if sight.observation.evidence in READ or known.verdict is Verdict.REMOVED:
        return False
    return _decide(sight, known, tools, played).verdict is Verdict.REMOVED


def _decide(sight: Sight, known: Knowledge, tools: Tools, played: Sequence[Reading]) -> Decision:
    return decide(
        (*known.looks, sight.observation),
        tools.policy,
        now=instant(sight.observation),
        previous=known.last_told,
        read_elsewhere_at=None if sight.observation.evidence in READ else known.read_elsewhere_at(played),
    )


def _conclude(
    sight: Sight, known: Knowledge, tools: Tools, *, played: tuple[Reading, ...], asked: bool, speaks: bool
) -> Generator[Ask, Any, Outcome]:
    """Put into one finding what was seen, what it means, and what is new about it."""
    decision = _decide(sight, known, tools, played)
    if decision.verdict is Verdict.EDITED and isinstance(sight.outcome, NotAnArticle):
        sight = yield from own_up(sight, known, sight.observation.run)
        decision = _decide(sight, known, tools, played)
    capture, observation = sight.taken.capture, sight.observation
    if decision.next_at is not None:  # which is compared with our own clock, right or wrong
        decision = replace(decision, next_at=decision.next_at + timedelta(seconds=observation.ahead))
    told = observation.evidence in READ or decision.verdict is Verdict.EDITED
    version = known.version_of(sight.article, capture, sight.taken.id, sight.since) if told else None
    finding = Finding(
        seed=known.seed.id,
        url=known.url,
        title=known.headline or (sight.article.title if sight.article else "") or known.seed.title,
        decision=decision,
        checked_at=observation.at,
        # Where a whole site turns at once, one of its seeds tells it.
        new=speaks
        and announce(
            known.last_told,
            decision,
            since_last=sight.since,
            observations=(*known.looks, observation),
            policy=tools.policy,
        ),
        status=capture.status,
        final_url=capture.final_url,
        redirects=tuple(hop.location for hop in capture.hops),
        comparison=sight.comparison if told else None,
        since_last=SinceLast(comparison=sight.since, version=known.latest_id) if told and sight.since else None,
        snapshot=sight.taken.id,
        version=version.id if version else known.latest_id,
        detail=observation.detail,
        cleaner=known.stamp if told else "",
    )
    complete = isinstance(capture, Snapshot) and observation.evidence in READ and not sight.repeats
    return Outcome(
        finding=finding,
        observation=observation,
        versions=(*known.reread, *((version,) if version else ())),
        mementos=played,
        validators=_validators(capture) if complete else None,
        body_digest=sight.taken.digest if complete else "",
        asked_past=asked,
    )


def _validators(capture: Snapshot | Failure) -> Validators | None:
    """The server's own words, verbatim, from a complete answer in which the article was read."""
    if not isinstance(capture, Snapshot) or capture.status != 200 or capture.unverified:
        return None
    etag, date = capture.header("etag") or "", capture.header("last-modified") or ""
    return Validators(final_url=capture.final_url, etag=etag, last_modified=date) if etag or date else None


def is_answer(capture: Snapshot | Failure) -> bool:
    """Whether somebody out there said something just now. That a host asked for peace in an earlier run is known
    without asking, and says nothing of today's network."""
    return isinstance(capture, Snapshot) or (capture.status is not None and capture.code != "retry_after")


@lru_cache(maxsize=4096)
def name_of(url: str) -> str:
    """A host's name, without its port; empty where the address is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
