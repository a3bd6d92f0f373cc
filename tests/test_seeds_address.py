"""Where a note says that its article is, or was captured."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import seeds
from monitor.seeds import address
from tests.notes import message, note, read, told


@pytest.mark.parametrize(
    ("archive", "url"),
    [
        ("https://web.archive.org/web/20240109201722/gazeta.example/1", "http://gazeta.example/1"),
        ("https://web.archive.org/web/20240109201722/https://gazeta.example/1?a=b#c", "https://gazeta.example/1?a=b#c"),
        ("https://web.archive.org/web/20240109201722id_/https://gazeta.example/1", "https://gazeta.example/1"),
        ("http://web.archive.org/web/20240109201722if_/gazeta.example:80/1", "http://gazeta.example:80/1"),
        ("web.archive.org/web/20240109201722/https:/gazeta.example/1", "https://gazeta.example/1"),
        ("https://web.archive.org/web/20240109201722/https%3A%2F%2Fgazeta.example%2F1", "https://gazeta.example/1"),
        ("https://web.archive.org/web/20240109201722/127.0.0.1:8081/1", "http://127.0.0.1:8081/1"),
        ("https://archive.example/20240109201722/https://gazeta.example/1", "https://gazeta.example/1"),
        ("<https://web.archive.org/web/20240109201722/gazeta.example/1>", "http://gazeta.example/1"),
    ],
)  # fmt: skip
def test_the_address_is_derived_from_the_capture(archive: str, url: str) -> None:
    """With or without the scheme of what was archived, with or without a modifier."""
    seed = note(f'archive: "{archive}"')
    assert (seed.url, seed.url_from, told(seed)) == (url, "archive", {})
    assert seed.archive_at == datetime(2024, 1, 9, 20, 17, 22, tzinfo=UTC)
    assert seed.archive is not None
    assert seed.archive.endswith(f"/20240109201722/{url}")


def test_the_scheme_of_the_capture_s_page_is_that_of_the_note_s_address() -> None:
    """Archives cut it off; the note knows it."""
    seed = note("archive: https://web.archive.org/web/20240109201722/gazeta.example/1", "url: https://gazeta.example/1")
    assert seed.archive == "https://web.archive.org/web/20240109201722/https://gazeta.example/1"
    assert told(seed) == {}


def test_an_archive_of_our_own_is_known_by_its_host() -> None:
    """`[wayback] replay` names it."""
    raw = b"---\narchive: http://127.0.0.1:8080/web/20240109201722/127.0.0.1:8081/1\n---\nText."
    seed = seeds.read(raw, id="note", path="note.md", archive_hosts=("web.archive.org", "127.0.0.1:8080"))
    assert (seed.url, seed.archive) == (
        "http://127.0.0.1:8081/1",
        "http://127.0.0.1:8080/web/20240109201722/http://127.0.0.1:8081/1",
    )


def test_a_capture_given_as_the_address_is_not_what_is_watched() -> None:
    """To watch the archive's copy would be never to see an edit."""
    seed = note("url: https://web.archive.org/web/20240109201722/https://gazeta.example/1")
    assert (seed.url, seed.url_from, told(seed)) == ("https://gazeta.example/1", "archive", {})
    assert seed.archive_at is not None


@pytest.mark.parametrize(
    ("archive", "url"),
    [
        ("https://web.archive.org/web/*/gazeta.example/1", "http://gazeta.example/1"),
        ("https://web.archive.org/web/20241399999999/gazeta.example/1", "http://gazeta.example/1"),
        ("https://web.archive.org/save/https://gazeta.example/1", "https://gazeta.example/1"),
        ("https://web.archive.org/", None),
        ("https://web.archive.org/web/20240109201722/", None),
        ("https://archive.example/AbCdE", None),
        ("нет такого", None),
    ],
)
def test_what_is_no_capture_is_said_to_be_none(archive: str, url: str | None) -> None:
    """But its page is watched, if it names one."""
    seed = note(f'archive: "{archive}"')
    assert (seed.url, told(seed)) == (url, {"bad_archive": 2})
    assert seed.archive_at is None


def test_a_capture_of_another_page_is_named() -> None:
    """The copy would be compared with somebody else's article."""
    seed = note("url: https://gazeta.example/1", "archive: https://web.archive.org/web/20240109201722/other.example/2")
    assert (seed.url, told(seed)) == ("https://gazeta.example/1", {"other_archive": 3})


@pytest.mark.parametrize(
    "archived",
    [
        "www.gazeta.example/Nov%20ost", "http://gazeta.example/nov%2520ost/", "gazeta.example:80/nov%20ost",
        "gazeta.example/nov%20ost?utm_source=RSS&utm_medium=RSS", "gazeta.example/nov%20ost?fbclid=IwY2&sfnsn=mo",
        "gazeta.example/nov%20ost/?fb_comment_id=6184_6192", "gazeta.example/nov%20ost?quot%3B",
    ],
)  # fmt: skip
def test_a_capture_under_another_spelling_is_the_same_page(archived: str) -> None:
    """Scheme, www, port, escapes, case, tracking: archives and copying change them."""
    seed = note(
        "url: https://gazeta.example/nov%20ost", f"archive: https://web.archive.org/web/20240109201722/{archived}"
    )
    assert told(seed) == {}


@pytest.mark.parametrize(
    "url",
    [
        "ftp://gazeta.example/1", "javascript:alert(1)", "file:///etc/passwd", "/novosti/1", "gazeta.example/1",
        "https://gazeta.example/a b", "https://", "https:///1", "https:gazeta.example", "http://[::1", "novosti",
        "https://gazeta.example:port/", "https://https://gazeta.example/1",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_fetched_is_named_and_kept(url: str) -> None:
    """So that the check can say why it is refused."""
    seed = note(f'url: "{url}"')
    assert (seed.url, seed.url_from, told(seed)) == (url, "note", {"bad_url": 2})


def test_a_bad_address_gives_way_to_that_of_the_capture() -> None:
    """And what is used instead is said."""
    seed = note("url: gazeta.example/1", "archive: https://web.archive.org/web/20240109201722/gazeta.example/1")
    assert (seed.url, seed.url_from, told(seed)) == ("http://gazeta.example/1", "archive", {"bad_url": 2})
    assert "that of `archive` is used" in message(seed, "bad_url")


@pytest.mark.parametrize("value", ["", "null", "~", "none", '"-"', "''"])
def test_no_address_is_no_bad_address(value: str) -> None:
    """A field that was left empty is no trouble: the seed is unlocated."""
    seed = note(f"url: {value}", f"archive: {value}")
    assert (seed.url, seed.url_from, told(seed)) == (None, None, {})


@pytest.mark.parametrize(
    "value", ['"[text](https://gazeta.example/1)"', "<https://gazeta.example/1>", "[https://gazeta.example/1]"]
)
def test_an_address_in_markdown_or_in_a_list(value: str) -> None:
    """One address is one address."""
    seed = note(f"url: {value}")
    assert (seed.url, told(seed)) == ("https://gazeta.example/1", {})


def test_several_addresses_are_named() -> None:
    """The first of a list is used; of two names that are equally good, none."""
    seed = note("url:", "- https://gazeta.example/1", "- https://gazeta.example/2")
    assert (seed.url, told(seed)) == ("https://gazeta.example/1", {"several_urls": 2})
    seed = note("source: https://gazeta.example/1", "link: https://gazeta.example/2")
    assert (seed.url, told(seed)) == (None, {"several_urls": 2})


def test_a_source_that_is_a_name_is_no_address() -> None:
    """`source: Gazeta` says who published it."""
    seed = note("source: Gazeta", "link: https://gazeta.example/1")
    assert (seed.url, told(seed)) == ("https://gazeta.example/1", {})


def test_config_says_what_the_note_does_not() -> None:
    """It wins over nothing, over what is derived and over what is bad; but not over the note's own word."""
    there = "https://gazeta.example/1"
    assert read("Text.", located=there).url == there
    assert read("Text.", located=there).url_from == "config"
    bad = read("---\nurl: gazeta.example\n---\nText.", located=there)
    assert (bad.url, bad.url_from, told(bad)) == (there, "config", {"bad_url": 2})
    derived = read("---\narchive: https://web.archive.org/web/20240109201722/other.example/\n---\nText.", located=there)
    assert (derived.url, derived.url_from) == (there, "config")
    own = read("---\nurl: https://other.example/\n---\nText.", located=there)
    assert (own.url, own.url_from, told(own)) == ("https://other.example/", "note", {"two_addresses": 2})


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_an_address_or_is_said_to_be_none(text: str, other: str) -> None:
    """Never an exception; and an address in an archive is one that can be fetched."""
    assert isinstance(address.complain(text), str)
    assert isinstance(address.same_page(text, other), bool)
    for value in (text, f"https://web.archive.org/web/20240101000000/{text}", f"https://x.example/{text}"):
        archived = address.read_archive(value, ("web.archive.org",))
        if archived and archived.original:
            assert not address.complain(archived.original)


TOLD = [
    "URL: https://gazeta.example/1\n\nТекст.",
    "# Заголовок\n\n## Metadata\n- Author: [[Газета]]\n- URL: https://gazeta.example/1\n\nТекст.",
    "# Заголовок\n#Omnivore\n\n[Read on Omnivore](https://omnivore.example/x)\n[Read Original](https://gazeta.example/1)\n",
    "[Заголовок](https://gazeta.example/1)\n\nТекст.",
    "**Источник:** [Газета](https://gazeta.example/1)\n\nТекст.",
    "Заголовок\n\nТекст.\n\nid: 0123\nsource_url: https://gazeta.example/1\ntype_: 1",
    "Сохранено из: https://gazeta.example/1\n\nТекст.",
]


@pytest.mark.parametrize("body", TOLD)
def test_an_address_that_only_the_text_has_is_the_notes(body: str) -> None:
    """Readwise, Omnivore, Joplin, Pocket and people by hand."""
    seed = read(body)
    assert (seed.url, seed.url_from) == ("https://gazeta.example/1", "note")
    assert read(body, located="https://gazeta.example/2").url == "https://gazeta.example/2"


@pytest.mark.parametrize(
    "body",
    [
        "Текст статьи, в котором сказано многое.\n\nИсточник: https://other.example/1",
        "URL: https://gazeta.example/1\nURL: https://gazeta.example/2\n\nТекст.",
        "Текст со [ссылкой](https://other.example/1) и https://other.example/2.",
        "URL: not an address\n\nТекст.",
        f"{'Длинная первая строка статьи. ' * 6}\nСсылка: https://other.example/1",
    ],
)
def test_an_address_that_an_article_cites_is_not_the_notes(body: str) -> None:
    """Nobody can tell whose it is, so nobody is watched by mistake."""
    assert read(body).url is None
