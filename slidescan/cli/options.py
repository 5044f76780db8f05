"""Options and arguments that several commands share: one spelling, one help text.

Short options follow convention: `-i` index, `-j` jobs, `-n` limit, `-o` output, `-q` quiet,
`-v` verbose, `-V` version.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slidescan.cli.completion import complete_photos, complete_posts, completer
from slidescan.ocr.registry import AUTO, choices

IndexOption = Annotated[
    str | None,
    typer.Option(
        "--index",
        "-i",
        metavar="DIR",
        help="Where the index lives, a folder or postgresql://… [default: $SLIDESCAN_INDEX, else"
        " the index/ of this folder or the nearest above, else index/ at the site's root]",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
VerboseOption = Annotated[
    bool, typer.Option("--verbose", "-v", help="List everything; shorten no list.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, metavar="N", help="Most slides.")]

PhotoArgument = Annotated[
    str,
    typer.Argument(metavar="PHOTO", help="A photo of the index.", autocompletion=complete_photos),
]
PostOption = Annotated[
    str | None,
    typer.Option(
        metavar="POST",
        help="Only slides of this post: its path or title.",
        autocompletion=complete_posts,
    ),
]

# Options of commands that ingest.
PhotosArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Photos, or folders of photos [default: the photos that posts show].",
        readable=False,
    ),
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
    typer.Option(
        metavar="NAME",
        help=f"OCR engine: {', '.join(choices())} [default: {AUTO}].",
        autocompletion=completer(choices()),
    ),
]
LangOption = Annotated[
    str | None,
    typer.Option(
        metavar="CODES",
        help="Languages of the slides, such as de or eng+fra [default: the site's].",
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes [default: one per core]."),
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
