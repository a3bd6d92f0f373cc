"""What a reader would see of a page, in one pass over its tree: title, headings, runs of text, links, forms.

This is the material by which `page.py` tells kinds of pages apart. It judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from monitor.clean.phrases import words

# Elements whose text nobody sees. Comments and processing instructions have no string for a tag.
UNSEEN = frozenset(
    {"script", "style", "template", "head", "svg", "math", "object", "canvas", "audio", "video", "iframe", "datalist", "map", "select", "option", "textarea"}
)  # fmt: skip
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
        "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
        "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_TEXT_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "hr", "dd", "dt"})
HEADINGS = frozenset({"h1", "h2", "h3"})
FURNITURE = frozenset({"nav", "footer", "aside", "form", "menu", "dialog"})
_FURNITURE_NAMES = re.compile(r"(?:^|[\s_-])(?:nav|navbar|menu|footer|sidebar|breadcrumbs?|cookie|comments?|related|widget|banner|share|social)(?:$|[\s_-])", re.IGNORECASE)  # fmt: skip
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

# Fingerprints are sought in attributes and inline scripts; half a megabyte of them says all that there is to say.
MOST_MARKUP = 500_000
MOST_RUNS = 20_000


@dataclass(frozen=True, slots=True)
class Run:
    """The text between two block borders. `links` counts the words of it that stand in links."""

    text: str
    words: int
    links: int
    tag: str
    parent: int  # groups the runs of one container: its number in document order
    furniture: bool

    @property
    def linked(self) -> float:
        return self.links / self.words if self.words else 0.0


@dataclass(slots=True)
class View:
    """A page as it is seen, and the marks that its makers left in the markup.

    `markup` is the lower-cased attributes, `scripts` the lower-cased inline scripts, both cut at MOST_MARKUP.
    """

    title: str = ""
    runs: list[Run] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)
    noscript: str = ""
    markup: str = ""
    scripts: str = ""
    metas: dict[str, str] = field(default_factory=dict)
    passwords: int = 0
    fields: int = 0
    script_count: int = 0
    frames: int = 0
    mounts: int = 0  # empty elements into which a script is to write the page
    refresh: str = ""
    body_class: str = ""

    @property
    def words(self) -> int:
        return sum(run.words for run in self.runs)


_MOUNT_IDS = frozenset({"root", "app", "__next", "__nuxt", "___gatsby", "app-root", "react-root", "main-app", "svelte", "ember", "q-app"})  # fmt: skip


def see(root: HtmlElement) -> View:
    """Walk the tree once."""
    view = View()
    _read_head(root, view)
    _read_markup(root, view)
    _read_runs(root, view)
    return view


def _read_head(root: HtmlElement, view: View) -> None:
    for title in root.iter("title"):
        if not any(parent.tag == "svg" for parent in title.iterancestors()):
            view.title = " ".join((title.text_content() or "").split())
            break
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            view.metas.setdefault(name, content)
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            view.refresh = content
    body = root.find("body") if root.tag == "html" else None
    if body is not None:
        view.body_class = (body.get("class") or "").lower()


def _read_markup(root: HtmlElement, view: View) -> None:
    attributes: list[str] = []
    scripts: list[str] = []
    room, script_room = MOST_MARKUP, MOST_MARKUP
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag == "script":
            view.script_count += 1
            text = element.text or ""
            if script_room > 0 and "json" not in (element.get("type") or ""):
                scripts.append(text[:script_room])
                script_room -= len(text)
        elif tag == "input":
            kind = (element.get("type") or "text").lower()
            view.passwords += kind == "password"
            view.fields += kind in {"text", "email", "password", "search", "tel"}
        elif tag in {"iframe", "frame"}:
            view.frames += 1
        elif tag in {"div", "main", "app-root"} and (element.get("id") or tag) in _MOUNT_IDS and not len(element):
            view.mounts += 1
        if room > 0 and tag not in {"path", "option"}:
            for name, value in element.items():
                if name in {"style", "d", "points", "srcset", "alt", "title"}:
                    continue
                attributes.append(f"{name}={value[:400]}")
                room -= min(len(value), 400) + len(name) + 2
    view.markup = "\n".join(attributes).lower()
    view.scripts = "\n".join(scripts).lower()


@dataclass(slots=True)
class _State:
    """Where the walk stands: the nearest block's tag, its container's number, and what the text counts as."""

    tag: str
    container: int
    furniture: bool
    link: bool


def _read_runs(root: HtmlElement, view: View) -> None:
    # lxml's own walk does not recurse, for a page may be nested thousands of levels deep.
    pieces: list[str] = []
    linked: list[str] = []
    states = [_State("body", 0, False, False)]
    containers = 0

    def say(text: str | None) -> None:
        if text:
            pieces.append(text)
            if states[-1].link:
                linked.append(text)

    def flush() -> None:
        text = " ".join("".join(pieces).split())
        count = len(text.split())
        if count:
            now = states[-1]
            links = min(count, len("".join(linked).split()))
            view.runs.append(Run(text, count, links, now.tag, now.container, now.furniture))
            if now.tag in HEADINGS:
                view.headings.append((now.tag, text))
        pieces.clear()
        linked.clear()

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if len(view.runs) >= MOST_RUNS:
            return
        if event in {"comment", "pi"}:
            say(element.tail)
            continue
        name = element.tag
        block = name in BLOCKS
        if event == "end":
            if block:
                flush()
            elif name == "br":
                say("\n")
            states.pop()
            say(element.tail)
            continue
        if block:
            flush()
        now = states[-1]
        if block and name not in _TEXT_BLOCKS:
            containers += 1
        unseen = name in UNSEEN or name == "noscript" or _is_hidden(element)
        if unseen:
            if name == "noscript":
                view.noscript += " " + " ".join("".join(element.itertext()).split())[:2000]
            walk.skip_subtree()
        states.append(
            _State(
                tag=name if block else now.tag,
                container=containers if block and name not in _TEXT_BLOCKS else now.container,
                furniture=now.furniture or name in FURNITURE or _is_furniture(element, name),
                link=now.link or name == "a",
            )
        )
        if not unseen:
            say(element.text)
    flush()


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDING.search(style))


def _is_furniture(element: Any, name: str) -> bool:
    if name in {"p", "body", "html", "main", "article"}:
        return False
    if element.get("role") in {"navigation", "banner", "contentinfo", "complementary", "dialog", "search"}:
        return True
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(marks.strip() and _FURNITURE_NAMES.search(marks))


def prose(view: View) -> Iterator[Run]:
    """The runs that read like an article's: no furniture, hardly any links, sentences of some length."""
    for run in view.runs:
        if not run.furniture and run.words >= 8 and run.linked < 0.4 and run.tag not in {"h1", "h2", "h3"} and _SENTENCE.search(run.text):  # fmt: skip
            yield run


_SENTENCE = re.compile(r"[.!?…:»”\"]")


def joined_words(text: str) -> str:
    """A text as its bare words between blanks, so that phrases are found as whole words."""
    return f" {' '.join(words(text))} "
