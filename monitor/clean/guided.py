"""Find a text that we hold inside a page: where is that article in it, whole, and nothing else.

We hold the text, so we need not guess it. `find` looks for it among the page's visible text by letters alone
(`anchors`), chooses the blocks that are the article (`choose`), reads them, and says how the two texts go together
(`relate`): the text is cut anew at the page's borders, and what one side lacks is named.

The text may be a copy (a baseline) or the reading of an earlier version; a page read again, guided by what was read
from it, gives the same article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from monitor import clean
from monitor.clean import boxes
from monitor.clean import sentences as cutting
from monitor.clean.anchors import SHORTEST, Stretch, letters, letters_of
from monitor.clean.choose import Choice, Located, Text, choose, locate, unchanged
from monitor.clean.fold import fold
from monitor.clean.islands import drained
from monitor.clean.naming import Rest
from monitor.clean.parse import Page
from monitor.clean.relate import relate
from monitor.clean.visible import Run, kind_of, path_of, runs_of
from monitor.model import Article, Block, Place

# Less than this share of the text standing in the visible page is not that article (contract.md: a tenth).
LEAST = 0.1
# Unseen text is the article only where the visible page holds less than this share of it, and much less than it does.
SEEN_ENOUGH = 0.5
# From this share on, nothing of a text is left to be looked for.
_ALL = 0.999
# A copy's block of so many letters stands once on a page, if it does, by no chance.
_BLOCK = 40
# Where more blocks than this are gone, the page was built anew, and places tell nothing.
_MOST_LOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a text stands in a page.

    `article` is what was read, None where almost nothing of the text stands there. `known` is the text that led to
    it, cut at the page's borders (same words): compare it with `article`, not the text that was handed in; extras of
    side `copy` index its sentences. `share` of the text's letters stand in order where they are seen; `hidden` is
    the share found when what is unseen is looked at too.
    """

    article: Article | None
    known: Article
    share: float
    hidden: float = 0.0
    evidence: tuple[str, ...] = ()


def find(page: Page, known: Article, *, place: Place | None = None, within: Sequence[Any] = ()) -> Found:
    """The article that `known` is a text of, read from the page; see the module's docstring.

    `place` is where an earlier reading found it (a reading's own is known to it). `within` are elements of the page
    that hold the article and nothing else, by a rule of its site: then all that is seen in them is the article.
    """
    last = place or known.place
    guide = boxes.without(known)
    everything = runs_of(page)
    in_pieces = [run for run in everything if run.islands]
    text = _letters(guide) if in_pieces else ""
    for run in in_pieces:
        run.text = drained(run.parts, run.islands, text)
    if known.how != "copy" and not within:
        same = _as_it_was(page, known, Text([run for run in everything if run.seen]))
        if same is not None:
            return Found(article=same, known=known, share=1.0)

    text = text or _letters(guide)
    if len(text) < SHORTEST:
        return Found(article=None, known=known, share=0.0, evidence=("the text that we hold is too short to look for",))
    seen = Text([run for run in everything if run.seen])
    located, hidden = locate(text, seen), 0.0
    if located.share < SEEN_ENOUGH and len(seen.runs) < len(everything):
        whole = Text(everything)
        unseen = locate(text, whole)
        hidden = unseen.share
        if hidden >= max(SEEN_ENOUGH, 2 * located.share):
            seen, located = whole, unseen
    choice, come = _ruled(seen, within), list[int]()
    if located.share < LEAST and not choice.runs:
        evidence = f"{located.share:.0%} of the text that we hold stands in the visible page"
        return Found(article=None, known=known, share=located.share, hidden=hidden, evidence=(evidence,))
    if not choice.runs:
        choice = choose(seen, located.line, lambda: _lines(guide), _standing(page, guide, seen, located))
        come = boxes.come(known, seen, choice.runs)
        choice = replace(choice, runs=sorted((*choice.runs, *come)))
    article = _article(page, everything, seen, choice.runs, located.share, known)
    article = boxes.mark(article, [number for number, run in enumerate(choice.runs) if run in come])
    loose, firm = _edges(choice, article.place, last)
    rest = _rest(everything, seen, choice)
    shared = _inside(seen, choice, located) if located.share > 0.99 and guide is known else None
    known, article = relate(known, article, rest, loose=loose, firm=firm, shared=shared)
    return Found(article=article, known=known, share=located.share, hidden=hidden)


def read_within(page: Page, within: Sequence[Any]) -> Article:
    """All that is seen in these elements, as an article: for site rules, where no text is held."""
    everything = runs_of(page)
    seen = Text([run for run in everything if run.seen])
    choice = _ruled(seen, within)
    return _article(page, everything, seen, choice.runs, 1.0) if choice.runs else Article(how="rule", sure=0.0)


def _ruled(page: Text, within: Sequence[Any]) -> Choice:
    inside = {element for top in within for element in top.iter()}
    return Choice([index for index, run in enumerate(page.runs) if run.element in inside])


def _letters(known: Article) -> str:
    return "".join(letters_of(block.text for block in known.blocks))


def _lines(known: Article) -> list[str]:
    return letters_of([*(block.text for block in known.blocks), *(sentence.text for sentence in known.sentences)])


def _as_it_was(page: Page, known: Article, seen: Text) -> Article | None:
    """The last reading, where every block of it stands as it stood and nothing new stands among them.

    What else stood on the page (`elsewhere`) is kept as it was read then.
    """
    if known.place is None or known.cleaner != clean.STAMP:
        return None
    expected = [(block.text, block.path) for block in known.blocks]
    choice = unchanged(seen, expected, lambda run: path_of(page, run.element))
    if choice is None or boxes.come(boxes.without(known), seen, choice.runs):
        return None
    if any(seen.runs[index].targets != block.links for index, block in zip(choice.runs, known.blocks, strict=True)):
        return None
    extras = tuple(extra for extra in known.extras if extra.side == "page")
    notes = (f"found as it was: {len(known.blocks)} blocks",)
    return replace(known, place=_place(page, seen, choice.runs), extras=extras, sure=1.0, notes=notes)


def _standing(page: Page, known: Article, seen: Text, located: Located) -> Iterator[int]:
    """Runs that stand where a block of the known text did, however far from the rest: they do not come and go with
    what else is on the page.

    Of a reading: the same words in the same kind of place, once on the page now and then; and other words in the very
    place that a block of it had. Of a copy: whole blocks before and behind all others, once on the page.
    """
    if known.how == "copy":
        if located.share < _ALL:
            yield from _whole_blocks(known, seen, located.line)
        return
    count = Counter(run.text for run in seen.runs)
    beside = {sentence.block for sentence in known.sentences if sentence.digest in known.elsewhere}
    kinds = {block.text: _kind_of_place(block.path) for k, block in enumerate(known.blocks) if k not in beside}
    for index, run in enumerate(seen.runs):
        kind = kinds.get(run.text)
        if kind and count[run.text] == 1 and kind == _kind_of_place(path_of(page, run.element)):
            yield index
    yield from _places_kept(page, known, seen, count)


def _whole_blocks(known: Article, seen: Text, line: list[Stretch]) -> Iterator[int]:
    """The runs that are blocks of a copy, letter by letter, and in its order: a standfirst far above the text, say."""
    where: dict[str, list[int]] = {}
    for index, text in enumerate(seen.each):
        if len(text) >= _BLOCK:
            where.setdefault(text, []).append(index)
    start = end = 0
    for block in known.blocks:
        text = letters(block.text)
        start, end = end, end + len(text)
        found = where.get(text, [])
        if len(found) != 1 or 2 * seen.runs[found[0]].links > len(block.text):
            continue
        before = max((one.b_end for one in line if one.a_end <= start), default=0)
        after = min((one.b for one in line if one.a >= end), default=len(seen.letters))
        if before <= seen.starts[found[0]] and seen.starts[found[0] + 1] <= after:
            yield found[0]


def _places_kept(page: Page, known: Article, seen: Text, count: Counter[str]) -> Iterator[int]:
    """Runs in the very place of a block that the page lacks, beside one that stands where it stood."""
    lost = [k for k, block in enumerate(known.blocks) if not count[block.text] and block.path]
    if not 0 < len(lost) <= _MOST_LOST:
        return
    texts = {block.text for block in known.blocks}
    shared = Counter(block.path for block in known.blocks)
    cyrillic = cutting.is_cyrillic([block.text for block in known.blocks])
    for k in lost:
        path = known.blocks[k].path
        run = _only_run(page, seen, path)
        if run is None or shared[path] > 1 or seen.runs[run].text in texts or seen.runs[run].links:
            continue
        if not cutting.digests([seen.runs[run].text], cyrillic=cyrillic).isdisjoint(known.elsewhere):
            continue
        beside = (known.blocks[at] for at in (k - 1, k + 1) if 0 <= at < len(known.blocks))
        if any(_stands_there(page, seen, block) for block in beside):
            yield run


def _stands_there(page: Page, seen: Text, block: Block) -> bool:
    run = _only_run(page, seen, block.path)
    return run is not None and seen.runs[run].text == block.text


def _only_run(page: Page, seen: Text, path: str) -> int | None:
    """The run that an element is, where it is one run."""
    try:
        found = page.tree.getroottree().xpath(path)
    except etree.XPathError:  # tag names of broken pages are no names in XPath
        return None
    runs = [
        index for index, run in enumerate(seen.runs) if isinstance(found, list) and found and run.element is found[0]
    ]
    return runs[0] if len(runs) == 1 else None


def _kind_of_place(path: str) -> tuple[str, ...]:
    """The last two elements of a path, without their numbers."""
    return tuple(part.partition("[")[0] for part in path.split("/")[-2:])


# ── reading it ────────────────────────────────────────────────────────────────────────────────────


def _article(
    page: Page, everything: list[Run], seen: Text, chosen: list[int], share: float, known: Article | None = None
) -> Article:
    runs = [seen.runs[index] for index in chosen]
    blocks = tuple(
        Block(text=run.text, kind=kind_of(run), path=path_of(page, run.element), links=run.targets) for run in runs
    )
    inside = {id(run) for run in runs}
    cyrillic = cutting.is_cyrillic([run.text for run in runs])
    return Article(
        blocks=blocks,
        sentences=cutting.split(blocks, like=known if known and known.cleaner == clean.STAMP else None),
        how="guided",
        sure=round(share, 3),
        cleaner=clean.STAMP,
        place=_place(page, seen, chosen),
        elsewhere=cutting.digests([run.text for run in everything if id(run) not in inside], cyrillic=cyrillic),
        notes=(f"found by its text: {share:.0%} of what we hold, in {len(blocks)} blocks",),
    )


def _place(page: Page, seen: Text, chosen: list[int]) -> Place:
    first, last = seen.runs[chosen[0]].element, seen.runs[chosen[-1]].element
    above = {last, *last.iterancestors()}
    home = next((element for element in (first, *first.iterancestors()) if element in above), page.tree)

    def neighbour(index: int) -> str:
        return cutting.digest(fold(seen.runs[index].text)) if 0 <= index < len(seen.runs) else ""

    return Place(path=path_of(page, home), before=neighbour(chosen[0] - 1), after=neighbour(chosen[-1] + 1))


def _edges(choice: Choice, now: Place | None, last: Place | None) -> tuple[frozenset[int], frozenset[int]]:
    """The article's blocks at its edges: those that may be furniture, and those beyond which lies what lay there at
    the last reading."""
    loose: set[int] = set()
    firm: set[int] = set()
    first = min(set(choice.runs) - choice.edges, default=0)
    for number, run in enumerate(choice.runs):
        if run in choice.edges:
            same = now and last and (now.before == last.before if run < first else now.after == last.after)
            (firm if same else loose).add(number)
    return frozenset(loose), frozenset(firm)


def _rest(everything: list[Run], seen: Text, choice: Choice) -> Rest:
    """What stands on the page beside the article, as letters."""
    inside = set(choice.runs)
    chosen = {id(seen.runs[index]) for index in inside}
    visible = [text for index, text in enumerate(seen.each) if index not in inside and seen.runs[index].seen]
    hidden = letters_of(run.text for run in everything if not run.seen and id(run) not in chosen)
    return Rest(visible=f" {' '.join(visible)} ", hidden=f" {' '.join(hidden)} ")


def _inside(seen: Text, choice: Choice, located: Located) -> list[Stretch]:
    """The stretches of text and page, as stretches of text and article: moved to where their letters stand there."""
    moved: list[Stretch] = []
    spans: list[tuple[int, int, int]] = []  # start and end on the page, start in the article
    at = 0
    for index in choice.runs:
        start, end = seen.starts[index], seen.starts[index + 1]
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end, spans[-1][2])
        else:
            spans.append((start, end, at))
        at += end - start
    for one in located.shared:
        for start, end, there in spans:
            low, high = max(one.b, start), min(one.b_end, end)
            if low < high:
                moved.append(Stretch(one.a + low - one.b, there + low - start, high - low))
    moved.sort()
    joined: list[Stretch] = []
    for one in moved:
        if joined and joined[-1].a_end == one.a and joined[-1].b_end == one.b:
            joined[-1] = Stretch(joined[-1].a, joined[-1].b, joined[-1].length + one.length)
        else:
            joined.append(one)
    return joined
