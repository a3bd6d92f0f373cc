"""Are we online? Pages that somebody named for the purpose, and the words that must stand in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from monitor.model import Failure, Snapshot

_AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineCheck:
    """An address, and words that its page holds where nobody stands in between."""

    url: str
    expect: str


def is_online(checks: Sequence[OnlineCheck], fetch: Callable[[str], Snapshot | Failure]) -> bool | None:
    """Whether any of the pages came with its words; None where none is named.

    A login page of some network answers everything, so an answer alone proves nothing.
    """
    if not checks:
        return None
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="online") as pool:
        return any(list(pool.map(lambda check: _shows(fetch(check.url), check.expect), checks)))


def _shows(answer: Snapshot | Failure, expect: str) -> bool:
    if not isinstance(answer, Snapshot) or not 200 <= answer.status < 300:
        return False
    return expect.encode("utf-8", "replace") in answer.body
