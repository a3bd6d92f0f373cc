"""Where links lead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.model import Fact, Link

_TRACKING = re.compile(r"[?&](?:utm_[a-z]+|fbclid|gclid|yclid|ref)=[^&#]*", re.IGNORECASE)
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/", re.IGNORECASE)


def relinked(old: Sequence[Link], new: Sequence[Link]) -> list[Fact]:
    """Links with the same words that lead elsewhere; scheme, `www.`, tracking and fragment do not count."""
    facts: list[Fact] = []
    targets = {link.text.strip().lower(): link.target for link in old if link.text.strip()}
    for link in new:
        before = targets.get(link.text.strip().lower())
        if before is not None and _target(before) != _target(link.target):
            facts.append(Fact(kind="link", before=before, after=link.target))
    return facts


def _target(target: str) -> str:
    bare = _ARCHIVED.sub("", target.strip())
    bare = re.sub(r"^(?:https?:)?//(?:www\.)?", "", bare, flags=re.IGNORECASE)
    bare = _TRACKING.sub("", bare).split("#")[0].rstrip("/?&")
    host, slash, path = bare.partition("/")
    return host.lower() + slash + path
