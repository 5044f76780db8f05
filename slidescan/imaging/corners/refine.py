"""Corners to a fraction of a pixel: each side's edge is measured again at higher resolution."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import Quad
from slidescan.imaging.corners.working_copy import STRETCH

FINE_SIDE = 1600
"""Edges of larger photos are measured as if their longer side had so many pixels."""

REACH = 0.007
"""How far from the proposed side the edge may lie, as a share of the photo's longer side."""

STEPS = 96
"""Places along each side where the edge is measured."""


def refine(pixels: NDArray[np.uint8], quad: Quad) -> Quad:
    """Move each side of `quad` onto the edge beneath it.

    Across each side, profiles of brightness are read; the steepest place of each, weighted by
    its steepness, votes for a line, which is fitted by iteratively reweighted total least
    squares (Huber), so that bowed edges are met on average and heads and lamps don't pull.

    Args:
        pixels: The upright photo, height × width × 3, BGR.
        quad: The proposed quad, in pixels of the upright photo.

    Returns:
        The quad with each side on its edge; a side without a clear edge stays as it was.
    """
    height, width = pixels.shape[:2]
    pixel = max(1.0, max(height, width) / FINE_SIDE)
    lines = [_measured(pixels, a, b, pixel) for a, b in quad.sides]
    corners = []
    for before, after in ((3, 0), (0, 1), (1, 2), (2, 3)):
        corner = _cross(lines[before], lines[after])
        if corner is None:
            return quad
        corners.append(corner)
    refined = Quad.of(corners)
    limit = 2.5 * REACH * max(height, width)
    moved = [
        np.hypot(a[0] - b[0], a[1] - b[1])
        for a, b in zip(quad.corners, refined.corners, strict=True)
    ]
    if not refined.is_convex or max(moved) > limit:
        return quad
    return refined


Line = tuple[float, float, float]


def _measured(
    pixels: NDArray[np.uint8], a: tuple[float, float], b: tuple[float, float], pixel: float
) -> Line:
    """The line of the edge near a→b, as (p, q, r) with px + qy + r = 0.

    Profiles are read from the photo where they are needed, half a `pixel` apart.
    """
    first, last = np.array(a), np.array(b)
    along = last - first
    length = float(np.hypot(*along)) or 1.0
    along /= length
    normal = np.array([-along[1], along[0]])
    h, w = pixels.shape[:2]
    reach = max(4.0 * pixel, REACH * max(h, w))
    offsets = np.arange(-reach, reach + 0.5 * pixel, 0.5 * pixel)
    share = np.linspace(0.02, 0.98, STEPS)
    at = first + share[:, None] * length * along
    # Each profile is the mean of five, a pixel apart along the side: less noise, same edge.
    beside = (np.arange(-2, 3) * pixel)[:, None] * along
    grid = (at[:, None, None] + beside[None, :, None]) + offsets[None, None, :, None] * normal
    shape = (STEPS * len(beside), len(offsets))
    x, y = (grid[..., k].reshape(shape).astype(np.float32) for k in (0, 1))
    colors = cv2.remap(pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    levels = np.dstack([colors.max(axis=2), cv2.cvtColor(colors, cv2.COLOR_BGR2GRAY)])
    # On the square-root scale a dark display's edge on a dark wall counts as any other.
    lit = STRETCH[levels].astype(np.float32).reshape(STEPS, len(beside), len(offsets), 2)
    profile = lit.mean(axis=1)
    # The change over three steps, and where the middle of each such stretch lies.
    signed = profile[:, 3:].astype(float) - profile[:, :-3]
    middles = offsets[:-3] + 1.5 * (offsets[1] - offsets[0])
    strongest = np.abs(signed).argmax(axis=2)[..., None]
    step = np.take_along_axis(signed, strongest, axis=2)[..., 0]
    seen = (at[:, 0] > 2) & (at[:, 1] > 2) & (at[:, 0] < w - 3) & (at[:, 1] < h - 3)
    if seen.sum() < STEPS // 5:
        return _line(first, normal)
    # The edge changes the same way along the whole side: keep the sign that most profiles have.
    total = step[seen].sum(axis=0)
    sign = 1.0 if np.abs(total.max()) >= np.abs(total.min()) else -1.0
    rise = np.clip(step * sign, 0, None)
    peak = rise.argmax(axis=1)
    height = rise[np.arange(STEPS), peak]
    good = seen & (height > 6)
    if good.sum() < STEPS // 5:
        return _line(first, normal)
    # The steepest place to a fraction of a step: the centre of what rises around it.
    near = np.abs(np.arange(len(middles)) - peak[:, None]) <= 2
    weight = np.where(near, rise, 0.0)
    place = (weight * middles).sum(1) / np.maximum(weight.sum(1), 1e-9)
    points = at[good] + place[good, None] * normal
    return _robust(points, np.minimum(height[good], 40), _line(first, normal), pixel)


def _line(point: NDArray[np.float64], normal: NDArray[np.float64]) -> Line:
    return float(normal[0]), float(normal[1]), float(-(normal @ point))


def _robust(
    points: NDArray[np.float64], weights: NDArray[np.float64], start: Line, pixel: float
) -> Line:
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
    # A short or broken edge must not swing the whole side.
    turned = abs(line[0] * start[0] + line[1] * start[1])
    return line if turned > np.cos(np.radians(2.5)) else start


def _cross(p: Line, q: Line) -> tuple[float, float] | None:
    determinant = p[0] * q[1] - p[1] * q[0]
    if abs(determinant) < 1e-9:
        return None
    return (
        (p[1] * q[2] - p[2] * q[1]) / determinant,
        (p[2] * q[0] - p[0] * q[2]) / determinant,
    )
