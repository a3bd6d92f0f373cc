"""How we behave towards a host: what its robots.txt allows, and how long it asked us to stay away.

Both outlive a run: they are kept in a `Memory`, so that cron's next process knows what this one was told. When a
request may start is the matter of `Lanes`.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from monitor.capture.fault import FaultError
from monitor.capture.gate import Target, read
from monitor.capture.lanes import Lanes, host_of
from monitor.capture.robots import MAX_ROBOTS, Robots, read_robots
from monitor.capture.wire import Wire
from monitor.model import Failure, Snapshot

__all__ = ["Lanes", "Manners", "Memory", "host_of", "retry_at", "user_agent"]

PRODUCT = "monitor"
ROBOTS_AGE = timedelta(hours=24)  # RFC 9309 §2.4
ROBOTS_TROUBLE_AGE = timedelta(minutes=5)  # how long a robots.txt that could not be had is not asked for again
_ROBOTS_READ = 2 * MAX_ROBOTS  # bytes on the wire: what stands behind the limit is not looked at
MAX_RETRY_AFTER = timedelta(hours=6)  # what urllib3 caps it at, too
DEFAULT_RETRY_AFTER = timedelta(seconds=60)  # where the host says "later" in words that nobody can read
_OURS = frozenset({"private_address", "bad_scheme", "bad_url"})  # addresses that we refuse
_UNASKED = _OURS | {"dns", "robots"}
_KEPT = 256  # hosts whose rules are held parsed …
_KEPT_TEXT = 4 * MAX_ROBOTS  # … and characters of them together: parsed, they take thirty times as much memory
_LOOK_AGAIN = timedelta(minutes=1)  # another process may have been told meanwhile to stay away
_RETRY_AFTER = re.compile(rb"\n[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr][ \t]*:([^\r\n]*)")


class Memory(Protocol):
    """What is remembered across runs: short texts by key."""

    def recall(self, key: str) -> str | None: ...

    def remember(self, key: str, value: str) -> None: ...


def user_agent(version: str, contact: str = "") -> str:
    """Who we are, truthfully: never a browser."""
    contact = re.sub(r"[^\x21-\x7e]|[()\\]", "", contact)
    return f"{PRODUCT}/{version}" + (f" (+{contact})" if contact else "")


class Manners:
    """Asks robots.txt (where `robots`), and keeps to a host's Retry-After."""

    def __init__(self, wire: Wire, *, robots: bool, memory: Memory, now: Callable[[], datetime]) -> None:
        self._wire, self._robots, self._memory, self._now = wire, robots, memory, now
        self._lock = threading.Lock()
        self._rules: OrderedDict[str, tuple[datetime, Robots | Failure]] = OrderedDict()
        self._asking: dict[str, threading.Lock] = {}
        self._holds: dict[str, tuple[datetime, int]] = {}
        self._looked: dict[str, datetime] = {}  # when a host was last looked up in the memory

    def allow(self, url: str) -> Failure | None:
        """None where the URL may be asked for now; else why not. Fetches robots.txt where it is not known."""
        try:
            target = read(url)
        except FaultError as fault:
            return fault.about(url, self._now())
        if held := self._held(target):
            return held
        if not self._robots:
            return None
        rules = self._rules_of(target)
        if isinstance(rules, Failure):
            return self._held(target) or _about(rules, url, target)
        return None if rules.allows(target.url) else self._forbidden(url, target)

    def greet(self, url: str) -> bool:
        """Fetch robots.txt ahead of a request where it is not known; whether the host was asked for it."""
        try:
            target = read(url)
        except FaultError:
            return False
        if not self._robots or self._known(target) is not None or self._held(target):
            return False
        rules = self._rules_of(target)
        return not isinstance(rules, Failure) or asked_of_host(rules)

    def known(self, url: str) -> Failure | None:
        """What is remembered against asking for a URL, without asking anybody: robots, or a Retry-After."""
        try:
            target = read(url)
        except FaultError as fault:
            return fault.about(url, self._now())
        if held := self._held(target):
            return held
        rules = self._known(target) if self._robots else None
        if isinstance(rules, Robots) and not rules.allows(target.url):
            return self._forbidden(url, target)
        return None

    def crawl_delay(self, url: str) -> float:
        """Seconds that the host's robots.txt asks for between requests, as far as known; 0 where it does not."""
        try:
            rules = self._known(read(url)) if self._robots else None
        except FaultError:
            return 0.0
        return rules.crawl_delay if isinstance(rules, Robots) else 0.0

    def heed(self, answer: Snapshot | Failure) -> None:
        """Remember when a host asked us to come back (Retry-After with 429 or 503), also where its answer was cut."""
        if answer.status not in (429, 503):
            return
        said = _RETRY_AFTER.search(answer.head)
        if said is None:
            return
        until = retry_at(said[1].decode("latin-1"), answer.at)
        host = host_of(answer.final_url)
        with self._lock:
            self._holds[host] = until, answer.status
        self._memory.remember(f"retry:{host}", json.dumps({"until": until.isoformat(), "status": answer.status}))

    # ── Retry-After ───────────────────────────────────────────────────────────────────────────────

    def _held(self, target: Target) -> Failure | None:
        host, now = host_of(target.url), self._now()
        with self._lock:
            hold, looked = self._holds.get(host), self._looked.get(host)
            if looked is None or not timedelta(0) <= now - looked < _LOOK_AGAIN:
                self._looked[host] = now
                hold = _read_hold(self._memory.recall(f"retry:{host}"))
                if hold:
                    self._holds[host] = hold
                else:
                    self._holds.pop(host, None)
        # A hold further away than any we would set was written under another clock.
        if hold is None or not now < hold[0] <= now + MAX_RETRY_AFTER:
            return None
        until, status = hold
        return Failure(
            url=target.url,
            at=now,
            reason="http_429" if status == 429 else "http_5xx",
            code="retry_after",
            detail=f"{target.host} answered {status} and asked to be left alone until {until:%Y-%m-%dT%H:%M:%SZ}",
            final_url=target.url,
            status=status,
            retry_at=until,
        )

    # ── robots.txt ────────────────────────────────────────────────────────────────────────────────

    def _rules_of(self, target: Target) -> Robots | Failure:
        """The host's rules: known, or fetched now, by one thread at a time."""
        origin = _origin(target)
        with self._lock:
            turn = self._asking.setdefault(origin, threading.Lock())
        with turn:
            rules = self._known(target)
            if rules is None:
                rules = self._fetch(origin)
                self._keep(origin, self._now(), rules)
            return rules

    def _known(self, target: Target) -> Robots | Failure | None:
        """What is known of a host's rules and not too old, without asking the host."""
        origin, now = _origin(target), self._now()
        with self._lock:
            kept = self._rules.get(origin)
            if kept:
                self._rules.move_to_end(origin)
        if kept is None and (told := _read_memory(self._memory.recall(f"robots:{origin}"))):
            kept = told[0], Robots(told[1], PRODUCT)
            self._keep(origin, *kept)
        if kept is None:
            return None
        at, rules = kept
        age = ROBOTS_TROUBLE_AGE if isinstance(rules, Failure) else ROBOTS_AGE
        return rules if timedelta(0) <= now - at < age else None

    def _keep(self, origin: str, at: datetime, rules: Robots | Failure) -> None:
        with self._lock:
            self._rules[origin] = at, rules
            self._rules.move_to_end(origin)
            while len(self._rules) > _KEPT or (len(self._rules) > 1 and self._length() > _KEPT_TEXT):
                self._rules.popitem(last=False)

    def _length(self) -> int:
        return sum(rules.length for _, rules in self._rules.values() if isinstance(rules, Robots))

    def _fetch(self, origin: str) -> Robots | Failure:
        """RFC 9309 §2.3.1: 2xx is read, 4xx allows all; whatever else leaves us not knowing, which allows nothing."""
        answer = self._wire.fetch(f"{origin}/robots.txt", allow_empty=True, max_size=_ROBOTS_READ)
        if isinstance(answer, Failure) and not _is_long(answer):
            return answer
        self.heed(answer)
        status = answer.status or 0
        if 200 <= status < 300:
            text = read_robots(answer.wire if isinstance(answer, Failure) else answer.body)
        elif 400 <= status < 500:
            text = ""
        else:
            reason = "http_5xx" if 500 <= status < 600 else "malformed"
            return Failure(
                url=answer.url,
                at=answer.at,
                reason=reason,
                code=f"http_{status}",
                final_url=answer.final_url,
                status=status,
                head=answer.head,
                peer=answer.peer,
            )
        try:
            rules = Robots(text, PRODUCT)
        except Exception as error:  # noqa: BLE001 - a library's trouble with a hostile text is the host's trouble
            return Failure(url=answer.url, at=answer.at, reason="malformed", code="bad_robots", detail=str(error)[:200])
        self._memory.remember(f"robots:{origin}", json.dumps({"at": self._now().isoformat(), "text": text}))
        return rules

    def _forbidden(self, url: str, target: Target) -> Failure:
        detail = f"robots.txt of {target.host} forbids this page to {PRODUCT}"
        return Failure(url=url, at=self._now(), reason="robots", code="robots", detail=detail, final_url=target.url)


def asked_of_host(answer: Snapshot | Failure) -> bool:
    """Whether the host was sent anything for this answer: not where its name was not found, its address refused, or
    where we knew already that we may not ask."""
    if isinstance(answer, Snapshot) or answer.peer or answer.request or answer.hops:
        return True
    return (
        answer.reason not in _UNASKED
        and answer.code not in ("retry_after", "host_silent")
        and not answer.code.startswith("robots_")
    )


def retry_at(said: str, now: datetime) -> datetime:
    """The instant that a Retry-After names (RFC 9110 §10.2.3), at least a second and at most six hours from now."""
    said = said.strip()
    until = now + DEFAULT_RETRY_AFTER
    if said.isascii() and said.isdigit():
        until = now + timedelta(seconds=int(said[:9]) if len(said) < 9 else 10**8)
    elif said:
        try:
            date = parsedate_to_datetime(said)
            until = date if date.tzinfo else date.replace(tzinfo=UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            pass
    return min(max(until, now + timedelta(seconds=1)), now + MAX_RETRY_AFTER)


def _is_long(failure: Failure) -> bool:
    """Whether a robots.txt is only longer than we read, and its beginning is there to be read."""
    coded = b"\ncontent-encoding" in failure.head.lower()
    return failure.code == "wire_too_large" and failure.status == 200 and not coded


def _about(trouble: Failure, url: str, target: Target) -> Failure:
    """The failure of a robots.txt, as the failure of the page that we therefore do not ask for.

    What keeps us from the host itself keeps us from the page, and is its own failure: a name that is gone. Where
    robots.txt leads to an address that we refuse, the page's address is none of that kind.
    """
    elsewhere = bool(trouble.hops) or trouble.status is not None
    if trouble.reason in _UNASKED and not elsewhere:
        return replace(trouble, url=url, final_url=target.url)
    return Failure(
        url=url,
        at=trouble.at,
        reason="malformed" if trouble.reason in _OURS else trouble.reason,
        code=f"robots_{trouble.code or trouble.reason}",
        detail=f"robots.txt of {target.host} cannot be had: {trouble.detail or trouble.code}",
        final_url=target.url,
        status=trouble.status,
        peer=trouble.peer,
    )


def _origin(target: Target) -> str:
    return f"{target.scheme}://{target.authority}"


def _read_hold(text: str | None) -> tuple[datetime, int] | None:
    told = _read_json(text)
    until = _read_time(told.get("until"))
    status = told.get("status")
    return (until, status) if until and isinstance(status, int) else None


def _read_memory(text: str | None) -> tuple[datetime, str] | None:
    told = _read_json(text)
    at, body = _read_time(told.get("at")), told.get("text")
    return (at, body) if at and isinstance(body, str) else None


def _read_json(text: str | None) -> dict[str, object]:
    try:
        told = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _read_time(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None
