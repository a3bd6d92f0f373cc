"""What a short sentence says, in any of a dozen languages: a small grammar of notices.

A notice is made of few notions: an *article*, *subscribers*, *reading*; an *access* that is *blocked* by a *court*.
Each notion has its words in English, Russian, Ukrainian, Romanian, Polish, German, French, Spanish, Italian,
Portuguese, Turkish and Czech, by their beginnings; a rule names the notions that must meet in one short sentence. So
notices are known in wordings that nobody listed. What a sentence says is one sign among others: see `signs.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from monitor.clean.phrases import words


def _notions(text: str) -> dict[str, list[str]]:
    """The notions of a table: a name with a colon, then the words that stand for it."""
    found: dict[str, list[str]] = {}
    for word in text.split():
        if word.endswith(":"):
            found[word[:-1]] = []
        else:
            found[next(reversed(found))].append(word)
    return found


# Beginnings of words in bare form (see `phrases.bare`); `=` behind one that must stand whole.
_NOTIONS = _notions(
    """
    page: page= страниц сторінк pagina= pagini paginii seite= seiten strona= strony= stronie sayfa stranka
      stranku url= urls=
    site: site= site's website webpage сайт ресурс witryn serwis webseite internetseite internetprasenz
      internetauftritt sitio sito= siti= sitesi web= strona= strony= pagina=
    article: article= articles= story= content= contents= material= publication post= материал стать публикац
      новость текст= контент матеріал статт публікац articol artykul tekst= tresc materialy contenu artikel
      beitrag text= inhalt articulo noticia= contenido articolo contenut notizia artigo noticia conteudo yazi=
      icerik clanek obsah
    domain: domain= domains= domaine= domeniu domeniul домен domena= domeny= domene= dominio domen= alan= domeny
    sale: sale= buy= purchase= продае продаж купить купити vente= vendre= verkauf= verkaufen= kaufen= venta=
      comprar vendita= acquist sprzedaz sprzedania kupic= kup= vanzare cumpara satilik prodej= koupit venda=
      listed= kauf= kupna= kaufpreis
    expired: expired= expire= истек закінчи expirat abgelaufen caduca scadut wygasl expirou renew= продлен
    parked: parked= parking= припаркован parcat zaparkow geparkt прилинкован reserviert reservat parqueado
      parcheggiat
    suspended: suspend приостанов призупин zawiesz sospes suspens askiya деактивир abgeschaltet desactivad
      disattivat deaktivier desactive disattiv
    hosting: hosting hosted= hoster хостинг account= аккаунт обліков konto= compte= cont= contul= cuenta= conto=
      conta= hebergeur hebergement gazduire gazduir hosting-anbieter alojamiento hesap hesab обслуживан
      обслуговув владелец власник proprietaire proprietar wlasciciel inhaber propietario
    default: default= умолчанию= замовчуванням= implicit domysln defaut= standardseite predetermin predefinit
      padrao varsayilan test= заглушк placeholder
    server: server= server's сервер serveur= servidor serwer sunucu apache= nginx= plesk= iis= iis7= iis8=
      cpanel= ispmanager= tomcat= bitnami= litespeed= caddy= hestia= vesta= directadmin= index.html
    made: installed= works= working= running= установлен встановлен работает= create= created= создан створен
      cree= creada= creado= creato= utworzon erstellt= eingerichtet= entsteht= creat= congratulations felicit
      gratul поздравля olusturul zrizen
    success: успешно= успішно= successfully= succes= erfolgreich= pomyslnie= exito= successo= sucesso=
      basariyla=
    building: construction= constructie= разработке= розробці= реконструкц budowie= przebudow construccion=
      costruzione= aufbau= insaat yapim vystavb construcao=
    maintenance: maintenance технические= технических= технічні= обслуживании= обслуговуванні= mentenant
      konserwac techniczne= techniczna= wartung manutenzione mantenimiento manutencao bakim= bakimda udrzb
    error: error= errors= ошибка= помилка= eroare= blad= fehler= erreur= errore= erro= hata= chyba=
    critical: critical= internal= fatal= критическ критичн внутренн внутрішн critica intern interna krytyczn
      wewnetrzn kritisch critique= interne= critico= interno= kritik
    access: access= accessing= доступ acces= accesul= acceso= accesso= zugang= zugriff= dostep= dostepu= acesso=
      erisim= erisime= pristup=
    blocked: block blocked заблок блокиров ограничен обмежен restrict gesperrt sperre= sperrung bloque= bloquead
      bloccat blocat zablok engellen inibit sequestro= oscurat закрыт закрито denied= запрещ заборон seized=
      seizure= withheld= verweigert refuse= denegad negat verfugbar available= unavailable= nieosiagaln
      niedostepn indisponib недоступ banned= запрещен= kapatil
    law: law= legal= court= закона= законом= законодат суда= суду= судом= судов роскомнадзор реестр реєстр указу=
      указом= санкц justice= judiciaire gericht gesetz anordnung verordnung= urheberrecht rechtlich= judicial
      tribunal giudiziari autorita= provvedimento legge= dispozitiei= dispozitia= ordinul= lege= instant sadu=
      ustaw kanun= mahkeme hakimlig warrant= gdpr= regulation= securitate= statut прокур решени рішенн уполномоч
      instantei hotarar requerimiento autoridad autorite extremis экстремис министерств ministr government=
      department= authorities= ministry= directions= telecommunications органов= органу= власти= требованиями=
      karari= kararina= mahkemesi savcilig
    seized: seized= seizure= sequestro= sequestrato= beschlagnahmt saisi=
    country: country= region= стране= страны= регион країн регіон tara= kraju= land= lande= pays= pais= paese=
      ulke zemi=
    verify: verify= verifying= verification= confirm= prove= подтверд підтверд проверк проверя перевір bestatig
      uberpruf confirmez= confirmer= verifie verific potwierdz sprawdz weryfik confirma verifica dogrula check=
      checking= overen overuj
    human: human= humans= robot robots= bot= bots= человек= людина= людиною= робот om= uman= czlowiek mensch
      roboter humain= umano= umana= humano= insan captcha= automated= automation= crawlers= clovek
    browser: browser браузер navigateur= navegador= navigatorul= przegladark tarayici prohlizec
    guard: security= безопасн безпек securite= sicherheit seguridad= sicurezza= bezpieczen ddos= ddos-guard
      firewall= waf= guvenlik защит захист
    limited: limited= limite= limitado= begrenzt= ogranicz
    request: request= requests= запрос запит zapytan anfrage= requete= solicitud= richiesta= cererea= istek
      istegi pedido= url= action= rejected= отклонен
    cookie: cookie cookies cookie-uri куки файлы= файли= ciasteczk
    partner: partner партнер partenair socio= socios= parceir ortak
    personal: personal= personal-data персональн personenbezogen personnelles= personali= personales= osobow
      kisisel pessoais= personalised= personalized= caracter= device= appareil= устройств пристро gerat
      dispositiv urzadzen persoonsgegevens osobni personnalise personalizad personalizzat personalizat
      spersonalizow
    privacy: privacy= конфиденц конфіденц confidential datenschutz privatsphare prywatn privacidad= riservatezza
      gizlilik tracking= rodo= rgpd= dsgvo= gdpr= soukrom
    accept: accept agree= consent принять принима согласи соглаша погодж прийнят accepter= accepte acepta accett
      akzept zustimm einwillig zgod zgadza consens acord= akceptuj kabul= aceit autoris reject= refuser= rechaz
      rifiut ablehnen= odrzuc отклон відхил souhlas permission= akkoord= consentez udelte prijmout=
    visit: visit nutzen= besuchen= utilisons= utiliz использу використов folosim= uzywamy= korzyst usamos=
      utilizziamo= usiamo= kullan use= uses= pouziv verwenden= store= stores= wizyt
    subscriber: subscri подпис передпл abonn abonnent abbona suscri prenumer subskry aboneaz abonat abonam
      assinant assine= abone= aboneler predplat abo= plus-abo premium= member= members= membership=
    read: read= reading= прочит дочит читать= читати= чтение= lire= lecture= suite= lesen= weiterlesen=
      weiterles lesbar= leggere= lettura= leer= leyendo= lectura= przeczyta czytac= czytania= citi= citeasca=
      citeste ler= leitura= lendo= oku okuma cist= unlock= cite=
    only: only= exclusive= exclusively= reserved= только= лише= тільки= доступн doar= numai= exclusiv tylko=
      wylacznie nur= ausschliesslich reserve= reservee= reservado= riservat esclusiv apenas= ozel= jen= pouze=
    news-letter: newsletter telegram телеграм канал= канале= рассыл розсил youtube= instagram= facebook= viber=
      whatsapp= notific уведомл
    javascript: javascript js= джаваскрипт
    enable: enable enabled= enabling activ включ увімкн wlacz attiv habilit aktivier disabled= отключен выключен
      вимкнен desactiv deaktiviert disattivat requires= required= requir требует потріб wymag necesit benotig
      etkin povol without= без= turn=
    login: log= login= signin= sign= anmeld einlogg connectez= connexion= connecter= iniciar= inicia= accedi=
      accedere= войти= войдите= авториз увійти= увійд вхід= вход= logowan zaloguj autentific conecteaz intra=
      giris entrar= ingresar= prihlas
    gone: missing= introuvable= inexist inesistent= отсутствует= відсутня= gone= removed= moved= deleted= удалена=
      перемещена= видалена= переміщена= verschoben= geloscht= supprimee= deplacee= eliminada= movida= rimossa=
      spostata= usunieta= przeniesiona= stearsa= mutata= kaldirilmis= silinmis= bulunamad smazana= presunuta=
    found: found= find= exist= exists= найден знайден существует= існує= gefunden= finden= existiert= trouvee=
      trouver= existe= encontr trovata= trovare= trovato= esiste= istnieje= znalezion znalezc= gasit gasim= gasi=
      exista= nalezen existuje=
    negation: not= no= t= cannot= unable= не= нет= немає= нема= nicht= nie= nu= non= pas= plus= n= nao= ne=
    register: register regist зарегистр зареєстр account= accounts= аккаунт konto= compte= cuenta= registr
      inscri zarejestr kaydol= hesap
    go-on: continue= continuer= fortzufahren= fortfahren= continuar= continuare= продолж продовж kontynu
      просмотр view= access= acceder= zobaczyc= vedea= переглян voir= ver= vedere= account= page= must=
      необходимо= чтобы= щоб= aby= pentru= pour= para= per= um=
    password: password passwort пароль= пароля= mot= passe= hasla= haslo= parola= contrasena senha= sifre heslo=
    forgot: forgot forgotten= забыли= забули= oublie= vergessen= dimenticat olvidaste= olvido= uitat= pamietasz=
      zapomnial esqueceu= unuttun zapomneli
    """
)

# Kinds of pages, by the notions that must meet in one sentence.
_RULES: dict[str, tuple[str, ...]] = {
    "challenge": (
        "verify human", "browser verify", "guard verify", "blocked request guard", "human enable",
        "human blocked access", "access limited", "request blocked", "guard blocked access", "guard error",
    ),
    "consent": (
        "cookie partner", "cookie accept", "cookie personal", "partner personal", "personal accept",
        "privacy accept", "cookie privacy", "cookie enable", "cookie visit",
    ),
    "paywall": (
        "subscriber read", "subscriber only article", "subscriber only", "subscriber access",
    ),
    "login": (
        "login go-on", "password forgot", "register read",
    ),
    "legal": (
        "access blocked law", "site blocked law", "site access law", "page blocked law", "domain blocked law",
        "article blocked country", "domain seized", "site seized", "access law country", "blocked law",
    ),
    "parked": (
        "domain sale", "domain expired", "domain parked",
    ),
    "suspended": (
        "hosting suspended", "site suspended",
    ),
    "host_default": (
        "server default page", "server made", "site made server", "default page site", "site building",
        "default page hosting", "default page made", "default page server", "domain made hosting",
        "site made success",
    ),
    "maintenance": (
        "site maintenance", "maintenance building",
    ),
    "not_found": (
        "page found negation", "page gone",
    ),
    "server_error": (
        "critical error",
    ),
    "needs_javascript": (
        "javascript enable",
    ),
}  # fmt: skip
# A sentence that also holds this notion says something else: "subscribe to our channel to read the news first".
_UNLESS = {"paywall": "news-letter"}
# Notices are short; a sentence of more words tells something.
LONGEST = 45
# What becomes of sites and domains is news as well; notices of it are terse.
_TERSE, _TERSEST = frozenset({"parked", "suspended", "host_default"}), 12
# The least share of words that stand for notions: in what tells something, most words stand for something else.
_USUAL_LEAST = 0.3
_LEAST = {"legal": 0.2, "consent": 0.2}  # they name offices and laws, and all that data are wanted for
# Sentences of a page that are listened to; a page of notices has a handful.
_MOST = 300
_SENTENCE_END = re.compile(r"(?<=[.!?…。])\s+|\s*[\n|]\s*")
_SHORTEST, _REACH, _LONGEST_WORD = 2, 16, 30


def _beginnings() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    begins: dict[str, set[str]] = {}
    whole: dict[str, set[str]] = {}
    for notion, entries in _NOTIONS.items():
        for entry in entries:
            stem = entry.rstrip("=")
            for word in words(stem)[:1]:
                (whole if entry.endswith("=") else begins).setdefault(word, set()).add(notion)
    return {key: frozenset(value) for key, value in begins.items()}, {k: frozenset(v) for k, v in whole.items()}


_BEGINS, _WHOLE = _beginnings()
_PARSED = {kind: tuple(frozenset(rule.split()) for rule in rules) for kind, rules in _RULES.items()}


@lru_cache(maxsize=20_000)
def notions_of(word: str) -> frozenset[str]:
    """What a word in bare form may stand for."""
    found = set(_WHOLE.get(word, ()))
    for end in range(_SHORTEST, min(len(word), _REACH) + 1):
        found |= _BEGINS.get(word[:end], frozenset())
    return frozenset(found)


def sentences(texts: Iterable[str]) -> Iterator[list[str]]:
    """The words of each short sentence, in bare form."""
    count = 0
    for text in texts:
        for part in _SENTENCE_END.split(text[:5_000]):
            found = words(part)
            if 2 <= len(found) <= LONGEST:
                yield found
                count += 1
                if count >= _MOST:
                    return


def kinds_said(found: list[str]) -> dict[str, float]:
    """The kinds of pages of which a sentence of these words is a notice, each with the share of its words that say
    so (1: it says nothing else)."""
    notions = [notions_of(word[:_LONGEST_WORD]) for word in found]
    here = frozenset().union(*notions)
    heavy = [each for each, word in zip(notions, found, strict=True) if len(word) > 3 or each]
    share = sum(bool(each) for each in heavy) / max(1, len(heavy))
    said: dict[str, float] = {}
    for kind, rules in _PARSED.items():
        if (kind in _UNLESS and _UNLESS[kind] in here) or (kind in _TERSE and len(found) > _TERSEST):
            continue
        for rule in rules:
            if rule <= here and _distinct(rule, notions):
                said[kind] = share
    return {kind: share for kind, share in said.items() if share >= _LEAST.get(kind, _USUAL_LEAST)}


# What somebody said is a report, not a notice. In bare form.
_REPORTED = re.compile(
    r"\b(?:said|says|told|announced|according|сообщ\w+|заявил\w*|рассказал\w*|по словам|повідомил\w*|заявив"
    r"|за словами|a declarat|a anuntat|a spus|potrivit|powiedzial\w*|podal\w*|poinformowal\w*|wedlug|sagte|teilte"
    r"|laut|zufolge|a annonce|a declare|selon|dijo|informo|anuncio|segun|ha detto|ha dichiarato|secondo|disse"
    r"|segundo|dedi|rekl\w?)\b"
)


def is_report(bare_text: str) -> bool:
    """Whether a sentence in bare form says that somebody said it."""
    return bool(_REPORTED.search(bare_text))


def _distinct(rule: frozenset[str], notions: list[frozenset[str]]) -> bool:
    """Whether as many words as the rule has notions stand for them: no word stands for two."""
    return sum(1 for each in notions if each & rule) >= len(rule)
