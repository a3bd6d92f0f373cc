"""How a diff is drawn, and the line of `monitor check --json`."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path
from typing import Literal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from monitor.compare import compare
from monitor.compare.words import pieces
from monitor.model import (
    Comparison,
    Decision,
    Edit,
    Fact,
    FieldChange,
    Finding,
    Missing,
    Pending,
    SinceLast,
    Verdict,
)
from monitor.report import render
from monitor.report.wrap import wrapped
from tests.articles import FOLD, NEWS, article, copy, day

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "check.schema.json").read_text("utf-8"))
LONG = [*NEWS, *(f"Абзац номер {k} ни о чем не говорит." for k in range(20))]
EDITED = [LONG[0], LONG[1].replace("70", "170"), *LONG[3:], "Новый абзац в самом конце."]


def drawn(medium: str, old: list[str] | tuple[str, ...] = LONG, new: list[str] | tuple[str, ...] = EDITED) -> str:
    one, two = article(old), article(new)
    return str(render.draw(compare(one, two, fold=FOLD), one, two, medium=medium))  # type: ignore[call-overload]


def test_text_shows_changed_passages_with_a_little_context() -> None:
    """Signs instead of colours, and how much is left out."""
    shown = drawn("text")
    assert "порядка [-70-]{+170+} военнослужащих" in shown
    assert "[-В Казахстан уже вылетела белорусская миротворческая рота.-]" in shown
    assert "{+Новый абзац в самом конце.+}" in shown
    assert "… 21 unchanged paragraphs …" in shown
    assert NEWS[0] in shown
    assert "Абзац номер 3" not in shown


def test_a_paragraph_cut_and_its_neighbours_are_told_apart() -> None:
    """What went stands in a passage of its own."""
    parts = drawn("text").split("\n\n")
    assert any(part.startswith("[-В Казахстан") and part.endswith("-]") for part in parts)


def test_the_terminal_has_colours_and_no_markup_of_the_page() -> None:
    """Brackets from outside are text."""
    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=200)
    one, two = article(["Это [bold]не[/bold] разметка."]), article(["Это [bold]та[/bold] \x1b[31mразметка."])
    console.print(render.draw(compare(one, two, fold=FOLD), one, two, medium="terminal"))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "[bold]" in shown
    assert "⟦U+001B⟧[31m" in shown
    assert re.search(r"\x1b\[[0-9;]*31m", shown)


def test_html_marks_with_tags_and_inline_styles() -> None:
    """Mail clients drop style sheets."""
    shown = drawn("html")
    assert re.search(r'<del style="[^"]*">70</del> <ins style="[^"]*">170</ins>', shown)
    assert "<style" not in shown
    assert 'dir="auto"' in shown


def test_html_escapes_what_pages_say() -> None:
    """Nothing from outside becomes a tag."""
    shown = drawn("html", ["Старый <script>alert(1)</script> текст."], ["Новый <img src=x onerror=alert(1)> текст."])
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;" in shown


def test_markdown_for_obsidian() -> None:
    """Struck out and highlighted, with marks where Markdown sees them."""
    assert "порядка ~~70~~ ==170== военнослужащих" in drawn("markdown")


@pytest.mark.parametrize(
    "hostile",
    ["[[Заметка]]", "![[x.png]]", "%%тайна%%", "==x==", "~~x~~", "<b>x</b>", "# Заголовок", "- пункт", "1. пункт",
     "> x", "`код`", "[a](http://b.example)", "#тег", "$x$", "|x|", "http://b.example/x", "*x*", "_x_", "^x",
     "key:: value", "[key:: value]"],
)  # fmt: skip
def test_markdown_from_outside_means_nothing(hostile: str) -> None:
    """No links, embeds, tags, comments or headings of theirs in the user's vault."""
    shown = render.markdown(hostile)
    bare = re.sub(r"\\.|&\w+;", "", shown)
    assert not re.search(r"\[\[|%%|==|~~|<|^#|^- |^\d+\.|^>|`|\]\(|#|\$|\||\*|_|://|::", bare)
    unescaped = html.unescape(re.sub(r"\\(.)", r"\1", shown))
    assert unescaped == hostile


def test_a_json_diff_holds_plain_values() -> None:
    """Passages and gaps."""
    one, two = article(LONG), article(EDITED)
    shown = render.draw(compare(one, two, fold=FOLD), one, two, medium="json")
    assert json.loads(json.dumps(shown)) == shown
    assert {"unchanged": 21} in shown
    assert any(piece == {"op": "insert", "text": "170"} for one in shown for piece in one.get("pieces", ()))


def test_a_changed_headline_is_drawn_first() -> None:
    """Fields stand before the text."""
    one, two = article(NEWS, title="Старый"), article(NEWS, title="Новый")
    shown = render.draw(compare(one, two, fold=FOLD), one, two)
    assert shown.startswith("headline: [-Старый-] {+Новый+}")


def test_moves_and_candidates_look_different() -> None:
    """Nobody takes one for the other, and remarks say what is not known."""
    moved = drawn("text", NEWS, [NEWS[4], *NEWS[:4], NEWS[5]])
    assert "{>«Мы сделаем все" in moved
    assert "moved" in moved
    one, two = copy(), article([*NEWS[:3], "Чужая строка.", *NEWS[3:]])
    shown = render.draw(compare(one, two, fold=FOLD), one, two)
    assert "{?+Чужая строка.+?}" in shown
    assert "cannot be told" in shown
    shuffled = article([NEWS[4], *NEWS[:4], NEWS[5]])
    assert "{?>«Мы сделаем все" in render.draw(compare(one, shuffled, fold=FOLD), one, shuffled)


def test_a_sentence_of_which_a_part_moved_is_drawn_once() -> None:
    """Where a moved line has no full stop it shares its sentence with the next."""
    old = [*NEWS, "Фото пресс-службы президента Казахстана"]
    new = [*NEWS[:3], "Фото пресс-службы президента Казахстана " + NEWS[3], *NEWS[4:]]
    shown = drawn("text", old, new)
    assert shown.count(NEWS[3]) == 1
    assert shown.count("Фото пресс-службы") == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a⟦U+202E⟧b"),
        ("\x1b[2J", "⟦U+001B⟧[2J"),
        ("a\u200bb", "a⟦U+200B⟧b"),
        ("\x9b", "⟦U+009B⟧"),
        ("\x00", "⟦U+0000⟧"),
        ("\ud800", "⟦U+D800⟧"),
        ("a\u2028b", "a⟦U+2028⟧b"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("мир\u00adный", "мир\u00adный"),
        ("a\ufe0fb", "a⟦U+FE0F⟧b"),
        ("❤\ufe0f 1\ufe0f\u20e3", "❤\ufe0f 1\ufe0f\u20e3"),
        ("😀\U000e0120\U000e0121", "😀\U000e0120⟦U+E0121⟧"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("a\nb\tc", "a\nb\tc"),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    """By its number."""
    assert render.visible(text) == shown


def test_one_line_stays_one_line() -> None:
    """For subjects and table cells."""
    assert render.visible(" a\r\n b\n\tc ", line=True) == "a b c"


def test_right_to_left_text_is_isolated() -> None:
    """It does not rearrange what stands beside it."""
    assert render.isolated("שלום") == "\u2068שלום\u2069"
    assert render.isolated("мир") == "мир"


@given(st.text(st.characters(), max_size=40), st.text(st.characters(), max_size=40))
def test_nothing_from_outside_controls_a_terminal(before: str, after: str) -> None:
    """Whatever a page holds."""
    edit = Edit(op="replace", before=before, after=after)
    media: tuple[Literal["text", "html", "markdown"], ...] = ("text", "html", "markdown")
    for medium in media:
        shown = render.line(edit, medium=medium)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\ud800-\udfff]", shown)
        shown.encode("utf-8")
    assert "\x1b" not in render.rich_line(edit).plain


def whole(before: str, after: str) -> Edit:
    return Edit(op="replace", before=before, after=after, pieces=pieces(before, after, fold=FOLD))


def test_what_went_and_what_came_are_never_one_word() -> None:
    """Where colours get lost, `70170` would be a figure that nobody wrote."""
    edit = whole("Речь идет о 70 военных.", "Речь идет о 170 военных.")
    assert re.sub(r"<[^>]+>", "", render.line(edit, medium="html")) == "Речь идет о 70 170 военных."
    assert render.rich_line(edit).plain == "Речь идет о 70 170 военных."
    assert render.line(edit) == "Речь идет о [-70-]{+170+} военных."


@pytest.mark.parametrize(
    ("before", "after", "letters"),
    [
        ("Copeland came.", "Соpeland came.", ["Со"]),
        ("Он говорил тихо.", "Он говорила тихо.", ["а"]),
        ("It cost 70 euros.", "It cost 170 euros.", []),
        ("The winter was mild.", "The harvest was mild.", []),
    ],
)
def test_in_a_long_word_the_letters_that_differ_are_marked(before: str, after: str, letters: list[str]) -> None:
    """Nothing is marked in short words, and where most is new."""
    shown = render.line(whole(before, after), medium="html")
    inserted = re.findall(r"<ins[^>]*>(.*?)</ins>", shown)
    assert [one for text in inserted for one in re.findall(r"<b [^>]*>([^<]*)</b>", text)] == letters


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("He left the town, angry.", "He left the town."),
        ("He (the mayor) left.", "He left."),
        ("Оружие(а его отобрано)есть.", "Оружие есть."),
        ("«Да», сказал он.", "Да, сказал он."),
        ("See [1] there.", "See there."),
        ("政府周一宣布。", "政府周二宣布。"),
    ],
)
def test_every_mark_of_markdown_is_one(before: str, after: str) -> None:
    """Also beside commas, brackets and letters, where Markdown is choosy."""
    from markdown_it import MarkdownIt

    for one, other in ((before, after), (after, before)):
        edit = whole(one, other)
        tokens = MarkdownIt("commonmark").enable("strikethrough").parseInline(render.line(edit, medium="markdown"))
        struck = sum(child.type == "s_open" for child in tokens[0].children or ())
        assert struck == sum(piece.op == "delete" and bool(piece.text.strip()) for piece in edit.pieces)
        assert "~~" not in "".join(child.content for child in tokens[0].children or ())


def test_a_pile_of_accents_does_not_hide_other_lines() -> None:
    """Six stay, and the others are counted; what a language needs is left alone."""
    assert render.visible("e" + "\u0301" * 100 + "!") == "e" + "\u0301" * 6 + "⟦+94 marks⟧!"
    assert render.visible("שָׁלוֹם ѐ") == "שָׁלוֹם ѐ"


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(20, 120))
def test_a_terminal_gets_lines_that_fit_and_every_word(text: str, width: int) -> None:
    """Nothing is lost where a line is broken, and isolates are closed on the line that opens them."""
    console = Console(file=io.StringIO(), width=width)
    line = Text("    ").append(render.isolated(render.visible(text, line=True)))
    drawn = [piece.plain for piece in wrapped(line, console)]
    assert "".join("".join(drawn).split()).replace("\u2068", "").replace("\u2069", "") == "".join(
        line.plain.split()
    ).replace("\u2068", "").replace("\u2069", "")
    assert all(one.count("\u2068") == one.count("\u2069") for one in drawn)
    if " " in line.plain.strip():
        assert all(cell_len(one) <= max(width, 28) for one in drawn)


# ── the contract's line ──


def finding(**more: object) -> Finding:
    usual: dict[str, object] = {
        "seed": "000_e71ac133efb56e04",
        "url": "https://news.example/1",
        "decision": Decision(verdict=Verdict.EDITED, reason="text_differs", rule="", flags=frozenset({"moved"})),
        "checked_at": day(9),
        "new": True,
        "status": 200,
        "final_url": "https://news.example/1",
    }
    return Finding(**{**usual, **more})  # type: ignore[arg-type]


LED = Edit(
    op="replace", before="See there.", after="See there.", paragraph=2,
    facts=(Fact(kind="link", before="https://a.example/", after="https://b.example/"),),
)  # fmt: skip


def edited() -> Comparison:
    return compare(copy(), article([NEWS[0], NEWS[1].replace("70", "170"), *NEWS[3:], "Ещё."], title="x"), fold=FOLD)


@pytest.mark.parametrize(
    "sample",
    [
        finding(),
        finding(comparison=edited(), since_last=SinceLast(comparison=edited(), version="v1"), snapshot="s1"),
        finding(comparison=Comparison(fields={"title": FieldChange(before="a", after="b")}, between=(day(1), day(2)))),
        finding(comparison=compare(article(NEWS), article([NEWS[4], *NEWS[:4], NEWS[5]]), fold=FOLD)),
        finding(
            url=None,
            status=None,
            final_url="",
            decision=Decision(
                verdict=Verdict.MISSING,
                reason="http_404",
                rule="",
                missing=Missing(count=1, needed=3, since=day(1), next_at=day(2)),
                pending=Pending(since=day(1), next_at=day(2), why="shrunk"),
            ),
        ),
        finding(
            comparison=Comparison(links=(LED,)), since_last=SinceLast(comparison=Comparison(links=(LED,)), version="v")
        ),
        finding(redirects=("https://news.example/0",), seed="имя\ud800", url="https://x.example/\ud800"),
    ],
    ids=["bare", "edited", "headline", "moved", "missing", "links", "hostile"],
)
def test_every_line_keeps_to_its_schema(sample: Finding) -> None:
    """And can be written as UTF-8."""
    line = render.as_json(sample)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(line, ensure_ascii=False).encode("utf-8")))


def test_a_link_that_leads_elsewhere_is_told_apart_from_edits() -> None:
    """`links` is there where there are any."""
    line = render.as_json(finding(comparison=Comparison(links=(LED,))))
    assert line["edits"] == []
    assert line["links"][0]["facts"] == [
        {"kind": "link", "before": "https://a.example/", "after": "https://b.example/"}
    ]
    assert "links" not in render.as_json(finding(comparison=edited()))


def test_the_line_says_what_the_contract_says() -> None:
    """Word for word, where the contract gives an example."""
    line = render.as_json(finding(comparison=edited()))
    assert line["schema"] == 1
    assert line["checked_at"] == "2024-01-09T12:00:00Z"
    assert line["flags"] == ["moved"]
    replaced, gone = line["edits"][:2]
    assert replaced["facts"] == [{"kind": "number", "before": "70", "after": "170"}]
    assert "after" not in gone
    assert "before" not in line["candidates"][0]
    assert line["candidates"][0]["why"] == "sentence_not_in_copy"
