"""Articles of the simulated quarter, in eight languages, and what editors do to them. The same every time.

Every sentence is put together of who, what and when, with names, places and figures of its own, so that no two
articles share one. An edit is what a newsroom does: a figure, a "not", a name, a sentence, a headline.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.quarter_tongues import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What an article says at one time: paragraphs of sentences."""

    title: str
    paragraphs: tuple[tuple[str, ...], ...]

    @property
    def sentences(self) -> list[str]:
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def name(tongue: Tongue, dice: random.Random) -> str:
    """A name that means nothing."""
    return "".join(dice.choice(tongue.syllables) for _ in range(dice.choice((2, 3)))).capitalize()


def sentence(tongue: Tongue, dice: random.Random, *, what: int | None = None) -> str:
    chosen = dice.randrange(len(tongue.what)) if what is None else what
    parts = {"who": dice.choice(tongue.who), "what": tongue.what[chosen], "when": dice.choice(tongue.when)}
    return _fill(tongue.order.format(**parts), tongue, dice)


def write(tongue: Tongue, dice: random.Random) -> Text:
    """An article of six to nine paragraphs; one sentence of the second holds the phrase that can be denied."""
    paragraphs = [[sentence(tongue, dice) for _ in range(dice.randint(2, 4))] for _ in range(dice.randint(6, 9))]
    paragraphs[1][1] = sentence(tongue, dice, what=0)
    title = _fill(dice.choice(tongue.titles), tongue, dice)
    return Text(title=title, paragraphs=tuple(tuple(each) for each in paragraphs))


def _fill(pattern: str, tongue: Tongue, dice: random.Random) -> str:
    return pattern.format(
        place=name(tongue, dice), name=name(tongue, dice), n=dice.randint(12, 989), d=dice.randint(2, 27)
    )


# ── what editors do ───────────────────────────────────────────────────────────────────────────────

Editing = Callable[[Text, Tongue, random.Random], Text]


def _swap(text: Text, paragraph: int, place: int, *new: str) -> Text:
    old = text.paragraphs[paragraph]
    changed = (*old[:place], *new, *old[place + 1 :])
    return replace(text, paragraphs=(*text.paragraphs[:paragraph], changed, *text.paragraphs[paragraph + 1 :]))


def a_digit(text: Text, _tongue: Tongue, dice: random.Random) -> Text:
    """One figure of one number."""
    paragraph = dice.randrange(len(text.paragraphs))
    place = dice.randrange(len(text.paragraphs[paragraph]))
    old = text.paragraphs[paragraph][place]
    at = max(at for at, letter in enumerate(old) if letter.isdigit())
    return _swap(text, paragraph, place, f"{old[:at]}{(int(old[at]) + dice.randint(1, 8)) % 10}{old[at + 1 :]}")


def a_denial(text: Text, tongue: Tongue, _dice: random.Random) -> Text:
    """A "not" where there was none."""
    return _swap(text, 1, 1, text.paragraphs[1][1].replace(*tongue.deny))


def an_addition(text: Text, tongue: Tongue, dice: random.Random) -> Text:
    """A sentence more, in the middle of a paragraph."""
    paragraph = dice.randrange(len(text.paragraphs))
    return _swap(text, paragraph, 0, text.paragraphs[paragraph][0], sentence(tongue, dice))


def an_omission(text: Text, _tongue: Tongue, dice: random.Random) -> Text:
    """A sentence less."""
    paragraph = dice.randrange(len(text.paragraphs))
    return _swap(text, paragraph, 1)


def a_headline(text: Text, tongue: Tongue, dice: random.Random) -> Text:
    return replace(text, title=_fill(dice.choice(tongue.titles), tongue, dice))


def a_paragraph_less(text: Text, _tongue: Tongue, dice: random.Random) -> Text:
    gone = dice.randrange(1, len(text.paragraphs) - 1)
    return replace(text, paragraphs=(*text.paragraphs[:gone], *text.paragraphs[gone + 1 :]))


def a_name(text: Text, tongue: Tongue, dice: random.Random) -> Text:
    """Another sentence in the place of one."""
    paragraph = dice.randrange(len(text.paragraphs))
    return _swap(text, paragraph, 0, sentence(tongue, dice))


def a_cut(text: Text, _tongue: Tongue, _dice: random.Random) -> Text:
    """The first paragraph is all that is left."""
    return replace(text, paragraphs=text.paragraphs[:1])


EDITS: dict[str, Editing] = {
    "a digit": a_digit,
    "a not": a_denial,
    "a sentence added": an_addition,
    "a sentence removed": an_omission,
    "the headline": a_headline,
    "a paragraph removed": a_paragraph_less,
    "another sentence": a_name,
    "cut down": a_cut,
}
