"""Which encoding a page was written in, by weighing readings of the same bytes against each other.

Each candidate's reading is measured by how likely its letters are in some language (`spelling.py`). A declaration
stands unless another reading is clearly likelier.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable

from monitor.clean.spelling import likelihood

_ASCII = bytes(range(128))
_NO_FOREIGN = bytes(range(128)) + b" " * 128
FEW = 12  # bytes; `тем` in IBM866 is a sequence of UTF-8

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


def likeliest(body: bytes, declared: list[str], half_utf8: bool, whole_utf8: bool) -> tuple[str, bool]:
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
    text = read(sample, name)[0]
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
    return len(part.translate(None, _ASCII)) >= FEW and utf8(part) is not None


def _ask_library(sample: bytes) -> str:
    """A guess by a detector that knows languages which `spelling` does not."""
    from resiliparse.parse.encoding import detect_encoding  # heavy, and hardly ever needed

    try:
        found = codecs.lookup(str(detect_encoding(sample, html5_compatible=True))).name
    except LookupError:
        return "cp1252"
    return found if found in _CANDIDATES or found == "utf-8" else "cp1252"


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def read(body: bytes, name: str) -> tuple[str, str]:
    """The text, bytes that mean nothing as U+FFFD. Single-byte code pages pass C1 through, as browsers do."""
    if name.startswith(("cp125", "cp874")):
        return body.decode(name, errors="monitor-c1"), name
    return body.decode(name, errors="replace"), name


def _c1(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return "".join(map(chr, error.object[error.start : error.end])), error.end
    raise error


codecs.register_error("monitor-c1", _c1)


def flaws(body: bytes, name: str) -> tuple[str, ...]:
    try:
        body.decode(name)
    except UnicodeDecodeError:
        return () if name.startswith(("cp125", "cp874")) else ("bad_bytes",)
    return ()


def utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None
