"""How long a host that does not answer, or does not let us in, is left alone before it is asked again by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from monitor.judge.looks import utc
from monitor.model import Finding, Verdict

# Issue 8: a host that stays away is asked more and more seldom, and at least once a week.
LONGEST: Final = timedelta(days=7)


def turned_away(finding: Finding) -> bool:
    """Whether a host did not answer, or answered and did not let us in."""
    return finding.verdict in (Verdict.BLOCKED, Verdict.UNREACHABLE)


def rest(since: datetime, at: datetime) -> timedelta:
    """As long again as it has stayed away so far, so that the time between two looks doubles; a week at most.

    `since` is its first look in vain. A time that lies ahead was written under another clock, and counts for nothing.
    """
    return min(LONGEST, max(timedelta(0), utc(at) - utc(since)))
