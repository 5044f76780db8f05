"""Corners to a fraction of a pixel: each side's edge is measured again at higher resolution."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.geometry import Quad

FINE_SIDE = 1600
"""Longer side of the copy on which edges are measured, pixels."""

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
    scale = min(1.0, FINE_SIDE / max(height, width))
    fine = pixels
    if scale < 1:
        size = (round(width * scale), round(height * scale))
        fine = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    channels = np.dstack([fine.max(axis=2), cv2.cvtColor(fine, cv2.COLOR_BGR2GRAY)])
    soft = cv2.GaussianBlur(channels, (3, 3), 0.8).astype(np.float32)
    start = quad.scaled(scale)
    lines = [_measured(soft, a, b) for a, b in start.sides]
    corners = []
    for before, after in ((3, 0), (0, 1), (1, 2), (2, 3)):
        corner = _cross(lines[before], lines[after])
        if corner is None:
            return quad
        corners.append(corner)
    refined = Quad.of(corners)
    limit = 2.5 * REACH * max(fine.shape[:2])
    moved = [
        np.hypot(a[0] - b[0], a[1] - b[1])
        for a, b in zip(start.corners, refined.corners, strict=True)
    ]
    if not refined.is_convex or max(moved) > limit:
        return quad
    return refined.scaled(1 / scale)


Line = tuple[float, float, float]


def _measured(soft: NDArray[np.float32], a: tuple[float, float], b: tuple[float, float]) -> Line:
    """The line of the edge near a→b, as (p, q, r) with px + qy + r = 0."""
    first, last = np.array(a), np.array(b)
    along = last - first
    length = float(np.hypot(*along)) or 1.0
    along /= length
    normal = np.array([-along[1], along[0]])
    reach = max(4.0, REACH * max(soft.shape[:2]))
    offsets = np.arange(-reach, reach + 0.5, 0.5)
    share = np.linspace(0.02, 0.98, STEPS)
    at = first + share[:, None] * length * along
    grid = at[:, None] + offsets[None, :, None] * normal
    x, y = grid[..., 0].astype(np.float32), grid[..., 1].astype(np.float32)
    profile = cv2.remap(soft, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    # The change over three steps, and where the middle of each such stretch lies.
    signed = profile[:, 3:].astype(float) - profile[:, :-3]
    middles = offsets[:-3] + 1.5 * (offsets[1] - offsets[0])
    strongest = np.abs(signed).argmax(axis=2)[..., None]
    step = np.take_along_axis(signed, strongest, axis=2)[..., 0]
    h, w = soft.shape[:2]
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
    return _robust(points, np.minimum(height[good], 40), _line(first, normal))


def _line(point: NDArray[np.float64], normal: NDArray[np.float64]) -> Line:
    return float(normal[0]), float(normal[1]), float(-(normal @ point))


def _robust(points: NDArray[np.float64], weights: NDArray[np.float64], start: Line) -> Line:
    line = start
    for scale in (4.0, 2.0, 1.0, 1.0):
        distance = np.abs(points @ np.array(line[:2]) + line[2])
        if scale == 4.0:
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
