"""What lies where in `snapshots/`; asked without loading, or making, anything.

archive.json      which archive this is: written last, so that where it is, everything was made
monitor.sqlite    the database, unless it is elsewhere
warc/             the records
notes.json        what reading the notes came to; may go at any time (`crib.py`)
lock              one run at a time
"""

from __future__ import annotations

from pathlib import Path

LAYOUT = 1  # of this folder; the database's schema has numbers of its own
MARKER = "archive.json"
DATABASE = "monitor.sqlite"
RECORDS = "warc"
LOCK = "lock"


def holds(folder: Path) -> bool:
    """Whether anything was ever kept in this folder, whatever has become of it since."""
    return (folder / MARKER).exists() or (folder / DATABASE).exists() or any((folder / RECORDS).glob("*/*.warc.gz"))
