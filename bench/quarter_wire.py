"""The simulated quarter's web on loopback: one server for all sites, and captures made once and dated anew.

`Web` serves what the world answers, over real sockets, and `names` says where a site is. `Recorder` stands in the place
of the program's wire for most of the quarter's checks: each distinct answer is fetched once, through the real wire from
the real server, and whoever asks for the same again is handed that capture under today's date. Robots, Retry-After,
lanes and everything behind the wire are the program's own.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from bench.quarter_world import HERE, NOBODY, Answer, World
from monitor.capture.wire import Wire
from monitor.model import Article, Failure, Reading, Seed, Snapshot, Validators
from monitor.reading import Read, Unread
from monitor.workers import Workers
from tests.servers.names import NameServer
from tests.servers.rawserver import RawServer, Talk

_WORDS = {200: "OK", 301: "Moved", 302: "Found", 304: "Not Modified", 404: "Not Found"}


class Web(RawServer):
    """Serves the world. A visitor may say which visit this is (`X-Visit`), so that a page can be asked for again."""

    def __init__(self, world: World) -> None:
        super().__init__(HERE)
        self._world, self.asked_for = world, 0
        world.port = self.port
        self.names = NameServer()

    def __enter__(self) -> Web:
        self.names.__enter__()
        super().__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self.names.__exit__(*error)

    def turn(self) -> None:
        """Let the name server say what is so now."""
        for house in self._world.houses:
            self.names.put(house.name, self._world.address(house.name))
        self.log.clear()

    def _handler(self, place: str) -> Callable[[Talk], None]:  # noqa: ARG002 - all places are the world's
        return self._tell

    def _tell(self, talk: Talk) -> None:
        self.asked_for += 1
        host = talk.headers.get("host", "").partition(":")[0]
        url, date = f"http://{host}{talk.path}", self._world.date(host)
        visit = int(talk.headers.get("x-visit") or self._world.visit(url))
        answer = self._world.answer(host, talk.path.partition("?")[0], visit)
        if answer.how == "reset":
            talk.reset()
        elif answer.how == "hang":
            talk.pause(60)
        elif answer.how == "cut":
            talk.head(f"Content-Length: {2 * len(answer.body)}", "Content-Type: text/html", "Connection: close")
            talk.send(answer.body)
        elif _stands(answer, talk.headers.get("if-none-match", ""), talk.headers.get("if-modified-since", "")):
            talk.head(*date, *_validators(answer), "Connection: close", status="304 Not Modified")
        else:
            status = f"{answer.status} {_WORDS.get(answer.status, 'Status')}"
            talk.page(answer.body, *date, *_validators(answer), *answer.headers, status=status)


def _validators(answer: Answer) -> list[str]:
    said = (("ETag", answer.etag), ("Last-Modified", answer.modified))
    return [f"{name}: {value}" for name, value in said if value]


def _stands(answer: Answer, etag: str, date: str) -> bool:
    if answer.status != 200:
        return False
    return bool(etag and etag == answer.etag) or bool(not etag and date and date == answer.modified)


# ── captures made once ────────────────────────────────────────────────────────────────────────────


class Recorder:
    """All captures that were ever made, by what was answered on the way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.kept: dict[object, Snapshot | Failure] = {}
        self.replayed = 0

    def wire(self, **settings: Any) -> _Replay:
        """In place of a `Wire`."""
        return _Replay(self, Wire(**settings))

    def date_anew(self, kept: Snapshot | Failure) -> Snapshot | Failure:
        """The same answer as the site would date it now."""
        if isinstance(kept, Failure):
            return kept
        said = dict(line.split(": ", 1) for line in self.world.date(urlsplit(kept.final_url).hostname or ""))
        head = b"\r\n".join(
            b"%b: %b" % (name, said[name.decode()].encode()) if (name := line.partition(b":")[0]) == b"Date" else line
            for line in kept.head.split(b"\r\n")
        )
        return replace(kept, head=head, headers=tuple((name, said.get(name, value)) for name, value in kept.headers))

    def trace(self, url: str, validators: Validators | None) -> tuple[object, int]:
        """What will be answered along the way of a request, as a key; and the visit's number."""
        found: list[object] = [url]
        visit, at = self.world.visit(url), url
        for _ in range(6):
            parts = urlsplit(at)
            host = parts.hostname or ""
            address = self.world.address(host)
            if address != HERE:
                return (*found, address), visit
            answer = self.world.answer(host, parts.path, visit)
            conditional = validators is not None and validators.final_url == at
            stands = (
                conditional and validators is not None and _stands(answer, validators.etag, validators.last_modified)
            )
            found.append((at, answer.status, answer.how, answer.headers, stands, hashlib.sha256(answer.body).digest()))
            if not answer.location:
                break
            at = urljoin(at, answer.location)
        return tuple(found), visit


class _Replay:
    """What a `Wire` is to its callers. Asks once, and remembers."""

    def __init__(self, recorder: Recorder, wire: Wire) -> None:
        self._recorder, self._wire = recorder, wire
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        """All but fetching is the wire's own."""
        return getattr(self._wire, name)

    def fetch(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        on_hop: Callable[[str], Failure | None] | None = None,
        **settings: Any,
    ) -> Snapshot | Failure:
        if not self._recorder.world.knows(urlsplit(url).hostname or ""):
            return self._wire.fetch(url, validators=validators, on_hop=on_hop, **settings)
        with self._lock:
            key, visit = self._recorder.trace(url, validators)
        kept = self._recorder.kept.get(key)
        if kept is None:
            kept = self._wire.fetch(
                url, validators=validators, on_hop=on_hop, headers={"X-Visit": str(visit)}, **settings
            )
            self._recorder.kept[key] = kept
            return kept
        self._recorder.replayed += 1
        now = datetime.now(UTC)
        for hop in kept.hops:
            if on_hop and (forbidden := on_hop(hop.location)):
                return replace(forbidden, url=url)
        return self._recorder.date_anew(replace(kept, at=now, hops=tuple(replace(hop, at=now) for hop in kept.hops)))


# ── readings made once ────────────────────────────────────────────────────────────────────────────


class Readers:
    """What `Workers` are to a run; the same question about the same bytes is answered once."""

    def __init__(self) -> None:
        self.known: dict[object, Any] = {}
        self.asked = 0
        self._workers = Workers(few=10**9)

    def submit(self, read: Read) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(self.answer(read))
        except Unread as trouble:
            future.set_exception(trouble)
        return future

    def answer(self, read: Read) -> Any:
        self.asked += 1
        key = (read.work.__name__, *(_key(one) for one in read.given))
        if key not in self.known:
            try:
                self.known[key] = self._workers.answer(read)
            except Unread as trouble:
                self.known[key] = trouble
        found = self.known[key]
        if isinstance(found, Unread):
            raise found
        return found

    def close(self) -> None:
        """Not yet: they serve many runs."""


def _key(value: Any) -> object:
    if isinstance(value, Snapshot):
        headers = tuple(pair for pair in value.headers if pair[0] not in ("Date", "Age"))
        return value.url, value.final_url, value.status, headers, hashlib.sha256(value.body).digest()
    if isinstance(value, Seed):
        return value.id, value.digest
    if isinstance(value, Article):
        return _article(value)
    if isinstance(value, Reading):
        return value.at, value.source, _key(value.article)
    if isinstance(value, tuple):
        return tuple(_key(one) for one in value)
    return value


def _article(article: Article) -> object:
    """All that a reader or a comparison looks at."""
    return replace(article, notes=())


__all__ = ["HERE", "NOBODY", "Readers", "Recorder", "Web"]
