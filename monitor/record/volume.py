"""The files that hold WARC records: appended to, rolled by size, and mended where a crash left half a record.

    warc/<yyyymm>/<archive>-<number>.warc.gz

Each record is a gzip member of its own. What has been appended is evidence only after `sync`; what stands behind the
last synced record is looked at when the next run begins.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.errors import CannotCreateError, StorageError
from monitor.record import warc
from monitor.record.lost import LostError, damaged
from monitor.record.warc import DamageError, Record

# A file that has reached this many bytes is followed by another: what tools of the trade expect.
FULL = 1 << 30
_NAME = re.compile(r"[0-9a-f]{8}-([0-9]{6,})\.warc\.gz")
# How a gzip member of ours begins: deflate, no flags, no time (RFC 1952, 2.3).
_MEMBER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a record lies: the file as named in the archive (`202611/….warc.gz`), offset and length in bytes."""

    file: str
    offset: int
    length: int


class Volume:
    """The file that records are appended to. One writer; the caller holds the run's lock.

    `folder` is `snapshots/warc`; `archive` names the archive (its uuid) and begins every file's name. After a failed
    write the file is cut back to its last whole record; after a failed fsync nothing is written any more, because
    nobody knows what the disk holds.
    """

    def __init__(self, folder: Path, *, archive: str, full: int = FULL) -> None:
        self.folder = folder
        self.archive = archive
        self.full = full
        self.file = ""  # the one open now, as named in the archive
        self.length = 0
        self.unsynced = 0
        self.taken: Collection[str] = ()
        self.lost: Mapping[str, int] = {}
        self._descriptor: int | None = None
        self._new_names: list[Path] = []  # folders whose entries are not on disk for certain
        self._broken = ""

    # ── writing ──

    def resume(self, file: str) -> None:
        """Go on appending to a file that ends in a whole record."""
        self.close()
        path = self.folder / file
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
            self.length = os.fstat(self._descriptor).st_size
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror or error}") from error
        self.file = file

    def append(self, members: Sequence[bytes], *, at: datetime) -> list[Spot]:
        """Write records, each a gzip member already, as one group. Raises StorageError; then nothing is in the file."""
        if self._broken:
            raise StorageError(self._broken, hint="nothing more is written until the program is started anew")
        month = at.strftime("%Y%m")
        if self._descriptor is None or self.length >= self.full or not self.file.startswith(f"{month}/"):
            self._begin(month, at)
        start = self.length
        self._write(b"".join(members))
        spots = []
        for member in members:
            spots.append(Spot(file=self.file, offset=start, length=len(member)))
            start += len(member)
        return spots

    def sync(self) -> None:
        """Have all that was appended on the disk, and the names of new files."""
        if self._broken:
            raise StorageError(self._broken, hint="nothing more is written until the program is started anew")
        if self._descriptor is None or (not self.unsynced and not self._new_names):
            return
        try:
            os.fsync(self._descriptor)
            for folder in self._new_names:
                sync_folder(folder)
        except OSError as error:
            # After a failed fsync the kernel may have dropped the pages: asking again would be told "all is well".
            self._broken = f"{self.folder / self.file}: the disk refused what was written: {error.strerror or error}"
            raise StorageError(self._broken) from error
        self.unsynced = 0
        self._new_names.clear()

    def take_back(self, spot: Spot) -> None:
        """Take the last record out of the file again. Raises StorageError."""
        if self._descriptor is None or (self.file, self.length) != (spot.file, spot.offset + spot.length):
            return
        self.length = spot.offset
        self.unsynced += 1
        self._cut_back()
        self.sync()

    def close(self) -> None:
        """Give the file back, without syncing it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None
        self.file, self.length, self.unsynced = "", 0, 0

    def _begin(self, month: str, at: datetime) -> None:
        if self._descriptor is not None:
            self.sync()
            self.close()
        folder = self.folder / month
        try:
            folder.mkdir(parents=True, exist_ok=True)
            number = max(map(_number, (*self.folder.glob("*/*"), *map(Path, self.taken))), default=0) + 1
            name = f"{self.archive[:8]}-{number:06d}.warc.gz"
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            self._descriptor = os.open(folder / name, flags, 0o644)
        except OSError as error:
            raise CannotCreateError(f"{folder}: no file can be made there: {error.strerror or error}") from error
        self.file, self.length = f"{month}/{name}", 0
        self._new_names += [folder, self.folder, self.folder.parent]
        self._write(warc.press(warc.frame_info(name, at=at, archive=self.archive)))

    def _write(self, data: bytes) -> None:
        assert self._descriptor is not None  # noqa: S101 - append has just opened it
        written = 0
        try:
            while written < len(data):
                written += os.write(self._descriptor, data[written:] if written else data)
        except OSError as error:
            self._cut_back()
            raise StorageError(f"{self.folder / self.file}: {error.strerror or error}") from error
        except BaseException:  # Ctrl-C in the midst of it
            self._cut_back()
            raise
        self.length += len(data)
        self.unsynced += len(data)

    def _cut_back(self) -> None:
        """Take away what a failed write left, so that the file ends in a whole record."""
        assert self._descriptor is not None  # noqa: S101 - only `_write` calls this
        try:
            os.ftruncate(self._descriptor, self.length)
        except OSError:
            self._broken = f"{self.folder / self.file} may end in half a record"

    # ── reading ──

    def read(self, spot: Spot) -> list[Record]:
        """The records that lie at that spot, their digests checked.

        Raises LostError that names file and offset; StorageError where the disk refuses.
        """
        path = self.folder / spot.file
        try:
            with path.open("rb") as source:
                source.seek(spot.offset)
                data = source.read(spot.length)
        except FileNotFoundError:
            raise LostError(f"{path} is gone", hint="put it back from a backup") from None
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror or error}") from error
        records: list[Record] = []
        place = 0
        try:
            while place < spot.length:
                text, length = warc.read_member(io.BytesIO(data[place:]))
                records.append(warc.parse(text))
                place += length
        except DamageError as error:
            raise damaged(path, spot.offset + place, str(error)) from error
        return records

    def walk(self, file: str, start: int = 0) -> Iterator[tuple[Spot, Record]]:
        """Every whole record from `start` on; ends at the end of the file, or before the first that is not whole."""
        path = self.folder / file
        try:
            with path.open("rb") as source:
                while True:
                    source.seek(start)
                    try:
                        text, length = warc.read_member(source)
                        record = warc.parse(text)
                    except DamageError:
                        return
                    yield Spot(file=file, offset=start, length=length), record
                    start += length
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror or error}") from error

    def holds(self, spot: Spot) -> bool:
        """Whether what lies at that spot is there, as far as is known without reading it."""
        return spot.offset + spot.length <= self.lost.get(spot.file, spot.offset + spot.length)

    def find_behind(self, file: str, start: int) -> Iterator[Record]:
        """Whole records anywhere behind `start`, where the next one is not whole: they show that it is no crash which
        ended the file there."""
        path = self.folder / file
        try:
            with path.open("rb") as source:
                source.seek(start)
                data = source.read()
                place = data.find(_MEMBER)
                while place >= 0:
                    source.seek(start + place)
                    length = 1
                    with suppress(DamageError):
                        text, length = warc.read_member(source)
                        yield warc.parse(text)
                    place = data.find(_MEMBER, place + length)
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror or error}") from error

    def files(self) -> dict[str, int]:
        """Every file of records there is, and its length in bytes, oldest first."""
        try:
            found = [path for path in self.folder.glob("*/*.warc.gz") if _NAME.fullmatch(path.name)]
            return {f"{path.parent.name}/{path.name}": path.stat().st_size for path in sorted(found, key=_number)}
        except OSError as error:
            raise StorageError(f"{self.folder}: {error.strerror or error}") from error

    def mend(self, file: str, length: int) -> Path | None:
        """Cut a file back to `length`, where its last whole record ends; what is cut off is kept beside it.

        Returns that copy's path. A file without any whole record is taken away.
        """
        path = self.folder / file
        try:
            with path.open("rb") as source:
                source.seek(length)
                torn = source.read()
            if not torn:
                path.unlink()  # begun, and nothing written
                return None
            copy = path.with_name(f"{path.name}.torn-at-{length}")
            number = 1
            while copy.exists():
                number += 1
                copy = path.with_name(f"{path.name}.torn-at-{length}-{number}")
            write_whole(copy, torn)
            if length == 0:
                path.unlink()
                return copy
            descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                os.ftruncate(descriptor, length)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror or error}") from error
        return copy

    def settle(self, file: str) -> None:
        """Have a file on the disk as it reads now; a process that was killed may have left that undone."""
        path = self.folder / file
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            sync_folder(path.parent)
            sync_folder(self.folder)
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror or error}") from error


def _number(path: Path) -> int:
    found = _NAME.fullmatch(path.name)
    return int(found[1]) if found else 0


def write_whole(path: Path, data: bytes) -> None:
    """A file that is there whole or not at all, whatever happens meanwhile. Raises OSError."""
    draft = path.with_name(f".{path.name}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        with open(descriptor, "wb", closefd=False) as out:
            out.write(data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have a folder's entries on the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
