"""A timeline: dates in a row or in a column, with texts beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.block_rules import is_axis_label
from slidescan.layout.blocks import Block, Point, Points
from slidescan.layout.diagram_nodes import Bounds, bounds_of, texts_of
from slidescan.layout.points import joined_text
from slidescan.layout.positions import PositionedLine, Stretch
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_DATES, MIN_EVENTS = 3, 3
"""A timeline has at least so many dates, and so many texts of several words."""

MIN_EVENT_WORDS, MIN_EVENT_SIGNS = 2, 4
"""An event has at least so many words, or so many signs of a script without spaces."""

MAX_OTHER_FIGURES = 1
"""With more labels that are figures and no dates, a slide shows a chart."""

MAX_ROW_SLOPE = 0.25
"""How much a row of dates may rise or fall, per pixel: photos are not always upright."""

MAX_START_SHARE, MAX_MIDDLE_SHARE = 0.12, 0.15
"""A text begins at a date, or has its middle below it, up to this share of the distance between two
dates."""

TIMELINE_CONFIDENCE = 0.92
"""A little more than that of a chart, whose axis has dates, too."""

_DATE_LABEL = re.compile(
    r"(?:(?P<month>jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*[-\s.'’]*"
    r"|(?P<part>[QH][1-4])[-\s.'’/]*)?(?P<year>(?:19|20)\d\d)?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_SPELLINGS = {"mai": "may", "okt": "oct", "dez": "dec"}


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dates in order, and what stands beside them.

    Attributes:
        dates: The dates.
        events: What belongs to each date; empty if that isn't certain for all.
        others: The points that belong to no date.
        blocks: All lines of the body.
        confidence: Certainty, 0..1.
    """

    dates: tuple[Point, ...]
    events: tuple[tuple[Point, ...], ...]
    others: tuple[Point, ...]
    blocks: tuple[Block, ...]
    confidence: float
    kind: ClassVar[str] = "timeline"

    def summary(self) -> SlideStructure:
        """The dates as nodes, with their events."""
        details = tuple(tuple(event.text for event in events) for events in self.events)
        return SlideStructure(
            self.kind, self.confidence, tuple(date.text for date in self.dates), details=details
        )


def recognise(slide: FlatSlide) -> Timeline | None:
    """Takes a slide with dates in order, several events and no other axis."""
    dates = [line for line in slide.body if _order_of(line.clean_text) is not None]
    if len(dates) < MIN_DATES or len(dates) != len({line.clean_text for line in dates}):
        return None
    orders = [_order_of(line.clean_text) for line in dates]
    if len({None if order is None else len(order) for order in orders}) != 1:
        return None
    others = [line for line in slide.body if line not in dates]
    if sum(is_axis_label(line.clean_text) for line in others) > MAX_OTHER_FIGURES:
        return None
    groups = texts_of([line for line in others if any(c.isalpha() for c in line.clean_text)])
    if sum(map(_is_event, groups)) < MIN_EVENTS:
        return None
    row = sorted(dates, key=lambda line: line.left)
    column = sorted(dates, key=lambda line: line.top)
    if _is_row(row):
        groups = sorted(groups, key=lambda group: bounds_of(group).left)
        return _timeline(slide, row, groups, _below(row, groups))
    if _is_column(column):
        return _timeline(slide, column, groups, _beside(column, groups))
    return None


def _order_of(text: str) -> tuple[int, ...] | None:
    """What a date is sorted by; None if the text is no date."""
    match = _DATE_LABEL.fullmatch(text.strip())
    if match is None or not text.strip():
        return None
    parts: list[int] = []
    if match["year"]:
        parts.append(int(match["year"]))
    if match["month"]:
        month = match["month"].lower()
        parts.append(_MONTHS.index(_MONTH_SPELLINGS.get(month, month)))
    elif match["part"]:
        parts.append(int(match["part"][1]))
    return tuple(parts)


def _ascends(dates: Sequence[PositionedLine]) -> bool:
    orders = [_order_of(line.clean_text) or () for line in dates]
    return all(a < b for a, b in pairwise(orders))


def _is_row(dates: Sequence[PositionedLine]) -> bool:
    return _ascends(dates) and all(
        b.left > a.right and abs(b.top - a.top) <= MAX_ROW_SLOPE * (b.left - a.left)
        for a, b in pairwise(dates)
    )


def _is_column(dates: Sequence[PositionedLine]) -> bool:
    return _ascends(dates) and all(
        b.top > a.bottom and abs(b.left - a.left) <= a.height for a, b in pairwise(dates)
    )


def _is_event(group: Stretch) -> bool:
    text = joined_text([line.clean_text for line in group])
    signs = sum(c > "\u3000" for c in text)
    return len(text.split()) >= MIN_EVENT_WORDS or signs >= MIN_EVENT_SIGNS


def _below(dates: Stretch, groups: Sequence[Stretch]) -> list[int] | None:
    """The index of each text's date, if all begin at one, or all stand below one's middle."""
    step = min(b.left - a.left for a, b in pairwise(dates))

    def nearest(distances: Sequence[float], share: float) -> int | None:
        i = min(range(len(distances)), key=distances.__getitem__)
        return i if distances[i] <= share * step else None

    bounds = [bounds_of(group) for group in groups]
    starts = [nearest([abs(d.left - b.left) for d in dates], MAX_START_SHARE) for b in bounds]
    middles = [
        nearest([abs(d.center - b.center[0]) for d in dates], MAX_MIDDLE_SHARE) for b in bounds
    ]
    return _certain(starts) or _certain(middles)


def _beside(dates: Stretch, groups: Sequence[Stretch]) -> list[int] | None:
    """The index of the date that each text begins beside."""
    bounds = [bounds_of(group) for group in groups]
    return _certain([_row_of(dates, b) for b in bounds])


def _row_of(dates: Stretch, bounds: Bounds) -> int | None:
    rows = [i for i, d in enumerate(dates) if d.top - d.height / 2 <= bounds.top <= d.bottom]
    return rows[0] if len(rows) == 1 else None


def _certain(indexes: Sequence[int | None]) -> list[int] | None:
    """The indexes, if all are known."""
    certain = [i for i in indexes if i is not None]
    return certain if len(certain) == len(indexes) else None


def _timeline(
    slide: FlatSlide, dates: Stretch, groups: Sequence[Stretch], homes: Sequence[int] | None
) -> Timeline:
    points = [_point(group) for group in groups]
    listed = tuple(_point([line], 1) for line in dates)
    if homes is None:
        return Timeline(listed, (), tuple(points), slide.blocks, TIMELINE_CONFIDENCE)
    events = tuple(
        tuple(point for point, home in zip(points, homes, strict=True) if home == i)
        for i in range(len(dates))
    )
    nested = [p for date, below in zip(listed, events, strict=True) for p in (date, *below)]
    return Timeline(listed, events, (), (Points(tuple(nested)),), TIMELINE_CONFIDENCE)


def _point(group: Sequence[PositionedLine], level: int = 2) -> Point:
    text = joined_text([line.clean_text for line in group])
    return Point(text, level, tuple(line.line for line in group))
