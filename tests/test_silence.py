"""A host at which nobody answers costs a run two deadlines, however many of its articles are watched."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.capture.gate import Gate
from monitor.capture.live import Live
from monitor.capture.manners import Lanes, Manners, asked_of_host
from monitor.capture.silence import Silence
from monitor.capture.wire import Limits, Wire
from monitor.model import Failure, Snapshot
from tests.servers.rawserver import RawServer
from tests.test_manners import Notebook

AT = datetime(2026, 11, 22, 6, tzinfo=UTC)
LATE = Failure(url="http://a.example/1", at=AT, reason="timeout", code="connect_timeout")
MUTE = replace(LATE, code="head_timeout")
PAGE = Snapshot(url=LATE.url, final_url=LATE.url, at=AT, status=200, head=b"", headers=(), wire=b"", body=b"")


def test_no_connection_twice_and_the_host_is_spared_for_this_run() -> None:
    """Another host is not; and it says so, and nothing was asked of anybody."""
    silence = Silence()
    silence.heed("http://a.example/1", LATE)
    assert silence.spares("http://a.example/2") is None
    silence.heed("http://a.example/2", LATE)
    spared = silence.spares("http://a.example/3")
    assert spared is not None
    assert (spared.reason, spared.code, spared.url) == ("timeout", "host_silent", "http://a.example/3")
    assert not asked_of_host(spared)
    assert silence.spares("http://b.example/3") is None


@pytest.mark.parametrize("answer", [PAGE, replace(LATE, reason="refused", code="refused"), replace(LATE, status=503)])
def test_an_answer_between_two_silences_ends_the_count(answer: Snapshot | Failure) -> None:
    """Whatever was said, somebody was there."""
    silence = Silence()
    if isinstance(answer, Failure) and answer.status:
        answer = replace(answer, reason="http_5xx", code="")
    for each in (LATE, answer, LATE):
        silence.heed("http://a.example/1", each)
    assert silence.spares("http://a.example/2") is None


def test_who_takes_connections_and_says_nothing_gets_little_time() -> None:
    """Not none: one article may hang where the others do not. The first answer gives the host its time back."""
    silence = Silence()
    for _ in range(3):
        assert silence.deadline("http://a.example/1") is None
        silence.heed("http://a.example/1", MUTE)
    assert silence.deadline("http://a.example/1") == 5.0
    assert silence.spares("http://a.example/2") is None
    silence.heed("http://a.example/1", PAGE)
    assert silence.deadline("http://a.example/1") is None


@contextlib.contextmanager
def unconnectable() -> Iterator[str]:
    """A listener whose queue is full: the next connection is never made."""
    with socket.socket() as listener, contextlib.ExitStack() as stack:
        listener.bind(("127.0.1.1", 0))
        listener.listen(0)
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                client.connect(listener.getsockname())
        threading.Event().wait(0.1)
        yield f"http://127.0.1.1:{listener.getsockname()[1]}"


def test_thirty_articles_of_a_dead_host_are_soon_done_with() -> None:
    """Two of them waited; the others were told from that. A living host beside it lost nothing."""
    wire = Wire(gate=Gate(["127.0.0.0/8"]), limits=Limits(deadline=0.5), user_agent="monitor/test")
    lanes = Lanes(delay=0.0, workers=2)
    live = Live(wire, Manners(wire, robots=False, memory=Notebook(), now=lambda: datetime.now(UTC)), lanes)
    with RawServer() as there, unconnectable() as dead:
        waiting = [live.submit(f"{dead}/{number}") for number in range(30)]
        assert isinstance(live.submit(there.url("/article")).result(20), Snapshot)
        found = [each.result(20) for each in waiting]
    assert [(each.reason, each.code) for each in found if isinstance(each, Failure)] == [
        *[("timeout", "connect_timeout")] * 2,
        *[("timeout", "host_silent")] * 28,
    ]
    lanes.close()
    wire.close()
