"""How quickly edits are found, beside other differs with word-level output, on the same pairs in one run."""

from __future__ import annotations

import difflib
import gc
import importlib
import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from html import escape
from typing import Any, cast

from diff_match_patch import diff_match_patch
from lxml.html.diff import htmldiff

from bench.edit_revisions import article, revisions
from monitor.clean import fold as folding
from monitor.compare import compare, words
from monitor.model import Fold

FOLD = cast(Fold, folding)

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def _as_characters(old: str, new: str) -> tuple[str, str, list[str]]:
    """Words as single characters, as diff-match-patch does with lines, and the word that each stands for."""
    numbers: dict[str, str] = {}

    def spell(text: str) -> str:
        return "".join(numbers.setdefault(word, chr(0x100 + len(numbers))) for word in _WORDS.findall(text))

    return spell(old), spell(new), list(numbers)


def _in_words(diffs: Iterable[tuple[Any, str]], words: list[str]) -> object:
    """Runs of characters as runs of words: what such a differ is used for."""
    return [(op, "".join([words[ord(char) - 0x100] for char in run])) for op, run in diffs]


def _dmp_words(old: str, new: str) -> object:
    differ = diff_match_patch()
    left, right, words = _as_characters(old, new)
    diffs = differ.diff_main(left, right, False)
    differ.diff_cleanupSemantic(diffs)
    return _in_words(diffs, words)


def _fast_dmp_words(module: Any, old: str, new: str) -> object:
    left, right, words = _as_characters(old, new)
    return _in_words(module.diff(left, right, counts_only=False, cleanup="Semantic"), words)


def _difflib_words(old: str, new: str) -> object:
    matcher = difflib.SequenceMatcher(None, _WORDS.findall(old), _WORDS.findall(new))
    return matcher.get_opcodes()


def _htmldiff(old: str, new: str) -> object:
    return htmldiff(escape(old), escape(new))


def rivals() -> dict[str, Callable[[str, str], object]]:
    """Differs with word-level output: the standard library's, our dependencies', and what else is installed."""
    found: dict[str, Callable[[str, str], object]] = {
        "diff-match-patch, words": _dmp_words,
        "difflib, words": _difflib_words,
        "lxml htmldiff": _htmldiff,
    }
    for name in ("fast_diff_match_patch", "cydifflib"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if name == "cydifflib":
            found["cydifflib, words"] = lambda old, new, module=module: module.SequenceMatcher(  # type: ignore[misc]
                None, _WORDS.findall(old), _WORDS.findall(new)
            ).get_opcodes()
        else:
            found["fast-diff-match-patch, words"] = partial(_fast_dmp_words, module)
    return found


def _whole(old: Sequence[str], new: Sequence[str]) -> object:
    return compare(article(old), article(new), fold=FOLD)


def _cpu(work: Callable[[], object], times: int = 1) -> float:
    """Milliseconds of processor time; of several times the least, for the machine does other work, too."""
    took = []
    for _ in range(times):
        start = time.process_time()
        work()
        took.append((time.process_time() - start) * 1000)
    return min(took)


def quick(seed: int) -> bool:
    """Figure 4."""
    pairs = [
        ([block.text for block in old.blocks], [block.text for block in new.blocks], old, new)
        for _, old, new, _ in revisions(200, seed, russian=0.2)
    ]
    others = rivals()
    took: dict[str, list[float]] = {name: [] for name in ("ours, from text", "ours, from sentences", *others)}
    _whole(*pairs[0][:2])
    gc.collect()
    gc.freeze()  # or the pairs that wait for their turn would be walked in every collection
    for paragraphs, others_paragraphs, old, new in pairs:
        took["ours, from text"].append(_cpu(partial(_whole, paragraphs, others_paragraphs), 3))
        took["ours, from sentences"].append(_cpu(partial(compare, old, new, fold=FOLD), 3))
        one, two = "\n".join(paragraphs), "\n".join(others_paragraphs)
        for name, differ in others.items():
            took[name].append(_cpu(partial(differ, one, two), 3))
    gc.unfreeze()
    print("4. 200 pairs, milliseconds of processor time (least of three): median, 95 of 100, most")
    for name, times in took.items():
        ordered = sorted(times)
        print(f"   {name:30} {ordered[100]:8.2f} {ordered[190]:8.2f} {ordered[-1]:9.2f}")
    fastest = min(sorted(took[name])[190] for name in others)
    ours = sorted(took["ours, from sentences"])[190]
    print(f"   ours / fastest other, 95 of 100: {ours / fastest:.2f} (at most 1.5)")
    good = ours <= 1.5 * fastest
    return _rewrite() & _large_edit() & good


def _prose(rng: random.Random, size: int, vocabulary: Sequence[str]) -> list[str]:
    """Paragraphs of made-up sentences, `size` characters in all."""
    paragraphs: list[str] = []
    length = 0
    while length < size:
        text = " ".join(
            " ".join(rng.choices(vocabulary, k=rng.randint(6, 18))).capitalize() + "." for _ in range(rng.randint(2, 6))
        )
        paragraphs.append(text)
        length += len(text) + 1
    return paragraphs


def _vocabulary(rng: random.Random) -> list[str]:
    return ["".join(rng.choices("абвгдеиклмнопрсту", k=rng.randint(2, 11))) for _ in range(8000)]


def _rewrite() -> bool:
    """A text of 200 kB of which nothing is left, beside one pass over its own tokens."""
    rng = random.Random(200)
    vocabulary = _vocabulary(rng)
    old, new = (_prose(rng, 200_000 // 2, vocabulary) for _ in range(2))  # Cyrillic: two bytes a letter
    one, two = article(old), article(new)

    def tokens() -> None:
        for text in (*old, *new):
            for token in words.tokens(text):
                FOLD.fold(token.core)

    passes = sorted(_cpu(tokens) for _ in range(5))[2]
    took = sorted(_cpu(partial(compare, one, two, fold=FOLD)) for _ in range(3))[1]
    result = compare(one, two, fold=FOLD)
    print(
        f"   200 kB rewritten: {took:.0f} ms, its own linear token pass {passes:.0f} ms: {took / passes:.1f} times"
        f" (at most 5); {len(result.edits)} edits, survival {result.survival}"
    )
    return took <= 5 * passes


def _large_edit() -> bool:
    """One word in a hundred of a text of 1 MB changed: never called a rewrite."""
    rng = random.Random(1)
    vocabulary = _vocabulary(rng)
    old = _prose(rng, 1_000_000 // 2, vocabulary)
    new = [
        " ".join(rng.choice(vocabulary) if rng.random() < 0.01 else word for word in text.split(" ")) for text in old
    ]
    one, two = article(old), article(new)
    took = _cpu(lambda: None)
    start = time.process_time()
    result = compare(one, two, fold=FOLD)
    took = (time.process_time() - start) * 1000
    marked = sum(len(piece.text) for edit in result.edits for piece in edit.pieces if piece.op != "equal")
    total = sum(map(len, old)) + sum(map(len, new))
    print(
        f"   1 MB with 1 % of its words changed: {took:.0f} ms, {marked / total:.2%} of the letters marked,"
        f" similarity {result.similarity}, survival {result.survival}"
    )
    return marked < 0.05 * total and result.survival > 0.95
