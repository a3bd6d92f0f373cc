"""What another archive lists of one page: a TimeMap, and how its link format (RFC 7089, RFC 8288) is read.

Pure. Does not fetch and does not choose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from string import ascii_letters, digits
from urllib.parse import quote, urljoin, urlsplit

from monitor.model import Memento


@dataclass(frozen=True, slots=True, kw_only=True)
class Timemap:
    """The mementos of one page, oldest first; none means that the archive says it holds none.

    `complete` is False where the list was thinned or cut, where rows could not be read (`malformed` counts them), or
    where "nothing" was not said in so many words. `others` are rows that the archive's index files under the same
    key, of another original: never evidence about this page.
    """

    url: str
    mementos: tuple[Memento, ...]
    complete: bool
    asked_at: datetime
    others: tuple[Memento, ...] = ()
    malformed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of a link-format document or a Link header; relation types in lower case."""

    uri: str
    rels: frozenset[str]
    attributes: Mapping[str, str]


# ── the same page under two names ─────────────────────────────────────────────────────────────────

WWW = re.compile(r"www\d*\.")
DEFAULT_PORTS = {80, 443}


def same_page(one: str, other: str) -> bool:
    """Whether two addresses name one page: twins in scheme, `www`, default port, trailing slash or escaping do.

    Different queries, and paths that differ in case, do not, although the Wayback Machine's index files some of
    those under one key. An address that cannot be read is no page.
    """
    first = page_key(one)
    return first is not None and first == page_key(other)


def page_key(url: str) -> tuple[str, int | None, str, str] | None:
    """Host, unusual port, path and query in the one form that `same_page` compares; None where it is no web address."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return None
    host = WWW.sub("", host.lower(), count=1) if WWW.match(host.lower()) else host.lower()
    path = _escaped(parts.path).rstrip("/")
    return host, None if port in DEFAULT_PORTS else port, path, _escaped(parts.query)


_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(ascii_letters + digits + "-._~")


def _escaped(text: str) -> str:
    """RFC 3986 §6.2.2: escapes in upper case, and only where one is needed; delimiters stay as they are."""

    def normal(escape: re.Match[str]) -> str:
        character = chr(int(escape[1], 16))
        return character if character in _UNRESERVED else escape[0].upper()

    return _ESCAPE.sub(normal, quote(text, safe="%/:@!$&'()*+,;=~?", errors="replace"))


# ── link format ───────────────────────────────────────────────────────────────────────────────────

_TARGET = re.compile(r"<([^<>]*)>\s*")
_ATTRIBUTE = re.compile(r';\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:"((?:[^"\\]++|\\.)*+)"|([^\s;,"]*)))?\s*', re.DOTALL)


def read_links(text: str) -> tuple[Link, ...]:
    """All links of a link-format text, in order; passes over what is no link. Linear in the text's length."""
    links: list[Link] = []
    at = 0
    while target := _TARGET.search(text, at):
        at = target.end()
        attributes: dict[str, str] = {}
        while attribute := _ATTRIBUTE.match(text, at):
            name, quoted, bare = attribute.groups()
            value = re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL) if quoted is not None else bare or ""
            attributes.setdefault(name.lower(), value)  # RFC 8288 §3.3: the first of a name counts
            at = attribute.end()
        rels = frozenset(attributes.get("rel", "").lower().split())
        links.append(Link(uri=target[1].strip(), rels=rels, attributes=attributes))
    return tuple(links)


def linked(links: tuple[Link, ...], rel: str) -> str | None:
    """The target of the first link with that relation type."""
    return next((link.uri for link in links if rel in link.rels), None)


def instant(text: str | None) -> datetime | None:
    """An HTTP date (RFC 9110 §5.6.7) as aware UTC; None where it is none."""
    try:
        at = parsedate_to_datetime(text or "")
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def joined(base: str, reference: str) -> str:
    """A reference made absolute; as it stands where it is none."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference
