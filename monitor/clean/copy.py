"""Seed note → the same form as an article: the baseline.

A note is Markdown as Obsidian writes it (`markdown.py`), or a flat text. What its owner added (comments between `%%`,
callouts, block ids) is not the article; nor is the headline over it, nor pictures. What scrapers did to the text is
named in `extras` (side `copy`): nobody can call it an edit when the page has it otherwise. The copy's words are never
mended here: where they are cut or glued wrongly shows only beside the page (`guided.find`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from monitor import clean
from monitor.clean import markdown, mojibake, titles
from monitor.clean.anchors import SHORTEST, letters
from monitor.clean.damage import PART, find_damage
from monitor.clean.fold import fold
from monitor.clean.sentences import split
from monitor.model import Article, Block, Extra, Seed, Sentence

# ` date 2022-01 ` before the text, as the user's export writes it.
_DATE_PREFIX = re.compile(r"\A\s*date\s+\d{4}(?:-\d{2}){0,2}(?=\s)\s*")
_OWNERS_RULES = 2

# A block of this many characters was not a paragraph on its page.
_FLAT = 1500


def read_copy(seed: Seed) -> Article:
    """The baseline of a seed: its copy as an article. No blocks where the note holds no text, or but a word."""
    made = getattr(seed, "title_from", None) == "text"  # a name for lists, made from the first words
    title, body = _mended(seed.title, seed.body)
    title = "" if made else _headline(seed, title)
    blocks, borders = _parts(body)
    if not title and not made:
        title = next((block.text for block in blocks[:1] if block.kind == "heading"), "")
    wanted = fold(title)
    headed = {
        index
        for index, block in enumerate(blocks[:3])
        if block.kind == "heading" and wanted and fold(block.text) == wanted
    }
    borders = {border - sum(index < border for index in headed) for border in borders}
    blocks = [block for index, block in enumerate(blocks) if index not in headed]
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
        extras=(*find_damage(blocks, sentences), *_begins(sentences, borders)),
        how="copy",
        cleaner=clean.STAMP,
        flat=is_flat(blocks),
    )


def _mended(title: str, body: str) -> tuple[str, str]:
    """Title and text of a note whose maker read the page in a wrong encoding, as the page has them. A title of which
    letters were lost on the way is none."""
    text = title.replace("\n", " ") + "\n" + body
    whole = text.encode("utf-8", errors="replace")
    foreign = whole.translate(None, mojibake.PLAIN)
    if foreign:
        text, found = mojibake.mend(text, foreign, whole)
        title, _, body = text.partition("\n")
        title = "" if "mojibake" in found and mojibake.is_lost(title) else title
    return title, body


def _parts(body: str) -> tuple[list[Block], set[int]]:
    """The blocks of a note, and which of them begin a part of it. A note that is one callout keeps its text in that."""
    body = _DATE_PREFIX.sub("", body, count=1)
    for callouts in (False, True):
        blocks: list[Block] = []
        borders: set[int] = set()
        rules: list[int] = []
        for block in markdown.blocks(body, callouts=callouts):
            if isinstance(block, Block):
                blocks.append(block)
            elif block == markdown.RULE:
                rules.append(len(blocks))
            else:
                borders.add(len(blocks))
        if sum(len(block.text) for block in blocks) >= SHORTEST or "[!" not in body:
            break
    # An owner rules off what stands before or behind the article; more rules than that are the article's.
    return blocks, borders | set(rules if len(rules) <= _OWNERS_RULES else ())


def _begins(sentences: Sequence[Sentence], borders: set[int]) -> Iterator[Extra]:
    """Marks on the first sentence of each part but the first: `relate` asks which parts the page has nothing of."""
    for number, sentence in enumerate(sentences):
        if number and sentence.block in borders and sentences[number - 1].block != sentence.block:
            yield Extra(side="copy", sentence=number, why=PART)


def _headline(seed: Seed, title: str) -> str:
    """The title without the name of the site that the note is from: `Headline - example`."""
    try:
        host = urlsplit(seed.url or "").hostname or ""
    except ValueError:
        host = ""
    names = titles.site_names(host=host, said=(seed.site,) if seed.site else ())
    return titles.without_suffix(_unescaped(title), names=names)


def _unescaped(field: str) -> str:
    """A field without the entities that scrapers leave in front matter: `&quot;`."""
    return " ".join(html.unescape(field).split())


def is_flat(blocks: list[Block] | tuple[Block, ...]) -> bool:
    """Whether the paragraphs of this text are lost: fewer blocks than its length can have had."""
    letters = sum(len(block.text) for block in blocks)
    return bool(blocks) and len(blocks) < 1 + letters / _FLAT
