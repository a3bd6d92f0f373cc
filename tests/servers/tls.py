"""HTTPS on loopback, with certificates that are good, or bad in each of the ways there are.

with TLSServer("expired") as server:
    wire = Wire(..., ca_bundle=server.ca_bundle)
    wire.fetch(server.url("/"))
"""

from __future__ import annotations

import datetime
import functools
import socket
import ssl
import tempfile
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.servers.running import Listener
from tests.servers.talk import article_page, goodbye, read_request

# What each kind of server ends in: the reason, and the code.
KINDS = {
    "good": ("ok", ""),
    "expired": ("tls", "tls_expired"),
    "not_yet_valid": ("tls", "tls_not_yet_valid"),
    "wrong_host": ("tls", "tls_wrong_host"),
    "unknown_ca": ("tls", "tls_unknown_ca"),
    "self_signed": ("tls", "tls_self_signed"),
    "old_protocol": ("tls", "tls_handshake"),
    "plain_http": ("tls", "tls_handshake"),
    "unknown_name": ("tls", "tls_handshake"),
    "goodbye": ("tls", "tls_handshake"),
    "warnings": ("tls", "tls_handshake"),
    "huge_message": ("tls", "tls_handshake"),
    "noise": ("tls", "tls_handshake"),
    "cut_handshake": ("tls", "tls_cut"),
    "reset_handshake": ("reset", "reset_in_handshake"),
    "stalled_handshake": ("timeout", "tls_timeout"),
    "slow_handshake": ("timeout", "tls_timeout"),
    "alert": ("truncated", "reset_in_body"),
    "plain_words": ("truncated", "reset_in_body"),
    "asks_for_ours": ("tls", "tls_broken"),
    "no_goodbye": ("ok", ""),
    "no_goodbye_cut": ("truncated", "body_cut"),
    "drip": ("timeout", "body_timeout"),
}


@functools.cache
def authority() -> trustme.CA:
    """The authority that our tests trust."""
    return trustme.CA()


@functools.cache
def ca_bundle() -> str:
    """A file with that authority's certificate."""
    with tempfile.NamedTemporaryFile(suffix=".pem", delete=False) as file:
        file.write(authority().cert_pem.bytes())
    return file.name


# What a server may send in place of a handshake's second half.
_WORDS = {
    "plain_http": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "old_protocol": b"\x15\x03\x01\x00\x02\x02\x46",  # fatal alert 70: protocol_version
    "unknown_name": b"\x15\x03\x03\x00\x02\x02\x70",  # fatal alert 112: unrecognized_name
    "goodbye": b"\x15\x03\x03\x00\x02\x01\x00",  # close_notify
    "warnings": b"\x15\x03\x03\x00\x02\x01\x5a" * 10_000,
    "huge_message": (b"\x16\x03\x03\x40\x00\x02\xff\xff\xff" + bytes(16380)) * 100,
    "noise": bytes(range(255, -1, -1)) * 16,
}
# What may stand on the connection, in clear, behind the first part of an answer.
_BEHIND = {"alert": b"\x15\x03\x03\x00\x02\x02\x14", "plain_words": b"and so on, in clear"}


class TLSServer(Listener):
    """One kind of server; use it in `with`."""

    def __init__(self, kind: str = "good", host: str = "127.0.0.1", *, names: tuple[str, ...] = ()) -> None:
        super().__init__(host)
        self.kind = kind
        self.article = article_page()
        self.ca_bundle = ca_bundle()
        self.log: list[str] = []
        self.connections = 0
        self._names = (host, *names)
        self._context = _context(kind, self._names)

    def become(self, kind: str) -> None:
        """Be another kind of server from now on."""
        self.kind, self._context = kind, _context(kind, self._names)

    def url(self, path: str = "/", name: str = "") -> str:
        return f"https://{name or self.host}:{self.port}{path}"

    def serve(self, connection: socket.socket) -> None:
        self.connections += 1
        if self.kind in _WORDS:
            connection.recv(4096)
            connection.sendall(_WORDS[self.kind])
            goodbye(connection)
        elif self.kind == "cut_handshake":
            connection.recv(4096)
        elif self.kind == "reset_handshake":
            connection.recv(64)  # what was not read is what makes the close a reset
        elif self.kind == "stalled_handshake":
            connection.recv(4096)
            self.stopped.wait(20)
        elif self.kind == "slow_handshake":
            connection.recv(4096)
            for byte in b"\x16\x03\x03\x40\x00\x02" + bytes(200):
                connection.sendall(bytes([byte]))
                self.stopped.wait(0.1)
        else:
            with self._context.wrap_socket(connection, server_side=True) as secure:
                self._answer(secure)

    def _answer(self, secure: ssl.SSLSocket) -> None:
        while request := read_request(secure):
            self.log.append(request[0])
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
            length = b"Content-Length: %d\r\n\r\n" % len(self.article)
            if self.kind == "no_goodbye":
                secure.sendall(head + b"Connection: close\r\n\r\n" + self.article)
            elif self.kind in ("no_goodbye_cut", "alert", "plain_words"):
                secure.sendall(head + length + self.article[:3000])
            elif self.kind == "drip":
                secure.sendall(head + length)
                for byte in self.article:
                    secure.sendall(bytes([byte]))
                    self.stopped.wait(0.1)
            else:
                secure.sendall(head + length + self.article)
            if self.kind.startswith("no_goodbye") or self.kind in _BEHIND:
                raw = socket.socket(fileno=secure.detach())
                with raw:
                    raw.sendall(_BEHIND.get(self.kind, b""))
                    goodbye(raw)
                return


def _context(kind: str, names: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    issuer = trustme.CA() if kind == "unknown_ca" else authority()
    if kind == "asks_for_ours":
        context.verify_mode = ssl.CERT_REQUIRED
        authority().configure_trust(context)
    if kind == "self_signed":
        context.load_cert_chain(_self_signed(names))
    elif kind == "expired":
        issuer.issue_cert(*names, not_before=now - 9 * day, not_after=now - day).configure_cert(context)
    elif kind == "not_yet_valid":
        issuer.issue_cert(*names, not_before=now + day, not_after=now + 9 * day).configure_cert(context)
    elif kind == "wrong_host":
        issuer.issue_cert("somewhere.example").configure_cert(context)
    elif kind == "common_name":  # the last of the names, and where no browser looks for it any more
        issuer.issue_cert(common_name=names[-1]).configure_cert(context)
    else:
        issuer.issue_cert(*names).configure_cert(context)
    return context


def _self_signed(names: tuple[str, ...]) -> Path:
    """A file with a key and a certificate that vouches for itself."""
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    with tempfile.NamedTemporaryFile(suffix=".pem", delete=False) as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
    return Path(file.name)
