"""Whether a finding is news. Nothing is told twice, and what could not be learned is never told as news."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.judge.looks import at_its_address, one_a_run, read
from monitor.judge.waiting import SUSPICIOUS, waiting
from monitor.model import Comparison, Decision, Observation, RemovalPolicy, Verdict

_USUAL: Final = RemovalPolicy()


def announce(
    previous: Decision | None,
    now_: Decision,
    *,
    since_last: Comparison | None = None,
    observations: Sequence[Observation] = (),
    policy: RemovalPolicy = _USUAL,
) -> bool:
    """Whether this finding is `new`: something that a reader has not been told yet.

    `previous` is the decision last told that was not `offline`; `since_last` compares the last confirmed version with
    now, and is None at first sight; `observations` are all, this check's included; of `policy` only `confirm_after`
    matters.

    News are: an edit or a return to the copy, where the text is not the one last told; a removal; a suspicion, once;
    an article that is back; an article that moved; a page withheld for legal reasons, at the second look. What could
    not be learned is never news, nor what only our own reading changed, nor a text that the site alternates.
    """
    looks = one_a_run(at_its_address(observations))
    if now_.verdict in (Verdict.INTACT, Verdict.EDITED):
        return _text_is_news(previous, now_, since_last, looks, policy)
    if now_.verdict is Verdict.REMOVED:
        return previous is None or previous.verdict is not Verdict.REMOVED
    if now_.verdict is Verdict.MISSING:
        return not _told_missing(previous, now_)
    if now_.reason == "http_451":
        return _second_refusal(looks)
    return False


def _text_is_news(
    previous: Decision | None,
    now_: Decision,
    since_last: Comparison | None,
    looks: Sequence[Observation],
    policy: RemovalPolicy,
) -> bool:
    if "restored" in now_.flags:
        return True
    if "technical" in now_.flags:
        return False
    if "moved" in now_.flags and not _told_moved(previous, looks):
        return True
    if "variant" in now_.flags and _read_before(looks):
        return False
    if looks and looks[-1].reason in SUSPICIOUS:
        return not _told_little(looks, policy)
    if since_last is not None:
        return since_last.differs or "reverted" in now_.flags
    if now_.verdict is Verdict.INTACT:
        return "reverted" in now_.flags
    # First sight, or nobody compared with the last version: it is news unless this very text was told before.
    texts = [look.text for look in looks if read(look)]
    if len(texts) >= 2:
        return not texts[-1] or texts[-1] != texts[-2]
    return previous is None or previous.verdict is not Verdict.EDITED or previous.reason != now_.reason


def _read_before(looks: Sequence[Observation]) -> bool:
    """Whether this very text was read in an earlier run; a text new in itself is news, whatever flickers beside it."""
    return not looks or any(read(look) and look.text == looks[-1].text for look in looks[:-1])


def _told_little(looks: Sequence[Observation], policy: RemovalPolicy) -> bool:
    """Whether an earlier run had already confirmed this little text."""
    before = waiting(looks[:-1], policy)
    return before is not None and bool(before.reason) and before.last.text == looks[-1].text


def _told_missing(previous: Decision | None, now_: Decision) -> bool:
    if previous is None:
        return False
    if previous.verdict in (Verdict.MISSING, Verdict.REMOVED):
        return True
    if previous.missing is None or now_.missing is None:
        return False
    return previous.missing.since == now_.missing.since


def _told_moved(previous: Decision | None, looks: Sequence[Observation]) -> bool:
    if previous is not None and "moved" in previous.flags:
        return True
    there = looks[-1].final_url if looks else ""
    return any(read(look) and "moved" in look.flags and look.final_url == there for look in looks[:-1])


def _second_refusal(looks: Sequence[Observation]) -> bool:
    """The second look in which the page was withheld, since it was last read: one alone may be a mistake."""
    count = 0
    for look in looks:
        count = 0 if read(look) else count + (look.reason == "http_451")
    return count == 2
