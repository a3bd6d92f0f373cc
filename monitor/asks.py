"""What a check asks for, and what it is handed.

Only the network can tell, so a check (`check.py`) is a generator that asks; who fetches, when, and how politely is the
business of `run.py`. Two questions live where they are answered: `Read` in `reading.py`, `Aside` in `doubt.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from monitor.doubt import Aside
from monitor.judge import Case, Clock
from monitor.model import Failure, Memento, Snapshot, Validators
from monitor.reading import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The original, now. `fresh`: on a new connection, without conditions."""

    url: str
    validators: Validators | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the Wayback Machine lists for the original. `urgent`: there is news to settle."""

    url: str
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One memento's bytes."""

    memento: Memento
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What the run's other looks say about this one (`Around`): asked where it did not read the article, and answered
    when all others have been made. What this one is to them may hang on the time at which it was made."""

    case: Callable[[Clock], Case]


Ask = Look | Past | Play | Read | Aside | Neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The answer to a Look or a Play, the id under which it is kept already, and the digest of its body (empty for a
    failure)."""

    capture: Snapshot | Failure
    id: str
    digest: str = ""

    def put_away(self) -> Taken:
        """The same without the bytes, which are kept: thousands of checks may be under way, none with its page."""
        if not isinstance(self.capture, Snapshot) or not (self.capture.body or self.capture.wire):
            return self
        return replace(self, capture=replace(self.capture, body=b"", wire=b""))
