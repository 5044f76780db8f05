"""Frames of two lines across and two lines down."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.quads import NO_QUADS, Line, Quads, areas, convex
from slidescan.imaging.corners.working_copy import WorkingCopy


def line_frames(scene: WorkingCopy) -> Quads:
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
    kept = inside & convex(quads) & (areas(quads) > SMALLEST * size.prod())
    top, bottom, left, right, quads = (x[kept] for x in (top, bottom, left, right, quads))
    if not len(quads):
        return NO_QUADS
    along_h = _edge_along(scene, across, scene.width, horizontal=True)
    along_v = _edge_along(scene, down, scene.height, horizontal=False)
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


KEPT_FRAMES = 300
"""Frames of lines that are handed to the score."""

SMALLEST = 0.03
"""The smallest share of the photo that a frame may take."""

LINES = 18
"""Lines across, and lines down, from which frames are made."""


PADDING = 0.15
"""How far beyond the photo edges are summed up, as a share of its size."""


def _edge_along(
    scene: WorkingCopy, lines: list[Line], length: int, *, horizontal: bool
) -> NDArray[np.float64]:
    """Edge strength summed along lines, one step a pixel, so that any stretch is a difference.

    Returns:
        Lines × steps, from `PADDING` before the photo to as far beyond it.
    """
    pad = int(PADDING * length)
    t = np.arange(-pad, length + pad, dtype=np.float64)
    a, b, c = np.array(lines).T[..., None]
    x, y = (t + 0 * a, -(a * t + c) / b) if horizontal else (-(b * t + c) / a, t + 0 * a)
    best = np.zeros(x.shape)
    for offset in (-1, 0, 1):
        xs = np.rint(x + a * offset).astype(int)
        ys = np.rint(y + b * offset).astype(int)
        seen = (xs >= 2) & (ys >= 2) & (xs < scene.width - 2) & (ys < scene.height - 2)
        steps = scene.gradient[ys.clip(0, scene.height - 1), xs.clip(0, scene.width - 1)]
        across = np.abs(steps[..., 0] * a + steps[..., 1] * b)
        best = np.maximum(best, np.where(seen, np.clip(across / 12, 0, 1), BORDER_SUPPORT))
    return np.concatenate([np.zeros((len(lines), 1)), np.cumsum(best, axis=1)], axis=1)


BORDER_SUPPORT = 0.35
"""What a stretch along or beyond the photo's border counts as edge: a slide may be cut off there,
but any frame is."""


def _share(
    totals: NDArray[np.float64],
    which: NDArray[np.intp],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Mean edge strength (0..1) along stretches of lines; `start` and `end` in pixels."""
    pad = round((totals.shape[1] - 1) * PADDING / (1 + 2 * PADDING))
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


def _long_lines(scene: WorkingCopy) -> tuple[list[Line], list[Line]]:
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


def _segments(scene: WorkingCopy) -> NDArray[np.float64]:
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    found = [np.zeros((0, 4))]
    for channel in scene.smooth_channels:
        lines = detector.detect(channel)[0]
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
    x, y = segments[:, 0::2], segments[:, 1::2]

    def near(line: Line) -> NDArray[np.bool_]:
        distance = np.abs(line[0] * x + line[1] * y + line[2])
        return np.asarray(np.maximum(distance[:, 0], distance[:, 1]) < 2.5, bool)

    for i in np.argsort(-lengths)[:120]:
        if not free[i]:
            continue
        line = _through(x[i], y[i], np.ones(2))
        for _ in range(2):
            own = near(line)
            if not own.any():
                break
            line = _through(x[own].ravel(), y[own].ravel(), np.repeat(lengths[own], 2))
        own = near(line)
        free &= ~own
        free[i] = False
        covered = _covered(line[0] * y[own] - line[1] * x[own]) if own.any() else float(lengths[i])
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


def _through(x: NDArray[np.float64], y: NDArray[np.float64], weights: NDArray[np.float64]) -> Line:
    """The line of least squared distance (total least squares) through weighted points."""
    total = weights.sum()
    middle_x, middle_y = float(weights @ x / total), float(weights @ y / total)
    dx, dy = x - middle_x, y - middle_y
    wx, wy = weights * dx, weights * dy
    # The direction in which the points spread most; in closed form for two dimensions.
    angle = 0.5 * math.atan2(2 * float(wx @ dy), float(wx @ dx) - float(wy @ dy))
    a, b = -math.sin(angle), math.cos(angle)
    return a, b, -(a * middle_x + b * middle_y)
