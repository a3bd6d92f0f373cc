"""Numerals of lists: browsers show them, pages do not hold them, copies do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.clean.relate import relate
from monitor.compare import compare
from monitor.model import Article
from tests.articles import FOLD, NEWS, article, copy, ops

ITEMS = (
    "Принятие декларации о сотрудничестве;",
    "Участие в саммите глав государств;",
    "Обсуждение бюджета на год.",
)
LEAD = "Повестка дня:"


def page(items: Sequence[str] = ITEMS, lead: str = LEAD) -> Article:
    """The news with a list in it."""
    found = article([*NEWS[:2], lead, *items, *NEWS[2:]])
    blocks = tuple(replace(one, kind="item") if one.text in items else one for one in found.blocks)
    return replace(found, blocks=blocks)


@pytest.mark.parametrize(
    "numerals", [("1.", "2.", "3."), ("1)", "2)", "3)"), ("а)", "б)", "в)"), ("(1)", "(2)", "(3)"), ("5.", "6.", "7.")]
)
def test_a_copy_with_the_numerals_that_the_browser_showed(numerals: tuple[str, ...]) -> None:
    """In blocks of their own with the items, by themselves, or all in one line."""
    lines = [f"{one} {item}" for one, item in zip(numerals, ITEMS, strict=True)]
    lone = [text for pair in zip(numerals, ITEMS, strict=True) for text in pair]
    for middle in ([LEAD, *lines], [LEAD, *lone], [" ".join([LEAD, *lines])], [f"{LEAD} {lines[0]}", *lines[1:]]):
        held, beside = relate(copy([*NEWS[:2], *middle, *NEWS[2:]]), page())
        result = compare(held, beside, fold=FOLD)
        assert not result.differs, middle


@pytest.mark.parametrize("numerals", [("1.", "2.", "3."), ("7)", "8)", "9)"), ("1", "2", "3")])
def test_lone_numerals_that_count_on_are_no_text(numerals: tuple[str, ...]) -> None:
    """Where the page shows them by its style sheet, over sections that are no items; in either text."""
    counted = article([*NEWS[:2], *[text for pair in zip(numerals, NEWS[2:5], strict=True) for text in pair], NEWS[5]])
    plain = article(NEWS)
    for old, new in ((copy(NEWS), counted), (replace(counted, how="copy"), plain), (plain, counted), (counted, plain)):
        held, beside = relate(old, new) if old.how == "copy" else (old, new)
        assert not compare(held, beside, fold=FOLD).edits


def test_a_lone_figure_that_counts_nothing_is_text() -> None:
    """How many came? 112."""
    old = copy([*NEWS[:2], "112.", *NEWS[2:]])
    held, beside = relate(old, article(NEWS))
    assert ops(compare(held, beside, fold=FOLD)) == ["delete"]


def test_the_numerals_of_a_list_are_no_facts_of_an_edit_in_it() -> None:
    """The edit is what it is."""
    lines = [f"{k}) {item}" for k, item in enumerate(ITEMS, 1)]
    changed = [*ITEMS[:2], ITEMS[2].replace("бюджета", "доклада")]
    result = compare(copy([*NEWS[:2], LEAD, *lines, *NEWS[2:]]), page(changed), fold=FOLD)
    assert ops(result) == ["replace"]
    assert [fact for edit in result.edits for fact in edit.facts] == []


def test_a_figure_that_is_no_numeral_is_not_folded_away() -> None:
    """At the end of a sentence before a list, and where no list is."""
    old = copy([*NEWS[:2], "Число погибших выросло до 70.", *ITEMS, *NEWS[2:]])
    result = compare(old, page(lead="Число погибших выросло до."), fold=FOLD)
    assert "number" in {fact.kind for edit in result.edits for fact in edit.facts}
    assert ops(compare(article([*NEWS, "5. Аэропорт открыт."]), article([*NEWS, "6. Аэропорт открыт."]), fold=FOLD))
