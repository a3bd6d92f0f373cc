"""Every HTTP byte from outside comes through here: a complete answer, byte for byte, or a failure with a name.

`requests` carries requests and answers; its adapter is ours (`Adapter`): it dials only what the gate admits, reads raw,
takes the codings off itself, demands the end of the stream, and holds caps and a deadline over everything from the
name to the last byte. `Wire.fetch` follows redirects by hand on top of it and never raises because of what a server
sends; `Wire.session` is a `requests.Session` on the same adapter, for libraries that want one.

Not done here: deciding what an answer means (a 404 is an answer), waiting for a host's delay, robots.
"""

from __future__ import annotations

import http.cookiejar
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import requests

from monitor.capture import decoding
from monitor.capture.adapter import Adapter, Answered, Ask, Limits
from monitor.capture.answer import REDIRECTS
from monitor.capture.errand import MAX_REQUESTS, Errand, follow_to
from monitor.capture.fault import FaultError
from monitor.capture.gate import Gate, read
from monitor.model import Failure, Snapshot, Validators

__all__ = ["Limits", "Wire"]

# The same for every page and every time: what varies with them must not vary by us.
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "*",
    "Accept-Encoding": decoding.OFFERED,
}


class Wire:
    """Fetches. One for the whole program: it keeps the TLS context and finished connections.

    `proxy` (`http://host:port`) is the only proxy there is, whatever the environment says; `ca_bundle` replaces the
    built-in authorities. Raises UsageError where one of them cannot be used.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        limits: Limits | None = None,
        user_agent: str,
        proxy: str = "",
        ca_bundle: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.limits = limits or Limits()
        self._gate, self._now = gate, now
        self._headers = {"User-Agent": user_agent, **_HEADERS}
        self._adapter = Adapter(gate, self.limits, proxy=proxy, ca_bundle=ca_bundle)

    def session(self) -> requests.Session:
        """A session whose every request goes through the gate and is read whole; cookies are not kept."""
        return _Session(self._adapter, self._headers["User-Agent"])

    def wait_for_room(self) -> None:
        """Wait, for some time, while large answers that came before are not yet dealt with."""
        self._adapter.room.wait()

    def close(self) -> None:
        """Close the connections that were kept."""
        self._adapter.close()

    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        data: bytes | None = None,
        deadline: float | None = None,
        max_size: int | None = None,
        follow: bool = True,
        fresh: bool = False,
        allow_empty: bool = False,
        validators: Validators | None = None,
        on_hop: Callable[[str], Failure | None] | None = None,
    ) -> Snapshot | Failure:
        """One answer, complete, or why there is none. Never raises because of what is in the URL or in the answer.

        `headers` go to the host asked, not to others that it redirects to. `validators` make the request for their
        very URL conditional, wherever in the chain it comes, and 304 is an answer only to such a request. `fresh`
        asks for a new connection. An empty 2xx answer to GET is a failure, unless `allow_empty`. `on_hop` is asked
        before a redirect is followed, and may forbid it. Without `follow`, and after POST, a redirect is the answer.
        """
        try:
            target = self._gate.read(url)
        except FaultError as fault:
            return fault.about(url, self._now())
        errand = Errand(
            url=url,
            target=target,
            at=self._now(),
            ends=time.monotonic() + (self.limits.deadline if deadline is None else deadline),
            max_size=self.limits.max_size if max_size is None else max_size,
            method=method.upper(),
            data=data,
            fresh=fresh,
            validators=validators,
        )
        try:
            while True:
                told = headers if headers and errand.target.place == target.place else {}
                sent = self._headers | dict(told) | errand.headers()
                answered = errand.answered = self._ask(errand, sent)
                if not (follow and data is None and answered.status_code in REDIRECTS):
                    errand.judge(answered, sent, allow_empty)
                    return errand.done(answered)
                errand.go_on(answered, self._now())
                if on_hop and (forbidden := on_hop(errand.target.url)):
                    return errand.forbidden(forbidden)
        except FaultError as fault:
            return errand.failed(fault)
        except Exception as error:  # noqa: BLE001 - whatever a server provokes is a failure of this page alone
            return errand.failed(FaultError("malformed", "unexpected", f"{type(error).__name__}: {error}"))

    def _ask(self, errand: Errand, headers: Mapping[str, str]) -> Answered:
        """One request of the errand, and its answer."""
        ask = Ask(
            errand.target,
            method=errand.method,
            headers=headers,
            body=errand.data,
            ends=errand.ends,
            max_size=errand.max_size,
        )
        ask.fresh = errand.fresh
        return self._adapter.send(ask)


class _Session(requests.Session):
    """Nothing from the environment, no cookies kept, redirects read as carefully as everything else."""

    def __init__(self, adapter: Adapter, user_agent: str) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = MAX_REQUESTS - 1
        self.headers["User-Agent"] = user_agent
        self.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        location = resp.headers.get("Location") if resp.is_redirect else None
        if not location or not resp.url:
            return None
        return follow_to(read(resp.url), location).url

    def close(self) -> None:
        """The connections belong to the wire, not to one session."""
