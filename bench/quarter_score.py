"""What the simulated quarter's reports said, set beside what was true: a confusion table, and every mistake by name."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bench.quarter_lives import DAY, House, Story
from bench.quarter_text import Text
from bench.quarter_world import Truth, World

VERDICTS = ("intact", "edited", "missing", "removed", "blocked", "unreachable", "unreadable", "offline", "refused")
LABELS = ("stands", "edited", "alternates", "gone", "site gone", "fault", "walled off", "site down", "we are offline")
HOUR = timedelta(hours=1)
_MISTAKES = {
    "removed": "false `removed`",
    "hurried": "`removed` told early, while our own clock was ahead (the site was gone, but not yet so long)",
    "edited": "false `edited`",
    "intact": "`intact`, though an edit stands",
    "unread": "could be read, and was not",
}


@dataclass(slots=True)
class _Wait:
    """Something that happened and has to be told. `since` is the first check that could see it."""

    what: str
    at: datetime
    since: datetime | None = None
    looks: int = 0  # checks since then that could see it
    allowed: int = 0  # how many of them may pass


@dataclass(slots=True)
class _File:
    """What is remembered of one article from check to check."""

    readable_at: datetime | None = None  # the last check at which it could be read
    gone: list[datetime] = field(default_factory=list)  # checks since then that showed it truly gone
    gone_how: str = ""
    proven: bool = False  # what was seen since it was last readable fulfilled the policy
    waits: list[_Wait] = field(default_factory=list)
    text: Text | None = None  # the text that was there at the last check that could read it
    kind: str = ""
    moved: bool = False
    told: str = ""
    told_removed: bool = False
    named: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(slots=True)
class Score:
    world: World
    table: Counter[tuple[str, str]] = field(default_factory=Counter)
    false: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    late: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    found: dict[str, list[timedelta]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    alternations: Counter[str] = field(default_factory=Counter)
    checks: int = 0
    skipped: int = 0
    _files: dict[str, _File] = field(default_factory=lambda: defaultdict(_File))

    def take(self, house: House, story: Story, line: Mapping[str, Any] | None) -> None:
        """One article, one round. None: it was not checked in it."""
        truth = self.world.truth(house, story)
        if line is None:
            self.skipped += 1
            return
        self.checks += 1
        self.table[truth.label, line["verdict"]] += 1
        file = self._files[story.seed]
        self._happened(file, house, story, truth)
        for kind, words in self._mistakes(file, story, truth, line):
            # One mistake that stands from check to check is named once, and counted each time.
            if (kind, words) not in file.named:
                self.false[kind].append(self._name(story, truth, line, words))
            file.named[kind, words] += 1
            self.wrong[kind] += 1
        self._answered(file, story, truth, line)
        file.told = line["verdict"]

    # ── mistakes ──

    def _mistakes(self, file: _File, story: Story, truth: Truth, line: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        verdict, copy = line["verdict"], story.copy if story.has_copy else story.texts[0][1]
        if verdict == "removed" and not self._may_be_removed(file, truth):
            hurried = self.world.told(self.world.now) > self.world.now
            words = "it can be read" if truth.readable else "it was never gone so long"
            yield ("hurried", "our clock was ahead, and two weeks too short") if hurried else ("removed", words)
        if truth.readable and verdict not in ("intact", "edited") and not self._still_waits(file):
            yield "unread", "it can be read"
        if truth.label == "alternates":
            if line["new"]:
                self.alternations[story.seed] += 1
            return
        if verdict == "edited" and truth.label == "stands" and self._still_waits(file):
            return  # a server that says "not modified" of whatever it shows
        if verdict == "edited" and (not truth.readable or truth.label == "stands"):
            yield "edited", "it says what the copy says" if truth.readable else "it cannot be read"
        elif verdict == "intact" and truth.label == "edited" and truth.text != copy:
            if not self._still_waits(file):
                yield "intact", "the edit that stands is not told"
        elif verdict == "edited":
            said, was = _flat(truth.text), _flat(copy)
            for edit in line["edits"]:
                before, after = _bare(edit.get("before") or ""), _bare(edit.get("after") or "")
                if story.edit(self.world.now) == "withdrawn":
                    continue
                if (before and before not in was) or (after and after not in said):
                    yield "edited", f"an edit that nobody made: {edit.get('before')!r} → {edit.get('after')!r}"
                elif before in said and after in was and edit["op"] != "move":
                    yield "edited", f"nothing changed there: {edit.get('before')!r} → {edit.get('after')!r}"

    def _still_waits(self, file: _File) -> bool:
        return any(one.looks <= one.allowed for one in file.waits)

    def _may_be_removed(self, file: _File, truth: Truth) -> bool:
        """Whether what was seen since it was last readable fulfils the policy."""
        if truth.readable or not file.gone:
            return False
        checks, span = {"410": (2, DAY), "site gone": (5, 14 * DAY)}.get(file.gone_how, (3, 3 * DAY))
        counted = file.gone[:1]
        for at in file.gone:
            counted += [at] if at - counted[-1] >= DAY else []
        last, before = file.gone[-1], counted[: checks - 1]
        enough = len(before) == checks - 1 and last - before[-1] >= DAY
        file.proven = file.proven or (enough and last - before[0] >= span)
        return file.proven

    # ── what happened, and whether it was told ──

    def _happened(self, file: _File, house: House, story: Story, truth: Truth) -> None:
        at = self.world.now
        if truth.readable:
            if file.gone and file.told_removed:
                file.waits = [one for one in file.waits if one.what != "a removal"]
                ended = [each.end for each in (*story.gone, *house.troubles) if each.end <= at]
                file.waits.append(_Wait("a restoration", max(ended, default=at)))
            file.waits = [one for one in file.waits if one.what != "a removal"]
            file.readable_at, file.gone, file.gone_how, file.proven = at, [], "", False
            kind = story.edit(at)
            changed = file.text != truth.text or "withdrawn" in (kind, file.kind)
            if truth.label != "alternates" and changed and (file.kind, file.text) != (kind, truth.text):
                file.waits = [one for one in file.waits if one.what in ("a restoration", "a move")]
                if kind and not (file.text is None and not story.has_copy):
                    allowed = (kind in ("cut down", "withdrawn")) + 7 * (house.serves == "lying")
                    file.waits.append(_Wait(kind, truth.since, allowed=allowed))
                file.kind, file.text = kind, truth.text
            if story.moved and at >= story.moved[0] and not file.moved:
                file.moved = True
                file.waits.append(_Wait("a move", story.moved[0], allowed=7 if house.serves == "lying" else 0))
        elif truth.label in ("gone", "site gone"):
            how = (
                next((each.kind for each in story.gone if each.holds(at)), "") if truth.label == "gone" else "site gone"
            )
            if file.gone_how != ("410" if how == "410" else truth.label):
                file.gone, file.gone_how = [], "410" if how == "410" else truth.label
            if not file.gone and not file.proven:
                file.waits = [*(one for one in file.waits if one.what == "a move"), _Wait("a removal", truth.since)]
            if self.world.told(at) == at:  # a look that a wrong clock dates counts for nothing
                file.gone.append(at)

    def _answered(self, file: _File, story: Story, truth: Truth, line: Mapping[str, Any]) -> None:
        at, verdict = self.world.now, line["verdict"]
        for wait in list(file.waits):
            if wait.what == "a removal":
                told = verdict == "removed"
                if self._may_be_removed(file, truth) and truth.label in ("gone", "site gone"):
                    wait.since = wait.since or at
                    wait.looks += 1
            elif not truth.readable:
                continue
            else:
                wait.since = wait.since or at
                wait.looks += 1
                told = {
                    "a restoration": "restored" in line["flags"],
                    "a move": "moved" in line["flags"] and line["new"],
                    "taken back": verdict == "intact" and line["new"],
                }.get(wait.what, verdict == "edited" and line["new"])
                told = told or (wait.what in line.get("told", ()))
            if told:
                file.waits.remove(wait)
                late = wait.looks - 1 - wait.allowed
                self.found[wait.what].append(at - wait.at)
                if late > 0:
                    self.late[wait.what].append(self._name(story, truth, line, f"{late} checks late"))
        file.told_removed = verdict == "removed" or (file.told_removed and not truth.readable)

    def end(self) -> None:
        """What could have been told by now, and was not."""
        for seed, file in self._files.items():
            for wait in file.waits:
                if wait.since is not None and wait.looks > wait.allowed:
                    self.late[wait.what].append(
                        f"{seed}: never told, though {wait.looks} checks could see it ({wait.at:%m-%d %H:%M})"
                    )

    def _name(self, story: Story, truth: Truth, line: Mapping[str, Any], words: str) -> str:
        day = (self.world.now - self.world.now.replace(hour=0, minute=0)).seconds // 3600
        return (
            f"{story.seed} {self.world.now:%m-%d} {day:02}h: told {line['verdict']} ({line['reason']},"
            f" flags {line['flags']}); true: {truth.label} since {truth.since:%m-%d %H:%M}"
            f" ({story.edit(self.world.now) or 'as ever'}); {words}"
        )

    # ── the report ──

    def lines(self) -> Iterator[str]:
        verdicts = [each for each in VERDICTS if any(self.table[label, each] for label in LABELS)]
        yield f"{'what was true':<16}" + "".join(f"{each:>13}" for each in verdicts) + f"{'all':>10}"
        for label in LABELS:
            counts = [self.table[label, each] for each in verdicts]
            if sum(counts):
                yield f"{label:<16}" + "".join(f"{count or '·':>13}" for count in counts) + f"{sum(counts):>10}"
        yield ""
        for kind in ("removed", "hurried", "edited", "intact", "unread"):
            yield f"{_MISTAKES[kind]}: {self.wrong[kind]} checks, {len(self.false[kind])} stories"
            yield from (f"    {each}" for each in self.false[kind][:40])
        yield ""
        told = f"{'told':>6}{'late':>6}{'median':>10}{'longest':>10}"
        yield f"{'what happened':<22}{told}   hours from the event to the report"
        for what in sorted({*self.found, *self.late}):
            hours = [delay / HOUR for delay in self.found[what]]
            middle, most = (statistics.median(hours), max(hours)) if hours else (0.0, 0.0)
            yield f"{what:<22}{len(hours):>6}{len(self.late[what]):>6}{middle:>10.1f}{most:>10.1f}"
        for what, names in sorted(self.late.items()):
            yield from (f"    {what}: {each}" for each in names[:40])
        if self.alternations:
            often = ", ".join(f"{seed} {count}" for seed, count in sorted(self.alternations.items()))
            yield f"articles whose text alternates, and how often that was told: {often}"

    @property
    def good(self) -> bool:
        return not any(self.false[kind] for kind in ("removed", "edited", "intact")) and not any(self.late.values())


def _bare(text: str) -> str:
    return "".join(text.split())


def _flat(text: Text) -> str:
    return _bare(" ".join(text.sentences))
