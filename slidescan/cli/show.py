"""`slidescan show` and `slidescan corners`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from slidescan.cli.common import library_of
from slidescan.cli.options import IndexOption, JsonOption, PhotoArgument
from slidescan.cli.output.document import print_json
from slidescan.cli.output.ingests import show_unclear
from slidescan.cli.output.slides import show_slide
from slidescan.cli.output.terminal import Terminal
from slidescan.core.files import atomic_write
from slidescan.core.geometry import Quad
from slidescan.errors import UsageError


def show(
    photo: PhotoArgument,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="PNG", help="Draw corners, lines and confidence over the photo."),
    ] = None,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Show one slide: title, text, confidence, alt text, links."""
    library, _ = library_of(index=index)
    slide = library.slide(photo)
    with library.site_root() as root:
        if picture is not None:
            from slidescan.export.overlay import draw  # lazy: Pillow and cv2 cost 0.2 s

            data = draw(root / slide.image, slide)
            with atomic_write(picture, "--picture") as temporary:
                temporary.write_bytes(data)
        if as_json:
            print_json(slide.to_json())
        else:
            to = Terminal.of(sys.stdout, root)
            show_slide(slide, to)
            if not slide.links:
                show_unclear(library.unclear_references(slide.image), to, most=5)


def corners(
    photo: PhotoArgument,
    points: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[X,Y X,Y X,Y X,Y]",
            help="The slide's corners in pixels of the upright photo, clockwise from its top left.",
        ),
    ] = None,
    none: Annotated[
        bool, typer.Option("--none", help="There is no slide: read the whole photo.")
    ] = False,
    auto: Annotated[
        bool, typer.Option("--auto", help="Drop your corners: find them again.")
    ] = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Set the slide's corners by hand and read the photo again. Later ingests keep them."""
    if bool(points) + none + auto != 1:
        raise UsageError("give four corners, or --none, or --auto", "see slidescan corners --help")
    library, _ = library_of(index=index)
    if auto:
        slide = library.drop_corners(photo)
    else:
        slide = library.set_corners(photo, _quad(points) if points else None)
    if as_json:
        print_json(slide.to_json())
        return
    with library.site_root() as root:
        show_slide(slide, Terminal.of(sys.stdout, root))


def _quad(points: list[str]) -> Quad:
    """Parses four corners, each typed as `x,y`."""
    try:
        quad = Quad.of([float(v) for v in point.split(",")] for point in points)
    except ValueError as error:
        raise UsageError(
            f"“{' '.join(points)}” is not four corners", "write them as x,y x,y x,y x,y"
        ) from error
    # Counter-clockwise: reverse the order, but keep the first corner.
    return quad if quad.area > 0 else Quad(quad.tl, quad.bl, quad.br, quad.tr)
