"""Sites whose "not found" is not a 404, and a folder that is looked at as the days go by."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import time_machine

from tests.folder import Folder
from tests.servers.site import Page, Request, Site

HOUR = 3600.0
DAY = 24 * HOUR
# "Page not found" as sites say it; what stands there in Arabic, Finnish and Japanese is in no list of phrases.
NOWHERE = {
    "fi": "Täällä ei ole mitään nähtävää. Etsimäsi juttu on kadonnut tai sitä ei ole koskaan ollutkaan.",
    "ja": "お探しのものはここにはございません。恐れ入りますが、ほかの記事をお楽しみください。",
    "ar": "لا شيء هنا يا صديقي. ربما ضاعت الصفحة التي تبحث عنها أو أنها لم تكن موجودة أصلا.",
    "en": "Page not found. Sorry, the page that you are looking for does not exist (404).",
    "ru": "Страница не найдена. К сожалению, такой страницы нет на нашем сайте (404).",
}


def template(words: str, *, title: str = "La Gazette", head: str = "") -> bytes:
    """A page of the site with a few words in it."""
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
<nav><a href="/">Accueil</a> <a href="/une">À la une</a> <a href="/sport">Sport</a></nav>
<main><p>{words}</p></main>
<footer><p>Tous droits réservés, La Gazette.</p></footer></body></html>""".encode()


class _Pages(dict[str, Any]):
    otherwise: Page | Callable[[Request], Page] | None = None

    def get(self, path: str, default: Any = None) -> Any:
        found = super().get(path, default)
        return self.otherwise if found is None and not path.startswith("/robots.txt") else found


class Lenient(Site):
    """A site that has an answer for every address, once it is told which."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port)
        self.pages: _Pages = _Pages(self.pages)

    def otherwise(self, page: Page | Callable[[Request], Page] | None) -> None:
        self.pages.otherwise = page

    def probes(self) -> list[str]:
        """What was asked that nobody ever put there."""
        return [one.path for one in self.log if one.path not in self.pages and not one.path.startswith("/robots.txt")]


class Days:
    """`monitor check` on this day and that."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.began = folder, time.time()

    def look(self, day: float, *arguments: str) -> dict[str, dict[str, Any]]:
        with time_machine.travel(self.began + day * DAY):
            return {line["seed"]: line for line in self.folder.check(*arguments)}

    def run(self, day: float, *arguments: str) -> str:
        with time_machine.travel(self.began + day * DAY):
            result = self.folder.run(*arguments)
        assert result.code == 0, result.err
        return result.out
