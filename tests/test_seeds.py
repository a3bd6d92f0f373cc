"""One note: its front matter, its address, its date, its language, its title, its copy."""

from __future__ import annotations

import codecs
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from monitor import seeds
from monitor.model import Precision, Problem, Seed
from monitor.seeds import address, dates, language
from monitor.seeds.decode import decode

ROMANIAN = (
    "Ministerul Educației a anunțat că elevii din clasele terminale vor susține examenele în luna iunie, iar "
    "rezultatele vor fi publicate după două săptămâni. Profesorii cer reguli mai clare și mai mult timp de pregătire."
)
RUSSIAN = (
    "Министерство образования объявило, что ученики выпускных классов будут сдавать экзамены в июне, а результаты "
    "опубликуют через две недели. Учителя просят более ясных правил и больше времени на подготовку к испытаниям."
)
UKRAINIAN = (
    "Міністерство освіти оголосило, що учні випускних класів складатимуть іспити у червні, а результати опублікують "
    "за два тижні. Вчителі просять зрозуміліших правил і більше часу на підготовку до випробувань у своїх школах."
)
SERBIAN = (
    "Министарство просвете је објавило да ће ученици завршних разреда полагати испите у јуну, а резултати ће бити "
    "објављени после две недеље. Наставници траже јаснија правила и више времена за припрему у својим школама. "
    "Родитељи кажу да су деца уморна и да нико није питао њих шта мисле о новом распореду."
)
CROATIAN = (
    "Ministarstvo obrazovanja objavilo je da će učenici završnih razreda polagati ispite u lipnju, a rezultati će biti "
    "objavljeni nakon dva tjedna. Nastavnici traže jasnija pravila i više vremena za pripremu u svojim školama."
)


def read(text: str | bytes, *, located: str | None = None) -> Seed:
    raw = text if isinstance(text, bytes) else text.encode()
    return seeds.read(raw, id="note", path="seeds/note.md", located=located)


def note(*fields: str, body: str = "\n# A heading\n\nSome text.\n") -> Seed:
    """A note of these lines of front matter."""
    return read("\n".join(["---", *fields, "---", body]))


def told(seed: Seed) -> dict[str, int | None]:
    """What is said to be wrong with a note, by code; what it merely lacks is left out."""
    return {problem.code: problem.line for problem in seed.problems if problem.code not in ("no_date", "no_title")}


def message(seed: Seed, code: str) -> str:
    return next(problem.message for problem in seed.problems if problem.code == code)


# ── front matter ──────────────────────────────────────────────────────────────────────────────────


def test_a_note_as_its_owner_writes_it() -> None:
    """Every field is there, and nothing is complained about."""
    seed = note(
        'site: "gazeta.example"',
        'archive: "https://web.archive.org/web/20240109201722/gazeta.example/1/novost.html"',
        'url: "https://gazeta.example/1/novost.html"',
        "language: ru",
        'title: "Заголовок: и подзаголовок"',
        "publication: '[[Gazeta]]'",
        "published: '2022-01-06T18:21:37+00:00'",
        "author: Иван П.",
        "section:",
        "- Новости",
        "- Политика",
        'description: "Что случилось"',
        "keywords:",
        "- '[[мир]]'",
        "- '[[Москва|город]]'",
        body=f"\n# Заголовок: и подзаголовок\n\n{RUSSIAN}\n",
    )
    assert seed.problems == ()
    assert (seed.site, seed.author, seed.description) == ("gazeta.example", "Иван П.", "Что случилось")
    assert (seed.section, seed.keywords) == (("Новости", "Политика"), ("мир", "город"))
    assert (seed.title, seed.title_from) == ("Заголовок: и подзаголовок", "note")
    assert (seed.url, seed.url_from) == ("https://gazeta.example/1/novost.html", "note")
    assert seed.archive == "https://web.archive.org/web/20240109201722/https://gazeta.example/1/novost.html"
    assert seed.archive_at == datetime(2024, 1, 9, 20, 17, 22, tzinfo=UTC)
    assert str(seed.published) == "2022-01-06T18:21:37Z"
    assert (seed.language, seed.language_detected, seed.has_copy) == ("ru", "ru", True)
    assert seed.body.startswith("\n# Заголовок")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(end: str, mark: str) -> None:
    """CRLF, CR and a BOM are how programs save files; lines are counted as an editor counts them."""
    lines = ["---", "title: Ж", "published: gestern", "---", "", "# Ж", "", "Text here.", ""]
    seed = read(mark + end.join(lines))
    assert (seed.title, seed.body, seed.body_line) == ("Ж", "\n# Ж\n\nText here.\n", 5)
    assert told(seed) == {"bad_date": 3}
    assert seed.raw.decode(seed.encoding)[seed.body_at :] == end.join(lines[4:])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_mark_that_names_the_coding_is_believed(encoding: str) -> None:
    """A BOM is no guess, so nothing is complained about."""
    seed = read(f"---\ntitle: Ёлка\n---\n{RUSSIAN}".encode(encoding))
    assert (seed.title, seed.body, told(seed)) == ("Ёлка", RUSSIAN, {})


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "utf-16-le"])
def test_an_old_coding_is_guessed_and_named(encoding: str) -> None:
    """A flat text in an old Russian coding is read, and the guess is named."""
    seed = read(RUSSIAN.encode(encoding))
    assert (seed.body, seed.language_detected) == (RUSSIAN, "ru")
    assert told(seed) == {"not_utf8": 1}
    assert codecs.lookup(seed.encoding).name == codecs.lookup(encoding).name
    assert seed.encoding in message(seed, "not_utf8")


def test_one_damaged_byte_does_not_make_a_note_another_coding() -> None:
    """UTF-8 with a broken character stays UTF-8; the line of the damage is named."""
    seed = read(
        f"Первая строка.\nВторая строка.\n{RUSSIAN}".encode().replace("Вторая".encode(), b"\xd0\x92\xd1oraya", 1)
    )
    assert seed.encoding == "utf-8-sig"
    assert told(seed) == {"not_utf8": 2}
    assert RUSSIAN in seed.body


@pytest.mark.parametrize("value", ["no", "23:00", "1.10", "0x1F", "2024-02-30", "1_000", "~tilde", "yes", "12:30:45"])
def test_values_stay_the_strings_that_they_are(value: str) -> None:
    """YAML would make a False, a number of seconds, or an exception of them."""
    assert note(f"title: {value}").title == value


def test_the_language_norwegian_is_not_false() -> None:
    """`language: no` is the best known of YAML's traps."""
    assert note("language: no").language == "no"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('title: "Он сказал: "нет" и ушёл"', 'Он сказал: "нет" и ушёл'),
        ("title: Коротко: главное за день", "Коротко: главное за день"),
        ("title: *Срочно* в номер", "*Срочно* в номер"),
        ("title: &копия новости", "&копия новости"),
        ("title: !Важно: читать", "!Важно: читать"),
        ("title: @handle пишет", "@handle пишет"),
        ("title: [Видео] Что случилось", "[Видео] Что случилось"),
        ("title: 'Don't panic'", "Don't panic"),
        ('title: "C:\\path"', "C:\\path"),
        ('title: "Незакрытая кавычка', "Незакрытая кавычка"),
        ("title: колокол\x07чик", "колокол\x07чик"),
        ("title: %проценты", "%проценты"),
        ("title:Без пробела", "Без пробела"),
        ("title: >- лишнее", ">- лишнее"),
        ("\ttitle: с отступом", "с отступом"),
    ],
)
def test_a_line_that_is_no_yaml_is_read_as_it_stands(line: str, title: str) -> None:
    """The line is named, its value kept, and its neighbours do not suffer."""
    seed = note("language: ru", line, "url: https://gazeta.example/1")
    assert (seed.title, seed.url) == (title, "https://gazeta.example/1")
    assert told(seed) == {"bad_yaml": 3}


def test_a_quotation_mark_left_open_does_not_swallow_the_next_field() -> None:
    """YAML itself would take the address for a part of the title, and say nothing."""
    seed = note('title: "Начало', "url: https://gazeta.example/1", 'description: конец"')
    assert (seed.title, seed.url) == ("Начало", "https://gazeta.example/1")
    assert told(seed) == {"bad_yaml": 2}


def test_each_bad_line_is_named_by_itself() -> None:
    """Two bad lines are two troubles, with a line each."""
    seed = note("title: a: b", "url: https://gazeta.example/1", "author: *x")
    assert [(problem.code, problem.line) for problem in seed.problems if problem.line != 1] == [
        ("bad_yaml", 2),
        ("bad_yaml", 4),
    ]
    assert (seed.title, seed.author) == ("a: b", "*x")


@pytest.mark.parametrize(
    "fields",
    [
        ["a: &a [x, x]", "b: &b [*a, *a]", "c: [*b, *b]"],
        ["base: &base {title: x}", "<<: *base"],
        ["title: !!python/object/apply:os.system ['true']"],
        ["title: " + "[" * 50_000],
        ["title: " + "{a: " * 10_000],
        ["? " * 10_000],
    ],
    ids=["aliases", "merge keys", "tags", "brackets", "braces", "questions"],
)
def test_bombs_are_refused_and_the_rest_is_read(fields: list[str]) -> None:
    """What YAML offers beyond fields is named and read as plain text."""
    seed = note(*fields, "url: https://gazeta.example/1")
    assert seed.url == "https://gazeta.example/1"
    assert "bad_yaml" in told(seed)


def test_wiki_links_are_names() -> None:
    """Also unquoted, where YAML sees a list in a list."""
    seed = note(
        "author: [[Люди/Иванов|Иван Иванов]]",
        "publication: '[[Gazeta]]'",
        "section: [[Политика]]",
        "keywords: [[[мир]], [[Москва|город]]]",
        "title: [[Заметка]]",
    )
    assert (seed.author, seed.site, seed.section) == ("Иван Иванов", "Gazeta", ("Политика",))
    assert (seed.keywords, seed.title) == (("мир", "город"), "Заметка")
    assert told(seed) == {}


def test_a_key_that_stands_twice_is_named_and_the_first_value_used() -> None:
    """PyYAML would use the last and say nothing."""
    seed = note("url: https://gazeta.example/1", "title: x", "URL: https://gazeta.example/2")
    assert seed.url == "https://gazeta.example/1"
    assert told(seed) == {"duplicate_key": 4}


def test_an_empty_key_gives_way_to_the_same_key_with_a_value() -> None:
    """Templates leave empty fields behind."""
    seed = note("title:", "title: Заголовок")
    assert (seed.title, told(seed)) == ("Заголовок", {"duplicate_key": 3})


def test_keys_in_any_case_and_by_other_names() -> None:
    """What Obsidian's clipper and other tools call the same things."""
    seed = note("Source: https://gazeta.example/1", "Headline: Ж", "DATE: 2022-01", "lang: ru", "Tags: мир, труд")
    assert (seed.url, seed.url_from, seed.title) == ("https://gazeta.example/1", "note", "Ж")
    assert (str(seed.published), seed.language, seed.keywords) == ("2022-01", "ru", ("мир", "труд"))


def test_a_note_s_own_making_is_no_publication() -> None:
    """`created` says when the note was made: to take it for the article's date would be a false back-dating."""
    assert note("created: 2024-05-05", "url: https://gazeta.example/1").published is None


def test_front_matter_that_is_never_closed_ends_where_the_text_begins() -> None:
    """Fields are read, and no word of the copy is lost, not even one with a colon, nor before a later rule."""
    seed = read("---\ntitle: Ж\nurl: https://gazeta.example/1\n\n# Ж\n\nВнимание: текст.\n\n---\n\nЕщё.\n")
    assert (seed.title, seed.url) == ("Ж", "https://gazeta.example/1")
    assert (seed.body_line, seed.body) == (4, "\n# Ж\n\nВнимание: текст.\n\n---\n\nЕщё.\n")
    assert told(seed) == {"unclosed_front_matter": 1}


@pytest.mark.parametrize(
    "text", ["---\n\nПосле черты.\n", "Текст.\n\n---\nurl: x\n---\n", "---", "--- \nКиев: вчера\n"]
)
def test_a_rule_in_a_text_is_no_front_matter(text: str) -> None:
    """All of it is the copy, and there is nothing to complain about."""
    seed = read(text)
    assert (seed.body, seed.body_at, set(told(seed)) - {"no_copy"}) == (text, 0, set())


def test_front_matter_without_fields_is_text_and_named() -> None:
    """Nothing is thrown away unread."""
    text = "---\nпросто слова\n---\nТекст.\n"
    assert (read(text).body, told(read(text))) == (text, {"bad_yaml": 2})


def test_an_endless_description_does_not_cost_the_address() -> None:
    """More than 64 KiB are not read, but the short fields are."""
    seed = note("description: " + "x" * 70_000, "url: https://gazeta.example/1", "title: Ж")
    assert (seed.url, seed.title, seed.description) == ("https://gazeta.example/1", "Ж", "")
    assert told(seed) == {"front_matter_too_large": 2}
    assert seed.body == "\n# A heading\n\nSome text.\n"


def test_separators_that_only_yaml_takes_for_line_ends_bring_in_no_field() -> None:
    """A scraped title with U+2028 in it must not choose what is fetched."""
    for separator in ("\u2028", "\u2029", "\x85"):
        seed = note(f"title: Ж{separator}url: https://evil.example/", "url: https://gazeta.example/1")
        assert (seed.url, seed.title) == ("https://gazeta.example/1", f"Ж{separator}url: https://evil.example/")


@pytest.mark.parametrize("text", ["{{7*7}}", "{% raw %}", "%s", "${HOME}", "<script>alert(1)</script>", "a\x1b[31mb"])
def test_what_looks_like_a_template_or_a_command_is_data(text: str) -> None:
    """Every field comes out as it went in."""
    quoted = yaml.safe_dump({"title": text, "author": text, "description": text, "site": text}, allow_unicode=True)
    seed = note(quoted.rstrip())
    assert (seed.title, seed.author, seed.description, seed.site) == (text,) * 4


# ── where the article is ──────────────────────────────────────────────────────────────────────────


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
        "gazeta.example/nov%20ost?utm_source=RSS&utm_medium=RSS",
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


# ── dates ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2022-01-06T18:21:37+00:00", "2022-01-06T18:21:37Z"),
        ("2022-01-06T18:21:37.123Z", "2022-01-06T18:21:37Z"),
        ("2022-01-06 20:21:37 +0200", "2022-01-06T18:21:37Z"),
        ("2022-01-06T20:21+02", "2022-01-06T18:21:00Z"),
        ("2022-01-06 21:21 UTC+3", "2022-01-06T18:21:00Z"),
        ("Thu, 06 Jan 2022 18:21:37 GMT", "2022-01-06T18:21:37Z"),
        ("2022-01-06T20:21:37+02:00[Europe/Chisinau]", "2022-01-06T18:21:37Z"),
        ("1641493297", "2022-01-06T18:21:37Z"),
        ("2022-01-06T18:21", "2022-01-06"),
        ("2022-01-06", "2022-01-06"),
        ("2022/1/6", "2022-01-06"),
        ("20220106", "2022-01-06"),
        ("06.01.2022 20:21", "2022-01-06"),
        ("20:21, 06.01.2022", "2022-01-06"),
        ("13/01/2022", "2022-01-13"),
        ("9 января 2022", "2022-01-09"),
        ("Воскресенье, 9 января 2022 г., 20:21 (МСК)", "2022-01-09"),
        ("9 січня 2022 р.", "2022-01-09"),
        ("luni, 10 ianuarie 2022, ora 14:30", "2022-01-10"),
        ("10 ian. 2022", "2022-01-10"),
        ("January 6, 2022", "2022-01-06"),
        ("Jan 6th, 2022 at 8:21 PM", "2022-01-06"),
        ("6 қаңтар 2022", "2022-01-06"),
        ("6 Ocak 2022", "2022-01-06"),
        ("6 de enero de 2022", "2022-01-06"),
        ("1er janvier 2022", "2022-01-01"),
        ("2022年1月6日", "2022-01-06"),
        ("2022-01", "2022-01"),
        ("01.2022", "2022-01"),
        ("январь 2022 года", "2022-01"),
        ("ianuarie 2022", "2022-01"),
        ("2022", "2022"),
        ("2022 год", "2022"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(said: str, meant: str) -> None:
    """A time without a zone is no instant, and a month is not its first day."""
    seed = note(f"published: '{said}'")
    assert (str(seed.published), told(seed)) == (meant, {})
    assert seed.published is not None
    assert seed.published.raw == said


@pytest.mark.parametrize(
    "said",
    [
        "Назад-01-18", "1 год", "вчера", "3 дня назад", "5 days ago", "Today", "20:21", "2022-02-30", "2022-13",
        "06.01.22", "32 января 2022", "1400-10-16", "0000-00-00", "1 год 2022", "2022-01-06/2022-01-07",
        "в 2022 году было 3 пожара", "2024-W03", "12345", "9" * 5000, "январь", "6 января", "+2022-01-06",
    ],
)  # fmt: skip
def test_a_date_that_is_not_there_is_none(said: str) -> None:
    """Nothing is filled in: no year, no day, nothing of today's."""
    seed = note(f"published: '{said}'")
    assert (seed.published, told(seed)) == (None, {"bad_date": 2})


@pytest.mark.parametrize(
    ("said", "meant", "why"),
    [
        ("2024-01-03T16:23:12.000Z+0300", "2024-01-03", "two zones"),
        ("2024-01-03T25:61:00Z", "2024-01-03", "no time of day"),
        ("2024-01-03T10:00:00+99:00", "2024-01-03", "no zone of this world"),
        ("01/02/2022", "2022", "two days"),
    ],
)
def test_what_contradicts_itself_is_used_as_far_as_it_does_not(said: str, meant: str, why: str) -> None:
    """Z and +0300 differ by hours: the day is all that is known."""
    seed = note(f"published: '{said}'")
    assert (str(seed.published), told(seed)) == (meant, {"bad_date": 2})
    assert why in message(seed, "bad_date")


def test_day_and_month_are_in_the_order_of_the_language() -> None:
    """`01/02/2022` is the first of February to all who do not write English."""
    assert str(note("published: 01/02/2022", "language: ro").published) == "2022-02-01"
    assert str(note("published: 01/02/2022", "language: en").published) == "2022"


def test_a_missing_date_is_named_once() -> None:
    """On its own line, if there is one."""
    assert [(p.code, p.line) for p in note("title: Ж", "published:").problems] == [("no_date", 3)]
    assert [(p.code, p.line) for p in note("title: Ж").problems] == [("no_date", 1)]


@given(
    at=st.datetimes(min_value=datetime(1800, 1, 2), max_value=datetime(2100, 12, 30)),  # noqa: DTZ001 - zone below
    minutes=st.integers(-14 * 60, 14 * 60),
    separator=st.sampled_from("T "),
)
def test_any_instant_is_read_as_itself(at: datetime, minutes: int, separator: str) -> None:
    """ISO 8601 in any zone."""
    moment = at.replace(tzinfo=timezone(timedelta(minutes=minutes)), microsecond=0)
    reading = dates.read(moment.isoformat(separator))
    assert reading.moment is not None
    assert (reading.moment.at, reading.moment.precision, reading.complaint) == (moment, Precision.INSTANT, "")


@given(
    day=st.dates(datetime(1800, 1, 1).date(), datetime(2100, 12, 31).date()),  # noqa: DTZ001 - no zone: days
    shape=st.sampled_from(
        ["{0:%Y-%m-%d}", "{0:%d.%m.%Y}", "{0.day}.{0.month}.{0.year}", "{0:%Y%m%d}", "{0:%B %d, %Y}"]
    ),
)
def test_any_day_is_read_as_itself(day: datetime, shape: str) -> None:
    """And as no more than a day."""
    reading = dates.read(shape.format(day))
    assert reading.moment is not None
    assert (reading.moment.at.date(), reading.moment.precision) == (day, Precision.DAY)


@given(st.text(max_size=120) | st.from_regex(r"[\d./:TZ +\-]{1,30}", fullmatch=True))
@example("0" * 100)
@example("1" * 10)
@example("٢٠٢٢-٠١-٠٦")
def test_any_text_is_a_date_or_none(text: str) -> None:
    """Never an exception, and never a date in a text without digits."""
    reading = dates.read(text, day_first=None)
    assert reading.moment or reading.complaint
    assert reading.moment is None or any(character.isdigit() for character in text)
    assert reading.moment is None or str(reading.moment)


# ── language ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("code", "text"), [("ru", RUSSIAN), ("uk", UKRAINIAN), ("ro", ROMANIAN), ("sr", SERBIAN)])
def test_the_language_is_detected(code: str, text: str) -> None:
    """From the text alone."""
    assert read(text).language_detected == code


@pytest.mark.parametrize(
    ("said", "text", "detected"),
    [("ro", RUSSIAN, "ru"), ("ru", ROMANIAN, "ro"), ("ru", UKRAINIAN, "uk"), ("en", ROMANIAN, "ro")],
)
def test_a_language_that_the_text_is_not_in_is_named(said: str, text: str, detected: str) -> None:
    """Both are kept: what the note says, and what its text is."""
    seed = note("title: Ж", f"language: {said}", body=text)
    assert (seed.language, seed.language_detected, told(seed)) == (said, detected, {"wrong_language": 3})


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("ru-RU", RUSSIAN),
        ("Русский", RUSSIAN),
        ("mo", ROMANIAN),
        ("sr", CROATIAN),
        ("bs", CROATIAN),
        ("mk", SERBIAN),
        ("gag", "Bizim dilimiz gözäl, biz onu severiz hem koruyêrız. " * 6),
        ("ru", "Ok, vezi https://gazeta.example/foarte/lunga/adresa/cu/multe/cuvinte/in/limba/romana"),
        ("ro", "Видео дня"),
        ("ru", f"{ROMANIAN[:120]} {RUSSIAN[:120]}"),
        ("klingon", RUSSIAN),
    ],
)
def test_nothing_is_said_where_nobody_can_tell(said: str, text: str) -> None:
    """Names of the same language, near relatives, short texts, addresses, two languages, unknown languages."""
    assert told(note(f"language: {said}", body=text)) == {}


@given(st.text(max_size=400), st.sampled_from(["ru", "ro", "en", "xx", ""]))
def test_any_text_has_a_language_or_none(text: str, said: str) -> None:
    """Never an exception; and a language never contradicts itself."""
    detected = language.detect(text, said or None)
    assert not language.contradicts(text, detected or "ru", detected)


# ── title and copy ────────────────────────────────────────────────────────────────────────────────


def test_a_flat_text_with_a_date_before_it() -> None:
    """As the user's export writes it: the month is known, the title is made of the first words."""
    seed = read(f" date 2022-01 {RUSSIAN}")
    assert (str(seed.published), seed.url, seed.problems) == ("2022-01", None, ())
    assert (seed.title, seed.title_from) == (
        "Министерство образования объявило, что ученики выпускных классов будут сдавать…",
        "text",
    )
    assert (seed.body_at, seed.body_line, seed.body) == (0, 1, f" date 2022-01 {RUSSIAN}")


def test_a_text_with_nothing_but_text() -> None:
    """No field, no date, no trouble: nothing was claimed."""
    seed = read("Короткое сообщение агентства. А затем ещё одно, подлиннее.\n")
    assert (seed.title, seed.title_from, seed.problems) == ("Короткое сообщение агентства.", "text", ())


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("# Из заголовка #\n\nТекст.", "Из заголовка"),
        ("Из заголовка\n============\n\nТекст.", "Из заголовка"),
        ("\n\n## Из заголовка\n\nТекст.", "Из заголовка"),
        ("![](a.png)\n\n# Из заголовка\n\nТекст.", "Из заголовка"),
    ],
)
def test_a_title_that_only_the_heading_has(body: str, title: str) -> None:
    """It is the note's own word, too."""
    seed = note("url: https://gazeta.example/1", body=body)
    assert (seed.title, seed.title_from, told(seed)) == (title, "heading", {})


@pytest.mark.parametrize("title", ["", '""', "''", "~~~ ~~~".replace("~", " ")])
def test_a_note_without_a_title_is_named(title: str) -> None:
    """And called by its first words."""
    seed = note(f"title: {title}", "published: 2022-01", body="Первое предложение статьи. Второе.")
    assert [(p.code, p.line) for p in seed.problems] == [("no_title", 2)]
    assert (seed.title, seed.title_from) == ("Первое предложение статьи.", "text")


@given(st.text(min_size=1, max_size=300))
def test_a_made_title_fits_into_a_list(text: str) -> None:
    """One line of at most 80 characters."""
    seed = read(text)
    if seed.title_from == "text":
        assert 0 < len(seed.title) <= 80
        assert not re.search(r"[\r\n]", seed.title)


@pytest.mark.parametrize(
    "body",
    ["", "\n\n", "# Ж\n", "# Ж\n\n![фото](a.png)\n\n![[b.png]]\n", "%%заметка себе%%", "<!-- и\nтак -->\n", "***\n"],
)
def test_a_note_without_a_copy_is_named(body: str) -> None:
    """Headings, pictures and comments are no article."""
    seed = note("title: Ж", "published: 2022-01", body=body)
    assert (seed.has_copy, [(p.code, p.line) for p in seed.problems]) == (False, [("no_copy", 5)])


@pytest.mark.parametrize("body", ["слово", "# Ж\n\n![фото](a.png) подпись", "%% a %% b", "* 70\n"])
def test_one_word_is_a_copy(body: str) -> None:
    """Short is not empty."""
    assert note("title: Ж", body=body).has_copy


# ── whatever comes ────────────────────────────────────────────────────────────────────────────────


def sound(seed: Seed, raw: bytes) -> None:
    """What holds for every note: bytes kept, place right, lines within, each trouble once and in words."""
    text = raw.decode(seed.encoding, errors="replace")
    breaks = re.findall(r"\r\n|\r|\n", text)
    assert seed.raw == raw
    assert decode(raw).text == text
    assert 0 <= seed.body_at <= len(text)
    assert seed.body_line == len(re.findall(r"\r\n|\r|\n", text[: seed.body_at])) + 1
    assert seed.body == re.sub(r"\r\n?", "\n", text[seed.body_at :])
    assert len({(problem.code, problem.line) for problem in seed.problems}) == len(seed.problems)
    for problem in seed.problems:
        assert isinstance(problem, Problem)
        assert re.fullmatch(r"[a-z][a-z0-9_]+", problem.code)
        assert problem.line is None or 1 <= problem.line <= len(breaks) + 1
        assert problem.message.endswith(".")


WORDS = """--- ... url: title: archive: published: language:ro ' " [[ ]] { } &a *a <<: !!str | > - : # ![ ]( , ? @ ` ===
    https://x.example/a https://web.archive.org/web/20240101000000/ ж 🙂 %% <!-- 2022-01-06 Текст. {{title}} date"""
SPACES = [
    "\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "\x00",
    "\x1b",
    "\u2028",
    "\x85",
    "\ufeff",
    "---\n",
    "\n---\n",
    "url: ",
    "title: ",
]
PIECES = st.sampled_from([*WORDS.split(), *SPACES])


@given(st.binary(max_size=400))
@example(b"---\n")
@example(b"\xff\xfe")
@example(b"\x00\xd8")
@example(b"---\nurl: \xff\n---\n")
def test_any_bytes_are_a_note(raw: bytes) -> None:
    """No exception, whatever lies on the disk."""
    sound(read(raw), raw)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_any_jumble_of_front_matter_is_a_note(text: str, encoding: str) -> None:
    """No exception, and every place is right."""
    raw = ("---\n" + text).encode(encoding)
    sound(read(raw), raw)


VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=80)


@given(title=VALUES, author=VALUES, description=VALUES)
@example(title="---", author="...", description="[[")
@example(title="a\n---\nb", author="'", description='"')
@example(title="\u2028", author="\x85", description="\ufdd0")
def test_any_values_come_back_verbatim(title: str, author: str, description: str) -> None:
    """What a sound YAML writer wrote is read as it was, control characters and all."""
    block = yaml.safe_dump({"title": title, "author": author, "description": description, "url": "https://x.example/"})
    seed = read(f"---\n{block}---\nText.\n")
    assert (seed.url, seed.body) == ("https://x.example/", "Text.\n")
    assert seed.title == title or not title.strip() or "[[" in title
    assert seed.author == author.strip() or "[[" in author
    assert seed.description == description or not description.strip() or "[[" in description


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=60))
@example('"')
@example("'")
@example("|")
@example("{")
@example("[")
@example("&a")
@example("# comment")
@example("a: b: c")
def test_no_title_costs_a_note_its_address(title: str) -> None:
    """Whatever is written after `title:`, unquoted, the line below is read."""
    seed = read(f"---\ntitle: {title}\nurl: https://x.example/\n---\nText.\n")
    assert (seed.url, seed.body) == ("https://x.example/", "Text.\n")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=200))
def test_the_copy_is_what_stands_below_the_front_matter(body: str) -> None:
    """Not a character more or less."""
    assert read(f"---\ntitle: x\n---\n{body}").body == body


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_an_address_or_is_said_to_be_none(text: str, other: str) -> None:
    """Never an exception; and an address in an archive is one that can be fetched."""
    assert isinstance(address.complain(text), str)
    assert isinstance(address.same_page(text, other), bool)
    for value in (text, f"https://web.archive.org/web/20240101000000/{text}", f"https://x.example/{text}"):
        archived = address.read_archive(value, ("web.archive.org",))
        if archived and archived.original:
            assert not address.complain(archived.original)
