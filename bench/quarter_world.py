"""The world of the simulated quarter: twenty-five sites, their five hundred articles, and all that befalls them.

It says what a server answers (an address or none, a status, headers, bytes, a broken connection), and what is true of
an article at a time. It knows none of the monitor's classes. Everything is written down beforehand, from one number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench import quarter_pages as pages
from bench.quarter_lives import DAY, HOUR, START, House, Story, build, now, span
from bench.quarter_text import Text

# Nobody listens here; what a name leads to when its server is down.
NOBODY, HERE = "127.0.9.9", "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server does when it is asked. `how`: `page`, or it breaks the connection off (`reset`), sends half of
    what it promised (`cut`), or nothing (`hang`)."""

    body: bytes = b""
    status: int = 200
    headers: tuple[str, ...] = ()
    how: str = "page"
    etag: str = ""
    modified: str = ""

    @property
    def location(self) -> str:
        return next((line.partition(": ")[2] for line in self.headers if line.startswith("Location: ")), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is so. `readable`: whether who asks now can read the article, and `text` is what it says."""

    label: str
    readable: bool
    text: Text
    since: datetime


_DOWN = {"nxdomain", "servfail", "refused", "reset", "cut", "hang", "500", "503", "maintenance"}
_DEAD = {"dead", "parked", "others"}
_FAULTS = {"all 404", "all home"}


class World:
    """All sites, and what is true. `now` is the true time, set from outside before anybody asks."""

    def __init__(self, *, houses: int = 25, stories: int = 20, seed: int = 8) -> None:
        self.port = 0
        self.now = START
        # Our own network: a name server in trouble for a day, then no connection for another.
        self.ours = [span(37.1, 38.1, "servfail"), span(38.1, 39.1, "refused")]
        # Our own clock: how far it is off, and from when to when.
        self.clock = [
            (span(25.3, 28.1, "ahead"), 26 * HOUR),
            (span(64.1, 64.9, "ahead"), 9 * DAY),
            (span(71.1, 71.6, "behind"), -5 * DAY),
            (span(80.1, 80.4, "ahead"), 400 * DAY),
        ]
        self.houses = [build(number, stories, seed) for number in range(houses)]
        self._by_name = {house.name: house for house in self.houses}
        self._visits: dict[str, int] = {}

    def told(self, at: datetime) -> datetime:
        """What our clock says at an instant."""
        return at + next((off for wrong, off in self.clock if wrong.holds(at)), timedelta(0))

    def url(self, house: House, path: str) -> str:
        return f"http://{house.name}:{self.port}{path}"

    # ── what is true ──

    def truth(self, house: House, story: Story) -> Truth:
        at = self.now
        text, since = story.text(at), [begin for begin, _, _ in story.texts if begin <= at][-1]
        for label, spans in (
            ("we are offline", self.ours),
            ("site gone", [each for each in house.troubles if each.kind in _DEAD]),
            ("site down", [each for each in house.troubles if each.kind in _DOWN]),
            ("fault", [each for each in house.troubles if each.kind in _FAULTS]),
            ("walled off", house.troubles),
            ("gone", story.gone),
            ("fault", story.faults),
            ("walled off", story.walls),
        ):
            found = next((each for each in spans if each.holds(at)), None)
            if found:
                return Truth(label=label, readable=False, text=text, since=found.begin)
        if story.other:
            return Truth(label="alternates", readable=True, text=text, since=since)
        same = text == story.copy and story.edit(at) != "withdrawn"
        return Truth(label="stands" if same else "edited", readable=True, text=text, since=since)

    # ── what is answered ──

    def knows(self, host: str) -> bool:
        """Whether it is one of its sites."""
        return host in self._by_name

    def address(self, host: str) -> str:
        """The address of a name now, or `nxdomain`, `servfail`."""
        kind = now(self.ours, self.now)
        if not kind:
            house = self._by_name.get(host)
            kind = now(house.troubles, self.now) if house else "nxdomain"
        if kind in ("nxdomain", "servfail"):
            return kind
        return {"dead": "nxdomain", "refused": NOBODY}.get(kind, HERE)

    def date(self, host: str) -> list[str]:
        """What a site's answer says of the time. Sites know nothing of our clock."""
        tells = self._by_name[host].tells
        at = {"still": START, "aged": self.now - 3 * HOUR, "old": self.now - 5 * HOUR}.get(tells, self.now)
        said = [f"Date: {at:%a, %d %b %Y %H:%M:%S} GMT"] if tells != "none" else []
        return [*said, "Age: 10800"] if tells == "aged" else said

    def visit(self, url: str) -> int:
        """The number of this visit to an address."""
        self._visits[url] = self._visits.get(url, 0) + 1
        return self._visits[url]

    def answer(self, host: str, path: str, visit: int, *, elsewhere: bool = False) -> Answer:
        """What is answered to a visitor who has come this far. `elsewhere`: it is not we who ask."""
        house, at = self._by_name[host], self.now
        if path == "/robots.txt":
            trouble = now(house.troubles, at)
            return _TROUBLES["503"] if trouble == "503" else Answer(status=404, body=b"none", headers=("X-Kind: none",))
        trouble = now(house.troubles, at)
        if elsewhere and trouble in _DOWN | {"dead"}:
            return Answer(how="reset")
        if elsewhere and trouble == "403":
            trouble = ""
        if trouble in ("all 404", "all home"):
            return self._nowhere(house, "home" if trouble == "all home" and path != "/" else "404")
        if trouble == "login" and path != "/login":
            return Answer(status=302, headers=("Location: /login?next=1",))
        if trouble.endswith(" inside"):  # before every page but the home page
            trouble = trouble.removesuffix(" inside") if path != "/" else ""
        if trouble in _TROUBLES and path not in ("/parking",):
            return _TROUBLES[trouble]
        if path == "/" or path.endswith("/"):
            words = house.tongue.frame[0] if path == "/" else path.strip("/")
            return Answer(body=pages.listing(self._frame(house, path, 0), title=words))
        return self._article(house, path, visit, elsewhere=elsewhere)

    def _article(self, house: House, path: str, visit: int, *, elsewhere: bool) -> Answer:
        at = self.now
        story = next(
            (each for each in house.stories if path == each.path or (each.moved and path == each.moved[1])), None
        )
        if story is None or (story.moved and path == story.moved[1] and at < story.moved[0]):
            return self._nowhere(house, house.lacks)
        gone = now(story.gone, at) or now(story.faults, at)
        if gone:
            return self._gone(house, gone, path)
        if story.moved and at >= story.moved[0] and path == story.path:
            return Answer(status=301, headers=(f"Location: {story.moved[1]}",))
        wall, text = now(story.walls, at), story.text(at)
        if wall == "404 to us":
            if not elsewhere:
                return self._nowhere(house, "404")
            wall = ""
        if wall == "451":
            return Answer(status=451, body=b"<html><h1>Unavailable for legal reasons</h1></html>")
        if story.other and visit % 3 == 0:
            text = story.other
        turn, family = self._turn(house, story, visit), house.look(at)
        if house.serves == "mixed" and visit % 2:
            family = (family + 3) % len(pages.FAMILIES)
        return self._served(house, _page(self, house, story, text, family, turn, wall, story.edit(at)))

    def _turn(self, house: House, story: Story, visit: int) -> int:
        if house.serves == "turning":
            return ((self.now - START).days // 2 + story.number) % 3
        return visit % 2 if house.serves == "mixed" else 0

    def _served(self, house: House, body: bytes) -> Answer:
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if house.serves == "lying":
            return Answer(body=body, etag='"1"')
        if house.serves == "etag":
            return Answer(body=body, etag=tag)
        if house.serves == "date":
            shift = timedelta(minutes=int(tag[1:6], 16) % 400_000)
            return Answer(body=body, modified=f"{START - shift:%a, %d %b %Y %H:%M:%S} GMT")
        return Answer(body=body)

    def _gone(self, house: House, how: str, path: str) -> Answer:
        if how in ("404", "410"):
            return Answer(status=int(how), body=pages.nowhere(self._frame(house, path, 0)))
        if how == "section":
            return Answer(status=302, headers=(f"Location: {path.rpartition('/')[0]}/",))
        return self._nowhere(house, how)

    def _nowhere(self, house: House, how: str) -> Answer:
        if how == "home":
            return Answer(status=302, headers=("Location: /",))
        body = pages.nowhere(self._frame(house, "/", 0))
        return Answer(body=body, status=404 if how == "404" else 200)

    def _frame(self, house: House, path: str, turn: int) -> pages.Frame:
        others = [(story.copy.title, story.path) for story in house.stories if story.path != path][:12]
        site = house.name.split(".")[0].capitalize()
        return pages.Frame(site=site, tongue=house.tongue, url=self.url(house, path), others=others, visit=turn)


def _refusal(status: int, body: bytes, *headers: str) -> Answer:
    return Answer(status=status, body=body, headers=headers)


_TROUBLES = {
    "403": _refusal(403, b"<html><title>403 Forbidden</title><h1>Forbidden</h1></html>"),
    "429": _refusal(429, b"<html><h1>Too many requests</h1></html>", "Retry-After: 14400"),
    "500": _refusal(500, b"<html><h1>Internal server error</h1></html>"),
    "503": _refusal(503, b"<html><h1>Service unavailable</h1></html>"),
    "challenge": _refusal(403, pages.CHALLENGE, "cf-mitigated: challenge", "Server: cloudflare"),
    "challenge 200": _refusal(200, pages.CHALLENGE),
    "consent": _refusal(200, pages.CONSENT),
    "login": _refusal(200, pages.LOGIN),
    "maintenance": _refusal(200, pages.MAINTENANCE),
    "parked": _refusal(200, pages.PARKED),
    "others": _refusal(200, pages.OTHERS),
    "shell": _refusal(200, pages.SHELL),
    "unknown wall": _refusal(200, pages.UNKNOWN_WALL),
    "reset": Answer(how="reset"),
    "cut": Answer(how="cut", body=pages.OTHERS),
    "hang": Answer(how="hang"),
}


def _page(world: World, house: House, story: Story, text: Text, family: int, turn: int, wall: str, edit: str) -> bytes:
    key = (house.name, story.number, text, family, turn, wall, edit == "withdrawn")
    if key not in _PAGES:
        frame = world._frame(house, story.moved[1] if story.moved and world.now >= story.moved[0] else story.path, turn)
        if wall == "paywall":
            _PAGES[key] = pages.walled(text, frame)
        elif edit == "withdrawn":
            _PAGES[key] = pages.noticed(text, frame)
        else:
            _PAGES[key] = pages.FAMILIES[family](text, frame)
    return _PAGES[key]


_PAGES: dict[tuple[object, ...], bytes] = {}
