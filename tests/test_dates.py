"""Dates as pages and notes write them: read as precisely as they are known, and compared by what they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clean import dates
from monitor.model import Moment, Precision

CHISINAU = ZoneInfo("Europe/Chisinau")


def moment(text: str) -> Moment:
    """A date that can be read."""
    found = dates.read(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2022-01-06T18:21:37+00:00", "2022-01-06T18:21:37Z"),
        ("2022-01-06T20:21:37+0200", "2022-01-06T18:21:37Z"),
        ("2022-01-06 18:21:37 UTC", "2022-01-06T18:21:37Z"),
        ("2024-01-03T16:23:12.000Z", "2024-01-03T16:23:12Z"),
        ("Thu, 06 Jan 2022 18:21:37 GMT", "2022-01-06T18:21:37Z"),
        ("Sat Jan 08 2022 18:21:37 GMT+0200 (EET)", "2022-01-08T16:21:37Z"),
        ("January 6, 2022 6:21 PM EST", "2022-01-06T23:21:00Z"),
        ("2023-05-04T12:30", "2023-05-04"),
        ("06.01.2022 20:21", "2022-01-06"),
        ("6 января 2022, 20:21", "2022-01-06"),
        ("6 января 2022 г. в 20:21", "2022-01-06"),
        ("20:21, 6 января 2022", "2022-01-06"),
        ("6 січня 2022 р.", "2022-01-06"),
        ("joi, 6 ianuarie 2022", "2022-01-06"),
        ("6 stycznia 2022", "2022-01-06"),
        ("12 мая 2021", "2021-05-12"),
        ("November 18th, 2019 at 11:08 a.m.", "2019-11-18"),
        ("By Ann Lee - 2019-04-10", "2019-04-10"),
        ("13/06/2022", "2022-06-13"),
        ("06/13/2022", "2022-06-13"),
        ("2022-01", "2022-01"),
        ("январь 2022", "2022-01"),
        ("2022", "2022"),
        ("25. September 2018", "2018-09-25"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(written: str, meant: str) -> None:
    """An instant needs a zone; a day, month or year is no more than that."""
    assert str(moment(written)) == meant


@pytest.mark.parametrize(
    "written",
    [
        "", "Назад-01-13", "3 год", "5 дней назад", "Вчера, 20:21", "2 hours ago", "2022-02-30", "0001-01-01T00:00:00",
        "x" * 500, "1641493297", "May the force be with you", "март", "31.31.2022", "99:99",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(written: str) -> None:
    """Nothing is guessed, and no clock is asked."""
    assert dates.read(written) is None


def test_a_date_of_two_zones_is_only_a_day() -> None:
    """`Z+0300` names two zones; one of them is wrong, and nobody knows which."""
    assert str(moment("2024-01-03T16:23:12.000Z+0300")) == "2024-01-03"


def test_a_zone_that_is_known_makes_an_instant() -> None:
    """The site's own clock, where a rule or the page names it."""
    found = dates.read("06.01.2022 20:21", zone=CHISINAU)
    assert found is not None
    assert str(found) == "2022-01-06T18:21:00Z"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2022-01-06T18:21:37+00:00", "06.01.2022 20:21"),
        ("2022-01-06T23:30:00+00:00", "7 января 2022"),
        ("2022-01-06T18:21:37Z", "2022-01-06T18:21:00Z"),
        ("2024-01-03T16:23:12Z", "2024-01-03T13:23:12Z"),
        ("2022-01-06", "2022-01"),
        ("2022-01-06T18:21:37Z", "2022"),
        ("01/06/2022", "January 6, 2022"),
    ],
)
def test_form_is_not_content(one: str, other: str) -> None:
    """A day is every instant of it in any zone; a zone label may be wrong; a slash may stand either way."""
    assert dates.same(moment(one), moment(other))
    assert dates.same(moment(other), moment(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2022-01-06", "2022-01-07"),
        ("2022-01-06T12:00:00Z", "2022-01-09"),
        ("2022-01-06T12:00:00Z", "2022-01-06T13:00:00Z"),
        ("2022-01", "2022-02"),
        ("2021", "2022-01-06"),
        ("2024-01-03T16:23:12Z", "2024-01-05T16:23:12Z"),
    ],
)
def test_back_dating_is_news(one: str, other: str) -> None:
    """Another day, month or hour is another date."""
    assert not dates.same(moment(one), moment(other))


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    """Whatever a page writes, the answer is a date or None, in the years of the web."""
    found = dates.read(text)
    assert found is None or 1900 <= found.at.year <= 2200


@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)),  # noqa: DTZ001 - zones come from the next
    st.integers(min_value=-12, max_value=14),
)
def test_any_instant_is_the_day_it_has_anywhere(at: datetime, hours: int) -> None:
    """An instant written in UTC is the same as its local calendar day in every inhabited zone."""
    instant = at.replace(tzinfo=UTC, microsecond=0)
    local = instant + timedelta(hours=hours)
    assert dates.same(moment(instant.isoformat()), moment(local.date().isoformat()))
    assert moment(instant.isoformat()).precision is Precision.INSTANT
