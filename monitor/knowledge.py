"""What is known about one seed when its check begins, read again by today's cleaner where an older one made it.

Compare like with like: a stored reading is an operand only where the very same cleaner made it; else the stored
bytes are read again. So the next release of an extraction library edits no article in the world.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from monitor import clean
from monitor.doubt import Kept
from monitor.errors import MonitorError
from monitor.halves import is_torn, leaves_open, opens_only
from monitor.judge import at_its_address, decide, instant, text_digest
from monitor.model import (
    Article,
    Comparison,
    Decision,
    Evidence,
    Failure,
    Finding,
    History,
    Observation,
    Reading,
    RemovalPolicy,
    Seed,
    SiteRule,
    Snapshot,
    Validators,
    Verdict,
    Version,
)
from monitor.reading import Copy, Read, Seen, Unread, ask, own_up, read_again, see
from monitor.record import version_id

T = TypeVar("T")
# Steps that ask for nothing but reading, and come to a T.
Asking = Generator[Read, Any, T]

# A page whose server keeps answering "not modified" is asked for in full now and then: ETags lie (faults.md, G44).
UNCONDITIONAL_EVERY = 7


class Knowledge:
    """A seed, its history, and the readings that today's cleaner makes of them. Everything is read when asked for.

    Nothing is read *here*: what reads is a generator that asks for it (`reading.py`), and may raise Unread.
    """

    stamp = clean.STAMP

    def __init__(
        self, seed: Seed, history: History, *, shelf: Kept, rule: SiteRule | None, policy: RemovalPolicy
    ) -> None:
        assert seed.url is not None  # noqa: S101 - a seed without one has nothing to be known about
        self.seed, self.history, self.url = seed, history, seed.url
        self.shelf, self._rule, self._policy = shelf, rule, policy
        self.copy: Copy = None if self.no_copy else seed
        self.latest: Version | None = None  # set by `recall`
        self.reread: tuple[Version, ...] = ()  # versions that today's cleaner read anew
        self._recalled = False
        self._readings: tuple[Reading, ...] | None = None
        self._seen: tuple[Any, Seen] | None = None  # a page of this check, and what was in it
        self._closed = False  # whether that page is closed at its end

    # ── the copy, and the last text ──

    @property
    def no_copy(self) -> bool:
        return not self.seed.has_copy

    def recall(self) -> Asking[None]:
        """Have at hand what a page is compared with: `latest`, the last confirmed version as today's cleaner reads it
        (None before the first reading), and `copy`, which is the first reading where the note holds none."""
        if self._recalled:
            return
        versions = self.history.versions
        if self.no_copy and versions:
            self.copy = yield from self.today(versions[0])
        if versions:
            self.latest = yield from self._today_as_version(versions[-1])
        self._recalled = True

    def _today_as_version(self, version: Version) -> Asking[Version | None]:
        article = yield from self.today(version)
        if article is None or article is version.article:
            return version if article else None  # None: not to be read as the article any more, like a first sight
        anew = replace(
            version,
            id=version_id(self.seed.id, snapshot=version.snapshot, cleaner=self.stamp),
            article=article,
            technical=True,
        )
        self.reread = (anew,)
        return anew

    @property
    def _last(self) -> Article | None:
        return self.latest.article if self.latest else None

    @property
    def latest_id(self) -> str:
        """The id of the last confirmed version; empty before there is one. Nothing is read for it where the last
        finding knows."""
        if self._may_repeat and self.history.last_read is not None:
            return self.history.last_read.version
        if not self._recalled and self.history.versions:
            return self.history.versions[-1].id
        return self.latest.id if self.latest else ""

    @cached_property
    def headline(self) -> str:
        """The article's headline as last known; empty where nobody has told it (a list's title, made of a text's first
        words, is no headline)."""
        if self.seed.title_from in ("note", "heading"):
            return self.seed.title
        if self.history.last_read is not None and self.history.last_read.title != self.seed.title:
            return self.history.last_read.title
        return self.history.versions[-1].article.title if self.history.versions else ""

    def today(self, version: Version) -> Asking[Article | None]:
        """A version as today's cleaner reads it; None where it finds no article in the bytes any more."""
        if version.article.cleaner == self.stamp:
            return version.article
        return (yield from self._read_again(version.snapshot))

    def _read_again(self, id: str) -> Asking[Article | None]:
        kept = self._kept(id)
        if kept is None:
            return None
        return (yield from ask(read_again, kept, None if self.no_copy else self.seed, self._rule))

    def _kept(self, id: str) -> Snapshot | None:
        """A page as it was kept; None where it is gone or damaged, which the archive has told: a check goes on."""
        try:
            kept = self.shelf.snapshot(id)
        except MonitorError:
            return None
        return kept if isinstance(kept, Snapshot) else None

    # ── reading ──

    def read(self, snapshot: Snapshot, digest: str) -> Asking[Seen]:
        """The article, led by the last text that was read there, else by the copy, and compared with both. A second
        look that brings the very same page (`digest` of its body) has nothing more to tell."""
        yield from self.recall()
        page = _page_in(snapshot, digest)
        if self._seen is None or self._seen[0] != page:
            self._seen = page, (yield from ask(see, snapshot, self.copy, self._last, self._rule))
            self._closed = _closes(snapshot)
        return self._seen[1]

    def put_away(self) -> None:
        """Hold what was read in this check no longer."""
        self._seen = None

    def own_up(self, reading: Article) -> Asking[Seen]:
        """What little is left of the text, as the article."""
        yield from self.recall()
        return (yield from ask(own_up, reading, self.copy, self._last))

    def breaks_off(self, snapshot: Snapshot, seen: Seen) -> bool:
        """Whether an answer in which something seems changed is half a page: it never closes, and the known text's
        end is not in it. Where the last page closed that tells; at first sight, where nothing on the wire proves
        that the answer is whole (faults.md, G9 and G11), or where what it opened was never closed: a program that dies
        in the middle of a page may be framed as a whole one by whoever hands it on."""
        if not opens_only(snapshot.body):
            return False
        open_still, torn = leaves_open(snapshot.body), is_torn(snapshot.body)
        if self.latest:
            before = self.last_page
            if not before or not before.body or (opens_only(before.body) and (is_torn(before.body) or not torn)):
                return False  # that is how this site ends its pages
        elif not (snapshot.unverified or open_still or torn):
            return False
        # A page cut in its last lines has most of the end. Where its own bytes speak for a cut, only the last will do.
        sure = open_still or torn
        return not (seen.to_the_last if sure else seen.to_the_end)

    @property
    def last_page(self) -> Snapshot | None:
        """The page in which the article was last read, as it was kept."""
        return self._kept(self.history.versions[-1].snapshot) if self.history.versions else None

    def read_memento(self, capture: Snapshot | Failure, id: str) -> Asking[Reading | None]:
        """What another archive's capture shows of the article; None where it shows none, or cannot be read."""
        if isinstance(capture, Failure) or capture.memento is None or capture.status != 200:
            return None
        if opens_only(capture.body) and self._closes:
            return None  # half a page: what it lacks says nothing
        try:
            yield from self.recall()
            article = yield from ask(read_again, capture, self.copy or self._last, self._rule)
        except Unread:
            return None
        if article is None:
            return None
        return Reading(at=capture.memento.at, article=article, source=capture.memento.uri, snapshot=id)

    @property
    def _closes(self) -> bool:
        """Whether the page, as it was seen in this check or last, is closed at its end."""
        if self._seen is not None:
            return self._closed
        return self.last_page is not None and _closes(self.last_page)

    def readings(self) -> Asking[tuple[Reading, ...]]:
        """Earlier captures of the article, ours and others', as today's cleaner reads them."""
        if self._readings is None:
            self._readings = yield from self._read_all()
        return self._readings

    def _read_all(self) -> Asking[tuple[Reading, ...]]:
        found = []
        for reading in self.history.mementos:
            old = reading.article
            fresh = old if old.cleaner == self.stamp else (yield from self._read_again(reading.snapshot))
            if fresh is not None:
                found.append(replace(reading, article=fresh))
        for version in self.history.versions:
            article = yield from self.today(version)
            if article is not None:
                found.append(Reading(at=version.at, article=article, source="live", snapshot=version.snapshot))
        return tuple(found)

    def last_stood(self, until: datetime) -> Asking[tuple[Reading, ...]]:
        """The last confirmed version as it was read for the last time, where that was later than the first: what has
        changed since was changed after that. A server's word that nothing changed is no reading."""
        text = self.standing.text if self.standing else ""
        looks = (
            one for one in reversed(self.looks) if one.text == text and "not_modified" not in (one.reason, one.code)
        )
        last = next((one for one in looks if one.evidence in (Evidence.ALIVE, Evidence.ALTERED)), None)
        if last is None or not self.history.versions or not self.history.versions[-1].at < last.at <= until:
            return ()
        article = yield from self.today(self.history.versions[-1])
        if article is None or text_digest(article) != text:
            return ()
        return (Reading(at=last.at, article=article, source="live", snapshot=last.snapshot),)

    def read_elsewhere_at(self, played: Sequence[Reading]) -> datetime | None:
        """The newest instant at which another archive's capture shows the article: a second vantage."""
        return max((reading.at for reading in (*self.history.mementos, *played)), default=None)

    @cached_property
    def played(self) -> frozenset[str]:
        return frozenset(reading.source for reading in self.history.mementos)

    # ── what stood before ──

    @cached_property
    def looks(self) -> Sequence[Observation]:
        """What was observed at the seed's address; at another, which its owner has since changed, it was nothing."""
        return at_its_address(self.history.observations, self.url)

    @property
    def last_read(self) -> Finding | None:
        return self.history.last_read

    @cached_property
    def last_told(self) -> Decision | None:
        """The decision last told; a run in which our own network was down told nothing."""
        last = self.history.last
        if last is not None and last.url not in (None, self.url):
            return None  # what was told was told of another address
        if last is None or last.verdict is not Verdict.OFFLINE:
            return last.decision if last else None
        told = [one for one in self.looks if one.verdict is not Verdict.OFFLINE]
        return decide(told, self._policy, now=instant(told[-1])) if told else None

    @property
    def verdict(self) -> Verdict | None:
        return self.last_told.verdict if self.last_told else None

    @property
    def last_look(self) -> Observation | None:
        """The last observation that was made while we were online."""
        looks = reversed(self.looks)
        return next((one for one in looks if one.verdict is not Verdict.OFFLINE), None)

    @cached_property
    def standing(self) -> Observation | None:
        """The last observation in which the article was read."""
        return next(
            (one for one in reversed(self.looks) if one.evidence in (Evidence.ALIVE, Evidence.ALTERED)),
            None,
        )

    @property
    def told_edited(self) -> str:
        """The reason with which the last reading was told as an edit; nothing where it was told as none."""
        last = self.history.last_read
        return last.decision.reason if last is not None and last.verdict is Verdict.EDITED else ""

    @property
    def further(self) -> str | None:
        """Another address, to which the article's own led when it was last read; None where it stood at its own."""
        last = self.standing
        return last.final_url if last is not None and "moved" in last.flags and last.final_url else None

    @cached_property
    def _may_repeat(self) -> bool:
        """Whether the last reading would be made again from the same bytes: same cleaner, same copy, nothing open."""
        last, since = self.history.last_read, self.history.baseline_since
        return (
            last is not None
            and last.cleaner == self.stamp
            and bool(self.history.body_digest)
            and self.standing is not None
            and (since is None or since <= last.checked_at)
        )

    @property
    def validators(self) -> Validators | None:
        """What a conditional request may carry, where "not modified" would tell us something.

        Nothing after a look that did not read the article: what that look showed is not to be un-said by a server
        that keeps its ETag whatever it shows.
        """
        if not self._may_repeat or self.history.validators is None or self.last_look is not self.standing:
            return None
        streak = 0
        for one in reversed(self.looks):
            if one.status != 304:
                break
            streak += 1
        return self.history.validators if streak < UNCONDITIONAL_EVERY - 1 else None

    def still_stands(self, snapshot: Snapshot, digest: str) -> bool:
        """Whether this answer (`digest`: of its body) shows that the last reading still stands, without being read."""
        if not self._may_repeat:
            return False
        if snapshot.not_modified:
            return self.history.validators is not None
        return snapshot.status == 200 and digest == self.history.body_digest

    # ── what only a look back can tell ──

    def flags_of(self, article: Article, comparison: Comparison | None, since: Comparison | None) -> frozenset[str]:
        """`reverted`: the text returns to an earlier one. `technical`: only our cleaner changed."""
        flags = set()
        if since is not None and since.differs:
            text = _text_of(article)
            earlier = self.history.versions[:-1]
            back_to_copy = comparison is not None and not comparison.differs and self._was_edited
            if back_to_copy or any(text == _text_of(version.article) for version in earlier):
                flags.add("reverted")
        elif self.reread and _text_of(self.reread[0].article) != _text_of(self.history.versions[-1].article):
            flags.add("technical")
        return frozenset(flags)

    @property
    def _was_edited(self) -> bool:
        return self.history.last_read is not None and self.history.last_read.verdict is Verdict.EDITED

    def version_of(
        self, article: Article | None, capture: Snapshot | Failure, id: str, since: Comparison | None
    ) -> Version | None:
        """A version, where the article's content differs from the one before: its words, or where its links lead."""
        if article is None or (self.latest and (since is None or not (since.differs or since.links))):
            return None
        return Version(
            id=version_id(self.seed.id, snapshot=id, cleaner=self.stamp), at=capture.at, snapshot=id, article=article
        )


def _closes(page: Snapshot) -> bool:
    return bool(page.body) and not opens_only(page.body)


def _page_in(snapshot: Snapshot, digest: str) -> tuple[Any, ...]:
    """All of an answer that a reader looks at."""
    headers = [(name, value) for name, value in snapshot.headers if name.lower() not in ("date", "age")]
    return snapshot.url, snapshot.final_url, snapshot.status, headers, digest


def _text_of(article: Article) -> tuple[str, ...]:
    return tuple(sentence.digest for sentence in article.sentences)
