"""Signs of what a page is, by layer: status, headers, title and headlines, markup, text, structure.

A sign has a kind, a layer, a weight and a name. It proves nothing alone; `page.py` weighs them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.clean import jsonld, phrases, titles, withdrawals, wordings
from monitor.clean.look import LONG_PROSE, NOTICE, SHORT_PROSE, Look
from monitor.clean.marks import IN_SCRIPTS, MARKS
from monitor.clean.view import HEADINGS, Run, joined_words


@dataclass(frozen=True, slots=True)
class Sign:
    """`kind` is one of `page.Kind`'s names, or finer: `not_found`, `server_error`, `maintenance` for an error page;
    `refused` for a plain "no", which only beside a guard's marks, or under a status of success, is a challenge."""

    kind: str
    layer: str
    weight: float
    name: str


PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("not_found", phrases.NOT_FOUND),
    ("server_error", phrases.SERVER_ERROR),
    ("maintenance", phrases.MAINTENANCE),
    ("host_default", phrases.UNBUILT),
    ("parked", phrases.PARKED),
    ("suspended", phrases.SUSPENDED),
    ("refused", phrases.REFUSAL),
    ("challenge", phrases.CHALLENGE),
    ("login", phrases.LOGIN),
    ("paywall", phrases.PAYWALL),
    ("consent", phrases.CONSENT),
    ("legal", phrases.LEGAL),
    ("needs_javascript", phrases.NEEDS_JAVASCRIPT),
)


# ── status and headers ────────────────────────────────────────────────────────────────────────────


def of_status(status: int) -> Iterator[Sign]:
    """What the status line says. 404 is nearly a word of its own; a 503 brings a challenge as often as a fault."""
    name = f"status {status}"
    if status == 451:
        yield Sign("legal", "status", 1.3, name)
    elif status in {404, 410}:
        yield Sign("not_found", "status", 0.8, name)
    elif status in {401, 407}:
        yield Sign("login", "status", 0.8, name)
    elif status == 402:
        yield Sign("paywall", "status", 0.8, name)
    elif status in {403, 405, 406, 418, 429, 999}:
        yield Sign("refused", "status", 0.6, name)
    elif status == 503 or 520 <= status <= 530:
        yield Sign("server_error", "status", 0.5, name)
        yield Sign("maintenance", "status", 0.4, name)
        yield Sign("challenge", "status", 0.2, name)
    elif status >= 500:
        yield Sign("server_error", "status", 0.8, name)


# (header, what its value holds, weight): a guard says itself that it stood in the way.
_GUARD_HEADERS: tuple[tuple[str, str, float], ...] = (
    ("cf-mitigated", "challenge", 1.3),
    ("cf-mitigated", "", 1.0),
    ("x-amzn-waf-action", "", 1.3),
    ("x-vercel-mitigated", "", 1.3),
    ("x-sucuri-block", "", 1.3),
    ("x-datadome", "", 0.3),
    ("x-yandex-captcha", "", 1.3),
)
# Who answers in the publisher's place. The first kind answers only itself; the others hand on the publisher's answers
# too, so that their names beside a refusal say little.
_ANSWERS_ITSELF = ("akamaighost", "awselb", "big-ip", "bigip")
_STANDS_BEFORE = (
    "ddos-guard", "qrator", "cloudflare", "sucuri", "imperva", "stormwall", "variti", "servicepipe", "ngenix",
    "cloudfront", "wallarm", "gcore",
)  # fmt: skip


def of_headers(held: Mapping[str, str], status: int) -> Iterator[Sign]:
    """What the headers say; names and values in lower case."""
    for name, value, weight in _GUARD_HEADERS:
        if name in held and value in held[name]:
            yield Sign("challenge", "header", weight, f"{name}: {held[name][:60]}")
    server = held.get("server", "")
    if status in {401, 403, 405, 406, 429, 503}:
        if any(each in server for each in _ANSWERS_ITSELF):
            yield Sign("challenge", "header", 0.6, f"server: {server[:60]}")
        elif any(each in server for each in _STANDS_BEFORE):
            yield Sign("refused", "header", 0.2, f"server: {server[:60]}")
    if status == 403 and "error" in held.get("x-cache", "") and "cloudfront" in held.get("x-cache", ""):
        yield Sign("challenge", "header", 0.6, f"x-cache: {held['x-cache'][:60]}")
    if status in {403, 429, 503} and "cforigin;dur=0" in held.get("server-timing", "").replace(" ", ""):
        yield Sign("challenge", "header", 0.6, "server-timing: the origin was not asked")
    if status == 401 and "www-authenticate" in held:
        yield Sign("login", "header", 0.5, "www-authenticate")


# ── title and headlines ───────────────────────────────────────────────────────────────────────────

_DOMAIN = re.compile(r"\b(?:domains?|domen\w{0,3}|домен\w{0,3}|domeni\w{1,4})\b")
# What may stand beside a phrase without making a headline be about something.
_FILLER = frozenset(
    phrases.words(
        """
        404 403 410 451 500 502 503 504 1020 1015 0 http error ошибка помилка eroare błąd sorry oops ups ой упс whoops
        hmm uh oh the a an this that is are it we you your was page site website страница сторінка сайт веб strona
        strony pagina ul aici nowa новый наш naszej our ie e еще уже i и та to ta o в w на la de pe код code kod
        please извините извините przepraszamy scuze portal портал cloudflare nginx apache
        """
    )
)


# From this share of words on that stand for a notice's notions a headline says nothing else.
_WHOLLY = 0.7
# And a sentence hardly anything else.
_MOSTLY = 0.5
_OPENING = 0.4


def of_title(look: Look) -> Iterator[Sign]:
    """What the title and the headlines announce: a phrase, and hardly anything else beside it.

    A headline of which the phrase is a small part is about something; one that consists of it is it, unless the text
    under it goes on to tell something.
    """
    said = {titles.key(text) for text in look.title_parts}
    for layer, texts in (("title", look.title_parts[:3]), ("headline", look.headings[:3])):
        for kind, kind_phrases in PHRASES:
            best = (0.0, "")
            for text in texts:
                weight, phrase = _announcement(text, kind, kind_phrases)
                if weight < 1.0 and layer == "headline" and titles.key(text) in said:
                    continue  # the title says it already
                if weight == 1.0:
                    told = look.told_under(text)
                    look.announced[kind] = min(told, look.announced.get(kind, told))
                    weight -= 0.65 * _between(told, 0.6 * SHORT_PROSE, 1.4 * SHORT_PROSE)
                elif weight and look.words <= 2 * NOTICE and look.main_words < 0.7 * SHORT_PROSE:
                    weight = 0.6  # hardly anything stands beside it
                best = max(best, (weight, phrase))
            if best[0]:
                yield Sign(kind, layer, 0.7 * best[0], f"{layer}: {best[1]}")
    for layer, texts in (("title", [look.view.title]), ("headline", look.headings[:2])):
        if any(_names_host(text, look.host) and _DOMAIN.search(phrases.bare(text)) for text in texts):
            yield Sign("parked", layer, 0.6, f"{layer} speaks of the domain {look.host}")


def _between(value: float, low: float, high: float) -> float:
    """Where a value lies between two: 0 up to the lower, 1 from the higher on."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _announcement(text: str, kind: str, kind_phrases: tuple[str, ...]) -> tuple[float, str]:
    """How far a headline consists of a kind's phrases (1: altogether), and the longest of them."""
    all_words = phrases.words(text)
    joined = f" {' '.join(all_words)} "
    found = sorted((each for each in kind_phrases if f" {each} " in joined), key=len, reverse=True)
    if not found and kind == "not_found" and "404" in all_words and len(all_words) <= 6:
        found = ["404"]
    if not found:
        return _said_by_grammar(text, kind)
    rest = joined
    for phrase in found:
        rest = rest.replace(f" {phrase} ", "  ")
    left = [word for word in rest.split() if word not in _FILLER]
    if len(left) <= 0.25 * len(all_words) or _said_by_grammar(text, kind)[0] == 1.0:
        return 1.0, found[0]
    return (0.5 if len(all_words) <= 5 else 0.25), found[0]


def _said_by_grammar(text: str, kind: str) -> tuple[float, str]:
    """The same, where no phrase is known: by the notions that its sentences are made of."""
    best = 0.0
    for sentence in wordings.sentences([text]):
        share = wordings.kinds_said(sentence).get(kind, 0.0)
        if share:
            best = max(best, 1.0 if share >= _WHOLLY else 0.25)
    return best, text[:60] if best else ""


def _names_host(text: str, host: str) -> bool:
    """Whether a text names the host, or a domain above it of two labels at least."""
    labels = host.split(".")
    low = text.lower()
    return any(".".join(labels[at:]) in low for at in range(max(0, len(labels) - 1)) if len(".".join(labels[at:])) > 6)


# ── markup ────────────────────────────────────────────────────────────────────────────────────────


def of_markup(look: Look) -> Iterator[Sign]:
    """Marks left in attributes and inline scripts, and what the metadata says."""
    view = look.view
    for mark in MARKS:
        if mark.needle in view.markup or (mark.kind in IN_SCRIPTS and mark.needle in view.scripts):
            yield Sign(mark.kind, "markup", mark.weight, mark.name)
    if re.search(r"(?:^|\s)(?:error-?404|page-404|not-?found)(?:\s|$)", view.body_class):
        yield Sign("not_found", "markup", 0.6, f"body class {view.body_class[:60]}")
    if look.described.articles and look.described.articles[0].free is False:
        yield Sign("paywall", "metadata", 0.8, "isAccessibleForFree: false")
    tier = view.metas.get("article:content_tier", "").lower()
    if tier in {"locked", "metered"}:
        yield Sign("paywall", "metadata", 0.4, f"content tier {tier}")
    if "noindex" in view.metas.get("robots", "").lower():
        yield from (Sign(kind, "metadata", 0.1, "noindex") for kind in ("not_found", "challenge", "login", "suspended"))


# ── text ──────────────────────────────────────────────────────────────────────────────────────────


def of_text(look: Look) -> Iterator[Sign]:
    """What the text says, weighed by how much of the page it is."""
    said = look.said
    for kind, kind_phrases in PHRASES:
        found = look.phrases_of(kind_phrases)
        sentences = said.get(kind, [])
        if found or sentences:
            weight = (0.3 if look.words > 120 else 0.5) + (0.1 if len(found) + len(sentences) > 1 else 0.0)
            yield Sign(kind, "text", weight, f"text: {found[0] if found else ' '.join(sentences[0][1])[:60]}")
        # A page most of whose sentences say one thing says that thing.
        wholly = [words for share, words in sentences if share >= _MOSTLY]
        if wholly and sum(map(len, wholly)) >= 0.5 * look.words and look.main_words < SHORT_PROSE:
            yield Sign(kind, "density", 0.5, f"{len(wholly)} sentences of {look.words} words in all say {kind}")
    # A refusal on legal grounds comes first and explains itself at length; a report says who said so.
    for share, sentence in said.get("legal", [])[:1]:
        joined = " ".join(sentence)
        if share >= _OPENING and joined in look.text[:600] and not wordings.is_report(joined):
            yield Sign("legal", "opening", 0.4, f"opens: {joined[:60]}")
    if _TRACE.search(" ".join(run.text for run in look.view.runs)[:5_000]):
        yield Sign("server_error", "trace", 0.6, "a program's own error message")
    domains = len(_DOMAIN.findall(look.text))
    if domains >= 3 and domains >= 0.03 * look.words:
        yield Sign("parked", "density", 0.5, f"the word domain {domains} times")
    notice = withdrawal(look.view.runs) if look.main_words < 2 * LONG_PROSE else ""
    if notice:
        yield Sign("withdrawn", "text", 0.6, f"text: {notice[:80]}")


# What PHP, Python, Java and ASP.NET print when they break.
_TRACE = re.compile(
    r"(?:Fatal error|Parse error|Warning|Uncaught \w*(?:Error|Exception)): .{0,400} on line \d+"
    r"|Traceback \(most recent call last\)|Server Error in '/|at [\w.$]+\([\w]+\.java:\d+\)"
)


_RUNS = 500  # of a page from which little has remained


def withdrawal(runs: Sequence[Run]) -> str:
    """The sentence by which a publisher takes the article back: in a short run of its own, outside the furniture."""
    for run in runs[:_RUNS]:
        if not run.furniture and run.linked <= 0.5 and run.tag not in HEADINGS and withdrawals.takes_back(run.text):
            return run.text
    return ""


# ── structure ─────────────────────────────────────────────────────────────────────────────────────

_WITHOUT_PROSE = (
    "not_found", "server_error", "maintenance", "refused", "challenge", "login", "consent", "parked", "host_default",
    "suspended", "legal", "withdrawn",
)  # fmt: skip


def of_structure(look: Look) -> Iterator[Sign]:
    """How much there is to read, and what stands there in its stead."""
    view = look.view
    for kind in _WITHOUT_PROSE:
        told = min(look.main_words, look.announced.get(kind, look.main_words))
        emptiness = _emptiness(look, told)
        if emptiness:
            yield Sign(kind, "structure", emptiness, f"{told} words that tell something")
    if (look.said.get("consent") or look.phrases_of(phrases.CONSENT)) and (button := _assent(view.runs)):
        yield Sign("consent", "form", 0.4, f"button: {button}")
    if view.passwords and look.prose_words < SHORT_PROSE:
        yield Sign("login", "form", 0.5, "password field")
    yield from _of_scripts(look)
    if look.known is not None and look.known.title:
        wanted = titles.key(look.known.title)
        if any(titles.key(text) == wanted for text in look.headings):
            yield Sign("withdrawn", "headline", 0.4, "known headline")
    if look.article_marks and look.main_words < LONG_PROSE:
        yield Sign("withdrawn", "metadata", 0.2, look.article_marks[0])
        yield Sign("paywall", "metadata", 0.1, look.article_marks[0])
    if len(look.said.get("paywall", ())) > 1 and look.main_words < 0.5 * LONG_PROSE:
        yield Sign("paywall", "structure", 0.4, f"{look.main_words} words that tell something before a wall")
    yield from _of_listing(look)


def _assent(runs: Sequence[Run]) -> str:
    """The words of a button that agrees to something, if there is one."""
    for run in runs:
        if run.words <= 4:
            found = phrases.words(run.text)
            if " ".join(found) in phrases.CONSENT or any("accept" in wordings.notions_of(word) for word in found):
                return run.text[:40]
    return ""


def _emptiness(look: Look, told: int) -> float:
    if look.words <= 5:
        return 0.6
    if look.words <= NOTICE:
        return 0.4
    return 0.3 * (1.0 - _between(told, 0.6 * SHORT_PROSE, 1.4 * SHORT_PROSE))


def _of_scripts(look: Look) -> Iterator[Sign]:
    view = look.view
    if not view.script_count or look.words >= 60:
        return
    if view.mounts:
        yield Sign("needs_javascript", "mount", 0.6, "empty mount point")
    elif not look.words:
        yield Sign("needs_javascript", "mount", 0.5, "nothing but scripts")
    elif view.hollow and not any(run.words > _LITTLE and not run.furniture for run in view.told):
        yield Sign("needs_javascript", "mount", 0.6, f"empty: {view.hollow}")
    if any(f" {phrase} " in joined_words(view.noscript) for phrase in phrases.NEEDS_JAVASCRIPT):
        yield Sign("needs_javascript", "noscript", 0.5, "noscript notice")
    yield Sign("needs_javascript", "structure", 0.5 if look.words < 15 else 0.2, f"{look.words} words seen")
    if view.refresh and "url=" not in view.refresh.lower():
        yield Sign("challenge", "refresh", 0.1, "page reloads itself")


# Words outside the furniture that a page may have and still be an empty frame: its name.
_LITTLE = 2

_LISTING_CLASS = re.compile(r"(?:^|\s)(?:home|archive|category|tag|blog|search-results|front)(?:\s|$)")


def _of_listing(look: Look) -> Iterator[Sign]:
    view = look.view
    teasers = sum(1 for run in view.runs if run.linked > 0.8 and 5 <= run.words <= 40)
    if teasers >= 8 and look.main_words < LONG_PROSE:
        yield Sign("listing", "structure", 0.7 if teasers >= 20 else 0.5, f"{teasers} linked headlines")
    if teasers >= 4 and look.described.types & jsonld.LISTING_TYPES and not look.described.articles:
        yield Sign("listing", "metadata", 0.4, "json-ld listing")
    if teasers >= 4 and view.metas.get("og:type", "").lower() in {"website", "blog"}:
        yield Sign("listing", "metadata", 0.3, f"og:type={view.metas['og:type'].lower()}")
    if _LISTING_CLASS.search(view.body_class):
        yield Sign("listing", "markup", 0.4, f"body class {view.body_class[:60]}")
    if look.is_home:
        yield Sign("listing", "address", 0.4, "the site's root")
    if teasers >= 8 and not any(tag == "h1" for tag, _ in view.headings):
        yield Sign("listing", "headline", 0.2, "no headline")
