"""Values ↔ JSON, through pydantic, so that a field added to `model.py` is stored without a word here.

Fields that hold their default are left out, so a default that was released once must not change. Fields unknown to
this release are passed over when read.
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast

from monitor.record.lost import PUT_BACK, LostError

T = TypeVar("T")


@cache  # one adapter for each kind; making one takes a millisecond or more
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def dump(value: object, *, without: frozenset[str] = frozenset()) -> bytes:
    """A dataclass of `model.py` as JSON, defaults and the fields in `without` left out."""
    adapter = _adapter(cast(Any, type(value)))
    try:
        return cast(bytes, adapter.dump_json(value, exclude_defaults=True, exclude=without))
    except ValueError:  # a lone surrogate, which no JSON reader takes back
        return cast(bytes, adapter.dump_json(_mend(value), exclude_defaults=True, exclude=without))


def load(kind: type[T], form: bytes | str) -> T:
    """The value back. Raises LostError where the JSON is not of that kind."""
    try:
        return cast(T, _adapter(cast(Any, kind)).validate_json(form))
    except ValueError as error:
        raise LostError(
            f"a stored {kind.__name__} cannot be read: {error}",
            hint=f"it is damaged, or of a newer release; if damaged: {PUT_BACK}",
        ) from error


def pack(form: bytes) -> bytes:
    """JSON, compressed, for a column."""
    return zlib.compress(form, 6)


def unpack(packed: bytes) -> bytes:
    """The JSON back. Raises LostError where it is damaged."""
    try:
        return zlib.decompress(packed)
    except zlib.error as error:
        raise LostError(f"a stored value is damaged: {error}", hint=PUT_BACK) from error


def clean_text(text: str) -> str:
    """The text as every database takes it: no NUL (PostgreSQL refuses it), no lone surrogates."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _mend(value: Any) -> Any:
    """The same value with every text made storable."""
    if isinstance(value, str):
        return type(value)(clean_text(value)) if type(value) is str else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {item.name: _mend(getattr(value, item.name)) for item in dataclasses.fields(value)}
        return dataclasses.replace(value, **changes)
    if isinstance(value, tuple | frozenset):
        return type(value)(_mend(item) for item in value)
    if isinstance(value, Mapping):
        return {_mend(key): _mend(item) for key, item in value.items()}
    return value
