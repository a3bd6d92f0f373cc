"""Where links lead: content of a text that reads the same, but no edit of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare import compare, settle
from monitor.compare.links import same
from monitor.model import Article, Block, Comparison, Link
from tests.articles import FOLD, NEWS, article, copy, day, extra, live
from tests.folder import Folder
from tests.servers.site import Page, Site

HOME = "https://www.gazeta.example/2024/vesti.html"


def linked(*links: tuple[str, str], how: str = "guided", texts: tuple[str, ...] = NEWS) -> Article:
    """The news with links on these words of it."""
    found = article(texts, how=how, canonical=HOME)
    blocks = tuple(
        Block(text=one.text, links=tuple(Link(text=text, target=to) for text, to in links if text in one.text))
        for one in found.blocks
    )
    return replace(found, blocks=blocks)


def told(result: Comparison) -> list[tuple[str | None, str | None]]:
    assert all(fact.kind == "link" for edit in result.links for fact in edit.facts)
    return [(fact.before, fact.after) for edit in result.links for fact in edit.facts]


def between(before: str, after: str, text: str = "министерстве обороны") -> list[tuple[str | None, str | None]]:
    return told(compare(linked((text, before)), linked((text, after)), fold=FOLD))


def test_a_link_that_leads_elsewhere_is_told_with_its_sentence() -> None:
    """The words stand, so it is no edit; what they cite is another source."""
    result = compare(
        linked(("министерстве обороны", "https://mil.example/1")),
        linked(("министерстве обороны", "https://blog.example/2")),
        fold=FOLD,
    )
    assert not result.differs
    assert result.weight == 0
    (edit,) = result.links
    assert edit.before == edit.after == "Об этом сообщили в министерстве обороны Белоруссии."
    assert (edit.op, edit.paragraph, edit.old, edit.new) == ("replace", 3, (4,), (4,))
    assert told(result) == [("https://mil.example/1", "https://blog.example/2")]


def test_a_link_that_was_taken_away_or_put_in() -> None:
    """One side of the fact is empty then."""
    bare, whole = linked(), linked(("рота", "https://mil.example/"))
    assert told(compare(whole, bare, fold=FOLD)) == [("https://mil.example/", None)]
    assert told(compare(bare, whole, fold=FOLD)) == [(None, "https://mil.example/")]


def test_a_link_in_an_edited_sentence_is_a_fact_of_the_edit() -> None:
    """And is not told twice."""
    new = tuple(text.replace("Белоруссии", "России") for text in NEWS)
    result = compare(
        linked(("министерстве обороны", "https://mil.example/1")),
        linked(("министерстве обороны", "https://blog.example/2"), texts=new),
        fold=FOLD,
    )
    assert result.links == ()
    assert "link" in {fact.kind for edit in result.edits for fact in edit.facts}


def test_links_with_the_same_words_are_told_apart_by_their_sentences() -> None:
    """`here` and `here`."""
    texts = ("Первая новость стоит тут. Вторая новость стоит тут. Третья новость стоит тут.",)
    block = article(texts).blocks[0]

    def page(*targets: str) -> Article:
        links = tuple(Link(text="тут", target=to) for to in targets)
        return replace(article(texts), blocks=(replace(block, links=links),))

    result = compare(page("/1", "/2", "/3"), page("/1", "/4", "/3"), fold=FOLD)
    assert [edit.before for edit in result.links] == ["Вторая новость стоит тут."]
    assert told(result) == [("/2", "/4")]


def test_a_word_more_in_a_link_is_no_other_link() -> None:
    """It leads where it led."""
    old = linked(("министерстве обороны", "/mo"))
    for words in ("обороны", "обороны Белоруссии", "сообщили в министерстве обороны"):
        assert told(compare(old, linked((words, "/mo")), fold=FOLD)) == []
    assert told(compare(old, linked(("обороны", "/other")), fold=FOLD)) == [("/mo", None), (None, "/other")]


def test_two_links_that_changed_their_targets_are_told() -> None:
    """Though nothing came or went."""
    old = linked(("рота", "/a"), ("Казахстан", "/b"))
    new = linked(("рота", "/b"), ("Казахстан", "/a"))
    assert ("/a", "/b") in told(compare(old, new, fold=FOLD))


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("tracking", "https://a.example/x?id=7", "https://a.example/x?utm_source=y&id=7&fbclid=1"),
        ("session", "https://a.example/x?id=7", "https://a.example/x?PHPSESSID=0a1b2c&id=7"),
        ("session", "https://a.example/x;jsessionid=0A1B?id=7", "https://a.example/x;jsessionid=2C3D?id=7"),
        ("cache buster", "https://a.example/x?_=1577836800", "https://a.example/x?_=1609459200"),
        ("signature", "https://a.example/x?sig=aa&expires=1", "https://a.example/x?sig=bb&expires=2"),
        ("relative", "/x", "https://gazeta.example/x"),
        ("relative", "../x", "https://www.gazeta.example/2024/x"),
        ("archive", "https://a.example/x", "https://web.archive.org/web/20240101000000/https://a.example/x"),
        ("archive", "https://a.example/x", "/web/20240101000000mp_/https://a.example/x"),
        ("AMP cache", "https://a.example/x", "https://a-example.cdn.ampproject.org/c/s/a.example/x"),
        ("encoding", "https://a.example/статья", "https://a.example/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F"),
        ("capitals", "HTTPS://A.example/x", "https://a.example/x"),
        ("port", "https://a.example:443/x", "https://a.example/x"),
        ("no path", "https://a.example", "https://a.example/"),
        ("no scheme", "//a.example/x", "https://a.example/x"),
        ("place of some words", "https://a.example/x#:~:text=да", "https://a.example/x"),
        ("white space", " https://a.example/x\n", "https://a.example/x"),
    ],
)
def test_what_no_publisher_chose_is_folded(rule: str, before: str, after: str) -> None:
    """By a rule with a name."""
    assert between(before, after) == [], rule
    assert between(after, before) == [], rule


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://a.example/x?id=7", "https://a.example/x?id=8"),
        ("https://a.example/x", "https://a.example/x/"),
        ("http://a.example/x", "https://a.example/x"),
        ("https://a.example/x#one", "https://a.example/x#two"),
        ("/x", "https://other.example/x"),
        ("https://a.example/x", "https://a.example.evil.example/x"),
        ("mailto:a@a.example", "mailto:b@a.example"),
        ("https://a.example/x", "javascript:void(0)"),
        ("https://a.example/X", "https://a.example/x"),
        ("http://[", "http://]"),
    ],
)
def test_what_a_publisher_may_have_chosen_is_told(before: str, after: str) -> None:
    """To the letter: a version is made of it, and nobody is alarmed."""
    assert len(between(before, after)) == 1


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("site.example/page", "https://www.site.example/page/"),
        ("https://site.example", "https://site.example/"),
        ("press@site.example", "mailto:press@site.example"),
        ("+373 22 123 456", "tel:+37322123456"),
        ("site.example/very/lo…", "https://site.example/very/long/path"),
    ],
)
def test_an_address_that_became_a_link_to_itself_says_nothing_new(text: str, target: str) -> None:
    """Programs do that; another target under the same words is told."""
    texts = (*NEWS, f"Подробнее: {text} до пятницы.")
    bare, whole = linked(texts=texts), linked((text, target), texts=texts)
    assert told(compare(bare, whole, fold=FOLD)) == []
    assert told(compare(whole, bare, fold=FOLD)) == []
    assert told(compare(whole, linked((text, "https://evil.example/"), texts=texts), fold=FOLD)) != []


def test_a_copy_without_links_says_nothing_about_them() -> None:
    """Copies lose them; where it has one that leads elsewhere, that is told, and whose it is is open."""
    page = linked(("рота", "https://mil.example/1"))
    assert compare(copy(), page, fold=FOLD).links == ()
    assert compare(linked(("рота", "http://www.mil.example/1/"), how="copy"), page, fold=FOLD).links == ()
    (edit,) = compare(linked(("рота", "https://other.example/"), how="copy"), page, fold=FOLD).links
    assert not edit.settled


def test_a_link_in_what_stands_beside_the_article_is_not_told() -> None:
    """Furniture that a reader had to let in."""
    page = linked(("рота", "https://mil.example/1"))
    beside = replace(page, extras=(extra("page", page, "В Казахстан уже", "block_not_in_copy"),))
    assert compare(linked(("рота", "https://other.example/")), beside, fold=FOLD).links == ()


def test_pages_of_many_links_are_compared_in_bounded_work() -> None:
    """Thousands of them, all with the same words."""
    texts = ("а " * 2_500 + "конец.",)
    block = article(texts).blocks[0]

    def page(host: str) -> Article:
        links = tuple(Link(text="а", target=f"https://{host}.example/{k}") for k in range(2_500))
        return replace(article(texts), blocks=(replace(block, links=links),))

    assert len(told(compare(page("one"), page("two"), fold=FOLD))) == 200


def test_links_stay_told_when_captures_have_settled_the_rest() -> None:
    """Nothing that captures say takes them away."""
    note, page = linked(("рота", "https://other.example/"), how="copy"), linked(("рота", "https://mil.example/1"))
    made = compare(note, page, fold=FOLD)
    result = settle(made, note, page, [live(2, NEWS)], fold=FOLD, now=day(9))
    assert told(result) == told(made) != []


targets = st.text(st.sampled_from("aA1/.:?&=#%;[]@ж~-_"), max_size=30) | st.sampled_from(
    ["http://", "https://a/", "//"]
)


@given(targets, targets)
def test_no_target_breaks_the_comparison(one: str, two: str) -> None:
    """And which of them was first does not matter."""
    assert same(one, one)
    assert same(one, two) == same(two, one)
    assert same(one, two, homes=frozenset({"a"})) == same(two, one, homes=frozenset({"a"}))


# ── through the whole program ──

COPY = (
    "The council met on Monday evening to discuss the budget of the town.",
    "It approved 70 new places in the kindergarten on the river.",
    "The mayor said that the works would begin in spring.",
    "Opponents doubted that the money would last until autumn.",
)


def page(target: str) -> bytes:
    linked = COPY[1].replace("kindergarten", f'<a href="{target}">kindergarten</a>')
    text = "".join(f"<p>{one}</p>" for one in (COPY[0], linked, *COPY[2:]))
    return (
        f"<html><head><title>Council</title></head><body><nav><a href='/'>Home</a></nav>{text}</body></html>".encode()
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def test_a_link_that_leads_elsewhere_makes_a_version_and_no_news(folder: Folder, site: Site) -> None:
    """Intact, nothing new, nothing edited; told in the line of the check and between the two versions."""
    url = site.put("/a", page("https://town.example/plan"))
    folder.note("a.md", f"---\nurl: {url}\ntitle: Council\n---\n" + "\n\n".join(COPY))
    first = folder.check_one()
    assert "links" not in first
    site.put("/a", page("https://lobby.example/plan"))
    second = folder.check_one()
    assert (second["verdict"], second["new"], second["edits"], second["since_last"]["edits"]) == (
        "intact",
        False,
        [],
        [],
    )
    (link,) = second["since_last"]["links"]
    assert (link["before"], link["paragraph"]) == (COPY[1], 2)
    assert link["facts"] == [
        {"kind": "link", "before": "https://town.example/plan", "after": "https://lobby.example/plan"}
    ]
    third = folder.check_one()
    assert "links" not in third["since_last"]
    assert third["since_last"]["from"] != second["since_last"]["from"]


def test_tracking_that_changes_with_every_visit_makes_no_version(folder: Folder, site: Site) -> None:
    """The link leads where it led."""
    visits = iter(range(1000))
    url = site.put("/a", page("/"))
    folder.note("a.md", f"---\nurl: {url}\ntitle: Council\n---\n" + "\n\n".join(COPY))
    site.answer("/a", lambda request: Page(body=page(f"https://town.example/plan?utm_id={next(visits)}&amp;id=3")))
    versions = set()
    for _ in range(3):
        line = folder.check_one()
        assert line["verdict"] == "intact"
        if line["since_last"]:
            versions.add(line["since_last"]["from"])
            assert "links" not in line["since_last"]
    assert len(versions) == 1
