"""Front matter: the fields at the head of a note, as strings and with their lines, and where the copy begins.

YAML is read for its shape alone. Every scalar stays the string that it is (`no`, `23:00`, `1.10`); aliases, anchors,
tags and merge keys are refused; nothing deeper than 20 levels is looked at. What does not parse as a whole is read
entry by entry, and an entry that does not parse is read literally, so that one bad line costs no more than itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from monitor.model import Problem

# Front matter beyond this is read entry by entry, as many as fit; no honest note comes near it.
MAX_SIZE = 64 * 1024
MAX_CUT = 16 * MAX_SIZE
MAX_DEPTH = 20
MAX_PROBLEMS = 20

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BREAK = re.compile(r"\r\n|\r|\n")
_OPENING = re.compile(r"\ufeff?(?:[ \t]*(?:\r\n|\r|\n))*---[ \t]*(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
# A key stands at the line's beginning and has a colon before a blank or the line's end: `https://…` is none.
_KEY = re.compile(r"""(["']?)([^\s#\-\[\]{}"'&*!|>%@`:][^:\r\n"']{0,79}?)\1[ \t]*:(?=[ \t\r\n]|\Z)""")
# A quoted value in which the next key begins: its quotation mark was never closed.
_SWALLOWED = re.compile(r"[\r\n]([A-Za-z_][\w-]{0,40}):(?=[ \t\r\n])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its name as written, its value or values as strings, its 1-based line in the note.

    `source` is the value as it stands in the note, for values that are no string and no list of strings.
    """

    name: str
    values: tuple[str, ...]
    line: int
    source: str = ""
    flow: bool = False  # a list written in brackets, on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The fields of a note in their order, and where its text begins (`body_at` characters into the decoded note)."""

    present: bool = False
    fields: tuple[Field, ...] = ()
    body_at: int = 0
    body_line: int = 1
    source: str = ""
    problems: tuple[Problem, ...] = ()


_NONE: tuple[Problem, ...] = ()


class _RefusedError(Exception):
    """Front matter that is YAML, but none that we read. `at` counts characters into the block."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


def split(text: str) -> FrontMatter:
    """Split a decoded note into its fields and its text. A note without front matter is all text."""
    opening = _OPENING.match(text)
    if opening is None:
        return FrontMatter()
    start, first = opening.end(), _count_lines(text, opening.end())
    if not _begins_like_fields(text, start):
        return _no_fields(text, start, first)
    closing = _CLOSING.search(text, start)
    if closing is None:
        return _read_unclosed(text, start, first)
    block = text[start : closing.start()]
    after = _BREAK.match(text, closing.end())
    body_at = after.end() if after else closing.end()
    if len(block) > MAX_SIZE:
        return _read_too_large(text, block, first, body_at)
    try:
        fields, problems = _read_whole(block, first), _NONE
    except (yaml.YAMLError, _RefusedError) as error:
        entries = _Entries.of(block, first)
        if entries.end < len(block):  # text began before the line that we took for the closing one
            return _read_unclosed(text, start, first)
        fields, problems = entries.read(error)
    return FrontMatter(
        present=True,
        fields=fields,
        body_at=body_at,
        body_line=_count_lines(text, body_at),
        source=block,
        problems=problems,
    )


# ── what is no proper front matter ────────────────────────────────────────────────────────────────


def _begins_like_fields(text: str, start: int) -> bool:
    """Whether the first line that is no comment and not blank is a field, or the end: else `---` is a mere rule."""
    for line in _lines(text, start, start + MAX_SIZE):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            return bool(_KEY.match(line) or _CLOSING_LINE.match(line) or stripped.startswith(("{", "? ")))
    return False


_CLOSING_LINE = re.compile(r"(?:---|\.\.\.)[ \t]*$")


def _no_fields(text: str, start: int, first: int) -> FrontMatter:
    closing = _CLOSING.search(text, start, start + MAX_SIZE)
    if closing is None or not text.startswith("---"):
        return FrontMatter()
    message = "What stands between the two `---` lines has no `key: value`; it was read as part of the text."
    return FrontMatter(problems=(Problem(code="bad_yaml", message=message, line=first),))


def _read_unclosed(text: str, start: int, first: int) -> FrontMatter:
    entries = _Entries.of(text[start : start + MAX_SIZE], first, unclosed=True)
    fields, problems = entries.read(None)
    body_at = start + entries.end
    body_line = _count_lines(text, body_at)
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
    fields, problems = _Entries(entries=tuple(fitting), end=entries.end).read(None)
    message = (
        f"The front matter has {len(block):,} characters; more than {MAX_SIZE:,} are not read, and the longest fields "
        "were passed over. Move what is long into the text."
    )
    return FrontMatter(
        present=True,
        fields=fields,
        body_at=body_at,
        body_line=_count_lines(text, body_at),
        source=block[:MAX_SIZE],
        problems=(Problem(code="front_matter_too_large", message=message, line=first), *problems),
    )


# ── YAML, for its shape ───────────────────────────────────────────────────────────────────────────


def _read_whole(block: str, first: int) -> tuple[Field, ...]:
    """Read a block as one YAML mapping; raises YAMLError or _RefusedError."""
    events = _checked_events(block)
    if not isinstance(next(events, None), yaml.MappingStartEvent):
        if not block.strip() or all(line.lstrip().startswith("#") or not line.strip() for line in _lines(block)):
            return ()
        raise _RefusedError("there is no `key: value`", 0)
    starts = _line_starts(block)
    fields = []
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        name = event.value if isinstance(event, yaml.ScalarEvent) else _skip(event, events, block)
        if name == "<<":
            raise _RefusedError("merge keys (`<<`) are not read", _start(event))
        line = first + bisect_right(starts, _start(event)) - 1
        fields.append(_field(name, line, next(events), events, block))
    for _ in events:  # what follows a closed `{…}` must be sound as well
        pass
    return tuple(fields)


def _checked_events(block: str) -> Iterator[yaml.Event]:
    """The events of one document, without its frame. Refuses what can do harm, before it can."""
    depth = documents = 0
    for event in yaml.parse(block, Loader=_LOADER):
        at = _start(event)
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError("aliases (`*name`) are not read", at)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _RefusedError("a second document begins", at)
        if isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                raise _RefusedError("anchors (`&name`) are not read", at)
            if getattr(event, "tag", None) is not None:
                raise _RefusedError("tags (`!name`) are not read", at)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise _RefusedError(f"brackets are nested more than {MAX_DEPTH} deep", at)
            yield event
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            yield event


def _field(name: str, line: int, event: yaml.Event, events: Iterator[yaml.Event], block: str) -> Field:
    start = _start(event)
    if isinstance(event, yaml.ScalarEvent):
        end = _end(event)
        swallowed = _SWALLOWED.search(block, start, end) if event.style in ("'", '"') else None
        if swallowed:
            raise _RefusedError(f"its quotation mark is not closed before `{swallowed.group(1)}`", start)
        return Field(name=name, values=(event.value,), line=line)
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(name, line, event, events, block)
    return Field(name=name, values=(_skip(event, events, block),), line=line)


def _list(name: str, line: int, event: yaml.SequenceStartEvent, events: Iterator[yaml.Event], block: str) -> Field:
    start, lists = _start(event), 0
    values: list[str] = []
    for item in events:
        if isinstance(item, yaml.SequenceEndEvent):
            source = block[start : _end(item)].rstrip()
            if lists == 1 and len(values) == 1 and source.startswith("[["):
                values = [source]  # `[[name]]` unquoted: YAML takes it for a list in a list
            return Field(name=name, values=tuple(values), line=line, source=source, flow=bool(event.flow_style))
        if isinstance(item, yaml.ScalarEvent):
            values.append(item.value)
        else:
            lists += isinstance(item, yaml.SequenceStartEvent)
            values.append(_skip(item, events, block))
    raise _RefusedError("a list does not end", start)  # pragma: no cover - the parser raises before


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


def _skip(event: yaml.Event, events: Iterator[yaml.Event], block: str) -> str:
    """The source of a value that is no string, as it stands in the note."""
    start, end, depth = _start(event), _end(event), 1
    while depth and not isinstance(event, yaml.ScalarEvent):
        inner = next(events)
        depth += isinstance(inner, yaml.CollectionStartEvent) - isinstance(inner, yaml.CollectionEndEvent)
        end = _end(inner)
    return block[start:end].strip()


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
        for number, line in enumerate(_lines(block, keep_ends=True), start=first):
            bare = line.strip()
            continues = line.startswith((" ", "\t", "- ")) or bare in ("-", "")
            if _CLOSING_LINE.match(line.rstrip("\r\n")):
                break
            if not bare or (bare.startswith("#") and blank is not None):
                blank = at if blank is None else blank
            elif blank is not None and (unclosed or not (continues or _KEY.match(line))):
                break
            elif _KEY.match(line):
                entries.append((number, [line]))
                blank = None
            elif unclosed and not continues:
                break
            elif entries:
                entries[-1][1].append(line)
                blank = None
            else:
                entries.append((number, [line]))
            at += len(line)
        else:
            blank = blank if unclosed else None
        end = at if blank is None else blank
        return cls(entries=tuple((line, "".join(parts)) for line, parts in entries), end=end)

    def read(self, error: Exception | None) -> tuple[tuple[Field, ...], tuple[Problem, ...]]:
        """Read each entry as YAML, or literally where it is none, with a problem that names it."""
        fields: list[Field] = []
        problems: list[Problem] = []
        for line, entry in self.entries:
            try:
                fields.extend(_read_whole(entry, line))
            except (yaml.YAMLError, _RefusedError) as trouble:
                literal = _read_literally(entry, line)
                if literal is not None:
                    fields.append(literal)
                problems.append(_bad_yaml(trouble, line, literal))
        if error is not None and not problems:  # each entry is sound, the whole is not
            first = self.entries[0][0] if self.entries else 1
            problems.append(_bad_yaml(error, first, None))
        if len(problems) > MAX_PROBLEMS:
            more = len(problems) - MAX_PROBLEMS + 1
            last = problems[MAX_PROBLEMS - 1]
            message = f"This and {more - 1} more lines of the front matter are not YAML."
            problems[MAX_PROBLEMS - 1 :] = [Problem(code="bad_yaml", message=message, line=last.line)]
        return tuple(fields), tuple(problems)


def _read_literally(entry: str, line: int) -> Field | None:
    key = _KEY.match(entry)
    if key is None:
        return None
    rows = [row.strip() for row in _lines(entry[key.end() :])]
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
    if isinstance(error, _RefusedError):
        reason = error.message
    elif isinstance(error, yaml.MarkedYAMLError):
        reason = error.problem or error.context or "it cannot be parsed"
    else:
        reason = "it holds a control character"
    if field is None:
        message = f"The front matter is not YAML here ({reason}) and was passed over. Write `key: value`."
    else:
        message = f"`{field.name}` is not YAML ({reason}); it was read as it stands. Put its value in quotation marks."
    return Problem(code="bad_yaml", message=message, line=line)


# ── lines ─────────────────────────────────────────────────────────────────────────────────────────


def _lines(text: str, start: int = 0, end: int | None = None, *, keep_ends: bool = False) -> Iterator[str]:
    """Lines as editors count them: U+2028, form feeds and the like end none."""
    end = len(text) if end is None else min(end, len(text))
    at = start
    while at < end:
        stop = _BREAK.search(text, at, end)
        yield text[at : (stop.end() if keep_ends else stop.start())] if stop else text[at:end]
        at = stop.end() if stop else end


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in _BREAK.finditer(text))]


def _count_lines(text: str, end: int) -> int:
    """The 1-based line on which the character at `end` stands."""
    return sum(1 for _ in _BREAK.finditer(text, 0, end)) + 1
