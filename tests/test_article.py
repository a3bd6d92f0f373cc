"""What a page says about its article, and its text where nothing is known of it yet."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.clean import dates, titles
from monitor.clean.article import Fields, read_fields, read_unguided
from monitor.clean.parse import Page, parse
from monitor.clean.rules import for_host, over
from monitor.model import Article, Block, NotAnArticle, SiteRule

PAGES = Path(__file__).parent / "pages"
ADDRESS = "https://vesti.example/news/port.html"
TEXT = (
    "Правительство объявило конкурс на управление речным портом, и в последний день заявки подали три компании.",
    "Одна из них появилась месяц назад и не имеет ни кораблей, ни складов, говорится в документах комиссии.",
    "Итоги подведут в пятницу, а проигравшие уже обещали обратиться в суд и потребовать новых торгов.",
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def page_of(body: str) -> Page:
    """A page as the parser gives it."""
    found = parse(body.encode(), "text/html; charset=utf-8")
    assert not isinstance(found, NotAnArticle)
    return found


def fields(head: str, body: str, *, known: Article | None = None, rule: SiteRule | None = None) -> Fields:
    """The fields of a page of this head and body."""
    page = page_of(f"<html lang='ru'><head>{head}</head><body>{body}</body></html>")
    return read_fields(page, url=ADDRESS, known=known, rule=rule)


# ── headlines ──


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Кому достанется порт — Вести", "Кому достанется порт"),
        ("Кому достанется порт | Вести", "Кому достанется порт"),
        ("Вести :: Кому достанется порт", "Кому достанется порт"),
        ("Порт — ворота города - vesti.example", "Порт — ворота города"),
        ("Кому достанется порт", "Кому достанется порт"),
    ],
)
def test_the_sites_name_is_no_part_of_the_headline(title: str, headline: str) -> None:
    """Known by what the site calls itself, at either end; a dash inside a headline stays."""
    assert fields(f"<title>{title}</title><meta property='og:site_name' content='Вести'>", PARAGRAPHS).title == headline


def test_a_suffix_is_learned_from_the_headline_on_the_page() -> None:
    """What the title has behind the headline and a separator is the site's, whatever it is."""
    head = "<title>Кому достанется порт – Новости юга | Лучшее</title>"
    page = fields(head, f"<h1>Кому достанется порт</h1>{PARAGRAPHS}")
    assert page.title == "Кому достанется порт"


def test_the_rules_suffix_is_removed_with_its_separator_or_without() -> None:
    """Rules write it either way."""
    for suffix in ("– Новости Гагаузии | Gagauznews.com", " – Новости Гагаузии | Gagauznews.com"):
        rule = SiteRule(title_suffix=suffix)
        head = "<title>Кому достанется порт – Новости Гагаузии | Gagauznews.com</title>"
        assert fields(head, PARAGRAPHS, rule=rule).title == "Кому достанется порт"


def test_the_headline_is_rewritten_and_the_metadata_forgotten() -> None:
    """A reader sees the new headline; what the metadata kept does not hide it."""
    stale = "Кому достанется порт"
    head = f"<title>{stale} — Вести</title><meta property='og:title' content='{stale}'>"
    head += f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{stale}"}}</script>'
    known = Article(title=stale)
    assert fields(head, f"<h1>Порт достанется одной компании</h1>{PARAGRAPHS}", known=known).title != stale


def test_a_page_of_two_titles_is_not_retitled() -> None:
    """A title for search engines that was always another is no change: part of the metadata repeats the headline."""
    head = "<title>Кому достанется порт — Вести</title><meta property='og:title' content='Порт: три заявки'>"
    known = Article(title="Порт: три заявки")
    assert fields(head, f"<h1>Кому достанется порт</h1>{PARAGRAPHS}", known=known).title == "Порт: три заявки"


def test_a_headline_that_was_seen_speaks_for_itself() -> None:
    """A reading had it from the page; the page shows another now, and only part of the metadata follows."""
    head = "<title>Порт достанется одной компании</title><meta property='og:title' content='Кому достанется порт'>"
    known = Article(title="Кому достанется порт", how="guided", notes=("title: h1",))
    page = fields(head, f"<h1>Порт достанется одной компании</h1>{PARAGRAPHS}", known=known)
    assert page.title == "Порт достанется одной компании"


def test_a_dialogs_heading_is_no_headline() -> None:
    """The headline was rewritten; the forms of the page have headings, twice the same, and one of them looms nearer."""
    body = (
        f"<h1>Порт достанется одной компании</h1><form><h1>Создать пароль</h1></form><div role='dialog'>"
        f"<h1>Создать пароль</h1></div>{PARAGRAPHS}"
    )
    known = Article(title="Кому достанется порт")
    assert fields("", body, known=known).title == "Порт достанется одной компании"


def test_a_title_with_the_sites_name_is_the_same_title() -> None:
    """The known one has it behind a dash, or the page before a colon."""
    head = "<title>Кому достанется порт | Вестник</title><meta property='og:site_name' content='Вестник'>"
    known = Article(title="Кому достанется порт - Вестник")
    assert fields(head, f"<h1>Кому достанется порт</h1>{PARAGRAPHS}", known=known).title == known.title
    head = "<title>Вестник: Кому достанется порт</title><meta property='og:site_name' content='Вестник'>"
    assert fields(head, PARAGRAPHS).title == "Кому достанется порт"


def test_what_stands_beside_the_known_headline_in_a_title_is_the_sites() -> None:
    """A site that names itself nowhere else."""
    known = Article(title="Кому достанется порт")
    for title in (
        "Кому достанется порт | Вестник",
        "Вестник — Кому достанется порт",
        "Кому достанется порт | Река | В",
    ):
        assert fields(f"<title>{title}</title>", PARAGRAPHS, known=known).title == known.title
    rewritten = fields("<title>Порт достанется одному | Вестник</title>", PARAGRAPHS, known=known).title
    assert rewritten.startswith("Порт достанется одному")


@pytest.mark.parametrize(
    "heading",
    [
        "<h1>Кому достанется порт <span class='badge'>Видео</span></h1>",
        "<h1><span>Эксклюзив</span> Кому достанется порт</h1>",
        "<h1>Вестник</h1><h2>Кому достанется порт</h2>",
    ],
)
def test_a_badge_or_the_sites_name_by_the_headline_retitles_nothing(heading: str) -> None:
    """A new template; what stands behind the scenes is the headline that is known."""
    head = "<title>Кому достанется порт</title><meta property='og:title' content='Кому достанется порт'>"
    page = page_of(f"<html><head>{head}</head><body><article>{heading}<div>{PARAGRAPHS}</div></article></body></html>")
    text = Article(blocks=(Block(text=TEXT[0], path="/html/body/article/div/p[1]"),), title="Кому достанется порт")
    assert read_fields(page, url=ADDRESS, known=text, blocks=text.blocks).title == "Кому достанется порт"


def test_a_headline_that_grew_is_a_new_one() -> None:
    """Its new words stand in the metadata too, or in no element of their own."""
    known = Article(title="Кому достанется порт")
    for word in ("<span>и когда</span>", "и когда"):
        head = f"<title>Кому достанется порт {'и когда' if '<' in word else ''}</title>"
        grown = fields(head, f"<h1>Кому достанется порт {word}</h1>{PARAGRAPHS}", known=known)
        assert grown.title == "Кому достанется порт и когда"


def test_an_account_signs_for_nobody_who_had_signed() -> None:
    """A template that shows no byline any more, over the metadata of the publishing system."""
    known = Article(title="Кому достанется порт", byline="Анна Петрова")
    found = fields("<meta name='author' content='admin'>", f"<h1>Кому достанется порт</h1>{PARAGRAPHS}", known=known)
    assert found.byline == ""


def test_the_date_of_another_article_is_not_this_ones() -> None:
    """In a box beside it, or in a link."""
    beside = "<aside><article><time datetime='2026-02-02T10:00:00Z'>2 февраля</time></article></aside>"
    linked = "<a href='/x'>Порт закрыт <time datetime='2026-02-02'>2 февраля</time></a>"
    assert fields("", f"<h1>Кому достанется порт</h1>{PARAGRAPHS}{beside}{linked}").published is None


def test_a_headline_among_others_is_the_one_by_the_text() -> None:
    """Pages put their names, sections and teasers into first-level headings too."""
    body = (
        f"<h1>Вести</h1><h1>Спецпроекты</h1><div><h1>Кому достанется порт</h1>{PARAGRAPHS}</div><h1>Читайте также</h1>"
    )
    page = page_of(f"<html><head><title>Кому достанется порт — Вести</title></head><body>{body}</body></html>")
    assert read_unguided(page, url=ADDRESS).title == "Кому достанется порт"


# ── bylines and dates ──


def test_a_byline_is_names_only() -> None:
    """Lead-ins, handles, dates and separators are no names."""
    for shown in (
        "<p class='byline'>By Ann Lee | Herald</p>",
        "<p>Автор: Ann Lee</p>",
        "<div class='meta'><span class='author'>Ann Lee</span><time datetime='2024-03-01'>1 марта</time></div>",
        "<p>Ann Lee</p><p>March 1, 2024 by Ann Lee</p>",
    ):
        assert fields("", f"<h1>Кому достанется порт</h1>{shown}{PARAGRAPHS}").byline == "Ann Lee", shown


def test_the_byline_by_the_headline_wins_over_forgotten_metadata() -> None:
    """Who signs is what a reader sees; where both are of one mind, the metadata's spelling is taken."""
    data = '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Ann Lee"}}</script>'
    other = fields(data, f"<h1>Кому достанется порт</h1><p class='byline'>By Tom Hill</p>{PARAGRAPHS}")
    assert other.byline == "Tom Hill"
    same = fields(data, f"<h1>Кому достанется порт</h1><p class='byline'>By Ann Lee, our reporter</p>{PARAGRAPHS}")
    assert same.byline == "Ann Lee"


def test_an_office_in_the_copy_is_no_changed_byline() -> None:
    """`author: nokta` is what nobody has signed; a name elsewhere on the page does not change it."""
    data = '<meta name="author" content="admin">'
    body = f"<h1>Кому достанется порт</h1><p class='byline'>By Tom Hill</p>{PARAGRAPHS}"
    assert fields(data, body, known=Article(byline="admin")).byline == "admin"


def test_comment_forms_sign_nothing() -> None:
    """`Name *` by a field is no author."""
    form = "<form class='comment-form'><label class='comment-form-author'>Name *</label></form>"
    assert fields("", f"<h1>Кому достанется порт</h1>{PARAGRAPHS}{form}").byline == ""


def test_published_is_the_most_exact_of_what_says_the_same() -> None:
    """A day in one place and an instant in another are one date, known to the second."""
    head = '<meta property="article:published_time" content="2022-01-06T18:21:37+00:00">'
    data = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2022-01-06"}</script>'
    found = fields(data + head, f"<h1>Кому достанется порт</h1>{PARAGRAPHS}")
    assert str(found.published) == "2022-01-06T18:21:37Z"
    assert any(note.startswith("published: ") and "instant" in note for note in found.notes)


def test_a_date_by_the_headline_is_read_where_nothing_else_is() -> None:
    """In words, in the languages of the seeds."""
    for line in ("6 января 2022, 20:21", "6 ianuarie 2022", "6 січня 2022", "Posted on January 6, 2022", "06.01.2022"):
        found = fields("", f"<h1>Кому достанется порт</h1><div>{line}</div>{PARAGRAPHS}")
        assert found.published is not None, line
        assert str(found.published) == "2022-01-06"


def test_a_line_that_says_updated_is_the_modified_date() -> None:
    """And not the date of publication."""
    found = fields("", f"<h1>Кому достанется порт</h1><p>Обновлено: 7 января 2022</p>{PARAGRAPHS}")
    assert found.published is None
    assert str(found.modified) == "2022-01-07"


def test_the_article_is_back_dated_where_readers_see_it() -> None:
    """The date by the headline moves by a month while the metadata keeps the old one."""
    head = '<meta property="article:published_time" content="2022-01-06T18:21:37+00:00">'
    known = Article(published=dates.read("2022-01-06T18:21:37+00:00"))
    body = f"<h1>Кому достанется порт</h1><time datetime='2021-12-06'>6 декабря 2021</time>{PARAGRAPHS}"
    assert str(fields(head, body, known=known).published) == "2021-12-06"
    modified = '<meta property="article:modified_time" content="2022-02-01T08:00:00+00:00">'
    body = f"<h1>Кому достанется порт</h1><time datetime='2022-02-01'>1 февраля 2022</time>{PARAGRAPHS}"
    assert str(fields(head + modified, body, known=known).published) == "2022-01-06T18:21:37Z"


# ── the rest ──


def test_the_other_fields_and_where_they_were_read() -> None:
    """Section, keywords, description, canonical address and language, each with its place."""
    head = (
        '<meta property="og:description" content="Три заявки &amp; один порт">'
        '<meta property="article:section" content="Экономика">'
        '<meta property="article:tag" content="порт"><meta property="article:tag" content="конкурс">'
        '<link rel="canonical" href="/news/port.html?a=1">'
    )
    found = fields(head, f"<h1>Кому достанется порт</h1>{PARAGRAPHS}")
    assert found.description == "Три заявки & один порт"
    assert found.section == ("Экономика",)
    assert found.keywords == ("порт", "конкурс")
    assert found.canonical == "https://vesti.example/news/port.html?a=1"
    assert found.language == "ru"
    noted = {note.split(":")[0] for note in found.notes}
    assert noted >= {"title", "description", "section", "keywords", "canonical", "language"}


@pytest.mark.parametrize(
    "notice",
    [
        "Обновлено: в тексте уточнено число заявок.",
        "Исправлено 2 марта: компаний было три.",
        "От редакции: в первой версии заметки была ошибка.",
        "Correction: an earlier version said four companies.",
        "This article has been updated to include the ministry's reply.",
        "Editor's note: the figures were corrected on Monday.",
        "Erată: au fost trei companii, nu patru.",
        "Оновлено о 18:40",
        "Sprostowanie: firmy były trzy.",
    ],
)
def test_a_correction_notice_is_found(notice: str) -> None:
    """In the article or right beside it, in the languages of the seeds."""
    page = page_of(f"<html><body><h1>Кому достанется порт</h1>{PARAGRAPHS}<p>{notice}</p></body></html>")
    assert read_unguided(page, url=ADDRESS).notices == (notice,)


@pytest.mark.parametrize(
    "sentence",
    [
        "Обновлённые правила вступят в силу в марте, когда суда вернутся в порт.",
        "Updated rules will come into force when the ships return to the harbour.",
        "Исправленный проект депутаты рассмотрят осенью, если успеют.",
        "Corrections officers went on strike in the port town on Monday.",
    ],
)
def test_a_sentence_that_begins_like_a_notice_is_none(sentence: str) -> None:
    """News about updates and corrections."""
    page = page_of(f"<html><body><h1>Кому достанется порт</h1>{PARAGRAPHS}<p>{sentence}</p></body></html>")
    assert read_unguided(page, url=ADDRESS).notices == ()


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","datePublished":"2022-01-06"}',
        '{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Вести"},{"@type":["NewsArticle"],"datePublished":"2022-01-06"}]}',
        '<!-- {"@type":"NewsArticle","datePublished":"2022-01-06"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","datePublished":"2022-01-06",}\n//]]>',
        '[{"@type":"Organization"},{"@type":"BlogPosting","description":"a\nb","datePublished":"2022-01-06"}]',
    ],
)  # fmt: skip
def test_json_ld_is_read_with_patience(script: str) -> None:
    """Graphs, lists, comments, trailing commas and bare line breaks."""
    found = fields(f'<script type="application/ld+json">{script}</script>', PARAGRAPHS)
    assert str(found.published) == "2022-01-06"


@pytest.mark.parametrize(
    "script", ["{" * 5000, "[" * 100000, '{"@type":"Article","author":[[[[]]]]}', "null", '"x"', '{"@type":5}']
)
def test_broken_json_ld_breaks_nothing(script: str) -> None:
    """It is data from outside."""
    assert (
        fields(f'<title>Порт</title><script type="application/ld+json">{script}</script>', PARAGRAPHS).title == "Порт"
    )


# ── the text, unguided ──


def test_a_site_rule_decides_where_the_text_is() -> None:
    """`article`, `drop` and `cut_from`; the reading says that a rule made it, and is read again the same."""
    rule = SiteRule(host="vesti.example", article=".story", drop=(".promo",), cut_from=("Поделиться",))
    body = (
        f"<div class='lead'><p>Главное за день: семь новостей, которые вы могли пропустить сегодня утром.</p></div>"
        f"<div class='story'>{PARAGRAPHS}<div class='promo'><p>Подпишитесь на рассылку, чтобы не пропустить.</p></div>"
        f"<h3>Поделиться:</h3><p>Кнопки и ещё одна строка, которая не относится к статье вовсе.</p></div>"
    )
    page = page_of(f"<html><head><title>Порт</title></head><body>{body}</body></html>")
    article = read_unguided(page, rule=rule, url=ADDRESS)
    assert [block.text for block in article.blocks] == list(TEXT)
    assert article.how == "rule"
    assert article.sure > 0.9


def test_a_rule_that_only_drops_leaves_the_rest_to_the_other_readers() -> None:
    """`drop` without `article`: what it names is read by nobody."""
    note = "<p class='promo'>Заседания комиссии проходят по средам в здании речного управления на набережной.</p>"
    page = page_of(f"<html><body><h1>Порт</h1><article>{PARAGRAPHS}{note}</article></body></html>")
    assert "по средам" in read_unguided(page, url=ADDRESS).text
    article = read_unguided(page, rule=SiteRule(host="vesti.example", drop=(".promo",)), url=ADDRESS)
    assert [block.text for block in article.blocks if block.kind == "paragraph"] == list(TEXT)


def test_a_strict_rule_says_that_all_in_its_region_is_the_article() -> None:
    """Whoever configures a region knows what stands in it, side lines and all."""
    body = f"<div class='story'>{PARAGRAPHS}<div class='note'>Дело № 12</div></div><p>Меню дня и другие строки</p>"
    page = page_of(f"<html><body><h1>Порт</h1>{body}</body></html>")
    article = read_unguided(page, rule=SiteRule(host="vesti.example", article=".story"), url=ADDRESS, strict=True)
    assert [block.text for block in article.blocks] == [*TEXT, "Дело № 12"]
    assert article.how == "rule"


def test_a_rule_that_fits_no_more_is_passed_over() -> None:
    """After a redesign the selector finds nothing, and the page is read as any other."""
    rule = SiteRule(host="vesti.example", article=".old-story", drop=("[",))
    page = page_of(f"<html><body><h1>Кому достанется порт</h1><article>{PARAGRAPHS}</article></body></html>")
    article = read_unguided(page, rule=rule, url=ADDRESS)
    assert article.how != "rule"
    assert TEXT[0] in article.text


def test_shipped_rules_know_their_sites_and_yield_to_the_configuration() -> None:
    """By host, with and without `www.`; a key that is configured wins, the others stay."""
    shipped = for_host("https://www.gagauznews.com/a/b.html")
    assert shipped is not None
    assert shipped.article == ".single-body.entry-content"
    assert for_host("https://notgagauznews.com/") is None
    assert for_host("http://[") is None
    merged = over(SiteRule(host="gagauznews.com", article=".new"), shipped)
    assert merged is not None
    assert (merged.article, merged.title_suffix) == (".new", shipped.title_suffix)
    for host in ("gagauzinfo.md", "jurnaltv.md", "md.kp.media", "nokta.md", "evedomosti.md"):
        assert for_host(f"https://{host}/x") is not None


def test_a_page_of_one_of_the_six_sites_is_read_by_its_rule() -> None:
    """jurnaltv.md keeps its text in the first of two containers, else in the second."""
    for container in ("<div class='mb-3 pb-1 text-white'>", "<div class='article-body'>"):
        page = page_of(
            f"<html><body><h1>Портул</h1><p>Меню дня и другие строки</p>{container}{PARAGRAPHS}</div></body></html>"
        )
        rule = for_host("https://www.jurnaltv.md/news/1")
        article = read_unguided(page, rule=rule, url="https://www.jurnaltv.md/news/1")
        assert [block.text for block in article.blocks] == list(TEXT)


def test_an_unguided_reading_is_read_again_the_same() -> None:
    """The first reading is a fixed point: found by its own text, it is itself."""
    from monitor.clean import guided

    page = page_of(
        f"<html><body><nav><a href='/'>Главная</a></nav><article><h1>Порт</h1>{PARAGRAPHS}<blockquote><p>«Мы ждали "
        f"этого дня двадцать лет», — сказал начальник порта.</p></blockquote><ul><li>первая заявка, самая большая</li>"
        f"<li>вторая заявка, самая поздняя</li></ul></article><footer>Вести</footer></body></html>"
    )
    first = read_unguided(page, url=ADDRESS)
    again = guided.find(page, first).article
    assert again is not None
    assert [(block.text, block.path) for block in again.blocks] == [(block.text, block.path) for block in first.blocks]


def test_a_page_without_text_gives_an_article_without_blocks() -> None:
    """Nothing was read, and nothing is made up."""
    article = read_unguided(page_of("<html><body><p>Да.</p></body></html>"), url=ADDRESS)
    assert article.blocks == ()
    assert article.sure == 0


def test_the_guided_path_loads_neither_trafilatura_nor_beautifulsoup() -> None:
    """Start-up is quick, and the common case does not pay for the rare one."""
    code = (
        "import sys; from monitor.clean import normalise; "
        "print([name for name in ('trafilatura', 'bs4', 'dateparser', 'htmldate') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.corpus
def test_fields_of_sixty_real_pages_as_a_person_labelled_them(corpus: Path) -> None:
    """Headline, byline and date of publication of every third gold page, labelled by hand."""
    import gzip

    addresses = json.loads((corpus / "articles-gold" / "ground-truth.json").read_text())
    labels = json.loads((PAGES / "gold-fields.json").read_text())
    wrong = []
    for name, label in labels.items():
        body = gzip.decompress((corpus / "articles-gold" / "html" / f"{name}.html.gz").read_bytes())
        page = parse(body, None)
        assert not isinstance(page, NotAnArticle)
        found = read_fields(page, url=addresses[name]["url"])
        published = dates.read(label["published"])
        assert published is not None
        for field, right in (
            ("title", titles.key(found.title) == titles.key(label["title"])),
            ("byline", titles.key(found.byline) == titles.key(label["byline"])),
            ("published", found.published is not None and dates.same(found.published, published)),
        ):
            if not right:
                wrong.append((addresses[name]["url"], field, getattr(found, field)))
    assert len(labels) == 60
    assert not wrong
