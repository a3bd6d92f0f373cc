"""The sentence by which a publisher takes an article back: "this article has been removed", in a dozen languages.

Its grammar is small: a thing (article, material, story) and its fate (removed, withdrawn, retracted), near each other;
and a sign that it speaks of the page's own article: "this", the thing itself in front, or the publisher as the one who
does it. "The journal retracted the paper" has none of these. Who else speaks of retractions tells something besides;
that the text's place is empty is `page.py`'s to see.
"""

from __future__ import annotations

import re

from monitor.clean.phrases import bare
from monitor.clean.wordings import is_report

# In bare form (see `phrases.bare`).
_THING = {
    "en": r"(?:article|story|post|report|item|piece|publication|page|content|material|text|column|video|interview)",
    "ru": r"(?:стать[яюи]|публикаци[яюи]|новост[ьи]|материала?|запис[ьи]|заметк[ауи]|текста?|поста?|страниц[ауы]"
    r"|интервью)",
    "uk": r"(?:статт[яюі]|публікаці[яюї]|матеріалу?|новин[ауи]|допису?|тексту?|сторінк[ауи]|інтерв.?ю)",
    "ro": r"(?:articol(?:ul)?(?:ui)?|stirea|stirii|material(?:ul)?(?:ui)?|textul|publicatia|postarea|pagina|continutul"
    r"|interviul)",
    "pl": r"(?:artykulu?|tekstu?|materialu?|wpisu?|publikacj[aei]|wiadomosc|tresc|strona|wywiadu?)",
    "de": r"(?:artikels?|beitrags?|beitrage?s?|textes|text|berichts?|meldung|inhalts?|interviews?)",
    "fr": r"(?:article|texte|contenu|publication|billet|tribune|enquete|reportage|page|video|interview)",
    "es": r"(?:articulo|noticia|nota|contenido|texto|publicacion|reportaje|entrada|video|entrevista)",
    "it": r"(?:articolo|contenuto|testo|notizia|post|pezzo|video|pubblicazione|intervista)",
    "pt": r"(?:artigo|noticia|conteudo|texto|publicacao|materia|reportagem|entrevista|video)",
    "tr": r"(?:haber|haberi|yazi|yaziyi|icerik|icerigi|makale)",
    "cs": r"(?:clanek|clanku|text|prispevek|obsah|rozhovor)",
}
_FATE = {
    "en": r"(?:removed|deleted|retract(?:ed|ion)|withdr[ae]wn?|unpublished|depublished|taken down|pulled|taken offline"
    r"|took down)",
    "ru": r"(?:удален[аыо]?|удалил[аио]?|удалить|снят[аыо]?|снял[аио]?|снять|отозван[аыо]?|отозвал[аио]?|отозвать"
    r"|изъят[аыо]?|изъять|скрыт[аыо]?|убран[аыо]?|убрал[аи]?|убрать)",
    "uk": r"(?:видален[аоиій]{0,2}|видалил[аио]|видалити|знят[аоиій]{0,2}|знял[аио]|зняти|відкликан[аоиій]{0,2}"
    r"|відкликал[аио]|відкликати|вилучен[аоиій]{0,2}|вилучил[аио]|вилучити|приховано|прибран[аоиій]{0,2}|прибрал[аио])",
    "ro": r"(?:sters|stearsa|retras|retrasa|retragem|eliminat|eliminata|inlaturat|inlaturata|scos|scoasa|depublicat)",
    "pl": r"(?:usuniet[yaeo]|usunelismy|usunel[ai]|usunal|wycofan[yaeo]|wycofalismy|wycofal[ai]?|skasowan[yaeo]"
    r"|zdjet[yaeo]|zdjel[ai]|zdjelismy)",
    "de": r"(?:zuruckgezogen|entfernt|geloscht|zuruckgenommen|depubliziert|offline genommen|vom netz genommen)",
    "fr": r"(?:retiree?s?|retirer|supprimee?s?|supprimer|depubliee?s?|effacee?s?|retractee?s?|mis hors ligne)",
    "es": r"(?:retirad[oa]|retirar|eliminad[oa]|eliminar|borrad[oa]|suprimid[oa]|despublicad[oa]|retractad[oa])",
    "it": r"(?:rimoss[oa]|rimuovere|ritirat[oa]|ritirare|eliminat[oa]|cancellat[oa]|ritrattat[oa])",
    "pt": r"(?:removid[oa]|retirad[oa]|apagad[oa]|excluid[oa]|despublicad[oa]|eliminad[oa])",
    "tr": r"(?:kaldiril\w{1,8}|kaldirdi\w{0,4}|silin\w{1,8}|geri cek\w{2,8})",
    "cs": r"(?:stazen[aoy]?|stahl[ai]?|odstranen[aoy]?|odstranil[ai]?|smazan[aoy]?)",
}
# "This", and who takes back: the publisher, or those whom he obeys.
_OWN = re.compile(
    r"\b(?:this|we|our|editors?|editorial|newsroom|at the request|эт\w{1,3}|данн\w{2,3}|мы|редакц\w+|редактор\w*"
    r"|по требованию|по просьбе|по решению|ц[яеіюй]\w{0,3}|дан\w{1,3}|ми|редакці\w+|за рішенням|на вимогу|на прохання"
    r"|acest\w{0,2}|redacti\w+|noi|am|la solicitarea|la cererea|ten|tego|t[aeo]|redakcj\w+|na prosbe|na zadanie"
    r"|dies\w{1,2}|redaktion|wir|auf wunsch|auf antrag|aus rechtlichen|cet|cette|ce|redaction|nous|a la demande"
    r"|est[ea]|redaccion|hemos|nuestr\w+|a peticion|por decision|quest[oa]|redazione|abbiamo|su richiesta|redacao"
    r"|nossa|a pedido|bu|editor\w*|tento|redakce|jsme|na zadost)\b"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for language, thing in _THING.items()
    for pattern in (
        rf"\b{thing}\b.{{0,70}}?\b{_FATE[language]}\b",
        rf"\b{_FATE[language]}\b.{{0,50}}?\b{thing}\b",
    )
)
# "An article about the mayor" is another one.
_ABOUT = re.compile(
    r"\W+(?:about|on|об?|про|despre|o|uber|zu|sur|sobre|sull?[aeo]?|su|hakkinda)\b(?!\W+(?:request|demand|web|su))"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_FIRST_WORDS = re.compile(r"\W*(?:\w+\W+)?\w+")
_THINGS = tuple(re.compile(rf"\b{thing}\b") for thing in _THING.values())
LONGEST = 80  # words of a notice in all
_LONGEST_SENTENCE = 35


def takes_back(text: str) -> bool:
    """Whether a short text is a notice that the article in whose place it stands was withdrawn."""
    if not 3 <= len(text.split()) <= LONGEST:
        return False
    sentences = _SENTENCE_END.split(text)[:3]
    return any(_is_notice(bare(sentence), first=at == 0) for at, sentence in enumerate(sentences))


def _is_notice(sentence: str, *, first: bool) -> bool:
    if len(sentence.split()) > _LONGEST_SENTENCE or not any(pattern.search(sentence) for pattern in _PATTERNS):
        return False
    if is_report(sentence):
        return False
    if any(_ABOUT.match(sentence, found.end()) for thing in _THINGS for found in thing.finditer(sentence)):
        return False
    opening = _FIRST_WORDS.match(sentence)
    in_front = first and opening is not None and any(thing.search(opening.group()) for thing in _THINGS)
    return in_front or bool(_OWN.search(sentence))
