"""A simulated quarter: what the monitor says of five hundred articles on twenty-five sites, and what was true.

    python -m bench.quarter            500 articles, four checks a day for 90 days, and 3,000 checks end to end
    python -m bench.quarter --small    a few articles of every site, for tests
    python -m bench.quarter --days 30 --only end-to-end

Outages, blocks, redesigns, alternating looks, soft 404s in five languages, redirects, paywalls, sites that die; our
own network down for two days, our own clock a day, nine days and a year ahead, and five days behind, while sites tell
the time, some of them falsely; another archive that comes by now and then, sees what is shut to us, and has bad days
of its own; edits, removals, restorations, moves. Sites emit HTTP behaviour only. All checks are `monitor check`, with
the time moved and an archive on disk; in the larger part the wire hands out captures of earlier, equal answers, dated
anew (`quarter_wire`), in the other all is fetched from a real server. Exit status 1 where anything false was said, or
anything true late.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import time_machine

from bench.quarter_attic import Attic
from bench.quarter_lives import DAYS, START, House, Story
from bench.quarter_score import Score
from bench.quarter_wire import Readers, Recorder, Web
from bench.quarter_world import World
from tests.folder import Folder

# End to end: two articles of each site, every 36 hours: 50 x 60 checks.
EVERY, PLACES = timedelta(hours=36), 2


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--small", action="store_true", help="three articles of every site, a third of the time")
    options.add_argument("--days", type=float, default=0.0)
    options.add_argument("--stories", type=int, default=0, help="articles of every site")
    options.add_argument("--seed", type=int, default=8)
    options.add_argument("--only", choices=("end-to-end", "replayed"), default="")
    options.add_argument("--keep", type=Path, default=None, help="leave the project's folder here")
    asked = options.parse_args()
    days, stories = asked.days or (30 if asked.small else DAYS), asked.stories or (3 if asked.small else 20)
    good = True
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        if asked.only != "end-to-end":
            good &= replayed(folder / "replayed", days=days, stories=stories, seed=asked.seed).good
        if asked.only != "replayed":
            good &= end_to_end(folder / "end-to-end", days=days, seed=asked.seed).good
    return 0 if good else 1


def replayed(path: Path, *, days: float = DAYS, stories: int = 20, seed: int = 8, show: bool = True) -> Score:
    """Four checks a day, most of them of captures that were made before."""
    world = World(seed=seed)
    recorder, readers = Recorder(world), Readers()
    with ExitStack() as stack:
        web = stack.enter_context(Web(world))
        stack.enter_context(patch("monitor.network.Wire", recorder.wire))
        stack.enter_context(patch("monitor.workers.Workers", lambda: readers))
        picked = _pick(world, stories)
        attic = stack.enter_context(Attic(world, picked))
        began = time.monotonic()
        score = _live(world, web, path, picked, step=timedelta(hours=6), days=days, show=show, attic=attic)
    if not show:
        return score
    print(
        f"\nfour checks a day for {days:g} days: {score.checks} checks in {time.monotonic() - began:.0f} s;"
        f" captures made {len(recorder.kept)}, dated anew {recorder.replayed};"
        f" pages read {len(readers.known)} of {readers.asked}; the archive was asked {len(attic.asked)} times,"
        f" and holds {len(attic.captures)} captures"
    )
    print(*score.lines(), sep="\n")
    return score


def end_to_end(path: Path, *, days: float = DAYS, seed: int = 8, show: bool = True) -> Score:
    """Every 36 hours, all of it over real sockets and read anew."""
    world = World(seed=seed)
    picked = _pick(world, PLACES)
    with Web(world) as web:
        began = time.monotonic()
        score = _live(world, web, path, picked, step=EVERY, days=days, show=show)
    if not show:
        return score
    print(f"\nend to end every 36 hours for {days:g} days: {score.checks} checks in {time.monotonic() - began:.0f} s;"
          f" requests answered {web.asked_for}")  # fmt: skip
    print(*score.lines(), sep="\n")
    return score


def _pick(world: World, stories: int) -> list[tuple[House, Story]]:
    """So many articles of every site, other ones on each."""
    return [
        (house, house.stories[(number * stories + turn) % len(house.stories)])
        for number, house in enumerate(world.houses)
        for turn in range(stories)
    ]


def _live(
    world: World,
    web: Web,
    path: Path,
    picked: Sequence[tuple[House, Story]],
    *,
    step: timedelta,
    days: float,
    show: bool,
    attic: Attic | None = None,
) -> Score:
    folder = Folder(path)
    if attic is not None:
        folder.use_archive(attic)
    folder.set("fetch", delay="0s", deadline="3s", resolver=web.names.address, allow_networks=["127.0.0.0/8"])
    for house, story in picked:
        folder.note(f"{story.seed}.md", _note(house, story, world.url(house, story.path)))
    score, dice = Score(world), random.Random(1)
    for turn, at in _turns(step, days):
        world.now = at + timedelta(minutes=dice.uniform(-10, 10))
        web.turn()
        if attic is not None:
            attic.turn()
        with time_machine.travel(world.told(world.now)):
            lines = {line["seed"]: line for line in folder.check()}
        for house, story in picked:
            score.take(house, story, lines.get(story.seed))
        if show and turn % 20 == 0:
            print(f"  {world.now:%Y-%m-%d %H:%M} {len(lines)} checked", file=sys.stderr, flush=True)
    score.end()
    return score


def _turns(step: timedelta, days: float) -> Iterator[tuple[int, datetime]]:
    number = 0
    while number * step < timedelta(days=days):
        yield number, START + number * step
        number += 1


def _note(house: House, story: Story, url: str) -> str:
    head = f"---\nurl: {url}\ntitle: {json.dumps(story.copy.title, ensure_ascii=False)}\n---\n"
    if not story.has_copy:
        return head
    return head + "\n\n".join(house.tongue.between.join(each) for each in story.copy.paragraphs) + "\n"


if __name__ == "__main__":
    sys.exit(main())
