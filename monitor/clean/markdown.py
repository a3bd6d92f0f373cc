"""Markdown → blocks: as Obsidian writes it, with the residue of its plugins, and flat text.

Marks are taken off, links kept; comments, callouts, block ids, embeds and what plugins compute are left out. `BORDER`
and `RULE` among the blocks say that a note begins another part there: see `owned.py`. No line of the copy is mended.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, Literal

from monitor.clean import owned
from monitor.model import Block, BlockKind, Link

# Between two parts of a note; a rule (`---`) may also be the article's own.
Border = Literal["border", "rule"]
BORDER: Final = "border"
RULE: Final = "rule"

# Comments of Obsidian and HTML; what Templater would have filled in.
_COMMENT = re.compile(r"%%.*?%%|<!--.*?-->|<%.{0,2000}?%>", re.DOTALL)
# CriticMarkup: remarks and words that the note's owner added; marks around what was there.
_CRITIC = re.compile(r"\{>>[^{}]{0,2000}<<\}|\{\+\+[^{}]{0,2000}\+\+\}|\{(?:==|--)|(?:==|--)\}")
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)\s*([\w-]*)")
# Blocks that plugins fill: queries, buttons, admonitions. Nothing of them is the article's.
_PLUGIN = re.compile(
    r"(?:dataview(?:js)?|query|tasks|button|base|mermaid|tracker|chart|kanban|excalidraw|embed|cardlink|meta-bind.*|ad-.*)$"
)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{2,})\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)")
_NUMBER = re.compile(r"^\s*(\d{1,9}[.)])\s")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
# Obsidian's, and the beginning of the text that MarkDownload puts above it once more.
_CALLOUT = re.compile(r"^\s{0,3}>\s*(?:\[![\w-]+\]|#{1,6}\s+excerpt\s*$)", re.IGNORECASE)
_RULE = re.compile(r"^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,})$")
_TABLE = re.compile(r"^\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
_FOOTNOTE = re.compile(r"^\s{0,3}\[\^[^\]\s]{1,40}\]:\s*")
_BLOCK_ID = re.compile(r"(?:^|\s)\^[A-Za-z0-9-]{1,40}\s*$")
# A longer line over `---` is a paragraph before a rule, whatever Markdown says; so is one that ends like a sentence.
_LONGEST_UNDERLINED = 120

_EMBED = re.compile(
    r"!\[\[[^\[\]\n]{0,500}\]\]|!\[[^\[\]\n]{0,1000}\]\([^()\n]{0,3000}(?:\([^()\n]{0,200}\)[^()\n]{0,500})?\)"
)
_LINK = re.compile(
    r"(?<!\\)\[(?P<text>[^\[\]\n]{0,1000})\]\(\s*<?(?P<target>[^()\s<>]{0,3000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?)>?(?:\s+[\"'][^\n]{0,300}?[\"'])?\s*\)"
    r"|\[\[(?P<page>[^\[\]|\n]{1,500})(?:\|(?P<alias>[^\[\]\n]{0,500}))?\]\]"
    r"|<(?P<auto>https?://[^\s<>]{1,3000})>"
)
# `[text][id]`, `[text][]`, `[text]`, and where their targets stand: `[id]: https://…`.
_REFERENCE = re.compile(r"(?<![\\\]])\[(?P<text>[^\[\]\n]{1,1000})\](?:\[(?P<id>[^\[\]\n]{0,200})\])?(?![\[(:])")
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*<?((?:https?://|mailto:|www\.|/|#)[^\s<>]{0,3000})>?"
    r"(?:[ \t]+[\"'(][^\n]{0,300}[\"')])?[ \t]*$",
    re.MULTILINE,
)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\]|\^\[[^\[\]\n]{0,1000}\]")
# What Dataview reads inside a line: a query, a field.
_COMPUTED = re.compile(r"`\$?= [^`\n]{1,300}`|(?<!\])[\[(][\w -]{1,40}:: [^\[\]()\n]{0,200}[\])]")
_TAG = re.compile(
    r"</?(?:a|abbr|article|aside|audio|b|big|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|footer"
    r"|h[1-6]|header|hr|i|iframe|img|ins|kbd|li|main|mark|nav|ol|p|picture|pre|q|s|section|small|source|span|strike|strong|sub"
    r"|summary|sup|svg|table|tbody|td|tfoot|th|thead|tr|u|ul|video|wbr)(?:\s[^<>\n]{0,2000})?/?>",
    re.IGNORECASE,
)
# Elements of a site's own, `<amp-img …>`. A name in such brackets that is never closed is what the text says.
_CUSTOM = re.compile(r"</?([a-z][a-z0-9]{0,19}(?:-[a-z0-9]{1,20}){1,3})(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE)
_CLOSED = re.compile(r"</([a-z][a-z0-9]{0,19}(?:-[a-z0-9]{1,20}){1,3})>", re.IGNORECASE)
# Tags that do nothing without attributes: an article that names them.
_NAMED = re.compile(r"<(?:a|audio|font|iframe|img|source|video)\s*/?>", re.IGNORECASE)
# Emphasis, highlights, strike-through, code: marks that lean on a word from one side only.
_EMPHASIS = re.compile(
    r"(?<![\w\\*_`])(?:\*{1,3}|_{1,3}|==|~~|`{1,3})(?=\S)|(?<=[^\s\\])(?:\*{1,3}+|_{1,3}+|==|~~|`{1,3}+)(?!\w)|\*\*(?=[«\"“(])|(?<=[»\"”).!?])\*\*"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~=<])")
_ENDS = re.compile(r"[.!?…:;»”\"')\]]\s*$")


def blocks(body: str, *, callouts: bool = False) -> Iterator[Block | Border]:
    """The blocks of a copy in their order, and the borders between its parts.

    `callouts`: their text counts as quoted, for a note that keeps its article in one.
    """
    body = _CRITIC.sub("", _COMMENT.sub("", body))
    if closed := {name.lower() for name in _CLOSED.findall(body)}:
        body = _CUSTOM.sub(lambda tag: " " if tag[1].lower() in closed else tag[0], body)
    targets: dict[str, str] = {}
    if "]:" in body:
        targets = {found[1].casefold(): found[2] for found in _DEFINITION.finditer(body)}
        body = _DEFINITION.sub("", body) if targets else body
    return _Lines(targets, callouts).blocks(body)


class _Lines:
    """The lines of a body, gathered to blocks one by one."""

    def __init__(self, targets: dict[str, str], callouts: bool) -> None:
        self.targets, self.callouts = targets, callouts
        self.kind: BlockKind = "paragraph"
        self.lines: list[str] = []
        self.marker = ""
        self.in_own_section = False  # below a heading that names the owner's own words
        self.after_own_line = False

    def blocks(self, body: str) -> Iterator[Block | Border]:
        fence, plugin, in_callout = "", False, False
        for line in body.split("\n"):
            if not line.strip():
                self.after_own_line = False
            if fence:
                if line.strip().startswith(fence):
                    fence = ""
                    yield from self._flush()
                elif not plugin:
                    self.lines.append(line)
                continue
            if opened := _FENCE.match(line):
                yield from self._flush()
                fence, plugin, self.kind = opened[1], bool(_PLUGIN.match(opened[2].lower())), "preformatted"
                continue
            if in_callout and _QUOTE.match(line):
                continue
            in_callout = not self.callouts and bool(_CALLOUT.match(line))
            if in_callout or (self.callouts and _CALLOUT.match(line)) or not line.strip():
                yield from self._flush()
                continue
            yield from self._line(line)
        yield from self._flush()

    def _line(self, line: str) -> Iterator[Block | Border]:
        if self._underlines(line):
            self.kind = "heading"
            yield from self._headed(1 if "=" in line else 2)
        elif _RULE.match(line):
            yield from self._flush()
            if "-" in line:  # stars are what articles are divided by
                yield RULE
        elif heading := _HEADING.match(line):
            yield from self._flush()
            self.kind, self.lines = "heading", [heading[2] or ""]
            yield from self._headed(len(heading[1]))
        elif owned.is_line(line) or (self.after_own_line and owned.may_follow(line)):
            self.after_own_line = True
            yield from self._flush()
            self.kind, self.lines = _classify(line)[0], [_FOOTNOTE.sub("", _ITEM.sub("", line, count=1), count=1)]
            yield BORDER
            yield from self._flush()
            yield BORDER
        else:
            self.after_own_line = False
            yield from self._text(line)

    def _underlines(self, line: str) -> bool:
        """Whether a line makes a heading of the line before it."""
        if self.kind != "paragraph" or len(self.lines) != 1 or not _UNDERLINE.match(line):
            return False
        return "=" in line or (len(self.lines[0]) <= _LONGEST_UNDERLINED and not _ENDS.search(self.lines[0]))

    def _headed(self, level: int) -> Iterator[Block | Border]:
        """A heading: it begins a part where it is the title of a document, or names or ends what is the owner's own."""
        own = owned.is_heading(self.lines[0])
        if level == 1 or own or self.in_own_section:
            yield BORDER
        self.in_own_section = own
        yield from self._flush()
        if own:
            yield BORDER

    def _text(self, line: str) -> Iterator[Block | Border]:
        new, text = _classify(line)
        goes_on = self.lines and new == self.kind and new in {"paragraph", "quote"} and not _ENDS.search(self.lines[-1])
        goes_on = goes_on or (bool(self.lines) and self.kind == "item" and new == "paragraph" and line[:1].isspace())
        if new == "quote" and (heading := _HEADING.match(text)):
            yield from self._flush()
            self.kind, self.lines = "heading", [heading[2] or ""]
            yield from self._headed(len(heading[1]))
            return
        if not goes_on:
            yield from self._flush()
            self.kind = new
            number = _NUMBER.match(line) if new == "item" else None
            self.marker = number[1] if number else ""  # a list's number may stand in the page's text: `1) Lego`
        self.lines.append(text)

    def _flush(self) -> Iterator[Block]:
        block = self._block() if self.lines else None
        self.lines, self.marker, self.kind = [], "", "paragraph"
        if block:
            yield block

    def _block(self) -> Block | None:
        source = "\n".join(_BLOCK_ID.sub("", line) for line in self.lines)
        if self.kind == "preformatted":
            text = unicodedata.normalize("NFC", " ".join(source.split()))
            return Block(text=text, kind=self.kind) if text else None
        links: list[Link] = []
        text = plain(source, links, self.targets)
        if not any(map(str.isalnum, text)):
            return None
        return Block(text=text, kind=self.kind, path=self.marker, links=tuple(links))


def _classify(line: str) -> tuple[BlockKind, str]:
    if _QUOTE.match(line):
        while _QUOTE.match(line):
            line = _QUOTE.sub("", line, count=1)
        return "quote", _ITEM.sub("", line)
    if _TABLE.match(line):
        return "table", "" if _TABLE_RULE.match(line) else line.strip().strip("|").replace("|", " ")
    if _ITEM.match(line):
        return "item", _ITEM.sub("", line, count=1)
    return "paragraph", line


def plain(source: str, links: list[Link] | None = None, targets: dict[str, str] | None = None) -> str:
    """Markdown's inline marks taken off one block; links are added to `links`. `targets` are those of references."""

    def add(shown: str, target: str) -> str:
        if links is not None and target:
            links.append(Link(text=" ".join(_EMPHASIS.sub("", shown).split()), target=target))
        return shown

    def link(match: re.Match[str]) -> str:
        shown = match["text"] if match["text"] is not None else match["alias"] or match["page"] or match["auto"] or ""
        return add(shown, match["target"] or match["auto"] or "")

    def reference(match: re.Match[str]) -> str:
        target = (targets or {}).get((match["id"] or match["text"]).casefold(), "")
        return add(match["text"], target) if target else match[0]

    text = _EMBED.sub(" ", source)
    text = _LINK.sub(link, text)
    text = _FOOTNOTE_MARK.sub("", text)
    text = _COMPUTED.sub("", text)
    text = _REFERENCE.sub(reference, text) if targets else text
    text = _TAG.sub(lambda tag: tag[0] if _NAMED.fullmatch(tag[0]) else " ", text)
    text = _EMPHASIS.sub("", text)
    text = _ESCAPE.sub(r"\1", text)
    return unicodedata.normalize("NFC", " ".join(html.unescape(text).split()))
