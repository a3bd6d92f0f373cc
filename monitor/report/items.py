"""A digest as it is drawn: what is said of each seed, in which words, and how much of it; the same for every medium.

Titles, addresses and rules are made harmless here (`render.visible`); each medium escapes them once more for itself.
The changed passages stay as they are, for `render` to draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from monitor.model import Candidate, Comparison, Edit, Finding, Piece, Verdict
from monitor.report.check_line import flags_of
from monitor.report.digest import Digest, Section
from monitor.report.said import counted, hidden, label, minute, shortened, standing
from monitor.report.visible import visible

TITLE = 200  # characters of a title that are shown
BESIDE = 150  # characters of an unchanged stretch that are shown beside a change, where there is not room for all
# In these sections a seed is one line, unless there is news of it.
QUIET = frozenset({"unlocated", "intact", "never"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is drawn, where there is not room for everything; None: everything. `news`: what is not new takes one
    line."""

    items: int | None = None  # of one section
    passages: int | None = None  # of one account
    accounts: int | None = None  # of one item
    characters: int | None = None  # of one passage
    news: bool = False


WHOLE = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One finding's changes. `heading` is empty where they are those of the item itself."""

    heading: str = ""
    rule: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()  # label, before, after
    edits: tuple[Edit, ...] = ()  # and sentences that only lead elsewhere
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
    aside: str = ""  # what a brief item has besides: differences that are no edits
    accounts: tuple[Account, ...] = ()
    more: int = 0  # further accounts that are not drawn


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
    flags = flags_of(finding)
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
        brief=not fresh and (limits.news or _is_quiet(section, flags) or _in_passing(section, digest)),
        aside=_aside(finding.comparison),
        accounts=accounts[: limits.accounts],
        more=0 if limits.accounts is None else max(0, len(accounts) - limits.accounts),
    )


def _aside(comparison: Comparison | None) -> str:
    """`2 candidates, 1 other link`: what differs and is no edit; empty where nothing is."""
    if comparison is None:
        return ""
    said = [
        counted(number, noun)
        for noun, number in (("candidate", len(comparison.candidates)), ("other link", len(comparison.links)))
        if number
    ]
    return ", ".join(said)


def _in_passing(section: Section, digest: Digest) -> bool:
    """Whether a digest of news is not about this section; what nobody can check is told all the same."""
    return digest.partial and section.name != "cannot_check"


def _is_quiet(section: Section, flags: frozenset[str]) -> bool:
    return section.name in QUIET and "invisible" not in flags


def _account_of(finding: Finding, latest: Finding, limits: Limits) -> Account:
    """What was new about a finding: against the last version where that differs, else against the copy."""
    decision, comparison = finding.decision, finding.comparison
    against = "compared with the copy"
    if finding.since_last is not None and finding.since_last.comparison.differs:
        comparison, against = finding.since_last.comparison, "compared with the version before"
    heading = seen = f"seen on {minute(finding.checked_at)}"
    if (decision.verdict, decision.reason) != (latest.verdict, latest.decision.reason):
        flags = sorted(flags_of(finding))
        heading += f": {decision.verdict}: {decision.reason}" + (f" [{', '.join(flags)}]" if flags else "")
    told = _account(comparison, limits, whole=finding.comparison) if comparison else Account()
    if told.edits or told.fields:
        heading += f", {against}:"
    elif heading == seen:
        return Account()
    heading = heading[0].upper() + heading[1:]
    # A suspicion that came true, or that still stands, has been told by the item's own rule.
    said = decision.verdict in (latest.verdict, Verdict.MISSING)
    return replace(told, heading=visible(heading, line=True), rule="" if said else visible(decision.rule, line=True))


def _account(comparison: Comparison, limits: Limits, *, whole: Comparison | None) -> Account:
    """`whole` compares with the copy: what still stands of it, and when that changed."""
    remarks = []
    if comparison.edits and whole is not None:
        remarks.append(standing(whole))
    named = {name for edit in comparison.edits for name in edit.invisible}
    if not named.issuperset(comparison.invisible):
        remarks.append(hidden(name for name in comparison.invisible if name not in named))
    told = [*comparison.edits, *map(_led, comparison.links)]
    return Account(
        fields=tuple((label(name), change.before, change.after) for name, change in comparison.fields.items()),
        edits=tuple(_cut(edit, limits) for edit in told[: limits.passages]),
        more=0 if limits.passages is None else max(0, len(told) - limits.passages),
        remarks=tuple(remarks),
        candidates=comparison.candidates,
        fidelity=comparison.fidelity,
    )


def _led(link: Edit) -> Edit:
    """A sentence that only leads elsewhere: it is drawn as it stands."""
    return replace(link, pieces=(Piece(op="equal", text=shortened(link.after or "", 2 * BESIDE)),))


def _cut(edit: Edit, limits: Limits) -> Edit:
    """An edit that fits: of long unchanged stretches the ends, which stand beside the changes, and so much of these."""
    room = limits.characters
    if room is None or len(edit.before or "") + len(edit.after or "") <= room:
        return edit
    if edit.op == "move":
        return replace(edit, after=shortened(edit.after or "", room))
    sides: tuple[tuple[Literal["delete", "insert"], str | None], ...] = (
        ("delete", edit.before), ("insert", edit.after)
    )  # fmt: skip
    pieces = edit.pieces or tuple(Piece(op=op, text=text) for op, text in sides if text)
    # Where both sides are long, neither is left out for the other.
    longest = max(BESIDE, room // max(1, sum(piece.op != "equal" for piece in pieces)))
    cut = [
        replace(piece, text=_ends(piece.text) if piece.op == "equal" else shortened(piece.text, longest))
        for piece in pieces
    ]
    drawn: list[Piece] = []
    for piece in cut:
        drawn.append(replace(piece, text=shortened(piece.text, max(1, room))))
        room -= len(piece.text)
        if room <= 0:
            break
    return replace(edit, pieces=tuple(drawn))


def _ends(text: str) -> str:
    return text if len(text) <= 2 * BESIDE else f"{text[:BESIDE]} … {text[-BESIDE:]}"


def unsure(account: Account) -> list[str]:
    """How many differences nobody can tell the maker of, and how many are the copy's own; a sentence each."""
    said = []
    if number := len(account.candidates):
        whose = (
            "difference that may be the publisher's or" if number == 1 else "differences that may be the publisher's or"
        )
        said.append(
            f"{number} {whose} the copy's own, and no edit until a capture tells: `monitor diff` shows {_it(number)}"
        )
    if number := len(account.fidelity):
        said.append(
            f"{counted(number, 'difference')} of the copy's own, by what a capture shows: `monitor show --fidelity`"
        )
    return said


def _it(number: int) -> str:
    return "it" if number == 1 else "them"
