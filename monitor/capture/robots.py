"""robots.txt: what a host asks of us (RFC 9309), read by protego."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

MAX_ROBOTS = 500 * 1024  # bytes; RFC 9309 §2.5 asks to read at least this much
MAX_CRAWL_DELAY = 60.0  # seconds; a host that asks for hours would never be finished with


# As protego reads the line: it knows these spellings, with or without a colon.
_AGENT = re.compile(r"[ \t]*user(?:-agent|agent| agent)(?:[ \t]*:|[ \t])[ \t]*(.*)", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z_-]+")


class Robots:
    """The rules of one host for one user agent (its product token). An empty text allows all."""

    __slots__ = ("_agent", "_rules", "crawl_delay", "length")

    def __init__(self, text: str, agent: str) -> None:
        self._agent = agent
        self.length = len(text)  # characters
        self._rules = _parse(_ours(text, agent)) if text.strip() else None
        delay = _number(self._rules.crawl_delay(agent)) if self._rules else 0.0
        self.crawl_delay = min(delay, MAX_CRAWL_DELAY)

    def allows(self, url: str) -> bool:
        if self._rules is None:
            return True
        return bool(self._rules.can_fetch(url, self._agent))


def read_robots(body: bytes) -> str:
    """The text of a robots.txt: UTF-8 with or without a mark, never more than the limit, in whole lines."""
    if len(body) > MAX_ROBOTS:
        body = body[:MAX_ROBOTS].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", errors="replace")


def _parse(text: str) -> Protego:
    from protego import Protego

    return Protego.parse(text)


def _ours(text: str, agent: str) -> str:
    """The text with all the agents that are not us under one name, and us under ours.

    A group is ours where its product token is ours, in any case, whatever version follows (RFC 9309 §2.2.1); protego
    would take a part of our name for it, too. And it keeps every rule of a group once for each of its agents, so that
    half a megabyte of agents and rules would become gigabytes.
    """
    kept: list[str] = []
    for line in text.splitlines():
        found = _AGENT.match(line)
        if found:
            name = found[1].strip().lower()
            token = _TOKEN.match(name)
            ours = agent if token and token[0] == agent else "*" if name.startswith("*") else "somebody-else"
            line = f"User-agent: {ours}"
        if not found or not kept or line != kept[-1]:
            kept.append(line)
    return "\n".join(kept)


def _number(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        return 0.0
    return max(0.0, float(value))
