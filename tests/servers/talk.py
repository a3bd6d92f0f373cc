"""One connection of a server that speaks over a bare socket: what it heard, and the means to answer badly."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field

SENTENCES = (
    "The council voted on Tuesday to spend 4.2 million on the repair of the old bridge over the river.",
    "Works will begin on 3 March and last until the end of the year, the mayor told reporters.",
    "Residents of the left bank have waited for this decision since the flood of 2019.",
    "The opposition did not take part in the vote and called the budget a present to one company.",
    "Nobody was hurt when part of the railing fell into the water last autumn.",
)


def article_page(paragraphs: int = 20) -> bytes:
    """An honest news page of about nine kilobytes, which ends with `</html>`."""
    body = "\n".join(
        f"<p>{SENTENCES[n % 5]} This is paragraph {n + 1} of the report, and it adds: {'word ' * (n % 7 + 50)}.</p>"
        for n in range(paragraphs)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Bridge to be repaired</title></head>\n'
        f"<body><article><h1>Bridge to be repaired</h1>\n{body}\n</article></body></html>\n"
    ).encode()


@dataclass(slots=True)
class Talk:
    """One connection, one request on it, and the means to answer badly."""

    sock: socket.socket
    path: str
    headers: dict[str, str]
    article: bytes
    stop: threading.Event
    count: int = 1  # how many requests this path has had, this one included
    closed: bool = field(default=False)

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def head(self, *lines: str, status: str = "200 OK") -> None:
        """A status line and header lines, and the blank line behind them."""
        self.send("\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1"))

    def page(self, body: bytes, *lines: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> None:
        """An honest answer."""
        fixed = (f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close")
        self.send("\r\n".join([f"HTTP/1.1 {status}", *fixed, *lines, "", ""]).encode("latin-1") + body)

    def pause(self, seconds: float) -> None:
        """Wait, but not longer than the server lives."""
        if self.stop.wait(seconds):
            raise ConnectionAbortedError

    def reset(self) -> None:
        """Break the connection off without a goodbye."""
        self.pause(0.05)  # what was sent before has to arrive before
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        self.closed = True

    def drip(self, data: bytes, seconds: float) -> None:
        for byte in data:
            self.send(bytes([byte]))
            self.pause(seconds)

    def for_ever(self, data: bytes) -> None:
        while not self.stop.is_set():
            self.send(data)


def read_request(connection: socket.socket) -> tuple[str, dict[str, str]] | None:
    """Path and headers (names in lower case) of the next request; None at the end."""
    data = bytearray()
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    first, *lines = bytes(data).split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return first.split(" ")[1], headers


def goodbye(connection: socket.socket) -> None:
    """Close in order: a close over unread bytes would be a reset."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(0.2)
        while connection.recv(65536):
            pass
