"""Where links lead: links of text that reads the same, and what of a target's form says nothing.

A link's target is content: who cites another source says something else, though every word stands. But targets are
written by machines, too. The rules below fold what no publisher chose; each has a name, and none knows a site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from monitor.model import Article, Edit, Fact, Link, Row, Sentence
from monitor.tracking import is_tracking

# A capture played by another archive: Wayback's addresses, pywb's, and those of archives built on them.
_ARCHIVED = re.compile(r"^(?:https?://[^/\s]+)?/(?:[\w-]+/)?\d{4,14}(?:[a-z]{2}_)?/(?=https?:/)", re.IGNORECASE)
# A page kept by the AMP cache (developers.google.com/amp/cache): `…cdn.ampproject.org/c/s/site/path`.
_AMP = re.compile(r"^https?://[\w-]+\.cdn\.ampproject\.org/[a-z]/(s/)?", re.IGNORECASE)
# A visit, a signature, a moment: query keys whose values no person wrote.
_SESSION = re.compile(
    r"(?:php|j|asp|cf)?sess(?:ion)?_?id|sid|(?:s_|access_|auth_|csrf_|xsrf_)?token|csrf|_?nonce|sig|signature|expires"
    r"|x-amz-[\w-]+|_|ts|timestamp|rnd|rand(?:om)?|cb|cache_?buster|nocache",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
# What marks the place of some words in a page (wicg.github.io/scroll-to-text-fragment), not a part of it.
_TO_TEXT = re.compile(r":~:.*", re.DOTALL)
# Leads nowhere: scripts, and the top of the page itself.
_NOWHERE = re.compile(r"(?:javascript|data|about|vbscript):.*|#?", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
LONGEST = 2_000
# With more links a page is a directory; how each of them changed is not asked.
MOST = 3_000
# Of one sentence so many are looked at.
CROWD = 200


class Target(NamedTuple):
    """A target as it is compared. A `scheme` or `host` is empty where the page leaves it to the reader's program."""

    scheme: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    fragment: str

    @property
    def relative(self) -> bool:
        return not self.scheme and not self.host


def relinked(old: Sequence[Link], new: Sequence[Link]) -> list[Fact]:
    """Links with the same words that lead elsewhere, for the facts of an edit: what is written in another form
    (scheme, `www.`, a slash at the end, a place in the page) leads to the same place.
    """
    facts: list[Fact] = []
    targets = {_words(link): link.target for link in old if _words(link)}
    for link in new:
        before = targets.get(_words(link))
        if before is not None and not _same_place(before, link.target):
            facts.append(Fact(kind="link", before=before, after=link.target))
    return facts


def changed(old: Sequence[Link], new: Sequence[Link], *, homes: frozenset[str] = frozenset()) -> list[Fact]:
    """How the links of one text differ between two readings of it: led elsewhere, taken away (`after` None), put in.

    `homes` are the hosts of the page itself, by which a relative target is known from an absolute one. A link whose
    words are its own address says nothing by coming or going: programs make links of addresses.
    """
    gone, come = _leading(old)[:CROWD], _leading(new)[:CROWD]
    gone, come = _but(gone, come, homes, same_words=True), _but(come, gone, homes, same_words=True)
    facts: list[Fact] = []
    lone: list[Link] = []
    for link in gone:
        at = next((k for k, other in enumerate(come) if _words(other) == _words(link)), None)
        if at is None:
            lone.append(link)
        else:
            facts.append(Fact(kind="link", before=link.target, after=come.pop(at).target))
    # The same target under a word more or less.
    left, right = _but(lone, come, homes, same_words=False), _but(come, lone, homes, same_words=False)
    facts += [Fact(kind="link", before=link.target) for link in left if not _is_its_address(link)]
    return facts + [Fact(kind="link", after=link.target) for link in right if not _is_its_address(link)]


def told(old: Article, new: Article, rows: Sequence[Row]) -> tuple[Edit, ...]:
    """What of the links differs in sentences that read the same, each sentence as an edit whose one kind of fact is
    `link`: `before` and `after` are equal. Against a copy only links count that lead elsewhere: copies lose them.
    """
    before, after = _all_links(old), _all_links(new)
    if before == after or max(len(before), len(after)) > MOST:
        return ()
    first_sight, homes = old.how == "copy", _homes_of(old, new)
    left, right = _by_sentence(old), _by_sentence(new)
    beside = {extra.sentence for extra in new.extras if extra.side == "page"}
    found: list[Edit] = []
    for row in rows:
        if row.op not in ("equal", "move") or not row.old or beside.issuperset(row.new):
            continue
        was = [link for i in row.old for link in left.get(i, ())]
        now = [link for j in row.new for link in right.get(j, ())]
        facts = () if was == now else tuple(relinked(was, now) if first_sight else changed(was, now, homes=homes))
        if facts:
            found.append(
                Edit(
                    op="replace",
                    before=" ".join(old.sentences[i].text for i in row.old),
                    after=" ".join(new.sentences[j].text for j in row.new),
                    paragraph=new.sentences[row.new[0]].block + 1,
                    facts=facts,
                    old=row.old,
                    new=row.new,
                    settled=not first_sight,
                )
            )
    return tuple(found)


def _all_links(article: Article) -> list[Link]:
    return [link for block in article.blocks for link in block.links]


def _by_sentence(article: Article) -> dict[int, tuple[Link, ...]]:
    """The links of an article by the sentences that their words stand in, by place."""
    places: dict[int, list[tuple[int, Sentence]]] = {}
    for k, one in enumerate(article.sentences):
        if 0 <= one.block < len(article.blocks) and article.blocks[one.block].links:
            places.setdefault(one.block, []).append((k, one))
    found: dict[int, list[Link]] = {}
    for block, sentences in places.items():
        text, at, first = article.blocks[block].text, 0, 0
        for link in article.blocks[block].links:  # in their order
            start = text.find(link.text, at) if link.text else -1
            if start < 0:
                continue
            at = start + len(link.text)
            while first < len(sentences) and sentences[first][1].end <= start:
                first += 1
            for k, one in islice(sentences, first, None):
                if one.start >= at:
                    break
                found.setdefault(k, []).append(link)
    return {k: tuple(links) for k, links in found.items()}


def _homes_of(*articles: Article) -> frozenset[str]:
    """The hosts that articles say they stand on."""
    return frozenset(host for article in articles if (host := _without_www(_read(article.canonical).host)))


# ── the same, or not ──


def same(one: str, two: str, *, homes: frozenset[str] = frozenset()) -> bool:
    """Whether two targets differ in nothing that a publisher chose."""
    if one == two:
        return True
    left, right = _read(one), _read(two)
    if left.relative is not right.relative:
        return _same_at_home(*((left, right) if left.relative else (right, left)), homes)
    if left.host != right.host or left.path != right.path or left.fragment != right.fragment:
        return False
    if left.scheme != right.scheme and left.scheme and right.scheme:
        return False
    return left.query == right.query


def _same_at_home(near: Target, far: Target, homes: frozenset[str]) -> bool:
    """Whether an absolute target is a relative one spelt out."""
    if far.scheme not in ("", "http", "https") or (homes and _without_www(far.host) not in homes):
        return False
    path = near.path.lstrip("./") if not near.path.startswith("/") else near.path
    whole = far.path == path if path.startswith("/") else not path or far.path.endswith("/" + path)
    return whole and near.fragment == far.fragment and near.query == far.query


def _same_place(one: str, two: str) -> bool:
    left, right = _read(one), _read(two)
    if left.scheme == "mailto" or right.scheme == "mailto":
        return left[1:] == right[1:]
    return (
        _without_www(left.host) == _without_www(right.host)
        and left.path.rstrip("/") == right.path.rstrip("/")
        and left.query == right.query
    )


@lru_cache(maxsize=4096)
def _read(target: str) -> Target:
    """A target without what the rules fold away."""
    bare = _bare(target)
    scheme = _SCHEME.match(bare)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return Target(scheme[0][:-1].lower(), "", unquote(bare[scheme.end() :]).lower(), (), "")
    parts = _split(bare)
    path = _SESSION_IN_PATH.sub("", unquote(parts.path))
    query = tuple(
        (unquote(key), unquote(value))
        for key, _, value in (pair.partition("=") for pair in parts.query.split("&") if pair)
        if not is_tracking(key) and not _SESSION.fullmatch(key)
    )
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(":443" if parts.scheme == "https" else ":80")
    return Target(parts.scheme.lower(), host, path or ("/" if host else ""), query, _TO_TEXT.sub("", parts.fragment))


def _bare(target: str) -> str:
    """A target as the publisher had it, out of an archive's or a cache's address."""
    bare = "".join(target[:LONGEST].split())
    archived = _ARCHIVED.match(bare)
    if archived:
        return re.sub(r"^(https?:)/(?=[^/])", r"\1//", bare[archived.end() :])
    amp = _AMP.match(bare)
    return f"http{'s' if amp[1] else ''}://{bare[amp.end() :]}" if amp else bare


def _split(target: str) -> SplitResult:
    try:
        return urlsplit(target)
    except ValueError:  # `http://[` and its kin: compared as they are written
        return SplitResult("", "", target, "", "")


def _without_www(host: str) -> str:
    return host.removeprefix("www.")


# ── links ──


def _leading(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if _words(link) and not _NOWHERE.fullmatch(link.target.strip())]


def _words(link: Link) -> str:
    return " ".join(link.text.lower().split())


def _but(links: Sequence[Link], others: Sequence[Link], homes: frozenset[str], *, same_words: bool) -> list[Link]:
    """The links that have no like among the others; each of those answers for one."""
    left = list(others)
    kept = []
    for link in links:
        at = next(
            (
                k
                for k, other in enumerate(left)
                if (_words(link) == _words(other) if same_words else _overlap(link, other))
                and same(link.target, other.target, homes=homes)
            ),
            None,
        )
        if at is None:
            kept.append(link)
        else:
            del left[at]
    return kept


def _overlap(one: Link, two: Link) -> bool:
    return not set(_words(one).split()).isdisjoint(_words(two).split())


def _is_its_address(link: Link) -> bool:
    """Whether a link's words are where it leads, whole or cut short: `site.org/page…`, `name@site.org`, `+373 22 …`."""
    shown = re.sub(r"^(?:https?://)?(?:www\.)?|/$", "", _words(link))
    target = _read(link.target)
    if target.scheme not in ("", "http", "https"):
        digits = re.sub(r"\D", "", shown)
        return target.path.partition("?")[0] == shown or (len(digits) > 4 and digits in target.path)
    leads = _without_www(target.host) + target.path.lower().rstrip("/")
    head = shown.rstrip("….")
    return shown == _without_www(target.host) or (
        leads == shown if head == shown else bool(head) and leads.startswith(head)
    )
