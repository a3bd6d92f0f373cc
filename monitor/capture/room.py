"""Room for large bodies: so many at once in memory, however many hosts send them.

A page of more than a megabyte is rare, and thirty of them at once are somebody's doing. What is bounded is not how many
are fetched, but how many lie in memory: a body keeps its place until nobody holds its bytes any more, which is when it
has been kept and read. While the room is full no further page is asked for, and whoever finds his own growing large
meanwhile waits for a place, and the sender with him. No wait is for ever: a bound that failed a page, or had two of
them wait for each other, would be worse than the memory.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
import threading
import time

LARGE = 1024 * 1024  # bytes, on the wire or decoded, from which on a body needs a place
PLACES = 2
# Seconds to wait before a request: as long as it takes to read the worst pages. Then somebody keeps his place for
# longer, and there is one more.
BEFORE = 20.0
# Seconds to wait in the middle of an answer: no server breaks off so soon; and seconds after which one of those who
# wait so goes on without a place.
MEANWHILE, ONE_MORE = 10.0, 2.0


class Room:
    """Places for large bodies. Safe to share between threads."""

    def __init__(self, places: int = PLACES) -> None:
        # Of all queues the one that a destructor may put into, whatever its thread is doing at that moment.
        self._free: queue.SimpleQueue[None] = queue.SimpleQueue()
        for _ in range(places):
            self._free.put(None)
        self._lock = threading.Lock()
        self._used = False
        self._entered_at = self._widened_at = time.monotonic()  # when somebody entered last, or had to make room

    def wait(self, seconds: float = BEFORE) -> None:
        """Wait, for some time, until a place is free; it is not taken."""
        try:
            self._free.get(timeout=seconds)
        except queue.Empty:
            with self._lock:
                now = time.monotonic()
                if now - self._widened_at < seconds:
                    return  # of all who waited in vain, one makes room
                self._widened_at = now
        self._free.put(None)

    def enter(self, ends: float) -> Place:
        """A place, or the leave to go on without. No wait takes more than half of the time until `ends` (monotonic)."""
        if not self._used:
            self._used = True
            _give_back_at_once()
        now = time.monotonic()
        until = now + min(MEANWHILE, (ends - now) / 2)
        while True:
            try:
                self._free.get(timeout=max(0.01, min(until, self._entered_at + ONE_MORE) - now))
                place = Place(self._free)
            except queue.Empty:
                place = Place(None)
            with self._lock:
                now = time.monotonic()
                if place.counts or now >= until or now - self._entered_at >= ONE_MORE:
                    self._entered_at = now
                    return place


def _give_back_at_once() -> None:
    """Have the C library give large blocks back to the system as they are freed. By itself glibc stops doing so once
    it has met some (mallopt(3), M_MMAP_THRESHOLD), and ten large pages would cost a run their memory to its end."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library has other ways
        ctypes.CDLL(None).mallopt(-3, LARGE)


class Place:
    """Held as long as this lives."""

    __slots__ = ("_free",)

    def __init__(self, free: queue.SimpleQueue[None] | None) -> None:
        self._free = free

    @property
    def counts(self) -> bool:
        return self._free is not None

    def __del__(self) -> None:
        if self._free is not None:
            self._free.put(None)


class LargeBody(bytes):
    """Bytes that hold a place."""

    place: Place

    def __reduce_ex__(self, protocol: object) -> tuple[type[bytes], tuple[pickle.PickleBuffer]]:
        return bytes, (pickle.PickleBuffer(self),)  # what another process gets of it holds no place of ours


def seated(data: bytes | bytearray, place: Place | None) -> bytes:
    """The same bytes, which hold that place until they are gone."""
    if place is None:
        return bytes(data)
    body = LargeBody(data)
    body.place = place
    return body
