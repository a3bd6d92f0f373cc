"""Two simple servers: one that says the same to everybody, and one that connects whom it is asked to connect."""

from __future__ import annotations

import contextlib
import socket
import threading

from tests.servers.running import Listener
from tests.servers.talk import goodbye, read_request


class Parrot(Listener):
    """Answers every request with the same bytes, whatever they are, and ends the connection; keeps what it heard."""

    def __init__(self, words: bytes = b"") -> None:
        super().__init__()
        self.words = words
        self.heard: list[bytes] = []

    def serve(self, connection: socket.socket) -> None:
        self.heard.append(connection.recv(65536))
        connection.sendall(self.words)
        goodbye(connection)


class Tunnel(Listener):
    """A proxy that connects whom it is asked to connect (CONNECT); `asked` lists the places."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def serve(self, connection: socket.socket) -> None:
        request = read_request(connection)
        if request is None:
            return
        self.asked.append(request[0])
        host, _, port = request[0].rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10) as far:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            threading.Thread(target=pour, args=(far, connection), daemon=True).start()
            pour(connection, far)


def pour(one: socket.socket, other: socket.socket) -> None:
    """What one side says, to the other, until it has said all."""
    with contextlib.suppress(OSError):
        while piece := one.recv(65536):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)
