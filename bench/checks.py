"""What a check costs beside the bare fetching of the same pages: `python -m bench.checks`.

A thousand pages on a local server. Each phase is run in a process of its own, interleaved with a bare
`requests.Session` loop over the same pages in the same state, with the validators that the monitor has at that point,
so that both are sent the same and meet the same machine. Printed are ratios
(monitor ÷ loop) by the clock and by processor seconds (on a busy machine only these say much), pages per second, peak
memory and bytes on disk per page. What either imports before it begins is measured apart.

`--notes 20000` measures another thing instead: `monitor check --due`, as cron starts it every few minutes, in a folder
of so many notes of which none is due, one was edited, or a hundredth is due.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.pages import COUNT, articles, served
from monitor.seeds import SETTLED

PHASES = (
    ("first check", 0, True, "fresh"),
    ("unchanged, answered 304", 0, True, "again"),
    ("unchanged, answered 200", 0, False, "again"),
    ("one in ten edited", 1, True, "again"),
    ("other bytes, no edit", 2, True, "again"),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=COUNT)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--notes", type=int, default=0, help="measure `check --due` in a folder of so many notes")
    asked = options.parse_args()
    if asked.notes:
        _measure_due(asked.notes, asked.rounds)
        return
    with tempfile.TemporaryDirectory() as scratch, served(asked.pages) as pages:
        folder = Path(scratch) / "project"
        _write(folder, pages.base, asked.pages)
        print(f"{asked.pages} pages, {asked.rounds} rounds; seconds are medians, ratios are of the medians")
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        print(f"{'':<26}{'by the clock':^40}{'by the processors':^40}")
        columns = f"{'loop s':>8}{'monitor s':>11}{'ratio':>7}{'(min-max)':>14}"
        print(f"{'phase':<26}{columns}{columns}{'pages/s':>9}{'RSS MB':>8}  verdicts")
        before = Path(scratch) / "before"
        tags = Path(scratch) / "tags.json"  # as after the first check
        tags.write_text(json.dumps(_drive("tags", pages.base, asked.pages)["tags"]))
        for name, state, etags, kind in PHASES:
            loops, checks = [], []
            for _ in range(asked.rounds):
                pages.show(0 if kind == "fresh" else state, etags=etags)
                _restore(folder, before, fresh=kind == "fresh")
                known = "" if kind == "fresh" else str(tags)
                loops.append(_drive("loop", pages.base, asked.pages, tags=known))
                checks.append(_drive("check", str(folder)))
            if kind == "fresh":
                shutil.copytree(folder / "snapshots", before)
            _print(name, loops, checks, asked.pages)
        print(f"load average {os.getloadavg()[0]:.1f}")
        size = sum(path.stat().st_size for path in before.rglob("*") if path.is_file())
        print(f"on disk after the first check: {size / asked.pages / 1000:.1f} kB a page")
        starts = [_drive("start", str(folder)) for _ in range(asked.rounds)]
        clock, cpu = (statistics.median(one[of] for one in starts) for of in ("seconds", "cpu"))
        print(f"start-up (imports, configuration): {clock:.2f} s, {cpu:.2f} s of processors")


def _measure_due(count: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as scratch, served(100) as pages:
        folder = Path(scratch) / "project"
        _write(folder, pages.base, count, different=100)
        print(f"{count} notes, {rounds} rounds, start-up included; load average {os.getloadavg()[0]:.1f}")
        time.sleep(2 * SETTLED)  # cron finds no note that was written a second ago
        _print_due("first reading", [_drive("enrol", str(folder), count)])
        _print_due("nothing is due", [_drive("due", str(folder)) for _ in range(rounds)])
        edited = []
        for number in range(rounds):
            with (folder / "seeds" / f"{number:05}.md").open("a", encoding="utf-8") as note:
                note.write("Ещё одно предложение.\n")
            edited.append(_drive("due", str(folder)))
        _print_due("one note was edited", edited)
        some = []
        for _ in range(rounds):
            _drive("enrol", str(folder), count - count // 100)
            some.append(_drive("due", str(folder)))
        _print_due(f"{count // 100} are due", some)


def _print_due(name: str, runs: list[dict[str, Any]]) -> None:
    clock, cpu = (statistics.median(one[of] for one in runs) for of in ("seconds", "cpu"))
    memory = max(one["memory"] for one in runs)
    print(f"{name:<26}{clock:>8.2f} s by the clock{cpu:>8.2f} s of processors{memory:>8.0f} MB", flush=True)


def _print(name: str, loops: list[dict[str, Any]], checks: list[dict[str, Any]], count: int) -> None:
    seconds = statistics.median(one["seconds"] for one in checks)
    memory = max(one["memory"] for one in checks)
    print(
        f"{name:<26}{_compare('seconds', loops, checks)}{_compare('cpu', loops, checks)}{count / seconds:>9.0f}"
        f"{memory:>8.0f}  {checks[-1]['verdicts']}",
        flush=True,
    )


def _compare(of: str, loops: list[dict[str, Any]], checks: list[dict[str, Any]]) -> str:
    loop, check = (statistics.median(one[of] for one in each) for each in (loops, checks))
    ratios = [one[of] / other[of] for one, other in zip(checks, loops, strict=True)]
    spread = f"({min(ratios):.2f}-{max(ratios):.2f})"
    return f"{loop:>8.2f}{check:>11.2f}{check / loop:>7.2f}{spread:>14}"


def _write(folder: Path, base: str, count: int, *, different: int = 0) -> None:
    """Notes about `count` pages, of which so many are `different`: then the server shows them over and over."""
    (folder / "seeds").mkdir(parents=True)
    told = articles(different or count)
    for number in range(count):
        text = "\n\n".join(told[number % len(told)])
        note = f"---\nurl: {base}/{number}.html\ntitle: Статья номер {number}\n---\n\n{text}\n"
        (folder / "seeds" / f"{number:05}.md").write_text(note, encoding="utf-8")
    (folder / "config.toml").write_text(
        '[fetch]\ndelay = "0s"\nallow_networks = ["127.0.0.0/8"]\n[wayback]\nenabled = false\n', encoding="utf-8"
    )


def _restore(folder: Path, before: Path, *, fresh: bool) -> None:
    shutil.rmtree(folder / "snapshots", ignore_errors=True)
    if not fresh:
        shutil.copytree(before, folder / "snapshots")


def _drive(what: str, *arguments: object, **settings: object) -> dict[str, Any]:
    told = json.dumps([what, *arguments, settings])
    done = subprocess.run([sys.executable, "-m", "bench.drive", told], stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
