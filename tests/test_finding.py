"""Layouts and languages: the untouched page is intact, and each edit of it is found, wherever the article stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.clean import fold
from monitor.clean.copy import read_copy
from monitor.clean.guided import Found, find
from monitor.clean.parse import Page, parse
from monitor.clean.sentences import cut
from monitor.compare import compare
from monitor.model import Article, Comparison, Seed

TEXTS = {
    "ru": [
        "Мост через реку закрыли на ремонт 14 мая, сообщили в мэрии. Движение откроют через 3 месяца.",
        "Работы обойдутся бюджету в 240 миллионов рублей. Подрядчика выбрали на торгах прошлой осенью.",
        "«Мы просим жителей потерпеть до августа», — сказал глава департамента. Объезд пойдёт по набережной.",
        "Автобусы двух маршрутов изменят путь. Остановку у вокзала перенесут на соседнюю улицу.",
        "В последний раз мост чинили в 1998 году. Тогда работы заняли почти целый год.",
    ],
    "en": [
        "The harbour master said on Tuesday that 12 boats had broken loose. Nobody was hurt in the storm.",
        "Repairs to the pier will cost about $4 million, according to the council. Work starts in spring.",
        "“We were lucky that it happened at night,” said Ann Reed, who owns a cafe. Her windows were broken.",
        "Two ferries will not run until the weekend. Passengers can use the bus from the old station.",
        "The last storm of this kind came in 1987. It sank a trawler and closed the port for a month.",
    ],
    "ro": [
        "Primăria a anunțat marți că 7 școli vor fi renovate în această vară. Lucrările încep în luna iunie.",
        "Costul total ajunge la 18 milioane de lei, potrivit proiectului. Banii vin din bugetul local.",
        "„Copiii vor învăța în clase mai calde”, a spus directoarea liceului. Ea a mulțumit părinților.",
        "Cursurile se vor ține în alte clădiri până în septembrie. Transportul elevilor rămâne gratuit.",
        "Ultima renovare a avut loc în anul 2004. Atunci au fost schimbate doar ferestrele și ușile.",
    ],
    "ar": [
        "أعلنت البلدية يوم الثلاثاء إغلاق 5 شوارع في وسط المدينة. وستبدأ الأعمال في بداية الشهر المقبل.",
        "تبلغ كلفة المشروع نحو 30 مليون دينار بحسب المجلس. وستدفع الحكومة نصف هذا المبلغ.",
        "قال رئيس البلدية إن السكان سيجدون طرقا بديلة. وطلب منهم الصبر حتى نهاية الصيف.",
        "لن تمر الحافلات من الساحة القديمة في هذه الفترة. وستنقل المحطة إلى الشارع المجاور للسوق.",
        "كانت آخر أعمال من هذا النوع في عام 1999. واستغرقت يومها أكثر من سنة كاملة.",
    ],
    "zh": [
        "市政府周二宣布，老城区的五座桥梁将从6月开始维修。工程预计需要八个月才能完成。",
        "整个项目的费用大约为3亿元，由省级财政承担一半。其余部分将通过发行债券来筹集。",
        "交通局局长表示，居民可以乘坐临时轮渡过河。他请求大家在夏季结束之前保持耐心。",
        "三条公交线路将改道行驶，火车站前的站牌也会移到旁边的街道。周末的班次不会减少。",
        "上一次大规模维修是在1996年进行的。当时的工程因为洪水而推迟了将近一年。",
    ],
    "he": [
        "העירייה הודיעה ביום שלישי על סגירת 4 רחובות במרכז העיר. העבודות יתחילו בתחילת החודש הבא.",
        "עלות הפרויקט מוערכת בכ-50 מיליון שקלים לפי המועצה. מחצית מהסכום תשולם מתקציב המדינה.",
        "ראש העיר אמר כי התושבים יוכלו להשתמש בדרכים חלופיות. הוא ביקש מהם סבלנות עד סוף הקיץ.",
        "האוטובוסים לא יעברו בכיכר הישנה בתקופה הזאת. התחנה תועבר לרחוב הסמוך לשוק המרכזי.",
        "העבודות האחרונות מסוג זה נערכו בשנת 1994. הן נמשכו אז יותר משנה שלמה.",
    ],
}
STRANGER = {"en": "Никто не ждал, что из этого так скоро выйдет 17 новых страниц."}
TEASERS = "".join(f"<li><a href='/{n}'>Another headline number {n} of the day</a></li>" for n in range(6))
Layout = Callable[[list[str]], str]


def framed(body: str, *, before: str = "", after: str = "") -> str:
    return (
        "<!doctype html><html><head><meta charset='utf-8'><title>x</title></head><body><header><ul>"
        f"<li><a href='/'>Home</a></li></ul></header>{before}{body}{after}"
        f"<aside><ul>{TEASERS}</ul></aside><footer><p>© 2022 The paper. All rights reserved.</p></footer></body></html>"
    )


def plain(texts: list[str]) -> str:
    return framed("<article><h1>Title</h1>" + "".join(f"<p>{text}</p>" for text in texts) + "</article>")


def wrapped(texts: list[str]) -> str:
    """Each paragraph in wrappers of its own, with advertisements in others between them."""
    parts = [f"<section class='body-part n{n}'><div><p>{text}</p></div></section>" for n, text in enumerate(texts)]
    between = (
        "<section class='ad-slot'><div><p>Advertisement that runs on for quite a few words here.</p></div></section>"
    )
    return framed(f"<main><h1>Title</h1>{between.join(parts)}</main>")


def old_table(texts: list[str]) -> str:
    """Tables as layout, line breaks for paragraphs."""
    cell = "<font face='arial' size=2><br>" + "<br><br>\n".join(texts) + "</font>"
    return framed(
        f"<table><tr><td width=100><a href='/a'>Menu</a><br><a href='/b'>News</a></td><td>{cell}</td></tr></table>"
    )


def live_blog(texts: list[str]) -> str:
    entries = (
        f"<div class='entry'><time>11:00</time><h3>Entry {len(text)}</h3><div class='t'><p>{text}</p></div></div>"
        for n, text in enumerate(texts)
    )
    return framed(f"<main>{''.join(entries)}</main>")


def interview(texts: list[str]) -> str:
    parts = (f"<p><strong>— Question {len(text)}?</strong></p><p>— {text}</p>" for n, text in enumerate(texts))
    return framed(f"<article><div class='text'>{''.join(parts)}</div></article>")


def verses(texts: list[str]) -> str:
    return framed(f"<article><p>{'<br>'.join(texts)}</p></article>")


def listed(texts: list[str]) -> str:
    return framed(f"<article><p>{texts[0]}</p><ul>{''.join(f'<li>{text}</li>' for text in texts[1:])}</ul></article>")


def gallery(texts: list[str]) -> str:
    parts = (
        f"<figure><figcaption>Photo: agency {len(text)}</figcaption></figure><div class='t'><p>{text}</p></div>"
        for text in texts
    )
    return framed(f"<div class='gallery'>{''.join(parts)}</div>")


def two_articles(texts: list[str]) -> str:
    """The next article follows on the same page."""
    other = "".join(f"<p>Something else is told here in paragraph {n}, about another thing.</p>" for n in range(8))
    first = "".join(f"<p>{text}</p>" for text in texts)
    return framed(f"<article><div>{first}</div></article><article><h1>Next</h1><div>{other}</div></article>")


def boxes_inside(texts: list[str]) -> str:
    """Related articles, advertisements and a pull quote between the paragraphs."""
    box = "<div class='related'><b>Read also</b><ul><li><a href='/r'>What the neighbours say</a></li></ul></div>"
    quote = f"<aside class='pullquote'><p>{texts[2]}</p></aside>"
    body = "".join(
        f"<p>{text}</p>{box if n == 1 else quote if n == 2 else ''}<div class='ad'>Advertisement</div>"
        for n, text in enumerate(texts)
    )
    return framed(f"<article>{body}</article>")


def standfirst_far_above(texts: list[str]) -> str:
    """The first paragraph stands above a long box of other things."""
    box = "".join(f"<p class='tool'>Share this on network number {n} with all of your friends</p>" for n in range(40))
    rest = "".join(f"<p>{text}</p>" for text in texts[1:])
    return framed(
        f"<div class='top'><h2>{texts[0]}</h2></div><div class='tools'>{box}</div><div class='text'>{rest}</div>"
    )


def accelerated(texts: list[str]) -> str:
    ad = "<amp-ad width=300 type='x'></amp-ad><amp-img src='1.jpg' alt='a picture'></amp-img>"
    return framed(
        f"<main role='main'><div class='amp-content'>{ad.join(f'<p>{text}</p>' for text in texts)}</div></main>"
    )


LAYOUTS: list[Layout] = [
    plain,
    wrapped,
    old_table,
    live_blog,
    interview,
    verses,
    listed,
    gallery,
    two_articles,
    boxes_inside,
    standfirst_far_above,
    accelerated,
]


def page_of(source: str) -> Page:
    page = parse(source.encode(), "text/html; charset=utf-8")
    assert isinstance(page, Page)
    return page


def copy_of(text: str) -> Article:
    return read_copy(Seed(id="x", path="seeds/x.md", raw=text.encode()))


def looked(source: str, known: Article | str) -> tuple[Article, Comparison]:
    found: Found = find(page_of(source), copy_of(known) if isinstance(known, str) else known)
    assert found.article is not None
    return found.article, compare(found.known, found.article, fold=fold)


def told(seen: Comparison) -> str:
    return " ".join(f"{edit.before} {edit.after}" for edit in seen.edits)


layouts = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
languages = pytest.mark.parametrize("language", TEXTS)


@layouts
@languages
def test_an_untouched_page_is_intact_and_reads_the_same_again(layout: Layout, language: str) -> None:
    """By a whole copy and by a flat one: no edit, and the reading is a fixed point."""
    texts = TEXTS[language]
    for copy in ("\n\n".join(texts), " ".join(texts)):
        first, seen = looked(layout(texts), copy)
        assert not seen.edits
        again, since = looked(layout(texts), first)
        assert not since.edits
        assert not since.candidates
        assert again.sentences == first.sentences


@layouts
@languages
def test_each_edit_is_found_since_the_last_reading(layout: Layout, language: str) -> None:
    """A figure, a sentence, a paragraph that gave way to another: found, and nothing else."""
    texts = TEXTS[language]
    first, _ = looked(layout(texts), "\n\n".join(texts))
    figure = next(char for char in texts[1] if char.isdigit())
    other = texts[1].replace(figure, str((int(figure) + 3) % 10), 1)
    _, seen = looked(layout([texts[0], other, *texts[2:]]), first)
    assert [edit.op for edit in seen.edits] == ["replace"]
    stranger = STRANGER.get(language, "Nobody expected that 17 new pages would come of it so soon.")
    _, seen = looked(layout([*texts[:3], stranger, texts[4]]), first)
    assert stranger in told(seen)
    assert texts[4] not in told(seen)
    _, seen = looked(layout([*texts[:3], stranger, *texts[3:]]), first)
    assert {edit.op for edit in seen.edits} == {"insert"}
    assert stranger in told(seen)


@layouts
def test_an_edited_figure_is_found_at_first_sight(layout: Layout) -> None:
    """Beside the copy alone, in every layout."""
    for texts in TEXTS.values():
        figure = next(char for char in texts[1] if char.isdigit())
        other = texts[1].replace(figure, str((int(figure) + 3) % 10), 1)
        _, seen = looked(layout([texts[0], other, *texts[2:]]), "\n\n".join(texts))
        assert [edit.op for edit in seen.edits] == ["replace"]


@pytest.mark.parametrize(
    "added",
    [
        "<p>Updated in the evening</p>",
        "<ul><li>two small boats</li><li>the old crane</li></ul>",
        "<blockquote><p>Nobody expected that it would come to this so soon.</p></blockquote>",
        "<h2>What comes next</h2>",
    ],
)
def test_a_short_line_a_list_a_quotation_or_a_heading_is_added(added: str) -> None:
    """Between two paragraphs: an insert since the last reading, a candidate beside the copy."""
    texts = TEXTS["en"]
    first, _ = looked(plain(texts), "\n\n".join(texts))
    page = plain([*texts[:3], texts[3] + "</p>" + added + "<p>" + texts[4]])
    _, since = looked(page, first)
    assert {edit.op for edit in since.edits} == {"insert"}
    _, seen = looked(page, "\n\n".join(texts))
    assert not seen.edits
    assert seen.candidates


def test_a_headline_over_the_text_is_no_block_of_it() -> None:
    """It stands in the article's own cell as a second-level heading, and is told as the headline alone."""
    texts = TEXTS["en"]
    source = plain(texts).replace("<h1>Title</h1>", "<h2>The storm broke twelve boats loose</h2>")
    first, seen = looked(source, "\n\n".join(texts))
    assert [block.text for block in first.blocks] == texts
    assert not seen.candidates
    _, since = looked(source.replace("twelve", "thirteen"), first)
    assert not since.edits


# ── pieces of a line that copies have or lack ──


EN = TEXTS["en"]
CLIPPED = "border:0;clip:rect(0 0 0 0);position:absolute"
# What the copies say plainly, the same as the page marks it up, and the words that are hidden there.
INLINE = {
    "words for screen readers": (
        "according to the council",
        f"according to <a href='/c'>the council<span style='{CLIPPED}'>, opens new tab</span></a>",
        ", opens new tab",
    ),
    "the same by a class": (
        "who owns a cafe",
        "who owns a cafe <span class='site-vh'>(external link)</span>",
        " (external link)",
    ),
    "an icon's title": (
        "the old station",
        "<a href='/s'>the old station<svg><title>Opens outside</title></svg></a>",
        "Opens outside",
    ),
    "a footnote's mark": ("$4 million", "$4 million<sup><a href='#n1'>[1]</a></sup>", "[1]"),
    "a hidden label": ("Two ferries", "<span class='visually-hidden'>Update </span>Two ferries", "Update "),
}


@pytest.mark.parametrize(("plainly", "marked", "words"), INLINE.values(), ids=INLINE)
@pytest.mark.parametrize("taken", [False, True], ids=["copy without", "copy with"])
def test_what_a_line_hides_is_no_edit_whether_the_copy_has_it_or_not(
    plainly: str, marked: str, words: str, taken: bool
) -> None:
    """Both ways intact, a fixed point, and the sentences stay whole; an edit beside it is found."""
    page = [text.replace(plainly, marked) for text in EN]
    written = plainly.replace("Two", words + "Two") if words == "Update " else plainly + words
    copy = "\n\n".join(EN).replace(plainly, written if taken else plainly)
    first, seen = looked(plain(page), copy)
    assert not seen.edits
    assert len(first.blocks) == len(EN)
    again, since = looked(plain(page), first)
    assert not since.edits
    assert again.sentences == first.sentences
    _, since = looked(plain([text.replace("spring", "autumn").replace("12", "13") for text in page]), first)
    assert len(since.edits) == 2


def test_a_figure_that_changed_inside_a_mark_is_an_edit() -> None:
    """Ten to the power of six became ten to the power of nine: both stand in a sup."""
    page = [*EN[:4], EN[4] + " It moved 10<sup>6</sup> tonnes of sand."]
    first, seen = looked(plain(page), "\n\n".join([*EN[:4], EN[4] + " It moved 106 tonnes of sand."]))
    assert not seen.edits
    _, since = looked(plain([*page[:4], page[4].replace("<sup>6<", "<sup>9<")]), first)
    assert [edit.op for edit in since.edits] == ["replace"]


def test_what_was_escaped_twice_is_what_it_stands_for() -> None:
    """`&amp;percnt;` shows as `&percnt;`, and every copy has the sign."""
    _, seen = looked(
        plain([EN[0] + " It grew by 40&amp;percnt; &amp;#151; a record.", *EN[1:]]),
        "\n\n".join([EN[0] + " It grew by 40% — a record.", *EN[1:]]),
    )
    assert not seen.edits


def test_nothing_but_sentence_marks_is_one_sentence_and_no_work() -> None:
    """Twelve thousand of them in each of many blocks: each is one piece, and the work grows with their length."""
    assert [text for _, text in cut("。" * 120_000, cyrillic=False)] == ["。" * 120_000]
    assert next(text for _, text in cut("А。" + "。" * 50_000 + "Б。", cyrillic=False)).startswith("А。")


# ── copies that were cut ──


def test_a_copy_that_ends_or_begins_inside_a_sentence_is_intact() -> None:
    """After so many letters, without its first word, or behind the page's label: text that the copy lacks."""
    whole = "\n\n".join(EN)
    for copy, page in (
        (whole[:-30], EN),
        (whole[:-33], EN),
        (whole.replace("The harbour master", "harbour master", 1), EN),
        (whole, ["Dover · " + EN[0], *EN[1:]]),
        (whole, ["<span>DOVER, 7 January —</span> " + EN[0], *EN[1:]]),
    ):
        first, seen = looked(plain(page), copy)
        assert not seen.edits
        assert seen.candidates
        _, since = looked(plain(page), first)
        assert not since.edits


def test_words_added_to_a_whole_last_sentence_are_an_edit() -> None:
    """The copy's last sentence has its full stop, so nothing was cut off."""
    longer = EN[4].replace("for a month.", "for a month, the council said.")
    _, seen = looked(plain([*EN[:4], longer]), "\n\n".join(EN))
    assert [edit.op for edit in seen.edits] == ["replace"]


def test_a_denial_before_the_first_sentence_is_an_edit() -> None:
    """No label stands there, but words."""
    _, seen = looked(plain(["It is not true that " + EN[0][0].lower() + EN[0][1:], *EN[1:]]), "\n\n".join(EN))
    assert [edit.op for edit in seen.edits] == ["replace"]


def test_a_list_written_with_line_breaks_is_the_copys_list() -> None:
    """The page has hyphens after line breaks; Markdown takes them for its own."""
    page = [*EN[:2], "What was lost:<br>- two boats of the club<br>- a shed with nets<br>- the old crane", *EN[2:]]
    copy = [*EN[:2], "What was lost:\n- two boats of the club\n- a shed with nets\n- the old crane", *EN[2:]]
    _, seen = looked(plain(page), "\n\n".join(copy))
    assert not seen.edits


def test_numbers_of_a_list_that_the_page_counts_by_itself_are_no_trouble() -> None:
    """`1)` inside the items of the copy, a counted list in the page: no edit, and no index out of range."""
    items = ["the loss of attention to the harbour,", "the loss of what is called support."]
    page = framed(f"<article><p>{EN[0]}</p><ol>{''.join(f'<li>{one}</li>' for one in items)}</ol></article>")
    copy = EN[0] + "".join(f"\n\n- {n}) {one}" for n, one in enumerate(items, 1))
    _, seen = looked(page, copy)
    assert not any("loss" in (edit.before or edit.after or "") for edit in seen.edits)


@pytest.mark.parametrize(
    "line",
    [
        "Больше важных и интересных публикаций в соцсетях:",
        "Наш сайт:",
        "Instagram: Одноклассники: Facebook: YouTube:",
        "Telegram | YouTube",
        "Follow us on social media:",
        "Urmăriți-ne și pe rețelele sociale:",
    ],
)
def test_lines_that_lead_to_networks_are_promotion(line: str) -> None:
    """Only the copy has them: candidates."""
    _, seen = looked(plain(TEXTS["ru"]), "\n\n".join([*TEXTS["ru"], line]))
    assert not seen.edits
    assert {one.why for one in seen.candidates} == {"promo"}


def test_a_sentence_about_social_networks_is_a_sentence() -> None:
    """It announces a quotation, and the page lacks it: an edit."""
    lost = "Об этом глава департамента рассказал вечером в социальных сетях:"
    _, seen = looked(plain(TEXTS["ru"]), "\n\n".join([*TEXTS["ru"][:2], lost, *TEXTS["ru"][2:]]))
    assert [edit.op for edit in seen.edits] == ["delete"]


@pytest.mark.parametrize("line", ["cu Sorina Popă", "Видео из города", "Live from Dover"])
def test_a_copy_of_one_line_is_found_in_its_page(line: str) -> None:
    """Three words, and the page shows them: intact, whatever else there is."""
    found = find(page_of(framed(f"<main><h1>Title</h1><p>{line}</p></main>")), copy_of(line))
    assert found.article is not None
    assert not compare(found.known, found.article, fold=fold).edits


def test_a_word_is_no_copy() -> None:
    """It says nothing about any page."""
    assert not copy_of("Видео").blocks
