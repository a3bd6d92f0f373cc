"""An address that a host cannot have, in the shape of one that it has: what is answered there is its "not found".

The idea is the random sibling of Bar-Yossef and others (*Sic transit gloria telae*, WWW 2004). Nothing is fetched
here: which addresses to ask, and what is remembered of the answers, so that a host is asked so once a day.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from monitor.capture.fault import FaultError
from monitor.capture.gate import read
from monitor.capture.lanes import host_of

# A made-up name is this long: 25 letters are no word of any language, and no article's (research, faults 4.2.4).
LENGTH = 25
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,5}$")
_FIGURES = re.compile(r"\d+")
_VALUE = re.compile(r"(?<==)[^&=]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a host answered at `at`: the captures' ids in the archive. `home` is empty where it was not asked for."""

    at: datetime
    sibling: str
    home: str = ""

    def holds(self, now: datetime) -> bool:
        """Whether it is of today: a host is asked once a day, in UTC."""
        return self.at.date() == now.date()


def sibling_of(url: str, secret: str) -> str | None:
    """Another name in the article's own folder, in the shape of its own: figures for figures, with the same ending.

    The same `secret` makes the same name. None for an address without a name of its own: a home page has no sibling.
    """
    try:
        parts = urlsplit(read(url).url)
    except (FaultError, ValueError):
        return None
    noise = hashlib.sha256(f"{secret}\n{parts.netloc}".encode()).hexdigest()
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    if not name:
        # `/?p=123`: the query chooses the article.
        query, found = _VALUE.subn(lambda value: _made_up(value[0], noise), parts.query)
        return urlunsplit(parts._replace(query=query, fragment="")) if found else None
    ending = _ENDING.search(name)
    stem, tail = (name[: ending.start()], ending[0]) if ending and ending.start() else (name, "")
    last = "/" if parts.path.endswith("/") else ""
    query = _VALUE.sub(lambda value: _made_up(value[0], noise), parts.query) if _ENDING.search(name) else ""
    path = f"{folder}/{_made_up(stem, noise)}{tail}{last}"
    return urlunsplit(parts._replace(path=path, query=query, fragment=""))


def home_of(url: str) -> str | None:
    """The host's home page."""
    try:
        parts = urlsplit(read(url).url)
    except (FaultError, ValueError):
        return None
    return urlunsplit(parts._replace(path="/", query="", fragment=""))


def key_of(url: str) -> str:
    """Under which name a host's answers are remembered."""
    return f"sibling:{host_of(url)}"


def write_known(known: Known) -> str:
    return json.dumps({"at": known.at.isoformat(), "sibling": known.sibling, "home": known.home})


def read_known(text: str | None) -> Known | None:
    """What was remembered; None where nothing was, or nothing that can be read."""
    try:
        told = json.loads(text) if text else None
        if not isinstance(told, dict):
            return None
        at = datetime.fromisoformat(str(told.get("at")))
    except (ValueError, RecursionError):
        return None
    if at.tzinfo is None or not told.get("sibling"):
        return None
    return Known(at=at, sibling=str(told["sibling"]), home=str(told.get("home") or ""))


def _made_up(name: str, noise: str) -> str:
    """A name like this one that nobody has."""
    if name.isdigit():
        # As many figures, and no number that a site counts up to soon.
        wanted = max(len(name), 7)
        return ("9" + str(int(noise, 16)))[:wanted]
    letters = "".join(chr(ord("a") + int(noise[at : at + 2], 16) % 26) for at in range(0, 2 * LENGTH, 2))
    head = _FIGURES.match(name)
    if head and len(head[0]) >= 4:  # `12345-title`: many sites look at the figures alone
        return f"{_made_up(head[0], noise)}-{letters}"
    return letters
