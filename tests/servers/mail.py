"""An SMTP server on loopback that takes mail, or refuses, stalls or drops it in each of the ways there are.

with MailServer("accept") as server:
    folder.set("mail", **server.settings)
    …
    server.mails[0]["Subject"]

Modes: `accept`; `busy` (421 at MAIL), `greylist` (451 at RCPT), `nobody` (550 at RCPT), `spam` (554 after DATA),
`full` (452 after DATA), `drop` (takes the message and hangs up without a word), `hang` (takes it and says nothing),
`mute` (no greeting), `drip` (a greeting without an end), `hang_up` (closes at once), `nonsense` (greets in no SMTP).
A mode may be changed at any time; `refuse` names single recipients that are refused, with the answer each gets.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Callable
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.servers.running import Listener
from tests.servers.tls import authority, ca_bundle

RAW = ("mute", "drip", "hang_up", "nonsense")


class MailServer:
    """Use it in `with`. `mails` are the messages that were taken, whole; `raw` the bytes of each."""

    def __init__(
        self, mode: str = "accept", *, security: str = "none", password: str = "", ca: trustme.CA | None = None
    ) -> None:
        self.mode, self.security, self.password = mode, security, password
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.refuse: dict[str, str] = {}
        self.before_answer: Callable[[], None] | None = None  # called when a message was taken, before it is said
        self.connections = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (ca or authority()).issue_cert("127.0.0.1", "localhost").configure_cert(self._context)
        self._stopped = threading.Event()
        self.port = _free_port()
        self._controller: Any = None
        self._rude: _Rude | None = None

    def __enter__(self) -> Self:
        if self.mode in RAW:
            self._rude = _Rude(self)
            self._rude.__enter__()
            return self
        tls: dict[str, Any] = {"ssl_context": self._context} if self.security == "tls" else {}
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port, **tls)
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        if self._controller is not None:
            self._controller.stop()
        if self._rude is not None:
            self._rude.close()

    @property
    def settings(self) -> dict[str, Any]:
        """The keys of [mail] that lead here."""
        return {
            "host": "127.0.0.1", "port": self.port, "security": self.security, "sender": "monitor@example.org",
            "recipients": ["reader@example.org"], **({"username": "monitor"} if self.password else {}),
        }  # fmt: skip

    @property
    def ca_bundle(self) -> str:
        return ca_bundle()

    # ── aiosmtpd's hooks ──

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.connections += 1
        if self.mode == "busy":
            return "421 4.3.2 too busy, come back later"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.refuse:
            return self.refuse[address]
        if self.mode == "greylist":
            return "451 4.7.1 greylisted"
        if self.mode == "nobody":
            return "550 5.1.1 no such user \x1b[2J"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.mode == "spam":
            return "554 5.7.1 we do not like this"
        if self.mode == "full":
            return "452 4.2.2 the disk is full"
        self.raw.append(envelope.content)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if self.before_answer is not None:
            self.before_answer()
        if self.mode == "drop":
            server.transport.abort()
        while self.mode == "hang" and not self._stopped.is_set():
            await asyncio.sleep(0.05)
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=right, handled=False)


class _Rude(Listener):
    """A server that does not speak SMTP."""

    def __init__(self, mail: MailServer) -> None:
        super().__init__("127.0.0.1", mail.port)
        self._mail = mail

    def serve(self, connection: socket.socket) -> None:
        mail = self._mail
        mail.connections += 1
        if mail.mode == "nonsense":
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        while mail.mode in ("mute", "drip") and not self.stopped.wait(0.05):
            if mail.mode == "drip":
                connection.sendall(b"220-wait\r\n")


class _Controller(Controller):
    """aiosmtpd, with what this server's security asks for."""

    def __init__(self, mail: MailServer, **arguments: Any) -> None:
        self._mail = mail
        super().__init__(mail, **arguments)

    def factory(self) -> SMTP:
        mail = self._mail
        extra: dict[str, Any] = {}
        if mail.security == "starttls":
            extra |= {"tls_context": mail._context, "require_starttls": True}
        if mail.password:
            extra |= {"authenticator": mail.authenticate, "auth_required": True, "auth_require_tls": False}
        return SMTP(self.handler, hostname="mail.example.org", ident="tests", **extra)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
