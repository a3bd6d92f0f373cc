"""Large pages: so many at once in memory, and none of them lost for it."""

from __future__ import annotations

import gc
import pickle
import time

from monitor.capture.gate import Gate
from monitor.capture.room import LARGE, Room, seated
from monitor.capture.wire import Limits, Wire
from monitor.model import Snapshot
from tests.servers.site import Site


def soon() -> float:
    """The end of a fetch that has hardly any time left to wait."""
    return time.monotonic() + 0.02


def test_a_large_body_keeps_its_place_until_nobody_holds_it() -> None:
    """Whoever comes meanwhile goes on without one, after a while."""
    room = Room(places=1)
    body = seated(b"x" * LARGE, room.enter(soon()))
    also = body
    del body
    assert not room.enter(soon()).counts
    del also
    assert room.enter(soon()).counts


def test_a_place_that_is_kept_for_good_is_made_up_for() -> None:
    """A page that several notes watch stays to the end of the run; the others wait for it once."""
    room = Room(places=1)
    kept = seated(b"x", room.enter(soon()))
    room.wait(0.02)
    assert room.enter(soon()).counts
    del kept


def test_a_place_is_free_again_where_its_page_went_round_in_circles() -> None:
    """The garbage collector may give it back at any moment, in any thread."""
    room = Room(places=1)
    circle: list[object] = [seated(b"x", room.enter(soon()))]
    circle.append(circle)
    del circle
    gc.collect()
    assert room.enter(soon()).counts


def test_what_is_read_in_another_process_is_the_same_page_and_holds_no_place() -> None:
    """Readers get copies."""
    room = Room(places=1)
    body = seated(bytearray(b"<html>"), room.enter(soon()))
    copy = pickle.loads(pickle.dumps(body, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - our own
    assert (type(copy), copy) == (bytes, body)


def test_more_large_pages_than_places_all_arrive_whole() -> None:
    """Also where all of them are held on to, and nobody ever makes room."""
    with Site() as site:
        page = b"<html>" + b"word " * (LARGE // 4) + b"</html>"
        urls = [site.put(f"/{number}", page) for number in range(4)]
        wire = Wire(gate=Gate(["127.0.0.0/8"]), limits=Limits(deadline=20.0), user_agent="monitor/0")
        answers = [wire.fetch(url) for url in urls]
        wire.close()
    assert all(isinstance(answer, Snapshot) and answer.body == page for answer in answers)
