"""Prose between an article's paragraphs, in elements of another make: an edit, a box, or the page's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.clean.guided import find
from monitor.clean.relate import relate
from monitor.compare import compare, settle
from monitor.judge.observe import text_digest
from monitor.model import Article, Comparison, Reading
from tests.articles import FOLD, day
from tests.test_guided import COPY, PARAGRAPHS, copy_of, page_of

NOTE = "Уточнение: в прежней редакции этой статьи говорилось о ста военных."
OFFER = "Наша утренняя рассылка приходит в семь часов, её читают двадцать тысяч человек каждый день."
OTHER = "Новый выпуск подкаста о политике выходит каждую пятницу вечером, он длится час."


def first_look(inside: str = "") -> Article:
    found = find(page_of(PARAGRAPHS, inside=inside), copy_of(COPY)).article
    assert found is not None
    return found


def next_look(before: Article, inside: str) -> tuple[Article, Comparison]:
    found = find(page_of(PARAGRAPHS, inside=inside), before)
    assert found.article is not None
    return found.article, compare(found.known, found.article, fold=FOLD)


@pytest.mark.parametrize(
    "markup",
    [
        "<div>{}</div>",
        "<div style='margin: 1em'>{}</div>",
        "<div><p>{}</p></div>",
        "<section><p>{}</p></section>",
        "<center>{}</center>",
        "<table><tr><td>{}</td></tr></table>",
        "<span>{}</span>",
        "{}",
    ],
)
def test_prose_in_the_plainest_element_is_the_articles(markup: str) -> None:
    """It came between two looks: an insert. At first sight nobody can tell: a candidate."""
    inside = markup.format(NOTE)
    _, since = next_look(first_look(), inside)
    assert [(edit.op, edit.after) for edit in since.edits] == [("insert", NOTE)]
    found = find(page_of(PARAGRAPHS, inside=inside), copy_of(COPY))
    assert found.article is not None
    seen = compare(found.known, found.article, fold=FOLD)
    assert not seen.edits
    assert [one.after for one in seen.candidates] == [NOTE]


BOXES = ["<div class='note'>{}</div>", "<aside><p>{}</p></aside>", "<x-box><div id='b'><p>{}</p></div></x-box>"]


@pytest.mark.parametrize("markup", BOXES)
def test_a_box_that_came_since_the_last_look_is_a_candidate(markup: str) -> None:
    """Nobody knows whether it is a correction or an offer: shown, but no edit, and the text is what it was."""
    before = first_look()
    now, since = next_look(before, markup.format(NOTE))
    assert not since.edits
    assert [(one.why, one.before, one.after) for one in since.candidates] == [("elsewhere", None, NOTE)]
    assert text_digest(now) == text_digest(before)


@pytest.mark.parametrize("markup", BOXES)
def test_a_box_that_came_is_no_edit_of_the_copy_either(markup: str) -> None:
    """Though a capture of ours lacked it."""
    before = first_look()
    now, _ = next_look(before, markup.format(NOTE))
    held, beside = relate(copy_of(COPY), now)
    reading = Reading(at=day(2), article=before, source="live")
    told = settle(compare(held, beside, fold=FOLD), held, beside, [reading], fold=FOLD, now=day(4))
    assert not told.edits
    assert [(one.why, one.after) for one in told.candidates] == [("elsewhere", NOTE)]


@pytest.mark.parametrize("markup", BOXES)
def test_boxes_that_take_turns_are_no_edits(markup: str) -> None:
    """An offer gives way to another one, and comes back; none leads the next reading astray."""
    article = first_look(markup.format(OFFER))
    assert OFFER not in article.text
    for offer in (OTHER, OFFER.replace("двадцать", "тридцать"), OTHER, OFFER, ""):
        article, since = next_look(article, markup.format(offer) if offer else "")
        assert not since.edits
    assert article.text == COPY


def test_a_box_that_stands_is_no_news() -> None:
    """What the last look found on the page, in the box or anywhere, is not told again."""
    box = BOXES[0].format(OFFER)
    article, since = next_look(first_look(box), box)
    assert not since.edits
    assert not since.candidates
    article, since = next_look(first_look(), box)
    assert since.candidates
    again, since = next_look(article, box)
    assert not since.candidates
    assert again == replace(article, notes=again.notes)


@pytest.mark.parametrize(
    "inside",
    [
        "<div class='ad'>Реклама</div>",
        "<div class='more'><a href='/x'>Подорожает ли хлеб в этом году: мнение экспертов.</a></div>",
        f"<form><p>{OFFER}</p></form>",
        f"<div class='note' style='display:none'>{NOTE}</div>",
    ],
)
def test_labels_links_tools_and_unseen_text_are_nothing(inside: str) -> None:
    """They come and go on every page."""
    _, since = next_look(first_look(), inside)
    assert not since.edits
    assert not since.candidates
