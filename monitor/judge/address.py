"""What an address says by itself: the same page, the home page, a section above, a door in front.

Pure text; nothing is looked up. Addresses come from servers and are hostile: whatever cannot be read as an address is
equal to nothing but itself.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from monitor.tracking import is_tracking

# Query keys that follow a reader about within a site, and choose no page either.
_SESSION_KEYS: Final = frozenset({"phpsessid", "jsessionid", "sid", "from", "amp"})
# Query keys by which content systems choose an article at the root path (`/?p=123`).
_CHOOSING: Final = frozenset(
    {"p", "id", "page_id", "article", "articleid", "post", "news", "newsid", "story", "nid", "item", "aid", "doc", "q"}
)
_LANGUAGE_ROOT: Final = re.compile(r"^[a-z]{2,3}([-_][a-z]{2,4})?$", re.IGNORECASE)
_INDEX: Final = re.compile(r"^(index|default|home|main|start)(\.(html?|php\d?|aspx?|jsp|cfm))?$", re.IGNORECASE)
_ID: Final = re.compile(r"^\d{5,}$")
_SESSION: Final = re.compile(r";[^/]*")
_HOST_PREFIXES: Final = ("www.", "m.", "mobile.", "amp.")
_DOORS: Final[dict[str, frozenset[str]]] = {
    "login": frozenset(
        {
            "login",
            "log-in",
            "login.php",
            "wp-login.php",
            "signin",
            "sign-in",
            "sign_in",
            "auth",
            "sso",
            "oauth",
            "passport",
        }
    ),
    "consent": frozenset({"consent", "cookie-consent", "cookieconsent", "gdpr", "privacy-gate", "collectconsent"}),
    "paywall": frozenset({"subscribe", "subscription", "subscriptions", "paywall", "abo", "podpiska"}),
}
_ERROR_PATH: Final = re.compile(
    r"^(404|not[-_]?found|page[-_]?not[-_]?found|error|errors|error[-_]?404|404[-_].*)(\.\w+)?$", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address with everything folded away that chooses no other page: scheme, `www.`, session ids, tracking."""

    host: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...]


def read(url: str) -> Address:
    """Fold an address. Never raises: what is no address becomes one that equals only itself."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return Address(host="", path=(url,), query=())
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    host = host.lower()
    for prefix in _HOST_PREFIXES:
        if host.startswith(prefix) and "." in host[len(prefix) :]:
            host = host[len(prefix) :]
            break
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    segments = [unquote(_SESSION.sub("", segment)) for segment in parts.path.split("/")]
    path = [segment for segment in segments if segment]
    if path and _INDEX.match(path[-1]):
        path.pop()
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = tuple(sorted((key, value) for key, value in pairs if not _follows(key)))
    return Address(host=host, path=tuple(path), query=query)


def _follows(key: str) -> bool:
    return is_tracking(key) or key.lower() in _SESSION_KEYS


def same(one: str, other: str) -> bool:
    """Whether two addresses name the same page: `http` or `https`, `www.` or not, a last slash, tracking."""
    return bool(one) and bool(other) and read(one) == read(other)


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: the same host, or one the sub-domain of the other."""
    a, b = read(one).host, read(other).host
    return bool(a) and bool(b) and (a == b or a.endswith("." + b) or b.endswith("." + a))


def over_tls(url: str) -> str:
    """The same address with https; empty where it has it already, or names a port."""
    try:
        parts = urlsplit(url)
        return parts._replace(scheme="https").geturl() if parts.scheme.lower() == "http" and not parts.port else ""
    except ValueError:
        return ""


def is_home(url: str) -> bool:
    """Whether an address is a site's home page: the root or a language's root, choosing no article by its query."""
    address = read(url)
    if not address.host or any(key.lower() in _CHOOSING and value for key, value in address.query):
        return False
    return not address.path or (len(address.path) == 1 and bool(_LANGUAGE_ROOT.match(address.path[0])))


def is_above(url: str, article: str) -> bool:
    """Whether an address is a section of the article's own path: `/news` of `/news/2024/title`.

    A long number alone is an article's id, and no section.
    """
    upper, lower = read(url).path, read(article).path
    return 0 < len(upper) < len(lower) and lower[: len(upper)] == upper and not _ID.match(upper[-1])


def door(url: str, article: str) -> str:
    """`login`, `consent` or `paywall` where an address is a door that the article's own is not; else nothing."""
    there, here = read(url), read(article)
    parts = {part.lower() for part in there.path} | {there.host.split(".")[0]}
    known = {part.lower() for part in here.path} | {here.host.split(".")[0]}
    for name, words in _DOORS.items():
        if (parts & words) - known:
            return name
    return ""


def names_error(url: str) -> bool:
    """Whether an address calls itself an error page: `/404.html`, `/not-found`."""
    path = read(url).path
    return bool(path) and bool(_ERROR_PATH.match(path[-1]))
