"""Each shipped seed, carried through: located, published, intact, edited, taken down, missing, removed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from monitor.demo_site import Part, Story, parts_of, publish
from tests.conftest import ROOT
from tests.folder import Folder
from tests.servers.archive import Archive
from tests.servers.site import Site


@dataclass(frozen=True, slots=True)
class Edit:
    """What the publisher will change: one word of one sentence."""

    before: str
    after: str


class Publisher:
    """The site of one seed: it publishes the story, edits it, takes it down."""

    def __init__(self, site: Site, path: str, story: Story) -> None:
        self.site, self.path = site, path
        self.story = replace(story, url=site.url(path))
        self.visit = 0

    def publish(self) -> None:
        """Every visit sees other tokens and counters."""

        def page(request: object) -> object:
            from tests.servers.site import Page

            self.visit += 1
            return Page(body=publish(self.story, visit=self.visit))

        self.site.answer(self.path, page)  # type: ignore[arg-type]  # a function of the request

    def edit(self, edit: Edit) -> None:
        parts = tuple(replace(part, text=part.text.replace(edit.before, edit.after)) for part in self.story.parts)
        assert parts != self.story.parts
        self.story = replace(self.story, parts=parts)

    def take_down(self) -> None:
        self.site.put(self.path, b"<html><body><h1>404</h1><p>Not found</p></body></html>", status=404)


def _carry_through(
    folder: Folder,
    site: Site,
    archive: Archive,
    seed: str,
    *,
    look: str,
    title: str,
    edit: Edit,
    byline: str = "Редакция",
) -> None:
    note = (ROOT / "seeds" / f"{seed}.txt").read_bytes()
    text = note.decode("utf-8-sig")
    body = text.split("---", 2)[2] if text.startswith("---") else text
    folder.use_archive(archive)

    # unlocated, or located by the note itself
    folder.note(f"{seed}.txt", _on_loopback(note, site))
    publisher = Publisher(
        site, _path_of(text), Story(url="", title=title, parts=parts_of(body), look=look, byline=byline)
    )
    if not text.startswith("---"):
        assert folder.check_one()["verdict"] == "unlocated"
        folder.set(f'seed."{seed}"', url=publisher.story.url)

    # published on a page that looks like its site: menus, captions, embeds, related links that the note lacks
    publisher.publish()
    found = folder.check_one()
    assert (found["verdict"], found["edits"], found["fields"]) == ("intact", [], {}), json.dumps(
        found, ensure_ascii=False, indent=1
    )
    assert not found["new"]
    again = folder.check_one()
    assert (again["verdict"], again["new"]) == ("intact", False)

    # edited: the right sentence, and no other
    publisher.edit(edit)
    found = folder.check_one()
    assert found["verdict"] == "edited", found
    assert found["new"]
    assert len(found["edits"]) == 1, found["edits"]
    assert edit.before in found["edits"][0]["before"]
    assert edit.after in found["edits"][0]["after"]
    assert found["edits"][0]["op"] == "replace"
    again = folder.check_one()
    assert (again["verdict"], again["new"]) == ("edited", False)

    # taken down: missing first, never removed at once
    publisher.take_down()
    found = folder.check_one()
    assert (found["verdict"], found["reason"], found["missing"]["count"]) == ("missing", "http_404", 1)
    assert found["missing"]["needed"] == 3

    # removed, where the policy is lowered
    folder.lower_policy()
    found = folder.check_one()
    assert (found["verdict"], found["reason"]) == ("removed", "http_404"), found
    assert "policy_lowered" in found["flags"]


def _on_loopback(note: bytes, site: Site) -> bytes:
    """The note with its site's address on loopback: nothing else is touched."""
    return note.replace(b"https://gagauznews.com", site.url("").encode())


def _path_of(text: str) -> str:
    found = re.search(r'^url: "https://[^/]+(/[^"]+)"', text, re.MULTILINE)
    return found[1] if found else "/2022/01/statya.html"


def test_the_kazakhstan_note_with_front_matter(folder: Folder, site: Site, archive: Archive) -> None:
    """Markdown with front matter, quotes and an Instagram line that no page shows so."""
    _carry_through(
        folder, site, archive, "000_e71ac133efb56e04", look="gagauznews", byline="Николай К.",
        title="Казахстан, как отправная точка возврата: Советский Союз возродится на плечах миротворцев?",
        edit=Edit("порядка 70 военнослужащих", "порядка 170 военнослужащих"),
    )  # fmt: skip


def test_the_blinken_note_without_url(folder: Folder, site: Site, archive: Archive) -> None:
    """A flat text that begins with a month, captions and sub-headings run into it."""
    _carry_through(
        folder, site, archive, "001_2942b2d16e6a8a57", look="magazine",
        title="США требуют объяснений от Казахстана",
        edit=Edit("2 265 человек", "2 275 человек"),
    )  # fmt: skip


def test_the_zhaparov_note_without_url(folder: Folder, site: Site, archive: Archive) -> None:
    """A flat text with figures of troops."""
    _carry_through(
        folder, site, archive, "002_c0dd423e31c9460d", look="magazine",
        title="Жапаров подписал указ о миротворцах",
        edit=Edit("как минимум 26 протестующих", "как минимум 126 протестующих"),
    )  # fmt: skip


def test_the_cabinet_note_without_url(folder: Folder, site: Site, archive: Archive) -> None:
    """A flat text of few, long sentences."""
    _carry_through(
        folder, site, archive, "003_4e5e20c31f26acd1", look="magazine",
        title="Кабмин обратился к кыргызстанцам",
        edit=Edit("должна быть строго ограничена", "должна быть ограничена"),
    )  # fmt: skip


def test_the_homecoming_note_with_two_paragraphs(folder: Folder, site: Site, archive: Archive) -> None:
    """A text without a date, of two paragraphs."""
    _carry_through(
        folder, site, archive, "004_9509c5daf987dd37", look="redesigned",
        title="Миротворцы вернулись домой",
        edit=Edit("отправили 150 военных", "отправили 250 военных"),
    )  # fmt: skip


def test_an_untouched_part_is_published_as_it_is() -> None:
    """The rehearsal publishes every sentence of a flat note, captions and headings as what they were."""
    text = (ROOT / "seeds" / "001_2942b2d16e6a8a57.txt").read_text("utf-8")
    parts = parts_of(text)
    assert {part.kind for part in parts} == {"paragraph", "caption", "heading"}
    assert "".join("".join(part.text.split()) for part in parts) == "".join(text.replace(" date 2022-01", "").split())
    assert Part(text="Энтони Блинкен. Фото: Wikimedia", kind="caption") in parts
