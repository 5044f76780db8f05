"""Rules of reading order for regions that people read in rows although they look like columns."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from slidescan.layout.boxes import (
    Box,
    Gap,
    bands_of,
    column_gap,
    columns_of,
    in_row_order,
    is_table,
    rows_of,
)
from slidescan.layout.cells import Cell, boxes_of, cells_of, split

MIN_COLUMN_GAP = 0.9
"""The minimum gap between columns, in heights of a line."""

MIN_TIGHT_COLUMN_GAP = 0.6
"""The same if no gap between rows is wide enough to cut at, as for cards that nearly touch."""

MIN_NUMBERS = 3
"""At least this many numbers, letters or signs divide the cells beside them into rows."""

MAX_EMPTY_ROW_SHARE = 0.25
"""At most this share of the numbers may have no cell beside them."""

MIN_COMPARED_ROWS, MIN_COMPARED_SHARE = 4, 0.8
"""The minimum number, and share, of a comparison's rows that have two sides."""

MIN_COMPARISON_GAP = MIN_TIGHT_COLUMN_GAP / 2
"""The minimum gap between the sides of a comparison, in heights of a line."""

MAX_SIDE_CELLS = 2
"""Each side of a row in a comparison has at most this many cells."""

MAX_ROW_OFFSET = 0.4
"""The maximum vertical distance between the sides of a row, in heights of a line."""

MAX_BAND_OVERLAP = 0.25
"""The maximum overlap of two rows of a comparison, in heights of a line."""

MIN_WRAPPED_WIDTH = 6.0
"""Stacked lines are wrapped text, not cells of a table, if the median width of lines is at least
this, in heights of a line."""

MIN_CELL_SHARE = 0.8
"""Even such wide lines may be a table if there are at least this many cells per line."""

MIN_MERGED_ROW_CELLS = 2
"""A cell that spans two rows stands beside at least this many cells in each."""

MIN_GRID_SIDE = 2
"""The minimum number of rows, and of columns, of a grid of labels."""

MAX_GRID_SIZE_RATIO = 1.5
"""The maximum ratio of the letters' heights in a grid of labels."""

MAX_GRID_ROW_RATIO = 1.25
"""The maximum ratio of the median heights of the letters of two rows in a grid of labels. A row of
larger letters has the heads of cards."""

MAX_LABEL_WORDS = 4
"""The maximum number of words of a label."""

MIN_GRID_GAP = 1.0
"""The minimum gap between the rows of a grid of labels, in heights of a line."""

_NUMBER = re.compile(r"\W*(?:\d{1,2}|[^\W\d_]|[ivx]{1,4})\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the slide whose cells must be put in reading order.

    Attributes:
        cells: Two or more cells.
        letter_height: Median height of its letters, pixels.
    """

    cells: Sequence[Cell]
    letter_height: float

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Region:
        """The region made of these cells."""
        return cls(cells, statistics.median(box.height for box in boxes_of(cells)) or 1.0)


def numbered_rows(region: Region) -> list[list[Cell]]:
    """Reads rows that each have a number, letter or sign on the left.

    Numbers must grow from row to row, unlike the numbers of a chart's axis.
    """
    numbers, others = split(sorted(region.cells, key=lambda cell: cell.top), _is_number)
    if len(numbers) < MIN_NUMBERS or not others:
        return []
    edge = max(number.right for number in numbers)
    if max(number.left for number in numbers) >= min(number.right for number in numbers):
        return []
    values = [int(match[0]) for number in numbers if (match := re.search(r"\d+", number.text))]
    if any(upper >= lower for upper, lower in pairwise(values)):
        return []
    half = statistics.median(b.middle - a.middle for a, b in pairwise(numbers)) / 2
    above: list[Cell] = []
    below: list[Cell] = []
    rows: list[list[Cell]] = [[] for _ in numbers]
    for cell in others:
        if cell.middle < numbers[0].middle - half:
            above.append(cell)
        elif cell.middle > numbers[-1].middle + half:
            below.append(cell)
        elif cell.left < edge:
            return []
        else:
            nearest = min(range(len(numbers)), key=lambda i: abs(numbers[i].middle - cell.middle))
            rows[nearest].append(cell)
    if sum(not row for row in rows) > MAX_EMPTY_ROW_SHARE * len(rows):
        return []
    parts = [part for number, row in zip(numbers, rows, strict=True) for part in ([number], row)]
    return [above, *parts, below]


def _is_number(cell: Cell) -> bool:
    return len(cell.boxes) == 1 and _NUMBER.fullmatch(cell.text.strip()) is not None


def comparison(region: Region) -> list[list[Cell]]:
    """Reads two columns row by row if their rows stay aligned although one side wraps.

    The rows of two independent lists are no longer aligned after a point that takes two lines.
    Without such a point, both are possible and the rule doesn't apply.
    """
    gap = column_gap(region.cells)
    if gap.width < MIN_COMPARISON_GAP * region.letter_height:
        return []
    rows = bands_of(region.cells, MAX_BAND_OVERLAP)
    compared, has_wrapped = 0, False
    for row in rows:
        left, right = split(row, lambda cell: cell.right <= gap.start)
        if not left or not right:
            continue
        if max(len(left), len(right)) > MAX_SIDE_CELLS or not _keep_step(left, right):
            return []
        if any(_are_columns(side) for side in (left, right)):
            return []
        fewer, more = sorted(len(rows_of(boxes_of(side))) for side in (left, right))
        has_wrapped = has_wrapped or fewer == 1 < more
        compared += 1
    if not has_wrapped or compared < max(MIN_COMPARED_ROWS, MIN_COMPARED_SHARE * len(rows)):
        return []
    return [[cell] for row in rows for cell in _left_to_right(row, gap)]


def _are_columns(side: Sequence[Cell]) -> bool:
    """Whether wide cells stand side by side, as those of three columns."""
    texts = [c for c in side if c.right - c.left >= MIN_WRAPPED_WIDTH * c.height]
    return len(texts) > 1 and column_gap(texts).width > 0


def _keep_step(left: Sequence[Cell], right: Sequence[Cell]) -> bool:
    height = statistics.median(box.height for box in boxes_of([*left, *right]))
    tops = [min(cell.top for cell in side) for side in (left, right)]
    bottoms = [max(cell.bottom for cell in side) for side in (left, right)]
    middles = [(top + bottom) / 2 for top, bottom in zip(tops, bottoms, strict=True)]
    return min(abs(tops[0] - tops[1]), abs(middles[0] - middles[1])) <= MAX_ROW_OFFSET * height


def _left_to_right(row: Sequence[Cell], gap: Gap) -> list[Cell]:
    return sorted(row, key=lambda cell: (cell.right > gap.start, cell.left))


def label_grid(region: Region) -> list[list[Cell]]:
    """Reads labels in the boxes of a grid row by row.

    They are centred, as texts in boxes and below icons are; the points of two lists begin at one
    left end, and columns of lines of other sizes are cards, as are heads with captions below.
    """
    rows = rows_of(region.cells)
    columns = [sorted(column, key=lambda cell: cell.top) for column in columns_of(region.cells)]
    if min(len(rows), len(columns)) < MIN_GRID_SIDE or any(
        len(column) != len(rows) for column in columns
    ):
        return []
    heights = sorted(box.height for box in boxes_of(region.cells))
    if heights[-1] > MAX_GRID_SIZE_RATIO * heights[0]:
        return []
    row_heights = [statistics.median(box.height for box in boxes_of(row)) for row in rows]
    if max(row_heights) > MAX_GRID_ROW_RATIO * min(row_heights):
        return []
    if not all(_is_label(cell) for cell in region.cells):
        return []
    gaps = [lower.top - upper.bottom for column in columns for upper, lower in pairwise(column)]
    if min(gaps) < MIN_GRID_GAP * region.letter_height:
        return []
    if not all(_is_centred(column) for column in columns):
        return []
    return [[cell] for cell in in_row_order(region.cells)]


def _is_label(cell: Cell) -> bool:
    """Whether it is a few words; a number belongs to the label above or below it."""
    return len(cell.text.split()) <= MAX_LABEL_WORDS and any(c.isalpha() for c in cell.text)


def _is_centred(column: Sequence[Cell]) -> bool:
    """Whether the middles of its cells are closer to each other than their left ends."""
    centers = [(cell.left + cell.right) / 2 for cell in column]
    lefts = [cell.left for cell in column]
    return max(centers) - min(centers) <= max(lefts) - min(lefts)


def table(region: Region) -> list[list[Cell]]:
    """Reads a table row by row; a cell that spans two rows belongs to the upper one."""
    boxes = boxes_of(region.cells)
    merged = _merged(boxes)
    boxes = [box for box in boxes if box not in merged]
    gap = column_gap(region.cells)
    if any(cell.is_framed for cell in region.cells):
        return _framed_table(region, gap)
    if gap.width < MIN_COLUMN_GAP * region.letter_height or not is_table(boxes):
        return []
    width = statistics.median(box.right - box.left for box in boxes)
    is_wide = width >= MIN_WRAPPED_WIDTH * region.letter_height
    if is_wide and len(region.cells) < MIN_CELL_SHARE * len(boxes):
        return []
    bands = bands_of(boxes, 0.0)
    if len(bands) > 1:
        for box in merged:
            upper = [band for band in bands if min(other.top for other in band) < box.top]
            (upper or bands)[-1 if upper else 0].append(box)
        return [cells_of(band) for band in bands]
    return [[Cell.of([box])] for box in in_row_order(boxes_of(region.cells))]


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """The cells that span two rows: alone between them, they overlap both."""
    rows = rows_of(boxes)
    merged = []
    for upper, row, lower in zip(rows, rows[1:], rows[2:], strict=False):
        if len(row) > 1 or min(len(upper), len(lower)) < MIN_MERGED_ROW_CELLS:
            continue
        (box,) = row
        if all(
            any(min(o.bottom, box.bottom) > max(o.top, box.top) for o in other)
            and not any(min(o.right, box.right) > max(o.left, box.left) for o in other)
            for other in (upper, lower)
        ):
            merged.append(box)
    return merged


def _framed_table(region: Region, gap: Gap) -> list[list[Cell]]:
    """The rows of cells that are boxes of the slide, so that nothing parts them."""
    is_wide = gap.width >= MIN_COLUMN_GAP * region.letter_height
    bands = bands_of(region.cells, 0.0)
    return bands if is_wide and len(bands) > 1 and is_table(region.cells) else []
