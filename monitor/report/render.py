"""How a diff is drawn: one model, five media.

A comparison becomes a sequence of passages (changed paragraphs with a little context, and gaps), and each medium draws
the same passages: rich text for a terminal in colour, text with `[-old-]{+new+}`, HTML with `<del>` and `<ins>` and
inline styles that mail clients keep, Markdown for Obsidian, and plain values for JSON.

Whatever comes from outside is data here: control, bidirectional and zero-width characters are made visible
(`⟦U+202E⟧`), text is escaped for its medium, and text of right-to-left scripts is isolated.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Literal, overload

from monitor.model import Article, Candidate, Comparison, Edit, Finding, Row

if TYPE_CHECKING:
    from datetime import datetime

    from rich.text import Text

SCHEMA = 1
CONTEXT = 160  # characters of an unchanged paragraph beside a changed one

Kind = Literal["equal", "delete", "insert", "moved", "candidate_delete", "candidate_insert"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of text of one kind."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph as it is drawn: its number (1-based), its words, and remarks on what happened to it."""

    paragraph: int
    spans: tuple[Span, ...]
    remarks: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return any(span.kind != "equal" for span in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Unchanged paragraphs that are not drawn."""

    paragraphs: int

    def __str__(self) -> str:
        return f"… {self.paragraphs} unchanged paragraph{'s' if self.paragraphs != 1 else ''} …"


# What each reason of a candidate means to a reader (contract, `candidates`).
WHY = {
    "block_not_in_copy": "the page has it, the copy does not; who left it out cannot be told",
    "sentence_not_in_copy": "the page has it, the copy does not; who left it out cannot be told",
    "doubled_in_copy": "the copy has it twice",
    "embed": "an embedded post, which copies often mangle",
    "promo": "a promotional line",
    "caption": "a caption",
    "order": "stands elsewhere in the text; who moved it cannot be told",
    "hidden": "stands in the page, but unseen",
    "elsewhere": "stands in the page, but outside the article",
    "not_in_capture": "an archived capture lacks it too: the copy's own",
    "worded_otherwise": "an archived capture already reads as the page does now: the copy's own",
}


# ── making text from outside harmless ──

_LETTERS_THAT_JOIN = re.compile(r"[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufeff]")
_ODD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SPACE = re.compile(r"[\t\n ]+")


def visible(text: str, *, line: bool = False) -> str:
    """Text from outside, fit to be shown: control, bidirectional and zero-width characters and lone surrogates as
    `⟦U+202E⟧`. Joiners inside emoji and in scripts that need them stay. `line`: white space folded, no line ends.
    """
    shown = _ODD.sub(_shown, text.replace("\r\n", "\n"))
    return _SPACE.sub(" ", shown).strip() if line else shown


def _shown(match: re.Match[str]) -> str:
    char = match[0]
    if char in "\u200c\u200d":
        before = match.string[match.start() - 1] if match.start() else ""
        if before and (unicodedata.category(before) in ("So", "Sk", "Mn", "Mc") or _LETTERS_THAT_JOIN.match(before)):
            return char
    return f"⟦U+{ord(char):04X}⟧"


_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def isolated(text: str) -> str:
    """Text with right-to-left letters between U+2068 and U+2069, so that it does not rearrange its neighbours."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


# ── the model of a diff ──


def passages(comparison: Comparison, old: Article, new: Article, *, context: int = 1) -> list[Passage | Gap]:
    """What is drawn: changed paragraphs, `context` unchanged ones on each side, and gaps for the others."""
    whole = _paragraphs(comparison.rows, old, new)
    changed = {k for k, one in enumerate(whole) if one.changed}
    near = {k + step for k in changed for step in range(-context, context + 1)}
    drawn: list[Passage | Gap] = []
    skipped = 0
    for k, one in enumerate(whole):
        if k not in near:
            skipped += 1
            continue
        if skipped:
            drawn.append(Gap(paragraphs=skipped))
            skipped = 0
        drawn.append(one if k in changed else _clipped(one, start=k - 1 in changed, end=k + 1 in changed))
    if skipped:
        drawn.append(Gap(paragraphs=skipped))
    return drawn


def _clipped(passage: Passage, *, start: bool, end: bool) -> Passage:
    """An unchanged paragraph as context: of a long one only what stands next to a change."""
    text = "".join(span.text for span in passage.spans)
    if len(text) <= 2 * CONTEXT:
        return passage
    head = text[:CONTEXT].rsplit(" ", 1)[0] if start or not end else ""
    tail = text[-CONTEXT:].split(" ", 1)[-1] if end or not start else ""
    return replace(passage, spans=(Span(kind="equal", text=f"{head} … {tail}".strip()),))


def _paragraphs(rows: Sequence[Row], old: Article, new: Article) -> list[Passage]:
    """Rows gathered into paragraphs of the new article; what went stands where it was."""
    found: list[Passage] = []
    spans: list[Span] = []
    remarks: list[str] = []
    key: tuple[str, int] | None = None
    number = 0

    def close() -> None:
        if spans:
            found.append(Passage(paragraph=number, spans=tuple(spans), remarks=tuple(dict.fromkeys(remarks))))
        spans.clear()
        remarks.clear()

    last_old = -1
    uses = Counter(j for row in rows for j in row.new)
    for row in rows:
        drawn, remark = _spans(row, old, new, in_parts=any(uses[j] > 1 for j in row.new))
        if not drawn:
            continue
        block_old = old.sentences[row.old[0]].block if row.old else -1
        here = ("new", new.sentences[row.new[0]].block) if row.new else ("old", block_old)
        # A sentence that went is drawn inside the paragraph it stood in, where that paragraph still stands.
        if here[0] == "old" and key is not None and key[0] == "new" and block_old == last_old:
            here = key
        if here != key and not (key and key[0] == "old" and row.old and block_old == key[1] and here[0] == "new"):
            close()
        key, last_old = here, block_old if row.old else last_old
        number = here[1] + 1
        if spans:
            spans.append(Span(kind="equal", text=" "))
        spans += drawn
        if remark:
            remarks.append(remark)
    close()
    return found


def _spans(row: Row, old: Article, new: Article, *, in_parts: bool) -> tuple[list[Span], str]:
    """One row as spans, and a remark if there is something to say that the marks do not show.

    `in_parts`: the row shows a part of a new sentence only, which for what did not change is the old sentence.
    """
    told = row.edit or row.candidate
    before = (told.before or "") if told else " ".join(old.sentences[i].text for i in row.old)
    after = (told.after or "") if told else " ".join(new.sentences[j].text for j in row.new)
    after = before if in_parts and row.op == "equal" and before else after
    if row.candidate:
        remark = WHY.get(row.candidate.why, row.candidate.why.replace("_", " "))
        gone = [Span(kind="candidate_delete", text=before)] if before and row.op != "move" else []
        return [*gone, *([Span(kind="candidate_insert", text=after)] if after else [])], remark
    if row.op == "equal":
        # What stands twice in one of the articles, and ornaments, are drawn where the new one has them.
        return [Span(kind="equal", text=after)] if after else [], ""
    if row.op == "move":
        return [Span(kind="moved", text=after)], "moved here from elsewhere in the text"
    remark = _remark(row.edit) if row.edit else ""
    if row.edit and row.edit.pieces:
        return [Span(kind=piece.op, text=piece.text) for piece in row.edit.pieces], remark
    gone = [Span(kind="delete", text=before)] if before else []
    return [*gone, *([Span(kind="insert", text=after)] if after else [])], remark


def _remark(edit: Edit) -> str:
    said = []
    if edit.moved:
        said.append("moved, and changed")
    if edit.invisible:
        said.append("look-alike characters: " + ", ".join(edit.invisible))
    return "; ".join(said)


def spans_of(one: Edit | Candidate) -> list[Span]:
    """An edit or candidate by itself, as reports list them."""
    if isinstance(one, Candidate):
        gone = [Span(kind="candidate_delete", text=one.before)] if one.before else []
        come = [Span(kind="candidate_insert", text=one.after)] if one.after else []
        return gone + come if one.before != one.after else come
    if one.op == "move":
        return [Span(kind="moved", text=one.after or "")]
    if one.pieces:
        return [Span(kind=piece.op, text=piece.text) for piece in one.pieces]
    went = [Span(kind="delete", text=one.before)] if one.before else []
    return went + ([Span(kind="insert", text=one.after)] if one.after else [])


# ── drawing ──

Medium = Literal["terminal", "text", "html", "markdown", "json"]


@overload
def draw(
    comparison: Comparison, old: Article, new: Article, *, medium: Literal["terminal"], context: int = 1
) -> Text: ...


@overload
def draw(
    comparison: Comparison,
    old: Article,
    new: Article,
    *,
    medium: Literal["text", "html", "markdown"] = "text",
    context: int = 1,
) -> str: ...


@overload
def draw(
    comparison: Comparison, old: Article, new: Article, *, medium: Literal["json"], context: int = 1
) -> list[dict[str, Any]]: ...


def draw(
    comparison: Comparison, old: Article, new: Article, *, medium: Medium = "text", context: int = 1
) -> Text | str | list[dict[str, Any]]:
    """A whole diff for a medium: changed headline and fields first, then the changed passages with their context.

    `terminal` gives a rich Text in colours (use `text` where there are none), `json` a list of plain values.
    """
    drawn = passages(comparison, old, new, context=context)
    if medium == "json":
        return [_plain(one) for one in drawn]
    fields = [
        Passage(
            paragraph=0,
            spans=(
                Span(kind="equal", text=f"{name}: "),
                Span(kind="delete", text=change.before),
                Span(kind="equal", text=" "),
                Span(kind="insert", text=change.after),
            ),
        )
        for name, change in comparison.fields.items()
    ]
    if medium == "terminal":
        return _on_terminal([*fields, *drawn])
    paint = {"text": _as_text, "html": _as_html, "markdown": _as_markdown}[medium]
    return paint([*fields, *drawn])


def line(one: Edit | Candidate, *, medium: Literal["text", "html", "markdown"] = "text") -> str:
    """One edit or candidate in one line."""
    spans = spans_of(one)
    return {"text": _text_spans, "html": _html_spans, "markdown": _markdown_spans}[medium](spans)


def rich_line(one: Edit | Candidate) -> Text:
    """One edit or candidate in colours."""
    return _rich_spans(spans_of(one))


_SIGNS: Mapping[Kind, tuple[str, str]] = {
    "equal": ("", ""),
    "delete": ("[-", "-]"),
    "insert": ("{+", "+}"),
    "moved": ("{>", "<}"),
    "candidate_delete": ("[?-", "-?]"),
    "candidate_insert": ("{?+", "+?}"),
}
_COLOURS: Mapping[Kind, str] = {
    "equal": "",
    "delete": "red strike",
    "insert": "green underline",
    "moved": "cyan",
    "candidate_delete": "yellow strike",
    "candidate_insert": "yellow",
}
# Inline, because mail clients drop style sheets; dark text on a light ground of its own reads on either theme.
_STYLES: Mapping[Kind, str] = {
    "delete": "background-color:#ffd7d5;color:#82071e;text-decoration:line-through",
    "insert": "background-color:#ccffd8;color:#055d20;text-decoration:underline",
    "moved": "background-color:#ddf4ff;color:#0a3069;text-decoration:none",
    "candidate_delete": "background-color:#fff8c5;color:#633c01;text-decoration:line-through",
    "candidate_insert": "background-color:#fff8c5;color:#633c01;text-decoration:none",
}
_TAGS: Mapping[Kind, str] = {
    "delete": "del",
    "insert": "ins",
    "moved": "span",
    "candidate_delete": "s",
    "candidate_insert": "span",
}


def _text_spans(spans: Iterable[Span]) -> str:
    return isolated("".join(_SIGNS[span.kind][0] + visible(span.text) + _SIGNS[span.kind][1] for span in spans))


def _as_text(drawn: Sequence[Passage | Gap]) -> str:
    return "\n\n".join(
        str(one) if isinstance(one, Gap) else "\n".join([_text_spans(one.spans), *(f"  ({r})" for r in one.remarks)])
        for one in drawn
    )


def _rich_spans(spans: Iterable[Span]) -> Text:
    from rich.text import Text  # only where a terminal is drawn to: start-up must be quick

    drawn = Text()
    for span in spans:
        drawn.append(visible(span.text), style=_COLOURS[span.kind])
    return Text("\u2068") + drawn + Text("\u2069") if _RIGHT_TO_LEFT.search(drawn.plain) else drawn


def _on_terminal(drawn: Sequence[Passage | Gap]) -> Text:
    from rich.text import Text  # only where a terminal is drawn to: start-up must be quick

    lines: list[Text] = []
    for one in drawn:
        if isinstance(one, Gap):
            lines.append(Text(str(one), style="dim"))
        else:
            lines.append(
                Text("\n").join([_rich_spans(one.spans), *(Text(f"  ({r})", style="dim") for r in one.remarks)])
            )
    return Text("\n\n").join(lines)


def _html_spans(spans: Iterable[Span]) -> str:
    drawn = []
    for span in spans:
        text = escape(visible(span.text), quote=True)
        tag = _TAGS.get(span.kind)
        drawn.append(f'<{tag} style="{_STYLES[span.kind]}">{text}</{tag}>' if tag and text else text)
    return "<bdi>" + "".join(drawn) + "</bdi>"


def _as_html(drawn: Sequence[Passage | Gap]) -> str:
    parts = []
    for one in drawn:
        if isinstance(one, Gap):
            parts.append(f'<p style="color:#6e7781;text-align:center">{escape(str(one))}</p>')
            continue
        remarks = "".join(
            f'<br><small style="color:#6e7781">{escape(visible(remark))}</small>' for remark in one.remarks
        )
        parts.append(f'<p dir="auto">{_html_spans(one.spans)}{remarks}</p>')
    return "\n".join(parts)


_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~=$%^&!])|(?<=\w)(:)(?=//)|^( ?)([+-])(?= )")
_AT_START = re.compile(r"^(\s*)(\d+)([.)])")


def markdown(text: str) -> str:
    """Text from outside in one line of Markdown, in which it means nothing: no links, tags, embeds or comments."""
    shown = visible(text)
    return _AT_START.sub(r"\1\2\\\3", _MARKDOWN.sub(_escaped, _SPACE.sub(" ", shown)))


def _escaped(match: re.Match[str]) -> str:
    if match[1]:
        return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(match[1], "\\" + match[1])
    return "\\:" if match[2] else f"{match[3]}\\{match[4]}"


_MARKS: Mapping[Kind, tuple[str, str]] = {
    "equal": ("", ""),
    "delete": ("~~", "~~"),
    "insert": ("==", "=="),
    "moved": ("*", "*"),
    "candidate_delete": ("~~", "~~"),
    "candidate_insert": ("*", "*"),
}


def _markdown_spans(spans: Iterable[Span]) -> str:
    drawn: list[str] = []
    for span in spans:
        text = markdown(span.text)
        inner = text.strip()
        opening, closing = _MARKS[span.kind]
        if not inner or not opening:
            drawn.append(text)
            continue
        # A mark beside a blank or a letter is no mark in Markdown: blanks go outside, and two marks stay apart.
        start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        apart = " " if drawn and drawn[-1].endswith(("~~", "==", "*")) and not start else ""
        drawn.append(f"{apart}{start}{opening}{inner}{closing}{end}")
    return isolated("".join(drawn))


def _as_markdown(drawn: Sequence[Passage | Gap]) -> str:
    return "\n\n".join(
        f"*{one}*"
        if isinstance(one, Gap)
        else "\n".join([_markdown_spans(one.spans), *(f"*({markdown(remark)})*" for remark in one.remarks)])
        for one in drawn
    )


def _plain(one: Passage | Gap) -> dict[str, Any]:
    if isinstance(one, Gap):
        return {"unchanged": one.paragraphs}
    return {
        "paragraph": one.paragraph,
        "pieces": [{"op": span.kind, "text": well_formed(span.text)} for span in one.spans],
        "remarks": list(one.remarks),
    }


# ── the line of `monitor check --json` ──


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as the contract's line of `monitor check --json`, schema 1 (docs/check.schema.json)."""
    decision, comparison = finding.decision, finding.comparison
    flags = decision.flags | (comparison.flags if comparison else frozenset())
    last = finding.since_last
    missing, pending = decision.missing, decision.pending
    return {
        "schema": SCHEMA,
        "seed": well_formed(finding.seed),
        "url": None if finding.url is None else well_formed(finding.url),
        "verdict": str(decision.verdict),
        "reason": decision.reason,
        "flags": sorted(flags),
        "new": finding.new,
        "checked_at": stamp(finding.checked_at),
        "http": {
            "status": finding.status,
            "final_url": well_formed(finding.final_url) or None,
            "redirects": [well_formed(one) for one in finding.redirects],
        },
        "similarity": comparison.similarity if comparison else None,
        "edits": _edits(comparison),
        "candidates": _candidates(comparison),
        "since_last": None
        if last is None
        else {
            "edits": _edits(last.comparison),
            "candidates": _candidates(last.comparison),
            "fields": _fields(last.comparison),
            "from": last.version,
        },
        "fields": _fields(comparison),
        "survival": comparison.survival if comparison else None,
        "between": [stamp(one) for one in comparison.between] if comparison and comparison.between else None,
        "weight": comparison.weight if comparison else 0.0,
        "snapshot": finding.snapshot or None,
        "missing": None
        if missing is None
        else {
            "count": missing.count,
            "needed": missing.needed,
            "since": stamp(missing.since),
            "next_at": stamp(missing.next_at),
        },
        "pending": None
        if pending is None
        else {"since": stamp(pending.since), "next_at": stamp(pending.next_at), "why": pending.why},
    }


def stamp(at: datetime) -> str:
    """An instant as the contract writes it: `2026-11-22T06:00:00Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def well_formed(text: str) -> str:
    """Text that every encoder takes: lone surrogates become U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _edits(comparison: Comparison | None) -> list[dict[str, Any]]:
    found = []
    for edit in comparison.edits if comparison else ():
        one: dict[str, Any] = {"op": edit.op, **_sides(edit), "paragraph": edit.paragraph}
        if edit.moved:
            one["moved"] = True
        one["facts"] = [{"kind": fact.kind, **_sides(fact)} for fact in edit.facts]
        found.append(one)
    return found


def _candidates(comparison: Comparison | None) -> list[dict[str, Any]]:
    return [
        {**_sides(one), "paragraph": one.paragraph, "why": one.why}
        for one in (comparison.candidates if comparison else ())
    ]


def _fields(comparison: Comparison | None) -> dict[str, dict[str, str]]:
    changes = comparison.fields if comparison else {}
    return {
        name: {"before": well_formed(change.before), "after": well_formed(change.after)}
        for name, change in changes.items()
    }


def _sides(one: Any) -> dict[str, str]:
    """`before` and `after` where there is one."""
    sides = {"before": one.before, "after": one.after}
    return {name: well_formed(text) for name, text in sides.items() if text is not None}
