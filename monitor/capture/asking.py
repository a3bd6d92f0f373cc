"""How an archive is asked: in turn, one pace for all, and its own troubles told apart and in its own words.

Does not know what was asked for: lists are read in `wayback`, captures too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, Protocol
from urllib.parse import urlsplit

from monitor.capture.limiter import LONGEST_DOWN, LONGEST_LIMITED, Limiter, Stop
from monitor.capture.timemap import instant
from monitor.model import Failure, Snapshot

Lane = Literal["cdx", "playback"]
# Statuses with which servers say that they are ill, not that this one page is.
ILL = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530, 599})
# Failures with which nothing was asked: an address that we refuse is no sign of an archive that is down.
OURS = frozenset({"private_address", "bad_scheme", "bad_url"})


class Fetch(Protocol):
    """How a complete answer is had: `monitor.capture.wire.Wire.fetch`."""

    def __call__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        data: bytes | None = None,
        deadline: float | None = None,
        max_size: int | None = None,
        follow: bool = True,
    ) -> Snapshot | Failure: ...


class Asking:
    """One request at a time, when the archive may be asked; `rates` are calls a minute for each lane (0: no limit)."""

    def __init__(
        self, fetch: Fetch, *, limiter: Limiter, rates: Mapping[Lane, float], now: Callable[[], datetime]
    ) -> None:
        self._fetch = fetch
        self._limiter = limiter
        self._rates = rates
        self._now = now

    def ask(self, url: str, lane: Lane, *, max_size: int | None = None) -> Snapshot | Failure:
        """One request in its turn, redirects left to the caller. That no answer comes is the archive's trouble."""
        host = host_of(url)
        stop = self._limiter.stopped(host)
        if stop is None:
            if not self._limiter.turn(f"wayback.{lane}.{host}", self._rates[lane]):
                return Failure(url=url, at=self._now(), reason="archive_down", code="interrupted")
            stop = self._limiter.stopped(host)  # another thread may have been refused meanwhile
        if stop is not None:
            return self._stopped(url, stop)
        answer = self._fetch(url, max_size=max_size, follow=False)
        return self._no_answer(answer, lane) if isinstance(answer, Failure) else answer

    def answered(self, answer: Snapshot) -> None:
        """The archive did what it is there for: what it refused before is forgotten."""
        self._limiter.answered(host_of(answer.final_url))

    def trouble(self, answer: Snapshot, lane: Lane) -> Failure | None:
        """What an answer that is no capture says of the archive itself: limited, excluded, down; None: nothing."""
        host = host_of(answer.final_url)
        fault = answer.header("X-Archive-Wayback-Runtime-Error") or ""
        if answer.status == 429:
            stop = self._limiter.refuse(host, "archive_limited", retry_after=_retry_after(answer))
            failure = failed(answer, "archive_limited", "http_429", "the archive asks us to slow down")
            return replace(failure, retry_at=stop.until)
        if excluded := _excluded(answer, fault, lane):
            self._limiter.answered(host)
            return failed(answer, "archive_excluded", excluded, "the archive does not show this page")
        if fault and lane == "playback":  # the archive is well, this capture is not
            self._limiter.answered(host)
            return failed(answer, "archive_playback", "runtime_error", repr(fault[:300]))
        if answer.status in ILL or answer.status in (401, 403, 407):
            ill = self._ill(host, _retry_after(answer))
            failure = failed(answer, "archive_down", f"http_{answer.status}", "the archive gives no usable answer")
            return replace(failure, retry_at=ill.until if ill else None)
        self._limiter.answered(host)
        return None

    def _ill(self, host: str, retry_after: timedelta | None) -> Stop | None:
        if retry_after is None:
            return self._limiter.missed(host)
        return self._limiter.refuse(host, "archive_down", retry_after=retry_after, longest=LONGEST_DOWN)

    def _no_answer(self, failure: Failure, lane: Lane) -> Failure:
        """A failure of the wire in the archive's words; `code` keeps the wire's own."""
        host, code = host_of(failure.url), failure.code or failure.reason
        if failure.reason in ("truncated", "malformed", "too_large"):
            return replace(failure, reason="archive_malformed" if lane == "cdx" else "archive_playback", code=code)
        if failure.reason in OURS:
            this_one = lane == "playback" and failure.reason == "bad_url"
            return replace(failure, reason="archive_playback" if this_one else "archive_down", code=code)
        stop: Stop | None
        if failure.reason == "refused":  # also what its firewall does to an address that went on after a 429
            stop = self._limiter.refuse(host, "archive_down", longest=LONGEST_LIMITED)
        else:
            stop = self._limiter.missed(host)
        return replace(failure, reason="archive_down", code=code, retry_at=stop.until if stop else failure.retry_at)

    def _stopped(self, url: str, stop: Stop) -> Failure:
        return Failure(
            url=url,
            at=self._now(),
            reason=stop.reason,
            code="stopped",
            detail=f"no request to the archive before {stop.until:%F %T} UTC",
            retry_at=stop.until,
        )


def failed(answer: Snapshot, reason: str, code: str, detail: str) -> Failure:
    """A complete answer that is of no use, with all that came."""
    return Failure(
        url=answer.url,
        at=answer.at,
        reason=reason,
        code=code,
        detail=detail,
        final_url=answer.final_url,
        status=answer.status,
        head=answer.head,
        wire=answer.wire,
        hops=answer.hops,
        request=answer.request,
        peer=answer.peer,
    )


def host_of(url: str) -> str:
    """Host and port: whose refusals count."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _retry_after(answer: Snapshot) -> timedelta | None:
    """How long the archive asks us to wait; a number of seconds or a date (RFC 9110 §10.2.3)."""
    text = (answer.header("Retry-After") or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return timedelta(seconds=int(text))
    at = instant(text)
    return max(at - answer.at, timedelta(0)) if at is not None else None


def _excluded(answer: Snapshot, fault: str, lane: Lane) -> str:
    """Whether the archive says that it will not show a page, and by whose wish; the code, or nothing.

    A list of captures may hold any word in its addresses, so that of an index that did answer only an error counts.
    """
    if lane == "cdx" and answer.status == 200 and not answer.body.startswith(b"org.archive."):
        return ""
    words = fault + "\n" + answer.body[:200_000].decode("utf-8", errors="replace")
    if "AdministrativeAccessControlException" in words or "Blocked Site Error" in words:
        return "blocked_site"
    if "RobotAccessControlException" in words:
        return "robots"
    if lane == "playback" and "has been excluded from the Wayback Machine" in words:
        return "blocked_site"
    return "http_451" if answer.status == 451 else ""
