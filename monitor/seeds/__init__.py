"""Seeds: the notes that a person keeps about articles, read as they are.

`load` reads a folder of notes, `read` one note's bytes. Neither ever writes into a note or asks the network. Whatever
is wrong with a note becomes a `Problem` of its `Seed`, named once and with its line; one bad note never stops the
others.

    folder.py       which files are notes, and their bytes
    decode.py       bytes → text
    frontmatter.py  text → fields and where the copy begins
    note.py         fields and copy → Seed
    template.py     notes that are to be filled in, and no seeds
    address.py  dates.py  language.py  title.py    what single fields say
"""

from __future__ import annotations

from monitor.seeds.folder import MAX_SIZE, UNREADABLE, load
from monitor.seeds.note import read

__all__ = ["MAX_SIZE", "UNREADABLE", "load", "read"]
