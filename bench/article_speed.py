"""Processor time, in bare lxml parses of the same pages in the same run; one process, the best of a few rounds.

`first`: parse and find by the seed; `again`: parse and find by the version that came of it, nothing changed.
Beside them what others cost: trafilatura's fast mode, a BeautifulSoup parse.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

from lxml import etree, html

from bench.article_reading import copy_of, read
from bench.articles import Sample

ROUNDS = 3
_CT = "text/html; charset=utf-8"


def lines(pages: list[Sample], chance: random.Random, verbose: bool) -> Iterator[str]:  # noqa: ARG001 - the parts share one signature
    import trafilatura
    from bs4 import BeautifulSoup

    copies = [copy_of(page.text) for page in pages]
    firsts = [read(page.body, known, content_type=_CT) for page, known in zip(pages, copies, strict=True)]
    known = [found.article for found in firsts]

    def again(k: int) -> None:
        version = known[k]
        if version is not None:
            read(pages[k].body, version, version.place, _CT)

    jobs: dict[str, Callable[[int], object]] = {
        "lxml parse": lambda k: etree.fromstring(pages[k].body, html.HTMLParser(encoding="utf-8")),
        "again": again,
        "first": lambda k: read(pages[k].body, copies[k], content_type=_CT),
        "trafilatura fast": lambda k: trafilatura.extract(pages[k].body, fast=True),
        "BeautifulSoup": lambda k: BeautifulSoup(pages[k].body, "lxml"),
    }
    best = {name: [float("inf")] * len(pages) for name in jobs}
    for _ in range(ROUNDS):
        for k in range(len(pages)):
            for name, job in jobs.items():
                start = time.process_time()
                job(k)
                best[name][k] = min(best[name][k], time.process_time() - start)
    bare = best["lxml parse"]
    yield f"{'':18} {'ms a page':>9} {'parses':>7} {'worst page':>11}"
    for name, times in best.items():
        worst = max(range(len(pages)), key=lambda k, times=times: times[k] / bare[k])  # type: ignore[misc]
        yield (
            f"{name:18} {1e3 * sum(times) / len(times):>9.2f} {sum(times) / sum(bare):>7.1f}"
            f" {times[worst] / bare[worst]:>11.1f}  {pages[worst].id[:8]}"
        )
