"""Keep and remember: the only code that writes under `snapshots/`, and remembers anything at all.

    archive.py    the memory as the other rooms see it
    notes.py      the life of a note         enrol.py     which note is which seed
    records.py    captures put and found     frames.py    captures ↔ groups of WARC records
    entries.py    what a check leaves behind past.py      what the database says, as values
    commits.py    how it becomes true        journal.py   a commit as a record: the database can be had anew from it
    recover.py    what a cut-off run left    lost.py      what is gone, or not as it was kept
    layout.py     what lies where            folder.py    the folder, made once and never begun anew
    volume.py     the files of records       warc.py      records ↔ bytes
    ledger.py     the database               tables.py    its tables (migrations/: how they came about)
    engine.py     how it is reached          health.py    how the archive is
    outbox.py     news that is to be told    lock.py      one run at a time
    forms.py      values ↔ JSON              coding.py    content coding, undone
    heads.py      HTTP heads as they are kept
    crib.py       what may be forgotten: what reading the notes came to
    machine.py    and what all projects of one user share: when an archive may be asked again

Importing this package is cheap; the database libraries are loaded when an archive is opened.
"""

from __future__ import annotations

from monitor.record.archive import Archive, version_id
from monitor.record.enrol import Enrolment
from monitor.record.layout import holds
from monitor.record.lost import LOST

__all__ = ["LOST", "Archive", "Enrolment", "holds", "version_id"]
