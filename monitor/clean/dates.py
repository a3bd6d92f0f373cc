"""Dates as pages, metadata and notes write them, read as precisely as they are known, and no more.

What this file does not do: guess. "5 days ago" needs a clock and is None; a clock time without a zone says
which day it is and nothing finer, for its place on the globe is not known.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from monitor.model import Moment, Precision

# Longer strings are text that holds a date at best: `Thursday, 6 January 2022, at 18:21:37 (GMT+02:00)` has 44.
LONGEST = 120

# Names of months, whole and cut: Russian, Ukrainian, Romanian, English, Polish; and German, French, Spanish, Italian,
# Portuguese ones where they collide with nothing. Cases are written out: no word that merely begins so is a month.
_MONTH_NAMES = (
    r"январ[ьяею]|янв|січень|січня|січні|січ|ianuarie|ian|january|januar|janvier|jan|styczeń|stycznia|styczniu|sty|enero|ene|gennaio|gen|janeiro",
    r"феврал[ьяею]|февр?|лютий|лютого|лютому|лют|februarie|february|februar|febr?|luty|lutego|lutym|lut|février|febrero|febbraio|fevereiro|fev",
    r"март[аеу]?|мар|березень|березня|березні|берез|бер|martie|march|mar|marzec|marca|marcu|märz|mars|marzo|março",
    r"апрел[ьяею]|апр|квітень|квітня|квітні|квіт|aprilie|april|apr|kwiecień|kwietnia|kwietniu|kwi|avril|avr|abril|abr|aprile",
    r"ма[йяюе]|травень|травня|травні|трав|mai|may|maj|maja|maju|mayo|maggio|mag|maio",
    r"июн[ьяею]?|червень|червня|червні|черв|iunie|iun|june|juni|jun|czerwiec|czerwca|czerwcu|cze|juin|junio|giugno|giu|junho",
    r"июл[ьяею]?|липень|липня|липні|лип|iulie|iul|july|juli|jul|lipiec|lipca|lipcu|lip|juillet|juil|julio|luglio|lug|julho",
    r"август[ае]?|авг|серпень|серпня|серпні|серп|august|aug|sierpień|sierpnia|sierpniu|sie|août|agosto|ago",
    r"сентябр[ьяею]|сент?|вересень|вересня|вересні|верес|вер|septembrie|september|septembre|septiembre|settembre|sept?"
    r"|wrzesień|września|wrześniu|wrz|setembro",
    r"октябр[ьяею]|окт|жовтень|жовтня|жовтні|жовт|octombrie|october|octobre|octubre|oktober|oct|okt|październik|października"
    r"|październiku|paź|ottobre|ott|outubro|out",
    r"ноябр[ьяею]|нояб?|листопад[аі]?|лист|noiembrie|noi|november|novembre|noviembre|novembro|nov|listopada?|listopadzie|lis",
    r"декабр[ьяею]|дек|грудень|грудня|грудні|груд|decembrie|december|décembre|déc|diciembre|dicembre|dic|dezember|dec|dez|grudzień"
    r"|grudnia|grudniu|gru|dezembro",
)
_MONTHS = {number: re.compile(names) for number, names in enumerate(_MONTH_NAMES, start=1)}

_ISO = re.compile(
    r"(\d{4})-(\d{2})(?:-(\d{2})"
    r"(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT)?\s*([+-]\d{2}:?\d{2}|[+-]\d{2})?)?)?",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[./](\d{1,2})[./](\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?![\d.])\s*([ap]\.?m\.?)?", re.IGNORECASE)
_ZONE = re.compile(
    r"(?:(?:GMT|UTC)\s*)?([+-])(\d{1,2}):?(\d{2})?(?!\d)"
    r"|\b(GMT|UTC|Z|EST|EDT|CST|CDT|MST|MDT|PST|PDT|EET|EEST|CET|CEST|MSK|МСК|BST)\b",
    re.IGNORECASE,
)
# A day, a word and a year, as every European language writes them: only then are other languages tried.
_SHAPED_LIKE_ONE = re.compile(
    r"(?<!\d)\d{1,2}(?!\d)\W{1,3}(?:[^\W\d_]{1,3}\s)?[^\W\d_]{3,}\W{1,3}(?:[^\W\d_]{1,3}\s)?((?:19|20)\d{2})(?!\d)"
    r"|[^\W\d_]{3,}\W{1,2}\d{1,2}\W{1,3}((?:19|20)\d{2})(?!\d)"
)
_WORD = re.compile(r"[^\W\d_]+\.?")
_NUMBER = re.compile(r"\d+")
_ZONES = {
    "gmt": 0, "utc": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "eet": 2, "eest": 3, "cet": 1, "cest": 2, "msk": 3, "мск": 3, "bst": 1,
}  # fmt: skip

# The inhabited zones run from UTC-12 to UTC+14.
_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)


def read(text: str | None, *, zone: tzinfo | None = None) -> Moment | None:
    """A date as written, or None where none is said.

    `zone` is where a clock time without a zone was written; without it such a time is read as its day, precision
    DAY, and `raw` keeps it. Two-digit years are of this century up to 68, as POSIX has it.
    """
    if not text:
        return None
    raw = " ".join(text.split())
    if not raw or len(raw) > LONGEST:
        return None
    return _read_iso(raw, zone) or _read_numeric(raw, zone) or _read_named(raw, zone) or _read_otherwise(raw)


def same(a: Moment, b: Moment) -> bool:
    """Whether two dates say the same: form is not content.

    A day equals every instant of it in any inhabited zone, a month every day in it. Two instants are the same to the
    minute; where they differ by whole quarters of an hour, as zones do, and agree in the odd minute and second, one
    of them bears a wrong zone label (`2024-01-03T16:23:12Z` for 16:23 in Chișinău), and they are the same too.
    """
    if a.precision is Precision.INSTANT and b.precision is Precision.INSTANT:
        return _same_instant(a.at, b.at)
    if a.precision is not Precision.INSTANT and b.precision is not Precision.INSTANT:
        return _same_calendar(a, b) or any(_same_calendar(x, y) for x, y in _swapped(a, b))
    instant, period = (a, b) if a.precision is Precision.INSTANT else (b, a)
    return any(_holds(each, instant.at) for each in (period, *_other_reading(period)))


def _same_instant(a: datetime, b: datetime) -> bool:
    gap = abs(a - b)
    if gap < timedelta(minutes=1):
        return True
    odd = a.second != 0 or a.minute % 15 != 0
    return odd and gap <= _WEST + _EAST and gap % timedelta(minutes=15) == timedelta(0)


def _same_calendar(a: Moment, b: Moment) -> bool:
    years = a.at.year == b.at.year
    if Precision.YEAR in (a.precision, b.precision):
        return years
    if Precision.MONTH in (a.precision, b.precision):
        return years and a.at.month == b.at.month
    return a.at.date() == b.at.date()


def _holds(period: Moment, instant: datetime) -> bool:
    # Local midnight comes first at UTC+14 and last at UTC-12.
    return period.at - _EAST <= instant < _end_of(period) + _WEST


def _end_of(period: Moment) -> datetime:
    year, month = period.at.year, period.at.month
    if period.precision is Precision.DAY:
        return _later(period.at, timedelta(days=1))
    if period.precision is Precision.MONTH:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    else:
        year, month = year + 1, 1
    return datetime(year, month, 1, tzinfo=UTC) if year <= 9999 else period.at


def _later(at: datetime, by: timedelta) -> datetime:
    try:
        return at + by
    except OverflowError:
        return at


def _other_reading(moment: Moment) -> tuple[Moment, ...]:
    """The other order of day and month, where slashes leave it open: 01/06/2022 is in June or in January."""
    found = _NUMERIC.search(moment.raw)
    if moment.precision is not Precision.DAY or not found or found[2] != "/" or found[1] == found[3]:
        return ()
    at = _moment_at(_full_year(found[4]), int(found[1]), int(found[3]))
    return (Moment(at=at, precision=Precision.DAY, raw=moment.raw),) if at and at != moment.at else ()


def _swapped(a: Moment, b: Moment) -> list[tuple[Moment, Moment]]:
    return [(other, b) for other in _other_reading(a)] + [(a, other) for other in _other_reading(b)]


# ── the ways of writing ───────────────────────────────────────────────────────────────────────────


def _read_iso(raw: str, zone: tzinfo | None) -> Moment | None:
    if re.fullmatch(r"(?:19|20)\d{2}", raw):
        return _period(raw, int(raw))
    found = _ISO.fullmatch(raw) or _ISO.match(raw) or _ISO_DAY.search(raw)
    if not found or (found.end() < len(raw) and raw[found.end()].isalnum()):
        return None
    year, month, day, *clock = found.groups()
    hour, minute, second, utc, offset = clock if clock else (None, None, None, None, None)
    if day is None:
        # `2022-01` alone is a month; `2022-01 and more` is nothing that we know.
        return _period(raw, int(year), int(month)) if found.end() == len(raw) else None
    if hour is None:
        return _period(raw, int(year), int(month), int(day))
    where: tzinfo | None
    if utc and offset and not _is_zero(offset):
        where = None  # `…Z+0300` names two zones: the day is all that it says
    elif offset:
        where = _fixed(offset)
    else:
        where = UTC if utc else zone
    return _instant(raw, int(year), int(month), int(day), int(hour), int(minute or 0), int(second or 0), where)


def _read_numeric(raw: str, zone: tzinfo | None) -> Moment | None:
    found = _YEAR_FIRST.search(raw)
    if found:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        found = _NUMERIC.search(raw)
        if not found:
            return None
        year, first, second = _full_year(found[4]), int(found[1]), int(found[3])
        # Day first, as in all languages of the seeds; a month of 13 or an American clock turns it round.
        american = found[2] == "/" and (second > 12 or bool(re.search(r"\d\s*[ap]\.?m\b", raw, re.IGNORECASE)))
        day, month = (second, first) if american and first <= 12 else (first, second)
    rest = raw[: found.start()] + " " + raw[found.end() :]
    return _with_clock(raw, rest, year, month, day, zone)


def _read_named(raw: str, zone: tzinfo | None) -> Moment | None:
    """`6 января 2022, 20:21`, `January 6, 2022 6:21 PM`, `Thu, 06 Jan 2022 18:21:37 GMT`, `январь 2022`."""
    low = raw.lower()
    for word in _WORD.finditer(low):
        month = _month(word.group())
        if month is None:
            continue
        before = _NUMBER.findall(low[: word.start()])
        behind = low[word.end() :]
        after = list(_NUMBER.finditer(behind))
        day_before = re.search(
            r"(?<![\d:.])(\d{1,2})(?:-?(?:го|е|st|nd|rd|th)|\.)?\s*(?:de\s+|of\s+)?$", low[: word.start()]
        )
        if day_before and after and (year := _year(after[0].group())):
            rest = low[: day_before.start()] + " " + behind[after[0].end() :]
            return _with_clock(raw, rest, year, month, int(day_before[1]), zone)
        day_after = re.match(r"\s*(\d{1,2})(?:st|nd|rd|th)?\b\s*,?\s*(\d{4})", behind)
        if day_after and (year := _year(day_after[2])):
            return _with_clock(raw, behind[day_after.end() :], year, month, int(day_after[1]), zone)
        month_alone = re.match(r"\s*,?\s*(\d{4})\s*(?:г\.?|года|р\.?|року)?\s*$", behind)
        if month_alone and not before and (year := _year(month_alone[1])):
            return _period(raw, year, month)
    return None


def _read_otherwise(raw: str) -> Moment | None:
    """Other languages, by dateparser, which is asked only for absolute dates that name day, month and year."""
    year = _SHAPED_LIKE_ONE.search(raw)
    if not year or len(raw.split()) > 6:
        return None
    import dateparser

    try:
        found = dateparser.parse(
            raw,
            settings={
                "PARSERS": ["absolute-time"],
                "STRICT_PARSING": True,
                "REQUIRE_PARTS": ["day", "month", "year"],
                "DATE_ORDER": "DMY",
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
    except Exception:  # noqa: BLE001 - dateparser lets many errors of its own and of regex through on odd text
        return None
    if found is None or found.year != int(year[1] or year[2]):
        return None
    return _period(raw, found.year, found.month, found.day)


# ── the parts ─────────────────────────────────────────────────────────────────────────────────────


def _month(word: str) -> int | None:
    return next((number for number, names in _MONTHS.items() if names.fullmatch(word.rstrip("."))), None)


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 and 1900 <= int(text) <= 2199 else None


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year <= 68 else 1900)


def _with_clock(raw: str, rest: str, year: int, month: int, day: int, zone: tzinfo | None) -> Moment | None:
    found = _CLOCK.search(rest)
    if not found:
        return _period(raw, year, month, day)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").lower().replace(".", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    named = _ZONE.search(rest, found.end())
    where = _named_zone(named) if named else zone
    return _instant(raw, year, month, day, hour, minute, second, where) or _period(raw, year, month, day)


def _named_zone(found: re.Match[str]) -> tzinfo | None:
    if found[4]:
        return timezone(timedelta(hours=_ZONES[found[4].lower()]))
    return _fixed(f"{found[1]}{int(found[2]):02d}{found[3] or '00'}")


def _is_zero(offset: str) -> bool:
    return not offset.strip("+-0:")


def _fixed(offset: str) -> tzinfo | None:
    digits = offset[1:].replace(":", "").ljust(4, "0")
    gap = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    if gap > _EAST:
        return None
    return timezone(-gap if offset[0] == "-" else gap)


def _instant(
    raw: str, year: int, month: int, day: int, hour: int, minute: int, second: int, zone: tzinfo | None
) -> Moment | None:
    if zone is None:
        if hour > 24 or minute > 59:
            return None
        return _period(raw, year, month, day)
    at = _moment_at(year, month, day)
    if at is None or hour > 24 or minute > 59 or second > 60:
        return None
    try:
        local = at.replace(tzinfo=zone) + timedelta(hours=hour, minutes=minute, seconds=second)
        return Moment(at=local.astimezone(UTC), precision=Precision.INSTANT, raw=raw)
    except (OverflowError, ValueError):
        return None


def _period(raw: str, year: int, month: int | None = None, day: int | None = None) -> Moment | None:
    at = _moment_at(year, month or 1, day or 1)
    if at is None:
        return None
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return Moment(at=at, precision=precision, raw=raw)


def _moment_at(year: int, month: int, day: int) -> datetime | None:
    # News pages are no older than the web's forebears, and a year such as 0001 or 9999 is a field left empty.
    if not 1900 <= year <= 2199:
        return None
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
