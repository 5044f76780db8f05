"""Groups boxes into rows, columns and bands by the gaps between them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from slidescan.core.records import TextBox

MIN_TABLE_ROWS, MIN_TABLE_COLUMNS = 3, 2
"""The minimum number of rows and of columns of a table."""

MIN_TABLE_FILL_SHARE = 0.8
"""The minimum share of a table's cells that hold text."""

MIN_NUMBER_SHARE = 0.7
"""In a column of numbers, more than this share of the cells below the head are numbers."""

ROW_MARGIN_SHARE = 0.2
"""The middle of a box in a row is this far from the row's top and bottom, in heights of the row."""


class Bounded(Protocol):
    """Anything with upright bounds on the flat slide, pixels."""

    @property
    def left(self) -> float:
        """Left end."""

    @property
    def top(self) -> float:
        """Upper end."""

    @property
    def right(self) -> float:
        """Right end."""

    @property
    def bottom(self) -> float:
        """Lower end."""

    @property
    def height(self) -> float:
        """Height of its letters."""


class BoundedText(Bounded, Protocol):
    """Text with upright bounds."""

    @property
    def text(self) -> str:
        """The text."""


AnyBounded = TypeVar("AnyBounded", bound=Bounded)
AnyText = TypeVar("AnyText", bound=BoundedText)


@dataclass(frozen=True, slots=True)
class Box:
    """A text box with its upright bounds.

    Attributes:
        source: What the engine read.
        left: Left end, pixels; in mirrored boxes the negated right end.
        top: Upper end, pixels.
        right: Right end, pixels; in mirrored boxes the negated left end.
        bottom: Lower end, pixels.
        height: Height of the letters, pixels.
    """

    source: TextBox
    left: float
    top: float
    right: float
    bottom: float
    height: float

    @classmethod
    def of(cls, source: TextBox, *, mirrored: bool = False) -> Box:
        """The box for a text box; mirrored if the text runs from right to left."""
        left, top, right, bottom = source.quad.bounds
        if mirrored:
            left, right = -right, -left
        return cls(source, left, top, right, bottom, source.quad.height)

    @property
    def text(self) -> str:
        """The text."""
        return self.source.text

    @property
    def center(self) -> float:
        """Half-way between left and right, pixels."""
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        """Half-way between top and bottom, pixels."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty interval on one axis, pixels."""

    start: float
    width: float


def column_gap(boxes: Iterable[Bounded]) -> Gap:
    """The widest gap between columns; of width 0 if there is none."""
    return _widest_gap((box.left, box.right) for box in boxes)


def row_gap(boxes: Iterable[Bounded]) -> Gap:
    """The widest gap between rows; of width 0 if there is none."""
    return _widest_gap((box.top, box.bottom) for box in boxes)


def _widest_gap(spans: Iterable[tuple[float, float]]) -> Gap:
    widest, reach = Gap(0.0, 0.0), None
    for start, end in sorted(spans):
        if reach is not None and start - reach > widest.width:
            widest = Gap(reach, start - reach)
        reach = end if reach is None else max(reach, end)
    return widest


def bands_of(boxes: Iterable[AnyBounded], max_overlap: float) -> list[list[AnyBounded]]:
    """Groups boxes into horizontal bands, so that no box extends into two bands.

    Args:
        boxes: The boxes.
        max_overlap: How much two bands may overlap, in heights of a line.
    """
    bands: list[list[AnyBounded]] = []
    reach = 0.0
    for box in sorted(boxes, key=lambda box: box.top):
        if bands and box.top < reach - max_overlap * box.height:
            bands[-1].append(box)
            reach = max(reach, box.bottom)
        else:
            bands.append([box])
            reach = box.bottom
    return bands


def rows_of(boxes: Iterable[AnyBounded]) -> list[list[AnyBounded]]:
    """Groups boxes into rows of boxes that overlap vertically."""
    rows: list[list[AnyBounded]] = []
    for box in sorted(boxes, key=lambda b: (b.top + b.bottom) / 2):
        middle = (box.top + box.bottom) / 2
        if rows:
            last = rows[-1]
            top = statistics.fmean(b.top for b in last)
            bottom = statistics.fmean(b.bottom for b in last)
            margin = ROW_MARGIN_SHARE * (bottom - top)
            if top + margin < middle < bottom - margin:
                last.append(box)
                continue
        rows.append([box])
    return rows


def in_row_order(boxes: Iterable[AnyBounded]) -> list[AnyBounded]:
    """Boxes row by row, each row from left to right."""
    return [box for row in rows_of(boxes) for box in sorted(row, key=lambda b: b.left)]


def columns_of(boxes: Iterable[AnyBounded]) -> list[list[AnyBounded]]:
    """Groups boxes into columns at the gaps that no box crosses."""
    columns: list[list[AnyBounded]] = []
    reach = 0.0
    for box in sorted(boxes, key=lambda b: b.left):
        if columns and box.left <= reach:
            columns[-1].append(box)
        else:
            columns.append([box])
        reach = max(reach, box.right) if len(columns[-1]) > 1 else box.right
    return columns


def is_table(boxes: Sequence[BoundedText]) -> bool:
    """Whether boxes are the cells of a table, not columns of separate texts.

    Two lists may line up by chance, so a table must have three columns or a column of numbers.
    """
    rows, columns = rows_of(boxes), columns_of(boxes)
    if len(rows) < MIN_TABLE_ROWS or len(columns) < MIN_TABLE_COLUMNS:
        return False
    if len(boxes) < MIN_TABLE_FILL_SHARE * len(rows) * len(columns):
        return False
    if any(len(row) > len(columns) for row in rows):
        return False
    return len(columns) > MIN_TABLE_COLUMNS or any(map(_holds_numbers, columns[1:]))


def _holds_numbers(column: Sequence[BoundedText]) -> bool:
    numbers = sum(any(c.isdigit() for c in box.text) for box in column)
    return numbers > MIN_NUMBER_SHARE * (len(column) - 1)
