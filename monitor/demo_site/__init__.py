"""The rehearsal's news sites: the shipped seeds, published in the look of the sites they come from.

What a page has and a note lacks is on purpose: menus, captions, embeds, related links, share buttons, comments,
counters and tokens that change with every visit. Nothing of the pipeline knows these pages.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources

LATEST = (
    "В Комрате открылась выставка молодых художников",
    "Синоптики предупредили о сильном ветре в выходные",
    "Как изменятся тарифы на воду с первого числа",
    "Сборная региона вернулась с медалями",
    "Дороги к школам отремонтируют до осени",
)
COMMENTS = (
    ("Иван", "Спасибо за подробный материал, не знал об этом."),
    ("Марина", "А где можно прочитать продолжение?"),
)


# What stands in the flat notes without a mark, and was a caption or a sub-heading on the page.
CAPTIONS = (
    "Энтони Блинкен. Фото: Wikimedia",
    "Касым-Жомарт Токаев делает обращение к нации 7 января. Скриншот с видео.",
    "Протесты в Алматы 5 января. Фото: Vlast.kz",
    "Совещание кабмина 6 января. Фото: пресс-служба кабмина",
    "Кыргызские военнослужащие прибыли в Казахстан. Фото: минобороны Кыргызстана",
)
HEADINGS = (
    "Призывы отменить приказ стрелять без предупреждения",
    "Протесты и беспорядки в Казахстане",
    "Митинги в Казахстане",
    "Протесты в Казахстане и ввод войск ОДКБ",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One block of a published article."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as its publisher has it; an edit is `dataclasses.replace`."""

    url: str
    title: str
    parts: tuple[Part, ...]
    byline: str = "Редакция"
    published: str = "2022-01-06T18:21:37+00:00"
    published_words: str = "6 января 2022, 20:21"
    modified: str = "2022-01-06T18:21:37+00:00"
    caption: str = "Фото из открытых источников"
    notice: str = ""
    look: str = "gagauznews"
    comments: tuple[tuple[str, str], ...] = field(default=COMMENTS)


def publish(story: Story, *, visit: int = 0) -> bytes:
    """The page, as HTML bytes. `visit` changes what changes with every visit: tokens and counters."""
    import jinja2  # here, because only a rehearsal draws pages

    template = jinja2.Environment(autoescape=True).from_string(
        resources.files(__package__).joinpath(f"{story.look}.html").read_text("utf-8")
    )
    body = "\n\n".join(part.text for part in story.parts)
    json_ld = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published,
        "dateModified": story.modified,
        "author": {"@type": "Person", "name": story.byline},
        "description": body[:160],
    }
    return template.render(
        title=story.title,
        url=story.url,
        lead=body[:160],
        byline=story.byline,
        published=story.published,
        published_words=story.published_words,
        modified=story.modified,
        caption=story.caption,
        notice=story.notice,
        blocks=story.parts,
        latest=LATEST,
        comments=[{"name": name, "text": text} for name, text in story.comments],
        views=1204 + 17 * visit,
        token=hashlib.sha256(f"{story.url} {visit}".encode()).hexdigest()[:16],
        json_ld=_script(json.dumps(json_ld, ensure_ascii=False)),
    ).encode()


def _script(text: str) -> object:
    import markupsafe

    return markupsafe.Markup(text.replace("<", "\\u003c"))  # noqa: S704 - JSON for a script element, "<" escaped


def parts_of(note: str) -> tuple[Part, ...]:
    """The blocks that a publisher would have had, from the text of a note.

    Paragraphs where the note has them; a flat text is cut into paragraphs of three sentences, and what reads like a
    caption becomes one. Lines that only the copy's maker added (embeds, the heading) are not published.
    """
    text = re.sub(r"\A\s*date \d{4}-\d{2}\s+", "", note).strip()
    parts: list[Part] = []
    for paragraph in re.split(r"\n\s*\n", text):
        line = " ".join(paragraph.split())
        if line.startswith(("# ", "A post shared by")) or "View this post on Instagram" in line:
            continue
        if line.startswith("> "):
            parts.append(Part(text=line.removeprefix("> "), kind="quote"))
        elif len(line) > 1200:
            parts.extend(_cut(line))
        elif line:
            parts.append(Part(text=line))
    return tuple(parts)


def _cut(flat: str) -> Sequence[Part]:
    parts: list[Part] = []
    known = "|".join(re.escape(line) for line in (*HEADINGS, *CAPTIONS))
    for piece in re.split(f"({known})", flat):
        if piece in HEADINGS:
            parts.append(Part(text=piece, kind="heading"))
        elif piece in CAPTIONS:
            parts.append(Part(text=piece, kind="caption"))
        else:
            sentences = re.split(r"(?<=[.!?»])\s+(?=[А-ЯЁA-Z«])", piece.strip())
            parts.extend(Part(text=" ".join(sentences[n : n + 3])) for n in range(0, len(sentences), 3) if sentences[n])
    return parts
