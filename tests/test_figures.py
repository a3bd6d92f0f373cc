# ruff: noqa: SIM905 - the words of a language read better in one line than as a list of strings
"""What figures say, whatever their form: in words and digits, with any separators, in four languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare.facts import changed

# ── spelling numbers, to be read again ──

_RU = (
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать"
    " шестнадцать семнадцать восемнадцать девятнадцать".split(),
    "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split(),
    "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split(),
)
_UK = (
    "один два три чотири п'ять шість сім вісім дев’ять десять одинадцять дванадцять тринадцять чотирнадцять п'ятнадцять"
    " шістнадцять сімнадцять вісімнадцять дев'ятнадцять".split(),
    "двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто".split(),
    "сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот".split(),
)
_EN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen".split(),
    "twenty thirty forty fifty sixty seventy eighty ninety".split(),
    [f"{unit} hundred" for unit in "one two three four five six seven eight nine".split()],
)
_RO = (
    "unu doi trei patru cinci șase șapte opt nouă zece unsprezece doisprezece treisprezece paisprezece cincisprezece"
    " șaisprezece șaptesprezece optsprezece nouăsprezece".split(),
    "douăzeci treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci".split(),
    ["o sută", *(f"{unit} sute" for unit in "două trei patru cinci șase șapte opt nouă".split())],
)
_TABLES = {"ru": _RU, "uk": _UK, "en": _EN, "ro": _RO}
_THOUSANDS = {"ru": "тысяч", "uk": "тисяч", "en": "thousand", "ro": "mii"}
_LINKS = {"ru": " ", "uk": " ", "en": "-", "ro": " și "}


def spelt(number: int, language: str) -> str:
    units, tens, hundreds = _TABLES[language]
    if number >= 1000:
        rest = f" {spelt(number % 1000, language)}" if number % 1000 else ""
        return f"{spelt(number // 1000, language)} {_THOUSANDS[language]}{rest}"
    words = [hundreds[number // 100 - 1]] if number >= 100 else []
    if 0 < number % 100 < 20:
        words.append(units[number % 100 - 1])
    elif number % 100:
        ten = tens[number % 100 // 10 - 2]
        words.append(ten + (_LINKS[language] + units[number % 10 - 1] if number % 10 else ""))
    return " ".join(words)


languages = st.sampled_from(["ru", "uk", "en", "ro"])


@given(st.integers(2, 999_999), languages)
def test_a_number_in_words_is_the_number_in_digits(number: int, language: str) -> None:
    """Whichever of the two the page has now."""
    assert changed(f"de {spelt(number, language)} om", f"de {number} om", language=language) == ()


@given(st.integers(2, 999_999), st.integers(2, 999_999), languages)
def test_another_number_in_words_is_a_fact(one: int, two: int, language: str) -> None:
    """Told as it reads."""
    facts = changed(f"de {spelt(one, language)} om", f"de {spelt(two, language)} om", language=language)
    assert bool(facts) is (one != two)
    assert all(fact.kind == "number" for fact in facts)


@given(st.integers(1000, 10**10), st.sampled_from([" ", "\u00a0", "\u202f", ".", ""]))
def test_thousands_are_kept_apart_as_one_likes(number: int, mark: str) -> None:
    """The blank, the unbreakable blank, the thin one, a point or nothing."""
    other = f"{number:,}".replace(",", mark)
    assert changed(f"погибли {number:_} человек".replace("_", " "), f"погибли {other} человек", language="ru") == ()


@given(st.integers(0, 999), st.integers(1, 99), st.sampled_from(["ru", "en", "ro"]))
def test_a_decimal_mark_is_a_comma_or_a_point(whole: int, part: int, language: str) -> None:
    """Nobody would call it a change; a figure more or less is one."""
    assert changed(f"{whole},{part:02}%", f"{whole}.{part:02} %", language=language) == ()
    assert changed(f"{whole},{part:02}%", f"{whole}{part:02} %", language=language)


# ── the same, otherwise ──


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("ru", "двадцать пять человек", "25 человек"),
        ("ru", "двухсот сорока домов", "240 домов"),
        ("ru", "двадцатью пятью голосами", "25 голосами"),
        ("ru", "сто двадцать три тысячи рублей", "123 тысячи рублей"),
        ("ru", "пять миллионов долларов", "5 млн долларов"),
        ("ru", "1,5 млн человек", "1 500 000 человек"),
        ("ru", "10 млн руб.", "10 миллионов рублей"),
        ("ru", "5–10 человек", "5 - 10 человек"),
        ("ru", "5 января 2022 года", "05.01.2022"),
        ("ru", "5 января 2022 года", "5 января 2022 г."),
        ("ru", "пятого января", "5 января"),
        ("ru", "в 10.30", "в 10:30"),
        ("ru", "−5 градусов", "минус 5 градусов"),
        ("ru", "№ 5", "№5"),
        ("ru", "5 евро", "€5"),
        ("uk", "двадцять п’ять осіб", "25 осіб"),
        ("uk", "п'ять мільйонів гривень", "5 млн грн"),
        ("uk", "5 тис. грн", "5 тис. гривень"),
        ("en", "45,000 people", "45000 people"),
        ("en", "twenty-five people", "25 people"),
        ("en", "one hundred and five", "105"),
        ("en", "two thousand", "2,000"),
        ("en", "$5m", "$5 million"),
        ("en", "US$5", "$5"),
        ("en", "5 million dollars", "$5 million"),
        ("en", "on January 5, 2022", "on 5 January 2022"),
        ("en", "at 5 pm", "at 5 p.m."),
        ("en", "he did not", "he didn’t"),
        ("en", "he can't", "he cannot"),
        ("ro", "douăzeci și cinci de oameni", "25 de oameni"),
        ("ro", "trei sute cincizeci", "350"),
        ("ro", "2 mld. lei", "2 miliarde de lei"),
        ("ro", "un milion de euro", "1 mln. de euro"),
        ("ro", "nu a venit", "n-a venit"),
        ("ro", "n-a venit", "n‑a venit"),
        ("ru", "Писатель А. С. Пушкин", "Писатель А.С. Пушкин"),
        ("en", "O'Brien said it", "O’Brien said it"),
    ],
)
def test_another_form_of_a_figure_is_no_fact(language: str, one: str, two: str) -> None:
    """Whichever of the two stood there first."""
    assert changed(one, two, language=language) == ()
    assert changed(two, one, language=language) == ()


# ── something else ──


@pytest.mark.parametrize(
    ("language", "kind", "one", "two"),
    [
        ("ru", "number", "двадцать пять человек", "двадцать шесть человек"),
        ("ru", "number", "пять-десять дней", "пять-шесть дней"),
        ("ru", "number", "от 5 до 10 человек", "от 5 до 12 человек"),
        ("ru", "number", "1,5 млн", "15 млн"),
        ("ru", "number", "миллион человек", "миллиард человек"),
        ("ru", "number", "тысячи людей", "сотни людей"),
        ("ru", "number", "один человек", "два человека"),
        ("ru", "number", "-5 градусов", "5 градусов"),
        ("ru", "number", "минус 5", "плюс 5"),
        ("ru", "number", "Ми-8", "Ми-24"),
        ("ru", "number", "XX съезд", "XXI съезд"),
        ("ru", "money", "10 млн руб.", "10 млрд руб."),
        ("ru", "money", "сто рублей", "двести рублей"),
        ("ru", "percent", "на 2 процентных пункта", "на 2 процента"),
        ("ru", "percent", "на 2 п. п.", "на 3 п. п."),
        ("ru", "date", "5 января 2022 года", "5 января 2023 года"),
        ("ru", "date", "05.01.2022", "06.01.2022"),
        ("ru", "date", "пятого января", "шестого января"),
        ("ru", "date", "в 2021-м", "в 2022-м"),
        ("ru", "date", "в 90-х годах", "в 80-х годах"),
        ("ru", "date", "в XX веке", "в XXI веке"),
        ("ru", "date", "в понедельник", "во вторник"),
        ("ru", "time", "в 10:30", "в 11:30"),
        ("ru", "name", "Писатель А. С. Пушкин", "Писатель А. В. Пушкин"),
        ("ru", "name", "министр Иван Иванович Петров", "министр Иван Петрович Петров"),
        ("ru", "name", "Анна Мамина-Сибиряк", "Анна Мамина-Уральская"),
        ("ru", "negation", "с разрешения", "без разрешения"),
        ("ru", "negation", "есть данные", "нет данных"),
        ("ru", "negation", "один выжил", "ни один не выжил"),
        ("ru", "hedge", "он убил", "он, предположительно, убил"),
        ("ru", "hedge", "более 50 человек", "менее 50 человек"),
        ("ru", "hedge", "около 50", "50"),
        ("uk", "number", "двадцять п'ять", "двадцять шість"),
        ("uk", "money", "5 тис. грн", "6 тис. грн"),
        ("uk", "date", "5 січня", "6 січня"),
        ("uk", "date", "у 2021 році", "у 2022 році"),
        ("uk", "name", "президент Зеленский", "президент Порошенко"),
        ("uk", "negation", "є дані", "немає даних"),
        ("uk", "negation", "він приїхав", "він не приїхав"),
        ("uk", "hedge", "вкрав", "за даними поліції, вкрав"),
        ("uk", "hedge", "вкрав", "нібито вкрав"),
        ("en", "number", "first place", "second place"),
        ("en", "number", "a dozen", "two dozen"),
        ("en", "number", "COVID-19", "COVID-18"),
        ("en", "money", "$5m", "$5bn"),
        ("en", "money", "€5", "$5"),
        ("en", "percent", "by 2 percentage points", "by 2 percent"),
        ("en", "percent", "4.5%", "45%"),
        ("en", "time", "at 5 p.m.", "at 5 a.m."),
        ("en", "negation", "he will go", "he won't go"),
        ("en", "negation", "with permission", "without permission"),
        ("en", "hedge", "at least 50", "at most 50"),
        ("en", "hedge", "is dead", "is reportedly dead"),
        ("ro", "number", "o sută de oameni", "două sute de oameni"),
        ("ro", "money", "2 mln. lei", "2 mld. lei"),
        ("ro", "money", "o mie de lei", "două mii de lei"),
        ("ro", "percent", "2 la sută", "3 la sută"),
        ("ro", "percent", "2 puncte procentuale", "3 puncte procentuale"),
        ("ro", "date", "la 5 ianuarie", "la 6 ianuarie"),
        ("ro", "date", "luni", "marți"),
        ("ro", "name", "lui Igor Dodon", "lui Ion Dodon"),
        ("ro", "negation", "a venit", "n-a venit"),
        ("ro", "negation", "cu permisiune", "fără permisiune"),
        ("ro", "hedge", "a furat", "ar fi furat"),
        ("ro", "hedge", "cel puțin 50", "cel mult 50"),
        ("de", "date", "am 5. Januar 2022", "am 6. Januar 2022"),
        ("fr", "date", "le 5 janvier", "le 6 janvier"),
        ("de", "number", "10 Personen", "11 Personen"),
    ],
)
def test_another_figure_name_or_shade_carries_its_fact(language: str, kind: str, one: str, two: str) -> None:
    """Of its kind, and both ways round."""
    assert kind in {fact.kind for fact in changed(one, two, language=language)}
    assert kind in {fact.kind for fact in changed(two, one, language=language)}


def test_the_full_stop_behind_a_figure_is_the_sentences() -> None:
    """But for the dot of a word cut short."""
    (fact,) = changed("Work begins on 3 March.", "Work begins on 3 May.", language="en")
    assert (fact.before, fact.after) == ("3 March", "3 May")
    (fact,) = changed("Цена 5 тыс. руб.", "Цена 6 тыс. руб.", language="ru")
    assert (fact.before, fact.after) == ("5 тыс. руб.", "6 тыс. руб.")


def test_a_point_that_is_decimal_in_its_language_is_no_mark_between_thousands() -> None:
    """`4.500` is four and a half in English, and four thousand five hundred in Russian."""
    assert changed("4.500 people", "4500 people", language="en")
    assert changed("4.500 человек", "4500 человек", language="ru") == ()
