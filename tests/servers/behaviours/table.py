"""The table of behaviours, and how one is entered into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.servers.talk import Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """`outcomes` are the reasons that a fetch may end with, `ok` for a complete answer; `code` is the finer name.

    `verdict` and `reason` are the contract's words for a seed whose page behaves so, in a first check with a copy of
    the honest article; empty where they depend on more than the wire.
    """

    path: str
    rows: str
    what: str
    outcomes: tuple[str, ...]
    code: str
    unverified: bool
    article: bool  # whether a complete answer carries the honest article
    verdict: str
    reason: str
    slow: bool  # ends only with the deadline
    serve: Callable[[Talk], None]


BEHAVIOURS: dict[str, Behaviour] = {}

_REFUSED = ("private_address", "bad_scheme", "bad_url")


def behaviour(
    path: str,
    rows: str,
    outcome: str,
    *,
    code: str = "",
    unverified: bool = False,
    article: bool | None = None,
    verdict: str = "",
    reason: str = "",
    slow: bool = False,
) -> Callable[[Callable[[Talk], None]], Callable[[Talk], None]]:
    """Enter a function into the table; its docstring says what it does."""
    outcomes = tuple(outcome.split("|"))
    carries = outcomes == ("ok",) and not verdict if article is None else article
    if not verdict and outcomes[0] in _REFUSED:
        verdict, reason = "refused", outcomes[0]
    elif not verdict and outcomes[0] != "ok":
        verdict, reason = "unreachable", outcomes[0]
    elif not verdict and carries:
        verdict = "intact"

    def enter(serve: Callable[[Talk], None]) -> Callable[[Talk], None]:
        BEHAVIOURS[path] = Behaviour(
            path=path,
            rows=rows,
            what=" ".join((serve.__doc__ or "").split()),
            outcomes=outcomes,
            code=code,
            unverified=unverified,
            article=carries,
            verdict=verdict,
            reason=reason,
            slow=slow,
            serve=serve,
        )
        return serve

    return enter
