"""Decoding: the same words, however their bytes were written down and whatever was said about them."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clean.decode import decode
from monitor.clean.labels import codec
from monitor.clean.normalise import normalise
from monitor.clean.sentences import split
from monitor.model import Article, Block, Snapshot
from tests.tongues import STORY, WRITTEN_IN, story

TEXT = (
    "<html><body><p>Президент России Владимир Путин подписал указ о новых мерах поддержки семей с детьми.</p>"
    "<p>Документ опубликован в среду, 6 января. Выплаты начнутся 1 февраля, сообщает пресс-служба.</p></body></html>"
)
# What servers say of pages by mistake; None says nothing.
SAID = (None, "windows-1251", "utf-8", "iso-8859-1", "koi8-r", "iso-8859-2", "gb2312", "windows-1254", "x-mac-cyrillic")
PAIRS = [(language, name) for language, names in WRITTEN_IN.items() for name in names]
# Labels of the standard, by codec, as a right header says them.
LABELS = {
    "mac-cyrillic": "x-mac-cyrillic", "big5hkscs": "big5", "euc_jp": "euc-jp", "iso2022_jp": "iso-2022-jp",
    "cp949": "euc-kr", "cp932": "shift_jis", "cp874": "windows-874", "cp866": "ibm866",
}  # fmt: skip


def page(sentences: tuple[str, ...], *, head: str = "", before: str = "") -> str:
    """A page of mark-up in ASCII around a text."""
    text = "".join(f'<p class="text">{each}</p>' for each in sentences)
    return (
        f"<html><head>{head}<title>{sentences[0]}</title></head><body>{before}<article>{text}</article></body></html>"
    )


def header(label: str | None) -> str:
    return "text/html" if label is None else f"text/html; charset={label}"


def label_of(name: str) -> str:
    return LABELS.get(name, name.replace("cp125", "windows-125").replace("iso8859", "iso-8859"))


# Languages of which both encodings have nearly all letters in the same places: a text may be both.
TWINS = {("ja", "euc_jp", "gb2312")}


@pytest.mark.parametrize(("language", "name"), PAIRS)
def test_a_story_in_any_encoding_is_the_same_story_whatever_is_said(language: str, name: str) -> None:
    """25 languages in what their pages were written in, under wrong headers and none."""
    text = page(story(language, name))
    for label in SAID:
        if (language, name, label) in TWINS:
            continue
        found = decode(text.encode(name), header(label))
        assert found.text == text, (label, found.encoding, found.how)


@pytest.mark.parametrize("said", [None, "utf-8", "none"])
@pytest.mark.parametrize(
    "text",
    [
        "Der Minister sagte »Africa Forward Summit« am Montag, dass es sch&ouml;n sei.",
        "Read my\xa0 \xa0blog \xa0 for more.\xa0",
        "The “deal” is done – and it’s good… for £5 or €6",
        "O&ugrave; est le «Figaro»\xa0? 20\xa0°",
    ],
)
def test_text_of_which_only_the_marks_are_beyond_ascii_is_western(text: str, said: str | None) -> None:
    """Whose letters are written as references; no Thai, no Cyrillic stands between words one by one."""
    assert decode(page((text,)).encode("cp1252"), header(said)).text == page((text,))


ROMANIAN = (
    "Potrivit primarului, în această săptămână niciuna dintre cele trei companii nu și-a dovedit investițiile în port.",
    "„Nu avem dreptul să dăm cheiurile celor care nu au nici nave, nici oameni”, le-a spus el jurnaliștilor, întrebat.",
    "Între timp, muncitorii își vor primi salariile la timp, a mai dat asigurări România prin ministrul de interne.",
)


@pytest.mark.parametrize("label", SAID)
@pytest.mark.parametrize("name", ["cp1252", "iso8859-15", "cp1250", "iso8859-16"])
def test_letters_written_as_references_tell_the_language_of_the_others(name: str, label: str | None) -> None:
    """What an encoding lacks stands as `&#259;` in its pages; commas and cedillas below are one letter."""
    if (name, label) == ("iso8859-16", "iso-8859-2"):
        pytest.skip("these two differ in quotation marks only")
    text = page(ROMANIAN).encode(name, errors="xmlcharrefreplace")
    assert html.unescape(decode(text, header(label)).text) == page(ROMANIAN)


@pytest.mark.parametrize(("language", "name"), [pair for pair in PAIRS if codec(label_of(pair[1]))])
def test_a_right_header_is_never_overruled(language: str, name: str) -> None:
    """Neither for the whole story nor for any one sentence, word or capital letters of it."""
    sentences = story(language, name)
    shapes = [sentences, *((each,) for each in sentences), *((each,) for each in sentences[1].split())]
    shapes.append(tuple(each.upper().encode(name, "ignore").decode(name) for each in sentences))
    for shape in shapes:
        text = page(shape)
        found = decode(text.encode(name), header(label_of(name)))
        assert found.text == text, (shape, found.encoding, found.how)


RARE = [
    ("windows-1252", "Løgtingið avgjørdi mikudagin at gera tunnilin millum Suðuroynna og meginøkið áðrenn árið er av."),
    ("windows-1258", "Hôi đông thành phô hôm thư tư đa huy cuôc đâu thâu quan ly cang sông tư tháng ba."),
    ("windows-1256", "شوراي شهر روز چهارشنبه مناقصه اداره بندر را لغو کرد و پژوهش چاپ شد."),
    (
        "iso-8859-3",
        "Il-kunsill tal-belt ħassar il-kompetizzjoni għall-ġestjoni tal-port, għax ħadd ma wera flus żgħar.",
    ),
    ("windows-1254", "Gagauziyada başkan dedi, ani liman için konkurs durgunduruldu, çünkü işçilär aylık bekler."),
    ("windows-1251", "ООО «ЮгСтройИнвест», ЗАО «ТрансМашХолдинг», МегаФон, ЯндексТакси, РосКосмос, ВкусВилл"),
    ("windows-1251", "ГОРСОВЕТ ОТМЕНИЛ КОНКУРС НА УПРАВЛЕНИЕ ПОРТОМ"),
    ("koi8-r", "Шаардык кенеш шаршемби куну сынакты жокко чыгарды деп билдирди мэр Азамат."),
    ("gb2312", "Zhang 张鑫淼 Wu 吴翀翾 Ding 丁晖玥 Xie 谢赟霖 Qiu 邱煜珅"),
    ("iso-8859-1", "Café"),
]


@pytest.mark.parametrize(("label", "text"), RARE)
def test_a_right_header_stands_where_the_language_is_rare_or_the_text_is_none(label: str, text: str) -> None:
    """Names, capitals, languages that no table knows: what is doubtful stays as it was declared."""
    body = page((text,)).encode(codec(label) or "", "ignore")
    assert decode(body, header(label)).text == body.decode(codec(label) or "")


@pytest.mark.parametrize(("language", "name"), PAIRS)
def test_an_edited_sentence_changes_no_encoding(language: str, name: str) -> None:
    """Or the whole article would be an edit that nobody made."""
    sentences = story(language, name) * 2
    for label in (None, "iso-8859-1"):
        whole = decode(page(sentences).encode(name), header(label))
        for at in range(0, len(sentences), 3):
            cut = page((*sentences[:at], "2026: 70 %.", *sentences[at + 1 :]))
            assert decode(cut.encode(name), header(label)).encoding == whole.encoding


@pytest.mark.parametrize("language", STORY)
def test_utf_16_without_a_mark_is_known_by_its_zeros(language: str) -> None:
    """Whatever the script, mark-up alternates with zeros."""
    text = page(STORY[language])
    for name in ("utf-16-le", "utf-16-be", "utf-16"):
        assert decode(text.encode(name), header("utf-8")).text == text


@pytest.mark.parametrize("zeros", [b"\x00", b"\x00\x00", b"\x00" * 200, b"a\x00b\x00c\x00"])
def test_stray_zeros_make_no_utf_16(zeros: bytes) -> None:
    """What a broken program leaves in a page of single bytes."""
    for name in ("utf-8", "cp1251"):
        body = TEXT.encode(name).replace(b"</p>", zeros + b"</p>", 1)
        found = decode(body, header(label_of(name)))
        assert found.encoding == name
        assert "Документ опубликован в среду" in found.text


@pytest.mark.parametrize("label", SAID)
def test_words_that_stand_late_in_a_big_page_are_heard(label: str | None) -> None:
    """Half a megabyte of mark-up, scripts and menus in ASCII stands before the only Cyrillic letters."""
    script = f"<script>{'var a = 1;' * 20_000}</script>"
    menu = '<li><a href="/section/news.html" class="nav-link">News</a></li>' * 4_000
    text = page(story("ru", "koi8-r"), head=script, before=menu)
    assert decode(text.encode("koi8-r"), header(label)).text == text


@pytest.mark.parametrize("said", ["utf-8", None, "windows-1251"])
@pytest.mark.parametrize("junk", [b"\xd0", b"\x93quoted\x94", b"\xff\xfe", "№".encode("cp1251")])
def test_a_few_broken_bytes_leave_utf_8_what_it_is(said: str | None, junk: bytes) -> None:
    """A title cut inside a letter, a quotation pasted from elsewhere: replaced, and named."""
    for language in ("ru", "fr", "ja"):
        text = page(STORY[language])
        body = text.encode().replace(b"</p>", junk + b"</p>", 2)
        found = decode(body, header(said))
        assert found.encoding == "utf-8"
        assert found.text.replace("\ufffd", "").replace("quoted", "") == text
        assert "bad_bytes" in found.damage


def test_a_header_of_the_wrong_code_page_is_overruled_and_said_to_be() -> None:
    """Declared iso-8859-1 (which means windows-1252), written in windows-1251."""
    found = decode(TEXT.encode("cp1251"), "text/html; charset=iso-8859-1")
    assert found.text == TEXT
    assert found.how == "header corrected"


def test_where_the_server_and_the_page_disagree_the_letters_decide() -> None:
    """A server's default header over a page that says what it is written in."""
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">'
    text = page(story("pl", "iso8859-2"), head=meta)
    for label in ("iso-8859-1", "windows-1250", "utf-8"):
        found = decode(text.encode("iso8859-2"), header(label))
        assert (found.text, found.how) == (text, "header corrected")


def test_what_no_language_is_like_keeps_its_declaration_and_the_doubt_is_named() -> None:
    """Noise under a header: nothing is sure, so the header stands."""
    noise = b"<html><body>" + bytes(0x80 + 37 * at % 128 for at in range(600)) + b"</body></html>"
    found = decode(noise, "text/html; charset=windows-1257")
    assert (found.encoding, found.how) == ("cp1257", "header")
    assert "doubtful" in found.damage


LAYERS = [
    ("cp1252",), ("cp1251",), ("koi8-r",), ("cp866",), ("mac-roman",), ("cp1252", "cp1252"), ("cp1251", "cp1251"),
    ("cp1251", "cp1252"),
]  # fmt: skip


@pytest.mark.parametrize("layers", LAYERS, ids=str)
@pytest.mark.parametrize("language", ["ru", "uk", "bg", "pl", "fr"])
def test_mojibake_is_undone_and_named(language: str, layers: tuple[str, ...]) -> None:
    """UTF-8 that was read as another encoding and saved again, once or twice."""
    text = page(STORY[language])
    scrambled = text
    for name in layers:
        scrambled = scrambled.encode().decode(name, errors="monitor-c1")
    found = decode(scrambled.encode(), "text/html; charset=utf-8")
    assert found.text == text
    assert "mojibake" in found.damage


@pytest.mark.parametrize(
    ("written", "read"),
    [("cp1251", "cp1252"), ("cp1251", "koi8-r"), ("koi8-r", "cp1252"), ("koi8-r", "cp1251"), ("cp866", "cp1252"),
     ("cp866", "cp1251"), ("cp1251", "cp1251")],
)  # fmt: skip
def test_one_code_page_read_as_another_and_saved_is_undone_and_named(written: str, read: str) -> None:
    """ "Ïðåçèäåíò", "оПЕГХДЕМР": letters in good UTF-8, and no language."""
    text = page(story("ru", written))
    scrambled = text.encode(written).decode(read, errors="monitor-c1")
    found = decode(scrambled.encode(), "text/html; charset=utf-8")
    assert found.text == text
    assert ("mojibake" in found.damage) == (written != read)


def test_scrambled_texts_within_a_page_whose_menus_are_whole_are_undone() -> None:
    """The template is in order, what came from the database is not."""
    menu = "".join(f"<li>{each}</li>" for each in STORY["ru"] * 30)
    text = page(STORY["uk"] * 2)
    scrambled = text.encode().decode("cp1251", errors="monitor-c1")
    body = scrambled.replace("<body>", f"<body><ul>{menu}</ul>")
    assert decode(body.encode()).text == text.replace("<body>", f"<body><ul>{menu}</ul>")


@pytest.mark.parametrize("layers", [("cp1252",), ("cp1251",), ("cp1252", "cp1252"), ("cp1251", "cp1251")], ids=str)
@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize("language", ["ru", "uk"])
def test_one_scrambled_paragraph_of_a_page_is_undone(language: str, at: int, layers: tuple[str, ...]) -> None:
    """One record of the database went wrong; the page around it is in order."""
    text = page(STORY[language] * 30, head="<meta name='description' content='…'>")
    scrambled = STORY[language][at]
    for name in layers:
        scrambled = scrambled.encode().decode(name, errors="monitor-c1")
    found = decode(text.replace(f">{STORY[language][at]}<", f">{scrambled}<", 3).encode(), "text/html; charset=utf-8")
    assert found.text == text
    assert "mojibake" in found.damage


@pytest.mark.parametrize("tag", ["h1", "title", "p"])
def test_a_headline_that_was_written_in_one_code_page_and_read_in_another_is_undone(tag: str) -> None:
    """ "Ãîðîäñêîé ñîâåò" over a text in order."""
    headline = STORY["ru"][0]
    scrambled = headline.encode("cp1251").decode("cp1252")
    text = page(STORY["ru"][1:] * 20)
    body = text.replace("<body>", f"<body><{tag}>{scrambled}</{tag}>")
    assert decode(body.encode()).text == text.replace("<body>", f"<body><{tag}>{headline}</{tag}>")


def test_mojibake_that_is_shown_as_code_stays() -> None:
    """An article about encodings shows what went wrong."""
    shown = STORY["ru"][0].encode().decode("cp1251", errors="monitor-c1")
    text = page((*STORY["ru"] * 5, f"<code>{shown}</code> — так выглядит текст в неверной кодировке."))
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("said", ["utf-8", None, "windows-1251"])
@pytest.mark.parametrize("at", range(4))
def test_a_paragraph_in_another_encoding_within_utf_8_is_read_in_that(at: int, said: str | None) -> None:
    """Pasted by a program that knew no better."""
    text = page(STORY["ru"] * 10)
    body = text.encode().replace(STORY["ru"][at].encode(), STORY["ru"][at].encode("cp1251"), 2)
    found = decode(body, header(said))
    assert (found.text, found.encoding) == (text, "utf-8")
    assert "bad_bytes" in found.damage


@pytest.mark.parametrize("said", SAID)
def test_data_in_utf_8_within_a_page_of_another_encoding_hide_nothing(said: str | None) -> None:
    """JSON-LD from another program, a widget of another site."""
    data = (
        f'<script type="application/ld+json">{{"headline": "{STORY["ru"][0]}", "about": "{STORY["ru"][1]}"}}</script>'
    )
    text = page(STORY["ru"])
    body = text.encode("cp1251").replace(b"</head>", data.encode() + b"</head>")
    assert decode(body, header(said)).text.replace(data, "") == text


@pytest.mark.parametrize("language", STORY)
def test_a_text_that_is_in_order_stays_as_it_is(language: str) -> None:
    """In small letters and in capitals, also where it quotes mojibake."""
    for text in (page(STORY[language]), page(tuple(map(str.upper, STORY[language])))):
        found = decode(text.encode(), "text/html; charset=utf-8")
        assert (found.text, found.damage) == (text, ())
    quoting = page((*STORY[language], "«РџСЂРёРІРµС‚», «Ïðèâåò»"))
    assert decode(quoting.encode(), "text/html; charset=utf-8").text == quoting


def test_labels_are_those_of_the_encoding_standard() -> None:
    """What browsers do not know as a label is none here."""
    assert codec(" Windows-1251 ") == "cp1251"
    assert codec("iso-8859-1") == "cp1252"
    for label in ("utf-7", "hex", "rot13", "zlib", "idna", "utf-32", ""):
        assert codec(label) is None


@pytest.mark.parametrize("label", ["utf-7", "hex", "x-user-defined", "utf-32", "none", "utf-8, windows-1251", '"'])
def test_a_header_that_nobody_may_obey_is_as_good_as_none(label: str) -> None:
    """UTF-7 would make mark-up of plain words."""
    assert decode(TEXT.encode(), header(label)).text == TEXT
    assert decode(TEXT.encode("cp1251"), header(label)).text == TEXT


@given(st.binary(max_size=300), st.none() | st.text(max_size=40) | st.sampled_from([*map(header, SAID)]))
def test_whatever_comes_text_comes_out_that_can_be_written(body: bytes, said: str | None) -> None:
    """No exception, no surrogate, no control character but white space."""
    text = decode(body, said).text
    text.encode("utf-8")
    assert not any(char < " " and char not in "\t\n\f\r" for char in text)


@given(
    st.lists(
        st.sampled_from([b"<p>", b"\x1b$B", b"\xd0\x9f", b"\xcf\xf0", b"\x00", b"\xff\xfe", b"a ", b"\x82\xa0"]),
        max_size=60,
    ),
    st.sampled_from(SAID),
)
def test_pieces_of_all_encodings_in_one_page_do_no_harm(pieces: list[bytes], label: str | None) -> None:
    """Half a page of each, zeros and escapes between."""
    decode(b"".join(pieces), header(label)).text.encode("utf-8")


@pytest.mark.corpus
def test_real_pages_are_read_as_their_folders_say(corpus: Path) -> None:
    """Texts in single-byte encodings, with no header and under a wrong one."""
    folders = {"windows-1251-russian": "cp1251", "KOI8-R": "koi8-r", "IBM866": "cp866", "IBM855": "cp855",
               "MacCyrillic": "mac-cyrillic", "iso-8859-5-russian": "iso8859-5"}  # fmt: skip
    for folder, name in folders.items():
        for path in sorted((corpus / "encodings" / folder).iterdir()):
            for label in (None, "windows-1251"):
                assert decode(path.read_bytes(), header(label)).encoding == name, (path.name, label)


@pytest.mark.parametrize("name", ["cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp855", "utf-16-le"])
@pytest.mark.parametrize("label", [None, "utf-8", "iso-8859-1", "windows-1251"])
def test_the_same_article_in_any_encoding_is_the_same_article(name: str, label: str | None) -> None:
    """Found by a copy in UTF-8, sentence by sentence; nothing of it differs."""
    sentences = story("ru", "cp866") * 2
    blocks = tuple(Block(text=each) for each in dict.fromkeys(sentences))
    known = Article(title=sentences[0], blocks=blocks, sentences=split(blocks), how="copy")
    body = page(tuple(dict.fromkeys(sentences))).encode(name)
    answer = Snapshot(
        url="https://vesti.example/port.html", final_url="https://vesti.example/port.html", status=200, head=b"",
        at=datetime(2026, 1, 1, tzinfo=UTC), headers=(("Content-Type", header(label)),), wire=body, body=body,
    )  # fmt: skip
    found = normalise(answer, known=known).outcome
    assert isinstance(found, Article)
    assert [each.digest for each in found.sentences] == [each.digest for each in known.sentences]
