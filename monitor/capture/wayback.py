"""The Wayback Machine, or another Memento archive: what it lists of a page, and its captures byte for byte.

Why our own client and not EDGI's `wayback`: its addresses are constants, it follows redirects and retries by itself
through its own session, so that neither our gate nor our deadlines nor our records see those hops; it hands on
decoded bodies only; and importing it patches urllib3's headers for the whole program. What we are for is bytes as
evidence. Its words, limits and errors are taken over: they come from years of talk with the Internet Archive.

| here                | EDGI's wayback                         | what it means                                  |
|---------------------|----------------------------------------|------------------------------------------------|
| a Timemap of none   | a search without results               | nothing is archived                            |
| `archive_excluded`  | BlockedSiteError, BlockedByRobotsError | the archive will not show this page            |
| `archive_playback`  | MementoPlaybackError, NoMementoError   | this capture cannot be had as it was captured  |
| `archive_down`      | WaybackRetryError                      | no usable answer from the archive              |
| `archive_limited`   | RateLimitError                         | we asked too much: all work with it stops      |
| `archive_malformed` | UnexpectedResponseFormat               | an answer that is no list of captures          |

None of these says anything about the publisher. Nothing is asked twice here: who wants it again asks in a later run.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import Literal, NamedTuple
from urllib.parse import urljoin

from monitor.capture.asking import Asking, Fetch, Lane, failed, host_of
from monitor.capture.cdx import Listing, NotCdxError, Row, playable, question, read_listing, stamp
from monitor.capture.choose import choose
from monitor.capture.limiter import Limiter
from monitor.capture.manners import Memory
from monitor.capture.replay import Address, Replay, archived_body, archived_headers, ascii_form, cut_short
from monitor.capture.timemap import Link, Timemap, instant, linked, page_key, read_links, same_page
from monitor.model import Failure, Hop, Memento, Snapshot

__all__ = ["Fetch", "Memory", "Timemap", "Wayback", "choose"]

# A capture is taken for the one that was asked for when it lies no further away than this (EDGI: target_window).
WINDOW = timedelta(hours=24)
HOPS = 5  # from one capture to another inside the archive
PAGE = 2000  # rows asked for at a time
PAGES = 3  # followed by resume key; of a page with more captures than PAGE × PAGES the rest is thinned to one a day
TIMEMAP_PAGES = 12
LIST_SIZE = 20 * 1024 * 1024  # bytes of one answer of the index


class _Rows(NamedTuple):
    """What the index listed. `end`: all of it, or there is more, or an answer failed after some had come."""

    rows: list[Row]
    malformed: int
    end: Literal["whole", "more", "broken"]


class Wayback:
    """One archive. Safe to share between threads; never raises because of what an archive answers.

    `cdx` and `replay` are addresses as in config.toml; rates are calls a minute (0: no limit). `timemap` names another
    archive's TimeMap, asked instead of CDX as `{timemap}/{url}`. `sleep` is `time.sleep`, or an Event that breaks off
    a wait: the call then returns `archive_down` with code `interrupted`.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        cdx: str,
        replay: str,
        cdx_per_minute: float,
        playback_per_minute: float,
        memory: Memory,
        now: Callable[[], datetime],
        sleep: Callable[[float], object] | threading.Event,
        timemap: str = "",
    ) -> None:
        self._cdx = cdx
        self._replay = Replay(replay.rstrip("/"))
        self._timemap = timemap.rstrip("/")
        self._now = now
        limiter = Limiter(memory=memory, now=now, pause=sleep.wait if isinstance(sleep, threading.Event) else sleep)
        rates: dict[Lane, float] = {"cdx": cdx_per_minute, "playback": playback_per_minute}
        self._asking = Asking(fetch, limiter=limiter, rates=rates, now=now)

    # ── what is listed ────────────────────────────────────────────────────────────────────────────

    def timemap(self, url: str) -> Timemap | Failure:
        """All that the archive lists of a page, oldest first; none only where it says that it holds none.

        Failures: `archive_excluded`, `archive_down`, `archive_limited`, `archive_malformed`.
        """
        return self._linked_timemap(url) if self._timemap else self._indexed_timemap(url)

    def _indexed_timemap(self, url: str) -> Timemap | Failure:
        asked_at = self._now()
        listed = self._rows(url)
        if isinstance(listed, Failure):
            return listed
        complete = listed.end == "whole" and not listed.malformed
        return _timemap(url, [self._listed(row) for row in listed.rows], listed.malformed, complete, asked_at)

    def _listed(self, row: Row) -> Memento:
        return Memento(
            uri=self._replay.address(row.at, row.original).raw,
            original=row.original,
            at=row.at,
            status=row.status,
            mimetype=row.mimetype,
            digest=row.digest,
        )

    def _rows(self, url: str) -> _Rows | Failure:
        """The rows of the index; of a page with very many captures PAGE × PAGES, then one a day, then the newest."""
        rows = self._pages(url)
        if isinstance(rows, Failure) or rows.end != "more":
            return rows
        for further in ({"from_": stamp(rows.rows[-1].at), "collapse": "timestamp:8"}, {"limit": -PAGE}):
            more = self._pages(url, **further)
            if isinstance(more, Failure):
                break  # what is known is worth having, and is not called complete
            rows = _Rows([*rows.rows, *more.rows], rows.malformed + more.malformed, "more")
        return rows

    def _pages(self, url: str, **parameters: str | int) -> _Rows | Failure:
        rows: list[Row] = []
        malformed, resume_key = 0, ""
        for _ in range(PAGES):
            listing = self._listing(url, **{"limit": PAGE, "resumeKey": resume_key, **parameters})
            if isinstance(listing, Failure):
                return _Rows(rows, malformed, "broken") if rows else listing
            rows.extend(listing.rows)
            malformed += listing.malformed
            if not listing.resume_key:  # an index that knows of no such keys cuts its list without a word
                return _Rows(rows, malformed, "whole" if len(listing.rows) + listing.malformed < PAGE else "more")
            if listing.resume_key == resume_key:
                return _Rows(rows, malformed, "broken")
            resume_key = listing.resume_key
        return _Rows(rows, malformed, "more")

    def _listing(self, url: str, **parameters: str | int) -> Listing | Failure:
        answer = self._asking.ask(question(self._cdx, ascii_form(url), **parameters), "cdx", max_size=LIST_SIZE)
        if isinstance(answer, Failure):
            return Listing(rows=()) if _empty_list(answer) else answer
        if trouble := self._asking.trouble(answer, "cdx"):
            return trouble
        if answer.status != 200:
            return failed(answer, "archive_malformed", f"http_{answer.status}", "the index gives no list of captures")
        try:
            listing = read_listing(answer.body)
        except NotCdxError as error:
            return failed(answer, "archive_malformed", "not_cdx", str(error))
        if listing.resume_key and not listing.rows:
            return failed(answer, "archive_malformed", "not_cdx", "a key for more, but not a single row")
        return listing

    # ── TimeMaps of other archives ────────────────────────────────────────────────────────────────

    def _linked_timemap(self, url: str) -> Timemap | Failure:
        """RFC 7089 §5: a TimeMap in link format, and the further pages that it names."""
        asked_at = self._now()
        waiting, seen = [f"{self._timemap}/{ascii_form(url)}"], set[str]()
        links: list[Link] = []
        while waiting and len(seen) < TIMEMAP_PAGES:
            uri = waiting.pop(0)
            page = self._timemap_page(uri, url)
            if isinstance(page, Failure):
                if not links:
                    return page
                waiting.append(uri)  # what is known is worth having, and is not called complete
                break
            seen.add(uri)
            links.extend(page)
            further = [link.uri for link in page if _continues(link)]
            waiting += [later for later in dict.fromkeys(further) if later not in seen and later not in waiting]
        original = linked(tuple(links), "original")
        listed = [self._linked(link, unescape(original or url)) for link in links if "memento" in link.rels]
        mementos = [memento for memento in listed if memento is not None]
        malformed = len(listed) - len(mementos)
        whole = original is not None and not waiting and not malformed
        return _timemap(url, mementos, malformed, whole, asked_at)

    def _timemap_page(self, uri: str, url: str) -> tuple[Link, ...] | Failure:
        """The links of one page, made absolute. A 404 that is itself a TimeMap says that nothing is archived."""
        answer = self._asking.ask(uri, "cdx", max_size=LIST_SIZE)
        if isinstance(answer, Failure):
            return answer
        if trouble := self._asking.trouble(answer, "cdx"):
            return trouble
        kind = (answer.header("Content-Type") or "").lower()
        if answer.status == 404 and kind.startswith("application/link-format"):
            return (Link(uri=url, rels=frozenset({"original"}), attributes={}),)
        links = read_links(answer.body.decode("utf-8", errors="replace"))
        if answer.status != 200 or not any(link.rels & {"original", "self", "timemap", "memento"} for link in links):
            return failed(answer, "archive_malformed", "not_timemap", "an answer that is no TimeMap")
        return tuple(link if "original" in link.rels else replace(link, uri=_joined(uri, link.uri)) for link in links)

    def _linked(self, link: Link, original: str) -> Memento | None:
        """A memento as a TimeMap lists it: from an archive of the Wayback kind its raw form is played."""
        at = instant(link.attributes.get("datetime"))
        if at is None or not playable(link.uri):
            return None
        address = self._replay.apart(link.uri)
        if address is None:
            return Memento(uri=link.uri, original=original, at=at)
        named = address.original if page_key(address.original) is not None else original
        if same_page(unescape(named), original):
            named = unescape(named)
        return Memento(uri=Address(address.base, address.stamp, named).raw, original=named, at=at)

    # ── what is played ────────────────────────────────────────────────────────────────────────────

    def memento_of(self, uri: str, original: str) -> Memento | None:
        """The memento that a note's own `archive:` address names; None where it is no capture of this archive.

        Addresses of web.archive.org are played through `replay`. An archived part without a scheme is the original
        where both are one page.
        """
        return self._replay.memento_of(uri, original)

    def play(self, memento: Memento) -> Snapshot | Failure:
        """A capture, unmodified: status, headers and body of the Snapshot are the archived answer's.

        `url` and `final_url` are the archive's addresses, `head` and `wire` what the archive sent, and `memento` what
        was really played: its instant, its original, its status. A memento of a redirect, a 404, a 429 or a challenge
        is handed on as that. Failures: `archive_excluded`, `archive_playback`, `archive_down`, `archive_limited`.
        """
        address = self._replay.apart(memento.uri)
        if address is None:
            detail = "this archive's address has no form that plays the capture unmodified"
            return Failure(
                url=memento.uri,
                at=self._now(),
                reason="archive_playback",
                code="not_raw",
                detail=detail,
                memento=memento,
            )
        asked = uri = address.raw
        hops: list[Hop] = []
        while True:
            answer = self._asking.ask(uri, "playback")
            answer = replace(answer, url=asked, hops=(*hops, *answer.hops))
            if isinstance(answer, Failure):
                return replace(answer, memento=memento)
            if instant(answer.header("Memento-Datetime")) is not None:
                self._asking.answered(answer)
                return self._played(answer, memento, uri)
            elsewhere = self._elsewhere(answer, memento)
            if isinstance(elsewhere, Failure):
                return replace(elsewhere, memento=memento)
            hops.append(Hop(url=uri, status=answer.status, location=elsewhere, at=answer.at, head=answer.head))
            if len(hops) > HOPS or elsewhere in [hop.url for hop in hops]:
                return _unplayable(answer, memento, "circular", "the archive redirects in a circle")
            uri = elsewhere

    def _elsewhere(self, answer: Snapshot, memento: Memento) -> str | Failure:
        """Where the archive sends us for a capture near the one asked for; a Failure where that will not do."""
        if trouble := self._asking.trouble(answer, "playback"):
            return trouble
        if answer.status == 404:
            return _unplayable(answer, memento, "not_archived", "the archive plays no such capture")
        location = answer.header("Location")
        if not 300 <= answer.status < 400 or not location:
            return _unplayable(answer, memento, "not_a_memento", "the archive's answer is no capture")
        address = self._replay.apart(_joined(answer.final_url, location))
        at = address.at if address is not None else None
        known = (host_of(self._replay.base), host_of(answer.final_url))
        if address is None or at is None or host_of(address.base) not in known:
            return _unplayable(answer, memento, "redirected", f"the archive sends us to {location[:200]!r}")
        return self._other(answer, memento, at, address.original) or address.raw

    def _played(self, answer: Snapshot, memento: Memento, uri: str) -> Snapshot | Failure:
        at = instant(answer.header("Memento-Datetime")) or memento.at
        links = read_links(", ".join(value for name, value in answer.headers if name.lower() == "link"))
        original = linked(links, "original") or memento.original
        if same_page(unescape(original), memento.original):  # its headers are escaped like HTML: `?a=1&amp;b=2`
            original = unescape(original)
        if other := self._other(answer, memento, at, original):
            return other
        headers = archived_headers(answer, lambda location: self._archived_location(answer.final_url, location))
        body = archived_body(answer, headers)
        if body is None:
            return _unplayable(answer, memento, "coding", "the capture's own content coding cannot be undone")
        if cut_short(answer.status, body, headers):
            return _unplayable(answer, memento, "memento_truncated", "the archive holds only a part of the answer")
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        played = Memento(
            uri=uri,
            original=original,
            at=at,
            status=answer.status,
            mimetype=kind.partition(";")[0].strip().lower(),
            digest=memento.digest if at == memento.at else "",
        )
        return replace(answer, headers=headers, body=body, memento=played)

    def _other(self, answer: Snapshot, memento: Memento, at: datetime, original: str) -> Failure | None:
        """Whether what is played is not what was asked for: too far away in time, or another page."""
        if abs(at - memento.at) > WINDOW:
            return _unplayable(answer, memento, "out_of_window", f"the archive plays a capture of {at:%F %T} instead")
        if not same_page(original, memento.original):
            return _unplayable(answer, memento, "other_page", f"the archive plays {original[:200]!r} instead")
        return None

    def _archived_location(self, asked: str, location: str) -> str:
        """Where an archived redirect led, whether or not the archive has bent its Location towards itself."""
        address = self._replay.apart(_joined(asked, location))
        return location if address is None else address.original


def _timemap(url: str, mementos: list[Memento], malformed: int, complete: bool, asked_at: datetime) -> Timemap:
    """Sorted, each capture once, other pages apart."""
    once: dict[str, Memento] = {}
    for memento in mementos:
        known = once.get(memento.uri)
        if known is None or (known.status is None and memento.status is not None):
            once[memento.uri] = memento
    in_order = sorted(once.values(), key=lambda memento: (memento.at, memento.uri))
    same = {memento.uri for memento in in_order if same_page(memento.original, url)}
    return Timemap(
        url=url,
        mementos=tuple(memento for memento in in_order if memento.uri in same),
        complete=complete,
        asked_at=asked_at,
        others=tuple(memento for memento in in_order if memento.uri not in same),
        malformed=malformed,
    )


def _continues(link: Link) -> bool:
    """Whether a link of a TimeMap leads to another page of it, in the format that we read."""
    kind = link.attributes.get("type", "application/link-format")
    pages = link.rels & {"timemap", "next", "prev"} and not link.rels & {"self", "memento"}
    return bool(pages) and kind.partition(";")[0].strip().lower() == "application/link-format"


def _empty_list(failure: Failure) -> bool:
    """Whether an answer without a byte lists nothing: so it does as lines, of text or of pywb's JSON objects."""
    lines = any(kind in failure.head.lower() for kind in (b"text/plain", b"text/x-ndjson", b"text/x-cdxj"))
    return failure.code == "empty" and failure.status == 200 and lines


def _unplayable(answer: Snapshot, memento: Memento, code: str, detail: str) -> Failure:
    return replace(failed(answer, "archive_playback", code, detail), memento=memento)


def _joined(base: str, reference: str) -> str:
    """A reference made absolute; as it stands where it is none."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference
