"""Keep and remember: the only code that writes under `snapshots/`.

    archive.py   the memory as the other rooms see it
    warc.py      captures ↔ WARC records        volume.py    the files that hold them
    ledger.py    the database                   tables.py    its tables (migrations/: how they came about)
    journal.py   what a commit wrote, as a WARC record: the database can be had anew from it
    enrol.py     which note is which seed       lock.py      one run at a time
    forms.py     values ↔ JSON                  coding.py    content coding, undone

Importing this package is cheap; the database libraries are loaded when an archive is opened.
"""

from __future__ import annotations

from monitor.record.archive import Archive, version_id
from monitor.record.enrol import Enrolment

__all__ = ["Archive", "Enrolment", "version_id"]
