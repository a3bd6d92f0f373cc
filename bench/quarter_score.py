"""What the simulated quarter's reports said, set beside what was true: a confusion table, and every mistake by name.

The truth is the world's own, by the true time, whatever our clock showed. Every check is scored, and a verdict beside
what is true is either what has to be said there, or one of these, each counted in the report:

- `missing`, or what the single look was called, while something is gone and the policy is not yet fulfilled by checks
  of the true time; `removed` from the first check on that fulfils it, not one before, not one after.
- `removed` on a day on which nobody can see, where it was said before and nobody could read the article since.
- `missing` where a site says 404 to us alone while another archive goes on reading the article; never `removed`.
- `unreadable` at the first look at a page with little text left (contract: `pending` until a later look agrees).
- What was said before, at a site whose ETag lies: it answers 304 "not modified" to whoever asks for changes, and no
  program can know. It is asked for all of the page every so many looks (`UNCONDITIONAL_EVERY`), and never later.

Whatever else stands in a cell is a mistake. An event is late where it is told at a later check than the first that
could show it, but for the last two of these rules.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bench.quarter_lives import DAY, HOUR, House, Story
from bench.quarter_text import Text
from bench.quarter_world import Truth, World
from monitor.knowledge import UNCONDITIONAL_EVERY

VERDICTS = ("intact", "edited", "missing", "removed", "blocked", "unreachable", "unreadable", "offline", "refused")
LABELS = ("stands", "edited", "alternates", "gone", "site gone", "fault", "walled off", "site down", "we are offline")
_MISTAKES = {
    "removed": "false `removed`",
    "edited": "false `edited`",
    "intact": "`intact`, though an edit stands",
    "other": "could be read and was not, or was told as something that it is not",
}
# What has to be said beside what is true. `gone` is not yet `removed`, and `edited` may be read late: see `_why`.
_SAID = {
    "stands": {"intact"},
    "edited": {"edited"},
    "alternates": {"intact"},
    "gone": {"removed"},
    "site gone": {"removed"},
    "fault": {"missing"},
    "walled off": {"blocked", "unreadable"},
    "site down": {"unreachable", "unreadable"},
    "we are offline": {"offline"},
}
_YET = {"gone": {"missing"}, "site gone": {"missing", "unreachable", "unreadable"}}
_LIES = f"the site's ETag lies: 304 for another text, {UNCONDITIONAL_EVERY - 1} looks in a row at most"
_LITTLE = "little text is left, and a second look has to agree"


@dataclass(slots=True)
class _Wait:
    """Something that happened and has to be told. `since` is the first check that could see it."""

    what: str
    at: datetime
    since: datetime | None = None
    looks: int = 0  # checks since then that could see it
    allowed: int = 0  # how many of them may pass
    little: bool = False  # it leaves little text, and a second look has to agree


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
    whys: Counter[tuple[str, str, str]] = field(default_factory=Counter)
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
        verdict = line["verdict"]
        self.table[truth.label, verdict] += 1
        file = self._files[story.seed]
        self._happened(file, house, story, truth)
        why = self._why(file, house, story, truth, line)
        if why:
            self.whys[truth.label, verdict, why] += 1
        if why is None:
            self._blame(file, story, truth, line, verdict if verdict in _MISTAKES else "other", "")
        elif verdict == "edited":
            for words in self._invented(story, truth, line):
                self._blame(file, story, truth, line, "edited", words)
        self._answered(file, story, truth, line)
        if truth.label == "alternates":
            self.alternations[story.seed] += line["new"]
        file.told = verdict

    # ── mistakes ──

    def _why(self, file: _File, house: House, story: Story, truth: Truth, line: Mapping[str, Any]) -> str | None:
        """Why a verdict may be said beside what is true: nothing, where it has to be; None, where it may not."""
        verdict, label = line["verdict"], truth.label
        if verdict == "removed":
            if not self._may_be_removed(file, truth):
                return None
            return "" if label in ("gone", "site gone") else "removed before, and nobody could read it since"
        if verdict in _SAID[label]:
            return ""
        if verdict == "missing" and story.shut_to_us(self.world.now):
            return "it says 404 to us alone, and an archive may read it only later"
        if verdict in _YET.get(label, ()) and not self._may_be_removed(file, truth):
            return "not yet as often, or as long, as the policy asks for"
        if not truth.readable:
            return None
        waits = next((one for one in file.waits if one.looks < one.allowed), None)
        if waits is None:
            return None
        if verdict == "unreadable" and line["pending"] and waits.little:
            return _LITTLE
        lies = house.serves == "lying" and line["http"]["status"] == 304
        return _LIES if lies and verdict in ("intact", "edited") else None

    def _invented(self, story: Story, truth: Truth, line: Mapping[str, Any]) -> Iterator[str]:
        """Edits that nobody made."""
        if story.edit(self.world.now) == "withdrawn" or line["http"]["status"] == 304:
            return  # a notice is no sentence of the article; a 304 repeats what was told before
        said, was = _flat(truth.text), _flat(story.copy if story.has_copy else story.texts[0][1])
        for edit in line["edits"]:
            before, after = _bare(edit.get("before") or ""), _bare(edit.get("after") or "")
            if (before and before not in was) or (after and after not in said):
                yield f"an edit that nobody made: {edit.get('before')!r} → {edit.get('after')!r}"
            elif before in said and after in was and edit["op"] != "move":
                yield f"nothing changed there: {edit.get('before')!r} → {edit.get('after')!r}"

    def _blame(self, file: _File, story: Story, truth: Truth, line: Mapping[str, Any], kind: str, words: str) -> None:
        """One mistake that stands from check to check is named once, and counted each time."""
        if (kind, words) not in file.named:
            self.false[kind].append(self._name(story, truth, line, words))
        file.named[kind, words] += 1
        self.wrong[kind] += 1

    def _may_be_removed(self, file: _File, truth: Truth) -> bool:
        """Whether the checks that showed it truly gone, since it was last readable, fulfil the policy."""
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
                self._overtake(file, story)
                if kind and not (file.text is None and not story.has_copy):
                    little = kind in ("cut down", "withdrawn")
                    file.waits.append(_Wait(kind, truth.since, allowed=little + _blind(house), little=little))
                file.kind, file.text = kind, truth.text
            if story.moved and at >= story.moved[0] and not file.moved:
                file.moved = True
                file.waits.append(_Wait("a move", story.moved[0]))
        elif truth.label in ("gone", "site gone"):
            how = (
                next((each.kind for each in story.gone if each.holds(at)), "") if truth.label == "gone" else "site gone"
            )
            if file.gone_how != ("410" if how == "410" else truth.label):
                file.gone, file.gone_how = [], "410" if how == "410" else truth.label
            if not file.gone and not file.proven:
                file.waits = [*(one for one in file.waits if one.what == "a move"), _Wait("a removal", truth.since)]
            file.gone.append(at)

    def _overtake(self, file: _File, story: Story) -> None:
        """Another text came: what was not told of the one before will not be."""
        for one in file.waits:
            if one.what not in ("a restoration", "a move") and one.looks > one.allowed:
                self.late[one.what].append(f"{story.seed}: overtaken after {one.looks} checks ({one.at:%m-%d %H:%M})")
        file.waits = [one for one in file.waits if one.what in ("a restoration", "a move")]

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
        yield "beside the verdict that has to be said:"
        for (label, verdict, why), count in sorted(self.whys.items(), key=lambda each: LABELS.index(each[0][0])):
            yield f"    {label} / {verdict}: {count} checks, {why}"
        yield ""
        for kind in _MISTAKES:
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
        return not any(self.false.values()) and not any(self.late.values())


def _blind(house: House) -> int:
    """How many looks may pass before the whole page is asked for, where a site says that nothing changed."""
    return UNCONDITIONAL_EVERY - 1 if house.serves == "lying" else 0


def _bare(text: str) -> str:
    return "".join(text.split())


def _flat(text: Text) -> str:
    return _bare(" ".join(text.sentences))
