"""Notes as tests write them, and what is said about them."""

from __future__ import annotations

from monitor import seeds
from monitor.model import Seed

ROMANIAN = (
    "Ministerul Educației a anunțat că elevii din clasele terminale vor susține examenele în luna iunie, iar "
    "rezultatele vor fi publicate după două săptămâni. Profesorii cer reguli mai clare și mai mult timp de pregătire."
)
RUSSIAN = (
    "Министерство образования объявило, что ученики выпускных классов будут сдавать экзамены в июне, а результаты "
    "опубликуют через две недели. Учителя просят более ясных правил и больше времени на подготовку к испытаниям."
)
UKRAINIAN = (
    "Міністерство освіти оголосило, що учні випускних класів складатимуть іспити у червні, а результати опублікують "
    "за два тижні. Вчителі просять зрозуміліших правил і більше часу на підготовку до випробувань у своїх школах."
)
SERBIAN = (
    "Министарство просвете је објавило да ће ученици завршних разреда полагати испите у јуну, а резултати ће бити "
    "објављени после две недеље. Наставници траже јаснија правила и више времена за припрему у својим школама. "
    "Родитељи кажу да су деца уморна и да нико није питао њих шта мисле о новом распореду."
)
CROATIAN = (
    "Ministarstvo obrazovanja objavilo je da će učenici završnih razreda polagati ispite u lipnju, a rezultati će biti "
    "objavljeni nakon dva tjedna. Nastavnici traže jasnija pravila i više vremena za pripremu u svojim školama."
)


def read(text: str | bytes, *, located: str | None = None) -> Seed:
    raw = text if isinstance(text, bytes) else text.encode()
    return seeds.read(raw, id="note", path="seeds/note.md", located=located)


def note(*fields: str, body: str = "\n# A heading\n\nSome text.\n") -> Seed:
    """A note of these lines of front matter."""
    return read("\n".join(["---", *fields, "---", body]))


def told(seed: Seed) -> dict[str, int | None]:
    """What is said to be wrong with a note, by code; what it merely lacks is left out."""
    return {problem.code: problem.line for problem in seed.problems if problem.code not in ("no_date", "no_title")}


def message(seed: Seed, code: str) -> str:
    return next(problem.message for problem in seed.problems if problem.code == code)
