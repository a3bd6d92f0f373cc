"""News out of the outbox and into the mail: claim, send, write down. Nothing is lost, and nothing said twice.

What is to be told stands in the outbox since the transaction of the news itself. A mail is claimed (its Message-ID and
that it is being sent are committed), handed over, and marked, under the lock of a run, so that two programs never send
the same. Where nobody can know whether it arrived (the connection broke, or we were killed, between handing it over
and writing that down), the very same mail goes again, with the same Message-ID: once too often rather than never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from monitor.report.digest import Digest, gather
from monitor.report.letter import compose, message_id
from monitor.report.mail import Account, Delivery, bare, send

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from monitor.model import Finding
    from monitor.record.outbox import Letter

CHANNEL = "mail"  # of all recipients; `mail:<address>` is one that the server refused while it took the others
# Pauses between attempts grow threefold: minutes for a server that is busy, hours for one that says no. RFC 5321
# (4.5.4.1) asks for half an hour at first and gives up after four or five days.
PAUSE, LONGEST = timedelta(minutes=5), timedelta(hours=12)
PAUSE_REFUSED, LONGEST_REFUSED = timedelta(hours=1), timedelta(days=1)
GIVE_UP, TRIES = timedelta(days=5), 16  # news this old, after so many attempts


class Outbox(Protocol):
    """The archive, as this module needs it."""

    def lock(self) -> AbstractContextManager[None]: ...
    def letters(self) -> list[Letter]: ...
    def post(self, letters: Sequence[Letter]) -> None: ...
    def latest(self) -> dict[str, Finding]: ...
    def head(self) -> tuple[int, str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one round came to: mails sent, seeds they were about, news that still waits, and what went wrong."""

    mails: int = 0
    news: int = 0
    waiting: int = 0
    next_at: datetime | None = None
    troubles: tuple[str, ...] = ()

    def words(self) -> str:
        """One line for a person."""
        if self.mails:
            said = f"mailed: news of {self.news} seed{'' if self.news == 1 else 's'}"
        else:
            said = "nothing was mailed" if self.waiting else "no news: no mail"
        return said + (f"; {self.waiting} waiting" if self.waiting else "")

    def as_json(self) -> dict[str, Any]:
        """One line for a script."""
        return {
            "mails": self.mails, "news": self.news, "waiting": self.waiting, "troubles": list(self.troubles),
            "next_at": f"{self.next_at:%Y-%m-%dT%H:%M:%SZ}" if self.next_at else None,
        }  # fmt: skip


def deliver(
    outbox: Outbox, account: Account, *, seeds: Sequence[str], archive: str, now: Callable[[], datetime], force: bool
) -> Told:
    """Send what waits: one mail, and one for each earlier mail of which nobody knows whether it arrived.

    Nothing is sent while the pause after a failure lasts, unless `force`, which also tries what was given up. Raises
    LockHeldError while another run is at work, and StorageError.
    """
    with outbox.lock():
        letters = outbox.letters()
        mails, about, troubles = 0, 0, []
        for channel, group in _mails(letters, now(), force=force):
            recipients = _recipients(channel, account)
            if not recipients:
                outbox.post([replace(one, state="failed", trouble="no recipient any more") for one in group])
                continue
            delivery = _send(outbox, account, group, recipients, seeds=seeds, archive=archive, now=now)
            troubles += [delivery.words] if delivery.words else []
            troubles += [f"{address}: {words}" for address, words in delivery.refused.items()]
            if delivery.outcome != "sent":
                continue
            mails, about = mails + 1, about + len({one.finding.seed for one in group})
        left = [one for one in outbox.letters() if one.state != "failed"]
        next_at = max((one.next_try_at for one in left if one.next_try_at), default=None)
        waiting = len({one.event for one in left})
        return Told(mails=mails, news=about, waiting=waiting, next_at=next_at, troubles=tuple(troubles))


def _mails(letters: Sequence[Letter], now: datetime, *, force: bool) -> Iterator[tuple[str, list[Letter]]]:
    """What is to go in one mail each: first what may have gone already, unchanged; then all that waits, together."""
    for channel, found in groupby(sorted(letters, key=_channel), key=_channel):
        kept = list(found)
        pauses = [one.next_try_at for one in kept if one.state != "failed" and one.next_try_at]
        if pauses and max(pauses) > now and not force:
            continue
        unsure = sorted((one for one in kept if one.message), key=_message)
        for _, same in groupby(unsure, key=_message):
            group = list(same)
            if force or any(one.state != "failed" for one in group):
                yield channel, group
        waiting = [one for one in kept if not one.message and one.state != "failed"]
        given_up = [one for one in kept if not one.message and one.state == "failed"]
        for group in (waiting, given_up if force else []):
            if group:
                yield channel, group


def _send(
    outbox: Outbox,
    account: Account,
    group: list[Letter],
    recipients: Sequence[str],
    *,
    seeds: Sequence[str],
    archive: str,
    now: Callable[[], datetime],
) -> Delivery:
    again = bool(group[0].message)
    id = group[0].message or message_id([one.event for one in group], sender=account.sender)
    tries = max(one.tries for one in group) + 1
    claimed = [replace(one, state="sending", message=id, tries=tries, next_try_at=None) for one in group]
    outbox.post(claimed)
    digest = _digest(outbox, claimed, seeds, now())
    number, head = outbox.head()
    footer = (
        f"Archive {archive}, commit {number}, {head}",
        "Keep this mail: with that value anybody can prove that what was recorded before it was not changed since.",
    )
    message = compose(digest, id=id, sender=account.sender, recipients=recipients, at=now(), footer=footer)
    delivery = send(message, account, recipients=recipients)
    outbox.post([*_after(claimed, delivery, now(), again=again)])
    return delivery


def _after(claimed: Sequence[Letter], delivery: Delivery, now: datetime, *, again: bool) -> Iterator[Letter]:
    """What becomes of the letters of a mail. Whom the server refused gets the same mail later, by its own letters."""
    tries = claimed[0].tries
    if delivery.outcome == "sent":
        for one in claimed:
            yield replace(one, state="sent", trouble="")
            for address, words in delivery.refused.items():
                yield replace(
                    one, channel=f"{CHANNEL}:{bare(address)}", state="sending", tries=1, trouble=words,
                    next_try_at=now + pause(1, refused=True),
                )  # fmt: skip
        return
    next_at = now + pause(tries, refused=delivery.outcome == "refused")
    for one in claimed:
        over = now - one.since_at > GIVE_UP and tries >= TRIES
        # Once a mail may have arrived, it stays the mail it was; otherwise its news goes with whatever comes next.
        kept = again or delivery.outcome == "unsure"
        yield replace(
            one,
            state="failed" if over else "sending" if kept else "waiting",
            message=one.message if kept else "",
            trouble=delivery.words,
            next_try_at=next_at,
        )


def pause(tries: int, *, refused: bool) -> timedelta:
    """How long to wait after so many attempts."""
    first, longest = (PAUSE_REFUSED, LONGEST_REFUSED) if refused else (PAUSE, LONGEST)
    return min(longest, first * int(3 ** min(tries - 1, 10)))


def _digest(outbox: Outbox, letters: Sequence[Letter], seeds: Sequence[str], at: datetime) -> Digest:
    findings = [one.finding for one in letters]
    latest = [replace(finding, seed=seed) for seed, finding in outbox.latest().items()]
    return gather(latest, seeds, at=at, since=min(one.checked_at for one in findings), news=findings)


def _recipients(channel: str, account: Account) -> tuple[str, ...]:
    if channel == CHANNEL:
        return account.recipients
    return tuple(one for one in account.recipients if channel == f"{CHANNEL}:{bare(one)}")


def _channel(letter: Letter) -> str:
    return letter.channel


def _message(letter: Letter) -> str:
    return letter.message
