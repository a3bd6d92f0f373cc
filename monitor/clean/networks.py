"""Lines that lead to a site's pages on social networks: `Instagram: YouTube: our site:`, with or without an invitation.

The links that stood behind the colons are gone from a copy, and the line is no part of the article.
"""

from __future__ import annotations

import re

_WORDS = re.compile(r"[^\W_]+")


def _names(lines: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(lines))


_NETWORKS = _names("""
    instagram инстаграм инстаграмм insta facebook фейсбук fb twitter твиттер x youtube ютуб ютьюб telegram телеграм
    телеграмм tg tiktok тикток viber вайбер whatsapp ватсап вотсап vkontakte вконтакте vk вк одноклассники ok ок дзен
    яндекс yandex zen rutube рутуб threads linkedin pinterest snapchat discord дискорд bluesky mastodon rss max
""")
_SITES = _names("сайт сайте сайта веб website site web сайті")
_LABELS = _names("""
    наш наша наши нашем нашей наше мы в на и или у нас канал каналы каналах группа группы группе страница странице
    аккаунт чат бот паблик our the we on in and or us channel channels page group account official официальный pe și si
    noi nostru noastra pagina canalul la ul ului ми наші нашому та або
""")
_POINTS = (":", "→", "↓", "⬇", "⤵", "👇", "|")
# Where the pages are, and an invitation to them. Without one, it may be prose: "He wrote in social media:"
_PLACE = re.compile(
    r"соцсет|соц\.? ?сет|социальн\w+ сет|мессенджер|соцмереж|соціальн\w+ мереж"
    r"|social (?:media|network)|re[țţt]el\w+ social",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"\b(?:ещ[её]|больше|подпи\w+|присоед\w+|следи\w+|читай\w+|смотри\w+|ищи\w+|находи\w+|мы в|нас в|наши|наших"
    r"|follow|join|find us|more|our|like us|urm[ăa]r\w+|g[ăa]s\w+|abon\w+|al[ăa]tur\w+|mai mult\w*"
    r"|підпи\w+|приєдн\w+|слідку\w+|більше|шука\w+)\b",
    re.IGNORECASE,
)
# A longer line is prose.
_MOST = 16


def is_of_networks(text: str) -> bool:
    """Whether a line names networks and nothing else, or announces them."""
    named = _WORDS.findall(text[:500].casefold())
    if not 0 < len(named) <= _MOST:
        return False
    if not text.rstrip().endswith(_POINTS):
        return len(named) > 1 and _NETWORKS.issuperset(named)
    if (_NETWORKS | _SITES | _LABELS).issuperset(named):
        return not (_NETWORKS | _SITES).isdisjoint(named)
    return bool(_PLACE.search(text) and _INVITATION.search(text))
