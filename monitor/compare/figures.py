"""Figures in a text: numbers, sums, shares, dates and times, and what each of them says, whatever its form.

`семьдесят` is `70`, `1,5 млн` is `1 500 000`, `5 января 2022 г.` is `05.01.2022`. Separators are read as the language
writes them; where the language is not known, a mark before three digits is between thousands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from monitor.compare.lexicon import (
    CURRENCIES,
    ENGLISH_FIGURES,
    LONE_MAGNITUDES,
    MAGNITUDES,
    MONTHS,
    MONTHS_BESIDE_FIGURES,
    NO_DAYS,
    NUMBER_WORDS,
    PERCENT,
    POINTS,
    SHORT_MAGNITUDES,
    VAGUE,
    WEEKDAYS,
)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


# Possessive, so that a page of figures is not read back and forth.
_NUMBER = r"\d++(?:[\s\u00a0\u202f'’]\d{3}(?!\d))*+(?:[.,]\d+)*+"
_MONTH = _any(MONTHS)
_MONTH_ALONE = _any(set(MONTHS) - MONTHS_BESIDE_FIGURES)
_YEAR_WORD = r"(?:год(?:а|у|ом|ов|ы|ах|ам)?\b|гг?\.|р(?:ік|оку|оці|оки|оків|оках)\b|рр?\.)"
_CENTURY = r"(?:век(?:а|у|е|ом|ов)?|вв?\.|столети\w+|століття\w*|ст\.|century|centuries)"
_SIGNS = "$€£¥₽₴₸₺₾₼"
_AND_YEAR = rf"(?:,?\s+(?:de\s+)?\d{{4}}(?!\d)(?:\s*{_YEAR_WORD})?)?"
_B, _E = r"(?<![^\W_])", r"(?![^\W_])"  # word borders that take no digit or letter for a border

_TIMES_AS_MUCH = rf"(?:\s*(?:de\s+)?(?:{_any(MAGNITUDES)}){_E}\.?)"
_QUANTITY = rf"{_NUMBER}(?:\s*[-–—]\s*{_NUMBER})?{_TIMES_AS_MUCH}?"
DATES = (
    rf"(?<!\d)\d{{4}}-\d{{2}}-\d{{2}}(?!\d)"
    rf"|(?<![\d.])\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d{{2}})(?!\d)"
    rf"|(?<!\d)\d{{1,2}}(?:\.|-?(?:го|е|st|nd|rd|th))?\s+(?:of\s+|de\s+)?(?:{_MONTH}){_E}\.?{_AND_YEAR}"
    rf"|(?<!\d)(?:1[5-9]|20)\d\d(?:-?(?:й|го|му|м|х|ые|ых|ом|ому))?\s*{_YEAR_WORD}"
    rf"|(?<!\d)(?:1[5-9]|20)\d\d-(?:й|го|му|м|х|ые|ых|ом|ому){_E}"
    rf"|(?<!\d)(?:(?:1[5-9]|20)?[2-9]0-(?:х|е|м|ми|ті|тих)(?:\s+{_YEAR_WORD}|{_E})|(?:1[5-9]|20)\d0s{_E})"
    rf"|(?<!\d)\d{{1,2}}(?:-?(?:й|го|м|е|st|nd|rd|th))?\s+{_CENTURY}"
    rf"|(?:(?<=\bin )|(?<=\bsince )|(?<=\bîn )|(?<=\banul )|(?<=\banului ))(?:1[5-9]|20)\d\d(?!\d)"
)
_BESIDE_MONTHS = (
    r"(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bby )|(?<=\blast )|(?<=\bnext )|(?<=\bearly )|(?<=\blate ))"
)
DATES_IN_WORDS = (
    rf"{_B}(?:{_MONTH}){_E}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+\d{{4}}(?!\d))?"
    rf"|{_B}(?:{_MONTH}){_E}\.?,?\s+\d{{4}}(?!\d)(?:\s*{_YEAR_WORD})?"
    rf"|{_B}(?:{_MONTH_ALONE}){_E}"
    rf"|{_B}(?!(?:{NO_DAYS}){_E})(?:{WEEKDAYS}){_E}"
    rf"|(?<=\b[ву] )лютому{_E}"
    rf"|{_BESIDE_MONTHS}(?:march|may){_E}"
)
_PART_OF_DAY = (
    rf"(?:утра|вечера|дня|ночи|ранку|вечора|ночі|dimineața|dimineaţa|după-amiaza|după-amiază|seara|noaptea){_E}"
)
# Words that say when by themselves.
MOMENTS = (
    r"утром|вечером|ночью|полдень|полудня|полночь|полуночи|вранці|ввечері|увечері|вночі|уночі|опівдні|опівночі|noon|midnight"
    r"|(?<=\bthe )(?:morning|afternoon|evening)|(?<=\bat )night|dimineața|dimineaţa|seara|noaptea"
)
TIMES = (
    r"(?<![\d:.])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d)(?:\s*[ap]\.?m\.?(?![^\W_]))?"
    r"|(?:(?<=\bв )|(?<=\bс )|(?<=\bдо )|(?<=\bк )|(?<=\bо )|(?<=\bat )|(?<=\bla )|(?<=\bora ))"
    r"(?:[01]?\d|2[0-4])\.[0-5]\d(?!\d|\.\d)(?:\s*[ap]\.?m\.?(?![^\W_]))?"
    rf"|(?<!\d)\d{{1,2}}\s*(?:[ap]\.?m\.?{_E}|o['’]clock{_E}|(?:час(?:ов|а)?|годин[аиіу]?)\s+{_PART_OF_DAY}"
    rf"|(?:утра|вечера|ранку|вечора){_E})"
    rf"|(?<=\bora )\d{{1,2}}(?![\d%.,])(?:\s+{_PART_OF_DAY})?"
)
_SHARE = rf"(?:{POINTS}|{PERCENT})"
PERCENTS = rf"{_QUANTITY}\s*(?:de\s+)?{_SHARE}"
_CODES = ("usd", "eur", "gbp", "rub", "mdl", "uah", "kzt", "ron", "us")
_UNIT = rf"(?:de\s+)?(?:{_any(CURRENCIES)}){_E}"
MONEY = (
    rf"[{_SIGNS}]\s*{_NUMBER}(?:{_any(SHORT_MAGNITUDES)}){_E}|[{_SIGNS}]\s*{_QUANTITY}"
    rf"|{_QUANTITY}\s*(?:[{_SIGNS}]|{_UNIT})"
)
NUMBERS = _QUANTITY
# What a figure in words starts with.
OPENINGS = "|".join(
    [*NUMBER_WORDS, *LONE_MAGNITUDES, *MONTHS, WEEKDAYS, VAGUE, MOMENTS, "mor", "aft", "eve", "nig", *_CODES]
)

_FROM_DIGITS = re.compile(
    rf"(?P<date>{DATES})|(?P<time>{TIMES})|(?P<percent>{PERCENTS})|(?P<money>{MONEY})|(?P<number>{NUMBERS})"
)
_FROM_WORDS = re.compile(
    rf"(?P<date>{DATES_IN_WORDS})"
    rf"|(?P<money>{_B}(?:{_any(_CODES[:-1])}|us(?=\$))\s*(?:{MONEY}|{_QUANTITY}))|(?P<number>{_B}(?:{VAGUE}){_E})"
    rf"|(?P<time>{_B}(?:{MOMENTS}){_E})"
)
_BEHIND_WORDS = re.compile(
    rf"(?P<date>\s+(?:{_MONTH_ALONE}){_E}{_AND_YEAR})|(?P<percent>\s*(?:de\s+)?{_SHARE})|(?P<money>\s+{_UNIT})"
)
_A_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_BETWEEN_WORDS = re.compile(r"[\s-]+(?:(?:и|and|și|şi|o)\s+)?")
_DAY_OR_VAGUE = re.compile(rf"(?:{_MONTH_ALONE}|{WEEKDAYS}|{VAGUE}|{MOMENTS}|лютому|morning|afternoon|evening|night)")

_VAGUE = re.compile(VAGUE)
_WORDS = re.compile(rf"{_NUMBER}|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|[^\w\s]")
_BELOW_ZERO = re.compile(r"(?:(?:^|[\s(])[-−–]|\b(?:минус|мінус|minus)\s)$", re.IGNORECASE)
_DIGITS_AND_MORE = re.compile(r"\d+|[^\W\d_]+")


def from_digits(low: str, at: int) -> tuple[str, int] | None:
    """The kind of the figure that starts at a digit or sign, and where it ends. `low`: the text in small letters."""
    match = _FROM_DIGITS.match(low, at)
    return (str(match.lastgroup), match.end()) if match else None


def from_words(low: str, at: int) -> tuple[str, int] | None:
    """The same for a figure that starts with a word; None where none does."""
    end = _end_of_words(low, at)
    if end > at:
        behind = _BEHIND_WORDS.match(low, end)
        return (str(behind.lastgroup), behind.end()) if behind else ("number", end)
    word = _A_WORD.match(low, at)
    if word and not _may_start(word[0]):
        return None
    match = _FROM_WORDS.match(low, at)
    return (str(match.lastgroup), match.end()) if match else None


@lru_cache(maxsize=16_384)
def _may_start(word: str) -> bool:
    """Whether a date, a sum or a vague amount may start with a word: few do, and most words come again."""
    return word in MONTHS or word in _CODES or _DAY_OR_VAGUE.match(word) is not None


def whose(low: str, at: int) -> str:
    """Whose word stands there (`lexicon.NEGATIONS`)."""
    word = _A_WORD.match(low, at)
    if word is None or word[0][0] >= "\u0370":
        return "cyrillic"
    return "en" if word[0] in ENGLISH_FIGURES else "ro"


def starts_at(low: str, at: int) -> bool:
    """Whether a figure starts there, in digits or in words."""
    return low[at : at + 1].isdigit() or low[at : at + 1] in _SIGNS or _end_of_words(low, at) > at


def has_words(text: str) -> bool:
    """Whether digits of another text may be spelt out in this one."""
    words = _A_WORD.findall(text.lower())
    return any(word in NUMBER_WORDS or word in MAGNITUDES or _DAY_OR_VAGUE.fullmatch(word) for word in words)


def _end_of_words(low: str, at: int) -> int:
    """Where number words that start there end; `at` itself if there is none."""
    word = _A_WORD.match(low, at)
    if not word or (word[0] not in NUMBER_WORDS and word[0] not in LONE_MAGNITUDES) or low[at - 1 : at].isdigit():
        return at
    while True:
        end = word.end()
        between = _BETWEEN_WORDS.match(low, end)
        word = _A_WORD.match(low, between.end()) if between else None
        if not word or (word[0] not in NUMBER_WORDS and word[0] not in MAGNITUDES):
            return at if low[end : end + 1].isdigit() else end


def value(kind: str, text: str, language: str = "") -> str:
    """What a figure says; two figures of a kind that say the same have one value."""
    low = text.lower()
    if kind == "date":
        return _day(low)
    if kind == "time":
        return _hour(low)
    if _VAGUE.fullmatch(low):
        return low
    parts = [_unit(low)] if kind in ("money", "percent") else []
    low = re.sub(_SHARE, "", low) if kind == "percent" else low  # `la sută` is a hundred, too
    return " ".join([*parts, *_amounts(low, language)]).strip() or low


def below_zero(text: str, start: int) -> int:
    """How many characters of a sign stand before the figure at `start`; 0 where it is no negative one."""
    found = _BELOW_ZERO.search(text, max(0, start - 8), start)
    return len(found[0].lstrip(" \t\n(")) if found else 0


# ── amounts ──


class _Amount:
    """A figure while it is read: digits, or words that add up."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.total: Decimal | None = None  # of what is complete: "два миллиона" in "два миллиона сто"
        self.run: Decimal | None = None
        self.in_words = False

    def close(self) -> None:
        if self.total is not None or self.run is not None:
            self.done.append(_plain((self.total or Decimal(0)) + (self.run or Decimal(0))))
        self.total = self.run = None
        self.in_words = False

    def digits(self, number: Decimal | str) -> None:
        self.close()
        if isinstance(number, str):
            self.done.append(number)
        else:
            self.run = number

    def word(self, amount: int) -> None:
        if (self.run is not None or self.total is not None) and not self.in_words:
            self.close()
        self.in_words = True
        if amount == 100 and self.run is not None and 0 < self.run < 10:
            self.run *= 100
        elif self.run is not None and not _fits(self.run, amount):
            self.close()
            self.in_words, self.run = True, Decimal(amount)
        else:
            self.run = (self.run or Decimal(0)) + amount

    def times(self, magnitude: int) -> None:
        self.total = (self.total or Decimal(0)) + (Decimal(1) if self.run is None else self.run) * magnitude
        self.run = None


def _fits(run: Decimal, amount: int) -> bool:
    """Whether a number word goes on counting: "двадцать пять" is one figure, "пять шесть" are two."""
    if amount >= 100:
        return False
    return run % 100 == 0 if amount >= 10 else run % 10 == 0 and run % 100 != 10


def _amounts(text: str, language: str) -> list[str]:
    """The amounts in a text, each written plainly; `-` between them is a range."""
    read = _Amount()
    found = _WORDS.findall(text)
    for at, word in enumerate(found):
        if word[0].isdigit():
            read.digits(_number(word, language))
        elif word in NUMBER_WORDS:
            read.word(NUMBER_WORDS[word])
        elif word in MAGNITUDES:
            read.times(MAGNITUDES[word])
        elif word in SHORT_MAGNITUDES and at and found[at - 1][0].isdigit():
            read.times(SHORT_MAGNITUDES[word])
        elif word in "-–—" and not (read.in_words and _goes_on(read, found[at + 1 : at + 2])):
            read.close()
            read.done.append("-")
    read.close()
    return read.done


def _goes_on(read: _Amount, following: list[str]) -> bool:
    """Whether a hyphen stands inside a figure: "twenty-five"."""
    amount = NUMBER_WORDS.get(following[0], 0) if following else 0
    return 0 < amount < 10 and read.run is not None and read.run >= 20 and _fits(read.run, amount)


def _number(word: str, language: str) -> Decimal | str:
    """A number by its digits. `45 000`, `45.000` and `45,000` are one where the mark can be between thousands."""
    word = re.sub(r"[\s\u00a0\u202f'’]", "", word)
    marks = re.findall(r"[.,]", word)
    if not marks:
        return Decimal(word)
    last, groups = marks[-1], re.split(r"[.,]", word)
    thousands = {"en": ",", "": ".,"}.get(language[:2], ".")
    inner = groups[1:] if len(set(marks)) == 1 else groups[1:-1]
    grouped = 0 < len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in inner)
    if len(set(marks)) == 1 and grouped and (len(marks) > 1 or last in thousands):
        return Decimal("".join(groups))
    if len(marks) == 1 or (grouped and len(set(marks)) == 2 and marks.count(last) == 1):
        return Decimal("".join(groups[:-1]) + "." + groups[-1])
    return word  # `1.2.3` is no number


def _plain(number: Decimal) -> str:
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _unit(text: str) -> str:
    """The currency of a sum, or whether a share is of a hundred, of a thousand, or in points."""
    if re.search(POINTS, text):
        return "points"
    if "‰" in text:
        return "‰"
    if re.search(PERCENT, text):
        return "%"
    sign = next((char for char in text if char in _SIGNS), "")
    words = [word for word in _WORDS.findall(text) if word not in MAGNITUDES and word not in NUMBER_WORDS]
    return sign or next((name for word in words for form, name in CURRENCIES.items() if re.fullmatch(form, word)), "")


# ── days ──


def _day(text: str) -> str:
    """A date as year, month and day, as far as they are told; whatever else a date is, by its first letters."""
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if iso:
        return _written(iso[1], int(iso[2]), int(iso[3]))
    dotted = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})", text)
    if dotted:
        return _written(dotted[3] if len(dotted[3]) == 4 else f"20{dotted[3]}", int(dotted[2]), int(dotted[1]))
    words = _DIGITS_AND_MORE.findall(text)
    month = next((MONTHS[word] for word in words if word in MONTHS), 0)
    figures = [word for word in words if word.isdigit()]
    if month and len(figures) < 3:
        year = next((figure for figure in figures if len(figure) == 4), "")
        day = next((int(figure) for figure in figures if len(figure) < 3), 0)
        spelt = sum(NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS)
        return _written(year, month, day or spelt)
    kept = [word if word.isdigit() else word[:5] for word in words if word not in ("го", "е", "st", "nd", "rd", "th")]
    return " ".join(word for word in kept if word.isdigit() or not word.startswith(("год", "г", "рок", "рік", "р")))


_AFTER_NOON = re.compile(r"p\.?m|вечера|дня|вечора|seara|după-amiaz")


def _hour(text: str) -> str:
    """A time of day as hours and minutes of 24; a word for one by itself."""
    figures = [int(figure) for figure in re.findall(r"\d+", text)]
    if not figures:
        return text
    late = _AFTER_NOON.search(text) is not None
    early = re.search(r"a\.?m", text) is not None
    figures[0] += 12 if late and figures[0] < 12 else -12 if early and figures[0] == 12 else 0
    return ":".join(map(str, figures if len(figures) > 1 else [*figures, 0]))


def _written(year: str, month: int, day: int) -> str:
    return f"{year}-{month}-{day}"
