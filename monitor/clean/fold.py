"""Fold away what nobody would call a change: white space, invisible characters and typography.

Never a letter, never a digit; й and ї stay what they are. Each fold has a name, so that a difference can be called
cosmetic, and by which fold. `fold` is idempotent, and a change of one letter or digit anywhere survives it; of the
letters only ё is written as е, as Russian printing does at will.

This module satisfies the protocol `monitor.model.Fold`.
"""

from __future__ import annotations

import re
import unicodedata

_SPACE = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
# zero-width, soft hyphen, direction marks, variation selectors, byte order mark, word joiner
_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
    "\u3164\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f\ufeff\uffa0\ufff9\ufffa\ufffb"
)
_CONTROL = "".join(map(chr, (*range(0, 9), *range(14, 28), *range(127, 133), *range(134, 160))))
_QUOTES = "«»“”„‟‹›‘’‚‛`´ʼʹʺ′″‴‵‶＂＇〝〞〟「」『』❛❜❝❞❮❯"
_DASHES = "‐‑‒–—―−﹘﹣－⸺⸻"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ſt", "ﬆ": "st", "ǆ": "dž", "ĳ": "ij", "Ĳ": "IJ"}

_TABLES: dict[str, dict[int, str | None]] = {
    "invisible": {**dict.fromkeys(map(ord, _INVISIBLE)), **dict.fromkeys(map(ord, _CONTROL))},
    "white space": dict.fromkeys(map(ord, _SPACE), " "),
    "quotation marks": {**dict.fromkeys(map(ord, _QUOTES + "'"), '"')},
    "dashes": dict.fromkeys(map(ord, _DASHES), "-"),
    "ellipses": {ord("…"): "..."},
    "ligatures": {ord(key): value for key, value in _LIGATURES.items()},
    "ё": {ord("ё"): "е", ord("Ё"): "Е"},
}
