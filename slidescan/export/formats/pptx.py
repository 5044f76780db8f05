"""A deck of straightened slides for PowerPoint and LibreOffice: picture, title, text, notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pptx
from pptx.util import Pt

from slidescan.core.records import Failure, Link, Slide
from slidescan.errors import PhotoError, UsageError
from slidescan.export.decks import deck_title
from slidescan.export.pptx_text import Room, add_text
from slidescan.export.protocol import ExportOptions, ExportSource, Written
from slidescan.export.xml import legal
from slidescan.imaging.render import render_slide
from slidescan.layout.structure import outline_of
from slidescan.search.selection import Chosen

MAX_PICTURE_PIXELS = 1600
"""Longer side of a slide's picture."""

INCH_EMU = 914_400
"""English Metric Units (ECMA-376)."""

PAGE_WIDTH_EMU, PAGE_HEIGHT_EMU = round(13.333 * INCH_EMU), round(7.5 * INCH_EMU)
MARGIN_EMU = round(0.4 * INCH_EMU)
TITLE_HEIGHT_EMU = round(1.0 * INCH_EMU)
MAX_PICTURE_WIDTH_EMU = round(8.0 * INCH_EMU)

CAPTION_HEIGHT_EMU = round(0.55 * INCH_EMU)
CAPTION_POINTS = 12
"""Size of the caption's letters: two lines fit."""

TITLE_SIZES_POINTS, MIN_TITLE_POINTS = ((30, 90), (24, 140), (18, 240)), 14
"""Sizes of a title's letters with the most letters that each fits, and the least size."""

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
    title = legal(slide.title or slide.image.rpartition("/")[2])
    heading.text = title
    heading.text_frame.word_wrap = True
    size = next((s for s, most in TITLE_SIZES_POINTS if len(title) <= most), MIN_TITLE_POINTS)
    heading.text_frame.paragraphs[0].font.size = Pt(size)
    top = TITLE_HEIGHT_EMU + 2 * MARGIN_EMU
    room = PAGE_HEIGHT_EMU - top - CAPTION_HEIGHT_EMU - MARGIN_EMU
    figure = page.shapes.add_picture(
        io.BytesIO(picture), MARGIN_EMU, top, width=MAX_PICTURE_WIDTH_EMU
    )
    if figure.height > room:
        figure.width, figure.height = round(figure.width * room / figure.height), room
    # The alternative text of a picture (ECMA-376, part 1, 20.1.2.2.8).
    described = figure._element._nvXxPr.cNvPr  # noqa: SLF001 - there is no public way
    described.set("descr", legal(slide.alt))
    if one.link is not None:
        _add_caption(page, one.link)
    left = MARGIN_EMU + figure.width + MARGIN_EMU
    add_text(
        page, outline_of(slide).blocks, Room(left, top, PAGE_WIDTH_EMU - left - MARGIN_EMU, room)
    )
    page.notes_slide.notes_text_frame.text = legal(_notes(slide))


def _add_caption(page: Any, link: Link) -> None:  # noqa: ANN401 - python-pptx has no types
    """Adds the post and section below the picture, as a link if the address is absolute."""
    box = page.shapes.add_textbox(
        MARGIN_EMU,
        PAGE_HEIGHT_EMU - CAPTION_HEIGHT_EMU - MARGIN_EMU // 2,
        PAGE_WIDTH_EMU - 2 * MARGIN_EMU,
        CAPTION_HEIGHT_EMU,
    )
    box.text_frame.word_wrap = True
    run = box.text_frame.paragraphs[0].add_run()
    run.text = legal(" › ".join((link.title, *link.section)))
    run.font.size = Pt(CAPTION_POINTS)
    if link.url and link.url.startswith(("https://", "http://")):
        run.hyperlink.address = legal(link.url)


def _notes(slide: Slide) -> str:
    parts = [slide.alt, slide.text]
    parts += [
        f"Shown in: {' › '.join((link.title, *link.section))} {link.url or link.post}"
        for link in slide.links
    ]
    parts.append(f"Photo: {slide.image}" + (f", {slide.photo.taken}" if slide.photo.taken else ""))
    return "\n\n".join(part for part in parts if part)
