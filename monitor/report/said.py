"""What a report says in words of its own: the one wording of counts, dates, flags and facts, for every medium."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from monitor.model import Comparison, Edit
from monitor.report.check_line import flags_of
from monitor.report.digest import Digest, Section
from monitor.report.visible import isolated, visible

# What each flag of the contract means to a reader; docs/reading-a-report.md says what it does not prove.
FLAGS: Final = {
    "moved": "its address leads to a new one, where the same article stands",
    "restored": "it is back after a removal",
    "reverted": "it reads again as it did at an earlier time",
    "silent": "the page's own date of change stayed as it was, and it shows no correction notice",
    "disclosed": "the page itself says that it was changed",
    "variant": "the site alternates between several texts",
    "technical": "only our own way of reading changed",
    "invisible": "characters differ that nobody sees, or that look like others",
    "status_mismatch": "the site's answer says that it is not there, and yet it stands in the page",
    "unverified": "nothing proves that the answer came whole",
    "no_copy": "the note holds no copy: the first reading took its place",
    "policy_lowered": "the configuration asks for less than usual before it says removed",
}
LONGEST: Final = 160  # characters of one side of a fact that are shown
MOVED: Final = "moved here from elsewhere in the text"
_LABELS: Final = {"title": "headline", "published": "date of publication", "modified": "date of change"}


def headline(digest: Digest) -> str:
    """`5 seeds: 1 edited, 4 unlocated`: the verdicts and "never checked" add up to all seeds."""
    if not digest.total:
        return "0 seeds: there are no notes to watch yet"
    parts = [f"{number} {name}" for name, number in digest.counts.items() if number]
    return f"{counted(digest.total, 'seed')}{': ' + ', '.join(parts) if parts else ''}"


def occasion(digest: Digest) -> str:
    """What the report is about, and when it was made."""
    made = f"as of {minute(digest.at)}" if digest.at else ""
    if digest.since is None:
        return made
    number = len(digest.fresh)
    news = f"{number} with news" if number else "no news"
    return f"{news} since {minute(digest.since)}{', ' + made if made else ''}"


def legend(sections: Iterable[Section]) -> list[tuple[str, str]]:
    """Each flag that occurs, in the order of the contract, and what it means."""
    there = {flag for section in sections for finding in section.findings for flag in flags_of(finding)}
    return [(flag, words) for flag, words in FLAGS.items() if flag in there]


def minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def between(first: datetime, last: datetime) -> str:
    """`between 2026-11-02 06:00 and 2026-11-03 06:00 UTC`, as exactly as it takes to tell the two apart."""
    if first.replace(second=0, microsecond=0) == last.replace(second=0, microsecond=0):
        return f"between {first:%Y-%m-%d %H:%M:%S} and {last:%H:%M:%S} UTC"
    return f"between {first:%Y-%m-%d %H:%M} and {last:%Y-%m-%d %H:%M} UTC"


def standing(comparison: Comparison, *, of: str = "the copy's") -> str:
    """How much of the old text still stands, never rounded to all or nothing; and when the newest change came."""
    share = comparison.survival
    if share >= 1:
        said = f"All of {of} sentences still stand, as they were or nearly so"
    elif share <= 0:
        said = f"None of {of} sentences stands any more"
    else:
        percent = f"{int(share * 100)}%" if share >= 0.01 else "Less than 1%"
        said = f"{percent} of {of} sentences still stand, as they were or nearly so"
    return f"{said}; the newest change came {between(*comparison.between)}" if comparison.between else said


def label(name: str) -> str:
    """The name of a field, in a reader's words."""
    return visible(_LABELS.get(name, name.replace("_", " ")), line=True)


def facts(edit: Edit) -> str:
    """`number: 70 → 170; negation: не → —`"""
    return "; ".join(f"{fact.kind}: {_side(fact.before)} → {_side(fact.after)}" for fact in edit.facts)


def _side(text: str | None) -> str:
    return isolated(shortened(visible(text, line=True), LONGEST)) if text else "—"


def shortened(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"


def remark(edit: Edit) -> str:
    """What happened to a sentence that its marks alone do not show; empty where they show all."""
    said = []
    if edit.op == "move":
        said.append(MOVED)
    if edit.moved:
        said.append("moved, and changed")
    if edit.op == "replace" and edit.before == edit.after:
        said.append("the words are the same; where they lead is not: no edit of the text")
    if edit.invisible:
        said.append(hidden(edit.invisible))
    return "; ".join(said)


def hidden(names: Iterable[str]) -> str:
    """`characters that look alike or are not seen: CYRILLIC SMALL LETTER A for LATIN SMALL LETTER A`"""
    return "characters that look alike or are not seen: " + ", ".join(visible(name, line=True) for name in names)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
