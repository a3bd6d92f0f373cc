"""The language of a copy: what its text is written in, and whether that contradicts what the note says.

Better silent than wrong: short texts, and languages that the text cannot tell apart, are no contradiction.
"""

from __future__ import annotations

import re
from functools import cache

# Letters, not characters. Below the first nothing is said. A text in another script than a language is written in
# contradicts it early; one in the same script needs more. In 12,684 windows of 80 to 400 characters, cut from 302 real
# articles in seven languages and said to be in the right one, one was called wrong: it fell on a quotation in English.
_FEWEST = 60
_ENOUGH = 150
# Ranks are distances (see resiliparse): a language this much farther than the nearest is told apart from it.
_MARGIN = 1.15
_TOO_FAR = 750
_MISFIT = 1.3
_TIE = 1.02
_SAMPLE = 2000
_BEGINNING = 800

_NAMES = {
    "rus": "ru", "russian": "ru", "русский": "ru", "рус": "ru", "rum": "ro", "ron": "ro", "romanian": "ro",
    "română": "ro", "romana": "ro", "mo": "ro", "mol": "ro", "moldovan": "ro", "eng": "en", "english": "en",
    "английский": "en", "ukr": "uk", "ua": "uk", "ukrainian": "uk", "українська": "uk", "bul": "bg", "kaz": "kk",
    "kir": "ky", "kg": "ky", "bel": "be", "ger": "de", "deu": "de", "german": "de", "deutsch": "de", "fre": "fr",
    "fra": "fr", "french": "fr", "français": "fr", "spa": "es", "spanish": "es", "tur": "tr", "turkish": "tr",
    "ita": "it", "pol": "pl", "iw": "he", "in": "id",
}  # fmt: skip


def _codes(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Near relatives, which a text of some paragraphs does not tell apart, or which the detector does not know.
_RELATIVES = tuple(
    _codes(group)
    for group in (
        "sr hr bs sh cnr me sl mk",
        "no nb nn da sv",
        "id ms jv su",
        "cs sk",
        "az tr tk gag crh uz ug",
        "kk ky tt ba kaa nog cv",
        "bg mk",
        "pt gl es ca oc ast an",
        "it sc co scn la rm",
        "hi ne mr sa bho mai",
        "fa ps ur sd ku ar ckb prs",
        "nl af fy nds lb de li",
        "ga gd",
        "eo io vo",
        "bn as",
        "zh ja yue wuu",
        "fi et",
        "is fo",
        "tl ceb",
    )
)

_CYRILLIC = _codes("ru uk be bg mk kk ky tg tt ba cv ce mn os sah")
_LATIN = _codes(
    "en ro de fr es it pt nl pl cs sk sl hr hu fi et lv lt sv da no nb nn is tr ca gl eu ga cy sq mt af id ms vi tl la "
    "eo sw so"
)

# Letters that settle a quarrel between neighbours: a text that uses these is not written in those.
_FOREIGN = tuple(
    (letters, _codes(languages))
    for letters, languages in (
        ("ыэё", "uk bg mk sr"),
        ("іїєґ", "ru bg mk sr ky tg"),
        ("ў", "ru uk bg mk sr"),
        ("ищ", "be"),
        ("ђћљњџјѓќѕ", "ru uk be bg"),
        ("ђћ", "mk"),
        ("ѓќѕ", "sr"),
        ("әғқңөұүһҳҷӣӯҡҙҫ", "ru uk be bg mk sr"),
    )
)

# And letters without any of which these are not written, in texts of some length.
_NEEDED = (
    ("ј", "sr mk"),
    ("і", "uk be"),
    ("ъ", "bg"),
    ("әғқңөұүһі", "kk"),
    ("ңөү", "ky"),
    ("әөүҗңһ", "tt"),
    ("ғӣқӯҳҷ", "tg"),
    ("ғҙҡңҫөүһә", "ba"),
    ("ӑӗҫӳ", "cv"),
    ("ӏ1", "ce"),
    ("өү", "mn"),
    ("ҕҥөһү", "sah"),
    ("ӕ", "os"),
)

_CYRILLIC_WORD = re.compile("[\u0400-\u052f]+")
_LATIN_WORD = re.compile("[a-z\u00df-\u024f]+")
# A text is of the script that has at least this share of its letters; names and quotations are in the other.
_SCRIPT = 0.65

_MARKUP = re.compile(r"https?://\S+|www\.\S+|\]\([^)\s]{0,2000}\)|<[^<>\s][^<>]{0,200}>|[#*_`>|~=!\[\]]+")


def normalise(said: str) -> str:
    """A language as a note says it, as a code where that is plain: `ru-RU`, `RU`, `русский` are `ru`."""
    word = said.strip().casefold()
    code = re.split(r"[-_ ]", word, maxsplit=1)[0]
    return _NAMES.get(word) or _NAMES.get(code) or (code if re.fullmatch(r"[a-z]{2,3}", code) else word)


def detect(text: str, said: str | None = None) -> str | None:
    """The language that a text is written in, as a code; None where it is too short or too odd to tell.

    Where `said`, a code as `normalise` gives it, is as good a reading as any, it is the answer.
    """
    sample = _sample(text)
    letters = _count_letters(sample)
    if letters < _FEWEST:
        return None
    ranks = _rank(sample)
    if not ranks:
        return None
    best, nearest = ranks[0]
    if said:
        rank = dict(ranks).get(said)
        if rank is not None and rank <= nearest * _MARGIN:
            return said
    tie = len(ranks) > 1 and ranks[1][1] < nearest * _TIE
    far = nearest > _TOO_FAR and letters >= _ENOUGH
    return None if tie or far else best


def contradicts(text: str, said: str, detected: str | None) -> bool:
    """Whether a text, read as `detected`, is plainly not in the language that its note says."""
    if detected is None or detected == said:
        return False
    if any(said in group and detected in group for group in _RELATIVES):
        return False
    if (said in _LATIN and detected in _CYRILLIC) or (said in _CYRILLIC and detected in _LATIN):
        return True
    known = said in _CYRILLIC or said in _LATIN or said in _supported()
    return known and _count_letters(_sample(text)) >= _ENOUGH


def _sample(text: str) -> str:
    return _MARKUP.sub(" ", text[: 2 * _SAMPLE])[:_SAMPLE].lower()


def _count_letters(sample: str) -> int:
    """How many letters there are, as far as it matters."""
    return sum(map(str.isalpha, sample[:_BEGINNING]))


def _rank(sample: str) -> list[tuple[str, int]]:
    """Languages and their distance from the text, the nearest first; none where the text seems to be in two."""
    from resiliparse.parse.lang import detect_fast

    beginning = sample[:_BEGINNING]
    cyrillic = sum(map(len, _CYRILLIC_WORD.findall(beginning)))
    latin = sum(map(len, _LATIN_WORD.findall(beginning)))
    if cyrillic and latin:
        if max(cyrillic, latin) < (cyrillic + latin) * _SCRIPT:
            return []
        sample = (_LATIN_WORD if cyrillic > latin else _CYRILLIC_WORD).sub(" ", sample)
    found = detect_fast(sample, cutoff=2500, n_results=len(_supported()))
    ranks = found if isinstance(found, list) else [found]
    excluded = _excluded(sample, cyrillic) if cyrillic > latin else frozenset()
    left = [(language, rank) for language, rank in ranks if language not in excluded]
    if left and left[0][1] > ranks[0][1] * _MISFIT:  # a text in two languages: each excludes the other
        return []
    return left


def _excluded(sample: str, letters: int) -> frozenset[str]:
    """Languages in which a Cyrillic text is not written, by its letters."""
    few = max(2, len(sample) // 120)
    foreign = [languages for signs, languages in _FOREIGN if sum(map(sample.count, signs)) >= few]
    if letters >= _ENOUGH:
        foreign += [_codes(languages) for signs, languages in _NEEDED if not any(sign in sample for sign in signs)]
    return frozenset().union(*foreign)


@cache
def _supported() -> tuple[str, ...]:
    from resiliparse.parse.lang import supported_langs

    return tuple(supported_langs())
