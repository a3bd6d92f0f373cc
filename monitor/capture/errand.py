"""One fetch on its way through redirects: where it has been, what it may carry on, and what it came back with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.message import Message
from urllib.parse import quote, urljoin

import requests
from requests.cookies import MockRequest, MockResponse, get_cookie_header
from requests.structures import CaseInsensitiveDict

from monitor.capture.adapter import BAD_VALUE, Answered
from monitor.capture.fault import FaultError
from monitor.capture.gate import Target, read
from monitor.model import Failure, Hop, Snapshot, Validators

MAX_REQUESTS = 10  # in one chain of redirects
MAX_COOKIES = 50  # of one answer; RFC 6265 §6.1 asks for as many a site
# Characters of a validator. Servers refuse requests whose headers are large (many from 8 kB on), and then the very
# condition that an answer made possible would keep us from the next one.
MAX_VALIDATOR = 1024

_NO_HOST = re.compile(r"(?:https?:)?//(?:[/?#]|$)", re.IGNORECASE)
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})", re.IGNORECASE)


class Errand:
    """One fetch on its way: where it has been, and what it has seen last."""

    def __init__(
        self,
        *,
        url: str,
        target: Target,
        at: datetime,
        ends: float,
        max_size: int,
        method: str,
        data: bytes | None,
        fresh: bool,
        validators: Validators | None,
    ) -> None:
        self.url, self.target, self.at = url, target, at
        self.ends, self.max_size = ends, max_size
        self.method, self.data, self.fresh, self.validators = method, data, fresh, validators
        self.answered: Answered | None = None  # to the request for `target`
        self.hops: list[Hop] = []
        self._visited = {(target.url, "")}
        self._cookies: requests.cookies.RequestsCookieJar | None = None

    def headers(self) -> dict[str, str]:
        """What this request carries of the errand: validators, where they belong to the very URL that is asked now,
        and the cookies of the chain. A look that is to confirm another asks caches on the way to ask the site itself
        (RFC 9111 §5.2.1.4): a "not found" may be theirs alone."""
        pairs = {"Cookie": self._cookie(), "Cache-Control": "no-cache" if self.fresh else ""}
        known = self.validators
        if known is not None and known.final_url == self.target.url:
            pairs |= {
                name: said
                for name, said in (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
                if len(said) <= MAX_VALIDATOR
            }
        return {name: value for name, value in pairs.items() if value and not BAD_VALUE.search(value)}

    def _cookie(self) -> str:
        """What the cookies of this chain say. Many sites set one, redirect to themselves and look for it."""
        if self._cookies is None:
            return ""
        probe = requests.PreparedRequest()
        probe.url, probe.headers = self.target.url, CaseInsensitiveDict()
        try:
            return get_cookie_header(self._cookies, probe) or ""  # type: ignore[no-untyped-call]
        except (ValueError, AttributeError, IndexError, KeyError, TypeError):
            return ""

    def go_on(self, answered: Answered, now: datetime) -> None:
        """Go where a redirect leads: it is noted as a hop, its cookies are kept for the rest of the chain.

        Coming back to a URL with the same cookies is a loop.
        """
        locations = {value for name, value in answered.pairs if name.lower() == "location"}
        if len(locations) > 1:
            raise FaultError("malformed", "contradictory_locations", "a redirect to several addresses at once")
        location = next(iter(locations), "")
        if not location:
            raise FaultError("malformed", "redirect_without_location", "a redirect that does not say where to")
        following = follow_to(self.target, location)
        self._keep_cookies(answered)
        self.hops.append(
            Hop(
                url=self.target.url,
                status=answered.status_code,
                location=following.url,
                at=self.at,
                head=answered.head,
            )
        )
        self.target, self.at, self.answered = following, now, None
        state = (following.url, self._cookie())
        if state in self._visited:
            raise FaultError("redirect_loop", "redirect_loop", f"the redirects lead back to {following.url}")
        if len(self._visited) >= MAX_REQUESTS:
            raise FaultError("redirect_loop", "too_many_redirects", f"no end after {MAX_REQUESTS} requests")
        self._visited.add(state)

    def _keep_cookies(self, answered: Answered) -> None:
        set_cookie = [value for name, value in answered.pairs if name.lower() == "set-cookie"]
        if not set_cookie:
            return
        message = Message()
        for value in set_cookie[:MAX_COOKIES]:
            message["Set-Cookie"] = value[:4096]
        if self._cookies is None:
            self._cookies = requests.cookies.RequestsCookieJar()
        try:
            self._cookies.extract_cookies(MockResponse(message), MockRequest(answered.request))  # type: ignore[arg-type]
        except (ValueError, AttributeError, IndexError, KeyError, TypeError):
            return  # cookies nobody can read are none

    def judge(self, answered: Answered, headers: Mapping[str, str], allow_empty: bool) -> None:
        """What is complete on the wire and still no page: raises FaultError."""
        status = answered.status_code
        asked = {name.lower() for name in headers}
        if status == 304 and not asked & {"if-none-match", "if-modified-since"}:
            raise FaultError("malformed", "unsolicited_304", "not modified, said to a request that was unconditional")
        if status == 206 and "range" not in asked:
            raise FaultError("truncated", "unsolicited_206", "a part of the page, though nobody asked for a part")
        if status == 200 and "range" not in asked and _is_part(answered):
            raise FaultError("truncated", "unsolicited_part", "by its own Content-Range only a part of the page")
        empty = status in (204, 205) or (200 <= status < 300 and not answered.content)
        if empty and self.method == "GET" and not allow_empty:
            raise FaultError("malformed", "empty", f"{status} and not a single byte of a page")

    def done(self, answered: Answered) -> Snapshot:
        return Snapshot(
            url=self.url,
            final_url=self.target.url,
            at=self.at,
            status=answered.status_code,
            head=answered.head,
            headers=answered.pairs,
            wire=answered.wire,
            body=answered.content or b"",
            hops=tuple(self.hops),
            request=answered.sent,
            peer=answered.peer,
            unverified=answered.unverified,
        )

    def failed(self, fault: FaultError) -> Failure:
        seen = self.answered
        return Failure(
            url=self.url,
            at=self.at,
            reason=fault.reason,
            code=fault.code,
            detail=fault.detail,
            final_url=self.target.url,
            status=seen.status_code if seen else fault.status,
            head=seen.head if seen else fault.head,
            wire=seen.wire if seen else fault.wire,
            hops=tuple(self.hops),
            request=seen.sent if seen else fault.sent,
            peer=seen.peer if seen else fault.peer,
        )

    def forbidden(self, failure: Failure) -> Failure:
        """A failure of another's making about where a redirect leads, as the end of this errand."""
        return Failure(
            url=self.url,
            at=failure.at,
            reason=failure.reason,
            code=failure.code,
            detail=failure.detail,
            final_url=failure.final_url or failure.url,
            status=failure.status,
            hops=tuple(self.hops),
            retry_at=failure.retry_at,
        )


def _is_part(answered: Answered) -> bool:
    """Whether an answer that calls itself whole says elsewhere that it is bytes `first` to `last` of more, and has as
    many: a cache has kept a part, and hands it out for the page."""
    said = next((value for name, value in answered.pairs if name.lower() == "content-range"), "")
    found = _RANGE.fullmatch(said.strip())
    if not found:
        return False
    first, last, whole = (int(each) for each in found.groups())
    return last - first + 1 == len(answered.wire) < whole


def follow_to(target: Target, location: str) -> Target:
    """Where a Location header leads. Bytes outside ASCII are escaped as they are, as browsers do."""
    text = quote(location.encode("latin-1", errors="replace"), safe="".join(map(chr, range(0x21, 0x7F))))
    try:
        if "\\" in text or _NO_HOST.match(text):
            raise ValueError("it names no address")
        return read(urljoin(target.url, text))
    except (FaultError, ValueError) as error:
        if isinstance(error, FaultError) and (error.reason != "bad_url" or error.code in ("userinfo", "blocked_port")):
            raise
        raise FaultError("malformed", "bad_location", f"a redirect to {location[:80]!r}: {error}") from None
