"""A deck of straightened slides for PowerPoint and LibreOffice: picture, title, text, notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pptx
from pptx.util import Pt

from slidescan.core.frames import frame_of
from slidescan.core.records import Failure, Slide
from slidescan.errors import PhotoError, UsageError
from slidescan.export.decks import deck_title
from slidescan.export.protocol import ExportOptions, ExportSource, Written
from slidescan.export.xml import legal
from slidescan.imaging.render import render_slide
from slidescan.layout.blocks import Block, Chart, Code, Points, Table
from slidescan.layout.structure import outline
from slidescan.search.selection import Chosen

MAX_PICTURE_PIXELS = 1600
"""Longer side of a slide's picture."""

INCH_EMU = 914_400
"""English Metric Units (ECMA-376)."""

PAGE_WIDTH_EMU, PAGE_HEIGHT_EMU = round(13.333 * INCH_EMU), round(7.5 * INCH_EMU)
MARGIN_EMU = round(0.4 * INCH_EMU)
TITLE_HEIGHT_EMU = round(1.0 * INCH_EMU)
MAX_PICTURE_WIDTH_EMU = round(8.0 * INCH_EMU)

TITLE_ONLY_LAYOUT = 5
"""Index of the layout with only a title in python-pptx's default template."""


def write(source: ExportSource, options: ExportOptions, out: Path) -> Iterator[Written]:
    """Writes a deck with a page per slide.

    Raises:
        UsageError: There is no slide to write.
    """
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = PAGE_WIDTH_EMU, PAGE_HEIGHT_EMU
    chosen = list(source.chosen)
    deck.core_properties.title = legal(options.title or deck_title(chosen))
    for one in chosen:
        slide = one.slide
        try:
            picture = render_slide(
                source.root / slide.image, slide, "JPEG", width=MAX_PICTURE_PIXELS
            )
        except PhotoError as error:
            yield slide.image, Failure(slide.image, error.what, error.remedy)
            continue
        _add(deck, one, picture)
        yield slide.image, out
    if not len(deck.slides):
        raise UsageError("there is no slide to write", "select other slides")
    deck.save(str(out))


def _add(deck: Any, one: Chosen[Slide], picture: bytes) -> None:  # noqa: ANN401 - python-pptx has no types
    slide = one.slide
    page = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY_LAYOUT])
    heading = page.shapes.title
    heading.left, heading.top, heading.width, heading.height = (
        MARGIN_EMU, round(0.2 * INCH_EMU), PAGE_WIDTH_EMU - 2 * MARGIN_EMU, TITLE_HEIGHT_EMU,
    )  # fmt: skip
    heading.text = legal(slide.title or slide.image.rpartition("/")[2])
    heading.text_frame.paragraphs[0].font.size = Pt(30)
    figure = page.shapes.add_picture(
        io.BytesIO(picture),
        MARGIN_EMU,
        TITLE_HEIGHT_EMU + 2 * MARGIN_EMU,
        width=MAX_PICTURE_WIDTH_EMU,
    )
    room = PAGE_HEIGHT_EMU - TITLE_HEIGHT_EMU - 3 * MARGIN_EMU
    if figure.height > room:
        figure.width, figure.height = round(figure.width * room / figure.height), room
    # The alternative text of a picture (ECMA-376, part 1, 20.1.2.2.8).
    described = figure._element._nvXxPr.cNvPr  # noqa: SLF001 - there is no public way
    described.set("descr", legal(slide.alt))
    left = MARGIN_EMU + figure.width + MARGIN_EMU
    box = page.shapes.add_textbox(
        left, TITLE_HEIGHT_EMU + 2 * MARGIN_EMU, PAGE_WIDTH_EMU - left - MARGIN_EMU, room
    )
    box.text_frame.word_wrap = True
    _points(box.text_frame, slide)
    page.notes_slide.notes_text_frame.text = legal(_notes(slide))


def _points(frame: Any, slide: Slide) -> None:  # noqa: ANN401 - python-pptx has no types
    """The slide's text, nested as on the slide."""
    frame_quad = frame_of(slide.photo, slide.detection)
    structure = outline(slide.reading.lines, frame_quad, drawing=slide.reading.drawing)
    rows = [row for block in structure.blocks for row in _rows(block)]
    for number, (text, level) in enumerate(rows):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = legal(text)
        paragraph.level = max(0, min(8, level))
        paragraph.font.size = Pt(14 if len(rows) < 18 else 10)


def _rows(block: Block) -> list[tuple[str, int]]:
    """The paragraphs of a block with their levels, from 0."""
    match block:
        case Points():
            return [(point.text, point.level - 1) for point in block.points]
        case Table():
            return [(" | ".join(cells), 0) for cells in block.rows]
        case Code():
            return [(line, 0) for line in block.text.splitlines()]
        case Chart():
            return [(label, 0) for label in block.labels]


def _notes(slide: Slide) -> str:
    parts = [slide.alt, slide.text]
    parts += [
        f"Shown in: {' › '.join((link.title, *link.section))} {link.url or link.post}"
        for link in slide.links
    ]
    parts.append(f"Photo: {slide.image}" + (f", {slide.photo.taken}" if slide.photo.taken else ""))
    return "\n\n".join(part for part in parts if part)
