"""Straightens the boxes of a picture whose lines of text are slanted.

A photo that is read whole shows a slide from the side, so its lines slope, and the more so the
further they are from the camera's height. Rows and columns are then not level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad, Point
from slidescan.core.records import TextBox

MIN_SLANT = 0.012
"""Up to this slope, lines are level: 12 pixels on a line of 1,000."""

MAX_SLANT = 0.5
"""Steeper boxes are vertical text or misread."""

MIN_LINE_RATIO = 3.0
"""Only boxes that are at least this many times as wide as high show the slope of their line."""

MIN_SLOPING_LINES = 10
"""Fewer lines don't show how the slope changes over the picture: three numbers are fitted to
them."""

MAX_SLOPE_ERROR = 0.03
"""Lines whose slope differs by more from that of the others don't count."""


def straighten(boxes: Sequence[TextBox]) -> list[TextBox]:
    """The boxes, each moved vertically to where it would be if all lines were level.

    Returns:
        The same boxes in the same order if the lines are level already, or too few.
    """
    slopes = _slopes(boxes)
    if slopes is None:
        return list(boxes)
    pole = float(np.mean([box.quad.center[0] for box in boxes]))
    return [replace(box, quad=_levelled(box.quad, slopes, pole)) for box in boxes]


def _slopes(boxes: Sequence[TextBox]) -> NDArray[np.float64] | None:
    """How slopes depend on x, y and a constant, by least squares; None if the lines are level."""
    lines = [box.quad for box in boxes if box.quad.width >= MIN_LINE_RATIO * box.quad.height]
    lines = [quad for quad in lines if abs(_slope(quad)) < MAX_SLANT]
    if len(lines) < MIN_SLOPING_LINES:
        return None
    slopes = np.array([_slope(quad) for quad in lines])
    weights = np.sqrt([quad.width for quad in lines])
    positions = np.array([(*quad.center, 1.0) for quad in lines])
    fits = np.abs(slopes - np.median(slopes)) < np.inf
    solution = np.zeros(3)
    for _ in range(3):
        if fits.sum() < MIN_SLOPING_LINES:
            return None
        rows, values = positions[fits] * weights[fits, None], slopes[fits] * weights[fits]
        solution = np.linalg.lstsq(rows, values, rcond=None)[0]
        fits = np.abs(positions @ solution - slopes) < MAX_SLOPE_ERROR
    is_level = float(np.abs(positions @ solution).max()) < MIN_SLANT
    return None if is_level else solution


def _slope(quad: FlatQuad) -> float:
    rise = quad.tr[1] + quad.br[1] - quad.tl[1] - quad.bl[1]
    run = quad.tr[0] + quad.br[0] - quad.tl[0] - quad.bl[0]
    return rise / run if abs(run) > 1e-9 else MAX_SLANT


def _levelled(quad: FlatQuad, slopes: NDArray[np.float64], pole: float) -> FlatQuad:
    """The quad, levelled and moved along its line to the vertical at `pole`."""
    x, y = quad.center
    # The mean slope of the line between the box and the vertical.
    slope = float(slopes @ np.array([(x + pole) / 2, y, 1.0]))
    level = y - slope * (x - pole)
    half = quad.height / 2
    left, _, right, _ = quad.bounds
    corners: tuple[Point, ...] = (
        (left, level - half), (right, level - half), (right, level + half), (left, level + half),
    )  # fmt: skip
    return FlatQuad(*corners)
