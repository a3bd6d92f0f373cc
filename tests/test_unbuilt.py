"""Pages that hold their article in data: scripts build it, or nobody shows it any more."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence

import pytest

from monitor.clean import fold
from monitor.clean.normalise import normalise
from monitor.compare import compare
from monitor.model import Article, NotAnArticle
from tests.test_normalise import KNOWN, TEXT, TITLE, article_with, page_with, snapshot

MARKED = "".join(f"<p>{html.escape(each)}</p>" for each in TEXT)
EMPTY = "<div id='root'></div><script src='/main.js'></script>"
CUT = f"<div id='app'><h1>{TITLE}</h1><p>{TEXT[0][:70]}…</p><button>Читать дальше</button></div>"


def described(body: str) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "articleBody": body}
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def state(paragraphs: Sequence[str]) -> str:
    data = {
        "props": {"article": {"title": TITLE, "blocks": [{"kind": "p", "html": f"<p>{p}</p>"} for p in paragraphs]}}
    }
    return f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(data)}</script>"


def assigned(paragraphs: Sequence[str]) -> str:
    data = {"Article:1": {"title": TITLE, "lead": paragraphs[0], "body": list(paragraphs[1:])}}
    return f"<script>window.__INITIAL_STATE__ = {json.dumps(data, ensure_ascii=False)}; start();</script>"


def quoted(paragraphs: Sequence[str]) -> str:
    return f"<script>var state = JSON.parse({json.dumps(json.dumps({'text': list(paragraphs)}))});</script>"


def page(seen: str, data: str) -> str:
    return f"<html><head><title>{TITLE} | Вести</title></head><body>{seen}{data}</body></html>"


@pytest.mark.parametrize("seen", [EMPTY, CUT])
@pytest.mark.parametrize(
    ("data", "how"),
    [
        (described("\n\n".join(TEXT)), "json-ld"),
        (described(" ".join(TEXT)), "json-ld"),
        (described(MARKED), "json-ld"),
        (state(TEXT), "data"),
        (assigned(TEXT), "data"),
        (quoted(TEXT), "data"),
    ],
)
def test_a_page_that_scripts_will_build_is_read_from_its_data(seen: str, data: str, how: str) -> None:
    """And it is said where the text stood."""
    found = normalise(snapshot(page(seen, data)), known=KNOWN)
    assert isinstance(found.outcome, Article)
    assert found.known is not None
    assert not compare(found.known, found.outcome, fold=fold).differs
    assert found.outcome.how == how
    assert any("in the page's data" in note for note in found.outcome.notes)


@pytest.mark.parametrize("data", [state, assigned, quoted])
def test_an_edit_in_the_data_is_an_edit(data: object) -> None:
    """Readers will see it as soon as the scripts have run."""
    edited = [TEXT[0], TEXT[1].replace("месяц", "год"), *TEXT[2:]]
    found = normalise(snapshot(page(EMPTY, data(edited))), known=KNOWN)  # type: ignore[operator]
    assert isinstance(found.outcome, Article)
    assert found.known is not None
    assert [edit.after for edit in compare(found.known, found.outcome, fold=fold).edits] == [edited[1]]


def test_such_a_page_read_again_is_the_same() -> None:
    """Guided by its own reading."""
    answer = snapshot(page(EMPTY, state(TEXT)))
    first = normalise(answer, known=KNOWN).outcome
    assert isinstance(first, Article)
    again = normalise(answer, known=first).outcome
    assert isinstance(again, Article)
    assert [one.text for one in again.sentences] == [one.text for one in first.sentences]


NOTICES = [
    "Материал удалён по решению редакции.",
    "Ez a cikk már nem érhető el.",
    "Статья скрыта",
    "Подтвердите возраст: вам есть 18 лет?",
    "Совсем другой текст стоит теперь на этом месте, и ничего не говорит о прежнем.",
]


@pytest.mark.parametrize("data", [described("\n\n".join(TEXT)), state(TEXT)])
@pytest.mark.parametrize("notice", NOTICES)
def test_what_stands_in_the_articles_place_is_not_overruled_by_forgotten_data(notice: str, data: str) -> None:
    """The text is still in the page, and no reader gets it."""
    answer = page_with(article_with(notice) + data)
    assert isinstance(normalise(snapshot(answer), known=KNOWN).outcome, NotAnArticle)


@pytest.mark.parametrize("left", [(), TEXT[:1], TEXT[-1:]])
def test_an_article_cut_down_is_not_made_whole_by_what_it_says_of_itself(left: tuple[str, ...]) -> None:
    """JSON-LD is forgotten when a text is cut."""
    answer = page_with(article_with(*left) + described("\n\n".join(TEXT)))
    assert isinstance(normalise(snapshot(answer), known=KNOWN).outcome, NotAnArticle)


def test_data_that_end_early_are_no_cut_article() -> None:
    """Descriptions are often the beginning only."""
    answer = page(EMPTY, described("\n\n".join(TEXT[:4])))
    assert isinstance(normalise(snapshot(answer), known=KNOWN).outcome, NotAnArticle)


@pytest.mark.parametrize(
    "data", ["<script>x = {", "<script type='application/json'>[" * 3, "<script>y=[" * 50 + "[" * 90_000]
)
def test_broken_data_break_nothing(data: str) -> None:
    """Cut off, nested without end."""
    assert isinstance(normalise(snapshot(page(EMPTY, data)), known=KNOWN).outcome, NotAnArticle)
