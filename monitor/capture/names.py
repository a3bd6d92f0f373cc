"""Look names up: once, within a deadline, and with the difference between "no such name" and "no answer" kept.

A name that is gone (NXDOMAIN) may one day be evidence that a site is; a server that fails or stays silent never is.
The system's resolver does not always tell the two apart, so where it finds nothing dnspython asks again.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

from monitor.capture.fault import FaultError

if TYPE_CHECKING:
    import dns.resolver

T = TypeVar("T")
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_ADDRESSES = 8  # dialled at most; a name with hundreds of them is no reason to try hundreds
_PATIENCE = 20.0  # seconds; a DNS server that has not answered by then will not
_MORE_PATIENCE = 2.0  # seconds to wait for IPv6 addresses where IPv4 ones are known


class Names:
    """Asks the system, or the one DNS server given (`address`, `address:port`, `[v6]:port`)."""

    def __init__(self, server: str = "") -> None:
        self._server = _read_server(server) if server else None

    def resolve(self, host: str, timeout: float) -> list[IPAddress]:
        """The addresses of a name, IPv6 and IPv4 in turn, all of them.

        Raises FaultError: `dns`, with the code `dns_nxdomain` (there is no such name), `dns_nodata` (it has no
        address), `dns_servfail`, `dns_timeout`, `dns_malformed` or `dns_failed`.
        """
        timeout = min(timeout, _PATIENCE)
        if timeout <= 0:
            raise _unresolved("dns_timeout", f"no time left to look {host} up")
        found = self._ask_server(host, timeout) if self._server else _ask_system(host, timeout)
        return _in_turn(found)

    def _ask_server(self, host: str, timeout: float) -> list[IPAddress]:
        import dns.resolver

        assert self._server is not None  # noqa: S101 - says so to the type checker
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = [self._server[0]], self._server[1]
        return _ask_dns(resolver, host, timeout)


def _read_server(server: str) -> tuple[str, int]:
    text, port = server.strip(), 53
    if text.startswith("["):
        text, _, rest = text[1:].partition("]")
        port = int(rest.removeprefix(":") or 53)
    elif text.count(":") == 1:
        text, _, digits = text.partition(":")
        port = int(digits)
    if not 0 < port < 65536:
        raise ValueError(f"{port} is no port")
    return str(ipaddress.ip_address(text)), port


# What the system's resolver says besides "no such name"; not every C library has the second.
_SYSTEM = {socket.EAI_AGAIN: "dns_servfail", getattr(socket, "EAI_NODATA", -5): "dns_nodata"}


def _ask_system(host: str, timeout: float) -> list[IPAddress]:
    """What the operating system says (hosts file, search lists and all)."""
    try:
        answer = _within(timeout, lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
    except TimeoutError:
        raise _unresolved("dns_timeout", f"no answer about {host} within {timeout:.0f} s") from None
    except socket.gaierror as error:
        if error.errno == socket.EAI_NONAME:
            _tell_apart(host, timeout)
        raise _unresolved(_SYSTEM.get(error.errno or 0, "dns_failed"), f"{host}: {error.strerror}") from None
    except (OSError, UnicodeError) as error:
        raise _unresolved("dns_failed", f"{host}: {error}") from None
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in answer]


def _tell_apart(host: str, timeout: float) -> None:
    """The system says that there is nothing: let the DNS itself say whether the name is gone or has no address."""
    import dns.exception
    import dns.resolver

    try:
        resolver = dns.resolver.Resolver()
    except (dns.exception.DNSException, OSError):
        return  # no servers are known here: the system's word stands
    _ask_dns(resolver, host, min(timeout, 5.0))


def _ask_dns(resolver: dns.resolver.Resolver, host: str, timeout: float) -> list[IPAddress]:
    import dns.exception
    import dns.name
    import dns.resolver

    ends = time.monotonic() + timeout
    found: list[IPAddress] = []
    trouble: FaultError | None = None
    gone = 0
    for kind in ("A", "AAAA"):
        left = max(0.05, ends - time.monotonic())
        # Neither question may use up the time of the other; and who has an address does not wait long for more.
        patience = left / 2 if kind == "A" else min(left, _MORE_PATIENCE) if found else left
        try:
            name = dns.name.from_text(host)
            answer = resolver.resolve(name, kind, lifetime=patience, search=False)
            found += [ipaddress.ip_address(record.to_text().partition("%")[0]) for record in answer]
        except dns.resolver.NXDOMAIN:
            gone += 1
        except dns.resolver.NoAnswer:
            trouble = trouble or _unresolved("dns_nodata", f"{host} has no address")
        except dns.resolver.NoNameservers:
            trouble = _unresolved("dns_servfail", f"the name server could not answer about {host}")
        except dns.exception.Timeout:
            trouble = _unresolved("dns_timeout", f"no answer about {host} within {timeout:.0f} s")
        except (dns.exception.DNSException, OSError, ValueError) as error:
            trouble = _unresolved("dns_malformed", f"the answer about {host} is unusable: {error}")
    if gone == 2:  # some servers say so of a name that only has no address of that kind (RFC 4074 §4.2)
        raise _unresolved("dns_nxdomain", f"there is no name {host}")
    if not found:
        raise trouble or _unresolved("dns_nodata", f"{host} has no address")
    return found


def _in_turn(found: list[IPAddress]) -> list[IPAddress]:
    """Each address once, one family after the other, so that a dead one costs one try (RFC 8305 §4)."""
    once = list(dict.fromkeys(found))
    six = [each for each in once if each.version == 6]
    four = [each for each in once if each.version == 4]
    return [each for pair in zip_longest(six, four) for each in pair if each is not None]


def _unresolved(code: str, detail: str) -> FaultError:
    return FaultError("dns", code, detail)


def _within(timeout: float, work: Callable[[], T]) -> T:
    """What `work` returns, or TimeoutError; a call that cannot be interrupted is left behind in its thread."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - handed to the caller, whatever it is
            errors.append(error)

    thread = threading.Thread(target=run, name="look-up", daemon=True)
    thread.start()
    thread.join(timeout)
    if errors:
        raise errors[0]
    if not results:
        raise TimeoutError
    return results[0]
