"""Facts that an edit changed: figures, dates, names, quotations, and the little words that turn a sentence around.

Languages: Russian, Ukrainian, English and Romanian; of other languages figures, dates and quotations are read. A fact
is compared by its value (`семьдесят` is `70`, `Токаева` is `Токаев`) and reported as it reads. Whatever changes a
digit carries a fact, even where no pattern knows the figure: then the bare digits are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from monitor.compare.lexicon import (
    CURRENCIES,
    HEDGES,
    MAGNITUDES,
    MONTHS,
    MONTHS_BESIDE_FIGURES,
    NEGATIONS,
    NUMBER_WORDS,
    PERCENT,
    VAGUE,
    WEAK_NUMBERS,
    WEEKDAYS,
)
from monitor.compare.links import relinked
from monitor.compare.names import find_names, reads_names
from monitor.model import Fact, Link

# Facts are read from this much of a passage; longer ones are no sentences.
LONGEST = 5_000

# Possessive, so that a page of figures is not read back and forth.
_NUMBER = r"\d++(?:[\s\u00a0\u202f'’]\d{3}(?!\d))*+(?:[.,]\d+)*+"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH_ALONE = "|".join(sorted(set(MONTHS) - MONTHS_BESIDE_FIGURES, key=len, reverse=True))
_YEAR_WORD = r"(?:год(?:а|у|ом|ов)?\b|гг?\.|р(?:ік|оку|оці)\b|рр?\.)"
_MAGNITUDE = "|".join(sorted(MAGNITUDES, key=len, reverse=True))
_CURRENCY = "|".join(sorted(CURRENCIES, key=len, reverse=True))
_NUMBER_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_AND_YEAR = rf"(?:,?\s+\d{{4}}(?!\d)(?:\s*{_YEAR_WORD})?)?"
_B, _E = r"(?<![^\W_])", r"(?![^\W_])"  # word borders that take no digit or letter for a border

_QUANTITY = rf"{_NUMBER}(?:\s*[-–—]\s*{_NUMBER})?(?:\s*(?:{_MAGNITUDE}){_E}\.?)?"
_SPELT = (
    rf"{_B}(?:{_NUMBER_WORD}){_E}(?:[\s-]+(?:(?:и|and|și|şi)\s+)?(?:{_NUMBER_WORD}){_E})*+(?:\s+(?:{_MAGNITUDE}){_E})*+"
)

_DATES = (
    rf"(?<!\d)\d{{4}}-\d{{2}}-\d{{2}}(?!\d)"
    rf"|(?<![\d.])\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d{{2}})(?!\d)"
    rf"|(?<!\d)\d{{1,2}}(?:-?(?:го|е|st|nd|rd|th))?\s+(?:of\s+)?(?:{_MONTH}){_E}\.?{_AND_YEAR}"
    rf"|(?<!\d)(?:1[5-9]|20)\d\d(?:-?(?:й|го|му|м|х|ые|ых))?\s*{_YEAR_WORD}"
    rf"|(?:(?<=\bin )|(?<=\bsince )|(?<=\bîn )|(?<=\banul )|(?<=\banului ))(?:1[5-9]|20)\d\d(?!\d)"
)
_DATES_IN_WORDS = (
    rf"{_B}(?:{_MONTH}){_E}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+\d{{4}}(?!\d))?"
    rf"|{_B}(?:{_MONTH}){_E}\.?,?\s+\d{{4}}(?!\d)(?:\s*{_YEAR_WORD})?"
    rf"|{_SPELT}\s+(?:{_MONTH_ALONE}){_E}{_AND_YEAR}"
    rf"|{_B}(?:{_MONTH_ALONE}){_E}"
    rf"|{_B}(?:{WEEKDAYS}){_E}"
)
_TIMES = (
    r"(?<![\d:.])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d)(?:\s*[ap]\.?m\.?(?![^\W_]))?"
    r"|(?:(?<=\bв )|(?<=\bс )|(?<=\bдо )|(?<=\bк )|(?<=\bо )|(?<=\bat )|(?<=\bla )|(?<=\bora ))"
    r"(?:[01]?\d|2[0-4])\.[0-5]\d(?![\d.])"
    rf"|(?<!\d)\d{{1,2}}\s*(?:[ap]\.?m\.?{_E}|o['’]clock{_E}|час(?:ов|а)?\s+(?:утра|вечера|дня|ночи){_E}|утра{_E})"
)
_MONEY = rf"[$€£¥₽₴₸₺₾₼]\s*{_QUANTITY}|{_QUANTITY}\s*(?:[$€£¥₽₴₸₺₾₼]|(?:{_CURRENCY}){_E})"
_MONEY_IN_WORDS = rf"{_B}(?:usd|eur|gbp|rub|mdl|uah|kzt|ron|us\$)\s*{_QUANTITY}|{_SPELT}\s+(?:{_CURRENCY}){_E}"
_FROM_DIGITS = re.compile(
    rf"(?P<date>{_DATES})|(?P<time>{_TIMES})|(?P<percent>{_QUANTITY}\s*(?:{PERCENT}))|(?P<money>{_MONEY})"
    rf"|(?P<number>{_QUANTITY})"
)
_FROM_WORDS = re.compile(
    rf"(?P<date>{_DATES_IN_WORDS})|(?P<percent>{_SPELT}\s*(?:{PERCENT}))|(?P<money>{_MONEY_IN_WORDS})"
    rf"|(?P<number>{_SPELT}|{_B}(?:{VAGUE}){_E})"
)
_QUOTED = re.compile(r"«([^«»]*)»|“([^“”]*)”|„([^„“”]*)[“”]|\"([^\"]*)\"|«([^«»]+)$|^([^«»]+)»|“([^“”]+)$|^([^“”]+)”")
_NEGATION = re.compile(rf"(?P<negation>{_B}(?:{NEGATIONS}){_E})")
_CONTRACTED = re.compile(rf"(?<=[a-zA-Z])n['’]t{_E}", re.IGNORECASE)
_HEDGE = re.compile(rf"(?P<hedge>{_B}(?:{HEDGES}){_E})")
_DIGITS = re.compile(r"\d")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """One fact in a text: its kind, the value by which it is compared, how it reads, and where it stands."""

    kind: str
    value: str
    text: str
    start: int


def changed(
    before: str,
    after: str,
    *,
    language: str = "",
    known: frozenset[str] = frozenset(),
    links_before: Sequence[Link] = (),
    links_after: Sequence[Link] = (),
    quoted_before: bool = False,
    quoted_after: bool = False,
) -> tuple[Fact, ...]:
    """The facts by which two passages differ; an empty passage has none.

    `known` holds the stems of names that stand inside sentences elsewhere in the articles (`names.names_in`): by them a
    capitalised word at the start of a sentence is told from a name. `language` narrows what is looked for. `quoted`
    passages stand in the middle of a quotation (`inside_quotations`): all their words are somebody's.
    """
    old, new = found_in(before, language, known), found_in(after, language, known)
    old += [_spoken(before)] if quoted_before else []
    new += [_spoken(after)] if quoted_after else []
    facts: list[Fact] = []
    for kind in ("number", "date", "time", "percent", "money", "quote", "negation", "hedge", "name"):
        facts += _differences(kind, [one for one in old if one.kind == kind], [one for one in new if one.kind == kind])
    if not any(_DIGITS.search((fact.before or "") + (fact.after or "")) for fact in facts):
        facts += _bare_digits(before, after)
    return (*facts, *relinked(links_before, links_after))


def found_in(text: str, language: str = "", known: frozenset[str] = frozenset()) -> list[Found]:
    """All facts in a text, those of one kind in order."""
    text = text[:LONGEST]
    facts = list(_scan(text))
    dates = [(one.start, one.start + len(one.text)) for one in facts if one.kind == "date"]
    facts = [one for one in facts if one.kind != "hedge" or not any(a <= one.start < b for a, b in dates)]  # May
    for match in _CONTRACTED.finditer(text):
        facts.append(Found("negation", "n't", match[0], match.start()))
    for match in _QUOTED.finditer(text):
        inner = next((group for group in match.groups() if group), "")
        if inner.strip():
            facts.append(Found("quote", " ".join(_WORD.findall(inner.lower())), inner.strip(), match.start()))
    if reads_names(text, language):
        facts += [Found("name", *one) for one in find_names(text, known)]
    return facts


def inside_quotations(sentences: Sequence[str]) -> frozenset[int]:
    """Places of sentences that stand in a quotation which began before them and ends after them.

    Only marks that tell opening from closing are counted; a quotation of more than a dozen sentences is a lost mark.
    """
    found: set[int] = set()
    for opening, closing in ("«»", "“”"):
        open_since: list[int] = []
        for place, text in enumerate(sentences):
            begun, ended = text.count(opening), text.count(closing)
            if open_since and not begun and not ended:
                open_since.append(place)
            elif begun > ended and not open_since:
                open_since = [-1]
            elif ended > begun or (ended and open_since):
                found.update(one for one in open_since if one >= 0)
                open_since = []
            if len(open_since) > 12:
                open_since = []
    return frozenset(found)


def _spoken(text: str) -> Found:
    return Found("quote", " ".join(_WORD.findall(text.lower())), text, 0)


# ── figures ──

_STARTS = re.compile(r"\d+|[$€£¥₽₴₸₺₾₼]|[^\W\d_]+")


def _openings(pattern: str) -> frozenset[str]:
    """The first three letters of every alternative: only where a word starts so is a pattern worth trying."""
    depth, start, alternatives = 0, 0, []
    for at, char in enumerate(pattern + "|"):
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            alternatives.append(pattern[start:at])
            start = at + 1
    letters = (re.match(r"[^\W\d_]*", one) for one in alternatives)
    return frozenset(found[0][:3].lower() for found in letters if found and found[0])


# Each pattern, and the track on which its matches do not overlap: figures share one.
_FIGURE, _TURN, _SHADE = range(3)
_Try = tuple[int, re.Pattern[str]]


def _openers() -> dict[str, tuple[_Try, ...]]:
    """What is worth trying at a word, by its first three letters."""
    figures = "|".join(
        [*NUMBER_WORDS, *MONTHS, WEEKDAYS, VAGUE, "usd", "eur", "gbp", "rub", "mdl", "uah", "kzt", "ron", "us"]
    )
    found: dict[str, tuple[_Try, ...]] = {}
    for track, pattern, words in (
        (_FIGURE, _FROM_WORDS, figures),
        (_TURN, _NEGATION, NEGATIONS),
        (_SHADE, _HEDGE, HEDGES),
    ):
        for start in _openings(words):
            found[start] = (*found.get(start, ()), (track, pattern))
    return found


_OPENERS = _openers()
_AT_DIGITS: tuple[_Try, ...] = ((_FIGURE, _FROM_DIGITS),)


def _scan(text: str) -> Iterator[Found]:
    """Figures, negations and hedges from left to right, each pattern tried only where it can start."""
    low = text.lower()
    if len(low) != len(text):  # a letter whose small form is two: then places would be wrong
        low = text
    ends = [0, 0, 0]
    for start in _STARTS.finditer(low):
        word = start[0]
        for track, pattern in _OPENERS.get(word[:3], ()) if word[0].isalpha() else _AT_DIGITS:
            at = max(start.start(), ends[track])
            match = pattern.match(low, at) if at < start.end() else None
            if match and match.end() > at:
                ends[track] = match.end()
                one = _fact(match, text[match.start() : match.end()].strip())
                if one.kind != "number" or not WEAK_NUMBERS.issuperset(one.text.lower().split()):
                    yield one


_ANY_NUMBER_WORD = re.compile(rf"{_B}(?:{_NUMBER_WORD}|{_MONTH_ALONE}|{WEEKDAYS}|{VAGUE}){_E}", re.IGNORECASE)


def _fact(match: re.Match[str], text: str) -> Found:
    kind = str(match.lastgroup)
    if kind == "negation":
        return Found(kind, text.lower(), text, match.start())
    if kind == "hedge":
        return Found(kind, " ".join(word[:5] for word in text.lower().split()), text, match.start())
    return Found(kind, _value(kind, text), text, match.start())


def _value(kind: str, text: str) -> str:
    """What a figure says, whatever its form: words as digits, months as numbers, no blanks."""
    parts: list[str] = []
    total = run = 0
    spelt = False
    for word in re.findall(rf"{_NUMBER}|[^\W\d_]+|[^\w\s]", text.lower()):
        if word[0].isdigit():
            parts.append(re.sub(r"[\s'’]", "", word))
        elif word in NUMBER_WORDS:
            amount = NUMBER_WORDS[word]
            spelt = True
            if amount >= 1000:
                total, run = total + max(run, 1) * amount, 0
            elif amount == 100 and 0 < run < 10:
                run *= 100
            else:
                run += amount
        elif word in MAGNITUDES and kind != "date":
            if spelt:
                total, run = total + max(run, 1) * MAGNITUDES[word], 0
            else:
                parts.append(f"e{MAGNITUDES[word]}")
        elif kind == "date" and word in MONTHS:
            parts.append(f"m{MONTHS[word]}")
        elif kind == "money" and (name := _currency(word)):
            parts.append(name)
        elif kind in ("time", "date") and word not in (".", ",", "of", "st", "nd", "rd", "th", "го", "е"):
            parts.append("" if word.startswith(("год", "г", "р")) else word[:5])
        elif word in "-–—":
            parts.append("-")
    if spelt:
        parts.insert(0, str(total + run))
    if not parts:
        return text.lower()
    if kind == "money":
        parts.sort()
    if len(parts) == 2 and parts[1].startswith("e") and parts[0].isdigit():
        return str(int(parts[0]) * int(parts[1][1:]))
    return " ".join(part for part in parts if part)


def _currency(word: str) -> str:
    return next((name for form, name in CURRENCIES.items() if re.fullmatch(form, word)), "") or (
        word if word in "$€£¥₽₴₸₺₾₼" else ""
    )


def _bare_digits(before: str, after: str) -> list[Fact]:
    """The figures that differ though no pattern knew them, unless one side may spell them out."""
    old, new = re.findall(r"\d+", before), re.findall(r"\d+", after)
    if old == new or "".join(old) == "".join(new) or _ANY_NUMBER_WORD.search(before + " " + after):
        return []
    return _pair_up("number", old, new, old, new)


# ── differences ──


def _differences(kind: str, old: list[Found], new: list[Found]) -> list[Fact]:
    """Facts of one kind by which two texts differ: the order counts for figures, not for names and the little words."""
    left, right = [one.value for one in old], [one.value for one in new]
    if left == right:
        return []
    if kind in ("name", "negation", "hedge", "quote"):
        gone, come = Counter(left) - Counter(right), Counter(right) - Counter(left)
        kept_old = _take(old, gone)
        kept_new = _take(new, come)
        return _pair_up(kind, [one.text for one in kept_old], [one.text for one in kept_new])
    return _pair_up(kind, [one.text for one in old], [one.text for one in new], left, right)


def _take(found: list[Found], wanted: Counter[str]) -> list[Found]:
    taken: list[Found] = []
    left = Counter(wanted)
    for one in reversed(found):
        if left[one.value] > 0:
            left[one.value] -= 1
            taken.append(one)
    return taken[::-1]


def _pair_up(
    kind: str,
    old: Sequence[str],
    new: Sequence[str],
    left: Sequence[str] | None = None,
    right: Sequence[str] | None = None,
) -> list[Fact]:
    """What stood against what: by order, common ones left out."""
    if left is None or right is None:
        gone, come = list(old), list(new)
        return [
            Fact(
                kind=kind,
                before=gone[k] if k < len(gone) else None,
                after=come[k] if k < len(come) else None,
            )
            for k in range(max(len(gone), len(come)))
        ]
    facts: list[Fact] = []
    waiting_old: list[str] = []
    waiting_new: list[str] = []
    for op in Indel.opcodes(left, right):
        if op.tag == "equal":
            facts += _pair_up(kind, waiting_old, waiting_new)
            waiting_old, waiting_new = [], []
        waiting_old += old[op.src_start : op.src_end] if op.tag != "equal" else []
        waiting_new += new[op.dest_start : op.dest_end] if op.tag != "equal" else []
    return facts + _pair_up(kind, waiting_old, waiting_new)
