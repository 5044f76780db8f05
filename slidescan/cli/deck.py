"""`slidescan deck`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slidescan.cli.common import library_of
from slidescan.cli.options import IndexOption, JsonOption, PostOption, VerboseOption
from slidescan.cli.output.deck import show_page, show_report
from slidescan.cli.output.document import print_json
from slidescan.cli.output.terminal import Terminal
from slidescan.errors import UsageError

if TYPE_CHECKING:
    from slidescan.core.records import Slide
    from slidescan.ingest.deck_service import DeckService


def deck(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The speaker's deck: a PDF or PPTX file.")
    ] = None,
    post: PostOption = None,
    folder: Annotated[
        str | None, typer.Option(metavar="DIR", help="Only photos in this folder of the site.")
    ] = None,
    notes: Annotated[
        bool, typer.Option("--notes", help="Take the speaker's notes as well (PPTX).")
    ] = False,
    draw: Annotated[
        bool,
        typer.Option(
            "--draw/--no-draw", help="Draw a PPTX with LibreOffice, if it is here, to compare it."
        ),
    ] = True,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the pairs; change nothing.")
    ] = False,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PHOTO=PAGE", help="Set the page of a photo by hand."),
    ] = None,
    none: Annotated[
        list[str] | None,
        typer.Option(metavar="PHOTO", help="The photo shows no page: later runs keep to it."),
    ] = None,
    undo: Annotated[
        list[str] | None,
        typer.Option(metavar="PHOTO", help="Undo the last decision about the photo's page."),
    ] = None,
    verbose: VerboseOption = False,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Match photos to the pages of the speaker's deck, and take its words.

    Without --post or --folder, all photos of the index are compared.
    """
    by_hand = _by_hand(file, set_ or (), none or (), undo or ())
    if by_hand and (post or folder or dry_run):
        raise UsageError(
            "--set, --none and --undo decide single photos",
            "leave out --post, --folder and --dry-run",
        )
    library, _ = library_of(index=index)
    if file is None and not by_hand:
        raise UsageError("give the deck's file", "see slidescan deck --help")
    if file is None or by_hand:
        slides = _decide(library.decks, file, by_hand, notes=notes)
        if as_json:
            print_json([slide.to_json() for slide in slides])
            return
        with library.site_root() as root:
            for slide in slides:
                show_page(slide, Terminal.of(sys.stdout, root))
        return
    report = library.decks.pair(
        file, post=post, folder=folder, notes=notes, draw=draw, dry_run=dry_run
    )
    if as_json:
        print_json(report.to_json())
        return
    with library.site_root() as root:
        show_report(report, Terminal.of(sys.stdout, root), verbose=verbose or dry_run)


def _by_hand(
    file: Path | None, pages: list[str] | tuple[str, ...], *others: list[str] | tuple[str, ...]
) -> list[tuple[str, str, int]]:
    """What a person decides: the option, the photo, and the page.

    Raises:
        UsageError: A page is no number, or there is no deck to take it from.
    """
    decisions: list[tuple[str, str, int]] = []
    for each in pages:
        photo, _, number = each.rpartition("=")
        if not photo or not number.isdecimal() or int(number) < 1:
            raise UsageError(f"“{each}” is no photo and page", "write PHOTO=PAGE: IMG_3031.jpg=12")
        if file is None:
            raise UsageError("--set needs the deck's file", "slidescan deck FILE --set PHOTO=PAGE")
        decisions.append(("set", photo, int(number)))
    for option, photos in zip(("none", "undo"), others, strict=True):
        decisions += [(option, photo, 0) for photo in photos]
    return decisions


def _decide(
    decks: DeckService, file: Path | None, decisions: list[tuple[str, str, int]], *, notes: bool
) -> list[Slide]:
    slides = []
    for option, photo, number in decisions:
        if option == "set" and file is not None:
            slides.append(decks.set_page(photo, file, number, notes=notes))
        elif option == "none":
            slides.append(decks.drop_page(photo))
        else:
            slides.append(decks.undo(photo))
    return slides
