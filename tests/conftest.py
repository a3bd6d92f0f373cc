"""What every test may lean on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from monitor.capture.wire import Wire
from tests.folder import Folder
from tests.servers.archive import Archive
from tests.servers.site import Site
from tests.servers.visitor import wire_to_loopback

ROOT = Path(__file__).resolve().parents[1]

# One machine, many workers: a deadline would assert a time. `make soak` runs the same tests with full counts.
settings.register_profile("usual", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("soak" if os.environ.get("MONITOR_SOAK") else "usual")


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What this machine shares between projects, of the test's own."""
    path = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(path))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty project folder whose configuration allows loopback."""
    return Folder(tmp_path / "project")


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site of the test's own, without a page."""
    with Site() as site:
        yield site


@pytest.fixture
def archive() -> Iterator[Archive]:
    """A Wayback Machine of the test's own, without a capture."""
    with Archive() as server:
        yield server


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """A wire that may dial loopback."""
    wire = wire_to_loopback()
    yield wire
    wire.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The real data beside the project; where it is absent the test skips, in CI it fails."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        message = "the corpus of real data does not lie beside the project"
        if os.environ.get("MONITOR_CORPUS") == "required":
            pytest.fail(message)
        pytest.skip(message)
    return folder
