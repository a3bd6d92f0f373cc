"""When a seed is looked at again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.model import Finding


def next_look(finding: Finding, every: float) -> datetime:
    """When this seed is due again: at its interval (`every`, seconds), or sooner where the verdict asks for it."""
    usual = finding.checked_at + timedelta(seconds=every)
    return min(usual, finding.decision.next_at or usual)
