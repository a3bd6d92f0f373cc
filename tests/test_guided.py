"""Guided reading: where is that article in the page, whole, and nothing else."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from monitor.clean import fold
from monitor.clean.copy import read_copy
from monitor.clean.guided import Found, find
from monitor.clean.parse import Page, parse
from monitor.compare import compare
from monitor.model import Article, Comparison, Seed

PARAGRAPHS = [
    "Пресс-служба президента сообщила 7 января, что указ о миротворцах подписан в тот же день.",
    "В документе говорится, что 150 военных будут находиться на территории страны ограниченное время. Срок не назван.",
    "Парламент одобрил это решение на внеочередном заседании. За проголосовали 69 депутатов из 120.",
    "«Мы не можем остаться в стороне, когда соседи просят о помощи», — заявил председатель парламента журналистам.",
    "Ранее с такой просьбой к союзникам обратился президент соседней страны. Он назвал нападавших террористами.",
]
TEASER = "Подорожает ли хлеб в этом году: мнение экспертов"


def page_of(paragraphs: list[str], *, before: str = "", inside: str = "", after: str = "") -> Page:
    body = "".join(f"<p>{text}</p>{inside if number == 1 else ''}" for number, text in enumerate(paragraphs))
    source = (
        f"<html><head><title>x</title></head><body><nav><ul><li><a href='/'>Главная</a></li></ul></nav>{before}"
        f"<main><h1>Указ подписан</h1><div class='date'>7 января, 12:40</div>"
        f"<div class='text'>{body}</div></main>{after}"
        f"<aside><h3><a href='/x'>{TEASER}</a></h3></aside><footer>© 2022</footer></body></html>"
    )
    page = parse(source.encode(), "text/html; charset=utf-8")
    assert isinstance(page, Page)
    return page


def copy_of(text: str) -> Article:
    return read_copy(Seed(id="x", path="seeds/x.md", raw=text.encode()))


COPY = "\n\n".join(PARAGRAPHS)


def looked(page: Page, known: Article) -> tuple[Found, Comparison]:
    found = find(page, known)
    assert found.article is not None
    return found, compare(found.known, found.article, fold=fold)


def test_the_article_is_found_whole_and_nothing_else() -> None:
    """Its blocks in order, with their places; no menu, date, headline or teaser."""
    found, seen = looked(page_of(PARAGRAPHS), copy_of(COPY))
    assert found.article is not None
    assert [block.text for block in found.article.blocks] == PARAGRAPHS
    assert found.article.place is not None
    assert found.article.place.path.endswith("/main/div[2]")
    assert not seen.edits
    assert not seen.candidates


@pytest.mark.parametrize(
    "text",
    [
        " ".join(PARAGRAPHS),
        "".join(PARAGRAPHS),
        COPY.replace("подписан в", "подписанв").replace("решение на", "решениена"),
        COPY + "\n\nЧитайте также: Подорожает ли хлеб",
        COPY.replace("\n\n", "\n\nView this post on Instagram\n\n", 1),
        COPY.replace("\n\n", "\n\nФото: Иван Петров / Reuters\n\n", 1),
        COPY + "\n\n> " + PARAGRAPHS[3],
        " ".join([*PARAGRAPHS[:2], "Фото: Reuters", *PARAGRAPHS[2:]]),
    ],
)
def test_what_the_copys_maker_did_is_no_edit(text: str) -> None:
    """Flat, glued, with promotion, embeds, captions, doubled quotations: nobody edited the page."""
    _, seen = looked(page_of(PARAGRAPHS), copy_of(text))
    assert not seen.edits


@pytest.mark.parametrize("flat", [False, True])
def test_a_changed_figure_is_found(flat: bool) -> None:
    """150 becomes 250: one sentence, also where the copy has no paragraphs."""
    changed = [text.replace("150", "250") for text in PARAGRAPHS]
    _, seen = looked(page_of(changed), copy_of(" ".join(PARAGRAPHS) if flat else COPY))
    assert [(edit.op, "150" in (edit.before or ""), "250" in (edit.after or "")) for edit in seen.edits] == [
        ("replace", True, True)
    ]


def test_a_deleted_sentence_is_not_saved_by_a_teaser_metadata_or_a_hidden_node() -> None:
    """The lead went from the article; JSON-LD and a description still have it: deleted."""
    lead = PARAGRAPHS[0]
    before = f'<script type=\'application/ld+json\'>{{"articleBody": "{lead}"}}</script>'
    _, seen = looked(page_of(PARAGRAPHS[1:], before=before), copy_of(COPY))
    assert [edit.op for edit in seen.edits] == ["delete"]
    _, seen = looked(page_of(PARAGRAPHS[1:], after=f"<div style='display:none'>{lead}</div>"), copy_of(COPY))
    assert not seen.edits
    assert [one.why for one in seen.candidates] == ["hidden"]
    _, seen = looked(page_of(PARAGRAPHS[1:], after=f"<div>{'Иное. ' * 400}</div><div>{lead}</div>"), copy_of(COPY))
    assert not seen.edits
    assert [one.why for one in seen.candidates] == ["elsewhere"]


def test_what_the_copy_lacks_is_a_candidate_at_first_sight_and_an_insert_later() -> None:
    """A paragraph between the others: nobody can tell, until a capture without it was seen."""
    added = [*PARAGRAPHS[:2], "Этого абзаца в копии нет, хотя он стоит посреди статьи.", *PARAGRAPHS[2:]]
    _, seen = looked(page_of(added), copy_of(COPY))
    assert not seen.edits
    assert [one.why for one in seen.candidates] == ["block_not_in_copy"]
    first, _ = looked(page_of(PARAGRAPHS), copy_of(COPY))
    assert first.article is not None
    _, since = looked(page_of(added), first.article)
    assert [edit.op for edit in since.edits] == ["insert"]


def test_another_order_at_first_sight_is_the_copys() -> None:
    """Two paragraphs change places: a candidate, and a move since the last version."""
    other = [PARAGRAPHS[0], PARAGRAPHS[3], PARAGRAPHS[1], PARAGRAPHS[2], PARAGRAPHS[4]]
    _, seen = looked(page_of(other), copy_of(COPY))
    assert not seen.edits
    assert {one.why for one in seen.candidates} == {"order"}
    first, _ = looked(page_of(PARAGRAPHS), copy_of(COPY))
    assert first.article is not None
    _, since = looked(page_of(other), first.article)
    assert {edit.op for edit in since.edits} == {"move"}


def test_the_first_reading_is_a_fixed_point() -> None:
    """Read again, guided by what was read: the same article, though the copy was poor."""
    page = page_of(PARAGRAPHS, inside="<p>Подпись без конца</p><ul><li>Пункт списка, которого нет в копии.</li></ul>")
    first, _ = looked(page, copy_of(" ".join(PARAGRAPHS[:4])))
    assert first.article is not None
    again, seen = looked(page, first.article)
    assert again.article is not None
    assert again.article.blocks == first.article.blocks
    assert again.article.sentences == first.article.sentences
    assert not seen.edits
    assert not seen.candidates


def test_most_sentences_of_a_short_article_were_edited_and_it_is_still_found() -> None:
    """Few sentences stand as they stood; letters are enough."""
    edited = [text.replace("а", "аа", 1).replace("о", "оо", 1) for text in PARAGRAPHS]
    found, seen = looked(page_of(edited), copy_of(COPY))
    assert found.share > 0.5
    assert len(seen.edits) >= 5


def test_an_article_that_is_only_there_unseen_is_the_article() -> None:
    """A page that keeps its text hidden until a script shows it."""
    page = parse(f"<body><p>Загрузка</p><div hidden><p>{'</p><p>'.join(PARAGRAPHS)}</p></div></body>".encode())
    assert isinstance(page, Page)
    found, seen = looked(page, copy_of(COPY))
    assert found.hidden > 0.9
    assert not seen.edits


def test_another_page_holds_nothing_of_it() -> None:
    """No article, and the share says so."""
    page = parse("<body><main><p>Совсем другой текст о погоде и урожае.</p></main></body>".encode())
    assert isinstance(page, Page)
    found = find(page, copy_of(COPY))
    assert found.article is None
    assert found.share < 0.1


@pytest.mark.corpus
def test_real_pages_hold_what_a_person_says_they_hold(corpus: Path) -> None:
    """Gold pages, untouched, with the text that a person took from them as the seed: none is edited, read twice."""
    gold = corpus / "articles-gold"
    truth = json.loads((gold / "ground-truth.json").read_text(encoding="utf-8"))
    names = sorted(truth) if os.environ.get("MONITOR_SOAK") else sorted(truth)[::6]
    edited = []
    for name in names:
        page = parse(gzip.decompress((gold / "html" / f"{name}.html.gz").read_bytes()), "text/html; charset=utf-8")
        assert isinstance(page, Page)
        found, seen = looked(page, copy_of(truth[name]["articleBody"]))
        assert found.article is not None
        again, since = looked(page, found.article)
        assert again.article is not None
        assert again.article.sentences == found.article.sentences, name
        assert not since.edits, name
        if seen.edits:
            edited.append(name)
    assert len(edited) <= 2


@pytest.mark.parametrize("element", ["object", "noscript", "video", "audio"])
def test_what_stands_in_for_a_player_is_unseen_text(element: str) -> None:
    """A line of the copy that only such a fallback holds: nobody deleted it, and nobody reads it there."""
    inside = f"<{element}><p>{PARAGRAPHS[0]}</p></{element}>"
    found, seen = looked(page_of(PARAGRAPHS[1:], inside=inside), copy_of(COPY))
    assert not seen.edits
    assert [one.why for one in seen.candidates] == ["hidden"]
    assert found.article is not None
    assert found.article.text == "\n\n".join(PARAGRAPHS[1:])


def test_a_name_in_a_menu_is_not_the_lead_that_holds_it() -> None:
    """The lead went; its author's name stands in a menu."""
    lead = "Александра Константинопольская побывала на заседании и рассказывает, о чём спорили депутаты весь день."
    before = "<form><div>Александра Константинопольская: все тексты</div></form>"
    found, seen = looked(page_of(PARAGRAPHS, before=before), copy_of(f"{lead}\n\n{COPY}"))
    assert [(edit.op, edit.before) for edit in seen.edits] == [("delete", lead)]
    assert found.article is not None
    assert found.article.text == COPY


@pytest.mark.parametrize("flat", [False, True])
def test_a_refrain_is_edited_in_one_place(flat: bool) -> None:
    """It stands in the other places as it was; that is no damage of the copy."""
    days = [f"На {k}-й день суд выслушал свидетеля. Обвинение не ответило на вопрос судьи." for k in range(1, 7)]
    changed = [text.replace("не ответило", "ответило") if k == 3 else text for k, text in enumerate(days)]
    _, seen = looked(page_of(changed), copy_of(" ".join(days) if flat else "\n\n".join(days)))
    assert [(edit.op, edit.before, edit.after, edit.paragraph) for edit in seen.edits] == [
        ("replace", "Обвинение не ответило на вопрос судьи.", "Обвинение ответило на вопрос судьи.", 4)
    ]


@pytest.mark.parametrize("gone", range(1, 9))
def test_a_deleted_sentence_is_told_with_the_paragraph_that_held_it(gone: int) -> None:
    """Also the first or last of a paragraph, where the page does not show to which of two it belonged."""
    sentences = [[part.rstrip(".") + "." for part in text.split(". ")] for text in PARAGRAPHS]
    places = [(number, k) for number, parts in enumerate(sentences) for k in range(len(parts))]
    number, k = places[gone % len(places)]
    lost = sentences[number].pop(k)
    _, seen = looked(page_of([" ".join(parts) for parts in sentences if parts]), copy_of(COPY))
    assert [(edit.op, edit.before, edit.paragraph) for edit in seen.edits] == [("delete", lost, number + 1)]
