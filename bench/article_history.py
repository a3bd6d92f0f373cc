"""Versions of six documents over two years, against the versions that Open Terms Archive recorded.

With a rule: all that its `article` selector holds is read, version after version. Without: the first page's text is
held as a copy would be, and each page is then found by the version before. A pair counts as a version of ours when
the page differs by an edit from the last version. What OTA labelled `technical` is passed over, not scored.
"""

from __future__ import annotations

import json
import random
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.article_reading import compared, page_of, quoted
from bench.articles import CORPUS, Sample
from monitor.clean.guided import find, read_within
from monitor.clean.parse import Page
from monitor.model import Article

# One `article` rule a document, as XPath (the site was built anew once, so each has two alternatives). Like OTA's
# own selectors they leave out the headline and the line "Last updated".
_OTA = (
    "//*[contains(@class, 'textcontent') or contains(@class, 'TextContent_textContent')]"
    "/*[not(self::h1) and not(contains(@class, 'smallcaps'))]"
)
_ROBOT = "//*[contains(@class, 'text-page') or contains(@class, 'cms-default-content')]"


def lines(pages: list[Sample], chance: random.Random, verbose: bool) -> Iterator[str]:  # noqa: ARG001 - the parts share one signature
    with tempfile.TemporaryDirectory() as folder:
        _unpack(Path(folder))
        pairs = json.loads((Path(folder) / "pairs.json").read_text(encoding="utf-8"))
        for ruled in (True, False):
            yield from _run(Path(folder), pairs, ruled)


def _unpack(folder: Path) -> None:
    source = CORPUS / "page-history" / "ota-history.tar.zst"
    with (folder / "history.tar").open("wb") as out:
        subprocess.run(["zstd", "-d", "--long=27", "-c", str(source)], stdout=out, check=True)
    with tarfile.open(folder / "history.tar") as archive:
        archive.extractall(folder, filter="data")


def _run(folder: Path, pairs: list[dict[str, str]], ruled: bool) -> Iterator[str]:
    wrong = right = same = changed = linked_wrong = linked_right = 0
    notes = []
    for document in dict.fromkeys(pair["doc"] for pair in pairs):
        known: Article | None = None
        for pair in (one for one in pairs if one["doc"] == document):
            if known is None:
                known = _first(folder, pair["blob_a"], document)
            version, note, links = _look(folder, pair["blob_b"], document, known, ruled)
            if pair["label"] == "technical":
                known = version or known
                continue
            same += pair["label"] == "same"
            changed += pair["label"] == "changed"
            wrong += pair["label"] == "same" and version is not None
            right += pair["label"] == "changed" and version is not None
            linked_wrong += pair["label"] == "same" and (version is not None or links is not None)
            linked_right += pair["label"] == "changed" and (version is not None or links is not None)
            if (version is not None) != (pair["label"] == "changed"):
                notes.append(
                    f"  {document} {pair['date_b'][:10]} {pair['blob_b'][:8]} OTA: {pair['label']}; we: {note}"
                )
            known = version or links or known
    name = "one rule a document" if ruled else "no rule"
    yield f"{name:20} edits on {wrong} of {same} `same`, {right} of {changed} `changed`"
    yield f"{'':20} edits or other links on {linked_wrong} of {same} `same`, {linked_right} of {changed} `changed`"
    yield from notes


def _page(folder: Path, blob: str) -> Page:
    return page_of((folder / "html" / blob).read_bytes())


def _held(page: Page, document: str) -> list[Any]:
    return list(page.tree.xpath(_ROBOT if document.startswith("UptimeRobot") else _OTA))


def _first(folder: Path, blob: str, document: str) -> Article:
    page = _page(folder, blob)
    return read_within(page, _held(page, document))


def _look(
    folder: Path, blob: str, document: str, known: Article, ruled: bool
) -> tuple[Article | None, str, Article | None]:
    """The new version if there is one, what was seen, and the reading if nothing but links differs."""
    page = _page(folder, blob)
    within = _held(page, document) if ruled else []
    if ruled and not within:
        return None, "the rule holds nothing", None
    found = find(page, known, place=known.place, within=within)
    made = compared(found)
    if made is None or found.article is None:
        return None, f"not found ({found.share:.0%})", None
    before = [link for block in known.blocks for link in block.links]
    after = [link for block in found.article.blocks for link in block.links]
    if not made.edits:
        gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
        links = "; ".join(f"{one.text} → {one.target}" for one in (*gone, *come)[:4])
        note = f"no edit; links: {links or 'the same'}; candidates: " + "; ".join(
            f"{one.why} «{quoted(one.before or one.after, 80)}»" for one in made.candidates[:3]
        )
        return None, note, found.article if gone or come else None
    edits = "; ".join(f"{one.op} «{quoted(one.before, 80)}» → «{quoted(one.after, 80)}»" for one in made.edits[:3])
    return found.article, f"{len(made.edits)} edits: {edits}", None
