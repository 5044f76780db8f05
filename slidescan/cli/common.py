"""Options that commands share, the library for them, JSON output."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from slidescan.core.languages import parse_codes
from slidescan.ocr.registry import AUTO, choices

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

# Options of commands that ingest.
PhotosArgument = Annotated[
    list[Path], typer.Argument(metavar="PATH", help="Photos, or folders of photos.")
]
SiteOption = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="The site's root [default: found upwards from PATH]."),
]
RenderedOption = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        help="The built site, whose pages decide addresses; '' for none [default: found in the"
        " site].",
        show_default=False,
    ),
]
EngineOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help=f"OCR engine: {', '.join(choices())} [default: {AUTO}]."),
]
LangOption = Annotated[
    str | None,
    typer.Option(
        metavar="CODES",
        help="Languages of the slides, such as de or eng+fra [default: the site's].",
    ),
]
JobsOption = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Processes [default: one per core].")
]
ClusterOption = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Read on the workers of this Dask scheduler."),
]
StorageOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="The site's storage for the workers, such as s3://bucket/site."
    ),
]
ExcludeOption = Annotated[
    list[str] | None, typer.Option(metavar="PATTERN", help="Leave out paths that match.")
]


def library_of(start: Path | None = None, **given: Any) -> tuple[Library, Config]:  # noqa: ANN401
    """The library, with options from the command line, the environment and the configuration."""
    from slidescan import config  # lazy: help needs neither
    from slidescan.library import Library

    settings = config.find(Path.cwd())
    if settings.file is None and start is not None and start.exists():
        settings = config.find(start if start.is_dir() else start.parent)
    options = config.resolve(settings, given)
    return Library(options.index, options), settings


def parse_languages(codes: str | None) -> tuple[str, ...]:
    """The languages in an option such as `de` or `eng+fra`; empty without an option."""
    return parse_codes(codes) if codes else ()


def print_json(data: object) -> None:
    """Prints one JSON document."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
