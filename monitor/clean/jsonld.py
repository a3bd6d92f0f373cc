"""What a page says about itself in JSON-LD (schema.org): read with patience, trusted with care.

Real pages put comments, raw line breaks, trailing commas and markup into their JSON. All of it is data: nothing here
raises because of a page, and work is bounded by the size of what is read.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

# The largest real script of this kind in the 181 gold pages has 60 kB; a megabyte is no description any more.
LARGEST = 1_000_000
MOST_NODES = 5_000
DEEPEST = 40

# https://schema.org/Article and its subtypes, and what sites use in their stead.
ARTICLE_TYPES = frozenset(
    {
        "article", "newsarticle", "analysisnewsarticle", "askpublicnewsarticle", "backgroundnewsarticle",
        "opinionnewsarticle", "reportagenewsarticle", "reviewnewsarticle", "blogposting", "liveblogposting",
        "techarticle", "scholarlyarticle", "satiricalarticle", "report", "advertisercontentarticle",
        "socialmediaposting", "review", "medicalscholarlyarticle", "apireference",
    }
)  # fmt: skip
LISTING_TYPES = frozenset({"collectionpage", "searchresultspage", "itemlist", "blog"})

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)"
    r"|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_CONTROL = re.compile(r"[\x00-\x1f]")
_TAG = re.compile(r"<[^<>]{1,2000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleData:
    """The fields of one article node, as text; empty where the page does not say."""

    kind: str = ""
    headline: str = ""
    name: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    description: str = ""
    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    url: str = ""
    language: str = ""
    body: str = ""
    free: bool | None = None  # isAccessibleForFree
    publisher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """All that a page's JSON-LD says: its articles in document order, the types it names, the site's own names."""

    articles: tuple[ArticleData, ...] = ()
    types: frozenset[str] = frozenset()
    site_names: tuple[str, ...] = ()

    def about(self, title: str, url: str) -> ArticleData | None:
        """The article node that speaks of this page: by its address, then by its headline, then the only or first."""
        if not self.articles:
            return None
        for node in self.articles:
            if url and node.url and _same_address(node.url, url):
                return node
        for node in self.articles:
            if title and node.headline and node.headline.casefold() == title.casefold():
                return node
        return max(self.articles, key=lambda node: (bool(node.body), bool(node.published), bool(node.headline)))


def read(root: HtmlElement) -> Described:
    """Everything in the page's `application/ld+json` scripts."""
    articles: list[ArticleData] = []
    types: set[str] = set()
    names: list[str] = []
    for node in _nodes(root):
        kinds = {kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for kind in _texts(node.get("@type"))}
        types |= kinds
        if kinds & ARTICLE_TYPES:
            articles.append(_article(node, min(kinds & ARTICLE_TYPES)))
        if kinds & {"website", "organization", "newsmediaorganization"}:
            names += _texts(node.get("name"))[:1] + _texts(node.get("alternateName"))[:1]
    names += [article.publisher for article in articles if article.publisher]
    # A node of a bare Review or SocialMediaPosting is often a comment under the article.
    articles.sort(key=lambda article: article.kind in {"review", "socialmediaposting", "apireference"})
    return Described(articles=tuple(articles), types=frozenset(types), site_names=tuple(dict.fromkeys(names)))


def _nodes(root: HtmlElement) -> Iterator[dict[str, Any]]:
    left = LARGEST
    count = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script.text or ""
        left -= len(text)
        if left < 0:
            return
        stack: list[tuple[Any, int]] = [(_parse(text), 0)]
        while stack and count < MOST_NODES:
            value, depth = stack.pop()
            if isinstance(value, dict):
                count += 1
                yield value
            children = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
            if depth < DEEPEST:
                stack += [(child, depth + 1) for child in reversed(children) if isinstance(child, (dict, list))]


def _parse(text: str) -> Any:
    text = _WRAPPING.sub("", text.strip().lstrip("\ufeff")).strip().rstrip(";")
    for attempt in (str, _mend):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _mend(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text))


def _article(node: dict[str, Any], kind: str) -> ArticleData:
    free = node.get("isAccessibleForFree")
    return ArticleData(
        kind=kind,
        headline=plain(_first(node.get("headline"))),
        name=plain(_first(node.get("name"))),
        authors=tuple(plain(name) for name in _names(node.get("author") or node.get("creator"))),
        published=_first(node.get("datePublished") or node.get("dateCreated")),
        modified=_first(node.get("dateModified")),
        description=plain(_first(node.get("description"))),
        section=tuple(plain(text) for text in _texts(node.get("articleSection"))),
        keywords=_keywords(node.get("keywords")),
        url=_address(node),
        language=_first(node.get("inLanguage")),
        body=_first(node.get("articleBody") or node.get("text")),
        free=None if free is None else str(free).strip().lower() not in {"false", "0", "no"},
        publisher=plain(next(iter(_names(node.get("publisher"))), "")),
    )


def _texts(value: Any) -> list[str]:
    """The strings of a value that may be one string, a list of them, or nodes with a name."""
    values = value if isinstance(value, list) else [value]
    found = []
    for each in values[:200]:
        if isinstance(each, dict):
            each = each.get("@value") or each.get("name") or each.get("alternateName")
        if isinstance(each, (str, int, float)) and not isinstance(each, bool) and str(each).strip():
            found.append(str(each).strip())
    return found


def _first(value: Any) -> str:
    return next(iter(_texts(value)), "")


def _names(value: Any) -> list[str]:
    return [name for name in _texts(value) if not name.startswith(("http://", "https://"))]


def _keywords(value: Any) -> tuple[str, ...]:
    texts = _texts(value)
    if len(texts) == 1:
        texts = texts[0].split(",")
    # Some systems put `Tag:…`, `Id:…` labels of their own among them; they are kept as they read.
    return tuple(dict.fromkeys(plain(text) for text in texts if text.strip()))


def _address(node: dict[str, Any]) -> str:
    main = node.get("mainEntityOfPage")
    for value in (
        node.get("url"),
        main.get("@id") or main.get("url") if isinstance(main, dict) else main,
        node.get("@id"),
    ):
        text = value[0] if isinstance(value, list) and value else value
        if isinstance(text, str) and text.startswith(("http://", "https://")):
            return text.split("#", 1)[0]
    return ""


def _same_address(a: str, b: str) -> bool:
    def bare(url: str) -> str:
        return re.sub(r"^https?://(?:www\.)?", "", url.split("#", 1)[0].split("?", 1)[0]).rstrip("/").casefold()

    return bare(a) == bare(b)


def plain(text: str) -> str:
    """Text of a JSON or meta value: entities resolved once, tags dropped, white space folded."""
    return (
        " ".join(_TAG.sub(" ", html.unescape(text)).split()) if "&" in text or "<" in text else " ".join(text.split())
    )
