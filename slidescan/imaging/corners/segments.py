"""Quads made of straight lines: two across and two down."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.quads import (
    MIN_AREA_SHARE,
    NO_QUADS,
    Line,
    Quads,
    areas,
    convex,
    cross_point,
)
from slidescan.imaging.corners.working_copy import BORDER_SUPPORT, WorkingCopy

MAX_LINE_FRAMES = 300
"""The maximum number of quads."""

MAX_LINES = 18
"""Quads are made of at most this many lines across and as many lines down."""

MAX_SEED_SEGMENTS = 120
"""Lines are fitted from at most this many segments, the longest ones."""

MIN_SEGMENT_SHARE = 0.03
"""The minimum length of a segment, as a share of the photo's longer side."""

MAX_LINE_DISTANCE = 2.5
"""The maximum distance of a segment's ends from its line, pixels."""

MAX_ACROSS_DEGREES = 48
"""The maximum slope of a line across."""

MAX_DOWN_DEGREES = 42
"""The maximum lean of a line down."""

PADDING_SHARE = 0.15
"""Lines are followed this far beyond the photo, as a share of its size."""

FULL_GRADIENT = 12
"""An edge with this gradient has full strength, levels per pixel on the square-root scale."""

MIN_LINE_SINE = 1e-6
"""Lines count as parallel if the sine of their angle is smaller."""


def line_frames(copy: WorkingCopy) -> Quads:
    """The quads of two lines across and two lines down that have the strongest edges.

    Line segments (LSD; von Gioi et al. 2012) on the same line are joined. The photo's borders
    also count as lines, for slides that are cut off. Cumulative sums of edge strength along each
    line make it cheap to compare thousands of quads.
    """
    across, down = _long_lines(copy)
    far = (np.inf, np.inf)
    corners = np.array(
        [[cross_point(h, v, MIN_LINE_SINE) or far for v in down] for h in across]
    )  # across × down × 2
    tops, bottoms = np.triu_indices(len(across), 1)
    lefts, rights = np.triu_indices(len(down), 1)
    h = np.repeat(np.arange(len(tops)), len(lefts))
    v = np.tile(np.arange(len(lefts)), len(tops))
    top, bottom, left, right = tops[h], bottoms[h], lefts[v], rights[v]
    quads = np.stack(
        [corners[top, left], corners[top, right], corners[bottom, right], corners[bottom, left]],
        axis=1,
    )
    size = np.array([copy.width, copy.height])
    low, high = -PADDING_SHARE * size, (1 + PADDING_SHARE) * size
    valid = (np.isfinite(quads) & (quads > low) & (quads < high)).all((1, 2))
    valid &= convex(quads) & (areas(quads) > MIN_AREA_SHARE * size.prod())
    top, bottom, left, right, quads = (x[valid] for x in (top, bottom, left, right, quads))
    if not len(quads):
        return NO_QUADS
    sums_across = _edge_sums(copy, across, copy.width, is_across=True)
    sums_down = _edge_sums(copy, down, copy.height, is_across=False)
    support = np.stack(
        [
            _mean_edge(sums_across, top, quads[:, 0, 0], quads[:, 1, 0]),
            _mean_edge(sums_down, right, quads[:, 1, 1], quads[:, 2, 1]),
            _mean_edge(sums_across, bottom, quads[:, 3, 0], quads[:, 2, 0]),
            _mean_edge(sums_down, left, quads[:, 0, 1], quads[:, 3, 1]),
        ],
        axis=1,
    )
    rank = support.mean(1) + 0.5 * support.min(1) + 0.3 * np.sqrt(areas(quads) / size.prod())
    return np.asarray(quads[np.argsort(-rank, kind="stable")[:MAX_LINE_FRAMES]], float)


def _edge_sums(
    copy: WorkingCopy, lines: list[Line], length: int, *, is_across: bool
) -> NDArray[np.float64]:
    """Cumulative sums of edge strength along lines, pixel by pixel.

    Args:
        copy: The photo.
        lines: Lines across, or lines down.
        length: The photo's width for lines across, its height for lines down, pixels.
        is_across: Whether the lines run across.

    Returns:
        Lines × steps, from `PADDING_SHARE` before the photo to `PADDING_SHARE` beyond it.
    """
    pad = int(PADDING_SHARE * length)
    t = np.arange(-pad, length + pad, dtype=np.float64)
    a, b, c = np.array(lines).T[..., None]
    x, y = (t + 0 * a, -(a * t + c) / b) if is_across else (-(b * t + c) / a, t + 0 * a)
    best = np.zeros(x.shape)
    for offset in (-1, 0, 1):
        xs = np.rint(x + a * offset).astype(int)
        ys = np.rint(y + b * offset).astype(int)
        visible = (xs >= 2) & (ys >= 2) & (xs < copy.width - 2) & (ys < copy.height - 2)
        steps = copy.gradient[ys.clip(0, copy.height - 1), xs.clip(0, copy.width - 1)]
        strength = np.clip(np.abs(steps[..., 0] * a + steps[..., 1] * b) / FULL_GRADIENT, 0, 1)
        best = np.maximum(best, np.where(visible, strength, BORDER_SUPPORT))
    return np.concatenate([np.zeros((len(lines), 1)), np.cumsum(best, axis=1)], axis=1)


def _mean_edge(
    sums: NDArray[np.float64],
    indices: NDArray[np.intp],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The mean edge strength, 0..1, of parts of lines.

    Args:
        sums: From `_edge_sums`.
        indices: The line of each part.
        start: Start of each part, pixels along x (lines across) or y (lines down).
        end: End of each part.
    """
    pad = round((sums.shape[1] - 1) * PADDING_SHARE / (1 + 2 * PADDING_SHARE))
    first = np.rint(start).astype(int) + pad
    last = np.rint(end).astype(int) + pad
    first, last = (x.clip(0, sums.shape[1] - 1) for x in (first, last))
    mean: NDArray[np.float64] = (sums[indices, last] - sums[indices, first]) / np.maximum(
        1, last - first
    )
    return mean


def _long_lines(copy: WorkingCopy) -> tuple[list[Line], list[Line]]:
    """The lines across, from top to bottom, and the lines down, from left to right."""
    segments = _segments(copy)
    angles = np.arctan2(segments[:, 3] - segments[:, 1], segments[:, 2] - segments[:, 0])
    is_across = np.abs(np.sin(angles)) < np.sin(np.radians(MAX_ACROSS_DEGREES))
    is_down = np.abs(np.cos(angles)) < np.sin(np.radians(MAX_DOWN_DEGREES))
    middle_x, middle_y = copy.width / 2, copy.height / 2
    across = _joined(segments[is_across], MAX_LINES)
    across += [(0.0, 1.0, 0.0), (0.0, 1.0, -(copy.height - 1.0))]
    down = _joined(segments[is_down], MAX_LINES)
    down += [(1.0, 0.0, 0.0), (1.0, 0.0, -(copy.width - 1.0))]
    across.sort(key=lambda line: -(line[0] * middle_x + line[2]) / line[1])
    down.sort(key=lambda line: -(line[1] * middle_y + line[2]) / line[0])
    return across, down


def _segments(copy: WorkingCopy) -> NDArray[np.float64]:
    """Line segments, n × (x, y, x, y)."""
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    detected = [np.zeros((0, 4))]
    for channel in copy.smooth_channels:
        lines = detector.detect(channel)[0]
        if lines is not None:
            detected.append(lines.reshape(-1, 4).astype(np.float64))
    segments = np.concatenate(detected)
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    return segments[lengths > MIN_SEGMENT_SHARE * max(copy.width, copy.height)]


def _joined(segments: NDArray[np.float64], count: int) -> list[Line]:
    """Joins segments on the same line; returns the `count` lines that segments cover most."""
    if not len(segments):
        return []
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    free = np.ones(len(segments), bool)
    lines: list[tuple[float, Line]] = []
    x, y = segments[:, 0::2], segments[:, 1::2]

    def on(line: Line) -> NDArray[np.bool_]:
        distance = np.abs(line[0] * x + line[1] * y + line[2])
        return np.asarray(np.maximum(distance[:, 0], distance[:, 1]) < MAX_LINE_DISTANCE, bool)

    for i in np.argsort(-lengths)[:MAX_SEED_SEGMENTS]:
        if not free[i]:
            continue
        line = _through(x[i], y[i], np.ones(2))
        for _ in range(2):
            members = on(line)
            if not members.any():
                break
            line = _through(x[members].ravel(), y[members].ravel(), np.repeat(lengths[members], 2))
        members = on(line)
        free &= ~members
        free[i] = False
        spans = line[0] * y[members] - line[1] * x[members]
        lines.append((_covered(spans) if members.any() else float(lengths[i]), line))
    lines.sort(key=lambda pair: -pair[0])
    return [line for _, line in lines[:count]]


def _covered(spans: NDArray[np.float64]) -> float:
    """The length of the union of intervals (n × 2)."""
    ordered = np.sort(spans, axis=1)
    ordered = ordered[np.argsort(ordered[:, 0])]
    total, reach = 0.0, -np.inf
    for start, end in ordered:
        total += max(0.0, end - max(start, reach))
        reach = max(reach, end)
    return float(total)


def _through(x: NDArray[np.float64], y: NDArray[np.float64], weights: NDArray[np.float64]) -> Line:
    """The line through weighted points with the least squared distances (total least squares)."""
    total = weights.sum()
    middle_x, middle_y = float(weights @ x / total), float(weights @ y / total)
    dx, dy = x - middle_x, y - middle_y
    wx, wy = weights * dx, weights * dy
    # The direction in which the points spread most has a closed form in two dimensions.
    angle = 0.5 * math.atan2(2 * float(wx @ dy), float(wx @ dx) - float(wy @ dy))
    a, b = -math.sin(angle), math.cos(angle)
    return a, b, -(a * middle_x + b * middle_y)
