"""What a check costs beside the bare fetching of the same pages: `python -m bench.checks`.

A thousand pages on a local server. Each phase is run in a process of its own, interleaved with a bare
`requests.Session` loop over the same pages in the same state, so that both meet the same machine. Printed are ratios
(monitor ÷ loop), pages per second, peak memory and bytes on disk per page. Start-up is measured apart.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.pages import COUNT, articles, served

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
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch, served(asked.pages) as pages:
        folder = Path(scratch) / "project"
        _write(folder, pages.base, asked.pages)
        print(f"{asked.pages} pages, {asked.rounds} rounds; seconds are medians, the ratio is of the medians")
        print(
            f"{'phase':<26}{'loop s':>8}{'monitor s':>11}{'ratio':>7}{'(min-max)':>14}{'pages/s':>9}{'RSS MB':>8}"
            "  verdicts"
        )
        before = Path(scratch) / "before"
        for name, state, etags, kind in PHASES:
            loops, checks = [], []
            for _ in range(asked.rounds):
                pages.show(0 if kind == "fresh" else state, etags=etags)
                _restore(folder, before, fresh=kind == "fresh")
                loops.append(_drive("loop", pages.base, asked.pages, conditional=etags, state=state))
                checks.append(_drive("check", str(folder)))
            if kind == "fresh":
                shutil.copytree(folder / "snapshots", before)
            _print(name, loops, checks, asked.pages)
        size = sum(path.stat().st_size for path in before.rglob("*") if path.is_file())
        print(f"on disk after the first check: {size / asked.pages / 1000:.1f} kB a page")
        starts = [_drive("start", str(folder))["seconds"] for _ in range(asked.rounds)]
        print(f"start-up (imports, configuration): {statistics.median(starts):.2f} s")


def _print(name: str, loops: list[dict[str, Any]], checks: list[dict[str, Any]], count: int) -> None:
    loop, check = (statistics.median(one["seconds"] for one in each) for each in (loops, checks))
    ratios = [one["seconds"] / other["seconds"] for one, other in zip(checks, loops, strict=True)]
    spread = f"({min(ratios):.2f}-{max(ratios):.2f})"
    memory = max(one["memory"] for one in checks)
    print(
        f"{name:<26}{loop:>8.2f}{check:>11.2f}{check / loop:>7.2f}{spread:>14}{count / check:>9.0f}{memory:>8.0f}"
        f"  {checks[-1]['verdicts']}"
    )


def _write(folder: Path, base: str, count: int) -> None:
    (folder / "seeds").mkdir(parents=True)
    for number, paragraphs in enumerate(articles(count)):
        note = f"---\nurl: {base}/{number}.html\ntitle: Статья номер {number}\n---\n\n" + "\n\n".join(paragraphs) + "\n"
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
    done = subprocess.run([sys.executable, "-m", "bench.drive", told], capture_output=True, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
