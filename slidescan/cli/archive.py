"""`slidescan import` and `slidescan copy`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from slidescan.cli.common import library_for_ingest
from slidescan.cli.options import IndexOption, JsonOption
from slidescan.cli.output.document import print_json


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A file from slidescan export json.")
    ],
    site: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="The site's root on this machine [default: the index's parent]."
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop the index's earlier contents.")
    ] = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Load a whole export without reading photos."""
    library = library_for_ingest([site] if site else [], index=index)
    count = library.load(file, site, replace=replace)
    if as_json:
        print_json({"slides": count})
    else:
        sys.stdout.write(f"{count} {'slide' if count == 1 else 'slides'}\n")


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A folder, or a database address.")],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="Another one; created if it doesn't exist.")
    ],
    site: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="The site's root on this machine [default: that of FROM]."
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Drop TO's earlier contents.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy a whole index between folders and PostgreSQL servers."""
    from slidescan.library import Library  # lazy: help needs none of it

    count = Library(source).copy(target, site, replace=replace)
    if as_json:
        print_json({"slides": count})
    else:
        sys.stdout.write(f"{count} {'slide' if count == 1 else 'slides'}\n")
