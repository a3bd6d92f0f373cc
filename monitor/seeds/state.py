"""Whether a folder of notes is as it was, told without opening one of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from monitor.seeds.folder import File, walk

# Some file systems keep dates to two seconds only (FAT): what was written later may be written again, and look alike.
SETTLED = 2.0


def survey(folder: Path, *, now: float) -> str:
    """A digest that changes when a note comes, goes or is written; `now` in seconds since 1970.

    Empty where that cannot be promised: the folder cannot be read, or something in it was written just now. Take it
    before the notes are read, so that what is written meanwhile shows the next time.
    """
    seen = hashlib.sha256()
    try:
        for file in walk(folder.resolve(strict=True)):
            for about in _abouts(file):
                if min(abs(now - about.st_mtime), abs(now - about.st_ctime)) <= SETTLED:
                    return ""
                dates = (about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino, about.st_mode)
                seen.update(repr((file.name, *dates)).encode("utf-8", "surrogatepass"))
    except OSError:
        return ""
    return seen.hexdigest()


def _abouts(file: File) -> Iterator[os.stat_result]:
    """A note's dates, and behind a link those of what it leads to, if that is there."""
    yield os.lstat(file.where)
    if file.link:
        with suppress(OSError):
            yield Path(file.where).stat()
