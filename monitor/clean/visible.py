"""A page's text, block by block in document order: what is seen, and what stands there unseen.

One walk over the tree. A block is the text between two block borders (an element that browsers start on a line of
its own, or two line breaks), white space folded. Nothing is judged here but whether text is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree

from monitor.clean.islands import LINE, NOTE, Island, composed, hides, may_hide, text_of
from monitor.clean.parse import Page
from monitor.model import BlockKind, Link


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Elements that begin a line of their own in browsers' style sheets; what is not here runs inside a line.
BREAKS = _names(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html iframe legend li main menu "
    "nav noscript object ol optgroup option p picture pre search section select summary table tbody td template "
    "textarea tfoot th thead tr ul video"
)
# Their text is never shown, or shown as no part of the page's own text.
UNSEEN = _names(
    "head script style noscript template iframe object embed applet svg math canvas audio video map select option"
    " optgroup datalist textarea input title meta link base noframes"
)
# What is shown where the element itself cannot be: without scripts, without a player.
FALLBACKS = _names("noscript object audio video canvas")
_HEADINGS = _names("h1 h2 h3 h4 h5 h6")
_FLOW = _names("p li ul ol dl dt dd blockquote")
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(_HEADINGS, "heading"),
    "li": "item",
    "dt": "item",
    "dd": "item",
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "td": "table",
    "th": "table",
    "pre": "preformatted",
}
_EMBEDS = re.compile(r"(?:^|[\s_-])(?:twitter|instagram|tiktok|facebook|fb|telegram|embed|wp-embedded)", re.IGNORECASE)
_CAPTIONS = re.compile(r"(?:^|[\s_-])(?:wp-)?caption", re.IGNORECASE)

# A box of links inside a line holds at least this many letters.
_BOX = 30

_PARAGRAPH = re.compile(r"\x1e\s*\x1e[\s\x1e]*")


# What an element does to the line it stands in.
_BLOCK, _ANCHOR, _SPAN, _BREAK, _SUP, _MUTE, _SKIP, _FALLBACK = 1, 2, 3, 4, 5, 6, 7, 8
_ROLES: dict[object, int] = {
    **dict.fromkeys(BREAKS, _BLOCK),
    **dict.fromkeys(UNSEEN, _MUTE),
    **dict.fromkeys(BREAKS & UNSEEN, _SKIP),
    **dict.fromkeys(FALLBACKS, _FALLBACK),
    "a": _ANCHOR,
    "span": _SPAN,
    "br": _BREAK,
    "sup": _SUP,
}
_NO_PIECES = frozenset({_BLOCK, _MUTE, _SKIP, _FALLBACK})
# An element with more inside it is no piece of a line.
_PLAIN = 20


@dataclass(slots=True, eq=False)
class Run:
    """One block of a page. `element` is the innermost element that begins a line and holds it; `links` are the
    letters of it that stand in links, `seen` whether a reader sees it. `islands` are slices of `parts` that copies have
    or lack at will, the outer before the inner; `text` is without those that are unseen."""

    text: str
    element: Any
    seen: bool
    links: int
    linked: tuple[tuple[str, Any], ...]
    parts: tuple[str, ...] = ()
    islands: tuple[Island, ...] = ()
    _home: Any = None

    @property
    def tag(self) -> str:
        return str(self.element.tag)

    @property
    def home(self) -> Any:
        """The element in which this run is one of many: lists and quotations stand in it like paragraphs."""
        if self._home is None:
            top = self.element.getparent()
            while top is not None and top.tag in _FLOW:
                top = top.getparent()
            self._home = top  # held, for an element's identity lasts only as long as somebody holds it
        return self._home

    @property
    def targets(self) -> tuple[Link, ...]:
        """The links in it: their words, and where they lead as the page writes it."""
        return tuple(Link(text=_line(text), target=(one.get("href") or "").strip()) for text, one in self.linked)

    @property
    def flows(self) -> bool:
        """Whether it is of the kinds that running text is made of, not a box beside it."""
        return self.element.tag in _FLOW


@dataclass(slots=True)
class _Walk:
    runs: list[Run] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    links: list[tuple[str, Any]] = field(default_factory=list)
    in_links: int = 0
    islands: list[Island] = field(default_factory=list)


def runs_of(page: Page, root: Any = None) -> list[Run]:
    """All blocks of a page (or of the part under `root`) that hold a letter or digit."""
    top = page.tree if root is None else root
    walk = _Walk()
    parts, roles = walk.parts, _ROLES
    blocks: list[Any] = [top]
    hidden: list[Any] = []
    anchors: list[tuple[Any, int]] = []
    boxes: list[tuple[int, int]] = []  # where each open span began: in parts, in links
    marks: list[int] = []  # where each open sup began
    aside: Any = None  # what hides a piece of a line, until it ends
    open_: list[int] = []  # the roles of the elements that have begun
    walker = etree.iterwalk(top, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            role = roles.get(element.tag, 0)
            fallback = role == _FALLBACK
            if fallback:  # a block that nobody sees; inside a line it is nothing
                role = _MUTE if parts and element.tag not in BREAKS else _BLOCK
            open_.append(role)
            if role >= _MUTE:
                walker.skip_subtree()
                if parts:
                    if anchors and element.tag == "svg":  # an icon in a link, with words for screen readers
                        _unseen(walk, element, element.findtext("title") or "")
                    elif role == _SKIP:
                        _flush(walk, blocks[-1], seen=not hidden)
                continue
            names, style, attribute = element.get("class"), element.get("style"), element.get("hidden")
            unseen = fallback or ((names or style or attribute is not None) and hides(names, style, attribute))
            if role == _BLOCK:
                if parts:
                    _flush(walk, blocks[-1], seen=not hidden)
                blocks.append(element)
            elif not hidden and (unseen or (names and may_hide(names))) and _is_plain(element):
                walker.skip_subtree()
                aside = element
                _unseen(walk, element, "".join(element.itertext()))
                continue
            elif role == _ANCHOR:
                anchors.append((element, len(parts)))
            elif role == _SPAN:
                boxes.append((len(parts), len(walk.links)))
            elif role == _SUP:
                marks.append(len(parts))
            if unseen:
                if parts:
                    _flush(walk, blocks[-1], seen=not hidden)
                hidden.append(element)
            text = element.text
            if text and (parts or not text.isspace()):
                parts.append(_protected(element) if role and element.get("data-cfemail") else text)
        else:
            role = open_.pop()
            if element is aside:
                aside = None
            elif role == _BLOCK:
                if parts:
                    _flush(walk, blocks[-1], seen=not hidden)
                blocks.pop()
            elif role == _BREAK:
                if parts:
                    parts.append(LINE)
            elif role == _ANCHOR:
                _link(walk, *anchors.pop())
            elif role == _SPAN:
                _box(walk, *boxes.pop())
            elif role == _SUP:
                _mark(walk, marks.pop())
            if hidden and hidden[-1] is element:
                if parts:
                    _flush(walk, blocks[-1], seen=False)
                hidden.pop()
            text = element.tail
            if text and (parts or not text.isspace()) and element is not top:
                parts.append(text)
    _flush(walk, top, seen=not hidden)
    return walk.runs


def _is_plain(element: Any) -> bool:
    """Whether an element is a piece of a line, and no more."""
    inside = list(islice(element.iter(), _PLAIN + 1))
    return len(inside) <= _PLAIN and not any(_ROLES.get(each.tag, 0) in _NO_PIECES for each in inside)


def _unseen(walk: _Walk, element: Any, text: str) -> None:
    """A piece of a line that is there and not seen."""
    if text.strip():
        walk.islands.append(Island(len(walk.parts), len(walk.parts) + 1, element))
        walk.parts.append(text)


def _mark(walk: _Walk, since: int) -> None:
    """Remember the mark of a footnote."""
    if 0 < since < len(walk.parts) and NOTE.fullmatch("".join(walk.parts[since:]).strip()):
        walk.islands.append(Island(since, len(walk.parts)))


def _link(walk: _Walk, element: Any, since: int) -> None:
    parts = walk.parts
    if walk.islands and walk.islands[-1].element is not None and walk.islands[-1].start >= since:
        text = text_of(parts, [*walk.islands, Island(0, since)])
    else:
        text = parts[since] if len(parts) == since + 1 else "".join(parts[since:])
    text = text.strip()
    if text:
        walk.in_links += len(text)
        walk.links.append((text, element))


def _line(text: str) -> str:
    return " ".join(text.split())  # LINE is white space, too


def _box(walk: _Walk, since: int, links_since: int) -> None:
    """Remember a span that holds nothing but several links: a box inside the line."""
    if len(walk.links) - links_since < 2:
        return
    text = "".join(walk.parts[since:])
    in_links = sum(len(text) for text, _ in walk.links[links_since:])
    if in_links >= _BOX and in_links >= 0.9 * len(" ".join(text.split())):
        walk.islands.append(Island(since, len(walk.parts)))


def _flush(walk: _Walk, element: Any, *, seen: bool) -> None:
    parts = walk.parts
    if not parts:
        return
    if walk.islands:
        _flush_with_islands(walk, element, seen=seen)
        return
    text = composed(parts[0] if len(parts) == 1 else "".join(parts))
    parts.clear()
    linked: tuple[tuple[str, Any], ...] = ()
    in_links = walk.in_links
    if walk.links:
        linked = tuple(walk.links)
        walk.links.clear()
        walk.in_links = 0
    if LINE in text:
        _flush_lines(walk, text, element, linked, in_links, seen=seen)
        return
    line = " ".join(text.split())
    if line and (line[0].isalnum() or any(map(str.isalnum, line))):
        walk.runs.append(Run(line, element, seen, in_links, linked))


def _flush_lines(
    walk: _Walk, text: str, element: Any, links: tuple[tuple[str, Any], ...], in_links: int, *, seen: bool
) -> None:
    """Paragraphs that line breaks part."""
    parts = _PARAGRAPH.split(text)
    for part in parts:
        line = _line(part)
        linked = links
        if len(parts) > 1:
            linked = tuple(link for link in links if _line(link[0]) in line)
            in_links = sum(len(text) for text, _ in linked)
        if any(map(str.isalnum, line)):
            walk.runs.append(Run(line, element, seen, in_links, linked))


def _flush_with_islands(walk: _Walk, element: Any, *, seen: bool) -> None:
    islands, parts = sorted(walk.islands, key=lambda one: (one.start, -one.end)), tuple(walk.parts)
    walk.islands.clear()
    unseen = [island for island in islands if island.element is not None]
    if unseen:
        gone = {at for island in unseen for at in range(island.start, island.end)}
        walk.parts[:] = [part for at, part in enumerate(parts) if at not in gone]
    before = len(walk.runs)
    _flush(walk, element, seen=seen)
    if len(walk.runs) == before + 1:
        walk.runs[-1].parts, walk.runs[-1].islands = parts, tuple(islands)
    for island in unseen:
        text = _line("".join(parts[island.start : island.end]))
        if any(map(str.isalnum, text)):
            walk.runs.append(Run(text, island.element, False, 0, ()))


def _protected(element: Any) -> str:
    """The address that Cloudflare's protection hides in `data-cfemail`: its first byte is the key of the others."""
    try:
        raw = bytes.fromhex(element.get("data-cfemail"))
        return bytes(byte ^ raw[0] for byte in raw[1:]).decode("utf-8")
    except (ValueError, IndexError):
        return str(element.text or "")


def kind_of(run: Run) -> BlockKind:
    """What kind of block a run is, by its element and the elements around it."""
    element = run.element
    kind = _KINDS.get(element.tag, "paragraph")
    if _CAPTIONS.search(element.get("class") or ""):
        kind = "caption"
    up = element
    for _ in range(4):  # a quotation's paragraph, an embed's lines: the element that says so is near
        if up is None:
            break
        if up.tag == "blockquote":
            return "embed" if _EMBEDS.search(up.get("class") or "") else "quote"
        if kind == "paragraph" and up.tag in {"figcaption", "li", "td", "th"}:
            return _KINDS[up.tag]
        up = up.getparent()
    return kind


def path_of(page: Page, element: Any) -> str:
    """Where an element stands: an absolute XPath."""
    return str(page.tree.getroottree().getpath(element))
