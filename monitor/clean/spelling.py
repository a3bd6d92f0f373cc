"""How likely it is that letters were meant: the likelihood of a text's letters beyond ASCII, best language first.

One measure for every encoding, so that readings of the same bytes can be weighed against each other: the logarithm of
the likelihood of the letters in the language that fits them best, less a price for what no language does (a capital
behind a small letter, two scripts in one word, a sign inside a word). Letters stand in the order of how common they
are, which is known well enough for every language; the likelihood falls with the rank.

What this file does not do: choose an encoding. See `decode.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

# Letters by how common they are, small; of Latin alphabets those beyond ASCII only.
_CYRILLIC = {
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "uk": "оаинтівреслкудмпяьзгбчхйюїшєжцщфґ",
    "be": "анірстыокеядлвуўмпчзьбгшхйцжюёэф",
    "bg": "аиоентрсвлкдпмзгъубчшщжцяхйюфь",
    "sr": "аоиенртсјвукмдплзгбчшцжњхћљђфџ",
    "mk": "аоиетнрсвкдлпмујзгбшчцжќхфњџѓљѕ",
}
_GREEK = {"el": "αοιετσνηυρπκμλίςόγάδέχωθφύβήώξζψϊϋΐΰ"}
_HEBREW = {"he": "יוהלאמרתבשנעםדקחפטגצןזסכךץף"}
_ARABIC = {"ar": "اليمنرتوبةعدفسهكقأحجشصطخضذثزىئإءغظآؤپچژگًٌٍَُِّْ"}
_THAI = {"th": "านรอกเง่มยลว้ดทัีสตะิปบคหแ์จพชำใไขุูืผณ็โถซศฐธภษฉฝฟฎฏฆฌญฑฒ๊๋ึฯๆฮฬ"}
_LATIN = {
    "fr": "éèàêçôâîùûëïœæ", "de": "üäöß", "es": "óíáéñúü", "pt": "ãçáéíóêõâúàôü", "it": "èàùòìé",
    "ro": "ăîţşâ", "pl": "łąęóżśćńź", "cs": "íáěéýřčžšůúňóťď", "sk": "áíčéžýšúľťôňóďäĺŕ", "hu": "éáöőóíüúű",
    "hr": "čšžćđ", "tr": "ıüşçğöâîû", "lt": "ėšųžįąčęū", "lv": "āīēšūņļžķģč", "et": "äõüöšž", "sv": "äåöé",
    "da": "øåæé", "is": "íáðóéþöúýæ", "fo": "øíáóðúýæ",
    "nl": "ëéïèüöç", "sq": "ëç", "ca": "àéòèóíçúïü·", "eo": "ĉĝŭŝĵĥ", "mt": "ħżġċàù",
    "cy": "ŵâêŷôî", "ga": "áíéóú", "vi": "đưôâơêăáàìéíãòúóõùýèũĩ\u0301\u0323\u0300\u0309\u0303",
}  # fmt: skip
# Of scripts with thousands of signs, the commonest; they stand for the language, as "the" does for English.
_HAN = (
    "的一是不了人在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于"
    "起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种"
    "声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军"
    "产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光"
    "这說們為來國個時學對過發開經頭動長樣現將與進實話問機幾業間門東政關並內車應當無後還沒給從點會議長張難書場員報處總師體萬電數產"
    "一人日大年出本中子見国会上生者行社二分後前間事者議員選政府市長円月今新同時"
)
_KANA = (
    "のにはをたがでてとしいるなっかれさすもりこくらまきどそあけうせえちよみつやばわぶめだびほご"
    "じひぎげべずむろぬへおねふんゆョーンスルトリアライクシドレジタフロバテプマサカコメ"
)
_HANGUL = (
    "이다는의에을가고하지로한은도를사기서인시아리나어정자대일수전부스그장해제주과보"
    "관구원신상동안여회있들라공국조비게교세성면오만유경적했위무마진당연소선없것"
)

# A letter that the language has not.
_STRANGE = math.log(1e-4)
_SIGN = math.log(0.012)
_RARE_SIGN = math.log(3e-4)
_BROKEN = math.log(1e-6)
# Prices, added to a letter's own.
_AFTER_FOREIGN = math.log(0.1)  # of Latin letters: two accented ones in a row
_CAPITAL = math.log(0.15)
_CAPITAL_AMONG_CAPITALS = math.log(0.9)
_CAPITAL_INSIDE = math.log(0.002)
_TWO_SCRIPTS = math.log(0.002)
_INSIDE_A_WORD = math.log(1e-3)
_BEFORE_A_WORD = math.log(0.05)
# A price below this is paid for what no language does.
_ODD = math.log(2.5e-3)

# Signs that print uses; other signs beyond ASCII are rare.
_SIGNS = frozenset("«»„“”‘’‚‹›–—…№§©®™°€£•·¿¡×\xa0\xad、。，：；！？（）《》「」『』・％　→ºª½²³±`´")
# Signs that may stand between two letters of one word.
_JOINING = frozenset("’ʼ\xad·\xa0—–…‑‐、。，：；！？（）《》「」『』・“”‘　")
_OPENING = frozenset("«„“‘‹¿¡‚№§©\xa0\xad–—•…£€´`")
_ALONE = frozenset({"han", "kana", "hangul"})


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The natural logarithm of the likelihood of all letters and signs beyond ASCII; how many there are, and how many
    of these no language has so."""

    total: float
    count: int
    odd: int


def likelihood(text: str) -> Likelihood:
    """How likely a text's letters and signs beyond ASCII are in the language that fits them best.

    Bounded by the text's length; the caller bounds that. Divided by the number of bytes beyond ASCII, the totals of two
    readings of the same bytes can be compared.
    """
    padded = f" {text} "
    letters: dict[str, Counter[str]] = {}
    total, odd, size = 0.0, 0, 0
    for (before, char, after), count in Counter(zip(padded, padded[1:], padded[2:], strict=False)).items():
        if char < "\x80":
            continue
        script = script_of(char)
        if script in _SCRIPTS:
            small = _small(char)
            letters.setdefault(script, Counter())[small] += count
            price = _price(before, char, after, script)
        else:
            price = _sign(before, char, after, script)
        total += count * price
        size += count
        odd += count * (price < _ODD)
    for script, counts in letters.items():
        best, strange = _best(script, counts)
        total, odd = total + best, odd + strange
    return Likelihood(total, size, min(odd, size))


def _price(before: str, char: str, after: str, script: str) -> float:
    if script in _ALONE:
        return 0.0
    price = _TWO_SCRIPTS if script != "latin" and after < "\x80" and after.isalpha() else 0.0
    if not before.isalpha():
        return price + (_CAPITAL if char.isupper() else 0.0)
    neighbour = "latin" if before < "\x80" else script_of(before)
    if neighbour != script and neighbour != "mark":
        price += _TWO_SCRIPTS
    elif script == "latin" and before >= "\x80":
        price += _AFTER_FOREIGN
    if char.isupper():
        price += _CAPITAL_AMONG_CAPITALS if before.isupper() else _CAPITAL_INSIDE
    return price


def _sign(before: str, char: str, after: str, script: str) -> float:
    if script == "mark":
        return _SIGN if before.isalpha() else _BROKEN
    if script == "broken":
        return _BROKEN
    price = _SIGN if char in _SIGNS else _RARE_SIGN
    if after.isalpha() and char not in _JOINING:
        price += _INSIDE_A_WORD if before.isalpha() else 0.0 if char in _OPENING else _BEFORE_A_WORD
    return price


def _best(script: str, counts: Counter[str]) -> tuple[float, int]:
    """The likelihood of letters of one script in the language that fits them best, and how many it has not."""
    best = (-math.inf, 0)
    for table, other in _SCRIPTS[script]:
        fit = sum(count * table.get(char, other) for char, count in counts.items())
        if fit > best[0]:
            best = (fit, sum(count for char, count in counts.items() if char not in table))
    return best


@lru_cache(maxsize=4096)
def _small(char: str) -> str:
    return _SPELLED_AS.get(char) or char.lower()[:1]


# Turkish has its own small letter; Romanian commas and cedillas are one letter in two shapes of print.
_SPELLED_AS = {"İ": "ı", "ț": "ţ", "Ț": "ţ", "ș": "ş", "Ș": "ş"}


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """The script of a character beyond ASCII: `latin`, `cyrillic` … for a letter, `sign`, `mark` or `broken`."""
    code = ord(char)
    for low, high, script in _RANGES:
        if low <= code <= high:
            if script == "broken" or script == "mark" or char.isalpha() or script == "thai" or script == "arabic":
                return script
            return "sign"
    return "sign"


_RANGES = (
    (0x80, 0x9F, "broken"), (0xA0, 0x24F, "latin"), (0x1E00, 0x1EFF, "latin"), (0x300, 0x36F, "mark"),
    (0x370, 0x3FF, "greek"), (0x400, 0x4FF, "cyrillic"), (0x591, 0x5C7, "mark"), (0x5D0, 0x5EA, "hebrew"),
    (0x620, 0x6D3, "arabic"), (0xE01, 0xE5B, "thai"), (0x2500, 0x259F, "broken"), (0x3040, 0x30FF, "kana"),
    (0x3400, 0x9FFF, "han"), (0xAC00, 0xD7A3, "hangul"), (0xD800, 0xF8FF, "broken"), (0xFF61, 0xFF9F, "broken"),
    (0xFFFD, 0xFFFF, "broken"), (0xF0000, 0x10FFFF, "broken"),
)  # fmt: skip


def _ranked(letters: str, fall: float, mass: float) -> dict[str, float]:
    order = list(dict.fromkeys(letters))
    weights = [math.exp(-rank / fall) for rank in range(len(order))]
    whole = sum(weights)
    return {char: math.log(mass * weight / whole) for char, weight in zip(order, weights, strict=True)}


_Tables = tuple[tuple[dict[str, float], float], ...]


def _tables(languages: dict[str, str], fall: float, mass: float) -> _Tables:
    return tuple((_ranked(letters, fall, mass), _STRANGE) for letters in languages.values())


_SCRIPTS: dict[str, _Tables] = {
    "cyrillic": _tables(_CYRILLIC, 10, 0.95),
    "greek": _tables(_GREEK, 10, 0.95),
    "hebrew": _tables(_HEBREW, 10, 0.95),
    "arabic": _tables(_ARABIC, 10, 0.95),
    "thai": _tables(_THAI, 15, 0.95),
    "latin": _tables(_LATIN, 4, 0.7),
    # A thousand signs share what the commonest ones leave.
    "han": ((_ranked(_HAN, 150, 0.5), math.log(1.2e-4)),),
    "kana": ((_ranked(_KANA, 25, 0.5), math.log(5e-4)),),
    "hangul": ((_ranked(_HANGUL, 40, 0.55), math.log(2e-4)),),
}
