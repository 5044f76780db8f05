"""Cells: groups of stacked lines that are read together."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from slidescan.layout.boxes import Box

MAX_CELL_LINE_GAP = 0.5
"""The maximum space between two lines of a cell, in heights of a line."""

MAX_CELL_LINE_OVERLAP = 0.6
"""The maximum overlap of two lines of a cell, in heights of a line: boxes are often too high."""

MAX_CELL_INDENT = 0.5
"""The maximum distance between the left ends of two lines of a cell, in heights of a line."""

MAX_CENTRE_OFFSET, MIN_CENTRED_WIDTH = 0.15, 3.0
"""Two lines of a cell may have one centre instead: the maximum distance of their centres, and their
minimum width, in heights of a line."""

MAX_CELL_SIZE_RATIO = 1.15
"""The maximum ratio of the letters' heights in two lines of a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A wrapped point, a card, or a single box.

    Attributes:
        boxes: Its lines from the top down.
        left: Left end, pixels.
        top: Upper end, pixels.
        right: Right end, pixels.
        bottom: Lower end, pixels.
        height: Median height of its letters, pixels.
        is_framed: Whether it holds the text in a box of the slide, in reading order.
    """

    boxes: tuple[Box, ...]
    left: float
    top: float
    right: float
    bottom: float
    height: float
    is_framed: bool = False

    @classmethod
    def of(cls, boxes: Sequence[Box], *, is_framed: bool = False) -> Cell:
        """The cell made of these boxes, the first one first."""
        return cls(
            tuple(boxes),
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
            statistics.median(box.height for box in boxes),
            is_framed,
        )

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.top + self.bottom) / 2

    @property
    def text(self) -> str:
        """The texts of its boxes, joined by spaces."""
        return " ".join(box.text for box in self.boxes)


def cells_of(boxes: Iterable[Box]) -> list[Cell]:
    """Groups boxes into cells: each box is joined to the nearest box below that continues it."""
    ordered = sorted(boxes, key=lambda box: box.top)
    below: dict[int, int] = {}
    taken: set[int] = set()
    for i, box in enumerate(ordered):
        for j in range(i + 1, len(ordered)):
            if j not in taken and _continues(box, ordered[j]):
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
        cells.append(Cell.of([ordered[k] for k in chain]))
    return cells


def _continues(upper: Box, lower: Box) -> bool:
    low, high = sorted((upper.height, lower.height))
    gap = lower.top - upper.bottom
    return (
        lower.top > upper.top
        and high <= MAX_CELL_SIZE_RATIO * low
        and -MAX_CELL_LINE_OVERLAP * low < gap < MAX_CELL_LINE_GAP * low
        and (abs(upper.left - lower.left) < MAX_CELL_INDENT * low or _is_centred(upper, lower, low))
    )


def _is_centred(upper: Box, lower: Box, height: float) -> bool:
    """Whether two lines have one centre; numbers and short labels may by chance."""
    shorter = min(upper.right - upper.left, lower.right - lower.left)
    offset = abs(upper.center - lower.center)
    return shorter >= MIN_CENTRED_WIDTH * height and offset < MAX_CENTRE_OFFSET * height


def boxes_of(cells: Iterable[Cell]) -> list[Box]:
    """The boxes of all cells."""
    return [box for cell in cells for box in cell.boxes]


def split(cells: Iterable[Cell], is_first: Callable[[Cell], bool]) -> tuple[list[Cell], list[Cell]]:
    """The cells for which `is_first` holds, and the others."""
    parts: tuple[list[Cell], list[Cell]] = [], []
    for cell in cells:
        parts[not is_first(cell)].append(cell)
    return parts
