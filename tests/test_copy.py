"""The copy: what of a note is the article, and what its owner or a scraper put there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.clean.copy import read_copy
from monitor.model import Article, Seed


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


def test_a_tag_that_does_nothing_is_talked_about() -> None:
    """`<img>` without attributes is a word of the article, `<b>` is markup."""
    seed = Seed(id="x", path="seeds/x.md", raw="Код <img> значит <b>картинка</b>, и больше ничего не нужно.".encode())
    assert read_copy(seed).text == "Код <img> значит картинка , и больше ничего не нужно."
