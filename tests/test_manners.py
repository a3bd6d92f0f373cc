"""One polite lane per host, robots.txt as the RFC says, and a host that asked for peace is left in peace."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, wait
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.capture.gate import Gate, read
from monitor.capture.manners import MAX_RETRY_AFTER, Lanes, Manners, host_of, retry_at, user_agent
from monitor.capture.robots import MAX_ROBOTS, Robots, read_robots
from monitor.capture.wire import Limits, Wire
from monitor.model import Failure
from tests.servers.rawserver import RawServer, Talk
from tests.servers.site import Page, Request, Site

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Notebook:
    """A memory, and how often it was written to."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.writes = 0

    def recall(self, key: str) -> str | None:
        return self.notes.get(key)

    def remember(self, key: str, value: str) -> None:
        self.notes[key] = value
        self.writes += 1


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wire(clock: Clock) -> Iterator[Wire]:
    wire = Wire(
        gate=Gate(["127.0.0.0/8"]),
        limits=Limits(deadline=1.0, max_size=500_000),
        user_agent=user_agent("1.0", "me@example.org"),
        now=clock,
    )
    yield wire
    wire.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def manners(wire: Wire, clock: Clock, memory: Notebook | None = None, *, robots: bool = True) -> Manners:
    return Manners(wire, robots=robots, memory=memory or Notebook(), now=clock)


def reason(failure: Failure | None) -> str:
    return failure.reason if failure else "allowed"


# ── robots.txt ────────────────────────────────────────────────────────────────────────────────────


def test_what_robots_forbids_is_not_asked_for(site: Site, wire: Wire, clock: Clock) -> None:
    """The rules for us if there are any, else those for everybody; the longest match decides."""
    site.put(
        "/robots.txt",
        "\ufeffUser-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /everybody\n\n"
        "User-Agent: Monitor\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\n",
        content_type="text/plain",
    )
    kind = manners(wire, clock)
    for path in ("/", "/everybody", "/private/open/a", "/a.pdf?x"):
        assert kind.allow(site.url(path)) is None
    for path in ("/private", "/private/a", "/a.pdf", "/x/../private/a"):
        assert reason(kind.allow(site.url(path))) == "robots"
    assert len(site.asked("/robots.txt")) == 1
    assert site.log[0].headers["User-Agent"] == "monitor/1.0 (+me@example.org)"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451])
def test_a_robots_file_that_is_not_there_allows_all(status: int, site: Site, wire: Wire, clock: Clock) -> None:
    """RFC 9309 §2.3.1.3: 4xx means that there are no rules."""
    site.put("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    assert manners(wire, clock).allow(site.url("/a")) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *((f"/{status}", "http_5xx") for status in (500, 502, 503, 530)),
        ("/silent", "timeout"),
        ("/reset-at-once", "reset"),
        ("/body-cut", "truncated"),
        ("/loop", "redirect_loop"),
        ("/gzip-lie", "malformed"),
        ("/gzip-bomb", "too_large"),
        ("/999", "malformed"),
        ("/to-metadata", "malformed"),  # the page itself lies at no such address
    ],
)
def test_a_robots_file_that_cannot_be_had_leaves_the_page_alone(
    path: str, expected: str, wire: Wire, clock: Clock
) -> None:
    """We do not know what the host wants; the reason says why. For five minutes it is not asked again."""
    with RawServer() as server:

        def robots(talk: Talk) -> None:
            server._handler(path)(talk)

        server.robots = robots
        kind = manners(wire, clock)
        failure = kind.allow(server.url("/article"))
        assert reason(failure) == expected
        assert failure is not None
        assert failure.code.startswith("robots_")
        assert failure.url == server.url("/article")
        asked = server.asked("/robots.txt")
        assert reason(kind.allow(server.url("/other"))) == expected
        assert server.asked("/robots.txt") == asked
        server.robots = lambda talk: talk.page(b"", kind="text/plain")
        clock.at += timedelta(minutes=6)
        assert kind.allow(server.url("/article")) is None


@pytest.mark.parametrize(
    ("host", "expected", "code"), [("gone.invalid", "dns", "dns_"), ("10.0.0.1", "private_address", "private_address")]
)
def test_what_keeps_us_from_a_host_is_the_failure_of_its_pages(
    host: str, expected: str, code: str, wire: Wire, clock: Clock
) -> None:
    """That its robots.txt was to be asked for first changes nothing: a name that is gone is gone."""
    failure = manners(wire, clock).allow(f"http://{host}/a")
    assert failure is not None
    assert (failure.reason, failure.url) == (expected, f"http://{host}/a")
    assert failure.code.startswith(code)


@pytest.mark.parametrize(
    "location", ["http://10.0.0.1/robots.txt", "ftp://a.example/robots.txt", "http://u@a.example/"]
)
def test_a_robots_file_that_leads_where_we_do_not_go_is_not_the_page_s_address(
    location: str, site: Site, wire: Wire, clock: Clock
) -> None:
    """The page's own address may be asked for, if only we knew."""
    site.redirect("/robots.txt", location)
    failure = manners(wire, clock).allow(site.url("/a"))
    assert failure is not None
    assert failure.reason == "malformed"
    assert failure.code.startswith("robots_")


@pytest.mark.parametrize("ending", ["", "User-agent: *\nDisallow: /a\n"])
def test_a_robots_file_without_end_is_read_to_the_limit(ending: str, wire: Wire, clock: Clock) -> None:
    """RFC 9309 §2.5: what stands at its beginning counts, however long it goes on."""
    with RawServer() as server:

        def robots(talk: Talk) -> None:
            talk.head("Content-Type: text/plain")
            talk.send(ending.encode())
            talk.for_ever(b"# and so on\n" * 1000)

        server.robots = robots
        assert reason(manners(wire, clock).allow(server.url("/a"))) == ("robots" if ending else "allowed")


@pytest.mark.parametrize(
    ("agent", "ours"),
    [
        *(("monitor", True), ("MONITOR", True), ("Monitor/2.1", True), ("monitor*", True), ("monitor # us", True)),
        *(("*", True), ("* ", True), ("*-bot", True)),
        *(("mon", False), ("m", False), ("", False), ("monitor-bot", False), ("amonitor", False), ("mönitor", False)),
    ],
)
def test_a_group_is_ours_where_its_token_is_ours(agent: str, ours: bool) -> None:
    """RFC 9309 §2.2.1: a part of our name is somebody else's."""
    assert Robots(f"User-agent: {agent}\nDisallow: /", "monitor").allows("http://a.example/a") is not ours
    allowed = Robots(f"User-agent: {agent}\nAllow: /\n\nUser-agent: *\nDisallow: /", "monitor")
    if not agent.startswith("*"):
        assert allowed.allows("http://a.example/a") is ours


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\rDisallow: /a\r", "/a", False),
        ("User-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("user-agent : *\nDISALLOW : /a # all of it", "/a", False),
        ("User-agent: *\n\n\nDisallow: /a", "/a", False),
        ("User-agent: *\nSitemap: /s.xml\nDisallow: /a", "/a", False),
        ("User-agent: a\nUser-agent: monitor\nUser-agent: b\nDisallow: /a", "/a", False),
        (
            "User-agent: monitor\nDisallow: /z\n\nUser-agent: b\nDisallow: /\n\nUser-agent: monitor\nDisallow: /a",
            "/a",
            False,
        ),
        (
            "User-agent: monitor\nDisallow: /z\n\nUser-agent: b\nDisallow: /\n\nUser-agent: monitor\nDisallow: /a",
            "/b",
            True,
        ),
        ("User-agent: *\nDisallow: /*.html$", "/a.html", False),
        ("User-agent: *\nDisallow: /*.html$", "/a.html?x", True),
        ("User-agent: *\nDisallow: /a%62", "/ab", False),
        ("User-agent: *\nDisallow: /é", "/%C3%A9", False),
        ("User-agent: *\nDisallow: /%c3%a9", "/é", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("Disallow: /", "/a", True),
    ],
)
def test_robots_are_read_as_the_standard_says(text: str, path: str, allowed: bool) -> None:
    """Line ends, case, groups that belong together, wildcards, escapes."""
    assert Robots(read_robots(text.encode()), "monitor").allows(read(f"http://a.example{path}").url) is allowed


def test_an_empty_robots_file_and_one_elsewhere_are_read(site: Site, wire: Wire, clock: Clock) -> None:
    """Nothing in it: all is allowed. A redirect to another host's file: that one counts."""
    site.put("/robots.txt", "")
    assert manners(wire, clock).allow(site.url("/a")) is None
    with Site("127.0.0.2") as other:
        other.put("/rules", "User-agent: *\nDisallow: /a")
        site.redirect("/robots.txt", other.url("/rules"))
        assert reason(manners(wire, clock).allow(site.url("/a"))) == "robots"


def test_rules_are_remembered_across_runs_for_a_day(site: Site, wire: Wire, clock: Clock) -> None:
    """Another process does not ask again; the next day does, and finds what changed."""
    memory = Notebook()
    site.put("/robots.txt", "User-agent: *\nDisallow: /a")
    assert reason(manners(wire, clock, memory).allow(site.url("/a"))) == "robots"
    site.put("/robots.txt", "User-agent: *\nAllow: /")
    clock.at += timedelta(hours=23)
    later = manners(wire, clock, memory)
    assert reason(later.known(site.url("/a"))) == "robots"
    assert reason(later.allow(site.url("/a"))) == "robots"
    assert len(site.log) == 1
    clock.at += timedelta(hours=2)
    assert later.allow(site.url("/a")) is None
    assert len(site.log) == 2


def test_what_is_not_known_is_not_asked_by_looking(site: Site, wire: Wire, clock: Clock) -> None:
    """A list of the seeds says what robots forbids, as far as it is known, without a request."""
    assert manners(wire, clock).known(site.url("/a")) is None
    assert reason(manners(wire, clock).known("ftp://example.com/")) == "bad_scheme"
    assert not site.log


@pytest.mark.parametrize(
    "note", ["", "{", "[]", "null", '{"at": 5}', '{"at": "x", "text": ""}', '{"at": "2026-11-22T11:00:00"}']
)
def test_a_damaged_memory_is_no_memory(note: str, site: Site, wire: Wire, clock: Clock) -> None:
    """It is asked anew."""
    memory = Notebook()
    memory.notes = {f"robots:{site.url('')}": note, f"retry:{host_of(site.url())}": note}
    assert manners(wire, clock, memory).allow(site.url("/a")) is None
    assert len(site.asked("/robots.txt")) == 1


def test_many_long_robots_files_are_not_all_held(wire: Wire, clock: Clock) -> None:
    """They are read again from what is remembered, and the hosts are not asked again."""
    text = "User-agent: *\nDisallow: /a\n" + "# and so on\n" * 35_000
    kind = manners(wire, clock)
    with contextlib.ExitStack() as stack:
        sites = [stack.enter_context(Site(f"127.0.0.{number}")) for number in range(10, 20)]
        for _ in range(2):
            for site in sites:
                site.put("/robots.txt", text, content_type="text/plain")
                assert reason(kind.allow(site.url("/a"))) == "robots"
        assert {len(site.asked("/robots.txt")) for site in sites} == {1}
    assert sum(one.length for one in gc.get_objects() if isinstance(one, Robots)) <= 5 * MAX_ROBOTS


def test_robots_may_be_switched_off(site: Site, wire: Wire, clock: Clock) -> None:
    """Then nobody asks for the file."""
    site.put("/robots.txt", "User-agent: *\nDisallow: /\nCrawl-delay: 5")
    kind = manners(wire, clock, robots=False)
    assert kind.allow(site.url("/a")) is None
    assert not kind.greet(site.url("/a"))
    assert kind.crawl_delay(site.url("/a")) == 0
    assert not site.log


@pytest.mark.parametrize(("said", "seconds"), [("7", 7), ("0.5", 0.5), ("1e9", 60), ("nan", 0), ("-3", 0), ("soon", 0)])
def test_a_crawl_delay_is_heard_within_reason(said: str, seconds: float) -> None:
    """Up to a minute: who asks for hours would never be finished with."""
    assert Robots(f"User-agent: *\nCrawl-delay: {said}", "monitor").crawl_delay == seconds


def test_a_hostile_robots_file_costs_no_more_than_its_size() -> None:
    """Thousands of agents times thousands of rules would be gigabytes; wildcards would be eternity."""
    agents = "".join(f"User-agent: a{n}\n" for n in range(15_000))
    text = agents + "User-agent: monitor\n" + "".join(f"Disallow: /{n}\n" for n in range(15_000)) + agents
    rules = Robots(read_robots(text.encode()), "monitor")
    assert not rules.allows("http://a.example/7")
    assert rules.allows("http://a.example/x")
    stars = Robots("User-agent: *\nDisallow: /" + "*a" * 1000 + "b", "monitor")
    assert stars.allows("http://a.example/" + "a" * 8000)
    assert len(read_robots(b"Disallow: /a\n" * 100_000)) <= MAX_ROBOTS


@given(text=st.text(max_size=300), path=st.text(max_size=30))
def test_any_text_at_all_is_a_robots_file(text: str, path: str) -> None:
    """It allows or it forbids; it never raises."""
    assert Robots(f"User-agent: *\n{text}", "monitor").allows(f"http://a.example/{path}") in (True, False)


# ── Retry-After ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("1", 1),
        ("0", 1),
        ("-5", 60),
        ("soon", 60),
        ("", 60),
        ("99999999", 6 * 3600),
        ("9" * 5000, 6 * 3600),
        ("Sun, 22 Nov 2026 12:10:00 GMT", 600),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 1),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 6 * 3600),
        ("Fri, 99 Foo 9999 99:99:99 GMT", 60),
    ],
)
def test_when_to_come_back_is_a_second_to_six_hours_away(said: str, seconds: int) -> None:
    """Whatever the host says, in seconds, as a date, or in words that nobody can read."""
    assert retry_at(said, NOON) == NOON + timedelta(seconds=seconds)


@given(said=st.one_of(st.text(max_size=40), st.integers().map(str), st.datetimes().map(str)))
def test_any_retry_after_is_within_bounds(said: str) -> None:
    """And never raises."""
    assert NOON < retry_at(said, NOON) <= NOON + MAX_RETRY_AFTER


@pytest.mark.parametrize(("status", "expected"), [(429, "http_429"), (503, "http_5xx")])
def test_a_host_that_asked_for_peace_is_left_in_peace(
    status: int, expected: str, site: Site, wire: Wire, clock: Clock
) -> None:
    """No request goes out until then, in this run or another; then it does."""
    memory = Notebook()
    kind = manners(wire, clock, memory, robots=False)
    url = site.put("/a", "slow down", status=status, headers={"Retry-After": "600"})
    kind.heed(wire.fetch(url))
    for each in (kind, manners(wire, clock, memory, robots=True)):
        failure = each.allow(site.url("/b"))
        assert failure is not None
        assert (failure.reason, failure.status) == (expected, status)
        assert failure.retry_at == NOON + timedelta(seconds=600)
        assert not each.greet(site.url("/b"))
    with Site("127.0.0.2") as other:
        assert kind.allow(other.url("/")) is None
    clock.at += timedelta(seconds=601)
    assert kind.allow(site.url("/b")) is None
    assert len(site.log) == 1


def test_a_hold_written_under_another_clock_is_void(site: Site, wire: Wire, clock: Clock) -> None:
    """A clock that was set back must not silence a host for years."""
    memory = Notebook()
    clock.at += timedelta(days=400)
    kind = manners(wire, clock, memory, robots=False)
    kind.heed(wire.fetch(site.put("/a", "x", status=429, headers={"Retry-After": "600"})))
    clock.at = NOON
    assert manners(wire, clock, memory, robots=False).allow(site.url("/a")) is None


def test_we_say_who_we_are() -> None:
    """Never a browser, and nothing that would break the header."""
    assert user_agent("1.2") == "monitor/1.2"
    assert user_agent("1.2", "https://example.org/bot") == "monitor/1.2 (+https://example.org/bot)"
    assert user_agent("1.2", "me\r\nX: (y) \N{SNOWMAN}") == "monitor/1.2 (+meX:y)"


# ── lanes ─────────────────────────────────────────────────────────────────────────────────────────


class Diary:
    """When each job of each host began and ended."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, float, float]] = []
        self._lock = threading.Lock()

    def job(self, name: str, seconds: float = 0.0) -> str:
        begun = time.monotonic()
        time.sleep(seconds)
        with self._lock:
            self.entries.append((name, begun, time.monotonic()))
        return name


def test_requests_to_one_host_come_one_by_one_with_a_pause_between() -> None:
    """The delay counts from the end of one to the start of the next, however many workers there are."""
    lanes, diary = Lanes(delay=0.1, workers=8), Diary()
    jobs = [lanes.submit("http://a.example/", lambda n=n: diary.job(str(n), 0.02)) for n in range(5)]  # type: ignore[misc]
    assert [job.result(10) for job in jobs] == ["0", "1", "2", "3", "4"]
    for (_, _, ended), (_, begun, _) in zip(diary.entries, diary.entries[1:], strict=False):
        assert begun - ended >= 0.099
    lanes.close()


def test_other_hosts_are_served_while_one_rests() -> None:
    """With a single worker, and a host that has to rest for long."""
    lanes, diary = Lanes(delay=5.0, workers=1), Diary()
    resting = [lanes.submit("http://a.example/", lambda: diary.job("a")) for _ in range(3)]
    others = [lanes.submit(f"http://b{n}.example/", lambda: diary.job("b")) for n in range(20)]
    wait([resting[0], *others], timeout=4.0)
    assert all(job.done() for job in others)
    assert not resting[1].done()
    lanes.close(wait=False)
    assert resting[1].cancelled()


def test_hosts_are_served_side_by_side() -> None:
    """Four that take their time take it together; ports and schemes make hosts, spellings do not."""
    lanes, gathered = Lanes(delay=0.0, workers=4), threading.Barrier(4)
    hosts = ("http://a.example/", "https://a.example/", "http://a.example:8080/", "http://b.example/")
    jobs = [lanes.submit(host, lambda: gathered.wait(10)) for host in hosts]
    assert sorted(job.result(10) for job in jobs) == [0, 1, 2, 3]
    lanes.close()
    assert (
        host_of("HTTP://Пример.example:80/a") == host_of("http://xn--e1afmkfd.example/b") == "xn--e1afmkfd.example:80"
    )
    assert host_of("no address") == "no address"


def test_idle_workers_are_all_there_when_work_comes_again() -> None:
    """A burst after a pause is served side by side as well."""
    lanes = Lanes(delay=0.0, workers=4)
    assert lanes.submit("http://a.example/", lambda: 1).result(10) == 1
    time.sleep(0.05)
    for _ in range(3):
        gathered = threading.Barrier(4)
        jobs = [lanes.submit(f"http://h{n}.example/", lambda each=gathered: each.wait(10)) for n in range(4)]  # type: ignore[misc]
        assert sorted(job.result(10) for job in jobs) == [0, 1, 2, 3]
    lanes.close()


def test_a_job_may_have_to_wait_and_others_pass_it() -> None:
    """Not before its time, though its host is free."""
    lanes, diary = Lanes(delay=0.0, workers=2), Diary()
    begun = time.monotonic()
    late = lanes.submit("http://a.example/", lambda: diary.job("late"), after=0.3)
    soon = lanes.submit("http://a.example/", lambda: diary.job("soon"))
    assert (soon.result(10), late.result(10)) == ("soon", "late")
    assert [name for name, _, _ in diary.entries] == ["soon", "late"]
    assert diary.entries[1][1] - begun >= 0.3
    lanes.close()


def test_what_a_job_raises_belongs_to_whoever_waits_for_it() -> None:
    """And to nobody else: the lane goes on."""
    lanes = Lanes(delay=0.0, workers=1)

    def fail() -> None:
        raise ZeroDivisionError

    bad, good = lanes.submit("http://a.example/", fail), lanes.submit("http://a.example/", lambda: "good")
    with pytest.raises(ZeroDivisionError):
        bad.result(10)
    assert good.result(10) == "good"
    lanes.close()


def test_closing_cancels_what_has_not_begun_and_waits_for_what_has() -> None:
    """So that Ctrl-C leaves no half of anything."""
    lanes, started, go = Lanes(delay=0.0, workers=1), threading.Event(), threading.Event()

    def work() -> str:
        started.set()
        go.wait(10)
        return "done"

    begun = lanes.submit("http://a.example/", work)
    waiting = [lanes.submit(f"http://b{n}.example/", work) for n in range(10)]
    started.wait(10)
    threading.Timer(0.1, go.set).start()
    lanes.close()
    assert begun.result(0) == "done"
    for job in waiting:
        with pytest.raises(CancelledError):
            job.result(0)
    with pytest.raises(RuntimeError):
        lanes.submit("http://a.example/", work)
    lanes.close()


def test_a_cancelled_job_is_not_done() -> None:
    """Its host's turn is not used up."""
    lanes, diary, go = Lanes(delay=0.0, workers=1), Diary(), threading.Event()
    lanes.submit("http://a.example/", lambda: go.wait(10))
    unwanted = lanes.submit("http://a.example/", lambda: diary.job("unwanted"))
    wanted = lanes.submit("http://a.example/", lambda: diary.job("wanted"))
    assert unwanted.cancel()
    go.set()
    assert wanted.result(10) == "wanted"
    assert [name for name, _, _ in diary.entries] == ["wanted"]
    lanes.close()


def test_twenty_thousand_jobs_are_queued_at_once_and_all_done() -> None:
    """On two hundred hosts and eight workers, each host by one at a time."""
    lanes = Lanes(delay=0.0, workers=8)
    busy: dict[str, int] = {}
    clashes: list[str] = []

    def work(host: str) -> int:
        busy[host] = busy.get(host, 0) + 1
        if busy[host] != 1:
            clashes.append(host)
        busy[host] -= 1
        return 1

    count = 20_000
    jobs: list[Future[int]] = []
    for number in range(count):
        host = f"http://h{number % 200}.example/"
        jobs.append(lanes.submit(host, lambda host=host: work(host)))  # type: ignore[misc]
    assert sum(job.result(60) for job in jobs) == count
    assert not clashes
    lanes.close()


def test_a_host_that_asks_for_more_time_gets_it() -> None:
    """Crawl-delay raises the pause, and never lowers it."""
    lanes, diary = Lanes(delay=0.05, workers=2), Diary()
    lanes.slow("http://a.example/", 0.2)
    lanes.slow("http://b.example/", 0.0)
    for host in "ab":
        for job in [lanes.submit(f"http://{host}.example/", lambda host=host: diary.job(host)) for _ in range(2)]:  # type: ignore[misc]
            job.result(10)
    times = {host: [begun for name, begun, _ in diary.entries if name == host] for host in "ab"}
    assert times["a"][1] - times["a"][0] >= 0.2
    assert times["b"][1] - times["b"][0] >= 0.05
    lanes.close()


def test_a_host_that_a_redirect_led_to_has_had_its_turn() -> None:
    """The next request of its own lane comes after the delay."""
    lanes, diary = Lanes(delay=0.2, workers=2), Diary()
    begun = time.monotonic()
    lanes.touch("http://b.example/")
    lanes.submit("http://b.example/", lambda: diary.job("b")).result(10)
    assert diary.entries[0][1] - begun >= 0.2
    lanes.close()


def test_what_goes_before_a_job_has_a_turn_of_its_own() -> None:
    """robots.txt first, the pause, then the page; while the pause lasts, others are served."""
    lanes, diary, greeted = Lanes(delay=0.2, workers=1), Diary(), set[str]()

    def before(url: str) -> bool:
        if url in greeted:
            return False
        greeted.add(url)
        diary.job(f"greet {url[7]}")
        return True

    lanes.before = before
    jobs = [lanes.submit(f"http://{host}.example/", lambda host=host: diary.job(host)) for host in "ab"]  # type: ignore[misc]
    wait(jobs, timeout=10)
    assert [name for name, _, _ in diary.entries] == ["greet a", "greet b", "a", "b"]
    assert diary.entries[2][1] - diary.entries[0][2] >= 0.199
    lanes.close()


def test_a_real_host_never_sees_two_requests_at_once(site: Site, wire: Wire) -> None:
    """Counted by the host itself."""
    site.answer("/a", lambda request: slowly(request))
    lanes = Lanes(delay=0.02, workers=8)
    jobs = [lanes.submit(site.url("/a"), lambda: wire.fetch(site.url("/a"))) for _ in range(8)]
    wait(jobs, timeout=20)
    assert site.busiest == 1
    gaps = [later.begun - sooner.ended for sooner, later in zip(site.log, site.log[1:], strict=False)]
    assert min(gaps) >= 0.01
    lanes.close()


def slowly(request: Request) -> Page:
    time.sleep(0.03)
    return Page(body=b"a")
