"""`slidescan import` and `slidescan copy`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from slidescan.cli.common import IndexOption, JsonOption, library_of, print_json


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What slidescan export json wrote.")],
    site: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The site's root here [default: the index's parent]."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop what the index holds already.")
    ] = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Load a whole export from another machine: the same index, without reading a photo."""
    library, _ = library_of(index=index)
    count = library.load(file, site, replace=replace)
    if as_json:
        print_json({"slides": count})
    else:
        sys.stdout.write(f"{count} {'slide' if count == 1 else 'slides'}\n")


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A folder, or an address.")],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="Another one; created if it isn't there.")
    ],
    site: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The site's root here [default: as FROM says]."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Drop what TO holds already.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy a whole index into another: from a folder to a PostgreSQL server, or back."""
    from slidescan.library import Library  # lazy: help needs none of it

    count = Library(source).copy(target, site, replace=replace)
    if as_json:
        print_json({"slides": count})
    else:
        sys.stdout.write(f"{count} {'slide' if count == 1 else 'slides'}\n")
