"""One check of one seed: the pipeline on one screen. It calls, and decides nothing.

`check` is a generator: it *asks* for what only the network can tell (`Look`, `Past`, `Play`) and is handed the
answer, its bytes already kept; and it asks to have pages read (`Read`), which may be done in another process. Who
fetches and reads, when, and how politely is the business of `run.py`; so the way of one seed reads as sentences here,
however many others are on their way at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from monitor.capture.choose import choose
from monitor.capture.lanes import host_of as lane_of
from monitor.capture.timemap import Timemap
from monitor.doubt import Aside, Kept, probe
from monitor.judge import Around, Case, Probe, announce, confirm, decide, hold, observe, offline, release
from monitor.knowledge import Knowledge
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
from monitor.reading import Read, Unread, ask, weigh

# A difference that a second look cannot confirm for want of an answer gets one more look in the same run.
LOOKS = 3
# The Wayback Machine's index is asked at intake, on news, then monthly: so that 20,000 seeds fit its limits.
PAST_EVERY = timedelta(days=30)
PAST_ON_NEWS = timedelta(days=1)
_READ = (Evidence.ALIVE, Evidence.ALTERED)
# What may be the page that a site shows for whatever it has not.
_DOUBTFUL = frozenset({"soft_404", "no_article", "redirect_elsewhere", "emptied", "shrunk"})
# Pages of these kinds may be the article's own, cut short.
_LITTLE = frozenset({"no_article", "shrunk", "emptied"})


# ── what a check asks for, what it is handed, what it leaves ──────────────────────────────────────


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What the run's other looks say about this one (`Around`): asked where it did not read the article, and answered
    when all others have been made."""

    case: Case


Ask = Look | Past | Play | Read | Aside | Neighbours


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
    asked_past: bool = False
    history: History | None = None


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

    known = Knowledge(seed, history, shelf=tools.shelf, rule=tools.rule(host_of(seed.url)), policy=tools.policy)
    taken: Taken = yield Look(url=seed.url, validators=known.validators)
    sight = yield from _see(taken, known, run)
    if sight.surprising:
        sight = yield from _confirm(sight, known, run)
    played: tuple[Reading, ...] = ()
    asked = False
    if _wants_past(sight, known, tools):
        asked, played = yield from _ask_the_past(sight, known, tools)
        sight = yield from _weigh(sight, known, played, run)
    around = yield from _look_around(sight, known, tools, played)
    if around.offline:
        return _say_offline(sight, known, tools)
    sight = _heed(sight, around, known, run)
    if _is_news_of_removal(sight, known, tools, played):
        # Fresh eyes before "removed" is said.
        fresh = yield from _see((yield Look(url=seed.url, fresh=True)), known, run)
        fresh = _heed(fresh, replace(around, why=""), known, run)
        sight = replace(fresh, observation=confirm.settle(sight.observation, fresh.observation))
    return (yield from _conclude(sight, known, tools, played=played, asked=asked, speaks=around.speaks))


# ── its sentences ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One look, read, compared and named. `copy` is the baseline as cut at this page's borders, `beside` the article
    with what the copy lacks named."""

    taken: Taken
    observation: Observation
    outcome: Article | NotAnArticle | None = None
    beside: Article | None = None
    copy: Article | None = None
    comparison: Comparison | None = None
    since: Comparison | None = None
    repeats: bool = False  # nothing was read again: bytes or server say that the last reading stands
    probe: Probe | None = None  # what the host shows for whatever it has not

    @property
    def article(self) -> Article | None:
        return self.outcome if isinstance(self.outcome, Article) else None

    @property
    def surprising(self) -> bool:
        """Whether it says something that was not known, and so needs a second look."""
        news = self.since if self.since is not None else self.comparison
        return self.article is not None and news is not None and news.differs

    @property
    def says_too_little(self) -> bool:
        """Whether it may be half a page: little or something else is in it, or there was nothing to compare it with."""
        if isinstance(self.outcome, NotAnArticle):
            return self.outcome.kind in _LITTLE
        return self.surprising or (self.comparison is None and self.since is None)


def _see(taken: Taken, known: Knowledge, run: str) -> Generator[Ask, Any, Sight]:
    """Read, compare, settle, name: steps 6, 7 and the first half of 8."""
    capture = taken.capture
    if isinstance(capture, Failure):
        return Sight(taken=taken, observation=_observe(taken, known, run))
    if known.still_stands(capture):
        last = known.last_read
        return Sight(
            taken=taken,
            observation=_observe(taken, known, run, comparison=last.comparison if last else None, repeats=True),
            comparison=last.comparison if last else None,
            since=Comparison(),
            repeats=True,
        )
    if capture.not_modified:
        return Sight(taken=taken, observation=_observe(taken, known, run))
    try:
        seen = yield from known.read(capture)
    except Unread as trouble:
        return _give_up(taken, known, run, trouble)
    sight = Sight(
        taken=taken,
        outcome=seen.outcome,
        beside=seen.beside,
        copy=seen.copy,
        comparison=seen.comparison,
        since=seen.since,
        observation=_observe(taken, known, run, outcome=seen.outcome, comparison=seen.comparison, since=seen.since),
    )
    if sight.says_too_little and known.breaks_off(capture, seen):
        return _half(sight, capture, known, run)
    if sight.observation.reason in _DOUBTFUL:
        return (yield from _doubt(sight, capture, known, run))
    return (yield from _weigh(sight, known, (), run))


def _doubt(sight: Sight, capture: Snapshot, known: Knowledge, run: str) -> Generator[Ask, Any, Sight]:
    """Some page stands in the article's place: is it what this host shows for whatever it has not?"""
    found = yield from probe(known.url, capture, known.shelf, now=capture.at, run=run)
    return _seen_again(sight, known, run, found) if found else sight


def _seen_again(sight: Sight, known: Knowledge, run: str, found: Probe) -> Sight:
    """The same look, named anew by what is known of its host."""
    observation = _observe(
        sight.taken, known, run, outcome=sight.outcome, comparison=sight.comparison, since=sight.since, probe=found
    )
    return replace(sight, observation=observation, probe=found)


def _half(sight: Sight, capture: Snapshot, known: Knowledge, run: str) -> Sight:
    """Half a page, though complete by all that the wire could show, is no answer: neither an edit nor a version."""
    failure = Failure(
        url=capture.url,
        at=capture.at,
        reason="truncated",
        code="page_cut",
        detail="the page breaks off: it is never closed, and the end of the text is not in it",
        final_url=capture.final_url,
        status=capture.status,
        head=capture.head,
        hops=capture.hops,
        request=capture.request,
        peer=capture.peer,
    )
    taken = replace(sight.taken, capture=failure)  # what is kept is the answer as it came
    return Sight(taken=taken, observation=_observe(taken, known, run))


def _give_up(taken: Taken, known: Knowledge, run: str, trouble: Unread) -> Sight:
    """A page that cannot be read within its limits is one in which no article was found; whatever was made of it
    so far does not count."""
    return Sight(taken=taken, outcome=trouble.outcome, observation=_observe(taken, known, run, outcome=trouble.outcome))


def _weigh(sight: Sight, known: Knowledge, played: Sequence[Reading], run: str) -> Generator[Ask, Any, Sight]:
    """Against what earlier captures showed: whose differences are they?"""
    try:
        settled = yield from _settle(sight, known, played)
    except Unread as trouble:
        return _give_up(sight.taken, known, run, trouble)
    if settled is None:
        return sight
    if "variant" in sight.observation.flags and sight.comparison:
        settled = confirm.agreed(sight.comparison, settled)
    observation = _observe(
        sight.taken, known, run, outcome=sight.article, comparison=settled, since=sight.since,
        flags=sight.observation.flags & {"variant"},
    )  # fmt: skip
    return replace(sight, comparison=settled, observation=observation)


def _settle(sight: Sight, known: Knowledge, played: Sequence[Reading]) -> Generator[Ask, Any, Comparison | None]:
    """The comparison with the copy, settled; None where there is nothing to settle."""
    if sight.beside is None or sight.copy is None or sight.comparison is None:
        return None
    if not (sight.comparison.differs or sight.comparison.candidates):
        return None
    earlier = yield from known.readings()
    readings = tuple(sorted((*earlier, *played), key=lambda reading: reading.at))
    return (yield from ask(weigh, sight.copy, sight.beside, readings, sight.observation.at))


def _observe(
    taken: Taken,
    known: Knowledge,
    run: str,
    *,
    outcome: Article | NotAnArticle | None = None,
    comparison: Comparison | None = None,
    since: Comparison | None = None,
    repeats: bool = False,
    flags: frozenset[str] = frozenset(),
    probe: Probe | None = None,
) -> Observation:
    capture = taken.capture
    return observe(
        capture,
        outcome,
        comparison,
        seed_url=known.url,
        at=capture.at,
        run=run,
        snapshot=taken.id,
        since_last=since,
        standing=known.standing if repeats else None,
        same_bytes=repeats and isinstance(capture, Snapshot) and not capture.not_modified,
        probe=probe,
        known_title=known.headline,
        no_copy=known.no_copy,
        flags=flags | (known.flags_of(outcome, comparison, since) if isinstance(outcome, Article) else frozenset()),
    )


def _confirm(first: Sight, known: Knowledge, run: str) -> Generator[Ask, Any, Sight]:
    """A difference counts once a second complete answer, on a fresh connection, says the same."""
    for _ in range(LOOKS - 1):
        second = yield from _see((yield Look(url=known.url, fresh=True)), known, run)
        both = _both(first.comparison, second.comparison)
        observation = confirm.settle(first.observation, second.observation, both)
        if second.article is None and not second.repeats:
            first_again = replace(second, observation=observation)
            continue
        if confirm.confirms(first.observation, second.observation):
            return second
        return replace(second, observation=observation, comparison=both, since=_both(first.since, second.since))
    return first_again


def _both(first: Comparison | None, second: Comparison | None) -> Comparison | None:
    return confirm.agreed(first, second) if first is not None and second is not None else second


def _wants_past(sight: Sight, known: Knowledge, tools: Tools) -> bool:
    if tools.memento_of is None or sight.observation.verdict is Verdict.REFUSED:
        return False
    asked_at = known.history.wayback_asked_at
    if asked_at is None:
        return True
    news = sight.surprising or (
        sight.observation.evidence not in _READ and sight.observation.evidence is not Evidence.NONE
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
        taken: Taken = yield Play(memento=memento, urgent=urgent)
        reading = yield from known.read_memento(taken.capture, taken.id)
        if reading:
            readings.append(reading)
    return isinstance(timemap, Timemap), tuple(readings)


# ── what the other looks of the run say ───────────────────────────────────────────────────────────


def _look_around(
    sight: Sight, known: Knowledge, tools: Tools, played: Sequence[Reading]
) -> Generator[Ask, Any, Around]:
    observation = sight.observation
    if observation.evidence in _READ or observation.verdict is Verdict.REFUSED:
        return Around()
    capture = sight.taken.capture
    before = known.last_look
    # Should it turn out that this is where the site sends whatever it has not.
    caught = _heed(sight, Around(catch_alls=frozenset({capture.final_url})), known, sight.observation.run)
    ripe = _says_more(_decide(caught if capture.hops else sight, known, tools, played).verdict, known.verdict)
    case = Case(
        seed=known.seed.id,
        url=known.url,
        host=lane_of(known.url),
        observation=observation,
        body=digest_of(capture.body) if isinstance(capture, Snapshot) else "",
        turned=before is not None
        and before.evidence in _READ
        and observation.verdict in (Verdict.MISSING, Verdict.UNREADABLE),
        ripe=ripe,
        confirmed=ripe and _was_ripe(known, tools, played, observation.at),
    )
    around: Around = yield Neighbours(case=case)
    return around


def _says_more(verdict: Verdict, told: Verdict | None) -> bool:
    return verdict in (Verdict.REMOVED, Verdict.EDITED) and verdict is not told


def _was_ripe(known: Knowledge, tools: Tools, played: Sequence[Reading], at: datetime) -> bool:
    """Whether only a site-wide hold kept an earlier run, `spacing` ago or more, from saying what this one would."""
    until = at - timedelta(seconds=tools.policy.spacing)
    earlier = [release(one) for one in known.history.observations if one.at <= until]
    if not earlier:
        return False
    decision = decide(earlier, tools.policy, now=earlier[-1].at, read_elsewhere_at=known.read_elsewhere_at(played))
    return _says_more(decision.verdict, known.verdict)


def _heed(sight: Sight, around: Around, known: Knowledge, run: str) -> Sight:
    if around.catch_alls and sight.outcome is not None and sight.observation.reason in _DOUBTFUL:
        found = sight.probe or Probe(at=sight.observation.at, status=0)
        sight = _seen_again(sight, known, run, replace(found, catch_alls=around.catch_alls))
    return replace(sight, observation=hold(sight.observation, around.why)) if around.why else sight


def _say_offline(sight: Sight, known: Knowledge, tools: Tools) -> Outcome:
    """Our own network was down in this run: nothing was learned about anybody."""
    observation = offline(sight.observation)
    earlier = known.history.observations
    decision = decide((*earlier, observation), tools.policy, now=observation.at, offline=True)
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
    return Outcome(finding=finding, observation=observation, versions=known.reread, history=known.history)


def _is_news_of_removal(sight: Sight, known: Knowledge, tools: Tools, played: Sequence[Reading]) -> bool:
    if sight.observation.evidence in _READ or known.verdict is Verdict.REMOVED:
        return False
    return _decide(sight, known, tools, played).verdict is Verdict.REMOVED


def _decide(sight: Sight, known: Knowledge, tools: Tools, played: Sequence[Reading]) -> Decision:
    return decide(
        (*known.history.observations, sight.observation),
        tools.policy,
        now=sight.observation.at,
        previous=known.last_told,
        read_elsewhere_at=None if sight.observation.evidence in _READ else known.read_elsewhere_at(played),
    )


def _conclude(
    sight: Sight, known: Knowledge, tools: Tools, *, played: tuple[Reading, ...], asked: bool, speaks: bool
) -> Generator[Ask, Any, Outcome]:
    """Put into one finding what was seen, what it means, and what is new about it."""
    decision = _decide(sight, known, tools, played)
    if decision.verdict is Verdict.EDITED and isinstance(sight.outcome, NotAnArticle):
        sight = yield from _own_up(sight, known, sight.observation.run)
        decision = _decide(sight, known, tools, played)
    capture, observation = sight.taken.capture, sight.observation
    told = observation.evidence in _READ or decision.verdict is Verdict.EDITED
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
            observations=(*known.history.observations, observation),
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
    complete = isinstance(capture, Snapshot) and observation.evidence in _READ and not sight.repeats
    return Outcome(
        finding=finding,
        observation=observation,
        versions=(*known.reread, *((version,) if version else ())),
        mementos=played,
        validators=_validators(capture) if complete else None,
        body_digest=digest_of(capture.body) if complete and isinstance(capture, Snapshot) else "",
        asked_past=asked,
        history=known.history,
    )


def _own_up(sight: Sight, known: Knowledge, run: str) -> Generator[Ask, Any, Sight]:
    """Two looks agreed on how little is left of the text: that little is the article now, and is compared."""
    assert isinstance(sight.outcome, NotAnArticle)  # noqa: S101 - asked by `_conclude`
    reading = sight.outcome.reading or Article(title=sight.outcome.title, how="emptied", cleaner=known.stamp)
    try:
        seen = yield from known.own_up(reading)
        sight = replace(
            sight,
            outcome=seen.outcome,
            beside=seen.beside,
            copy=seen.copy,
            comparison=seen.comparison,
            since=seen.since,
        )
        settled = yield from _settle(sight, known, ())
    except Unread as trouble:
        return _give_up(sight.taken, known, run, trouble)
    return replace(sight, comparison=settled) if settled else sight


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
def host_of(url: str) -> str:
    """The host's name, without its port; empty where the address is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
