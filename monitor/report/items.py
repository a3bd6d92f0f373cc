"""A digest as it is drawn: what is said of each seed, in which words, and how much of it; the same for every medium.

Titles, addresses and rules are made harmless here (`render.visible`); each medium escapes them once more for itself.
The changed passages stay as they are, for `render` to draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from monitor.model import Candidate, Comparison, Edit, Finding, Verdict
from monitor.report.digest import Digest, Section
from monitor.report.render import visible

TITLE = 200  # characters of a title that are shown
# In these sections a seed is one line, unless there is news of it.
QUIET = frozenset({"unlocated", "intact", "never"})
_LABELS = {"title": "headline", "published": "date of publication", "modified": "date of change"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is drawn, where there is not room for everything; None: everything."""

    items: int | None = None  # of one section
    passages: int | None = None  # of one account
    accounts: int | None = None  # of one item
    characters: int | None = None  # of one passage


WHOLE = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One finding's changes. `heading` is empty where they are those of the item itself."""

    heading: str = ""
    rule: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()  # label, before, after
    edits: tuple[Edit, ...] = ()
    more: int = 0  # further edits that are not drawn
    remarks: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    fidelity: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One seed. `link` is its address, where that may be followed. `brief`: one line is enough."""

    seed: str
    title: str = ""
    url: str = ""
    link: str = ""
    verdict: str = ""
    reason: str = ""
    flags: tuple[str, ...] = ()
    rule: str = ""
    new: bool = False
    brief: bool = False
    accounts: tuple[Account, ...] = ()
    more: int = 0  # further accounts that are not drawn


def headline(digest: Digest) -> str:
    """`5 seeds: 1 edited, 4 unlocated`: the verdicts and "never checked" add up to all seeds."""
    parts = [f"{number} {name}" for name, number in digest.counts.items() if number]
    return f"{digest.total} seed{'' if digest.total == 1 else 's'}{': ' + ', '.join(parts) if parts else ''}"


def occasion(digest: Digest) -> str:
    """What the report is about, and when it was made."""
    made = f"as of {minute(digest.at)}" if digest.at else ""
    if digest.since is None:
        return made
    number = len(digest.fresh)
    news = f"{number} with news" if number else "no news"
    return f"{news} since {minute(digest.since)}{', ' + made if made else ''}"


def minute(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def items_of(section: Section, digest: Digest, limits: Limits = WHOLE) -> Iterator[Item]:
    """The items of a section, no more than `limits` has room for; `left_out` says how many that leaves."""
    for finding in section.findings[: limits.items]:
        yield _item(finding, section, digest, limits)
    room = None if limits.items is None else max(0, limits.items - len(section.findings))
    for seed in section.seeds[:room]:
        yield Item(seed=visible(seed, line=True), brief=True)


def left_out(section: Section, limits: Limits) -> int:
    number = len(section.findings) + len(section.seeds)
    return 0 if limits.items is None else max(0, number - limits.items)


def link(url: str | None) -> str:
    """An address that a reader may follow: http or https, and nothing in it that a browser reads otherwise than we."""
    if not url or url != visible(url, line=True) or any(char in url for char in ' "<>\\^`{|}'):
        return ""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return url if named and parts.scheme in ("http", "https") else ""


def label(name: str) -> str:
    """The name of a field, in a reader's words."""
    return visible(_LABELS.get(name, name), line=True)


def _item(finding: Finding, section: Section, digest: Digest, limits: Limits) -> Item:
    fresh = digest.fresh.get(finding.seed, ())
    decision = finding.decision
    if fresh and digest.partial:
        told = (_account_of(one, finding, limits) for one in reversed(fresh))
        accounts = tuple(one for one in told if one != Account())
    elif finding.comparison and not digest.partial:
        accounts = (_account(finding.comparison, limits, whole=finding.comparison),)
    else:
        accounts = ()
    comparison = finding.comparison
    flags = decision.flags | (comparison.flags if comparison else frozenset())
    return Item(
        seed=visible(finding.seed, line=True),
        title=shortened(visible(finding.title, line=True), TITLE),
        url=visible(finding.url or "", line=True),
        link=link(finding.url),
        verdict=decision.verdict.value,
        reason=decision.reason,
        flags=tuple(sorted(flags)),
        rule=visible(decision.rule, line=True),
        new=bool(fresh),
        brief=not fresh and (section.name in QUIET or (digest.partial and section.name != "cannot_check")),
        accounts=accounts[: limits.accounts],
        more=0 if limits.accounts is None else max(0, len(accounts) - limits.accounts),
    )


def _account_of(finding: Finding, latest: Finding, limits: Limits) -> Account:
    """What was new about a finding: against the last version where that differs, else against the copy."""
    decision, comparison = finding.decision, finding.comparison
    against = "against the copy"
    if finding.since_last is not None and finding.since_last.comparison.differs:
        comparison, against = finding.since_last.comparison, "since the version before"
    heading = minute(finding.checked_at)
    if (decision.verdict, decision.reason) != (latest.verdict, latest.decision.reason):
        flags = sorted(decision.flags | (finding.comparison.flags if finding.comparison else frozenset()))
        heading += f": {decision.verdict}: {decision.reason}" + (f" [{', '.join(flags)}]" if flags else "")
    told = _account(comparison, limits, whole=finding.comparison) if comparison else Account()
    if told.edits or told.fields:
        heading += f", {against}:"
    elif heading == minute(finding.checked_at):
        return Account()
    # A suspicion that came true, or that still stands, has been told by the item's own rule.
    said = decision.verdict in (latest.verdict, Verdict.MISSING)
    return replace(told, heading=visible(heading, line=True), rule="" if said else visible(decision.rule, line=True))


def _account(comparison: Comparison, limits: Limits, *, whole: Comparison | None) -> Account:
    """`whole` compares with the copy: what still stands of it, and when that changed."""
    remarks = []
    if comparison.edits and whole is not None:
        said = f"{whole.survival:.0%} of the copy's sentences still stand, as they were or nearly"
        if whole.between:
            first, last = whole.between
            said += f"; the newest change came between {minute(first)} and {minute(last)}"
        remarks.append(said)
    return Account(
        fields=tuple((label(name), change.before, change.after) for name, change in comparison.fields.items()),
        edits=tuple(_cut(edit, limits) for edit in comparison.edits[: limits.passages]),
        more=0 if limits.passages is None else max(0, len(comparison.edits) - limits.passages),
        remarks=tuple(remarks),
        candidates=comparison.candidates,
        fidelity=comparison.fidelity,
    )


def _cut(edit: Edit, limits: Limits) -> Edit:
    room = limits.characters
    if room is None or len(edit.before or "") + len(edit.after or "") <= room:
        return edit
    before, after = (None if side is None else shortened(side, room // 2) for side in (edit.before, edit.after))
    return replace(edit, before=before, after=after, pieces=())


def shortened(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"


def unsure(account: Account) -> str:
    """How many differences nobody can tell the maker of, and how many are the copy's own; empty if none."""
    said = []
    if account.candidates:
        said.append(f"{_count(len(account.candidates), 'difference')} of which nobody can tell whose doing")
    if account.fidelity:
        said.append(f"{_count(len(account.fidelity), 'difference')} of the copy's own")
    return "; ".join(said)


def facts(edit: Edit) -> str:
    """`number: 70 → 170; negation: не → —`"""
    return "; ".join(
        f"{fact.kind}: {visible(fact.before or '—', line=True)} → {visible(fact.after or '—', line=True)}"
        for fact in edit.facts
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
