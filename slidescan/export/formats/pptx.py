"""A deck of straightened slides for PowerPoint and LibreOffice: picture, title, text, notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from slidescan.core.frames import frame_of
from slidescan.core.records import Failure, Slide
from slidescan.errors import PhotoError, UsageError
from slidescan.export.xml import legal
from slidescan.imaging.render import picture_of
from slidescan.layout.structure import outline
from slidescan.search.selection import Chosen

PIXELS = 1600

INCH = 914_400
"""English Metric Units."""

WIDTH, HEIGHT = round(13.333 * INCH), round(7.5 * INCH)
MARGIN = round(0.4 * INCH)
TITLE = round(1.0 * INCH)
PICTURE = round(8.0 * INCH)
"""How wide the picture is, at most."""

TITLE_ONLY = 5
"""The layout of python-pptx's own template that has a title and nothing else."""


def write_pptx(
    chosen: Iterable[Chosen[Slide]], root: Path, out: Path, title: str
) -> Iterator[tuple[str, Failure | None]]:
    """Write a deck; yields each slide's photo, and why it is not in the deck, if it isn't.

    Args:
        chosen: The slides, in the deck's order.
        root: The folder that paths of photos start at.
        out: The file.
        title: The deck's.

    Raises:
        UsageError: python-pptx is missing, or there is no slide to write.
    """
    try:
        import pptx
    except ModuleNotFoundError as error:
        raise UsageError(
            "decks for PowerPoint need python-pptx",
            "install it with pip install 'slidescan[pptx]'",
        ) from error

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.core_properties.title = legal(title)
    for one in chosen:
        slide = one.slide
        try:
            picture = picture_of(root / slide.image, slide, "JPEG", width=PIXELS)
        except PhotoError as error:
            yield slide.image, Failure(slide.image, error.what, error.remedy)
            continue
        _add(deck, one, picture)
        yield slide.image, None
    if not len(deck.slides):
        raise UsageError("there is no slide to write", "choose others")
    deck.save(str(out))


def _add(deck: Any, one: Chosen[Slide], picture: bytes) -> None:  # noqa: ANN401 - theirs
    from pptx.util import Pt

    slide = one.slide
    page = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    heading = page.shapes.title
    heading.left, heading.top, heading.width, heading.height = (
        MARGIN, round(0.2 * INCH), WIDTH - 2 * MARGIN, TITLE,
    )  # fmt: skip
    heading.text = legal(slide.title or slide.image.rpartition("/")[2])
    heading.text_frame.paragraphs[0].font.size = Pt(30)
    shown = page.shapes.add_picture(io.BytesIO(picture), MARGIN, TITLE + 2 * MARGIN, width=PICTURE)
    room = HEIGHT - TITLE - 3 * MARGIN
    if shown.height > room:
        shown.width, shown.height = round(shown.width * room / shown.height), room
    # The alternative text of a picture (ECMA-376, part 1, 20.1.2.2.8).
    described = shown._element._nvXxPr.cNvPr  # noqa: SLF001 - there is no public way
    described.set("descr", legal(slide.alt))
    left = MARGIN + shown.width + MARGIN
    box = page.shapes.add_textbox(left, TITLE + 2 * MARGIN, WIDTH - left - MARGIN, room)
    box.text_frame.word_wrap = True
    _points(box.text_frame, slide)
    page.notes_slide.notes_text_frame.text = legal(_notes(slide))


def _points(frame: Any, slide: Slide) -> None:  # noqa: ANN401 - theirs
    """The slide's text, nested as on the slide."""
    from pptx.util import Pt

    found = outline(slide.reading.lines, frame_of(slide.photo, slide.detection))
    rows: list[tuple[str, int]] = []
    for block in found.blocks:
        if block.kind == "table":
            rows += [(" | ".join(cells), 0) for cells in block.rows]
        elif block.kind == "code":
            rows += [(line, 0) for line in block.code.splitlines()]
        else:
            rows += [(point.text, point.level - 1) for point in block.points]
    for number, (text, level) in enumerate(rows):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = legal(text)
        paragraph.level = max(0, min(8, level))
        paragraph.font.size = Pt(14 if len(rows) < 18 else 10)


def _notes(slide: Slide) -> str:
    parts = [slide.alt, slide.text]
    parts += [
        f"Shown in: {' › '.join((link.title, *link.section))} {link.url}" for link in slide.links
    ]
    parts.append(f"Photo: {slide.image}" + (f", {slide.photo.taken}" if slide.photo.taken else ""))
    return "\n\n".join(part for part in parts if part)
