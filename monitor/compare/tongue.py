"""Which language a text is in, as far as its facts depend on it: a page's own word for it is wrong too often."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.compare.lexicon import LITTLE_WORDS

# So many letters decide; a longer text says the same.
SAMPLE = 2_000
# With fewer words or Cyrillic letters than these the text says too little, and what it claims to be counts.
WORDS, LETTERS = 25, 120
# Letters of Cyrillic alphabets that neither Russian nor Ukrainian has.
_FOREIGN = "ғқңөұүһәўђјљњћџѓѕќ"
# Of the words of a text in one of these languages at least this share are its commonest little words. English has 20 %
# of these in news and 5 % in lists, Romanian 15 %; German, French, Italian and Polish have below 3 % of either.
COMMON, RARE = 0.04, 0.03
_CYRILLIC, _OF_NEITHER = re.compile(r"[\u0400-\u04ff]"), re.compile(r"[^\W\d_a-z\u00c0-\u024f\u0400-\u04ff]")
_LATIN = re.compile(r"[a-zăâîșşțţ]+(?![^\W\d_])")
OTHER = "other"


def tongue(texts: Iterable[str], claimed: str = "") -> str:
    """`ru`, `uk`, `en` or `ro`; `other` for a fourth language; what is claimed, or nothing, where nobody can tell."""
    sample = _sample(texts)
    cyrillic = 0 if sample.isascii() else len(_CYRILLIC.findall(sample))
    if 3 * cyrillic > len(sample):
        return _cyrillic(sample, cyrillic) or claimed
    words = _LATIN.findall(sample)
    if len(words) < WORDS:
        return OTHER if len(_OF_NEITHER.findall(sample)) > LETTERS / 2 else claimed
    shares = {name: sum(map(little.__contains__, words)) / len(words) for name, little in LITTLE_WORDS.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= COMMON else OTHER if shares[best] < RARE else claimed


def _sample(texts: Iterable[str]) -> str:
    taken: list[str] = []
    left = SAMPLE
    for text in texts:
        taken.append(text[:left])
        left -= len(text)
        if left <= 0:
            break
    return " ".join(taken).lower()


def _cyrillic(sample: str, letters: int) -> str:
    """By letters that only one of the languages has; empty where there are too few of any."""
    if 200 * sum(map(sample.count, _FOREIGN)) > letters:
        return OTHER
    ukrainian, russian = sum(map(sample.count, "іїєґ")), sum(map(sample.count, "ыэё"))
    if ukrainian > russian:
        return "uk"
    if russian:
        return "ru"
    return OTHER if letters >= LETTERS else ""
