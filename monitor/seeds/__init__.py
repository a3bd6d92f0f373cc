"""Seeds: the notes that a person keeps about articles, read as they are.

`load` reads a folder of notes, `read` one note's bytes. Neither ever writes into a note or asks the network. Whatever
is wrong with a note becomes a `Problem` of its `Seed`, named once and with its line; one bad note never stops the
others. What language a text is in is the costly part: who does not need it at once leaves it to `detect_language`.

Codes of problems, each with a sentence for a person in its `message`:

    bad_yaml  unclosed_front_matter  front_matter_too_large  duplicate_key      front matter
    bad_url  several_urls  two_addresses  bad_archive  other_archive  same_url  where the article is
    bad_date  no_date  wrong_language  no_title  no_copy  not_utf8              what the note says and holds
    duplicate_id                                                                what it is called
    unreadable  unreadable_folder  leads_out  no_file  too_large                no note could be read (`UNREADABLE`)

    folder.py       which files are notes, and their bytes
    decode.py       bytes → text
    frontmatter.py  text → fields and where the copy begins
    note.py         fields and copy → Seed
    inline.py       the address where only the text has it
    template.py     notes that are to be filled in, and no seeds
    memo.py         what notes came to before
    state.py        whether the folder is as it was
    address.py  dates.py  language.py  title.py    what single fields say
"""

from __future__ import annotations

from monitor.seeds.folder import MAX_SIZE, UNREADABLE, load
from monitor.seeds.memo import Memo, stamp
from monitor.seeds.note import detect_language, read
from monitor.seeds.state import SETTLED, survey

__all__ = ["MAX_SIZE", "SETTLED", "UNREADABLE", "Memo", "detect_language", "load", "read", "stamp", "survey"]
