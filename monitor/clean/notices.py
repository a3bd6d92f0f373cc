"""Correction notices: what a publisher says about changes to the article, in the article.

A notice is a short line of its own that starts with its word («Обновлено», "Correction:", «От редакции»), or a
paragraph that starts so with a colon or a date. "Updated regulations will come into force" is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words that open a notice, by language: Russian, Ukrainian, Romanian, English, Polish.
_OPENERS = (
    r"обновлен[оа]|обновление|обновлён[оа]|исправлен[оа]|исправление|уточнен[оие]{1,2}|дополнен[оие]{1,2}|поправка|опровержение|"
    r"новость (?:обновлена|исправлена|дополнена)|(?:материал|текст|статья) (?:был[аи]? )?(?:обновлен|обновлена|исправлен|исправлена|дополнен|дополнена|изменен|изменена)|"
    r"от редакции|примечание редакции|примечание редактора|прим\. ?ред|внимание, исправление|"
    r"оновлено|оновлення|виправлено|виправлення|уточнення|доповнено|спростування|від редакції|примітка редакції|"
    r"actualizat|actualizare|update|corectat|corectura|corectie|erata|rectificare|precizare|nota redactiei|nota redacției|drept la replica|"
    r"updated?|correction|corrections|corrected|clarification|editor'?s'? notes?|editors'? notes?|erratum|retraction|amended|"
    r"this (?:article|story|post|piece|report) (?:has been|was) (?:updated|corrected|amended|edited|clarified)|"
    r"an earlier version of this|a previous version of this|note to readers|"
    r"aktualizacja|zaktualizowano|sprostowanie|poprawka|poprawiono|korekta|od redakcji|uzupelnienie|wyjasnienie"
)
_OPENS = re.compile(rf"^\W{{0,3}}(?:{_OPENERS})(?!\w)", re.IGNORECASE)
# What may follow the word where the line is no sentence of the article: a colon, a dash, a bracket, a figure, the end.
_GOES_ON = re.compile(r"^\s*(?:$|[:;.\-–—|(\[]|\d|в \d|at \d|on \w+ \d|la \d|\w{0,12}[,:]?\s*\d)")
_SENTENCE = re.compile(
    r"^\W{0,3}(?:this (?:article|story|post|piece|report)|an earlier version|a previous version|материал|текст|статья|новость (?:обн|испр|доп)|editor)",
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
