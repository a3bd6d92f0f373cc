"""Articles about errors, captchas, paywalls and removals, and the shapes of pages that they may stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

PAGES = Path(__file__).parent / "pages"


def subjects() -> Iterator[tuple[str, list[str]]]:
    """Headline and paragraphs of each."""
    for path in sorted(PAGES.glob("subjects.*.txt")):
        for text in path.read_text(encoding="utf-8").strip().split("\n\n"):
            title, *paragraphs = text.splitlines()
            yield title, paragraphs


def plain(title: str, paragraphs: list[str]) -> str:
    """Nothing but the article."""
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"


def crowded(title: str, paragraphs: list[str]) -> str:
    """A news page of today: menus, a login form, a captcha for comments, teasers, a cookie notice."""
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    teasers = "".join(f'<li><a href="/{n}">Ещё одна новость о важном событии дня номер {n}</a></li>' for n in range(12))
    return f"""<html><head><title>{title} — Вести</title><meta property="og:type" content="article">
<meta property="og:site_name" content="Вести"><script src="https://www.google.example/recaptcha/api.js"></script></head>
<body class="single"><header><nav><ul><li><a href="/">Главная</a></li><li><a href="/p">Политика</a></li>
<li><a href="/login">Войти</a></li></ul></nav></header><main><article><h1>{title}</h1>
<time datetime="2024-03-01">1 марта 2024</time>{text}</article><aside><h2>Читайте также</h2><ul>{teasers}</ul></aside>
<form class="login-form"><input name="u"><input type="password" name="p"><button>Войти</button></form></main>
<div class="cookie-notice">Мы используем файлы cookie. <button>Принять все</button></div>
<footer>© Вести. Все права защищены. Политика конфиденциальности</footer></body></html>"""


def bare(title: str, paragraphs: list[str]) -> str:
    """A page of the nineties: a table, line breaks, no heading."""
    text = "<br><br>".join(paragraphs)
    return (
        f"<html><head><title>Вести : {title}</title></head><body><table><tr><td><a href='/'>Главная</a> | "
        f"<a href='/n'>Новости</a></td><td><b>{title}</b><br>{text}</td></tr></table></body></html>"
    )


SHAPES: tuple[Callable[[str, list[str]], str], ...] = (plain, crowded, bare)
