"""CSV: a row per link from a post to a slide. RFC 4180, UTF-8, on request for spreadsheets."""

from __future__ import annotations

import csv
import re
from typing import TextIO

from slidescan.core.records import Link, Slide
from slidescan.export.protocol import ExportOptions, ExportSource

COLUMNS = (
    *("image", "title", "alt", "text", "kind", "language", "taken", "width", "height"),
    *("engine", "post", "post_title", "date", "tags", "section", "anchor", "line", "url", "sha256"),
)

BYTE_ORDER_MARK = "\ufeff"

CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters except tab and line ends; some of them control terminals."""


def write(source: ExportSource, options: ExportOptions, out: TextIO) -> None:
    """Writes a row per link; a slide that no post shows gets one row.

    Spreadsheets take UTF-8 for it only after a byte order mark, which other programs don't expect.
    """
    if options.variant == "spreadsheet":
        out.write(BYTE_ORDER_MARK)
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for slide in source.slides:
        for link in slide.links or (None,):
            table.writerow([safe_cell(cell) for cell in _row(slide, link)])


def _row(slide: Slide, link: Link | None) -> tuple[object, ...]:
    photo = slide.photo
    return (
        *(slide.image, slide.title, slide.alt, slide.text, slide.kind, slide.language),
        *(photo.taken, photo.width, photo.height, slide.reading.engine),
        *(
            (link.post, link.title, link.date, ", ".join(link.tags), " › ".join(link.section))
            if link
            else ("",) * 5
        ),
        *((link.anchor, link.line, link.url) if link else ("",) * 3),
        photo.sha256,
    )


def safe_cell(cell: object) -> object:
    """A cell that no spreadsheet runs as a formula, and that doesn't control terminals.

    An apostrophe precedes the sign that starts a formula (OWASP, CSV Injection); U+FFFD replaces
    control characters.
    """
    if isinstance(cell, str):
        cell = CONTROL_CHARACTERS.sub("\ufffd", cell)
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + cell
    return "" if cell is None else cell
