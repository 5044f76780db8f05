"""Refines corners to a fraction of a pixel by measuring the edges of sides at full resolution."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import Quad
from slidescan.imaging.corners.quads import Line, cross_point
from slidescan.imaging.corners.working_copy import SQRT_LEVELS

FINE_SIDE = 1600
"""Edges of larger photos are measured as if their longer side had this many pixels."""

EDGE_REACH_SHARE = 0.007
"""The reach: an edge is this close to the proposed side, as a share of the photo's longer side."""

MAX_SHIFT_REACHES = 2.5
"""The maximum distance that a corner may move, in reaches."""

PROFILES_PER_SIDE = 96
"""The number of points along each side at which the edge is measured."""

MIN_PROFILES = PROFILES_PER_SIDE // 5
"""A side moves only if at least this many profiles show an edge."""

MIN_EDGE_STEP = 6
"""The smallest step that counts as an edge, levels on the square-root scale."""

MAX_EDGE_WEIGHT = 40
"""Larger steps have no more weight than this, levels."""

MAX_ROTATION_DEGREES = 2.5
"""The maximum rotation of a side: a short or broken edge must not swing it."""

MIN_SIDE_SINE = 1e-9
"""Neighbouring sides have no corner if the sine of their angle is smaller."""


def refine(pixels: NDArray[np.uint8], quad: Quad) -> Quad:
    """Moves each side of `quad` onto the edge beneath it.

    Brightness is sampled along profiles across each side. A line is fitted to the steepest points
    of the profiles, weighted by steepness, by iteratively reweighted total least squares (Huber),
    so that it runs through the middle of bowed edges and heads and lamps don't pull it away.

    Args:
        pixels: The upright photo, height × width × 3, BGR.
        quad: The proposed quad, in pixels of the upright photo.

    Returns:
        The quad with each side on its edge; a side without a clear edge stays where it is.
    """
    height, width = pixels.shape[:2]
    pixel = max(1.0, max(height, width) / FINE_SIDE)
    lines = [_edge_line(pixels, a, b, pixel) for a, b in quad.sides]
    corners = []
    for previous, following in ((3, 0), (0, 1), (1, 2), (2, 3)):
        corner = cross_point(lines[previous], lines[following], MIN_SIDE_SINE)
        if corner is None:
            return quad
        corners.append(corner)
    refined = Quad.of(corners)
    shifts = [
        np.hypot(a[0] - b[0], a[1] - b[1])
        for a, b in zip(quad.corners, refined.corners, strict=True)
    ]
    max_shift = MAX_SHIFT_REACHES * EDGE_REACH_SHARE * max(height, width)
    if not refined.is_convex or max(shifts) > max_shift:
        return quad
    return refined


def _edge_line(
    pixels: NDArray[np.uint8], a: tuple[float, float], b: tuple[float, float], pixel: float
) -> Line:
    """The line of the edge near a→b.

    Profiles are sampled from the photo at points half a `pixel` apart.
    """
    first, last = np.array(a), np.array(b)
    along = last - first
    length = float(np.hypot(*along)) or 1.0
    along /= length
    normal = np.array([-along[1], along[0]])
    side = _line(first, normal)
    h, w = pixels.shape[:2]
    reach = max(4.0 * pixel, EDGE_REACH_SHARE * max(h, w))
    offsets = np.arange(-reach, reach + 0.5 * pixel, 0.5 * pixel)
    share = np.linspace(0.02, 0.98, PROFILES_PER_SIDE)
    points = first + share[:, None] * length * along
    profile = _profiles(pixels, points, offsets, along, normal, pixel)
    # The change over three steps, and the middle of each such stretch.
    signed = profile[:, 3:].astype(float) - profile[:, :-3]
    middles = offsets[:-3] + 1.5 * (offsets[1] - offsets[0])
    strongest = np.abs(signed).argmax(axis=2)[..., None]
    step = np.take_along_axis(signed, strongest, axis=2)[..., 0]
    x, y = points.T
    visible = (x > 2) & (y > 2) & (x < w - 3) & (y < h - 3)
    if visible.sum() < MIN_PROFILES:
        return side
    # Across a side, brightness rises or falls along all of its length: the profiles decide which.
    total = step[visible].sum(axis=0)
    sign = 1.0 if np.abs(total.max()) >= np.abs(total.min()) else -1.0
    rise = np.clip(step * sign, 0, None)
    peak = rise.argmax(axis=1)
    height = rise[np.arange(PROFILES_PER_SIDE), peak]
    clear = visible & (height > MIN_EDGE_STEP)
    if clear.sum() < MIN_PROFILES:
        return side
    # The steepest point to a fraction of a step: the centroid of the rise around it.
    is_near = np.abs(np.arange(len(middles)) - peak[:, None]) <= 2
    weight = np.where(is_near, rise, 0.0)
    shift = (weight * middles).sum(1) / np.maximum(weight.sum(1), 1e-9)
    edge = points[clear] + shift[clear, None] * normal
    return _robust_line(edge, np.minimum(height[clear], MAX_EDGE_WEIGHT), side, pixel)


def _profiles(
    pixels: NDArray[np.uint8],
    points: NDArray[np.float64],
    offsets: NDArray[np.float64],
    along: NDArray[np.float64],
    normal: NDArray[np.float64],
    pixel: float,
) -> NDArray[np.float32]:
    """Value and grey across a side on the square-root scale: points × offsets × 2.

    Each profile is the mean of five, a `pixel` apart along the side, which reduces noise.
    """
    beside = (np.arange(-2, 3) * pixel)[:, None] * along
    grid = (points[:, None, None] + beside[None, :, None]) + offsets[None, None, :, None] * normal
    shape = (len(points) * len(beside), len(offsets))
    x, y = (grid[..., k].reshape(shape).astype(np.float32) for k in (0, 1))
    colors = cv2.remap(pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    blue, green, red = cv2.split(colors)
    value = cv2.max(cv2.max(blue, green), red)
    levels = cv2.merge([value, cv2.cvtColor(colors, cv2.COLOR_BGR2GRAY)])
    scaled = cv2.LUT(levels, SQRT_LEVELS).astype(np.float32)
    mean: NDArray[np.float32] = scaled.reshape(len(points), len(beside), len(offsets), 2).mean(1)
    return mean


def _line(point: NDArray[np.float64], normal: NDArray[np.float64]) -> Line:
    return float(normal[0]), float(normal[1]), float(-(normal @ point))


def _robust_line(
    points: NDArray[np.float64], weights: NDArray[np.float64], start: Line, pixel: float
) -> Line:
    """The line through weighted points; `start` if the line would be rotated too far from it."""
    line = start
    for scale in (4.0 * pixel, 2.0 * pixel, pixel, pixel):
        distance = np.abs(points @ np.array(line[:2]) + line[2])
        if line is start:
            distance = np.abs(distance - np.median(distance))
        w = weights / np.maximum(1.0, (distance / scale) ** 2)
        center = (points * w[:, None]).sum(0) / w.sum()
        centered = points - center
        _, vectors = np.linalg.eigh((centered * w[:, None]).T @ centered)
        line = _line(center, vectors[:, 0])
    cosine = abs(line[0] * start[0] + line[1] * start[1])
    return line if cosine > np.cos(np.radians(MAX_ROTATION_DEGREES)) else start
