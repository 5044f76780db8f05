"""Quads that might be the slide, proposed from different kinds of evidence.

Each detector is a function in the table `DETECTORS`; it gets the `Scene` (the photo on a
working copy) and returns quads in the pixels of that copy. None decides: `score` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.geometry import Quad
from slidescan.vision.locate.scene import Scene

Detector = Callable[[Scene], "Quads"]

Quads = NDArray[np.float64]
"""Quads × 4 corners × (x, y), in the pixels of the working copy."""

Line = tuple[float, float, float]
"""(a, b, c) with ax + by + c = 0 and a² + b² = 1."""

MIN_AREA = 0.03
"""The smallest share of the photo that a slide may take."""


def as_array(quads: Iterable[Quad]) -> Quads:
    """Quads × 4 × 2 of `Quad`s."""
    return np.array([quad.corners for quad in quads], float).reshape(-1, 4, 2)


def areas(quads: Quads) -> NDArray[np.float64]:
    """Area of each quad, square pixels."""
    x, y = quads[..., 0], quads[..., 1]
    area: NDArray[np.float64] = (x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(1) / 2
    return area


def convex(quads: Quads) -> NDArray[np.bool_]:
    """Which quads run clockwise around a convex area."""
    side = np.roll(quads, -1, axis=1) - quads
    following = np.roll(side, -1, axis=1)
    turn = side[..., 0] * following[..., 1] - side[..., 1] * following[..., 0]
    return np.asarray((turn > 0).all(axis=1), bool)


def bright_regions(scene: Scene) -> Quads:
    """Hulls of what is brighter than a threshold: projections in dark rooms, lit displays."""
    return as_array(_regions(scene, bright=True))


def dark_regions(scene: Scene) -> Quads:
    """Hulls of what is darker than a threshold: televisions on light walls, dark themes."""
    return as_array(_regions(scene, bright=False))


def _regions(scene: Scene, *, bright: bool) -> Iterator[Quad]:
    for channel in scene.channels:
        smooth = cv2.medianBlur(channel, 5)
        otsu, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        levels = {int(otsu), int(otsu * 0.6), int(otsu * 1.35)}
        levels |= {int(v) for v in np.quantile(smooth, (0.25, 0.5, 0.75))}
        for level in sorted(v for v in levels if 4 < v < 250):
            mask = smooth > level if bright else smooth <= level
            yield from _hulls(mask.astype(np.uint8))


def _hulls(mask: NDArray[np.uint8]) -> Iterator[Quad]:
    height, width = mask.shape
    # Closing joins what text and rainbow bands cut apart; opening cuts thin bridges.
    for size in (3, 15):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
        joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
        cut = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
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


def line_frames(scene: Scene) -> Quads:
    """Two lines across and two lines down, each with much edge beneath it.

    Line segments (LSD; von Gioi et al. 2012) that lie on one line are joined; the photo's own
    borders count as lines too, for slides that are cut off. Of all frames that the lines make,
    those with the most edge along their sides are kept; along each line the edge is summed up
    once, so that thousands of frames cost little.
    """
    across, down = _long_lines(scene)
    corners = np.array([[_cross(h, v) for v in down] for h in across])  # across × down × 2
    tops, bottoms = np.triu_indices(len(across), 1)
    lefts, rights = np.triu_indices(len(down), 1)
    h = np.repeat(np.arange(len(tops)), len(lefts))
    v = np.tile(np.arange(len(lefts)), len(tops))
    top, bottom, left, right = tops[h], bottoms[h], lefts[v], rights[v]
    quads = np.stack(
        [corners[top, left], corners[top, right], corners[bottom, right], corners[bottom, left]],
        axis=1,
    )
    size = np.array([scene.width, scene.height])
    inside = (np.isfinite(quads) & (quads > -0.15 * size) & (quads < 1.15 * size)).all((1, 2))
    kept = inside & convex(quads) & (areas(quads) > MIN_AREA * size.prod())
    top, bottom, left, right, quads = (x[kept] for x in (top, bottom, left, right, quads))
    if not len(quads):
        return np.zeros((0, 4, 2))
    along_h = [_EdgeAlong.of(scene, line, scene.width, horizontal=True) for line in across]
    along_v = [_EdgeAlong.of(scene, line, scene.height, horizontal=False) for line in down]
    support = np.stack(
        [
            _share(along_h, top, quads[:, 0, 0], quads[:, 1, 0]),
            _share(along_v, right, quads[:, 1, 1], quads[:, 2, 1]),
            _share(along_h, bottom, quads[:, 3, 0], quads[:, 2, 0]),
            _share(along_v, left, quads[:, 0, 1], quads[:, 3, 1]),
        ],
        axis=1,
    )
    rank = support.mean(1) + 0.5 * support.min(1) + 0.3 * np.sqrt(areas(quads) / size.prod())
    return np.asarray(quads[np.argsort(-rank, kind="stable")[:KEPT_FRAMES]], float)


KEPT_FRAMES = 600
"""Frames of lines that are handed to the score."""

LINES = 18
"""Lines across, and lines down, from which frames are made."""


@dataclass(frozen=True)
class _EdgeAlong:
    """Edge strength summed along a line, one step a pixel, so that any stretch is a difference."""

    total: NDArray[np.float64]

    PADDING = 0.15

    @classmethod
    def of(cls, scene: Scene, line: Line, length: int, *, horizontal: bool) -> _EdgeAlong:
        a, b, c = line
        pad = int(cls.PADDING * length)
        t = np.arange(-pad, length + pad, dtype=np.float64)
        x, y = (t, -(a * t + c) / b) if horizontal else (-(b * t + c) / a, t)
        gx, gy = scene.gradient
        best = np.zeros(len(t))
        for offset in (-1, 0, 1):
            xs = np.rint(x + a * offset).astype(int)
            ys = np.rint(y + b * offset).astype(int)
            seen = (xs >= 2) & (ys >= 2) & (xs < scene.width - 2) & (ys < scene.height - 2)
            xs, ys = xs.clip(0, scene.width - 1), ys.clip(0, scene.height - 1)
            across = np.abs(gx[ys, xs] * a + gy[ys, xs] * b)
            best = np.maximum(best, np.where(seen, np.clip(across / 12, 0, 1), BORDER_SUPPORT))
        return cls(np.concatenate([[0.0], np.cumsum(best)]))


BORDER_SUPPORT = 0.35
"""What a stretch along or beyond the photo's border counts as edge: a slide may be cut off there,
but any frame is."""


def _share(
    lines: list[_EdgeAlong],
    which: NDArray[np.intp],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Mean edge strength (0..1) along stretches of lines; `start` and `end` in pixels."""
    totals = np.stack([line.total for line in lines])
    pad = round((totals.shape[1] - 1) * _EdgeAlong.PADDING / (1 + 2 * _EdgeAlong.PADDING))
    first = np.rint(start).astype(int) + pad
    last = np.rint(end).astype(int) + pad
    first, last = (x.clip(0, totals.shape[1] - 1) for x in (first, last))
    share: NDArray[np.float64] = (totals[which, last] - totals[which, first]) / np.maximum(
        1, last - first
    )
    return share


def _cross(p: Line, q: Line) -> tuple[float, float]:
    determinant = p[0] * q[1] - p[1] * q[0]
    if abs(determinant) < 1e-6:
        return (np.inf, np.inf)
    return (
        (p[1] * q[2] - p[2] * q[1]) / determinant,
        (p[2] * q[0] - p[0] * q[2]) / determinant,
    )


def _long_lines(scene: Scene) -> tuple[list[Line], list[Line]]:
    """The lines with most edge beneath them: those across, ordered downwards, and those down."""
    width, height = scene.width, scene.height
    segments = _segments(scene)
    groups: list[list[Line]] = []
    for is_across in (True, False):
        angles = np.arctan2(segments[:, 3] - segments[:, 1], segments[:, 2] - segments[:, 0])
        flat = np.abs(np.sin(angles)) < np.sin(np.radians(48))
        steep = np.abs(np.cos(angles)) < np.sin(np.radians(42))
        own = segments[flat if is_across else steep]
        lines = _joined(own, LINES)
        border: list[Line] = (
            [(0.0, 1.0, 0.0), (0.0, 1.0, -(height - 1.0))]
            if is_across
            else [(1.0, 0.0, 0.0), (1.0, 0.0, -(width - 1.0))]
        )
        lines += border
        middle = width / 2 if is_across else height / 2

        def place(line: Line, middle: float = middle, is_across: bool = is_across) -> float:
            a, b, c = line
            return -(a * middle + c) / b if is_across else -(b * middle + c) / a

        groups.append(sorted(lines, key=place))
    return groups[0], groups[1]


def _segments(scene: Scene) -> NDArray[np.float64]:
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    found = [np.zeros((0, 4))]
    for channel in scene.channels[:2]:
        # An evened copy shows weak edges too: a dark slide on a black bezel.
        for picture in (channel, scene.evened(channel)):
            lines = detector.detect(cv2.GaussianBlur(picture, (5, 5), 1.2))[0]
            if lines is not None:
                found.append(lines.reshape(-1, 4).astype(np.float64))
    segments = np.concatenate(found)
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    return segments[lengths > 0.03 * max(scene.width, scene.height)]


def _joined(segments: NDArray[np.float64], most: int) -> list[Line]:
    """Lines through segments that lie on one line within 2 px, longest support first."""
    if not len(segments):
        return []
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    free = np.ones(len(segments), bool)
    scored: list[tuple[float, Line]] = []
    ends = segments.reshape(-1, 2, 2)
    for i in np.argsort(-lengths)[:120]:
        if not free[i]:
            continue
        line = _through(ends[i])
        for _ in range(2):
            distance = np.abs(ends @ np.array(line[:2]) + line[2]).max(axis=1)
            near = distance < 2.5
            if near.sum() < 1:
                break
            line = _through(ends[near].reshape(-1, 2), np.repeat(lengths[near], 2))
        distance = np.abs(ends @ np.array(line[:2]) + line[2]).max(axis=1)
        near = distance < 2.5
        free &= ~near
        free[i] = False
        direction = np.array([-line[1], line[0]])
        covered = _covered(ends[near] @ direction) if near.any() else float(lengths[i])
        scored.append((covered, line))
    scored.sort(key=lambda pair: -pair[0])
    return [line for _, line in scored[:most]]


def _covered(spans: NDArray[np.float64]) -> float:
    """Length covered by intervals, overlaps once."""
    ordered = np.sort(spans, axis=1)
    ordered = ordered[np.argsort(ordered[:, 0])]
    total, reach = 0.0, -np.inf
    for start, end in ordered:
        total += max(0.0, end - max(start, reach))
        reach = max(reach, end)
    return float(total)


def _through(points: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> Line:
    """The line of least squared distance (total least squares) through weighted points."""
    w = np.ones(len(points)) if weights is None else weights
    center = (points * w[:, None]).sum(0) / w.sum()
    centered = points - center
    covariance = (centered * w[:, None]).T @ centered
    _, vectors = np.linalg.eigh(covariance)
    a, b = vectors[:, 0]
    return float(a), float(b), float(-(a * center[0] + b * center[1]))


def whole_photo(scene: Scene) -> Quads:
    """The photo itself: it may be cropped to the slide already."""
    return as_array([Quad.rectangle(scene.width, scene.height)])


DETECTORS: Mapping[str, Detector] = {
    "bright": bright_regions,
    "dark": dark_regions,
    "lines": line_frames,
    "whole": whole_photo,
}


def propose(scene: Scene) -> Quads:
    """Every quad that any detector proposes."""
    return np.concatenate([detect(scene) for detect in DETECTORS.values()])
