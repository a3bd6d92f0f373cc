"""The one exception of the wire: no complete answer, and why."""

from __future__ import annotations

from datetime import datetime

import requests

from monitor.model import Failure


class FaultError(requests.exceptions.ConnectionError):
    """`reason` is the contract's word, `code` finer, `detail` a sentence for a person.

    It is a `requests` exception so that whatever holds one of our sessions meets what it expects. `wire.Wire.fetch`
    turns it into a `Failure`. `head` and `wire` hold what did arrive.
    """

    def __init__(self, reason: str, code: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.code, self.detail = reason, code, detail
        self.head = b""
        self.wire = b""
        self.status: int | None = None
        self.sent = b""
        self.peer = ""

    def about(self, url: str, at: datetime) -> Failure:
        """The same as a value, where nothing was sent or received."""
        return Failure(url=url, at=at, reason=self.reason, code=self.code, detail=self.detail)


class LateError(FaultError, requests.exceptions.Timeout):
    """The time allowed for the whole exchange is over; `code` names the phase in which it ended."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__("timeout", code, detail)
