"""Facts that an edit changed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare.facts import changed, found_in
from monitor.compare.names import names_in
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


def test_a_name_at_the_start_of_a_sentence_is_known_from_inside_others() -> None:
    """A capital at the start says nothing by itself."""
    known = names_in(["Сегодня Рюрик приехал, а Синеус остался."])
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
    """No pattern goes back and forth over them."""
    found_in(text)
