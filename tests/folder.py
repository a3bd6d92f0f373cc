"""A project folder as a user has one, and the real command run in it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from monitor import cli


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a command left: its exit status, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """stdout as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Folder:
    """Notes, a config.toml for loopback, and `monitor`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "seeds").mkdir(parents=True, exist_ok=True)
        self.tables: dict[str, dict[str, Any]] = {
            "fetch": {"delay": "0s", "deadline": "10s", "allow_networks": ["127.0.0.0/8"]},
            "wayback": {"enabled": False},
        }

    def note(self, name: str, text: str | bytes) -> Path:
        path = self.path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def set(self, table: str, **values: Any) -> None:
        """Set keys of config.toml; a table of a site or seed is named `seed."name"`."""
        self.tables.setdefault(table, {}).update(values)

    def use_archive(self, archive: Any) -> None:
        """Ask this archive in place of the Wayback Machine."""
        self.set(
            "wayback", enabled=True, cdx=archive.cdx, replay=archive.replay, cdx_per_minute=60000,
            playback_per_minute=60000,
        )  # fmt: skip

    def lower_policy(self) -> None:
        """Call an article removed at the second look, however soon."""
        self.set("removal", checks=2, spacing="0s", span="0s", explicit_checks=1)

    def write(self) -> None:
        lines = []
        for table, values in self.tables.items():
            lines.append(f"[{table}]")
            lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
        whole = self.path / "config.toml.new"  # a daemon may be reading: it finds the one or the other
        whole.write_text("\n".join(lines) + "\n", encoding="utf-8")
        whole.replace(self.path / "config.toml")

    def run(self, *arguments: str) -> Result:
        """The command in this process: as `monitor …` typed in the folder."""
        self.write()
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        here = Path.cwd()
        os.chdir(self.path)
        try:
            with patch.object(sys, "stdout", out), patch.object(sys, "stderr", err):
                code = cli.run(list(arguments))
        finally:
            os.chdir(here)
        return Result(code=code, out=_text(out), err=_text(err))

    def spawn(self, *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Result:
        """The command as a process of its own."""
        self.write()
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *arguments],
            cwd=cwd or self.path,
            env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1]), **(env or {})},
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Result(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    def check(self, *arguments: str) -> list[dict[str, Any]]:
        """`monitor check --json`, which must succeed; its lines."""
        result = self.run("check", "--json", *arguments)
        assert result.code == 0, result.err
        return result.lines

    def check_one(self, *arguments: str) -> dict[str, Any]:
        (line,) = self.check(*arguments)
        return line


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
