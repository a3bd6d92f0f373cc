"""What an archive lists of one page: its index (CDX) page by page, or another archive's TimeMap.

Says which captures there are, and whether that is all of them; does not play any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Literal, NamedTuple

from monitor.capture.asking import Asking, failed
from monitor.capture.cdx import Listing, NotCdxError, Row, playable, question, read_listing, stamp
from monitor.capture.replay import Address, Replay, ascii_form
from monitor.capture.timemap import Link, Timemap, instant, joined, linked, page_key, read_links, same_page
from monitor.model import Failure, Memento, Snapshot

PAGE = 2000  # rows asked for at a time
PAGES = 3  # followed by resume key; of a page with more captures than PAGE × PAGES the rest is thinned to one a day
TIMEMAP_PAGES = 12
LIST_SIZE = 5_000_000  # bytes of one list: thrice what PAGE rows about a page with a very long address take
LINKS = 50_000  # of all pages of a TimeMap together; with more of them no further page is asked for


class _Rows(NamedTuple):
    """What the index listed. `end`: all of it, or there is more, or an answer failed after some had come."""

    rows: list[Row]
    malformed: int
    end: Literal["whole", "more", "broken"]


class Index:
    """The lists of one archive; with `timemap` another archive's TimeMap is asked in place of `cdx`."""

    def __init__(self, asking: Asking, replay: Replay, *, cdx: str, timemap: str, now: Callable[[], datetime]) -> None:
        self._asking, self._replay, self._now = asking, replay, now
        self._cdx, self._timemap = cdx, timemap

    def timemap(self, url: str) -> Timemap | Failure:
        """As `Wayback.timemap`."""
        return self._linked_timemap(url) if self._timemap else self._indexed_timemap(url)

    def _indexed_timemap(self, url: str) -> Timemap | Failure:
        asked_at = self._now()
        listed = self._rows(url)
        if isinstance(listed, Failure):
            return listed
        complete = listed.end == "whole" and not listed.malformed
        return _timemap(url, [self._listed(row) for row in listed.rows], listed.malformed, complete, asked_at)

    def _listed(self, row: Row) -> Memento:
        return Memento(
            uri=self._replay.address(row.at, row.original).raw,
            original=row.original,
            at=row.at,
            status=row.status,
            mimetype=row.mimetype,
            digest=row.digest,
        )

    def _rows(self, url: str) -> _Rows | Failure:
        """The rows of the index; of a page with very many captures PAGE × PAGES, then one a day, then the newest."""
        rows = self._pages(url)
        if isinstance(rows, Failure) or rows.end != "more":
            return rows
        for further in ({"from_": stamp(rows.rows[-1].at), "collapse": "timestamp:8"}, {"limit": -PAGE}):
            more = self._pages(url, **further)
            if isinstance(more, Failure):
                break  # what is known is worth having, and is not called complete
            rows = _Rows([*rows.rows, *more.rows], rows.malformed + more.malformed, "more")
        return rows

    def _pages(self, url: str, **parameters: str | int) -> _Rows | Failure:
        rows: list[Row] = []
        malformed, resume_key = 0, ""
        for _ in range(PAGES):
            listing = self._listing(url, **{"limit": PAGE, "resumeKey": resume_key, **parameters})
            if isinstance(listing, Failure):
                return _Rows(rows, malformed, "broken") if rows else listing
            rows.extend(listing.rows)
            malformed += listing.malformed
            if not listing.resume_key:  # an index that knows of no such keys cuts its list without a word
                return _Rows(rows, malformed, "whole" if len(listing.rows) + listing.malformed < PAGE else "more")
            if listing.resume_key == resume_key:
                return _Rows(rows, malformed, "broken")
            if len(rows) >= PAGE * PAGES:  # an index that heeds no limit
                break
            resume_key = listing.resume_key
        return _Rows(rows, malformed, "more")

    def _listing(self, url: str, **parameters: str | int) -> Listing | Failure:
        answer = self._ask_for_list(question(self._cdx, ascii_form(url), **parameters))
        if isinstance(answer, Failure):
            return Listing(rows=()) if _empty_list(answer) else answer
        if answer.status != 200:
            return failed(answer, "archive_malformed", f"http_{answer.status}", "the index gives no list of captures")
        try:
            listing = read_listing(answer.body)
        except NotCdxError as error:
            return failed(answer, "archive_malformed", "not_cdx", str(error))
        if listing.resume_key and not listing.rows:
            return failed(answer, "archive_malformed", "not_cdx", "a key for more, but not a single row")
        return listing

    def _ask_for_list(self, uri: str) -> Snapshot | Failure:
        """An answer of the index that is neither trouble nor more than anybody could read."""
        answer = self._asking.ask(uri, "cdx", max_size=LIST_SIZE)
        if isinstance(answer, Failure):
            return answer
        if len(answer.body) > LIST_SIZE:
            return failed(answer, "archive_malformed", "too_large", f"a list of more than {LIST_SIZE} bytes")
        return self._asking.trouble(answer, "cdx") or answer

    # ── TimeMaps of other archives ────────────────────────────────────────────────────────────────

    def _linked_timemap(self, url: str) -> Timemap | Failure:
        """RFC 7089 §5: a TimeMap in link format, and the further pages that it names."""
        asked_at = self._now()
        waiting, seen = {f"{self._timemap}/{ascii_form(url)}": None}, set[str]()
        links: list[Link] = []
        while waiting and len(seen) < TIMEMAP_PAGES and len(links) < LINKS:
            uri = next(iter(waiting))
            del waiting[uri]
            page = self._timemap_page(uri, url)
            if isinstance(page, Failure):
                if not links:
                    return page
                waiting[uri] = None  # what is known is worth having, and is not called complete
                break
            seen.add(uri)
            links.extend(page)
            waiting |= {link.uri: None for link in page if _continues(link) and link.uri not in seen}
        original = linked(tuple(links), "original")
        listed = [self._linked(link, unescape(original or url)) for link in links if "memento" in link.rels]
        mementos = [memento for memento in listed if memento is not None]
        malformed = len(listed) - len(mementos)
        whole = original is not None and not waiting and not malformed
        return _timemap(url, mementos, malformed, whole, asked_at)

    def _timemap_page(self, uri: str, url: str) -> tuple[Link, ...] | Failure:
        """The links of one page, made absolute. A 404 that is itself a TimeMap says that nothing is archived."""
        answer = self._ask_for_list(uri)
        if isinstance(answer, Failure):
            return answer
        kind = (answer.header("Content-Type") or "").lower()
        if answer.status == 404 and kind.startswith("application/link-format"):
            return (Link(uri=url, rels=frozenset({"original"}), attributes={}),)
        links = read_links(answer.body.decode("utf-8", errors="replace"))
        if answer.status != 200 or not any(link.rels & {"original", "self", "timemap", "memento"} for link in links):
            return failed(answer, "archive_malformed", "not_timemap", "an answer that is no TimeMap")
        return tuple(link if "original" in link.rels else replace(link, uri=joined(uri, link.uri)) for link in links)

    def _linked(self, link: Link, original: str) -> Memento | None:
        """A memento as a TimeMap lists it: from an archive of the Wayback kind its raw form is played."""
        at = instant(link.attributes.get("datetime"))
        if at is None or not playable(link.uri):
            return None
        address = self._replay.apart(link.uri)
        if address is None:
            return Memento(uri=link.uri, original=original, at=at)
        named = address.original if page_key(address.original) is not None else original
        if same_page(unescape(named), original):
            named = unescape(named)
        return Memento(uri=Address(address.base, address.stamp, named).raw, original=named, at=at)


def _timemap(url: str, mementos: list[Memento], malformed: int, complete: bool, asked_at: datetime) -> Timemap:
    """Sorted, each capture once, other pages apart."""
    once: dict[str, Memento] = {}
    for memento in mementos:
        known = once.get(memento.uri)
        if known is None or (known.status is None and memento.status is not None):
            once[memento.uri] = memento
    in_order = sorted(once.values(), key=lambda memento: (memento.at, memento.uri))
    same = {memento.uri for memento in in_order if same_page(memento.original, url)}
    return Timemap(
        url=url,
        mementos=tuple(memento for memento in in_order if memento.uri in same),
        complete=complete,
        asked_at=asked_at,
        others=tuple(memento for memento in in_order if memento.uri not in same),
        malformed=malformed,
    )


def _continues(link: Link) -> bool:
    """Whether a link of a TimeMap leads to another page of it, in the format that we read."""
    kind = link.attributes.get("type", "application/link-format")
    pages = link.rels & {"timemap", "next", "prev"} and not link.rels & {"self", "memento"}
    return bool(pages) and kind.partition(";")[0].strip().lower() == "application/link-format"


def _empty_list(failure: Failure) -> bool:
    """Whether an answer without a byte lists nothing: so it does as lines, of text or of pywb's JSON objects."""
    lines = any(kind in failure.head.lower() for kind in (b"text/plain", b"text/x-ndjson", b"text/x-cdxj"))
    return failure.code == "empty" and failure.status == 200 and lines
