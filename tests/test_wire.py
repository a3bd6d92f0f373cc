"""Whatever a server does, a fetch is a complete answer, byte for byte, or a failure with a name."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from monitor.capture.gate import Gate
from monitor.capture.wire import Limits, Wire
from monitor.model import Failure, Snapshot
from tests.servers import tls
from tests.servers.rawserver import BEHAVIOURS, Behaviour, RawServer

LOOPBACK = ["127.0.0.0/8", "::1/128"]
SLACK = 2.0  # seconds that a fetch may take beyond its deadline, on a busy machine


def make_wire(*, deadline: float = 10.0, **more: str) -> Wire:
    limits = Limits(deadline=deadline, max_size=2_000_000)
    return Wire(gate=Gate(LOOPBACK), limits=limits, user_agent="monitor/0 (+test)", **more)


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with RawServer() as server:
        yield server


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = make_wire()
    yield wire
    wire.close()


@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=lambda each: each.path)
def test_every_behaviour_of_a_server_comes_out_under_its_name(server: RawServer, behaviour: Behaviour) -> None:
    """The table says what comes out; the deadline holds; what did arrive is kept."""
    wire = make_wire(deadline=0.7 if behaviour.slow else 10.0)
    begun = time.monotonic()
    answer = wire.fetch(server.url(behaviour.path))
    took = time.monotonic() - begun
    if behaviour.slow:
        assert took < 0.7 + SLACK
    if isinstance(answer, Snapshot):
        assert "ok" in behaviour.outcomes, answer
        assert answer.unverified == behaviour.unverified
        if behaviour.article:
            assert answer.body == server.article
    else:
        assert answer.reason in behaviour.outcomes, answer
        if behaviour.code:
            assert answer.code == behaviour.code, answer
    wire.close()


# ── TLS ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", tls.KINDS)
def test_every_fault_of_tls_is_a_failure_with_a_name(kind: str) -> None:
    """Expired, self-signed, for another host, stalled: never bypassed, never called anything else."""
    reason, code = tls.KINDS[kind]
    with tls.TLSServer(kind) as server:
        wire = make_wire(deadline=0.7 if reason == "timeout" else 10.0, ca_bundle=server.ca_bundle)
        begun = time.monotonic()
        answer = wire.fetch(server.url("/"))
        assert time.monotonic() - begun < 10.0
        wire.close()
    if reason == "ok":
        assert isinstance(answer, Snapshot), answer
        assert answer.body == server.article
        assert answer.unverified == (kind == "no_goodbye")
    else:
        assert isinstance(answer, Failure)
        assert (answer.reason, answer.code) == (reason, code), answer
