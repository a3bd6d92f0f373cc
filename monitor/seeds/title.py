"""What to call a note: its own title, its heading, or its first words; and whether it holds a copy at all."""

from __future__ import annotations

import re

# A made-up title: about as much as a line of a list shows.
LONGEST = 80
_SHORTEST_SENTENCE = 15
_SAMPLE = 4096
# A longer line with a rule below it is a paragraph before a rule, whatever Markdown says.
_LONGEST_UNDERLINED = 200

_HEADING = re.compile(r"#{1,6}(?:[ \t]+|$)(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})[ \t]*$")
_FENCE = re.compile(r"(?:```|~~~)")
# Comments and pictures. No part of a pattern may run over another beginning of itself: that keeps them linear.
_UNREAD = re.compile(
    r"%%(?:(?!%%).){0,5000}%%|<!--(?:(?!<!--|-->).){0,5000}-->|!\[\[[^\[\]\r\n]{0,500}\]\]"
    r"|!\[[^\[\]\r\n]{0,500}\]\([^()\r\n]{0,2000}(?:\([^()\r\n]{0,500}\)[^()\r\n]{0,500})?\)",
    re.DOTALL,
)
_LINK = re.compile(r"\[([^\[\]\r\n]{1,500})\]\([^()\r\n]{0,2000}\)")
WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\r\n]{0,500}\|)?([^\[\]|\r\n]{1,500})\]\]")
_EMPHASIS = re.compile(r"(\*\*|__|\*|~~|`)(?=\S)(.{1,500}?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!~>|-])")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'»”)\]]*(?=\s)")
_WORD = re.compile(r"[^\W_]")
# ` date 2022-01 …`: how the user's export begins a text that has no front matter.
DATE_PREFIX = re.compile(r"\s*date\s+(\d{4}(?:-\d{2}){0,2})(?:\s+|\Z)")


def find_heading(body: str) -> str:
    """The first `# heading` near the beginning of a copy, or a heading of any kind that it begins with; else empty."""
    before, fenced = "", False
    for line in body[:_SAMPLE].splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        heading = _HEADING.match(line)
        if heading and not fenced and (line.startswith(("# ", "#\t")) or not before):
            return _plain(heading.group(1))
        underlined = "\n" not in before and len(before) <= _LONGEST_UNDERLINED and _UNDERLINE.match(line)
        if before and not fenced and underlined:
            return _plain(before)
        before = f"{before}\n{line}" if before else line if line.strip() else ""
    return ""


def make_title(body: str) -> str:
    """The first sentence of a text, or as many words as fit: a list must show something."""
    text = _UNREAD.sub(" ", body[:_SAMPLE])
    paragraph = next((line for line in re.split(r"[\r\n]+", text) if _WORD.search(line)), "")
    paragraph = re.sub(r"^\s*(?:[-*+>]|#{1,6}|\d{1,3}[.)])\s+", "", paragraph)
    words = _plain(paragraph)
    end = _SENTENCE_END.search(words, _SHORTEST_SENTENCE)
    sentence = words[: end.end()] if end else words
    if len(sentence) <= LONGEST:
        return sentence
    cut = sentence[: LONGEST - 1]
    at = cut.rfind(" ") if not sentence[LONGEST - 1].isspace() else len(cut)
    return (cut[:at] if at > LONGEST // 2 else cut).rstrip(" ,;:–—-(«„“") + "…"


def _plain(line: str) -> str:
    """A line without the marks of Markdown."""
    line = _EMPHASIS.sub(r"\2", WIKI_LINK.sub(r"\1", _LINK.sub(r"\1", line)))
    return " ".join(_ESCAPE.sub(r"\1", line).split())


def has_text(body: str) -> bool:
    """Whether a copy holds any word that is not in a heading, an image or a comment."""
    for line in body.splitlines():
        if "<!--" in line or "![" in line or "%%" in line:  # such a thing may go on over lines
            break
        if _WORD.search(line) and not _HEADING.match(line):
            return True
    lines = _UNREAD.sub(" ", body).splitlines()
    return any(_WORD.search(line) and not _HEADING.match(line) for line in lines)
