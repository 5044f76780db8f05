"""A comparison: two or three columns of points, each below its head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from slidescan.layout.structures.flat_slide import FlatSlide
from slidescan.layout.structures.sectioned import Sectioned, confidence_of

COMPARED_SIDES = (2, 3)
"""The numbers of columns that a comparison may have."""

MIN_SIDE_POINTS = 2
"""Each side of a comparison has at least this many points."""

_COMPARING = re.compile(
    r"\b(?:vs\.?|versus|compar\w+|before|after|from|toward|towards|pros|cons|old|new|vergleich\w*"
    r"|vorher|nachher|gegenüber|avant|après|contre|antes|después|contra|prima|dopo|depois|voor|na)\b"
    r"|对比|比较|优点|缺点|비교|比較",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Comparison(Sectioned):
    """Sides that are compared: a section a side, from left to right."""

    kind: ClassVar[str] = "comparison"


def recognise(slide: FlatSlide) -> Comparison | None:
    """Takes a slide with one head a column, all on one level, whose words say that it compares."""
    columns = slide.headed_columns
    if columns is None or len(columns.columns) not in COMPARED_SIDES:
        return None
    sides = columns.sections
    if len(sides) != len(columns.columns) or not columns.heads_are_level:
        return None
    if any(len(side.details) < MIN_SIDE_POINTS for side in sides):
        return None
    texts = [line.clean_text for line in slide.title] + [side.head.text for side in sides]
    if not any(_COMPARING.search(text) for text in texts):
        return None
    return Comparison(columns, min(0.97, confidence_of(columns) + 0.1))
