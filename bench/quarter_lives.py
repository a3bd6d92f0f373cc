"""What befalls the sites and articles of the simulated quarter, written down beforehand, from one number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.quarter_text import EDITS, Text, name, sentence, write
from bench.quarter_tongues import TONGUES, Tongue

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
DAYS = 90
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one instant to another something is so."""

    begin: datetime
    end: datetime
    kind: str

    def holds(self, at: datetime) -> bool:
        return self.begin <= at < self.end


def span(begin: float, end: float, kind: str) -> Span:
    return Span(begin=START + begin * DAY, end=START + end * DAY, kind=kind)


def now(spans: Sequence[Span], at: datetime) -> str:
    return next((each.kind for each in spans if each.holds(at)), "")


@dataclass(slots=True, kw_only=True)
class Story:
    """One article: its texts, each from when on, and what else befalls it."""

    seed: str
    number: int
    path: str
    copy: Text
    texts: list[tuple[datetime, Text, str]]  # from when on, what, by which edit
    moved: tuple[datetime, str] | None = None
    gone: list[Span] = field(default_factory=list)
    faults: list[Span] = field(default_factory=list)  # "not found" by mistake
    walls: list[Span] = field(default_factory=list)
    other: Text | None = None  # the text that alternates with the first
    has_copy: bool = True

    def text(self, at: datetime) -> Text:
        return [text for begin, text, _ in self.texts if begin <= at][-1]

    def edit(self, at: datetime) -> str:
        return [kind for begin, _, kind in self.texts if begin <= at][-1]

    def shut_to_us(self, at: datetime) -> bool:
        return now(self.walls, at) == "404 to us"


@dataclass(slots=True, kw_only=True)
class House:
    """One site. `serves`: how it answers who comes again; `lacks`: what it answers to addresses that it has not."""

    name: str
    tongue: Tongue
    looks: list[tuple[datetime, int]]  # from when on it is built so
    serves: str = "plain"  # etag, date, plain, turning (other bytes every two days), mixed (two looks), lying (etag)
    lacks: str = "404"  # 404, soft, home
    tells: str = "now"  # what its `Date` is: now, still (the same for ever), none, aged (a cache's, with its age), old
    troubles: list[Span] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)

    def look(self, at: datetime) -> int:
        return [family for begin, family in self.looks if begin <= at][-1]


# Site by site: tongue, looks (day: family), how it serves, how it lacks, what befalls it (from day, to day, what).
_HOUSES: tuple[tuple[str, dict[float, int], str, str, tuple[tuple[float, float, str], ...]], ...] = (
    ("en", {0: 0}, "etag", "404", ()),
    ("ru", {0: 1, 30.4: 4}, "turning", "404", ()),
    ("ro", {0: 2}, "date", "soft", ((20.1, 27.3, "403"),)),
    ("fr", {0: 3, 45.2: 0}, "plain", "404", ((10.1, 12.2, "503"),)),
    ("de", {0: 4}, "turning", "home", ((50.2, 56.1, "consent"),)),
    ("fi", {0: 0, 61.3: 5}, "plain", "soft", ((15.3, 18.1, "challenge"),)),
    ("ja", {0: 1}, "etag", "soft", ((33.2, 36.1, "refused"),)),
    ("ar", {0: 0}, "plain", "soft", ((40.1, 43.2, "servfail"),)),
    ("ru", {0: 3}, "plain", "soft", ((60.2, 63.1, "challenge 200"),)),
    ("en", {0: 5, 70.3: 2}, "date", "404", ((22.1, 23.6, "nxdomain"),)),
    ("ru", {0: 0}, "plain", "404", ((50.1, 999, "dead"),)),
    ("ro", {0: 4}, "plain", "404", ((40.2, 999, "parked"),)),
    ("en", {0: 1}, "plain", "404", ((45.3, 999, "others"),)),
    ("fr", {0: 0}, "mixed", "404", ((66.1, 67.4, "500"),)),
    ("ru", {0: 5}, "plain", "404", ((25.1, 28.4, "all 404"),)),
    ("en", {0: 3}, "plain", "404", ((55.1, 56.3, "all home"),)),
    ("de", {0: 0}, "etag", "404", ((10.2, 16.1, "shell inside"), (30.1, 50.2, "shell"))),
    ("ro", {0: 3}, "plain", "404", ((20.2, 40.3, "unknown wall"), (60.2, 70.3, "unknown wall inside"))),
    ("ru", {0: 2}, "plain", "404", ((35.2, 38.3, "429"),)),
    ("fr", {0: 5, 33.3: 1}, "turning", "404", ((12.2, 15.1, "login"),)),
    ("en", {0: 4}, "plain", "404", ((48.1, 49.2, "hang"), (49.2, 50.1, "reset"))),
    ("ru", {0: 1}, "plain", "404", ((28.2, 30.1, "cut"),)),
    ("ja", {0: 5}, "plain", "404", ((57.1, 57.7, "maintenance"), (57.7, 58.6, "503"))),
    ("ar", {0: 3, 52.2: 4}, "turning", "404", ()),
    ("ro", {0: 0}, "lying", "404", ()),
)


# Whose clock is not to be believed.
_TELLS = {3: "still", 5: "none", 6: "aged", 13: "still", 15: "none", 20: "old", 23: "aged"}


def build(number: int, stories: int, seed: int) -> House:
    code, looks, serves, lacks, troubles = _HOUSES[number]
    house = House(
        name=f"{code}{number:02}gazette.example",
        tongue=TONGUES[code],
        looks=[(START + (day or -1) * DAY, family) for day, family in looks.items()],
        serves=serves,
        lacks=lacks,
        tells=_TELLS.get(number, "now"),
        troubles=[span(*each) for each in troubles],
    )
    house.stories = [_tell(house, number, place, random.Random(f"{seed} {number} {place}")) for place in range(stories)]
    return house


def _tell(house: House, number: int, place: int, dice: random.Random) -> Story:
    """The life of one article; its place on its site says which."""
    tongue = house.tongue
    copy = write(tongue, dice)
    slug = "-".join(name(TONGUES["en"], dice).lower() for _ in range(3))
    path = (f"/news/{slug}.html", f"/politics/{dice.randint(10_000, 99_999)}-{slug}", f"/culture/2026/{slug}")[
        number % 3
    ]
    story = Story(
        seed=f"h{number:02}a{place:02}", number=place, path=path, copy=copy, texts=[(START - DAY, copy, "")],
        has_copy=not (place == 19 and number % 5 == 0),
    )  # fmt: skip
    begin = START + dice.uniform(4, 76) * DAY
    lacking = {"404": "404", "soft": "soft", "home": "home"}[house.lacks]
    edits = list(EDITS)

    def edit(kind: str, at: datetime) -> None:
        changed = EDITS[kind](story.text(at), tongue, dice)
        story.texts.append((at, changed, kind))

    def lose(days: float, how: str) -> None:
        story.gone.append(Span(begin=begin, end=begin + days * DAY, kind=how))

    match place:
        case 0 | 1 | 2 | 3 | 4 | 5 | 6:
            edit(edits[place], begin)
        case 7:  # and taken back
            edit("a digit", begin)
            story.texts.append((begin + 6.3 * DAY, copy, "taken back"))
        case 8:  # twice; the second time together with a redesign, where there is one
            edit("a sentence added", begin)
            again = house.looks[1][0] if len(house.looks) > 1 and house.looks[1][0] > begin + DAY else begin + 3.4 * DAY
            edit("a digit", again)
        case 9:
            lose(999, lacking)
        case 10:
            lose(9.2, "section" if number % 4 == 1 else "404")
        case 11:  # back with another text
            lose(8.1, lacking)
            edit("a sentence removed", begin + 8.1 * DAY)
        case 12:
            lose(999, "410")
        case 13:
            story.moved = (begin, f"/archive/{slug}-2")
        case 14:
            story.walls.append(Span(begin=begin, end=begin + 12 * DAY, kind="451" if number % 3 == 0 else "paywall"))
        case 15:  # "not found" by mistake, three times
            for turn in range(3):
                at = begin + turn * 1.9 * DAY
                story.faults.append(Span(begin=at, end=at + dice.uniform(0.2, 1.5) * DAY, kind="404"))
        case 16:  # edited before we first came
            story.texts = [(START - DAY, copy, ""), (START - DAY / 2, EDITS["a not"](copy, tongue, dice), "a not")]
        case 17:  # and whole again
            if number % 2:
                edit("cut down", begin)
            else:
                story.texts.append((begin, copy, "withdrawn"))
            story.texts.append((begin + 9.4 * DAY, copy, "taken back"))
        case 18 if number in (13, 23):
            sentences = (*copy.paragraphs[2], sentence(tongue, dice))
            story.other = Text(title=copy.title, paragraphs=(*copy.paragraphs[:2], sentences, *copy.paragraphs[3:]))
        case 18 if lacking == "404" and number % 2 == 0:
            story.walls.append(Span(begin=begin, end=begin + 7.6 * DAY, kind="404 to us"))
        case _:
            pass  # nothing ever
    return story
