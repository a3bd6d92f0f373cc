"""Which addresses may be asked for, and which may be dialled.

A seed, a redirect, a robots.txt or an archive may name any address. Two questions are put to each: is the URL one that
we would write ourselves (`read`), and does its host lie on the public internet (`look_up`)? A name is resolved once and
the addresses found are the ones dialled, so no second answer of a DNS server can lead elsewhere.

Whatever URL comes out of `read` is in one canonical ASCII form, in which every parser sees the same host.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from monitor.capture.fault import FaultError
from monitor.capture.names import IPAddress, Names

MAX_URL = 8192  # characters; RFC 9110 §4.1 asks recipients for 8000

_URL = re.compile(r"([^:/?#]*)://([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?", re.DOTALL)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PORT = re.compile(r"[^:/?#]+:[0-9]+(?:[/?#]|$)")
_LABEL = re.compile(r"[a-z0-9_][a-z0-9_-]{0,62}")  # may end in a hyphen: the blog of `name_` is `name-.example.com`
_NUMBER = re.compile(r"(?:[0-9]+|0[xX][0-9a-fA-F]*)")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u2028\u2029\ufeff]")
_LETTERS = re.compile(r"(?:%[89a-fA-F][0-9a-fA-F])+")  # escaped bytes outside ASCII
_PLAIN = re.compile(r"https?://[a-z0-9]+(?:[.-][a-z0-9]+)+(?::[0-9]+)?(?:/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)*/?")
_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
# What stands in a path or query as it is, besides letters, digits and escapes: what browsers leave (WHATWG URL §1.3).
_PATH_SAFE = "!$%&'()*+,/:;=@[]^|~"
_QUERY_SAFE = _PATH_SAFE + "?`{}"

# Ports of other protocols, on which an HTTP request may be taken for commands: the list of the Fetch standard, §2.9.
_BLOCKED_PORTS = frozenset(
    (
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43),
        *(53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119),
        *(123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531),
        *(532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049),
        *(3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    )
)

# IPv4 that is not the public internet: IANA's special-purpose registry, multicast, the reserved class E, and the one
# public address behind which a cloud keeps its metadata (Azure's 168.63.129.16).
_BLOCKED_4 = tuple(
    ipaddress.IPv4Network(each)
    for each in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
    )
)
# IPv6: only global unicast is public, and of that not these (IANA's special-purpose registry).
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_BLOCKED_6 = tuple(
    ipaddress.IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "3fff::/20", "2620:4f:8000::/48")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_6TO4 = ipaddress.IPv6Network("2002::/16")
_TEREDO = ipaddress.IPv6Network("2001::/32")
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_TRANSLATED = ipaddress.IPv6Network("::ffff:0:0:0/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A URL that may be asked for, in canonical form: what is dialled, and what is sent."""

    url: str  # without a fragment
    scheme: str
    host: str  # ASCII, lower case; IPv6 without brackets
    port: int
    path: str  # path and query, as sent
    literal: IPAddress | None = None  # the address, where the URL names one and no name

    @property
    def place(self) -> tuple[str, str, int]:
        """What a connection is for: two targets of one place may share it."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT[self.scheme] else f"{host}:{self.port}"


_DEFAULT = {"http": 80, "https": 443}


class Gate:
    """The only judge of addresses. `allow_networks` are admitted though they are private; `resolver` is a DNS server
    (`address` or `address:port`) to ask instead of the system. Raises ValueError where either cannot be read."""

    def __init__(self, allow_networks: Sequence[str] = (), resolver: str = "") -> None:
        self._allowed = tuple(ipaddress.ip_network(each, strict=False) for each in allow_networks)
        self._names = Names(resolver)

    def read(self, url: str) -> Target:
        """The URL in canonical form; raises FaultError (`bad_url`, `bad_scheme`)."""
        return read(url)

    def look_up(self, target: Target, timeout: float) -> list[IPAddress]:
        """The addresses to dial for a target, in that order, within `timeout` seconds.

        A name that has private addresses beside public ones is refused whole: no honest site has them, and picking
        among them is how a check is bypassed. Beside addresses of `allow_networks` they are left out: `localhost`
        is both 127.0.0.1 and ::1. Raises FaultError: `private_address`, or `dns` where there is no address.
        """
        found = [target.literal] if target.literal is not None else self._names.resolve(target.host, timeout)
        public = [address for address in found if self._allows(address) or is_public(address)]
        if len(public) < len(found) and not (public and all(self._allows(address) for address in public)):
            private = next(address for address in found if address not in public)
            raise FaultError(
                "private_address",
                "mixed_addresses" if public else "private_address",
                f"{target.host} lies at {private}, which is not on the public internet",
            )
        return public

    def _allows(self, address: IPAddress) -> bool:
        same = getattr(address, "ipv4_mapped", None) or address  # `::ffff:10.0.0.1` is 10.0.0.1 to the system
        return any(
            each.version == network.version and each in network for each in {address, same} for network in self._allowed
        )


@lru_cache(maxsize=4096)  # a run has a thousand checks under way, and asks for each URL several times
def read(url: str) -> Target:
    """The URL in canonical form; raises FaultError (`bad_url`, `bad_scheme`).

    Refused are: what is not http or https, names and passwords before the host, control characters, backslashes,
    ports of other protocols, hosts that are none. Escaped are blanks and everything outside ASCII (as UTF-8), in path
    and query; names in other scripts become punycode (UTS 46). Nothing else is changed.
    """
    url = url.strip(" ")
    if len(url) > MAX_URL:
        raise _bad("too_long", f"longer than {MAX_URL} characters")
    if _FORBIDDEN.search(url):
        raise _bad("control_character", "a control character or backslash in the URL")
    parts = _URL.fullmatch(url)
    scheme = (parts[1] if parts else url.partition(":")[0]).lower()
    if scheme not in _DEFAULT:
        if _PORT.match(url):
            raise _bad("no_scheme", "neither http:// nor https://")
        if _SCHEME.match(url):
            raise FaultError("bad_scheme", "bad_scheme", f"only http and https are fetched, not {scheme[:20]!r}")
        raise _bad("no_scheme", "neither http:// nor https://")
    if not parts:
        raise _bad("bad_syntax", "no // after the scheme")
    host, port = _split_authority(parts[2])
    host, literal = _read_host(host)
    number = _DEFAULT[scheme] if port is None else port
    if number in _BLOCKED_PORTS:
        raise _bad("blocked_port", f"port {number} is not for HTTP")
    path = _escape(_remove_dots(parts[3]), _PATH_SAFE) + _escape(parts[4] or "", _QUERY_SAFE)
    authority = f"[{host}]" if ":" in host else host
    if number != _DEFAULT[scheme]:
        authority += f":{number}"
    target = Target(
        url=f"{scheme}://{authority}{path}", scheme=scheme, host=host, port=number, path=path, literal=literal
    )
    _agree(target)
    return target


def _remove_dots(path: str) -> str:
    """RFC 3986 §5.2.4: `/a/../b` is `/b`, to us, to robots.txt and to whoever compares addresses."""
    if "/." not in path:
        return path or "/"
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _split_authority(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise _bad("userinfo", "a name or password before the host")
    # Redirects spell names in other scripts so. What is ASCII may hide a delimiter, and nobody honest escapes it.
    authority = _LETTERS.sub(lambda run: unquote(run[0]), authority)
    if "%" in authority:
        raise _bad("bad_host", "an escape in the host")
    bracket = authority.rfind("]")
    colon = authority.find(":", bracket + 1)
    host, port = (authority, "") if colon < 0 else (authority[:colon], authority[colon + 1 :])
    if not port:
        return host, None
    if not (port.isascii() and port.isdigit() and len(port) <= 6) or int(port) > 65535:
        raise _bad("bad_port", f"{port[:20]!r} is no port")
    return host, int(port)


def _read_host(host: str) -> tuple[str, IPAddress | None]:
    """The host in lower-case ASCII, and its address where it is one, in whatever spelling."""
    if host.startswith("["):
        if not host.endswith("]"):
            raise _bad("bad_host", "an opening bracket without its end")
        try:
            six = ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise _bad("bad_host", f"{host[:60]!r} is no IPv6 address") from None
        return str(six), six
    if not host.isascii():
        host = _punycode(host)
    host = host.lower()
    labels = host.removesuffix(".").split(".")
    if len(host) > 254 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _bad("bad_host", f"{host[:60]!r} is no host name")
    if _NUMBER.fullmatch(labels[-1]):  # WHATWG URL §3.5: a host that ends in a number is an IPv4 address or nothing
        try:
            four = ipaddress.IPv4Address(socket.inet_aton(host.removesuffix(".")))
        except OSError:
            raise _bad("bad_host", f"{host[:60]!r} is no IPv4 address") from None
        return str(four), four
    return host, None


def _punycode(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True, std3_rules=False).decode("ascii")
    except (idna.IDNAError, UnicodeError, ValueError):
        raise _bad("bad_host", f"{host[:60]!r} is no host name") from None


def _escape(text: str, safe: str) -> str:
    """Escape what may not stand there; escapes that are there stay as they are, a lone % becomes %25."""
    if "%" in text:
        text = _BAD_ESCAPE.sub("%25", text)
    return quote(text, safe=safe, errors="replace")


def _agree(target: Target) -> None:
    """Two other parsers must see the same host: one of them may stand in a proxy, a library or a log.

    In a URL of letters, digits and single dots, dashes and slashes there is nothing that they could see otherwise.
    """
    if _PLAIN.fullmatch(target.url):
        return
    try:
        first, second = urlsplit(target.url), parse_url(target.url)
        seen = {
            (first.hostname or "", first.port or _DEFAULT[target.scheme]),
            ((second.host or "").strip("[]"), second.port or _DEFAULT[target.scheme]),
        }
    except (ValueError, LocationParseError):
        raise _bad("bad_syntax", "the URL cannot be parsed") from None
    if seen != {(target.host, target.port)}:
        raise _bad("ambiguous", "different readers see different hosts in the URL")


def _bad(code: str, detail: str) -> FaultError:
    return FaultError("bad_url", code, detail)


def is_public(address: IPAddress) -> bool:
    """Whether an address, and every IPv4 address inside it, lies on the public internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _BLOCKED_4)
    inner = embedded(address)
    if not all(is_public(each) for each in inner):
        return False
    if address in _NAT64 or address in _MAPPED:
        return True  # on networks that have IPv6 only, all of IPv4 is reached so
    return address in _PUBLIC_6 and not any(address in network for network in _BLOCKED_6)


def embedded(address: IPAddress) -> list[IPAddress]:
    """The IPv4 addresses that an IPv6 address carries, in every form there is: mapped, compatible, translated
    (RFC 2765), NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo with server and client (RFC 4380), ISATAP (RFC 5214)."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    number = int(address)
    low = ipaddress.IPv4Address(number & 0xFFFFFFFF)
    found: list[IPAddress] = []
    if any(address in network for network in (_MAPPED, _COMPATIBLE, _TRANSLATED, _NAT64)):
        found.append(low)
    if address in _6TO4:
        found.append(ipaddress.IPv4Address(number >> 80 & 0xFFFFFFFF))
    if address in _TEREDO:
        found += [ipaddress.IPv4Address(number >> 64 & 0xFFFFFFFF), ipaddress.IPv4Address(~number & 0xFFFFFFFF)]
    if number >> 32 & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE):
        found.append(low)
    return found
