"""Front matter: the fields at the head of a note, as strings and with their lines, and where the copy begins.

YAML is read for its shape alone. Every scalar stays the string that it is (`no`, `23:00`, `1.10`); aliases, anchors,
tags and merge keys are refused; nothing deeper than 20 levels is looked at. What does not parse as a whole is read
entry by entry, and an entry that does not parse is read literally, so that one bad line costs no more than itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from monitor.model import Problem
from monitor.seeds.lines import BREAK, line_at, lines
from monitor.seeds.mapping import NO_MAPPING, Field, RefusedError, read_mapping

# Front matter beyond this is read entry by entry, as many as fit; no honest note comes near it.
MAX_SIZE = 64 * 1024
MAX_CUT = 16 * MAX_SIZE
MAX_PROBLEMS = 20

_OPENING = re.compile(r"\ufeff?(?:[ \t]*(?:\r\n|\r|\n)){0,100}---[ \t]*(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
# A key stands at the line's beginning and has a colon before a blank or the line's end: `https://…` is none.
_KEY = re.compile(r"""(["']?)([^\s#\-\[\]{}"'&*!|>%@`:][^:\r\n"']{0,79}?)\1[ \t]*:(?=[ \t\r\n]|\Z)""")

# The blank after the colon forgotten: `url:https://…`.
_TIGHT_KEY = re.compile(r"()([A-Za-z_][\w-]{1,40}):(?=[^\s/:])")
_HEADING = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)#{1,6}[ \t]")
_CLOSING_LINE = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_TELLING_KEY = re.compile(
    r"""["']?(?:url|link|source|archive|title|published|date|language|author|site|publication|section|tags|keywords
    |description)["']?[ \t]*:(?!/)""",
    re.IGNORECASE | re.VERBOSE,
)

# What the YAML parser says, and what it means to a person.
_REASONS = {
    "mapping values are not allowed": "there is a colon and a blank in a value without quotation marks",
    "found unexpected end of stream": "its quotation mark is never closed",
    "did not find expected key": "something follows where its value has ended",
    "did not find expected <document start>": "something follows where its value has ended",
    "did not find expected alphabetic": "it begins with a character that YAML keeps for itself",
    "found character that cannot start": "it begins with a character that YAML keeps for itself",
    "found unknown escape character": "there is a backslash in it",
    "could not find expected ':'": NO_MAPPING,
    "characters are not allowed": "there is a control character in it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The fields of a note in their order, and where its text begins (`body_at` characters into the decoded note)."""

    present: bool = False
    fields: tuple[Field, ...] = ()
    body_at: int = 0
    body_line: int = 1
    source: str = ""
    problems: tuple[Problem, ...] = ()


def split(text: str) -> FrontMatter:
    """Split a decoded note into its fields and its text. A note without front matter is all text."""
    opening = _OPENING.match(text)
    if opening is None:
        return FrontMatter()
    start, first = opening.end(), line_at(text, opening.end())
    closing = _CLOSING.search(text, start)
    if not _holds_fields(text, start, closing):
        return _no_fields(text, first, closing)
    if closing is None:
        return _read_unclosed(text, start, first)
    block = text[start : closing.start()]
    after = BREAK.match(text, closing.end())
    body_at = after.end() if after else closing.end()
    if len(block) > MAX_SIZE:
        return _read_too_large(text, block, first, body_at)
    problems: tuple[Problem, ...] = ()
    if _runs_into_text(block):
        return _read_unclosed(text, start, first)
    try:
        fields = read_mapping(block, first)
    except (yaml.YAMLError, RefusedError) as error:
        entries = _Entries.of(block, first)
        if entries.end < len(block):  # text began before the line that we took for the closing one
            return _read_unclosed(text, start, first)
        fields, problems = entries.read()
        problems = problems or (_bad_yaml(error, first, None),)  # each entry is sound, the whole is not
    return FrontMatter(
        present=True,
        fields=fields,
        body_at=body_at,
        body_line=line_at(text, body_at),
        source=block,
        problems=problems,
    )


# ── what is no proper front matter ────────────────────────────────────────────────────────────────


def _holds_fields(text: str, start: int, closing: re.Match[str] | None) -> bool:
    """Whether fields follow, or `---` is a mere rule in a text.

    They do where the first line is a field and a second `---` follows; or where, before a blank line, there is a field
    that notes about articles have: the lines around it may have been damaged.
    """
    seen = False
    for line in lines(text, start, start + MAX_SIZE):
        bare = line.strip()
        if (seen and not bare) or _CLOSING_LINE.match(line):
            return closing is not None and not seen
        if not bare or bare.startswith("#"):
            continue
        if _TELLING_KEY.match(bare):
            return True
        if closing and not seen and (_KEY.match(line) or bare.startswith(("{", "? "))):
            return True
        seen = True
    return False


def _no_fields(text: str, first: int, closing: re.Match[str] | None) -> FrontMatter:
    if closing is None or not text.startswith("---"):
        return FrontMatter()
    message = "What stands between the two `---` lines has no `key: value`; it was read as part of the text."
    return FrontMatter(problems=(Problem(code="bad_yaml", message=message, line=first),))


def _runs_into_text(block: str) -> bool:
    """Whether a heading stands below a blank line, and no more fields below it.

    To YAML it is a comment; but then the front matter was never closed, and what seems to close it is a rule further
    down in the text.
    """
    found = _HEADING.search(block)
    return found is not None and not any(_TELLING_KEY.match(line) for line in lines(block, found.end()))


def _read_unclosed(text: str, start: int, first: int) -> FrontMatter:
    entries = _Entries.of(text[start : start + MAX_SIZE], first, unclosed=True)
    fields, problems = entries.read()
    body_at = start + entries.end
    body_line = line_at(text, body_at)
    message = (
        f"The front matter is never closed; the text was taken to begin in line {body_line}. "
        "Put a line of `---` after its last field."
    )
    return FrontMatter(
        present=True,
        fields=fields,
        body_at=body_at,
        body_line=body_line,
        source=text[start:body_at],
        problems=(Problem(code="unclosed_front_matter", message=message, line=first - 1), *problems),
    )


def _read_too_large(text: str, block: str, first: int, body_at: int) -> FrontMatter:
    """Read the entries that fit: one endless description shall not cost the note its address."""
    entries = _Entries.of(block[:MAX_CUT], first)
    fitting, room = [], MAX_SIZE
    for line, entry in entries.entries:
        if len(entry) <= room:
            fitting.append((line, entry))
            room -= len(entry)
    fields, problems = _Entries(entries=tuple(fitting), end=entries.end).read()
    message = (
        f"The front matter has {len(block):,} characters; more than {MAX_SIZE:,} are not read, and the longest fields "
        "were passed over. Move what is long into the text."
    )
    return FrontMatter(
        present=True,
        fields=fields,
        body_at=body_at,
        body_line=line_at(text, body_at),
        source=block[:MAX_SIZE],
        problems=(Problem(code="front_matter_too_large", message=message, line=first), *problems),
    )


# ── entry by entry ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entries:
    """A block cut at its keys: (line, text) for each; `end` is where the block ended."""

    entries: tuple[tuple[int, str], ...]
    end: int

    @classmethod
    def of(cls, block: str, first: int, *, unclosed: bool = False) -> _Entries:
        """Cut a block at lines that begin with a key.

        It ends where text begins: at a blank line, if what comes after it cannot belong to a field. In front matter
        that nothing closes, any blank line ends it, and so does a line that is no field and no field's continuation.
        """
        entries: list[tuple[int, list[str]]] = []
        at = 0
        blank: int | None = None  # where the blank lines (and headings) before this one began
        for number, line in enumerate(lines(block, keep_ends=True), start=first):
            bare = line.strip()
            continues = line.startswith((" ", "\t", "- ")) or bare in ("-", "")
            if _CLOSING_LINE.match(line.rstrip("\r\n")):
                break
            if not bare or (bare.startswith("#") and blank is not None):
                blank = at if blank is None else blank
            elif blank is not None and (unclosed or not (continues or _KEY.match(line))):
                break
            elif _KEY.match(line) or (_TELLING_KEY.match(bare) and entries and _is_whole(entries[-1][1])):
                entries.append((number, [line]))
                blank = None
            elif unclosed and not continues:
                break
            elif entries and (continues or _is_open(entries[-1][1])):
                entries[-1][1].append(line)
                blank = None
            else:
                entries.append((number, [line]))
            at += len(line)
        else:
            blank = blank if unclosed else None
        end = at if blank is None else blank
        return cls(entries=tuple((line, "".join(parts)) for line, parts in entries), end=end)

    def read(self) -> tuple[tuple[Field, ...], tuple[Problem, ...]]:
        """Read each entry as YAML, or literally where it is none, with a problem that names it."""
        fields: list[Field] = []
        problems: list[Problem] = []
        for line, entry in self.entries:
            try:
                fields.extend(read_mapping(entry, line))
            except (yaml.YAMLError, RefusedError) as trouble:
                literal = _read_literally(entry, line)
                if literal is not None:
                    fields.append(literal)
                problems.append(_bad_yaml(trouble, line, literal))
        if len(problems) > MAX_PROBLEMS:
            more = len(problems) - MAX_PROBLEMS + 1
            last = problems[MAX_PROBLEMS - 1]
            message = f"This and {more - 1} more lines of the front matter are not YAML."
            problems[MAX_PROBLEMS - 1 :] = [Problem(code="bad_yaml", message=message, line=last.line)]
        return tuple(fields), tuple(problems)


def _is_whole(entry: list[str]) -> bool:
    """Whether an entry has its value on its own line, so that an indented `url:` below it is not a part of it."""
    value = _value(entry)
    return value[:1] not in ("", "|", ">", "{", "[") and not _is_open(entry)


def _value(entry: list[str]) -> str:
    text = "".join(entry)
    key = _KEY.match(text)
    return text[key.end() :].strip() if key else ""


def _is_open(entry: list[str]) -> bool:
    """Whether an entry's value began with a quotation mark that is still to come again."""
    value = _value(entry)
    return value[:1] in ("'", '"') and not (len(value) > 1 and value.endswith(value[0]))


def _read_literally(entry: str, line: int) -> Field | None:
    entry = entry.lstrip()
    key = _KEY.match(entry) or _TIGHT_KEY.match(entry)
    if key is None:
        return None
    rows = [row.strip() for row in lines(entry[key.end() :])]
    rows = [row for row in rows if row]
    name = key.group(2)
    if rows and all(row.startswith("- ") for row in rows):
        return Field(name=name, values=tuple(_unquote(row[2:].strip()) for row in rows), line=line)
    value = " ".join(rows)
    return Field(name=name, values=(_unquote(value),), line=line)


def _unquote(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        inner = value[1:-1]
        return inner.replace('\\"', '"') if value[0] == '"' else inner.replace("''", "'")
    if value.startswith(('"', "'")) and value.count(value[0]) == 1:
        return value[1:]
    return value


def _bad_yaml(error: Exception, line: int, field: Field | None) -> Problem:
    reason = _reason(error)
    if field is None:
        message = f"The front matter is not YAML here ({reason}) and was passed over. Write `key: value`."
    else:
        hint = "Put a blank after its colon" if reason == NO_MAPPING else "Put its value in quotation marks"
        message = f"`{field.name}` is not YAML ({reason}); it was read as it stands. {hint}."
    return Problem(code="bad_yaml", message=message, line=line)


def _reason(error: Exception) -> str:
    if isinstance(error, RefusedError):
        return error.message
    said = str(error)
    return next((words for signs, words in _REASONS.items() if signs in said), "it cannot be parsed")
