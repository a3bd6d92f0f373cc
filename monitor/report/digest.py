"""Findings put in order: what every channel shows, before any of them draws it.

Coverage comes first: the ten verdicts and "never checked" add up to all seeds. Then each seed stands in exactly one
section, the gravest first: that of its latest verdict. Where a report is about the news of some time, a seed whose
news was followed by a look that could not tell stands under its news, or the news would be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
# News of seeds whose notes went away before it was told; they are not among the seeds that coverage counts.
RETIRED = ("retired", "No longer watched", "the note is gone; this was found out before")
_CANNOT_CHECK = {Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.UNREADABLE, Verdict.OFFLINE, Verdict.REFUSED}


def section_of(finding: Finding) -> str:
    """The one section in which a finding stands."""
    if finding.verdict in (Verdict.REMOVED, Verdict.EDITED, Verdict.MISSING, Verdict.UNLOCATED):
        return finding.verdict.value
    if finding.verdict in _CANNOT_CHECK:
        return "cannot_check"
    return "restored" if "restored" in finding.decision.flags and finding.new else "intact"


def place_of(verdict: str) -> str:
    """The name of the section in which findings of a verdict stand, as a rule; of `never checked` too."""
    if verdict == NEVER_CHECKED:
        return "never"
    return "cannot_check" if verdict in _CANNOT_CHECK else verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    name: str
    heading: str
    meaning: str
    findings: tuple[Finding, ...] = ()
    seeds: tuple[str, ...] = ()  # of `never`, which has no findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """`counts` adds up to `total`; `checked` says how many of them this run looked at (None: no run, a report).

    `fresh` is what was new, by seed, the oldest first; `partial`: the digest is about that, and about the rest only in
    passing.
    """

    total: int
    counts: dict[str, int]
    sections: tuple[Section, ...]
    checked: int | None = None
    at: datetime | None = None
    since: datetime | None = None
    fresh: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    partial: bool = False

    @property
    def news(self) -> tuple[Finding, ...]:
        """The latest findings of the seeds that have news, the gravest first."""
        return tuple(one for section in self.sections for one in section.findings if one.seed in self.fresh)


def gather(
    findings: Iterable[Finding],
    seeds: Sequence[str],
    *,
    checked: int | None = None,
    at: datetime | None = None,
    since: datetime | None = None,
    news: Iterable[Finding] | None = None,
) -> Digest:
    """Order the latest findings of all present seeds. `seeds` are all their ids; those without a finding were never
    checked. `news` are the findings to tell of, oldest first; None: those of the latest that are new."""
    latest = {finding.seed: finding for finding in findings}
    present = {seed: latest[seed] for seed in seeds if seed in latest}
    fresh: dict[str, list[Finding]] = {}
    for finding in (one for one in present.values() if one.new) if news is None else news:
        fresh.setdefault(finding.seed, []).append(finding)
    never = tuple(seed for seed in seeds if seed not in latest)
    counts = {verdict.value: 0 for verdict in Verdict} | {NEVER_CHECKED: len(never)}
    by_section: dict[str, list[Finding]] = {name: [] for name, _, _ in (*SECTIONS, RETIRED)}
    for finding in present.values():
        counts[finding.verdict.value] += 1
        by_section[_place(finding, fresh.get(finding.seed, ()))].append(finding)
    watched = set(seeds)
    by_section["retired"] = [told[-1] for seed, told in fresh.items() if seed not in watched]
    for name, found in by_section.items():
        found.sort(
            key=lambda one: (
                one.seed not in fresh, not unchecked(one), -_weight(one, *fresh.get(one.seed, ())),
                one.verdict.value, one.seed,
            )
        )  # fmt: skip
        by_section[name] = found
    sections = tuple(
        Section(
            name=name,
            heading=heading,
            meaning=meaning + (_of_them(by_section[name]) if name == "cannot_check" else ""),
            findings=tuple(by_section[name]),
            seeds=never if name == "never" else (),
        )
        for name, heading, meaning in (*SECTIONS, *((RETIRED,) if by_section["retired"] else ()))
    )
    return Digest(
        total=len(seeds),
        counts=counts,
        sections=sections,
        checked=checked,
        at=at,
        since=since,
        fresh={seed: tuple(told) for seed, told in fresh.items()},
        partial=news is not None,
    )


def unchecked(finding: Finding) -> bool:
    """Whether no look has learned anything about a seed for a week or more; its rule says since when."""
    return finding.verdict in _CANNOT_CHECK and finding.decision.unchecked_since is not None


def _of_them(findings: Sequence[Finding]) -> str:
    number = sum(unchecked(finding) for finding in findings)
    return f"; {number} of them not truly checked for a week or more" if number else ""


def _place(finding: Finding, news: Sequence[Finding]) -> str:
    section = section_of(finding)
    if news and section == "cannot_check":
        return section_of(news[-1])
    if news and section == "intact" and section_of(news[-1]) == "restored":
        return "restored"
    return section


def _weight(*findings: Finding) -> float:
    return max(finding.comparison.weight if finding.comparison else 0.0 for finding in findings)
