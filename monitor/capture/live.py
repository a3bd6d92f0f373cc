"""One page, as it is now: asked for politely, and come by completely or not at all."""

from __future__ import annotations

from concurrent.futures import Future

from monitor.capture.manners import Lanes, Manners, asked_of_host
from monitor.capture.silence import Silence
from monitor.capture.wire import Wire
from monitor.model import Failure, Snapshot, Validators

# What servers say that stumble over a condition. 412 is none that they may say (RFC 9110 §13.1.2), and some do.
_STUMBLED = frozenset({400, 404, 410, 412, 416, 431, 500})


class Live:
    """Captures originals. `capture` belongs inside a job of the lanes; `submit` makes one."""

    def __init__(self, wire: Wire, manners: Manners, lanes: Lanes) -> None:
        self._wire, self._manners, self._lanes = wire, manners, lanes
        self._silence = Silence()
        lanes.before, lanes.spent = self._greet, asked_of_host

    def submit(
        self, url: str, *, validators: Validators | None = None, fresh: bool = False, after: float = 0.0
    ) -> Future[Snapshot | Failure]:
        """`capture`, when the host's turn has come."""
        return self._lanes.submit(url, lambda: self.capture(url, validators=validators, fresh=fresh), after=after)

    def capture(self, url: str, *, validators: Validators | None = None, fresh: bool = False) -> Snapshot | Failure:
        """The page's complete answer (304 where `validators` still hold), or why there is none.

        `fresh` is for a look that is to confirm another: a new connection. Whether `validators` are offered at all is
        the caller's to decide; they are sent only if their very URL is what is asked, here or after a redirect.
        """
        if forbidden := self._manners.allow(url):
            return forbidden
        if spared := self._silence.spares(url):
            return spared
        self._wire.wait_for_room()
        answer = self._fetch(url, validators, fresh)
        self._silence.heed(url, answer)
        if _not_about_the_page(answer, validators):
            answer = self._fetch(url, None, True)
        self._manners.heed(answer)
        return answer

    def _fetch(self, url: str, validators: Validators | None, fresh: bool) -> Snapshot | Failure:
        brief = self._silence.deadline(url)
        deadline = None if brief is None else min(brief, self._wire.limits.deadline)
        return self._wire.fetch(url, validators=validators, fresh=fresh, on_hop=self._on_hop, deadline=deadline)

    def _on_hop(self, url: str) -> Failure | None:
        self._lanes.touch(url)
        return self._manners.allow(url)

    def _greet(self, url: str) -> bool:
        """Ahead of a host's first page comes its robots.txt, as a request with a turn of its own."""
        asked = self._manners.greet(url)
        if delay := self._manners.crawl_delay(url):
            self._lanes.slow(url, delay)
        return asked


def _not_about_the_page(answer: Snapshot | Failure, validators: Validators | None) -> bool:
    """Whether an answer may say nothing of the page, only of our condition: a 304 that names another ETag than the one
    we asked about; an error, where the next request without a condition may well get the page."""
    if validators is None or answer.final_url != validators.final_url:
        return False
    if isinstance(answer, Failure):
        return answer.code == "empty"
    if answer.status in _STUMBLED:
        return True
    said = answer.header("etag") if answer.not_modified and validators.etag else None
    return said is not None and _opaque(said) != _opaque(validators.etag)


def _opaque(etag: str) -> str:
    """An ETag for weak comparison (RFC 9110 §8.8.3.2), without what Apache appends for a coding."""
    etag = etag.strip().removeprefix("W/")
    for suffix in ('-gzip"', '--gzip"', '-br"', '-zstd"', '-df"'):
        etag = etag[: -len(suffix)] + '"' if etag.endswith(suffix) else etag
    return etag
