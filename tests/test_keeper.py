"""When what a run finds is on the disk: at once where it is news, together where there is much of it."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from tests.folder import Folder
from tests.servers.site import Page, Request, Site
from tests.test_check import changed, note, page

PATIENCE = 30.0  # seconds, for a machine that is busy


def count(folder: Folder, query: str) -> int:
    path: Path = folder.path / "snapshots" / "monitor.sqlite"
    with sqlite3.connect(path) as database:
        (number,) = database.execute(query).fetchone()
    return int(number)


def test_articles_that_change_together_share_commits(
    folder: Folder, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publisher goes through a whole series: each is news, and recorded, and the disk is not synced for each."""
    for number in range(20):
        folder.note(f"{number}.md", note(site.put(f"/{number}", page())))
    folder.check()
    for number in range(20):
        site.put(f"/{number}", page(changed(1, f"It approved 1{number} new places.")))
    before = count(folder, "SELECT count(*) FROM batches")
    monkeypatch.setattr("monitor.keeper.MOMENT", 3600.0)
    lines = folder.check()
    assert {(line["verdict"], line["new"]) for line in lines} == {("edited", True)}
    assert count(folder, "SELECT count(*) FROM events") == 20
    assert count(folder, "SELECT count(*) FROM batches") - before < 10


def test_news_is_on_the_disk_while_the_run_waits_for_others(folder: Folder, site: Site) -> None:
    """One site dawdles; what was found at another would be lost with the power otherwise."""
    released = threading.Event()

    def dawdle(_: Request) -> Page:
        released.wait(PATIENCE)
        return Page(body=page())

    folder.set("fetch", deadline="60s")
    folder.note("quick.md", note(site.put("/quick", page())))
    folder.check()
    with Site("127.0.0.2") as other:
        folder.note("slow.md", note(other.answer("/slow", dawdle)))
        site.put("/quick", page(changed(1, "It approved 170 new places.")))
        run = threading.Thread(target=folder.run, args=("check",))
        run.start()
        try:
            for _ in range(int(PATIENCE / 0.05)):
                if count(folder, "SELECT count(*) FROM events"):
                    break
                released.wait(0.05)
            assert count(folder, "SELECT count(*) FROM events") == 1
            assert run.is_alive()
        finally:
            released.set()
            run.join(PATIENCE)
