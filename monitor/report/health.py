"""`monitor status`: whether all is well, in a few lines for a person and in one for a script. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.model import Health, RunAccount, Verdict
from monitor.report.check_line import stamp
from monitor.report.said import counted, minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`stale_after`: seconds after which the last good run is too old (twice the schedule's interval: one run may be
    missed, two may not). `waiting`: pieces of news that were not mailed yet."""

    health: Health | None  # None: nothing was ever stored
    stale_after: float
    now: datetime
    waiting: int = 0
    troubles: tuple[str, ...] = ()
    clock: str = ""  # what is wrong with this machine's clock, in a sentence

    @property
    def well(self) -> bool:
        return not self.stale and not (self.health and self.health.damage)

    @property
    def stale(self) -> bool:
        good = self.health.good if self.health else None
        if good is None or good.ended_at is None:
            return True
        return self.now - good.ended_at > timedelta(seconds=self.stale_after)

    def lines(self) -> list[str]:
        if self.health is None:
            return ["not well: nothing is stored yet; `monitor check` makes the first run"]
        health = self.health
        old = "the last good run is too old" if health.good else "no run has come to a good end yet"
        why = [old] * self.stale + ["records are damaged"] * bool(health.damage)
        told = ["not well: " + ", and ".join(why) if why else "well"]
        told.append(f"last run   {_of(health.last)}")
        if health.good != health.last:
            told.append(f"last good  {_of(health.good)}")
        told.append(f"next look  {minute(health.next_at) if health.next_at else 'none is planned'}")
        told.append(f"due now    {health.due} of {counted(health.seeds, 'seed')}")
        if self.waiting or self.troubles:
            told.append(
                f"outbox     {self.waiting} {'piece' if self.waiting == 1 else 'pieces'} of news not mailed yet"
            )
        told += [f"  mail     {trouble}" for trouble in self.troubles]
        told += [f"damage     {words}" for words in health.damage]
        told += [f"clock      {self.clock}"] if self.clock else []
        told.append(f"room used  {health.room / 1e6:.1f} MB")
        return told

    def as_json(self) -> dict[str, Any]:
        health = self.health
        return {
            "well": self.well,
            "last_run": _plain(health.last) if health else None,
            "last_good_run": _plain(health.good) if health else None,
            "next_at": stamp(health.next_at) if health and health.next_at else None,
            "due": health.due if health else 0,
            "seeds": health.seeds if health else 0,
            "outbox": {"waiting": self.waiting, "troubles": list(self.troubles)},
            "damage": list(health.damage) if health else [],
            "clock": self.clock or None,
            "room": health.room if health else 0,
        }


def _of(run: RunAccount | None) -> str:
    if run is None:
        return "none"
    order = {verdict.value: place for place, verdict in enumerate(Verdict)}
    names = sorted(run.counts, key=lambda name: order.get(name, len(order)))
    counts = ", ".join(f"{run.counts[name]} {name}" for name in names) or "nothing was due"
    if run.ended_at is None:
        return f"began {minute(run.began_at)} ({run.kind}) and was cut off, or is under way"
    return f"ended {minute(run.ended_at)} ({run.kind}): {counts}"


def _plain(run: RunAccount | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {
        "id": run.id,
        "kind": run.kind,
        "began_at": stamp(run.began_at),
        "ended_at": stamp(run.ended_at) if run.ended_at else None,
        "counts": dict(run.counts),
    }
