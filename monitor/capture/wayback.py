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

from monitor.capture.asking import Asking, Fetch, Lane, failed, host_of
from monitor.capture.choose import choose
from monitor.capture.limiter import Limiter, Shared
from monitor.capture.listing import Index
from monitor.capture.replay import Replay, archived_body, archived_headers, cut_short
from monitor.capture.timemap import Timemap, instant, joined, linked, read_links, same_page
from monitor.model import Failure, Hop, Memento, Snapshot

__all__ = ["Fetch", "Shared", "Timemap", "Wayback", "choose"]

# A capture is taken for the one that was asked for when it lies no further away than this (EDGI: target_window).
WINDOW = timedelta(hours=24)
HOPS = 5  # from one capture to another inside the archive


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
        memory: Shared,
        now: Callable[[], datetime],
        sleep: Callable[[float], object] | threading.Event,
        timemap: str = "",
    ) -> None:
        self._replay = Replay(replay.rstrip("/"))
        self._now = now
        limiter = Limiter(memory=memory, now=now, pause=sleep.wait if isinstance(sleep, threading.Event) else sleep)
        rates: dict[Lane, float] = {"cdx": cdx_per_minute, "playback": playback_per_minute}
        self._asking = Asking(fetch, limiter=limiter, rates=rates, now=now)
        self._index = Index(self._asking, self._replay, cdx=cdx, timemap=timemap.rstrip("/"), now=now)

    def timemap(self, url: str) -> Timemap | Failure:
        """All that the archive lists of a page, oldest first; none only where it says that it holds none.

        Failures: `archive_excluded`, `archive_down`, `archive_limited`, `archive_malformed`.
        """
        return self._index.timemap(url)

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
        address = self._replay.apart(joined(answer.final_url, location))
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
        address = self._replay.apart(joined(asked, location))
        return location if address is None else address.original


def _unplayable(answer: Snapshot, memento: Memento, code: str, detail: str) -> Failure:
    return replace(failed(answer, "archive_playback", code, detail), memento=memento)
