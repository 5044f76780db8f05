"""Points at which lines meet: whether the ink there is that of the lines alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.ends import RIM_PIXELS
from slidescan.imaging.drawing.ink import as_bytes
from slidescan.imaging.drawing.segments import Segment, Vector

JOINT_PIXELS = 12
"""How far around a point at which lines meet its ink is looked at, pixels."""

WEB_PIXELS = 5
"""Between lines that are closer to each other than this, blur fills the gap; pixels, odd."""

STEM_FACTOR = 1.3
"""Where lines are one before a shape, it is at most so many times as broad as each."""

MAX_EXCESS_SHARE = 0.12
"""Around a point at which lines meet without arrowheads, at most so much ink lies beside the lines,
as a share of the ink that they have there."""


def is_bare(
    strokes: NDArray[np.uint8],
    point: Vector,
    lines: Sequence[Segment],
    shape_ahead: tuple[NDArray[np.int32], Vector] | None = None,
) -> bool:
    """Whether there is hardly any ink around a point but that of the lines that meet there.

    The heads of arrows that meet at one point overlap, and their outlines can't be told apart; but
    they are broader than their shafts.

    Args:
        strokes: 1 in strokes, else 0.
        point: The point.
        lines: The lines.
        shape_ahead: The numbers of the shapes, whose outlines don't count, and the direction in
            which the lines lead to one of them together.
    """
    x, y = (round(v) for v in point.tolist())
    rows = slice(max(0, y - JOINT_PIXELS), y + JOINT_PIXELS + 1)
    columns = slice(max(0, x - JOINT_PIXELS), x + JOINT_PIXELS + 1)
    ink = strokes[rows, columns].copy()
    expected = _expected(ink.shape, (columns.start, rows.start), point, lines)
    if shape_ahead is not None:
        walls, direction = shape_ahead
        rim = np.ones((2 * RIM_PIXELS + 1, 2 * RIM_PIXELS + 1), np.uint8)
        ink &= 1 - as_bytes(cv2.dilate((walls[rows, columns] > 0).astype(np.uint8), rim))
        expected |= _stem(ink.shape, point - (columns.start, rows.start), direction, lines)
    beside = cv2.countNonZero(ink & (1 - expected))
    return beside <= MAX_EXCESS_SHARE * cv2.countNonZero(ink & expected)


def _stem(
    shape: tuple[int, ...], point: Vector, direction: Vector, lines: Sequence[Segment]
) -> NDArray[np.uint8]:
    """1 on the line that leads on from a point to a shape, else 0: lines are one before it."""
    drawn = np.zeros(shape, np.uint8)
    start, stop = (
        p.round().astype(int).tolist() for p in (point, point + 2 * JOINT_PIXELS * direction)
    )
    cv2.line(drawn, start, stop, 1)
    return _broad(drawn, STEM_FACTOR * max(line.width for line in lines))


def _broad(drawn: NDArray[np.uint8], width: float) -> NDArray[np.uint8]:
    side = 2 * math.ceil(width / 2) + 1
    return as_bytes(cv2.dilate(drawn, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))))


def _expected(
    shape: tuple[int, ...], corner: tuple[int, int], point: Vector, lines: Sequence[Segment]
) -> NDArray[np.uint8]:
    """1 where lines have their ink, else 0."""
    expected = np.zeros(shape, np.uint8)
    for line in lines:
        drawn = np.zeros(shape, np.uint8)
        x, y = (line.points - corner).astype(np.int64).T
        inside = (x >= 0) & (y >= 0) & (x < shape[1]) & (y < shape[0])
        drawn[y[inside], x[inside]] = 1
        for end in line.ends:
            if float(np.hypot(*(end - point))) <= JOINT_PIXELS:
                start, stop = ((p - corner).round().astype(int).tolist() for p in (end, point))
                cv2.line(drawn, start, stop, 1)
        expected |= _broad(drawn, line.width)
    web = np.ones((WEB_PIXELS, WEB_PIXELS), np.uint8)
    return as_bytes(cv2.morphologyEx(expected, cv2.MORPH_CLOSE, web))
