"""The eight languages of the simulated quarter: the phrases that its articles are put together of, and the words of a
site's frame."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language: how a sentence is put together, a phrase and its denial, and the words of a site's frame."""

    code: str
    who: tuple[str, ...]
    what: tuple[str, ...]
    when: tuple[str, ...]
    deny: tuple[str, str]
    titles: tuple[str, ...]
    frame: tuple[str, ...]  # home, politics, sport, culture, contact, read also, views, comments, rights, newsletter
    nowhere: str  # the words of a "not found" page
    wall: str  # what stands before a wall for subscribers
    order: str = "{who} {what} {when}."
    syllables: tuple[str, ...] = ("ba", "den", "lo", "mar", "ti", "ven", "so", "ru", "kel", "no", "pi", "gas")
    between: str = " "


def _list(text: str) -> tuple[str, ...]:
    """Phrases that `|` parts, wherever the lines break."""
    return tuple(" ".join(each.split()) for each in text.split("|"))


EN = Tongue(
    code="en",
    who=_list(
        """
        The mayor of {place} | A spokesman for the port of {place} | Councillor {name} | The waterworks of {place} |
        Judge {name} | The teachers of {place} | Farmers near {place} | The builder {name}
        """
    ),
    what=_list(
        """
        agreed to pay {n} thousand for the new bridge | counted {n} damaged houses after the storm | promised that {n}
        buses would run again | asked why {n} trees had been felled | said that the school needed {n} more desks |
        told reporters that {n} letters had gone unanswered | recalled the flood in which {n} cellars filled with
        water | measured {n} metres of missing fence
        """
    ),
    when=_list(
        """
        during the meeting of {d} March | according to the minutes of {d} May | as an evening paper wrote on page {d}
        | before the vote of {d} June | in a letter of {d} pages | for the second time in {d} years
        """
    ),
    titles=_list(
        """
        Bridge at {place} will cost {n} thousand | {name} resigns over {n} missing desks | Storm leaves {place} with
        {n} ruins
        """
    ),
    frame=_list(
        """
        Home | Politics | Sport | Culture | Contact | Read also | views | Comments | All rights reserved | Our
        newsletter every Friday
        """
    ),
    deny=("agreed to pay", "did not agree to pay"),
    nowhere="Page not found. Sorry, the page that you are looking for does not exist (404).",
    wall="Subscribe to continue reading. This article is for subscribers only. Already a subscriber?",
)

RU = Tongue(
    code="ru",
    who=_list(
        """
        Мэр города {place} | Представитель порта {place} | Депутат {name} | Водоканал города {place} | Судья {name} |
        Директор школы в селе {place} | Фермер из района {place} | Строитель {name}
        """
    ),
    what=_list(
        """
        согласился заплатить {n} тысяч за новый мост | насчитал {n} повреждённых домов после урагана | пообещал
        вернуть на линии {n} автобусов | спросил, почему вырубили {n} деревьев | рассказал, что школе не хватает ещё
        {n} парт | пожаловался журналистам на {n} писем без ответа | вспомнил наводнение, затопившее {n} подвалов |
        измерил {n} метров пропавшего забора
        """
    ),
    when=_list(
        """
        на заседании {d} марта | по данным протокола от {d} мая | как писала вечерняя газета на странице {d} |
        накануне голосования {d} июня | в письме на {d} страницах | во второй раз за {d} лет
        """
    ),
    titles=_list(
        """
        Мост в городе {place} обойдётся в {n} тысяч | {name} уходит из-за {n} парт | Ураган разрушил в городе {place}
        {n} домов
        """
    ),
    frame=_list(
        """
        Главная | Политика | Спорт | Культура | Контакты | Читайте также | просмотров | Комментарии | Все права
        защищены | Наша рассылка по пятницам
        """
    ),
    deny=("согласился заплатить", "не согласился заплатить"),
    nowhere="Тут пусто. Заметка, за которой вы пришли, куда-то подевалась или её никогда и не писали.",
    wall="Чтобы продолжить чтение, оформите подписку. Материал доступен подписчикам.",
    syllables=_list("ба | ден | ло | мар | ти | вен | со | ру | кел | но | пи | гас"),
)

RO = Tongue(
    code="ro",
    who=_list(
        """
        Primarul orașului {place} | Purtătorul de cuvânt al portului {place} | Consilierul {name} | Apele orașului
        {place} | Judecătorul {name} | Învățătorii din {place} | Fermierii de lângă {place} | Constructorul {name}
        """
    ),
    what=_list(
        """
        a acceptat plata a {n} mii de lei pentru podul nou | a numărat {n} case avariate după furtună | a promis că
        {n} autobuze vor circula din nou | a întrebat de ce au fost tăiați {n} copaci | a spus că școlii îi lipsesc
        încă {n} bănci | a vorbit presei despre {n} scrisori fără răspuns | a amintit de inundația care a umplut {n}
        beciuri | a măsurat {n} metri de gard lipsă
        """
    ),
    when=_list(
        """
        la ședința din {d} martie | potrivit procesului-verbal din {d} mai | cum scria un ziar de seară la pagina {d}
        | înaintea votului din {d} iunie | într-o scrisoare de {d} pagini | pentru a doua oară în {d} ani
        """
    ),
    titles=_list(
        """
        Podul din {place} va costa {n} mii | {name} demisionează după {n} scrisori | Furtuna lasă {place} cu {n} ruine
        """
    ),
    frame=_list(
        """
        Acasă | Politică | Sport | Cultură | Contact | Citește și | vizualizări | Comentarii | Toate drepturile
        rezervate | Buletinul nostru de vineri
        """
    ),
    deny=("a acceptat plata", "nu a acceptat plata"),
    nowhere="Aici nu mai e nimic de citit. Ce căutați s-a rătăcit pe drum ori n-a fost scris vreodată.",
    wall="Pentru a continua lectura, abonează-te. Doar pentru abonați.",
    syllables=_list("ba | deni | lo | mar | ti | ven | șo | ru | cel | no | pi | gaș"),
)

FR = Tongue(
    code="fr",
    who=_list(
        """
        Le maire de {place} | La porte-parole du port de {place} | La conseillère {name} | Le service des eaux de
        {place} | La juge {name} | Une institutrice de {place} | Un paysan de {place} | L’entrepreneur {name}
        """
    ),
    what=_list(
        """
        a accepté de payer {n} mille euros pour le pont | a compté {n} maisons abîmées après la tempête | a promis que
        {n} autobus rouleraient de nouveau | a demandé pourquoi {n} arbres avaient été abattus | a dit que l’école
        attendait encore {n} bureaux | a parlé de {n} lettres restées sans réponse | a rappelé la crue qui avait noyé
        {n} caves | a mesuré {n} mètres de clôture disparue
        """
    ),
    when=_list(
        """
        lors de la séance du {d} mars | selon le procès-verbal du {d} mai | comme l’écrivait un journal du soir en
        page {d} | avant le vote du {d} juin | dans une lettre de {d} pages | pour la deuxième fois en {d} ans
        """
    ),
    titles=_list(
        """
        Le pont de {place} coûtera {n} mille euros | {name} démissionne pour {n} bureaux | La tempête laisse {n}
        ruines à {place}
        """
    ),
    frame=_list(
        """
        Accueil | Politique | Sport | Culture | Contact | À lire aussi | lectures | Commentaires | Tous droits
        réservés | Notre lettre du vendredi
        """
    ),
    deny=("a accepté de payer", "n’a pas accepté de payer"),
    nowhere="Page introuvable. Rien à voir par ici, reprenez votre chemin.",
    wall="Abonnez-vous pour lire la suite. Cet article est réservé à nos abonnés.",
)

DE = Tongue(
    code="de",
    who=_list(
        """
        Der Bürgermeister von {place} | Die Sprecherin des Hafens {place} | Stadträtin {name} | Das Wasserwerk von
        {place} | Richterin {name} | Eine Lehrerin aus {place} | Ein Bauer bei {place} | Der Bauherr {name}
        """
    ),
    what=_list(
        """
        war bereit, {n} Tausend für die Brücke zu zahlen | zählte nach dem Sturm {n} beschädigte Häuser | versprach,
        dass {n} Busse wieder fahren | fragte, warum {n} Bäume gefällt wurden | sagte, der Schule fehlten noch {n}
        Tische | sprach von {n} Briefen ohne Antwort | erinnerte an die Flut in {n} Kellern | vermaß {n} Meter
        verschwundenen Zaun
        """
    ),
    when=_list(
        """
        bei der Sitzung vom {d}. März | laut Protokoll vom {d}. Mai | wie eine Abendzeitung auf Seite {d} schrieb |
        vor der Abstimmung vom {d}. Juni | in einem Brief von {d} Seiten | zum zweiten Mal in {d} Jahren
        """
    ),
    titles=_list(
        """
        Brücke in {place} kostet {n} Tausend | {name} tritt wegen {n} Tischen zurück | Sturm hinterlässt {n} Ruinen in
        {place}
        """
    ),
    frame=_list(
        """
        Startseite | Politik | Sport | Kultur | Kontakt | Lesen Sie auch | Aufrufe | Kommentare | Alle Rechte
        vorbehalten | Unser Brief am Freitag
        """
    ),
    deny=("war bereit,", "war nicht bereit,"),
    nowhere="Seite nicht gefunden. Hier steht nichts.",
    wall="Jetzt abonnieren und weiterlesen. Nur für Abonnenten.",
)

FI = Tongue(
    code="fi",
    who=_list(
        """
        Kaupunginjohtaja {name} | Sataman edustaja {name} | Valtuutettu {name} | Vesilaitos {place} | Tuomari {name} |
        Opettaja {name} | Maanviljelijä {name} | Rakentaja {name}
        """
    ),
    what=_list(
        """
        suostui maksamaan {n} tuhatta uudesta sillasta | laski myrskyn jälkeen {n} vaurioitunutta taloa | lupasi {n}
        linja-autoa takaisin liikenteeseen | kysyi, miksi {n} puuta kaadettiin | kertoi koulun tarvitsevan vielä {n}
        pulpettia | puhui {n} kirjeestä, joihin kukaan ei vastannut | muisteli tulvaa, joka täytti {n} kellaria |
        mittasi {n} metriä kadonnutta aitaa
        """
    ),
    when=_list(
        """
        kokouksessa {d}. maaliskuuta | pöytäkirjan {d}. toukokuuta mukaan | iltalehden sivulla {d} | ennen äänestystä
        {d}. kesäkuuta | kirjeessä, jossa on {d} sivua | toisen kerran {d} vuoteen
        """
    ),
    titles=_list(
        """
        Paikkakunnan {place} silta maksaa {n} tuhatta | {name} eroaa {n} pulpetin takia | Myrsky vei {n} taloa:
        {place}
        """
    ),
    frame=_list(
        """
        Etusivu | Politiikka | Urheilu | Kulttuuri | Yhteystiedot | Lue myös | katselua | Kommentit | Kaikki oikeudet
        pidätetään | Kirjeemme perjantaisin
        """
    ),
    deny=("suostui maksamaan", "ei suostunut maksamaan"),
    nowhere="Täällä ei ole mitään nähtävää. Etsimäsi juttu on kadonnut tai sitä ei ole koskaan ollutkaan.",
    wall="Lue koko juttu tilaajana. Jatka lukemista tilaamalla lehti.",
    syllables=_list("ka | len | mä | vii | to | ri | sal | hä | nen | po | ju | ky"),
)

JA = Tongue(
    code="ja",
    who=_list(
        """
        {place}市の市長は | {place}港の広報は | {name}議員は | {place}水道局は | {name}裁判官は |
        {place}の教師たちは | {place}近郊の農家は |
        建設会社の{name}氏は
        """
    ),
    what=_list(
        """
        新しい橋に{n}万円を支払うことに同意した | 嵐のあとで壊れた家を{n}軒数えた |
        バスを{n}台ふたたび走らせると約束した | なぜ木が{n}本も切られたのかと尋ねた |
        学校にはあと{n}台の机が要ると語った |
        返事のない手紙が{n}通あると記者に述べた | {n}の地下室が水に浸かった洪水を振り返った |
        なくなった柵を{n}メートルと測った
        """
    ),
    when=_list(
        """
        三月{d}日の会議で | 五月{d}日の議事録によると | 夕刊の{d}面によると | 六月{d}日の投票を前に |
        {d}枚の手紙の中で | {d}年間で二度目に
        """
    ),
    titles=_list(
        """
        {place}の橋、費用は{n}万円 | {name}氏、机{n}台の件で辞任 | {place}で家屋{n}軒が倒壊
        """
    ),
    frame=_list(
        """
        ホーム | 政治 | スポーツ | 文化 | 連絡先 | あわせて読む | 回閲覧 | コメント | 無断転載を禁じます |
        金曜日の便り
        """
    ),
    deny=("同意した", "同意しなかった"),
    nowhere="お探しのものはここにはございません。恐れ入りますが、ほかの記事をお楽しみください。",
    wall="この記事は有料会員限定です。続きを読むには会員登録が必要です。",
    order="{when}{who}{what}。",
    syllables=_list("山 | 田 | 川 | 原 | 松 | 井 | 石 | 森 | 高 | 木 | 村 | 沢"),
    between="",
)

AR = Tongue(
    code="ar",
    who=_list(
        """
        رئيس بلدية {place} | الناطق باسم ميناء {place} | المستشار {name} | مدير مياه {place} | القاضي {name} | معلم من
        {place} | مزارع قرب {place} | المقاول {name}
        """
    ),
    what=_list(
        """
        وافق على دفع {n} ألفا للجسر الجديد | أحصى {n} منزلا متضررا بعد العاصفة | وعد بعودة {n} حافلة إلى العمل | سأل
        لماذا قطعت {n} شجرة | قال إن المدرسة تحتاج إلى {n} مقعدا | تحدث إلى الصحفيين عن {n} رسالة بلا جواب | ذكر
        بالفيضان الذي ملأ {n} قبوا | قاس {n} مترا من السياج المفقود
        """
    ),
    when=_list(
        """
        في جلسة {d} مارس | وفق محضر {d} مايو | كما كتبت صحيفة مسائية في الصفحة {d} | قبل تصويت {d} يونيو | في رسالة من
        {d} صفحات | للمرة الثانية في {d} أعوام
        """
    ),
    titles=_list(
        """
        جسر {place} يكلف {n} ألفا | {name} يستقيل بسبب {n} مقعدا | العاصفة تهدم {n} منزلا في {place}
        """
    ),
    frame=_list(
        """
        الرئيسية | سياسة | رياضة | ثقافة | اتصل بنا | اقرأ أيضا | مشاهدة | تعليقات | جميع الحقوق محفوظة | رسالتنا كل
        جمعة
        """
    ),
    deny=("وافق على", "لم يوافق على"),
    nowhere="لا شيء هنا يا صديقي. ربما ضاعت الصفحة التي تبحث عنها أو أنها لم تكن موجودة أصلا.",
    wall="هذا المقال للمشتركين فقط. اشترك لمتابعة القراءة.",
    syllables=_list("با | دن | لو | مار | تي | فن | سو | رو | كل | نو | بي | غاس"),
)

TONGUES = {tongue.code: tongue for tongue in (EN, RU, RO, FR, DE, FI, JA, AR)}
