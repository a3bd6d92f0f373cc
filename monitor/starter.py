"""What `monitor init` makes: the folders, and a config.toml with every key, its default and a line about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from monitor.errors import CannotCreateError
from monitor.settings import NOT_YET, Settings
from monitor.values import UNITS

_HEADINGS = {
    "site": ('[site."gagauznews.com"]', "what we know about one site; a shipped rule for it gives way to this"),
    "folder": ('[folder."some/folder"]', "notes that differ by where they lie"),
    "seed": ('[seed."001_2942b2d16e6a8a57"]', "what a note does not say about itself"),
}


def set_up(folder: Path, name: str = "config.toml") -> Iterator[tuple[bool, Path]]:
    """`monitor init`: the folders and a commented configuration; (made, path) of each. Nothing is overwritten.

    Raises CannotCreateError.
    """
    try:
        for part in (folder, folder / "seeds", folder / "snapshots"):
            made = not part.is_dir()
            part.mkdir(parents=True, exist_ok=True)
            if part != folder:
                yield made, part
        path = folder / name
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(write_default())
        except FileExistsError:
            yield False, path
        else:
            yield True, path
    except OSError as error:
        raise CannotCreateError(f"{error.filename}: {error.strerror}", hint="Choose another folder.") from None


def every_key() -> Iterator[tuple[str, str, FieldInfo]]:
    """Every key there is: (table, key, field); `site`, `folder` and `seed` stand for each of their entries."""
    for table, field in Settings.model_fields.items():
        for name, inner in _model_of(field).model_fields.items():
            yield table, name, inner


def _model_of(field: FieldInfo) -> type[BaseModel]:
    annotation: Any = field.annotation
    model: type[BaseModel] = get_args(annotation)[-1] if get_origin(annotation) is dict else annotation
    return model


def write_default() -> str:
    """The commented config.toml: every key, its default and one line about it."""
    lines = ["# The monitor's configuration. Every key may be left out; these are the defaults.", ""]
    table = ""
    for name, key, field in every_key():
        if name != table:
            if table:
                lines.append("")
            heading, comment = _HEADINGS.get(name, (f"[{name}]", ""))
            commented = "# " if name in _HEADINGS else ""
            lines.append(f"{commented}{heading}{'  # ' + comment if comment else ''}")
            table = name
        commented = "# " if name in _HEADINGS else ""
        later = " (not in force in this version)" if (name, key) in NOT_YET else ""
        setting = f"{commented}{key} = {default_of(field)}"
        lines.append(f"{setting:<44} # {field.description}{later}")
    return "\n".join(lines) + "\n"


def default_of(field: FieldInfo) -> str:
    """The default as it stands in the file."""
    value = field.default
    units = [extra.get("unit") for extra in _extras(field)]
    if value is None:
        return '"1d"'
    if "duration" in units:
        return json.dumps(write_duration(value))
    if "size" in units:
        return json.dumps(f"{value // 10**6} MB")
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value, ensure_ascii=False)


def _extras(field: FieldInfo) -> list[Mapping[str, Any]]:
    extra = field.json_schema_extra
    return [extra] if isinstance(extra, dict) else []


def write_duration(seconds: float) -> str:
    """Seconds as a person writes them: `"10m"`, `"3d"`; the largest unit that divides them."""
    for unit in ("d", "h", "m"):
        if seconds >= UNITS[unit] and seconds % UNITS[unit] == 0:
            return f"{int(seconds // UNITS[unit])}{unit}"
    return f"{seconds:g}s"
