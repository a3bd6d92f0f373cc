"""The folder of notes: which files are notes, what they are called, and their bytes.

Nothing in the folder leads out of it: links that do are listed, not followed. Only regular files are opened, so that
a FIFO or a device cannot hold us up. A note that cannot be read is a seed all the same, with the reason.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.errors import StorageError, UsageError
from monitor.model import Problem, Seed
from monitor.seeds import address
from monitor.seeds.memo import Memo
from monitor.seeds.note import in_order, line_of, read
from monitor.seeds.template import is_template

SUFFIXES = (".md", ".markdown", ".txt")
# A note is text; the longest of 18,974 known ones has 0.2 MB.
MAX_SIZE = 5 * 1024 * 1024

_TEMPLATE_FOLDERS = frozenset({"templates", "_templates"})
# The codes of problems that leave a seed without its note: what it holds is not known, which is not the same as empty.
UNREADABLE = frozenset({"unreadable", "unreadable_folder", "leads_out", "no_file", "too_large"})
# What macOS and Emacs leave beside a file: never notes.
_LITTER = ("._", ".#")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is a note by its name. `name` is its path from the seeds folder on, with forward slashes."""

    name: str
    where: str  # the path to open
    stem: str
    link: bool = False


class _UnreadableError(Exception):
    """A note whose bytes cannot be had; the message says why, for a person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(code=code, message=message)


def load(
    folder: Path,
    *,
    root: Path,
    located: Mapping[str, str] | None = None,
    archive_hosts: Sequence[str] = ("web.archive.org",),
    languages: bool = True,
    memo: Memo | None = None,
) -> tuple[Seed, ...]:
    """Read all notes of a folder and of its sub-folders, sorted by id.

    `root` is the project folder, from which paths are told; `located` maps ids to the addresses of config.toml, for
    notes that give none; `archive_hosts` are hosts whose addresses are built as the Wayback Machine's. Without
    `languages` nobody looks what languages the notes are in: `detect_language` does. `memo` knows what notes came to
    before; of languages it knows nothing.
    Raises UsageError where there is no such folder, StorageError where it cannot be listed.
    """
    try:
        if not folder.is_dir():
            raise UsageError(f"There is no folder {folder}", hint="`monitor init` makes one; notes go into it.")
        top = folder.resolve()
        files = list(walk(top))
    except OSError as error:
        raise StorageError(f"{folder} cannot be listed: {error.strerror or error}") from error
    addresses = {_normal(id): url for id, url in (located or {}).items()}
    seeds = []
    place = _place_of(folder, root)
    for file, id, problem in _named(files):
        path = _printable(f"{place}{file.name}".rstrip("/"))
        seed = _read_file(file, id, path, addresses.get(_normal(id)), archive_hosts, top, languages, memo)
        if seed is not None:
            seeds.append(_with_problem(seed, problem) if problem else seed)
    return tuple(sorted(_name_shared_addresses(seeds), key=lambda seed: seed.id))


# ── which files are notes ─────────────────────────────────────────────────────────────────────────


def walk(top: Path) -> Iterator[File]:
    """All notes below a folder. Links to folders are not followed: what lies inside is found anyway."""
    folders = [""]
    while folders:
        at = folders.pop()
        try:
            with os.scandir(top / at) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            if not at:
                raise
            yield File(name=f"{at}/", where=str(top / at), stem=f"{at}/")
            continue
        for entry in found:
            name = f"{at}/{entry.name}" if at else entry.name
            if _is_folder(entry):
                if not entry.name.startswith(".") and entry.name.casefold() not in _TEMPLATE_FOLDERS:
                    folders.append(name)
            elif _is_note(entry):
                yield File(name=name, where=entry.path, stem=_stem(name), link=entry.is_symlink())


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_note(entry: os.DirEntry[str]) -> bool:
    if not entry.name.lower().endswith(SUFFIXES) or entry.name.startswith(_LITTER):
        return False
    return not (entry.is_symlink() and Path(entry.path).is_dir())


def _stem(name: str) -> str:
    """A name without its suffix; a file called `.md` has nothing else."""
    stem = name[: name.rindex(".")]
    return name if not stem or stem.endswith("/") else stem


# ── what they are called ──────────────────────────────────────────────────────────────────────────


def _named(files: Sequence[File]) -> Iterator[tuple[File, str, Problem | None]]:
    """Each file with its id. Where two would share one, also in another case or another Unicode form, both keep
    their suffix; and so does a third whose own id is then taken."""
    ids = {file.name: _printable(file.stem) for file in files}
    sharing: dict[str, tuple[str, ...]] = {}
    while clashes := [group for group in _groups(ids) if any(ids[name] == _printable(_stem(name)) for name in group)]:
        moved = False
        for group in clashes:
            for name in group:
                sharing.setdefault(name, tuple(other for other in group if other != name))
                moved = moved or ids[name] != _printable(name)
                ids[name] = _printable(name)
        if not moved:
            break
    taken: set[str] = set()
    for file in files:
        id, number = ids[file.name], 2
        while id in taken:  # names that differ only in bytes that cannot be shown
            id, number = f"{ids[file.name]} ({number})", number + 1
        taken.add(id)
        others = sharing.get(file.name)
        yield file, id, _duplicate_id(id, others) if others else None


def _groups(ids: Mapping[str, str]) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, id in ids.items():
        groups[unicodedata.normalize("NFC", _normal(id).casefold())].append(name)
    return [group for group in groups.values() if len(group) > 1]


def _duplicate_id(id: str, others: Sequence[str]) -> Problem:
    alike = any(_normal(_printable(other)) == _normal(id) for other in others)
    hint = " (the same letters, stored in another way)" if alike else ""
    message = (
        f"Without its suffix this note would be called like {_listed(others)}{hint}; it is called {id}. Rename one."
    )
    return Problem(code="duplicate_id", message=message)


def _normal(id: str) -> str:
    return unicodedata.normalize("NFC", id)


def _printable(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 become `\\xff`, so that it can be printed and stored."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def _place_of(folder: Path, root: Path) -> str:
    """What the paths of all notes begin with, seen from `root`."""
    full = folder.absolute()
    try:
        place = full.relative_to(root.absolute())
    except ValueError:
        try:
            place = Path(os.path.relpath(full, root))
        except ValueError:  # another drive
            place = full
    return "" if place == Path() else f"{place.as_posix()}/"


# ── their bytes ───────────────────────────────────────────────────────────────────────────────────


def _read_file(
    file: File, id: str, path: str, located: str | None, hosts: Sequence[str], top: Path, languages: bool,
    memo: Memo | None,
) -> Seed | None:  # fmt: skip
    """The seed of a file; None for a template."""
    try:
        raw = _bytes_of(file, top)
    except _UnreadableError as error:
        return Seed(
            id=id,
            path=path,
            raw=b"",
            url=located,
            url_from="config" if located else None,
            has_copy=False,
            problems=(error.problem,),
        )
    if memo and not languages and (known := memo.recall(raw, id=id, path=path, located=located)):
        return known
    if is_template(raw):
        return None
    seed = read(raw, id=id, path=path, located=located, archive_hosts=hosts, languages=languages)
    if memo and not languages:
        memo.learn(seed, located=located)
    return seed


def _bytes_of(file: File, top: Path) -> bytes:
    if file.name.endswith("/"):
        raise _UnreadableError("unreadable_folder", "This folder cannot be listed; notes in it are not seen.")
    try:
        if not file.link:
            return _read_regular(file.where)
        where = Path(file.where).resolve(strict=True)
        if not where.is_relative_to(top):
            raise _UnreadableError("leads_out", "This is a link that leads out of the folder; it is not followed.")
        return _read_regular(str(where))
    except FileNotFoundError:
        raise _UnreadableError("unreadable", "The note is gone, or a link to nothing.") from None
    except RuntimeError:  # before Python 3.13; since then an OSError
        raise _UnreadableError("unreadable", "The note is a link that leads to itself.") from None
    except OSError as error:
        raise _UnreadableError("unreadable", f"The note cannot be read: {error.strerror or error}.") from None


def _read_regular(where: str) -> bytes:
    """The bytes of a regular file. Opening does not wait (FIFOs) and follows no link that was put there meanwhile."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not stat.S_ISREG(os.lstat(where).st_mode):  # a device may act on being opened
        raise _UnreadableError("no_file", "This is no regular file (a FIFO, a socket or a device); it is not opened.")
    handle = os.open(where, flags | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _UnreadableError("no_file", "This is no regular file (a FIFO, a socket or a device); it is not read.")
        room = min(status.st_size, MAX_SIZE) + 1
        raw = os.read(handle, room)
        while len(raw) <= MAX_SIZE and (more := os.read(handle, room)):
            raw += more  # somebody is writing it, or the system hands it over in parts
    finally:
        os.close(handle)
    if len(raw) > MAX_SIZE:
        size = f"{max(status.st_size, len(raw)) / 1024 / 1024:.1f}"
        limit = MAX_SIZE // 1024 // 1024
        raise _UnreadableError("too_large", f"The note has {size} MB; more than {limit} MB are not read.")
    return raw


# ── what two notes have in common ─────────────────────────────────────────────────────────────────


def _name_shared_addresses(seeds: Sequence[Seed]) -> Iterator[Seed]:
    """Name, in each of several notes about one address, the others. That is allowed: each is judged by itself."""
    alike = Counter(_last_step(seed.url) for seed in seeds if seed.url)
    keys = [
        address.key_of(seed.url)
        if seed.url and alike[_last_step(seed.url)] > 1 and not address.complain(seed.url)
        else ""
        for seed in seeds
    ]
    sharing: dict[str, list[str]] = defaultdict(list)
    for seed, key in zip(seeds, keys, strict=True):
        sharing[key].append(seed.id)
    for seed, key in zip(seeds, keys, strict=True):
        ids = sharing[key]
        if not key or len(ids) < 2:
            yield seed
            continue
        others = [id for id in ids if id != seed.id]
        message = f"{_listed(others)} has this address too. Each note is judged by itself."
        line = line_of(seed.raw, "url") if seed.url_from == "note" else None
        yield _with_problem(seed, Problem(code="same_url", message=message, line=line))


def _last_step(url: str) -> str:
    """The last step of an address's path: the same in addresses that are one, and most differ in it already."""
    path = url.partition("#")[0].partition("?")[0]
    return path.rpartition("/")[2] if path.count("/") > 2 else ""


def _with_problem(seed: Seed, problem: Problem) -> Seed:
    return replace(seed, problems=in_order((*seed.problems, problem)))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(_printable(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
