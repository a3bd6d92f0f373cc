"""Whatever a server does, a fetch is a complete answer, byte for byte, or a failure with a name."""

from __future__ import annotations

import contextlib
import gc
import gzip
import os
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import requests
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.capture import decoding
from monitor.capture.fault import FaultError
from monitor.capture.gate import Gate
from monitor.capture.wire import Limits, Wire
from monitor.errors import UsageError
from monitor.model import Failure, Snapshot, Validators
from tests.servers import tls
from tests.servers.names import NameServer
from tests.servers.proxies import Parrot, Tunnel
from tests.servers.rawserver import BEHAVIOURS, Behaviour, RawServer
from tests.servers.site import Page, Request, Site

LOOPBACK = ["127.0.0.0/8", "::1/128"]
SLACK = 8.0  # seconds that a fetch may take beyond its deadline, on a busy machine


def make_wire(*, deadline: float = 10.0, proxy: str = "", ca_bundle: str = "") -> Wire:
    limits = Limits(deadline=deadline, max_size=2_000_000)
    return Wire(gate=Gate(LOOPBACK), limits=limits, user_agent="monitor/0 (+test)", proxy=proxy, ca_bundle=ca_bundle)


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with RawServer() as server:
        yield server


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = make_wire()
    yield wire
    wire.close()


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as names:
        yield names


@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=lambda each: each.path)
def test_every_behaviour_of_a_server_comes_out_under_its_name(server: RawServer, behaviour: Behaviour) -> None:
    """The table says what comes out; the deadline holds; what did arrive is kept."""
    wire = make_wire(deadline=0.4 if behaviour.slow else 10.0)
    begun = time.monotonic()
    answer = wire.fetch(server.url(behaviour.path))
    took = time.monotonic() - begun
    if behaviour.slow:
        assert took < 0.4 + SLACK
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
        wire = make_wire(deadline=0.4 if reason == "timeout" else 10.0, ca_bundle=server.ca_bundle)
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


def test_a_certificate_names_the_host_in_the_address_also_in_another_script(names: NameServer) -> None:
    """An internationalised name is asked for, and verified, in its ASCII form."""
    ascii_name = "xn--e1afmkfd.example"
    names.put(ascii_name, "127.0.0.1")
    with tls.TLSServer("good", names=(ascii_name,)) as server:
        gate = Gate(LOOPBACK, resolver=names.address)
        wire = Wire(gate=gate, limits=Limits(deadline=10.0), user_agent="monitor/0", ca_bundle=server.ca_bundle)
        for url in (
            server.url("/a", "пример.example"),
            server.url("/a", ascii_name),
            server.url("/a", f"{ascii_name}."),
        ):
            answer = wire.fetch(url, fresh=True)
            assert isinstance(answer, Snapshot), answer
        wire.close()


def test_a_certificate_vouches_for_the_names_it_lists_and_no_others(names: NameServer) -> None:
    """The subject's common name, in which anything may stand, is no such list (RFC 9525 §2)."""
    names.put("news.example", "127.0.0.1")
    with tls.TLSServer("common_name", names=("news.example",)) as server:
        gate = Gate(LOOPBACK, resolver=names.address)
        wire = Wire(gate=gate, limits=Limits(deadline=10.0), user_agent="monitor/0", ca_bundle=server.ca_bundle)
        answer = wire.fetch(server.url("/", "news.example"))
        wire.close()
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.code) == ("tls", "tls_wrong_host"), answer


def test_authorities_are_the_built_in_ones_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the environment adds one, and a bundle that is not there is an error at once."""
    monkeypatch.setenv("SSL_CERT_FILE", tls.ca_bundle())
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", tls.ca_bundle())
    with tls.TLSServer("good") as server:
        wire = make_wire()
        answer = wire.fetch(server.url())
        with wire.session() as session, pytest.raises(requests.exceptions.ConnectionError):
            session.get(server.url(), verify=False)
        wire.close()
    assert isinstance(answer, Failure)
    assert answer.reason == "tls"
    with pytest.raises(UsageError):
        make_wire(ca_bundle="/nowhere/at/all.pem")


def test_an_encrypted_connection_is_used_again_and_a_confirming_one_is_new() -> None:
    """Session tickets that arrive meanwhile are no answer."""
    with tls.TLSServer("good") as server:
        wire = make_wire(ca_bundle=server.ca_bundle)
        for _ in range(3):
            assert isinstance(wire.fetch(server.url()), Snapshot)
        assert server.connections == 1
        assert isinstance(wire.fetch(server.url(), fresh=True), Snapshot)
        assert server.connections == 2
        wire.close()


# ── evidence ──────────────────────────────────────────────────────────────────────────────────────


def test_what_came_is_kept_byte_for_byte(server: RawServer, wire: Wire) -> None:
    """Head as received, the body as it came and as it reads, what we asked and whom."""
    answer = wire.fetch(server.url("/gzip-members"))
    assert isinstance(answer, Snapshot)
    assert answer.head.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n")
    assert answer.head.endswith(b"\r\n\r\n")
    assert answer.wire.startswith(b"\x1f\x8b")
    assert answer.body == server.article
    assert answer.header("content-encoding") == "gzip"
    assert answer.request.startswith(b"GET /gzip-members HTTP/1.1\r\nHost: 127.0.0.1:")
    assert answer.request.endswith(b"\r\n\r\n")
    assert answer.peer == "127.0.0.1"
    assert answer.at.tzinfo is not None


def test_what_arrived_of_a_failed_answer_is_kept(server: RawServer, wire: Wire) -> None:
    """Half a page is evidence, though never a page."""
    answer = wire.fetch(server.url("/body-cut"))
    assert isinstance(answer, Failure)
    assert answer.wire == server.article[:3000]
    assert answer.head.startswith(b"HTTP/1.1 200 OK")
    assert answer.status == 200
    assert answer.request.startswith(b"GET /body-cut")
    cut = wire.fetch(server.url("/head-cut"))
    assert isinstance(cut, Failure)
    assert cut.head == b"HTTP/1.1 200 OK\r\nContent-Ty"
    part = wire.fetch(server.url("/part"))
    assert isinstance(part, Failure)
    assert (part.status, part.wire) == (206, server.article[:3000])


def test_every_hop_of_a_redirect_is_kept_as_an_answer_of_its_own(wire: Wire) -> None:
    """With its status, its headers and where it led; fragments are never sent."""
    with Site() as site, Site("127.0.0.2") as other:
        other.put("/c", "here")
        site.redirect("/b", other.url("/c#part"), 302)
        answer = wire.fetch(site.redirect("/a", "b"))
    assert isinstance(answer, Snapshot)
    assert [(hop.url, hop.status, hop.location) for hop in answer.hops] == [
        (site.url("/a"), 301, site.url("/b")),
        (site.url("/b"), 302, other.url("/c")),
    ]
    assert answer.final_url == other.url("/c")
    assert answer.url == site.url("/a")
    assert b"Location: b\r\n" in answer.hops[0].head


def test_a_chain_of_redirects_makes_at_most_ten_requests(server: RawServer, wire: Wire) -> None:
    """And says so."""
    before = server.asked("/forever")
    answer = wire.fetch(server.url("/forever"))
    assert isinstance(answer, Failure)
    assert server.asked("/forever") - before == 10
    assert len(answer.hops) == 10


def test_redirects_are_left_alone_where_the_caller_wants_them(wire: Wire) -> None:
    """Also after a POST: what was sent to one address is not sent to another."""
    with Site() as site:
        url = site.redirect("/a", "/b", 307)
        for answer in (wire.fetch(url, follow=False), wire.fetch(url, method="POST", data=b"x")):
            assert isinstance(answer, Snapshot)
            assert (answer.status, answer.header("Location")) == (307, "/b")
        assert not site.asked("/b")


# ── nothing is carried along ──────────────────────────────────────────────────────────────────────


def test_nothing_in_the_environment_changes_a_request(
    server: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No proxy, no .netrc, and the same headers every time."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    wire = make_wire()
    assert isinstance(wire.fetch(server.url()), Snapshot)
    with wire.session() as session:
        assert session.get(server.url()).content == server.article
    wire.close()
    for _, _, headers in server.log[-2:]:
        assert "authorization" not in headers
        assert headers["user-agent"] == "monitor/0 (+test)"


def test_cookies_live_no_longer_than_a_chain_of_redirects(wire: Wire) -> None:
    """What one article sets is not said to another, nor to the same one tomorrow."""
    with Site() as site:
        site.put("/set", "a", headers={"Set-Cookie": "id=1; Path=/"})
        site.put("/other", "b")
        for path in ("/set", "/other", "/set"):
            wire.fetch(site.url(path))
        with wire.session() as session:
            session.get(site.url("/set"))
            session.get(site.url("/other"))
        assert not any("Cookie" in request.headers for request in site.log)


def test_headers_meant_for_one_host_are_not_sent_to_another(wire: Wire) -> None:
    """Nor is a key shown in what we record."""
    with Site() as site, Site("127.0.0.2") as other:
        other.put("/b", "here")
        answer = wire.fetch(
            site.redirect("/a", other.url("/b")), headers={"X-Token": "secret", "Authorization": "LOW key:secret"}
        )
        assert site.log[0].headers["X-Token"] == "secret"
        assert "X-Token" not in other.log[0].headers
        assert "Authorization" not in other.log[0].headers
        site.put("/c", "c")
        answer = wire.fetch(site.url("/c"), headers={"Authorization": "LOW key:secret"})
    assert isinstance(answer, Snapshot)
    assert b"secret" not in answer.request


def test_a_header_that_would_break_the_request_is_not_sent(server: RawServer, wire: Wire) -> None:
    """Nothing from outside writes a header: neither a caller's nor a stored validator."""
    before = len(server.log)
    answer = wire.fetch(server.url(), headers={"X-A": "b\r\nX-C: d"})
    assert isinstance(answer, Failure)
    assert len(server.log) == before
    odd = Validators(final_url=server.url(), etag='"a"\r\nX-C: d', last_modified="\N{SNOWMAN}")
    assert isinstance(wire.fetch(server.url(), validators=odd), Snapshot)
    assert "x-c" not in server.log[-1][2]
    assert "if-none-match" not in server.log[-1][2]


# ── conditions ────────────────────────────────────────────────────────────────────────────────────


def test_validators_are_sent_where_their_own_address_is_asked(wire: Wire) -> None:
    """Verbatim, also at the end of a redirect; and nowhere else."""
    with Site() as site:
        url = site.put("/a", "text", etag='W/"odd, \'etag"', last_modified="Mon, 2 Jan 2023 03:04:05 GMT")
        site.redirect("/old", "/a")
        validators = Validators(final_url=url, etag='W/"odd, \'etag"', last_modified="Mon, 2 Jan 2023 03:04:05 GMT")
        for asked in (url, site.url("/old")):
            answer = wire.fetch(asked, validators=validators)
            assert isinstance(answer, Snapshot)
            assert answer.not_modified
            assert (answer.wire, answer.body) == (b"", b"")
        assert "If-None-Match" not in site.asked("/old")[0].headers
        assert site.asked("/a")[0].headers["If-None-Match"] == validators.etag
        assert site.asked("/a")[0].headers["If-Modified-Since"] == validators.last_modified
        site.put("/b", "other", etag=validators.etag)
        other = wire.fetch(site.url("/b"), validators=validators)
        assert isinstance(other, Snapshot)
        assert other.body == b"other"


# ── connections ───────────────────────────────────────────────────────────────────────────────────


def test_a_planted_answer_is_never_taken_for_the_next_page(server: RawServer) -> None:
    """Surplus bytes end a connection, whether they come at once or later."""
    wire = make_wire()
    for path in ("/poison", "/late-poison"):
        assert isinstance(wire.fetch(server.url(path)), Snapshot)
        time.sleep(0.3)
        answer = wire.fetch(server.url("/kept-open"))
        assert isinstance(answer, Snapshot)
        assert answer.body == server.article
    wire.close()


def test_a_connection_is_used_again_only_when_its_answer_was_whole() -> None:
    """And never for a look that is to confirm another."""
    with Site() as site:
        site.put("/a", "a")
        site.put("/b", "b", headers={"Connection": "close"})
        wire = make_wire()
        for path in ("/a", "/a", "/b", "/a"):
            assert isinstance(wire.fetch(site.url(path)), Snapshot)
        first, second, third, fourth = (request.connection for request in site.log)
        assert first == second == third != fourth
        wire.fetch(site.url("/a"), fresh=True)
        assert site.log[-1].connection not in (first, fourth)
        wire.close()


def test_a_connection_that_the_server_closed_meanwhile_is_no_failure() -> None:
    """Servers close idle connections when they like: the request goes out on a new one."""
    with Site() as site:
        url = site.put("/a", "a")
        wire = make_wire()
        assert isinstance(wire.fetch(url), Snapshot)
        site.hang_up()
        assert isinstance(wire.fetch(url), Snapshot)

        closings = iter([site.hang_up])

        def close_unanswered(request: Request) -> Page:
            next(closings, lambda: None)()
            return Page(body=b"again")

        site.answer("/a", close_unanswered)
        assert isinstance(wire.fetch(url), Snapshot)
        wire.close()


# ── bounds ────────────────────────────────────────────────────────────────────────────────────────


MEASURE = """
import resource, sys
from monitor.capture.gate import Gate
from monitor.capture.wire import Limits, Wire

wire = Wire(gate=Gate(["127.0.0.0/8"]), limits=Limits(deadline=float(sys.argv[2])), user_agent="x")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
answer = wire.fetch(sys.argv[1])
print(answer.reason, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize(
    "path", ["/gzip-bomb", "/br-bomb", "/zstd-bomb", "/gzip-gzip-bomb", "/endless", "/length-huge"]
)
def test_a_bomb_takes_no_more_memory_than_the_caps_allow(server: RawServer, path: str) -> None:
    """Twenty-five megabytes decoded and two on the wire, not the hundreds that were sent."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, server.url(path), "1" if BEHAVIOURS[path].slow else "20"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    reason, kilobytes = done.stdout.split()
    assert reason in BEHAVIOURS[path].outcomes
    assert int(kilobytes) < 100_000


def test_a_large_page_below_the_caps_is_whole(wire: Wire) -> None:
    """To the byte, at the very cap; one byte more is too large."""
    with Site() as site:
        site.put("/at", b"x" * 2_000_000)
        site.put("/over", b"x" * 2_000_001)
        at, over = wire.fetch(site.url("/at")), wire.fetch(site.url("/over"))
        small = wire.fetch(site.url("/at"), max_size=1000)
    assert isinstance(at, Snapshot)
    assert len(at.body) == 2_000_000
    assert isinstance(over, Failure)
    assert over.reason == "too_large"
    assert isinstance(small, Failure)
    assert (small.reason, small.head[:8]) == ("too_large", b"HTTP/1.1")


def test_thousands_of_fetches_leave_nothing_behind(server: RawServer) -> None:
    """Neither file descriptors nor threads nor memory; ten thousand of them with MONITOR_SOAK."""
    wire = make_wire(deadline=5.0)
    paths = ["/article", "/kept-open", "/body-cut", "/gzip-cut", "/poison", "/loop", "/reset-at-once", "/ssh", "/empty"]

    def run(rounds: int) -> tuple[int, int, int]:
        for number in range(rounds):
            wire.fetch(server.url(paths[number % len(paths)]))
        gc.collect()
        mine = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, "*/monitor/capture/*")])
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count(), sum(t.size for t in mine.traces)

    tracemalloc.start()
    try:
        run(50)
        fds, _, memory = run(50)
        fds_after, _, memory_after = run(10_000 if os.environ.get("MONITOR_SOAK") else 180)
    finally:
        tracemalloc.stop()
    wire.close()
    assert fds_after <= fds + 5
    assert memory_after <= memory + 50_000


# ── decoding ──────────────────────────────────────────────────────────────────────────────────────


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


CODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


@given(data=st.binary(min_size=1, max_size=3000), names=st.lists(st.sampled_from(sorted(CODERS)), max_size=2))
def test_what_was_encoded_is_decoded(data: bytes, names: list[str]) -> None:
    """Any bytes, in any two layers, come back as they were."""
    body = data
    for name in names:
        body = CODERS[name](body)
    assert decoding.decode(body, names, 10_000) == (data, False)
    assert decoding.decode(raw_deflate(data), ["deflate"], 10_000) == (data, False)


@given(data=st.binary(min_size=1, max_size=3000), name=st.sampled_from(sorted(CODERS)), share=st.floats(0, 1))
def test_a_stream_cut_anywhere_is_truncated_and_never_a_page(data: bytes, name: str, share: float) -> None:
    """Each byte of it counts, down to the last."""
    body = CODERS[name](data)
    cut = body[: max(1, min(len(body) - 1, int(len(body) * share)))]
    with pytest.raises(FaultError) as caught:
        decoding.decode(cut, [name], 10_000)
    assert caught.value.reason == "truncated"


@given(data=st.binary(max_size=2000), names=st.lists(st.sampled_from([*sorted(CODERS), "xyzzy"]), max_size=4))
def test_any_bytes_are_decoded_or_refused(data: bytes, names: list[str]) -> None:
    """Never anything but bytes or a named fault."""
    with contextlib.suppress(FaultError):
        assert len(decoding.decode(data, names, 5000).body) <= 5000


def test_labels_of_no_coding_are_no_coding() -> None:
    """Servers write `none`, `identity` and even a charset there."""
    assert decoding.codings(["identity", "none, UTF-8", " GZIP "]) == ["gzip"]
    assert decoding.codings(["aws-chunked, windows-1251", "ISO-8859-1,text/html", "koi8-r", "us-ascii"]) == []
    assert decoding.codings(["xyzzy", "compress", "gzip;q=1", '"gzip"']) == ["xyzzy", "compress", "gzip;q=1", '"gzip"']


@given(
    page=st.binary(min_size=1, max_size=500), behind=st.binary(max_size=40), name=st.sampled_from(["gzip", "deflate"])
)
def test_what_stands_behind_a_stream_is_told(page: bytes, behind: bytes, name: str) -> None:
    """Zeros and line ends are padding; more than that may have been meant as a part of the page."""
    with contextlib.suppress(FaultError):  # what begins like another member
        body, surplus = decoding.decode(CODERS[name](page) + behind, [name], 10_000)
        assert body.startswith(page)
        assert surplus == bool(behind.strip(b"\0 \t\r\n")) or body != page


# ── any bytes at all ──────────────────────────────────────────────────────────────────────────────

WORDS = (
    *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 Found\r\n", b"HTTP/1.1 304 X\r\n", b"HTTP/1.1 100 C\r\n\r\n"),
    *(b"HTTP/1.0 500 \xff\r\n", b"Content-Length: 5\r\n", b"Content-Length: \xb2\r\n", b"Location: \xff\r\n"),
    *(b"Location: http://[::1\r\n", b"Location: //\xe9\x00\r\n", b"Location: ?\r\n", b"Location: /\xed\xa0\x80\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n", b"0\r\n\r\n", b"\0", b"hello", b"\r\n", b"\n"),
    *(b"Content-Encoding: gzip\r\n", b"Content-Encoding: br\r\n", gzip.compress(b"hello"), b"Connection: close\r\n"),
    *(b"Set-Cookie: a=\xff; expires=Fri, 99 X 9999\r\n", b"Set-Cookie: a=1; Domain=..; Max-Age=" + b"9" * 30 + b"\r\n"),
    *(b": x\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
)
pieces = st.one_of(st.sampled_from(WORDS), st.binary(max_size=20))


@st.composite
def framed(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A complete answer whose end can be told, in any framing and coding, and the page in it."""
    page = draw(st.binary(min_size=1, max_size=300).map(lambda data: b"<html>" + data))
    coding = draw(st.sampled_from(["", *sorted(CODERS)]))
    body = CODERS[coding](page) if coding else page
    lines = [
        b"HTTP/1.1 200 OK",
        *draw(st.lists(st.sampled_from([b"X: y", b"Set-Cookie: a=1", b"ETag: W/x"]), max_size=3)),
    ]
    if coding:
        lines.append(b"Content-Encoding: " + coding.encode())
    if draw(st.booleans()):
        of, extension = draw(st.integers(1, 300)), draw(st.sampled_from([b"", b";a=b", b" "]))
        pieces = [body[start : start + of] for start in range(0, len(body), of)]
        lines.append(b"Transfer-Encoding: chunked")
        body = b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces) + b"0\r\n\r\n"
    else:
        lines.append(b"Content-Length: %d" % len(body))
    interim = draw(st.sampled_from([b"", b"HTTP/1.1 103 Hints\r\n\r\n"]))
    return interim + b"\r\n".join([*lines, b"", b""]) + body, page


def test_an_answer_is_complete_only_when_it_is() -> None:
    """Whole, it is the page; cut anywhere, it is a failure, but where the last chunk had come."""
    with Parrot() as parrot:
        wire = make_wire(deadline=3.0)

        @settings(deadline=None, max_examples=300 if os.environ.get("MONITOR_SOAK") else 100)
        @given(answer=framed(), share=st.floats(0, 1, exclude_max=True))
        def heard(answer: tuple[bytes, bytes], share: float) -> None:
            parrot.words, page = answer
            whole = wire.fetch(parrot.url())
            assert isinstance(whole, Snapshot), whole
            assert (whole.body, whole.unverified) == (page, False)
            words = parrot.words
            parrot.words = words[: int(len(words) * share)]
            cut = wire.fetch(parrot.url())
            if words[len(parrot.words) :].strip(b"\r\n"):
                assert isinstance(cut, Failure), cut
                assert cut.reason in ("truncated", "malformed", "reset")
            else:
                assert isinstance(cut, Failure) or cut.body == page

        heard()
        wire.close()


def test_no_bytes_that_a_server_sends_raise() -> None:
    """Any sequence of them is an answer or a failure with one of the contract's reasons."""
    with Parrot() as parrot:
        wire = make_wire(deadline=3.0)
        session = wire.session()

        @settings(deadline=None, max_examples=300 if os.environ.get("MONITOR_SOAK") else 120)
        @given(words=st.lists(pieces, max_size=10).map(b"".join))
        def heard(words: bytes) -> None:
            parrot.words = words
            answer = wire.fetch(parrot.url())
            if isinstance(answer, Failure):
                known = {"reset", "timeout", "truncated", "malformed", "redirect_loop", "too_large", "refused"}
                assert answer.reason in known | {"private_address", "bad_scheme", "bad_url"}
                assert answer.code != "unexpected", answer
            with contextlib.suppress(requests.exceptions.RequestException):
                session.get(parrot.url())

        heard()
        wire.close()


# ── sessions, proxies ─────────────────────────────────────────────────────────────────────────────


def test_whatever_uses_a_session_goes_through_the_gate_and_is_read_whole(server: RawServer, wire: Wire) -> None:
    """Half a page raises, a private address raises, a loop raises; a whole page is the page."""
    with wire.session() as session:
        answer = session.get(server.url("/br"))
        assert answer.content == server.article
        assert answer.text.endswith("</html>\n")
        assert answer.headers["content-encoding"] == "br"
        assert b"".join(session.get(server.url("/zstd"), stream=True).iter_content(100)) == server.article
        assert session.get(server.url("/to-heavy")).history[0].status_code == 302
        assert session.post(server.url("/article"), data={"a": "b"}).status_code == 200
        assert session.get(server.url("/status-204")).status_code == 204
        for path in ("/body-cut", "/gzip-cut", "/early-hints-only", "/to-metadata", "/to-file", "/to-open-bracket"):
            with pytest.raises(requests.exceptions.ConnectionError):
                session.get(server.url(path))
        with pytest.raises(requests.exceptions.TooManyRedirects):
            session.get(server.url("/loop"))
        with pytest.raises(requests.exceptions.Timeout):
            session.get(server.url("/silent"), timeout=0.3)
        for url in ("http://10.0.0.1/", "http://[::ffff:169.254.169.254]/"):
            with pytest.raises(requests.exceptions.ConnectionError):
                session.get(url)


def test_a_proxy_is_the_one_in_the_configuration(server: RawServer) -> None:
    """It gets whole addresses; its password is nobody else's business; private addresses do not reach it."""
    with Parrot(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy") as proxy:
        wire = make_wire(proxy=f"http://me:secret@127.0.0.1:{proxy.port}")
        answer = wire.fetch(server.url("/article"))
        refused = wire.fetch("http://10.0.0.1/")
        wire.close()
    assert isinstance(answer, Snapshot)
    assert answer.body == b"proxy"
    assert proxy.heard[0].startswith(f"GET {server.url('/article')} HTTP/1.1\r\n".encode())
    assert b"Proxy-Authorization: Basic " in proxy.heard[0]
    assert b"Basic" not in answer.request
    assert isinstance(refused, Failure)
    assert len(proxy.heard) == 1
    with pytest.raises(UsageError):
        make_wire(proxy="socks5://127.0.0.1:1080")


def test_a_proxy_that_will_not_connect_us_is_a_failure() -> None:
    """Not an answer of the site."""
    with Parrot(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as proxy:
        wire = make_wire(proxy=f"127.0.0.1:{proxy.port}")
        answer = wire.fetch("https://127.0.0.1:8443/")
        wire.close()
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.code) == ("refused", "proxy_refused")
    assert proxy.heard[0].startswith(b"CONNECT 127.0.0.1:8443 HTTP/1.1\r\n")


def test_a_request_with_a_body_is_sent_whole(wire: Wire) -> None:
    """As webhooks and archives want it."""
    with Site() as site:
        site.answer("/hook", lambda request: Page(status=204, body=b""))
        answer = wire.fetch(
            site.url("/hook"), method="POST", data=b"x" * 300_000, headers={"Content-Type": "text/plain"}
        )
        assert isinstance(answer, Snapshot), answer
        assert answer.status == 204
        assert site.log[0].body == b"x" * 300_000
        assert site.log[0].headers["Content-Type"] == "text/plain"


def test_an_empty_answer_is_one_where_the_caller_says_so(server: RawServer, wire: Wire) -> None:
    """An index of captures may be empty; a page may not."""
    answer = wire.fetch(server.url("/empty"), allow_empty=True)
    assert isinstance(answer, Snapshot)
    assert answer.body == b""


def test_an_encrypted_page_comes_through_a_proxy(names: NameServer) -> None:
    """Tunnelled, and verified end to end."""
    with tls.TLSServer("good") as server, Tunnel() as proxy:
        wire = make_wire(proxy=f"http://127.0.0.1:{proxy.port}", ca_bundle=server.ca_bundle)
        answers = [wire.fetch(server.url()) for _ in range(2)]
        wire.close()
    assert all(isinstance(answer, Snapshot) and answer.body == server.article for answer in answers)
    assert proxy.asked == [f"127.0.0.1:{server.port}"]
