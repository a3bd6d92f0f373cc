"""A week of a town paper, played for the pictures of docs/reading-a-report.md: each article shows one mark.

The program is the real one, with its usual policy of removal; only the clock is moved. Names such as gazette.example
are reached through a proxy on this machine, so that the pictures show addresses that a reader can read.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import time_machine

from monitor import cli
from monitor.capture.fault import FaultError
from monitor.capture.names import IPAddress, Names
from monitor.demo_site.server import NOT_FOUND, Answer, Capture, Server, Wayback

FIRST = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
# The days after the first look on which the monitor looks again; the usual policy asks for three looks over three days.
DAYS = (1, 2, 4, 5)
COLUMNS = 92


@dataclass(frozen=True, slots=True)
class Article:
    """As its publisher has it."""

    title: str
    text: tuple[str, ...]
    modified: str = "2026-10-30T08:00:00+00:00"
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One article and its fate: what stands at its address from a day on. `copy`: the note's text where it differs;
    `captured`: another archive holds it as it was at first."""

    article: Article
    later: dict[int, Article | Answer]
    copy: tuple[str, ...] = ()
    captured: bool = False
    located: bool = True


def _swap(article: Article, *swaps: tuple[str, str], **fields: str) -> Article:
    text = "\n".join(article.text)
    for before, after in swaps:
        if before not in text:
            raise LookupError(f"the article does not say {before!r}")
        text = text.replace(before, after)
    return replace(article, text=tuple(filter(None, text.split("\n"))), **fields)


def _page(article: Article, address: str) -> bytes:
    text = "\n".join(f"<p>{paragraph}</p>" for paragraph in article.text)
    notice = f'<p class="correction">{article.notice}</p>' if article.notice else ""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{article.title} | Osier Gazette</title>
<meta property="og:title" content="{article.title}"><meta property="og:site_name" content="Osier Gazette">
<link rel="canonical" href="{address}"><script type="application/ld+json">{{"@context": "https://schema.org",
"@type": "NewsArticle", "headline": "{article.title}", "datePublished": "2026-10-30T08:00:00+00:00",
"dateModified": "{article.modified}"}}</script></head><body>
<nav><a href="/">Home</a> <a href="/town">Town</a> <a href="/sport">Sport</a></nav>
<article><h1>{article.title}</h1><div class="entry-content">{text}{notice}</div></article>
<aside><h3>Most read</h3><a href="/a">Storm warning for the coast</a><a href="/b">Team wins the cup</a></aside>
<footer><p>All rights reserved by the Osier Gazette and its owners.</p></footer></body></html>""".encode()


def _moved(to: str) -> Answer:
    return Answer(status=301, headers=(("Location", to),))


GONE = Answer(status=404, body=NOT_FOUND)
FORBIDDEN = Answer(status=403, body=b"<html><title>403 Forbidden</title><h1>403 Forbidden</h1></html>")

BRIDGE = Article(
    "Council approves new bridge over the Osier",
    (
        "The town council approved a new bridge over the Osier on Monday evening.",
        "The bridge will cost 12 million euros, and 70 percent of that comes from the county. Work begins on 3 March.",
        "Mayor Anna Weaver said that no house would have to give way. “Nobody loses a garden,” she told reporters.",
        "The firm Holt & Sons will build it. Its last bridge was closed after two years.",
        "Traffic on Mill Road will be led through the old town while the work goes on.",
    ),
)
CLINIC = Article(
    "Clinic sends patients home",
    (
        "The clinic on Castle Hill sent 40 patients home on Friday because the heating had failed.",
        "The clinic's director refused to answer questions about the boiler.",
        "Two wards of the clinic are to open again next week.",
        "Relatives had complained about cold rooms since the beginning of October.",
    ),
)
MARKET = Article(
    "Market moves to the station square",
    (
        "The weekly market moves to the station square next month.",
        "Traders had asked for more room for many years. The town hall refused them twice.",
        "Parking will be free on market days, the town hall says.",
        "The old square becomes a playground with trees and benches.",
        "A petition against the move was signed by 900 people.",
    ),
)
MAYOR = Article(
    "Mayor lied about school funds, auditors say",
    (
        "Auditors have looked into the school funds of the past four years.",
        "They found that the town had paid for repairs which were never made.",
        "The mayor's office wants to answer in writing by the end of the month.",
    ),
)
THEATRE = Article(
    "Theatre closes its small stage",
    (
        "The theatre closes its small stage at the end of the season.",
        "Manager Peter Copeland blames the price of electricity and a lack of visitors.",
        "The last play on it will be a comedy by a local author.",
    ),
)


def _plain(title: str, what: str) -> Article:
    return Article(
        title,
        (
            f"{title}, the town hall said on Thursday in a short statement.",
            f"The decision about {what} had been expected since the summer.",
            f"Neighbours of {what} may send their objections in writing until Christmas.",
            f"A public hearing on {what} takes place in the assembly room next week.",
        ),
    )


STATION, KENNEL = _plain("Station gets a new roof", "the station roof"), _plain("Kennel is full", "the kennel")
BAKERY = _plain("Bakery on Long Street may stay open on Sundays", "the bakery")
SCHOOL, LIBRARY = _plain("School kitchen fails inspection", "the kitchen"), _plain("Library to close", "the library")
PARK, TRAM = _plain("Park wall collapses", "the park wall"), _plain("Tram line two is extended", "the tram line")
HARBOUR, MUSEUM = _plain("Harbour master resigns", "the harbour"), _plain("Museum returns a painting", "the museum")
RIVER = _swap(_plain("River bath opens in May", "the river bath"), ("a short", "a “short”"))

ACTS = {
    "bridge": Act(
        article=BRIDGE,
        later={
            1: _swap(
                BRIDGE,
                ("12 million euros, and 70 percent", "17 million euros, and 40 percent"),
                ("3 March", "3 May"),
                ("Anna Weaver said that no house", "Anne Weaver reportedly said that one house"),
                (" “Nobody loses a garden,” she told reporters.", ""),
            )
        },
        captured=True,
    ),
    "clinic": Act(
        article=CLINIC,
        later={
            1: _swap(
                CLINIC,
                ("sent 40 patients", "sent 14 patients"),
                modified="2026-11-02T18:00:00+00:00",
                notice="Correction: an earlier version of this article gave a wrong number of patients.",
            )
        },
        captured=True,
    ),
    "market": Act(
        article=MARKET,
        later={
            1: _swap(
                MARKET,
                (" The town hall refused them twice.", ""),
                ("A petition against the move was signed by 900 people.", "The first market day is a holiday."),
                ("Parking will be free on market days, the town hall says.\n", ""),
                ("next month.\n", "next month.\nParking will be free on market days, the town hall says.\n"),
            )
        },
        captured=True,
    ),
    "mayor": Act(article=MAYOR, later={1: replace(MAYOR, title="Auditors criticise bookkeeping of school funds")}),
    "theatre": Act(article=THEATRE, later={1: _swap(THEATRE, ("Copeland", "Соpeland"))}),
    "station": Act(article=STATION, later={}, copy=_swap(STATION, ("next week", "next month")).text, captured=True),
    "kennel": Act(
        article=_swap(KENNEL, ("\nNeighbours", "\nForty dogs wait for a new home there.\nNeighbours")),
        later={},
        copy=KENNEL.text,
    ),
    "school": Act(article=SCHOOL, later={1: GONE}),
    "library": Act(article=LIBRARY, later={5: GONE}),
    "park": Act(article=PARK, later={1: GONE, 5: PARK}),
    "tram": Act(article=TRAM, later={2: _moved("http://gazette.example/news/tram-line-two")}),
    "bakery": Act(article=BAKERY, later={1: _swap(BAKERY, ("until Christmas", "until Easter")), 5: BAKERY}),
    "harbour": Act(article=HARBOUR, later={4: FORBIDDEN}),
    "museum": Act(article=MUSEUM, later={5: Answer(body=_page(MUSEUM, "http://gazette.example/museum"), cut=900)}),
    "river": Act(article=RIVER, later={}, copy=_swap(RIVER, ("“short”", '"short"')).text),
    "letters": Act(article=RIVER, later={}, located=False),
}


class Story:
    """A project folder after the week. `run` types a command in it, and gives what a terminal or a pipe gets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = 0
        self.now = FIRST
        self.past = Wayback()

    def play(self) -> Iterator[str]:
        """Look once a day, as `monitor check` from cron does; yields what each look printed."""
        with Server(self._answer) as web:
            self._write(web.base)
            for day in (0, *DAYS):
                self.day, self.now = day, FIRST + timedelta(days=day, minutes=10 * day)
                yield self.run("check")

    def run(self, *arguments: str, columns: int = 0, colour: bool = True) -> str:
        """The output of a command, stdout only. `columns`: on a terminal so wide; else in a pipe."""
        screen = _Screen(terminal=columns > 0)
        env = {"TERM": "xterm-256color", "COLUMNS": str(columns or 80), **({} if colour else {"NO_COLOR": "1"})}
        with (
            time_machine.travel(self.now, tick=True),
            patch.dict(os.environ, env),
            patch.object(sys, "stdout", screen),
            patch.object(Names, "resolve", _resolve),
            contextlib.chdir(self.folder),
        ):
            if colour:
                os.environ.pop("NO_COLOR", None)
            code = cli.run(list(arguments))
        if code not in (0, 1):
            raise RuntimeError(f"monitor {' '.join(arguments)}: exit status {code}")
        return screen.getvalue()

    def _answer(self, address: str) -> Answer:
        parts = urlsplit(address)
        if parts.netloc == "archive.example":
            return self.past(address.partition("archive.example")[2])
        name = parts.path.rpartition("/")[2].removesuffix("-line-two")
        if name not in ACTS:
            return Answer(status=404, body=NOT_FOUND)
        act = ACTS[name]
        now: Article | Answer = act.article
        for day, what in act.later.items():
            now = what if day <= self.day else now
        if parts.path.startswith("/news/"):
            now = act.article
        return Answer(body=_page(now, address)) if isinstance(now, Article) else now

    def _write(self, proxy: str) -> None:
        (self.folder / "seeds").mkdir(parents=True)
        for name, act in ACTS.items():
            url = f"http://gazette.example/{name}"
            body = "\n\n".join(act.copy or act.article.text)
            head = f"---\nurl: {url}\ntitle: {act.article.title}\npublished: 2026-10-30\n---\n" if act.located else ""
            (self.folder / "seeds" / f"{name}.md").write_text(f"{head}\n{body}\n", encoding="utf-8")
            if act.captured:
                at = FIRST - timedelta(days=2)
                self.past.captures.append(Capture(original=url, at=at, body=_page(act.article, url)))
        (self.folder / "config.toml").write_text(
            f'[fetch]\nproxy = "{proxy}"\ndelay = "0s"\nconfirm_after = "1s"\n'
            '[wayback]\ncdx = "http://archive.example/cdx/search/cdx"\nreplay = "http://archive.example/web"\n'
            "cdx_per_minute = 6000\nplayback_per_minute = 6000\n",
            encoding="utf-8",
        )


_RESOLVE = Names.resolve


def _resolve(names: Names, host: str, timeout: float) -> list[IPAddress]:
    """No name server is asked for names that only the proxy knows: where there is none, that takes its time."""
    if host.endswith(".example"):
        raise FaultError("dns", "dns_nxdomain", f"{host} does not exist")
    return _RESOLVE(names, host, timeout)


class _Screen(io.TextIOWrapper):
    """What is printed; `terminal`: the program takes it for one."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def getvalue(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


@contextmanager
def played(folder: Path, tell: Callable[[str], None] = lambda _: None) -> Iterator[Story]:
    """The story at its end, in a folder that is not there yet."""
    story = Story(folder)
    for printed in story.play():
        tell(printed)
    yield story
