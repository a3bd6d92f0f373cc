"""Figures of "what kind of page is this": `python -m bench.pages_kinds`.

1. Every page of the corpus' removal pages and challenges, served with status 200 and no telling header in place of an
   article: never an article, and its kind beside its label.
2. The unguided reading of the gold pages, by the definition of the article extraction benchmark: for each page the
   4-grams of `\\w+` tokens as multisets; precision and recall averaged over pages, F1 of the two averages.
3. Articles about errors, captchas, paywalls and removals, in three shapes of pages.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.clean.article import read_unguided
from monitor.clean.normalise import normalise
from monitor.clean.page import kind_of
from monitor.clean.parse import Page, parse
from monitor.clean.sentences import split
from monitor.model import Article, Block, NotAnArticle, Snapshot

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"

# The corpus' labels in our words. "waf_reject" and "cloudflare_block" are doors before the page; a server's error and a
# missing page are both error pages, told apart by their first evidence.
LABELS = {
    "parked": "parked",
    "soft404": "error_page",
    "host_default": "host_default",
    "suspended": "suspended",
    "waf_reject": "challenge",
    "server_error": "error_page",
    "cloudflare_block": "challenge",
}
# The page behind the challenge that the tests of a challenge solver ask for: neither a challenge nor an article.
BEHIND = "requested_page.html"


@dataclass(slots=True)
class KindsOutcome:
    total: int = 0
    agreed: int = 0
    taken_for_articles: list[str] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)


def judge_kinds(corpus: Path) -> KindsOutcome:
    """Every removal and challenge page in place of an article of which we hold the text."""
    outcome = KindsOutcome()
    known = _known()
    for path, label, host in _pages_in_place(corpus):
        address = f"https://{host}/news/2019/statya-o-portah.html"
        answered = normalise(_snapshot(path.read_bytes(), address), known=known).outcome
        without_copy = normalise(_snapshot(path.read_bytes(), address)).outcome
        name = f"{path.parent.name}/{path.name}"
        outcome.total += 1
        if isinstance(answered, Article) or isinstance(without_copy, Article):
            outcome.taken_for_articles.append(name)
        kind = answered.kind if isinstance(answered, NotAnArticle) else "article"
        if kind == label:
            outcome.agreed += 1
        else:
            evidence = answered.evidence[:3] if isinstance(answered, NotAnArticle) else ()
            outcome.disagreements.append(f"{name}: labelled {label}, read as {kind} {evidence}")
    return outcome


def _pages_in_place(corpus: Path) -> list[tuple[Path, str, str]]:
    pages = []
    folder = corpus / "removal-pages"
    for each in json.loads((folder / "manifest.json").read_text()):
        pages.append((folder / each["file"], LABELS[each["label"]], each["host"]))
    for path in sorted((corpus / "challenges").glob("*/*.html")):
        pages.append((path, "no_article" if path.name == BEHIND else "challenge", "vesti.example"))
    return pages


def _snapshot(body: bytes, address: str) -> Snapshot:
    return Snapshot(
        url=address,
        final_url=address,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        status=200,
        head=b"",
        headers=(("Content-Type", "text/html"),),
        wire=body,
        body=body,
    )


def _known() -> Article:
    texts = (
        "Правительство объявило конкурс на управление речным портом, и в последний день заявки подали три компании.",
        "Одна из них появилась месяц назад и не имеет ни кораблей, ни складов, говорится в документах комиссии.",
        "Итоги подведут в пятницу, а проигравшие уже обещали обратиться в суд.",
    )
    blocks = tuple(Block(text=text) for text in texts)
    return Article(title="Кому достанется порт", blocks=blocks, sentences=split(blocks), how="copy")


@dataclass(slots=True)
class ReadingOutcome:
    precision: float = 0.0
    recall: float = 0.0
    hows: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    worst: list[tuple[float, str]] = field(default_factory=list)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def read_gold(corpus: Path) -> ReadingOutcome:
    """The unguided reading of every gold page against what a person says the article is."""
    truth = json.loads((corpus / "articles-gold" / "ground-truth.json").read_text())
    outcome = ReadingOutcome()
    for name, said in truth.items():
        page = parse(gzip.decompress((corpus / "articles-gold" / "html" / f"{name}.html.gz").read_bytes()), None)
        if not isinstance(page, Page):
            outcome.worst.append((0.0, said["url"]))
            continue
        read = read_unguided(page, url=said["url"])
        outcome.hows[read.how] += 1
        outcome.kinds[kind_of(page, url=said["url"]).name] += 1
        wanted, found = _grams(said["articleBody"]), _grams(read.text)
        common = sum((wanted & found).values())
        precision = common / sum(found.values()) if found else 0.0
        recall = common / sum(wanted.values()) if wanted else 0.0
        outcome.precision += precision / len(truth)
        outcome.recall += recall / len(truth)
        outcome.worst.append((min(precision, recall), said["url"]))
    outcome.worst.sort()
    return outcome


def _grams(text: str) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text)
    if len(tokens) < 4:
        return Counter([tuple(tokens)]) if tokens else Counter()
    return Counter(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False))


def _judge_subjects() -> tuple[int, list[str]]:
    from tests.subjects import SHAPES, subjects

    total, wrong = 0, []
    for shape in SHAPES:
        for title, paragraphs in subjects():
            body = shape(title, paragraphs).encode()
            total += 1
            read = normalise(_snapshot(body, "https://vesti.example/news/1.html")).outcome
            if not isinstance(read, Article):
                wrong.append(f"{shape.__name__}: {title}: {read.kind} {read.evidence[:3]}")
    return total, wrong


def main() -> int:
    """Print the figures; 1 where one is missed."""
    if not CORPUS.is_dir():
        print("the corpus of real data does not lie beside the project", file=sys.stderr)
        return 1
    kinds = judge_kinds(CORPUS)
    print(f"1. {kinds.total} pages in place of an article: {len(kinds.taken_for_articles)} taken for an article,")
    print(f"   kind as labelled {kinds.agreed} ({kinds.agreed / kinds.total:.1%}, wanted 95 %); otherwise:")
    for line in kinds.disagreements:
        print(f"     {line}")
    gold = read_gold(CORPUS)
    print(f"2. unguided reading: F1 {gold.f1:.4f} (wanted 0.955)")
    print(f"   precision {gold.precision:.4f}, recall {gold.recall:.4f}")
    print(f"   read by {dict(gold.hows)}; kinds {dict(gold.kinds)}; the five worst:")
    for score, url in gold.worst[:5]:
        print(f"     {score:.2f} {url}")
    total, wrong = _judge_subjects()
    print(f"3. {total} pages about errors, captchas, paywalls and removals: {total - len(wrong)} articles")
    for line in wrong:
        print(f"     {line}")
    well = not kinds.taken_for_articles and kinds.agreed >= 0.95 * kinds.total and gold.f1 >= 0.955 and not wrong
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
