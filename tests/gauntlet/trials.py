"""The table of the gauntlet: what is done to the program, and what it has to say. `docs/faults.md` is made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.servers.talk import Talk

Serve = Callable[[Talk], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One fault: its rows in the research, what is done, and the contract's words for it.

    `reason` is empty for `intact`, where it says only how that was seen. `serve` answers the note's `path`, and
    whatever that leads to, while the fault lasts; without it the behaviours of the raw server do. `flag` has to be
    set. `news`: something about it is to be told (once), though the text is the same. `slow`: ends only with the
    deadline. `robots`: it is robots.txt that is served so; the page is honest.
    """

    path: str
    rows: str
    what: str
    verdict: str
    reason: str = ""
    flag: str = ""
    news: bool = False
    slow: bool = False
    robots: bool = False
    serve: Serve | None = None

    @property
    def seed(self) -> str:
        return self.path.strip("/")

    def says(self, line: dict[str, Any]) -> tuple[str, str]:
        """Verdict and reason of a finding, as this table has them."""
        return line["verdict"], "" if line["verdict"] == "intact" else line["reason"]

    @property
    def expected(self) -> tuple[str, str]:
        return self.verdict, self.reason


def trial(
    table: list[Trial], path: str, rows: str, verdict: str, reason: str = "", **more: Any
) -> Callable[[Serve], Serve]:
    """Enter a function that serves a fault into a table; its docstring says what it does."""

    def enter(serve: Serve) -> Serve:
        what = " ".join((serve.__doc__ or "").split())
        table.append(Trial(path=path, rows=rows, what=what, verdict=verdict, reason=reason, serve=serve, **more))
        return serve

    return enter
