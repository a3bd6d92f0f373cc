"""How the archive is: its last runs, what is due, how much room it takes."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from monitor.model import Health, RunAccount, Verdict
from monitor.record.ledger import AHEAD, Ledger, is_due
from monitor.record.recover import find_damage
from monitor.record.tables import Run, SeedRow
from monitor.record.volume import Volume

RUNS: sa.Table = Run.__table__  # type: ignore[attr-defined]  # made by SQLModel
SEEDS: sa.Table = SeedRow.__table__  # type: ignore[attr-defined]  # likewise


def health(ledger: Ledger, volume: Volume, folder: Path, *, now: datetime) -> Health:
    """What `monitor status` tells."""
    watched = sa.select(sa.func.count()).where(SEEDS.c.retired_at.is_(None))
    upcoming = sa.select(SEEDS.c.next_at).where(SEEDS.c.retired_at.is_(None), sa.not_(is_due(now)))
    # that a run was made in days to come is what a clock says that ran ahead
    past = sa.select(RUNS).where(RUNS.c.began_at <= now + AHEAD)
    runs = [_account(row) for row in ledger.rows(past.order_by(RUNS.c.began_at.desc()).limit(200))]
    (seeds,), (due,) = ledger.rows(watched)[0], ledger.rows(watched.where(is_due(now)))[0]
    following = ledger.rows(upcoming.order_by(SEEDS.c.next_at).limit(1))
    return Health(
        seeds=seeds,
        due=due,
        room=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        last=runs[0] if runs else None,
        good=next((run for run in runs if _is_good(run)), None),
        next_at=following[0].next_at if following else None,
        damage=tuple(find_damage(ledger, volume)[1]),
    )


def _account(row: Any) -> RunAccount:
    counts: dict[str, int] = json.loads(row.counts)
    return RunAccount(id=row.id, kind=row.kind, began_at=row.began_at, ended_at=row.ended_at, counts=counts)


def _is_good(run: RunAccount) -> bool:
    """It came to its end, and our own network was there. A run in which nothing was due is a good one."""
    located = set(run.counts) - {Verdict.UNLOCATED}
    return run.ended_at is not None and located != {Verdict.OFFLINE}
