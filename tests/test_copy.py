"""The copy: what of a note is the article, and what its owner or a scraper put there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clean import fold
from monitor.clean.copy import read_copy
from monitor.clean.normalise import normalise
from monitor.compare import compare
from monitor.model import Article, Comparison, Seed, Snapshot


def copy_of(body: str, title: str = "") -> Article:
    return read_copy(Seed(id="x", path="seeds/x.md", raw=body.encode("utf-8", "replace"), title=title))


def texts(body: str, title: str = "") -> list[str]:
    return [block.text for block in copy_of(body, title).blocks]


def test_markdown_is_read_as_blocks() -> None:
    """Headings, paragraphs, lists, quotations, tables; marks and links taken off."""
    body = "# T\n\n**Bold** and [a link](https://example.com/x_(y)) here.\n\n- one\n- two\n\n> quoted\n> on\n\n"
    body += "| a | b |\n|---|---|\n"
    article = copy_of(body, "T")
    assert [(block.kind, block.text) for block in article.blocks] == [
        ("paragraph", "Bold and a link here."),
        ("item", "one"),
        ("item", "two"),
        ("quote", "quoted on"),
        ("table", "a b"),
    ]
    assert article.blocks[0].links[0].target == "https://example.com/x_(y)"


def test_what_the_owner_wrote_is_not_the_article() -> None:
    """Comments, callouts, block ids, embeds, the headline."""
    body = "# Title\n\nText. %%my\n\nremark%%\n\n> [!note] Mine\n> all of it\n\n![[picture.png]]\n\n"
    body += "More [[Page|words]]. ^id1\n"
    assert texts(body, "Title") == ["Text.", "More words."]


def test_a_note_that_keeps_the_article_in_a_callout_has_a_copy() -> None:
    """Nothing else in the note is a text."""
    body = "> [!quote] Article\n> The council met on Monday.\n>\n> It decided nothing at all.\n"
    assert texts(body) == ["The council met on Monday.", "It decided nothing at all."]


PLUGINS = [
    "The council met.\n\n^id-1\n\nIt left.",
    "The council met.\n^id-1\n\nIt left.",
    "The council met.^[Really?]\n\nIt left.[^1]",
    "The council met.\n\n```dataview\nLIST FROM #tag\n```\n\nIt left.",
    "The council met.\n\n```ad-note\nmy remark\n```\n\nIt left.",
    "`= this.url`\n\nThe council met. (mood:: sour)\n\nIt left.",
    "<% tp.file.title %>\n\nThe council met.\n\nIt left.\n\n<%* await x() %>",
    "The [council][1] met.\n\n[It] left.\n\n[1]: https://x.example/c 'Council'\n[it]: <https://x.example/i>",
    "The council met.\n\nIt left.\n\n<!--SR:!2024-03-02,3,250-->\n\n%% kanban:settings\n```\n{}\n```\n%%",
    "<en-note>The {==council==}{>>which?<<} met.\n\nIt{++ never++} left.</en-note>",
    "> ## Excerpt\n> The council met\n\n---\nThe council met.\n\nIt left.",
]


@pytest.mark.parametrize("body", PLUGINS)
def test_what_plugins_and_tools_put_into_a_note_is_not_the_article(body: str) -> None:
    """Ids, queries, fields, references, remarks: none of it is text."""
    assert texts(body) == ["The council met.", "It left."]


def test_an_underlined_line_is_a_heading_and_a_rule_below_a_sentence_is_a_rule() -> None:
    """Markdown takes both for headings; writers do not."""
    body = "Title\n=====\n\nA sentence.\n---\nAnother one.\n\nBack then\n---------\n\nThe last one."
    assert [(block.kind, block.text) for block in copy_of(body).blocks] == [
        ("paragraph", "A sentence."),
        ("paragraph", "Another one."),
        ("heading", "Back then"),
        ("paragraph", "The last one."),
    ]


ARTICLE = (
    "Городской совет в среду отменил конкурс на управление речным портом, объявленный ещё в марте.",
    "По словам мэра, ни одна из трёх компаний не представила подтверждённый объём вложений.",
    "Новые условия опубликуют до 15 июня, а работники порта получат зарплату в срок.",
)
WHOLE = "\n\n".join(ARTICLE)
OWN = "Здесь автор, по-моему, передёргивает факты."
NOTES_WITH_MORE = [
    f"{OWN}\n\n---\n\n{WHOLE}",
    f"{WHOLE}\n\n---\n{OWN}",
    f"## Мои заметки\n\n{OWN}\n\n## Текст статьи\n\n{WHOLE}",
    f"{WHOLE}\n\n## My notes\n\n{OWN}\n\n### Ещё\n\n{OWN}",
    f"- [ ] проверить цифры\n- [x] сохранить\n\n{WHOLE}",
    f"#статья #проверить\n\n{WHOLE}\n\n#todo",
    f"{ARTICLE[0]}[^1]\n\n{ARTICLE[1]}\n\n{ARTICLE[2]}\n\n[^1]: {OWN}",
    f"Сохранено из: https://vestnik.example/1\nАвтор: Иван Петров\nДата: 12.03.2024\n\n{WHOLE}",
    f"{WHOLE}\n\n- [[Пропаганда]], [[2024-03-02]]\n",
    f"rating:: 5\n\n{WHOLE}\n\nstatus:: прочитано",
    f"# Порт\n\n{WHOLE}\n\n# Другая статья\n\n{OWN}",
    f"{WHOLE}\n\nsource_url: https://vestnik.example/1\ncreated_time: 2024-03-02T10:11:12.000Z",
]


@pytest.mark.parametrize("body", NOTES_WITH_MORE)
def test_what_a_note_sets_apart_and_the_page_lacks_is_a_candidate(body: str) -> None:
    """The owner's words around the article: nobody edited them out of the page."""
    comparison = compared(body, ARTICLE)
    assert not comparison.edits
    assert {one.why for one in comparison.candidates} == {"apart"}


@pytest.mark.parametrize("body", NOTES_WITH_MORE)
def test_beside_such_lines_every_edit_is_seen(body: str) -> None:
    """One word of the article's own text."""
    edited = (ARTICLE[0], ARTICLE[1].replace("трёх", "пяти"), ARTICLE[2])
    assert [(one.op, one.after) for one in compared(body, edited).edits] == [("replace", edited[1])]


def test_a_part_that_the_page_has_is_the_articles_however_it_is_set() -> None:
    """Ruled off, with a heading of the owner's kind: its edits are edits, and so is a sentence cut from it."""
    body = f"{ARTICLE[0]}\n\n---\n\n## Источник\n\n{ARTICLE[1]}\n\n{ARTICLE[2]}"
    comparison = compared(body, (ARTICLE[0], "Источник", ARTICLE[1].replace("трёх", "пяти")))
    assert [one.op for one in comparison.edits] == ["replace", "delete"]


def test_where_most_of_a_note_is_gone_nothing_of_it_is_called_apart() -> None:
    """What stands behind a rule may be the article, cut down to its lead."""
    comparison = compared(f"{WHOLE}\n\n---\n\n{' '.join(map(str.upper, ARTICLE))} {OWN}", ARTICLE)
    assert comparison.edits


def test_stars_divide_an_article_and_part_nothing_from_it() -> None:
    """A section that the publisher cut is an edit."""
    comparison = compared(f"{ARTICLE[0]}\n\n{ARTICLE[1]}\n\n* * *\n\n{ARTICLE[2]}", ARTICLE[:2])
    assert [one.op for one in comparison.edits] == ["delete"]


def compared(body: str, paragraphs: Sequence[str]) -> Comparison:
    """A note beside a page of these paragraphs."""
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    page = f"<html><body><main><h1>Порт</h1>{text}</main><footer>Вестник</footer></body></html>".encode()
    snapshot = Snapshot(
        url="https://vestnik.example/1",
        final_url="https://vestnik.example/1",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        status=200,
        head=b"",
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        wire=page,
        body=page,
    )
    found = normalise(snapshot, known=copy_of(body, "Порт"))
    assert isinstance(found.outcome, Article)
    assert found.known is not None
    return compare(found.known, found.outcome, fold=fold)


@pytest.mark.parametrize("name", ["cp1252", "cp1251"])
def test_a_note_that_was_read_in_a_wrong_encoding_is_mended(name: str) -> None:
    """The scraper took UTF-8 for something else; the page is in order."""

    def scrambled(text: str) -> str:
        return "".join(bytes((byte,)).decode(name, errors="ignore") or chr(byte) for byte in text.encode())

    article = copy_of(scrambled(WHOLE), scrambled("Порт"))
    assert (article.title, [block.text for block in article.blocks]) == ("Порт", list(ARTICLE))


def test_a_paragraph_of_mojibake_in_note_and_page_is_no_edit() -> None:
    """An article about encodings, with a long example."""
    example = ARTICLE[0].encode().decode("cp1251", errors="replace").replace("\ufffd", "")
    for text in (example, ARTICLE[0].encode("cp1251").decode("cp1252")):
        comparison = compared(f"{ARTICLE[0]}\n\n{text}\n\n{ARTICLE[1]}", (ARTICLE[0], text, ARTICLE[1]))
        assert not comparison.edits


def test_the_prefix_of_an_export_is_taken_off() -> None:
    """` date 2022-01 ` before a flat text."""
    assert texts(" date 2022-01 США просят Казахстан.") == ["США просят Казахстан."]


def test_marks_inside_words_and_between_figures_stay() -> None:
    """No emphasis: file names, products, censored words."""
    assert texts("snake_case_name, 5 * 3, х**й и <The Palace: a tale>") == [
        "snake_case_name, 5 * 3, х**й и <The Palace: a tale>"
    ]


def test_entities_are_characters() -> None:
    """`&quot;` in the title and in the text."""
    article = copy_of("Он сказал &laquo;да&raquo;&nbsp;&amp; ушёл.", "&quot;Да&quot;")
    assert article.title == '"Да"'
    assert article.text == "Он сказал «да» & ушёл."


def test_a_title_that_was_made_from_the_text_is_no_headline() -> None:
    """A name for lists is not what the page must say."""
    seed = Seed(id="x", path="x", raw="Первые слова текста.".encode(), title="Первые слова", title_from="text")
    assert read_copy(seed).title == ""


def test_a_scrapers_lines_are_recognised() -> None:
    """Embeds, promotion, captions and doubled sentences are named."""
    long = "Длинное предложение, которое стоит в этом тексте дважды."
    article = copy_of(
        f"{long}\n\nView this post on InstagramA post shared by X\n\nЧитайте также: Y\n\nФото: Z\n\n{long}"
    )
    assert [extra.why for extra in article.extras] == ["embed", "promo", "caption", "doubled_in_copy"] or {
        extra.why for extra in article.extras
    } == {"embed", "promo", "caption", "doubled_in_copy"}


def test_a_text_without_paragraphs_is_flat() -> None:
    """One block of many sentences; paragraphs are not."""
    assert copy_of("Предложение этого текста. " * 100).flat
    assert not copy_of("Первый абзац.\n\nВторой абзац.").flat


@pytest.mark.parametrize(
    "line",
    [
        "#a,,,," * 400,
        "x: " + "#a,,,," * 400,
        "[[a]],,  " * 300,
        "%%" * 3_001,
        "<%" * 3_000,
        "[a](" * 700,
        "**" * 3_001,
        "[[" * 999,
    ],
)
def test_a_hostile_line_takes_no_time(line: str) -> None:
    """One that almost matches, again and again."""
    copy_of(f"{line} x!\n\nText of an article.")


@given(st.text(max_size=400))
def test_no_note_raises(body: str) -> None:
    """Whatever is in the vault."""
    copy_of(body, body[:20])


def test_the_sites_name_is_no_part_of_a_notes_title() -> None:
    """Its address or the note itself tells the name; a dash inside the headline stays."""
    text = "Первый абзац этой статьи, в котором сказано достаточно."
    for url, site, title in (
        ("https://www.vestnik.example/1", "", "Мост закрыт - кто виноват - Vestnik"),
        ("", "Вестник", "Мост закрыт - кто виноват | Вестник"),
    ):
        seed = Seed(id="x", path="seeds/x.md", raw=text.encode(), title=title, url=url or None, site=site)
        assert read_copy(seed).title == ("Мост закрыт - кто виноват")


def test_a_name_in_brackets_that_is_never_closed_is_the_articles() -> None:
    """`<auth-dialog>` in a text about it; `<amp-img …></amp-img>` is markup."""
    said = "Here <auth-dialog> is what a page would show, and <declare-styleable name=x> what an app would."
    seed = Seed(id="x", path="seeds/x.md", raw=f"{said}\n\n<amp-img src='a.jpg'>\n</amp-img> It is a picture.".encode())
    assert read_copy(seed).text == f"{said}\n\nIt is a picture."


def test_a_tag_that_does_nothing_is_talked_about() -> None:
    """`<img>` without attributes is a word of the article, `<b>` is markup."""
    seed = Seed(id="x", path="seeds/x.md", raw="Код <img> значит <b>картинка</b>, и больше ничего не нужно.".encode())
    assert read_copy(seed).text == "Код <img> значит картинка , и больше ничего не нужно."
