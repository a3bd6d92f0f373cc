"""Pictures of what the program shows: `python -m bench.screenshots DIR [--all]`.

Plays the week of `bench.picture_story` and takes the pictures of docs/reading-a-report.md: pages and mails in headless
Chromium, terminals as SVG. `--all`: besides, every page whole, narrow and wide, light and dark, for somebody to look
at. Where there is no Chromium, the terminals are drawn and the rest is said to be missing.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import time_machine

from bench.picture_story import COLUMNS, Story, played
from monitor.assemble import Project
from monitor.report import letter, page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# --blink-settings=preferredColorScheme: 0 is dark, 1 is light.
DARK, LIGHT = 0, 1
MARGIN = 10  # pixels around what is cut out

# What a picture shows: the page, its width, and in JavaScript the elements (of document `d`) that are to be seen.
_ITEM = "[...d.querySelectorAll('.item')].filter(e => {}.includes(e.querySelector('.name b').textContent))"


@dataclass(frozen=True, slots=True)
class Picture:
    """One cut-out of a page; `elements` is JavaScript for a list of elements of the document `d`."""

    source: str
    elements: str
    width: int = 720
    scheme: int = LIGHT
    height: int = 0  # of what is shown, from the top; 0: all of it


def _items(*names: str) -> str:
    return _ITEM.format(json.dumps(names))


PICTURES = {
    "digest": Picture("whole", "[d.querySelector('header'), ...d.querySelectorAll('.item')]", height=820),
    "changed": Picture("whole", _items("bridge")),
    "moved": Picture("whole", _items("market")),
    "headline": Picture("whole", _items("mayor")),
    "disclosed": Picture("whole", _items("clinic")),
    "letters": Picture("whole", _items("theatre")),
    "removed": Picture("whole", _items("school")),
    "missing": Picture("whole", _items("library")),
    "restored": Picture("whole", _items("park")),
    "reverted": Picture("news", _items("bakery")),
    "cannot-check": Picture("whole", "[d.querySelector('section.cannot_check')]"),
    "intact": Picture("whole", "[...d.querySelectorAll('section.intact .brief')]"),
    "mail": Picture("mail", "[d.querySelector('.letter')]", width=400, height=860),
    "mail-dark": Picture("mail", "[d.querySelector('.letter')]", width=400, scheme=DARK, height=860),
}
# The commands whose output is drawn as a terminal shows it: the arguments, whether in colour, from which line on (a
# part of it) and how many lines.
TERMINALS: Mapping[str, tuple[tuple[str, ...], bool, str, int]] = {
    "terminal": (("report",), True, "", 32),
    "terminal-plain": (("report",), False, "Edited", 18),
    "candidate": (("diff", "kennel"), True, "", 0),
    "fidelity": (("show", "station", "--fidelity"), True, "", 0),
    "explain": (("explain", "school"), True, "", 0),
    "history": (("history", "bridge"), True, "", 0),
}


def main(folder: Path, *, everything: bool = False) -> int:
    with tempfile.TemporaryDirectory() as scratch, played(Path(scratch) / "town") as story:
        return draw(story, folder, everything=everything)


def draw(story: Story, folder: Path, *, everything: bool = False) -> int:
    """All pictures of a story that was played, into a folder; 1 where there is no browser to take some of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (arguments, colour, start, count) in TERMINALS.items():
        printed = story.run(*arguments, columns=COLUMNS, colour=colour)
        target = folder / f"{name}.svg"
        target.write_text(_terminal(_part(printed, start, count)), encoding="utf-8")
        print(target)
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"no pictures of pages and mails: none of {', '.join(BROWSERS)} is on the PATH", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        camera = Camera(browser, Path(scratch))
        pages = _pages(story)
        for name, picture in PICTURES.items():
            print(camera.take(pages[picture.source], picture, folder / f"{name}.png", scale=1.3))
        if everything:
            for name, drawn in pages.items():
                for width in (390, 1280):
                    for scheme, number in (("dark", DARK), ("light", LIGHT)):
                        whole = Picture(name, "[d.body]", width=width, scheme=number)
                        print(camera.take(drawn, whole, folder / f"whole-{name}-{width}-{scheme}.png"))
    return 0


def _pages(story: Story) -> dict[str, str]:
    with time_machine.travel(story.now, tick=True), Project.open(story.folder / "config.toml") as project:
        news = project.report(since=project.now() - timedelta(days=7))
        footer = ["Archive 5f0c…, commit 113, sha256:be63bc1c…"]
        return {
            "whole": page.draw(project.report()),
            "news": page.draw(news),
            "mail": page.draw_mail(news, limits=letter.LIMITS, footer=footer),
        }


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────


class Camera:
    """Headless Chromium. A page is shown in a frame of a page of our own: so it can be measured, be narrower than
    Chromium's smallest window, and be shifted until the window holds what is to be seen."""

    def __init__(self, browser: str, scratch: Path) -> None:
        self._browser, self._frame, self._profile = browser, scratch / "frame.html", scratch / "profile"

    def take(self, source: str, picture: Picture, target: Path, *, scale: float = 1.0) -> Path:
        left, top, right, bottom = self._measure(source, picture)
        left, top = max(0, left - MARGIN), max(0, top - MARGIN)
        width = min(picture.width, right + MARGIN) - left
        height = min(picture.height or bottom, bottom - top + MARGIN)
        self._write(source, picture.width, bottom + 200, shift=(left, top))
        self._run(picture.scheme, (width, height), scale, f"--screenshot={target.resolve()}")
        target.write_bytes(_pressed(target.read_bytes()))
        return target

    def _measure(self, source: str, picture: Picture) -> tuple[int, int, int, int]:
        script = f"""<pre id="told"></pre><script>frame.onload = () => {{ const d = frame.contentDocument;
          const all = ({picture.elements}).map(e => e.getBoundingClientRect());
          told.textContent = JSON.stringify([Math.min(...all.map(r => r.left)), Math.min(...all.map(r => r.top)),
            Math.max(...all.map(r => r.right)), Math.max(...all.map(r => r.bottom))].map(Math.round)); }}</script>"""
        self._write(source, picture.width, 100, script=script)
        told = self._run(picture.scheme, (1400, 200), 1, "--dump-dom", "--virtual-time-budget=3000")
        found = re.search(r'<pre id="told">\[(.+?)\]</pre>', told)
        if found is None:
            raise LookupError(f"nothing to be seen: {picture.elements}")
        left, top, right, bottom = (int(number) for number in found[1].split(","))
        return left, top, right, bottom

    def _write(self, source: str, width: int, height: int, shift: tuple[int, int] = (0, 0), script: str = "") -> None:
        style = f"border:0;position:absolute;left:-{shift[0]}px;top:-{shift[1]}px;width:{width}px;height:{height}px"
        self._frame.write_text(
            f'<meta charset="utf-8"><body style="margin:0;overflow:hidden"><iframe id="frame" style="{style}"'
            f' srcdoc="{html.escape(source, quote=True)}"></iframe>{script}',
            encoding="utf-8",
        )

    def _run(self, scheme: int, size: tuple[int, int], scale: float, *what: str) -> str:
        done = subprocess.run(
            [
                self._browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                "--disable-lcd-text",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--user-data-dir={self._profile}", f"--blink-settings=preferredColorScheme={scheme}",
                f"--force-device-scale-factor={scale}", f"--window-size={max(size[0], 10)},{size[1]}",
                *what, self._frame.resolve().as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )  # fmt: skip
        return done.stdout.decode("utf-8", "replace")


def _pressed(png: bytes) -> bytes:
    """The same picture, packed as tightly as its format allows: Chromium is in a hurry."""
    chunks = []
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        chunks.append((png[place + 4 : place + 8], png[place + 8 : place + 8 + length]))
        place += 12 + length
    pixels = zlib.compress(zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT")), 9)
    kept = [chunk for chunk in chunks if chunk[0] in (b"IHDR", b"PLTE")] + [(b"IDAT", pixels), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in kept
    )
    return png[:8] + b"".join(packed)


# ── terminals ─────────────────────────────────────────────────────────────────────────────────────

# Rich's own frame would fetch a font from elsewhere.
_SVG = """<svg viewBox="0 0 {width} {height}" width="{width}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px;
  line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""


_CODES = re.compile(r"\x1b\[[0-9;]*m")


def _part(printed: str, start: str, count: int) -> str:
    lines = printed.rstrip("\n").split("\n")
    first = next((n for n, line in enumerate(lines) if _CODES.sub("", line).startswith(start)), 0)
    return "\n".join(lines[first : first + count] if count else lines[first:])


def _terminal(printed: str) -> str:
    """What a terminal shows of it, as SVG that loads nothing."""
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(printed), soft_wrap=True)
    return console.export_svg(title="", code_format=_SVG, unique_id="t")


if __name__ == "__main__":
    wanted = [argument for argument in sys.argv[1:] if argument != "--all"]
    sys.exit(main(Path(wanted[0] if wanted else "docs/pictures"), everything="--all" in sys.argv))
