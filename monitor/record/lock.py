"""One run at a time: a lock on a file, freed by the kernel however its holder ends."""

from __future__ import annotations

import os
import weakref
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

from monitor.errors import CannotCreateError, LockHeldError, StorageError


class RunLock:
    """An exclusive lock on `path`, taken at once or not at all; the file names its holder's process id.

    The file itself stays: removing it would let two runs hold two locks of one name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        return self._descriptor is not None

    def acquire(self) -> None:
        """Take the lock. Raises LockHeldError, naming the other process; CannotCreateError where no file can be."""
        if self.held:
            raise LockHeldError("this process is at work here already", hint="one run at a time")
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        except OSError as error:
            raise CannotCreateError(f"{self.path}: {error.strerror or error}") from error
        try:
            if not lock_descriptor(descriptor, blocking=False):
                holder = _read_holder(descriptor)
                whose = f"process {holder}" if holder else "another process"
                raise LockHeldError(
                    f"{whose} holds {self.path}: another run is at work", hint="wait until it is done, or stop it"
                )
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
        except OSError as error:
            os.close(descriptor)
            raise StorageError(f"{self.path}: {error.strerror or error}") from error
        except BaseException:  # given back whatever happened, and raised again
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        _held.add(self)

    def release(self) -> None:
        """Give the lock back; nothing happens where it is not held."""
        descriptor, self._descriptor = self._descriptor, None
        _held.discard(self)
        if descriptor is not None:
            unlock_descriptor(descriptor)
            os.close(descriptor)

    def _forget(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def _read_holder(descriptor: int) -> int | None:
    """The process id in a lock file; None where there is none to be read."""
    digits = os.pread(descriptor, 20, 0).strip()
    return int(digits) if digits.isdigit() else None


# A forked child shares the lock's descriptor: it would keep the lock after its parent was killed.
_held: weakref.WeakSet[RunLock] = weakref.WeakSet()


def _forget_in_child() -> None:
    for lock in list(_held):
        lock._forget()
    _held.clear()


os.register_at_fork(after_in_child=_forget_in_child)
