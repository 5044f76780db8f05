"""Tells from its lines alone whether a picture without corners shows a slide.

A banner, a name plate and a shirt have a few words in one place. A slide that fills the picture has
text from side to side, in parallel lines, below a title.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

from slidescan.core.geometry import Quad
from slidescan.core.records import Line
from slidescan.layout.flat_line import FlatLine

MIN_SLIDE_LINES, MIN_SLIDE_CHARS = 4, 60
"""The minimum numbers of lines beside the title, and of characters below it, on a slide."""

MIN_SPAN_SHARE = 0.6
"""The minimum width of a slide's text, as a share of the picture's."""

MIN_LOWER_SHARE = 0.9
"""The minimum share of a slide's lines that are below its title."""

MAX_LARGER_SHARE, MIN_LARGER_RATIO = 0.2, 1.1
"""At most this share of a slide's lines are larger than its title, by this ratio or more."""

MAX_DIRECTION_ERROR, MIN_PARALLEL_SHARE = 3.0, 0.85
"""Lines within so many degrees of the median direction are parallel; on a slide, at least this
share of them."""

MAX_LEVEL_ANGLE = 0.75
"""The median line of a picture that no camera took is level to within this angle, degrees."""

MIN_LINE_CHARS = 4
"""Shorter texts say nothing: they may be signs in a picture, and don't show a direction."""


def has_slide_layout(lines: Sequence[FlatLine], width: float) -> bool:
    """Whether text from side to side stands below a title, in parallel lines.

    Args:
        lines: All lines of the picture, with their roles; some are the title.
        width: The picture's width, pixels.
    """
    title = [line for line in lines if line.role == "title"]
    others = [line for line in lines if line.role not in ("title", "outside") and _is_text(line)]
    if not title or len(others) < MIN_SLIDE_LINES:
        return False
    depth = max(line.quad.center[1] for line in title)
    size = MIN_LARGER_RATIO * statistics.fmean(line.quad.height for line in title)
    lower = [line for line in others if line.quad.center[1] > depth]
    larger = [line for line in others if line.quad.height > size]
    bounds = [line.quad.bounds for line in (*title, *others)]
    span = max(right for _, _, right, _ in bounds) - min(left for left, _, _, _ in bounds)
    return (
        span >= MIN_SPAN_SHARE * width
        and len(lower) >= MIN_LOWER_SHARE * len(others)
        and sum(len(line.text) for line in lower) >= MIN_SLIDE_CHARS
        and len(larger) <= MAX_LARGER_SHARE * len(others)
        and _are_parallel([*title, *others])
    )


def is_level(lines: Iterable[FlatLine | Line]) -> bool:
    """Whether the lines are level, as only a program draws them; False if none shows it."""
    angles = _angles(lines)
    return bool(angles) and statistics.median(map(abs, angles)) <= MAX_LEVEL_ANGLE


def _are_parallel(lines: Sequence[FlatLine]) -> bool:
    angles = _angles(lines)
    if not angles:
        return False
    usual = statistics.median(angles)
    near = sum(abs(angle - usual) <= MAX_DIRECTION_ERROR for angle in angles)
    return near >= MIN_PARALLEL_SHARE * len(angles)


def _angles(lines: Iterable[FlatLine | Line]) -> list[float]:
    """The directions of lines with enough text, degrees."""
    return [_angle(line.quad) for line in lines if _is_text(line)]


def _is_text(line: FlatLine | Line) -> bool:
    return len(line.text) >= MIN_LINE_CHARS


def _angle(quad: Quad) -> float:
    (left, upper), (right, lower) = quad.tl, quad.tr
    return math.degrees(math.atan2(lower - upper, right - left))
