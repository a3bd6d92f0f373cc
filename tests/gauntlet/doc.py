"""docs/faults.md, written from the tables that the gauntlet runs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.gauntlet.net import CONNECTIONS, NAMES, TLS
from tests.gauntlet.pages import PAGES, PARSERS
from tests.gauntlet.robots import ROBOTS
from tests.gauntlet.situations import SITUATIONS
from tests.gauntlet.trials import Trial
from tests.gauntlet.wire import WIRE

_HEAD = """\
# What was tried, and what comes out

Each line below is a fault that was brought about on a server, a name server or a network of our own, and driven
through the whole program (`monitor check`) by the tests in `tests/gauntlet/`. This page is written from the tables that
those tests run (`python -m tests.gauntlet`), and a test keeps the two equal. What the words mean is in
[verdicts.md](verdicts.md); the numbers only help to find a line again.

For every line the tests also see to it that

* an article on another host, checked in the same run, is read as usual;
* no edit is reported, and no version is added, unless the line says so;
* when the fault is over, the article is `intact`, with nothing new about it;
* the same comes out at first sight, after a good look, and when the fault lasts (where that can be);
* memory stays bounded: in a run over all that is endless, or made to hurt parsers, no process takes 300 MB, and where
  sixteen hosts send pages of 20 MB at the same time, none takes 450;
* nothing waits longer than `[fetch] deadline`.

Where the verdict is `intact`, the fault does no harm: the article is read, and says what the copy says.
"""


def _number(trial: Trial) -> tuple[int, str]:
    found = re.search(r"\d+", trial.rows)
    return int(found[0]) if found else 0, trial.rows


def parts() -> Iterable[tuple[str, list[Trial]]]:
    """The sections of the page: a heading, and its trials in the order of their numbers."""
    answered = sorted([*WIRE, *PAGES, *PARSERS], key=_number)

    def between(first: int, last: int) -> list[Trial]:
        return [one for one in answered if first <= _number(one)[0] <= last]

    yield "Bodies: cut, coded, of contradictory lengths", between(0, 15)
    yield "Status lines and headers", between(16, 27)
    yield "Slow, endless, growing", between(28, 34)
    yield "Redirects", between(35, 40)
    yield "Answers without a page", between(41, 43)
    yield "Kinds of content, and encodings", between(48, 54)
    yield "Answers that block, or fail", between(55, 62)
    yield "What hurts parsers, and odd characters", between(86, 90)
    yield "Connections", [*CONNECTIONS, *between(91, 91), *between(98, 100)]
    yield "Names", NAMES
    yield "Certificates, and TLS", TLS
    yield "robots.txt", ROBOTS
    yield "What takes more than one answer", list(SITUATIONS.values())


def write() -> str:
    """The page."""
    return _HEAD + "".join(f"\n## {heading}\n\n{_table(trials)}" for heading, trials in parts()) + _TAIL


def _table(trials: Iterable[Trial]) -> str:
    rows = [f"| {_cell(one.rows or '—')} | {_cell(one.what)} | {_words(one)} |" for one in trials]
    return "\n".join(["| no. | what is done | what comes out |", "|---|---|---|", *rows, ""])


def _words(trial: Trial) -> str:
    said = f"`{trial.verdict}`" + (f": `{trial.reason}`" if trial.reason else "")
    flag = f", with the flag `{trial.flag}`" if trial.flag else ""
    return said + flag + (" (told once)" if trial.news else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


_TAIL = """
## What is not tried here

* Faults of a disk, a crash, a mail server: other tests do.
* Pages that exhaust a parser in ways that we do not know. What is known is above; a page that is more than our parsers
  can hold is `unreadable: parser_limit`.
* The public internet. All of this happens on loopback, with addresses that stand for others.
* HTTP/2 and HTTP/3: we do not speak them, and do not offer to.
"""
