"""Parsing: nothing is lost in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clean.parse import Page, parse
from monitor.clean.visible import runs_of
from monitor.model import NotAnArticle


@pytest.mark.parametrize("depth", [10, 100, 254, 255, 256, 1500])
def test_text_below_many_elements_is_kept(depth: int) -> None:
    """libxml2 stops at 255 levels without a word; the page is parsed again with wider limits."""
    page = parse(b"<p>before</p>" + b"<div>" * depth + b"deep" + b"</div>" * depth + b"<p>behind</p>")
    assert isinstance(page, Page)
    assert [run.text for run in runs_of(page)] == ["before", "deep", "behind"]
    assert page.lost == (depth > 254)


def test_a_text_of_more_than_ten_megabytes_is_kept() -> None:
    """One text node too large for the first try."""
    page = parse(b"<p>before</p><p>" + b"x" * 10_000_001 + b"</p><p>behind</p>")
    assert isinstance(page, Page)
    assert page.lost
    assert [run.text[:6] for run in runs_of(page)] == ["before", "xxxxxx", "behind"]


def test_what_passes_all_limits_is_refused_by_name() -> None:
    """A hundred thousand levels: no article that we can answer for."""
    page = parse(b"<p>before</p>" + b"<div>" * 100_000 + b"deep")
    assert isinstance(page, NotAnArticle)
    assert page.kind == "parser_limit"


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- nothing -->"])
def test_an_empty_answer_is_no_page(body: bytes) -> None:
    """Nothing to read is a kind of its own."""
    page = parse(body)
    assert isinstance(page, NotAnArticle)
    assert page.kind == "emptied"


def test_a_lone_surrogate_and_nul_cost_no_text() -> None:
    """What libxml2 would stop at is replaced before it sees it."""
    page = parse("<p>a\ud800b</p><p>c\x00d</p><p>behind</p>".encode("utf-8", "surrogatepass"))
    assert isinstance(page, Page)
    assert runs_of(page)[-1].text == "behind"


@given(st.binary(max_size=400))
def test_no_bytes_raise(body: bytes) -> None:
    """Whatever comes: a page or a refusal."""
    page = parse(body, "text/html")
    if isinstance(page, Page):
        runs_of(page)
