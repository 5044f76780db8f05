"""Proposes quads that may be the slide, from several kinds of evidence.

Each detector is a function in the table `DETECTORS` that takes the working copy and returns quads
in the copy's pixels. `scorer` chooses among the quads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import Point, Quad
from slidescan.imaging.corners.quads import (
    MIN_AREA_SHARE,
    Line,
    Quads,
    areas,
    as_array,
    convex,
    cross_point,
    plausible,
)
from slidescan.imaging.corners.segments import line_frames
from slidescan.imaging.corners.text_frames import text_frames
from slidescan.imaging.corners.working_copy import COARSE_SCALE, WorkingCopy

Detector = Callable[[WorkingCopy], Quads]

MAX_REGIONS = 4
"""Only this many regions of each mask become quads, the largest ones."""

OUTLINE_TOLERANCE = 0.003
"""A simplified outline deviates from the hull by at most this share of the hull's perimeter."""

MIN_CROSS_PRODUCT = 1e-9
"""Edges whose cross product is smaller are parallel, square pixels."""

MAP_LEVELS = (0.25, 0.5, 0.75)
"""Thresholds of the slide map, 0..1."""

MAX_MAP_REGIONS = 2
"""Only this many regions of the thresholded slide map become quads: two screens are common."""

MIN_SIDE_PROBABILITY, MIN_SIDE_CELLS = 0.3, 3.0
"""A side needs cells that are this likely, and at least this sum of them."""

MIN_CORNER_SINE = 0.1
"""Sides that meet at a smaller angle than this sine have no corner."""


def bright_regions(copy: WorkingCopy) -> Quads:
    """Hulls of regions above a threshold: projections in dark rooms, lit displays."""
    return as_array(_regions(copy, bright=True))


def dark_regions(copy: WorkingCopy) -> Quads:
    """Hulls of regions below a threshold: televisions on light walls, dark themes."""
    return as_array(_regions(copy, bright=False))


def map_regions(copy: WorkingCopy) -> Quads:
    """Hulls of what the slide map takes for the slide, and frames of its four sides."""
    return as_array(_map_quads(copy))


def photo_frame(copy: WorkingCopy) -> Quads:
    """The photo's borders: the photo may already be cropped to the slide."""
    return as_array([Quad.rectangle(copy.width, copy.height)])


def propose(copy: WorkingCopy) -> Quads:
    """The quads of all detectors, of which the photo's frame is always one."""
    quads = np.concatenate([detect(copy) for detect in DETECTORS.values()])
    valid = np.isfinite(quads).all((1, 2)) & convex(quads)
    valid &= areas(quads) > MIN_AREA_SHARE * copy.width * copy.height
    valid &= plausible(quads, copy.width, copy.height)
    return quads[valid] if valid.any() else photo_frame(copy)


def _map_quads(copy: WorkingCopy) -> Iterator[Quad]:
    slide_map = copy.slide_map
    rows, columns = slide_map.slide.shape
    large = cv2.resize(slide_map.slide, (4 * columns, 4 * rows), interpolation=cv2.INTER_LINEAR)
    to_copy = np.array([copy.width / (4 * columns), copy.height / (4 * rows)])
    for level in MAP_LEVELS:
        mask = (large > level).view(np.uint8)
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:MAX_MAP_REGIONS]:
            if cv2.contourArea(contour) < MIN_AREA_SHARE * large.size:
                continue
            hull = cv2.convexHull(contour).reshape(-1, 2).astype(float)
            quad = quad_of_hull((hull + 0.5) * to_copy)
            if quad is not None:
                yield quad
    frame = frame_of_sides(copy)
    if frame is not None:
        yield frame


def frame_of_sides(copy: WorkingCopy) -> Quad | None:
    """The quad of the lines through the four sides in the slide map; None if one is missing."""
    slide_map = copy.slide_map
    _, rows, columns = slide_map.sides.shape
    y, x = np.mgrid[:rows, :columns]
    x_copy = (x + 0.5) * copy.width / columns
    y_copy = (y + 0.5) * copy.height / rows
    lines = []
    for side, heat in enumerate(slide_map.sides):
        weight = np.where(heat > MIN_SIDE_PROBABILITY, heat, 0).ravel()
        if weight.sum() < MIN_SIDE_CELLS:
            # A side beyond the photo: the photo's border cuts the slide off there.
            lines.append(_border(copy, side))
            continue
        points = np.stack([x_copy.ravel(), y_copy.ravel()], axis=1)
        center = (points * weight[:, None]).sum(0) / weight.sum()
        centered = points - center
        _, vectors = np.linalg.eigh((centered * weight[:, None]).T @ centered)
        a, b = vectors[:, 0]
        lines.append((float(a), float(b), float(-(vectors[:, 0] @ center))))
    corners = [cross_point(lines[k - 1], lines[k], MIN_CORNER_SINE) for k in range(4)]
    if any(corner is None for corner in corners):
        return None
    quad = Quad.of([corner for corner in corners if corner is not None])
    return quad if quad.is_convex else None


def _border(copy: WorkingCopy, side: int) -> Line:
    """The top, right, bottom or left border of the photo."""
    return (
        (0.0, 1.0, 0.0),
        (1.0, 0.0, -float(copy.width)),
        (0.0, 1.0, -float(copy.height)),
        (1.0, 0.0, 0.0),
    )[side]


def _regions(copy: WorkingCopy, *, bright: bool) -> Iterator[Quad]:
    for smooth, levels in copy.coarse:
        for level in levels:
            mask = smooth > level if bright else smooth <= level
            yield from (quad.scaled(1 / COARSE_SCALE) for quad in _hulls(mask.view(np.uint8)))


def _hulls(mask: NDArray[np.uint8]) -> Iterator[Quad]:
    """Quads of the hulls of a mask's largest regions."""
    height, width = mask.shape
    # Closing joins regions that text or rainbow bands divide; opening removes thin bridges.
    for size in (3, 9):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
        opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
        contours, _ = cv2.findContours(opened, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        large = [c for c in contours if cv2.contourArea(c) > MIN_AREA_SHARE * width * height]
        for contour in sorted(large, key=cv2.contourArea, reverse=True)[:MAX_REGIONS]:
            quad = quad_of_hull(cv2.convexHull(contour).reshape(-1, 2).astype(float))
            if quad is not None:
                yield quad


def quad_of_hull(hull: NDArray[np.float64]) -> Quad | None:
    """The quad around a convex hull (n × 2); None if four edges don't enclose it.

    Removes edges until four remain. Removing an edge extends its neighbours until they meet,
    which adds a triangle; the edge with the smallest triangle goes first (greedily, after
    Aggarwal, Chang and Yap, Minimum area circumscribing polygons, 1985). This restores corners
    that the photo cuts off or a head hides.
    """
    points: list[Point] = [(float(x), float(y)) for x, y in _simplified(hull)]
    triangles = [_triangle(points, i) for i in range(len(points))]
    while len(points) > 4:
        i = min(range(len(points)), key=lambda k: triangles[k][0])
        area, meeting = triangles[i]
        if math.isinf(area):
            return None
        points[i] = meeting
        following = (i + 1) % len(points)
        del points[following], triangles[following]
        last = i - (following < i)
        for k in range(last - 2, last + 2):
            changed = k % len(points)
            triangles[changed] = _triangle(points, changed)
    if len(points) != 4:
        return None
    quad = Quad.from_any_order(points)
    return quad if quad.is_convex else None


def _triangle(points: Sequence[Point], i: int) -> tuple[float, Point]:
    """The area that removing the edge behind a point adds, and where its neighbours then meet.

    These extend the edges before and behind it. The area is infinite if they don't meet.
    """
    n = len(points)
    (ax, ay), (bx, by) = points[i - 1], points[i]
    (cx, cy), (dx, dy) = points[(i + 1) % n], points[(i + 2) % n]
    ux, uy, vx, vy = bx - ax, by - ay, cx - dx, cy - dy
    cross = ux * vy - uy * vx
    if abs(cross) < MIN_CROSS_PRODUCT:
        return math.inf, points[i]
    wx, wy = cx - bx, cy - by
    t = (wx * vy - wy * vx) / cross
    s = (wx * uy - wy * ux) / cross
    if t < 0 or s < 0:
        return math.inf, points[i]
    x, y = bx + ux * t, by + uy * t
    return abs((bx - x) * (cy - y) - (by - y) * (cx - x)), (x, y)


def _simplified(hull: NDArray[np.float64]) -> NDArray[np.float64]:
    outline = hull.astype(np.float32).reshape(-1, 1, 2)
    epsilon = OUTLINE_TOLERANCE * cv2.arcLength(outline, closed=True)
    return cv2.approxPolyDP(outline, epsilon, closed=True).reshape(-1, 2).astype(np.float64)


DETECTORS: Mapping[str, Detector] = {
    "bright": bright_regions,
    "dark": dark_regions,
    "lines": line_frames,
    "text": text_frames,
    "map": map_regions,
    "photo": photo_frame,
}
