"""Edits of pages whose seeds are damaged: what changed between two looks of ours must be in the verdict, too.

Each page gets a copy damaged as scrapers damage them, is read once by it, edited, and read again by the first reading.
The verdict goes by the copy against the page now, weighed against that first reading: whatever the two readings differ
in has to be there, unless the copy never had it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from bench.article_edits import SINGLE, edited
from bench.article_reading import FIRST, NOW, compared, copy_of, quoted, read
from bench.article_seeds import VARIANTS
from bench.articles import Sample
from monitor.clean import fold
from monitor.model import Article, Edit, Reading
from monitor.reading import tell_apart

_CT = "text/html; charset=utf-8"


def lines(pages: list[Sample], chance: random.Random, verbose: bool) -> Iterator[str]:
    seen = Counter[str]()
    notes = []
    for page in pages:
        for kind in SINGLE:
            damage = chance.choice(list(VARIANTS))
            held = copy_of(VARIANTS[damage](page.text, chance))
            first = read(page.body, held, content_type=_CT).article
            if first is None:
                continue
            body, changes = edited(page, (kind,), chance)
            now = read(body, first, first.place, _CT) if changes else None
            since = compared(now) if now else None
            if now is None or now.article is None or since is None:
                continue
            seen["made"] += 1
            seen["since"] += bool(since.edits)
            told, *_ = tell_apart(held, now.article, [Reading(at=FIRST, article=first, source="live")], NOW)
            before, *_ = tell_apart(held, first, [], NOW)
            news = [edit for edit in told.edits if edit not in before.edits]
            if since.edits and not news and not _only_the_pages(since.edits, held):
                seen["vanished"] += 1
                edit = since.edits[0]
                what = f"{edit.op} «{quoted(edit.before, 80)}» → «{quoted(edit.after, 80)}»"
                notes.append(f"  {page.id[:8]} {kind}, {damage}: {what}")
    yield (
        f"damaged seeds: of {seen['made']} edits {seen['since']} are told since the last look,"
        f" and {seen['vanished']} of these are missing from the verdict (0)"
    )
    yield from notes if verbose else ()


def _only_the_pages(edits: tuple[Edit, ...], copy: Article) -> bool:
    """Whether what went stood on the page alone: the page is nearer to the copy without it."""
    text = fold.fold(" ".join(block.text for block in copy.blocks))
    return all(edit.op == "delete" and fold.fold(edit.before or "") not in text for edit in edits)
