"""A real web archive for the tests: pywb, in a virtual environment of its own, over WARCs that the test writes.

pywb is under the GPL and pins old libraries, so it is never imported and never stands in our own environment: it is
a program that runs beside us. `environment()` makes its environment once, from `pywb-requirements.txt` (versions and
hashes), inside ours where that can be written to.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

REQUIREMENTS = Path(__file__).with_name("pywb-requirements.txt")
# The collection is called `web`, so that addresses read like the Wayback Machine's.
CONFIG = """\
debug: false
collections:
  web:
    index: ./idx/index.cdxj
    archive_paths: ./warcs/
redirect_to_exact: {exact}
"""


def environment() -> Path:
    """The folder of pywb's programs. Skips the test where it cannot be installed; in CI that is a failure."""
    name = f"pywb-{hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]}"
    ours = Path(sys.prefix)
    parent = ours if sys.prefix != sys.base_prefix and os.access(ours, os.W_OK) else Path(tempfile.gettempdir())
    home = parent / name
    stamp = home / "ready"
    with FileLock(str(parent / f"{name}.lock"), timeout=600):
        if not stamp.exists():
            _install(home)
            stamp.touch()
    return home / "bin"


def _install(home: Path) -> None:
    pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(home)],
        [*pip, "install", "--require-hashes", "-r", str(REQUIREMENTS)],
    )
    for step in steps:
        try:
            subprocess.run(step, capture_output=True, text=True, timeout=500, check=True)
            continue
        except subprocess.CalledProcessError as error:
            words = (error.stderr or error.stdout).strip()[-600:]
        except (OSError, subprocess.TimeoutExpired) as error:
            words = str(error)
        why = f"pywb cannot be installed here, a test needs it: {words}"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)


@dataclass(frozen=True, kw_only=True)
class Captured:
    """One record to be written: an answer as a crawler stored it. `revisit` stores no body but refers to the first."""

    url: str
    at: datetime
    body: bytes
    status: str = "200 OK"
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),)
    revisit: bool = False


@dataclass(kw_only=True)
class Pywb:
    """A running archive: addresses `cdx`, `replay` and `timemap` as `[wayback]` takes them."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def cdx(self) -> str:
        return f"{self.base}/web/cdx"

    @property
    def replay(self) -> str:
        return f"{self.base}/web"

    @property
    def timemap(self) -> str:
        return f"{self.base}/web/timemap/link"


@contextlib.contextmanager
def running(folder: Path, captured: Sequence[Captured], *, exact: bool = True) -> Iterator[Pywb]:
    """pywb over these captures, until the block ends. `exact`: redirect to a capture's own instant."""
    programs = environment()
    (folder / "warcs").mkdir(parents=True)
    (folder / "idx").mkdir()
    warc = folder / "warcs" / "captures.warc.gz"
    _write(warc, captured)
    index = [str(programs / "cdx-indexer"), "--cdxj", "--sort", str(warc)]
    listed = subprocess.run(index, capture_output=True, timeout=60, check=True)
    (folder / "idx" / "index.cdxj").write_bytes(listed.stdout)
    (folder / "config.yaml").write_text(CONFIG.format(exact=str(exact).lower()), encoding="utf-8")
    port = _free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(programs / "wayback"), "-p", str(port), "-b", "127.0.0.1"], cwd=folder, stdout=log, stderr=log
        )
    try:
        _wait(port, process, folder / "log")
        yield Pywb(port=port, folder=folder, process=process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)


def _write(path: Path, captured: Sequence[Captured]) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        first: dict[str, Captured] = {}
        for each in captured:
            head = StatusAndHeaders(each.status, list(each.headers), protocol="HTTP/1.1")
            written_at = each.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            if each.revisit:
                of = first[each.url]
                digest = f"sha1:{_sha1(of.body)}"
                record = writer.create_revisit_record(
                    each.url,
                    digest,
                    of.url,
                    of.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                    http_headers=head,
                    warc_headers_dict={"WARC-Date": written_at},
                )
            else:
                first.setdefault(each.url, each)
                record = writer.create_warc_record(
                    each.url,
                    "response",
                    payload=io.BytesIO(each.body),
                    length=len(each.body),
                    http_headers=head,
                    warc_headers_dict={"WARC-Date": written_at},
                )
            writer.write_record(record)


def _sha1(body: bytes) -> str:
    return base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers; it takes some seconds to start."""
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
            return
        time.sleep(0.1)
    pytest.fail(f"pywb did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
