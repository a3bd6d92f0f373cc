"""How the servers of the tests live: in threads of their own, on loopback, while a `with` lasts."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Running:
    """What runs until it is closed."""

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._thread.join(2)

    def run(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


class Listener(Running):
    """Takes connections on one address, and has each `serve`d in a thread of its own. `stopped` is set at the end:
    who waits should wait for that."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.stopped = threading.Event()
        self._socket = socket.create_server((host, port), backlog=128)
        self._socket.settimeout(0.2)
        self.host, self.port = host, int(self._socket.getsockname()[1])

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._take, args=(connection,), daemon=True).start()

    def close(self) -> None:
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes who waits for the next connection
        self._socket.close()

    def _take(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(30.0)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.serve(connection)

    def serve(self, connection: socket.socket) -> None:
        """Answer one connection; it is closed afterwards, and what breaks it is no news."""
        raise NotImplementedError


class Web(Running):
    """A server of `http.server`, which whoever inherits puts into `_server` before it is entered."""

    _server: ThreadingHTTPServer

    def run(self) -> None:
        self._server.serve_forever(poll_interval=0.02)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def full(host: str, port: int) -> Iterator[None]:
    """A listener whose queue is full, so that the next connection is never answered."""
    with socket.socket() as listener, contextlib.ExitStack() as stack:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for _ in range(50):  # the last house lets go of its port when its thread wakes
            with contextlib.suppress(OSError):
                listener.bind((host, port))
                break
            time.sleep(0.1)
        listener.listen(0)
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                client.connect((host, port))
        time.sleep(0.1)
        yield
