"""Trials of the wire: every behaviour of the raw server, with the verdict that it has to come to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.gauntlet.trials import Trial
from tests.servers.behaviours.redirects import MOVED
from tests.servers.rawserver import BEHAVIOURS

# Where more than the wire decides, and the behaviour's own entry therefore leaves it open.
_SAID: dict[str, dict[str, Any]] = {
    "/no-length-cut": {"verdict": "unreachable", "reason": "truncated"},
    "/length-small": {"verdict": "unreachable", "reason": "truncated"},
    "/length-in-letters": {"verdict": "intact"},
    "/gzip-half-plain": {"verdict": "unreachable", "reason": "truncated"},
    "/chunks-end-early": {"verdict": "unreachable", "reason": "truncated"},
    "/to-latin-1": {"verdict": "unreadable", "reason": "redirect_elsewhere"},
    "/407": {"reason": "login"},  # it asks for a login, if only to a proxy
    "/999": {"verdict": "blocked", "reason": "http_4xx"},
    # told once: the article stands at another address
    **{path: {"flag": "moved", "news": True} for path in ("/to-heavy", "/to-coded", *MOVED)},
    "/451": {"news": True},  # withheld for legal reasons: told once a second look agrees
}

WIRE = [
    replace(
        Trial(
            path=one.path,
            rows=one.rows,
            what=one.what,
            verdict=one.verdict,
            reason="" if one.verdict == "intact" else one.reason,
            slow=one.slow,
        ),
        **_SAID.get(one.path, {}),
    )
    for one in BEHAVIOURS.values()
]
