"""Which language a text is in, whatever it claims."""

from __future__ import annotations

import pytest

from monitor.compare.tongue import OTHER, tongue
from tests.tongues import STORY

ENGLISH = (
    "The town council cancelled the tender for the river port on Wednesday, which it had announced in March.",
    "Not one of the three companies had shown that it has the money, the mayor told reporters.",
)


@pytest.mark.parametrize("name", STORY)
def test_a_story_is_in_its_language_whatever_the_page_says(name: str) -> None:
    """The four are told by themselves, all others from them."""
    expected = name if name in ("ru", "uk", "ro") else OTHER
    for claimed in ("en", "ru", name):
        assert tongue(STORY[name], claimed) == expected


def test_english_is_told_under_another_flag() -> None:
    """A page that says it is Russian."""
    assert tongue(ENGLISH, "ru") == "en"


@pytest.mark.parametrize("text", ["", "OK.", "12:30", "Da.", "Так"])
def test_a_text_that_says_too_little_is_what_it_claims_to_be(text: str) -> None:
    """A word or two decide nothing."""
    assert tongue([text], "ro") == "ro"
    assert tongue([text]) == ""
