"""Which sentence became which."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from monitor.compare.align import Side, align
from monitor.compare.order import equal_pairs, uncrossed
from monitor.model import Sentence
from tests.articles import NEWS, article


def sentences(*paragraphs: str) -> tuple[Sentence, ...]:
    return article(paragraphs).sentences


def crossing(one: tuple[int, int], two: tuple[int, int]) -> bool:
    return (one[0] < two[0]) != (one[1] < two[1])


@given(st.permutations(range(7)))
def test_the_fewest_sentences_are_called_moved(order: list[int]) -> None:
    """No smaller set could be taken away so that nothing crosses any more."""
    pairs = list(enumerate(order))
    kept = uncrossed(pairs)
    assert not any(crossing(one, two) for one, two in combinations(kept, 2))
    largest = max(
        size
        for size in range(len(pairs) + 1)
        for some in combinations(pairs, size)
        if not any(crossing(one, two) for one, two in combinations(some, 2))
    )
    assert len(kept) == largest


def test_of_two_neighbours_that_changed_places_the_shorter_one_moved() -> None:
    """Less to read, and the same from both sides."""
    assert uncrossed([(0, 1), (1, 0)], [7, 5].__getitem__) == [(0, 1)]
    assert uncrossed([(0, 1), (1, 0)], [5, 7].__getitem__) == [(1, 0)]


def test_the_sentence_that_went_farthest_moved() -> None:
    """One sentence taken from the end to the start is one move, not many."""
    assert uncrossed([(0, 1), (1, 2), (2, 3), (3, 0)]) == [(0, 1), (1, 2), (2, 3)]


token = st.sampled_from("abcdefgh")


@given(st.lists(token, max_size=14), st.lists(token, max_size=14))
def test_equal_sentences_are_paired_once(left: list[str], right: list[str]) -> None:
    """Each place stands in one pair, pairs are of equals, and none that could be paired is left over."""
    kept, moved = equal_pairs(left, right)
    pairs = [*kept, *moved]
    assert all(left[i] == right[j] for i, j in pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert not any(crossing(one, two) for one, two in combinations(kept, 2))
    for name in set(left):
        assert sum(left[i] == name for i, _ in pairs) == min(left.count(name), right.count(name))


@given(st.lists(token, max_size=14), st.lists(token, max_size=14))
def test_swapping_the_sides_swaps_what_is_left_over(left: list[str], right: list[str]) -> None:
    """What is without a partner does not depend on which side is called old."""
    there, back = equal_pairs(left, right), equal_pairs(right, left)
    lone = sorted(left[i] for i in range(len(left)) if i not in {i for i, _ in (*there[0], *there[1])})
    again = sorted(left[j] for j in range(len(left)) if j not in {j for _, j in (*back[0], *back[1])})
    assert lone == again


def test_the_same_text_cut_elsewhere_is_the_same() -> None:
    """A colon at the end of a paragraph, or a paragraph more, is no edit."""
    old = sentences("Он предложил следующие меры: отменить решения официально. И все.")
    new = sentences("Он предложил следующие меры:", "отменить решения официально. И все.")
    assert all(link.same for link in align(Side(sentences=old), Side(sentences=new)))


def test_a_sentence_split_in_two_is_one_pair() -> None:
    """The whole is liker to both parts than to either."""
    old = sentences(
        "Первое. Аэропорт был захвачен митингующими вечером, и здание потом разгромили полностью. Конец дня."
    )
    new = sentences("Первое. Аэропорт был захвачен митингующими вечером. Здание потом разгромили полностью. Конец дня.")
    link = next(one for one in align(Side(sentences=old), Side(sentences=new)) if not one.same)
    assert (link.old, link.new) == ((1,), (1, 2))


def test_two_sentences_that_became_one_are_one_pair() -> None:
    """The mirror image of a split."""
    old = sentences("Первое. Аэропорт был захвачен митингующими вечером. Здание потом разгромили полностью. Конец дня.")
    new = sentences(
        "Первое. Аэропорт был захвачен митингующими вечером, и здание потом разгромили полностью. Конец дня."
    )
    link = next(one for one in align(Side(sentences=old), Side(sentences=new)) if not one.same)
    assert (link.old, link.new) == ((1, 2), (1,))


def test_an_unlike_sentence_in_the_same_place_is_its_replacement() -> None:
    """However unlike the two are."""
    old, new = sentences(*NEWS), sentences(*NEWS[:3], "Совсем другое происшествие.", *NEWS[4:])
    link = next(one for one in align(Side(sentences=old), Side(sentences=new)) if not one.same)
    assert not link.near
    assert old[link.old[0]].text == NEWS[3]
    assert new[link.new[0]].text == "Совсем другое происшествие."


def test_the_end_of_one_paragraph_is_not_the_place_of_the_start_of_the_next() -> None:
    """A sentence cut here and one added there are two edits."""
    old = sentences("Раз случилось это. Два пропало потом.", "Три осталось здесь.")
    new = sentences("Раз случилось это.", "Новое пришло сюда. Три осталось здесь.")
    assert all(link.same for link in align(Side(sentences=old), Side(sentences=new)))


def test_a_rewrite_gives_the_same_result_every_time() -> None:
    """Two thousand sentences of which none is left."""
    rng = random.Random(1)
    vocabulary = [f"слово{k}" for k in range(3000)]

    def text() -> str:
        return " ".join(" ".join(rng.choices(vocabulary, k=12)).capitalize() + "." for _ in range(5))

    old, new = sentences(*(text() for _ in range(200))), sentences(*(text() for _ in range(200)))
    assert align(Side(sentences=old), Side(sentences=new)) == align(Side(sentences=old), Side(sentences=new))


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_of_equal_lines_those_are_replaced_that_were(changed: list[bool]) -> None:
    """A column of a table says the same in every row, and some rows got a figure: each of them where it stands."""
    old = sentences(*["Данных пока нет."] * len(changed))
    new = sentences(*[f"Таких было {k + 7}." if got else "Данных пока нет." for k, got in enumerate(changed)])
    assert {link.old for link in align(Side(sentences=old), Side(sentences=new)) if not link.same} == {
        (k,) for k, got in enumerate(changed) if got
    }
    assert all(link.old == link.new for link in align(Side(sentences=old), Side(sentences=new)))


def test_a_sentence_without_blanks_is_near_when_one_sign_changed() -> None:
    """Chinese: every sign counts as a word."""
    old, new = sentences("市长在星期三宣布港口招标已经取消。"), sentences("市长在星期四宣布港口招标已经取消。")
    (link,) = align(Side(sentences=old), Side(sentences=new))
    assert link.near
    assert link.like > 0.8
