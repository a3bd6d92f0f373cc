"""The copy, captures, and now: whose is a difference?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from monitor.compare import compare, settle
from monitor.model import Article, Comparison, Reading
from tests.articles import FOLD, NEWS, article, copy, day, extra, live, memento, ops

ADDED = "Позже в министерстве уточнили число погибших."
CUT = "Об этом сообщили в министерстве обороны Белоруссии."
LONGER = [*NEWS[:3], NEWS[3] + " " + ADDED, *NEWS[4:]]
SHORTER = [text.replace(" " + CUT, "") for text in NEWS]
HIGHER = [text.replace("70", "170") for text in NEWS]
HIGHEST = [text.replace("70", "700") for text in NEWS]
SHUFFLED = [NEWS[4], *NEWS[:4], NEWS[5]]


def page(paragraphs: Sequence[str], *new_ones: str) -> Article:
    """A page now, read beside the copy: what the copy lacks is marked."""
    found = article(paragraphs)
    return replace(found, extras=tuple(extra("page", found, one, "sentence_not_in_copy") for one in new_ones))


def heard(now: Article, readings: Sequence[Reading], *, old: Article | None = None) -> Comparison:
    """Copy against now, settled on the ninth."""
    old = old or copy()
    return settle(compare(old, now, fold=FOLD), old, now, readings, fold=FOLD, now=day(9))


# ── a sentence of the copy that the page lacks ──


def test_a_memento_had_it_so_the_publisher_cut_it() -> None:
    """Settled, and dated by the last capture that had it and the first that did not."""
    result = heard(page(SHORTER), [memento(2, NEWS), memento(4, NEWS), memento(6, SHORTER)])
    (edit,) = result.edits
    assert (edit.op, edit.before, edit.settled, edit.between) == ("delete", CUT, True, (day(4), day(6)))
    assert result.between == (day(4), day(6))


def test_the_memento_lacks_it_too_so_the_copy_made_it_up() -> None:
    """Fidelity of the copy, and no edit."""
    result = heard(page(SHORTER), [memento(2, SHORTER)])
    assert not result.differs
    assert [(one.why, one.before) for one in result.fidelity] == [("not_in_capture", CUT)]
    assert result.between is None


def test_our_own_later_look_never_shows_that_the_copy_was_wrong() -> None:
    """It may have been edited before we first looked: the edit stands as it was, unsettled."""
    result = heard(page(SHORTER), [live(5, SHORTER)])
    (edit,) = result.edits
    assert (edit.op, edit.settled, edit.between) == ("delete", False, None)


def test_it_went_after_our_own_first_look() -> None:
    """Now is the first that it was read without."""
    (edit,) = heard(page(SHORTER), [live(5, NEWS)]).edits
    assert (edit.settled, edit.between) == (True, (day(5), day(9)))


# ── a sentence that the copy lacks ──


def test_it_came_after_the_memento() -> None:
    """A candidate becomes an insert."""
    result = heard(page(LONGER, ADDED), [memento(2, NEWS), live(5, LONGER)])
    (edit,) = result.edits
    assert (edit.op, edit.after, edit.settled, edit.between) == ("insert", ADDED, True, (day(2), day(5)))
    assert result.candidates == ()


def test_the_memento_has_it_so_the_copy_left_it_out() -> None:
    """Fidelity, no candidate any more."""
    result = heard(page(LONGER, ADDED), [memento(2, LONGER)])
    assert not result.differs
    assert result.candidates == ()
    assert [one.after for one in result.fidelity] == [ADDED]


def test_it_stood_there_at_our_first_look_and_nobody_can_tell() -> None:
    """It stays a candidate."""
    result = heard(page(LONGER, ADDED), [live(5, LONGER)])
    assert not result.differs
    assert [one.after for one in result.candidates] == [ADDED]


def test_it_stood_elsewhere_on_the_memento() -> None:
    """Text that was anywhere on the page is no insert."""
    digest = article([ADDED]).sentences[0].digest
    result = heard(page(LONGER, ADDED), [memento(2, NEWS, elsewhere=frozenset({digest}))])
    assert not result.differs


def test_a_promotional_line_that_came_later_is_no_insert() -> None:
    """Furniture comes and goes."""
    now = article(LONGER)
    now = replace(now, extras=(extra("page", now, ADDED, "promo"),))
    assert not heard(now, [memento(2, NEWS)]).differs


# ── other words ──


def test_the_memento_has_the_old_wording() -> None:
    """A settled replacement."""
    (edit,) = heard(page(HIGHER), [memento(2, NEWS), memento(3, HIGHER)]).edits
    assert (edit.op, edit.settled, edit.between) == ("replace", True, (day(2), day(3)))


def test_the_memento_has_the_new_wording_already() -> None:
    """Then the copy says something else, not the publisher."""
    result = heard(page(HIGHER), [memento(2, HIGHER)])
    assert not result.differs
    assert [(one.why, one.before is None) for one in result.fidelity] == [("worded_otherwise", False)]


def test_the_memento_has_a_third_wording() -> None:
    """Nothing is guessed: the edit stays."""
    (edit,) = heard(page(HIGHER), [memento(2, HIGHEST)]).edits
    assert (edit.op, edit.settled, edit.between) == ("replace", False, None)


def test_a_sentence_replaced_by_a_wholly_different_one() -> None:
    """What the capture shows to be new takes the place of what it shows to be gone."""
    now = page([text.replace(CUT, ADDED) for text in NEWS], ADDED)
    result = heard(now, [memento(2, NEWS)])
    (edit,) = result.edits
    assert (edit.op, edit.before, edit.after, edit.settled) == ("replace", CUT, ADDED, True)


def test_the_newest_change_is_bracketed() -> None:
    """Of two edits the later one."""
    both = [text.replace("70", "170") for text in SHORTER]
    result = heard(page(both), [memento(2, NEWS), memento(4, SHORTER)])
    assert {edit.op: edit.between for edit in result.edits} == {
        "delete": (day(2), day(4)),
        "replace": (day(4), day(9)),
    }
    assert result.between == (day(4), day(9))


# ── another order ──


def test_the_memento_had_the_copys_order() -> None:
    """Then the publisher moved it."""
    result = heard(page(SHUFFLED), [memento(2, NEWS)])
    (edit,) = result.edits
    assert (edit.op, edit.settled, edit.between) == ("move", True, (day(2), day(9)))


def test_the_memento_had_the_pages_order() -> None:
    """Then the copy's maker did."""
    result = heard(page(SHUFFLED), [memento(2, SHUFFLED)])
    assert not result.differs
    assert result.candidates == ()
    assert [one.why for one in result.fidelity] == ["order"]


def test_a_sentence_that_moved_is_told_among_what_only_the_copy_has() -> None:
    """Lines that the copy doubled do not hide where it stood in the capture."""
    note = copy([*NEWS[:4], NEWS[5], *NEWS[4:]])
    now = article([*NEWS[:3], *NEWS[4:], NEWS[3]])
    doubled = note.sentences[6:8]
    assert [one.block for one in doubled] == [4, 4]
    now = replace(now, extras=tuple(extra("copy", note, one.text, "doubled_in_copy") for one in doubled))
    (edit,) = heard(now, [live(2, NEWS)], old=note).edits
    assert (edit.op, edit.before, edit.between) == ("move", NEWS[3], (day(2), day(9)))


def test_a_sentence_that_moved_is_told_where_the_capture_cut_it_otherwise() -> None:
    """What it runs on from is another sentence there."""
    lead = "Сообщается о взрывах в г."
    note = copy([NEWS[0], lead, NEWS[3], *NEWS[4:]])
    now = article([NEWS[0], lead, *NEWS[4:], NEWS[3]])
    (edit,) = heard(now, [live(2, [NEWS[0], f"{lead} {NEWS[3]}", *NEWS[4:]])], old=note).edits
    assert (edit.op, edit.before, edit.settled) == ("move", NEWS[3], True)


# ── what copies are known for ──


@pytest.mark.parametrize("why", ["hidden", "caption"])
def test_a_sentence_that_a_capture_had_and_that_is_out_of_sight_now(why: str) -> None:
    """What a capture has settled is an edit and no candidate: hiding is deleting."""
    note, now = copy(), article(SHORTER)
    elsewhere = frozenset({article([CUT]).sentences[0].digest}) if why == "hidden" else frozenset[str]()
    now = replace(now, extras=(extra("copy", note, CUT, why),), elsewhere=elsewhere)
    assert [one.why for one in compare(note, now, fold=FOLD).candidates] == [why]
    assert ops(heard(now, [memento(2, NEWS)])) == ["delete"]


@pytest.mark.parametrize("reading", [memento(2, NEWS), live(2, NEWS)], ids=["memento", "our own"])
def test_a_sentence_that_a_capture_had_in_the_article_and_that_stands_outside_it_now(reading: Reading) -> None:
    """It was taken out of the article: no candidate any more."""
    note, now = copy(), article(SHORTER)
    elsewhere = frozenset({article([CUT]).sentences[0].digest})
    now = replace(now, extras=(extra("copy", note, CUT, "elsewhere"),), elsewhere=elsewhere)
    assert [one.why for one in compare(note, now, fold=FOLD).candidates] == ["elsewhere"]
    (edit,) = heard(now, [reading]).edits
    assert (edit.op, edit.before, edit.settled, edit.between) == ("delete", CUT, True, (day(2), day(9)))


@pytest.mark.parametrize("reading", [memento(2, SHORTER), live(2, SHORTER)], ids=["memento", "our own"])
def test_a_sentence_that_no_capture_had_in_the_article_stays_a_candidate_where_it_stands_outside(
    reading: Reading,
) -> None:
    """Where it stood in the capture, it stands still."""
    note, now = copy(), article(SHORTER)
    elsewhere = frozenset({article([CUT]).sentences[0].digest})
    now = replace(now, extras=(extra("copy", note, CUT, "elsewhere"),), elsewhere=elsewhere)
    beside = replace(reading, article=replace(reading.article, elsewhere=elsewhere))
    result = heard(now, [beside])
    assert not result.differs
    assert [one.why for one in result.candidates] == ["elsewhere"]


@pytest.mark.parametrize("why", ["embed", "promo"])
def test_what_stays_a_candidate_whatever_other_archives_say(why: str) -> None:
    """Embedded posts and promotion come and go over the years."""
    note, now = copy(), article(SHORTER)
    now = replace(now, extras=(extra("copy", note, CUT, why),))
    assert not heard(now, [memento(2, NEWS)]).differs
    assert [one.why for one in heard(now, [memento(2, NEWS)]).candidates] == [why]


@pytest.mark.parametrize("why", ["embed", "promo", "caption", "hidden", "elsewhere", "doubled_in_copy"])
def test_what_went_between_two_captures_of_ours_never_vanishes_from_the_verdict(why: str) -> None:
    """Whatever copies are known for: our own last reading had it, and it is gone."""
    note, now = copy(), article(SHORTER)
    now = replace(now, extras=(extra("copy", note, CUT, why),))
    assert ops(compare(article(NEWS), now, fold=FOLD)) == ["delete"]
    assert ops(heard(now, [live(2, NEWS)])) == ["delete"]


@pytest.mark.parametrize("reading", [live, memento])
def test_a_sentence_went_beside_which_a_like_one_stands_that_the_copy_lacks(reading: Callable[..., Reading]) -> None:
    """The capture had both, so the one is no other wording of the other."""
    gone, stays = "Представитель мэрии от комментариев отказался.", "Представитель завода от комментариев отказался."
    note = copy([*NEWS[:3], gone, *NEWS[3:]])
    now = page([*NEWS[:3], stays, *NEWS[3:]], stays)
    result = heard(now, [reading(2, [*NEWS[:3], gone, stays, *NEWS[3:]])], old=note)
    assert [(edit.op, edit.before) for edit in result.edits] == [("delete", gone)]


def test_a_sentence_that_the_copy_cut_short_is_no_edit_though_a_capture_holds_its_words() -> None:
    """It stands whole in the capture and in the page."""
    note = copy([*NEWS[:3], "Ситуация в Казахстане обострилась 2 января, когда в Жанаозене начались", *NEWS[4:]])
    for reading in (live(2, NEWS), memento(2, NEWS)):
        assert not heard(page(NEWS, "Ситуация"), [reading], old=note).differs


def test_a_sentence_doubled_in_the_copy_alone_is_no_edit_though_a_capture_had_one() -> None:
    """The other of the two still stands."""
    note = copy([*NEWS, CUT])
    now = replace(article(NEWS), extras=(extra("copy", note, CUT, "doubled_in_copy"),))
    for reading in (memento(2, NEWS), live(2, NEWS)):
        assert not heard(now, [reading], old=note).differs


# ── captures that tell nothing ──


@pytest.mark.parametrize(
    "readings",
    [[], [memento(2, ["Страница не найдена."])], [memento(2, [])], [memento(10, NEWS)]],
    ids=["none", "an error page", "an empty one", "one from later"],
)
def test_without_a_capture_that_tells_anything_nothing_changes(readings: list[Reading]) -> None:
    """The comparison comes back as it was."""
    now = page(SHORTER)
    assert heard(now, readings) == compare(copy(), now, fold=FOLD)


def test_a_capture_that_breaks_off_says_nothing_about_the_rest() -> None:
    """A teaser lacks most of the text: nobody cut it, and nobody added it later."""
    teaser = memento(2, NEWS[:2])
    now = page(LONGER, ADDED)
    assert not heard(now, [teaser]).differs
    assert [one.after for one in heard(now, [teaser]).candidates] == [ADDED]
    (edit,) = heard(page(SHORTER), [teaser]).edits
    assert (edit.op, edit.settled) == ("delete", False)


def test_between_two_readings_of_pages_edits_are_dated() -> None:
    """They are settled as they are: the old side is a capture itself."""
    old, now = article(NEWS), article(HIGHER)
    result = settle(compare(old, now, fold=FOLD), old, now, [live(3, NEWS), live(5, HIGHER)], fold=FOLD, now=day(9))
    (edit,) = result.edits
    assert (edit.settled, edit.between) == (True, (day(3), day(5)))


# ── fields ──


def test_the_memento_had_the_copys_headline() -> None:
    """The publisher rewrote it, between these two instants."""
    old, now = copy(title="Старый заголовок"), article(NEWS, title="Новый заголовок")
    result = heard(now, [memento(2, NEWS, title="Старый заголовок")], old=old)
    assert "title" in result.fields
    assert result.between == (day(2), day(9))


def test_the_memento_had_the_pages_headline() -> None:
    """The copy's maker wrote another."""
    old, now = copy(title="Старый заголовок"), article(NEWS, title="Новый заголовок")
    result = heard(now, [memento(2, NEWS, title="Новый заголовок")], old=old)
    assert not result.differs
    assert [one.why for one in result.fidelity] == ["title"]
