"""2 snapshot → article. Pure: values in, values out; no clock, no network, no files.

    normalise     the one way in: what of all this is asked, and in which order

    decode        bytes → text: labels (what encodings are called), weighing (which it is), spelling (whose letters
                  these are), mojibake
    parse         text → a tree              visible    a tree → its text, block by block; islands: pieces of a line
    view          what else a page says      select     CSS selectors on a tree
    jsonld        what it says in JSON-LD    rules      what is known about single sites; scope: laid over a page

    copy          a note → the baseline      guided     a text that we hold, found in a page:
    markdown      its lines → blocks           anchors  which letters of one stand in the other
    owned         what is its owner's          choose   which blocks of the page are the article
    damage        what scrapers leave in it
    networks        promotion of a site's own
    ends          copies that were cut off     boxes    prose between its paragraphs that may be the page's own
                                               relate   how both go together; naming: what one side lacks
    fold          what is no change            recut    flat and glued copies, cut at the page's borders; seams
    sentences     blocks → sentences         article    nothing is held: the text is guessed

    fields        headline, byline, dates: titles, headlines, masthead, bylines, datelines, dates
    notices       the publisher's own words about corrections

    walls         beginnings before a paywall unbuilt    pages that scripts will build, from their data (state)
    page          what kind of page this is, by signs: look (what they are read from), marks (in markup), phrases and
                  wordings (in words), withdrawals, narrative (how much of a text tells something)

`STAMP` names the cleaner and every library that shapes its output. Two articles are compared only where their stamps
are the same; raise `VERSION` with every change that may alter an article read from the same bytes.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

VERSION = 3

# Whatever decides how bytes become characters, a tree, an article or sentences.
_SHAPING = ("lxml", "resiliparse", "razdel", "sentencex", "trafilatura", "htmldate", "dateparser", "beautifulsoup4")


def _stamp() -> str:
    parts = [f"clean/{VERSION}"]
    for name in _SHAPING:
        try:
            parts.append(f"{name}/{version(name)}")
        except PackageNotFoundError:
            parts.append(f"{name}/-")
    return " ".join(parts)


STAMP = _stamp()
