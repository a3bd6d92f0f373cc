"""The addresses under which an archive plays its captures, and the archived answer inside what it plays. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote, urlsplit

from monitor.capture.cdx import playable, stamp, stamp_begun
from monitor.capture.decoding import decode
from monitor.capture.fault import FaultError
from monitor.capture.timemap import linked, read_links, same_page
from monitor.model import Memento, Snapshot

# ── addresses ─────────────────────────────────────────────────────────────────────────────────────

# The Wayback Machine's own, as notes and its redirects have them, with and without a scheme.
_PUBLIC = re.compile(r"(?:(?:https?:)?//)?(?:web\.|www\.|wayback\.)?archive\.org(?::\d+)?/(?:web/)?", re.IGNORECASE)
_PLAYED = re.compile(r"([0-9]{4,14})(?:[a-z]{2}_)?/(.+)", re.DOTALL)
_ELSEWHERE = re.compile(r"(https?://[^?#]{1,2000}?)/([0-9]{14})(?:[a-z]{2}_)?/(.+)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a capture taken apart: whose archive, when (4 to 14 digits), which page."""

    base: str
    stamp: str
    original: str

    @property
    def raw(self) -> str:
        """The address that plays the capture unmodified: as captured, without a banner, no link rewritten."""
        return f"{self.base}/{self.stamp}id_/{ascii_form(self.original)}"

    @property
    def at(self) -> datetime | None:
        """The first instant that its digits can mean."""
        return stamp_begun(self.stamp)


@dataclass(frozen=True, slots=True)
class Replay:
    """The addresses of one archive, `base` being what stands before the digits: `https://web.archive.org/web`."""

    base: str

    def address(self, at: datetime, original: str) -> Address:
        return Address(self.base, stamp(at), original)

    def apart(self, uri: str) -> Address | None:
        """A capture's address taken apart, the Wayback Machine's own moved to `base`; None where it is none."""
        for base in (re.compile(re.escape(self.base) + "/"), _PUBLIC):
            prefix = base.match(uri)
            if prefix is not None:
                played = _PLAYED.fullmatch(uri, prefix.end())
                return Address(self.base, played[1], _spelled(played[2])) if played else None
        other = _ELSEWHERE.fullmatch(uri)
        return Address(other[1], other[2], _spelled(other[3])) if other else None

    def memento_of(self, uri: str, original: str) -> Memento | None:
        """The memento of this archive that an address names; None where it names none."""
        address = self.apart(uri.strip())
        if address is None or address.base != self.base:
            return None
        archived = address.original if "://" in address.original.partition("?")[0] else f"http://{address.original}"
        if same_page(archived, original):
            archived = original
        at = address.at
        if at is None or not playable(archived):
            return None
        return Memento(uri=Address(self.base, address.stamp, archived).raw, original=archived, at=at)


def _spelled(original: str) -> str:
    """The archived part of an address, should someone have escaped its colon or lost one of its slashes."""
    original = unquote(original) if re.match(r"https?%3a", original, re.IGNORECASE) else original
    return re.sub(r"^(https?):/(?=[^/])", r"\1://", original, flags=re.IGNORECASE)


def ascii_form(url: str) -> str:
    """A page's address as an archive is asked for it: ASCII, its host as the name system knows it, no fragment."""
    url = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", url.partition("#")[0])
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if not host.isascii():
            netloc = parts.netloc.lower().replace(host, host.encode("idna").decode("ascii"))
            url = url.replace(parts.netloc, netloc, 1)
    except (ValueError, UnicodeError):
        pass
    return quote(url, safe="%/:@!$&'()*+,;=~?[]-._", errors="replace")


# ── the archived answer ───────────────────────────────────────────────────────────────────────────

_ORIGINAL = "x-archive-orig-"
# What an archive adds of its own to a capture that it plays with the archived headers under their own names
_OWN = frozenset(
    {"memento-datetime", "content-location", "preference-applied", "transfer-encoding", "content-length", "date"}
)
_TEXT = ("text/", "application/xhtml", "application/xml", "application/json", "application/ld+json")
LARGEST = 25 * 1024 * 1024  # bytes of a capture once its coding is undone; as `wire` has it
_GZIP = b"\x1f\x8b"


def archived_headers(answer: Snapshot, location: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """The headers of the archived answer, from those of the archive's.

    The Internet Archive prefixes the archived ones, but for Content-Type and Location; pywb leaves them as they were
    and adds its own. `location` gives a redirect its archived target back.
    """
    prefixed = [(name[len(_ORIGINAL) :], value) for name, value in answer.headers if name.lower().startswith(_ORIGINAL)]
    if prefixed or any(name.lower().startswith("x-archive-") for name, _ in answer.headers):
        given = {name.lower() for name, _ in prefixed}
        plain = [
            (name, value)
            for name, value in answer.headers
            if name.lower() in ("content-type", "location") and name.lower() not in given
        ]
    else:
        plain = [
            (name, value)
            for name, value in answer.headers
            if name.lower() not in _OWN and not (name.lower() == "link" and linked(read_links(value), "timegate"))
        ]
    return tuple(
        (name, location(value) if name.lower() == "location" else value) for name, value in (*plain, *prefixed)
    )


def archived_body(answer: Snapshot, headers: tuple[tuple[str, str], ...]) -> bytes | None:
    """The archived body with its own content coding undone; None where that breaks off or grows beyond LARGEST.

    Where a server had compressed its answer, the Wayback Machine may play the bytes as they were stored and leave
    out, or spoil, the header that says so (edgi-govdata-archiving/web-monitoring-processing issue 309).
    """
    body = answer.body
    codings = _values(headers, "content-encoding")
    kind = next(iter(_values(headers, "content-type")), "")
    for _ in range(2):
        if not body.startswith(_GZIP) or not (kind.startswith(_TEXT) or any("gzip" in coding for coding in codings)):
            break
        undone = _undone(body, "gzip")
        if undone is None:
            return None
        body = undone
    if "br" in codings and body == answer.body and not _values(answer.headers, "content-encoding"):
        return _unbrotlied(body)
    return body


def cut_short(status: int, body: bytes, headers: tuple[tuple[str, str], ...]) -> bool:
    """Whether the capture itself is shorter than the archived answer said that it was: its crawler broke off."""
    if 300 <= status < 400:
        return False  # their bodies are not read
    lengths = _values(headers, "content-length")
    coded = [coding for coding in _values(headers, "content-encoding") if coding not in ("", "identity")]
    if len(lengths) != 1 or coded or not re.fullmatch(r"[0-9]{1,15}", lengths[0]):
        return False
    return len(body) < int(lengths[0])


def _values(headers: tuple[tuple[str, str], ...], wanted: str) -> list[str]:
    return [value.strip().lower() for name, value in headers if name.lower() == wanted]


def _undone(data: bytes, coding: str) -> bytes | None:
    """A content coding undone; None where the stream breaks off, is damaged or grows beyond LARGEST."""
    try:
        return decode(data, [coding], LARGEST).body
    except FaultError:
        return None


def _unbrotlied(data: bytes) -> bytes | None:
    """Brotli undone; the bytes as they are where they are no brotli: the archive has undone it."""
    try:
        return decode(data, ["br"], LARGEST).body
    except FaultError as fault:
        return data if fault.reason == "malformed" else None
