"""What two articles differ by: situations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare import compare
from monitor.model import Comparison, Extra, Moment, Precision, Sentence
from tests.articles import FOLD, NEWS, article, copy, day, extra, ops

OUTSIDER = "Тем временем в другой стране прошли выборы."


def between(old: list[str] | tuple[str, ...], new: list[str] | tuple[str, ...]) -> Comparison:
    """Two readings of a page."""
    return compare(article(old), article(new), fold=FOLD)


def changed(paragraph: int, before: str, after: str) -> list[str]:
    """The news with some words of one paragraph replaced."""
    assert before in NEWS[paragraph]
    return [text.replace(before, after) if k == paragraph else text for k, text in enumerate(NEWS)]


# ── nothing happened ──


def test_the_same_text_is_no_edit() -> None:
    """And says so in every figure."""
    result = between(NEWS, NEWS)
    assert not result.differs
    assert (result.similarity, result.survival, result.weight) == (1.0, 1.0, 0.0)
    assert result.flags == frozenset()


@pytest.mark.parametrize(
    ("before", "after", "fold"),
    [
        ("«Мы сделаем все", '"Мы сделаем все', "quotation marks"),
        (" — заявил", " - заявил", "dashes"),
        ("сделаем все", "сделаем всё", "ё"),
        ("в ближайшие", "в\u00a0ближайшие", "white space"),
    ],
)
def test_typography_is_cosmetic(before: str, after: str, fold: str) -> None:
    """Each fold is named."""
    result = between(NEWS, changed(4, before, after))
    assert not result.differs
    assert fold in result.cosmetic


def test_another_division_into_paragraphs_is_no_edit() -> None:
    """A flat copy and a page with paragraphs say the same."""
    assert not compare(copy([" ".join(NEWS)], flat=True), article(NEWS), fold=FOLD).differs


@pytest.mark.parametrize("hidden", ["[email protected]", "[email\u00a0protected]", "press [at] site.example"])
def test_an_address_that_protection_hides_is_no_difference(hidden: str) -> None:
    """Nor one that it shows again."""
    shown = [*NEWS, "Пишите нам на press@site.example до пятницы."]
    masked = [*NEWS, f"Пишите нам на {hidden} до пятницы."]
    assert not between(shown, masked).differs
    assert not between(masked, shown).differs


def test_another_address_is_a_difference() -> None:
    """Both sides show theirs."""
    old, new = ([*NEWS, f"Пишите нам на {name}@site.example до пятницы."] for name in ("press", "boss"))
    assert ops(between(old, new)) == ["replace"]


# ── one edit of each kind ──


def test_a_figure_is_changed() -> None:
    """The sentence is named, and the fact."""
    result = between(NEWS, changed(1, "70", "170"))
    (edit,) = result.edits
    assert (edit.op, edit.paragraph) == ("replace", 2)
    assert edit.before == "Речь идет о порядка 70 военнослужащих, которым предстоит охранять объекты."
    assert edit.after == "Речь идет о порядка 170 военнослужащих, которым предстоит охранять объекты."
    assert [(fact.kind, fact.before, fact.after) for fact in edit.facts] == [("number", "70", "170")]
    assert result.weight == pytest.approx(0.7, abs=0.06)
    assert 0.9 < result.similarity < 1
    assert result.survival == 1.0


def test_a_sentence_is_removed() -> None:
    """It has no `after`, and its paragraph is the old one's."""
    (edit,) = between(NEWS, changed(2, " Об этом сообщили в министерстве обороны Белоруссии.", "")).edits
    assert (edit.op, edit.after, edit.paragraph) == ("delete", None, 3)
    assert edit.before == "Об этом сообщили в министерстве обороны Белоруссии."


def test_a_sentence_is_added() -> None:
    """It has no `before`."""
    (edit,) = between(NEWS, changed(2, "рота.", "рота. " + OUTSIDER)).edits
    assert (edit.op, edit.before, edit.after, edit.paragraph) == ("insert", None, OUTSIDER, 3)


def test_a_sentence_gives_way_to_another() -> None:
    """However unlike the two are, it is a replacement."""
    (edit,) = between(NEWS, changed(2, "Об этом сообщили в министерстве обороны Белоруссии.", OUTSIDER)).edits
    assert (edit.op, edit.after) == ("replace", OUTSIDER)


def test_a_paragraph_is_moved() -> None:
    """A move has both sides, equal."""
    (edit,) = between(NEWS, [*NEWS[:1], *NEWS[2:5], NEWS[1].split(". ")[0] + ".", NEWS[5]]).edits[:1]
    result = between(NEWS, [NEWS[4], *NEWS[:4], NEWS[5]])
    (edit,) = result.edits
    assert (edit.op, edit.before, edit.after) == ("move", NEWS[4], NEWS[4])
    assert result.survival == 1.0


def test_a_sentence_is_moved_and_changed() -> None:
    """It is a replacement that says so."""
    (edit,) = between(NEWS, [NEWS[3].replace("2 января", "3 января"), *NEWS[:3], *NEWS[4:]]).edits
    assert (edit.op, edit.moved) == ("replace", True)
    assert [fact.kind for fact in edit.facts] == ["date"]


def test_a_sentence_is_split() -> None:
    """One replacement whose `after` holds both."""
    (edit,) = between(NEWS, changed(3, "2 января, когда в", "2 января. Тогда в")).edits
    assert edit.op == "replace"
    assert edit.after == NEWS[3].replace("2 января, когда в", "2 января. Тогда в")
    assert len(edit.new) == 2


def test_neighbours_change_places() -> None:
    """One of them moved, not both."""
    swapped = changed(5, "Аэропорты Алма-Аты и Актау закрыты. ", "")
    swapped[5] += " Аэропорты Алма-Аты и Актау закрыты."
    assert ops(between(NEWS, swapped)) == ["move"]


def test_not_is_added() -> None:
    """The gravest small word."""
    result = between(NEWS, changed(4, "был восстановлен", "не был восстановлен"))
    (edit,) = result.edits
    assert ("negation", None, "не") in [(fact.kind, fact.before, fact.after) for fact in edit.facts]
    assert edit.weight >= 0.6


def test_text_standing_twice_that_loses_one_is_no_delete() -> None:
    """Nor is a repetition an insert."""
    twice = [*NEWS, NEWS[0]]
    assert not between(twice, NEWS).differs
    assert not between(NEWS, twice).differs


def test_a_row_of_asterisks_is_no_edit() -> None:
    """An ornament says nothing."""
    assert not between(NEWS, [*NEWS[:3], "* * *", *NEWS[3:]]).differs


def test_a_moved_line_without_a_full_stop_does_not_stain_its_neighbour() -> None:
    """What comes to stand behind it becomes one sentence with it, and is unchanged all the same."""
    old = [*NEWS, "Фото пресс-службы президента Казахстана"]
    new = [*NEWS[:3], "Фото пресс-службы президента Казахстана " + NEWS[3], *NEWS[4:]]
    (edit,) = between(old, new).edits
    assert (edit.op, edit.before) == ("move", old[-1])


@pytest.mark.parametrize("mark", ["🙂", "[1]", "”"])
def test_a_mark_between_two_sentences_goes_now_with_one_and_now_with_the_other(mark: str) -> None:
    """Only the sentence that was touched is named."""
    old = article([NEWS[0], f"{mark} {NEWS[3]}"])
    new = article([NEWS[0], f"{OUTSIDER} {mark} {NEWS[3]}"])
    first, second = new.sentences[1:3] if len(new.sentences) > 2 else (new.sentences[1],) * 2
    assert first is not second
    assert all(mark not in (edit.before or "") for edit in compare(old, new, fold=FOLD).edits)
    assert ops(compare(old, new, fold=FOLD)) == ["insert"]


def test_a_mark_that_nobody_got_is_an_edit() -> None:
    """An opening quotation mark that went makes other words of it."""
    (edit,) = between(NEWS, changed(4, "«Мы сделаем", "Мы сделаем")).edits
    assert edit.op == "replace"


def test_a_full_rewrite_is_called_one() -> None:
    """Nothing survives, and the weight says so."""
    result = between(NEWS, [f"Статья {k} удалена по просьбе правообладателя номер {k}." for k in range(3)])
    assert result.survival == 0.0
    assert result.similarity < 0.3
    assert result.weight > 0.9


# ── what only looks like a change ──


def test_look_alike_letters_are_an_edit_that_is_invisible() -> None:
    """A Latin a in a Cyrillic word: the eye sees nothing, a search finds nothing."""
    result = between(NEWS, changed(0, "Армения", "\u0410рмения".replace("р", "p")))
    (edit,) = result.edits
    assert result.flags == {"invisible"}
    assert "U+0070 LATIN SMALL LETTER P" in edit.invisible
    assert edit.facts == () or edit.weight < 0.5


def test_zero_width_characters_alone_are_no_edit_but_are_named() -> None:
    """The article says the same; the flag says that something was put in."""
    result = between(NEWS, changed(0, "Армения", "Арме\u200bния\u202e"))
    assert not result.differs
    assert result.flags == {"invisible"}
    assert result.invisible == ("U+200B ZERO WIDTH SPACE", "U+202E RIGHT-TO-LEFT OVERRIDE")


def test_an_upper_index_is_no_look_alike() -> None:
    """Square metres are not metres with a 2."""
    (edit,) = between(["Площадь дома 30 м² без балкона."], ["Площадь дома 30 м2 без балкона."]).edits
    assert edit.invisible == ()


# ── at first sight ──


def test_at_first_sight_what_only_the_page_has_is_a_candidate() -> None:
    """Who left it out cannot be told."""
    page = article([*NEWS[:3], OUTSIDER, *NEWS[3:]])
    page = replace(page, extras=(extra("page", page, OUTSIDER[:10], "block_not_in_copy"),))
    result = compare(copy(), page, fold=FOLD)
    assert not result.differs
    (candidate,) = result.candidates
    assert (candidate.why, candidate.before, candidate.after) == ("block_not_in_copy", None, OUTSIDER)
    assert (result.similarity, result.survival) == (1.0, 1.0)


def test_at_first_sight_what_the_page_lacks_is_an_edit() -> None:
    """At once, though nobody has shown it yet."""
    result = compare(copy(), article(NEWS[:3] + NEWS[4:]), fold=FOLD)
    (edit,) = result.edits
    assert (edit.op, edit.before, edit.settled) == ("delete", NEWS[3], False)


def test_at_first_sight_page_text_never_takes_the_place_of_what_went() -> None:
    """A caption beside a sentence that was cut is not its new wording."""
    page = article([*NEWS[:3], "Подпись под снимком.", *NEWS[4:]])
    page = replace(page, extras=(extra("page", page, "Подпись", "block_not_in_copy"),))
    result = compare(copy(), page, fold=FOLD)
    assert ops(result) == ["delete"]
    assert [one.why for one in result.candidates] == ["block_not_in_copy"]


def test_at_first_sight_another_order_is_a_candidate() -> None:
    """Copies shuffle quotations."""
    result = compare(copy(), article([NEWS[4], *NEWS[:4], NEWS[5]]), fold=FOLD)
    assert not result.differs
    assert [one.why for one in result.candidates] == ["order"]


@pytest.mark.parametrize("why", ["embed", "promo", "caption", "hidden", "elsewhere"])
def test_what_copies_are_known_for_is_a_candidate(why: str) -> None:
    """Lines that only the copy has, and whose it is nobody can say."""
    line = "Показать эту запись в социальной сети."
    note = copy([*NEWS[:2], line, *NEWS[2:]])
    page = article(NEWS)
    page = replace(page, extras=(extra("copy", note, "Показать", why),))
    result = compare(note, page, fold=FOLD)
    assert not result.differs
    assert [(one.why, one.before) for one in result.candidates] == [(why, line)]


def test_a_sentence_said_to_be_doubled_that_stands_nowhere_is_an_edit() -> None:
    """Another one of its kind, with another figure, is not the same one."""
    lines = [f"В районе номер {k} закрыты школы и больницы." for k in (1, 12, 3)]
    note, now = copy([*NEWS, *lines]), article([*NEWS, *lines[1:]])
    now = replace(now, extras=(extra("copy", note, lines[0], "doubled_in_copy"),))
    assert ops(compare(note, now, fold=FOLD)) == ["delete"]


def test_a_sentence_that_the_copy_cut_short_is_a_candidate() -> None:
    """The reader marked the page's longer one: who cut it short cannot be told."""
    note = copy([*NEWS[:3], "Ситуация в Казахстане обострилась 2 января, когда в Жанаозене начались", *NEWS[4:]])
    page = article(NEWS)
    page = replace(page, extras=(extra("page", page, "Ситуация", "sentence_not_in_copy"),))
    result = compare(note, page, fold=FOLD)
    assert not result.differs
    assert [(one.why, one.before is not None, one.after) for one in result.candidates] == [
        ("sentence_not_in_copy", True, NEWS[3])
    ]


def test_a_sentence_that_stands_outside_the_article_now_is_a_candidate_while_nobody_has_read_it_inside() -> None:
    """Unseen, or in a box beside the text; of a text that stood there before, too, one was lost."""
    gone = frozenset({article([NEWS[3]]).sentences[0].digest})
    page = replace(article(NEWS[:3] + NEWS[4:]), elsewhere=gone)
    for old in (copy(), replace(article(NEWS), elsewhere=gone)):
        result = compare(old, page, fold=FOLD)
        assert not result.differs
        assert [one.why for one in result.candidates] == ["elsewhere"]


def test_a_sentence_that_a_reading_had_in_the_article_and_that_stands_outside_it_now_was_deleted() -> None:
    """A capture has settled that the publisher did it (contract.md)."""
    gone = frozenset({article([NEWS[3]]).sentences[0].digest})
    page = replace(article(NEWS[:3] + NEWS[4:]), elsewhere=gone)
    assert ops(compare(article(NEWS), page, fold=FOLD)) == ["delete"]


def test_text_that_was_anywhere_on_the_old_page_is_no_insert() -> None:
    """It stood in a teaser before."""
    known = article([OUTSIDER]).sentences[0].digest
    old = replace(article(NEWS), elsewhere=frozenset({known}))
    assert not compare(old, article([*NEWS[:3], OUTSIDER, *NEWS[3:]]), fold=FOLD).differs


def test_furniture_at_the_edge_is_never_an_insert_or_delete() -> None:
    """A line of the site's own in a paragraph of its own behind the article."""
    first, second = article([*NEWS, "Нас читают 123 человека."]), article([*NEWS, "Нас читают 456 человек."])
    first = replace(first, extras=(extra("page", first, "Нас читают", "promo"),))
    second = replace(second, extras=(extra("page", second, "Нас читают", "promo"),))
    for old, new in ((first, second), (first, article(NEWS)), (article(NEWS), second)):
        assert not compare(old, new, fold=FOLD).differs


def test_text_that_appears_inside_the_article_is_an_insert_between_two_readings() -> None:
    """Both readings are of pages."""
    page = article([*NEWS[:3], OUTSIDER, *NEWS[3:]])
    page = replace(page, extras=(extra("page", page, OUTSIDER[:10], "block_not_in_copy"),))
    assert ops(compare(article(NEWS), page, fold=FOLD)) == ["insert"]


# ── fields ──


def test_a_headline_is_rewritten() -> None:
    """It stands among the fields, not among the edits."""
    result = compare(article(NEWS, title="Старое слово"), article(NEWS, title="Новое слово"), fold=FOLD)
    assert result.edits == ()
    assert (result.fields["title"].before, result.fields["title"].after) == ("Старое слово", "Новое слово")
    assert result.weights["headline"] > 0
    assert result.differs


def test_a_headline_that_is_read_as_text_too_is_told_once() -> None:
    """A changed headline stands in `fields.title`, not among the edits, wherever the reader has seen it."""
    old, new = "Совет одобрил детский сад", "Совет отклонил детский сад"
    for before, after in (([old, *NEWS], [new, *NEWS]), (NEWS, [new, *NEWS]), ([old, *NEWS], NEWS)):
        result = compare(article(before, title=old), article(after, title=new), fold=FOLD)
        assert (ops(result), list(result.fields)) == ([], ["title"])


def test_at_first_sight_only_the_words_of_a_headline_count() -> None:
    """Between two readings of pages its marks count too."""
    asking, stating = article(NEWS, title="Он уйдёт?"), article(NEWS, title="Он уйдет")
    assert not compare(replace(asking, how="copy"), stating, fold=FOLD).differs
    assert "title" in compare(asking, stating, fold=FOLD).fields


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        ("Николай К.", "Автор: Николай Ковалёв", False),
        ("Николай Ковалёв", "Анна Иванова", True),
        ("Анна Иванова", "", False),
        ("", "Анна Иванова", False),
        ("Anna Ivanova", "By Anna Ivanova", False),
    ],
)
def test_another_byline_counts_and_another_form_does_not(before: str, after: str, differs: bool) -> None:
    """A byline that one side lacks says nothing."""
    assert compare(copy(byline=before), article(NEWS, byline=after), fold=FOLD).differs is differs


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        (("2022-01-06T18:21:37+00:00", Precision.INSTANT, 0), ("06.01.2022 20:21", Precision.INSTANT, 0), False),
        (("2022-01-06T18:21:37+00:00", Precision.INSTANT, 0), ("06.01.2022 20:21", Precision.INSTANT, 7200), False),
        (("2022-01-06", Precision.DAY, 0), ("07.01.2022", Precision.DAY, 86400), False),
        (("2022-01", Precision.MONTH, 0), ("07.01.2022", Precision.DAY, 86400 * 5), False),
        (("2022-01", Precision.MONTH, 0), ("07.03.2022", Precision.DAY, 86400 * 60), True),
        (
            ("2022-01-06T18:21:37+00:00", Precision.INSTANT, 0),
            ("04.01.2022 20:21", Precision.INSTANT, -86400 * 2),
            True,
        ),
        (("06.01.2022 18:21", Precision.INSTANT, 0), ("06.01.2022 16:21", Precision.INSTANT, -7200), True),
    ],
)
def test_back_dating_counts_and_another_form_of_a_date_does_not(
    before: tuple[str, Precision, int], after: tuple[str, Precision, int], differs: bool
) -> None:
    """As precisely as each is known; zones get lost between two ways of writing."""
    from datetime import timedelta

    old, new = (
        Moment(at=day(6) + timedelta(seconds=shift), precision=precision, raw=raw)
        for raw, precision, shift in (before, after)
    )
    if old.precision is not Precision.INSTANT:
        start = day(6).replace(hour=0) if old.precision is Precision.DAY else day(1).replace(hour=0)
        old = replace(old, at=start)
        new = replace(new, at=start + timedelta(seconds=after[2]))
    result = compare(article(NEWS, published=old), article(NEWS, published=new), fold=FOLD)
    assert result.differs is differs


# ── what the publisher said of it ──


def test_a_silent_edit() -> None:
    """Both readings carry a modified date, and it did not change."""
    stamp = Moment(at=day(1), precision=Precision.INSTANT)
    old, new = article(NEWS, modified=stamp), article(changed(1, "70", "170"), modified=stamp)
    assert compare(old, new, fold=FOLD).flags == {"silent"}


def test_an_edit_without_a_modified_date_is_not_called_silent() -> None:
    """Nobody said anything either way."""
    assert between(NEWS, changed(1, "70", "170")).flags == frozenset()


def test_a_disclosed_edit() -> None:
    """A correction notice appeared."""
    stamp = Moment(at=day(1), precision=Precision.INSTANT)
    old = article(NEWS, modified=stamp)
    new = article(changed(1, "70", "170"), modified=stamp, notices=("Исправлено: число военных.",))
    assert compare(old, new, fold=FOLD).flags == {"disclosed"}


def test_a_sentence_from_the_middle_of_a_quotation_is_gone() -> None:
    """It has no marks of its own, and is somebody's words all the same."""
    old = ["«Мы начали утром. Потом пришли солдаты и стали стрелять. Вечером все ушли», — сказал свидетель."]
    (edit,) = between(old, [old[0].replace("Потом пришли солдаты и стали стрелять. ", "")]).edits
    assert ("quote", "Потом пришли солдаты и стали стрелять.") in [(fact.kind, fact.before) for fact in edit.facts]


def test_a_figure_in_a_headline_weighs_as_one_in_the_text() -> None:
    """The headline is what most people read."""
    old, new = article(NEWS, title="Погибли 7 человек"), article(NEWS, title="Погибли 9 человек")
    result = compare(old, new, fold=FOLD)
    assert set(result.weights) == {"headline", "facts"}
    assert result.weight > 0.8


# ── properties ──

paragraphs = st.lists(st.sampled_from([*NEWS, OUTSIDER, "Да.", "* * *", "Он сказал: «Нет»."]), max_size=8)


@given(paragraphs, paragraphs)
def test_every_sentence_stands_in_a_row(old: list[str], new: list[str]) -> None:
    """Nothing of either article is lost or told twice."""
    one, two = article(old), article(new)
    rows = compare(one, two, fold=FOLD).rows
    assert [j for row in rows for j in row.new] == list(range(len(two.sentences)))
    assert sorted(i for row in rows for i in row.old) == list(range(len(one.sentences)))


@given(paragraphs, paragraphs)
def test_swapping_the_sides_swaps_what_went_and_came(old: list[str], new: list[str]) -> None:
    """Inserts become deletes and the other way round."""
    there, back = between(old, new), between(new, old)
    assert sorted(e.before or "" for e in there.edits if e.op == "delete") == sorted(
        e.after or "" for e in back.edits if e.op == "insert"
    )
    assert ops(there).count("replace") == ops(back).count("replace")
    assert ops(there).count("move") == ops(back).count("move")


@given(st.integers(0, 7), st.data())
def test_one_changed_character_is_always_an_edit(place: int, data: st.DataObject) -> None:
    """A letter or digit anywhere."""
    old = article(NEWS)
    text = old.sentences[place].text
    at = data.draw(st.sampled_from([k for k, char in enumerate(text) if char.isalnum() and char not in "ёе"]))
    other = data.draw(st.sampled_from([char for char in "абвгд0123" if char != text[at].lower()]))
    broken = text[:at] + other + text[at + 1 :]
    new = article(
        [
            " ".join(broken if k == place else s.text for k, s in enumerate(old.sentences) if s.block == b)
            for b in range(6)
        ]
    )
    result = compare(old, new, fold=FOLD)
    assert place in {i for edit in result.edits for i in edit.old}


def test_hostile_extras_point_nowhere() -> None:
    """Places that do not exist are passed over."""
    page = replace(
        article(NEWS),
        extras=(Extra(side="page", sentence=99, why="embed"), Extra(side="copy", sentence=-1, why="embed")),
    )
    assert not compare(copy(), page, fold=FOLD).differs


def test_empty_articles_are_compared() -> None:
    """With nothing on either side nothing differs."""
    assert not between([], []).differs
    assert ops(between([], NEWS[:1])) == ["insert"]
    assert between(NEWS, []).survival == 0.0


def test_a_sentence_that_folds_to_nothing_is_no_edit() -> None:
    """Whatever made it a sentence."""
    ghost = Sentence(text="\u200b", folded="", digest="", block=0, start=0, end=1)
    old = article(NEWS)
    assert not compare(old, replace(old, sentences=(*old.sentences, ghost)), fold=FOLD).differs
