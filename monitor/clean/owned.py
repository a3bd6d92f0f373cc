"""What a note says that is no article's: lines and headings of its owner, and of the tool that clipped the page.

Nobody writes these into articles, or hardly anybody. So they are not left out: they begin a part of the note of their
own, as a rule (`---`) and a second `# Title` do, and a part of which the page has nothing is called `apart` (see
`relate.py`). What the page has too is the article's, whatever it looks like.
"""

from __future__ import annotations

import re

from monitor.clean.phrases import listed, words

# A field as tools write them, whose value is an address, a date, a link to a note, tags or an id: `Source: https://…`,
# `**Saved:** 2024-03-02 10:11`, `- Author: [[Somebody]]`; or any value behind Dataview's two colons.
_VALUES = (
    r"<?https?://\S+>?",
    r"\[[^\[\]\n]*\]\(\S+\)",
    r"(?:\[\[[^\[\]\n]+\]\][, ]*)+",
    r"(?:#[^\s#,]+[, ]*)+",
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})[\d.:,()TZUTC+ -]{0,40}",
    r"[0-9a-f]{16,64}",
)
_FIELD = re.compile(
    r"\s*(?:[-*+]\s+)?(?:\*\*|__)?[^\W\d_][\w ./-]{0,40}?(?:\*\*|__)?\s?"
    rf"(?::\s?(?:\*\*|__)?\s*(?:{'|'.join(_VALUES)})|::\s.{{0,2000}})\s*$"
)
_LABELLED = re.compile(r"\s*(?:[-*+]\s+)?(?:\*\*|__)?[^\W\d_][\w ./-]{0,40}?(?:\*\*|__)?\s?:(?:\*\*|__)?\s")
_LONGEST = 200
# A line of nothing but links to other notes.
_NOTES = re.compile(r"\s*(?:[-*+]\s+)?(?:!?\[\[[^\[\]\n]{1,500}\]\][\s,·|]*)+$")
_TASK = re.compile(r"\s*[-*+]\s+\[[ xX/<>!?*-]\]\s")
_DEFINES = re.compile(r"\s{0,3}\[\^[^\]\s]{1,40}\]:\s")
# Obsidian's tags hold one letter at least and no blank.
_TAGS = re.compile(r"\s*(?:#(?=[^\s#]*[^\W\d_])[^\s#,]{1,100}[\s,]*)+$")
_SUMMARY = re.compile(r"\s*(?:<details[^<>]{0,200}>\s*)?<summary>[^<>]{0,300}</summary>\s*$", re.IGNORECASE)
_MATHEMATICS = re.compile(r"\s*\$\$")
# Links that read-later services put over the text, by what they say.
_SERVICE = re.compile(
    r"\s*\[(?:read (?:on|original|in|it)|open in|view (?:on|in|original)|original)\b[^\[\]\n]{0,40}\]\(\S+\)\s*$", re.I
)

# Headings by which owners part their own words from the article, and clipping tools theirs; whole, in bare form.
_HEADINGS = frozenset(
    listed(
        """
        notes | my notes | my note | my comments | my comment | my thoughts | thoughts | commentary | annotations |
        highlights | metadata | properties | excerpt | article | full text | full content | full document |
        full article | original text | original article | text | source | sources | related notes | backlinks | links |
        to do | todo | tasks | tags | new highlights added |
        заметки | мои заметки | моя заметка | мой комментарий | мои комментарии | комментарий | мои мысли | мысли |
        мой вывод | мои выводы | пометки | выдержка | текст | текст статьи | полный текст | статья | оригинал |
        источник | источники | ссылки | связанные заметки | задачи | теги |
        нотатки | мої нотатки | мій коментар | коментар | мої думки | текст статті | стаття | повний текст | джерело |
        джерела | посилання | пов язані нотатки | завдання |
        notițe | notițele mele | comentariul meu | gândurile mele | textul articolului | articolul | textul integral |
        sursa | surse | notatki | moje notatki | mój komentarz | artykuł | tekst artykułu | źródło | źródła |
        notizen | meine notizen | mein kommentar | artikel | artikeltext | volltext | quelle | quellen |
        mes notes | mon commentaire | texte de l article | texte intégral | mis notas | mi comentario | fuente |
        texto completo | texto del artículo | i miei appunti | appunti | testo dell articolo | fonte | fonti |
        notlarım | makale metni | kaynak | kaynaklar
        """
    )
)


def is_line(line: str) -> bool:
    """Whether a line of a note is of a kind that articles have not: a field, a task, a footnote, nothing but tags."""
    if len(line) > 3_000:
        return False
    patterns = (_TASK, _DEFINES, _NOTES, _TAGS, _SUMMARY, _MATHEMATICS, _SERVICE)
    return any(pattern.match(line) for pattern in patterns) or bool(_FIELD.match(line))


def may_follow(line: str) -> bool:
    """Whether a line right below such a line is another of them, whatever its value."""
    return len(line) <= _LONGEST and bool(_LABELLED.match(line))


def is_heading(text: str) -> bool:
    """Whether a heading parts the owner's words, or a tool's, from the article."""
    return " ".join(words(text[:100])) in _HEADINGS
