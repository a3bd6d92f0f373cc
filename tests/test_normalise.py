"""The one way into the cleaner: what stands in a snapshot, the article or something in its place."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clean.copy import read_copy
from monitor.clean.normalise import Normalised, normalise
from monitor.model import Article, NotAnArticle, Seed, SiteRule, Snapshot

PAGES = Path(__file__).parent / "pages"
KINDS = sorted((PAGES / "kinds").glob("*/*.html"))
ADDRESS = "https://vesti.example/news/port.html"
TEXT = (
    "Правительство объявило конкурс на управление речным портом, и в последний день заявки подали три компании.",
    "Одна из них появилась месяц назад и не имеет ни кораблей, ни складов, говорится в документах комиссии.",
    "Вторая принадлежит брату чиновника, который написал условия конкурса и сам же объявил его открытым.",
    "Третья управляет двумя портами ниже по реке и обещает построить новый причал за четыре года.",
    "Итоги подведут в пятницу, а проигравшие уже обещали обратиться в суд и потребовать новых торгов.",
    "Портовые рабочие просят сохранить столовую и автобус, который возит их из города на рассвете.",
)
TITLE = "Кому достанется порт"


def copy_of(*texts: str, title: str = TITLE) -> Article:
    """A note with this text, as the baseline."""
    body = "\n\n".join(texts)
    return read_copy(Seed(id="port", path="seeds/port.md", raw=body.encode(), title=title, title_from="note"))


KNOWN = copy_of(*TEXT)


def page_with(inner: str, *, head: str = "", title: str = f"{TITLE} — Вести") -> str:
    """A page of the site around this."""
    menu = "<header><nav><a href='/'>Главная</a> <a href='/politics'>Политика</a></nav></header>"
    return (
        f"<html lang='ru'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{menu}<main>{inner}</main><footer>© Вести</footer></body></html>"
    )


def article_with(*texts: str, title: str = TITLE, around: str = "") -> str:
    """The article of these paragraphs."""
    return f"<article><h1>{title}</h1>{''.join(f'<p>{text}</p>' for text in texts)}{around}</article>"


def snapshot(body: str | bytes, **changes: object) -> Snapshot:
    """A complete answer of status 200 unless said otherwise."""
    raw = body.encode() if isinstance(body, str) else body
    given: dict[str, object] = {
        "url": ADDRESS, "final_url": ADDRESS, "at": datetime(2026, 1, 1, tzinfo=UTC), "status": 200, "head": b"",
        "headers": (("Content-Type", "text/html; charset=utf-8"),), "wire": raw, "body": raw, **changes,
    }  # fmt: skip
    return Snapshot(**given)  # type: ignore[arg-type]


def look(
    body: str | bytes, *, known: Article | None = KNOWN, rule: SiteRule | None = None, **changes: object
) -> Normalised:
    """Read an answer beside what is known."""
    return normalise(snapshot(body, **changes), known=known, rule=rule)


def missing(body: str | bytes, **changes: object) -> NotAnArticle:
    """Read an answer in which the article must not be found."""
    outcome = look(body, **changes).outcome  # type: ignore[arg-type]
    assert isinstance(outcome, NotAnArticle)
    assert outcome.cleaner
    return outcome


# ── the first question: does the known text stand in the visible page? ──


def test_the_article_stands_as_it_was() -> None:
    """Found by its own text; title, notes and stamp come with it."""
    outcome = look(page_with(article_with(*TEXT))).outcome
    assert isinstance(outcome, Article)
    assert [block.text for block in outcome.blocks if block.kind == "paragraph"] == list(TEXT)
    assert (outcome.title, outcome.how, outcome.language) == (TITLE, "guided", "ru")
    assert any(note.startswith("title: ") for note in outcome.notes)
    assert outcome.cleaner.startswith("clean/")


@pytest.mark.parametrize(
    ("status", "headers"),
    [(404, ()), (403, (("cf-mitigated", "challenge"),)), (500, ()), (410, ()), (451, ())],
)
def test_the_article_is_found_whatever_else_the_answer_says(status: int, headers: tuple[tuple[str, str], ...]) -> None:
    """If most of the text stands in the page, the page is the article."""
    held = (("Content-Type", "text/html"), *headers)
    assert isinstance(look(page_with(article_with(*TEXT)), status=status, headers=held).outcome, Article)


@pytest.mark.parametrize("kind", ["consent", "login", "challenge", "paywall", "error_page"])
def test_a_layer_over_the_article_does_not_hide_it(kind: str) -> None:
    """A cookie wall, a login form or a subscription offer in front of the whole text."""
    layers = "".join(
        path.read_text(encoding="utf-8").split("<body", 1)[1].split(">", 1)[1].split("</body>")[0]
        for path in sorted((PAGES / "kinds" / kind).glob("*.html"))[:2]
        if "<body" in path.read_text(encoding="utf-8")
    )
    assert isinstance(look(page_with(f"<div class='layer'>{layers}</div>{article_with(*TEXT)}")).outcome, Article)


def test_a_flat_copy_comes_back_cut_as_the_page_is() -> None:
    """What is to be compared with the article is the copy cut at the page's borders."""
    flat = copy_of(" ".join(TEXT))
    found = look(page_with(article_with(*TEXT)), known=flat)
    assert found.known is not None
    assert "".join(sentence.text for sentence in found.known.sentences).replace(" ", "") == "".join(TEXT).replace(
        " ", ""
    )


def test_the_headline_is_rewritten() -> None:
    """The one on the page, not the one that the metadata kept."""
    new = "Порт достанется одной компании"
    head = f"<meta property='og:title' content='{TITLE}'>"
    outcome = look(page_with(article_with(*TEXT, title=new), head=head)).outcome
    assert isinstance(outcome, Article)
    assert outcome.title == new


def test_a_site_rule_narrows_where_the_article_is_looked_for() -> None:
    """What the rule leaves out is not read as the article, even beside it and of the same make."""
    promo = (
        "<p class='promo'>Подпишитесь на наш канал, чтобы первыми узнавать новости порта и всей реки каждый день.</p>"
    )
    story = "".join(f"<p>{text}</p>{promo}" for text in TEXT)
    page = page_with(f"<article><h1>{TITLE}</h1><div class='story'>{story}</div></article>")
    rule = SiteRule(host="vesti.example", article=".story", drop=(".promo",))
    outcome = look(page, rule=rule).outcome
    assert isinstance(outcome, Article)
    assert [block.text for block in outcome.blocks] == list(TEXT)


# ── something else in its place ──


@pytest.mark.parametrize("path", KINDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_stands_in_its_place_is_named(path: Path) -> None:
    """Every kind of page, with and without a copy to look for; never an article."""
    final = "https://vesti.example/" if path.parent.name == "home" else ADDRESS
    for known in (KNOWN, None):
        found = missing(path.read_bytes(), known=known, final_url=final)
        assert found.kind == path.parent.name
        assert found.evidence
        assert found.share < 1 / 3


def test_a_publisher_takes_the_article_back() -> None:
    """Under the known headline stands a notice; it is kept as the reading, so that a later look can agree."""
    found = missing(page_with(article_with("Материал удалён по решению редакции.")))
    assert found.kind == "withdrawn"
    assert found.title == TITLE
    assert found.reading is not None
    assert found.reading.blocks[-1].text == "Материал удалён по решению редакции."


def test_a_hidden_text_under_a_notice_is_withdrawn() -> None:
    """The publisher hid the paragraphs and left them in the page: nobody reads them."""
    hidden = "".join(f"<p>{text}</p>" for text in TEXT)
    notice = "<p>Материал удалён по решению редакции.</p>"
    body = page_with(f"<article><h1>{TITLE}</h1>{notice}<div style='display:none'>{hidden}</div></article>")
    assert missing(body).kind == "withdrawn"


def test_a_page_that_shows_the_beginning_to_those_who_do_not_pay() -> None:
    """The rest is behind a wall: blocked, not shortened."""
    offer = "<h3>Материал доступен подписчикам</h3><p>Оформите подписку, чтобы читать дальше.</p>"
    wall = f"<div class='paywall'>{offer}</div>"
    data = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    found = missing(page_with(article_with(*TEXT[:3], around=wall), head=data))
    assert found.kind == "paywall"
    assert 0.3 < found.share < 0.75
    assert found.reading is not None


@pytest.mark.parametrize("free", ["false", "true"])
def test_the_beginning_before_a_wall_in_a_language_that_nobody_here_reads(free: str) -> None:
    """The page itself says whether it is free, by metadata and markup; its words need not be known for that."""
    wall = "<div class='paywall'><p>Bac'h eo deoc'h koumanantiñ evit lenn ar peurrest.</p></div>"
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","isAccessibleForFree":{free}}}</script>'
    found = missing(page_with(article_with(*TEXT[:1], around=wall), head=data))
    assert found.share < 1 / 3
    assert found.kind == ("paywall" if free == "false" else "shrunk")


WALLS = [
    "Чтобы прочитать полностью, войдите или оформите подписку.",
    "Полный текст доступен по подписке. Попробовать за 1 рубль",
    "Create a free account to continue reading",
    "Want to read more? Become a member today and get unlimited access.",
    "Jetzt weiterlesen mit Plus-Abo.",
    "Cet article est réservé aux abonnés.",
    "Okumaya devam etmek için abone olun.",
]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_behind_the_beginning_says_so_without_metadata(wall: str, count: int) -> None:
    """In a box of no telling name: what stands right behind the last sentence is what keeps the rest back."""
    found = missing(page_with(article_with(*TEXT[:count], around=f"<div class='c1'><h3>{wall}</h3></div>")))
    assert found.kind in {"paywall", "login"}


FURNITURE = [
    "Подпишитесь на наш канал в Telegram, чтобы читать новости первыми.",
    "Войдите, чтобы оставить комментарий.",
    "Sign in to comment",
    "Читайте также: Порт закрыли на зиму",
    "Subscribe to our newsletter to read more stories like this one.",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_behind_a_text_whose_end_was_cut_off_is_no_wall(line: str) -> None:
    """The publisher took the last two paragraphs out."""
    found = look(page_with(article_with(*TEXT[:4], around=f"<div class='c1'>{line}</div>")))
    assert isinstance(found.outcome, Article)


def test_an_edited_article_with_a_subscription_offer_is_not_taken_for_a_wall() -> None:
    """Its end stands: what is missing was taken out of the middle."""
    offer = "<div class='paywall'><p>Оформите подписку, чтобы читать дальше.</p></div>"
    data = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    body = page_with(article_with(*TEXT[:2], *TEXT[-2:], around=offer), head=data)
    assert isinstance(look(body).outcome, Article)


def test_an_article_of_which_little_is_left_is_shrunk() -> None:
    """Less than a third: what is left is handed on, for a later look."""
    found = missing(page_with(article_with(TEXT[1], "Подробности позже.")))
    assert found.kind == "shrunk"
    assert 0.1 <= found.share < 1 / 3
    assert found.reading is not None
    assert TEXT[1] in found.reading.text


def test_a_page_that_says_it_is_the_article_and_holds_another_text_is_emptied() -> None:
    """By its headline or its canonical address; the new text is handed on."""
    other = (
        "Погода на юге страны до конца недели останется сухой и жаркой, сообщили синоптики в понедельник утром.",
        "Ночью температура опустится до пятнадцати градусов, днём поднимется до тридцати двух, местами выше.",
        "Дождь возможен только в воскресенье, и то на севере, где его ждут уже второй месяц подряд.",
    )
    found = missing(page_with(article_with(*other)))
    assert found.kind == "emptied"
    assert "known headline" in found.evidence
    assert found.reading is not None
    assert other[0] in found.reading.text
    stranger = missing(
        page_with(article_with(*other, title="Жара до воскресенья"), title="Жара до воскресенья — Вести")
    )
    assert stranger.kind == "no_article"
    canonical = page_with(
        article_with(*other, title="Жара до воскресенья"), title="Жара", head=f"<link rel='canonical' href='{ADDRESS}'>"
    )
    assert missing(canonical).kind == "emptied"


def test_a_front_page_with_the_articles_first_lines_is_the_front_page() -> None:
    """A teaser is not the article, shrunk."""
    page = (PAGES / "kinds" / "home" / "front-page.html").read_text(encoding="utf-8")
    page = page.replace("</body>", f"<div><a href='/news/port.html'>{TITLE}</a><p>{TEXT[0]}</p></div></body>")
    assert missing(page, final_url="https://vesti.example/").kind == "home"


# ── what is no page at all ──


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 ...", "text/html"),
        (b"\x89PNG\r\n", "image/png"),
        (b'{"a": 1}', "application/json"),
        (b"\x00\x01\x02", "video/mp4"),
        (b"<rss></rss>", "application/rss+xml"),
    ],
)
def test_what_is_no_page_is_not_html(body: bytes, content_type: str) -> None:
    """By its first bytes or its declared type."""
    assert missing(body, headers=(("Content-Type", content_type),)).kind == "not_html"


def test_a_page_under_a_wrong_type_is_a_page() -> None:
    """Servers say `application/octet-stream`, nothing, or something that the body belies."""
    for content_type in ("application/octet-stream", "", "application/json"):
        held = (("Content-Type", content_type),) if content_type else ()
        assert isinstance(look(page_with(article_with(*TEXT)), headers=held).outcome, Article)


def test_an_empty_answer_is_emptied_unless_its_headers_say_more() -> None:
    """Nothing is no edit; a guard that answers with nothing is a guard."""
    assert missing(b"").kind == "emptied"
    assert missing(b"", status=403, headers=(("cf-mitigated", "challenge"),)).kind == "challenge"


def test_a_page_beyond_the_parsers_limits_is_said_to_be() -> None:
    """Nothing is read from the part that the parser saw."""
    body = page_with("<div>" * 5000 + article_with(*TEXT))
    assert missing(body).kind == "parser_limit"


# ── nothing is known ──


def test_a_note_without_a_copy_takes_the_article_that_the_page_holds() -> None:
    """The first reading; with a long text, no copy and nothing against it."""
    for nothing in (None, copy_of(""), copy_of("Да.")):
        outcome = look(page_with(article_with(*TEXT)), known=nothing).outcome
        assert isinstance(outcome, Article)
        assert [block.text for block in outcome.blocks if block.kind == "paragraph"] == list(TEXT)
        assert outcome.how


def test_a_page_without_an_article_gives_none() -> None:
    """A few words are no article, whatever an extractor makes of them."""
    assert missing(page_with("<p>Скоро будет.</p>", title="Вести"), known=None).kind == "no_article"


# ── anything ──


@given(st.binary(max_size=600))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    """Whatever the wire brings, there is an answer."""
    for known in (KNOWN, None):
        assert look(body, known=known).outcome is not None


@given(st.integers(min_value=0, max_value=2**32))
def test_no_mangled_page_makes_it_fail(seed: int) -> None:
    """A page cut, doubled and shuffled at random places is read or refused, and the same every time."""
    dice = random.Random(seed)
    body = (PAGES / "kinds" / "paywall" / "teaser-ru.html").read_bytes() + page_with(article_with(*TEXT)).encode()
    pieces = [body[at : at + dice.randint(1, 400)] for at in sorted(dice.sample(range(len(body)), 8))]
    dice.shuffle(pieces)
    mangled = b"".join(pieces)
    first = look(mangled)
    assert look(mangled) == first


def test_hostile_addresses_names_and_selectors_do_no_harm() -> None:
    """Redirect targets, canonical links and rules come from outside or from a hand that slips."""
    head = "<link rel='canonical' href='http://[::1'><meta property='og:url' content='javascript:alert(1)'>"
    page = page_with(article_with(*TEXT), head=head)
    rule = SiteRule(host="vesti.example", article="[[", title=":::", byline=")", published="a[", drop=("(((",))
    outcome = look(page, rule=rule, final_url="http://[::1/x").outcome
    assert isinstance(outcome, Article)
