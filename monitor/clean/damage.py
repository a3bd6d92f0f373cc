"""What scrapers leave in a copy: embeds, promotion, captions, text that stands twice.

These are lines that copies are known for. That a page lacks one is no edit of the article; it is shown as a
candidate, by the names of the contract: `embed`, `promo`, `caption`, `doubled_in_copy`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.model import Block, Extra, Sentence

_EMBED = re.compile(
    r"^(?:view this (?:post|photo|profile|video) on \w+|(?:a )?(?:post|photo|video|reel) (?:shared|posted) by\b"
    r"|посмотреть (?:эту )?(?:публикацию|этот пост|фото|видео) в \w+|публикация от\b|показать (?:эту )?публикацию"
    r"|vizualizați această postare|vezi această postare|переглянути (?:цей )?допис"
    r"|view on (?:x|twitter|facebook|instagram|threads|tiktok|telegram)$|(?:see|read) (?:this |the )?(?:tweet|post) on\b"
    r"|this (?:video|post|content) (?:is|can|isn)\b.{0,60}(?:unavailable|available|displayed|loaded)"
    r"|(?:loading|embedded) (?:tweet|video|content)|twitter embed|tweet (?:by|from) @|youtube video\b"
    r"|pic\.twitter\.com/\w+|https?://\S+$|(?:www\.)?(?:t\.me|youtu\.be|instagram\.com|twitter\.com|x\.com|vk\.com)/\S+$"
    r"|@\w{2,40}$|[—–-] [^—–]{1,60}\(@\w{1,40}\)(?: \w+ \d{1,2},? \d{4})?$|\[?(?:видео|video|embed)\]?$)",
    re.IGNORECASE,
)
_PROMO = re.compile(
    r"^(?:[^\w]{0,4})(?:(?:и )?(?:читайте|читай|смотрите|слушайте) (?:также|еще|ещё|нас|больше|по теме|далее|подробнее|в)\b|читать также"
    r"|(?:также )?по теме:|материалы? по теме|ещ[её] по теме|подробнее(?: об этом)?:|подписывайтесь|подпишитесь|подписаться"
    r"|присоединяйтесь|поделиться|поделитесь|поддержите|поддержать|нашли ошибку|заметили ошибку|выделите (?:её|ее|ошибку)"
    r"|самые важные новости|больше новостей|все новости|следите за|оставайтесь|(?:наш|наши) (?:телеграм|telegram|канал)"
    r"|ранее мы (?:писали|сообщали)|напомним, ранее|реклама$|на правах рекламы|фото и видео:"
    r"|читайте (?:головні|найважливіші)|підписуйтесь|поділитися|дивіться також"
    r"|citește și|citiți și|citește mai mult|vezi și|abonează-te|abonați-vă|distribuie|urmărește-ne|urmăriți-ne|publicitate$"
    r"|(?:read|see|watch|listen|view) (?:also|more|next|now|here)\b|read (?:the )?(?:full|original|our)\b|also (?:read|on|see)\b|more (?:on|from|about|stories|news)\b"
    r"|related(?: (?:articles?|stories|content|coverage|topics?|news|links?))?:?$|related:|recommended|you (?:may|might) (?:also )?(?:like|enjoy)"
    r"|share (?:this|on|via|with|article|story)\b|share$|tweet$|follow (?:us|me|@)|sign up\b|subscribe|click here|advertisement\b|sponsored\b|download (?:the|our) app"
    r"|join (?:us|our|the conversation)\b|comments?(?: \(\d+\))?$|leave a (?:comment|reply)|print$|story continues|article continues|scroll (?:down )?(?:to|for)\b"
    r"|continue reading|support (?:us|our)\b|get (?:the|our) .{0,40}newsletter|don.t miss\b|trending\b|most (?:read|popular)\b)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^(?:[(\[«\"]?\s{0,2})(?:фото|снимок|на (?:фото|снимке|видео|иллюстрации)|иллюстрация|коллаж|скриншот|скрин|кадр|видео|изображение|источник(?: фото)?"
    r"|світлина|ілюстрація|знімок|foto|sursa(?: foto)?|imagine|captură|photo|image|picture|pictured|video|credit|screenshot|illustration|graphic|file photo|caption|source)"
    r"\s*(?::|/|©|\(|by\b|via\b|courtesy\b|credit\b|caption\b|copyright\b|с сайта\b|из\b|пресс)"
    r"|©|\((?:фото|foto|photo|image|picture|credit|file|ap|afp|reuters|pa)\b[^)]{0,120}\)\s*\.?$"
    r"|(?:/|\||—|-|©|\()\s*(?:getty(?: images)?|reuters|associated press|ap(?: photo)?|afp|epa|tass|тасс|риа новости|shutterstock|unsplash|wikimedia(?: commons)?|pixabay|bloomberg)(?:\b[^.!?]{0,40})?\)?\.?$",
    re.IGNORECASE,
)
# A caption is a line: longer text that begins like one is prose.
_LINE = 300
# A sentence of fewer letters and digits may well stand twice in an article: "No comment."
DOUBLE = 25


def name_line(text: str) -> str:
    """`embed`, `promo` or `caption` where a line of a copy is such, else nothing."""
    line = text.strip()
    if len(line) > _LINE:
        return ""
    if _EMBED.search(line):
        return "embed"
    if _PROMO.search(line):
        return "promo"
    if _CAPTION.search(line):
        return "caption"
    return ""


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
