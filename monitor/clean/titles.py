"""An article's headline, without what the site adds to it.

A page names its headline in several places, and they age differently: who rewrites a headline sees the one on the
page and forgets the metadata. So the visible one wins where both are there and differ in their words; and where any
of them that a reader can see is still the headline that is known, the article is not retitled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.clean.phrases import words

# Between a headline and a site's name. A colon is none: it stands inside headlines.
_CUT = re.compile(r"\s+(?:\||»|«|::|:|—|–|-|·|•|/|\\|~|›|‹|⋆|\*|/{2})\s+|\s*\|\s*|\s*::\s*")

# A seen headline that shares so many of its words with the known one is that one reworded.
_LIKE = 0.5
# Longer titles than this are none; work on them is bounded by it.
LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A headline, where it was read, and whether a reader sees it."""

    text: str
    where: str
    visible: bool = False


def key(text: str) -> str:
    """The words of a headline: what two spellings of it share."""
    return " ".join(words(text))


def without_suffix(title: str, *, names: Iterable[str] = (), suffix: str = "", headlines: Iterable[str] = ()) -> str:
    """A title without the site's addition.

    `suffix` is what a rule says stands at the end; `names` are the site's names for itself (a part that consists of
    one is taken off either end); `headlines` are other statements of the headline: where the title is one of them
    and something more behind a separator, the something is the site's.
    """
    title = " ".join(title[:LONGEST].split())
    bare_suffix = suffix.strip()
    if bare_suffix and title.casefold().endswith(bare_suffix.casefold()) and len(title) > len(bare_suffix):
        # The rule may write the separator or leave it out.
        title = title[: -len(bare_suffix)].rstrip()
        title = re.sub(r"(?:\s*(?:\||»|::|—|–|-|·|•))+$", "", title).rstrip()
    for headline in headlines:
        wanted = " ".join(headline.split())
        behind = title[len(wanted) :]
        if len(wanted) >= 8 and title.casefold().startswith(wanted.casefold()) and _CUT.match(behind):
            return title[: len(wanted)]
    known = {key(name) for name in names if key(name)}
    parts = _parts(title)
    while len(parts) > 1 and key(parts[-1][1]) in known:
        parts.pop()
    while len(parts) > 1 and key(parts[0][1]) in known:
        parts.pop(0)
    bare = title[parts[0][0] : parts[-1][2]].strip() if parts else title
    name, colon, rest = bare.partition(": ")  # no separator elsewhere: it stands inside headlines
    return rest.strip() if colon and rest.strip() and key(name) in known else bare


def beside(title: str, headline: str) -> str:
    """The part of a title that is a headline, where a separator parts it from something else; else the whole title."""
    wanted = key(headline)
    for cut in _CUT.finditer(title[:LONGEST]) if wanted else ():
        for part in (title[: cut.start()], title[cut.end() :]):
            if key(part) == wanted:
                return part.strip()
    return title


def behind(title: str, headlines: Iterable[str]) -> tuple[str, ...]:
    """What a title adds behind one of the headlines and a separator: most likely the site's name."""
    for headline in headlines:
        wanted = " ".join(headline[:LONGEST].split())
        rest = title[len(wanted) :][:LONGEST]
        if len(wanted) >= 8 and title.casefold().startswith(wanted.casefold()) and (cut := _CUT.match(rest)):
            return tuple(part for part in segments(rest[cut.end() :]) if len(part.split()) <= 5)
    return ()


def _parts(title: str) -> list[tuple[int, str, int]]:
    """The parts of a title between separators: (start, text, end)."""
    parts = []
    start = 0
    title = title[:LONGEST]
    for cut in _CUT.finditer(title):
        parts.append((start, title[start : cut.start()], cut.start()))
        start = cut.end()
    parts.append((start, title[start:], len(title)))
    return [part for part in parts if part[1].strip()]


def segments(title: str) -> list[str]:
    """The parts of a title between separators, as they read."""
    return [text.strip() for _, text, _ in _parts(" ".join(title.split()))]


def site_names(*, host: str, said: Iterable[str]) -> tuple[str, ...]:
    """What a site may call itself in a title: what it says, its host, and the host's first label."""
    host = host.lower().removeprefix("www.")
    label = host.rsplit(".", 1)[0]
    return tuple(dict.fromkeys(name for name in (*said, host, label, host.replace(".", " ")) if name))


def choose(candidates: list[Candidate], *, known: str = "", shown: bool = False) -> Candidate | None:
    """The headline.

    One that a reader sees and that says what is known, or nearly, is it. Else the first seen one, unless the page's
    metadata was never of one mind: where some of it repeats the seen headline and some the known one, the known one
    was always but another of its titles (for search engines, for sharing). Metadata that is stale says the old in all
    places. `shown`: the known one was itself seen on the page, so that only what is seen there speaks for it.
    """
    if not candidates:
        return None
    wanted = key(known)
    seen = [candidate for candidate in candidates if candidate.visible]
    said = [candidate for candidate in candidates if not candidate.visible]
    if wanted:
        for candidate in seen:
            if key(candidate.text) == wanted:
                return candidate
    agreeing = next((candidate for candidate in said if wanted and key(candidate.text) == wanted), None)
    if not seen:
        return agreeing or _best_supported(said, said)
    like = max(seen, key=lambda candidate: _likeness(key(candidate.text), wanted))
    best = like if _likeness(key(like.text), wanted) >= _LIKE else _best_supported(seen, candidates)
    if agreeing is not None and not shown and any(key(candidate.text) == key(best.text) for candidate in said):
        return agreeing
    return best


def _likeness(one: str, other: str) -> float:
    """The share of words that two headlines have in common."""
    words_of_one, words_of_other = set(one.split()), set(other.split())
    return len(words_of_one & words_of_other) / max(len(words_of_one), len(words_of_other), 1)


def _best_supported(group: list[Candidate], everything: list[Candidate]) -> Candidate:
    """The first of the group that another source names too, else the first."""
    for candidate in group:
        if any(other.where != candidate.where and key(other.text) == key(candidate.text) for other in everything):
            return candidate
    return group[0]
