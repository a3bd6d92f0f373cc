"""Whether memory and file descriptors stay flat over ten thousand fetches: `python -m bench.soak [--fetches N]`.

One process, one wire, a local server that is honest and misbehaves in turn; the server is a process of its own, so
that what is measured is the monitor's. Prints resident memory, file descriptors and threads on the way; exits with 1
where memory grew by more than a tenth, or descriptors by more than five, between a fifth of the way and the end.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import threading
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

# Honest answers in every coding, and one fault of each family; none that takes its time.
PATHS = (
    *("/article", "/kept-open", "/chunked", "/br", "/zstd", "/deflate", "/gzip-members", "/cookie-bomb", "/no-length"),
    *("/body-cut", "/gzip-cut", "/br-cut", "/chunk-cut", "/no-length-reset", "/head-cut", "/no-colon", "/long-header"),
    *("/poison", "/loop", "/forever", "/cookie-wall", "/to-userinfo", "/to-open-bracket", "/reset-at-once"),
    *("/smtp", "/empty", "/part", "/not-modified", "/pdf", "/403", "/503", "/gzip-bomb", "/status-word"),
)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fetches", type=int, default=10_000)
    asked = options.parse_args()
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    base: str = ours.recv()
    try:
        return _soak(base, asked.fetches)
    finally:
        ours.send("enough")
        server.join(10)


def _soak(base: str, fetches: int) -> int:
    from monitor.capture.gate import Gate
    from monitor.capture.wire import Limits, Wire
    from monitor.model import Snapshot

    wire = Wire(gate=Gate(["127.0.0.0/8"]), limits=Limits(deadline=30.0), user_agent="monitor/soak")
    early, outcomes, began = fetches // 5, Counter[str](), time.monotonic()
    print(f"{'fetches':>8}{'RSS MB':>9}{'descriptors':>13}{'threads':>9}{'seconds':>9}")
    first = (0.0, 0)
    for number in range(1, fetches + 1):
        answer = wire.fetch(base + PATHS[number % len(PATHS)])
        outcomes["complete" if isinstance(answer, Snapshot) else answer.reason] += 1
        if number in (len(PATHS), early) or number % max(1, early) == 0:
            memory, descriptors = _resident(), len(list(Path("/proc/self/fd").iterdir()))
            seconds = time.monotonic() - began
            print(f"{number:>8}{memory:>9.1f}{descriptors:>13}{threading.active_count():>9}{seconds:>9.1f}", flush=True)
            if number == early:
                first = memory, descriptors
    wire.close()
    print(", ".join(f"{count} {name}" for name, count in outcomes.most_common()))
    grown = memory / first[0] - 1
    flat = grown <= 0.1 and descriptors - first[1] <= 5
    print(f"from {early} to {fetches}: memory {grown:+.1%}, descriptors {descriptors - first[1]:+d}: ", end="")
    print("flat" if flat else "NOT flat")
    return 0 if flat else 1


def _resident() -> float:
    """Megabytes that this process holds now."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _serve(pipe: Connection) -> None:
    from tests.servers.rawserver import RawServer

    with RawServer() as server:
        pipe.send(server.url(""))
        while not pipe.poll(1.0):
            server.log.clear()


if __name__ == "__main__":
    sys.exit(main())
