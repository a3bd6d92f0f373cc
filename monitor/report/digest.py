"""Findings put in order: what every channel shows, before any of them draws it.

Coverage comes first: the ten verdicts and "never checked" add up to all seeds. Then each seed stands in exactly one
section, the gravest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Finding, Verdict

NEVER_CHECKED = "never checked"

# The sections in their order: name, heading, and what the heading means in a line.
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("removed", "Removed", "no longer published there, confirmed over time"),
    ("edited", "Edited", "the article says something else than the copy"),
    ("missing", "Possibly missing", "looks removed; not yet confirmed"),
    ("restored", "Restored", "back after a removal"),
    ("cannot_check", "Cannot check", "no evidence of an edit, nor of a removal, nor that nothing changed"),
    ("unlocated", "Unlocated", "no URL yet: nothing can be fetched"),
    ("intact", "Intact", "still says what the copy says"),
    ("never", "Never checked", "not looked at yet"),
)
_CANNOT_CHECK = {Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.UNREADABLE, Verdict.OFFLINE, Verdict.REFUSED}


def section_of(finding: Finding) -> str:
    """The one section in which a finding stands."""
    if finding.verdict in (Verdict.REMOVED, Verdict.EDITED, Verdict.MISSING, Verdict.UNLOCATED):
        return finding.verdict.value
    if finding.verdict in _CANNOT_CHECK:
        return "cannot_check"
    return "restored" if "restored" in finding.decision.flags and finding.new else "intact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    name: str
    heading: str
    meaning: str
    findings: tuple[Finding, ...] = ()
    seeds: tuple[str, ...] = ()  # of `never`, which has no findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """`counts` adds up to `total`; `checked` says how many of them this run looked at (None: no run, a report)."""

    total: int
    counts: dict[str, int]
    sections: tuple[Section, ...]
    checked: int | None = None
    at: datetime | None = None
    since: datetime | None = None

    @property
    def news(self) -> tuple[Finding, ...]:
        """What is new, the gravest first."""
        return tuple(finding for section in self.sections for finding in section.findings if finding.new)


def gather(
    findings: Iterable[Finding],
    seeds: Sequence[str],
    *,
    checked: int | None = None,
    at: datetime | None = None,
    since: datetime | None = None,
) -> Digest:
    """Order the latest findings of all present seeds. `seeds` are all their ids; those without a finding were never
    checked."""
    latest = {finding.seed: finding for finding in findings}
    present = {seed: latest[seed] for seed in seeds if seed in latest}
    never = tuple(seed for seed in seeds if seed not in latest)
    counts = {verdict.value: 0 for verdict in Verdict} | {NEVER_CHECKED: len(never)}
    by_section: dict[str, list[Finding]] = {name: [] for name, _, _ in SECTIONS}
    for finding in present.values():
        counts[finding.verdict.value] += 1
        by_section[section_of(finding)].append(finding)
    for name, found in by_section.items():
        found.sort(key=lambda finding: (not finding.new, -_weight(finding), finding.verdict.value, finding.seed))
        by_section[name] = found
    sections = tuple(
        Section(
            name=name,
            heading=heading,
            meaning=meaning,
            findings=tuple(by_section[name]),
            seeds=never if name == "never" else (),
        )
        for name, heading, meaning in SECTIONS
    )
    return Digest(total=len(seeds), counts=counts, sections=sections, checked=checked, at=at, since=since)


def _weight(finding: Finding) -> float:
    return finding.comparison.weight if finding.comparison else 0.0
