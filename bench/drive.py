"""One measured piece of work in a process of its own; `checks.py` starts it. Prints one line of JSON."""

from __future__ import annotations

import json
import os
import resource
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


def loop(base: str, count: int, *, state: int, conditional: bool) -> dict[str, Any]:
    """A bare `requests.Session` over all pages; conditional where the monitor's requests are."""
    import hashlib

    import requests

    session = requests.Session()
    etags = [session.get(f"{base}/{n}.html").headers.get("ETag", "") for n in range(count)] if state == 0 else []
    figures: dict[str, Any] = {}
    with measured(figures):
        for number in range(count):
            tag = etags[number] if etags and conditional else '"none"'
            answer = session.get(f"{base}/{number}.html", headers={"If-None-Match": tag})
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
    works: dict[str, Callable[..., dict[str, Any]]] = {"loop": loop, "check": check, "start": start}
    result = works[what](*arguments, **settings)
    result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))
