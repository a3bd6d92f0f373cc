"""What time it is, by what a run's hosts say: each answer's `Date`, and the `Age` that caches add (RFC 9110, 9111).

A machine's clock may be wrong, and a wrong clock makes days out of minutes: three looks in one afternoon would be a
removal. One host is never believed against it, for its clock may be as wrong, an old page may come out of a cache, and
who publishes an article may lie. Several sites that agree with each other are.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from statistics import median_low
from typing import Final
from urllib.parse import urlsplit

from monitor.model import Failure, Snapshot

# Clocks within so many seconds of each other show the same time: what an answer may take on its way, and then some.
SAME: Final = 600.0
# So many sites must agree, and more than half of those that told a time.
ENOUGH: Final = 3
# A clock as wrong as that finds certificates expired, or not yet valid.
_UNTIMELY: Final = frozenset({"tls_expired", "tls_not_yet_valid"})
# `bbc.co.uk`: under many countries a domain has three parts.
_KINDS: Final = frozenset({"ac", "co", "com", "edu", "go", "gob", "gov", "gv", "ne", "net", "or", "org"})
_LONGEST: Final = 100  # characters of a Date, figures of an Age, beyond which nothing is read


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What the hosts of a run make of this machine's clock.

    `ahead`: by how many seconds it ran ahead of the `hosts` that agree (negative: behind); 0 where they agree with it
    as well. With `hosts` 0 nobody can tell: too few told the time (`told` of them), or they contradict each other; then
    `apart` is how far the nearest of them was from ours. `untimely`: at how many a certificate was not valid now.
    """

    ahead: int = 0
    hosts: int = 0
    told: int = 0
    apart: int = 0
    untimely: int = 0

    @property
    def wrong(self) -> bool:
        """Whether enough hosts say so."""
        return self.ahead != 0

    @property
    def doubtful(self) -> bool:
        """Whether nobody agrees with it, and too few speak to know whose clock is wrong."""
        return not self.hosts and (abs(self.apart) > SAME or self.untimely >= ENOUGH)


UNTOLD: Final = Clock()


def ahead_of(capture: Snapshot | Failure) -> float | None:
    """By how many seconds our clock was ahead of the answer's own; None where it told no time.

    An answer out of a cache bears the date at which it was made, and its age.
    """
    if not isinstance(capture, Snapshot):
        return None
    said = _date(capture.header("date") or "")
    return None if said is None else (capture.at - said).total_seconds() - _age(capture.header("age") or "")


def skew_of(capture: Snapshot | Failure) -> int | None:
    """The same in whole seconds, where a clock other than ours spoke: what is served on this machine reads our own."""
    found = None if _here(getattr(capture, "peer", "")) else ahead_of(capture)
    return None if found is None else round(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one answer says of the time. `who` is its domain, so that a publisher with many names is one witness;
    `ahead` as of `ahead_of`; `untimely`: its certificate was not valid at the time of our clock."""

    who: str
    ahead: float | None = None
    untimely: bool = False


def listen(capture: Snapshot | Failure) -> Told | None:
    """What an answer says of the time; None where it says nothing, or was given on this machine."""
    who, ahead = _witness(capture), ahead_of(capture)
    untimely = isinstance(capture, Failure) and capture.code in _UNTIMELY
    return Told(who=who, ahead=ahead, untimely=untimely) if who and (untimely or ahead is not None) else None


def agree(told: Iterable[Told]) -> Clock:
    """What a run's hosts make of our clock. Of what one of them said, the newest date counts: others may come out of a
    cache that tells no age."""
    ahead: dict[str, float] = {}
    untimely = set()
    for one in told:
        if one.ahead is not None:
            ahead[one.who] = min(one.ahead, ahead.get(one.who, one.ahead))
        elif one.untimely:
            untimely.add(one.who)
    group = _largest(ahead.values())
    if len(group) < ENOUGH or 2 * len(group) <= len(ahead):
        apart = min(ahead.values(), key=abs, default=0.0)
        return Clock(told=len(ahead), apart=round(apart), untimely=len(untimely))
    off = median_low(group)
    return Clock(ahead=round(off) if abs(off) > SAME else 0, hosts=len(group), told=len(ahead))


def _largest(values: Iterable[float]) -> list[float]:
    """The most that lie within `SAME` of each other."""
    row, first = sorted(values), 0
    best = 0, 0
    for last, value in enumerate(row):
        while value - row[first] > SAME:
            first += 1
        if last + 1 - first > best[1] - best[0]:
            best = first, last + 1
    return row[slice(*best)]


def _witness(capture: Snapshot | Failure) -> str:
    try:
        return _domain((urlsplit(capture.final_url or capture.url).hostname or "").rstrip(".").lower())
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def _domain(name: str) -> str:
    """`www.bbc.co.uk` → `bbc.co.uk`; empty for this machine itself."""
    if not name or name == "localhost" or _here(name):
        return ""
    if _ip(name):
        return name
    labels = name.split(".")
    return ".".join(labels[-3:] if labels[-2:-1] and labels[-2] in _KINDS else labels[-2:])


@lru_cache(maxsize=256)  # one second's answers bear one date
def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text) if 0 < len(text) <= _LONGEST else None
        return at and (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _age(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0.0


def _here(name: str) -> bool:
    """Whether an address in figures, with or without a port, is this machine's own."""
    found = _ip(name) or _ip(name.rpartition(":")[0].strip("[]"))
    return found is not None and found.is_loopback


def _ip(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
