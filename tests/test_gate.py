"""No seed, redirect or name makes us dial what is not on the public internet, and what we read is what we dial."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import example, given, settings
from hypothesis import strategies as st
from urllib3.util import parse_url

from monitor.capture.fault import FaultError
from monitor.capture.gate import Gate, is_public, read
from monitor.capture.wire import Limits, Wire
from monitor.model import Failure, Snapshot
from tests.servers.names import NameServer
from tests.servers.rawserver import RawServer
from tests.servers.running import full
from tests.servers.site import Site

LOOPBACK = ["127.0.0.0/8"]


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as names:
        yield names


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with RawServer() as server:
        yield server


def fetch(
    url: str, *, allow: list[str] | None = None, resolver: str = "", deadline: float = 10.0
) -> Snapshot | Failure:
    wire = Wire(
        gate=Gate(LOOPBACK if allow is None else allow, resolver=resolver),
        limits=Limits(deadline=deadline),
        user_agent="monitor/0",
    )
    answer = wire.fetch(url)
    wire.close()
    return answer


def refusal(url: str) -> tuple[str, str]:
    """Reason and code with which a URL is refused, by its looks alone."""
    with pytest.raises(FaultError) as caught:
        read(url)
    return caught.value.reason, caught.value.code


# ── addresses ─────────────────────────────────────────────────────────────────────────────────────

BLOCKED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:20::1",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:5db8:d822::80ff:fffe",
    "2606:4700::5efe:10.0.0.1",
    "2606:4700::200:5efe:10.0.0.1",
    "::ffff:169.254.169.254",
]
PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.0.1.1",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", BLOCKED)
def test_an_address_that_is_not_on_the_public_internet_is_refused(address: str) -> None:
    """Private, shared, link-local, metadata, multicast, reserved, and IPv4 inside IPv6."""
    assert not is_public(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    answer = fetch(f"http://{host}/", allow=[])
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.peer, answer.request) == ("private_address", "", b"")


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_on_the_public_internet_is_admitted(address: str) -> None:
    """Also where IPv6 carries it, as on networks that have nothing else."""
    assert is_public(ipaddress.ip_address(address))


SPELLINGS = (
    *("2130706433", "0x7f000001", "0x7f.1", "127.1", "127.0.1", "0177.0.0.1", "017700000001", "0x7F.0x0.0x0.0x1"),
    *(
        "127.0.0.1.",
        "１２７.0.0.1",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::1]",
    ),
)


@pytest.mark.parametrize("host", SPELLINGS)
def test_an_odd_spelling_of_a_private_address_is_refused(host: str) -> None:
    """Octal, hexadecimal, one number, full-width digits: what counts is the address."""
    answer = fetch(f"http://{host}/", allow=[])
    assert isinstance(answer, Failure)
    assert answer.reason == "private_address", answer


blocked_addresses = st.sampled_from(
    [ipaddress.ip_network(each) for each in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16")]
    + [ipaddress.ip_network(each) for each in ("100.64.0.0/10", "172.16.0.0/12", "224.0.0.0/4", "240.0.0.0/4")]
).flatmap(lambda network: st.integers(int(network[0]), int(network[-1])))

EMBEDDINGS = {
    "mapped": lambda four: 0xFFFF << 32 | four,
    "compatible": lambda four: four,
    "translated": lambda four: 0xFFFF << 48 | four,
    "nat64": lambda four: 0x64FF9B << 96 | four,
    "6to4": lambda four: 0x2002 << 112 | four << 80 | 1,
    "teredo client": lambda four: 0x20010000 << 96 | 0x5DB8D822 << 64 | (four ^ 0xFFFFFFFF),
    "teredo server": lambda four: 0x20010000 << 96 | four << 64 | 0x7F7F7F7F,
    "isatap": lambda four: 0x26064700 << 96 | 0x00005EFE << 32 | four,
}


@given(four=blocked_addresses, how=st.sampled_from(sorted(EMBEDDINGS)))
def test_a_blocked_address_is_refused_in_every_embedding(four: int, how: str) -> None:
    """Whatever IPv6 address carries it."""
    six = ipaddress.IPv6Address(EMBEDDINGS[how](four))
    assert not is_public(ipaddress.IPv4Address(four))
    assert not is_public(six)
    with pytest.raises(FaultError) as caught:
        Gate().look_up(read(f"http://[{six}]/"), 1.0)
    assert caught.value.reason == "private_address"


def test_allow_networks_admit_what_they_name_and_no_more() -> None:
    """Also where the address comes inside an IPv6 address."""
    gate = Gate(["10.1.0.0/16", "fd00::/8"])
    for url in ("http://10.1.2.3/", "http://[::ffff:10.1.2.3]/", "http://[fd00::1]/"):
        assert gate.look_up(read(url), 1.0)
    for url in ("http://10.2.0.1/", "http://127.0.0.1/", "http://[fe80::1]/", "http://[fe80::5efe:10.1.2.3]/"):
        with pytest.raises(FaultError):
            gate.look_up(read(url), 1.0)


@pytest.mark.parametrize("wrong", ["10.0.0.0/33", "localhost", "::/129"])
def test_a_network_that_is_none_is_an_error_at_once(wrong: str) -> None:
    """Not when the first page is fetched."""
    with pytest.raises(ValueError, match=r".+"):
        Gate([wrong])


# ── URLs ──────────────────────────────────────────────────────────────────────────────────────────


BAD_SCHEME = (
    *("file:///etc/passwd", "file:/etc", "file:..", "FILE:///etc", "  file:///etc", "source:file:///etc"),
    *("ftp://a.com/", "gopher://a.com/", "dict://a/", "ws://a.com/", "javascript:alert(1)", "data:text/html,x"),
    *("mailto:a@b.c", "view-source:http://a.com/"),
)
BAD_URL = (
    *(
        "",
        " ",
        "a",
        "/a",
        "//a.com/b",
        "example.com/a",
        "example.com:80/a",
        "http:",
        "http://",
        "http:/a.com",
        "http:///a",
    ),
    *("http://?", "http://#", "\ufefffile:///etc", "\0file:///etc", "http://a.com/\n", "http://a.com/\r\nX: y"),
    *("http://a\t.com/", "http://a.com/\x7f", "http://a.com/\x85", "http://127.0.0.1:80\\@example.com/"),
    *(
        "http://example.com\\a",
        "http://user@a.com/",
        "http://user:pass@a.com/",
        "http://a.com@b.com/",
        "http://@a.com/",
    ),
    *("http://a.com:0/", "http://a.com:22/", "http://a.com:65536/", "http://a.com:x/", "http://a.com:-1/"),
    *("http://a.com:８0/", "http://a.com:80:80/", "http://[::1/", "http://::1/", "http://[::1]x/", "http://[1.2.3.4]/"),
    *("http://[fe80::1%25eth0]/", "http://a..b/", "http://.a.com/", "http://a b.com/", "http://a%2eb.com/"),
    *("http://-a.com/", "http://" + "a" * 64 + ".com/", "http://" + "a." * 130 + "com/", "http://1.2.3.4.5/"),
    *("http://256.256.256.256/", "http://0x/", "http://a.com/" + "a" * 9000, "http://a!b.com/", "http://a,b.com/"),
    *("http://%31%32%37.0.0.1/", "http://a%2fb.com/", "http://a%40b.com/", "http://%00.com/", "http://a%25b.com/"),
    *(
        "http://a%EF%BC%8Fb.com/",
        "http://a\uff0fb.com/",
        "http://a\uff20b.com/",
        "http://a\uff1fb.com/",
        "http://%ff.com/",
    ),
    *("http://[::ffff:127.0.0.1%251]/", "http://[::1%lo]/", "http://[v1.x]/", "http://[]/", "http://1.2.3.08/"),
    *(
        "http://1.2.3.4.0x/",
        "http://a.0x7f/",
        "http://\u2488.com/",
        "http://a.1e3.9/",
    ),
    *("http://<script>/", 'http://a"b.com/', "http://xn--\u0430.com:x/", "http://\ud800.com/"),
)


@pytest.mark.parametrize(
    ("url", "reason"), [*((url, "bad_scheme") for url in BAD_SCHEME), *((url, "bad_url") for url in BAD_URL)]
)
def test_what_is_no_address_of_a_page_is_refused(url: str, reason: str) -> None:
    """Other schemes, credentials, control characters, backslashes, ports of other protocols, hosts that are none."""
    assert refusal(url)[0] == reason
    answer = fetch(url, allow=["0.0.0.0/0", "::/0"], deadline=1.0)
    assert isinstance(answer, Failure)
    assert answer.reason == reason


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.COM", "http://example.com/"),
        ("http://example.com:80/a", "http://example.com/a"),
        ("https://example.com:443/a?b#c", "https://example.com/a?b"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("http://example.com?q=1", "http://example.com/?q=1"),
        ("http://example.com/a b/ж?ц=щ э", "http://example.com/a%20b/%D0%B6?%D1%86=%D1%89%20%D1%8D"),
        ("http://example.com/%d0%B6/100%", "http://example.com/%d0%B6/100%25"),
        ("http://example.com/a/../b/./c/..", "http://example.com/b/"),
        ("http://example.com/a//b/", "http://example.com/a//b/"),
        (
            "http://пример.испытание/новость",
            "http://xn--e1afmkfd.xn--80akhbyknj4f/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C",
        ),
        ("http://xn--e1afmkfd.xn--80akhbyknj4f/", "http://xn--e1afmkfd.xn--80akhbyknj4f/"),
        ("http://BÜCHER.example/", "http://xn--bcher-kva.example/"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://example。com/", "http://example.com/"),
        ("http://my_host.example.com/", "http://my_host.example.com/"),
        ("http://name-.example.com/", "http://name-.example.com/"),
        ("http://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.example/", "http://xn--e1afmkfd.example/"),
        ("http://example%E3%80%82com/", "http://example.com/"),
        ("http://example.com./a", "http://example.com./a"),
        ("http://exa\u00admple.com/", "http://example.com/"),
        ("http://１２３.４５.６７.８９/", "http://123.45.67.89/"),
        ("http://0x7b.055.0x4359/", "http://123.45.67.89/"),
        ("http://[2001:DB8:0:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://example.com/a[1]|b^c", "http://example.com/a[1]|b^c"),
        ("http://example.com/?a='b'&c={d}", "http://example.com/?a='b'&c={d}"),
    ],
)
def test_an_address_has_one_canonical_form(url: str, canonical: str) -> None:
    """Names in other scripts as punycode, both ways; what was escaped stays as it was; and the form is stable."""
    assert read(url).url == canonical
    assert read(canonical).url == canonical


urls = st.builds(
    "{}{}{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTP://", "http:", "//", "http:\\\\", "http:///", "ftp://", ""]),
    st.sampled_from(["", "", "", "user@", "a:b@", "@", "127.0.0.1\\@", "a.com#@", "a.com?@", "a.com%00@"]),
    st.one_of(
        st.sampled_from(
            [
                "example.com",
                "127.0.0.1",
                "[::1]",
                "0x7f.1",
                "ⓔxample.com",
                "a.b.",
                "xn--e1afmkfd.com",
                "ⅷ.com",
                "%D0%B6.com",
                "a%E3%80%82b",
                "１２７.1",
                "0177.0x1",
            ]
        ),
        st.text(st.sampled_from("abcDEF019.-_:[]%@/\\?#ж。．１ß\u200d\u00ad\u2024\uff0f\uff20"), max_size=12),
        st.text(max_size=8),
    ),
    st.sampled_from(["", "", ":80", ":443", ":8080", ":", ":a", ":٣", ":080", ": 80"]),
    st.sampled_from(["", "/", "/a", "/a/../b", "//b.com", "/@b.com", "/\\b.com", "/%2e%2e/"]),
    st.text(st.characters(codec="utf-8"), max_size=10),
)


@given(url=urls)
@example(url="http://127.0.0.1:80\\@example.com/")
@example(url="http://example.com#@127.0.0.1/")
@example(url="http://\u24d4xample.com:80/")
def test_the_host_that_we_read_is_the_host_that_others_read(url: str) -> None:
    """For any URL: refused, or in a form in which every parser sees the same host and port."""
    try:
        target = read(url)
    except FaultError:
        return
    assert target.url.isascii()
    first, second = urlsplit(target.url), parse_url(target.url)
    prepared = urlsplit(str(requests.Request("GET", target.url).prepare().url))
    assert {first.hostname, (second.host or "").strip("[]"), prepared.hostname} == {target.host}
    assert {each.port or target.port for each in (first, second, prepared)} == {target.port}
    assert read(target.url) == target


@given(text=st.text(max_size=60), scheme=st.sampled_from(["", "http://", "https://", "http://a.example/"]))
def test_any_text_at_all_is_an_address_or_refused(text: str, scheme: str) -> None:
    """Notes hold whatever people wrote; nothing but a named refusal comes of it."""
    with contextlib.suppress(FaultError):
        assert read(scheme + text).url.isascii()


hosts = st.lists(
    st.text(st.sampled_from("abcdefghij0123456789-_жßö"), min_size=1, max_size=10), min_size=1, max_size=4
).map(".".join)


def test_the_host_that_we_read_is_the_host_that_we_dial(names: NameServer, server: RawServer) -> None:
    """The name asked of the resolver and the name in the request are the one in the URL."""
    names.otherwise("127.0.0.1")
    wire = Wire(gate=Gate(LOOPBACK, resolver=names.address), limits=Limits(deadline=10.0), user_agent="monitor/0")

    @settings(deadline=None, max_examples=25)
    @given(host=hosts)
    def dialled(host: str) -> None:
        url = f"http://{host}:{server.port}/article"
        try:
            target = read(url)
        except FaultError:
            return
        names.asked.clear()
        answer = wire.fetch(url, fresh=True)
        if target.literal is not None:
            return
        assert isinstance(answer, Snapshot), answer
        assert {name for name, _ in names.asked} == {target.host.removesuffix(".")}
        assert server.log[-1][2]["host"] == f"{target.host}:{server.port}"
        assert answer.peer == "127.0.0.1"

    dialled()
    wire.close()


# ── names ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "reason", "code"),
    [
        (["nxdomain"], "dns", "dns_nxdomain"),
        (["servfail"], "dns", "dns_servfail"),
        (["refused"], "dns", "dns_servfail"),
        ([], "dns", "dns_nodata"),
        (["silent"], "dns", "dns_timeout"),
        (["garbage"], "dns", ""),
        (["a-nxdomain"], "dns", "dns_nodata"),  # one of two questions is not enough to call a name gone
        (["aaaa-nxdomain"], "dns", "dns_nodata"),
        (["aliases"], "dns", "dns_nodata"),
        (["aliases", "10.0.0.1"], "private_address", "private_address"),
        (["loop"], "dns", ""),
        (["10.0.0.1"], "private_address", "private_address"),
        (["::1"], "private_address", "private_address"),
        (["93.184.216.34", "169.254.169.254"], "private_address", "mixed_addresses"),
        (["93.184.216.34", "127.0.0.1"], "private_address", "mixed_addresses"),
    ],
)
def test_what_a_name_server_says_has_a_name(names: NameServer, answer: list[str], reason: str, code: str) -> None:
    """No such name, no answer, an unusable answer and a private one are different things."""
    names.put("news.example", *answer)
    begun = time.monotonic()
    failure = fetch("http://news.example/", allow=[], resolver=names.address, deadline=0.8)
    assert time.monotonic() - begun < 3.0
    assert isinstance(failure, Failure)
    assert failure.reason == reason
    assert code in ("", failure.code)


def test_a_name_is_resolved_once_and_that_address_is_dialled(names: NameServer, server: RawServer) -> None:
    """A name server that changes its mind (rebinding) is not asked again."""
    names.put_in_turn("news.example", ["127.0.0.1"], ["127.0.0.2"])
    answer = fetch(f"http://news.example:{server.port}/article", resolver=names.address)
    assert isinstance(answer, Snapshot)
    assert answer.peer == "127.0.0.1"
    assert len(names.asked) == 2  # A and AAAA


def test_a_name_that_turns_private_is_refused_the_next_time(names: NameServer, server: RawServer) -> None:
    """What was public once is not trusted later."""
    names.put_in_turn("news.example", ["127.0.0.1"], ["169.254.169.254"])
    url = f"http://news.example:{server.port}/article"
    gate = Gate(LOOPBACK, resolver=names.address)
    wire = Wire(gate=gate, limits=Limits(deadline=5.0), user_agent="monitor/0")
    assert isinstance(wire.fetch(url), Snapshot)
    answer = wire.fetch(url, fresh=True)
    assert isinstance(answer, Failure)
    assert answer.reason == "private_address"
    wire.close()


def test_a_redirect_to_a_private_name_is_refused(names: NameServer, server: RawServer) -> None:
    """Every hop goes through the gate; the hop itself is kept."""
    names.put("inside.example", "192.168.0.1")
    from tests.servers.site import Site

    with Site() as site:
        url = site.redirect("/out", "http://inside.example/secret")
        answer = fetch(url, resolver=names.address)
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.final_url) == ("private_address", "http://inside.example/secret")
    assert [hop.status for hop in answer.hops] == [301]


def test_a_dead_address_beside_a_living_one_does_no_harm(names: NameServer, server: RawServer) -> None:
    """IPv6 where nobody listens, IPv4 where the site is; and two hundred addresses are no trouble."""
    names.put("news.example", "::1", "127.0.0.1")
    url = f"http://news.example:{server.port}/article"
    answer = fetch(url, allow=[*LOOPBACK, "::1/128"], resolver=names.address)
    assert isinstance(answer, Snapshot), answer
    names.put("many.example", *(f"127.0.0.{n}" for n in range(1, 201)))
    answer = fetch(f"http://many.example:{server.port}/article", resolver=names.address)
    assert isinstance(answer, Snapshot) or answer.reason == "refused"


def test_an_address_that_swallows_everything_leaves_time_for_the_next(names: NameServer, server: RawServer) -> None:
    """However short the deadline."""
    names.put("news.example", "127.0.1.1", "127.0.0.1")
    with full("127.0.1.1", server.port):
        answer = fetch(f"http://news.example:{server.port}/article", resolver=names.address, deadline=3.0)
    assert isinstance(answer, Snapshot), answer
    assert answer.peer == "127.0.0.1"


def test_a_name_server_that_knows_nothing_of_ipv6_does_no_harm(names: NameServer, server: RawServer) -> None:
    """It leaves that question unanswered; the address that is known is dialled."""
    names.put("news.example", "127.0.0.1", "no-aaaa")
    answer = fetch(f"http://news.example:{server.port}/article", resolver=names.address, deadline=6.0)
    assert isinstance(answer, Snapshot), answer


@pytest.mark.parametrize("said", ["aaaa-nxdomain", "aliases", "no-aaaa"])
def test_an_odd_name_server_is_understood(names: NameServer, server: RawServer, said: str) -> None:
    """Some say of a name without IPv6 that it does not exist (RFC 4074 §4.2); some have alias behind alias."""
    names.put("news.example", "127.0.0.1", said)
    answer = fetch(f"http://news.example:{server.port}/article", resolver=names.address, deadline=6.0)
    assert isinstance(answer, Snapshot), answer
    assert answer.peer == "127.0.0.1"


@pytest.mark.parametrize(
    "spelled", ["пример.example", "%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.example", "ПРИМЕР.Example"]
)
def test_a_redirect_to_a_name_in_another_script_is_followed(names: NameServer, server: RawServer, spelled: str) -> None:
    """As it is, or escaped: sites send both."""
    names.put("xn--e1afmkfd.example", "127.0.0.1")
    location = f"http://{spelled}:{server.port}/article".encode().decode("latin-1")
    with Site() as site:
        url = site.put("/", "", status=302, headers={"Location": location})
        answer = fetch(url, resolver=names.address)
    assert isinstance(answer, Snapshot), answer
    assert answer.final_url == f"http://xn--e1afmkfd.example:{server.port}/article"
    assert server.log[-1][2]["host"] == f"xn--e1afmkfd.example:{server.port}"


def test_localhost_is_reached_where_only_its_ipv4_network_is_allowed(server: RawServer) -> None:
    """It is ::1 as well, which is then left out."""
    answer = fetch(f"http://localhost:{server.port}/article")
    assert isinstance(answer, Snapshot), answer


def test_a_port_where_nobody_listens_is_refused() -> None:
    """The reason is the network's word, not ours."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        answer = fetch(f"http://127.0.0.1:{unused.getsockname()[1]}/")
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.code) == ("refused", "refused")


def test_a_name_server_may_be_named_in_three_ways() -> None:
    """With a port, without one, and in IPv6; anything else is an error at once."""
    for address in ("127.0.0.1", "127.0.0.1:5353", "[::1]:53", "[::1]", "::1"):
        Gate(resolver=address)
    for address in ("dns.example", "127.0.0.1:0", "127.0.0.1:x", "127.0.0.1:99999"):
        with pytest.raises(ValueError, match=r".+"):
            Gate(resolver=address)
