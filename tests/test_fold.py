"""Folding: typography is no change, and every letter and digit is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clean.fold import NAMES, between, fold

# What pages are made of, and what lies beside it: marks, blanks, invisible characters, ligatures, doubled accents.
_ODD = (
    "\u00a0\u2009\u200b\u00ad\ufeff\u202f«»“”„‘’'\"″–—−-…ﬁﬂ ёЁеЕйїі\u0301\u0306\u0308\u0300.,:;()5 0\n\t\u2000\u1fefﬆ"
)
texts = st.text(alphabet=st.one_of(st.sampled_from(_ODD), st.characters(exclude_categories=["Cs"])), max_size=60)
words = st.text(
    alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяїієґabcdefghijklmnopqrstuvwxyzăâîșțäöü0123456789 .,«»—-", min_size=1
)


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("в 2022 году", "в\u00a02022\u2009году", "white space"),
        ("соглашение", "согла\u00adшение", "invisible characters"),
        ("«Мир»", '"Мир"', "quotation marks"),
        ("don't", "don’t", "quotation marks"),
        ("45 000″", '45 000"', "quotation marks"),
        ("Ак-Жол — Автодорожный", "Ак-Жол - Автодорожный", "dashes"),
        ("и вот…", "и вот...", "ellipses"),
        ("oﬃce", "office", "ligatures"),
        ("Пётр", "Петр", "ё"),
        ("Însuși țării", "Însuşi ţării", "cedillas"),
        ("край", unicodedata.normalize("NFD", "край"), "composition"),
        ("слово , и ещё", "слово, и ещё", "white space"),
        ("70 %", "70%", "white space"),
    ],
)
def test_typography_folds_away_and_is_named(one: str, other: str, name: str) -> None:
    """Two ways of printing the same words fold to the same, and the difference has a name."""
    assert fold(one) == fold(other)
    assert name in between(one, other)
    assert set(between(one, other)) <= set(NAMES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("70", "170"),
        ("край", "краи"),
        ("її", "іі"),
        ("не приятель", "неприятель"),
        ("x²", "x2"),
        ("$5", "€5"),
        ("12. 5", "12.5"),
        ("США", "сша"),
        ("казнить, нельзя помиловать", "казнить нельзя, помиловать"),
        ("он сказал «да»", "он сказал да"),
        ("кто-то", "кто то"),
        ("î", "i"),
        ("а", "a"),  # the second is Latin
    ],
)
def test_what_a_reader_would_notice_survives(one: str, other: str) -> None:
    """A letter, a digit, a comma, a blank between words, a pair of quotation marks is a difference."""
    assert fold(one) != fold(other)


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    """Idempotent, whatever comes."""
    assert fold(fold(text)) == fold(text)


@given(words, st.data())
def test_one_changed_letter_or_digit_always_survives(text: str, data: st.DataObject) -> None:
    """Change one letter or digit anywhere to another: the folded texts differ."""
    places = [at for at, char in enumerate(text) if char.isalnum()]
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([char for char in "абвеийіїghkxăș0123456789" if char != text[at]]))
    assert fold(text[:at] + other + text[at + 1 :]) != fold(text)


@given(texts, texts)
def test_a_difference_is_named_exactly_where_there_is_one_that_folds_away(one: str, other: str) -> None:
    """Equal texts have no name for their difference; texts that fold to the same and are not equal always have one."""
    assert between(one, one) == ()
    folded = fold(one)
    if folded != one:
        assert between(one, folded)
    if fold(other) == folded and other != one:
        assert between(one, other)
