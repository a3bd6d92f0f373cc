"""The account of a comparison: drafted sentence by sentence, weighed, and told in the sentences that were given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitor.compare import links
from monitor.compare.borders import Sides
from monitor.compare.fields import changed_fields
from monitor.compare.scene import Known, Scene
from monitor.compare.weigh import weigh
from monitor.model import Article, Comparison, Fold, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Every sentence of both articles in one row; `likes`: how like edited sentences are, by their old places."""

    rows: tuple[Row, ...]
    likes: Mapping[tuple[int, ...], float]


def compare(old: Article, new: Article, *, fold: Fold) -> Comparison:
    """The smallest true account of how the new article differs from the old one.

    `old` is the user's copy (`how == "copy"`) or an earlier reading of the page; both must come from the same cleaner.
    Pure and deterministic; the work is bounded by the sizes of the two.
    """
    sides = Sides.of(old, new, fold=fold)
    made = draft(sides, fold=fold, known=Known())
    fields = changed_fields(old, new, fold=fold)
    result = weigh(sides.old, sides.new, rows=made.rows, fields=fields, likes=made.likes, fold=fold)
    return sides.told(replace(result, links=links.told(sides.old, sides.new, made.rows)))


def draft(sides: Sides, *, fold: Fold, known: Known) -> Draft:
    """The rows of a comparison, given what captures have shown."""
    scene = Scene(sides.old, sides.new, fold, known)
    return Draft(rows=scene.rows(), likes=scene.likes)
