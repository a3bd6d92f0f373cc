"""What a note says about its article: its date, its language, its title; and whether it holds a copy."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.model import Precision
from monitor.seeds import dates, language
from tests.notes import CROATIAN, ROMANIAN, RUSSIAN, SERBIAN, UKRAINIAN, message, note, read, told

# ── dates ────────────────────────────────────────────────────────────────────────────────────────────


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


# ── language ─────────────────────────────────────────────────────────────────────────────────────────


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


@pytest.mark.parametrize(
    "text",
    [
        # A list of streets: names of other origin outweigh the sentence before them.
        "Завтра будет отключен свет. "
        + "ул. Ханул Морий 1-19, ул. Ташкентская 2-20, бул. Дачия 18, ул. Мунчештская 145, ул. Ашхабад, ул. Буребиста, "
        "ул. Четатя Албэ, ул. Данте, ул. Данубиус, ул. Куза Водэ 14, ул. Алба Юлия 75, ул. Бутучень, ул. Букурешть 27. "
        * 3,
        "Авария сегодня в центре города, на пересечении двух бульваров. Машина взлетела на трассе, а затем врезалась "
        "в столб. Никто не пострадал, но движение было остановлено на час. Водитель находился за рулем в трезвом виде, "
        "но, по его словам, отвлекся на телефон и не заметил, как выехал на встречную полосу.",
        "Премьер перенес визит на юг в связи с изменением графика. О новом времени и месте встречи будет известно "
        "позже, сообщил заместитель председателя собрания. Жители района ждали его на площади, но вынуждены были "
        "вернуться домой.",
    ],
)
def test_russian_with_many_names_is_russian(text: str) -> None:
    """Bulgarian has its ъ, Kyrgyz and Tatar their own letters: a text without them is in none of them."""
    assert language.detect(text) in ("ru", None)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("bg", "Министърът на образованието заяви, че учениците от последните класове ще държат изпит през юни. Според "
               "него времето за подготовка е достатъчно, а училищата са готови. Учителите обаче не са съгласни."),
        ("kk", "Білім министрі бітіруші сынып оқушылары маусым айында емтихан тапсыратынын айтты. Оның айтуынша, "
               "дайындыққа уақыт жеткілікті, ал мектептер дайын. Алайда мұғалімдер бұл пікірмен келіспейді."),
    ],
)  # fmt: skip
def test_their_own_texts_stay_theirs(code: str, text: str) -> None:
    """What is excluded for want of letters is not excluded where they are."""
    assert language.detect(text) == code


@given(st.text(max_size=400), st.sampled_from(["ru", "ro", "en", "xx", ""]))
def test_any_text_has_a_language_or_none(text: str, said: str) -> None:
    """Never an exception; and a language never contradicts itself."""
    detected = language.detect(text, said or None)
    assert not language.contradicts(text, detected or "ru", detected)


# ── title and copy ───────────────────────────────────────────────────────────────────────────────────


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
        ("# **Из** [заголовка](https://gazeta.example/)\n\nТекст.", "Из заголовка"),
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
