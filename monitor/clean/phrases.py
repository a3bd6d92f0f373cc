"""Words by which pages that are no article give themselves away, in the languages of the seeds.

Phrases alone never decide (an article about error 404 is an article): `page.py` lets them speak only together with
the page's structure, its status or its headers, and listens to a title only where nothing else stands in it.
All are in folded form: lower case, ё as е, without diacritics, for a removal page of 2019 may have lost its own.
"""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"\w+")


def bare(text: str) -> str:
    """Lower case, no diacritics, single blanks: how phrases are written here. й stays й, for it is a letter."""
    if text.isascii():
        return " ".join(text.lower().split())
    low = text.casefold().replace("ё", "е").replace("ł", "l").replace("ı", "i")
    parts = unicodedata.normalize("NFD", low.replace("й", "\0").replace("ї", "\1"))
    kept = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", kept.replace("\0", "й").replace("\1", "ї")).split())


def words(text: str) -> list[str]:
    """The words of a text in bare form."""
    return _WORDS.findall(bare(text))


def listed(text: str) -> tuple[str, ...]:
    """The phrases between bars, in bare form."""
    return tuple(dict.fromkeys(" ".join(words(phrase)) for phrase in text.split("|")))


# ── what a headline or title may consist of when it announces that there is nothing here ──────────

NOT_FOUND = listed(
    """
    страница не найдена | страница не существует | страница удалена | страницы не существует | страница отсутствует |
    такой страницы нет | запрашиваемая страница | запрошенная страница | запрашиваемой страницы |
    запрошенной страницы | ничего не найдено | материал не найден | статья не найдена | новость не найдена |
    документ не найден | файл не найден | объект не найден | запись не найдена | публикация не найдена |
    раздел не найден | элемент не найден | сторiнку не знайдено | сторінку не знайдено | сторінка не знайдена |
    сторінка не існує | сторінки не існує | такої сторінки не існує | нічого не знайдено | страница была удалена |
    страница больше не существует | ошибка 404 | 404 ошибка | помилка 404 | ой страница | упс страница |
    неправильно набран адрес | неверный адрес | бет табылмады | барак табылган жок | page not found | not found |
    page cannot be found | page can t be found | page could not be found | page couldn t be found |
    page does not exist | page doesn t exist | page isn t available | page is not available | page no longer exists |
    page no longer available | page is gone | nothing found | nothing was found | no longer available |
    file not found | article not found | content not found | story not found | post not found | error 404 | 404 error |
    http 404 | can t find that page | can t find this page | can t find the page | couldn t find that page |
    couldn t find this page | couldn t find the page | page missing | page you requested | page you are looking for |
    page you re looking for | page you were looking for | page has been removed | page has moved | lost page |
    pagina nu a fost gasita | pagina nu exista | pagina nu exista sau a fost | pagina inexistenta | pagina negasita |
    pagina cautata | pagina solicitata | eroare 404 | nu am gasit pagina | articolul nu a fost gasit | nimic gasit |
    ne pare rau pagina | aceasta pagina nu exista | nu a fost gasit | strona nie istnieje |
    strona nie zostala znaleziona | nie znaleziono strony | strony nie znaleziono | nie znaleziono | blad 404 |
    404 blad | podana strona | podanej strony | zadana strona | szukana strona | szukanej strony |
    strona o podanym adresie | nie ma takiej strony | taka strona nie istnieje | brak strony | nie odnaleziono |
    stranka nenalezena | stranka nebyla nalezena | stranka neexistuje | seite nicht gefunden | page introuvable |
    page non trouvee | pagina no encontrada | pagina non trovata | pagina nao encontrada | sayfa bulunamadi |
    seite gibt es nicht | seite existiert nicht | seite existiert leider nicht | page n existe pas |
    page n existe plus | pagina no existe | no encontramos la pagina | pagina non esiste | pagina nao existe |
    aradiginiz sayfa | fehler 404 | erreur 404 | errore 404 | erro 404 | chyba 404 | hata 404 | страницы у нас нет
    """
)

SERVER_ERROR = listed(
    """
    bad gateway | service unavailable | internal server error | gateway timeout | gateway time out | server error |
    error establishing a database connection | database error | web server is down | connection timed out |
    web server is returning an unknown error | temporarily unavailable | fatal error | parse error | http error 500 |
    error 500 | error 502 | error 503 | error 504 | application error | something went wrong | an error occurred |
    an error has occurred | site is experiencing technical difficulties | technical difficulties |
    origin is unreachable | ошибка сервера | внутренняя ошибка | ошибка 500 | ошибка 502 | ошибка 503 |
    сервис временно недоступен | произошла ошибка | сайт временно недоступен | временно недоступен |
    ошибка установки соединения с базой данных | ошибка подключения к базе данных | ошибка соединения с базой данных |
    что то пошло не так | сервер не отвечает | сервер недоступен | сайт недоступен | помилка сервера |
    тимчасово недоступний | щось пішло не так | помилка з єднання з базою даних | сталася помилка | eroare de server |
    eroare interna | serviciu indisponibil | temporar indisponibil | eroare la conectarea | eroare 500 |
    eroare la stabilirea unei conexiuni la baza de date | a aparut o eroare | eroare 503 | eroare 502 |
    blad polaczenia z baza danych | blad bazy danych | blad serwera | blad wewnetrzny | usluga niedostepna |
    wystapil blad | tymczasowo niedostepna | tymczasowo niedostepny | chwilowo niedostepna | blad krytyczny |
    blad 500 | blad 503 | blad 502 | cos poszlo nie tak | zbyt duza liczba | critical error on this website |
    критическая ошибка | критична помилка | eroare critica | erreur critique | kritischer fehler | errore critico |
    error critico | erreur interne du serveur | interner serverfehler | errore interno del server |
    error interno del servidor | erro interno do servidor | sunucu hatasi | dienst nicht verfugbar |
    service indisponible | une erreur est survenue | es ist ein fehler aufgetreten | si e verificato un errore |
    se ha producido un error
    """
)

MAINTENANCE = listed(
    """
    maintenance mode | under maintenance | scheduled maintenance | site maintenance | down for maintenance |
    be right back | технические работы | технических работ | техническое обслуживание | на обслуживании |
    профилактические работы | ведутся работы | режим обслуживания | скоро вернемся | технічні роботи |
    технічне обслуговування | lucrari de mentenanta | in mentenanta | mentenanta | site in mentenanta |
    przerwa techniczna | prace techniczne | prace konserwacyjne | tryb konserwacji | konserwacja |
    przerwa konserwacyjna | wartungsarbeiten | wartungsmodus | site en maintenance | maintenance en cours |
    en maintenance | in manutenzione | en mantenimiento | em manutencao | bakim calismasi | probiha udrzba | v udrzbe
    """
)

UNBUILT = listed(
    """
    under construction | coming soon | launching soon | opening soon | future home of | website is almost ready |
    welcome to nginx | apache2 default page | apache2 ubuntu default page | apache2 debian default page | it works |
    apache http server test page | test page for | iis windows server | iis windows | default web site page |
    default page | index of | default web page | welcome to caddy | plesk | web server s default page |
    domain default page | hello world | site not found | site not published | site not configured | no such app |
    there isn t a github pages site here | congratulations your | your website is up | account has been created |
    сайт в разработке | сайт находится в разработке | сайт на реконструкции | в стадии разработки | скоро открытие |
    скоро здесь будет | здесь скоро будет | сайт создается | сайт создан | сайт размещен | домен привязан |
    сайт еще не опубликован | сайт не опубликован | домен не прилинкован | сайт не настроен | сайт не существует |
    площадка не настроена | веб сервер настроен | сайт только что создан | сайт успешно создан | сайт у розробці |
    сайт у розробцi | незабаром відкриття | скоро відкриття | сайт в розробці | in constructie | site in constructie |
    in curand | in lucru | site in lucru | pagina in constructie | w budowie | strona w budowie |
    strona w przygotowaniu | w przygotowaniu | w przebudowie | wkrotce otwarcie | juz wkrotce | wkrotce |
    nie znajduje sie zaden serwis | jest w budowie | pod tym adresem nie znajduje sie | iis7 | iis8 | iis10 |
    hier entsteht eine neue | operation of the apache http server | http server installed at this site |
    страница по умолчанию | seite im aufbau | webseite im aufbau | site en construction | sito in costruzione |
    sitio en construccion | site em construcao | yapim asamasinda | stranky ve vystavbe | pagina en construccion
    """
)

PARKED = listed(
    """
    domain is for sale | domain for sale | domain may be for sale | buy this domain | domain is parked |
    parked domain | domain parking | parked free | domain has expired | domain name has expired | domain expired |
    this domain has recently been registered | inquire about this domain | make an offer on this domain |
    related searches | domain is registered | get this domain | expired domain | domain is available |
    renew your domain | premium domain | sponsored listings | interested in this domain | домен продается |
    домен на продажу | купить домен | домен припаркован | домен не продлен | домен выставлен на продажу | этот домен |
    срок регистрации домена истек | срок регистрации домена | домен зарегистрирован | припаркован | домен свободен |
    домен продається | домен припарковано | купити домен | цей домен продається | продажа домена | domeniu de vanzare |
    acest domeniu este de vanzare | domeniul este parcat | domeniul a expirat | domeniu parcat |
    domeniul este inregistrat | domeniu inregistrat | cumpara acest domeniu | domeniu expirat |
    domeniul este de vanzare | domena jest utrzymywana | domena na sprzedaz | kup te domene | domena zaparkowana |
    domena jest zaparkowana | utrzymywana na serwerach | oferta sprzedazy domeny | domena wygasla |
    ta domena jest na sprzedaz | domena zarejestrowana | domena jest na sprzedaz | gielda domen |
    domena zostala zarejestrowana | jest na sprzedaz | domena oczekuje
    """
)

SUSPENDED = listed(
    """
    account suspended | account has been suspended | website suspended | site suspended |
    this site has been suspended | has been suspended | temporarily suspended | contact your hosting provider |
    contact your host | billing department | site is suspended | site has been disabled | website has been disabled |
    account disabled | website disabled | site has been deactivated | сайт заблокирован хостинг |
    аккаунт заблокирован | аккаунт приостановлен | сайт приостановлен | услуга приостановлена |
    работа сайта приостановлена | обслуживание приостановлено | сайт отключен | аккаунт отключен | хостинг аккаунт |
    сайт временно отключен | хостинг приостановлен | действие услуги хостинга | сайт временно заблокирован |
    обслуживание сайта приостановлено | сайт заблоковано | аккаунт заблоковано | обліковий запис призупинено |
    роботу сайту призупинено | хостинг призупинено | cont suspendat | site suspendat | contul a fost suspendat |
    serviciul este suspendat | site ul este suspendat | gazduire suspendata | strona zablokowana | konto zablokowane |
    konto zawieszone | zostala zawieszona | zostal zawieszony | zostalo zawieszone | strona zawieszona |
    serwis zawieszony | usluga zawieszona | sklep zawieszony | zawieszony | zawieszona | zablokowana
    """
)

REFUSAL = listed(
    """
    access denied | access to this page has been denied | forbidden | error 403 | 403 forbidden | http 403 |
    too many requests | rate limited | access has been limited | access is forbidden | permission denied |
    not authorized | you don t have permission | unauthorized | not acceptable |
    blocked url | web page blocked | page has been blocked | url has been blocked | website is blocked |
    запрет доступа | доступ запрещен | доступ ограничен |
    доступ к сайту ограничен | доступ закрыт | доступ заблокирован | доступ временно ограничен | ошибка 403 |
    слишком много запросов | доступ обмежено | доступ заборонено | помилка 403 | забагато запитів | acces interzis |
    acces restrictionat | acces blocat | accesul este interzis | eroare 403 | prea multe cereri | dostep zabroniony |
    brak dostepu | odmowa dostepu | dostep zablokowany | blad 403 | zbyt wiele zapytan | brak uprawnien
    """
)

CHALLENGE = listed(
    """
    just a moment | attention required | checking your browser | verify you are human | verifying you are human |
    are you a robot | are you human | i m not a robot | i am not a robot | prove you are not a robot |
    please verify you are a human | one more step | security check | ddos protection | ddos guard |
    pardon our interruption | request rejected | request blocked | request unsuccessful | sorry you have been blocked |
    you have been blocked | unusual traffic | automated requests | human verification | bot verification |
    robot check | bot check | captcha | vercel security checkpoint | making sure you re not a bot | please wait |
    ray id | доступ к ресурсу заблокирован | вы не робот | я не робот | подтвердите что вы |
    подтвердите что запросы отправляли вы | проверка браузера | проверка вашего браузера | проверяем ваш браузер |
    проверка безопасности | проверяем соединение | защита от ddos | защита от роботов | подозрительная активность |
    подозрительный трафик | введите символы с картинки | введите код с картинки | ваш запрос заблокирован |
    запрос отклонен | ваш ip | идет проверка | похожи на автоматические | ваш браузер проходит проверку |
    перевірка браузера | підтвердіть що ви | ви не робот | перевіряємо ваш браузер | перевірка безпеки |
    accesul a fost blocat | verificarea browserului | verificam browserul | nu sunt robot | confirmati ca sunteti om |
    verificare de securitate | un moment | weryfikacja przegladarki | sprawdzanie przegladarki | nie jestem robotem |
    potwierdz ze jestes czlowiekiem | zapytanie odrzucone | chwileczke
    """
)

LOGIN = listed(
    """
    log in | login | sign in | log in to continue | sign in to continue | please log in | authorization required |
    authentication required | session expired | single sign on | create an account | members only |
    forgot your password | forgot password | remember me | вход | войти | войдите | авторизация | вход на сайт |
    вход в систему | требуется авторизация | необходимо авторизоваться | регистрация | забыли пароль | личный кабинет |
    только для зарегистрированных | вхід | увійти | увійдіть | авторизація | забули пароль | autentificare |
    conectare | intra in cont | logare | ai uitat parola | ati uitat parola | trebuie sa fii autentificat | logowanie |
    zaloguj | zaloguj sie | zapomniales hasla | nie pamietasz hasla | wymagane logowanie | anmelden | anmeldung |
    einloggen | connexion | se connecter | identifiez vous | iniciar sesion | inicia sesion | accedi |
    effettua l accesso | entrar | iniciar sessao | giris | giris yap | prihlaseni | prihlasit se
    """
)

PAYWALL = listed(
    """
    subscribe to continue | subscribe to read | to continue reading | continue reading with | subscribers only |
    for subscribers | subscriber only | already a subscriber | become a subscriber | start your free trial |
    free articles | this article is for subscribers | article is reserved | unlock this article | premium content |
    exclusive to subscribers | read the full story | get full access | subscribe now | только для подписчиков |
    доступно по подписке | доступен по подписке | оформите подписку | чтобы продолжить чтение | чтобы читать дальше |
    материал доступен подписчикам | читать полностью по подписке | уже подписаны | дочитать статью |
    полная версия доступна | платная подписка | доступно лише передплатникам | лише для передплатників |
    оформіть передплату | доступно за передплатою | щоб читати далі | doar pentru abonati | numai pentru abonati |
    aboneaza te pentru a citi | pentru a continua lectura | articol premium | continut premium |
    tylko dla prenumeratorow | tylko dla subskrybentow | artykul dostepny dla prenumeratorow | czytaj dalej w ramach |
    wykup dostep | pozostalo do przeczytania | wykup prenumerate | dostep tylko dla
    """
)

CONSENT = listed(
    """
    before you continue | we value your privacy | we care about your privacy | your privacy | privacy settings |
    cookie consent | consent | accept all | accept cookies | accept all cookies | manage options | manage preferences |
    manage cookies | we use cookies | our partners | we and our partners | legitimate interest | cookie policy |
    privacy choices | about your privacy | прежде чем продолжить | мы ценим вашу конфиденциальность |
    мы используем файлы cookie | мы используем cookie | принять все | файлы cookie | согласие на обработку |
    настройки конфиденциальности | наши партнеры | используем файлы cookie | использование файлов cookie |
    перш ніж продовжити | ми цінуємо вашу конфіденційність | прийняти всі | файли cookie | inainte de a continua |
    confidentialitatea dvs | acceptati toate | accepta toate | accept toate | module cookie | cookie uri |
    partenerii nostri | zanim przejdziesz | szanujemy twoja prywatnosc | dbamy o twoja prywatnosc |
    akceptuje wszystkie | zaakceptuj wszystkie | pliki cookie | plikow cookie | nasi partnerzy | zaufani partnerzy |
    polityka prywatnosci | przejdz do serwisu
    """
)

NEEDS_JAVASCRIPT = listed(
    """
    enable javascript | javascript is required | javascript is disabled | requires javascript | turn on javascript |
    javascript to run this app | please enable js | javascript must be enabled | you need to enable javascript |
    without javascript | javascript is not enabled | javascript support | activate javascript |
    browser does not support javascript | without javascript enabled | включите javascript | включить javascript |
    необходимо включить javascript | требуется javascript | javascript отключен | javascript выключен |
    включите поддержку javascript | без javascript | ваш браузер не поддерживает javascript | поддержка javascript |
    увімкніть javascript | увімкнути javascript | потрібен javascript | javascript вимкнено | activati javascript |
    activeaza javascript | activeze javascript | necesita javascript | javascript este dezactivat | wlacz javascript |
    wlaczenia javascript | wymaga javascript | wlaczyc javascript | wymagany javascript | obsluge javascript |
    wlacz obsluge javascript
    """
)

LEGAL = listed(
    """
    unavailable for legal reasons | 451 unavailable | unavailable due to legal reasons | court order | dmca |
    legal reasons | error 451 | not available in your country | not available in your region |
    unavailable in your region | unavailable in your country | доступ к информационному ресурсу ограничен |
    ресурс заблокирован по решению | на основании федерального закона | доступ к ресурсу ограничен |
    доступ к запрашиваемому ресурсу | единый реестр | роскомнадзор | по решению суда | по решению роскомнадзора |
    149 фз | по требованию | доступ ограничен по решению | заблокирован по решению органов |
    доступ к данному ресурсу закрыт | недоступно в вашей стране | недоступен в вашей стране |
    недоступен в вашем регионе | недоступно в вашем регионе | реестр запрещенных | решению уполномоченных органов |
    доступ до ресурсу обмежено | за рішенням суду | рішенням рнбо | недоступно у вашій країні | указу президента |
    blocat in baza | accesul la acest site a fost blocat | serviciul de informatii si securitate | dispozitia nr |
    ordinul directorului | indisponibil in tara | restrictionat prin | decizia comisiei pentru situatii exceptionale |
    din motive legale | z przyczyn prawnych | niedostepne w twoim kraju | niedostepna w twoim kraju |
    na podstawie ustawy | decyzji sadu
    """
)
