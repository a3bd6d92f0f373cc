"""What was kept, and is gone or not as it was kept: told as what it is, and an operand of nothing."""

from __future__ import annotations

from pathlib import Path

from monitor.errors import StorageError
from monitor.model import Article

# In the place of an article whose record is lost: without text, and by no cleaner, so that whoever needs it has its
# page read again.
LOST = Article(how="lost")
# What helps where the database is gone or damaged: all that it says is among the records too.
PUT_BACK = "put a backup in its place; what came later is read from the records"


class LostError(StorageError):
    """A record is gone or damaged. Asking again will not help; what does not rest on it goes on."""


def damaged(path: Path, offset: int, why: str) -> LostError:
    """The error for a record that is not what was written."""
    return LostError(f"{path} at byte {offset}: {why}", hint="that file is damaged: put back the one from a backup")
