"""The line of `monitor check --json` (docs/check.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from monitor.model import Comparison, Edit, Finding
from monitor.report.visible import well_formed

SCHEMA = 1


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as the contract's line of `monitor check --json`, schema 1 (docs/check.schema.json)."""
    decision, comparison = finding.decision, finding.comparison
    last = finding.since_last
    missing, pending = decision.missing, decision.pending
    return {
        "schema": SCHEMA,
        "seed": well_formed(finding.seed),
        "url": None if finding.url is None else well_formed(finding.url),
        "verdict": str(decision.verdict),
        "reason": decision.reason,
        "flags": sorted(flags_of(finding)),
        "new": finding.new,
        "checked_at": stamp(finding.checked_at),
        "http": {
            "status": finding.status,
            "final_url": well_formed(finding.final_url) or None,
            "redirects": [well_formed(one) for one in finding.redirects],
        },
        "similarity": comparison.similarity if comparison else None,
        "edits": _edits(comparison),
        **_links(comparison),
        "candidates": _candidates(comparison),
        "since_last": None
        if last is None
        else {
            "edits": _edits(last.comparison),
            **_links(last.comparison),
            "candidates": _candidates(last.comparison),
            "fields": _fields(last.comparison),
            "from": last.version,
        },
        "fields": _fields(comparison),
        "survival": comparison.survival if comparison else None,
        "between": [stamp(one) for one in comparison.between] if comparison and comparison.between else None,
        "weight": comparison.weight if comparison else 0.0,
        "snapshot": finding.snapshot or None,
        "missing": None
        if missing is None
        else {
            "count": missing.count,
            "needed": missing.needed,
            "since": stamp(missing.since),
            "next_at": stamp(missing.next_at),
        },
        "pending": None
        if pending is None
        else {"since": stamp(pending.since), "next_at": stamp(pending.next_at), "why": pending.why},
    }


def flags_of(finding: Finding) -> frozenset[str]:
    """The flags of a verdict and of the text that it rests on."""
    return finding.decision.flags | (finding.comparison.flags if finding.comparison else frozenset())


def stamp(at: datetime) -> str:
    """An instant as the contract writes it: `2026-11-22T06:00:00Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _links(comparison: Comparison | None) -> dict[str, Any]:
    """`links`, where there are any: sentences that read the same, but lead elsewhere."""
    return {"links": told(comparison.links)} if comparison and comparison.links else {}


def _edits(comparison: Comparison | None) -> list[dict[str, Any]]:
    return told(comparison.edits) if comparison else []


def told(edits: Iterable[Edit]) -> list[dict[str, Any]]:
    """Edits as the contract writes them."""
    found = []
    for edit in edits:
        one: dict[str, Any] = {"op": edit.op, **_sides(edit), "paragraph": edit.paragraph}
        if edit.moved:
            one["moved"] = True
        one["facts"] = [{"kind": fact.kind, **_sides(fact)} for fact in edit.facts]
        found.append(one)
    return found


def _candidates(comparison: Comparison | None) -> list[dict[str, Any]]:
    return [
        {**_sides(one), "paragraph": one.paragraph, "why": one.why}
        for one in (comparison.candidates if comparison else ())
    ]


def _fields(comparison: Comparison | None) -> dict[str, dict[str, str]]:
    changes = comparison.fields if comparison else {}
    return {
        name: {"before": well_formed(change.before), "after": well_formed(change.after)}
        for name, change in changes.items()
    }


def _sides(one: Any) -> dict[str, str]:
    """`before` and `after` where there is one."""
    sides = {"before": one.before, "after": one.after}
    return {name: well_formed(text) for name, text in sides.items() if text is not None}
