"""A new release of the cleaner is no news: what was read is read again, and differences of ours are nobody's edits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.folder import Folder
from tests.servers.site import Site
from tests.test_check import TEXT, changed, note, page


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The next release: its stamp is another, and it reads every sentence otherwise."""
    folder = tmp_path / "release"
    shutil.copytree(ROOT / "monitor", folder / "monitor", ignore=shutil.ignore_patterns("__pycache__"))
    stamp = folder / "monitor" / "clean" / "__init__.py"
    stamp.write_text(stamp.read_text("utf-8").replace("VERSION = ", "VERSION = 1000 + "), encoding="utf-8")
    cutter = folder / "monitor" / "clean" / "sentences.py"
    cutter.write_text(cutter.read_text("utf-8") + ALTERED, encoding="utf-8")
    return folder


ALTERED = '''

_split = split


def split(blocks, **given):
    """As before, but for words of a kind that this release has lost."""
    from dataclasses import replace

    kept = []
    for one in _split(blocks, **given):
        words = one.folded.replace("the ", "")
        kept.append(replace(one, folded=words, digest=digest(words)))
    return tuple(kept)
'''


def _check(folder: Folder, release: Path) -> list[dict[str, Any]]:
    folder.write()
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "check", "--json"], cwd=folder.path, capture_output=True, check=True,
        timeout=120, env={**os.environ, "PYTHONPATH": str(release)},
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_an_upgrade_alerts_nobody_and_says_technical(folder: Folder, site: Site, release: Path) -> None:
    """The same pages under a cleaner that reads them otherwise: no news, and the readings are marked."""
    for number in range(5):
        folder.note(
            f"{number}.md",
            note(site.put(f"/{number}", page(title=f"Council, part {number}")), title=f"Council, part {number}"),
        )
    assert {line["verdict"] for line in folder.check()} == {"intact"}
    for lines in (_check(folder, release), _check(folder, release)):
        assert {(line["verdict"], line["new"]) for line in lines} == {("intact", False)}
    assert "technical" in folder.run("history", "0").out


def test_an_edit_is_found_across_an_upgrade(folder: Folder, site: Site, release: Path) -> None:
    """Like is compared with like: the publisher's edit is told, the cleaner's is not."""
    folder.note("a.md", note(site.put("/a", page())))
    folder.check()
    after = TEXT[3].replace("doubted", "agreed")
    site.put("/a", page(changed(3, after)))
    (line,) = _check(folder, release)
    assert (line["verdict"], line["new"]) == ("edited", True)
    assert [(edit["before"], edit["after"]) for edit in line["since_last"]["edits"]] == [(TEXT[3], after)]
