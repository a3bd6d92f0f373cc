"""Articles made of a few words, as the cleaner would hand them over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from monitor.clean import fold as folding
from monitor.clean.sentences import split
from monitor.model import Article, Block, Comparison, Extra, Fold, Reading

FOLD = cast(Fold, folding)

# A short article in Russian: six paragraphs with figures, names, dates and a quotation.
NEWS = (
    "Армения также отправила военных в Казахстан в составе миротворческих сил ОДКБ.",
    "Речь идет о порядка 70 военнослужащих, которым предстоит охранять объекты. Операция может занять месяц.",
    "В Казахстан уже вылетела белорусская миротворческая рота. Об этом сообщили в министерстве обороны Белоруссии.",
    "Ситуация в Казахстане обострилась 2 января, когда в Жанаозене начались митинги против повышения цен на газ.",
    "«Мы сделаем все, чтобы порядок был восстановлен в ближайшие дни», — заявил президент Касым-Жомарт Токаев.",
    "Аэропорты Алма-Аты и Актау закрыты. Аэропорт в Нур-Султане работает в штатном режиме.",
)


def article(paragraphs: Iterable[str], *, how: str = "guided", **fields: Any) -> Article:
    blocks = tuple(Block(text=text) for text in paragraphs)
    return Article(blocks=blocks, sentences=split(blocks), how=how, **fields)


def copy(paragraphs: Iterable[str] = NEWS, **fields: Any) -> Article:
    """The same as a note holds it."""
    return article(paragraphs, how="copy", **fields)


def extra(side: str, whole: Article, text: str, why: str) -> Extra:
    """An extra for the sentence that starts so."""
    place = next(k for k, one in enumerate(whole.sentences) if one.text.startswith(text))
    return Extra(side=cast(Any, side), sentence=place, why=why)


def day(number: int) -> datetime:
    return datetime(2024, 1, number, 12, tzinfo=UTC)


def memento(number: int, paragraphs: Sequence[str], **fields: Any) -> Reading:
    return Reading(at=day(number), article=article(paragraphs, **fields), source=f"https://archive.example/{number}")


def live(number: int, paragraphs: Sequence[str], **fields: Any) -> Reading:
    return Reading(at=day(number), article=article(paragraphs, **fields), source="live")


def ops(comparison: Comparison) -> list[str]:
    return [edit.op for edit in comparison.edits]
