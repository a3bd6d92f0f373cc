"""What a changed sentence shows of its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare import words
from monitor.model import Piece
from tests.articles import FOLD


class Plain:
    """A fold that folds nothing."""

    def fold(self, text: str) -> str:
        return text

    def between(self, old: str, new: str) -> tuple[str, ...]:
        return ()


def joined(pieces: tuple[Piece, ...], *kinds: str) -> str:
    return "".join(piece.text for piece in pieces if piece.op in kinds)


def marked(before: str, after: str) -> str:
    signs = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(signs[piece.op].format(piece.text) for piece in words.pieces(before, after, fold=FOLD))


text = st.text(st.sampled_from("аб вг. -,не15«»…ёx\u00a0\n\u0301\u200b漢"), max_size=60)


@given(text, text)
def test_pieces_are_both_texts(before: str, after: str) -> None:
    """What stayed and went is the old text, what stayed and came the new one, to the character."""
    pieces = words.pieces(before, after, fold=Plain())
    assert joined(pieces, "equal", "insert") == after
    assert joined(pieces, "equal", "delete").split() == before.split()


@given(text, text)
def test_pieces_are_both_texts_up_to_folding(before: str, after: str) -> None:
    """Where a word stands on both sides in another form, the new form is shown."""
    pieces = words.pieces(before, after, fold=FOLD)
    assert joined(pieces, "equal", "insert") == after
    kept = [FOLD.fold(token.core) for token in words.tokens(joined(pieces, "equal", "delete"))]
    assert [one for one in kept if one] == [one for token in words.tokens(before) if (one := FOLD.fold(token.core))]


@given(st.lists(st.sampled_from(["мир", "труд", "май", "не", "70"]), max_size=12), st.data())
def test_white_space_is_kept_exactly_where_it_did_not_change(parts: list[str], data: st.DataObject) -> None:
    """With single blanks on both sides the old text comes back to the character too."""
    other = data.draw(st.lists(st.sampled_from(["мир", "труд", "май", "не", "70"]), max_size=12))
    before, after = " ".join(parts), " ".join(other)
    pieces = words.pieces(before, after, fold=FOLD)
    assert joined(pieces, "equal", "delete") == before
    assert joined(pieces, "equal", "insert") == after


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("порядка 70 военных", "порядка 170 военных", "порядка [-70-]{+170+} военных"),
        ("он предстоит", "он не предстоит", "он {+не +}предстоит"),
        ("президента Токаева", "президенту Токаеву", "[-президента Токаева-]{+президенту Токаеву+}"),
        ("с 23.00 до 7.00", "с 22.00 до 7.00", "с [-23.00-]{+22.00+} до 7.00"),
        ("Он ушёл.", "Он ушел.", "Он ушел."),
        ("Нур-Султан закрыт", "Нур-Султане закрыт", "[-Нур-Султан-]{+Нур-Султане+} закрыт"),
        ("a b", "a b c", "a b{+ c+}"),
        ("", "да", "{+да+}"),
        ("да", "", "[-да-]"),
        ("x", "x", "x"),
    ],
)
def test_changed_words_are_marked_and_no_word_is_cut(before: str, after: str, shown: str) -> None:
    """A word is the smallest thing that is marked."""
    assert marked(before, after) == shown


def test_sentences_with_little_in_common_are_shown_whole() -> None:
    """Single words that happen to stand in both would be confetti."""
    shown = marked(
        "Аэропорт в столице был закрыт на несколько дней из-за беспорядков в городе.",
        "Президент заявил в среду, что военные вернутся домой до конца этого месяца.",
    )
    assert shown.count("[-") == 1
    assert shown.count("{+") == 1


def test_huge_runs_without_a_full_stop_stay_bounded() -> None:
    """Thirty thousand words with one in a hundred changed are still compared word by word."""
    before = [f"слово{k}" for k in range(30_000)]
    after = [word if k % 100 else f"другое{k}" for k, word in enumerate(before)]
    pieces = words.pieces(" ".join(before), " ".join(after), fold=Plain())
    assert joined(pieces, "equal", "insert") == " ".join(after)
    assert sum(piece.op == "delete" for piece in pieces) == 300


def test_words_are_counted_without_marks() -> None:
    """The size of an article is in words."""
    assert words.count("«Да», — сказал он пять раз.") == 5


def test_two_rewritten_stretches_are_not_split_by_a_little_word() -> None:
    """That both say "не" is chance."""
    before = "Жители улицы против: нас никто не спрашивал, сказал пенсионер"
    after = "Жители улицы совсем не беспокоятся теперь"
    assert [(one.op, one.text) for one in words.pieces(before, after, fold=FOLD)] == [
        ("equal", "Жители улицы "),
        ("delete", "против: нас никто не спрашивал, сказал пенсионер"),
        ("insert", "совсем не беспокоятся теперь"),
    ]
