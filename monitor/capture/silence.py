"""Hosts at which nobody answers: not every one of their articles costs a run its whole deadline.

A host to which no connection comes about in time, twice in a row, is not asked again in the same run. One that takes
connections and then says nothing, three times in a row, gets little time for each further article: an answer from it
ends that at once. When it is asked again in later runs is the schedule's business.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from monitor.capture.lanes import host_of
from monitor.model import Failure, Snapshot

# So many times in a row: once may be a lost packet.
UNCONNECTED, UNANSWERED = 2, 3
# Seconds for whoever was silent so often. Most pages of news sites are there in less than two.
BRIEF = 5.0
_UNCONNECTED = frozenset({"connect_timeout", "tls_timeout", "dns_timeout", "proxy_timeout"})


@dataclass(slots=True)
class _Host:
    unconnected: int = 0
    unanswered: int = 0
    last: Failure | None = None


class Silence:
    """What one run has learned of hosts that keep silent. Threads may share it."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def spares(self, url: str) -> Failure | None:
        """The answer for a URL of a host that is not asked any more in this run; None where it is asked."""
        with self._lock:
            host = self._hosts.get(host_of(url))
            if host is None or host.last is None or host.unconnected < UNCONNECTED:
                return None
            last, count = host.last, host.unconnected
        detail = f"no connection to {host_of(url)} came about in {count} attempts; it was not asked again in this run"
        return Failure(url=url, at=last.at, reason=last.reason, code="host_silent", detail=detail, final_url=url)

    def deadline(self, url: str) -> float | None:
        """Seconds for the next look at a host; None: as long as any."""
        with self._lock:
            host = self._hosts.get(host_of(url))
            return BRIEF if host is not None and host.unanswered >= UNANSWERED else None

    def heed(self, url: str, answer: Snapshot | Failure) -> None:
        """Remember that a host kept silent, or that it did not."""
        with self._lock:
            host = self._hosts.setdefault(host_of(url), _Host())
            if isinstance(answer, Snapshot) or answer.hops or answer.reason not in ("timeout", "dns"):
                host.unconnected = host.unanswered = 0
            elif answer.code in _UNCONNECTED:
                host.unconnected, host.last = host.unconnected + 1, answer
            elif answer.reason == "timeout":
                host.unanswered += 1
