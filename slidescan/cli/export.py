"""`slidescan export` and `slidescan import`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slidescan.cli.common import IndexOption, JsonOption, library_of, print_json
from slidescan.errors import UsageError

if TYPE_CHECKING:
    from slidescan.core.records import Failure, Slide
    from slidescan.export.page import Frame
    from slidescan.library import Library
    from slidescan.search.selection import Selection

TEXTS = ("json", "csv", "markdown", "hocr", "alto", "search-index")
FILES = ("pdf", "pptx")
FOLDERS = ("images", "site", "hugo")


def export(
    format_: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="Text: json, csv, markdown, hocr, alto, search-index. A deck: pdf, pptx. A folder:"
            " images (a picture of each), site (pages and a search for readers), hugo (data and a"
            " shortcode).",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="Write there: a file [default: stdout, for text], or a folder."
        ),
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
        str | None, typer.Option(metavar="Q", help="Only what this search finds, the best first.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What a deck or a site is called.")
    ] = None,
    as_: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="TYPE",
            help="images: jpeg or webp; search-index: papermod, lunr or minisearch.",
        ),
    ] = "",
    frame: Annotated[
        str,
        typer.Option(
            metavar="FRAME",
            help="Where hocr and alto measure: photo (upright), slide (straightened).",
        ),
    ] = "photo",
    index: IndexOption = None,
) -> None:
    """Write slides in another format: all, or those of a post, section, folder or search."""
    from slidescan.search.selection import Selection

    known = (*TEXTS, *FILES, *FOLDERS)
    if format_ not in known:
        raise UsageError(f"there is no format “{format_}”", f"choose from {', '.join(known)}")
    library, _ = library_of(index=index)
    asked = Selection(post, section, folder, query)
    if format_ in TEXTS:
        _text(library, format_, asked, out, as_, _frame(frame))
    elif out is None:
        what, sign = ("folder", "DIR") if format_ in FOLDERS else ("file", "FILE")
        raise UsageError(f"{format_} needs a {what}", f"name one with --out {sign}")
    elif format_ in FILES:
        _deck(library, format_, asked, out, title)
    else:
        _folder(library, format_, asked, out, as_, title)


def _frame(name: str) -> Frame:
    if name == "photo":
        return "photo"
    if name == "slide":
        return "slide"
    raise UsageError(f"there is no frame “{name}”", "choose photo or slide")


def _text(
    library: Library, format_: str, asked: Selection, out: Path | None, as_: str, frame: Frame
) -> None:
    from slidescan.core.files import atomic_write
    from slidescan.export.registry import exporters
    from slidescan.search.selection import Selection

    slides: Iterable[Slide] = (one.slide for one in library.selected(asked))
    if format_ == "alto" and out is not None and out.suffix.lower() != ".xml":
        from slidescan.export.formats.alto import write_folder

        _report(library, write_folder(slides, out, frame))
        return
    decisions, catalogue = library.decisions(), None
    if format_ == "json" and asked == Selection():
        slides, decisions, catalogue = library.dump()
    exporter = exporters(
        decisions,
        catalogue,
        frame=frame,
        theme=as_ or "papermod",
    )[format_]
    if out is None:
        exporter.write(slides, sys.stdout)
        return
    with atomic_write(out) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        exporter.write(slides, file)


def _deck(library: Library, format_: str, asked: Selection, out: Path, title: str | None) -> None:
    from slidescan.cli.output import Terminal, show_failures
    from slidescan.core.files import atomic_write
    from slidescan.export.formats.pdf import titles, write_pdf
    from slidescan.export.formats.pptx import write_pptx
    from slidescan.search.selection import in_posts_order

    chosen = [one for one in library.selected(asked) if not one.slide.textless]
    if asked.query is None:
        chosen = in_posts_order(chosen)
    name = title or titles(chosen, "Slides")
    failures: list[Failure] = []
    pages = 0
    with library.site_root() as root:
        to, err = Terminal.of(sys.stdout, root), Terminal.of(sys.stderr, root)
        with atomic_write(out) as temporary:
            write = write_pdf if format_ == "pdf" else write_pptx
            for _, failure in write(chosen, root, temporary, name):
                pages += failure is None
                failures += [failure] if failure else []
    to.line(f"{to.plain(out)}: {pages} {'slide' if pages == 1 else 'slides'}")
    show_failures(failures, err)
    if failures:
        raise typer.Exit(1)


def _folder(
    library: Library, format_: str, asked: Selection, out: Path, as_: str, title: str | None
) -> None:
    from slidescan.export.formats.hugo import write_hugo
    from slidescan.export.formats.images import write_images
    from slidescan.export.formats.site import write_site

    slides = (one.slide for one in library.selected(asked))
    with library.site_root() as root:
        if format_ == "images":
            _report(library, write_images(slides, root, out, as_=as_ or "jpeg"))
        elif format_ == "site":
            _report(library, write_site(slides, root, out, title or "Slides"))
        else:
            _report(library, write_hugo(slides, root, out))


def _report(library: Library, written: Iterable[tuple[str, Path | Failure]]) -> None:
    """Say what was written as it is, and what could not be."""
    from slidescan.cli.output import Terminal, show_failures
    from slidescan.core.records import Failure

    with library.site_root() as root:
        to, err = Terminal.of(sys.stdout, root), Terminal.of(sys.stderr, root)
    failures: list[Failure] = []
    for image, result in written:
        if isinstance(result, Failure):
            failures.append(result)
        else:
            to.line(f"{to.file(image)} → {to.plain(result)}")
    show_failures(failures, err)
    if failures:
        raise typer.Exit(1)


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
    """Take in a whole export, from another machine: the same index, without reading anew."""
    library, _ = library_of(index=index)
    count = library.load(file, site, replace=replace)
    if as_json:
        print_json({"slides": count})
    else:
        sys.stdout.write(f"{count} {'slide' if count == 1 else 'slides'}\n")


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A folder, or an address.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Another; made if need be.")],
    site: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The site's root here [default: as FROM says]."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Drop what TO holds already.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy a whole index into another: from a folder to a PostgreSQL server, or back."""
    from slidescan.library import Library

    count = Library(source).copy(target, site, replace=replace)
    if as_json:
        print_json({"slides": count})
    else:
        sys.stdout.write(f"{count} {'slide' if count == 1 else 'slides'}\n")
