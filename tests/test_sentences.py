"""Sentences: cut by script, whole, and where they say they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clean.sentences import cut, split
from monitor.model import Block


@pytest.mark.parametrize(
    "sentences",
    [
        ["В связи с обращением К.-Ж.К.Токаева принято решение.", "А. С. Пушкин написал 5 тыс. стихов."],
        ["Живёт в г. Москве на ул. Ленина.", "Он ушёл."],
        ["«Мы уйдём.", "Это решено», — сказал он."],
        ["Vezi art. 5 alin. (2) din lege.", "Dl. Popescu a spus nr. 3.", "Apoi a plecat."],
        ["Mr. Smith said: \"I won't go.", 'It is bad."', "Then he left."],
        ["The U.S. government paid $3.5 million.", "J. K. Rowling wrote it."],
    ],
)
def test_abbreviations_and_initials_end_no_sentence(sentences: list[str]) -> None:
    """Russian, Romanian and English, each alone."""
    assert [one.text for one in split([Block(text=" ".join(sentences))])] == sentences


def test_a_flat_text_and_its_paragraphs_have_the_same_sentences() -> None:
    """Where paragraphs end with sentences, their borders add none."""
    blocks = ["Первое предложение. Второе, длиннее первого.", "Третье: «Да». Четвёртое!", "Пятое?"]
    apart = split([Block(text=block) for block in blocks])
    flat = split([Block(text=" ".join(blocks))])
    assert [one.digest for one in apart] == [one.digest for one in flat]


@given(st.lists(st.text(max_size=80), max_size=4))
def test_sentences_stand_where_they_say_and_hold_all_of_the_text(texts: list[str]) -> None:
    """Offsets are of code points; nothing but blanks lies between."""
    blocks = [Block(text=" ".join(text.split())) for text in texts]
    found = split(blocks)
    for one in found:
        assert blocks[one.block].text[one.start : one.end] == one.text
    for number, block in enumerate(blocks):
        held = "".join(one.text for one in found if one.block == number)
        assert "".join(held.split()) == "".join(block.text.split())


@given(st.text(max_size=200), st.booleans())
def test_cutting_never_raises(text: str, cyrillic: bool) -> None:
    """Whatever a page holds."""
    assert all(piece for _, piece in cut(text, cyrillic=cyrillic))
