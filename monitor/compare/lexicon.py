# ruff: noqa: E501, SIM905 - one meaning a line reads better than wrapped alternatives
"""The words that facts are told by, in Russian, Ukrainian, English and Romanian."""

from __future__ import annotations

_MONTHS = (
    "январь января январю январем январе січень січня січні january jan ianuarie",
    "февраль февраля февралю февралем феврале лютий лютого лютому february feb februarie",
    "март марта марту мартом марте березень березня березні march martie",
    "апрель апреля апрелю апрелем апреле квітень квітня квітні april apr aprilie",
    "май мая маю маем мае травень травня травні may mai",
    "июнь июня июню июнем июне червень червня червні june jun iunie",
    "июль июля июлю июлем июле липень липня липні july jul iulie",
    "август августа августу августом августе серпень серпня серпні august aug",
    "сентябрь сентября сентябрю сентябрем сентябре вересень вересня вересні september sept sep septembrie",
    "октябрь октября октябрю октябрем октябре жовтень жовтня жовтні october oct octombrie",
    "ноябрь ноября ноябрю ноябрем ноябре листопад листопада листопаді november nov noiembrie",
    "декабрь декабря декабрю декабрем декабре грудень грудня грудні december dec decembrie",
)
# Of other languages a month is told only beside a figure (German, French, Spanish, Italian, Portuguese, Polish).
_FOREIGN_MONTHS = (
    "januar jänner janvier enero gennaio janeiro styczeń stycznia",
    "februar février febrero febbraio fevereiro luty lutego",
    "märz mars marzo março marzec marca",
    "avril abril aprile kwiecień kwietnia",
    "mai maio mayo maggio maj maja",
    "juni juin junio giugno junho czerwiec czerwca",
    "juli juillet julio luglio julho lipiec lipca",
    "août agosto sierpień sierpnia",
    "septembre septiembre settembre setembro wrzesień września",
    "oktober octobre octubre ottobre outubro październik października",
    "novembre noviembre novembro listopad listopada",
    "dezember décembre diciembre dicembre dezembro grudzień grudnia",
)
# Month names that by themselves are other words ("may", "march"; Romanian "mai" is "more", Ukrainian "лютий" fierce)
# or abbreviations.
MONTHS_BESIDE_FIGURES = frozenset(
    (
        "may mai march jan feb apr jun jul aug sep sept oct nov dec травня лютий лютого лютому "
        + " ".join(_FOREIGN_MONTHS)
    ).split()
)
MONTHS = {
    form: number
    for months in (_FOREIGN_MONTHS, _MONTHS)
    for number, forms in enumerate(months, 1)
    for form in forms.split()
}

WEEKDAYS = (
    r"понедельник(?:а|у|ом|е)?|вторник(?:а|у|ом|е)?|сред[ауые]|четверг(?:а|у|ом|е)?|пятниц(?:а|у|ы|е|ей)|суббот(?:а|у|ы|е|ой)"
    r"|воскресень(?:е|я|ю|ем)|вчера|сегодня|завтра|позавчера|послезавтра|накануне"
    r"|понеділ(?:ок|ка|ку)|вівтор(?:ок|ка)|серед[ауи]|четвер(?:га)?|п['’]ятниц[яюі]|субот[ауи]|неділ[яюі]|вчора|сьогодні"
    r"|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|yesterday|today|tomorrow|tonight"
    r"|luni|marți|marţi|miercuri|joi|vineri|sâmbătă|duminică|ieri|azi|astăzi|mâine"
)

# "Среда" is surroundings as well, and "luni" are months: where no such word stands before them, they are.
NO_DAYS = (
    r"среда|(?<!\bв )(?<!\bна )(?<!ую )(?<!\bза )среду|(?<!\bс )(?<!\bсо )(?<!\bдо )среды|(?<!\bк )среде"
    r"|(?:(?<=\d )|(?<=\bdouă )|(?<=\btrei )|(?<=\bpatru )|(?<=\bcinci )|(?<=\b[șş]ase )|(?<=\b[șş]apte )|(?<=\bopt )|(?<=\bzece )"
    r"|(?<=ele )|(?<=eva )|(?<=\bmulte ))luni|luni(?= de)"
)

# A stem that stands for its cases: `пят~` is пять, пяти, пятью.
_SOFT = ("ь", "и", "ью")
_NUMBERS: dict[int, str] = {
    0: "ноль нуль ноля нуля нолю нулю нулем нулём zero",
    1: "один одна одно одного одной одному одним одну одном одни одних одна одне однієї одній одну перший one unu",
    2: "два две двух двум двумя двое двоих двоим двоими оба обе обоих обеих обоим обеим дві двох двом двома двоє обидва обидві вдвое дважды удвічі вдвічі двічі two both twice doubled twofold doi două doua ambii ambele doilea dublat",
    3: "три трех трем тремя трое троих троим троими трьох трьом трьома троє втрое трижды втричі тричі three thrice tripled threefold trei treilea treia triplat",
    4: "четыре четырех четырем четырьмя четверо четверых чотири чотирьох чотирьом чотирма четверо вчетверо four quadrupled fourfold patru patrulea patra",
    5: "пят~ пятеро пятерых п'ят~ п'ятьох п'ятьом п'ятьма п'ятеро впятеро вп'ятеро five fivefold cinci cincilea cincea",
    6: "шест~ шестеро шестерых шість шести шістьох шістьом шістьма шестеро six șase şase șaselea şaselea șasea şasea",
    7: "сем~ семеро семерых сім семи сімох сімом сьома семеро seven șapte şapte șaptelea şaptelea șaptea şaptea",
    8: "восемь восьми восемью восьмью восьмеро восьмерых вісім восьмох восьмом вісьма eight opt optulea",
    9: "девят~ девятеро дев'ят~ дев'ятьох дев'ятьом дев'ятьма nine nouă nouălea",
    10: "десят~ десятеро десятьох десятьом десятьма ten zece zecelea zecea",
    11: "одиннадцат~ одинадцят~ eleven unsprezece",
    12: "двенадцат~ дванадцят~ twelve doisprezece douăsprezece",
    13: "тринадцат~ тринадцят~ thirteen treisprezece",
    14: "четырнадцат~ чотирнадцят~ fourteen paisprezece",
    15: "пятнадцат~ п'ятнадцят~ fifteen cincisprezece",
    16: "шестнадцат~ шістнадцят~ sixteen șaisprezece şaisprezece",
    17: "семнадцат~ сімнадцят~ seventeen șaptesprezece şaptesprezece",
    18: "восемнадцат~ вісімнадцят~ eighteen optsprezece",
    19: "девятнадцат~ дев'ятнадцят~ nineteen nouăsprezece",
    20: "двадцат~ двадцят~ двадцятьох twenty douăzeci",
    30: "тридцат~ тридцят~ тридцятьох thirty treizeci",
    40: "сорок сорока forty patruzeci",
    50: "пятьдесят пятидесяти пятьюдесятью п'ятдесят п'ятдесяти п'ятдесятьох fifty cincizeci",
    60: "шестьдесят шестидесяти шестьюдесятью шістдесят шістдесяти sixty șaizeci şaizeci",
    70: "семьдесят семидесяти семьюдесятью сімдесят сімдесяти seventy șaptezeci şaptezeci",
    80: "восемьдесят восьмидесяти восемьюдесятью вісімдесят вісімдесяти eighty optzeci",
    90: "девяносто девяноста дев'яносто дев'яноста ninety nouăzeci",
    100: "сто ста hundred sută sute",
    200: "двести двухсот двумстам двумястами двухстах двісті двохсот двомстам двомастами двохстах",
    300: "триста трехсот тремстам тремястами трехстах трьохсот трьомстам трьохстах",
    400: "четыреста четырехсот четыремстам четырьмястами четырехстах чотириста чотирьохсот чотирьомстам чотирьохстах",
    500: "пятьсот пятисот пятистам пятьюстами пятистах п'ятсот п'ятисот п'ятистам п'ятистах",
    600: "шестьсот шестисот шестистам шестьюстами шестистах шістсот шестисот шістсотам",
    700: "семьсот семисот семистам семьюстами семистах сімсот семисот",
    800: "восемьсот восьмисот восьмистам восемьюстами восьмистах вісімсот восьмисот",
    900: "девятьсот девятисот девятистам девятьюстами девятистах дев'ятсот дев'ятисот",
}


def _forms(words: str) -> list[str]:
    """All forms of some words: cases of soft stems, both spellings of ё, the three apostrophes."""
    forms: list[str] = []
    for word in words.split():
        forms += [word[:-1] + ending for ending in _SOFT] if word.endswith("~") else [word]
    forms += [
        form.replace("ех", "ёх").replace("ем", "ём") for form in forms if form.startswith(("тр", "четыр", "двух"))
    ]
    forms += [form.replace("'", mark) for form in forms if "'" in form for mark in "’ʼ"]
    return list(dict.fromkeys(forms))


NUMBER_WORDS: dict[str, int] = {form: value for value, words in _NUMBERS.items() for form in _forms(words)}

# Ordinals: `пятого января`, `во второй раз`, `двадцять п'ятого`.
_STEMS = "перв втор треть четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
for _value, _stem in enumerate(_STEMS.split(), 1):
    for _ending in "ый ой ая ое ого его ей ому ым ом ые ых ую".split():
        NUMBER_WORDS.setdefault(_stem + _ending, _value)
for _form in "третий третья третье третьи третью третьим третьих третьем".split():
    NUMBER_WORDS[_form] = 3
for _ending in "ый ого ое ому ым ая ой ую".split():
    NUMBER_WORDS["тридцат" + _ending] = 30
_STEMS = "перш друг трет четверт п'ят шост сьом восьм дев'ят десят одинадцят дванадцят тринадцят чотирнадцят п'ятнадцят шістнадцят сімнадцят вісімнадцят дев'ятнадцят двадцят"
for _value, _stem in enumerate(_STEMS.split(), 1):
    for _ending in "ий а е ого ої ому ій им у і их".split():
        for _form in _forms(_stem + _ending):
            NUMBER_WORDS.setdefault(_form, _value)
for _value, _form in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1):
    NUMBER_WORDS[_form] = _value
NUMBER_WORDS.update(третя=3, третє=3, третю=3, третьої=3, третьому=3)
for _form in ("друга", "другу"):  # of a friend
    del NUMBER_WORDS[_form]

# These are figures of speech more often than figures, and count only beside others ("двадцать один", "one hundred"),
# or where another such takes their place ("first", "second").
WEAK_NUMBERS = frozenset(
    form for form, value in NUMBER_WORDS.items() if value in (0, 1) or form == "second"
) | frozenset(
    "несколько нескольких нескольким несколькими кілька кількох кільком кількома декілька several câteva câţiva câțiva".split()
)

# Amounts without a figure, each a value of its own.
VAGUE = (
    r"десятк(?:и|ов|ам|ами|ах|ів)|сотн(?:и|ям|ями|ях)|сотні|тысячи|тисячі|нескольк(?:о|их|им|ими)|кільк(?:а|ох|ом|ома)|декілька|миллионы|мільйони|миллиарды|полтора|полторы|півтора|половин[ауыи]|треть|трет[иі]н[ауи]|четверть|чверть"
    r"|dozens?|hundreds|thousands|millions|billions|half|several|zeci|sute|mii|milioane|miliarde|jumătate|treime|câteva|câțiva|câţiva"
)

# Of the words of figures and days in Latin letters, those that are English; the others are Romanian.
ENGLISH_FIGURES = frozenset(
    (
        "zero one two both twice doubled twofold three thrice tripled threefold four quadrupled fourfold five fivefold six seven"
        " eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty"
        " sixty seventy eighty ninety hundred first second third fourth fifth sixth seventh eighth ninth tenth dozen dozens"
        " hundreds thousand thousands million millions billion billions trillion trillions half several monday tuesday wednesday"
        " thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays yesterday today"
        " tomorrow tonight january february april june july august september october november december noon midnight"
        " morning afternoon evening night"
    ).split()
)

MAGNITUDES: dict[str, int] = {}
for _value, _words in {
    1_000: "тыс тысяч тысяча тысячи тысячу тысячам тысячами тысячах тысяче тис тисяч тисячі тисяча тисячу thousand thousands mie mii",
    1_000_000: "млн миллион миллиона миллионов миллионам миллионами миллионах миллиону миллионом миллионе мільйон мільйона мільйонів мільйонам million millions milion milioane mln mil",
    1_000_000_000: "млрд миллиард миллиарда миллиардов миллиардам миллиардами миллиардах миллиарду миллиардом мільярд мільярда мільярдів billion billions bn miliard miliarde mlrd mld mrd",
    1_000_000_000_000: "трлн триллион триллиона триллионов триллионам трильйон трильйона трильйонів trillion trillions tn trilion trilioane",
}.items():
    MAGNITUDES.update(dict.fromkeys(_words.split(), _value))
# Those that are a figure by themselves: "миллион жителей", "o mie de oameni".
LONE_MAGNITUDES = frozenset(
    "тысяча тысячу миллион миллиард триллион тисяча тисячу мільйон мільярд трильйон thousand million billion trillion mie milion miliard".split()
)
# Glued to the figure of a sum: "$5m", "€3bn".
SHORT_MAGNITUDES = {
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
    "tn": 1_000_000_000_000,
}

# Points are another unit than percent; they are looked for first.
POINTS = r"процентн\w+\s+пункт\w*|п\.\s?п\.|відсотков\w+\s+пункт\w*|в\.\s?п\.|percentage\s+points?|pp\b|pct\s+points?|puncte\s+procentuale|punct\s+procentual|p\.\s?p\."
PERCENT = r"%|‰|процент\w*|відсот\w+|per\s?cent\b|percent\w*|pct\b|la\s+sut[ăa]|procente?\b"

# The pattern of a currency's words, and its name.
CURRENCIES: dict[str, str] = {
    r"доллар\w*|долар\w*|dollars?|dolari?(?:lor)?|usd": "$",
    r"евро|євро|euros?|eur": "€",
    r"рубл\w+|руб\.?|rubles?|roubles?|rub": "₽",
    r"фунт\w*|pounds?|gbp": "£",
    r"лей|леев|лея|леи|леям|леями|лею|леїв|lei|leu|leului|leilor|mdl|ron": "lei",
    r"грив\w+|hryvnias?|uah|грн\.?": "₴",
    r"тенге|tenge|kzt": "₸",
    r"сом|сомов|сома": "сом",
    r"юан\w+|yuan": "¥",
    r"лир\w*|liras?": "₺",
    r"центов|цент|цента|cents?": "¢",
}

# What stands behind a source of news, and not behind one of heat or water.
_WHOSE = r"в|во|у|із|зі|близк\w+|близьк\w+|знаком\w+|агентств\w+|издани\w+|видання|газет\w+|сообщ\w+|повідом\w+|утвержд\w+|ствердж\w+|рассказ\w+|розпов\w+|заяв\w+"

# What follows is sorted by whose words they are, for "not" is need in German, and "nu" is naked in French: `cyrillic` is
# Russian and Ukrainian.
NEGATIONS: dict[str, str] = {
    "cyrillic": (
        r"не|нет|нету|ни|нельзя|невозможно|никто|никого|никому|никем|ничто|ничего|ничему|ничем|ничуть|никогда|никак|никакой"
        r"|никаким|никакими|никаких|никакого|никакая|никакие|нигде|никуда|некому|некого|негде|незачем|нечего|отнюдь|вовсе"
        r"|без|вряд ли|едва ли|ні|немає|нема|ані|жоден|жодна|жодну|жодне|жодні|жодного|жодної|жодному|жодних|жодним|ніхто"
        r"|нікого|нікому|ніщо|нічого|нічому|ніколи|ніде|ніяк|ніякий|ніяких|ніякого|неможливо|аж ніяк|навряд(?: чи)?"
    ),
    "en": r"not|no|never|none|nobody|nothing|neither|nor|nowhere|cannot|without|hardly|scarcely",
    "ro": (
        r"nu|n[-‐‑](?:a|ai|am|ați|aţi|au|ar|aș|aş|o|om|or|are|aveau|avea|aibă)|nici|niciun|niciunei|niciunui|nicio"
        r"|niciodată|niciodata|nicăieri|nicidecum|nimeni|nimănui|nimic|niciunul|niciuna|deloc|fără|fara"
    ),
}

HEDGES: dict[str, str] = {
    "cyrillic": (
        r"по (?:\w+ )?(?:данным|информации|сведениям|словам|мнению|версии|сообщениям|сообщению|оценкам|оценке|утверждению|заявлению)"
        r"|якобы|предположительно|вероятно|возможно|наверное|наверняка|видимо|по-видимому|похоже(?=,| что| на то)|(?<=, )похоже"
        r"|может быть|кажется|будто|мол|дескать"
        r"|как (?:сообщ|утвержд|отмеч|пиш|заяв)\w+|если верить|со ссылкой на|со слов|так называем\w+|по слухам|по всей видимости|вроде(?: бы)?"
        r"|как (?:стало известно|известно|будто)|неподтвержденн\w+|предполагаем\w+"
        r"|сообщ(?:ил|ила|или|ило|ает|ают|ается|алось)|заяв(?:ил|ила|или|ило|ляет|ляют)|утвержда(?:ет|ют|л|ла|ли|ется)"
        r"|отме(?:тил|тила|тили|чает|чают)|сказал[аи]?|подчеркнул[аи]?|рассказал[аи]?|пиш(?:ет|ут)|переда(?:ет|ют|л|ла|ли)"
        r"|считает|считают|полагает|полагают|подозревает\w*|подозреваем\w+|обвиняем\w+"
        rf"|источник\w*(?= (?:{_WHOSE}))"
        r"|за (?:\w+ )?(?:даними|інформацією|словами|версією|повідомленням|повідомленнями|оцінками|твердженням|відомостями)"
        r"|на думку|нібито|начебто|ймовірно|імовірно|ймовірн(?:ий|а|е|і|ого|ої|ому|им|их)|імовірн(?:ий|а|е|і|ого|ої|ому|им|их)|мабуть|можливо|мовляв|буцімто|схоже(?=,| що| на те)"
        r"|може бути|здається|так зван\w+|підозрюван\w+|обвинувачуван\w+|як (?:повідом|ствердж|зазнач|пиш|заяв|відом)\w+"
        r"|повідоми\w+|повідомля\w+|заяви(?:в|ла|ли)|заявля(?:є|ють)|стверджу(?:є|ють|вав|вала|вали)|зазначи(?:в|ла|ли)|зазнача(?:є|ють)"
        r"|сказа(?:в|ла|ли)|розпов(?:ів|іла|іли)|підкресли(?:в|ла|ли)|наголоси(?:в|ла|ли)|пиш(?:е|уть)|вважа(?:є|ють)|припуска(?:є|ють)"
        rf"|джерел\w*(?= (?:{_WHOSE}))"
    ),
    "en": (
        r"alleged(?:ly)?|alleges?|reported(?:ly)?|purported(?:ly)?|supposed(?:ly)?|apparent(?:ly)?|according to|claimed"
        r"|claims?(?= (?:that|to|he|she|it|they|the|there|his|her|its|their)\b)|said|says?|stated|told|may|might|could|possibl[ey]"
        r"|probabl[ey]|likely|suspected|sources?(?= (?:said|says?|told|close|familiar|who|speaking|confirmed|claim|believe))|unconfirmed"
        r"|believed|seems?|appears?|so-called|perhaps|maybe|rumou?red|thought to"
    ),
    "ro": (
        r"potrivit|conform|se pare|ar fi|presupus\w*|pretins[ăe]?|declarat|a spus|spune|spun|susține|susţine|sus[țţ]inut|afirm[ăa]|afirmat"
        r"|probabil|posibil|eventual|surse|cică|chipurile|așa-zis\w*|aşa-zis\w*|se (?:presupune|crede|zice|zvonește|spune|pare că)|aparent"
        r"|după cum|din câte|ar putea|poate că|parcă|bănuit\w*"
    ),
}

# Shades of a figure, told only before one: "около 50", "at least 50".
ROUGHLY: dict[str, str] = {
    "cyrillic": (
        r"около|примерно|приблизительно|почти|порядка|свыше|более(?: чем)?|больше(?: чем)?|менее(?: чем)?|меньше(?: чем)?|не (?:более|менее)(?: чем)?"
        r"|как минимум|как максимум|минимум|максимум|по меньшей мере|ровно|всего|лишь|только|больш\w+ части"
        r"|близько|майже|приблизно|понад|щонайменше|щонайбільше|не менше|не більше|більше(?: ніж)?|менше(?: ніж)?|лише|тільки|рівно"
    ),
    "en": (
        r"about|around|approximately|roughly|nearly|almost|some|over|under|above|below|at least|at most|up to|no more than|no fewer than|no less than"
        r"|more than|less than|fewer than|exactly|only|just|minimum|maximum"
    ),
    "ro": (
        r"circa|aproximativ|aproape|vreo|peste|sub|cel puțin|cel puţin|cel mult|mai mult de|mai puțin de|mai puţin de|minimum|maximum|exact|doar|numai"
    ),
}

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

# Words that end as surnames do.
NOT_SURNAMES = frozenset(
    (
        "один магазин бензин хозяин господин гражданин россиянин христианин мусульманин крестьянин горожанин карантин витамин"
        " термин камин клин дельфин кофеин героин кокаин снова слова основа голова корова обнова половина таков каков здоров готов"
        " остров улов покров посев нагрев гнев лев хлев слева королева дева напев сев какова такова дворов домов видов"
        " пан хазяїн громадянин росіянин будинків основа слова знов знову голова новин"
    ).split()
)

# The commonest little words, by which a language is told.
LITTLE_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to you your that for with from this have were they which their by are has his be not it he".split()
    ),
    "ro": frozenset(
        "și şi în că nu din pe cu este sunt care mai pentru fost lui ale după dar prin sau când fi iar".split()
    ),
}
