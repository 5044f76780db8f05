"""A table for spreadsheets: a row for each place that shows a slide."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from slidescan.core.records import Link, Slide

COLUMNS = (
    *("image", "title", "alt", "text", "kind", "language", "taken", "width", "height"),
    *("engine", "post", "post_title", "date", "tags", "section", "anchor", "line", "url", "sha256"),
)


class CsvExporter:
    """RFC 4180, UTF-8; a slide that no post shows has one row."""

    def write(self, slides: Iterable[Slide], out: TextIO) -> None:
        """As the Protocol says; slides are written one by one, never held together."""
        table = csv.writer(out, lineterminator="\r\n")
        table.writerow(COLUMNS)
        for slide in slides:
            for link in slide.links or (None,):
                table.writerow([plain(cell) for cell in _row(slide, link)])


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


def plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before those."""
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + cell
    return "" if cell is None else cell
