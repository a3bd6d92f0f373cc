"""The commands about one article: `diff`, `show`, `explain` and `history`. What they tell is in `lookback.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from monitor.errors import UsageError
from monitor.options import ConfigFile, Json, SeedName
from monitor.streams import opened, print_bytes, print_json


def diff(
    name: SeedName,
    old: Annotated[str, typer.Argument(metavar="OLD", help="seed, latest, a version's id or a date.")] = "",
    new: Annotated[str, typer.Argument(metavar="NEW", help="Likewise.")] = "latest",
    as_json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Word diff of two versions (default: seed → latest)."""
    with opened(config) as project:
        seed = project.notes.one(name)
        held = project.look_back(seed)
        _print_diff(held.compare(old or ("seed" if seed.has_copy else "first"), new), held.called, as_json)


def _print_diff(told: Any, called: Callable[[str], str], as_json: bool) -> None:
    from monitor.report import article as drawn

    comparison, before, after, (old, new) = told
    if as_json:
        print_json([drawn.diff_json(comparison, before, after, names=(old, new))])
    else:
        drawn.print_diff(comparison, before, after, names=(called(old), called(new)))


def show(
    name: SeedName,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="seed, latest, a version's id or a date.")] = "",
    raw: Annotated[bool, typer.Option("--raw", help="The bytes as they were received.")] = False,
    fidelity: Annotated[bool, typer.Option("--fidelity", help="How the copy differs from the first capture.")] = False,
    why: Annotated[bool, typer.Option("--why", help="How the article was read.")] = False,
    as_json: Json = False,
    config: ConfigFile = None,
) -> None:
    """The article's text; --raw for the bytes; --fidelity: how the copy differs from the first capture."""
    from monitor.report import article as drawn

    asked = [option for option, given in (("--raw", raw), ("--fidelity", fidelity), ("--why", why)) if given]
    if len(asked) > 1:
        raise UsageError(f"{' and '.join(asked)} ask for different things", hint="Give one of them.")
    if as_json and raw:
        raise UsageError("--json and --raw are two forms of output", hint="Give one of them.")
    if version and fidelity:
        raise UsageError("--fidelity is about the first capture, whatever VERSION", hint="Leave one of them out.")
    with opened(config) as project:
        seed = project.notes.one(name)
        held = project.look_back(seed)
        version = version or ("latest" if held.held.versions else "seed")
        if raw:
            print_bytes(held.raw(version))
        elif fidelity:
            _print_diff(held.fidelity(), held.called, as_json)
        else:
            id, article = held.article(version)
            if as_json:
                print_json([drawn.article_json(seed.id, id, article)])
            else:
                drawn.print_article(article, why=why)


def explain(name: SeedName, as_json: Json = False, config: ConfigFile = None) -> None:
    """The observations, and the rule that led to the verdict."""
    from monitor.report import article as drawn

    with opened(config) as project:
        held = project.look_back(project.notes.one(name))
        if as_json:
            print_json([held.explanation_json()])
        else:
            drawn.print_explanation(held.explanation())


def history(name: SeedName, as_json: Json = False, config: ConfigFile = None) -> None:
    """Everything known about one article, on a time line."""
    from monitor.report import article as drawn

    with opened(config) as project:
        entries = project.look_back(project.notes.one(name)).timeline()
        if as_json:
            print_json(drawn.entry_json(one.at, one.what, one.words, one.id) for one in entries)
        else:
            drawn.print_timeline((one.at, one.what, one.words) for one in entries)
