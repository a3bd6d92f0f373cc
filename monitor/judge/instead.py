"""What stands where the article was asked for: the page's own kind, the status, the address where it ended.

The order in which they are believed: 401, 429 and 451; a challenge or a block by law, whatever else it is sent with;
404 and 410; the other refusals and failures; then, for a success, what the page is and where it ended.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from monitor.judge import address
from monitor.judge.probe import Probe
from monitor.model import Article, Comparison, Evidence, NotAnArticle, Snapshot

# Less than this share of the old sentences standing: it is not that article edited (contract).
A_TENTH: Final = 0.1
# From this many words on, read with some confidence, another text stands there, and not only a page's frame.
SOME_WORDS: Final = 30
# How `clean/` names that a page owns to being the article.
_OWN: Final = {"canonical address": "canonical", "known headline": "headline"}
_MARKS: Final = frozenset({"stands", "remains", "notice", "other text", "canonical", "headline"})
# The code of a soft 404 that no probe has proven: it raises the suspicion, and never settles it.
UNPROVEN: Final = "unproven"

# What a page that is no article is called. Error pages, listings and unknown pages are judged by `instead`.
_BY_KIND: Final = {
    "challenge": "challenge",
    "consent": "consent",
    "login": "login",
    "paywall": "paywall",
    "legal": "http_451",
    "needs_javascript": "needs_javascript",
    "not_html": "not_html",
    "parser_limit": "parser_limit",
    "parser_timeout": "parser_timeout",
}
_LITTLE: Final = frozenset({"emptied", "shrunk", "withdrawn"})
_PLACEHOLDERS: Final = frozenset({"parked", "suspended", "host_default"})
# A door in front of the page says more than the refusal that it is sent with.
_DOORS: Final = frozenset({"challenge", "consent", "login", "paywall", "legal"})
# These two say more than any status: providers send them with 404, too.
_SHUT: Final = frozenset({"challenge", "legal"})
# … but for those that leave no doubt.
_PLAIN: Final = frozenset({401, 429, 451})
_OWN_WORDS: Final = {401: "http_401", 403: "http_403", 429: "http_429", 451: "http_451"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a look showed, before it is written down."""

    evidence: Evidence
    reason: str
    code: str = ""
    detail: str = ""
    names: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    text: str = ""


def instead(
    capture: Snapshot,
    outcome: NotAnArticle | None,
    comparison: Comparison | None,
    seed_url: str,
    probe: Probe | None,
    known_title: str,
) -> Said:
    """What stands where the article was asked for: the page's own kind, the status, the address where it ended."""
    status = capture.status
    kind = outcome.kind if outcome is not None else ""
    names = _shown(outcome)
    if kind in _SHUT and status not in _PLAIN:
        return Said(Evidence.NONE, _BY_KIND[kind], _code(status), names=names)
    if status in (404, 410):
        if kind in _PLACEHOLDERS:
            return _placeholder(kind, names)
        return _not_there(capture, seed_url, names)
    by_status = _by_status(status, kind)
    if by_status is not None:
        return replace(by_status, names=names)
    if outcome is None:
        return Said(Evidence.NONE, "no_article", "not_read", "a complete answer came, and nothing was read in it")
    if kind in _PLACEHOLDERS:
        return _placeholder(kind, names, alive=probe is not None and probe.honest)
    away = bool(capture.hops) and not address.same(seed_url, capture.final_url)
    if kind in _LITTLE:
        little = _little_left(outcome, comparison, seed_url, known_title)
        # A teaser on the home page, or a few shared words on another article, are not this one cut down.
        # Nor is the page that the site shows for whatever it has not.
        template = is_template(little.names, probe)
        if not template and (not away or ("headline" in little.names and not _is_list(capture.final_url, seed_url))):
            return little
    elif kind in _BY_KIND:
        return Said(Evidence.NONE, _BY_KIND[kind], kind if kind == "legal" else "", names=names)
    if away:
        return replace(_led_away(capture.final_url, outcome, seed_url, probe), names=names)
    return replace(_in_place(outcome, probe), names=names)


def is_template(names: tuple[str, ...], probe: Probe | None) -> bool:
    """Whether a page is what the site shows for whatever it has not, though it owns to this address: many write every
    address that is asked for into their error page. Nobody writes an article's headline there, but on a wall."""
    owned = {"stands"} if probe is not None and probe.wall else {"stands", "headline"}
    return probe is not None and probe.alike and not owned & set(names)


def _shown(outcome: NotAnArticle | None) -> tuple[str, ...]:
    """What showed the kind, without words that mean something to `waiting` and the gates: no page may say those."""
    evidence = outcome.evidence if outcome is not None else ()
    return tuple(name for name in evidence if name not in _MARKS and not name.startswith("held: "))


def _is_list(final_url: str, seed_url: str) -> bool:
    return address.is_home(final_url) or address.is_above(final_url, seed_url)


def _code(status: int) -> str:
    return f"http_{status}" if status >= 400 else ""


def _not_there(capture: Snapshot, seed_url: str, names: tuple[str, ...]) -> Said:
    behind = bool(capture.hops) and not address.same(seed_url, capture.final_url)
    detail = f"{capture.status} at {capture.final_url}, to which the article's address leads" if behind else ""
    if capture.status == 410:
        return Said(Evidence.GONE, "http_410", "", detail, names)
    return Said(Evidence.ABSENT, "http_404", "", detail, names)


def _by_status(status: int, kind: str) -> Said | None:
    """What a status other than 404 and 410 says; None for a success, of which the page itself must speak."""
    if 200 <= status < 300:
        return None
    if status == 511 or status == 999 or 400 <= status < 500:
        if kind in _PLACEHOLDERS and status == 403:
            return None
        if kind in _DOORS and status not in _PLAIN:
            return Said(Evidence.NONE, _BY_KIND[kind], _code(status))
        return Said(Evidence.NONE, _OWN_WORDS.get(status, "http_4xx"), _code(status))
    if 500 <= status < 600:
        return Said(Evidence.NONE, "http_5xx", _code(status))
    return Said(Evidence.NONE, "malformed", f"http_{status}", f"the site answered with status {status}")


def _placeholder(kind: str, names: tuple[str, ...], *, alive: bool = False) -> Said:
    """What is said of a whole site. `alive`: it still says 404 to what it has not, so that it is not the whole."""
    if alive:
        here = "a placeholder stood at this address; others of the site answer as ever"
        return Said(Evidence.NONE, "parked", "here_alone", here, names)
    words = {
        "parked": "the whole site is parked: its address shows a placeholder",
        "suspended": "the site's host has suspended it",
        "host_default": "the address shows the host's own default page",
    }
    return Said(Evidence.NAME_GONE, "parked", kind if kind != "parked" else "", words[kind], names)


def _little_left(outcome: NotAnArticle, comparison: Comparison | None, seed_url: str, known_title: str) -> Said:
    """Less than a third of the text, or none. The names say what a later look would make of it: see `waiting`."""
    reading = outcome.reading
    share = max(outcome.share, comparison.survival if comparison is not None and comparison.words_before else 0.0)
    canonical = outcome.canonical or (reading.canonical if reading is not None else "")
    title = outcome.title or (reading.title if reading is not None else "")
    own = {
        *says_itself(canonical, title, seed_url, known_title),
        *(_OWN[name] for name in outcome.evidence if name in _OWN),
    }
    stands = share >= A_TENTH
    notice = outcome.kind == "withdrawn" or (reading is not None and bool(reading.notices) and not stands)
    marks = [
        ("stands", stands),
        ("remains", 0 < share < A_TENTH),
        ("notice", notice),
        ("other text", not stands and has_text(reading)),
    ]
    names = (*(name for name, holds in marks if holds), *sorted(own), *_shown(outcome))
    return Said(Evidence.NONE, "shrunk" if outcome.kind == "shrunk" else "emptied", "", names=names)


def _led_away(final_url: str, outcome: NotAnArticle, seed_url: str, probe: Probe | None) -> Said:
    """A redirect, and no article at its end."""
    door = address.door(final_url, seed_url)
    if door:
        return Said(Evidence.NONE, door, "redirect", f"the article's address leads to {final_url}")
    detail = f"the article's address leads to {final_url}"
    if not address.same_site(seed_url, final_url):
        if probe is not None and not probe.honest and probe.catches(final_url):
            words = f"every address of the site leads to {final_url}"
            return Said(Evidence.NAME_GONE if probe.another else Evidence.NONE, "site_replaced", "", words)
        return Said(Evidence.NONE, "redirect_elsewhere", "other_site", detail)
    if address.is_home(final_url) or outcome.kind == "home":
        return Said(Evidence.ABSENT, "redirect_home", "", detail)
    if address.is_above(final_url, seed_url) or outcome.kind == "listing":
        return Said(Evidence.ABSENT, "redirect_section", "", detail)
    if probe is not None and probe.catches(final_url):
        return Said(Evidence.ABSENT, "soft_404", "", f"{detail}, where this site sends whatever it has not")
    if _not_found(outcome) or address.names_error(final_url):
        return Said(Evidence.ABSENT, "soft_404", UNPROVEN, f"{detail}, an error page sent as a success")
    return Said(Evidence.NONE, "redirect_elsewhere", "", detail)


def _in_place(outcome: NotAnArticle, probe: Probe | None) -> Said:
    """A success at the article's own address, and no article in it."""
    kind = outcome.kind
    if probe is not None and probe.alike:
        if probe.one_page_site and kind not in ("listing", "home"):
            return _one_page(probe)
        if probe.wall and not _not_found(outcome):
            words = "the same page comes for an address that the site cannot have: it may stand before all its pages"
            return Said(Evidence.NONE, "no_article", "wall", words)
        if kind != "error_page" or _not_found(outcome):
            words = "the site shows the same page for an address that it cannot have"
            return Said(Evidence.ABSENT, "soft_404", "", words)
    if _not_found(outcome):
        # A site may say 404 to a made-up address and still show a deleted article's page so: told, and never settled.
        honest = probe is not None and probe.honest
        proof = "this site can say 404, and did not" if honest else "no probe has proven it yet"
        words = f"the page reads like the site's own error page, sent as a success; {proof}"
        return Said(Evidence.ABSENT, "soft_404", UNPROVEN, words)
    words = {
        "error_page": "the page says that the site is out of order or being worked on",
        "listing": "the page lists articles, and this one is not in it",
        "home": "the page is the site's home page",
    }.get(kind, "")
    return Said(Evidence.NONE, "no_article", kind if kind != "no_article" else "", words)


def _one_page(probe: Probe) -> Said:
    """The whole site shows one page. Only what is positively another site's counts: a wall, works and a program's
    shell, too, stand before every page of a site that is still there."""
    words = "the whole site shows one and the same page"
    if probe.another:
        return Said(Evidence.NAME_GONE, "site_replaced", "", f"{words}, and it is another site's")
    return Said(Evidence.NONE, "site_replaced", "wall" if probe.wall else "", f"{words}; nothing shows that it is gone")


def _not_found(outcome: NotAnArticle) -> bool:
    """An error page that says “not found”; `clean/page` names the class of error first, and takes two layers for it."""
    if outcome.kind != "error_page":
        return False
    return not outcome.evidence or outcome.evidence[0] not in ("server_error", "maintenance")


def says_itself(canonical: str, title: str, seed_url: str, known_title: str) -> tuple[str, ...]:
    """`canonical`, `headline`: by what a page says that it is this article."""
    names = []
    if canonical and address.same(canonical, seed_url):
        names.append("canonical")
    here, known = fold(title), fold(known_title)
    if here and known and (here == known or (len(known) >= 15 and known in here)):
        names.append("headline")
    return tuple(names)


def has_text(reading: Article | None) -> bool:
    """Whether what was read is a text, and not only the frame of a page."""
    return reading is not None and reading.sure >= 0.5 and len(reading.text.split()) >= SOME_WORDS


def fold(text: str) -> str:
    """A headline without case, marks and spaces: enough to tell whether two are one."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()
