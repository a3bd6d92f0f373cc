"""News that is to be told: what of it was not told yet, and how far the telling has come.

The rows were made in the transaction of the news itself. They are changed only through commits of the archive, so
that what was sent is written down as safely as what was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from monitor.model import Finding
from monitor.record.ledger import CHECKS, CHUNK, EVENTS, SEEDS
from monitor.record.tables import METADATA

if TYPE_CHECKING:
    from sqlalchemy.engine import Row

    from monitor.record.ledger import Ledger
    from monitor.record.past import Past

OUTBOX = METADATA.tables["outbox"]
# `waiting` to be sent; `sending`: handed over, and nobody knows yet whether it arrived; `sent`; `failed`: given up.
State = Literal["waiting", "sending", "sent", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One piece of news for one channel. `finding` carries the seed's present id; `watched`: its note is still there.

    `message` is the Message-ID under which it goes, once that may have reached anybody.
    """

    event: str
    channel: str
    state: State
    since_at: datetime
    next_try_at: datetime | None
    tries: int
    message: str
    trouble: str
    finding: Finding
    watched: bool = True


def letters(ledger: Ledger, past: Past) -> list[Letter]:
    """All that is not `sent`, the oldest news first."""
    query = (
        sa.select(CHECKS, OUTBOX, SEEDS.c.id.label("id"), SEEDS.c.retired_at)
        .join(EVENTS, EVENTS.c.check == CHECKS.c.key)
        .join(OUTBOX, OUTBOX.c.event == EVENTS.c.id)
        .join(SEEDS, SEEDS.c.key == EVENTS.c.seed)
        .where(OUTBOX.c.state != "sent")
    )
    rows = ledger._rows(query.order_by(CHECKS.c.key, OUTBOX.c.channel))
    return [
        Letter(
            event=row.event, channel=row.channel, state=row.state, since_at=row.since_at, next_try_at=row.next_try_at,
            tries=row.tries, message=row.message, trouble=row.trouble, finding=finding, watched=row.retired_at is None,
        )
        for row, finding in zip(rows, _named(rows, past), strict=True)
    ]  # fmt: skip


def news(ledger: Ledger, past: Past, *, since: datetime) -> list[Finding]:
    """The findings that were new since an instant, in the order in which they were recorded, of retired seeds too."""
    query = (
        sa.select(CHECKS, SEEDS.c.id.label("id"))
        .join(EVENTS, EVENTS.c.check == CHECKS.c.key)
        .join(SEEDS, SEEDS.c.key == EVENTS.c.seed)
        .where(EVENTS.c.at >= since)
    )
    return list(_named(ledger._rows(query.order_by(CHECKS.c.key)), past))


def _named(rows: Sequence[Row[Any]], past: Past) -> Iterator[Finding]:
    """The findings of rows, under the ids that their seeds have today."""
    for start in range(0, len(rows), CHUNK):  # what `past` holds at a time is bounded
        group = rows[start : start + CHUNK]
        for row, finding in zip(group, past.findings(group), strict=True):
            yield finding if finding.seed == row.id else replace(finding, seed=row.id)


def rows(changed: Iterable[Letter]) -> list[dict[str, Any]]:
    """The rows of `outbox` that letters stand for."""
    return [
        {
            "event": letter.event, "channel": letter.channel, "state": letter.state, "since_at": letter.since_at,
            "next_try_at": letter.next_try_at, "tries": letter.tries, "message": letter.message,
            "trouble": letter.trouble,
        }
        for letter in changed
    ]  # fmt: skip
