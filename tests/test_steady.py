"""The same account every time: other hash seeds, one core or two, beside other work."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 100 if os.environ.get("MONITOR_SOAK") else 4

ACCOUNT = """
import random
from dataclasses import replace
from monitor.compare import compare, settle
from tests.articles import FOLD, NEWS, article, copy, day, live, memento

rng = random.Random(7)
for number in range(12):
    texts = [text.replace(rng.choice(text.split()), "замена 7") if rng.random() < 0.4 else text for text in NEWS * 2]
    rng.shuffle(texts)
    now, note = article(texts[: rng.randint(4, 12)]), copy()
    for old in (note, article(NEWS)):
        made = compare(old, now, fold=FOLD)
        made = settle(made, old, now, [memento(2, texts), live(4, NEWS)], fold=FOLD, now=day(9))
        print(repr(replace(made, flags=frozenset())), sorted(made.flags))
"""


def test_the_same_account_in_every_process_under_load() -> None:
    """No order of a set, no clock and no number of cores has a say in it."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    seen = set()
    try:
        for number in range(RUNS):
            command = [sys.executable, "-c", ACCOUNT]
            if number % 2 and shutil.which("taskset"):
                command = ["taskset", "-c", "0", *command]
            environment = {**os.environ, "PYTHONHASHSEED": str(number)}
            done = subprocess.run(command, capture_output=True, env=environment, cwd=ROOT, check=True, timeout=120)
            seen.add(done.stdout)
    finally:
        busy.kill()
        busy.wait()
    (account,) = seen
    assert account.count(b"Comparison(") == 24
