"""The digest as HTML: one self-contained file, or the HTML part of a mail, from the same pieces.

Everything is escaped by the template engine, and no template knows a way around it. The file loads nothing, runs
nothing, and says so in its Content-Security-Policy; a mail's styles are inlined, because mail clients drop the others.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.model import Candidate, Edit
from monitor.report import render
from monitor.report.digest import Digest, place_of
from monitor.report.items import WHOLE, Limits, items_of, left_out, unsure
from monitor.report.said import facts, headline, legend, occasion, remark

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def draw(digest: Digest) -> str:
    """The whole digest as one HTML file."""
    style = _style("page.css")
    return (
        _environment()
        .get_template("page.html")
        .render(_words(digest, WHOLE), style=_Trusted(style), style_hash=_hash(style))
    )


def draw_mail(digest: Digest, *, limits: Limits, footer: Sequence[str]) -> str:
    """The digest as the HTML part of a mail, every style inline."""
    import css_inline

    words = _words(digest, limits)
    light, dark = _Trusted(_style("mail.css")), _Trusted(_style("mail-dark.css"))
    drawn = _environment().get_template("mail.html").render(words, style=light, dark=dark, footer=footer)
    # The dark colours cannot be inlined, because they hold for some readers only; who drops them gets the light ones.
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=False)
    return inliner.inline(drawn)


class _Trusted(str):
    """Our own style sheet, the one thing that is not escaped; nothing from outside ever becomes one."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _words(digest: Digest, limits: Limits) -> dict[str, Any]:
    return {
        "digest": digest,
        "headline": headline(digest),
        "legend": legend(digest.sections),
        "occasion": occasion(digest),
        "sections": [
            {
                "name": section.name,
                "heading": section.heading,
                "meaning": section.meaning,
                "told": list(items_of(section, digest, limits)),
                "left": left_out(section, limits),
            }
            for section in digest.sections
            if section.findings or section.seeds
        ],
    }


@cache
def _environment() -> Environment:
    import jinja2  # only where HTML is drawn: start-up must be quick

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {
        "dated": _dated, "facts": facts, "place_of": place_of, "remark": remark, "replacement": _replacement,
        "spans_of": render.tight_spans_of, "unsure": unsure, "visible": render.visible, "why": _why,
    }  # fmt: skip
    return environment


def _replacement(before: str, after: str) -> Edit:
    return Edit(op="replace", before=before, after=after)


def _why(candidate: Candidate) -> str:
    return render.WHY.get(candidate.why, render.visible(candidate.why.replace("_", " "), line=True))


_DATE = re.compile(r"(\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?(?: UTC)?)?)")


def _dated(words: str) -> Any:
    """Our own words, in which no date is broken at the end of a line."""
    from markupsafe import Markup, escape

    parts = _DATE.split(words)  # every second one is a date; all are escaped
    return Markup("").join(
        Markup('<span class="date">{}</span>').format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


@cache
def _style(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def _hash(style: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
