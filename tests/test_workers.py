"""Pages that make readers crawl, grow or die: each costs its own reading at most, and nobody else anything."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path

import pytest

from monitor import workers
from monitor.reading import Read, Unread
from monitor.workers import Workers
from tests.conftest import ROOT
from tests.folder import Folder
from tests.servers.site import Page, Site
from tests.test_check import TEXT, changed, note, page

PROC = Path("/proc")
ARTICLE = "".join(f"<p>{sentence}</p>" for sentence in TEXT)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def pool() -> Iterator[Workers]:
    pool = Workers(count=1, few=0)
    yield pool
    pool.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits as they are, but for the clock: what is endless is endless after two seconds too."""
    monkeypatch.setattr(workers, "Workers", partial(Workers, seconds=2.0))


# ── hostile pages, through the real command ───────────────────────────────────────────────────────

WIDE = "".join(f"<p>The council met {number} times in the hall.</p>" for number in range(50_000))
HOSTILE = {
    "a hundred thousand levels": (b"<div>" * 100_000 + ARTICLE.encode(), {"unreadable"}),
    "a text node of ten megabytes": (b"<html><body><p>" + b"word " * 2_100_000, {"unreadable"}),
    "two hundred thousand paragraphs": (ARTICLE.encode() + b"<p>x</p>" * 200_000, {"intact", "unreadable"}),
    "comments that never end": (b"<!--" * 100_000, {"unreadable"}),
    "tags that never end": (b"<a " * 100_000, {"unreadable"}),
    "one word for nine megabytes": (
        b"<html><body><article><p>" + b"word " * 1_800_000 + b"</p></article></body></html>",
        {"unreadable"},
    ),
    "hundreds of thousands of attributes": (
        ("<p " + " ".join(f"a{number}=1" for number in range(300_000)) + ">" + ARTICLE).encode(),
        {"intact", "unreadable"},
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_has_its_verdict_and_its_neighbour_too(
    folder: Folder, site: Site, impatient: None, name: str
) -> None:
    """Whatever it does to a parser, the run goes on, and it is never called edited or removed."""
    body, verdicts = HOSTILE[name]
    folder.set("fetch", deadline="60s", max_size="20 MB")
    folder.note("a_hostile.md", note(site.put("/hostile", body)))
    folder.note("b_neighbour.md", note(site.put("/neighbour", page())))
    lines = {line["seed"]: line for line in folder.check()}
    assert lines["b_neighbour"]["verdict"] == "intact"
    assert lines["a_hostile"]["verdict"] in verdicts


def test_fifty_thousand_sentences_alike_in_copy_and_page(folder: Folder, site: Site, impatient: None) -> None:
    """Aligning them would take minutes: the page is unreadable, in time, and says why."""
    copy = tuple(f"The council met {number + 1} times in the hall." for number in range(50_000))
    folder.note("a.md", note(site.put("/a", f"<html><body><article>{WIDE}</article></body></html>".encode()), copy))
    folder.note("b.md", note(site.put("/b", page())))
    lines = {line["seed"]: line for line in folder.check()}
    assert (lines["a"]["verdict"], lines["a"]["reason"]) == ("unreadable", "parser_timeout")
    assert lines["b"]["verdict"] == "intact"


def test_a_page_that_takes_too_long_once_is_no_news(
    folder: Folder, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was intact, cannot be read in time for once, and is intact again: nothing of it is an edit or a version."""
    copy = tuple(f"The council met {number + 1} times in the hall." for number in range(300))
    folder.note("a.md", note(site.put("/a", page(copy)), copy))
    assert folder.check_one()["verdict"] == "intact"
    site.put("/a", page(copy, extra="<a href='/c'>Rain is on its way</a>"))
    with monkeypatch.context() as hurry:
        hurry.setattr(workers, "Workers", partial(Workers, seconds=0.001, few=0))
        line = folder.check_one()
    assert (line["verdict"], line["reason"], line["edits"]) == ("unreadable", "parser_timeout", [])
    line = folder.check_one()
    assert (line["verdict"], line["new"], line["edits"], line["since_last"]["edits"]) == ("intact", False, [], [])
    assert folder.run("diff", "a").code == 0


def test_many_pages_are_read_by_workers_like_one_is_without(folder: Folder, site: Site) -> None:
    """The same page gives the same finding, wherever it was read."""
    body = page(changed(1, "It approved 170 new places in the kindergarten on the river."))
    for number in range(workers.FEW * 2):
        folder.note(f"{number:02}.md", note(site.put(f"/{number}", body)))
    lines = folder.check()
    told = {str({key: line[key] for key in ("verdict", "edits", "fields", "similarity", "weight")}) for line in lines}
    assert len(lines) == workers.FEW * 2
    assert len(told) == 1


# ── one pool ──────────────────────────────────────────────────────────────────────────────────────


# Work of the standard library's own, so that a worker imports nothing for it. The endless sum never lets go of the
# interpreter's lock, like a parser that hangs in C.


def do(pool: Workers, work: Callable[..., object], *given: object) -> object:
    return pool.answer(Read(work=work, given=given))


def pid(pool: Workers) -> int:
    number = do(pool, os.getpid)
    assert isinstance(number, int)
    return number


@pytest.mark.parametrize(
    ("work", "given", "kind"),
    [
        (sum, (itertools.count(),), "parser_timeout"),
        (bytearray, (workers.BYTES + (1 << 20),), "parser_limit"),
        (os.abort, (), "parser_limit"),
        (int, ("a fault of ours",), "parser_limit"),
    ],
    ids=["endless", "too large", "dying", "failing"],
)
def test_work_that_does_not_end_well_costs_itself_only(
    work: Callable[..., object], given: tuple[object, ...], kind: str
) -> None:
    """It is said by name, and the next piece of work is done."""
    pool = Workers(count=1, few=0, seconds=2.0)
    try:
        with pytest.raises(Unread) as caught:
            do(pool, work, *given)
        assert caught.value.kind == kind
        assert pid(pool) != os.getpid()
    finally:
        pool.close()


def test_small_work_is_done_here_and_its_failures_are_the_same() -> None:
    """The first few small pieces need no process; a fault is told like there."""
    pool = Workers(few=2)
    try:
        assert pid(pool) == os.getpid()
        told = []
        for _ in range(2):
            with pytest.raises(Unread) as caught:
                do(pool, int, "a fault of ours")
            told.append((caught.value.kind, caught.value.why))
        assert told[0] == told[1]
        assert pid(pool) != os.getpid()
    finally:
        pool.close()


def test_a_worker_that_is_killed_while_idle_costs_nothing(pool: Workers) -> None:
    """The next piece of work finds another."""
    first = pid(pool)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not alive(first))
    assert pid(pool) not in (first, os.getpid())


def test_a_worker_that_dies_before_it_takes_the_work_costs_nothing(pool: Workers) -> None:
    """However late we learn of it: the work is on its way to a process that will not wake again."""
    first = pid(pool)
    os.kill(first, signal.SIGSTOP)
    waiting = pool.submit(Read(work=os.getpid, given=()))
    time.sleep(0.3)
    os.kill(first, signal.SIGKILL)
    assert waiting.result(timeout=60) not in (first, os.getpid())


def test_a_worker_that_is_killed_at_work_costs_one_piece(pool: Workers) -> None:
    """Its own; those that wait in line are done."""
    worker = pid(pool)
    lost, waiting = pool.submit(Read(work=time.sleep, given=(9,))), pool.submit(Read(work=os.getpid, given=()))
    time.sleep(0.5)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(Unread, match="SIGKILL"):
        lost.result(timeout=30)
    assert waiting.result(timeout=60) not in (worker, os.getpid())


def test_closing_ends_what_is_at_work(pool: Workers) -> None:
    """No process is left, however busy it was."""
    worker = pid(pool)
    lost = pool.submit(Read(work=sum, given=(itertools.count(),)))
    pool.close()
    assert not alive(worker)
    with pytest.raises((Unread, CancelledError)):
        lost.result(timeout=30)


# ── nobody is left behind ─────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not PROC.is_dir(), reason="processes are looked up in /proc, which is not here")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_the_run_is_stopped(folder: Folder, site: Site, number: signal.Signals) -> None:
    """Stopped or killed while workers are busy and others wait: all of them go."""
    copy = tuple(f"The council met {n + 1} times in the hall." for n in range(50_000))
    let_go = threading.Event()
    folder.note("a.md", note(site.put("/a", f"<html><body>{WIDE}</body></html>".encode()), copy))
    folder.note("b.md", note(site.answer("/b", lambda request: Page(body=page() if let_go.wait(30) else b""))))
    folder.set("fetch", deadline="60s")
    folder.write()
    run = subprocess.Popen(
        [sys.executable, "-m", "monitor", "check"], cwd=folder.path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        wait_until(lambda: bool(children(run.pid)) or run.poll() is not None)
        started = children(run.pid)
        assert started, run.communicate(timeout=60)
        time.sleep(1.0)  # let it be busy
        run.send_signal(number)
        _, said = run.communicate(timeout=60)
        wait_until(lambda: not any(alive(child) for child in started))
        assert b"Traceback" not in said
    finally:
        let_go.set()
        run.kill()
        run.wait()


def children(parent: int) -> list[int]:
    found = []
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def alive(process: int) -> bool:
    """Whether a process runs still; one that only waits to be buried does not."""
    try:
        return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")
