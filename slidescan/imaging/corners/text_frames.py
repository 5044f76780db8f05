"""A frame around the print: slides on stage walls have no edge, but their lines of text run level.

The directions of the text lines meet in a vanishing point; with the extent of the print, it
gives a quad whose upper and lower side run with the text.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.quads import NO_QUADS, Line, Quads
from slidescan.imaging.corners.working_copy import WorkingCopy

MARGINS = (0.03, 0.1)
"""How much wider than the print a slide is, shares of the print's size."""

FEWEST = 4
"""Lines of text that it takes to tell where they run."""


def text_frames(scene: WorkingCopy) -> Quads:
    """Quads around the print, level with its lines; none where there is too little of it."""
    lines = text_lines(scene)
    if len(lines) < FEWEST:
        return NO_QUADS
    level = _level(scene, lines)
    places, weights = scene.print
    if not len(places):
        return NO_QUADS
    flat = cv2.perspectiveTransform(places[None], level)[0]
    low, high = (_quantile(flat, weights, share) for share in (0.01, 0.99))
    back = np.linalg.inv(level)
    quads = []
    for margin in MARGINS:
        (left, top), (right, bottom) = low - margin * (high - low), high + margin * (high - low)
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        quads.append(cv2.perspectiveTransform(corners[None], back)[0])
    return np.array(quads, float)


def text_lines(scene: WorkingCopy) -> list[tuple[Line, float]]:
    """Lines that the print runs along, and how long each is, pixels of the working copy."""
    mask = (scene.text > 0.2).astype(np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, 11), np.uint8))
    count, labels, stats, centers = cv2.connectedComponentsWithStats(joined)
    found: list[tuple[Line, float]] = []
    for label in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[label])
        if width < 0.05 * scene.width or width < 3 * height or area < 40:
            continue
        inside = labels[top : top + height, left : left + width] == label
        y, x = np.nonzero(inside)
        points = np.stack([x, y], axis=1) - [x.mean(), y.mean()]
        _, vectors = np.linalg.eigh(points.T @ points)
        a, b = (float(v) for v in vectors[:, 0])
        center = centers[label]
        found.append(((a, b, -(a * center[0] + b * center[1])), float(width)))
    return found


def _level(scene: WorkingCopy, lines: list[tuple[Line, float]]) -> NDArray[np.float64]:
    """The map that takes the lines' vanishing point to infinity along x.

    The point minimises the weighted squares of its products with the lines (Collins and Weiss
    1990); lines far from it are weighted down, twice.
    """
    middle = np.array([scene.width / 2, scene.height / 2])
    size = scene.width / 2
    # Coordinates around the middle of the photo, in half widths.
    scaled = np.array(
        [(a * size, b * size, a * middle[0] + b * middle[1] + c) for (a, b, c), _ in lines]
    )
    scaled /= np.hypot(scaled[:, 0], scaled[:, 1])[:, None]
    length = np.array([length for _, length in lines])
    weights = length.copy()
    for _ in range(3):
        _, vectors = np.linalg.eigh((scaled * weights[:, None]).T @ scaled)
        point = vectors[:, 0]
        off = np.abs(scaled @ point)
        weights = length / (1 + (off / 0.02) ** 2)
    if abs(point[0]) < 1e-6:
        point = np.array([1.0, 0.0, 0.0])
    _, y, w = point / point[0]
    # Rows: x goes on as it is, y loses the slope, and the vanishing point's w becomes 0.
    level = np.array([[1.0, 0.0, 0.0], [-y, 1.0, 0.0], [-w, 0.0, 1.0]])
    around = np.array(
        [[1 / size, 0, -middle[0] / size], [0, 1 / size, -middle[1] / size], [0, 0, 1]]
    )
    mapped = np.array([[-1.0, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]]) @ level.T
    if (mapped[:, 2] < 0.15).any():  # steeper than any camera stands: turned only
        level[2, 0] = 0.0
    result: NDArray[np.float64] = np.linalg.inv(around) @ level @ around
    return result


def _quantile(
    points: NDArray[np.float64], weights: NDArray[np.float64], share: float
) -> NDArray[np.float64]:
    """Where `share` of the weight lies below, along x and along y."""
    result = []
    for axis in (0, 1):
        order = np.argsort(points[:, axis])
        total = np.cumsum(weights[order])
        at = int(np.searchsorted(total, share * total[-1]))
        result.append(float(points[order[min(at, len(order) - 1)], axis]))
    return np.array(result)
