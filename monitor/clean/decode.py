"""Bytes → text: by byte order mark, by what the server says, by what the page says, then by what the bytes look like.

Labels mean what browsers take them to mean (`labels.py`). Whoever declares an encoding is believed as long as the
letters that come of it are letters of some language (`spelling.py`); a declaration that the bytes contradict is
corrected, and said to be. Where nothing else fits clearly better, the declaration stands and the doubt is named.
Nothing here raises because of what came in.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from monitor.clean import mojibake, weighing
from monitor.clean.labels import codec

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
_ASCII = bytes(range(128))
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
    foreign = whole.translate(None, mojibake.PLAIN)
    if foreign:
        text, found = mojibake.mend(text, foreign, whole)
        damage = tuple(dict.fromkeys((*damage, *found)))
    if foreign and (damage or _ODD_BYTES.search(foreign)):
        scrubbed = _UNPRINTABLE.sub("\ufffd", text)
        if scrubbed != text:
            text, damage = scrubbed, (*damage, "controls")
    return Decoded(text=text, encoding=encoding, how=how, damage=damage)


# ── the choice ────────────────────────────────────────────────────────────────────────────────────

# Of bytes beyond ASCII that stand in whole sequences of UTF-8, the share from which on it is UTF-8 with a few broken
# ones (a title cut inside a letter, a pasted quotation). By chance no more than a third of a text's do.
_MOSTLY = 0.8


def _choose(body: bytes, content_type: str) -> tuple[str, str, str, tuple[str, ...]]:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return *weighing.read(body[len(mark) :], name), "bom", weighing.flaws(body[len(mark) :], name)
    wide = _wide(body)
    if wide:
        return *weighing.read(body, wide), "detected", weighing.flaws(body, wide)

    declared = _declared(body, content_type)
    first = declared[0][1] if declared else ""
    escaped = b"\x1b" in body  # one byte is found many times quicker than two
    if escaped and (b"\x1b$" in body or any(name == "iso2022_jp" for name, _ in declared)):
        said = next((where for name, where in declared if name == "iso2022_jp"), "")
        if said or (body.isascii() and not weighing.flaws(body, "iso2022_jp")):
            return *weighing.read(body, "iso2022_jp"), said or "detected", weighing.flaws(body, "iso2022_jp")
    if body.isascii():
        return body.decode("ascii"), "utf-8", "ascii", ()

    declared = [(name, where) for name, where in declared if name not in _ASCII_SHAPED]
    said = next((where for name, where in declared if name == "utf-8"), "")
    as_utf8 = (said or "utf-8") if said == first or not first else f"{first} corrected"
    whole = weighing.utf8(body)
    # Text of any other encoding is never valid UTF-8 by chance, but for a letter or two.
    if whole is not None and (said or not declared):
        return whole, "utf-8", as_utf8, ()
    foreign = len(body.translate(None, _ASCII))
    broken = 0 if whole is not None else len(body) - len(body.decode("utf-8", errors="ignore").encode("utf-8"))
    chance = foreign < weighing.FEW and bool(declared) and not said
    if whole is not None and not chance:
        return whole, "utf-8", as_utf8, ()
    if foreign - broken >= _MOSTLY * foreign and not chance:
        patched = _patched(body, [name for name, _ in declared if name != "utf-8"])
        return patched, "utf-8", as_utf8, ("bad_bytes",)

    name, sure = weighing.likeliest(body, [name for name, _ in declared], broken < foreign, not broken)
    where = next((where for each, where in declared if each == name), "")
    how = where if where and where == first else f"{first} corrected" if first else "detected"
    damage = weighing.flaws(body, name)
    return *weighing.read(body, name), how, damage if sure else (*damage, "doubtful")


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
    name, sure = weighing.likeliest(b"<".join(foreign), others, False, False)
    if not sure:
        return body.decode("utf-8", errors="replace")

    def read(piece: re.Match[bytes]) -> bytes:
        if piece[0].isascii() or not _is_other(piece[0]):
            return piece[0]
        return weighing.read(piece[0], name)[0].encode("utf-8", errors="replace")

    return _PIECE.sub(read, body).decode("utf-8", errors="replace")


def _is_other(piece: bytes) -> bool:
    foreign = len(piece.translate(None, _ASCII))
    if foreign < _BYTES_OF_PIECE:
        return False
    broken = len(piece) - len(piece.decode("utf-8", errors="ignore").encode("utf-8"))
    return broken >= _BROKEN * foreign
