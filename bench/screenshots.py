"""Pictures of the digest: `python -m bench.screenshots DIR`.

Rehearses, draws the report as HTML (whole, and the news of a week) and the mail, and takes each in headless Chromium,
narrow and wide, light and dark; somebody is to look at them. Needs `chromium` on the PATH.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from monitor.assemble import Project
from monitor.demo import rehearsal
from monitor.report import letter, page

# Chromium's smallest window is 500 pixels wide: a narrower page is shown in a frame of a page of its own.
WIDTHS = {"narrow": 390, "wide": 1280}
# --blink-settings=preferredColorScheme: 0 is dark, 1 is light.
SCHEMES = {"dark": 0, "light": 1}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, html in _pages(Path(scratch) / "rehearsal").items():
            source = folder / f"{name}.html"
            source.write_text(html, encoding="utf-8")
            for width, pixels in WIDTHS.items():
                for scheme, number in SCHEMES.items():
                    picture = folder / f"{name}-{width}-{scheme}.png"
                    _shoot(source, picture, pixels=pixels, scheme=number, profile=Path(scratch) / "profile")
                    print(picture)


def _pages(folder: Path) -> dict[str, str]:
    with rehearsal(folder) as play:
        for _ in play.play():
            pass
    with Project.open(folder / "config.toml") as project:
        week = project.now() - timedelta(days=7)
        news = project.report(since=week)
        return {
            "whole": page.draw(project.report()),
            "news": page.draw(news),
            "mail": page.draw_mail(news, limits=letter.LIMITS, footer=["The footer of a mail stands here."]),
        }


def _shoot(source: Path, picture: Path, *, pixels: int, scheme: int, profile: Path) -> None:
    framed = source
    if pixels < 500:
        framed = source.with_suffix(f".{pixels}.html")
        framed.write_text(
            f'<body style="margin:0"><iframe src="{source.name}" style="border:0;width:{pixels}px;height:5200px">',
            encoding="utf-8",
        )
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("there is no chromium on the PATH")
    subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            f"--user-data-dir={profile}",
            f"--blink-settings=preferredColorScheme={scheme}", f"--window-size={max(pixels, 500)},5200",
            f"--screenshot={picture.resolve()}", framed.resolve().as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    if framed != source:
        framed.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
