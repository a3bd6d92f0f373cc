"""Connections: dialled to admitted addresses only, read in small pieces, given up when the time is over.

A timeout on single reads bounds nothing: one byte a second keeps it quiet for ever. Every call here gets the instant
(`ends`, monotonic seconds) at which the whole exchange is over, and no call outlasts it.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import select
import socket
import ssl
import threading
import time
from collections import OrderedDict
from pathlib import Path
from urllib.parse import unquote, urlsplit

from monitor.capture.fault import FaultError, LateError
from monitor.capture.gate import Gate, Target
from monitor.capture.names import MAX_ADDRESSES, Names
from monitor.errors import UsageError

PIECE = 64 * 1024
CONNECT_PATIENCE = 3.0  # seconds for one of several addresses; the last one gets all the time that is left
MAX_IDLE = 32  # connections kept open
IDLE_SECONDS = 60.0


class Line:
    """One open connection, and what has arrived on it but was not yet read."""

    __slots__ = ("_sock", "buffer", "peer", "place", "rested_at", "used")

    def __init__(self, sock: socket.socket, place: tuple[str, str, int], peer: str) -> None:
        self._sock = sock
        self.place, self.peer = place, peer
        self.buffer = bytearray()
        self.used = False
        self.rested_at = 0.0

    def send(self, data: bytes, ends: float) -> None:
        """Send all of it; a reader that takes its time uses up the time of the exchange."""
        try:
            for start in range(0, len(data), PIECE):
                self._sock.settimeout(_left(ends, "send_timeout"))
                self._sock.sendall(data[start : start + PIECE])
        except OSError as error:
            raise _broken(error, "send_timeout") from None

    def fill(self, ends: float, phase: str) -> int:
        """Wait for a piece and put it into the buffer; its size, 0 at the end of the stream."""
        try:
            self._sock.settimeout(_left(ends, phase))
            piece = self._sock.recv(PIECE)
        except ssl.SSLEOFError:
            return 0  # the end without TLS's goodbye, as many servers do it: framing has to tell what it means
        except OSError as error:
            raise _broken(error, phase) from None
        self.buffer += piece
        return len(piece)

    def quiet(self) -> bool:
        """Whether nothing more has arrived, not even the end: only then may another request go out on it.

        What has arrived lies in the buffer afterwards.
        """
        if self.buffer:
            return False
        poll = select.poll()
        poll.register(self._sock, select.POLLIN | select.POLLHUP | select.POLLERR)
        if not poll.poll(0) and not (isinstance(self._sock, ssl.SSLSocket) and self._sock.pending()):
            return True
        try:
            self._sock.settimeout(0.0)
            self.buffer += self._sock.recv(PIECE)
        except (ssl.SSLWantReadError, BlockingIOError):
            return True  # TLS 1.3 sends session tickets after the handshake: bytes on the socket, but none for us
        except OSError:
            return False
        return False

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._sock.close()


class Lines:
    """Dials, and keeps finished connections for the next request to the same place."""

    def __init__(self, gate: Gate, *, proxy: str = "", ca_bundle: str = "") -> None:
        if ca_bundle and not Path(ca_bundle).is_file():
            raise UsageError(f"[fetch] ca_bundle: there is no file {ca_bundle}")
        self._gate = gate
        self._proxy = _read_proxy(proxy) if proxy else None
        self._ca_bundle = ca_bundle
        self._tls: ssl.SSLContext | None = None
        self._lock = threading.Lock()
        self._idle: OrderedDict[tuple[str, str, int], Line] = OrderedDict()

    @property
    def proxied(self) -> bool:
        return self._proxy is not None

    @property
    def proxy_authorization(self) -> str:
        return self._proxy[2] if self._proxy else ""

    def take(self, target: Target) -> Line | None:
        """A connection to that place which was left whole and quiet, if there is one."""
        with self._lock:
            line = self._idle.pop(target.place, None)
        if line is None:
            return None
        if time.monotonic() - line.rested_at > IDLE_SECONDS or not line.quiet():
            line.close()
            return None
        return line

    def give_back(self, line: Line) -> None:
        """Keep a connection whose answer was read to its framed end; one with anything more on it is closed."""
        if not line.quiet():
            line.close()
            return
        line.used, line.rested_at = True, time.monotonic()
        with self._lock:
            surplus = [self._idle.pop(line.place)] if line.place in self._idle else []
            self._idle[line.place] = line
            if len(self._idle) > MAX_IDLE:
                surplus.append(self._idle.popitem(last=False)[1])
        for each in surplus:
            each.close()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = list(self._idle.values()), OrderedDict()
        for line in idle:
            line.close()

    def dial(self, target: Target, ends: float) -> Line:
        """A new connection; raises FaultError."""
        sock = self._reach_proxy(target, ends) if self._proxy else self._reach(target, ends)
        try:
            peer = _peer(sock)
            if target.scheme == "https":
                if self._proxy:
                    self._tunnel(sock, target, ends)
                sock = self._wrap(sock, target, ends)
            return Line(sock, target.place, peer)
        except BaseException:  # given back whatever happened, and raised again
            sock.close()
            raise

    def _reach(self, target: Target, ends: float) -> socket.socket:
        addresses = self._gate.look_up(target, _left(ends, "dns_timeout"))[:MAX_ADDRESSES]
        return _connect_any([(str(address), target.port) for address in addresses], ends)

    def _reach_proxy(self, target: Target, ends: float) -> socket.socket:
        """The proxy resolves the name anew, so what we can find out about it is judged here, before."""
        assert self._proxy is not None  # noqa: S101 - says so to the type checker
        try:
            self._gate.look_up(target, _left(ends, "dns_timeout"))
        except FaultError as fault:
            if fault.reason != "dns":
                raise  # a name that only the proxy knows is the proxy's to judge
        host, port, _ = self._proxy
        try:
            found = Names().resolve(host, _left(ends, "dns_timeout"))
        except FaultError as fault:
            raise FaultError("refused", "proxy_unknown", f"the proxy {host} has no address: {fault.detail}") from None
        return _connect_any([(str(address), port) for address in found], ends)

    def _tunnel(self, sock: socket.socket, target: Target, ends: float) -> None:
        place = f"[{target.host}]:{target.port}" if ":" in target.host else f"{target.host}:{target.port}"
        words = f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n"
        if self.proxy_authorization:
            words += f"Proxy-Authorization: {self.proxy_authorization}\r\n"
        line = Line(sock, target.place, "")
        line.send((words + "\r\n").encode("ascii"), ends)
        while b"\r\n\r\n" not in line.buffer:
            if len(line.buffer) > PIECE or not line.fill(ends, "proxy_timeout"):
                raise FaultError("malformed", "bad_proxy", "the proxy gave no answer that could be read")
        status = bytes(line.buffer[:32]).split(b" ")[1:2]
        if status != [b"200"] or not line.buffer.endswith(b"\r\n\r\n"):
            raise FaultError("refused", "proxy_refused", f"the proxy does not connect us to {place}")

    def _wrap(self, sock: socket.socket, target: Target, ends: float) -> ssl.SSLSocket:
        try:
            sock.settimeout(_left(ends, "tls_timeout"))
            return self._context().wrap_socket(
                sock, server_hostname=target.host.removesuffix("."), suppress_ragged_eofs=False
            )
        except (OSError, ValueError) as error:
            raise _handshake_failed(error, target.host) from None

    def _context(self) -> ssl.SSLContext:
        with self._lock:
            if self._tls is None:
                import certifi

                context = ssl.create_default_context(cafile=self._ca_bundle or certifi.where())
                context.minimum_version = ssl.TLSVersion.TLSv1_2
                context.hostname_checks_common_name = False  # RFC 9525 §2, and no browser looks there
                context.set_alpn_protocols(["http/1.1"])
                self._tls = context
            return self._tls


def _connect_any(addresses: list[tuple[str, int]], ends: float) -> socket.socket:
    """The first address that answers; a dead one of several costs three seconds, and never all the time there is."""
    faults: list[FaultError] = []
    for number, address in enumerate(addresses, 1):
        patience = _left(ends, "connect_timeout")
        if number < len(addresses):
            patience = min(patience / 2, CONNECT_PATIENCE)
        try:
            return _connect(address, patience)
        except FaultError as fault:
            faults.append(fault)
    # That our own side knows no way to one family says nothing about the site.
    telling = [fault for fault in faults if fault.code != "no_route"] or faults
    raise telling[-1]


def _connect(address: tuple[str, int], patience: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    try:
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise FaultError("refused", "no_socket", f"no socket could be opened: {error}") from None
    try:
        sock.settimeout(patience)
        sock.connect(address)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        sock.close()
        where = f"{address[0]} port {address[1]}"
        if isinstance(error, TimeoutError):
            raise LateError("connect_timeout", f"no connection to {where} in time") from None
        if error.errno in (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.ENETDOWN):
            raise FaultError("refused", "no_route", f"no way to {where}: {error.strerror}") from None
        if error.errno == errno.ECONNRESET:
            raise FaultError("reset", "reset", f"{where} broke the connection off") from None
        raise FaultError("refused", "refused", f"{where}: {error.strerror or error}") from None
    return sock


def _peer(sock: socket.socket) -> str:
    try:
        return str(sock.getpeername()[0])
    except OSError as error:
        raise FaultError("reset", "reset", f"the connection was gone at once: {error}") from None


def _left(ends: float, phase: str) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise LateError(phase, "the time allowed for the whole fetch is over")
    return left


def _broken(error: OSError, phase: str) -> FaultError:
    if isinstance(error, FaultError):
        return error
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return LateError(phase, "the time allowed for the whole fetch is over")
    if isinstance(error, ssl.SSLError):
        return FaultError("tls", "tls_broken", f"the encrypted connection broke: {error.reason or error}")
    return FaultError("reset", "reset", f"the connection was broken off: {error.strerror or error}")


# OpenSSL's X509_V_ERR numbers.
_CERTIFICATE = {
    9: "tls_not_yet_valid",
    10: "tls_expired",
    18: "tls_self_signed",
    19: "tls_unknown_ca",
    20: "tls_unknown_ca",
    21: "tls_unknown_ca",
    62: "tls_wrong_host",
    64: "tls_wrong_host",
}


def _handshake_failed(error: Exception, host: str) -> FaultError:
    if isinstance(error, FaultError):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        code = _CERTIFICATE.get(error.verify_code, "tls_bad_certificate")
        return FaultError("tls", code, f"the certificate of {host} is not accepted: {error.verify_message}")
    if isinstance(error, TimeoutError):
        return LateError("tls_timeout", f"{host} did not finish the TLS handshake in time")
    if isinstance(error, ssl.SSLEOFError):
        return FaultError("tls", "tls_cut", f"{host} ended the TLS handshake half-way")
    if isinstance(error, ssl.SSLError):
        return FaultError("tls", "tls_handshake", f"no TLS connection with {host}: {error.reason or error}")
    if isinstance(error, OSError):
        return FaultError("reset", "reset_in_handshake", f"the connection with {host} broke: {error.strerror or error}")
    return FaultError("tls", "tls_handshake", f"no TLS connection with {host}: {error}")


def _read_proxy(proxy: str) -> tuple[str, int, str]:
    """Host, port and what to say in Proxy-Authorization."""
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if parts.scheme != "http" or not parts.hostname:
        raise UsageError(f"[fetch] proxy: expected http://host:port, not {proxy!r}")
    secret = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        secret = "Basic " + base64.b64encode(pair.encode()).decode("ascii")
    return parts.hostname, parts.port or 3128, secret
