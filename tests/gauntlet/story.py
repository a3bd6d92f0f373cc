"""The article that every trial of the gauntlet begins with, and the note that holds its copy."""

from __future__ import annotations

TITLE = "Une passerelle pour la rivière Bâlea"

_WHO = ("Le maire, José Núñez,", "L’architecte Élodie Brâncuș", "La préfète", "Un conseiller de l’opposition")
_WHAT = (
    "a expliqué que la passerelle numéro {n} coûterait {n}4 millions d’euros à la région",
    "a répété que les travaux de l’étape {n} dureraient jusqu’en été {y}",
    "a demandé pourquoi le chantier {n} avait été confié à une société de Besançon en {y}",
    "a rappelé que {n}70 habitants avaient été évacués après la crue de {y}",
    "a promis que le sentier {n} resterait ouvert aux élèves pendant l’année {y}",
)

# Latin-1 throughout, so that the same article can be served in any encoding; about five kilobytes as a page.
SENTENCES = tuple(
    f"{_WHO[n % 4]} {_WHAT[n % 5].format(n=n + 11, y=1987 + n)}, selon le procès-verbal de la séance.".replace(
        "’", "'"
    ).replace("ș", "s")
    for n in range(24)
)


def page(sentences: tuple[str, ...] = SENTENCES, *, title: str = TITLE, head: str = "", more: str = "") -> bytes:
    """The article on its site, two sentences a paragraph."""
    text = "\n".join(f"<p>{' '.join(sentences[n : n + 2])}</p>" for n in range(0, len(sentences), 2))
    return f"""<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>{title} | La Gazette</title>
<meta property="og:title" content="{title}">{head}</head><body>
<nav><a href="/">Accueil</a> <a href="/une">À la une</a> <a href="/sport">Sport</a></nav>
<article><h1>{title}</h1><div class="entry-content">
{text}
</div></article>
<aside><h3>À lire</h3><a href="/a">Tempête sur la côte</a><a href="/b">La coupe est gagnée</a>{more}</aside>
<footer><p>Tous droits réservés, La Gazette.</p></footer></body></html>
""".encode()


def note(url: str, sentences: tuple[str, ...] = SENTENCES) -> str:
    """The copy of it."""
    return f"---\nurl: {url}\ntitle: {TITLE}\n---\n" + "\n\n".join(
        " ".join(sentences[n : n + 2]) for n in range(0, len(sentences), 2)
    )
