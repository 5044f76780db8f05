"""Reads the numbered lines of an editor row by row: each number, then the code beside it."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from slidescan.layout.boxes import Box, column_gap
from slidescan.layout.cells import Cell

MIN_GUTTER_NUMBERS = 6
"""The minimum number of line numbers below each other."""

MIN_COUNTED_SHARE = 0.7
"""At least this share of them counts up by one from line to line; the others are misread."""

MAX_LINE_PITCH = 1.6
"""The maximum distance from line to line, in heights of a number; numbered rows are farther apart,
and their cells may have lines of their own."""

MAX_GUTTER_OFFSET = 0.5
"""The right ends of line numbers are this far from their median at most, in heights of a number."""

MIN_SIDE_COLUMN_GAP, MAX_SIDE_BOXES = 0.9, 2
"""Beyond a gap of this many heights of a number, at most so many boxes stand beside the code:
another column is no code."""

_LINE_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True)
class _Gutter:
    """Line numbers below each other, from the top down, and the distance between them, pixels."""

    numbers: Sequence[Box]
    pitch: float

    def row_of(self, box: Box) -> int:
        """The row of a box, counted from the first number."""
        return round((box.middle - self.numbers[0].middle) / self.pitch)


def editor_cell(boxes: Sequence[Box]) -> Cell | None:
    """The numbered lines of an editor as one cell, its boxes row by row; None without an editor."""
    gutter = _gutter(boxes)
    if gutter is None:
        return None
    first, last = gutter.numbers[0], gutter.numbers[-1]
    edge = statistics.median(number.right for number in gutter.numbers)
    code = [
        box
        for box in boxes
        if box.left >= edge - MAX_GUTTER_OFFSET * box.height
        and 0 <= gutter.row_of(box) <= gutter.row_of(last)
        and box not in gutter.numbers
    ]
    gap = column_gap(code)
    beside = sum(box.left > gap.start for box in code)
    has_other_column = gap.width >= MIN_SIDE_COLUMN_GAP * first.height and beside > MAX_SIDE_BOXES
    if not code or has_other_column:
        return None
    ordered = sorted([*gutter.numbers, *code], key=lambda box: (gutter.row_of(box), box.left))
    return Cell.of(ordered, is_framed=True)


def _gutter(boxes: Sequence[Box]) -> _Gutter | None:
    numbers = [box for box in boxes if _LINE_NUMBER.fullmatch(box.text.strip())]
    if len(numbers) < MIN_GUTTER_NUMBERS:
        return None
    edge = statistics.median(number.right for number in numbers)
    aligned = [n for n in numbers if abs(n.right - edge) <= MAX_GUTTER_OFFSET * n.height]
    aligned.sort(key=lambda number: number.middle)
    if len(aligned) < MIN_GUTTER_NUMBERS:
        return None
    pitch = statistics.median(b.middle - a.middle for a, b in pairwise(aligned))
    if not 0 < pitch <= MAX_LINE_PITCH * statistics.median(n.height for n in aligned):
        return None
    gutter = _Gutter(aligned, pitch)
    starts = Counter(int(n.text) - gutter.row_of(n) for n in aligned)
    (_, counted), *_ = starts.most_common(1)
    is_counted = counted >= max(MIN_GUTTER_NUMBERS, MIN_COUNTED_SHARE * len(aligned))
    return gutter if is_counted else None
