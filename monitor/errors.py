"""What can go wrong on our side, and whose fault it is.

    MonitorError                  every error that a person is to see; `exit_code` is the program's
    ├── UsageError            2   the command line or a name given on it: mend the command
    │   └── ConfigError       2   config.toml: mend that file, line, key
    ├── CannotCreateError    73   a folder or file could not be made: mend permissions or the path
    ├── StorageError         74   reading or writing what we keep failed: disk, permissions, damage
    ├── LockHeldError        75   another run is at work: wait, or stop it
    └── InterruptedRunError 130   Ctrl-C

A bad *answer* from outside is no exception: it is a `Failure` (see model.py), and data.
"""

from __future__ import annotations


class MonitorError(Exception):
    """An error with a message for a person: what happened, where, and what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class UsageError(MonitorError):
    """The command asks for something that is not there."""

    exit_code = 2


class ConfigError(UsageError):
    """config.toml cannot be used; says file, line, key and what was expected."""

    def __init__(self, path: str, message: str, *, line: int | None = None, key: str = "", hint: str = "") -> None:
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {key + ': ' if key else ''}{message}", hint=hint)
        self.path, self.line, self.key = path, line, key


class CannotCreateError(MonitorError):
    """A folder or file that we need could not be created."""

    exit_code = 73


class StorageError(MonitorError):
    """What we keep could not be read or written: disk full, permissions, damage."""

    exit_code = 74


class LockHeldError(MonitorError):
    """Another run holds the lock of this project's snapshots."""

    exit_code = 75


class InterruptedRunError(MonitorError):
    """The person at the keyboard asked us to stop."""

    exit_code = 130
