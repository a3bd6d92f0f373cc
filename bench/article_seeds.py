"""Untouched pages and damaged seeds: whatever the copy's maker did, the page was not edited."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from bench.article_reading import compared, copy_of, quoted, read
from bench.articles import Sample

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\"“«]?[A-ZА-ЯЁÀ-Ž])")
CAPTIONS = (
    "Фото: Иван Петров / Reuters",
    "Photo: Jane Doe/Getty Images",
    "Снимок экрана: YouTube",
    "(Photo by John Smith/AFP)",
    "Image credit: NASA",
)
EMBEDS = (
    "View this post on Instagram\n\nA post shared by Somebody (@somebody)",
    "View this post on Instagram A post shared by Somebody Else (@somebody_else)",
    "https://twitter.com/somebody/status/1196431924716916736",
    "pic.twitter.com/KQLpngeTbO",
)
PROMOS = (
    "Читайте также: В Молдове подорожает хлеб",
    "Читайте также",
    "Read also: What happens next in the trade war",
    "Подписывайтесь на наш канал в Telegram",
    "Related: Ten things to know this morning",
)


def flat(text: str, _chance: random.Random) -> str:
    return " ".join(text.split())


def glued(text: str, chance: random.Random) -> str:
    """Blanks lost where inline tags may have stood: after sentences, beside words here and there."""

    def end(match: re.Match[str]) -> str:
        return "" if chance.random() < 0.15 else match[0]

    text = re.sub(r"(?<=[.!?»”\"]) (?=[A-ZА-Я«“])", end, text)
    return re.sub(r"(?<=\w) (?=\w)", lambda match: "" if chance.random() < 0.01 else match[0], text)


def doubled(text: str, chance: random.Random) -> str:
    blocks = text.split("\n\n")
    long = [block for block in blocks if len(block) > 60] or blocks
    quote = chance.choice(long)
    blocks.insert(chance.randrange(len(blocks) + 1), f"> {quote}" if chance.random() < 0.5 else quote)
    return "\n\n".join(blocks)


def _with_line(lines: tuple[str, ...]) -> Callable[[str, random.Random], str]:
    def added(text: str, chance: random.Random) -> str:
        blocks = text.split("\n\n")
        blocks.insert(chance.randrange(len(blocks) + 1), chance.choice(lines))
        return "\n\n".join(blocks)

    return added


def all_of_it(text: str, chance: random.Random) -> str:
    for damage in (doubled, _with_line(EMBEDS), _with_line(PROMOS), _with_line(CAPTIONS)):
        text = damage(text, chance)
    return glued(text, chance)


def without_tenths(text: str, _chance: random.Random) -> str:
    blocks, count = [], 0
    for block in text.split("\n\n"):
        kept = []
        for sentence in _SENTENCE.split(block):
            count += 1
            if count % 10:
                kept.append(sentence)
        blocks.append(" ".join(kept))
    return "\n\n".join(block for block in blocks if block)


VARIANTS: dict[str, Callable[[str, random.Random], str]] = {
    "as it is": lambda text, _chance: text,
    "flat": flat,
    "glued": glued,
    "flat and glued": lambda text, chance: glued(flat(text, chance), chance),
    "a quotation doubled": doubled,
    "an embed's line": _with_line(EMBEDS),
    "a promotion's line": _with_line(PROMOS),
    "a caption": _with_line(CAPTIONS),
    "all of these": all_of_it,
    "all of these, flat": lambda text, chance: flat(all_of_it(text, chance), chance),
    "every tenth sentence missing": without_tenths,
}


def in_windows_1251(body: bytes) -> bytes:
    text = body.decode("utf-8", errors="replace")
    text = re.sub(r"(?i)charset\s*=\s*([\"']?)utf-?8", r"charset=\1windows-1251", text)
    return text.encode("cp1251", errors="xmlcharrefreplace")


def lines(pages: list[Sample], chance: random.Random, verbose: bool) -> Iterator[str]:
    yield f"{'seed':32} {'intact':>9} {'again':>9} {'candidates':>11}"
    for name, damage in VARIANTS.items():
        yield from _variant(name, damage, pages, chance, verbose)
    yield from _variant("page in windows-1251", VARIANTS["as it is"], pages, chance, verbose, in_windows_1251)


def _variant(
    name: str,
    damage: Callable[[str, random.Random], str],
    pages: list[Sample],
    chance: random.Random,
    verbose: bool,
    recode: Callable[[bytes], bytes] | None = None,
) -> Iterator[str]:
    intact = again = candidates = 0
    notes = []
    missing = listed = 0
    for page in pages:
        body = recode(page.body) if recode else page.body
        text = damage(page.text, chance)
        found = read(body, copy_of(text), content_type="text/html" if recode else "text/html; charset=utf-8")
        made = compared(found)
        if made is None or found.article is None:
            notes.append(f"  {page.id[:8]} not found ({found.share:.2f}) {page.url}")
            continue
        candidates += len(made.candidates)
        if made.edits:
            edit = made.edits[0]
            notes.append(
                f"  {page.id[:8]} {len(made.edits)} edits: {edit.op} «{quoted(edit.before)}» → «{quoted(edit.after)}»"
            )
        else:
            intact += 1
        second = read(body, found.article, found.article.place, "text/html" if recode else "text/html; charset=utf-8")
        twice = compared(second)
        if twice is not None and not twice.edits and not twice.candidates and second.article is not None:
            again += second.article.sentences == found.article.sentences
        else:
            notes.append(f"  {page.id[:8]} read again: {twice and len(twice.edits)} edits")
        if name.startswith("every tenth"):
            after = "".join(_bare(one.after or "") for one in made.candidates)
            kept = _bare(text)
            for sentence in {_bare(one) for block in page.text.split("\n\n") for one in _SENTENCE.split(block)}:
                if len(sentence) > 20 and sentence not in kept:
                    missing += 1
                    listed += sentence in after
    yield f"{name:32} {intact:>4}/{len(pages):<4} {again:>4}/{len(pages):<4} {candidates:>11}"
    if missing:
        yield f"  of {missing} sentences that the seed lacks, {listed} are candidates ({listed / missing:.1%})"
    if verbose or name == "as it is":
        yield from notes


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
