"""Mojibake: text that somebody read in the wrong encoding and saved again, as one layer or two.

Two kinds: UTF-8 read as a single-byte encoding ("РџСЂРёРІРµС‚", "ÐŸÑ€Ð¸"), which gives itself away sequence by
sequence; and one single-byte encoding read as another ("Ïðèâåò", "оПХБЕР"), which only the letters tell.
What is written so throughout is undone, a whole page or a whole piece of its text (a headline, a paragraph); what a
text quotes of it stays.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.clean.spelling import likelihood

# What UTF-8 was read as, the commonest first.
_READ_AS = ("cp1252", "cp1251", "koi8-r", "cp866", "mac-roman", "iso8859-15", "cp1250", "cp1254", "iso8859-5")
# In these, no language writes what sequences of UTF-8 look like; in IBM866, «тем» is one.
_TELLING = frozenset({"cp1252", "cp1251"})
# (what a single-byte text was written in, what it was read as)
_SWAPS = tuple(
    (written, read)
    for written in ("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic", "cp1253", "iso8859-7")
    for read in ("cp1252", "cp1251", "koi8-r", "cp866", "mac-cyrillic")
    if written != read
)
_BLANKED = b" " * 128 + bytes(range(128, 256))
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")
# Runs that are asked first; where there are so many pairs of sequences of UTF-8, a part of the page is scrambled (its
# texts, say, and not its menus). Nobody quotes that much.
_SAMPLE, _MANY = 60, 40
# Natural logarithms a letter: what no language comes near to, and by how much the mended text must be likelier.
_UNLIKELY, _LIKELY, _GAIN = -3.9, -3.8, 0.6
_MUCH = 0.3  # of letters; where so many are what no language has, the text is called doubtful
_LETTERS, _DIFFERENT = 40, 10  # letters beyond ASCII; fewer prove nothing
_LOOKED_AT = 6_000
_REACH = 400_000  # characters of a page that are looked at; the whole page is mended
_IN_A_ROW = re.compile(rb"\xc3[\x80-\xbf][\xc2\xc3\xc5\xc6\xcb\xe2]")
# Р and С, and Г and В before a sign: first bytes of UTF-8 in windows-1251.
_LEADS = (b"\xd0\xa0", b"\xd0\xa1", b"\xd0\x93\xc2", b"\xd0\x92\xc2")
_PRINTED = (b"\xc2\xa0", b"\xc2\xa9", b"\xc2\xab", b"\xc2\xbb", b"\xc2\xad", b"\xc2\xb7")
_FRAMES = (b"\xe2\x94", b"\xe2\x95", b"\xe2\x96", b"\xe2\x88", b"\xe2\x89", b"\xe2\x80\x93")
_CAPITALS = bytes(range(0x90, 0xB0))  # second bytes of А to Я
# The commonest letters and signs as they look where UTF-8 was read in windows-1251 ("Рµ", "Р°", "Дѓ") or -1252 ("Ð¾",
# "Î±", "Ã©", "â€"): hardly ever two in a page where nothing is scrambled.
_CYRILLIC_TRACES = (b"\xd0\xa0\xc2\xb5", b"\xd0\xa0\xc2\xb0", b"\xd0\x94\xd1\x93")
_TRACES = (*_CYRILLIC_TRACES, b"\xc3\x90\xc2", b"\xc3\x8e\xc2", b"\xc3\x83\xc2", b"\xc3\xa2\xe2\x82\xac")
# Windows-1251 read in -1252: "Ïðèâåò" in a page that has Cyrillic letters too.
_ACCENTS = re.compile(rb"\xc3[\x80-\xbf]" * 5)
_FEW_ACCENTS = 20
# A piece of a page: its tag, and the text behind it; or a line of a note. What is shown as code is quoted.
_PIECE = re.compile(r"(<[^<>]{0,5000}>)?([^<>\n]+)")
_CODE = re.compile(r"<(?:code|pre|kbd|samp|tt|textarea|style)\b", re.IGNORECASE)
# Of so many runs and sequences in a piece nearly all are UTF-8 by no chance.
_RUNS_OF_PIECE, _LETTERS_OF_PIECE, _NEARLY_ALL = 3, 12, 0.95


# All that is plain ASCII: what is left without it tells whether there is anything to be mended.
PLAIN = bytes((9, 10, 12, 13, *range(32, 127)))


def mend(text: str, foreign: bytes, whole: bytes) -> tuple[str, tuple[str, ...]]:
    """The text before it was read wrongly, and what was found: `mojibake` where it was mended, `doubtful` where what
    remains reads like no language. `whole` is the text in UTF-8, `foreign` what of it is not `PLAIN`."""
    found: list[str] = []
    if is_suspected(foreign, whole):
        mended, clear = undo(text)
        found += ["mojibake"] if mended is not None else [] if clear else ["doubtful"]
        text = text if mended is None else mended
    if has_scrambled_pieces(foreign, whole):
        pieced = undo_pieces(text)
        found += ["mojibake"] if pieced != text else []
        text = pieced
    return text, tuple(found)


def is_suspected(foreign: bytes, whole: bytes) -> bool:
    """A quick look at a text in UTF-8 and at what of it is beyond ASCII: whether bytes of letters stand there as
    letters themselves, or capitals, signs and frames where small letters should. Pages in order hardly ever are."""
    size = len(foreign)
    if size < 2 * _LETTERS and foreign.count(b"\xc3") + foreign.count(b"\xd0") < 3:
        return False
    if sum(foreign.count(pair) for pair in _LEADS) > 0.015 * size:
        return True
    # Accented Latin letters in a row; signs of Latin-1 but for those of print; frames, signs of mathematics, dashes.
    accented = foreign.count(b"\xc3")
    if accented > 0.15 * size:
        enough = max(3, accented // 20)
        if sum(1 for _ in zip(range(enough), _IN_A_ROW.finditer(whole), strict=False)) == enough:
            return True
    signs = foreign.count(b"\xc2")
    if signs > 0.06 * size and signs - sum(foreign.count(sign) for sign in _PRINTED) > 0.06 * size:
        return True
    frames = foreign.count(b"\xe2")
    if frames > 0.05 * size and sum(foreign.count(start) for start in _FRAMES) > 0.05 * size:
        return True
    # Most small letters end in other bytes.
    capitals = size - len(foreign.translate(None, _CAPITALS))
    return capitals > 0.25 * size and foreign.count(b"\xd0") + foreign.count(b"\xd1") > 0.3 * size


def has_scrambled_pieces(foreign: bytes, whole: bytes) -> bool:
    """As quick a look for traces of single headlines and paragraphs in a page that is else in order."""
    accented = foreign.count(b"\xc3")
    if any(foreign.count(trace) > 1 for trace in (_CYRILLIC_TRACES if accented < 2 else _TRACES)):
        return True
    return accented >= _FEW_ACCENTS and b"\xd0" in foreign and _ACCENTS.search(whole) is not None


def is_lost(text: str) -> bool:
    """Whether a line is scrambled still: letters of it were lost, so that nothing could be undone."""
    whole = text.encode("utf-8", errors="replace")
    return any(trace in whole for trace in _TRACES) or _ACCENTS.search(whole) is not None


def undo(text: str) -> tuple[str | None, bool]:
    """The text before it was read wrongly, up to two layers of it (None: nothing is to be undone); and whether the text
    that remains reads like one."""
    done = None
    for _ in range(2):
        now = text if done is None else done
        sample = _runs(now)[:_SAMPLE]
        if len(sample) < 3:
            return done, True
        mended = next((each for name in _READ_AS if (each := _peel(now, sample, name)) is not None), None)
        if mended is None:
            mended, clear = _swap(now, sample)
            if mended is None:
                return done, clear
        done = mended
    return done, True


def undo_pieces(text: str) -> str:
    """The text with every piece of it that is scrambled throughout as it was before; most texts as they are."""
    return _PIECE.sub(_mend_piece, text)


def _mend_piece(found: re.Match[str]) -> str:
    tag, piece = found[1] or "", found[2]
    if piece.isascii() or _CODE.match(tag):
        return found[0]
    for _ in range(2):
        runs = _FOREIGN_RUN.findall(piece)
        if len(runs) < _RUNS_OF_PIECE:
            break
        mended = next((each for name in _READ_AS if (each := _peel_piece(piece, runs, name)) is not None), None)
        mended = _swap(piece, runs[:_SAMPLE])[0] if mended is None else mended
        if mended is None:
            break
        piece = mended
    return tag + piece


def _peel_piece(piece: str, runs: list[str], name: str) -> str | None:
    good = [original for run in runs if (original := _original(run, name)) is not None]
    if len(good) < _NEARLY_ALL * len(runs) or sum(map(len, good)) < _LETTERS_OF_PIECE:
        return None
    return _FOREIGN_RUN.sub(lambda run: _original(run[0], name) or run[0], piece)


def _runs(text: str) -> list[str]:
    """The runs of two characters and more beyond ASCII; cut out as bytes, for that is several times quicker."""
    found = text[:_REACH].encode("utf-8", errors="replace").translate(_BLANKED).split()
    return [run for raw in found if len(raw) > 3 and len(run := raw.decode("utf-8")) > 1]


# ── UTF-8 read as something else ──────────────────────────────────────────────────────────────────


def _peel(text: str, sample: list[str], name: str) -> str | None:
    good = sum(_original(run, name) is not None for run in sample)
    if good < 3 or good < 0.7 * len(sample):
        if name not in _TELLING or len(sample) < _SAMPLE:
            return None
        pairs = _sequences(name).finditer(text[:_REACH])
        if sum(1 for _, _ in zip(range(_MANY), pairs, strict=False)) < _MANY:
            return None
    return _FOREIGN_RUN.sub(lambda run: _original(run[0], name) or run[0], text)


@lru_cache(maxsize=16)
def _sequences(name: str) -> re.Pattern[str]:
    """Two sequences of UTF-8 in a row, as they look where they were read as something else."""
    chars = {byte: char for char, byte in _bytes_of(name).items()}

    def one_of(first: int, last: int) -> str:
        return "[" + "".join(re.escape(chars[byte]) for byte in range(first, last + 1) if byte in chars) + "]"

    more = one_of(0x80, 0xBF)
    return re.compile(f"(?:{one_of(0xC2, 0xDF)}{more}|{one_of(0xE0, 0xEF)}{more}{more}){{2}}")


def _original(run: str, name: str) -> str | None:
    table = _bytes_of(name)
    try:
        return bytes([table[char] for char in run]).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=16)
def _bytes_of(name: str) -> dict[str, int]:
    """The byte of each character beyond ASCII. Bytes that mean nothing are passed through as C1, as browsers do."""
    table = {chr(byte): byte for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(name, errors="ignore")
        if char:
            table[char] = byte
    return table


# ── one single-byte encoding read as another ──────────────────────────────────────────────────────


def _swap(text: str, runs: list[str]) -> tuple[str | None, bool]:
    # Latin languages have one accented letter at a time.
    if sum(len(run) >= 3 for run in runs) < 0.3 * len(runs):
        return None, True
    sample = _foreign_words(text)
    size = sum(char > "\x7f" for char in sample)
    found = likelihood(sample)
    if not _has_letters(sample, 0.3) or found.total > _UNLIKELY * size:
        return None, True
    best, how = max(found.total / size + _GAIN, _LIKELY), None
    for written, read in _SWAPS:
        mended = _reread(sample, written, read)
        if mended is None or not _has_letters(mended, 0.8):
            continue
        # Of two that are alike, the commoner stands first.
        if (gained := likelihood(mended).total / size) > best + (0.05 if how else 0.0):
            best, how = gained, (written, read)
    if how is None:
        return None, found.odd < _MUCH * found.count or not _has_letters(sample, 0.8)
    return _reread(text, *how), True


def _has_letters(text: str, share: float) -> bool:
    """Whether so much of what is beyond ASCII is letters, and enough of them, and different ones: signs and pictures
    made of signs are no language, and prove nothing."""
    foreign = [char for char in text if char > "\x7f" and char not in "\xa0\xad"]
    letters = [char for char in foreign if char.isalpha()]
    return len(letters) >= max(_LETTERS, share * len(foreign)) and len(set(map(str.lower, letters))) >= _DIFFERENT


_WORDS = re.compile(r"[^\x00-\x7f](?:[^<>\x00-\x1f]{0,80}[^\x00-\x7f])?")


def _foreign_words(text: str) -> str:
    """Runs of text with letters beyond ASCII, with what stands before them, about _LOOKED_AT characters of them."""
    spans = [found.span() for found in _WORDS.finditer(text, 0, _REACH)]
    step = max(1, sum(end - start for start, end in spans) // _LOOKED_AT)
    return " ".join(text[max(0, start - 10) : end] for start, end in spans[::step])[: 2 * _LOOKED_AT]


def _reread(text: str, written: str, read: str) -> str | None:
    """A text as it was written; characters that the wrong encoding has not were never read in it and stay. None where
    they are many."""
    table, bytes_of = _letters_of(written), _bytes_of(read)
    swapped = str.maketrans({char: table[byte] for char, byte in bytes_of.items()})
    mended = text.translate(swapped)
    foreign = [char for char in text[:20_000] if char > "\x7f"]
    missing = sum(char not in bytes_of for char in foreign)
    return mended if missing <= 0.1 * len(foreign) else None


@lru_cache(maxsize=16)
def _letters_of(name: str) -> list[str]:
    return [bytes([byte]).decode(name, errors="replace") for byte in range(256)]
