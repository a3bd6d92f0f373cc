"""Every reason the program gives, the verdict one look alone would be called by it, and its words for a reader.

The names are those of the contract; nothing else is ever given as a reason of a live look. A look that found nothing
is `missing` here: only `decide` says `removed`. Reasons that begin with `archive_` speak of another archive, never
of the original.
"""

from __future__ import annotations

from typing import Final

from monitor.model import Verdict

# Reason → (what one such look alone would be called, what it showed: a clause in the past tense).
REASONS: Final[dict[str, tuple[Verdict, str]]] = {
    "same_bytes": (Verdict.INTACT, "the page was, byte for byte, the one that was last read"),
    "same_text": (Verdict.INTACT, "the article read as the copy does"),
    "cosmetic": (Verdict.INTACT, "the article differed from the copy in form only, not in words"),
    "not_modified": (Verdict.INTACT, "the site said that the page had not changed since it was last read"),
    "baseline_taken": (Verdict.INTACT, "the article was read; the note holds no copy, so this reading became it"),
    "text_differs": (Verdict.EDITED, "the article said something else than the copy"),
    "fields_differ": (Verdict.EDITED, "the headline, the byline or the date of publication was another"),
    "withdrawn": (Verdict.EDITED, "a notice stood where the text was"),
    "http_404": (Verdict.MISSING, "the site answered 404 (not found)"),
    "http_410": (Verdict.MISSING, "the site answered 410 (gone for good)"),
    "soft_404": (Verdict.MISSING, "the site showed an error page in place of the article"),
    "redirect_home": (Verdict.MISSING, "the article's address led to the site's home page"),
    "redirect_section": (Verdict.MISSING, "the article's address led to a page that lists articles"),
    "site_gone": (Verdict.MISSING, "the site was not there any more"),
    "http_401": (Verdict.BLOCKED, "the site asked for a password (401)"),
    "http_403": (Verdict.BLOCKED, "the site refused to answer us (403)"),
    "http_429": (Verdict.BLOCKED, "the site said that we ask too often (429)"),
    "http_4xx": (Verdict.BLOCKED, "the site refused our request"),
    "http_451": (Verdict.BLOCKED, "the page was withheld for legal reasons (451)"),
    "challenge": (Verdict.BLOCKED, "the site wanted proof that we are human"),
    "consent": (Verdict.BLOCKED, "the site asked for consent before it showed anything"),
    "login": (Verdict.BLOCKED, "the site asked us to log in"),
    "paywall": (Verdict.BLOCKED, "the site showed the article to subscribers only"),
    "robots": (Verdict.BLOCKED, "the site's robots.txt asks programs not to fetch this page"),
    "geo": (Verdict.BLOCKED, "the site did not show the page to us, though it showed it elsewhere"),
    "dns": (Verdict.UNREACHABLE, "the site's name could not be looked up"),
    "refused": (Verdict.UNREACHABLE, "the site's machine refused the connection"),
    "reset": (Verdict.UNREACHABLE, "the connection was broken off"),
    "timeout": (Verdict.UNREACHABLE, "the site did not answer in time"),
    "tls": (Verdict.UNREACHABLE, "no secure connection could be made"),
    "truncated": (Verdict.UNREACHABLE, "only a part of the answer arrived"),
    "malformed": (Verdict.UNREACHABLE, "the answer was not one that a web server gives"),
    "redirect_loop": (Verdict.UNREACHABLE, "the site sent us round in circles"),
    "http_5xx": (Verdict.UNREACHABLE, "the site reported a fault of its own"),
    "too_large": (Verdict.UNREACHABLE, "the answer was larger than we take"),
    "not_html": (Verdict.UNREADABLE, "the answer was no web page"),
    "no_article": (Verdict.UNREADABLE, "a page came, and the article was not found in it"),
    "redirect_elsewhere": (Verdict.UNREADABLE, "the article's address led to another page"),
    "parked": (Verdict.UNREADABLE, "a placeholder stood in place of the whole site"),
    "site_replaced": (Verdict.UNREADABLE, "something else stood in place of the whole site"),
    "emptied": (Verdict.UNREADABLE, "the page came without any text of the article"),
    "shrunk": (Verdict.UNREADABLE, "the page came with little left of the article's text"),
    "needs_javascript": (Verdict.UNREADABLE, "the page showed its text only to a browser that runs scripts"),
    "parser_limit": (Verdict.UNREADABLE, "the page was built in a way that cannot be read in full"),
    "parser_timeout": (Verdict.UNREADABLE, "reading the page took too long"),
    "offline": (Verdict.OFFLINE, "our own network was down"),
    "no_url": (Verdict.UNLOCATED, "the note has no address"),
    "private_address": (Verdict.REFUSED, "the address leads into a private network, which is not fetched"),
    "bad_scheme": (Verdict.REFUSED, "the address is of a kind that is not fetched"),
    "bad_url": (Verdict.REFUSED, "the address is none that can be fetched"),
}

# The reasons under which an article may be called `removed`; `site_gone` is only ever said by `decide`.
ABSENCES: Final = frozenset({"http_404", "http_410", "soft_404", "redirect_home", "redirect_section", "site_gone"})


def verdict_of(reason: str) -> Verdict:
    """What one look with that reason would be called, alone. An unknown word is no evidence: `unreachable`."""
    return REASONS[reason][0] if reason in REASONS else Verdict.UNREACHABLE


def words_of(reason: str) -> str:
    """What a look with that reason showed, as a clause in the past tense."""
    return REASONS[reason][1] if reason in REASONS else "no complete answer came"


def speaks_of_archive(reason: str) -> bool:
    """Whether the reason is about another archive: never evidence about the original."""
    return reason.startswith("archive_")
