"""One mail: a digest of news, as text and as HTML. Nothing that a page says stands in a header.

A title cannot keep a report from being sent: should drawing ever fail, the mail says plainly what is new about which
seed, and that more could not be drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from monitor.report import text
from monitor.report.digest import Digest
from monitor.report.items import QUIET, Limits
from monitor.report.said import counted, headline
from monitor.report.visible import visible

# A mail is read, not searched: beyond this it says how much there is, and where.
LIMITS = Limits(items=50, passages=12, accounts=5, characters=4000)


def message_id(events: Iterable[str], *, sender: str) -> str:
    """The Message-ID of a mail about these events: the same whenever it is sent, so that a second copy is known."""
    digest = hashlib.sha256("\n".join(sorted(events)).encode()).hexdigest()[:32]
    return f"<{digest}@{parseaddr(sender)[1].rpartition('@')[2]}>"


def compose(
    digest: Digest, *, id: str, sender: str, recipients: Sequence[str], at: datetime, footer: Sequence[str] = ()
) -> EmailMessage:
    """The mail about a digest of news. `footer`: lines at its end."""
    digest = _without_quiet(digest)
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))  # whatever the server can take
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Subject"] = subject(digest)
    message["Date"] = at
    message["Message-ID"] = id
    message["Auto-Submitted"] = "auto-generated"
    try:
        plain = text.draw(digest, limits=LIMITS) + "\n-- \n" + "".join(f"{line}\n" for line in footer)
        message.set_content(plain)
        from monitor.report import page

        message.add_alternative(page.draw_mail(digest, limits=LIMITS, footer=footer), subtype="html")
        message.as_bytes()
    except Exception:  # noqa: BLE001 - whatever a page's title does to the drawing, the news is told
        message.clear_content()
        message.set_content(_plainly(digest))
    return message


def _without_quiet(digest: Digest) -> Digest:
    """Of seeds that are well, or have nothing to be well, a mail gives the number, at its top, unless there is news."""
    sections = [
        replace(section, findings=tuple(one for one in section.findings if one.seed in digest.fresh), seeds=())
        if section.name in QUIET
        else section
        for section in digest.sections
    ]
    return replace(digest, sections=tuple(sections))


def subject(digest: Digest) -> str:
    """`monitor: 1 removed, 2 edited (of 120 seeds)`: counts only, in the order of the sections."""
    counts = [
        (sum(one.seed in digest.fresh for one in section.findings), section.heading.lower())
        for section in digest.sections
    ]
    news = ", ".join(f"{number} {name}" for number, name in counts if number)
    return f"monitor: {news or 'no news'} (of {counted(digest.total, 'seed')})"


def _plainly(digest: Digest) -> str:
    lines = [headline(digest), "", "The report could not be drawn; `monitor report` may show it. News of:"]
    for seed, told in digest.fresh.items():
        name = visible(seed, line=True).encode("ascii", "backslashreplace").decode()[:200]
        lines.append(f"  {name}: {told[-1].verdict.value}: {told[-1].decision.reason}")
    return "\n".join(lines) + "\n"
