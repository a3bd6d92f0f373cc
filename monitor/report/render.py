"""How a diff is drawn: one model, five media.

A comparison becomes a sequence of passages (changed paragraphs with a little context, and gaps), and each medium draws
the same passages: rich text for a terminal in colour, text with `[-old-]{+new+}`, HTML with `<del>` and `<ins>` and
inline styles that mail clients keep, Markdown for Obsidian, and plain values for JSON.

Whatever comes from outside is data here: control, bidirectional and zero-width characters are made visible
(`⟦U+202E⟧`), text is escaped for its medium, and text of right-to-left scripts is isolated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Literal, overload

from monitor.model import Article, Candidate, Comparison, Edit
from monitor.report.check_line import SCHEMA, as_json, stamp
from monitor.report.passages import WHY, Gap, Kind, Passage, Span, lettered, passages, spans_of
from monitor.report.said import label
from monitor.report.visible import isolated, reads_right_to_left, visible, well_formed

if TYPE_CHECKING:
    from rich.text import Text

__all__ = [
    "SCHEMA",
    "WHY",
    "Gap",
    "Kind",
    "Medium",
    "Passage",
    "Span",
    "as_json",
    "draw",
    "isolated",
    "line",
    "markdown",
    "passages",
    "rich_line",
    "spans_of",
    "stamp",
    "tight_spans_of",
    "visible",
    "well_formed",
]

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
                Span(kind="equal", text=f"{label(name)}: "),
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


def tight_spans_of(one: Edit | Candidate) -> list[Span]:
    """One edit or candidate as runs of text whose marks do not reach over the blanks around them."""
    return _tight(spans_of(one))


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
    "candidate_moved": ("{?>", "<?}"),
}
_COLOURS: Mapping[Kind, str] = {
    "equal": "",
    "delete": "red strike",
    "insert": "green underline",
    "moved": "cyan",
    "candidate_delete": "yellow strike",
    "candidate_insert": "yellow",
    "candidate_moved": "yellow",
}
# Inline, because mail clients drop style sheets; dark text on a light ground of its own reads on either theme.
_STYLES: Mapping[Kind, str] = {
    "delete": "background-color:#ffd7d5;color:#82071e;text-decoration:line-through",
    "insert": "background-color:#ccffd8;color:#055d20;text-decoration:underline",
    "moved": "background-color:#ddf4ff;color:#0a3069;text-decoration:none",
    "candidate_delete": "background-color:#fff8c5;color:#633c01;text-decoration:line-through",
    "candidate_insert": "background-color:#fff8c5;color:#633c01;text-decoration:none",
    "candidate_moved": "background-color:#fff8c5;color:#633c01;text-decoration:none",
}
_LETTERS: Mapping[Kind, str] = {"delete": "background-color:#ffaba8", "insert": "background-color:#7ee2a8"}
_TAGS: Mapping[Kind, str] = {
    "delete": "del",
    "insert": "ins",
    "moved": "span",
    "candidate_delete": "s",
    "candidate_insert": "span",
    "candidate_moved": "span",
}


def _tight(spans: Iterable[Span]) -> list[Span]:
    """Spans whose marks do not reach over the blanks around them. What went and what came in its place are a blank
    apart: colours get lost, and `70170` is a figure that nobody wrote."""
    tight: list[Span] = []
    for span in spans:
        if tight and _touch(tight[-1], span):
            tight.append(Span(kind="equal", text=" "))
        inner = span.text.strip(" ")
        if span.kind == "equal" or not inner:
            tight.append(span)
            continue
        start = len(span.text) - len(span.text.lstrip(" "))
        around = span.text[:start], span.text[start + len(inner) :]
        tight += [Span(kind="equal", text=around[0])] if around[0] else []
        tight.append(Span(kind=span.kind, text=inner))
        tight += [Span(kind="equal", text=around[1])] if around[1] else []
    return lettered(tight)


def _touch(one: Span, other: Span) -> bool:
    marked = one.kind != other.kind and "equal" not in (one.kind, other.kind)
    return marked and bool(one.text and other.text) and not (one.text[-1].isspace() or other.text[0].isspace())


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
    for span in _tight(spans):
        for text, letters in span.parts:
            drawn.append(visible(text), style=_COLOURS[span.kind] + (" bold" if letters else ""))
    return Text("\u2068") + drawn + Text("\u2069") if reads_right_to_left(drawn.plain) else drawn


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


def _escaped_html(text: str) -> str:
    return escape(visible(text), quote=True)


def _html_letters(text: str, kind: Kind) -> str:
    return f'<b style="{_LETTERS.get(kind, "")}">{_escaped_html(text)}</b>'


def _html_spans(spans: Iterable[Span]) -> str:
    drawn = []
    for span in _tight(spans):
        text = "".join(
            _html_letters(part, span.kind) if letters else _escaped_html(part) for part, letters in span.parts
        )
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


_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~=$%^&!])|(?<=\w)(:)(?=//)|(?<=:)(:)|^( ?)([+-])(?= )")
_AT_START = re.compile(r"^(\s*)(\d+)([.)])")


def markdown(text: str) -> str:
    """Text from outside in one line of Markdown, in which it means nothing: no links, tags, embeds or comments."""
    shown = visible(text)
    return _AT_START.sub(r"\1\2\\\3", _MARKDOWN.sub(_escaped, re.sub(r"[\t\n ]+", " ", shown)))


def _escaped(match: re.Match[str]) -> str:
    if match[1]:
        return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(match[1], "\\" + match[1])
    return "\\:" if match[2] or match[3] else f"{match[4]}\\{match[5]}"


_MARKS: Mapping[Kind, tuple[str, str]] = {
    "equal": ("", ""),
    "delete": ("~~", "~~"),
    "insert": ("==", "=="),
    "moved": ("*", "*"),
    "candidate_delete": ("~~", "~~"),
    "candidate_insert": ("*", "*"),
    "candidate_moved": ("*", "*"),
}


def _markdown_spans(spans: Iterable[Span]) -> str:
    drawn = ""
    open_end = False  # whether a mark has just been closed after a sign
    for span in spans:
        text = markdown(span.text)
        inner = text.strip()
        opening, closing = _MARKS[span.kind]
        # A mark beside a blank, or between a letter and a sign, is no mark in Markdown: blanks go outside, and come
        # where there are none; two marks stay apart.
        if not inner or not opening:
            drawn += (" " if open_end and text[:1].isalnum() else "") + text
            open_end = False if text else open_end
            continue
        start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        between = drawn.endswith(("~~", "==", "*")) or (drawn[-1:].isalnum() and not inner[0].isalnum())
        apart = " " if drawn and not start and between else ""
        drawn += f"{apart}{start}{opening}{inner}{closing}{end}"
        open_end = not end and not inner[-1].isalnum()
    return isolated(drawn)


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
