"""`monitor demo`: a rehearsal on this machine alone, of what a month of watching would show.

A news site and a small Wayback Machine run on loopback. The shipped seeds are published there; some are edited, one
is removed, one blocked, one redesigned, one breaks off half-way. The program is used through its own front door:
nothing between `capture/` and `report/` knows of this.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from monitor.assemble import Project
from monitor.demo_site import Part, Story, parts_of, publish
from monitor.demo_site.server import Answer, Capture, NewsSite, Server, Wayback
from monitor.errors import CannotCreateError
from monitor.model import Finding
from monitor.report.digest import Digest
from monitor.starter import set_up

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
# Beside the wheel's own modules, where the project's folder is not there.
PACKED = Path(__file__).resolve().parent / "demo_site" / "seeds"
CAPTURED_AT = datetime(2022, 1, 20, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One article of the rehearsal: which part of which seed, how it looks, and what its publisher does to it.

    `located`: the note says its URL; else the note is bare text, and config.toml says it.
    """

    name: str
    seed: str
    parts: slice
    title: str
    look: str
    deed: str  # in words, for the programme that is printed
    verdict: str
    change: Callable[[Story], Story | Answer] | None = None
    located: bool = True
    archived: bool = True


def _swap(before: str, after: str, **fields: Any) -> Callable[[Story], Story]:
    def change(story: Story) -> Story:
        parts = tuple(replace(part, text=part.text.replace(before, after)) for part in story.parts)
        if parts == story.parts:
            raise LookupError(f"the rehearsal's article does not say {before!r}")
        return replace(story, parts=parts, **fields)

    return change


def _drop(start: str) -> Callable[[Story], Story]:
    def change(story: Story) -> Story:
        return replace(story, parts=tuple(part for part in story.parts if not part.text.startswith(start)))

    return change


def _retitle(title: str) -> Callable[[Story], Story]:
    return lambda story: replace(story, title=title)


def _redesign(story: Story) -> Story:
    return replace(story, look="redesigned")


def _answer(answer: Answer) -> Callable[[Story], Answer]:
    return lambda _: answer


def _break_off(story: Story) -> Answer:
    body = publish(story)
    return Answer(body=body, cut=len(body) // 2)


LATER = "2022-01-12T09:00:00+00:00"
FORBIDDEN = b"<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>"

ACTS = (
    Act(
        name="mirotvorcy", seed="000", parts=slice(0, 8), look="gagauznews", verdict="edited",
        title="Казахстан, как отправная точка возврата: Советский Союз возродится на плечах миротворцев?",
        deed="a number is changed, silently", change=_swap("порядка 70 военнослужащих", "порядка 170 военнослужащих"),
    ),
    Act(
        name="zapad", seed="000", parts=slice(9, 17), look="gagauznews", verdict="edited",
        title="На фоне происходящего наблюдатели подмечают явный след коллективного Запада",
        deed="a sentence is softened, with a correction notice",
        change=_swap(
            "Правда, теперь, если верить сообщению МВД Казахстана, тех, кто откажется сложить оружие (а его отобрано у"
            " полиции немало), ждет уничтожение.",
            "Правда, теперь, по данным МВД Казахстана, тех, кто откажется сложить оружие, могут задержать.",
            modified=LATER,
            notice="Исправлено 12 января: в первоначальной версии слова МВД были переданы неточно.",
        ),
    ),
    Act(
        name="sssr", seed="000", parts=slice(17, 30), look="gagauznews", verdict="edited",
        title="Депутат Федоров: битва за Казахстан только начинается",
        deed="a paragraph is cut", change=_drop("По его словам, прогнозов пока нет"),
    ),
    Act(
        name="blinken", seed="001", parts=slice(0, 9), look="magazine", verdict="edited",
        title="США требуют объяснений от Казахстана", deed="the headline is rewritten",
        change=_retitle("США просят Казахстан пояснить позицию"),
    ),
    Act(
        name="protesty", seed="001", parts=slice(11, 22), look="magazine", verdict="removed", located=False,
        title="Протесты и беспорядки в Казахстане: хроника", deed="the page is taken down (404)",
        change=_answer(Answer(status=404, body=b"<html><title>404</title><h1>404 Not Found</h1></html>")),
    ),
    Act(
        name="ukaz", seed="002", parts=slice(0, 4), look="magazine", verdict="blocked", located=False,
        title="Жапаров подписал указ о миротворцах", deed="the site stops answering us (403)",
        change=_answer(Answer(status=403, body=FORBIDDEN)),
    ),
    Act(
        name="mitingi", seed="002", parts=slice(4, 13), look="magazine", verdict="intact", located=False,
        title="Митинги в Казахстане", deed="the site is redesigned, the text untouched", change=_redesign,
    ),
    Act(
        name="kabmin", seed="003", parts=slice(0, 8), look="magazine", verdict="unreachable", located=False,
        title="Кабмин обратился к кыргызстанцам", deed="the answer breaks off half-way", change=_break_off,
    ),
    Act(
        name="vozvrashchenie", seed="004", parts=slice(0, 7), look="gagauznews", verdict="intact", located=False,
        title="Миротворцы вернулись домой", deed="nothing but counters and tokens changes",
    ),
)  # fmt: skip


class Rehearsal:
    """The servers, the folder and the story. `play` yields a line for each step; `digest` is the last report."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site, self.past = NewsSite(), Wayback()
        self.stories: dict[str, Story] = {}
        self.findings: list[Finding] = []
        self.digest: Digest | None = None
        self._visits = count()

    def play(self) -> Iterator[str]:
        with Server(self.site) as news, Server(self.past) as past:
            self._publish(news.base)
            self._write(past.base)
            yield f"{len(ACTS)} articles stand at {news.base}, their captures of 2022 at {past.base}"
            yield from self._check("first look")
            for act in ACTS:
                self._change(act)
                yield f"  {act.name}: {act.deed}"
            yield from self._check("after the edits")
            time.sleep(1.1)  # the lowered policy asks for a second between two looks that count
            yield from self._check("once more, as the removal's policy asks")

    # ── the world ──

    def _publish(self, base: str) -> None:
        for act in ACTS:
            note = _body_of(next(_seeds_folder().glob(f"{act.seed}_*.txt")))
            path = f"/2022/01/{act.name}.html"
            story = Story(url=base + path, title=act.title, look=act.look, parts=parts_of(note)[act.parts])
            self.stories[act.name] = story
            self.site.pages[path] = self._page_of(story)
            if act.archived:
                self.past.captures.append(Capture(original=story.url, at=CAPTURED_AT, body=publish(story)))

    def _page_of(self, story: Story) -> Callable[[], Answer]:
        return lambda: Answer(body=publish(story, visit=next(self._visits)))

    def _change(self, act: Act) -> None:
        if act.change is None:
            return
        story = self.stories[act.name]
        changed = act.change(story)
        answer = self._page_of(changed) if isinstance(changed, Story) else lambda: changed
        self.site.pages[f"/2022/01/{act.name}.html"] = answer

    def _write(self, past: str) -> None:
        """An ordinary project folder: notes and a config.toml, whose policy is lowered for all to see."""
        for _ in set_up(self.folder):
            pass
        for act in ACTS:
            (self.folder / "seeds" / f"{act.name}.md").write_text(self._note(act), encoding="utf-8")
        located = "".join(
            f'\n[seed."{act.name}"]\nurl = {json.dumps(self.stories[act.name].url)}\n'
            for act in ACTS
            if not act.located
        )
        settings = (
            "# The rehearsal's configuration: loopback only, no waiting, and a policy of removal that is far too low.\n"
            '[fetch]\ndelay = "0s"\ndeadline = "10s"\nconfirm_after = "1s"\nallow_networks = ["127.0.0.0/8"]\n'
            f'\n[wayback]\ncdx = "{past}/cdx/search/cdx"\nreplay = "{past}/web"\n'
            "cdx_per_minute = 6000\nplayback_per_minute = 6000\n"
            '\n[removal]\nchecks = 2\nspacing = "1s"\nspan = "1s"\n'
        )
        (self.folder / "config.toml").write_text(settings + located, encoding="utf-8")

    def _note(self, act: Act) -> str:
        story = self.stories[act.name]
        if not act.located:  # as such copies come: one line, captions and sub-headings run into it
            return " date 2022-01 " + " ".join(part.text for part in story.parts) + "\n"
        head = f'---\nurl: "{story.url}"\ntitle: "{story.title}"\npublished: \'{story.published}\'\nlanguage: ru\n---\n'
        return head + f"\n# {story.title}\n\n" + "\n\n".join(_markdown(part) for part in story.parts) + "\n"

    # ── the program ──

    def _check(self, words: str) -> Iterator[str]:
        with Project.open(self.folder / "config.toml") as project:
            found = list(project.check(project.seeds, progress=_quiet, stop=threading.Event(), kind="rehearsal"))
            self.findings += found
            self.digest = project.digest(found)
        told = sum(finding.new for finding in found)
        yield f"{words}: {len(found)} checked, {told} with news"


def _quiet(done: int, total: int, words: str) -> None:
    """A rehearsal tells its story in lines of its own."""


def _markdown(part: Part) -> str:
    return f"> {part.text}" if part.kind == "quote" else part.text


def _seeds_folder() -> Path:
    return PACKED if PACKED.is_dir() else SEEDS


def _body_of(path: Path) -> str:
    text = path.read_text("utf-8-sig")
    found = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    return text[found.end() :] if found else text


@contextmanager
def rehearsal(keep: Path | None) -> Iterator[Rehearsal]:
    """A rehearsal in `keep`, which must be empty or not there, or in a folder that vanishes with it."""
    with ExitStack() as stack:
        if keep is None:
            folder = Path(tempfile.mkdtemp(prefix="monitor-demo-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        elif keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
            raise CannotCreateError(f"{keep} is not an empty folder", hint="Name a folder that is not there yet.")
        else:
            folder = keep
        yield Rehearsal(folder)
