"""This machine's own clock jumps: no day is made out of a minute, and the person is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from monitor.judge import Clock, agree, clock_in_words, listen
from monitor.model import Failure, Snapshot, Verdict
from tests.folder import Folder
from tests.gauntlet.fate import DAY
from tests.gauntlet.story import SENTENCES, note, page
from tests.looks import alive, gone, judge, lost, shrunk
from tests.servers.names import NameServer
from tests.servers.site import Site
from tests.servers.tls import TLSServer

NAMES = ("one.example", "two.example", "three.example", "four.example", "five.example")


@dataclass
class Street:
    """Five sites of five owners, an article on each; `ahead` is by how many days our clock is before theirs."""

    folder: Folder
    site: Site
    names: NameServer
    ahead: float = 0.0
    began: float = field(default_factory=time.time)

    def look(self, day: float, *arguments: str) -> dict[str, dict[str, Any]]:
        self._turn()
        with time_machine.travel(self.began + (day + self.ahead) * DAY):
            return {line["seed"]: line for line in self.folder.check(*arguments)}

    def run(self, day: float, *arguments: str) -> tuple[str, str]:
        """stdout and stderr, in one line each."""
        self._turn()
        with time_machine.travel(self.began + (day + self.ahead) * DAY):
            result = self.folder.run(*arguments)
        return " ".join(result.out.split()), " ".join(result.err.split())

    def _turn(self) -> None:
        self.site.now = lambda: time.time() - self.ahead * DAY


@pytest.fixture
def street(folder: Folder) -> Iterator[Street]:
    with NameServer() as names, Site() as site:
        folder.set("fetch", resolver=names.address)
        for name in NAMES:
            names.put(name, "127.0.0.1")
            site.put(f"/{name}", page())
            folder.note(f"{name}.md", note(f"http://{name}:{site.port}/{name}"))
        street = Street(folder, site, names)
        assert {line["verdict"] for line in street.look(0).values()} == {"intact"}
        yield street


# ── through the whole program ─────────────────────────────────────────────────────────────────────


def test_a_clock_that_runs_ahead_for_a_day_removes_nothing(street: Street) -> None:
    """Nine days ahead, in the middle of a suspicion: it comes to what it would have come to, and not a look sooner."""
    street.site.remove("/one.example")
    assert street.look(1)["one.example"]["missing"]["count"] == 1
    street.ahead = 9
    for day in (1.25, 1.5, 1.75):
        line = street.look(day)["one.example"]
        assert (line["verdict"], line["missing"]["count"]) == ("missing", 1)
    street.ahead = 0
    counts = [street.look(day)["one.example"]["missing"]["count"] for day in (2.1, 3.2)]
    assert (counts, street.look(4.1)["one.example"]["verdict"]) == ([2, 3], "removed")


@pytest.mark.parametrize("ahead", [9, -5, 3650])
def test_a_clock_that_stays_wrong_counts_by_the_time_of_others(street: Street, ahead: float) -> None:
    """Neither sooner nor later; and the dates that are told are theirs."""
    street.site.remove("/one.example")
    street.look(1)
    street.ahead = ahead
    assert [street.look(day)["one.example"]["verdict"] for day in (1.5, 2.1, 3.2, 4.1)] == [*["missing"] * 3, "removed"]
    told, _ = street.run(4.2, "explain", "one.example")
    assert f"{abs(ahead)} days {'ahead of' if ahead > 0 else 'behind'} what 5 sites said" in told
    fulfilled = datetime.fromtimestamp(street.began + 4.1 * DAY, UTC)
    assert f"it was fulfilled on {fulfilled:%Y-%m-%d %H:%M} UTC" in told


def test_whose_clock_is_wrong_is_said(street: Street) -> None:
    """By the check, and by `status`, until it is right again; evidence is kept, and what was read stays read."""
    street.ahead = 9
    _, told = street.run(1, "check")
    assert "This machine's clock seems to be 9 days ahead of what 5 sites say" in told
    assert "clock seems to be 9 days ahead" in street.run(1, "status")[0]
    assert {line["verdict"] for line in street.look(1.1).values()} == {"intact"}
    street.ahead = 0
    assert "clock" not in street.run(2, "check")[1]
    assert "clock" not in street.run(2, "status")[0]


def test_one_lying_site_moves_nobody(street: Street) -> None:
    """Its `Date` stands still, years ago, and it is the one that lost the article: the others vouch for our clock."""
    with Site() as liar:
        liar.now = lambda: 1_000_000_000.0
        street.folder.note("one.example.md", note(f"http://one.example:{liar.port}/one.example"))
        for day, expected in ((1, "missing"), (2.1, "missing"), (3.2, "missing"), (4.1, "removed")):
            assert street.look(day)["one.example"]["verdict"] == expected
    assert "clock" not in street.run(4.2, "status")[0]


def test_a_site_that_is_gone_is_gone_for_two_weeks_of_others_time(street: Street) -> None:
    """The name does not exist; our clock runs nine days ahead from the seventh day on, for two days."""
    street.names.put("one.example", "nxdomain")
    for day in (1, 2, 3, 4, 5, 6):
        street.look(day)
    street.ahead = 9
    assert {street.look(day)["one.example"]["verdict"] for day in (7, 7.5, 8)} == {"unreachable"}
    street.ahead = 0
    assert [street.look(day)["one.example"]["verdict"] for day in (14.5, 15.1)] == ["unreachable", "removed"]


def test_half_a_page_is_not_confirmed_by_a_jump(street: Street) -> None:
    """`confirm_after` has passed by our clock alone."""
    street.folder.set("fetch", confirm_after="3h")
    street.site.put("/one.example", page(SENTENCES[:4]))
    assert street.look(1)["one.example"]["reason"] == "shrunk"
    street.ahead = 9
    assert street.look(1.05)["one.example"]["reason"] == "shrunk"
    assert street.look(1.2)["one.example"]["verdict"] == "edited"


def test_what_is_due_is_due_by_our_own_clock(street: Street) -> None:
    """While the clock is wrong nobody is asked without end, and once it is right nobody waits for the day it named."""
    street.site.remove("/one.example")
    street.ahead = 9
    street.look(1)
    assert street.look(1.1, "--due") == {}
    assert set(street.look(2.1, "--due")) >= {"one.example"}
    street.ahead = 0
    assert set(street.look(2.2, "--due")) == set(NAMES)


def test_a_clock_years_off_is_what_ails_all_certificates(folder: Folder) -> None:
    """Nobody could be reached, and that is neither the sites' fault nor, as it seems, the network's."""
    with ExitStack() as stack:
        names = stack.enter_context(NameServer())
        folder.set("fetch", resolver=names.address, robots=False)
        for name in NAMES[:3]:
            server = stack.enter_context(TLSServer("expired", names=(name,)))
            folder.set("fetch", ca_bundle=server.ca_bundle)
            names.put(name, "127.0.0.1")
            folder.note(f"{name}.md", note(server.url("/", name)))
        result = folder.run("check")
    assert "At 3 sites the certificate is not valid at the time that this machine's clock shows" in result.err
    assert "removed" not in result.out


# ── what an answer says of the time ───────────────────────────────────────────────────────────────

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def answer(host: str, date: datetime | str | None, *, age: str = "", peer: str = "192.0.2.7:443") -> Snapshot:
    """An answer that came at `NOW` by our clock."""
    said = f"{date:%a, %d %b %Y %H:%M:%S} GMT" if isinstance(date, datetime) else date
    headers = [("Date", said)] if said else []
    headers += [("Age", age)] if age else []
    return Snapshot(
        url=f"https://{host}/a", final_url=f"https://{host}/a", at=NOW, status=200, head=b"", headers=tuple(headers),
        wire=b"", body=b"", peer=peer,
    )  # fmt: skip


def clock(*answers: Snapshot | Failure) -> Clock:
    return agree(told for one in answers if (told := listen(one)) is not None)


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


def test_three_sites_that_agree_are_believed() -> None:
    """And two are not; nor three of seven who say all sorts of things."""
    three = [answer(f"{name}.example", days(9)) for name in "abc"]
    assert clock(*three) == Clock(ahead=9 * 86400, hosts=3, told=3)
    assert clock(*three[:2]).hosts == 0
    others = [answer(f"{name}.example", days(number)) for number, name in enumerate("defg", start=20)]
    assert clock(*three, *others).hosts == 0


def test_many_names_of_one_publisher_are_one_witness() -> None:
    """`news.a.example` and `sport.a.example` share a clock; so do those of one country's second level not."""
    assert clock(*(answer(f"{name}.a.example", days(9)) for name in "abc")).told == 1
    assert clock(*(answer(f"www.{name}.co.uk", days(9)) for name in "abc")).hosts == 3


def test_an_old_answer_out_of_a_cache_tells_todays_time() -> None:
    """By its age; and where a cache tells none, by what else the site said."""
    cached = [answer(f"{name}.example", days(2), age=str(2 * 86400)) for name in "abc"]
    assert clock(*cached) == Clock(hosts=3, told=3)
    mute = [answer(f"{name}.example", days(2)) for name in "abc"]
    assert clock(*mute, *(answer(f"{name}.example", NOW) for name in "abc")) == Clock(hosts=3, told=3)


@pytest.mark.parametrize("date", ["", "x", "Thu, 99 Zzz", "Mon, 31 Feb 2026 25:61:00 GMT", "1" * 10_000, "\0", None])
def test_a_date_that_is_none_says_nothing(date: str | None) -> None:
    """Nor does it stop anything."""
    assert listen(answer("a.example", date)) is None


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]", "127.0.0.2"])
def test_this_machine_is_no_witness_of_its_own_clock(host: str) -> None:
    """Who serves here reads the clock that we read."""
    assert listen(answer(host, days(9))) is None


def test_certificates_that_are_not_valid_now_speak_against_our_clock() -> None:
    """Where no site could be reached at all, because our clock is years off."""
    failures = [
        Failure(url=f"https://{name}.example/", at=NOW, reason="tls", code="tls_expired", final_url="")
        for name in "abc"
    ]
    assert "the clock may be wrong" in clock_in_words(clock(*failures))
    assert clock_in_words(clock(*failures[:2])) == ""
    right = [answer(f"{name}.example", NOW) for name in "def"]
    assert clock_in_words(clock(*failures, *right)) == ""


# ── where nobody can vouch for it ─────────────────────────────────────────────────────────────────


def test_one_site_alone_holds_up_what_its_own_clock_does_not_confirm() -> None:
    """Ours says nine days, the site's an hour: one is wrong, and nothing is said on it."""
    jump = 9 * 86400
    for look in (lost, gone):
        history = (alive(0, skew=3), look(24, skew=3), look(24 * 10 + 1, skew=jump), look(24 * 11 + 2, skew=jump))
        assert [judge(*history[:until]).verdict for until in (3, 4)] == [Verdict.MISSING] * 2 or look is gone
    rule = judge(lost(24, skew=0), lost(24 * 10 + 1, skew=jump)).rule
    assert "by the site's own clock, though not by this machine's" in rule


def test_a_site_whose_clock_is_wrong_but_goes_on_is_counted_as_ever() -> None:
    """A year behind, or in another zone's time: as much time has passed there as here."""
    looks = [lost(hours, skew=365 * 86400) for hours in (0, 25, 73)]
    assert judge(*looks).verdict is Verdict.REMOVED


def test_a_site_whose_date_stands_still_needs_others_to_vouch() -> None:
    """Alone it is never called removed; where three others agree with our clock, it is."""
    times = (0, 25, 73)
    still = [lost(hours, skew=round(hours * 3600)) for hours in times]
    assert judge(*still).verdict is Verdict.MISSING
    assert judge(*(lost(hours, skew=round(hours * 3600), clocks=3) for hours in times)).verdict is Verdict.REMOVED


def test_whoever_contradicts_our_clock_is_not_asked_without_end() -> None:
    """By our clock the next look would be due at once, and again at once, for as long as the two differ."""
    still = [lost(hours, skew=round(hours * 3600)) for hours in (0, 25, 49)]
    for until in (2, 3):
        decision = judge(*still[:until])
        assert decision.next_at is not None
        assert decision.next_at - still[until - 1].at >= timedelta(hours=23)
    little = [replace(shrunk(hours), skew=round(hours * 3600)) for hours in (0, 5)]
    decision = judge(*little)
    assert decision.pending is not None
    assert decision.pending.next_at > little[-1].at


def test_a_jump_confirms_no_half_page() -> None:
    """`confirm_after` is time that both clocks must show."""
    first, second = shrunk(0), shrunk(24 * 9)
    jumped = judge(replace(first, skew=0), replace(second, skew=9 * 86400 - 60))
    assert jumped.verdict is Verdict.UNREADABLE
    assert judge(first, second).verdict is Verdict.EDITED
