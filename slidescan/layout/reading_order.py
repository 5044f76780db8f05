"""The order in which people read the text on a slide.

A recursive XY-cut cuts at the widest gap (Nagy, Seth and Viswanathan 1992). Rules for layouts that
cuts get wrong come first, as in XY-Cut++ (Liu et al. 2025): headings over several columns, numbered
rows, comparisons and tables. `READING_RULES` lists the rules in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from slidescan.core.geometry import FlatQuad
from slidescan.layout.boxes import Box, column_gap, in_row_order, row_gap
from slidescan.layout.cells import Cell, boxes_of, cells_of, split
from slidescan.layout.framed import framed_cells
from slidescan.layout.gutter import editor_cell
from slidescan.layout.row_rules import (
    MIN_COLUMN_GAP,
    MIN_TIGHT_COLUMN_GAP,
    Region,
    comparison,
    label_grid,
    numbered_rows,
    table,
)

MIN_ROW_GAP = 0.55
"""The minimum gap between blocks one above the other, in heights of a line."""

MIN_HEADING_RATIO = 1.2
"""A heading is larger than this, in median heights of the region's letters."""

MAX_LINES_ABOVE = 2
"""The maximum number of lines above a heading."""

MIN_CLUTTERED_CELLS, MIN_SIDE_SHARE = 3, 0.25
"""Columns that a cell reaches across have at least this many cells each, and this share of all:
beside a few marks at the edge of a screen, no columns are read."""

MAX_CROSSING_SHARE = 0.15
"""The maximum share of cells that reach across the gap between two columns."""

Rule: TypeAlias = Callable[[Region], list[list[Cell]]]
"""Cuts a region into parts in reading order; returns no parts if the rule doesn't apply."""


def in_reading_order(
    boxes: Iterable[Box], frames: Iterable[FlatQuad] = (), *, mirrored: bool = False
) -> list[Box]:
    """Sorts boxes as people read them: columns one by one, tables row by row.

    Args:
        boxes: The boxes.
        frames: Boxes, cards and panels of the slide; text in one is read together.
        mirrored: Whether the boxes are mirrored.
    """
    boxes = list(boxes)
    editor = editor_cell(boxes)
    around = [box for box in boxes if box not in editor.boxes] if editor else boxes
    cells = framed_cells(around, frames, _ordered, cells_of, mirrored=mirrored)
    return _ordered([*cells, editor] if editor else cells)


def _ordered(all_cells: list[Cell]) -> list[Box]:
    ordered: list[Box] = []
    pending = [all_cells]
    while pending:
        cells = pending.pop()
        if len(cells) < 2:
            ordered += boxes_of(cells)
        else:
            pending += reversed(_parts(cells))
    return ordered


def _parts(cells: list[Cell]) -> list[list[Cell]]:
    """Cuts two or more cells into parts by the first rule that applies."""
    region = Region.of(cells)
    return next(parts for rule in READING_RULES if (parts := rule(region)))


def heading(region: Region) -> list[list[Cell]]:
    """Reads a heading before the cells below it; it is larger, or spans their columns.

    A line or two may stand above it: an event's name, a kicker.
    """
    ordered = sorted(region.cells, key=lambda cell: cell.top)
    for i, head in enumerate(ordered[: MAX_LINES_ABOVE + 1]):
        above, below = ordered[:i], ordered[i + 1 :]
        if any(cell.bottom > head.top for cell in above):
            return []
        if below and below[0].top >= head.bottom and _is_heading(head, below, region):
            return [part for part in (above, [head], below) if part]
    return []


def _is_heading(head: Cell, below: list[Cell], region: Region) -> bool:
    gap = column_gap(below)
    return head.height > MIN_HEADING_RATIO * region.letter_height or (
        gap.width >= MIN_COLUMN_GAP * region.letter_height
        and head.left < gap.start
        and head.right > gap.start + gap.width
    )


def columns(region: Region) -> list[list[Cell]]:
    """Cuts at the widest gap between columns, unless a gap between rows is wider.

    This way, captions below pictures are read one by one.
    """
    column, row = column_gap(region.cells), row_gap(region.cells)
    can_cut_rows = row.width >= MIN_ROW_GAP * region.letter_height
    narrowest = MIN_COLUMN_GAP if can_cut_rows else MIN_TIGHT_COLUMN_GAP
    if column.width < narrowest * region.letter_height:
        return []
    if can_cut_rows and column.width <= row.width:
        return []
    return list(split(region.cells, lambda cell: cell.right <= column.start))


def rows(region: Region) -> list[list[Cell]]:
    """Cuts at the widest gap between rows, however narrow it is."""
    gap = row_gap(region.cells)
    if gap.width <= 0:
        return []
    return list(split(region.cells, lambda cell: cell.bottom <= gap.start))


def cluttered_columns(region: Region) -> list[list[Cell]]:
    """Cuts between columns although a few cells, such as a speech balloon, reach across.

    A cell that does belongs to the column with the larger part of it.
    """
    cells = region.cells
    best: tuple[int, float, float] | None = None
    for edge in sorted({cell.right for cell in cells}):
        crossing = [cell for cell in cells if cell.left < edge < cell.right]
        left = [cell for cell in cells if cell.right <= edge]
        right = [cell for cell in cells if cell.left >= edge]
        if min(len(left), len(right)) < max(MIN_CLUTTERED_CELLS, MIN_SIDE_SHARE * len(cells)):
            continue
        width = min(cell.left for cell in right) - edge
        if width < MIN_COLUMN_GAP * region.letter_height:
            continue
        if len(crossing) <= MAX_CROSSING_SHARE * len(cells):
            choice = (len(crossing), -width, edge + width / 2)
            best = choice if best is None else min(best, choice)
    if best is None:
        return []
    middle = best[2]
    return list(split(cells, lambda cell: (cell.left + cell.right) / 2 <= middle))


def row_by_row(region: Region) -> list[list[Cell]]:
    """Reads the cells row by row if no gap divides them."""
    return [[cell] for cell in in_row_order(region.cells)]


READING_RULES: tuple[Rule, ...] = (
    heading,
    numbered_rows,
    comparison,
    table,
    label_grid,
    columns,
    rows,
    cluttered_columns,
    row_by_row,
)
"""The rules in the order in which they are tried; the last rule always applies."""
