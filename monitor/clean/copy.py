"""Seed note → the same form as an article: the baseline.

A note is Markdown as Obsidian writes it, or a flat text. What its owner added (comments between `%%`, callouts,
block ids) is not the article; nor is the headline over it, nor pictures. What scrapers did to the text is named in
`extras` (side `copy`): nobody can call it an edit when the page has it otherwise. The copy's words are never mended
here: where they are cut or glued wrongly shows only beside the page (`guided.find`).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor import clean
from monitor.clean import titles
from monitor.clean.anchors import SHORTEST, letters
from monitor.clean.damage import find_damage
from monitor.clean.fold import fold
from monitor.clean.sentences import split
from monitor.model import Article, Block, BlockKind, Link, Seed

# ` date 2022-01 ` before the text, as the user's export writes it.
_DATE_PREFIX = re.compile(r"\A\s*date\s+\d{4}(?:-\d{2}){0,2}(?=\s)\s*")
_COMMENT = re.compile(r"%%.*?%%|<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)")
_NUMBER = re.compile(r"^\s*(\d{1,9}[.)])\s")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_CALLOUT = re.compile(r"^\s{0,3}>\s*\[![\w-]+\]")
_RULE = re.compile(r"^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,})$")
_TABLE = re.compile(r"^\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
_FOOTNOTE = re.compile(r"^\s{0,3}\[\^[^\]\s]{1,40}\]:\s*")
_BLOCK_ID = re.compile(r"\s\^[A-Za-z0-9-]{1,40}$")

_EMBED = re.compile(
    r"!\[\[[^\[\]\n]{0,500}\]\]|!\[[^\[\]\n]{0,1000}\]\([^()\n]{0,3000}(?:\([^()\n]{0,200}\)[^()\n]{0,500})?\)"
)
_LINK = re.compile(
    r"(?<!\\)\[(?P<text>[^\[\]\n]{0,1000})\]\(\s*<?(?P<target>[^()\s<>]{0,3000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?)>?(?:\s+[\"'][^\n]{0,300}?[\"'])?\s*\)"
    r"|\[\[(?P<page>[^\[\]|\n]{1,500})(?:\|(?P<alias>[^\[\]\n]{0,500}))?\]\]"
    r"|<(?P<auto>https?://[^\s<>]{1,3000})>"
)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\]")
_TAG = re.compile(
    r"</?(?:a|abbr|article|aside|audio|b|big|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|footer"
    r"|h[1-6]|header|hr|i|iframe|img|ins|kbd|li|main|mark|nav|ol|p|picture|pre|q|s|section|small|source|span|strike|strong|sub"
    r"|summary|sup|svg|table|tbody|td|tfoot|th|thead|tr|u|ul|video|wbr)(?:\s[^<>\n]{0,2000})?/?>",
    re.IGNORECASE,
)
# Tags that do nothing without attributes: an article that names them.
_NAMED = re.compile(r"<(?:a|audio|font|iframe|img|source|video)\s*/?>", re.IGNORECASE)
# Emphasis, highlights, strike-through, code: marks that lean on a word from one side only.
_EMPHASIS = re.compile(
    r"(?<![\w\\*_`])(?:\*{1,3}|_{1,3}|==|~~|`{1,3})(?=\S)|(?<=[^\s\\])(?:\*{1,3}+|_{1,3}+|==|~~|`{1,3}+)(?!\w)|\*\*(?=[«\"“(])|(?<=[»\"”).!?])\*\*"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~=<])")
_ENDS = re.compile(r"[.!?…:;»”\"')\]]\s*$")

# A block of this many characters was not a paragraph on its page.
_FLAT = 1500


def read_copy(seed: Seed) -> Article:
    """The baseline of a seed: its copy as an article. No blocks where the note holds no text, or but a word."""
    made = getattr(seed, "title_from", None) == "text"  # a name for lists, made from the first words
    title = "" if made else _headline(seed)
    blocks = list(_blocks(seed.body))
    if not title and not made:
        title = next((block.text for block in blocks[:1] if block.kind == "heading"), "")
    wanted = fold(title)
    blocks = [
        block
        for index, block in enumerate(blocks)
        if not (index < 3 and block.kind == "heading" and wanted and fold(block.text) == wanted)
    ]
    if sum(len(letters(block.text)) for block in blocks) < SHORTEST:
        blocks = []  # a word that stands in every page, or in none, says nothing about this one
    sentences = split(blocks)
    return Article(
        title=title,
        byline=_unescaped(seed.author),
        published=seed.published,
        description=_unescaped(seed.description),
        section=seed.section,
        keywords=seed.keywords,
        language=seed.language_detected or seed.language or "",
        blocks=tuple(blocks),
        sentences=sentences,
        extras=find_damage(blocks, sentences),
        how="copy",
        cleaner=clean.STAMP,
        flat=is_flat(blocks),
    )


def _headline(seed: Seed) -> str:
    """The title without the name of the site that the note is from: `Headline - example`."""
    try:
        host = urlsplit(seed.url or "").hostname or ""
    except ValueError:
        host = ""
    names = titles.site_names(host=host, said=(seed.site,) if seed.site else ())
    return titles.without_suffix(_unescaped(seed.title), names=names)


def _unescaped(field: str) -> str:
    """A field without the entities that scrapers leave in front matter: `&quot;`."""
    return " ".join(html.unescape(field).split())


def is_flat(blocks: list[Block] | tuple[Block, ...]) -> bool:
    """Whether the paragraphs of this text are lost: fewer blocks than its length can have had."""
    letters = sum(len(block.text) for block in blocks)
    return bool(blocks) and len(blocks) < 1 + letters / _FLAT


# ── lines → blocks ────────────────────────────────────────────────────────────────────────────────


def _blocks(body: str) -> Iterator[Block]:
    body = _COMMENT.sub("", _DATE_PREFIX.sub("", body, count=1))
    kind: BlockKind = "paragraph"
    lines: list[str] = []

    def flush() -> Iterator[Block]:
        block = _block(kind, lines, marker)
        lines.clear()
        if block:
            yield block

    fence = marker = ""
    in_callout = False
    for line in body.split("\n"):
        if fence:
            if line.strip().startswith(fence):
                fence = ""
                yield from flush()
            else:
                lines.append(line)
            continue
        opened = _FENCE.match(line)
        if opened:
            yield from flush()
            fence, kind = opened[1], "preformatted"
            continue
        if in_callout and _QUOTE.match(line):
            continue
        in_callout = bool(_CALLOUT.match(line))
        if in_callout or not line.strip() or _RULE.match(line):
            yield from flush()
            continue

        new, text = _classify(line)
        goes_on = lines and new == kind and new in {"paragraph", "quote"} and not _ENDS.search(lines[-1])
        goes_on = goes_on or (bool(lines) and kind == "item" and new == "paragraph" and line[:1].isspace())
        if not goes_on:
            yield from flush()
            kind = new
            number = _NUMBER.match(line) if new == "item" else None
            marker = number[1] if number else ""  # a list's number may stand in the page's text: `1) Lego`
        lines.append(text)
    yield from flush()


def _classify(line: str) -> tuple[BlockKind, str]:
    heading = _HEADING.match(line)
    if heading:
        return "heading", heading[2] or ""
    if _QUOTE.match(line):
        while _QUOTE.match(line):
            line = _QUOTE.sub("", line, count=1)
        return "quote", _ITEM.sub("", line)
    if _TABLE.match(line):
        return "table", "" if _TABLE_RULE.match(line) else line.strip().strip("|").replace("|", " ")
    if _ITEM.match(line):
        return "item", _ITEM.sub("", line, count=1)
    return "paragraph", _FOOTNOTE.sub("", line, count=1)


def _block(kind: BlockKind, lines: list[str], marker: str = "") -> Block | None:
    source = "\n".join(_BLOCK_ID.sub("", line) for line in lines)
    if kind == "preformatted":
        text = unicodedata.normalize("NFC", " ".join(source.split()))
        return Block(text=text, kind=kind) if text else None
    links: list[Link] = []
    text = plain(source, links)
    return Block(text=text, kind=kind, path=marker, links=tuple(links)) if any(map(str.isalnum, text)) else None


def plain(source: str, links: list[Link] | None = None) -> str:
    """Markdown's inline marks taken off one block; links are added to `links`."""

    def link(match: re.Match[str]) -> str:
        target = match["target"] or match["auto"] or ""
        shown = match["text"] if match["text"] is not None else match["alias"] or match["page"] or match["auto"] or ""
        if links is not None and target:
            links.append(Link(text=" ".join(_EMPHASIS.sub("", shown).split()), target=target))
        return shown

    text = _EMBED.sub(" ", source)
    text = _LINK.sub(link, text)
    text = _FOOTNOTE_MARK.sub("", text)
    text = _TAG.sub(lambda tag: tag[0] if _NAMED.fullmatch(tag[0]) else " ", text)
    text = _EMPHASIS.sub("", text)
    text = _ESCAPE.sub(r"\1", text)
    return unicodedata.normalize("NFC", " ".join(html.unescape(text).split()))
