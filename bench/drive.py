"""One measured piece of work in a process of its own; `checks.py` starts it. Prints one line of JSON."""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()


def loop(base: str, count: int, *, state: int, conditional: bool) -> dict[str, Any]:
    """A bare `requests.Session` over all pages; conditional where the monitor's requests are."""
    import hashlib

    import requests

    session = requests.Session()
    etags = (
        [session.get(f"{base}/{n}.html").headers.get("ETag", "") for n in range(count)]
        if settings["state"] == 0
        else []
    )
    began = time.perf_counter()
    for number in range(count):
        tag = etags[number] if etags and conditional else '"none"'
        answer = session.get(f"{base}/{number}.html", headers={"If-None-Match": tag})
        hashlib.sha256(answer.content).digest()
    return {"seconds": time.perf_counter() - began}


def check(folder: str) -> dict[str, Any]:
    """`monitor check`, from reading the notes to the last commit."""
    from monitor.assemble import Project

    began = time.perf_counter()
    with Project.open(Path(folder) / "config.toml") as project:
        found = project.check(project.seeds, progress=lambda *_: None, stop=threading.Event())
        verdicts = Counter(finding.verdict.value for finding in found)
        project.close()
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "verdicts": dict(verdicts)}


def start(folder: str) -> dict[str, Any]:
    """What `check` does before it does anything."""
    from monitor.assemble import Project

    Project.open(Path(folder) / "config.toml")
    return {"seconds": time.perf_counter() - STARTED}


if __name__ == "__main__":
    what, *arguments, settings = json.loads(sys.argv[1])
    BEFORE = sum(os.times()[:2])
    works: dict[str, Callable[..., dict[str, Any]]] = {"loop": loop, "check": check, "start": start}
    result = works[what](*arguments, **settings)
    times = os.times()
    result["cpu"] = times.user + times.system + times.children_user + times.children_system - BEFORE
    result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))
