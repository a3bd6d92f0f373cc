"""One YAML mapping, read for its shape: every scalar stays the string that it is (`no`, `23:00`, `1.10`).

Aliases, anchors, tags and merge keys are refused, and so is what is nested deep: front matter needs none of them, and
bombs are made of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

import yaml

from monitor.seeds.lines import line_starts, lines

MAX_DEPTH = 20
NO_MAPPING = "there is no `key: value`"

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
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


class RefusedError(Exception):
    """Front matter that is YAML, but none that we read."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_mapping(block: str, first: int) -> tuple[Field, ...]:
    """Read a block as one YAML mapping; raises YAMLError or RefusedError."""
    if _VEILED.search(block) and not _VEILS.search(block):
        return tuple(map(_unveil, read_mapping(block.translate(_VEIL), first)))
    events = _checked_events(block)
    if not isinstance(next(events, None), yaml.MappingStartEvent):
        if not block.strip() or all(line.lstrip().startswith("#") or not line.strip() for line in lines(block)):
            return ()
        raise RefusedError(NO_MAPPING)
    starts = line_starts(block)
    fields = []
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        name = event.value if isinstance(event, yaml.ScalarEvent) else _skip(event, events, block)
        if name == "<<":
            raise RefusedError("merge keys (`<<`) are not read")
        line = first + bisect_right(starts, _start(event)) - 1
        fields.append(_field(name, line, next(events), events, block))
    for _ in events:  # what follows a closed `{…}` must be sound as well
        pass
    return tuple(fields)


# To YAML 1.1 these end lines, so that a title could bring in a field of its own. To editors they do not. While YAML is
# read, characters that are none (and never stand in a text) take their place.
_VEIL = {0x85: 0xFDD0, 0x2028: 0xFDD1, 0x2029: 0xFDD2}
_VEILED = re.compile("[\x85\u2028\u2029]")
_VEILS = re.compile("[\ufdd0-\ufdd2]")
_UNVEIL = {there: here for here, there in _VEIL.items()}


def _unveil(field: Field) -> Field:
    return replace(
        field,
        name=field.name.translate(_UNVEIL),
        values=tuple(value.translate(_UNVEIL) for value in field.values),
        source=field.source.translate(_UNVEIL),
    )


def _checked_events(block: str) -> Iterator[yaml.Event]:
    """The events of one document, without its frame. Refuses what can do harm, before it can."""
    depth = documents = 0
    for event in yaml.parse(block, Loader=_LOADER):
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            yield event  # as most are
            continue
        if isinstance(event, yaml.AliasEvent):
            raise RefusedError("aliases (`*name`) are not read")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise RefusedError("a second document begins")
        if isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                raise RefusedError("anchors (`&name`) are not read")
            if getattr(event, "tag", None) is not None:
                raise RefusedError("tags (`!name`) are not read")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise RefusedError(f"brackets are nested more than {MAX_DEPTH} deep")
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
            raise RefusedError(f"its quotation mark is not closed before `{swallowed.group(1)}`")
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
    raise RefusedError("a list does not end")  # pragma: no cover - the parser raises before


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
