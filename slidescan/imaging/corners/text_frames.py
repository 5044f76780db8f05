"""Quads around text: slides on stage walls have no edges, but their lines of text are parallel.

In the photo, the lines meet in a vanishing point. This point and the extent of the text give a
quad whose upper and lower sides run along the lines.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.quads import NO_QUADS, Line, Quads
from slidescan.imaging.corners.working_copy import WorkingCopy

TEXT_MARGINS = (0.03, 0.1)
"""Margins of a slide around its text, as shares of the text's size."""

MIN_TEXT_LINES = 4
"""A vanishing point needs at least this many lines of text."""

MIN_LINE_TEXT = 0.2
"""A pixel of a line has at least this `text_map`."""

MIN_LINE_LENGTH_SHARE = 0.05
"""The minimum length of a line of text, as a share of the photo's width."""

MIN_LINE_ASPECT = 3
"""The minimum ratio of length to height of a line of text."""

MIN_LINE_PIXELS = 40
"""The minimum area of a line of text, square pixels of the working copy."""


def text_frames(copy: WorkingCopy) -> Quads:
    """Quads around the text, parallel to its lines; none with fewer than `MIN_TEXT_LINES`."""
    lines = text_lines(copy)
    if len(lines) < MIN_TEXT_LINES:
        return NO_QUADS
    to_level = _leveling_map(copy, lines)
    centers, weights = copy.text_cells
    if not len(centers):
        return NO_QUADS
    leveled = cv2.perspectiveTransform(centers[None], to_level)[0]
    low, high = (_quantile(leveled, weights, share) for share in (0.01, 0.99))
    to_copy = np.linalg.inv(to_level)
    quads = []
    for margin in TEXT_MARGINS:
        (left, top), (right, bottom) = low - margin * (high - low), high + margin * (high - low)
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        quads.append(cv2.perspectiveTransform(corners[None], to_copy)[0])
    return np.array(quads, float)


def text_lines(copy: WorkingCopy) -> list[tuple[Line, float]]:
    """The axes of the lines of text, and their lengths in pixels of the working copy."""
    mask = (copy.text_map > MIN_LINE_TEXT).view(np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, 11), np.uint8))
    count, labels, stats, centers = cv2.connectedComponentsWithStats(joined)
    min_width = MIN_LINE_LENGTH_SHARE * copy.width
    lines: list[tuple[Line, float]] = []
    for label in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[label])
        if width < min_width or width < MIN_LINE_ASPECT * height or area < MIN_LINE_PIXELS:
            continue
        inside = labels[top : top + height, left : left + width] == label
        y, x = np.nonzero(inside)
        points = np.stack([x, y], axis=1) - [x.mean(), y.mean()]
        _, vectors = np.linalg.eigh(points.T @ points)
        a, b = (float(v) for v in vectors[:, 0])
        center = centers[label]
        lines.append(((a, b, -(a * center[0] + b * center[1])), float(width)))
    return lines


def _leveling_map(copy: WorkingCopy, lines: list[tuple[Line, float]]) -> NDArray[np.float64]:
    """The homography that moves the lines' vanishing point to infinity along x.

    The point minimises the weighted sum of squared products with the lines (Collins and Weiss
    1990); two more rounds give less weight to lines far from it.
    """
    middle = np.array([copy.width / 2, copy.height / 2])
    size = copy.width / 2
    # Coordinates are half widths from the middle of the photo.
    scaled = np.array(
        [(a * size, b * size, a * middle[0] + b * middle[1] + c) for (a, b, c), _ in lines]
    )
    scaled /= np.hypot(scaled[:, 0], scaled[:, 1])[:, None]
    length = np.array([length for _, length in lines])
    weights = length.copy()
    for _ in range(3):
        _, vectors = np.linalg.eigh((scaled * weights[:, None]).T @ scaled)
        point = vectors[:, 0]
        distance = np.abs(scaled @ point)
        weights = length / (1 + (distance / 0.02) ** 2)
    if abs(point[0]) < 1e-6:
        point = np.array([1.0, 0.0, 0.0])
    _, y, w = point / point[0]
    # Rows: x stays, y loses the slope, the vanishing point's w becomes 0.
    level = np.array([[1.0, 0.0, 0.0], [-y, 1.0, 0.0], [-w, 0.0, 1.0]])
    to_half_widths = np.array(
        [[1 / size, 0, -middle[0] / size], [0, 1 / size, -middle[1] / size], [0, 0, 1]]
    )
    mapped = np.array([[-1.0, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]]) @ level.T
    if (mapped[:, 2] < 0.15).any():
        # A camera is never at such a steep angle: only rotate.
        level[2, 0] = 0.0
    result: NDArray[np.float64] = np.linalg.inv(to_half_widths) @ level @ to_half_widths
    return result


def _quantile(
    points: NDArray[np.float64], weights: NDArray[np.float64], share: float
) -> NDArray[np.float64]:
    """The weighted quantile of points (n × 2) along x and along y."""
    result = []
    for axis in (0, 1):
        order = np.argsort(points[:, axis])
        total = np.cumsum(weights[order])
        at = int(np.searchsorted(total, share * total[-1]))
        result.append(float(points[order[min(at, len(order) - 1)], axis]))
    return np.array(result)
