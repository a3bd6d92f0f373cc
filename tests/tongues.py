"""The same small news story in many languages, and the encodings that pages in them were written in."""

from __future__ import annotations

STORY = {
    "ru": (
        "Городской совет в среду отменил конкурс на управление речным портом, объявленный ещё в марте.",
        "По словам мэра Ефима Щукина, ни одна из трёх компаний не представила подтверждённый объём вложений.",
        "«Мы не имеем права отдать причалы тем, у кого нет ни судов, ни людей», — заявил он журналистам.",
        "Новые условия опубликуют до 15 июня, а работники порта получат зарплату в срок.",
    ),
    "uk": (
        "Міська рада в середу скасувала конкурс на управління річковим портом, оголошений ще в березні.",
        "За словами мера Юхима Щукіна, жодна з трьох компаній не підтвердила обсяг вкладень у його розвиток.",
        "«Ми не маємо права віддати причали тим, у кого немає ні суден, ні людей», — заявив він журналістам.",
        "Нові умови оприлюднять до 15 червня, а працівники порту отримають зарплату вчасно, додали їхні ґазди.",
    ),
    "be": (
        "Гарадскі савет у сераду скасаваў конкурс на кіраванне рачным портам, абвешчаны яшчэ ў сакавіку.",
        "Паводле слоў мэра Яўхіма Шчукіна, ніводная з трох кампаній не пацвердзіла аб'ём укладанняў.",
        "«Мы не маем права аддаць прычалы тым, у каго няма ні суднаў, ні людзей», — заявіў ён журналістам.",
        "Новыя ўмовы апублікуюць да 15 чэрвеня, а працаўнікі порта атрымаюць заробак своечасова.",
    ),
    "bg": (
        "Градският съвет в сряда отмени конкурса за управление на речното пристанище, обявен още през март.",
        "По думите на кмета Ефтим Щерев нито една от трите компании не е потвърдила размера на вложенията.",
        "„Нямаме право да дадем кейовете на хора, които нямат нито кораби, нито работници“, заяви той.",
        "Новите условия ще бъдат публикувани до 15 юни, а работниците ще получат заплатите си навреме.",
    ),
    "sr": (
        "Градско веће је у среду поништило конкурс за управљање речном луком, расписан још у марту.",
        "Према речима градоначелника Ђорђа Љубичића, ниједно од три предузећа није потврдило обим улагања.",
        "„Немамо право да дамо пристаништа онима који немају ни бродове ни људе“, рекао је новинарима.",
        "Нови услови биће објављени до 15. јуна, а радници луке ће плату примити на време, њихово је право.",
    ),
    "mk": (
        "Градскиот совет во средата го поништи конкурсот за управување со речното пристаниште, објавен во март.",
        "Според градоначалникот Ѓорѓи Ќулавков, ниту една од трите компании не го потврдила обемот на вложувањата.",
        "„Немаме право да им ги дадеме кејовите на тие што немаат ни бродови ни луѓе“, им изјави на новинарите.",
        "Новите услови ќе бидат објавени до 15 јуни, а работниците ќе ја добијат платата навреме, вели ѕвездата.",
    ),
    "ro": (
        "Consiliul orăşenesc a anulat miercuri concursul pentru administrarea portului, anunţat încă din martie.",
        "Potrivit primarului Ştefan Ţurcanu, niciuna dintre cele trei companii nu şi-a dovedit investiţiile.",
        "„Nu avem dreptul să dăm cheiurile celor care nu au nici nave, nici oameni”, le-a spus el jurnaliştilor.",
        "Noile condiţii vor fi făcute publice până la 15 iunie, iar muncitorii îşi vor primi salariile la timp.",
    ),
    "pl": (
        "Rada miejska w środę unieważniła konkurs na zarządzanie portem rzecznym, ogłoszony jeszcze w marcu.",
        "Według burmistrza Łukasza Żółcia żadna z trzech spółek nie potwierdziła wysokości swoich nakładów.",
        "„Nie mamy prawa oddać nabrzeży tym, którzy nie mają ani statków, ani ludzi” – powiedział dziennikarzom.",
        "Nowe warunki zostaną ogłoszone do 15 czerwca, a pracownicy otrzymają wynagrodzenie w terminie, już wkrótce.",
    ),
    "cs": (
        "Městská rada ve středu zrušila soutěž na správu říčního přístavu, vyhlášenou ještě v březnu.",
        "Podle starosty Jiřího Šťastného žádná ze tří společností nedoložila výši svých investic.",
        "„Nemáme právo dát nábřeží těm, kdo nemají ani lodě, ani lidi,“ řekl novinářům.",
        "Nové podmínky budou zveřejněny do 15. června a dělníci dostanou mzdu včas.",
    ),
    "hu": (
        "A városi tanács szerdán érvénytelenítette a folyami kikötő üzemeltetésére márciusban kiírt pályázatot.",
        "Győző Őry polgármester szerint a három cég közül egyik sem igazolta beruházásainak összegét.",
        "„Nincs jogunk azoknak adni a rakpartokat, akiknek sem hajójuk, sem emberük nincs” – mondta.",
        "Az új feltételeket június 15-ig teszik közzé, a dolgozók időben megkapják fizetésüket.",
    ),
    "hr": (
        "Gradsko vijeće u srijedu je poništilo natječaj za upravljanje riječnom lukom, raspisan još u ožujku.",
        "Prema riječima gradonačelnika Željka Šarića, nijedna od tri tvrtke nije potvrdila visinu ulaganja.",
        "„Nemamo pravo dati pristaništa onima koji nemaju ni brodove ni ljude“, rekao je novinarima.",
        "Novi će uvjeti biti objavljeni do 15. lipnja, a radnici će plaću primiti na vrijeme, kaže Đurđa.",
    ),
    "de": (
        "Der Stadtrat hat am Mittwoch die im März ausgeschriebene Vergabe des Flußhafens für ungültig erklärt.",
        "Bürgermeister Jörg Müller zufolge hat keine der drei Firmen die Höhe ihrer Einlagen belegt.",
        "„Wir dürfen die Kais nicht Leuten überlassen, die weder Schiffe noch Personal haben“, sagte er.",
        "Die neuen Bedingungen werden bis zum 15. Juni veröffentlicht, die Löhne pünktlich gezahlt.",
    ),
    "fr": (
        "Le conseil municipal a annulé mercredi l’appel d’offres pour la gestion du port fluvial, lancé dès mars.",
        "Selon le maire François Lefèvre, aucune des trois sociétés n’a prouvé le montant de ses dépôts.",
        "« Nous n’avons pas le droit de céder les quais à des gens sans navires ni employés », a-t-il déclaré.",
        "Les nouvelles règles paraîtront d’ici au 15 juin et les salaires seront versés à temps, où que ce soit.",
    ),
    "es": (
        "El ayuntamiento anuló el miércoles el concurso para la gestión del puerto fluvial, convocado en marzo.",
        "Según el alcalde Íñigo Muñoz, ninguna de las tres compañías acreditó la cuantía de su inversión.",
        "«No podemos entregar los muelles a quien no tiene ni barcos ni tripulación», señaló él a los periodistas.",
        "Las condiciones se publicarán antes del 15 de junio, y los peones cobrarán a tiempo, ¿o quizá después?",
    ),
    "pt": (
        "A câmara municipal anulou na quarta-feira o concurso para a gestão do porto fluvial, lançado em março.",
        "Segundo o prefeito João Conceição, nenhuma das três empresas comprovou o montante das aplicações.",
        "“Não temos o direito de ceder os cais a quem não possui navios nem tripulação”, afirmou à imprensa.",
        "As novas condições serão publicadas até 15 de junho, e os salários não terão atraso.",
    ),
    "tr": (
        "Belediye meclisi çarşamba günü, mart ayında açılan nehir limanı işletme ihalesini iptal etti.",
        "Başkan İsmail Güngör’e göre üç şirketin hiçbiri yatırım tutarını doğrulamadı.",
        "“Ne gemisi ne de çalışanı olanlara rıhtımları vermeye hakkımız yok” dedi gazetecilere.",
        "Yeni koşullar 15 Haziran’a kadar yayımlanacak, işçilerin maaşları zamanında ödenecek, dağıtılacak.",
    ),
    "lt": (
        "Miesto taryba trečiadienį atšaukė upės uosto valdymo konkursą, paskelbtą dar kovo mėnesį.",
        "Mero Žygimanto Šulčiaus teigimu, nė viena iš trijų įmonių nepagrindė savo įnašų dydžio.",
        "„Neturime teisės atiduoti krantinių tiems, kurie neturi nei laivų, nei žmonių“, – sakė jis.",
        "Naujos sąlygos bus paskelbtos iki birželio 15 dienos, o darbuotojai algas gaus laiku, ąžuolų gatvėje.",
    ),
    "el": (
        "Το δημοτικό συμβούλιο ακύρωσε την Τετάρτη τον διαγωνισμό για τη διαχείριση του ποτάμιου λιμανιού.",
        "Σύμφωνα με τον δήμαρχο Άγγελο Ξενάκη, καμία από τις τρεις εταιρείες δεν απέδειξε το ύψος των επενδύσεων.",
        "«Δεν έχουμε δικαίωμα να δώσουμε τις αποβάθρες σε όσους δεν έχουν ούτε πλοία ούτε ανθρώπους», είπε.",
        "Οι νέοι όροι θα δημοσιευθούν έως τις 15 Ιουνίου και οι εργάτες θα πληρωθούν εγκαίρως.",
    ),
    "he": (
        "מועצת העיר ביטלה ביום רביעי את המכרז לניהול נמל הנהר שפורסם עוד בחודש מרץ.",
        "לדברי ראש העיר אף אחת משלוש החברות לא הוכיחה את היקף ההשקעות שלה בנמל.",
        "אין לנו זכות למסור את הרציפים למי שאין לו לא אוניות ולא אנשים, אמר לעיתונאים.",
        "התנאים החדשים יפורסמו עד 15 ביוני, והעובדים יקבלו את שכרם בזמן.",
    ),
    "ar": (
        "ألغى مجلس المدينة يوم الأربعاء المناقصة الخاصة بإدارة الميناء النهري التي أعلن عنها في مارس.",
        "وقال رئيس البلدية إن أيا من الشركات الثلاث لم تثبت حجم استثماراتها في تطوير الميناء.",
        "وأضاف للصحفيين: لا يحق لنا أن نسلم الأرصفة لمن ليس لديه سفن ولا عمال.",
        "وستنشر الشروط الجديدة قبل 15 يونيو، وسيحصل العمال على أجورهم في موعدها.",
    ),
    "th": (
        "สภาเมืองยกเลิกการประมูลบริหารท่าเรือแม่น้ำเมื่อวันพุธ ซึ่งประกาศไว้ตั้งแต่เดือนมีนาคม",
        "นายกเทศมนตรีกล่าวว่าไม่มีบริษัทใดในสามแห่งที่ยืนยันจำนวนเงินลงทุนได้",
        "เราไม่มีสิทธิ์มอบท่าเรือให้คนที่ไม่มีทั้งเรือและคนงาน เขากล่าวกับนักข่าว",
        "เงื่อนไขใหม่จะประกาศก่อนวันที่ 15 มิถุนายน และคนงานจะได้รับค่าจ้างตรงเวลา",
    ),
    "zh": (
        "市议会星期三取消了三月份公布的河港管理权招标。",
        "市长表示，三家公司中没有一家能够证明自己的投资数额，也没有任何经营港口的经验。",
        "他对记者说：“我们无权把码头交给那些既没有船也没有工人的人。”",
        "新的条件将在六月十五日以前公布，港口工人的工资会按时发放。",
    ),
    "zh-Hant": (
        "市議會星期三取消了三月份公布的河港管理權招標。",
        "市長表示，三家公司中沒有一家能夠證明自己的投資數額，也沒有任何經營港口的經驗。",
        "他對記者說：「我們無權把碼頭交給那些既沒有船也沒有工人的人。」",
        "新的條件將在六月十五日以前公布，港口工人的工資會按時發放。",
    ),
    "ja": (
        "市議会は水曜日、三月に公告された河川港の運営者を決める入札を取り消した。",
        "市長によると、三社のうち投資額を証明できた会社は一つもなかったという。",
        "「船も人もいない者に岸壁を渡す権利は私たちにはない」と記者団に語った。",
        "新しい条件は六月十五日までに公表され、港の労働者の賃金は期日どおりに支払われる。",
    ),
    "ko": (
        "시의회는 수요일 지난 삼월에 공고된 강 항구 운영권 입찰을 취소했다.",
        "시장에 따르면 세 회사 가운데 투자 규모를 증명한 곳은 하나도 없었다고 한다.",
        "그는 기자들에게 배도 사람도 없는 이들에게 부두를 넘겨줄 권리가 우리에게는 없다고 말했다.",
        "새로운 조건은 유월 십오일까지 공개되며 항구 노동자들은 임금을 제때 받게 된다.",
    ),
}  # fmt: skip

# Python's names of the codecs that can write the story, the commonest first.
WRITTEN_IN = {
    "ru": ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp855"),
    "uk": ("cp1251", "koi8-u", "iso8859-5", "mac-cyrillic"),
    "be": ("cp1251", "iso8859-5", "mac-cyrillic"),
    "bg": ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp855"),
    "sr": ("cp1251", "iso8859-5", "mac-cyrillic", "cp855"),
    "mk": ("cp1251", "iso8859-5", "mac-cyrillic"),
    "ro": ("cp1250", "iso8859-2"),
    "pl": ("cp1250", "iso8859-2"),
    "cs": ("cp1250", "iso8859-2"),
    "hu": ("cp1250", "iso8859-2"),
    "hr": ("cp1250", "iso8859-2"),
    "de": ("cp1252", "iso8859-15"),
    "fr": ("cp1252",),
    "es": ("cp1252", "iso8859-15"),
    "pt": ("cp1252",),
    "tr": ("cp1254",),
    "lt": ("cp1257",),
    "el": ("cp1253", "iso8859-7"),
    "he": ("cp1255", "iso8859-8"),
    "ar": ("cp1256", "iso8859-6"),
    "th": ("cp874",),
    "zh": ("gb18030",),
    "zh-Hant": ("big5hkscs",),
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
    "ko": ("cp949",),
}

# What older encodings have no sign for.
_PLAINER = str.maketrans({"«": '"', "»": '"', "„": '"', "“": '"', "”": '"', "’": "'", "—": "-", "–": "-", "ґ": "г"})


def story(language: str, codec: str) -> tuple[str, ...]:
    """The sentences of the story as an encoding can hold them."""
    told = []
    for sentence in STORY[language]:
        try:
            sentence.encode(codec)
        except UnicodeEncodeError:
            sentence = sentence.translate(_PLAINER)
        told.append(sentence.encode(codec, errors="ignore").decode(codec))
    return tuple(told)
