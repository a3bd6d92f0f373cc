"""What kind of page is this? Situations: what stands where an article was asked for, and articles that speak of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.clean.page import Kind, kind_of
from monitor.clean.parse import Page, parse
from monitor.model import Article, NotAnArticle
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
    """Articles whose subject is errors, captchas, paywalls and removals; none is what it speaks of."""
    wrong = {}
    for title, paragraphs in subjects():
        found = kind(shape(title, paragraphs))  # type: ignore[operator]
        if found.name != "article":
            wrong[title] = found
    assert not wrong


def test_there_are_more_than_a_hundred_of_them() -> None:
    """In Russian, English and a dozen other languages, each with another headline."""
    titles = [title for title, _ in subjects()]
    assert len(titles) == len(set(titles)) == 128


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


WITHDRAWALS = [
    "Материал удалён по требованию героя публикации.", "Редакция приняла решение снять эту публикацию с сайта.",
    "Цей матеріал видалено за рішенням редакції.", "Редакція відкликала цю публікацію, бо факти не підтвердилися.",
    "This article has been removed at the request of its author.", "This story has been retracted.",
    "Editor's note: We have withdrawn this article because its sources could not be verified.",
    "Acest articol a fost retras de redacție.", "Articolul a fost șters la solicitarea persoanei vizate.",
    "Cet article a été retiré par la rédaction.", "Nous avons dépublié cet article, contesté par l’intéressé.",
    "Dieser Artikel wurde zurückgezogen.", "Die Redaktion hat diesen Beitrag aus rechtlichen Gründen entfernt.",
    "Este artículo ha sido retirado por la redacción.", "Noticia retirada por orden judicial.",
    "Ten artykuł został wycofany przez redakcję.", "Redakcja usunęła ten materiał na prośbę bohatera.",
    "Questo articolo è stato rimosso dalla redazione.", "Este artigo foi removido a pedido do autor.",
    "Bu haber editör kararıyla yayından kaldırılmıştır.", "Tento článek byl stažen redakcí.",
]  # fmt: skip
REPORTS = [
    "Журнал «Вестник» отозвал статью о вакцине, в которой нашли поддельные графики.",
    "Видання «Ранок» видалило статтю про суддю Петренка після ухвали суду.",
    "The Journal of Rest has retracted a study of sugar and sleep.",
    "Ziarul local a retras un articol despre primarul orașului.",
    "La revue « Nature Sud » a retiré un article sur le climat publié en mars.",
    "Die Zeitung „Morgenblatt“ hat einen Artikel über Impfungen zurückgezogen.",
    "El periódico local retiró el jueves un reportaje sobre el alcalde tras una demanda.",
    "Portal usunął artykuł o prezesie państwowej spółki godzinę po publikacji.",
    "L’articolo sul ministro è stato rimosso dal sito del quotidiano.",
    "Статья удалена из базы, сообщила редакция в понедельник.",
    "Подписывайтесь на наш канал, чтобы читать новости первыми.",
]


@pytest.mark.parametrize("notice", WITHDRAWALS)
def test_a_publisher_takes_an_article_back_in_his_own_language(notice: str) -> None:
    """Under the article's headline, in the place of its text."""
    body = f"<title>Le port — Vesti</title><body><header><a href='/'>Vesti</a></header><h1>Le port</h1><p>{notice}</p>"
    found = kind(body, known=Article(title="Le port"))
    assert found.name == "withdrawn", found
    assert any(notice[:40] in each for each in found.evidence)


@pytest.mark.parametrize("report", REPORTS)
def test_who_reports_that_others_took_an_article_back_takes_nothing_back(report: str) -> None:
    """However short the report, and under the known headline."""
    assert kind(f"<title>Le port</title><h1>Le port</h1><p>{report}</p>", known=Article(title="Le port")).name not in {
        "withdrawn", "paywall",
    }  # fmt: skip


@pytest.mark.parametrize(
    "rest", ["", "<div id='text'></div><script src='/a.js'></script>", "<time>3 марта 2024</time><p>Поделиться</p>"]
)
def test_the_empty_frame_of_an_article_says_no_withdrawal(rest: str) -> None:
    """Headline and metadata stand, the text has not come: nobody took anything back."""
    head = "<title>Le port — Vesti</title><meta property='og:type' content='article'>"
    body = f"{head}<nav><a href='/'>Vesti</a></nav><h1>Le port</h1>{rest}<footer>© Vesti</footer>"
    assert kind(body, known=Article(title="Le port")).name in {"no_article", "needs_javascript"}


DOORS = [path for path in KINDS if path.parent.name in
         {"challenge", "consent", "login", "paywall", "needs_javascript", "legal"}]  # fmt: skip


@pytest.mark.parametrize("path", DOORS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_a_script_is_to_fill_is_never_a_parked_or_removed_page(path: Path) -> None:
    """Doors and shells say nothing about the site behind them, whatever status they come with."""
    for status in (200, 403, 503):
        name = kind(path.read_bytes(), status=status).name
        assert name not in {"parked", "suspended", "host_default", "withdrawn", "article"}, status


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
