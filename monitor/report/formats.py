"""The formats of `monitor report`, by name, and a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from enum import StrEnum
from pathlib import Path

from monitor.errors import CannotCreateError, StorageError
from monitor.report.digest import Digest


class Format(StrEnum):
    """What a report can be drawn as."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


_SUFFIXES = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
}


def format_of(path: Path) -> Format:
    """What a file of this name is expected to hold; text, where its name does not say."""
    return _SUFFIXES.get(path.suffix.lower(), Format.TEXT)


def draw(digest: Digest, format: Format) -> str:
    """The report, whole; it ends in a line end."""
    from monitor.report import markdown, page, table, text

    match format:
        case Format.TEXT:
            return text.draw(digest)
        case Format.HTML:
            return page.draw(digest)
        case Format.MARKDOWN:
            return markdown.draw(digest)
        case Format.JSON:
            return table.draw_json(digest)
        case Format.JSONL:
            return table.draw_jsonl(digest)
        case Format.CSV:
            return table.draw_csv(digest)


def save(path: Path, report: str, format: Format) -> None:
    """Write a report: beside the file first, then in its place. A pipe or a device is written to as it is.

    A CSV file begins with a byte order mark: without it spreadsheets take Cyrillic for Latin-1. Raises
    CannotCreateError where there can be no such file, StorageError where the disk fails.
    """
    content = report.encode("utf-8-sig" if format is Format.CSV else "utf-8", "backslashreplace")
    target = Path(os.path.realpath(path))
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        if target.is_dir():
            raise CannotCreateError(f"{path} is a folder", hint="Name a file.")
        if mode is not None and not target.is_file():
            target.write_bytes(content)
            return
        draft = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    except (OSError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise CannotCreateError(f"{path}: {words}", hint="Name a file in a folder that can be written to.") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(descriptor, mode)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        draft.replace(target)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
