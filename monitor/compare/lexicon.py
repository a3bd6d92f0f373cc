# ruff: noqa: E501, SIM905 - one meaning a line reads better than wrapped alternatives
"""The words that facts are told by, in Russian, Ukrainian, English and Romanian."""

from __future__ import annotations

_MONTHS = (
    "январь января январю январем январе січень січня january jan ianuarie",
    "февраль февраля февралю февралем феврале лютий лютого february feb februarie",
    "март марта марту мартом марте березень березня march martie",
    "апрель апреля апрелю апрелем апреле квітень квітня april apr aprilie",
    "май мая маю маем мае травень травня may mai",
    "июнь июня июню июнем июне червень червня june jun iunie",
    "июль июля июлю июлем июле липень липня july jul iulie",
    "август августа августу августом августе серпень серпня august aug",
    "сентябрь сентября сентябрю сентябрем сентябре вересень вересня september sept sep septembrie",
    "октябрь октября октябрю октябрем октябре жовтень жовтня october oct octombrie",
    "ноябрь ноября ноябрю ноябрем ноябре листопад листопада november nov noiembrie",
    "декабрь декабря декабрю декабрем декабре грудень грудня december dec decembrie",
)
# Month names that by themselves are other words ("may", "march"; Romanian "mai" is "more") or abbreviations.
MONTHS_BESIDE_FIGURES = frozenset("may mai march jan feb apr jun jul aug sep sept oct nov dec травня".split())
MONTHS = {form: number for number, forms in enumerate(_MONTHS, 1) for form in forms.split()}

WEEKDAYS = (
    r"понедельник(?:а|у|ом|е)?|вторник(?:а|у|ом|е)?|сред[ауые]|четверг(?:а|у|ом|е)?|пятниц(?:а|у|ы|е|ей)|суббот(?:а|у|ы|е|ой)"
    r"|воскресень(?:е|я|ю|ем)|вчера|сегодня|завтра|позавчера|послезавтра|накануне"
    r"|понеділ(?:ок|ка|ку)|вівтор(?:ок|ка)|серед[ауи]|четвер(?:га)?|п['’]ятниц[яюі]|субот[ауи]|неділ[яюі]|вчора|сьогодні"
    r"|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|yesterday|today|tomorrow|tonight"
    r"|luni|marți|marţi|miercuri|joi|vineri|sâmbătă|duminică|ieri|azi|astăzi|mâine"
)

_UNITS: dict[str, int] = {}
for _value, _forms in {
    0: "ноль нуль нуля zero",
    1: "один одна одно одного одной одному одним одну перший one unu",
    2: "два две двух двум двумя двое обе дві two doi două",
    3: "три трех трех трём трем тремя трое three trei",
    4: "четыре четырех четырем четырьмя четверо чотири four patru",
    5: "пять пяти пятью пятеро пʼять п'ять five cinci",
    6: "шесть шести шестью шестеро шість six șase şase",
    7: "семь семи семью семеро сім seven șapte şapte",
    8: "восемь восьми восемью вісім eight opt",
    9: "девять девяти девятью дев'ять nine nouă",
    10: "десять десяти десятью ten zece",
    11: "одиннадцать одиннадцати одинадцять eleven unsprezece",
    12: "двенадцать двенадцати дванадцять twelve doisprezece",
    13: "тринадцать тринадцати тринадцять thirteen treisprezece",
    14: "четырнадцать четырнадцати чотирнадцять fourteen paisprezece",
    15: "пятнадцать пятнадцати fifteen cincisprezece",
    16: "шестнадцать шестнадцати шістнадцять sixteen șaisprezece",
    17: "семнадцать семнадцати сімнадцять seventeen șaptesprezece",
    18: "восемнадцать восемнадцати вісімнадцять eighteen optsprezece",
    19: "девятнадцать девятнадцати nineteen nouăsprezece",
    20: "двадцать двадцати двадцять twenty douăzeci",
    30: "тридцать тридцати тридцять thirty treizeci",
    40: "сорок сорока forty patruzeci",
    50: "пятьдесят пятидесяти п'ятдесят fifty cincizeci",
    60: "шестьдесят шестидесяти шістдесят sixty șaizeci",
    70: "семьдесят семидесяти сімдесят seventy șaptezeci",
    80: "восемьдесят восьмидесяти вісімдесят eighty optzeci",
    90: "девяносто девяноста дев'яносто ninety nouăzeci",
    100: "сто ста hundred sută",
    200: "двести двухсот двісті",
    300: "триста трехсот",
    400: "четыреста четырехсот чотириста",
    500: "пятьсот пятисот",
    600: "шестьсот шестисот шістсот",
    700: "семьсот семисот сімсот",
    800: "восемьсот восьмисот вісімсот",
    900: "девятьсот девятисот",
}.items():
    for _form in _forms.split():
        _UNITS[_form] = _value
NUMBER_WORDS: dict[str, int] = dict(_UNITS)
for _form in tuple(NUMBER_WORDS):
    NUMBER_WORDS[_form.replace("ех", "ёх").replace("ем", "ём")] = NUMBER_WORDS[_form]

# Ordinals: `пятого января`, `во второй раз`.
_STEMS = "перв втор треть четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
for _value, _stem in enumerate(_STEMS.split(), 1):
    for _ending in "ый ой ая ое ого его ей ому ым ом ые ых ую".split():
        NUMBER_WORDS.setdefault(_stem + _ending, _value)
for _form in "третий третья третье третьи третью третьим третьих".split():
    NUMBER_WORDS[_form] = 3
for _form in "тридцатый тридцатого тридцатое".split():
    NUMBER_WORDS[_form] = 30
for _value, _form in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1):
    NUMBER_WORDS[_form] = _value

# These are figures of speech more often than figures, and count only beside others ("двадцать один", "one hundred").
WEAK_NUMBERS = frozenset(form for form, value in NUMBER_WORDS.items() if value in (0, 1) or form == "second")

# Amounts without a figure, each a value of its own.
VAGUE = r"десятк(?:и|ов|ами)|сотн(?:и|ями)|тысячи|миллионы|миллиарды|полтора|полторы|половин[ауы]|треть|четверть|dozens?|hundreds|thousands|millions|billions|half|zeci|sute|mii|milioane|jumătate"

MAGNITUDES: dict[str, int] = {}
for _value, _forms in {
    1_000: "тыс тысяч тысяча тысячи тысячу тысячам тысячами тысяче тис тисяч тисячі тисяча thousand thousands mie mii",
    1_000_000: "млн миллион миллиона миллионов миллионам миллионами мільйон мільйона мільйонів million millions milion milioane mln",
    1_000_000_000: "млрд миллиард миллиарда миллиардов миллиардам мільярд мільярда мільярдів billion billions bn miliard miliarde mlrd",
    1_000_000_000_000: "трлн триллион триллиона триллионов трильйон trillion trillions trilion trilioane",
}.items():
    for _form in _forms.split():
        MAGNITUDES[_form] = _value

PERCENT = r"%|‰|процент\w*|п\.\s?п\.|відсот\w+|per\s?cent\b|percent\w*|la\s+sut[ăa]|procente?\b"

# The pattern of a currency's words, and its name.
CURRENCIES: dict[str, str] = {
    r"доллар\w*|долар\w*|dollars?|dolari?|usd": "$",
    r"евро|євро|euros?|eur": "€",
    r"рубл\w+|руб\.?|rubles?|roubles?|rub|ruble": "₽",
    r"фунт\w*|pounds?|gbp": "£",
    r"лей|леев|лея|леи|lei|leu|mdl|ron": "lei",
    r"грив\w+|hryvnias?|uah|грн\.?": "₴",
    r"тенге|tenge|kzt": "₸",
    r"сом|сомов|сома": "сом",
    r"юан\w+|yuan": "¥",
    r"лир\w*|liras?": "₺",
    r"центов|цент|цента|cents?": "¢",
}

NEGATIONS = (
    r"не|нет|ни|нельзя|никто|никого|никому|ничто|ничего|ничему|никогда|никак|никакой|никаких|никакого|никакая|никакие|нигде|никуда"
    r"|некому|нечего|отнюдь|без|ні|немає|нема|ані|жоден|жодного|жодної|ніхто|нікого|нічого|ніколи|ніде"
    r"|not|no|never|none|nobody|nothing|neither|nor|nowhere|cannot|without"
    r"|nu|n-a|n-au|n-am|n-ar|nici|niciun|nicio|niciodată|nimeni|nimic|niciunul|fără"
)

HEDGES = (
    r"по (?:\w+ )?(?:данным|информации|сведениям|словам|мнению|версии|сообщениям|сообщению|оценкам|оценке|утверждению|заявлению)"
    r"|якобы|предположительно|вероятно|возможно|наверное|наверняка|видимо|по-видимому|похоже|может быть|кажется|будто|мол|дескать"
    r"|как (?:сообщ|утвержд|отмеч|пиш|заяв)\w+|если верить|со ссылкой на|так называем\w+|неподтвержденн\w+|предполагаем\w+"
    r"|сообщ(?:ил|ила|или|ило|ает|ают|ается|алось)|заяв(?:ил|ила|или|ило|ляет|ляют)|утвержда(?:ет|ют|л|ла|ли|ется)"
    r"|отме(?:тил|тила|тили|чает|чают)|сказал[аи]?|подчеркнул[аи]?|рассказал[аи]?|пиш(?:ет|ут)|переда(?:ет|ют|л|ла|ли)"
    r"|считает|считают|полагает|полагают|подозревает\w*|подозреваем\w+|обвиняем\w+|источник\w*"
    r"|за (?:даними|інформацією|словами|версією|повідомленням)|нібито|начебто|ймовірно|імовірно|мабуть|можливо|повідоми\w+|повідомля\w+|заяви(?:в|ла|ли)"
    r"|alleged(?:ly)?|alleges?|reported(?:ly)?|purported(?:ly)?|supposed(?:ly)?|apparent(?:ly)?|according to|claim(?:s|ed)?|said|says"
    r"|stated|told|may|might|could|possibl[ey]|probabl[ey]|likely|suspected|sources?|unconfirmed|believed|seems?|appears?|so-called"
    r"|potrivit|conform|se pare|ar fi|presupus[ăe]?|presupuși|pretins[ăe]?|declarat|a spus|susține|susţine|afirmă|probabil|posibil"
    r"|eventual|surse|cică|chipurile|așa-zis\w*"
)

# Capitalised words that start sentences and are no names (stems, as facts cuts them).
NOT_NAMES = frozenset(
    (
        "он она они оно это этот эта эти мы вы ты я кто что как где когда если но и а в на с к о об по за из от до для при у не"
        " так там тут также кроме после перед ранее теперь сейчас однако поэтому потому затем между тем при этом напомним"
        " the a an this that these those he she it they we you i in on at for from with by as of to and but or if when while"
        " after before there here his her their its our my who what where why how il el ea ei ele un o în la pe cu de din"
        " că dar și iar după acest această aceste noi voi"
    ).split()
)
