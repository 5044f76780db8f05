"""What commands share: their options, the library they call, JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from slidescan.config import Config
    from slidescan.library import Library

IndexOption = Annotated[
    str | None,
    typer.Option(
        "--index",
        metavar="DIR",
        help="Where the index lives, a folder or postgresql://… [default: index/, or"
        " $SLIDESCAN_INDEX].",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def library_of(start: Path | None = None, **given: Any) -> tuple[Library, Config]:  # noqa: ANN401
    """The library with the options of the command line, the environment and the configuration."""
    from slidescan import config
    from slidescan.library import Library

    found = config.find(Path.cwd())
    if found.file is None and start is not None and start.exists():
        found = config.find(start if start.is_dir() else start.parent)
    options = config.resolve(found, given)
    return Library(options.index, options), found


def print_json(data: object) -> None:
    """Print one JSON document."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
