"""How much of a text tells something, and how much of it talks to the visitor about the page itself.

An error page and an article about error pages share their phrases. But the one says "the page you requested may have
been moved, please check the address", and the other says who removed what, and when. So sentences are counted that
are not made of the words of notices; and those are told by density, never by a single word.
"""

from __future__ import annotations

import re

from monitor.clean import wordings
from monitor.clean.phrases import words

# Beginnings of the words that notices are made of: the page, the address, the visitor, what he should try.
_NOTICE = tuple(
    words(
        """
        page site website web url link address browser server search home homepage back click contact administrator
        admin webmaster support please sorry apolog try again later refresh reload you your we our us request access
        block permission javascript cookie enable captcha robot human verif secur domain host account login log sign
        password subscri moved remov delet renam exist found looking error http menu construct coming soon maintenan
        unavailable temporar check typed mistyp typo redirect continue moment wait connection protect traffic
        perform trigger malform solution network scan device infect malware privacy extension ray ip document file
        resolve provider visitor setting страниц сайт адрес ссылк браузер сервер поиск главн вернут верните назад
        нажмите свяжитесь обратитесь администрат поддержк пожалуйста извините извиняемся приносим попробуйте
        повторите позже обновите вы вас вам ваш ваше ваша вашего мы нас наш запрос запраш доступ заблокир ограничен
        включите капч робот человек подтвердите проверк проверьте безопасн домен хостинг аккаунт войти войдите вход
        парол подпис подписк перемещ удален удалён переименов существует найден ошибк меню разработк скоро технич
        работ недоступ временно правильн набран воспользуйтесь перейти перейдите подождите соединен защит трафик
        ресурс основани федеральн владел клиент услуг можете хотите можно настройк файл сторінк посиланн повернут
        поверніться натисніть зверніться підтримк ласка вибачте спробуйте пізніше оновіть ви запит заблоков обмежен
        увімкніть підтвердіть перевір знайден помилк тимчасово розробц pagina pagini adresa legatur cautare acasa
        inapoi apasati contactati administratorul va rugam scuze incercati din nou dumneavoastra dvs accesul cerere
        blocat activati parol cont abon mutat sters redenumit exista gasit eroare curand strona strony strone stron
        adres odnosnik przegladark wyszuk glown powrot wroc kliknij skontaktuj prosimy prosze przepraszamy sprobuj
        ponownie pozniej odswiez twoj twoja panstw nasz dostep zablokow wlacz potwierdz domen hosting konto konta
        logow haslo prenumer przenies usunie istnie znalez blad wkrotce serwis serwer klient uslug ofert ochron
        abonent zarejestr witryn startow odnalez skasow szukasz mozesz chcesz posiadasz sprawdz dowiedz zobacz
        utrzym rejestr autoryz przykro plik ustawien strank stranc nenalez chyb pozadovan omlouv prosim prihlas
        prohlizec souhlas pristup nous vous votre vos notre nos veuillez desol cliqu navigateur navegador navigator
        accueil recherchez connectez connexion abonn introuvable supprim deplac bloqu erreur partenair consent accept
        akzept hebergeur erneut spater entschuld leider bitte wir uns unser seite webseite browser aktivier anmeld
        passwort zugriff zugang gesperrt verfugbar gefunden fehler wartung zustimm datenschutz klick startseite anbieter
        weiterles internetprasenz usted nuestr suscri sesion sitio favor clic buscador disponib encontrad acepta socios
        sentimos contrasen bloquead ingresa sito clicca accedi abbona spiacent scusat nostri noi tuo tua tuoi
        cercando trovat accett bloccat rimoss voce nosso nossos desculp sayfa lutfen uzgunuz tarayici bulunam
        cerez giris sifre abone dogrul bakim реестр реєстр указател законодательств абонент экстремист идентифицир
        """
    )
)
_STARTS = re.compile("|".join(sorted({re.escape(start) for start in _NOTICE}, key=len, reverse=True)))
# Words that must stand whole: they begin too many others.
_WHOLE = frozenset(
    words(
        "we our us you your log try web мы вы нас вас вам ви va ваш cont din nou back home host nous vous vos notre "
        "wir uns noi tuo tua tuoi sito sitio favor clic voce bitte leider accept seite site"
    )
)
_SENTENCE_END = re.compile(r"(?<=[.!?…。])\s+")

# Paths, calls and file names: what a program says when it breaks.
_CODE = re.compile(r"\w\(\)|\(\)|/\w+/[\w.-]+/|\.php\b|\.html\b|\b0x[0-9a-f]|\{|\}|::|\$\w")
# Shorter words say little in any of the languages; they are not counted on either side, unless they speak to someone.
_SHORT = 4

# From this share of notice words on, a sentence is a notice: "the page you requested could not be found" has most of
# them, "a gallery hung the frames of nineteen stolen pictures" none.
NOTICE_SHARE = 0.3


def narrated(text: str) -> int:
    """How many words of a text stand in sentences that tell something."""
    told = 0
    for sentence in _SENTENCE_END.split(text):
        found = words(sentence)
        if found and not _is_notice(found) and not _CODE.search(sentence) and not _is_said_to_visitors(found):
            told += len(found)
    return told


def _is_notice(found: list[str]) -> bool:
    spoken = sum(1 for word in found if _speaks(word))
    heavy = sum(1 for word in found if len(word) >= _SHORT or _speaks(word))
    return spoken >= NOTICE_SHARE * heavy


# Kinds of notices that only ever speak to visitors; what courts and registrars say is news as well.
_MOSTLY = 0.45  # of the words that weigh
_TO_VISITORS = ("consent", "challenge", "paywall", "login", "needs_javascript")


def _is_said_to_visitors(found: list[str]) -> bool:
    if len(found) > wordings.LONGEST:
        return False
    said = wordings.kinds_said(found)
    return any(said.get(kind, 0.0) >= _MOSTLY for kind in _TO_VISITORS)


def _speaks(word: str) -> bool:
    start = _STARTS.match(word)
    return start is not None and (start.group() not in _WHOLE or start.group() == word)
