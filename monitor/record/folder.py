"""The folder `snapshots/`: made once, recognised ever after, and never silently begun anew."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.errors import CannotCreateError, StorageError
from monitor.record.layout import DATABASE, LAYOUT, LOCK, MARKER, RECORDS, holds
from monitor.record.ledger import Ledger
from monitor.record.lock import RunLock
from monitor.record.lost import PUT_BACK
from monitor.record.volume import sync_folder, write_whole


def open_folder(folder: Path, *, database: str, now: datetime, create: bool) -> tuple[Ledger, str, list[str]]:
    """The database of a snapshots folder, the archive's uuid, and warnings.

    Raises CannotCreateError, and StorageError where something is there but not what was made.
    """
    marker = _read_marker(folder / MARKER)
    if not holds(folder) and not _has_database(folder, database):
        if not create:
            raise StorageError(f"{folder} holds no archive: nothing has been kept yet", hint="run `monitor check`")
        _make(folder, database, now)
        marker = _read_marker(folder / MARKER)
    ledger = _open_database(folder, database)
    try:
        about = ledger.about()
        if "archive" not in about:
            raise StorageError(f"{ledger.name} does not say which archive it belongs to: it is damaged")
        warnings = []
        if marker is None:
            _write_marker(folder, about["archive"], now)
            warnings.append(f"{folder / MARKER} was missing and has been written anew")
        elif marker["archive"] != about["archive"]:
            raise StorageError(
                f"{ledger.name} is the database of another archive than {folder}",
                hint=f"the folder is {marker['archive']}, the database {about['archive']}",
            )
    except BaseException:  # given back whatever happened, and raised again
        ledger.close()
        raise
    return ledger, about["archive"], warnings


def _read_marker(path: Path) -> dict[str, Any] | None:
    try:
        marker = json.loads(path.read_bytes())
        if marker["layout"] > LAYOUT:
            raise StorageError(
                f"{path}: made by a newer release of the monitor (layout {marker['layout']})", hint="use that one"
            )
        return {"archive": str(uuid.UUID(marker["archive"])), "layout": marker["layout"]}
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError(f"{path} is damaged: {error!r}", hint="put back the one from a backup") from error


def _has_database(folder: Path, database: str) -> bool:
    if not database:
        return (folder / DATABASE).exists()
    ledger = Ledger(database)
    try:
        ledger.open()
    except StorageError:
        return False
    finally:
        ledger.close()
    return True


def _make(folder: Path, database: str, now: datetime) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RECORDS).mkdir(exist_ok=True)
    except OSError as error:
        raise CannotCreateError(
            f"{error.filename or folder}: {error.strerror or error}", hint="see [paths] snapshots"
        ) from error
    lock = RunLock(folder / LOCK)
    lock.acquire()
    try:
        if _read_marker(folder / MARKER) is not None:  # somebody was quicker
            return
        archive = str(uuid.uuid4())
        draft = folder / f".{DATABASE}.draft"
        for path in folder.glob(f"{draft.name}*"):  # of a start that was cut off
            path.unlink()
        ledger = Ledger(database or draft)
        try:
            ledger.open(create=True)
            ledger.write([], about={"archive": archive, "made_at": now.isoformat()})
        finally:
            ledger.close()
        if not database:
            draft.replace(folder / DATABASE)
        sync_folder(folder)
        _write_marker(folder, archive, now)
    except (OSError, StorageError) as error:
        raise CannotCreateError(f"{folder}: the archive cannot be made: {error}") from error
    finally:
        lock.release()


def _write_marker(folder: Path, archive: str, now: datetime) -> None:
    words = {"program": "monitor", "layout": LAYOUT, "archive": archive, "written_at": now.isoformat()}
    try:
        write_whole(folder / MARKER, json.dumps(words, indent=1).encode() + b"\n")
    except OSError as error:
        raise StorageError(f"{folder / MARKER}: {error.strerror or error}") from error


def _open_database(folder: Path, database: str) -> Ledger:
    path = folder / DATABASE
    if not database:
        try:
            with path.open("rb") as file:
                beginning = file.read(16)
        except FileNotFoundError:
            raise StorageError(
                f"{path} is missing, but {folder} holds records",
                hint=f"nothing is begun anew: {PUT_BACK}",
            ) from None
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror or error}") from error
        if beginning != b"SQLite format 3\x00":
            raise StorageError(
                f"{path} is no database, or damaged",
                hint=PUT_BACK,
            )
    ledger = Ledger(database or path)
    try:
        ledger.open()
    except BaseException:  # given back whatever happened, and raised again
        ledger.close()
        raise
    return ledger
