"""A page as it is seen and as it is built: what `page.py` and `article.py` ask of it, each thing read once, when asked.

This is material; nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from monitor.clean import jsonld, visible
from monitor.clean.jsonld import Described
from monitor.clean.parse import Page
from monitor.clean.phrases import words

HEADINGS = frozenset({"h1", "h2", "h3"})
# Blocks that hold text and no other blocks: the element around them is their container.
_TEXT_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "hr", "dd", "dt"})
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "dialog", "search"})
# A class that *is* furniture; `has-sidebar` or `content-sidebar-wrap` say that furniture is near.
_FURNITURE_NAME = re.compile(
    r"(?:site|main|page|global|top|bottom|primary|secondary|left|right|post|entry)?[-_]?"
    r"(?:nav|navigation|navbar|menu|footer|sidebar|breadcrumbs?|cookies?|comments?|related|widget|banner|share|sharing|social)"
    r"(?:[-_](?:wrapper|container|area|list|inner|box|block|bar|bottom|top|main|primary|notice|links|posts|text))?[-_]?\d*"
)
_SENTENCE = re.compile(r"[.!?…:»”\"。！？]")
_NO_BLANKS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

# No menu or side bar has more elements.
_MANY = 1500
# Fingerprints are sought in attributes and inline scripts; half a megabyte of them says all that there is to say.
MOST_MARKUP = 500_000
_UNTELLING = frozenset({"style", "d", "points", "srcset", "alt", "title"})
# Where frameworks write their pages.
_MOUNT_IDS = frozenset(
    {"root", "app", "__next", "__nuxt", "___gatsby", "app-root", "react-root", "main-app", "svelte", "q-app", "ember"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The text between two block borders, as a reader sees it.

    `linked` is the share of it in links; `container` the element that holds it and its neighbours; `furniture` says
    that it stands in what surrounds articles: menus, footers, side bars, forms.
    """

    text: str
    words: int
    linked: float
    tag: str
    container: Any
    furniture: bool


class View:
    """One page. Texts have their white space folded; names of metas, `markup` and `scripts` are in lower case."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tree = page.tree

    @cached_property
    def title(self) -> str:
        for title in self.tree.iter("title"):
            if not any(parent.tag == "svg" for parent in title.iterancestors()):
                return " ".join("".join(title.itertext()).split())
        return ""

    @cached_property
    def metas(self) -> dict[str, str]:
        """What the page's meta elements say, by name, property or itemprop; the first of each."""
        found: dict[str, str] = {}
        for meta in self.tree.iter("meta"):
            name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
            content = meta.get("content")
            if name and content and not content.isspace():
                found.setdefault(name, " ".join(content.split()))
        return found

    @cached_property
    def refresh(self) -> str:
        """What a meta refresh says, if there is one."""
        for meta in self.tree.iter("meta"):
            if (meta.get("http-equiv") or "").strip().lower() == "refresh":
                return (meta.get("content") or "").lower()
        return ""

    @cached_property
    def described(self) -> Described:
        return jsonld.read(self.tree)

    @cached_property
    def body_class(self) -> str:
        body = self.tree.find("body")
        return (body.get("class") or "").lower() if body is not None else ""

    # ── what is seen ──

    @cached_property
    def runs(self) -> list[Run]:
        furniture: dict[Any, bool] = {}
        found = []
        for run in visible.runs_of(self.page):
            if not run.seen:
                continue
            element = run.element
            container = element.getparent() if run.tag in _TEXT_BLOCKS and element.getparent() is not None else element
            linked = min(1.0, run.links / len(run.text))
            found.append(Run(run.text, _count(run.text), linked, run.tag, container, _in_furniture(element, furniture)))
        return found

    @cached_property
    def headings(self) -> list[tuple[str, str]]:
        """(tag, text) of what is seen in first- to third-level headings."""
        return [(run.tag, run.text) for run in self.runs if run.tag in HEADINGS]

    @cached_property
    def words(self) -> int:
        return sum(run.words for run in self.runs)

    def prose(self) -> Iterator[Run]:
        """The runs that read like an article's."""
        return filter(is_prose, self.runs)

    @cached_property
    def noscript(self) -> str:
        """The text for readers without scripts."""
        texts = [" ".join("".join(element.itertext()).split())[:2000] for element in self.tree.iter("noscript")]
        return " ".join(texts[:50])

    # ── how it is built ──

    @cached_property
    def markup(self) -> str:
        """The attributes of all elements, a line each (`id=challenge-form`), up to MOST_MARKUP."""
        lines: list[str] = []
        room = MOST_MARKUP
        for element in self.tree.iter():
            if room <= 0:
                break
            for name, value in element.items():
                if name not in _UNTELLING:
                    lines.append(f"{name}={value[:400]}")
                    room -= min(len(value), 400) + len(name) + 2
        return "\n".join(lines).lower()

    @cached_property
    def scripts(self) -> str:
        """The inline scripts, up to MOST_MARKUP; data in JSON left out."""
        texts: list[str] = []
        room = MOST_MARKUP
        for script in self.tree.iter("script"):
            text = script.text or ""
            if text and room > 0 and "json" not in (script.get("type") or ""):
                texts.append(text[:room])
                room -= len(text)
        return "\n".join(texts).lower()

    @cached_property
    def script_count(self) -> int:
        return sum(1 for _ in self.tree.iter("script"))

    @cached_property
    def passwords(self) -> int:
        """How many fields ask for a password."""
        return sum(1 for field in self.tree.iter("input") if (field.get("type") or "").lower() == "password")

    @cached_property
    def mounts(self) -> int:
        """How many empty elements there are into which a script is to write the page."""
        places = self.tree.iter("div", "main", "app-root")
        return sum(1 for each in places if not len(each) and (each.get("id") or each.tag) in _MOUNT_IDS)

    @cached_property
    def told(self) -> list[Run]:
        """The runs that say more than that the page is on its way."""
        return [run for run in self.runs if not _is_loading(run.text)]

    @cached_property
    def hollow(self) -> str:
        """The first large part of the page that holds no text, by its id or class: a place for a script to fill."""
        body = self.tree.find("body")
        tops = [] if body is None else [*body.iterchildren("div", "main", "section"), *body.iter("main")]
        for element in tops[:50]:
            names = f"{element.get('id') or ''} {element.get('class') or ''}".lower().split()
            if names and not _BESIDE.search(" ".join(names)) and not _holds_text(element):
                return f"{element.tag} {names[0][:40]}"
        return ""


# Empty places beside the text, which many pages have.
_BESIDE = re.compile(
    r"cookie|consent|gdpr|banner|advert|(?:^|[\s_-])ads?(?:[\s_-]|$)|modal|popup|overlay|toast|lightbox|tooltip|fb-root"
    r"|counter|track|analytic|share|social|scroll|top-?bar|backdrop|captcha|clear"
)
_LOADING = frozenset(
    words(
        "loading please wait загрузка идет подождите пожалуйста завантаження зачекайте se incarca asteptati ladowanie "
        "chargement en cours wird geladen laden bitte warten cargando caricamento carregando yukleniyor nacitani"
    )
)


def _is_loading(text: str) -> bool:
    return len(text) < 100 and all(word in _LOADING for word in words(text))


def _holds_text(element: Any) -> bool:
    """Whether a part of a page holds text that is shown, or a picture."""
    for count, inner in enumerate(element.iter()):
        if count >= _MANY or inner.tag in {"img", "video", "iframe", "form", "input"}:
            return True
        if inner.tag in {"script", "style", "noscript", "template", "svg"}:
            continue
        for text in (inner.text, inner.tail if inner is not element else None):
            if text and not text.isspace() and not _is_loading(text):
                return True
    return False


def _count(text: str) -> int:
    """Words; two characters of a script that leaves no blanks are as good as one."""
    count = len(text.split())
    return count if text.isascii() else count + len(_NO_BLANKS.findall(text)) // 2


def _in_furniture(element: Any, known: dict[Any, bool]) -> bool:
    """Whether an element or one around it is furniture; `known` remembers what was found on the way."""
    path = []
    answer = False
    while element is not None:
        if element in known:
            answer = known[element]
            break
        path.append(element)
        if _is_furniture(element):
            answer = True
            break
        element = element.getparent()
    for each in path:
        known[each] = answer
    return answer


def _is_furniture(element: Any) -> bool:
    name = element.tag
    if name in {"nav", "footer", "aside", "menu", "dialog"}:
        return True
    if name in {"p", "body", "html", "main", "article"}:
        return False
    marked = name == "form" or element.get("role") in _FURNITURE_ROLES
    if not marked:
        marks = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
        marked = any(_FURNITURE_NAME.fullmatch(mark) for mark in marks[:20])
    return marked and not _holds_much(element)


def _holds_much(element: Any) -> bool:
    """Whole pages stand in one form (ASP.NET) or one "widget": what holds the headline or much text is no furniture."""
    paragraphs = 0
    for count, inner in enumerate(element.iter()):
        paragraphs += inner.tag == "p"
        if inner.tag == "h1" or paragraphs >= 8 or count >= _MANY:
            return True
    return False


def is_prose(run: Run) -> bool:
    """Whether a run reads like an article's: no furniture, no heading, hardly any links, a sentence of some length."""
    if run.furniture or run.tag in HEADINGS:
        return False
    return run.words >= 8 and run.linked < 0.4 and bool(_SENTENCE.search(run.text))


def joined_words(text: str) -> str:
    """A text as its bare words between blanks, so that phrases are found as whole words."""
    return f" {' '.join(words(text))} "
