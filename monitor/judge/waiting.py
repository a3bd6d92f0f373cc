"""A page with little or nothing left of its text: is it so, or was it half a page?

A shrunk or emptied page waits for a later look that reads the very same (contract, `pending`; research, faults 4.2.6).
Then it is `edited`, where some of the article stands or the page itself says that it is the article; `withdrawn` where
a notice took the text's place; and else it stays what it is: a page in which the article was not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from monitor.judge.looks import elapsed, held, instant, read
from monitor.model import Observation, RemovalPolicy

SUSPICIOUS: Final = frozenset({"shrunk", "emptied"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """`first` is the first look that showed this little text, `last` the newest; `agreed` is the first look, at least
    `confirm_after` later, that showed the same. `known`: the article was read before."""

    first: Observation
    last: Observation
    agreed: Observation | None = None
    known: bool = False

    @property
    def reason(self) -> str:
        """What an agreed little text is called: `withdrawn`, `text_differs`, or nothing where no page owns to it."""
        if self.agreed is None:
            return ""
        names = set(self.last.evidence_names)
        if "stands" in names:
            return "text_differs"
        if not names & {"canonical", "headline"}:
            return ""
        # A lead alone is an article cut down, where more of it was read there; where it never was, the rest may come
        # by a script that we do not run.
        if "remains" in names and self.known and "notice" not in names:
            return "text_differs"
        # A frame without any text, however often it comes, is a page that cannot be read.
        return "withdrawn" if "notice" in names else "text_differs" if "other text" in names else ""


def waiting(observations: Iterable[Observation], policy: RemovalPolicy) -> Waiting | None:
    """The suspicious text that stands at the end of a history, oldest first; None where the article was read since."""
    states = [state for _, state in follow(observations, policy)]
    return states[-1] if states else None


def follow(observations: Iterable[Observation], policy: RemovalPolicy) -> Iterator[tuple[Observation, Waiting | None]]:
    """Each observation with the suspicious text that stands after it.

    Looks that were no evidence change nothing. Another little text, or a clock that ran back, starts anew.
    """
    apart = timedelta(seconds=max(0.0, policy.confirm_after))
    found: Waiting | None = None
    known = False
    for one in observations:
        if read(one):
            found, known = None, True
        elif one.reason in SUSPICIOUS:
            if found is None or not _same(found.first, one) or instant(one) < instant(found.first):
                found = Waiting(first=one, last=one, known=known)
            elif found.agreed is None and _later(found.first, one, apart):
                found = replace(found, last=one, agreed=one)
            else:
                found = replace(found, last=one)
        yield one, found


def _later(first: Observation, one: Observation, apart: timedelta) -> bool:
    """A second complete answer, late enough. A server's bare word that nothing changed is none, nor is a look that a
    gate held."""
    return one is not first and not held(one) and one.code != "not_modified" and elapsed(first, one) >= apart


def _same(one: Observation, other: Observation) -> bool:
    return one.reason == other.reason and one.text == other.text
