"""Bytes → a tree, without losing text in silence.

libxml2 stops at 255 levels of elements and at 10 MB of one text node and says so in its error log only: the tree
that comes back holds what stood before. So the log is read after every parse. Such a page is parsed once more with
wider limits (2048 levels); where even they are passed, the page is no article that we can answer for.
Time and memory are bounded by whoever runs this (a pool of workers with limits), not here.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree, html

from monitor.clean.decode import decode
from monitor.model import NotAnArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as a tree. `tree` is its root element (`html`), without comments; `text` is what was parsed.

    `encoding` and `how` say how the bytes were read, `damage` what was not whole in them (see `decode.Decoded`);
    `lost` that wider limits were needed, so that other programs may see less of this page.
    """

    tree: html.HtmlElement
    text: str
    encoding: str = "utf-8"
    how: str = ""
    damage: tuple[str, ...] = ()
    lost: bool = False


def parse(body: bytes, content_type: str | None = None) -> Page | NotAnArticle:
    """The page in an answer, or `NotAnArticle` of kind `parser_limit` (too deep or too large) or `emptied`."""
    decoded = decode(body, content_type)
    plain = decoded.encoding == "utf-8" and decoded.how != "bom" and not decoded.damage
    source = body if plain else decoded.text.encode("utf-8", errors="replace")
    tree, cut = _grow(source, wide=False)
    lost = bool(cut)
    if cut:
        tree, cut = _grow(source, wide=True)
    if cut:
        return NotAnArticle(kind="parser_limit", evidence=(cut,))
    if tree is None:
        return NotAnArticle(kind="emptied", evidence=("no element in the answer",))
    return Page(
        tree=tree,
        text=decoded.text,
        encoding=decoded.encoding,
        how=decoded.how,
        damage=decoded.damage,
        lost=lost,
    )


# lxml.html's elements, without its look-up in Python for each of them: that costs as much as parsing.
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)


def _grow(source: bytes, *, wide: bool) -> tuple[html.HtmlElement | None, str]:
    """The tree, and the parser's own words where it stopped before the end."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=wide)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:  # an empty document, or a limit that leaves no tree at all
        fatal = _fatal(parser)
        return None, fatal or ("" if not source.strip() else str(error)[:200])
    return tree, _fatal(parser)


def _fatal(parser: etree.HTMLParser) -> str:
    fatal = [entry.message for entry in parser.error_log.filter_from_fatals()]
    return f"the parser stopped: {fatal[0][:200]}" if fatal else ""
