"""What kind of page is this: an article, or what stands in its place?

Evidence comes in layers (see `signs.py`): the status line, headers, the title and headlines, the page's structure, its
text. A kind is named only where its signs reach `ENOUGH` and come from two layers at least, and what reads like an
article weighs against all of them. Phrases alone never suffice: an article about error 404 is an article.

What this file does not do: look for the known text. That question is asked first, in `normalise.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.clean import signs
from monitor.clean.look import LONG_PROSE, SHORT_PROSE, Look
from monitor.clean.parse import Page
from monitor.clean.signs import Sign
from monitor.clean.view import View
from monitor.model import Article

# A kind is named from this sum of weights on. One strong sign (0.7) and one supporting sign (0.3) reach it.
ENOUGH = 1.0
# Where two kinds reach as much, the more particular says more.
_ORDER = (
    "legal", "challenge", "suspended", "parked", "not_found", "server_error", "maintenance", "withdrawn",
    "host_default", "paywall", "login", "consent", "needs_javascript", "listing",
)  # fmt: skip
_ERRORS = frozenset({"not_found", "server_error", "maintenance"})
# Kinds that a page must put in words: their forms, tools and elements stand on pages of every kind.
_SPOKEN = frozenset({"login", "consent", "paywall", "withdrawn", "legal"})
# But for a wall that metadata and elements announce together: that is said in every language alike.
_LOCKED = frozenset({"metadata", "markup"})
# What stands in an article's place does not stand below its headline.
_HEADLESS = frozenset(
    {"legal", "challenge", "suspended", "parked", "not_found", "server_error", "maintenance", "host_default", "listing"}
)
_UNDER_ITS_HEADLINE = 0.5
_HEADS = frozenset({"title", "headline"})
_SURROUNDINGS = frozenset({"status", "structure", "refresh", "metadata"})
_WORDS = frozenset({"title", "headline", "text", "status", "header"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a page is. `evidence` names what showed it, strongest first; `sure` is 0 to 1.

    `name` is one of article, challenge, consent, login, paywall, needs_javascript, error_page, parked, host_default,
    suspended, listing, home, legal, withdrawn; or no_article, for a page that is none of these and holds no article.
    The first evidence of an `error_page` is its class: `not_found`, `server_error` or `maintenance`.
    """

    name: str
    evidence: tuple[str, ...] = ()
    sure: float = 1.0


def kind_of(
    page: Page,
    *,
    status: int = 200,
    headers: Iterable[tuple[str, str]] = (),
    url: str = "",
    final_url: str = "",
    known: Article | None = None,
    view: View | None = None,
) -> Kind:
    """The kind of a page, from its tree and the answer that brought it. `view` saves reading the page twice."""
    held = {name.lower(): value.lower() for name, value in headers}
    look = Look(view or View(page), final_url=final_url or url, known=known)
    found = [
        *signs.of_status(status),
        *signs.of_headers(held, status),
        *signs.of_title(look),
        *signs.of_markup(look),
        *signs.of_text(look),
        *signs.of_structure(look),
    ]
    found += _told_apart(found, status)
    totals = {kind: total for kind in _ORDER if (total := _total(kind, found, look)) >= ENOUGH}
    if totals:
        best = max(totals, key=lambda kind: (round(totals[kind], 3), -_ORDER.index(kind)))
        return _named(best, totals[best], found, look)
    if _can_be_article(look) and (status < 400 or _certainly(look)):
        marks = (f"{look.main_words} words that tell something", *look.article_marks)
        return Kind(name="article", evidence=marks, sure=min(1.0, 0.4 + _articleness(look, look.main_words) / 2))
    refusals = tuple(sign.name for sign in found if sign.kind == "refused" and sign.layer != "structure")
    return Kind(name="no_article", evidence=(*refusals, f"{look.main_words} words that tell something"), sure=0.5)


def _told_apart(found: Sequence[Sign], status: int) -> list[Sign]:
    """What a plain "no" (`refused`) is, by what stands beside it.

    "Access restricted" is what challenges, blocks by law and servers say alike. Legal words make it legal; a guard's
    own marks, or its being sent as a success, a challenge. A bare 403 is what its status says, and no more.
    """
    plain = [sign for sign in found if sign.kind == "refused"]
    as_kinds = []
    if any(sign.kind == "legal" and sign.layer == "text" for sign in found):
        challenged = [sign for sign in found if sign.kind == "challenge" and sign.layer in _HEADS]
        as_kinds += [replace(sign, kind="legal") for sign in (*plain, *challenged)]
    # A guard asks for scripts too, and its own marks say who asks.
    if any(sign.kind == "challenge" and sign.layer == "markup" and sign.weight >= 0.7 for sign in found):
        as_kinds += [replace(sign, kind="challenge") for sign in found if sign.kind == "needs_javascript"]
    if status < 400 or any(sign.kind == "challenge" and sign.layer not in _SURROUNDINGS for sign in found):
        as_kinds += [replace(sign, kind="challenge") for sign in plain]
    return as_kinds


def _total(kind: str, found: Sequence[Sign], look: Look) -> float:
    """The weight of a kind's signs, the strongest of each layer, less what speaks for an article."""
    layers: dict[str, float] = {}
    for sign in found:
        if sign.kind == kind:
            layers[sign.layer] = max(layers.get(sign.layer, 0.0), sign.weight)
    if not set(layers) - {"structure"} or (len(layers) < 2 and max(layers.values()) < 1.3):
        return 0.0
    if kind in _SPOKEN and not set(layers) & _WORDS and not (kind == "paywall" and set(layers) >= _LOCKED):
        return 0.0
    # A page without a text has not said that it was withdrawn.
    if kind == "withdrawn" and "text" not in layers:
        return 0.0
    # Where a headline announces the kind, the text that speaks against it must stand under that headline.
    against = _articleness(look, min(look.main_words, look.announced.get(kind, look.main_words)))
    if look.is_headed and kind in _HEADLESS:
        against += _UNDER_ITS_HEADLINE
    # The beginning of an article stands before a paywall: it speaks against one only a little.
    return sum(layers.values()) - against * (0.3 if kind == "paywall" else 1.0)


def _named(kind: str, total: float, found: Sequence[Sign], look: Look) -> Kind:
    held = sorted((sign for sign in found if sign.kind == kind), key=lambda sign: -sign.weight)
    evidence = tuple(dict.fromkeys(sign.name for sign in held))
    sure = min(1.0, total / 2)
    if kind in _ERRORS:
        return Kind(name="error_page", evidence=(kind, *evidence), sure=sure)
    if kind == "listing" and look.is_home:
        return Kind(name="home", evidence=evidence, sure=sure)
    return Kind(name=kind, evidence=evidence, sure=sure)


def _can_be_article(look: Look) -> bool:
    """Whether there is running text, and not all of it talks to the visitor."""
    told, all_of_it = look.main_words, look.prose_words
    least = 15 if look.article_marks else 30
    return told >= SHORT_PROSE or (all_of_it >= least and told >= max(5, 0.15 * all_of_it))


def _certainly(look: Look) -> bool:
    """Whether it is an article though its status says otherwise: a long one, and the page says so itself."""
    return bool(look.article_marks) and look.main_words >= LONG_PROSE


def _articleness(look: Look, told: int) -> float:
    """How much a page reads like an article: 0 for no text that tells something, 1.3 for a long one that says so."""
    if told < SHORT_PROSE:
        return 0.0
    by_length = 0.6 * min(1.0, told / LONG_PROSE) + 0.3 * min(1.0, max(0, told - LONG_PROSE) / (2 * LONG_PROSE))
    return by_length + 0.15 * len(look.article_marks)
