"""Versions of six documents over two years, against the versions that Open Terms Archive recorded.

With a rule: what its `article` selectors hold is read, version against version. Without: the first page is read
without help of ours (what its selector holds is the seed), and each page is then found by the version before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.articles import Sample


def lines(pages: list[Sample], chance: random.Random, verbose: bool) -> Iterator[str]:
    yield "-"
