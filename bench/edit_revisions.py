"""Revisions of real texts, made by a seeded generator that knows nothing of how they will be compared."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from monitor.clean import fold as folding
from monitor.clean import sentences as cutting
from monitor.model import Article, Block

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"

# ── texts ──


def texts() -> list[list[str]]:
    """The paragraphs of the shipped notes and of the gold texts, where they lie beside the project."""
    found = [_note(path.read_text("utf-8-sig")) for path in sorted((ROOT / "seeds").glob("*.txt"))]
    truth = CORPUS / "articles-gold" / "ground-truth.json"
    if truth.is_file():
        gold = json.loads(truth.read_text("utf-8"))
        found += [_paragraphs(gold[key]["articleBody"]) for key in sorted(gold)]
    return [one for one in found if sum(len(p) for p in one) > 300]


def _note(raw: str) -> list[str]:
    body = raw.split("---\n", 2)[2] if raw.startswith("---") else re.sub(r"\A\s*date\s+\S+\s", "", raw)
    return _paragraphs(re.sub(r"(?m)^(?:>|#+)\s*", "", body))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(p.split()) for p in text.split("\n") if p.strip()]


def article(paragraphs: Sequence[str], *, how: str = "guided") -> Article:
    blocks = tuple(Block(text=text) for text in paragraphs)
    return Article(blocks=blocks, sentences=cutting.split(blocks), how=how)


# ── the generator ──


@dataclass
class Line:
    """A sentence while revisions are made: what it reads, and where it came from (None: it is new)."""

    text: str
    origin: int | None
    touched: bool = False


@dataclass
class Operation:
    """What was done. `old`: sentences of the old text; `new`: texts that came; `aside`: what a move crossed."""

    kind: str
    old: list[int] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    sort: str = ""


class Reviser:
    """One revision of one text, by a seeded generator that knows nothing of how it will be compared."""

    def __init__(self, base: Article, spare: Sequence[str], rng: random.Random) -> None:
        self.rng, self.base = rng, base
        self.spare = list(spare)
        counts = Counter(one.digest for one in base.sentences)
        self.mute = {i for i, one in enumerate(base.sentences) if not any(char.isalnum() for char in one.text)}
        self.blocks: list[list[Line]] = [[] for _ in base.blocks]
        self.frozen = {
            i for i, one in enumerate(base.sentences) if counts[one.digest] > 1 or len(one.text) < 25 or i in self.mute
        }
        for i, one in enumerate(base.sentences):
            self.blocks[one.block].append(Line(one.text, i))
        self.done: list[Operation] = []

    def run(self, many: int) -> tuple[Article, list[Operation]]:
        kinds = [
            self.digit, self.negate, self.word, self.drop_words, self.add_words, self.cut, self.insert, self.supplant,
            self.move, self.swap, self.cut_paragraph, self.insert_paragraph, self.move_paragraph, self.split,
            self.merge,
        ]  # fmt: skip
        for _ in range(many):
            for _attempt in range(4):
                done = self.rng.choice(kinds)()
                if done:
                    self.done.append(done)
                    break
        self.look_aside()
        paragraphs = [" ".join(line.text for line in block) for block in self.blocks if block]
        return article(paragraphs), self.done

    def look_aside(self) -> None:
        """What each moved sentence crossed in the end, of those that did not move themselves."""
        moved = {i for operation in self.done if operation.kind == "move" for i in operation.old}
        flat = [line.origin for block in self.blocks for line in block if line.origin is not None]
        for operation in self.done:
            if operation.kind == "move":
                still = [o for o in flat if o in operation.old or (o not in moved and o not in self.mute)]
                at, end = still.index(operation.old[0]), still.index(operation.old[-1])
                crossed = [o for o in still[:at] if o > operation.old[-1]]
                operation.aside = crossed + [o for o in still[end + 1 :] if o < operation.old[0]]

    # ── choosing ──

    def pick(self, fits: Callable[[Line], bool] = lambda _: True) -> tuple[int, int] | None:
        """A sentence that nothing was done to yet, nor to its neighbours: truths must not overlap."""
        places = [
            (b, k)
            for b, block in enumerate(self.blocks)
            for k, line in enumerate(block)
            if self.free(line) and fits(line) and self.quiet(b, k)
        ]
        return self.rng.choice(places) if places else None

    def free(self, line: Line) -> bool:
        return line.origin is not None and not line.touched and line.origin not in self.frozen

    def quiet(self, b: int, k: int) -> bool:
        flat = [line for block in self.blocks for line in block]
        at = sum(len(block) for block in self.blocks[:b]) + k
        return not any(line.touched for line in flat[max(0, at - 1) : at + 2])

    def edited(self, place: tuple[int, int], text: str, sort: str) -> Operation | None:
        line = self.blocks[place[0]][place[1]]
        if folding.fold(text) == folding.fold(line.text):
            return None
        line.text, line.touched = text, True
        return Operation("replace", old=[cast(int, line.origin)], new=[text], sort=sort)

    def foreign(self) -> str | None:
        return self.spare.pop(self.rng.randrange(len(self.spare))) if self.spare else None

    # ── operations ──

    def digit(self) -> Operation | None:
        place = self.pick(lambda line: bool(re.search(r"\d", line.text)))
        if not place:
            return None
        text = self.blocks[place[0]][place[1]].text
        at = self.rng.choice([match.start() for match in re.finditer(r"\d", text)])
        other = self.rng.choice([d for d in "0123456789" if d != text[at]])
        return self.edited(place, text[:at] + other + text[at + 1 :], "digit")

    def negate(self) -> Operation | None:
        place = self.pick(lambda line: len(line.text.split()) > 3)
        if not place:
            return None
        parts = self.blocks[place[0]][place[1]].text.split(" ")
        at = self.rng.randrange(1, len(parts))
        parts.insert(at, "не" if re.search("[а-я]", " ".join(parts)) else "not")
        return self.edited(place, " ".join(parts), "negation")

    def word(self) -> Operation | None:
        place = self.pick(lambda line: len(line.text.split()) > 3)
        if not place:
            return None
        parts = self.blocks[place[0]][place[1]].text.split(" ")
        at = self.rng.randrange(len(parts))
        donor = self.rng.choice(self.spare or ["слово"]).split()
        other = self.rng.choice([w for w in donor if w.isalpha()] or ["иначе"])
        tail = re.search(r"\W*$", parts[at])
        parts[at] = other + (tail[0] if tail else "")
        return self.edited(place, " ".join(parts), "word")

    def drop_words(self) -> Operation | None:
        place = self.pick(lambda line: len(line.text.split()) > 7)
        if not place:
            return None
        parts = self.blocks[place[0]][place[1]].text.split(" ")
        at = self.rng.randrange(1, len(parts) - 3)
        del parts[at : at + self.rng.randint(1, 2)]
        return self.edited(place, " ".join(parts), "words dropped")

    def add_words(self) -> Operation | None:
        place = self.pick(lambda line: len(line.text.split()) > 4)
        if not place:
            return None
        parts = self.blocks[place[0]][place[1]].text.split(" ")
        at = self.rng.randrange(1, len(parts))
        russian = bool(re.search("[а-я]", " ".join(parts)))
        parts[at:at] = (["по", "данным", "полиции,"] if russian else ["as", "police", "put", "it,"])[
            : self.rng.randint(2, 4)
        ]
        return self.edited(place, " ".join(parts), "words added")

    def cut(self) -> Operation | None:
        place = self.pick()
        if not place:
            return None
        line = self.blocks[place[0]].pop(place[1])
        self.mark_around(place)
        return Operation("delete", old=[cast(int, line.origin)], sort="sentence cut")

    def mark_around(self, place: tuple[int, int]) -> None:
        """Where something went, nothing else is to happen right beside it."""
        flat = [line for block in self.blocks for line in block]
        at = sum(len(block) for block in self.blocks[: place[0]]) + place[1]
        for line in flat[max(0, at - 1) : at + 1]:
            line.touched = line.touched or False
            self.frozen.update({line.origin} if line.origin is not None else set())

    def insert(self) -> Operation | None:
        place, text = self.pick(), self.foreign()
        if not place or not text:
            return None
        self.mark_around(place)
        self.blocks[place[0]].insert(place[1], Line(text, None, True))
        return Operation("insert", new=[text], sort="sentence added")

    def supplant(self) -> Operation | None:
        place, text = self.pick(), self.foreign()
        if not place or not text:
            return None
        return self.edited(place, text, "sentence replaced")

    def move(self) -> Operation | None:
        place = self.pick()
        if not place:
            return None
        line = self.blocks[place[0]].pop(place[1])
        goal = self.pick()
        if not goal:
            self.blocks[place[0]].insert(place[1], line)
            return None
        self.mark_around(place)
        self.mark_around(goal)
        line.touched = True
        self.blocks[goal[0]].insert(goal[1], line)
        return Operation("move", old=[cast(int, line.origin)], sort="sentence moved")

    def swap(self) -> Operation | None:
        place = self.pick()
        if not place or place[1] + 1 >= len(self.blocks[place[0]]):
            return None
        block = self.blocks[place[0]]
        one, two = block[place[1]], block[place[1] + 1]
        if not self.free(two) or not self.quiet(place[0], place[1] + 1):
            return None
        block[place[1]], block[place[1] + 1] = two, one
        one.touched = two.touched = True
        return Operation("move", old=[cast(int, one.origin)], aside=[cast(int, two.origin)], sort="neighbours swapped")

    def block(self, longest: int = 4) -> int | None:
        """A paragraph to which, and beside which, nothing was done."""
        fit = [
            b
            for b, block in enumerate(self.blocks)
            if 0 < len(block) <= longest
            and all(self.free(line) for line in block)
            and self.quiet(b, 0)
            and self.quiet(b, len(block) - 1)
        ]
        return self.rng.choice(fit) if len(fit) > 2 else None

    def cut_paragraph(self) -> Operation | None:
        b = self.block()
        if b is None:
            return None
        gone = self.blocks[b]
        self.mark_around((b, 0))
        self.blocks[b] = []
        self.mark_around((b, 0))
        return Operation("delete", old=[cast(int, line.origin) for line in gone], sort="paragraph cut")

    def insert_paragraph(self) -> Operation | None:
        b = self.block(99)
        if b is None:
            return None
        come = [text for text in (self.foreign() for _ in range(self.rng.randint(1, 3))) if text]
        if not come:
            return None
        self.mark_around((b, 0))
        self.blocks.insert(b, [Line(text, None, True) for text in come])
        return Operation("insert", new=come, sort="paragraph added")

    def move_paragraph(self) -> Operation | None:
        b = self.block()
        if b is None:
            return None
        moved = self.blocks[b]
        self.mark_around((b, 0))
        self.blocks[b] = []
        self.mark_around((b, 0))
        goal = self.block(99)
        if goal is None:
            self.blocks[b] = moved
            return None
        self.mark_around((goal, 0))
        self.blocks.insert(goal, moved)
        for line in moved:
            line.touched = True
        origins = [cast(int, line.origin) for line in moved]
        return Operation("move", old=origins, sort="paragraph moved")

    def split(self) -> Operation | None:
        place = self.pick(
            lambda line: bool(re.search(r"\w{3,}, (?:а|но|и|что|which|and|but|who) \w+ \w+ \w+", line.text))
        )
        if not place:
            return None
        text = self.blocks[place[0]][place[1]].text
        match = re.search(r"(?<=\w{3}), (?:а|но|и|что|which|and|but|who) (\w)", text)
        if not match or match.start() < 20 or len(text) - match.end() < 20:
            return None
        first, second = text[: match.start()] + ".", match[1].upper() + text[match.end() :]
        line = self.blocks[place[0]][place[1]]
        line.text, line.touched = f"{first} {second}", True
        return Operation("replace", old=[cast(int, line.origin)], new=[first, second], sort="sentence split")

    def merge(self) -> Operation | None:
        place = self.pick(lambda line: line.text.endswith("."))
        if not place or place[1] + 1 >= len(self.blocks[place[0]]):
            return None
        block = self.blocks[place[0]]
        one, two = block[place[1]], block[place[1] + 1]
        if not self.free(two) or not self.quiet(place[0], place[1] + 1) or not two.text[:1].isupper():
            return None
        joined = (
            one.text[:-1] + (", и " if re.search("[а-я]", one.text) else ", and ") + two.text[0].lower() + two.text[1:]
        )
        block[place[1] : place[1] + 2] = [Line(joined, one.origin, True)]
        return Operation(
            "replace", old=[cast(int, one.origin), cast(int, two.origin)], new=[joined], sort="sentences merged"
        )


def revisions(many: int, seed: int, russian: float = 0.5) -> Iterator[tuple[str, Article, Article, list[Operation]]]:
    """Pairs and what was done, the same for the same numbers on every machine."""
    bases = [article(one) for one in texts()]
    pool = {True: [], False: []}  # type: dict[bool, list[str]]
    for one in bases:
        pool[_is_russian(one)] += [s.text for s in one.sentences if 40 < len(s.text) < 300]
    cyrillic = [one for one in bases if _is_russian(one)]
    latin = [one for one in bases if not _is_russian(one)] or cyrillic
    for number in range(many):
        rng = random.Random(f"{seed}:{number}")
        base = rng.choice(cyrillic if (number * 7 % 10) < 10 * russian else latin)
        own = {s.digest for s in base.sentences}
        spare = [
            text for text in rng.sample(pool[_is_russian(base)], 60) if cutting.digest(folding.fold(text)) not in own
        ]
        new, made = Reviser(base, [text for text in spare if _is_whole(text)], rng).run(rng.randint(1, 12))
        yield f"{seed}:{number}", base, new, made


def _is_whole(text: str) -> bool:
    return (
        text[:1].isupper()
        and text[-1:] in ".!?"
        and len(list(cutting.cut(text, cyrillic=bool(re.search("[а-я]", text))))) == 1
    )


def _is_russian(one: Article) -> bool:
    return cutting.is_cyrillic([block.text for block in one.blocks])
