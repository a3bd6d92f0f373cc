"""How well a text that we hold is found in its page: `python -m bench.articles [PART…] [--only ID] [--seed N]`.

Reads the real pages beside the project (../shared/corpus) and prints one table a part:

    seeds      the untouched page, its text as the seed, whole and damaged as scrapers damage it: must be intact
    chrome     the same articles in another page's frame: must not be edited
    edits      real edits made in the tree, one a page and kind: must be found, and nothing else
    headlines  the headline rewritten, metadata left stale or changed too: must be found
    damaged    edits of pages whose seeds are damaged: none may be missing from the verdict
    history    versions of six documents over two years, judged by Open Terms Archive
    speed      processor time in bare lxml parses, in this run

Every random choice is made from the ground truth by a seeded generator, before the code under test sees the page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A page, and what a person says its article's text is."""

    id: str
    url: str
    body: bytes
    text: str


def samples(only: str = "") -> list[Sample]:
    gold = CORPUS / "articles-gold"
    truth = json.loads((gold / "ground-truth.json").read_text(encoding="utf-8"))
    return [
        Sample(
            id=name,
            url=truth[name]["url"],
            body=gzip.decompress((gold / "html" / f"{name}.html.gz").read_bytes()),
            text=truth[name]["articleBody"],
        )
        for name in sorted(truth)
        if name.startswith(only)
    ]


PARTS: dict[str, Callable[[list[Sample], random.Random, bool], Iterator[str]]] = {}


def main(arguments: list[str]) -> None:
    from bench import (
        article_chrome,
        article_damaged,
        article_edits,
        article_headlines,
        article_history,
        article_seeds,
        article_speed,
    )

    PARTS.update(
        seeds=article_seeds.lines,
        chrome=article_chrome.lines,
        edits=article_edits.lines,
        headlines=article_headlines.lines,
        damaged=article_damaged.lines,
        history=article_history.lines,
        speed=article_speed.lines,
    )
    parser = argparse.ArgumentParser(prog="python -m bench.articles")
    parser.add_argument("parts", nargs="*", help=f"any of: {', '.join(PARTS)} (default: all)")
    parser.add_argument("--only", default="", help="ids that start so")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--verbose", action="store_true", help="quote every disagreement")
    options = parser.parse_args(arguments)
    pages = samples(options.only)
    for part in options.parts or PARTS:
        print(f"\n── {part} ──")
        for line in PARTS[part](pages, random.Random(options.seed), options.verbose):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
