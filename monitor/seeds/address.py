"""Addresses in notes: the article's own, and that of a capture in a web archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from monitor.tracking import is_tracking

# What people write where they have no address.
_ABSENT = frozenset({"", "~", "null", "none", "n/a", "-", "–", "—", "?"})

# `[text](https://…)` and `<https://…>`: Markdown for one address.
_LINK = re.compile(r"\[[^\]\r\n]{0,500}\]\(\s*<?([^\s<>]+?)>?\s*\)")
_AUTOLINK = re.compile(r"<([^\s<>]+)>")

# The path of a Wayback-like address: a timestamp of up to 14 digits (or `*`, or none), a modifier such as `id_`,
# and the original's address, often with its scheme cut off or one slash lost. Source: the Wayback Machine's own URLs.
_CAPTURE = re.compile(r"/(?:web|wayback|save|all)/(?:(\d{1,14}|\*)(?:[a-z]{2}_)?\*?/)?(?![/*])(.+)", re.DOTALL)
# The same on any other host: only with all 14 digits and a scheme inside is it beyond doubt.
_ANY_CAPTURE = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/(https?:/.+)", re.DOTALL | re.IGNORECASE)
_SCHEME = re.compile(r"(https?)(?::/{1,}|%3A(?:%2F|/)+)", re.IGNORECASE)
# What is left of a quotation mark or an ampersand that was escaped once too often behind an address: `?quot%3B`.
_RESIDUE = frozenset({"quot;", "amp;", "gt;", "lt;", "#39;"})
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PORT_ONLY = re.compile(r"[\w.-]+:\d")  # `localhost:8000` has no scheme
_BLANK, _CONTROL, _SPELLED = re.compile(r"\s"), re.compile(r"[\x00-\x1f\x7f]"), re.compile(r"[^\W_]")
_HOST = re.compile(r"[^\s/?#@:\\]+\.[^\s/?#@:\\.]{2,}|\[[0-9a-f:.]+\]|localhost|\d{1,3}(?:\.\d{1,3}){3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """An address in a web archive: the capture (`uri`, None where it names none), and what it is a capture of."""

    uri: str | None
    original: str | None
    at: datetime | None
    complaint: str = ""


def bare(value: str) -> str:
    """An address without the Markdown around it; empty where the value says that there is none."""
    value = value.strip()
    link = _LINK.fullmatch(value) or _AUTOLINK.fullmatch(value)
    value = link.group(1) if link else value
    return "" if value.casefold() in _ABSENT else value


@lru_cache(maxsize=1024)
def complain(value: str) -> str:
    """What keeps an address from being fetched, in words; empty where nothing does."""
    if not _ABSOLUTE.match(value) or _PORT_ONLY.match(value):
        return "it does not begin with https:// or http://"
    scheme = value.partition(":")[0].lower()
    if scheme not in ("http", "https"):
        return f"{scheme}: is not the web"
    if _BLANK.search(value):
        return "there is white space in it"
    if _CONTROL.search(value):
        return "there is a control character in it"
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"it cannot be taken apart ({error})"
    if not value[len(scheme) :].startswith("://") or not host:
        return "it names no host"
    if host in ("http", "https") or "\\" in parts.netloc or not _SPELLED.search(host):
        return "its host is none"
    return ""


def read_archive(value: str, hosts: Sequence[str], url: str | None = None) -> Archived | None:
    """Read an address as one of a web archive; None where it is none.

    `hosts` are Wayback-like archives, which cut the scheme of the original off: it is taken from `url` where that is
    the same page, else it is `http`, as archives themselves have it. The modifier (`id_`, `if_`) is left out of `uri`:
    it says how a capture is shown, not which.
    """
    value = value if "://" in value[:12] else f"https://{value}"
    if complain(value):
        return None
    parts = urlsplit(value)
    known = parts.netloc.lower() in hosts or (parts.hostname or "") in _with_aliases(hosts)
    rest = value.split(parts.netloc, 1)[1]
    found = (_CAPTURE.match(rest) if known else None) or _ANY_CAPTURE.search(rest)
    if found is None:
        if known:
            return Archived(uri=None, original=None, at=None, complaint="it names no page in the archive")
        return None
    original = _with_scheme(found.group(2), url)
    if original is None or complain(original):
        return Archived(uri=None, original=None, at=None, complaint="it names no page in the archive")
    digits = found.group(1) or ""
    if not digits.isdecimal():
        return Archived(uri=None, original=original, at=None, complaint="it is no single capture")
    prefix = rest[: found.start(1)]
    uri = f"{parts.scheme.lower()}://{parts.netloc}{prefix}{digits}/{original}"
    at = _read_instant(digits)
    complaint = "" if at or len(digits) < 14 else f"its time {digits} is none"
    return Archived(uri=uri, original=original, at=at, complaint=complaint)


def same_page(one: str, other: str) -> bool:
    """Whether two addresses are the same but for what archives and copying change: scheme, `www.`, escapes, case."""
    one, other = _SCHEME.sub("", one, count=1), _SCHEME.sub("", other, count=1)
    return one == other or _loose(one) == _loose(other)


def key_of(url: str) -> str:
    """What two notes about one address have in common: all of it but the scheme, the host's case, port, fragment."""
    parts = urlsplit(url)
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    return f"{(parts.hostname or '').lower()}{port}{parts.path or '/'}?{parts.query}"


def _loose(rest: str) -> str:
    path, _, query = rest.partition("#")[0].partition("?")
    query = "&".join(part for part in query.split("&") if part and not _names_no_page(part))
    rest = unquote(unquote(f"{path.rstrip('/')}?{query}")).casefold()
    rest = re.sub(r"\A([^/?]+):(?:80|443)(?=[/?])", r"\1", rest)
    return re.sub(r"\s+|/?\?\Z", "", rest).removeprefix("www.")


def _with_aliases(hosts: Sequence[str]) -> frozenset[str]:
    """The hosts, and the names under which the Wayback Machine is known besides its own."""
    names = frozenset(host.lower() for host in hosts)
    if "web.archive.org" in names:
        names |= {"www.web.archive.org", "archive.org", "www.archive.org", "wayback.archive.org"}
    return names


def _with_scheme(original: str, url: str | None) -> str | None:
    scheme = _SCHEME.match(original)
    if scheme:
        rest = original[scheme.end() :]
        if "%" in scheme.group(0):
            rest = unquote(rest)
        return f"{scheme.group(1).lower()}://{rest}" if _HOST.match(rest) else None
    rest = original.lstrip("/")
    if not _HOST.match(rest):
        return None
    if url and same_page(rest, url):
        return f"{urlsplit(url).scheme.lower()}://{rest}"
    return f"http://{rest}"


def _read_instant(digits: str) -> datetime | None:
    if len(digits) != 14:
        return None
    try:
        year, *rest = int(digits[:4]), *(int(digits[at : at + 2]) for at in range(4, 14, 2))
        month, day, hour, minute, second = rest
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _names_no_page(part: str) -> bool:
    return unquote(part) in _RESIDUE or is_tracking(part.partition("=")[0])
