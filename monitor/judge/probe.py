"""What a site answers to an address that it cannot have: a value that the capture side brings, at most once a day.

The idea is the random sibling of Bar-Yossef and others (*Sic transit gloria telae*, WWW 2004): the article's own
folder and 25 random letters. A site that answers 404 to that says 404 when it means it; one that answers 200 shows how
its "not found" looks, in whatever language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.judge import address

# From this likeness on (shingles of five words, normalised text) two pages are one template: research, faults 4.2.4.
ALIKE: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """The answer to a random sibling, and how like the page at hand it is.

    `likeness` and `home_likeness` (0 to 1) compare the text of the page at hand with the sibling's and with the home
    page's; None where it was not measured. `catch_alls` are addresses at which three or more different articles of
    the site, or the sibling, ended. `wall`: the page at hand may stand before all others (a door, a shell, a notice of
    works); `another`: it is positively a page of another site. A page that is neither is the site's own.
    """

    at: datetime
    status: int
    final_url: str = ""
    likeness: float | None = None
    home_likeness: float | None = None
    catch_alls: frozenset[str] = frozenset()
    wall: bool = False
    another: bool = False

    @property
    def honest(self) -> bool:
        """The site says 404 to what it has not: its 200 is no "not found" in disguise."""
        return self.status in (404, 410)

    @property
    def alike(self) -> bool:
        """The page at hand is what this site shows for addresses that it has not."""
        return not self.honest and self.likeness is not None and self.likeness >= ALIKE

    @property
    def one_page_site(self) -> bool:
        """The page at hand is also the home page: the whole site shows one page, which says nothing of the article."""
        return self.home_likeness is not None and self.home_likeness >= ALIKE

    def catches(self, url: str) -> bool:
        """Whether an address is one to which this site sends what it has not."""
        if not self.honest and address.same(self.final_url, url):
            return True
        return any(address.same(caught, url) for caught in self.catch_alls)
