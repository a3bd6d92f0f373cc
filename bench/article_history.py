"""Versions of six documents over two years, against the versions that Open Terms Archive recorded.

With a rule: all that its `article` selector holds is read, version after version. Without: the first page's text is
held as a copy would be, and each page is then found by the version before. A pair counts as a version of ours when
the page differs from the last version in its text or in where a link of it leads (house.md: a version is an article's
content where it differs); only the text makes an edit. What OTA labelled `technical` is not scored.
"""

from __future__ import annotations

import json
import random
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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
    seen = Counter[str]()
    notes = []
    for document in dict.fromkeys(pair["doc"] for pair in pairs):
        known: Article | None = None
        for pair in (one for one in pairs if one["doc"] == document):
            if known is None:
                known = _first(folder, pair["blob_a"], document)
            look = _look(folder, pair["blob_b"], document, known, ruled)
            known = look.version or known
            label = pair["label"]
            seen[label] += 1
            seen[f"{label}, version"] += look.version is not None
            seen[f"{label}, edits"] += look.edits
            if label != "technical" and (look.version is not None) != (label == "changed"):
                notes.append(f"  {document} {pair['date_b'][:10]} {pair['blob_b'][:8]} OTA: {label}; we: {look.note}")
    name = "one rule a document" if ruled else "no rule"
    for what, part in (("versions", "version"), ("edits", "edits")):
        told = ", ".join(f"{seen[f'{label}, {part}']} of {seen[label]} `{label}`" for label in ("same", "changed"))
        yield f"{name:20} {what:8} on {told}; of the {seen['technical']} `technical` {seen[f'technical, {part}']}"
        name = ""
    yield from notes


def _page(folder: Path, blob: str) -> Page:
    return page_of((folder / "html" / blob).read_bytes())


def _held(page: Page, document: str) -> list[Any]:
    return list(page.tree.xpath(_ROBOT if document.startswith("UptimeRobot") else _OTA))


def _first(folder: Path, blob: str, document: str) -> Article:
    page = _page(folder, blob)
    return read_within(page, _held(page, document))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One page beside the version before: the new version, if it is one; whether by edits; and what was seen."""

    version: Article | None = None
    edits: bool = False
    note: str = ""


def _look(folder: Path, blob: str, document: str, known: Article, ruled: bool) -> Look:
    page = _page(folder, blob)
    within = _held(page, document) if ruled else []
    if ruled and not within:
        return Look(note="the rule holds nothing")
    found = find(page, known, place=known.place, within=within)
    made = compared(found)
    if made is None or found.article is None:
        return Look(note=f"not found ({found.share:.0%})")
    if made.edits:
        edits = "; ".join(f"{one.op} «{quoted(one.before, 80)}» → «{quoted(one.after, 80)}»" for one in made.edits[:3])
        return Look(version=found.article, edits=True, note=f"{len(made.edits)} edits: {edits}")
    if made.links:
        facts = [fact for edit in made.links for fact in edit.facts]
        links = "; ".join(f"{fact.before} → {fact.after}" for fact in facts[:4])
        return Look(version=found.article, note=f"{len(facts)} links: {links}")
    beside = "; ".join(f"{one.why} «{quoted(one.before or one.after, 80)}»" for one in made.candidates[:3])
    return Look(note=f"no edit, and the same links; candidates: {beside or 'none'}; cosmetic: {made.cosmetic}")
