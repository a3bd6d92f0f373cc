"""What kind of page is this? Situations: what stands where an article was asked for, and articles that speak of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.clean.page import Kind, kind_of
from monitor.clean.parse import Page, parse
from monitor.model import NotAnArticle
from tests.subjects import SHAPES, subjects

PAGES = Path(__file__).parent / "pages"
KINDS = sorted((PAGES / "kinds").glob("*/*.html"))
ADDRESS = "https://vesti.example/news/2024/03/kto-vladeet-portom.html"


def page_of(body: str | bytes) -> Page:
    """A page as the parser gives it."""
    found = parse(body.encode() if isinstance(body, str) else body, "text/html; charset=utf-8")
    assert not isinstance(found, NotAnArticle)
    return found


def kind(body: str | bytes, **answer: object) -> Kind:
    """The kind of a page that was sent as a success unless said otherwise."""
    given: dict[str, object] = {"status": 200, "url": ADDRESS, "final_url": ADDRESS, **answer}
    return kind_of(page_of(body), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", KINDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_of_each_kind_sent_as_a_success_is_known_for_what_it_is(path: Path) -> None:
    """Without any help from status or headers, the page alone says what it is, and two layers of it say so."""
    final = "https://vesti.example/" if path.parent.name == "home" else ADDRESS
    found = kind(path.read_bytes(), final_url=final)
    assert found.name == path.parent.name, found
    assert found.evidence


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_an_article_about_errors_is_an_article(shape: object) -> None:
    """A hundred articles whose subject is errors, captchas, paywalls and removals; none is what it speaks of."""
    wrong = {}
    for title, paragraphs in subjects():
        found = kind(shape(title, paragraphs))  # type: ignore[operator]
        if found.name != "article":
            wrong[title] = found
    assert not wrong


def test_there_are_a_hundred_of_them() -> None:
    """In Russian, English and the other languages of the seeds, each with another headline."""
    titles = [title for title, _ in subjects()]
    assert len(titles) == len(set(titles)) == 100


ARTICLE = next(iter(subjects()))


def test_cloudflares_header_makes_a_challenge_of_an_empty_page() -> None:
    """`cf-mitigated: challenge` is the guard's own word."""
    found = kind("<html></html>", status=403, headers=[("CF-Mitigated", "challenge"), ("Server", "cloudflare")])
    assert found.name == "challenge"
    assert any("cf-mitigated" in each for each in found.evidence)


def test_a_bare_403_is_no_challenge() -> None:
    """A plain refusal has its own name, the status; a challenge needs evidence of one."""
    body = "<html><body><h1>Forbidden</h1></body></html>"
    assert kind(body, status=403).name == "no_article"
    assert kind(body, status=403, headers=[("Server", "cloudflare")]).name == "no_article"


def test_the_same_refusal_with_a_guards_number_is_a_challenge() -> None:
    """Akamai's reference number says who refused."""
    body = (PAGES / "kinds" / "challenge" / "akamai-denied.html").read_bytes()
    assert kind(body, status=403, headers=[("Server", "AkamaiGHost")]).name == "challenge"


def test_a_503_with_a_challenge_is_a_challenge_and_one_without_is_an_error() -> None:
    """The status alone does not tell them apart; the page does."""
    challenge = (PAGES / "kinds" / "challenge" / "ddos-guard.html").read_bytes()
    assert kind(challenge, status=503).name == "challenge"
    error = kind("<h1>Service Unavailable</h1>", status=503)
    assert (error.name, error.evidence[0]) == ("error_page", "server_error")


def test_an_error_page_names_its_class_first() -> None:
    """Not found, out of order and under repair mean different things to whoever counts removals."""
    for stem, name in (
        ("not-found-uk", "not_found"),
        ("bad-gateway", "server_error"),
        ("maintenance-ru", "maintenance"),
        ("php-fatal", "server_error"),
    ):
        found = kind((PAGES / "kinds" / "error_page" / f"{stem}.html").read_bytes())
        assert found.evidence[0] == name, (stem, found)


def test_an_article_sent_with_404_and_the_scripts_of_a_guard_is_not_called_a_challenge() -> None:
    """Cloudflare's scripts run on pages that it lets through; an address may answer 404 and show the article."""
    title, paragraphs = ARTICLE
    scripts = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    long = "".join(f"<p>{text}</p>" for text in paragraphs * 4)
    body = f"<html><head><title>{title}</title>{scripts}</head><body><h1>{title}</h1>{long}</body></html>"
    assert kind(body).name == "article"
    assert kind(body, status=404).name != "challenge"


def test_a_login_form_in_the_side_bar_makes_no_login_page() -> None:
    """Many sites carry one on every page."""
    title, paragraphs = ARTICLE
    form = (
        '<aside><form class="login-form"><input name="u"><input type="password"><button>Войти</button></form></aside>'
    )
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    assert kind(f"<title>{title}</title><body>{form}<h1>{title}</h1>{text}</body>").name == "article"


def test_known_headline_with_a_removal_notice_is_a_withdrawal_and_without_headline_an_error() -> None:
    """The publisher who takes an article back keeps its headline; an error page has none."""
    notice = "<p>Материал удалён по решению редакции.</p>"
    head = "<title>Кому принадлежит порт — Вести</title><meta property='og:type' content='article'>"
    assert kind(f"{head}<h1>Кому принадлежит порт</h1>{notice}").name == "withdrawn"
    assert kind("<title>404</title><h1>Страница не найдена</h1><p>Страница была удалена.</p>").name == "error_page"


def test_an_empty_page_is_no_article_and_nothing_else() -> None:
    """Nothing there is no evidence of anything."""
    assert kind("<html><body></body></html>").name == "no_article"


@pytest.mark.corpus
def test_pages_that_stood_in_place_of_articles_are_known_for_what_they_are(corpus: Path) -> None:
    """Real parked, missing, suspended and refused pages: none an article, and 95 % under their own label."""
    from bench.pages_kinds import judge_kinds

    outcome = judge_kinds(corpus)
    assert not outcome.taken_for_articles
    assert outcome.agreed >= 0.95 * outcome.total, outcome.disagreements


@pytest.mark.corpus
def test_real_article_pages_are_articles(corpus: Path) -> None:
    """A tenth of the gold pages, in eleven languages."""
    import gzip

    addresses = json.loads((corpus / "articles-gold" / "ground-truth.json").read_text())
    for name in sorted(addresses)[::10]:
        body = gzip.decompress((corpus / "articles-gold" / "html" / f"{name}.html.gz").read_bytes())
        found = parse(body, None)
        assert not isinstance(found, NotAnArticle)
        assert kind_of(found, url=addresses[name]["url"]).name == "article", name
