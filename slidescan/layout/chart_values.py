"""The values of a bar or line chart that are written beside its marks, each above its category."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from slidescan.core.records import Line
from slidescan.layout.positions import PositionedLine

MIN_CATEGORIES = 3
"""A chart has at least so many categories with values."""

MIN_VALUE_CONFIDENCE = 0.95
"""A value or a category that was read with less confidence is not believed; nor are its
neighbours."""

MAX_CATEGORY_OFFSET = 0.6
"""Categories stand in a row up to this offset, in heights of a line."""

MAX_VALUE_OFFSET = 0.3
"""The middle of a value is above that of its category up to this share of the distance of two
categories."""

MAX_SPACING_RATIO = 1.35
"""The ratio of the greatest and the least distance of two categories."""

MAX_FIT_ERROR = 0.06
"""How far the height of a value may be from the one that the scale of the others gives, as a share
of the range of heights."""

MIN_RISE = 1.0
"""The highest value stands at least so far above the lowest one, in heights of a line: cells of a
table are level."""

_VALUE = re.compile(
    r"(?P<sign>[~≈+-]?)\s?(?P<front>[$€£¥]?)\s?(?P<number>\d{1,3}(?:[.,' ]\d{3})*|\d+)"
    r"(?P<part>[.,]\d{1,2})?\s?(?P<unit>%|[kKMB]|ms|s|[KMGT]i?B|[$€£¥])?"
)


@dataclass(frozen=True, slots=True)
class ChartValue:
    """A category and its value.

    Attributes:
        category: The label below the mark.
        value: The label at the mark.
        number: The value as a number, in its unit.
        lines: Both lines.
    """

    category: str
    value: str
    number: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    line: PositionedLine
    number: float
    unit: str


def chart_values(lines: Sequence[PositionedLine]) -> tuple[ChartValue, ...]:
    """The values from left to right; none unless all are certain.

    Each category of a row has one value above it, in one unit, and the heights of the values rise
    with them on one scale, as marks do whose axis has a scale.
    """
    values = [value for line in lines if (value := _value_of(line)) is not None]
    for row in _rows(lines):
        made = _row_values(row, [value for value in values if value.line not in row])
        if made:
            return made
    return ()


def _value_of(line: PositionedLine) -> _Value | None:
    match = _VALUE.fullmatch(line.clean_text)
    if match is None or line.line.confidence < MIN_VALUE_CONFIDENCE:
        return None
    number = float(re.sub(r"\D", "", match["number"]))
    if match["part"]:
        number += float("0." + match["part"][1:])
    if match["sign"] == "-":
        number = -number
    return _Value(line, number, (match["front"] or "") + (match["unit"] or ""))


def _rows(lines: Sequence[PositionedLine]) -> list[list[PositionedLine]]:
    """Rows of labels at equal distances, the lowest row first."""
    rows: list[list[PositionedLine]] = []
    for line in sorted(lines, key=lambda line: line.bottom):
        middle = (line.top + line.bottom) / 2
        home = next((row for row in rows if _is_level(row[0], middle)), None)
        if home is None:
            rows.append([line])
        else:
            home.append(line)
    ordered = [sorted(row, key=lambda line: line.left) for row in reversed(rows)]
    return [row for row in ordered if len(row) >= MIN_CATEGORIES and _has_equal_steps(row)]


def _is_level(line: PositionedLine, middle: float) -> bool:
    return abs((line.top + line.bottom) / 2 - middle) <= MAX_CATEGORY_OFFSET * line.height


def _has_equal_steps(row: Sequence[PositionedLine]) -> bool:
    steps = [right.center - left.center for left, right in pairwise(row)]
    return min(steps) > 0 and max(steps) <= MAX_SPACING_RATIO * min(steps)


def _row_values(row: Sequence[PositionedLine], values: Sequence[_Value]) -> tuple[ChartValue, ...]:
    step = statistics.median(right.center - left.center for left, right in pairwise(row))
    chosen: list[_Value] = []
    for category in row:
        above = [
            value
            for value in values
            if value.line.bottom < category.top
            and abs(value.line.center - category.center) <= MAX_VALUE_OFFSET * step
        ]
        if len(above) != 1 or category.line.confidence < MIN_VALUE_CONFIDENCE:
            return ()
        chosen.append(above[0])
    labels = {category.clean_text.casefold() for category in row}
    if len(labels) < len(row) or len({value.unit for value in chosen}) > 1:
        return ()
    return _made(row, chosen) if _is_on_scale(chosen) else ()


def _made(row: Sequence[PositionedLine], chosen: Sequence[_Value]) -> tuple[ChartValue, ...]:
    return tuple(
        ChartValue(
            category.clean_text,
            value.line.clean_text,
            value.number,
            (category.line, value.line.line),
        )
        for category, value in zip(row, chosen, strict=True)
    )


def _is_on_scale(values: Sequence[_Value]) -> bool:
    """Whether heights follow the values on a straight scale."""
    numbers = [value.number for value in values]
    heights = [-(value.line.top + value.line.bottom) / 2 for value in values]
    span, rise = max(numbers) - min(numbers), max(heights) - min(heights)
    if span <= 0 or rise < MIN_RISE * values[0].line.height:
        return False
    fit = statistics.linear_regression(numbers, heights)
    errors = [
        abs(fit.intercept + fit.slope * number - height)
        for number, height in zip(numbers, heights, strict=True)
    ]
    return fit.slope > 0 and max(errors) <= max(MAX_FIT_ERROR * rise, values[0].line.height / 4)
