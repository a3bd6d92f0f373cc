"""Which of a page's mementos are worth playing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.capture.timemap import Timemap
from monitor.capture.wayback import choose
from monitor.model import Memento, Moment, Precision

URL = "https://site.example/a"


def seen(day: int, digest: str = "", status: int | None = 200, mimetype: str = "text/html", url: str = URL) -> Memento:
    """A capture so many days after New Year 2022; its digest is its own unless given."""
    at = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=day)
    uri = f"https://archive.example/web/{at:%Y%m%d%H%M%S}id_/{url}"
    return Memento(uri=uri, original=url, at=at, status=status, mimetype=mimetype, digest=digest or f"D{day}")


def day(number: int) -> datetime:
    return datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=number)


def chosen(
    *mementos: Memento,
    archive: Memento | None = None,
    copied_at: datetime | None = None,
    published: Moment | None = None,
    limit: int = 10,
) -> list[Memento]:
    timemap = Timemap(url=URL, mementos=mementos, complete=True, asked_at=day(9999))
    return list(choose(timemap, archive=archive, copied_at=copied_at, published=published, limit=limit))


def test_the_note_s_own_memento_the_nearest_and_the_newest_come_first() -> None:
    """In this order, so that a short list has the most telling."""
    own, before, near, newest = seen(100), seen(300), seen(310), seen(900)
    found = chosen(own, before, near, newest, archive=own, copied_at=day(311), limit=3)
    assert found == [own, near, newest]


def test_the_note_s_own_memento_is_played_though_the_archive_does_not_list_it() -> None:
    """The index may be behind, or hold it under a twin; where it lists it, what the index knows is kept."""
    own = seen(100)
    assert chosen(archive=own) == [own]
    bare = Memento(uri="https://other.example/web/1id_/x", original="http://www.site.example/a/", at=day(100))
    assert chosen(own, archive=bare) == [own]


def test_without_a_date_the_newest_comes_first() -> None:
    """Nothing is known of the copy but that it exists."""
    assert chosen(seen(1), seen(2), seen(3), limit=1) == [seen(3)]


def test_a_month_is_a_month_and_not_its_first_day() -> None:
    """A capture within the month is nearest, whichever day it is of; of two, the earlier: copies are made early."""
    published = Moment(at=day(31), precision=Precision.MONTH)
    assert chosen(seen(29), seen(50), seen(55), seen(90), published=published, limit=1) == [seen(50)]


def test_a_capture_of_an_error_gives_way_to_the_page() -> None:
    """However near the error is; that the newest is one may still be of use, last."""
    error, page, gone = seen(10, status=404), seen(40), seen(80, status=404)
    assert chosen(error, page, gone, copied_at=day(10)) == [page, gone]


def test_what_is_no_page_is_not_played() -> None:
    """Pictures and scripts under the same address."""
    assert chosen(seen(1), seen(2, mimetype="image/png")) == [seen(1)]


def test_the_same_bytes_are_not_played_for_another_change() -> None:
    """First each text once, over all the time there is."""
    same = [seen(number, "A") for number in range(50)]
    other = [seen(60, "B"), seen(70, "C")]
    found = chosen(*same, *other, copied_at=day(0), limit=3)
    assert {each.digest for each in found} == {"A", "B", "C"}


def test_a_change_is_bracketed_when_there_is_room() -> None:
    """The last capture of the old bytes and the first of the new tell when it happened."""
    mementos = [
        *(seen(number, "A") for number in range(0, 50, 10)),
        *(seen(number, "B") for number in range(50, 99, 10)),
    ]
    found = chosen(*mementos, copied_at=day(0), limit=4)
    assert found[:2] == [mementos[0], mementos[-1]]
    assert set(found[2:]) == {seen(40, "A"), seen(50, "B")}


def test_changing_bytes_are_spread_over_time() -> None:
    """A page whose bytes differ each time is looked at evenly, not only at its beginning."""
    found = chosen(*(seen(number) for number in range(101)), copied_at=day(0), limit=5)
    days = sorted((each.at - day(0)).days for each in found)
    assert days[0] == 0
    assert days[-1] == 100
    assert max(later - earlier for earlier, later in pairwise(days)) <= 50


def test_a_revisit_is_as_good_as_the_capture_that_it_repeats() -> None:
    """The index gives it no status, but the digest of one that has."""
    first = seen(10, "A")
    again = seen(50, "A", status=None, mimetype="warc/revisit")
    gone = seen(60, "E", status=404)
    gone_again = seen(70, "E", status=None, mimetype="warc/revisit")
    assert chosen(first, again, gone, gone_again, copied_at=day(72), limit=1) == [again]


def test_an_index_without_statuses_is_used_all_the_same() -> None:
    """TimeMaps have neither status nor digest."""
    mementos = [Memento(uri=f"https://a.example/{number}", original=URL, at=day(number)) for number in range(20)]
    found = chosen(*mementos, copied_at=day(7), limit=4)
    assert found[:2] == [mementos[7], mementos[19]]
    assert len(found) == 4


def test_nothing_is_chosen_where_nothing_may_be() -> None:
    """`max_mementos = 0` is a wish like any other."""
    assert chosen(seen(1), archive=seen(1), limit=0) == []
    assert chosen() == []


def test_very_many_captures_are_no_trouble() -> None:
    """As many as a front page has."""
    assert len(chosen(*(seen(number) for number in range(12_000)), copied_at=day(5), limit=10)) == 10


@given(
    mementos=st.lists(
        st.builds(
            seen,
            st.integers(0, 3000),
            st.sampled_from(["A", "B", ""]),
            st.sampled_from([200, 404, None]),
            st.sampled_from(["text/html", "warc/revisit", "image/png", ""]),
        ),
        max_size=40,
    ),
    limit=st.integers(0, 12),
    copied=st.none() | st.integers(0, 3000),
)
def test_each_is_chosen_once_and_never_more_than_the_limit(
    mementos: list[Memento], limit: int, copied: int | None
) -> None:
    """And the same question has the same answer."""
    in_order = sorted(mementos, key=lambda each: (each.at, each.uri))
    asked = {"copied_at": day(copied) if copied is not None else None, "limit": limit}
    found = chosen(*in_order, **asked)  # type: ignore[arg-type]
    assert len(found) <= limit
    assert len({each.uri for each in found}) == len(found)
    assert found == chosen(*in_order, **asked)  # type: ignore[arg-type]
