"""What scrapers leave in a copy: embeds, promotion, captions, text that stands twice.

These are lines that copies are known for. That a page lacks one is no edit of the article; it is shown as a
candidate, by the names of the contract: `embed`, `promo`, `caption`, `doubled_in_copy`. Phrases are told by their
letters alone, for such lines come glued: `View this post on InstagramA post shared by`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.clean.anchors import letters
from monitor.clean.networks import is_of_networks
from monitor.model import Block, Extra, Sentence


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(letters(line).casefold() for line in text.splitlines() if line.strip())


# How such a line begins.
_EMBED = _phrases("""
    View this post on Instagram
    View this profile on Instagram
    View this photo on Instagram
    View this reel on Instagram
    View this post on
    A post shared by
    A post posted by
    A photo posted by
    A video posted by
    A reel shared by
    View on Instagram
    View on Twitter
    View on Facebook
    View on Threads
    View on TikTok
    See this tweet
    Twitter embed
    YouTube video
    Loading tweet
    Посмотреть эту публикацию
    Посмотреть этот пост
    Публикация от
    Показать эту публикацию
    Публикация доступна
    Переглянути цей допис
    Переглянути допис
    Допис, поширений
    Vizualizați această postare
    Vezi această postare
    O postare distribuită de
    pic.twitter.com
    https://
    http://
    www.
    t.me/
    youtu.be/
    instagram.com/
    twitter.com/
    vk.com/
""")
_PROMO = _phrases("""
    Читайте также
    Читайте и
    Читайте ещё
    Читайте нас
    Читайте больше
    Читайте по теме
    Читайте далее
    Читайте подробнее
    Читать также
    Читать далее
    Читать ещё
    Смотрите также
    Смотрите ещё
    Смотрите нас
    Слушайте также
    Материалы по теме
    Материал по теме
    Ещё по теме
    Также по теме
    Подробнее об этом читайте
    Подписывайтесь
    Подпишитесь
    Подписаться
    Присоединяйтесь
    Поделиться
    Поделитесь
    Поддержите нас
    Поддержать
    Нашли ошибку
    Заметили ошибку
    Если вы нашли ошибку
    Если вы заметили ошибку
    Выделите её и нажмите
    Самые важные новости
    Больше новостей
    Все новости
    Следите за нами
    Следите за новостями
    Оставайтесь с нами
    Наш телеграм
    Наш Telegram
    На правах рекламы
    Читайте головні
    Читайте також
    Дивіться також
    Підписуйтесь
    Підпишіться
    Поділитися
    Citește și
    Citiți și
    Citește mai mult
    Citeste si
    Vezi și
    Abonează-te
    Abonați-vă
    Distribuie
    Urmărește-ne
    Urmăriți-ne
    Read also
    Read more
    Read next
    Read the full
    Also read
    Also see
    See also
    Watch also
    Watch now
    Watch more
    More on this
    More stories
    More from
    Related articles
    Related stories
    Related content
    Related coverage
    Related:
    Recommended:
    Recommended for you
    You may also like
    You might also like
    Share this
    Share on
    Follow us
    Sign up for
    Sign up to
    Subscribe
    Click here
    Advertisement
    Sponsored
    Download our app
    Download the app
    Join the conversation
    Leave a comment
    Leave a reply
    Story continues
    Article continues
    Scroll down to
    Continue reading
    Support our
    Get our newsletter
    Don't miss
    Most read
    Most popular
    Trending now
""")
# Words that are such a line by themselves, and begin sentences otherwise.
_ALONE = frozenset(
    _phrases("""
    Видео
    Реклама
    Video
    Embed
    Share
    Tweet
    Print
    Related
    Comments
    Publicitate
    Поделиться
    По теме
""")
)
_HANDLE = re.compile(r"^@\w{2,40}$|^[—–-] [^—–]{1,60}\(@\w{1,40}\)(?: \w+ \d{1,2},? \d{4})?$")
_PICTURED = (
    "фото фотография фотографии снимок снимке видео иллюстрация иллюстрации коллаж скриншот скрин кадр "
    "изображение источник "
    "світлина ілюстрація знімок foto sursa imagine captură photo photograph image picture pictured video credit "
    "screenshot illustration "
    "screengrab illustration graphic caption source"
)
_AGENCIES = (
    r"getty(?: images)?|reuters|associated press|ap(?: photo)?|afp|epa|tass|тасс|риа новости|shutterstock|unsplash"
    r"|wikimedia(?: commons)?|pixabay|bloomberg|depositphotos|istock"
)
_CAPTION = re.compile(
    rf"^[(\[«\"]?\s?(?:на |file )?(?:{'|'.join(_PICTURED.split())})"
    r"(?: (?:image|photo|video|фото|видео|экрана|екрана|de ecran|grab))?"
    r"(?:\s+(?:credit|copyright|caption|courtesy|source|by|via|from|of|с сайта|из|от)\b|\s*[:/©(|—–-])"
    r"|^©"
    r"|\((?:фото|foto|photo|image|picture|credit|file|ap|afp|reuters|pa|getty)\b[^()]{0,120}\)\s*\.?$"
    rf"|(?:/|\||—|–|-|©|\()\s*(?:{_AGENCIES})(?:\b[^.!?]{{0,40}})?\)?\.?$",
    re.IGNORECASE,
)
# Longer text that begins like such a line is prose.
_LINE, _CAPTION_WORDS = 300, 24
# A sentence of fewer letters and digits may well stand twice in an article: "No comment."
DOUBLE = 25


def name_line(text: str, *, anywhere: bool = False) -> str:
    """`embed`, `promo` or `caption` where a line of a copy is such, else nothing.

    `anywhere`: the line may begin with other words, as what is left over in a copy without paragraphs does.
    """
    if len(text) > _LINE:
        return ""
    bare = letters(text).casefold()
    if bare.startswith(_EMBED) or _HANDLE.match(text):
        return "embed"
    if bare.startswith(_PROMO) or bare in _ALONE or is_of_networks(text):
        return "promo"
    if len(text.split()) <= _CAPTION_WORDS and _CAPTION.search(text):
        return "caption"
    if anywhere:
        if any(phrase in bare for phrase in _EMBED if len(phrase) > _TELLING):
            return "embed"
        if any(phrase in bare for phrase in _PROMO if len(phrase) > _TELLING):
            return "promo"
        return next((name for name in (name_line(part) for part in _PARTS.split(text)[1:]) if name), "")
    return ""


# A phrase of so many letters is not met inside prose by chance.
_TELLING = 8
_PARTS = re.compile(r"(?<=[.!?…)»”\"])\s+")


# Not damage: a mark on the sentence with which another part of a note begins (see `copy.py`). `relate` takes it off.
PART = "part"


def find_damage(blocks: Sequence[Block], sentences: Sequence[Sentence]) -> tuple[Extra, ...]:
    """The damage that a copy shows by itself: lines of the known kinds, and sentences that stand twice."""
    extras = []
    seen: set[str] = set()
    by_block = [name_line(block.text) for block in blocks]
    for index, sentence in enumerate(sentences):
        why = by_block[sentence.block] or name_line(sentence.text)
        if not why and sentence.digest in seen and sum(map(str.isalnum, sentence.text)) >= DOUBLE:
            why = "doubled_in_copy"
        seen.add(sentence.digest)
        if why:
            extras.append(Extra(side="copy", sentence=index, why=why))
    return tuple(extras)
