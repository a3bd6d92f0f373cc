"""Who signed the article: names without "By" and «Автор:», from the lines around the headline and from metadata.

Metadata is forgotten when a page is changed by hand. So where the lines around the headline name somebody else than
the metadata does, they are believed; where they name the same with more words, the metadata's spelling is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from monitor.clean import dates
from monitor.clean.masthead import Line, spaced
from monitor.clean.titles import key

METAS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl", "mediator_author")

_LEAD_IN = re.compile(
    r"\W*(?:(?:written|posted|reported|story|words|published|analysis|review|opinion|text|photos?)?\s*\bby\b[:\s]+"
    r"|(?:scris |publicat )?de(?: către)?:?\s+(?=[A-ZĂÂÎȘȚ])|від\s+(?=[А-ЯІЇЄҐ])|(?:von|par|por)\s+(?=[A-ZÄÖÜÉ])"
    r"|(?:автор(?:ы|и)?(?: статьи| текста| материала)?|autor(?:i|ul|zy|ka)?|authors?|подготовил[аи]?|журналист(?:ка)?"
    r"|текст|tekst)\s*[:—–-]\s*)",
    re.IGNORECASE,
)
# The same inside a line: `Nov. 19, 2019, 8:41 AM UTC By Phil Helsel`.
_INNER = re.compile(r"\b[Bb]y:?\s+(?=[A-Z])|\bАвтор:\s+(?=[А-ЯЁ])")
_CREDIT = re.compile(r"\b(?:photo|image|picture|graphic|illustration|фото|снимок|foto|imagine)", re.IGNORECASE)
_MARK = re.compile(
    r"(?:^|[\s_-])(?:byline|author|autor|avtor|post-author|article-author|entry-author|author-name|byline-name)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Where names end: a separator, a handle, a date, a time, "on Monday".
_ENDS = re.compile(
    r"\s*(?:[|·•/／]|\s[–—-]\s|@|\s(?:on|at)\s|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d"
    r"|\b(?:updated|published|publiziert|опубликовано|обновлено)\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)",
    re.IGNORECASE,
)
_FORM = frozenset({"form", "label", "input", "button"})
_FOREIGN = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|related|sidebar|teaser|popular)(?:$|[\s_-])", re.IGNORECASE
)
_INSIDE = "inside a line by the headline"
# The article's own signature comes before those of comments and other articles.
_MOST_MARKED = 60
# A byline is a few names; what is longer is a biography.
LONGEST = 100
# Accounts that sign what nobody has signed, and words of bylines that name an office, not a person.
_ACCOUNTS = frozenset({"admin", "administrator", "root", "user", "guest", "webmaster", "editor", "админ", "редактор"})
_OFFICES = frozenset({"staff", "newsroom", "redactia", "redakcja", "редакция", "редакція"})


def bare(text: str) -> str:
    """A byline as names only; nothing where it is no byline."""
    text = " ".join(text.split())
    text = _LEAD_IN.sub("", text, count=1) if _LEAD_IN.match(text) else text
    end = _ENDS.search(text)
    if end and end.start() > 0:
        text = text[: end.start()]
    text = re.sub(r"\s+,", ",", text.strip(" ,;:|•·–—-*"))
    return text if len(text) <= 2 * LONGEST and any(char.isalpha() for char in text) else ""


def without_names(text: str, names: Sequence[str]) -> str:
    """A byline of the metadata without the site's own name behind it: `Finian Cunningham. Sputnik International`."""
    for name in names:
        if name and text.casefold().endswith(name.casefold()) and len(text) > len(name):
            return text[: -len(name)].rstrip(" ,.;|/–—-")
    return text


def around(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """Bylines near the headline: what is marked as one, then what begins like one. (names, where)."""
    for line in lines:
        for element in _marked(line.element):
            text = bare(spaced(element))
            if 2 <= len(text) <= LONGEST and not dates.read(text):
                yield text, "byline by the headline"
                break
    for line in lines:
        if len(line.text) > LONGEST + 60:
            continue
        lead = _LEAD_IN.match(line.text)
        short = len(line.text.split()) <= 15 and not _CREDIT.search(line.text)
        inner = _INNER.search(line.text) if short and not lead else None
        if lead or inner:
            text = bare(line.text if lead else line.text[inner.end() :] if inner else "")
            if 2 <= len(text) <= LONGEST:
                yield text, "line by the headline" if lead else _INSIDE


def elsewhere(tree: Any) -> Iterator[tuple[str, str]]:
    """Bylines anywhere on the page, forms and comments left out. (names, where)."""
    for element in tree.xpath(
        "//body//*[contains(@itemprop, 'author') or contains(@rel, 'author') or contains(@class, 'author')"
        " or contains(@class, 'byline') or contains(@class, 'autor')]"
    )[:_MOST_MARKED]:
        if _is_marked(element) and not _is_foreign(element):
            text = bare(spaced(element))
            if 2 <= len(text) <= LONGEST and not dates.read(text):
                yield text, "marked as author"


def _marked(element: Any) -> Iterator[Any]:
    for each in islice(element.iter(), _MOST_MARKED):
        if isinstance(each.tag, str) and _is_marked(each) and not _is_foreign(each):
            # The element around all names says more than the first name inside it.
            yield each


def _is_marked(element: Any) -> bool:
    if "author" in (element.get("itemprop") or "").split() or "author" in (element.get("rel") or "").split():
        return True
    return bool(_MARK.search(element.get("class") or ""))


def _is_foreign(element: Any) -> bool:
    """Whether an element belongs to a form, to comments or to teasers, by itself or by what is right around it."""
    around = element
    for _ in range(4):
        if around is None or around.tag in {"body", "article", "main"}:
            return False
        if around.tag in _FORM or _FOREIGN.search(f"{around.get('class') or ''} {around.get('id') or ''}"):
            return True
        around = around.getparent()
    return False


def choose(
    said: Sequence[tuple[str, str]], seen: Sequence[tuple[str, str]], *, names: Sequence[str], known: str = ""
) -> tuple[str, str]:
    """The byline, from what the metadata says and what is seen by the headline: (names, where), or two empty texts.

    `names` are the site's own, which sign where nobody does; where the known byline is of that kind and the metadata
    still says it, nobody has signed since.
    """
    nobody = {key(name) for name in names}
    wanted = key(known)
    for text, where in seen:
        if wanted and key(text) == wanted:
            return text, where
    if wanted and (not seen or _is_nobody(known, nobody)):
        for text, where in said:
            if key(text) == wanted:
                return text, where
    for text, where in said:
        if not _is_nobody(text, nobody) and any(_holds(shown, text) for shown, _ in seen):
            return text, f"{where}, and by the headline"
    # "By" inside a line may belong to a sentence: it is believed only where nothing else names anybody.
    firm = [each for each in seen if each[1] != _INSIDE]
    for text, where in (*firm, *said, *seen):
        if not _is_nobody(text, nobody):
            return text, where
    # Where somebody had signed, an account of the site's says that the byline is not shown, and nothing else.
    return next(iter((*said, *seen)), ("", "")) if not wanted or _is_nobody(known, nobody) else ("", "")


def _is_nobody(text: str, names: set[str]) -> bool:
    found = key(text)
    return found in names or found in _ACCOUNTS or not _OFFICES.isdisjoint(found.split())


def _holds(shown: str, text: str) -> bool:
    # A drop capital or a link may part a name inside.
    return key(text).replace(" ", "") in key(shown).replace(" ", "")
