"""The way out of one run: a wire by the configuration, and who goes through it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from monitor import __version__
from monitor.capture.gate import Gate
from monitor.capture.live import Live
from monitor.capture.manners import Lanes, Manners, user_agent
from monitor.capture.online import OnlineCheck, is_online
from monitor.capture.wayback import Wayback
from monitor.capture.wire import Limits, Wire
from monitor.config import Config
from monitor.model import Failure, Snapshot
from monitor.record import Archive
from monitor.record.machine import Machine

Hear = Callable[[Snapshot | Failure], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """`online` asks the configured addresses whether we are; None where none are. It is given who hears the answers."""

    live: Live
    wayback: Wayback
    online: Callable[[Hear], bool | None]


@contextmanager
def connect(config: Config, archive: Archive, *, now: Callable[[], datetime]) -> Iterator[Network]:
    """A network for one run, closed with it. `archive` remembers what hosts asked of us, from run to run."""
    fetch, past = config.settings.fetch, config.settings.wayback
    wire = Wire(
        gate=Gate(allow_networks=fetch.allow_networks, resolver=fetch.resolver),
        limits=Limits(deadline=fetch.deadline, max_size=fetch.max_size),
        user_agent=user_agent(__version__, fetch.contact),
        proxy=fetch.proxy,
        ca_bundle=str(config.ca_bundle or ""),
    )
    lanes = Lanes(delay=fetch.delay, workers=fetch.workers)
    stopped = threading.Event()
    checks = [OnlineCheck(url=one.url, expect=one.expect) for one in config.settings.removal.online_checks]
    try:
        manners = Manners(wire, robots=fetch.robots, memory=archive, now=now)
        yield Network(
            live=Live(wire, manners, lanes),
            wayback=Wayback(
                wire.fetch,
                cdx=past.cdx,
                replay=past.replay,
                cdx_per_minute=past.cdx_per_minute,
                playback_per_minute=past.playback_per_minute,
                memory=Machine(archive),
                now=now,
                timemap=past.timemap,
                sleep=stopped,
            ),
            online=lambda hear: is_online(checks, lambda url: _heard(wire.fetch(url), hear)),
        )
    finally:
        stopped.set()
        lanes.close(wait=False)
        wire.close()


def _heard(answer: Snapshot | Failure, hear: Hear) -> Snapshot | Failure:
    hear(answer)
    return answer


def forbidden(archive: Archive, *, now: Callable[[], datetime]) -> Callable[[str], str]:
    """Whether robots.txt forbids an address, by what earlier runs were told: why, or nothing. Nobody is asked."""
    wire = Wire(gate=Gate(), user_agent="")  # which is not used: `known` looks into the memory alone
    manners = Manners(wire, robots=True, memory=archive, now=now)

    def why(url: str) -> str:
        told = manners.known(url)
        return told.detail if told is not None and told.reason == "robots" else ""

    return why
