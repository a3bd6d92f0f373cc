"""Trials that take more than one answer: each is a test of its own, and takes its words from here."""

from __future__ import annotations

from tests.gauntlet.trials import Trial


def _said(rows: str, what: str, verdict: str, reason: str = "", flag: str = "", *, news: bool = False) -> Trial:
    return Trial(path="", rows=rows, what=what, verdict=verdict, reason=reason, flag=flag, news=news)


SITUATIONS = {
    "cut once": _said("G9", "neither length nor chunks, cut once; the next time whole", "intact"),
    "gone after cut": _said(
        "G9", "the same, cut for good: for as long as it lasts nothing is said", "unreachable", "truncated"
    ),
    "stumbling": _said(
        "G42", "404, 500 or an empty page, said to a conditional request alone: asked again without the condition",
        "intact",
    ),
    "lying etag": _said(
        "G44", "the ETag stays while the text changes: found by the seventh look, which is made without conditions",
        "edited", "text_differs", news=True,
    ),
    "stale cache": _said(
        "G45", "an edit; then the old text once more, from a stale cache, and the new one again: told once",
        "edited", "text_differs",
    ),
    "alternating": _said("G46", "two texts in turn, request by request", "intact", flag="variant"),
    "furniture": _said("G47", "links, advertisements, counters, tokens and “5 minutes ago” of every visit", "intact"),
    "held": _said(
        "G59", "429 with Retry-After: within that time nobody is asked, in other runs neither", "blocked", "http_429"
    ),
    "hostile headline": _said(
        "G89", "a headline of markup, a formula, control characters and a mail header", "edited", "fields_differ",
        news=True,
    ),
    "name gone": _said(
        "G92", "a name that is gone on five days in fourteen, while others are found", "removed", "site_gone",
        news=True,
    ),
    "clock ahead": _said(
        "", "404 three times in a day, while our own clock jumps ahead by nine days and the sites' clocks do not",
        "missing", "http_404",
    ),
    "all fail": _said("G95", "no host answers", "offline", "offline"),
    "no names": _said("G95", "no name is found, for nobody", "offline", "offline"),
    "held and silent": _said(
        "G95", "no host answers, and one is not asked, as it had asked for time the day before", "offline", "offline"
    ),
    "one answers": _said("G95", "no host answers but one", "unreachable", "refused"),
    "captive": _said("G95", "every host leads to the same login page of a network", "blocked", "login"),
    "site-wide": _said("G96", "thirty of thirty articles of one host answer 404 at once", "missing", "http_404"),
    "head differs": _said("G98", "HEAD would answer otherwise: it is never sent", "intact"),
    "second look cut": _said("", "an edit whose second look breaks off, both times", "unreachable", "truncated"),
    "second look old": _said("", "an edit that the second look does not show", "intact", flag="variant"),
    "second look agrees": _said(
        "", "an edit that a second look, on a new connection and after the host's delay, shows too",
        "edited", "text_differs", news=True,
    ),
    "shrunk": _said("", "little of the article is left", "unreadable", "shrunk"),
    "shrunk soon": _said("", "the same, seen again before `confirm_after`", "unreadable", "shrunk"),
    "shrunk later": _said("", "the same, seen again after `confirm_after`", "edited", "text_differs", news=True),
    "shrunk and back": _said("", "the whole article again, after it had shrunk once", "intact"),
    "emptied": _said("", "nothing of the article is left, however often that is seen", "unreadable", "emptied"),
}  # fmt: skip
