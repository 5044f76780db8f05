"""`slidescan export`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from slidescan.cli.common import choice_of, library_of
from slidescan.cli.completion import Value, completer
from slidescan.cli.options import IndexOption, JsonOption, PostOption
from slidescan.cli.output.document import print_json
from slidescan.cli.output.ingests import show_failures
from slidescan.cli.output.terminal import Terminal, counted
from slidescan.core.records import Failure
from slidescan.errors import UsageError
from slidescan.export.registry import EXPORTS, DeckExport, FolderExport, TextExport, export_format

if TYPE_CHECKING:
    from slidescan.export.protocol import LeftOut

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


def _complete_formats(incomplete: str) -> list[Value]:
    rows = EXPORTS.values()
    return [(row.name, row.summary) for row in rows if row.name.startswith(incomplete)]


def _complete_variants(ctx: typer.Context, incomplete: str) -> list[str]:
    """The values of `--as` for the format that is typed, or those of all formats."""
    row = EXPORTS.get(ctx.params.get("format_") or "")
    variants = row.variants if row else [v for each in EXPORTS.values() for v in each.variants]
    return [variant for variant in variants if variant.startswith(incomplete)]


def export(
    format_: Annotated[
        str,
        typer.Argument(metavar="FORMAT", help=_format_help(), autocompletion=_complete_formats),
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
            "--as", metavar="TYPE", help=_variant_help(), autocompletion=_complete_variants
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
    all_pictures: Annotated[
        bool,
        typer.Option(
            "--all-pictures",
            help="Decks and notes: also pictures that are no slides, such as logos.",
        ),
    ] = False,
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
        all_pictures,
    )
    if as_json and writes_to_stdout(request):
        raise UsageError(
            "--json lists the files that an export writes", "name one with --out, or leave it out"
        )
    written = run_export(library, request, sys.stdout)
    with library.site_root() as root:
        terminal, errors = Terminal.of(sys.stdout, root), Terminal.of(sys.stderr, root)
    result = _Result([], [], [])
    try:
        for image, each in written:
            result.add(image, each)
            if (
                isinstance(each, Path)
                and isinstance(row, FolderExport | TextExport)
                and not as_json
            ):
                terminal.line(f"{terminal.file(image)} → {terminal.plain(each)}")
    except UsageError:
        show_failures(result.failures, errors)
        raise
    if as_json:
        print_json(result.to_json(row.name, out))
    elif isinstance(row, DeckExport):
        pages = counted(len(result.files), "slide")
        terminal.line(f"{terminal.plain(out or Path())}: {pages}")
    elif out is not None and not result.files:
        terminal.line(f"{terminal.plain(out)}: written")
    _show_left_out(result.left_out, errors)
    show_failures(result.failures, errors)
    if result.failures:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Result:
    """What an export did: photos with their files or pages, failures, photos that it left out."""

    files: list[tuple[str, Path]]
    failures: list[Failure]
    left_out: list[tuple[str, LeftOut]]

    def add(self, image: str, each: Path | Failure | LeftOut) -> None:
        match each:
            case Path():
                self.files.append((image, each))
            case Failure():
                self.failures.append(each)
            case _:
                self.left_out.append((image, each))

    def to_json(self, name: str, out: Path | None) -> dict[str, Any]:
        return {
            "format": name,
            "out": str(out),
            "written": [{"image": image, "path": str(path)} for image, path in self.files],
            "left_out": [{"image": image, "reason": e.reason} for image, e in self.left_out],
            "failures": [failure.to_json() for failure in self.failures],
        }


def _show_left_out(left_out: Sequence[tuple[str, LeftOut]], to: Terminal) -> None:
    """Says how many pictures were no slides, and how to have them."""
    if left_out:
        reasons = Counter(each.reason for _, each in left_out)
        kinds = ", ".join(f"{number} {reason}" for reason, number in reasons.most_common())
        to.line(
            f"{counted(len(left_out), 'picture')} left out, no slides ({kinds}):"
            " --all-pictures includes them"
        )
