"""Bytes → text: by byte order mark, by what the server says, by what the page says, then by what the bytes look like.

Labels mean what browsers take them to mean (`labels.py`). Whoever declares an encoding is believed as long as the
letters that come of it are letters of some language (`spelling.py`); a declaration that the bytes contradict is
corrected, and said to be. Where nothing else fits clearly better, the declaration stands and the doubt is named.
Nothing here raises because of what came in.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.clean import mojibake
from monitor.clean.labels import codec
from monitor.clean.spelling import likelihood

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

_TAG = re.compile(rb"<[a-zA-Z/!]")

_ODD_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]")
_PLAIN = bytes((9, 10, 12, 13, *range(32, 127)))
_ASCII = bytes(range(128))
_NO_FOREIGN = bytes(range(128)) + b" " * 128
# Neither a text nor a parser can do anything with these: C0 and C1 controls, lone surrogates, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, the codec that made it (Python's name), and how that was chosen.

    `how` is `bom`, `header`, `meta`, `utf-8` (undeclared), `detected`, `ascii`, with ` corrected` behind it where a
    declaration was overruled. `damage` names what is not whole: `bad_bytes`, `controls`, `mojibake` (undone), and
    `doubtful` where the letters are those of no language that is known here.
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
    whole = body if utf8 else text.encode("utf-8", errors="replace")
    foreign = whole.translate(None, _PLAIN)
    if foreign and mojibake.is_suspected(foreign, whole):
        mended, clear = mojibake.undo(text)
        if mended is not None:
            text, damage = mended, (*damage, "mojibake")
        elif not clear and "doubtful" not in damage:
            damage = (*damage, "doubtful")
    if foreign and mojibake.has_scrambled_pieces(foreign, whole) and (pieced := mojibake.undo_pieces(text)) != text:
        text, damage = pieced, (*damage, *(() if "mojibake" in damage else ("mojibake",)))
    if foreign and (damage or _ODD_BYTES.search(foreign)):
        scrubbed = _UNPRINTABLE.sub("\ufffd", text)
        if scrubbed != text:
            text, damage = scrubbed, (*damage, "controls")
    return Decoded(text=text, encoding=encoding, how=how, damage=damage)


# ── the choice ────────────────────────────────────────────────────────────────────────────────────

# Of bytes beyond ASCII that stand in whole sequences of UTF-8, the share from which on it is UTF-8 with a few broken
# ones (a title cut inside a letter, a pasted quotation). By chance no more than a third of a text's do.
_MOSTLY = 0.8
_CHANCE = 12  # bytes; `тем` in IBM866 is a sequence of UTF-8


def _choose(body: bytes, content_type: str) -> tuple[str, str, str, tuple[str, ...]]:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return *_read(body[len(mark) :], name), "bom", _broken(body[len(mark) :], name)
    wide = _wide(body)
    if wide:
        return *_read(body, wide), "detected", _broken(body, wide)

    declared = _declared(body, content_type)
    first = declared[0][1] if declared else ""
    escaped = b"\x1b" in body  # one byte is found many times quicker than two
    if escaped and (b"\x1b$" in body or any(name == "iso2022_jp" for name, _ in declared)):
        said = next((where for name, where in declared if name == "iso2022_jp"), "")
        if said or (body.isascii() and not _broken(body, "iso2022_jp")):
            return *_read(body, "iso2022_jp"), said or "detected", _broken(body, "iso2022_jp")
    if body.isascii():
        return body.decode("ascii"), "utf-8", "ascii", ()

    declared = [(name, where) for name, where in declared if name not in _ASCII_SHAPED]
    said = next((where for name, where in declared if name == "utf-8"), "")
    as_utf8 = (said or "utf-8") if said == first or not first else f"{first} corrected"
    whole = _utf8(body)
    # Text of any other encoding is never valid UTF-8 by chance, but for a letter or two.
    if whole is not None and (said or not declared):
        return whole, "utf-8", as_utf8, ()
    foreign = len(body.translate(None, _ASCII))
    broken = 0 if whole is not None else len(body) - len(body.decode("utf-8", errors="ignore").encode("utf-8"))
    chance = foreign < _CHANCE and bool(declared) and not said
    if whole is not None and not chance:
        return whole, "utf-8", as_utf8, ()
    if foreign - broken >= _MOSTLY * foreign and not chance:
        patched = _patched(body, [name for name, _ in declared if name != "utf-8"])
        return patched, "utf-8", as_utf8, ("bad_bytes",)

    name, sure = _weigh(body, [name for name, _ in declared], broken < foreign, not broken)
    where = next((where for each, where in declared if each == name), "")
    how = where if where and where == first else f"{first} corrected" if first else "detected"
    damage = _broken(body, name)
    return *_read(body, name), how, damage if sure else (*damage, "doubtful")


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
    """UTF-16 or UTF-32 without a mark: mark-up has its zeros in every second byte (or in three of four), and only
    there; whatever the page's own script is."""
    head = body[:16_000]
    if len(head) < 8 or b"\x00" not in head:
        return ""
    quarters = [head[start::4] for start in range(4)]
    empty = [quarter.count(0) / len(quarter) for quarter in quarters]
    if min(empty) > 0.9:
        return ""
    if min(empty[0], empty[1]) > 0.9:
        return "utf-32-be"
    if min(empty[2], empty[3]) > 0.9:
        return "utf-32-le"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    few, many = sorted((even, odd))
    if few > 0.02 * many:
        return ""
    name, bracket = ("utf-16-le", b"<\x00") if odd > even else ("utf-16-be", b"\x00<")
    # Tags of two bytes a sign, and none of one; or hardly anything but Latin. A page with a stray zero is not it.
    tags = head.count(bracket)
    if (tags < 2 or tags < 5 * len(_TAG.findall(head))) and many < 0.2 * len(head):
        return ""
    text = head[: len(head) & ~1].decode(name, errors="replace")
    strange = sum(text.count(char) for char in ("\ufffd", "\ufffe", "\uffff"))
    return name if strange <= 0.01 * len(text) + 1 else ""


def _utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


# ── weighing readings of the same bytes ───────────────────────────────────────────────────────────

# Single-byte and double-byte encodings that pages were written in, the commonest first: of readings that are alike, the
# first is taken. IBM855 is no label of the standard, so that it is only ever found here. Mac Roman is left out: English
# quotation marks of Windows are accented letters there, and nobody writes pages in it.
_CANDIDATES = (
    "cp1252", "cp1251", "cp1250", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic", "iso8859-2", "cp1254",
    "cp1253", "iso8859-7", "cp1255", "iso8859-8", "cp1256", "iso8859-6", "cp1257", "cp874", "gb18030", "big5hkscs",
    "cp932", "euc_jp", "cp949", "iso8859-16", "iso8859-15", "cp855", "cp1258", "iso8859-13", "iso8859-4", "iso8859-3",
)  # fmt: skip
# Natural logarithms a byte beyond ASCII. Texts of the languages known come to -1.6 to -4.8, and to -3.2 where all
# letters are beyond ASCII; texts read wrongly to -3.4 in the nearest alphabet, to -4 to -9 in others. Of signs that
# stand for words, any noise comes to -4.5, but hits none of the common ones.
_LIKELY, _KNOWN = -5.2, 0.2
# A declaration is overruled where another reading is likelier by so much in all (a chance of 1 in 3 million) and a
# byte. The nearest pair, windows-1251 and Mac Cyrillic, differs by 0.1 a byte in a text that is one of them. That bytes
# are whole sequences of UTF-8 says much by itself.
_IN_ALL, _IN_ALL_UTF8, _A_BYTE = 15.0, 3.0, 0.05
# Readings that differ by less than this in all are alike.
_ALIKE = 2.0
# The first declaration is not even doubted where no more than this share of its letters is what no language has, and
# the rest is likelier than any wrong reading.
_CLEAN, _CLEARLY = 0.01, -3.4
_SAMPLE = 4_000  # bytes of text around bytes beyond ASCII; more of them say nothing more
_PART = 500
# A first look at so much drops the readings that are far behind by as much a byte.
_GLANCE, _BEHIND = 500, 2.0


def _weigh(body: bytes, declared: list[str], half_utf8: bool, whole_utf8: bool) -> tuple[str, bool]:
    """The encoding in which the text is likeliest, the declared one unless another is so clearly; and whether what
    comes of it is a text of some language."""
    sample = _sample(body)
    if not any(name != "utf-8" for name in declared) and _are_marks(sample):
        return "cp1252", True
    foreign = max(1, _foreign(sample))
    if declared and not whole_utf8:
        found = likelihood(_spelled(sample, declared[0]))
        if found.odd <= _CLEAN * found.count and found.total > _CLEARLY * foreign:
            return declared[0], True
    names = list(dict.fromkeys((*declared, *_CANDIDATES, *(["utf-8"] if half_utf8 else []))))
    weights = {name: likelihood(_spelled(sample, name)) for name in _promising(sample, names, declared)}
    likely = {
        name: found.total
        for name, found in weights.items()
        if found.total > _LIKELY * foreign and found.odd <= (1 - _KNOWN) * found.count
    }
    if not likely:
        return (declared[0] if declared else _ask_library(sample)), False
    best = _likeliest(likely, names)
    if not declared:
        return best, True
    needed = _IN_ALL_UTF8 if best == "utf-8" and whole_utf8 else _IN_ALL
    for name in declared:
        # UTF-8 of which nothing is UTF-8 is refuted by every byte.
        if name == "utf-8" and not half_utf8:
            continue
        gain = likely[best] - weights[name].total
        if gain < needed or gain < _A_BYTE * foreign:
            return name, name in likely
    return best, True


# Quotation marks, dashes, blanks and the like of windows-1252, most of which are the same in windows-1250 and -1251.
_MARKS_OF_PRINT = b"\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0\xa3\xa7\xa9\xab\xad\xae\xb0\xb7\xbb"
_FOREIGN_RUN = re.compile(rb"[\x80-\xff]+")


def _are_marks(sample: bytes) -> bool:
    """Whether all that is beyond ASCII may be marks, which stand one by one; letters stand side by side."""
    foreign = sample.translate(None, _ASCII)
    if foreign.translate(None, _MARKS_OF_PRINT):
        return False
    return 2 * len(foreign) <= 3 * sum(1 for _ in _FOREIGN_RUN.finditer(sample))


def _spelled(sample: bytes, name: str) -> str:
    """A reading of the sample with its character references resolved: letters that an encoding lacks are written so
    (`&#259;`), and tell the language of those that it has."""
    text = _read(sample, name)[0]
    return html.unescape(text) if "&" in text else text


def _foreign(sample: bytes) -> int:
    """Bytes beyond ASCII, and letters written as references, which are the same in every reading."""
    referred = html.unescape(sample.translate(_NO_FOREIGN).decode("ascii")) if b"&" in sample else ""
    return len(sample.translate(None, _ASCII)) + sum(char > "\x7f" for char in referred)


def _promising(sample: bytes, names: list[str], declared: list[str]) -> list[str]:
    """The readings that are worth a whole look."""
    glance = sample[:_GLANCE]
    foreign = _foreign(glance)
    if len(sample) <= 2 * _GLANCE or foreign < 50:
        return names
    weights = {name: likelihood(_spelled(glance, name)).total for name in names}
    least = max(weights.values()) - _BEHIND * foreign
    return [name for name in names if weights[name] >= least or name in declared]


def _likeliest(weights: dict[str, float], order: Iterable[str]) -> str:
    top = max(weights.values())
    return next(name for name in order if weights.get(name, -float("inf")) >= top - _ALIKE)


def _sample(body: bytes) -> bytes:
    """Text with bytes beyond ASCII, from all over the page: mark-up and plain words say nothing of an encoding."""
    parts = [part for part in body.split(b"<") if not part.isascii()]
    # A part that is UTF-8 by itself says nothing of what the others are.
    parts = [part for part in parts if not _is_utf8(part)] or parts
    cut = []
    for part in parts:
        words = part[part.find(b">") + 1 :]
        if words.isascii():  # an attribute holds them
            words = part
        # A script may be long before its first such byte.
        at = len(words) - len(words.lstrip(_ASCII))
        cut.append(words[max(0, at - 20) : at + _PART])
    # Running text first, for it says most: menus repeat themselves. The order is the page's own among equals.
    cut.sort(key=lambda words: len(words.translate(None, _ASCII)), reverse=True)
    taken, room = [], _SAMPLE
    for words in cut:
        taken.append(words)
        room -= len(words)
        if room <= 0:
            break
    return b" ".join(taken)


def _is_utf8(part: bytes) -> bool:
    return len(part.translate(None, _ASCII)) >= _CHANCE and _utf8(part) is not None


def _ask_library(sample: bytes) -> str:
    """A guess by a detector that knows languages which `spelling` does not."""
    from resiliparse.parse.encoding import detect_encoding  # heavy, and hardly ever needed

    try:
        found = codecs.lookup(str(detect_encoding(sample, html5_compatible=True))).name
    except LookupError:
        return "cp1252"
    return found if found in _CANDIDATES or found == "utf-8" else "cp1252"


# ── two encodings in one page ─────────────────────────────────────────────────────────────────────

_PIECE = re.compile(rb"[^<>]+")
# A stray quotation mark or half a letter proves no encoding; so many bytes do, where nearly all of them are no UTF-8.
_BYTES_OF_PIECE, _BROKEN = 20, 0.7


def _patched(body: bytes, others: list[str]) -> str:
    """UTF-8 with the pieces read rightly that are text of another encoding (a headline, a paragraph, a teaser from
    elsewhere); what else is broken is replaced by U+FFFD."""
    foreign = [piece[0] for piece in _PIECE.finditer(body) if not piece[0].isascii() and _is_other(piece[0])]
    if not foreign:
        return body.decode("utf-8", errors="replace")
    name, sure = _weigh(b"<".join(foreign), others, False, False)
    if not sure:
        return body.decode("utf-8", errors="replace")

    def read(piece: re.Match[bytes]) -> bytes:
        if piece[0].isascii() or not _is_other(piece[0]):
            return piece[0]
        return _read(piece[0], name)[0].encode("utf-8", errors="replace")

    return _PIECE.sub(read, body).decode("utf-8", errors="replace")


def _is_other(piece: bytes) -> bool:
    foreign = len(piece.translate(None, _ASCII))
    if foreign < _BYTES_OF_PIECE:
        return False
    broken = len(piece) - len(piece.decode("utf-8", errors="ignore").encode("utf-8"))
    return broken >= _BROKEN * foreign


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


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
