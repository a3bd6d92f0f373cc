"""Decoding: the same words, however their bytes were written down and whatever was said about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clean.decode import codec, decode

TEXT = (
    "<html><body><p>Президент России Владимир Путин подписал указ о новых мерах поддержки семей с детьми.</p>"
    "<p>Документ опубликован в среду, 6 января. Выплаты начнутся 1 февраля, сообщает пресс-служба.</p></body></html>"
)


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "cp866", "utf-16", "utf-16-le", "mac-cyrillic"]
)
@pytest.mark.parametrize("said", [None, "text/html", "text/html; charset=utf-8", "text/html; charset=utf-7"])
def test_the_same_text_in_any_encoding_is_the_same_text(name: str, said: str | None) -> None:
    """Without a declaration, with a false one, with one that nobody may obey."""
    assert decode(TEXT.encode(name), said).text == TEXT


def test_a_header_of_the_wrong_code_page_is_overruled_and_said_to_be() -> None:
    """Declared iso-8859-1 (which means windows-1252), written in windows-1251."""
    found = decode(TEXT.encode("cp1251"), "text/html; charset=iso-8859-1")
    assert found.text == TEXT
    assert found.how == "header corrected"


@pytest.mark.parametrize("layers", [("cp1252",), ("cp1251",), ("cp1252", "cp1252")])
def test_mojibake_is_undone_and_named(layers: tuple[str, ...]) -> None:
    """UTF-8 that was read as another encoding and saved again, once or twice."""
    text = TEXT
    for name in layers:
        text = text.encode().decode(name, errors="monitor-c1")
    found = decode(text.encode(), "text/html; charset=utf-8")
    assert found.text == TEXT
    assert "mojibake" in found.damage


def test_labels_are_those_of_the_encoding_standard() -> None:
    """What browsers do not know as a label is none here."""
    assert codec(" Windows-1251 ") == "cp1251"
    assert codec("iso-8859-1") == "cp1252"
    for label in ("utf-7", "hex", "rot13", "zlib", "idna", "utf-32", ""):
        assert codec(label) is None


@given(st.binary(max_size=300), st.none() | st.text(max_size=40))
def test_whatever_comes_text_comes_out_that_can_be_written(body: bytes, said: str | None) -> None:
    """No exception, no surrogate, no control character but white space."""
    text = decode(body, said).text
    text.encode("utf-8")
    assert not any(char < " " and char not in "\t\n\f\r" for char in text)


@pytest.mark.corpus
def test_real_pages_that_say_what_they_are_written_in(corpus: Path) -> None:
    """Pages in windows-1251, KOI8-R, IBM866 and iso-8859-5 are read as their folders say."""
    for folder, name in {"windows-1251-russian": "cp1251", "KOI8-R": "koi8-r", "IBM866": "cp866"}.items():
        for path in sorted((corpus / "encodings" / folder).iterdir()):
            assert decode(path.read_bytes()).encoding == name, path.name
