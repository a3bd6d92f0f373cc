"""Handing a mail to an SMTP server, and telling truthfully what became of it. The only code that speaks SMTP.

A server's answer is data, never an exception: `sent`; `refused` for good (5xx, a wrong password, no TLS); `trouble`
that may pass (4xx, no connection); or `unsure`, when the message was handed over and no answer came back.
"""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Literal

from monitor.errors import UsageError
from monitor.report.render import visible

# Seconds for one answer of the server, and for all of them. RFC 5321 (4.5.3.2) would wait for minutes; a digest that
# did not go out now goes out later, and a run must end.
ANSWER = 30.0
ALL = 90.0

Outcome = Literal["sent", "refused", "trouble", "unsure"]
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.\[\]:-]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where mail is handed in, from whom and to whom; all of it from the configuration."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str
    password_env: str
    sender: str
    recipients: tuple[str, ...]
    ca_bundle: str = ""

    def __post_init__(self) -> None:
        """Raises UsageError where something is missing, or is no address."""
        hint = "See [mail] in config.toml."
        if not self.host:
            raise UsageError("mail is not set up: mail.host is empty", hint=hint)
        if not self.recipients:
            raise UsageError("mail is not set up: mail.recipients is empty", hint=hint)
        for key, address in (("sender", self.sender), *(("recipients", one) for one in self.recipients)):
            if not _ADDRESS.fullmatch(bare(address)) or visible(address, line=True) != address:
                raise UsageError(f"mail.{key}: expected an address such as me@example.org, not {address!r}", hint=hint)


def bare(address: str) -> str:
    """`Somebody <me@example.org>` → `me@example.org`; empty where it is no address."""
    return parseaddr(address)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one mail. `refused` names recipients that the server did not take while it took others."""

    outcome: Outcome
    words: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)


def send(message: EmailMessage, account: Account, *, recipients: Sequence[str]) -> Delivery:
    """Hand a mail in. Says whatever happened; raises nothing that a server or network can cause."""
    talk = _Talk(account)
    try:
        with talk.within(ALL):
            return talk.send(message, recipients)
    except smtplib.SMTPResponseException as error:
        return Delivery(outcome=_outcome(error.smtp_code, talk), words=_said(error.smtp_code, error.smtp_error))
    except smtplib.SMTPNotSupportedError as error:
        return Delivery(outcome="refused", words=_words(f"the server does not offer what is needed: {error}"))
    except ssl.SSLCertVerificationError as error:
        return Delivery(
            outcome="refused", words=_words(f"the server's certificate is not valid: {error.verify_message}")
        )
    except (smtplib.SMTPException, OSError, EOFError, ValueError) as error:
        words = _words(f"{talk.phase}: {talk.why or error or type(error).__name__}")
        return Delivery(outcome="unsure" if talk.handed_over else "trouble", words=words)


def _outcome(code: int, talk: _Talk) -> Outcome:
    if 500 <= code < 600:
        return "refused"
    return "trouble" if 400 <= code < 500 or not talk.handed_over else "unsure"


class _Talk:
    """One conversation with a server, phase by phase."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.phase = "connecting"
        self.handed_over = False  # the message may have arrived, whatever is heard of it
        self.why = ""
        self._server: smtplib.SMTP | None = None
        self._watched: socket.socket | None = None

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """A server that keeps sending a byte now and then trips no timeout: its socket is shut in the end."""
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if self._server is not None:
                self._server.close()
            if self._watched is not None:
                self._watched.close()

    def _give_up(self) -> None:
        self.why = f"took longer than {ALL:g} s"
        if self._watched is not None:
            with contextlib.suppress(OSError):
                self._watched.shutdown(socket.SHUT_RDWR)

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> Delivery:
        account = self.account
        password = os.environ.get(account.password_env, "") if account.username else ""
        if account.username and not password:
            return Delivery(outcome="refused", words=f"the environment variable {account.password_env} is not set")
        server = self._connect()
        if account.username:
            self.phase = "logging in"
            server.login(account.username, password)
        self.phase = "naming the sender"
        self._must(server.mail(bare(account.sender)))
        self.phase = "naming the recipients"
        answers = {address: server.rcpt(bare(address)) for address in recipients}
        refused = {address: answer for address, answer in answers.items() if answer[0] not in (250, 251)}
        if len(refused) == len(answers):
            return self._nobody(server, refused)
        self.phase = "handing the message over"
        self._hand_over(server, message.as_bytes())
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
        return Delivery(outcome="sent", refused={address: _said(*answer) for address, answer in refused.items()})

    def _connect(self) -> smtplib.SMTP:
        account = self.account
        context = _context(account.ca_bundle) if account.security != "none" else None
        sock = socket.create_connection((account.host, account.port), timeout=ANSWER)
        self._watched = sock.dup()  # the connection itself, however TLS wraps it
        if self.why:
            raise TimeoutError(self.why)
        self.phase = "greeting"
        if account.security == "tls" and context is not None:
            sock = context.wrap_socket(sock, server_hostname=account.host)
        self._server = server = smtplib.SMTP(timeout=ANSWER)
        vars(server)["_host"] = account.host  # the name that starttls() expects in the certificate
        server.sock, server.file = sock, None
        self._must(server.getreply())
        server.ehlo_or_helo_if_needed()
        if account.security == "starttls":
            self.phase = "beginning TLS"
            self._must(server.starttls(context=context))
            server.ehlo_or_helo_if_needed()
        return server

    def _hand_over(self, server: smtplib.SMTP, content: bytes) -> None:
        """As `smtplib.SMTP.data` does, but knowing at every moment whether the message may have arrived."""
        server.putcmd("data")
        code, words = server.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, words)
        lines = re.sub(rb"(?m)^\.", b"..", re.sub(rb"\r\n|\r|\n", b"\r\n", content))
        self.handed_over = True
        server.send(lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        self._must(server.getreply())

    def _nobody(self, server: smtplib.SMTP, refused: Mapping[str, tuple[int, bytes]]) -> Delivery:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
        passing = any(400 <= code < 500 for code, _ in refused.values())
        words = "; ".join(f"{address}: {_said(*answer)}" for address, answer in refused.items())
        return Delivery(outcome="trouble" if passing else "refused", words=_words(words))

    def _must(self, answer: tuple[int, bytes]) -> None:
        if not 200 <= answer[0] < 400:
            # -1 is smtplib's code for an answer that is none
            raise smtplib.SMTPResponseException(*answer)


def _context(ca_bundle: str) -> ssl.SSLContext:
    if ca_bundle:
        return ssl.create_default_context(cafile=ca_bundle)
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())  # some machines have no certificates of their own
    return context


def _said(code: int, words: bytes | str) -> str:
    shown = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _words(f"the server said {code} {shown}")


def _words(words: str) -> str:
    return visible(words, line=True)[:400]
