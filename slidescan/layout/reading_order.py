"""The order in which people read what stands on a slide.

Recursive cuts through the widest gaps (XY-cut; Nagy, Seth and Viswanathan 1992), with what cuts
alone get wrong seen first, as in XY-Cut++ (Liu et al. 2025): headings that stand over several
columns, numbered rows, comparisons and tables.

All coordinates are in the frame of the picture that was read (the flat slide).
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from slidescan.core.records import TextBox

COLUMN_GAP, TIGHT_COLUMN_GAP = 0.9, 0.6
"""Narrowest gap between columns, in heights of a line; and where no gap between rows could be
cut instead: cards that nearly touch."""

ROW_GAP = 0.55
"""Narrowest gap between blocks one above the other, in heights of a line."""

HEADING = 1.2
"""How much larger than the rest a line is at least that is read before all below it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A word with its upright bounds and the height of its letters."""

    word: TextBox
    left: float
    top: float
    right: float
    bottom: float
    height: float
    """Of its letters."""

    @classmethod
    def of(cls, word: TextBox, *, mirrored: bool = False) -> Box:
        """The box of a word; mirrored, its right end is its left: as it is read from there."""
        left, top, right, bottom = word.quad.bounds
        if mirrored:
            left, right = -right, -left
        return cls(word, left, top, right, bottom, word.quad.height)


def in_reading_order(boxes: Iterable[Box]) -> list[Box]:
    """Boxes as people read them: columns one by one, tables row by row."""
    read: list[Box] = []
    to_read = [_cells(boxes)]
    while to_read:
        cells = to_read.pop()
        if len(cells) < 2:
            read += _boxes(cells)
        else:
            to_read += reversed(_parts(cells))
    return read


@dataclass(frozen=True, slots=True)
class _Cell:
    """Lines close below each other, which are read together: a wrapped point, a card."""

    boxes: tuple[Box, ...]
    left: float
    top: float
    right: float
    bottom: float
    height: float
    """Of its letters."""

    @classmethod
    def of(cls, boxes: Sequence[Box]) -> _Cell:
        """The cell of lines, the upper one first."""
        return cls(
            tuple(boxes),
            min(box.left for box in boxes),
            boxes[0].top,
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
            statistics.median(box.height for box in boxes),
        )

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.top + self.bottom) / 2


CLOSE, ALIGNED, ALIKE = 0.5, 0.5, 1.15
"""Most space between lines of a cell, and most difference of their left ends, in heights of a
line; and how much higher the letters of one may be than those of the other."""


def _cells(boxes: Iterable[Box]) -> list[_Cell]:
    """Lines that follow each other closely, from the same left end, in letters of one size."""
    ordered = sorted(boxes, key=lambda box: box.top)
    below: dict[int, int] = {}
    taken: set[int] = set()
    for i, box in enumerate(ordered):
        for j in range(i + 1, len(ordered)):
            if j not in taken and _goes_on(box, ordered[j]):
                below[i] = j
                taken.add(j)
                break
    cells = []
    for i in range(len(ordered)):
        if i in taken:
            continue
        chain = [i]
        while chain[-1] in below:
            chain.append(below[chain[-1]])
        cells.append(_Cell.of([ordered[k] for k in chain]))
    return cells


def _goes_on(upper: Box, lower: Box) -> bool:
    low, high = sorted((upper.height, lower.height))
    gap = lower.top - upper.bottom
    return (
        lower.top > upper.top
        and high <= ALIKE * low
        and -0.6 * low < gap < CLOSE * low
        and abs(upper.left - lower.left) < ALIGNED * low
    )


def _parts(cells: list[_Cell]) -> list[list[_Cell]]:
    """Two or more cells, cut into what is read one after the other."""
    letter = statistics.median(box.height for box in _boxes(cells)) or 1.0
    head, *others = sorted(cells, key=lambda cell: cell.top)
    if _is_heading(head, others, letter):
        return [[head], others]
    found = _numbered(cells) or _compared(cells, letter) or _tabled(cells, letter)
    if found:
        return found
    column, row = _column_gap(cells), _row_gap(cells)
    can_row = row.width >= ROW_GAP * letter
    # A cut between columns and a cut between rows compete by the width of their gap: captions
    # below pictures are read one by one.
    can_column = column.width >= (COLUMN_GAP if can_row else TIGHT_COLUMN_GAP) * letter
    if can_column and (not can_row or column.width > row.width):
        return _split(cells, lambda cell: cell.right <= column.start)
    if row.width > 0:
        return _split(cells, lambda cell: cell.bottom <= row.start)
    return [[cell] for cell in _by_rows(cells)]


def _split(cells: Iterable[_Cell], first: Callable[[_Cell], bool]) -> list[list[_Cell]]:
    """Those that are read first, and the others."""
    parts: tuple[list[_Cell], list[_Cell]] = [], []
    for cell in cells:
        parts[not first(cell)].append(cell)
    return list(parts)


def _boxes(cells: Iterable[_Cell]) -> list[Box]:
    return [box for cell in cells for box in cell.boxes]


@dataclass(frozen=True, slots=True)
class _Gap:
    """The widest gap that nothing covers."""

    start: float
    width: float


def _column_gap(cells: Sequence[_Cell]) -> _Gap:
    return _widest_gap([(cell.left, cell.right) for cell in cells])


def _row_gap(cells: Sequence[_Cell]) -> _Gap:
    return _widest_gap([(cell.top, cell.bottom) for cell in cells])


def _widest_gap(spans: list[tuple[float, float]]) -> _Gap:
    widest, reach = _Gap(0.0, 0.0), None
    for start, end in sorted(spans):
        if reach is not None and start - reach > widest.width:
            widest = _Gap(reach, start - reach)
        reach = end if reach is None else max(reach, end)
    return widest


def _is_heading(head: _Cell, others: Sequence[_Cell], letter: float) -> bool:
    """Whether a cell is read before all others, however wide the gaps below it are.

    It stands above them, and it is larger, or they stand in columns and it over several.
    """
    if any(cell.top < head.bottom for cell in others):
        return False
    gap = _column_gap(others)
    return head.height > HEADING * letter or (
        gap.width >= COLUMN_GAP * letter
        and head.left < gap.start
        and head.right > gap.start + gap.width
    )


# Rows that a number begins

_MARK = re.compile(r"\W*(?:\d{1,2}|[^\W\d_]|[ivx]{1,4})\W*", re.IGNORECASE)
MARKS = 3
"""Fewest marks that make rows of what stands beside them."""


def _numbered(cells: Sequence[_Cell]) -> list[list[_Cell]]:
    """Rows, each with a number, letter or sign of its own at its left; none where there are none.

    Numbers grow from row to row: those at the axis of a chart don't.
    """
    marks, rest = _split(sorted(cells, key=lambda cell: cell.top), _is_mark)
    if len(marks) < MARKS or not rest:
        return []
    edge = max(mark.right for mark in marks)
    if max(mark.left for mark in marks) >= min(mark.right for mark in marks):
        return []
    numbers = [int(found[0]) for mark in marks if (found := re.search(r"\d+", _text(mark)))]
    if any(upper >= lower for upper, lower in pairwise(numbers)):
        return []
    half = statistics.median(b.middle - a.middle for a, b in pairwise(marks)) / 2
    above: list[_Cell] = []
    below: list[_Cell] = []
    rows: list[list[_Cell]] = [[] for _ in marks]
    for cell in rest:
        if cell.middle < marks[0].middle - half:
            above.append(cell)
        elif cell.middle > marks[-1].middle + half:
            below.append(cell)
        elif cell.left < edge:
            return []
        else:
            nearest = min(range(len(marks)), key=lambda i: abs(marks[i].middle - cell.middle))
            rows[nearest].append(cell)
    if sum(not row for row in rows) > 0.25 * len(rows):
        return []
    parts = [part for mark, row in zip(marks, rows, strict=True) for part in ([mark], row)]
    return [above, *parts, below]


def _text(cell: _Cell) -> str:
    return " ".join(box.word.text for box in cell.boxes)


def _is_mark(cell: _Cell) -> bool:
    return len(cell.boxes) == 1 and _MARK.fullmatch(_text(cell).strip()) is not None


# Comparisons

COMPARED = 4
"""Fewest rows of a comparison."""

IN_STEP = 0.4
"""How far the two sides of a row may stand apart, in heights of a line."""


def _compared(cells: Sequence[_Cell], letter: float) -> list[list[_Cell]]:
    """Rows of two columns that keep in step although what stands on one side is wrapped.

    Two lists side by side fall out of step where a point takes two lines. Without such a line
    nobody knows which they are.
    """
    gap = _column_gap(cells)
    if gap.width < TIGHT_COLUMN_GAP / 2 * letter:
        return []
    rows = _bands(cells, 0.25)
    whole, wrapped = 0, False
    for row in rows:
        left, right = _split(row, lambda cell: cell.right <= gap.start)
        if not left or not right:
            continue
        if max(len(left), len(right)) > 2 or not _in_step(left, right):
            return []
        lines = sorted(len(rows_of(_boxes(side))) for side in (left, right))
        wrapped = wrapped or lines[0] == 1 < lines[1]
        whole += 1
    if not wrapped or whole < max(COMPARED, 0.8 * len(rows)):
        return []
    return [[cell] for row in rows for cell in _by_columns(row, gap)]


def _in_step(left: Sequence[_Cell], right: Sequence[_Cell]) -> bool:
    height = statistics.median(box.height for box in _boxes([*left, *right]))
    tops = [min(cell.top for cell in side) for side in (left, right)]
    bottoms = [max(cell.bottom for cell in side) for side in (left, right)]
    middles = [(top + bottom) / 2 for top, bottom in zip(tops, bottoms, strict=True)]
    return min(abs(tops[0] - tops[1]), abs(middles[0] - middles[1])) <= IN_STEP * height


def _by_columns(row: Sequence[_Cell], gap: _Gap) -> list[_Cell]:
    return sorted(row, key=lambda cell: (cell.right > gap.start, cell.left))


# Tables

WORDY = 6.0
"""Width of a line, in heights of a line, from which lines close below each other are text that
was wrapped and no cells of a table."""


def _tabled(cells: Sequence[_Cell], letter: float) -> list[list[_Cell]]:
    """Rows of a table; none where cells are none of one."""
    boxes = _boxes(cells)
    if _column_gap(cells).width < COLUMN_GAP * letter or not is_table(boxes):
        return []
    wide = statistics.median(box.right - box.left for box in boxes) >= WORDY * letter
    if wide and len(cells) < 0.8 * len(boxes):
        return []
    bands = _bands(boxes, 0.0)
    if len(bands) > 1:
        return [_cells(band) for band in bands]
    return [[_Cell.of([box])] for box in _by_rows(boxes)]


def is_table(boxes: list[Box]) -> bool:
    """Whether boxes stand in rows and columns: cells, not columns of text of their own.

    Two columns of points may stand side by side by chance, so it takes three columns, or one
    of numbers.
    """
    rows = rows_of(boxes)
    columns = columns_of(boxes)
    if len(rows) < 3 or len(columns) < 2 or len(boxes) < 0.8 * len(rows) * len(columns):
        return False
    if any(len(row) > len(columns) for row in rows):
        return False
    numbers = any(
        sum(any(c.isdigit() for c in box.word.text) for box in column) > 0.7 * (len(column) - 1)
        for column in columns[1:]
    )
    return numbers or len(columns) > 2


def columns_of(boxes: list[Box]) -> list[list[Box]]:
    """Boxes that stand above each other, by the gaps that no box crosses."""
    columns: list[list[Box]] = []
    reach = 0.0
    for box in sorted(boxes, key=lambda b: b.left):
        if columns and box.left <= reach:
            columns[-1].append(box)
        else:
            columns.append([box])
        reach = max(reach, box.right) if len(columns[-1]) > 1 else box.right
    return columns


class _Placed(Protocol):
    @property
    def left(self) -> float: ...

    @property
    def top(self) -> float: ...

    @property
    def bottom(self) -> float: ...

    @property
    def height(self) -> float: ...


_P = TypeVar("_P", bound=_Placed)


def _bands(placed: Iterable[_P], overlap: float) -> list[list[_P]]:
    """What stands above each other, parted by the gaps that nothing crosses.

    Args:
        placed: Boxes or cells.
        overlap: What two bands may overlap, in heights of a line.
    """
    bands: list[list[_P]] = []
    reach = 0.0
    for one in sorted(placed, key=lambda one: one.top):
        if bands and one.top < reach - overlap * one.height:
            bands[-1].append(one)
            reach = max(reach, one.bottom)
        else:
            bands.append([one])
            reach = one.bottom
    return bands


def _by_rows(boxes: Sequence[_P]) -> list[_P]:
    """Row by row, each left to right."""
    return [box for row in rows_of(boxes) for box in sorted(row, key=lambda b: b.left)]


def rows_of(boxes: Sequence[_P]) -> list[list[_P]]:
    """Boxes that stand beside each other, by overlapping heights."""
    rows: list[list[_P]] = []
    for box in sorted(boxes, key=lambda b: (b.top + b.bottom) / 2):
        middle = (box.top + box.bottom) / 2
        if rows:
            last = rows[-1]
            top = statistics.fmean(b.top for b in last)
            bottom = statistics.fmean(b.bottom for b in last)
            if top + 0.2 * (bottom - top) < middle < bottom - 0.2 * (bottom - top):
                last.append(box)
                continue
        rows.append([box])
    return rows
