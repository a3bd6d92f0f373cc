"""A note's bytes as text: byte order mark, UTF-8, or a guess that is named as one."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from monitor.model import Problem

# UTF-32's little-endian mark begins with UTF-16's: the longer is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# How much of a note the detector sees. It needs a few hundred characters; a note may have five million.
_SAMPLE = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """`text` is exactly `raw.decode(encoding, errors="replace")`, which is how `Seed.body` reads it again."""

    text: str
    encoding: str
    problem: Problem | None = None


def decode(raw: bytes) -> Decoded:
    """Decode a note; never fails. A coding that nothing declares is a guess, and comes with a problem `not_utf8`."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return Decoded(text=raw.decode(encoding, errors="replace"), encoding=encoding)
    try:
        text = raw.decode("utf-8")  # there is no mark: with one it would have been read above
    except UnicodeDecodeError as error:
        return _guess(raw, error.start)
    if "\0" in text and (wide := _zeros(raw)):  # English in UTF-16 is sound UTF-8 as well
        return _guessed(raw, wide)
    return Decoded(text=text, encoding="utf-8-sig")


def _guess(raw: bytes, bad_at: int) -> Decoded:
    text = raw.decode("utf-8-sig", errors="replace")
    beyond_ascii = sum(1 for character in text if character > "\x7f")
    if text.count("\ufffd") * 5 <= beyond_ascii:  # four of five such characters are sound: UTF-8, with some damage
        message = (
            f"The note is UTF-8, but for some damaged bytes (the first is 0x{raw[bad_at]:02x}), which are shown as "
            "\ufffd. Save it again as UTF-8."
        )
        before = raw[:bad_at].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        problem = Problem(code="not_utf8", message=message, line=before.count(b"\n") + 1)
        return Decoded(text=text, encoding="utf-8-sig", problem=problem)
    return _guessed(raw, _zeros(raw) or _detect(raw))


def _guessed(raw: bytes, encoding: str | None) -> Decoded:
    if encoding is None:
        encoding, message = "utf-8-sig", "The note is not UTF-8, nor anything else that can be told. Save it as UTF-8."
    else:
        message = f"The note is not UTF-8; it was read as {encoding}, which is a guess. Save it as UTF-8 to be sure."
    problem = Problem(code="not_utf8", message=message, line=1)
    return Decoded(text=raw.decode(encoding, errors="replace"), encoding=encoding, problem=problem)


def _zeros(raw: bytes) -> str | None:
    """UTF-16 without its mark: text of any script has blanks and line ends, whose other half is a zero."""
    sample = raw[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    if many < 4 or many * 20 < len(sample) // 2 or few * 4 > many:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _detect(raw: bytes) -> str | None:
    from resiliparse.parse.encoding import detect_encoding

    start = next((at for at, byte in enumerate(raw) if byte > 0x7F), 0)
    found = detect_encoding(raw[max(0, start - _SAMPLE // 2) : start + _SAMPLE // 2])
    try:
        name = codecs.lookup(found).name if found else ""
    except LookupError:
        return None
    if name in ("", "utf-8", "ascii"):
        return None
    return name.replace("cp125", "windows-125")  # the name by which people know them
