"""Bytes → text: by byte order mark, by what the server says, by what the page says, then by what the bytes look like.

Labels are those of the WHATWG Encoding Standard and mean what browsers take them to mean (`iso-8859-1` is
windows-1252). UTF-7 and `hex` are no labels there, so they are never obeyed. A declaration that the bytes contradict
is corrected, and said to be. Nothing here raises because of what came in.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

# The Encoding Standard's labels (https://encoding.spec.whatwg.org/#names-and-labels), by the Python codec that does
# what browsers do. `replacement` encodings (iso-2022-kr, hz-gb-2312 …) are left out: they are refused there too.
_LABELS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e "
    "iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "
    "iso_8859-7:1987 sun_eu_greek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 "
    "iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 "
    "iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 "
    "windows-1254 x-cp1254",
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
    "windows-949",
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
# Stateful or wide: their bytes may all be valid UTF-8 and still mean something else.
_ASCII_SHAPED = frozenset({"iso2022_jp", "utf-16-le", "utf-16-be"})

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]{1,60})", re.IGNORECASE)
# The standard looks at the first 1024 bytes; pages that put scripts first are many, and browsers read on.
_META_REACH = 16_384
_META = re.compile(
    rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([^\s\"'/>;]{1,60})|^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,60})",
    re.IGNORECASE,
)
# A page may hold a few broken bytes (a title cut inside a letter, a pasted quotation) and still be UTF-8.
_FEW = 0.02

_ODD_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]")
_PLAIN = bytes((9, 10, 12, 13, *range(32, 127)))
# Neither a text nor a parser can do anything with these: C0 and C1 controls, lone surrogates, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, the codec that made it (Python's name), and how that was chosen.

    `how` is `bom`, `header`, `meta`, `utf-8` (undeclared), `detected`, `ascii`, with ` corrected` behind it where a
    declaration was overruled. `damage` names what is not whole: `bad_bytes`, `controls`, `mojibake` (undone).
    """

    text: str
    encoding: str
    how: str
    damage: tuple[str, ...] = ()


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The text of an answer. `content_type` is the header's value, as it came."""
    text, encoding, how, damage = _choose(body, content_type or "")
    utf8 = encoding == "utf-8" and not damage
    # What is not plain ASCII in UTF-8 is little and tells what else is to be looked for, many times quicker than text.
    foreign = body.translate(None, _PLAIN) if utf8 else text.encode("utf-8", errors="replace")
    if foreign and _looks_scrambled(foreign):
        mended = _unscramble(text)
        if mended is not None:
            text, damage = mended, (*damage, "mojibake")
    if foreign and (damage or _ODD_BYTES.search(foreign)):
        scrubbed = _UNPRINTABLE.sub("\ufffd", text)
        if scrubbed != text:
            text, damage = scrubbed, (*damage, "controls")
    return Decoded(text=text, encoding=encoding, how=how, damage=damage)


def _looks_scrambled(foreign: bytes) -> bool:
    """Whether the first bytes of letters stand there as letters themselves, for the most part."""
    as_latin = sum(foreign.count(pair) for pair in (b"\xc3\x90", b"\xc3\x91", b"\xc3\x83", b"\xc3\x82", b"\xc3\xa2"))
    as_cyrillic = foreign.count(b"\xd0\xa0") + foreign.count(b"\xd0\xa1") + foreign.count(b"\xd0\xb2\xd0\x82")
    return max(as_latin, as_cyrillic) > 0.04 * len(foreign)


def codec(label: str) -> str | None:
    """The codec for a label of the Encoding Standard, None where it is none."""
    return _CODECS.get(label.strip(" \t\n\f\r\"'").lower())


# ── the choice ────────────────────────────────────────────────────────────────────────────────────


def _choose(body: bytes, content_type: str) -> tuple[str, str, str, tuple[str, ...]]:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return *_read(body[len(mark) :], name), "bom", _broken(body[len(mark) :], name)
    wide = _wide(body)
    if wide:
        return *_read(body, wide), "detected", _broken(body, wide)

    declared = _declared(body, content_type)
    for name, where in declared:
        if name == "iso2022_jp" and b"\x1b" in body:
            return *_read(body, name), where, _broken(body, name)
    if body.isascii():
        return body.decode("ascii"), "utf-8", "ascii", ()
    first = declared[0][1] if declared else ""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:  # text of any other encoding is never valid UTF-8 by chance, but for a letter or two
        said = next((where for name, where in declared if name == "utf-8"), "")
        return text, "utf-8", (said or "utf-8") if said == first or not first else f"{first} corrected", ()

    guess = _detect(body)
    for name, where in declared:
        if name in _ASCII_SHAPED:
            continue
        text, _ = _read(body, name)
        if not _fits(text):
            continue
        if guess != name and _oddness(text) > _oddness(_read(body, guess)[0]) + 0.03:
            continue
        return text, name, where if where == first else f"{first} corrected", _broken(body, name)
    return *_read(body, guess), f"{first} corrected" if first else "detected", _broken(body, guess)


def _declared(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """What the server and the page say, the server first."""
    found = []
    header = _CHARSET.search(content_type[:1000])
    if header and (name := codec(header[1])):
        found.append((name, "header"))
    meta = _META.search(body[:_META_REACH])
    if meta and (name := codec((meta[1] or meta[2]).decode("latin-1"))):
        # A page that could be read as far as this is not UTF-16, whatever it says (the standard says so too).
        found.append(("utf-8" if name.startswith("utf-16") else name, "meta"))
    return found


def _wide(body: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: every second (or fourth) byte is that of a script's page."""
    head = body[:4000]
    if len(head) < 8 or b"\x00" not in head:
        return ""
    quarters = [head[start::4] for start in range(4)]
    empty = [quarter.count(0) / len(quarter) for quarter in quarters]
    if min(empty[0], empty[1]) > 0.9:
        return "utf-32-be"
    if min(empty[2], empty[3]) > 0.9:
        return "utf-32-le"
    for half, name in ((head[1::2], "utf-16-le"), (head[0::2], "utf-16-be")):
        other = head[0::2] if name == "utf-16-le" else head[1::2]
        # 0x00 holds Latin, 0x04 Cyrillic
        if (half.count(0) + half.count(4)) / len(half) > 0.8 and other.count(0) / len(other) < 0.1:
            return name
    return ""


def _read(body: bytes, name: str) -> tuple[str, str]:
    """The text, bytes that mean nothing as U+FFFD. Single-byte code pages pass C1 through, as browsers do."""
    if name.startswith(("cp125", "cp874")):
        return body.decode(name, errors="monitor-c1"), name
    return body.decode(name, errors="replace"), name


def _c1(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return "".join(map(chr, error.object[error.start : error.end])), error.end
    raise error


codecs.register_error("monitor-c1", _c1)


def _broken(body: bytes, name: str) -> tuple[str, ...]:
    try:
        body.decode(name)
    except UnicodeDecodeError:
        return () if name.startswith(("cp125", "cp874")) else ("bad_bytes",)
    return ()


def _fits(text: str) -> bool:
    """Whether nearly all of the bytes meant something."""
    foreign = sum(not char.isascii() for char in text[:200_000])
    return text[:200_000].count("\ufffd") <= max(2, _FEW * foreign)


@lru_cache(maxsize=1)
def _detect(body: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding  # heavy, and needed where nothing else is known

    # Mark-up is ASCII and says nothing; the words do.
    words = b" ".join(re.findall(rb"[^<>\x00-\x1f]{0,80}[\x80-\xff][^<>\x00-\x1f]{0,200}", body[:400_000]))
    found = str(detect_encoding(words or body[:400_000], html5_compatible=True))
    try:
        candidates = [codecs.lookup(found).name]
    except LookupError:
        candidates = []
    if candidates and _oddness(_read(words, candidates[0])[0]) < 0.1:
        return candidates[0]
    candidates += ["cp1251", "koi8-r", "cp866", "mac-cyrillic", "cp1252", "utf-8"]
    return min(candidates, key=lambda name: _oddness(_read(words, name)[0]))


# What no language prints: a lower-case letter before a capital and a small one, a symbol or control inside a word,
# four accented letters in a row, two scripts in one word.
_ODD = re.compile(
    r"[а-яё](?=[А-ЯЁ][а-яё])|(?<=\w)[\x80-\x9f\u2500-\u259f¤¦§©®°±¶·№†‡‰](?=[^\W\d_])|[À-ÖØ-öø-ÿ]{4}"
    r"|[a-zA-Z](?=[а-яА-Я])|[а-яА-Я](?=[a-zA-Z])|[ЂЃѓЉЊЌЋЏђљњќћџ]|\ufffd|(?<=[а-яё])[А-ЯЁ]{2}|[ºª²³¼½¾](?=[^\W\d_])"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def _oddness(text: str) -> float:
    """How often the text does what no language does, per letter beyond ASCII: 0 is a clean text."""
    text = text[:100_000]
    foreign = len(_FOREIGN.findall(text))
    return len(_ODD.findall(text)) / foreign if foreign else 0.0


# ── mojibake: UTF-8 that somebody read as another encoding and saved again ────────────────────────

_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_SAMPLE = 60


def _unscramble(text: str) -> str | None:
    """The text before it was read wrongly, up to two layers of it; None where it is in order."""
    done = None
    for _ in range(2):
        for name in ("cp1252", "cp1251"):
            mended = _peel(text if done is None else done, name)
            if mended is not None:
                done = mended
                break
        else:
            break
    return done


def _peel(text: str, name: str) -> str | None:
    sample = [run[0] for _, run in zip(range(_SAMPLE), _FOREIGN_RUN.finditer(text), strict=False)]
    good = sum(_original(run, name) is not None for run in sample)
    if good < 3 or good < 0.7 * len(sample):
        return None
    return _FOREIGN_RUN.sub(lambda run: _original(run[0], name) or run[0], text)


def _original(run: str, name: str) -> str | None:
    table = _bytes_of(name)
    try:
        return bytes([table[char] for char in run]).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=4)
def _bytes_of(name: str) -> dict[str, int]:
    return {bytes([byte]).decode(name, errors="monitor-c1"): byte for byte in range(0x80, 0x100)}
