"""`slidescan export`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from slidescan.cli.common import choice_of, library_of
from slidescan.cli.completion import complete_formats, complete_variants, completer
from slidescan.cli.options import IndexOption, JsonOption, PostOption
from slidescan.cli.output.document import print_json
from slidescan.cli.output.ingests import show_failures
from slidescan.cli.output.terminal import Terminal, counted
from slidescan.core.records import Failure
from slidescan.errors import UsageError
from slidescan.export.registry import EXPORTS, DeckExport, FolderExport, TextExport, export_format

if TYPE_CHECKING:
    from slidescan.export.protocol import Written

GROUPS = (("Text", TextExport), ("A deck", DeckExport), ("A folder", FolderExport))
"""Headings of the formats in the help text."""


def _format_help() -> str:
    """Returns every format with its summary, grouped by the kind of output."""
    groups = []
    for heading, group in GROUPS:
        rows = [row for row in EXPORTS.values() if isinstance(row, group)]
        groups.append(f"{heading}: {', '.join(f'{row.name} ({row.summary})' for row in rows)}.")
    return " ".join(groups)


def _variant_help() -> str:
    rows = [row for row in EXPORTS.values() if row.variants]
    return "; ".join(f"{row.name}: {', '.join(row.variants)}" for row in rows) + "."


def export(
    format_: Annotated[
        str,
        typer.Argument(metavar="FORMAT", help=_format_help(), autocompletion=complete_formats),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="PATH",
            help="A file [default: stdout, for text], or a folder.",
        ),
    ] = None,
    post: PostOption = None,
    section: Annotated[
        str | None,
        typer.Option(metavar="S", help="Only slides of sections with this heading or anchor."),
    ] = None,
    folder: Annotated[
        str | None, typer.Option(metavar="DIR", help="Only photos in this folder of the site.")
    ] = None,
    query: Annotated[
        str | None,
        typer.Option(metavar="Q", help="Only slides that match this search, the best first."),
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Title of a deck or a site.")
    ] = None,
    as_: Annotated[
        str,
        typer.Option(
            "--as", metavar="TYPE", help=_variant_help(), autocompletion=complete_variants
        ),
    ] = "",
    frame: Annotated[
        str,
        typer.Option(
            metavar="FRAME",
            help="Frame of the boxes in hocr and alto: photo (upright) or slide (straightened).",
            autocompletion=completer(("photo", "slide")),
        ),
    ] = "photo",
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Write slides in another format. Without a selection, write all slides."""
    from slidescan.export.page import Frame  # lazy: help needs none of it
    from slidescan.export.protocol import ExportOptions
    from slidescan.export.run import ExportRequest, run_export, writes_to_stdout
    from slidescan.search.selection import Selection

    row = export_format(choice_of("format", format_, tuple(EXPORTS)))
    library, _ = library_of(index=index)
    request = ExportRequest(
        row,
        Selection(post, section, folder, query),
        ExportOptions(choice_of("frame", frame, get_args(Frame)), as_, title),
        out,
    )
    if as_json and writes_to_stdout(request):
        raise UsageError(
            "--json lists the files that an export writes", "name one with --out, or leave it out"
        )
    written = run_export(library, request, sys.stdout)
    with library.site_root() as root:
        terminal, errors = Terminal.of(sys.stdout, root), Terminal.of(sys.stderr, root)
    failures: list[Failure] = []
    if as_json:
        _write_json(row.name, out, written, failures)
    elif isinstance(row, DeckExport):
        try:
            pages = _show_pages(written, failures)
        except UsageError:
            show_failures(failures, errors)
            raise
        terminal.line(f"{terminal.plain(out or Path())}: {counted(pages, 'slide')}")
    else:
        _show_files(written, failures, terminal)
    show_failures(failures, errors)
    if failures:
        raise typer.Exit(1)


def _write_json(
    name: str, out: Path | None, written: Iterable[Written], failures: list[Failure]
) -> None:
    """Prints what was written as JSON; collects failures."""
    files = []
    for image, result in written:
        if isinstance(result, Failure):
            failures.append(result)
        else:
            files.append({"image": image, "path": str(result)})
    print_json(
        {
            "format": name,
            "out": str(out),
            "written": files,
            "failures": [failure.to_json() for failure in failures],
        }
    )


def _show_pages(written: Iterable[Written], failures: list[Failure]) -> int:
    """Counts the pages of a deck; collects failures."""
    pages = 0
    for _, result in written:
        if isinstance(result, Failure):
            failures.append(result)
        else:
            pages += 1
    return pages


def _show_files(written: Iterable[Written], failures: list[Failure], terminal: Terminal) -> None:
    """Prints each file when it is written; collects failures."""
    for image, result in written:
        if isinstance(result, Failure):
            failures.append(result)
        else:
            terminal.line(f"{terminal.file(image)} → {terminal.plain(result)}")
