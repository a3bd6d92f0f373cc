"""What reading notes came to, so that nobody reads the same bytes twice.

What a note says hangs on nothing but its bytes, what config.toml says of it, and this program. All of them are in the
names under which it is remembered, so nothing here can grow stale: no file's date is believed, nor any clock. The
bytes themselves are not remembered: they are read from the folder every time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from monitor.model import Moment, Precision, Problem, Seed, digest_of

# A seed without its id, path and bytes, as JSON takes it.
Form = dict[str, Any]

_MODEL = Path(__file__).parents[1] / "model.py"
_OWN = frozenset({"id", "path", "raw"})
_DEFAULTS = {
    name: field.default for name, field in Seed.__dataclass_fields__.items() if name not in _OWN
}  # what a form leaves out


class Memo:
    """Seeds made from forms: `kept` are those of an earlier time, made by the same program (`stamp`)."""

    def __init__(self, kept: Mapping[str, Form] | None = None) -> None:
        self.forms: dict[str, Form] = {}  # of all notes asked for: what is to be kept for the next time
        self._kept: Mapping[str, Form] = kept or {}

    @property
    def changed(self) -> bool:
        return self.forms.keys() != self._kept.keys()

    def recall(self, raw: bytes, *, id: str, path: str, located: str | None) -> Seed | None:
        """The seed that reading these bytes would make; None where nobody has read them yet."""
        name = _name(raw, located)
        form = self._kept.get(name)
        if form is None:
            return None
        self.forms[name] = form
        return _seed_of(form, raw, id, path)

    def learn(self, seed: Seed, *, located: str | None) -> None:
        """Remember what a note came to, read without a look at its language."""
        self.forms[_name(seed.raw, located)] = _form_of(seed)


def stamp(hosts: Sequence[str]) -> str:
    """All that decides, besides a note and its entry in config.toml, what the note is read as."""
    return hashlib.sha256("\n".join([_program(), yaml.__version__, *hosts]).encode()).hexdigest()


@cache
def _program() -> str:
    """The code that reads notes: nobody need remember to raise a number."""
    files = [_MODEL, *sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _name(raw: bytes, located: str | None) -> str:
    return digest_of(raw) if located is None else f"{digest_of(raw)} {located}"


def _form_of(seed: Seed) -> Form:
    form = {name: value for name, default in _DEFAULTS.items() if (value := getattr(seed, name)) != default}
    if seed.archive_at is not None:
        form["archive_at"] = seed.archive_at.isoformat()
    if seed.published is not None:
        form["published"] = [seed.published.at.isoformat(), seed.published.precision.value, seed.published.raw]
    if seed.problems:
        form["problems"] = [[problem.code, problem.message, problem.line] for problem in seed.problems]
    return form


def _seed_of(form: Form, raw: bytes, id: str, path: str) -> Seed:
    said = dict(form)
    for name in ("section", "keywords"):
        if name in said:
            said[name] = tuple(said[name])
    if "archive_at" in said:
        said["archive_at"] = datetime.fromisoformat(said["archive_at"])
    if "published" in said:
        at, precision, written = said["published"]
        said["published"] = Moment(at=datetime.fromisoformat(at), precision=Precision(precision), raw=written)
    if "problems" in said:
        said["problems"] = tuple(Problem(code=code, message=text, line=line) for code, text, line in said["problems"])
    return Seed(id=id, path=path, raw=raw, **said)
