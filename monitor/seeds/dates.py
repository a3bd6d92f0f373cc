"""Dates in notes: as precisely as they are written, and never more so.

Nothing is filled in. A date without a zone is a day, a month without a day is a month, and where a date could be two,
or is none, that is said. Plain shapes are read here; other languages' names of months by dateparser, which is asked
for nothing but names: what it makes of a text counts only where every number in the text is accounted for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from monitor.model import Moment, Precision

# A date is short; a sentence in its place is none.
_LONGEST = 100
_LONGEST_NAMED = 50
# Years outside are of another calendar (1400, 2565), or slips.
_EARLIEST, _LATEST = 1800, 2100
_ABSENT = frozenset({"", "~", "null", "none", "n/a", "-", "–", "—", "?"})

_MONTHS = {
    1: "январь января янв ianuarie ian january jan січень січня січ студзень студзеня януари",
    2: "февраль февраля фев февр februarie feb february лютий лютого лют люты лютага февруари",
    3: "март марта мар martie mar march березень березня бер сакавік сакавіка",
    4: "апрель апреля апр aprilie apr april квітень квітня квіт красавік красавіка април",
    5: "май мая mai may травень травня трав травень траўня май",
    6: "июнь июня июн iunie iun june jun червень червня черв чэрвень чэрвеня юни",
    7: "июль июля июл iulie iul july jul липень липня лип ліпень ліпеня юли",
    8: "август августа авг august aug серпень серпня серп жнівень жніўня",
    9: "сентябрь сентября сен сент septembrie sep sept september вересень вересня вер верасень верасня септември",
    10: "октябрь октября окт octombrie oct october жовтень жовтня жовт кастрычнік кастрычніка октомври",
    11: "ноябрь ноября ноя нояб noiembrie noi nov november листопад листопада лист лістапад лістапада ноември",
    12: "декабрь декабря дек decembrie dec december грудень грудня груд снежань снежня декември",
}
_MONTH = {word: number for number, words in _MONTHS.items() for word in words.split()}

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:h]\s?(?P<minute>\d{2}))(?::(?P<second>\d{2}))?(?:[.,]\d{1,9})?\s?(?P<half>[ap]\.?m\.?(?![^\W\d_]))?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s?(?P<name>z|utc|gmt)?\s?(?P<offset>[+\-\u2212]\d{1,2}(?::?\d{2})?)?(?:\s?(?:utc|\[[\w/+-]{1,40}\]))?(?![^\W_])",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4}(?:\d{2})?Z?)?(?![^\W_])")
_MONTH_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{4})(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?日)?")
_WORD = re.compile(r"[^\W\d_]+")
_DAY_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|-?го|-?е)?\.?\s+(?:de\s+|of\s+)?([^\W\d_]+)\.?,?\s+(?:de\s+)?(\d{4})(?!\d)"
)
_DAY_DASHED = re.compile(r"(\d{1,2})-([^\W\d_]+)-(\d{4})(?!\d)")
_NAMED_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_NAMED = re.compile(r"([^\W\d_]+)\.?,?\s+(\d{4})(?!\d)")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says of a date: the moment, if it is one, and what is wrong with it, if anything."""

    moment: Moment | None
    complaint: str = ""


def is_absent(text: str) -> bool:
    """Whether a value says that there is no date, rather than a bad one."""
    return text.strip().casefold() in _ABSENT


@lru_cache(maxsize=4096)
def read(text: str, *, day_first: bool | None = True) -> Reading:
    """Read a date. `day_first` says how `01/02/2022` is meant; None: nobody knows, and only its year is certain."""
    raw = text.strip()
    if len(raw) > _LONGEST:
        return Reading(moment=None, complaint="is too long for a date")
    if _EPOCH.fullmatch(raw):
        at = datetime.fromtimestamp(int(raw[:10]), UTC)
        return Reading(moment=Moment(at=at, precision=Precision.INSTANT, raw=raw))
    try:
        return _read(raw, day_first)
    except (ValueError, OverflowError):
        return Reading(moment=None, complaint="is no day of the calendar")


def _read(raw: str, day_first: bool | None) -> Reading:
    body, clock = _take_time(raw)
    parts = _parts(body, day_first)
    if parts is None:
        return Reading(moment=None, complaint="is not a date that can be read")
    year, month, day, complaint = parts
    if not _EARLIEST <= year <= _LATEST:
        return Reading(moment=None, complaint="has no year that can be meant")
    if day is None or month is None:
        precision = Precision.MONTH if month else Precision.YEAR
        return Reading(
            moment=Moment(at=_midnight(year, month or 1, 1), precision=precision, raw=raw), complaint=complaint
        )
    date = _midnight(year, month, day)
    day_only = Moment(at=date, precision=Precision.DAY, raw=raw)
    if clock is None:
        return Reading(moment=day_only, complaint=complaint)
    if clock.complaint or clock.offset is None:
        return Reading(moment=day_only, complaint=clock.complaint or complaint)
    at = date.replace(hour=clock.hour, minute=clock.minute, second=clock.second, tzinfo=timezone(clock.offset))
    return Reading(moment=Moment(at=at.astimezone(UTC), precision=Precision.INSTANT, raw=raw), complaint=complaint)


def _midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


# ── the time of day ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    hour: int = 0
    minute: int = 0
    second: int = 0
    offset: timedelta | None = None  # None: no zone is known
    complaint: str = ""


def _take_time(raw: str) -> tuple[str, _Clock | None]:
    """The text without its time of day and zone, and these."""
    found = _TIME.search(raw)
    if found is None:
        return raw, None
    zone = _ZONE.match(raw, found.end())
    end = zone.end() if zone else found.end()
    before = re.sub(
        r"(?:(?<=\d)[tT]|[,\s]+(?:в|о|at|la|ora|à|um|klo))?[\s,|/–—-]*\Z", "", raw[: found.start()], count=1
    )
    after = raw[end:].strip(" ,|–—-")
    body = f"{before} {after}".strip()
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return body, _Clock(complaint=f"has no time of day in it: {found.group().strip()}; only the day is used")
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return body, _Clock(complaint=f"has no time of day in it: {found.group().strip()}; only the day is used")
    clock = _Clock(hour=hour, minute=minute, second=second)
    if zone is None or not (zone["name"] or zone["offset"]):
        return body, clock
    offset = _offset(zone["offset"] or "+0")
    if offset is None:
        return body, _Clock(complaint=f"names no zone of this world: {zone.group().strip()}; only the day is used")
    if (zone["name"] or "").lower() == "z" and offset:
        return body, _Clock(complaint=f"names two zones, Z and {zone['offset']}; only the day is used")
    return body, _Clock(hour=hour, minute=minute, second=second, offset=offset)


def _offset(text: str) -> timedelta | None:
    digits = re.sub(r"\D", "", text)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return offset if text[0] == "+" else -offset


# ── the day ───────────────────────────────────────────────────────────────────────────────────────

_Parts = tuple[int, int | None, int | None, str]


def _parts(body: str, day_first: bool | None) -> _Parts | None:
    """Year, month, day and a complaint; the text around them may hold words, but no other number."""
    for pattern, read_match in _SHAPES:
        for found in pattern.finditer(body):
            around = body[: found.start()] + " " + body[found.end() :]
            if any(character.isdigit() for character in around) or _joins(body, found.start(), found.end()):
                continue
            parts = read_match(found, day_first)
            if parts is not None and (parts[2] is not None or not _is_sentence(around)):
                return parts
    return _ask_dateparser(body)


def _joins(body: str, start: int, end: int) -> bool:
    """Whether a find is but a piece of something longer: `Назад-01-18`, `-2022`, `2022-`."""
    before, after = body[:start], body[end:]
    return before.endswith(("-", "/", "+", "#", "№", "$", "€")) or after.startswith(("-", "/", "%", "$", "€"))


def _is_sentence(around: str) -> bool:
    """A year or month alone is a date only by itself, or with what people put beside it (`2022 год`)."""
    words = [word.casefold() for word in _WORD.findall(around)]
    return any(
        word not in {"г", "год", "года", "году", "р", "рік", "року", "anul", "an", "year", "в", "in"} for word in words
    )


def _year_first(found: re.Match[str], _: bool | None) -> _Parts:
    year, month, day = int(found[1]), found[3], found[4]
    if month is not None and day is None and (len(month) == 1 or not 1 <= int(month) <= 12):
        raise ValueError(found.group())
    return year, int(month) if month else None, int(day) if day else None, ""


def _year_last(found: re.Match[str], day_first: bool | None) -> _Parts:
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or day_first or one > 12 or one == other:
        return year, other, one, ""
    if day_first is False or other > 12:
        return year, one, other, ""
    return year, None, None, "can be read as two days; only the year is used. Write year-month-day"


def _month_year(found: re.Match[str], _: bool | None) -> _Parts:
    return int(found[3]), _month(int(found[1])), None, ""


def _compact(found: re.Match[str], _: bool | None) -> _Parts:
    return int(found[1]), int(found[2]), int(found[3]), ""


def _east_asian(found: re.Match[str], _: bool | None) -> _Parts:
    return int(found[1]), _month(int(found[2])), int(found[3]) if found[3] else None, ""


def _day_named(found: re.Match[str], _: bool | None) -> _Parts | None:
    month = _MONTH.get(found[2].casefold())
    return (int(found[3]), month, int(found[1]), "") if month else None


def _named_day(found: re.Match[str], _: bool | None) -> _Parts | None:
    month = _MONTH.get(found[1].casefold())
    return (int(found[3]), month, int(found[2]), "") if month else None


def _named(found: re.Match[str], _: bool | None) -> _Parts | None:
    month = _MONTH.get(found[1].casefold())
    return (int(found[2]), month, None, "") if month else None


def _month(number: int) -> int:
    if not 1 <= number <= 12:
        raise ValueError(number)
    return number


_SHAPES = (
    (_YEAR_LAST, _year_last),
    (_DAY_NAMED, _day_named),
    (_DAY_DASHED, _day_named),
    (_NAMED_DAY, _named_day),
    (_NAMED, _named),
    (_EAST_ASIAN, _east_asian),
    (_COMPACT, _compact),
    (_MONTH_YEAR, _month_year),
    (_YEAR_FIRST, _year_first),
)


def _ask_dateparser(body: str) -> _Parts | None:
    """Months named in other languages than those above."""
    years = re.findall(r"(?<!\d)[12]\d{3}(?!\d)", body)
    numbers = re.findall(r"\d+", body)
    if (
        len(body) > _LONGEST_NAMED
        or len(years) != 1
        or len(numbers) > 2
        or len(_WORD.findall(body)) not in range(1, 6)
        or re.search(r"[-/]", body)
    ):
        return None
    days = [int(number) for number in numbers if number != years[0]]
    pattern = re.sub(r"\d+", lambda found: "2001" if found.group() == years[0] else "11", body)
    month = _month_named(pattern.casefold(), with_day=bool(days))
    return (int(years[0]), month, days[0] if days else None, "") if month else None


@lru_cache(maxsize=4096)
def _month_named(pattern: str, *, with_day: bool) -> int | None:
    """The month named in `11 … 2001` or `… 2001`.

    dateparser guesses boldly (`1 год 2022` is a January to it), so it is asked about numbers that we know: unless it
    gives them back as day and year, it misread.
    """
    from dateparser.date import DateDataParser

    data = DateDataParser(settings=_STRICT).get_date_data(pattern)
    date = data.date_obj if data else None
    if date is None or date.year != 2001:
        return None
    parts = set(getattr(data, "parts", None) or ())  # dateparser 1.5; its stubs do not know it
    if parts - {"time"} != ({"year", "month", "day"} if with_day else {"year", "month"}):
        return None
    return None if with_day and date.day != 11 else date.month


_STRICT = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["month", "year"]}
