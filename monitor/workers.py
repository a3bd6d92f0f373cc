"""A warm pool of processes that read pages, each piece of work within limits: time, memory, and its own death.

A page can make libxml2, an extraction library or our own alignment crawl, grow or crash. In a process of its own that
costs this one page its reading (`Unread`: `parser_timeout`, `parser_limit`), and nobody else anything.

Each worker has a socket pair of its own, and nothing is shared between workers: one that is killed in the middle of a
word leaves no lock held and no half message for the others. (That is why this is no library's pool: those of the
standard library cannot give up one piece of work, pebble's workers share one pipe and its locks.) Processes are
started as new programs, never forked, since the run that asks has threads. They start at need, the first few small
pieces of work of a run are done without them, and they end by themselves when whoever asked is gone.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from monitor.errors import MonitorError
from monitor.reading import Read, Unread

# A real page takes a few hundredths of a second; ten seconds are for machines that are busy with other things.
SECONDS = 10.0
# Memory on top of what a worker has when it starts: 40 times the largest page that is fetched (25 MB, decoded).
BYTES = 2 << 30
# Libraries leak: a worker makes way for a new one after so many pieces of work, or once it has grown to this.
PIECES, GROWN = 1000, 512 << 20
# Work of this size (bytes and letters on all sides together) is cheap whatever it holds: of all shapes that tests and
# benchmarks try, the worst takes about a second. A run does its first few such pieces itself: a process takes longer
# to start than they do together. From then on all work goes to the workers, side by side.
SMALL, FEW = 32_000, 8
_START = 60.0  # seconds for a process to start and import the cleaner
_TALK = 30  # seconds in which a worker must take or hand over what is on its way
_TRIES = 5  # idle workers found dead in a row before a piece of work is given up
_TAKEN = b"taken"
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from monitor.workers import serve; serve(int(sys.argv[1]))"


class Workers:
    """Answers `Read`s. Threads may share it. To be closed."""

    def __init__(
        self, *, count: int | None = None, seconds: float = SECONDS, memory: int = BYTES, few: int = FEW
    ) -> None:
        """`count`: how many processes at most (default: one a processor, no more than four); `few`: how many small
        pieces of work are done without them."""
        self._count = count or min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
        self._seconds, self._memory, self._few = seconds, memory, few
        self._threads: ThreadPoolExecutor | None = None
        self._all: set[_Worker] = set()
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, read: Read) -> Future[Any]:
        """The answer, or `Unread`. Small work may be done before this returns."""
        if self._few > 0 and self._threads is None and read.size <= SMALL:
            self._few -= 1
            done: Future[Any] = Future()
            try:
                done.set_result(_perform(read.work, read.given))
            except Unread as trouble:
                done.set_exception(trouble)
            return done
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="reader")
        return self._threads.submit(self._answer, read)

    def answer(self, read: Read) -> Any:
        """The same, waited for."""
        return self.submit(read).result()

    def close(self) -> None:
        """End all processes, whatever they are doing, and wait until they are gone."""
        with self._lock:
            self._closed = True
            workers = tuple(self._all)
        for worker in workers:
            worker.kill()
        if self._threads:
            self._threads.shutdown(cancel_futures=True)
        for worker in workers:
            self._dismiss(worker)

    # ── one piece of work, on a thread that waits for its worker ──────────────────────────────────

    def _answer(self, read: Read) -> Any:
        try:
            asked = pickle.dumps((read.work, read.given), pickle.HIGHEST_PROTOCOL)
        except (MemoryError, RecursionError) as error:  # in carrying the values, as on the other side
            raise Unread("parser_limit", type(error).__name__) from None
        worker = self._hand_over(asked)
        try:
            found, worn = worker.answer(self._seconds)
        except BaseException:  # given back whatever happened, and raised again
            self._dismiss(worker)
            raise
        if worn or isinstance(found, Unread):
            self._dismiss(worker)
        else:
            with self._lock:
                self._idle.append(worker)
        if isinstance(found, Unread):
            raise found
        return found

    def _hand_over(self, asked: bytes) -> _Worker:
        """The worker that took the work. One that went while it was idle (the system was short of memory, somebody
        killed it) costs this piece nothing: only a worker that has the page in its hands can have died of it."""
        for _ in range(_TRIES):
            worker = self._take()
            try:
                if worker.takes(asked, self._seconds):
                    return worker
            except BaseException:  # given back whatever happened, and raised again
                self._dismiss(worker)
                raise
            self._dismiss(worker)
        raise Unread("parser_limit", "the processes that read pages end before they begin")

    def _take(self) -> _Worker:
        """One that waits for work, the warmest first; else a new one. As many are busy as there are threads."""
        while True:
            with self._lock:
                if self._closed:
                    raise Unread("parser_limit", "stopped")
                if not self._idle:
                    worker = _Worker(self._memory, self._seconds)
                    self._all.add(worker)
                    break
                worker = self._idle.pop()
            if worker.alive:
                return worker
            self._dismiss(worker)
        try:
            worker.wait_until_ready()
        except BaseException:  # given back whatever happened, and raised again
            self._dismiss(worker)
            raise
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        worker.kill()
        worker.line.close()
        with self._lock:
            self._all.discard(worker)


class _Worker:
    """One process, seen from ours."""

    def __init__(self, memory: int, seconds: float) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            # A process that is stopped or dying in the middle of a message must not hold us up either.
            for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
                ours.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", _TALK, 0))
            self.process = _start(theirs.fileno())
            self.line: Connection[Any, Any] = Connection(ours.detach())
        self._limits = (memory, seconds)
        self._pieces = 0

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_until_ready(self) -> None:
        try:
            self.line.send(self._limits)
            ready = self.line.poll(_START) and self.line.recv()
        except (EOFError, OSError):
            ready = False
        if not ready:
            raise MonitorError(
                "a process for reading pages did not start", hint="Is there memory left, and may processes be started?"
            )

    def takes(self, asked: bytes, seconds: float) -> bool:
        """Whether it has begun with this piece of work."""
        try:
            self.line.send_bytes(asked)
            return self.line.poll(seconds) and self.line.recv_bytes() == _TAKEN
        except (EOFError, OSError):
            return False

    def answer(self, seconds: float) -> tuple[Any, bool]:
        """What came of it (an `Unread` where nothing did), and whether this worker should do no more."""
        try:
            if not self.line.poll(seconds):
                raise Unread("parser_timeout", f"reading took longer than {seconds:g} seconds")
            found, grown = pickle.loads(self.line.recv_bytes())  # noqa: S301 - from a process of our own
        except (EOFError, OSError):
            raise self._why_it_died() from None
        self._pieces += 1
        return found, grown or self._pieces >= PIECES

    def _why_it_died(self) -> Unread:
        self.kill()
        code = self.process.returncode
        if code == -signal.SIGXCPU:
            return Unread("parser_timeout", "reading took too much processor time")
        name = signal.Signals(-code).name if code < 0 else f"status {code}"
        return Unread("parser_limit", f"the process that read the page ended with {name}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def _start(line: int) -> subprocess.Popen[bytes]:
    """A new program with the same modules. What it writes as it dies is not for the person at the screen."""
    paths = [str(Path(path).absolute()) for path in sys.path]
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM, str(line), *paths],
            pass_fds=[line],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise MonitorError(f"a process for reading pages could not be started: {error.strerror}") from None


# ── on the other side ─────────────────────────────────────────────────────────────────────────────


def serve(line: int) -> None:
    """The life of a worker: read what comes over the socket `line` until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asked; we end when they do
    asker: Connection[Any, Any] = Connection(line)
    with asker:
        memory, seconds = asker.recv()
        threading.Thread(target=_end_with, args=(line,), daemon=True).start()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        mapped, _ = _memory()
        if mapped:
            _limit(resource.RLIMIT_AS, mapped + memory)
        asker.send(True)
        while True:
            try:
                asked = asker.recv_bytes()
            except EOFError:
                return
            # The asker's clock ends what takes too long; this ends it where there is no asker any more.
            _limit(resource.RLIMIT_CPU, int(_used() + 1.5 * seconds) + 2)
            asker.send_bytes(_TAKEN)
            asker.send_bytes(_reply(asked))


def _reply(asked: bytes) -> bytes:
    try:
        work, given = pickle.loads(asked)  # noqa: S301 - from the process that started us
        found = _perform(work, given)
        return pickle.dumps((found, _memory()[1] > GROWN), pickle.HIGHEST_PROTOCOL)
    except Unread as trouble:
        return pickle.dumps((trouble, True))
    except (MemoryError, RecursionError) as error:  # in carrying the values, not in the work
        return pickle.dumps((Unread("parser_limit", type(error).__name__), True))


def _perform(work: Any, given: tuple[Any, ...]) -> Any:
    """The work itself, here as there. Raises Unread."""
    try:
        return work(*given)
    except MemoryError:
        raise Unread("parser_limit", "reading took too much memory") from None
    except Exception as error:  # noqa: BLE001 - a page that finds a fault of ours costs its own reading, not the run
        raise Unread("parser_limit", f"the reader failed: {_place(error)}") from None


def _place(error: Exception) -> str:
    """`ValueError at align.py:120`: for whoever mends it."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    where = f" at {Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else ""
    return f"{type(error).__name__}{where}"


def _end_with(line: int) -> None:
    """End at once when the other end of the line is gone, even in the middle of a piece of work."""
    import select

    gone = select.poll()
    gone.register(line, 0)  # nothing but the hang-up
    gone.poll()
    os._exit(1)


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (soft, hard))


def _memory() -> tuple[int, int]:
    """Bytes of address space, and of memory, in use now; zeros where the system does not say."""
    try:
        mapped, resident, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0, 0
    return int(mapped) * resource.getpagesize(), int(resident) * resource.getpagesize()


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
