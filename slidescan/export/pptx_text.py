"""The text of a slide on a PowerPoint page: nested points, tables and code beside the picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn
from pptx.util import Pt

from slidescan.export.xml import legal
from slidescan.layout.blocks import Block, Chart, Code, Points, Table
from slidescan.layout.list_items import list_items

POINT_EMU = 12_700
"""English Metric Units a point (ECMA-376)."""

FONT_SIZES_POINTS = (16, 14, 12, 10, 9, 8, 7, 6)
"""Sizes of text; the largest one that fits is used."""

LINE_HEIGHT_EM, LETTER_WIDTH_EM = 1.25, 0.52
"""The usual height of a line and width of a letter, for an estimate of a text's height."""

WIDE_LETTER_EM = 1.0
"""The width of a letter of Chinese, Japanese and Korean."""

INDENT_POINTS = 14
"""Indentation of a level."""

CELL_MARGIN_POINTS = 8
"""Space above and below the text of a cell, together."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a text box.

    Attributes:
        text: Its text.
        level: 0 for the outermost.
        marker: Its bullet or number; empty for none.
        is_code: Whether it is a line of code.
    """

    text: str
    level: int = 0
    marker: str = ""
    is_code: bool = False


Part = list[Paragraph] | Table
"""Paragraphs for a text box, or a table."""


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle of a page, EMU."""

    left: int
    top: int
    width: int
    height: int


def add_text(page: Any, blocks: Sequence[Block], room: Room) -> None:  # noqa: ANN401 - no types
    """Adds text boxes and tables below each other, in letters that fit the room."""
    parts = parts_of(blocks)
    size = next(
        (
            s
            for s in FONT_SIZES_POINTS
            if sum(_height(p, s, room.width) for p in parts) < room.height
        ),
        FONT_SIZES_POINTS[-1],
    )
    top, bottom = room.top, room.top + room.height
    for part in parts:
        height = min(_height(part, size, room.width), max(POINT_EMU, bottom - top))
        part_room = Room(room.left, top, room.width, height)
        if isinstance(part, Table):
            _add_table(page, part, part_room, size)
        else:
            _add_box(page, part, part_room, size)
        top += height


def parts_of(blocks: Sequence[Block]) -> list[Part]:
    """The blocks as text boxes and tables; texts that follow each other share a box."""
    parts: list[Part] = []
    together: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Table):
            parts.append(block)
            together = []
            continue
        if not together:
            parts.append(together)
        together.extend(_paragraphs(block))
    return parts


def _paragraphs(block: Points | Code | Chart) -> Iterator[Paragraph]:
    match block:
        case Points():
            for item in list_items(block):
                yield Paragraph(item.text, item.level - 1, item.marker.strip().replace("-", "•"))
        case Code():
            for line in block.text.splitlines():
                yield Paragraph(line, is_code=True)
        case Chart():
            yield Paragraph(", ".join(block.labels))


def _height(part: Part, size: int, width: int) -> int:
    """The estimated height of a part in letters of a size, EMU."""
    line = LINE_HEIGHT_EM * size
    points = width / POINT_EMU
    if isinstance(part, Table):
        room = points / max(1, len(part.rows[0])) - 2 * 7.2  # PowerPoint's margins of a cell
        rows = [max(_lines(cell, size, room) for cell in row) for row in part.rows]
        return round(sum(count * line + CELL_MARGIN_POINTS for count in rows) * POINT_EMU)
    room = points - 2 * 7.2
    counts = [_lines(each.text, size, room - each.level * INDENT_POINTS - size) for each in part]
    return round((sum(counts) * line + CELL_MARGIN_POINTS) * POINT_EMU)


def _lines(text: str, size: int, room: float) -> int:
    widths = (WIDE_LETTER_EM if ord(c) > 0x2E7F else LETTER_WIDTH_EM for c in text)
    return max(1, math.ceil(sum(widths) * size / max(room, float(size))))


def _add_box(page: Any, part: Sequence[Paragraph], room: Room, size: int) -> None:  # noqa: ANN401
    box = page.shapes.add_textbox(room.left, room.top, room.width, room.height)
    frame = box.text_frame
    frame.word_wrap = True
    for number, each in enumerate(part):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = legal(each.text)
        paragraph.level = max(0, min(8, each.level))
        paragraph.font.size = Pt(size)
        if each.is_code:
            paragraph.font.name = "Courier New"
        _set_marker(paragraph, each, size)


def _set_marker(paragraph: Any, each: Paragraph, size: int) -> None:  # noqa: ANN401
    """Sets the bullet and the hanging indentation (ECMA-376, part 1, 21.1.2.4)."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - there is no public way
    hang = round(1.2 * size) if each.marker else 0
    properties.set("marL", str((each.level * INDENT_POINTS + hang) * POINT_EMU))
    properties.set("indent", str(-hang * POINT_EMU))
    if not each.marker:
        bullet = properties.makeelement(qn("a:buNone"), {})
    elif each.marker[0].isdecimal():
        numbering = {"type": "arabicPeriod", "startAt": each.marker.rstrip(".")}
        bullet = properties.makeelement(qn("a:buAutoNum"), numbering)
    else:
        bullet = properties.makeelement(qn("a:buChar"), {"char": each.marker})
    properties.insert(0, bullet)  # before the font, as the schema orders them


def _add_table(page: Any, table: Table, room: Room, size: int) -> None:  # noqa: ANN401
    rows, columns = len(table.rows), len(table.rows[0])
    shape = page.shapes.add_table(rows, columns, room.left, room.top, room.width, room.height)
    for row, texts in enumerate(table.rows):
        for column, text in enumerate(texts):
            frame = shape.table.cell(row, column).text_frame
            frame.word_wrap = True
            frame.paragraphs[0].text = legal(text)
            frame.paragraphs[0].font.size = Pt(size)
