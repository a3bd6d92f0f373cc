"""The digest as data: one JSON object, JSON lines, or CSV; one line for every seed, whatever became of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from monitor.model import Finding
from monitor.report import render
from monitor.report.check_line import as_json, flags_of
from monitor.report.digest import Digest, Section
from monitor.report.render import stamp, visible, well_formed
from monitor.report.said import label

COLUMNS = (
    "seed", "section", "verdict", "reason", "flags", "news", "title", "url", "checked_at", "status", "final_url",
    "weight", "survival", "edits", "candidates", "changed_after", "changed_before", "changes", "rule", "snapshot",
    "links",
)  # fmt: skip
# A cell that begins with one of these is a formula to a spreadsheet (faults.md, 94); full-width forms too.
_FORMULA = tuple("=+-@|%\t\r\n＝＋－＠")


def draw_json(digest: Digest) -> str:
    """One object: coverage, then the sections with their seeds."""
    report = {
        "schema": render.SCHEMA,
        "at": stamp(digest.at) if digest.at else None,
        "since": stamp(digest.since) if digest.since else None,
        "coverage": {"seeds": digest.total, "verdicts": digest.counts},
        "sections": [
            {"section": section.name, "heading": section.heading, "seeds": list(_lines(section, digest))}
            for section in digest.sections
        ],
    }
    return json_line(report, indent=1) + "\n"


def draw_jsonl(digest: Digest) -> str:
    """One line a seed: the line of `monitor check --json`, with `title`, `section`, and what was new as `news`."""
    return "".join(json_line(line) + "\n" for section in digest.sections for line in _lines(section, digest))


def json_line(value: object, *, indent: int | None = None) -> str:
    """JSON with letters as they are, but for those that some readers take for the end of a line."""
    written = well_formed(json.dumps(value, ensure_ascii=False, indent=indent))
    return written.replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _lines(section: Section, digest: Digest) -> Iterator[dict[str, Any]]:
    for finding in section.findings:
        yield {
            **as_json(finding),
            "title": well_formed(finding.title),
            "section": section.name,
            "news": [as_json(one) for one in digest.fresh.get(finding.seed, ())],
        }
    for seed in section.seeds:
        yield {"schema": render.SCHEMA, "seed": well_formed(seed), "verdict": None, "section": section.name, "news": []}


def draw_csv(digest: Digest) -> str:
    """One row a seed, under a row of names. No cell is a formula, whatever a page's title begins with."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for section in digest.sections:
        for finding in section.findings:
            row = _row(finding, section, digest)
            writer.writerow([defused(row[name]) for name in COLUMNS])
        for seed in section.seeds:
            row = {"seed": seed, "section": section.name}
            writer.writerow([defused(row.get(name)) for name in COLUMNS])
    return table.getvalue()


def defused(value: object) -> str | int | float:
    """A value as a cell: in one line, without control characters, and no formula."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = visible(str(value), line=True)
    return "'" + text if text.startswith(_FORMULA) else text


def _row(finding: Finding, section: Section, digest: Digest) -> dict[str, Any]:
    decision, comparison = finding.decision, finding.comparison
    changes = []
    if comparison:
        changes += [
            f"{label(name)}: [-{change.before}-] {{+{change.after}+}}" for name, change in comparison.fields.items()
        ]
        changes += [render.line(edit).strip("\u2068\u2069") for edit in comparison.edits]
    between = comparison.between if comparison else None
    return {
        "seed": finding.seed,
        "section": section.name,
        "verdict": decision.verdict.value,
        "reason": decision.reason,
        "flags": " ".join(sorted(flags_of(finding))),
        "news": len(digest.fresh.get(finding.seed, ())),
        "title": finding.title,
        "url": finding.url,
        "checked_at": stamp(finding.checked_at),
        "status": finding.status,
        "final_url": finding.final_url,
        "weight": comparison.weight if comparison else None,
        "survival": comparison.survival if comparison else None,
        "edits": len(comparison.edits) if comparison else None,
        "candidates": len(comparison.candidates) if comparison else None,
        "changed_after": stamp(between[0]) if between else None,
        "changed_before": stamp(between[1]) if between else None,
        "changes": " ¶ ".join(changes),
        "rule": decision.rule,
        "snapshot": finding.snapshot,
        "links": len(comparison.links) if comparison else None,
    }
