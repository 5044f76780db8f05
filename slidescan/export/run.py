"""Runs an export: selects the slides, opens the output, and passes both to the format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from slidescan.core.files import atomic_write
from slidescan.core.records import Kind, Slide
from slidescan.errors import UsageError
from slidescan.export.folder import add_files, write_folder
from slidescan.export.protocol import Exported, ExportOptions, ExportSource, LeftOut
from slidescan.export.registry import (
    DeckExport,
    ExportFormat,
    FolderExport,
    TextExport,
    variant_of,
)
from slidescan.library import Library
from slidescan.search.selection import Chosen, Selection, in_posts_order

OTHER_KINDS: frozenset[Kind] = frozenset({"screenshot", "picture", "logo"})
"""The kinds of pictures that no speaker shows or draws: no slides."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A request to export.

    Attributes:
        format: The format.
        selection: The slides to write.
        options: How to write.
        out: File or folder to write to; None for standard output.
        all_pictures: Whether decks and notes also have pictures that are no slides.
    """

    format: ExportFormat
    selection: Selection
    options: ExportOptions
    out: Path | None
    all_pictures: bool = False


def writes_to_stdout(request: ExportRequest) -> bool:
    """Whether the export is a text on standard output."""
    return isinstance(request.format, TextExport) and request.out is None


def run_export(library: Library, request: ExportRequest, stdout: TextIO) -> Iterator[Exported]:
    """Exports slides; yields each photo that has its own file or page.

    Args:
        library: The slides.
        request: What to write, and where.
        stdout: The output for a text without `out`.

    Raises:
        UsageError: The format needs an output or can't take these slides or options.
        NotInIndex: No post matches.
    """
    row = request.format
    options = replace(request.options, variant=variant_of(row, request.options.variant))
    if isinstance(row, TextExport):
        return _run_text(library, row, request, options, stdout)
    if isinstance(row, DeckExport):
        return _run_deck(library, row, request, options)
    if isinstance(row, FolderExport):
        return _run_folder(library, row, request, options)
    raise TypeError(f"{row.name}: its row is no TextExport, DeckExport or FolderExport")


def _run_text(
    library: Library,
    row: TextExport,
    request: ExportRequest,
    options: ExportOptions,
    stdout: TextIO,
) -> Iterator[Exported]:
    out, module, root = request.out, row.load(), _site_root(library)
    if row.suffix_per_slide and out is not None and out.suffix.lower() != row.suffix_per_slide:
        source = ExportSource(library.selected(request.selection), root)
        yield from add_files(row.name, lambda to: module.write_each(source, options, to), out)
        return
    source = _text_source(library, row, request.selection, root)
    source = replace(source, base=Path.cwd() if out is None else out.parent)
    if row.slides_only:
        chosen, left_out = _slides_of(source.chosen, request)
        source = replace(source, chosen=chosen)
        yield from left_out
    if out is None:
        module.write(source, options, stdout)
        return
    with atomic_write(out) as path, path.open("w", encoding="utf-8", newline="") as file:
        module.write(source, options, file)


def _text_source(
    library: Library, row: TextExport, selection: Selection, root: Path
) -> ExportSource:
    if row.holds_catalogue and selection == Selection():
        slides, decisions, catalogue = library.dump()
        return ExportSource([Chosen(slide, None) for slide in slides], root, decisions, catalogue)
    return ExportSource(library.selected(selection), root, library.decisions())


def _run_deck(
    library: Library, row: DeckExport, request: ExportRequest, options: ExportOptions
) -> Iterator[Exported]:
    out = _output(row, request.out, "file", "FILE")
    chosen, left_out = _slides_of(library.selected(request.selection), request)
    yield from left_out
    if request.selection.query is None:
        chosen = in_posts_order(chosen)
    source = ExportSource(chosen, _site_root(library))
    with atomic_write(out) as path:
        for image, result in row.load().write(source, options, path):
            yield image, out if result == path else result


def _run_folder(
    library: Library, row: FolderExport, request: ExportRequest, options: ExportOptions
) -> Iterator[Exported]:
    out = _output(row, request.out, "folder", "DIR")
    source = ExportSource(
        library.selected(request.selection),
        _site_root(library),
        public_decks=library.decks.published(),
    )
    yield from write_folder(row, lambda to: row.load().write(source, options, to), out)


def _slides_of(
    chosen: Iterable[Chosen[Slide]], request: ExportRequest
) -> tuple[list[Chosen[Slide]], list[Exported]]:
    """The slides to write, and the pictures that are none, unless the request has them all.

    Raises:
        UsageError: There are pictures, but no slides.
    """
    slides: list[Chosen[Slide]] = []
    left_out: list[Exported] = []
    for one in chosen:
        reason = "" if request.all_pictures else _other_kind(one.slide)
        if reason:
            left_out.append((one.slide.image, LeftOut(reason)))
        else:
            slides.append(one)
    if left_out and not slides:
        raise UsageError("no selected picture is a slide", "--all-pictures includes them all")
    return slides, left_out


def _other_kind(slide: Slide) -> str:
    """What a photo shows if that is no slide; empty if it is one."""
    if slide.kind in OTHER_KINDS:
        return slide.kind
    return "without text" if slide.textless else ""


def _site_root(library: Library) -> Path:
    with library.site_root() as root:
        return root


def _output(row: ExportFormat, out: Path | None, what: str, sign: str) -> Path:
    if out is None:
        raise UsageError(f"{row.name} needs a {what}", f"name one with --out {sign}")
    return out
