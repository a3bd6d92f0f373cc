"""Edits that a person can believe: `python -m bench.edits [--revisions N] [--seed N] [--only 1,2,3,4]`.

1. Generated revisions of the shipped notes and of the gold texts (one to twelve operations each): what share of the
   operations is named with the right kind, and whether anything else is named. The generator chooses before our code
   runs. Applying the edits to the old text must give the new one, and swapping the sides must swap what went and came.
2. A changed digit and an added "not" are never folded away, weigh enough to be reported, and carry their fact.
3. The same result in a hundred runs, in processes with other hash seeds, on one core and on two, beside a busy one.
4. Speed beside difflib, plain diff-match-patch and other differs that are installed, on the same pairs in one run.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from bench.edit_revisions import ROOT, Operation, revisions
from bench.edit_speed import quick
from monitor.clean import fold as folding
from monitor.compare import compare
from monitor.compare.borders import bare
from monitor.model import Article, Comparison, Edit, Fold

FOLD = cast(Fold, folding)
REPORTED = 0.5  # an edit of this weight stands in every report


# ── judging ──


@dataclass
class Tally:
    asked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    spurious: int = 0
    pairs: int = 0
    not_applied: int = 0
    not_swapped: int = 0
    facts_asked: int = 0
    facts_found: int = 0
    shown: list[str] = field(default_factory=list)

    def show(self, line: str) -> None:
        if len(self.shown) < 40:
            self.shown.append(line)


def judge(old: Article, new: Article, made: Sequence[Operation], result: Comparison, tally: Tally, name: str) -> None:
    """Which operations were named with their kind, and which edits name what nobody touched."""
    gone = [edit for edit in result.edits if edit.op == "delete"]
    come = [edit for edit in result.edits if edit.op == "insert"]
    for operation in made:
        tally.asked[operation.sort] += 1
        if _recovered(operation, result.edits):
            tally.found[operation.sort] += 1
        else:
            tally.show(f"{name}: {operation.sort}: {_quoted(operation, old)}")
        if operation.sort in ("digit", "negation"):
            tally.facts_asked += 1
            named = [edit for edit in result.edits if set(operation.old) & set(edit.old)]
            if any(_carries_fact(edit, operation.sort) for edit in named):
                tally.facts_found += 1
            else:
                tally.show(f"{name}: no fact of {operation.sort}: {_quoted(operation, old)} → {operation.new}")
    touched = {i for operation in made for i in operation.old}
    moved: set[int] = set()
    for operation in made:
        # Either side of a swap is the move; what was done to single sentences of it does not make it larger.
        if operation.kind == "move" and len(set(operation.aside) - touched) <= len(operation.old):
            moved.update(operation.aside)
    touched |= moved
    fresh = {bare(folding.fold(text)) for operation in made for text in operation.new}
    for edit in result.edits:
        if edit.old and not touched.intersection(edit.old):
            tally.spurious += 1
            tally.show(f"{name}: SPURIOUS {edit.op}: {edit.before!r} → {edit.after!r}")
        elif not edit.old and not any(
            bare(folding.fold(edit.after or "")) in one or one in bare(folding.fold(edit.after or "")) for one in fresh
        ):
            tally.spurious += 1
            tally.show(f"{name}: SPURIOUS {edit.op}: {edit.after!r}")
    if _applied(old, new, result) != _letters(_texts(new, range(len(new.sentences)))):
        tally.not_applied += 1
        tally.show(f"{name}: the edits do not give the new text")
    back = compare(new, old, fold=FOLD)
    if Counter(e.before for e in gone) != Counter(e.after for e in back.edits if e.op == "insert") or Counter(
        e.after for e in come
    ) != Counter(e.before for e in back.edits if e.op == "delete"):
        tally.not_swapped += 1
        tally.show(f"{name}: swapped sides do not swap inserts and deletes")
    tally.pairs += 1


def _recovered(operation: Operation, edits: Sequence[Edit]) -> bool:
    wanted = {bare(folding.fold(text)) for text in operation.new}
    if operation.kind == "move":
        moved = {i for edit in edits if edit.op == "move" or edit.moved for i in edit.old}
        other = {i for edit in edits if edit.op in ("delete", "replace") for i in edit.old}
        return moved.issuperset(operation.old) or (moved | other).issuperset(operation.aside)
    going = {i for edit in edits if edit.op in ("delete", "replace") for i in edit.old}
    coming = [bare(folding.fold(edit.after or "")) for edit in edits if edit.op in ("insert", "replace")]
    came = all(any(text in one or one in text for one in coming) for text in wanted)
    if operation.kind == "delete":
        # A replace counts where the generator put something in the very same place: then delete + insert is replace.
        return going.issuperset(operation.old)
    if operation.kind == "insert":
        return came
    return going.issuperset(operation.old) and came


def _carries_fact(edit: Edit, sort: str) -> bool:
    kinds = {"negation"} if sort == "negation" else {"number", "date", "time", "percent", "money"}
    return edit.weight >= REPORTED and any(fact.kind in kinds for fact in edit.facts)


def _quoted(operation: Operation, old: Article) -> str:
    return (
        " | ".join(old.sentences[i].text[:90] for i in operation.old)
        + " ⇒ "
        + " | ".join(text[:90] for text in operation.new)
    )


def _texts(one: Article, places: Sequence[int]) -> str:
    return " ".join(one.sentences[i].text for i in places)


def _applied(old: Article, new: Article, result: Comparison) -> str:
    """The old text after the edits, from nothing but old sentences and edits."""
    parts: list[str] = []
    told: set[int] = set()
    uses_old = Counter(i for row in result.rows for i in row.old)
    uses_new = Counter(j for row in result.rows for j in row.new)
    edited = {j for row in result.rows if row.edit for j in row.new}
    for row in result.rows:
        if row.edit is not None:
            parts.append(row.edit.after or "")
        elif row.op == "equal":
            # Of a sentence in parts, or at a border that shifted, what stayed can be told from the new one only.
            in_parts = any(uses_old[i] > 1 for i in row.old) or any(uses_new[j] > 1 for j in row.new if j not in edited)
            if in_parts or not row.old or not row.new or "sentence borders" in row.cosmetic:
                parts.append(_texts(new, [j for j in row.new if j not in told]))
            else:
                parts.append(_texts(old, row.old))
            told.update(row.new)
    return _letters(" ".join(parts))


def _letters(text: str) -> str:
    """Words and figures: marks between sentences belong now to the one, now to the other."""
    return "".join(char for char in folding.fold(text) if char.isalnum())


def recovered(many: int, seed: int) -> bool:
    """Figures 1 and 2."""
    tally = Tally()
    for name, old, new, made in revisions(many, seed):
        judge(old, new, made, compare(old, new, fold=FOLD), tally, name)
    asked, found = sum(tally.asked.values()), sum(tally.found.values())
    for line in tally.shown:
        print("  ", line)
    print(f"1. {tally.pairs} revisions, {asked} operations")
    for sort in sorted(tally.asked):
        share = tally.found[sort] / tally.asked[sort]
        print(f"   {sort:22} {tally.found[sort]:6} of {tally.asked[sort]:6}  {share:8.3%}")
    print(f"   recovered {found / max(asked, 1):.3%} (at least 99 %); spurious edits {tally.spurious} (0)")
    print(f"   edits that do not give the new text {tally.not_applied} (0)")
    print(f"   swapped sides that do not swap what went and came {tally.not_swapped} (0)")
    print(f"2. digits and negations with their fact and weight {tally.facts_found} of {tally.facts_asked} (all)")
    return (
        found >= 0.99 * asked
        and not (tally.spurious or tally.not_applied or tally.not_swapped)
        and tally.facts_found == tally.facts_asked
    )


# ── 3 the same every time ──


def digest_of_results(many: int, seed: int) -> str:
    """One digest over everything that `many` comparisons say."""
    whole = hashlib.sha256()
    for _, old, new, _ in revisions(many, seed):
        result = compare(old, new, fold=FOLD)
        told = repr((replace(result, flags=frozenset()), sorted(result.flags)))  # a set prints in no order of its own
        whole.update(told.encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def steady(runs: int, seed: int) -> bool:
    """Figure 3: the same in many processes, with other hash seeds, on one core and two, beside busy ones."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    seen: Counter[str] = Counter()
    try:
        for number in range(runs):
            environment = {**os.environ, "PYTHONHASHSEED": str(number)}
            command = [sys.executable, "-m", "bench.edits", "--digest", "12", "--seed", str(seed)]
            if number % 2 and Path("/usr/bin/taskset").exists():
                command = ["taskset", "-c", "0", *command]
            done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=True)
            seen[done.stdout.strip()] += 1
    finally:
        for one in busy:
            one.kill()
            one.wait()
    print(f"3. {runs} runs under load, on one core and on two: {len(seen)} different result(s) (1)")
    return len(seen) == 1


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.edits", description=__doc__.split("\n")[0])
    parser.add_argument("--revisions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--only", default="1,3,4")
    parser.add_argument("--digest", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.digest:
        print(digest_of_results(options.digest, options.seed))
        return 0
    wanted = set(options.only.split(","))
    good = True
    if wanted & {"1", "2"}:
        good &= recovered(options.revisions, options.seed)
    if "3" in wanted:
        good &= steady(options.runs, options.seed)
    if "4" in wanted:
        good &= quick(options.seed)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
