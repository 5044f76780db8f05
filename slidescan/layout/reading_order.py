"""The order in which people read the text on a slide.

A recursive XY-cut cuts at the widest gap (Nagy, Seth and Viswanathan 1992). Rules for layouts that
cuts get wrong come first, as in XY-Cut++ (Liu et al. 2025): headings over several columns, numbered
rows, comparisons and tables. `READING_RULES` lists the rules in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from slidescan.layout.boxes import Box, column_gap, in_row_order, row_gap
from slidescan.layout.cells import Cell, boxes_of, cells_of, split
from slidescan.layout.row_rules import (
    MIN_COLUMN_GAP,
    MIN_TIGHT_COLUMN_GAP,
    Region,
    comparison,
    numbered_rows,
    table,
)

MIN_ROW_GAP = 0.55
"""The minimum gap between blocks one above the other, in heights of a line."""

MIN_HEADING_RATIO = 1.2
"""A heading is larger than this, in median heights of the region's letters."""

Rule: TypeAlias = Callable[[Region], list[list[Cell]]]
"""Cuts a region into parts in reading order; returns no parts if the rule doesn't apply."""


def in_reading_order(boxes: Iterable[Box]) -> list[Box]:
    """Sorts boxes as people read them: columns one by one, tables row by row."""
    ordered: list[Box] = []
    pending = [cells_of(boxes)]
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
    """Reads a heading before the cells below it; it is larger, or spans their columns."""
    head, *others = sorted(region.cells, key=lambda cell: cell.top)
    if any(cell.top < head.bottom for cell in others):
        return []
    gap = column_gap(others)
    is_heading = head.height > MIN_HEADING_RATIO * region.letter_height or (
        gap.width >= MIN_COLUMN_GAP * region.letter_height
        and head.left < gap.start
        and head.right > gap.start + gap.width
    )
    return [[head], others] if is_heading else []


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


def row_by_row(region: Region) -> list[list[Cell]]:
    """Reads the cells row by row if no gap divides them."""
    return [[cell] for cell in in_row_order(region.cells)]


READING_RULES: tuple[Rule, ...] = (
    heading,
    numbered_rows,
    comparison,
    table,
    columns,
    rows,
    row_by_row,
)
"""The rules in the order in which they are tried; the last rule always applies."""
