"""One note: its front matter, its coding, and whatever else comes."""

from __future__ import annotations

import codecs
import re
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.model import Problem, Seed
from monitor.seeds.decode import decode
from tests.notes import RUSSIAN, message, note, read, told

# ── front matter ─────────────────────────────────────────────────────────────────────────────────────


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


# ── whatever comes ───────────────────────────────────────────────────────────────────────────────────


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
