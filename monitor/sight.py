"""One look at an original: read, compared, settled and named (steps 6, 7 and the first half of 8).

A look that surprises is made again on a fresh connection; one that shows some page in the article's place is set
beside what the host shows for whatever it has not. What it all adds up to is not said here but in `judge/decide`.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monitor.asks import Ask, Look, Taken
from monitor.doubt import probe
from monitor.judge import Around, Probe, confirm, date, hold, observe, over_tls
from monitor.knowledge import Knowledge
from monitor.model import Article, Comparison, Evidence, Failure, NotAnArticle, Observation, Reading, Snapshot
from monitor.reading import Unread, ask, weigh

# A difference that a second look cannot confirm for want of an answer gets one more look in the same run.
LOOKS = 3
# Evidence for which the article was read.
READ = (Evidence.ALIVE, Evidence.ALTERED)
# What may be the page that a site shows for whatever it has not.
_DOUBTFUL = frozenset({"soft_404", "no_article", "redirect_elsewhere", "emptied", "shrunk", "parked"})
# Pages of these kinds may be the article's own, cut short.
_LITTLE = frozenset({"no_article", "shrunk", "emptied"})


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


def see(taken: Taken, known: Knowledge, run: str) -> Generator[Ask, Any, Sight]:
    """Read, compare, settle, name: steps 6, 7 and the first half of 8."""
    capture = taken.capture
    if isinstance(capture, Failure):
        return Sight(taken=taken, observation=_observe(taken, known, run))
    taken = taken.put_away()
    if known.still_stands(capture, taken.digest):
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
        seen = yield from known.read(capture, taken.digest)
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
    return (yield from settle_with(sight, known, (), run))


def _doubt(sight: Sight, capture: Snapshot, known: Knowledge, run: str) -> Generator[Ask, Any, Sight]:
    """Some page stands in the article's place: is it what this host shows for whatever it has not?"""
    found = yield from probe(known.url, capture, known.shelf, before=known.last_page, now=capture.at, run=run)
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


def settle_with(sight: Sight, known: Knowledge, played: Sequence[Reading], run: str) -> Generator[Ask, Any, Sight]:
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
    stood = yield from known.last_stood(sight.observation.at)
    readings = tuple(sorted((*earlier, *stood, *played), key=lambda reading: reading.at))
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
        confirmed=known.told_edited,
        no_copy=known.no_copy,
        flags=flags | (known.flags_of(outcome, comparison, since) if isinstance(outcome, Article) else frozenset()),
    )


def look_twice(first: Sight, known: Knowledge, run: str, *, url: str = "") -> Generator[Ask, Any, Sight]:
    """A difference counts once a second complete answer, on a fresh connection, says the same."""
    for _ in range(LOOKS - 1):
        second = yield from see((yield Look(url=url or known.url, fresh=True)), known, run)
        both = _both(first.comparison, second.comparison)
        observation = confirm.settle(first.observation, second.observation, both)
        if second.article is None and not second.repeats:
            first_again = replace(second, observation=observation)
            continue
        if confirm.confirms(first.observation, second.observation):
            return second
        return replace(second, observation=observation, comparison=both, since=_both(first.since, second.since))
    return first_again


def look_elsewhere(sight: Sight, known: Knowledge, run: str) -> Generator[Ask, Any, Sight]:
    """The article's own address says that it is gone. Where it was last read at another one: does it stand there?"""
    if known.further is None:
        return sight
    other = yield from see((yield Look(url=known.further, fresh=True)), known, run)
    if other.surprising:
        other = yield from look_twice(other, known, run, url=known.further)
    observation = confirm.elsewhere(sight.observation, other.observation)
    return replace(other if other.observation.evidence in READ else sight, observation=observation)


def look_over_tls(sight: Sight, known: Knowledge, run: str) -> Generator[Ask, Any, Sight]:
    """Browsers ask for https first: where the article stands there, it is not gone, whatever is said over http."""
    if not (secure := over_tls(known.url)):
        return sight
    other = yield from see((yield Look(url=secure, fresh=True)), known, run)
    if other.surprising:
        other = yield from look_twice(other, known, run, url=secure)
    if other.observation.evidence not in READ:
        return sight
    return replace(other, observation=confirm.elsewhere(sight.observation, other.observation))


def _both(first: Comparison | None, second: Comparison | None) -> Comparison | None:
    return confirm.agreed(first, second) if first is not None and second is not None else second


def heed(sight: Sight, around: Around, known: Knowledge, run: str) -> Sight:
    """The same look, named anew by what the run's other looks say of it."""
    if around.catch_alls and sight.outcome is not None and sight.observation.reason in _DOUBTFUL:
        found = sight.probe or Probe(at=sight.observation.at, status=0)
        sight = _seen_again(sight, known, run, replace(found, catch_alls=around.catch_alls))
    observation = date(sight.observation, around.clock)
    if around.why:
        observation = hold(observation, around.why)
    return sight if observation is sight.observation else replace(sight, observation=observation)


def own_up(sight: Sight, known: Knowledge, run: str) -> Generator[Ask, Any, Sight]:
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
