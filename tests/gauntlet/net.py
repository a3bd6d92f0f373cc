"""Trials below HTTP: names, certificates, connections. What makes each come about stands beside its words."""

from __future__ import annotations

from tests.gauntlet.trials import Trial

_NAMES: dict[str, tuple[str, str, str, tuple[tuple[str, ...], ...]]] = {
    # path: (what, verdict, reason, what the name server says, each time it is asked)
    "nxdomain": ("a name that does not exist", "unreachable", "dns", (("nxdomain",),)),
    "servfail": ("a name server in trouble", "unreachable", "dns", (("servfail",),)),
    "refused": ("a name server that will not answer", "unreachable", "dns", (("refused",),)),
    "no-address": ("a name without an address", "unreachable", "dns", ((),)),
    "silent": ("a name server that says nothing", "unreachable", "dns", (("silent",),)),
    "garbage": ("a name server that answers with garbage", "unreachable", "dns", (("garbage",),)),
    "alias-loop": ("two names that are each other's alias", "unreachable", "dns", (("loop",),)),
    "too-long": (
        "a name server that sends us on to TCP, where it does not answer", "unreachable", "dns", (("too-long",),),
    ),
    "another": ("the address of another name", "unreachable", "dns", (("another", "127.0.0.1"),)),
    "sinkhole": ("a name that a filter has at 0.0.0.0", "refused", "private_address", (("0.0.0.0", "::"),)),
    "private": ("a name with a private address", "refused", "private_address", (("10.0.0.1",),)),
    "metadata": ("a name with a cloud's metadata address", "refused", "private_address", (("169.254.169.254",),)),
    "nat64": ("a private address in NAT64's clothes", "refused", "private_address", (("64:ff9b::a00:1",),)),
    "mixed": ("one public address and one private", "refused", "private_address", (("93.184.216.34", "10.0.0.1"),)),
    "rebinding": (
        "a name that turns private between robots.txt and the page",
        "refused", "private_address", (("127.0.0.1",), ("10.0.0.1",)),
    ),
    "two-hundred": (
        "a name with two hundred addresses, where nobody listens", "unreachable", "refused",
        (tuple(f"127.0.3.{n}" for n in range(1, 201)),),
    ),
    "aliases": ("an alias of an alias of an alias", "intact", "", (("127.0.0.1", "aliases"),)),
    "alias-private": ("an alias of a private address", "refused", "private_address", (("10.0.0.1", "aliases"),)),
    "changing": (
        "another address each time, and none of it lasts", "intact", "", (("127.0.0.1",), ("127.0.0.1", "::1")),
    ),
    "half-gone": ("no such name for IPv4, and no address for IPv6", "unreachable", "dns", (("a-nxdomain",),)),
    "gone-ipv6": ("no such name for IPv6, beside a living IPv4", "intact", "", (("127.0.0.1", "aaaa-nxdomain"),)),
    "dead-ipv6": ("an IPv6 address where nobody listens, beside a living IPv4", "intact", "", (("::1", "127.0.0.1"),)),
    "no-ipv6": ("a name server that never answers about IPv6", "intact", "", (("127.0.0.1", "no-aaaa"),)),
}  # fmt: skip

NAMES = [
    Trial(path=f"/{path}", rows="G93" if "ipv6" in path else "G92", what=what, verdict=verdict, reason=reason)
    for path, (what, verdict, reason, _) in _NAMES.items()
]
ANSWERS = {f"/{path}": answers for path, (_, _, _, answers) in _NAMES.items()}

_TLS = {
    "expired": ("a certificate that has expired", "unreachable", "tls"),
    "not_yet_valid": ("a certificate that is not valid yet", "unreachable", "tls"),
    "wrong_host": ("a certificate for another host", "unreachable", "tls"),
    "unknown_ca": ("a certificate of an authority that nobody knows", "unreachable", "tls"),
    "self_signed": ("a certificate that vouches for itself", "unreachable", "tls"),
    "old_protocol": ("a server that speaks only a version of TLS that is no longer safe", "unreachable", "tls"),
    "plain_http": ("plain HTTP on the port for HTTPS", "unreachable", "tls"),
    "unknown_name": ("a server that does not know the name", "unreachable", "tls"),
    "goodbye": ("TLS's goodbye in place of a handshake", "unreachable", "tls"),
    "warnings": ("ten thousand warnings in place of a handshake", "unreachable", "tls"),
    "huge_message": ("a message of 16 MB in a handshake", "unreachable", "tls"),
    "noise": ("noise in place of a handshake", "unreachable", "tls"),
    "reset_handshake": ("a connection broken off in the handshake", "unreachable", "reset"),
    "cut_handshake": ("a handshake that breaks off", "unreachable", "tls"),
    "stalled_handshake": ("a handshake that stalls", "unreachable", "timeout"),
    "slow_handshake": ("a handshake of one byte every tenth of a second", "unreachable", "timeout"),
    "drip": ("one byte of the encrypted body every tenth of a second", "unreachable", "timeout"),
    "alert": ("an alert of TLS in the middle of an encrypted body", "unreachable", "truncated"),
    "plain_words": ("words without TLS in the middle of an encrypted body", "unreachable", "truncated"),
    "asks_for_ours": ("a server that asks for a certificate of ours", "unreachable", "tls"),
    "no_goodbye_cut": ("an encrypted body that breaks off", "unreachable", "truncated"),
    "no_goodbye": ("a whole page without TLS's own goodbye", "intact", ""),
}

TLS = [
    Trial(path=f"/{kind}", rows="G24" if kind == "plain_http" else "G94", what=what, verdict=verdict, reason=reason)
    for kind, (what, verdict, reason) in _TLS.items()
]

CONNECTIONS = [
    Trial(path="/nobody", rows="G91", what="a port where nobody listens", verdict="unreachable", reason="refused"),
    Trial(
        path="/full", rows="G91", what="a server that takes no more connections", verdict="unreachable",
        reason="timeout",
    ),
]  # fmt: skip
