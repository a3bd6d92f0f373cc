"""The daemon, and cron: what is due is checked, whoever comes first."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from monitor.schedule.cron import following
from monitor.values import Cron
from monitor.watch import watch
from tests.conftest import ROOT
from tests.folder import Folder
from tests.servers.mail import MailServer
from tests.servers.site import Page, Site
from tests.test_check import changed, note, page


class Daemon:
    """`monitor daemon` as a process, and what it has said so far."""

    def __init__(self, folder: Folder) -> None:
        folder.write()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "daemon"], cwd=folder.path, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        )  # fmt: skip
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self.process.stdout
        self.said.extend(self.process.stdout)

    def wait_for(self, words: str) -> str:
        return wait_for(lambda: next((line for line in self.said if words in line), ""), self)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


def wait_for(condition: Callable[[], str], daemon: Daemon) -> str:
    for _ in range(2400):
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"it never came to that: {daemon.said}")


@contextmanager
def running(folder: Folder) -> Iterator[Daemon]:
    daemon = Daemon(folder)
    try:
        yield daemon
    finally:
        daemon.process.kill()
        daemon.process.wait()


def test_it_checks_what_is_due_and_tells_the_news(folder: Folder, site: Site) -> None:
    """A look at the start; a look when a note comes; nothing while nothing is due."""
    folder.note("a.md", note(site.put("/a", page(changed(1, "It approved 170 new places in the kindergarten.")))))
    with running(folder) as daemon:
        assert daemon.wait_for("edited: text_differs: a: ")
        assert daemon.wait_for("checked 1: 1 edited")
        folder.note("b.md", note(site.put("/b", page())))
        assert daemon.wait_for("checked 1: 1 intact")
        assert daemon.end(signal.SIGTERM) == 0
    assert folder.check("--due") == []  # cron would find nothing left to do


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_the_middle_of_a_run_and_leaves_nothing_half_done(
    folder: Folder, site: Site, number: signal.Signals
) -> None:
    """A host hangs while the daemon is told to stop: it ends with 0, and the seed is due again."""
    let_go = threading.Event()
    folder.note("a.md", note(site.put("/a", page())))
    folder.set("fetch", deadline="60s")
    folder.note("slow.md", note(site.answer("/slow", lambda request: Page(body=page() if let_go.wait(60) else b""))))
    with running(folder) as daemon:
        wait_for(lambda: "asked" if site.busy and site.asked("/a") else "", daemon)
        assert daemon.end(number) == 0
        assert "Traceback" not in "".join(daemon.said)
    let_go.set()
    assert {line["seed"]: line["verdict"] for line in folder.check("--due")}["slow"] == "intact"


def test_it_goes_on_when_another_run_holds_the_lock(folder: Folder, site: Site) -> None:
    """The lock is held per run: the daemon says so, and tries again."""
    let_go = threading.Event()
    folder.note("a.md", note(site.answer("/a", lambda request: Page(body=page() if let_go.wait(60) else b""))))
    folder.write()
    by_hand = subprocess.Popen(
        [sys.executable, "-m", "monitor", "check"], cwd=folder.path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while not site.busy:
        time.sleep(0.05)
    with running(folder) as daemon:
        assert daemon.wait_for(str(by_hand.pid))
        let_go.set()
        assert by_hand.wait(timeout=60) == 0
        assert daemon.end(signal.SIGTERM) == 0


def test_a_line_of_crontab_works_as_it_stands(folder: Folder, site: Site, tmp_path: Path) -> None:
    """docs/running.md's line, run as cron would: /bin/sh, a bare environment; it is quiet without news."""
    line = re.search(r"^\*/15 \* \* \* \* (.*)$", (ROOT / "docs" / "running.md").read_text("utf-8"), re.MULTILINE)
    assert line
    home = tmp_path / "home"
    folder.note("a.md", note(site.put("/a", page())))
    folder.write()
    home.mkdir()
    (home / "watch").symlink_to(folder.path)
    scripts = home / "monitor" / ".venv" / "bin"
    scripts.mkdir(parents=True)
    (scripts / "monitor").write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m monitor "$@"\n')
    (scripts / "monitor").chmod(0o755)

    def tick() -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", line[1]], env={"HOME": str(home)}, capture_output=True, timeout=60, check=True
        )
        assert done.stderr == b""
        return done.stdout.decode()

    assert tick() == ""
    folder.note("b.md", note(site.put("/b", page(changed(0, "The council did not meet on Monday.")))))
    assert "did not meet" in tick()
    assert tick() == ""


def test_cron_expressions_mean_what_cron_means() -> None:
    """Sunday is 0 and 7, ranges may pass it, and two day fields are joined with "or" (crontab(5))."""
    now = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)  # a Sunday

    def next_time(expression: str, zone: str = "UTC") -> str:
        return str(following(expression, zone, now))[:16]

    assert next_time("0 7 * * *") == "2026-11-22 07:00"
    assert next_time("0 6 * * *") == "2026-11-23 06:00"  # what is now is over
    assert next_time("0 7 * * *", "Europe/Chisinau") == "2026-11-23 05:00"
    assert next_time("0 0 * * 0") == next_time("0 0 * * 7") == next_time("0 0 * * sun") == "2026-11-29 00:00"
    assert next_time("0 0 * * 1-5") == next_time("0 0 * * 5-1") == "2026-11-23 00:00"
    assert next_time("0 0 1 * fri") == "2026-11-27 00:00"
    assert following("0 0 31 2 *", "UTC", now) is None
    for wrong in ("7", "0 7 * *", "99 7 * * *", "0 0 * * 8", "0 0 * * moon"):
        with pytest.raises(ValueError, match="expected"):
            following(wrong, "UTC", now)


parts = st.from_regex(r"(\*|[0-9]{1,2}(-[0-9]{1,2})?|[a-z]{3})(/[0-9]{1,2})?", fullmatch=True)


@given(st.lists(st.lists(parts, min_size=1, max_size=2), min_size=5, max_size=5))
def test_what_the_configuration_takes_the_clock_can_read(fields: list[list[str]]) -> None:
    """An hour that is wrong is named with its line when the file is read, not when the digest is due."""
    expression = " ".join(",".join(parts) for parts in fields)
    try:
        TypeAdapter(Cron).validate_python(expression)
    except ValidationError:
        return
    following(expression, "UTC", datetime(2026, 11, 22, tzinfo=UTC))


def test_it_mails_at_once_what_does_not_wait_for_the_digest(folder: Folder, site: Site) -> None:
    """News of the weight of `at_once` is mailed after the run; the rest stays in the outbox."""
    with MailServer() as server:
        folder.set("mail", **server.settings)
        folder.set("report", at_once=0.0)
        folder.note("a.md", note(site.put("/a", page(changed(1, "It approved 170 new places in the kindergarten.")))))
        with running(folder) as daemon:
            assert daemon.wait_for("mailed: news of 1 seed")
            assert daemon.end(signal.SIGTERM) == 0
        assert len(server.mails) == 1
        folder.set("report", at_once=1.0)
        folder.note("b.md", note(site.put("/b", page(changed(0, "The council did not meet on Monday.")))))
        with running(folder) as daemon:
            assert daemon.wait_for("checked 1: 1 edited")
            assert daemon.end(signal.SIGTERM) == 0
        assert len(server.mails) == 1
        assert folder.run("report", "--mail").code == 0
        assert len(server.mails) == 2


def test_it_sends_the_digest_when_its_time_has_come(folder: Folder, site: Site) -> None:
    """`[report] at`, as cron reads it."""
    with MailServer() as server:
        folder.set("mail", **server.settings)
        folder.set("report", at_once=1.0, at="* * * * *")
        folder.note("a.md", note(site.put("/a", page(changed(1, "It approved 170 new places in the kindergarten.")))))
        with running(folder) as daemon:
            assert daemon.wait_for("mailed: news of 1 seed")
            assert daemon.end(signal.SIGTERM) == 0
        assert len(server.mails) == 1


# ── what goes wrong meanwhile ─────────────────────────────────────────────────────────────────────


Listener = Callable[[str], None]


def watched(folder: Folder, until: str, *, after: timedelta = timedelta(0), do: Listener = print) -> list[str]:
    """What the daemon says until it has said that; `after`: its clock is so much ahead. `do` is told every line."""
    folder.write()
    stop, said = threading.Event(), list[str]()

    def say(words: str) -> None:
        said.append(words)
        do(words)
        if until in words:
            stop.set()

    path = folder.path / "config.toml"
    in_vain = threading.Timer(120, stop.set)
    in_vain.start()
    watch(path, say=say, tell=lambda finding: None, stop=stop, now=lambda: datetime.now(UTC) + after, tick=0.02)
    in_vain.cancel()
    assert any(until in words for words in said), said
    return said


def test_a_digest_whose_hour_passed_while_nobody_watched_is_sent_at_the_start(folder: Folder, site: Site) -> None:
    """A machine that was off at seven sends at eight; and one that was not, at seven."""
    with MailServer() as server:
        folder.set("mail", **server.settings)
        folder.set("report", at_once=1.0)
        folder.set("schedule", every="30d")
        folder.note("a.md", note(site.put("/a", page(changed(1, "It approved 170 new places in the kindergarten.")))))
        assert folder.check_one()["verdict"] == "edited"
        watched(folder, "watching")
        assert server.mails == []
        watched(folder, "mailed: news of 1 seed", after=timedelta(days=1))
        assert len(server.mails) == 1


def test_urgent_news_found_by_hand_is_mailed_by_the_daemon(folder: Folder, site: Site) -> None:
    """Whoever found it: what is due is data."""
    with MailServer() as server:
        folder.set("mail", **server.settings)
        folder.set("report", at_once=0.0)
        folder.note("a.md", note(site.put("/a", page(changed(1, "It approved 170 new places in the kindergarten.")))))
        folder.check()
        watched(folder, "mailed: news of 1 seed")


def test_the_same_trouble_is_said_once_and_work_goes_on_when_it_is_over(folder: Folder, site: Site) -> None:
    """The configuration is broken for a while, and mended."""
    url = site.put("/a", page())

    def meddle(words: str) -> None:
        if words.startswith("watching"):
            (folder.path / "config.toml").write_text("[fetch\n")
            threading.Timer(0.5, mend).start()

    def mend() -> None:
        folder.write()
        folder.note("a.md", note(url))

    said = watched(folder, "checked 1: 1 intact", do=meddle)
    assert len([words for words in said if "is not TOML" in words]) == 1


def test_an_archive_that_cannot_be_made_is_said_once(folder: Folder, site: Site) -> None:
    """A file stands where the folder should be, and is taken away."""
    folder.note("a.md", note(site.put("/a", page())))
    blocked = folder.path / "snapshots"
    blocked.write_text("")
    threading.Timer(0.5, blocked.unlink).start()
    said = watched(folder, "checked 1: 1 intact")
    assert len([words for words in said if "snapshots" in words]) == 1


# A machine whose clock a test can set: by so many seconds as the file says.
MACHINE = """
import datetime, pathlib, sys, threading, time
offset = pathlib.Path(sys.argv[1])
true, time_now = datetime.datetime, time.time

class Like(type):
    def __instancecheck__(cls, one):
        return isinstance(one, true)

class Set(true, metaclass=Like):
    @classmethod
    def now(cls, tz=None):
        return true.now(tz) + datetime.timedelta(seconds=float(offset.read_text()))

datetime.datetime = Set
time.time = lambda: time_now() + float(offset.read_text())

from monitor.schedule.daemon import watch
watch(lambda stop: print("a look", flush=True), stop=threading.Event(), tick=3.0)
"""


def test_a_clock_that_is_set_back_does_not_stop_it(tmp_path: Path) -> None:
    """Nor one that is set ahead have it look more than once for all that was missed."""
    offset = tmp_path / "offset"
    offset.write_text("0")
    daemon = subprocess.Popen(
        [sys.executable, "-c", MACHINE, str(offset)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    seen: list[bytes] = []
    threading.Thread(target=lambda: seen.extend(daemon.stdout or []), daemon=True).start()
    try:
        for seconds in (0, -7 * 86400, 7 * 86400):
            (tmp_path / "new").write_text(str(seconds))
            (tmp_path / "new").replace(offset)
            enough = len(seen) + 2
            for _ in range(1200):
                if len(seen) >= enough:
                    break
                time.sleep(0.05)
            assert len(seen) in (enough, enough + 1)
    finally:
        daemon.kill()
        daemon.wait()


def test_a_daemon_that_nobody_hears_ends_and_says_so(folder: Folder) -> None:
    """Its log is a pipe, and the other end is closed: 74, for whoever would start it again."""
    folder.write()
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "daemon"], cwd=folder.path, stdout=theirs, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60, check=False,
    )  # fmt: skip
    os.close(theirs)
    assert done.returncode == 74
    assert done.stderr.startswith(b"monitor: nobody reads what the daemon says")


def test_mail_that_is_not_set_up_right_is_told_at_the_start(folder: Folder) -> None:
    """Not at seven in the morning, to nobody."""
    folder.set("mail", host="127.0.0.1", sender="me@example.org")
    result = folder.run("daemon")
    assert (result.code, "mail.recipients is empty" in result.err) == (2, True)
