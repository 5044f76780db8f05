"""Points with levels: bullets, or lines that begin at the same edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from slidescan.core.records import SlideStructure
from slidescan.layout.blocks import Block, Points
from slidescan.layout.structures.flat_slide import FlatSlide

MIN_LIST_POINTS = 2
"""A list has at least this many points with bullets."""

MIN_BULLET_SHARE = 0.5
"""At least this share of a list's points has bullets."""


@dataclass(frozen=True, slots=True)
class PointList:
    """Points with levels.

    Attributes:
        points: The points.
        confidence: The share of points with bullets.
    """

    points: Points
    confidence: float
    kind: ClassVar[str] = "points"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The points."""
        return (self.points,)

    def summary(self) -> SlideStructure:
        """The points as nodes."""
        levels = tuple(point.level for point in self.points.points)
        return SlideStructure(
            self.kind,
            self.confidence,
            tuple(point.text for point in self.points.points),
            levels if any(level > 1 for level in levels) else (),
        )


def recognise(slide: FlatSlide) -> PointList | None:
    """Takes a slide whose body is one block of points, most of them with bullets."""
    block = slide.blocks[0] if len(slide.blocks) == 1 else None
    if not isinstance(block, Points):
        return None
    bullets = sum(point.has_bullet for point in block.points)
    share = bullets / len(block.points)
    return PointList(block, share) if bullets >= MIN_LIST_POINTS else None
