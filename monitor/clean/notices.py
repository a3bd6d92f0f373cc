"""Correction notices: what a publisher says about changes to the article, in the article.

A notice is a short line of its own that starts with its word («Обновлено», "Correction:", «От редакции»), or a
paragraph that starts so with a colon or a date. "Updated regulations will come into force" is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words that open a notice, by language: Russian, Ukrainian, Romanian, English, Polish.
_OPENERS = (
    r"обновл[её]н[оа]|обновление|исправлен[оа]|исправление|уточнен(?:о|ие)|дополнен(?:о|ие)|поправка|опровержение",
    r"новость (?:обновлена|исправлена|дополнена)",
    r"(?:материал|текст|статья) (?:был[аи]? )?(?:обновл[её]на?|исправлена?|дополнена?|изменена?)",
    r"от редакции|примечание редак(?:ции|тора)|прим\. ?ред|внимание, исправление",
    r"оновлено|оновлення|виправлено|виправлення|уточнення|доповнено|спростування|від редакції|примітка редакції",
    r"actualizat|actualizare|corectat|corectura|corectie|erata|rectificare|precizare|nota redactiei|drept la replica",
    r"updated?|corrections?|corrected|clarification|editor'?s'? notes?|erratum|retraction|amended|note to readers",
    r"this (?:article|story|post|piece|report) (?:has been|was) (?:updated|corrected|amended|edited|clarified)",
    r"(?:an earlier|a previous) version of this",
    r"aktualizacja|zaktualizowano|sprostowanie|poprawka|poprawiono|korekta|od redakcji|uzupelnienie|wyjasnienie",
)
_OPENS = re.compile(rf"\W{{0,3}}(?:{'|'.join(_OPENERS)})(?!\w)", re.IGNORECASE)
# What may follow the word where the line is no sentence of the article: a colon, a dash, a bracket, a figure, the end.
_GOES_ON = re.compile(r"\s*(?:$|[:;.\-–—|(\[]|\w{0,12}[,:]?\s*\d)")
# Openings that are whole sentences about the article.
_SENTENCE = re.compile(
    r"\W{0,3}(?:this (?:article|story|post|piece|report)|an earlier version|a previous version|editor"
    r"|материал|текст|статья|новость (?:обн|испр|доп))",
    re.IGNORECASE,
)
LONGEST = 600  # characters; longer blocks are text of the article


def find(texts: Iterable[str]) -> tuple[str, ...]:
    """The correction notices among blocks of text, as they read, each once."""
    return tuple(dict.fromkeys(text for text in texts if is_notice(text)))


def is_notice(text: str) -> bool:
    """Whether a block of text is a correction notice."""
    if not text or len(text) > LONGEST:
        return False
    plain = _plain(text)
    opens = _OPENS.match(plain)
    if not opens:
        return False
    return bool(_SENTENCE.match(plain) or _GOES_ON.match(plain[opens.end() :]))


def _plain(text: str) -> str:
    """Diacritics of Romanian and Polish off, so that both ways of writing are one; Cyrillic letters stay."""
    return text.translate(_MARKS).replace("’", "'").strip()


_MARKS = str.maketrans("ăâîșşțţąćęłńóśźżĂÂÎȘŞȚŢĄĆĘŁŃÓŚŹŻ", "aaissttacelnoszzAAISSTTACELNOSZZ")
