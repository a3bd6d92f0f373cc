"""What changed between two captures of ours never vanishes from the verdict, whatever the copy is like."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Article, Comparison, Reading, Seed, Snapshot
from monitor.reading import Seen, see, weigh
from tests.articles import day
from tests.gauntlet import story

URL = "https://gazette.example/passerelle"
NOTE = story.note(URL)
BODY = NOTE.split("---\n", 2)[2]
SENTENCES = story.SENTENCES


def seed(body: str) -> Seed:
    return Seed(id="a", path="seeds/a.txt", raw=body.encode(), title=story.TITLE, title_from="note", url=URL)


def shown(body: bytes, number: int) -> Snapshot:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Snapshot(url=URL, final_url=URL, at=day(number), status=200, head=b"", headers=headers, wire=b"", body=body)


def two_looks(note: str, first: bytes, second: bytes) -> tuple[Seen, Comparison]:
    """The second look, as it was read; and the copy beside it, weighed against the first."""
    before = see(shown(first, 2), seed(note), None, None).outcome
    assert isinstance(before, Article)
    now = see(shown(second, 4), seed(note), before, None)
    assert now.copy is not None
    assert now.beside is not None
    reading = Reading(at=day(2), article=before, source="live")
    return now, weigh(now.copy, now.beside, [reading], day(4) + timedelta(hours=1))


def whole(body: str) -> str:
    return body


def flat(body: str) -> str:
    return " ".join(body.split())


def doubled(body: str) -> str:
    return body + "\n\n" + body.split("\n\n")[3]


def embedding(body: str) -> str:
    return body.replace("\n\n", "\n\nhttps://twitter.com/somebody/status/1196431924716916736 ", 3)


COPIES = {"as it is": whole, "flat": flat, "a paragraph doubled": doubled, "embeds glued to sentences": embedding}


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_any_one_sentence_is_deleted(number: int) -> None:
    """The last one, too, though its words stand in others."""
    now, told = two_looks(BODY, story.page(), story.page((*SENTENCES[:number], *SENTENCES[number + 1 :])))
    assert now.since is not None
    assert [edit.op for edit in now.since.edits] == ["delete"]
    assert [(edit.op, edit.before) for edit in told.edits] == [("delete", SENTENCES[number])]


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("number", [0, 6, 7, 8, 23])
def test_a_sentence_is_deleted_changed_or_moved(copy: str, number: int) -> None:
    """Whatever the copy's maker did to his text."""
    note = COPIES[copy](BODY)
    rest = (*SENTENCES[:number], *SENTENCES[number + 1 :])
    at = (number + 11) % 23
    pages = {
        "deleted": rest,
        "changed": (*SENTENCES[:number], SENTENCES[number].replace(" a ", " n'a pas "), *SENTENCES[number + 1 :]),
        "moved": (*rest[:at], SENTENCES[number], *rest[at:]),
    }
    for what, sentences in pages.items():
        now, told = two_looks(note, story.page(), story.page(sentences))
        assert now.since is not None
        assert now.since.edits, what
        assert told.edits, what


@pytest.mark.parametrize("box", ["<p>{}</p>", '<p style="display:none">{}</p>'], ids=["beside", "unseen"])
@pytest.mark.parametrize("number", [0, 7, 16])
def test_a_sentence_is_taken_out_of_the_article_and_stands_beside_it_or_unseen(number: int, box: str) -> None:
    """Our first look had it in the article: it was deleted there."""
    rest = (*SENTENCES[:number], *SENTENCES[number + 1 :])
    now, told = two_looks(BODY, story.page(), story.page(rest, more=box.format(SENTENCES[number])))
    assert now.since is not None
    assert [edit.op for edit in now.since.edits] == ["delete"]
    assert [(edit.op, edit.before) for edit in told.edits] == [("delete", SENTENCES[number])]


def test_a_sentence_that_always_stood_beside_the_article_too_is_only_lost_once() -> None:
    """A teaser that repeats it: of two that stood, one stands."""
    teaser = f"<p>{SENTENCES[7]}</p>"
    rest = (*SENTENCES[:7], *SENTENCES[8:])
    now, told = two_looks(BODY, story.page(more=teaser), story.page(rest, more=teaser))
    assert now.since is not None
    assert not now.since.edits
    assert not told.edits
    assert [one.why for one in told.candidates] == ["elsewhere"]
