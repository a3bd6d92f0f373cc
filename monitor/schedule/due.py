"""When a seed is looked at again, and whether the folder of notes has changed since it was last read. Pure but for
the one look at the folder."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from monitor.model import Finding


def next_look(finding: Finding, every: float) -> datetime:
    """When this seed is due again: at its interval (`every`, seconds), or sooner where the verdict asks for it."""
    usual = finding.checked_at + timedelta(seconds=every)
    return min(usual, finding.decision.next_at or usual)


def fingerprint(folder: Path) -> int:
    """A number that changes when a file below the folder comes, goes or is written; nothing is opened.

    Folders whose name begins with a dot are passed over, as the reader of notes does.
    """
    seen: list[tuple[str, int, int]] = []
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith("."):
                            waiting.append(entry.path)
                    else:
                        about = entry.stat(follow_symlinks=False)
                        seen.append((entry.path, about.st_mtime_ns, about.st_size))
        except OSError:
            continue  # a folder that cannot be listed is named when the notes are read
    return hash(tuple(sorted(seen)))
