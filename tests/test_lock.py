"""One run at a time, however the other one ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.errors import CannotCreateError, LockHeldError
from monitor.record.lock import RunLock


@contextmanager
def other_process(path: Path, *, also: str = "") -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is told to go, or killed."""
    program = f"""
        import os, sys, time
        from pathlib import Path
        from monitor.record.lock import RunLock
        lock = RunLock(Path({str(path)!r}))
        lock.acquire()
        {also}
        print("held", flush=True)
        sys.stdin.readline()
        lock.release()
        print("released", flush=True)
        sys.stdin.readline()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def tell(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline()


def test_a_second_run_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    """Exit status 75 is for this, and the message names the process to wait for."""
    with other_process(tmp_path / "lock") as process:
        with pytest.raises(LockHeldError, match=f"process {process.pid} ") as caught:
            RunLock(tmp_path / "lock").acquire()
        assert caught.value.exit_code == 75


def test_being_refused_leaves_the_holders_name_in_place(tmp_path: Path) -> None:
    """A contender must not wipe what the next contender needs to read."""
    with other_process(tmp_path / "lock") as process:
        for _ in range(3):
            with pytest.raises(LockHeldError, match=str(process.pid)):
                RunLock(tmp_path / "lock").acquire()


def test_a_lock_that_was_given_back_can_be_taken(tmp_path: Path) -> None:
    """The lock is held per run, not for a daemon's life."""
    with other_process(tmp_path / "lock") as process:
        assert tell(process) == "released\n"
        lock = RunLock(tmp_path / "lock")
        lock.acquire()
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
        lock.release()
        lock.acquire()
        lock.release()


def test_a_killed_run_frees_the_lock(tmp_path: Path) -> None:
    """The kernel gives it back, so nobody has to remove a stale file."""
    with other_process(tmp_path / "lock") as process:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        lock = RunLock(tmp_path / "lock")
        lock.acquire()
        lock.release()


def test_a_killed_run_frees_the_lock_though_its_child_lives_on(tmp_path: Path) -> None:
    """A forked worker shares the descriptor; it must not keep the lock after its parent was killed."""
    ready = tmp_path / "ready"
    program = (
        f"child = os.fork()\n        if child == 0: Path({str(ready)!r}).touch(); time.sleep(60); os._exit(0)\n"
        f"        Path({str(tmp_path / 'child')!r}).write_text(str(child))"
    )
    with other_process(tmp_path / "lock", also=program) as process:
        child = int((tmp_path / "child").read_text())
        try:
            for _ in range(600):  # a child that has not had its turn yet still shares the descriptor
                if ready.exists():
                    break
                time.sleep(0.05)
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)
            os.kill(child, 0)  # it lives
            lock = RunLock(tmp_path / "lock")
            lock.acquire()
            lock.release()
        finally:
            os.kill(child, signal.SIGKILL)


def test_the_same_process_is_refused_as_well(tmp_path: Path) -> None:
    """Two archives opened in one program are two runs."""
    one, two = RunLock(tmp_path / "lock"), RunLock(tmp_path / "lock")
    one.acquire()
    with pytest.raises(LockHeldError):
        two.acquire()
    with pytest.raises(LockHeldError):
        one.acquire()
    one.release()
    two.acquire()
    two.release()
    two.release()


def test_a_lock_file_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    """A folder that is not there, or a link that leads elsewhere, is named."""
    with pytest.raises(CannotCreateError, match="lock"):
        RunLock(tmp_path / "absent" / "lock").acquire()
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotCreateError, match="lock"):
        RunLock(tmp_path / "lock").acquire()
    assert not (tmp_path / "elsewhere").exists()
