"""Facts that an edit changed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare.facts import changed
from monitor.compare.finds import LONGEST, found_in
from monitor.compare.names import Known
from monitor.model import Link


def facts(before: str, after: str, **more: object) -> list[tuple[str, str | None, str | None]]:
    return [(fact.kind, fact.before, fact.after) for fact in changed(before, after, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("порядка 70 военных", "порядка 170 военных", ("number", "70", "170")),
        ("Погибли семь человек.", "Погибли восемь человек.", ("number", "семь", "восемь")),
        ("Погибли десятки людей.", "Погибли сотни людей.", ("number", "десятки", "сотни")),
        ("Seven people died.", "Seventeen people died.", ("number", "Seven", "Seventeen")),
        ("Au murit 5 oameni.", "Au murit 15 oameni.", ("number", "5", "15")),
        ("17 000 солдат", "70 000 солдат", ("number", "17 000", "70 000")),
        ("1,5 тысячи солдат", "15 тысяч солдат", ("number", "1,5 тысячи", "15 тысяч")),
        ("БМД-4М ехал", "БМД-5М ехал", ("number", "4", "5")),
        (
            "Это было 6 января 2022 года.",
            "Это было 7 января 2022 года.",
            ("date", "6 января 2022 года", "7 января 2022 года"),
        ),
        ("Пятого января он уехал.", "Шестого января он уехал.", ("date", "Пятого января", "Шестого января")),
        ("on May 5, 2020", "on May 6, 2020", ("date", "May 5, 2020", "May 6, 2020")),
        ("la 5 martie 2021", "la 6 martie 2021", ("date", "5 martie 2021", "6 martie 2021")),
        ("5 січня вранці", "6 січня вранці", ("date", "5 січня", "6 січня")),
        ("от 05.01.2022", "от 06.01.2022", ("date", "05.01.2022", "06.01.2022")),
        ("в понедельник", "во вторник", ("date", "понедельник", "вторник")),
        ("комендантский час с 23.00", "комендантский час с 22.00", ("time", "23.00", "22.00")),
        ("at 10:30 a.m.", "at 11:30 a.m.", ("time", "10:30 a.m.", "11:30 a.m.")),
        ("рост на 5%", "рост на 6%", ("percent", "5%", "6%")),
        ("рост на пять процентов", "рост на шесть процентов", ("percent", "пять процентов", "шесть процентов")),
        ("a rise of 5 per cent", "a rise of 6 per cent", ("percent", "5 per cent", "6 per cent")),
        ("выделило $750 000 на", "выделило $75 000 на", ("money", "$750 000", "$75 000")),
        ("5 млн рублей", "5 млрд рублей", ("money", "5 млн рублей", "5 млрд рублей")),
        ("20 euros", "20 dollars", ("money", "20 euros", "20 dollars")),
        ("сказал Алиев вчера", "сказал Пашинян вчера", ("name", "Алиев", "Пашинян")),
        ("by Ursula Leyen today", "by Josep Borrell today", ("name", "Ursula Leyen", "Josep Borrell")),
        ("Он может уехать.", "Он не может уехать.", ("negation", None, "не")),
        ("He could go.", "He couldn't go.", ("negation", None, "n't")),
        ("A fost acolo.", "Nu a fost acolo.", ("negation", None, "Nu")),
        ("Він був там.", "Він не був там.", ("negation", None, "не")),
        ("Он украл деньги.", "Он якобы украл деньги.", ("hedge", None, "якобы")),
        ("По данным полиции, он уехал.", "Он уехал.", ("hedge", "По данным", None)),
        ("He stole it.", "He allegedly stole it.", ("hedge", None, "allegedly")),
        ("El a furat.", "Potrivit poliției, el a furat.", ("hedge", None, "Potrivit")),
        ("Он сказал: «да, это так».", "Он промолчал.", ("quote", "да, это так", None)),
    ],
)
def test_a_changed_fact_is_named(before: str, after: str, expected: tuple[str, str | None, str | None]) -> None:
    """In all four languages, as it reads."""
    assert expected in facts(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Он купил семьдесят коров.", "Он купил 70 коров."),
        ("сообщил президент Токаев", "сообщил президенту Токаеву"),
        ("17 000 солдат", "17\u00a0000 солдат"),
        ("€20", "20 €"),
        ("зеленый дом", "красный дом"),
        ("сообщил Зеленский", "сообщили Зеленскому"),
        ("He may go in May.", "He may go in May!"),
    ],
)
def test_another_form_is_no_other_fact(before: str, after: str) -> None:
    """Words for figures, another case, another blank."""
    assert facts(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("Аренда подорожала вдвое.", "Аренда подорожала втрое.", "number"),
        ("Оренда зросла вдвічі.", "Оренда зросла втричі.", "number"),
        ("Rents doubled.", "Rents tripled.", "number"),
        ("Al doilea camion a trecut.", "Al treilea camion a trecut.", "number"),
        ("Свидетелей было несколько.", "Свидетелей было десять.", "number"),
        ("Их построили в 60-х.", "Их построили в 70-х.", "date"),
        ("They were built in the 1960s.", "They were built in the 1970s.", "date"),
        ("Школу відкриють у вересні.", "Школу відкриють у жовтні.", "date"),
        ("Школу відкриють у лютому.", "Школу відкриють у березні.", "date"),
        ("Сирена звучала ночью.", "Сирена звучала утром.", "time"),
        ("Начало в 7 утра.", "Начало в 7 вечера.", "time"),
        ("Початок о 7 ранку.", "Початок о 9 ранку.", "time"),
        ("Ședința începe la ora 7 dimineața.", "Ședința începe la ora 9 dimineața.", "time"),
        ("Суд будет в среду.", "Суд будет в пятницу.", "date"),
        ("Cu o zi înainte, luni, ploua.", "Cu o zi înainte, joi, ploua.", "date"),
        ("Едва ли он придёт.", "Он придёт.", "negation"),
        ("Навряд чи він прийде.", "Він прийде.", "negation"),
        ("There is hardly a doubt.", "There is a doubt.", "negation"),
        ("Очевидці стверджують, що стріляли.", "Стріляли.", "hedge"),
        ("Так звана рада зібралася.", "Рада зібралася.", "hedge"),
        ("Presupusa victimă a fugit.", "Victima a fugit.", "hedge"),
        ("Residents say it was loud.", "It was loud.", "hedge"),
        ("Похоже, мост закроют.", "Мост закроют.", "hedge"),
        ("She called it 'a bad joke' then.", "She called it 'a good joke' then.", "quote"),
    ],
)
def test_figures_of_any_form_and_small_words_are_facts(before: str, after: str, kind: str) -> None:
    """Multiples, decades, parts of the day, unlikelihood, and who says so."""
    assert kind in {told for told, _, _ in facts(before, after)}


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        ("Поезд ушёл в 18:05.", "Поезд ушёл в 18.05.", "ru"),
        ("The train left at 6:05 p.m. sharp.", "The train left at 18:05 sharp.", "en"),
        ("O cotă de 60 la sută ajunge.", "O cotă de 60% ajunge.", "ro"),
        ("El a strigat: „Plecăm”.", 'El a strigat: "Plecăm".', "ro"),
        ("El merge la Iași des.", "El merge la Iaşi rar.", "ro"),
        ("The workers' hut and the guards' hut burnt.", "The workers' hut and the guards' house burnt.", "en"),
        ("Copyright claims piled up.", "Copyright papers piled up.", "en"),
        ("Источники тепла отключили.", "Котлы тепла отключили.", "ru"),
        ("Защита среды важна.", "Защита лесов важна.", "ru"),
        ("Au trecut 6 luni și ceva.", "Au trecut 6 ani și ceva.", "ro"),
        ("Законы похожи.", "Законы похоже устроены.", "ru"),
        ("You may opt out.", "You may stay out.", "en"),
        ("Сельский клуб закрыли.", "Районный клуб закрыли.", "ru"),
        ("Магазин закрыли.", "Киоск закрыли.", "ru"),
        ("Die Not ist groß.", "Die Angst ist groß.", "de"),
        ("Les sources du fleuve sont là.", "Les rives du fleuve sont là.", "fr"),
        ("Nu kommer han.", "Då kommer han.", "sv"),
        ("Бұл не деген сөз?", "Бұл кім деген сөз?", "kk"),
        ("Warszawa jest piękna.", "Kraków jest piękna.", "pl"),
        ("北京很大。", "上海很大。", "zh"),
    ],
)
def test_what_only_looks_like_a_fact_is_none(before: str, after: str, language: str) -> None:
    """Another spelling, words of two meanings, and words that mean something else in a fourth language."""
    assert facts(before, after, language=language) == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("Es waren 12 Boote.", "Es waren 21 Boote.", "number"),
        ("Le 5 mai il pleut.", "Le 6 mai il pleut.", "date"),
        ("Sie rief: „Halt“.", "Sie rief: „Los“.", "quote"),
    ],
)
def test_other_languages_keep_figures_dates_and_quotations(before: str, after: str, kind: str) -> None:
    """Whatever the language is."""
    assert kind in {told for told, _, _ in facts(before, after, language="other")}


def test_a_capital_that_only_starts_sentences_is_no_name() -> None:
    """A word that is written small elsewhere is a name only where it is oftener a capital inside."""
    known = Known(
        ["A Request form, a request and another request.", "Here Faith came, and Faith left.", "I have faith."]
    )
    assert facts("Request it.", "Get it.", known=known) == []
    assert facts("Faith won.", "Hope won.", known=known) == [("name", "Faith", None)]


def test_a_name_ends_at_a_month() -> None:
    """`In January Weaver` are a date and a name."""
    assert facts("In January Weaver resigned.", "In March Weaver resigned.") == [("date", "January", "March")]
    assert facts("On Monday it rained.", "On Friday it rained.") == [("date", "Monday", "Friday")]


def test_a_name_at_the_start_of_a_sentence_is_known_from_inside_others() -> None:
    """A capital at the start says nothing by itself."""
    known = Known(["Сегодня Рюрик приехал, а Синеус остался."])
    assert ("name", "Рюрик", "Синеус") in facts("Рюрик уехал.", "Синеус уехал.", known=known)
    assert facts("Дом стоит.", "Лес стоит.", known=known) == []


def test_figures_that_changed_places_are_facts() -> None:
    """The same figures, given to others."""
    assert facts("70 из Армении и 25 из Киргизии", "25 из Армении и 70 из Киргизии")


def test_a_link_that_leads_elsewhere_is_a_fact() -> None:
    """Scheme, www. and tracking do not count."""
    one, same, other = (
        Link(text="тут", target=target)
        for target in ("http://a.example/x", "https://www.a.example/x/?utm_source=y", "https://b.example/x")
    )
    assert facts("тут", "тут", links_before=[one], links_after=[same]) == []
    assert facts("тут", "тут", links_before=[one], links_after=[other]) == [("link", one.target, other.target)]


@given(st.text(st.sampled_from("аб 0123456789.,:-/%$жр "), min_size=1, max_size=40), st.data())
def test_a_changed_digit_always_carries_a_fact(text: str, data: st.DataObject) -> None:
    """Wherever it stands."""
    places = [match.start() for match in re.finditer(r"\d", text)]
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[at]]))
    assert facts(text, text[:at] + other + text[at + 1 :])


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_facts(text: str) -> None:
    """Whatever stands in it."""
    for one in found_in(text):
        assert one.text


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "1 000" * 9_000, "А." * 20_000, "«" * 30_000, "не " * 20_000, "1." * 20_000, "сто " * 9000]
)
def test_long_repetitions_are_read_in_bounded_work(text: str) -> None:
    """No pattern goes back and forth over them, and no fact reads further than a sentence may."""
    assert all(one.start + len(one.text) <= LONGEST for one in found_in(text))


def test_of_a_sentence_that_gave_way_to_another_no_figure_became_one_of_the_other() -> None:
    """Each is told by itself; what only counts beside others is not."""
    before, after = "A petition against it was signed by 900 people.", "On the first market day 40 stalls were there."
    assert facts(before, after, apart=True) == [("number", "900", None), ("number", None, "40")]


def test_a_fact_that_looks_the_same_is_none() -> None:
    """A name in letters of another alphabet: the edit names the letters."""
    assert facts("вчера Anna Copeland ушла", "вчера Anna Соpeland ушла") == []


def test_the_comma_before_the_closing_mark_is_no_part_of_a_quotation() -> None:
    """English puts it inside."""
    assert facts("“Nobody knows,” she added.", "She left.", language="en")[0] == ("quote", "Nobody knows", None)
