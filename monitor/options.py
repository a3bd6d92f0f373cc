"""What several commands are asked in the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="The configuration (default: ./config.toml).")
]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output, one JSON object a line.")]
SeedName = Annotated[str, typer.Argument(metavar="SEED", help="An id, a path, a URL, or the beginning of an id.")]
