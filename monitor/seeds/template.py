"""Templates: notes that other notes are made from, and no seeds.

Obsidian fills `{{title}}`, `{{date}}` and `{{time}}` (with a format after a colon), its clipper also names such as
`{{url}}`; Templater fills `<% … %>`. Only a field that is nothing but a placeholder counts: `{{7*7}}` is data.
"""

from __future__ import annotations

import re

from monitor.seeds import frontmatter
from monitor.seeds.decode import decode

_PLACEHOLDER = re.compile(
    r"""^[^:\r\n]{1,80}:[ \t]*["']?(?:\[\[)?
    (?:\{\{[ \t]*(?:title|date|time|url|author|published|description|content|site|domain|image|tags|source)
       [ \t]*(?:[:|][^{}\r\n]{0,80})?\}\}
    |<%[^\r\n]{1,200}%>)
    (?:\]\])?["']?[ \t]*\r?$""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)


def is_template(raw: bytes) -> bool:
    """Whether a note's front matter has a field that is still to be filled in."""
    head = raw[: frontmatter.MAX_SIZE]
    if b"{{" not in head and b"<%" not in head:
        return False
    return _PLACEHOLDER.search(frontmatter.split(decode(raw).text).source) is not None
