from bench.articles import Sample
import random
from collections.abc import Iterator


def lines(pages: list[Sample], chance: random.Random, verbose: bool) -> Iterator[str]:
    yield "-"
