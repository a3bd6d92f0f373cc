"""Headline, byline and date of publication: what of an article's data counts as edited.

A field that one side lacks says nothing: that a reader found no byline is not the publisher's doing. A modified date,
section or keyword alone is no edit (contract, "`fields` counts towards `edited`").
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from monitor.model import Article, FieldChange, Fold, Moment, Precision

_WORDS = re.compile(r"\w+")
_LEAD_IN = re.compile(
    r"^\W*(?:авторы?|текст|источник|(?:written |posted |published |reported )?by|autor(?:i|ul)?|de|від)\b[\s:–—-]*",
    re.IGNORECASE,
)
# No zone on earth is further from UTC: a day without a zone may be another one elsewhere.
_ZONES = timedelta(hours=14)
# Clocks of one publishing system differ by seconds between its fields: visible text has minutes only.
_SECONDS = timedelta(minutes=2)


def changed_fields(old: Article, new: Article, *, fold: Fold) -> dict[str, FieldChange]:
    """What of title, byline and date differs. In a headline against a copy only words count, between pages any mark."""
    first_sight = old.how == "copy"
    changes: dict[str, FieldChange] = {}
    if _retitled(old.title, new.title, fold, first_sight):
        changes["title"] = FieldChange(before=old.title, after=new.title)
    if _resigned(old.byline, new.byline, fold):
        changes["byline"] = FieldChange(before=old.byline, after=new.byline)
    if old.published and new.published and _redated(old.published, new.published):
        changes["published"] = FieldChange(before=str(old.published), after=str(new.published))
    return changes


def same_title(one: str, two: str, *, fold: Fold) -> bool:
    """Whether two headlines have the same words, whatever their marks and capitals."""
    return _word_list(one, fold) == _word_list(two, fold)


def _retitled(old: str, new: str, fold: Fold, first_sight: bool) -> bool:
    if not _word_list(old, fold) or not _word_list(new, fold):
        return False
    if first_sight:
        return not same_title(old, new, fold=fold)
    return fold.fold(old) != fold.fold(new)


def _resigned(old: str, new: str, fold: Fold) -> bool:
    """Whether other people sign. Initials, order and lead-ins such as "Автор:" are form."""
    left, right = (_word_list(_LEAD_IN.sub("", name), fold) for name in (old, new))
    if not left or not right:
        return False
    short, long = sorted((left, right), key=len)
    return not all(any(_abbreviates(one, other) for other in long) for one in short)


def _abbreviates(one: str, other: str) -> bool:
    return one == other or (len(one) == 1 and other.startswith(one)) or (len(other) == 1 and one.startswith(other))


def _word_list(text: str, fold: Fold) -> list[str]:
    return _WORDS.findall(fold.fold(text).casefold())


def _redated(old: Moment, new: Moment) -> bool:
    """Whether two dates cannot be the same moment, given how precisely each is known.

    Zones get lost between a page and a copy, and between two ways of writing: then whole half-hours, and a day that
    zones can shift, are form. Written in the same way, they are back-dating.
    """
    alike = bool(old.raw) and _shape(old.raw) == _shape(new.raw)
    if old.precision is new.precision is Precision.INSTANT:
        apart = abs(new.at - old.at)
        return apart > _SECONDS and (alike or not _zone_apart(old.at, new.at))
    if old.precision is new.precision:
        slack = timedelta(days=1) if old.precision is Precision.DAY and not alike else timedelta(0)
        return abs(new.at - old.at) > slack
    slack = _ZONES if Precision.INSTANT in (old.precision, new.precision) else timedelta(0)
    (start, end), (begin, finish) = _period(old), _period(new)
    return end + slack <= begin or finish + slack <= start


def _zone_apart(one: datetime, two: datetime) -> bool:
    """Whether two instants differ by what zones differ by; seconds are compared only where both have some."""
    apart = abs(two - one)
    rest = apart % timedelta(minutes=30)
    loose = timedelta(seconds=59 if 0 in (one.second, two.second) else 1)
    return apart <= _ZONES + loose and min(rest, timedelta(minutes=30) - rest) <= loose


def _shape(raw: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "9", raw))


def _period(moment: Moment) -> tuple[datetime, datetime]:
    start = moment.at
    if moment.precision is Precision.INSTANT:
        return start, start + timedelta(seconds=1)
    if moment.precision is Precision.DAY:
        return start, start + timedelta(days=1)
    if moment.precision is Precision.MONTH:
        return start, _next_month(start)
    return start, start.replace(month=12, day=31) + timedelta(days=1)


def _next_month(start: datetime) -> datetime:
    return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
