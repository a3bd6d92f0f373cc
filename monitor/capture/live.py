"""One page, as it is now: asked for politely, and come by completely or not at all."""

from __future__ import annotations

from concurrent.futures import Future

from monitor.capture.manners import Lanes, Manners, asked_of_host
from monitor.capture.wire import Wire
from monitor.model import Failure, Snapshot, Validators


class Live:
    """Captures originals. `capture` belongs inside a job of the lanes; `submit` makes one."""

    def __init__(self, wire: Wire, manners: Manners, lanes: Lanes) -> None:
        self._wire, self._manners, self._lanes = wire, manners, lanes
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
        answer = self._fetch(url, validators, fresh)
        if _about_another_text(answer, validators):
            answer = self._fetch(url, None, True)
        self._manners.heed(answer)
        return answer

    def _fetch(self, url: str, validators: Validators | None, fresh: bool) -> Snapshot | Failure:
        return self._wire.fetch(url, validators=validators, fresh=fresh, on_hop=self._on_hop)

    def _on_hop(self, url: str) -> Failure | None:
        self._lanes.touch(url)
        return self._manners.allow(url)

    def _greet(self, url: str) -> bool:
        """Ahead of a host's first page comes its robots.txt, as a request with a turn of its own."""
        asked = self._manners.greet(url)
        if delay := self._manners.crawl_delay(url):
            self._lanes.slow(url, delay)
        return asked


def _about_another_text(answer: Snapshot | Failure, validators: Validators | None) -> bool:
    """Whether a 304 names another ETag than the one we asked about: it does not speak of the text that we hold."""
    if not isinstance(answer, Snapshot) or not answer.not_modified or validators is None or not validators.etag:
        return False
    said = answer.header("etag")
    return said is not None and _opaque(said) != _opaque(validators.etag)


def _opaque(etag: str) -> str:
    """An ETag for weak comparison (RFC 9110 §8.8.3.2), without what Apache appends for a coding."""
    etag = etag.strip().removeprefix("W/")
    for suffix in ('-gzip"', '--gzip"', '-br"', '-zstd"', '-df"'):
        etag = etag[: -len(suffix)] + '"' if etag.endswith(suffix) else etag
    return etag
