"""Quads that might be the slide, proposed from different kinds of evidence.

Each detector is a function in the table `DETECTORS`; it gets the `Scene` (the photo on a
working copy) and returns quads in the pixels of that copy. None decides: `score` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import Quad
from slidescan.imaging.corners.quads import Quads, areas, as_array, convex
from slidescan.imaging.corners.segments import line_frames
from slidescan.imaging.corners.text_frames import text_frames
from slidescan.imaging.corners.working_copy import COARSE, WorkingCopy

Detector = Callable[[WorkingCopy], Quads]

MIN_AREA = 0.03
"""The smallest share of the photo that a slide may take."""


def bright_regions(scene: WorkingCopy) -> Quads:
    """Hulls of what is brighter than a threshold: projections in dark rooms, lit displays."""
    return as_array(_regions(scene, bright=True))


def dark_regions(scene: WorkingCopy) -> Quads:
    """Hulls of what is darker than a threshold: televisions on light walls, dark themes."""
    return as_array(_regions(scene, bright=False))


def _regions(scene: WorkingCopy, *, bright: bool) -> Iterator[Quad]:
    for smooth, levels in scene.coarse:
        for level in levels:
            mask = smooth > level if bright else smooth <= level
            yield from (quad.scaled(1 / COARSE) for quad in _hulls(mask.astype(np.uint8)))


def _hulls(mask: NDArray[np.uint8]) -> Iterator[Quad]:
    height, width = mask.shape
    # Closing joins what text and rainbow bands cut apart; opening cuts thin bridges.
    for size in (3, 9):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
        joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
        cut = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
        contours, _ = cv2.findContours(cut, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        large = [c for c in contours if cv2.contourArea(c) > MIN_AREA * width * height]
        for contour in sorted(large, key=cv2.contourArea, reverse=True)[:4]:
            quad = quad_of_hull(cv2.convexHull(contour).reshape(-1, 2).astype(float))
            if quad is not None:
                yield quad


def quad_of_hull(hull: NDArray[np.float64]) -> Quad | None:
    """The quad that fits a convex hull: edges are removed, the cheapest first, until four remain.

    Removing an edge prolongs its neighbours until they meet, which adds a triangle; the least
    area goes first (as in Aggarwal, Chang and Yap, Minimum area circumscribing polygons, 1985,
    greedily). Corners that are cut off or hidden by a head so come back.
    """
    points = [(float(x), float(y)) for x, y in _simplified(hull)]
    while len(points) > 4:
        best: tuple[float, int, tuple[float, float]] | None = None
        n = len(points)
        for i in range(n):
            a, b, c, d = (points[(i + k) % n] for k in range(-1, 3))
            meeting = _meet(a, b, c, d)
            if meeting is None:
                continue
            added = abs(
                (b[0] - meeting[0]) * (c[1] - meeting[1])
                - (b[1] - meeting[1]) * (c[0] - meeting[0])
            )
            if best is None or added < best[0]:
                best = (added, i, meeting)
        if best is None:
            return None
        _, i, meeting = best
        points[i] = meeting
        del points[(i + 1) % len(points)]
    if len(points) != 4:
        return None
    quad = Quad.from_any_order(points)
    return quad if quad.is_convex else None


def _simplified(hull: NDArray[np.float64]) -> NDArray[np.float64]:
    outline = hull.astype(np.float32).reshape(-1, 1, 2)
    epsilon = 0.003 * cv2.arcLength(outline, closed=True)
    return cv2.approxPolyDP(outline, epsilon, closed=True).reshape(-1, 2).astype(np.float64)


def _meet(
    a: tuple[float, float],
    b: tuple[float, float],
    c: tuple[float, float],
    d: tuple[float, float],
) -> tuple[float, float] | None:
    """Where a→b prolonged beyond b meets d→c prolonged beyond c; None where they part."""
    ux, uy = b[0] - a[0], b[1] - a[1]
    vx, vy = c[0] - d[0], c[1] - d[1]
    cross = ux * vy - uy * vx
    if abs(cross) < 1e-9:
        return None
    wx, wy = c[0] - b[0], c[1] - b[1]
    t = (wx * vy - wy * vx) / cross
    s = (wx * uy - wy * ux) / cross
    if t < 0 or s < 0:
        return None
    return b[0] + ux * t, b[1] + uy * t


def photo_frame(scene: WorkingCopy) -> Quads:
    """The photo itself: it may be cropped to the slide already."""
    return as_array([Quad.rectangle(scene.width, scene.height)])


DETECTORS: Mapping[str, Detector] = {
    "bright": bright_regions,
    "dark": dark_regions,
    "lines": line_frames,
    "print": text_frames,
    "whole": photo_frame,
}


def propose(scene: WorkingCopy) -> Quads:
    """Every quad that any detector proposes; at least the photo itself."""
    quads = np.concatenate([detect(scene) for detect in DETECTORS.values()])
    sound = np.isfinite(quads).all((1, 2)) & convex(quads)
    kept = sound & (areas(quads) > MIN_AREA * scene.width * scene.height)
    return quads[kept] if kept.any() else photo_frame(scene)
