"""`slidescan export`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from slidescan.cli.common import IndexOption, library_of
from slidescan.cli.output.ingests import show_failures
from slidescan.cli.output.terminal import Terminal, counted
from slidescan.core.records import Failure
from slidescan.errors import UsageError
from slidescan.export.registry import EXPORTS, DeckExport, FolderExport, TextExport, export_format

if TYPE_CHECKING:
    from slidescan.export.page import Frame
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
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help=_format_help())],
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="A file [default: stdout, for text], or a folder."),
    ] = None,
    post: Annotated[
        str | None, typer.Option(metavar="P", help="Only slides of this post: its path or title.")
    ] = None,
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
    as_: Annotated[str, typer.Option("--as", metavar="TYPE", help=_variant_help())] = "",
    frame: Annotated[
        str,
        typer.Option(
            metavar="FRAME",
            help="Frame of the boxes in hocr and alto: photo (upright) or slide (straightened).",
        ),
    ] = "photo",
    index: IndexOption = None,
) -> None:
    """Write slides in another format. Without a selection, write all slides."""
    from slidescan.export.protocol import ExportOptions  # lazy: help needs none of it
    from slidescan.export.run import ExportRequest, run_export
    from slidescan.search.selection import Selection

    row = export_format(format_)
    library, _ = library_of(index=index)
    request = ExportRequest(
        row,
        Selection(post, section, folder, query),
        ExportOptions(_frame(frame), as_, title),
        out,
    )
    written = run_export(library, request, sys.stdout)
    with library.site_root() as root:
        terminal, errors = Terminal.of(sys.stdout, root), Terminal.of(sys.stderr, root)
    failures: list[Failure] = []
    if isinstance(row, DeckExport):
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


def _frame(name: str) -> Frame:
    from slidescan.export.page import Frame  # lazy: help needs none of it

    frames: tuple[Frame, ...] = get_args(Frame)
    for frame in frames:
        if frame == name:
            return frame
    raise UsageError(f"there is no frame “{name}”", f"choose from {', '.join(frames)}")
