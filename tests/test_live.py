"""The original, now: asked for in its turn, conditionally where that is safe, and never against the host's wish."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor.capture.gate import Gate
from monitor.capture.live import Live
from monitor.capture.manners import Lanes, Manners, user_agent
from monitor.capture.wire import Limits, Wire
from monitor.model import Failure, Snapshot, Validators
from tests.servers.names import NameServer
from tests.servers.rawserver import RawServer
from tests.servers.site import Page, Request, Site
from tests.test_manners import Notebook


class House:
    """Everything that a capture needs, and the lanes it runs on."""

    def __init__(self, *, delay: float = 0.0, robots: bool = True, deadline: float = 10.0, resolver: str = "") -> None:
        gate = Gate(["127.0.0.0/8"], resolver=resolver)
        self.wire = Wire(gate=gate, limits=Limits(deadline=deadline), user_agent=user_agent("1.0"))
        self.lanes = Lanes(delay=delay, workers=4)
        self.manners = Manners(self.wire, robots=robots, memory=Notebook(), now=lambda: datetime.now(UTC))
        self.live = Live(self.wire, self.manners, self.lanes)

    def capture(self, url: str, validators: Validators | None = None, *, fresh: bool = False) -> Snapshot | Failure:
        return self.live.submit(url, validators=validators, fresh=fresh).result(20)

    def close(self) -> None:
        self.lanes.close()
        self.wire.close()


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    house.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def test_a_page_is_captured_whole(house: House, site: Site) -> None:
    """Its robots.txt was asked first."""
    answer = house.capture(site.put("/a", "<html>a</html>"))
    assert isinstance(answer, Snapshot)
    assert answer.body == b"<html>a</html>"
    assert [request.path for request in site.log] == ["/robots.txt", "/a"]


def test_every_request_waits_for_its_turn_robots_too() -> None:
    """The delay lies between any two requests to a host."""
    house = House(delay=0.2)
    with Site() as site:
        url = site.put("/a", "a")
        jobs = [house.live.submit(url) for _ in range(3)]
        assert all(isinstance(job.result(20), Snapshot) for job in jobs)
        times = [request.begun for request in site.log]
    assert len(times) == 4
    assert all(later - sooner >= 0.19 for sooner, later in itertools.pairwise(times))
    house.close()


def test_a_host_that_was_sent_nothing_needs_no_rest() -> None:
    """Its name is not found, its address is refused: the lane's next job need not wait for the delay."""
    with NameServer() as names:
        house = House(delay=600.0, resolver=names.address)
        names.put("inside.example", "10.0.0.1")
        for name in ("nowhere.example", "inside.example"):
            jobs = [house.live.submit(f"http://{name}/{number}") for number in range(3)]
            answers = [job.result(20) for job in jobs]
            assert {answer.reason for answer in answers if isinstance(answer, Failure)} <= {"dns", "private_address"}
            assert not any(isinstance(answer, Snapshot) for answer in answers)
        house.close()


def test_what_robots_forbids_needs_no_rest_and_its_robots_does() -> None:
    """Between robots.txt and the first page lies the delay; between pages that are not asked for lies nothing."""
    house = House(delay=0.3)
    with Site() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow: /private")
        url = site.put("/a", "a")
        forbidden = [house.live.submit(site.url("/private")) for _ in range(200)]
        last = house.live.submit(url)
        assert isinstance(last.result(20), Snapshot)
        assert all(isinstance(job.result(20), Failure) for job in forbidden)
        robots, page = site.log
        assert page.begun - robots.ended >= 0.29
    house.close()


def test_a_crawl_delay_slows_the_lane(site: Site, house: House) -> None:
    """From the robots.txt that was just read."""
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.3")
    url = site.put("/a", "a")
    for job in [house.live.submit(url) for _ in range(2)]:
        job.result(20)
    times = [request.begun for request in site.log]
    assert all(later - sooner >= 0.29 for sooner, later in itertools.pairwise(times))


def test_what_robots_forbids_is_not_captured(site: Site, house: House) -> None:
    """Neither asked for directly, nor through a redirect."""
    site.put("/robots.txt", "User-agent: monitor\nDisallow: /private")
    site.put("/private/a", "secret")
    site.redirect("/way", "/private/a")
    for path in ("/private/a", "/way"):
        answer = house.capture(site.url(path))
        assert isinstance(answer, Failure)
        assert answer.reason == "robots"
        assert answer.url == site.url(path)
        assert answer.final_url == site.url("/private/a")
    assert not site.asked("/private/a")


def test_a_redirect_to_another_host_asks_that_host_first(site: Site, house: House) -> None:
    """Its robots.txt counts, too."""
    with Site("127.0.0.2") as other:
        other.put("/robots.txt", "User-agent: *\nDisallow: /no")
        other.put("/yes", "yes")
        other.put("/no", "no")
        yes, no = (
            house.capture(site.redirect("/a", other.url("/yes"))),
            house.capture(site.redirect("/b", other.url("/no"))),
        )
    assert isinstance(yes, Snapshot)
    assert isinstance(no, Failure)
    assert [hop.url for hop in no.hops] == [site.url("/b")]


def test_a_page_that_did_not_change_is_a_304(site: Site, house: House) -> None:
    """With the server's own validators; a page that did change comes whole."""
    url = site.put("/a", "old", etag='"1"', last_modified="Sun, 01 Nov 2026 10:00:00 GMT")
    first = house.capture(url)
    assert isinstance(first, Snapshot)
    validators = Validators(
        final_url=first.final_url,
        etag=first.header("ETag") or "",
        last_modified=first.header("Last-Modified") or "",
    )
    again = house.capture(url, validators)
    assert isinstance(again, Snapshot)
    assert again.not_modified
    site.put("/a", "new", etag='"2"')
    changed = house.capture(url, validators)
    assert isinstance(changed, Snapshot)
    assert changed.body == b"new"


def test_validators_of_another_address_are_not_sent(site: Site, house: House) -> None:
    """A redirect that leads elsewhere now is not asked about the page of before."""
    old = site.put("/old", "old", etag='"1"')
    site.put("/new", "new", etag='"1"')
    site.redirect("/a", "/new")
    answer = house.capture(site.url("/a"), Validators(final_url=old, etag='"1"'))
    assert isinstance(answer, Snapshot)
    assert answer.body == b"new"


def test_a_304_about_another_text_is_asked_again_without_condition(site: Site, house: House) -> None:
    """It names an ETag that we never sent."""

    def page(request: Request) -> Page:
        if request.headers.get("If-None-Match"):
            return Page(status=304, etag='"2"')
        return Page(body=b"whole", etag='"2"')

    url = site.answer("/a", page)
    answer = house.capture(url, Validators(final_url=url, etag='"1"'))
    assert isinstance(answer, Snapshot)
    assert answer.body == b"whole"
    site.answer("/a", lambda request: Page(status=304, etag='W/"1-gzip"'))
    same = house.capture(url, Validators(final_url=url, etag='"1"'))
    assert isinstance(same, Snapshot)
    assert same.not_modified


def test_a_validator_that_would_break_a_request_is_not_sent(site: Site, house: House) -> None:
    """Servers refuse large headers: an ETag of 60 kB would keep us from the page for good."""
    url = site.put("/a", b"whole", etag='"1"')
    for etag in ('"' + "x" * 60_000 + '"', '"\n"', '"\u2028"'):
        answer = house.capture(url, Validators(final_url=url, etag=etag, last_modified="yesterday, perhaps"))
        assert isinstance(answer, Snapshot)
        assert answer.body == b"whole"
        assert site.log[-1].headers["If-None-Match"] is None
        assert site.log[-1].headers["If-Modified-Since"] == "yesterday, perhaps"


@pytest.mark.parametrize("status", [200, 400, 404, 412, 431, 500])
def test_a_server_that_stumbles_over_a_condition_is_asked_without_one(site: Site, house: House, status: int) -> None:
    """An error, or an empty page, said to If-None-Match is none yet; said once more without it, it is."""

    def serve(request: Request) -> Page:
        return Page(status=status) if request.headers["If-None-Match"] else Page(body=b"whole")

    url = site.answer("/a", serve)
    known = Validators(final_url=url, etag='"1"')
    answer = house.capture(url, known)
    assert isinstance(answer, Snapshot)
    assert (answer.status, answer.body) == (200, b"whole")
    site.put("/a", b"never", status=404)
    assert isinstance(gone := house.capture(url, known), Snapshot)
    assert gone.status == 404
    assert len(site.asked("/a")) == 4
    assert isinstance(gone := house.capture(url), Snapshot)
    assert len(site.asked("/a")) == 5


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_who_refuses_us_is_not_asked_twice(site: Site, house: House, status: int) -> None:
    """It is not the condition that they mind."""
    url = site.put("/a", b"no", status=status)
    assert isinstance(answer := house.capture(url, Validators(final_url=url, etag='"1"')), Snapshot)
    assert answer.status == status
    assert len(site.asked("/a")) == 1


def test_a_304_to_no_condition_of_ours_is_a_failure(site: Site, house: House) -> None:
    """It says nothing about any text."""
    answer = house.capture(site.put("/a", "", status=304))
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.code) == ("malformed", "unsolicited_304")


def test_a_host_that_says_later_is_not_asked_again(site: Site, house: House) -> None:
    """The first page shows its 429; the others are not asked for."""
    site.put("/a", "slow down", status=429, headers={"Retry-After": "100"})
    site.put("/b", "b")
    first, second = house.capture(site.url("/a")), house.capture(site.url("/b"))
    assert isinstance(first, Snapshot)
    assert first.status == 429
    assert isinstance(second, Failure)
    assert second.reason == "http_429"
    assert second.retry_at is not None
    assert not site.asked("/b")


def test_a_confirming_look_comes_on_a_connection_of_its_own(site: Site, house: House) -> None:
    """So that nothing of the first answer can be in the second."""
    url = site.put("/a", "a")
    house.capture(url)
    house.capture(url)
    house.capture(url, fresh=True)
    first, second, third = (request.connection for request in site.asked("/a"))
    assert first == second != third


def test_an_address_that_we_refuse_is_refused_without_a_request(house: House) -> None:
    """Also before anybody's robots.txt is asked."""
    for url, reason in (
        ("ftp://a/", "bad_scheme"),
        ("http://user@a/", "bad_url"),
        ("http://10.0.0.1/", "private_address"),
    ):
        answer = house.capture(url)
        assert isinstance(answer, Failure)
        assert answer.reason == reason


def test_one_bad_host_does_not_stop_the_others() -> None:
    """A tarpit takes its deadline; its neighbour is captured meanwhile."""
    house = House(deadline=1.0)
    with RawServer() as tarpit, Site("127.0.0.2") as site:
        slow = [house.live.submit(tarpit.url("/tarpit"))]
        quick = [house.live.submit(site.put(f"/{n}", "x")) for n in range(5)]
        assert all(isinstance(job.result(20), Snapshot) for job in quick)
        assert all(isinstance(job.result(20), Failure) for job in slow)
    house.close()


def test_a_fresh_look_asks_the_site_itself_and_no_cache(house: House, site: Site) -> None:
    """A cache on the way may hold a "not found" that the site no longer says; an ordinary look may be served by it."""
    url = site.put("/a", "<html>a</html>")
    house.capture(url)
    house.capture(url, fresh=True)
    assert [request.headers["Cache-Control"] for request in site.asked("/a")] == [None, "no-cache"]
