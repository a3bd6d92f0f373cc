"""One measured piece of work in a process of its own; `checks.py` starts it. Prints one line of JSON."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()


@contextmanager
def measured(figures: dict[str, Any]) -> Iterator[None]:
    """Seconds by the clock, and of processors: ours and those of processes that we started and that have ended."""
    began, used = time.perf_counter(), sum(os.times()[:4])
    yield
    figures |= {"seconds": time.perf_counter() - began, "cpu": sum(os.times()[:4]) - used}


def tags(base: str, count: int) -> dict[str, Any]:
    """The ETags of all pages as they are now."""
    import requests

    session = requests.Session()
    return {"tags": [session.get(f"{base}/{number}.html").headers["ETag"] for number in range(count)]}


def loop(base: str, count: int, *, tags: str) -> dict[str, Any]:
    """A bare `requests.Session` over all pages; conditional with the ETags in that file, where one is named."""
    import hashlib

    import requests

    known = json.loads(Path(tags).read_text()) if tags else []
    session = requests.Session()
    session.get(f"{base}/0.html")  # both sides have all that they import, and the loop a connection
    figures: dict[str, Any] = {}
    with measured(figures):
        for number in range(count):
            headers = {"If-None-Match": known[number]} if known else {}
            answer = session.get(f"{base}/{number}.html", headers=headers)
            hashlib.sha256(answer.content).digest()
    return figures


def check(folder: str) -> dict[str, Any]:
    """`monitor check`, from reading the notes to the last commit."""
    from monitor.assemble import Project

    load()
    figures: dict[str, Any] = {}
    with measured(figures), Project.open(Path(folder) / "config.toml") as project:
        found = project.check(project.seeds, progress=lambda *_: None, stop=threading.Event())
        figures["verdicts"] = dict(Counter(finding.verdict.value for finding in found))
    return figures


def enrol(folder: str, count: int) -> dict[str, Any]:
    """Take note of all notes, and pretend that the first `count` were checked now: they are due tomorrow."""
    from datetime import timedelta

    from monitor.assemble import Project
    from monitor.model import Decision, Finding, Verdict

    figures: dict[str, Any] = {}
    with measured(figures), Project.open(Path(folder) / "config.toml") as project:
        list(project.check((), progress=lambda *_: None, stop=threading.Event()))
        now, archive = project.now(), project.archive
        with archive.lock():
            for number, seed in enumerate(project.seeds):
                decision = Decision(verdict=Verdict.BLOCKED, reason="robots", rule="nobody looked")
                finding = Finding(seed=seed.id, url=seed.url, decision=decision, checked_at=now, new=False)
                archive.record(finding, next_at=now + timedelta(days=1 if number < count else -1))
                archive.commit(force=False)
    return figures


def due(folder: str) -> dict[str, Any]:
    """`monitor check --due` as cron starts it, from the first import to the end."""
    figures: dict[str, Any] = {}
    with measured(figures):
        command = [sys.executable, "-m", "monitor", "check", "--due", "--config", str(Path(folder) / "config.toml")]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    figures["memory"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return figures


def load() -> None:
    """What every check imports, whatever it finds."""
    import monitor.capture.live
    import monitor.capture.wayback
    import monitor.record.entries
    import monitor.record.ledger
    import monitor.record.recover
    import monitor.run
    import monitor.workers  # noqa: F401


def start(folder: str) -> dict[str, Any]:
    """What `check` does before it does anything."""
    from monitor.assemble import Project

    load()
    Project.open(Path(folder) / "config.toml")
    return {"seconds": time.perf_counter() - STARTED, "cpu": sum(os.times()[:2])}


if __name__ == "__main__":
    what, *arguments, settings = json.loads(sys.argv[1])
    works: dict[str, Callable[..., dict[str, Any]]] = {
        "loop": loop, "tags": tags, "check": check, "start": start, "enrol": enrol, "due": due,
    }  # fmt: skip
    result = works[what](*arguments, **settings)
    result.setdefault("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(result))
