"""Segments of center lines: their parts between free ends and junctions."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.ink import as_bytes
from slidescan.imaging.drawing.thinning import branch_counts, positions

Vector = NDArray[np.float64]

MAX_SEGMENTS = 900
"""A picture with more segments shows no diagram: a photo, a page of small print."""

TEXTURE_PIXELS, MAX_TILE_SEGMENTS = 64, 24
"""A square of this side that holds more segments is texture; shorter segments in it don't count."""

MIN_SPECK_PIXELS = 6
"""Shorter segments with two free ends are specks, pixels."""

MAX_BEND_PIXELS, MAX_BEND_SHARE = 3.0, 0.02
"""A straight segment is this close to the line between its ends, pixels and share of its length."""

MAX_LOOP_PIXELS = 12
"""Shorter segments that return to their junction are remains of the thinning, pixels."""

DIRECTION_PIXELS = 14.0
"""The direction at an end is measured over this distance, pixels."""

MIN_AXIS_PIXELS, MAX_AXIS_PIXELS = 20.0, 40.0
"""The direction of a straight segment of at least the first length is that of the line through its
points, up to the second distance, pixels."""

NEAR_END_PIXELS = 3.0
"""The pixels nearest to an end bend and don't count for its direction."""


@dataclass(eq=False)
class Segment:
    """A part of a center line between two nodes: free ends or junctions.

    Attributes:
        points: N × 2, x and y.
        nodes: The numbers of its nodes.
        ends: The points nearest to these nodes.
        width: The width of the stroke, pixels.
    """

    points: Vector
    nodes: list[int]
    ends: list[Vector]
    width: float
    _directions: dict[int, Vector] = field(default_factory=dict, repr=False)

    @cached_property
    def length(self) -> float:
        """About its length, pixels."""
        return max(float(len(self.points)), math.dist(*self.ends))

    @property
    def is_short_loop(self) -> bool:
        """Whether it returns to its node and is a remain of the thinning."""
        return self.nodes[0] == self.nodes[1] and len(self.points) <= MAX_LOOP_PIXELS

    @cached_property
    def is_straight(self) -> bool:
        """Whether all of it is close to the line between its ends."""
        chord = float(np.hypot(*(self.ends[1] - self.ends[0])))
        away = offsets(self.points, *self.ends)
        return bool(away.max() <= MAX_BEND_PIXELS + MAX_BEND_SHARE * chord)

    def direction(self, end: int) -> Vector:
        """The unit vector that leads out of the segment at an end."""
        if end not in self._directions:
            self._directions[end] = self._direction(end)
        return self._directions[end]

    def without_tip(self, end: int, pixels: float) -> Segment:
        """The segment without what is this close to an end, pixels."""
        distances = np.hypot(*(self.points - self.ends[end]).T)
        points = self.points[distances >= pixels]
        ends = list(self.ends)
        ends[end] = points[distances[distances >= pixels].argmin()]
        return Segment(points, list(self.nodes), ends, self.width)

    def _direction(self, end: int) -> Vector:
        tip = self.ends[end]
        distances = np.hypot(*(self.points - tip).T)
        if self.length >= MIN_AXIS_PIXELS and self.is_straight:
            is_inner = (distances >= NEAR_END_PIXELS) & (
                distances <= min(MAX_AXIS_PIXELS, self.length - NEAR_END_PIXELS)
            )
            if is_inner.any():  # a segment that was joined across a gap may have none
                return _axis(self.points[is_inner], tip)
        near = (distances <= DIRECTION_PIXELS) & (
            distances >= min(NEAR_END_PIXELS, self.length / 3)
        )
        if not near.any():
            near = distances >= 0
        vector = tip - self.points[near].mean(axis=0)
        return np.asarray(vector / max(float(np.hypot(*vector)), 1e-9))


def _axis(points: Vector, tip: Vector) -> Vector:
    """The direction of the line through points: the tip of a head may be askew."""
    middle = points.mean(axis=0)
    x, y = (points - middle).T
    angle = 0.5 * math.atan2(2 * float(x @ y), float(x @ x - y @ y))
    axis = np.array([math.cos(angle), math.sin(angle)])
    return axis if axis @ (tip - middle) > 0 else -axis


def offsets(points: Vector, start: Vector, stop: Vector) -> Vector:
    """How far points are from the line through two others, pixels."""
    along = (stop - start) / max(float(np.hypot(*(stop - start))), 1e-9)
    apart = points - start
    return np.asarray(np.abs(apart[:, 0] * along[1] - apart[:, 1] * along[0]))


def segments_of(
    lines: NDArray[np.uint8], widths: NDArray[np.float32], *, without_texture: bool
) -> list[Segment] | None:
    """The segments of center lines.

    Args:
        lines: 1 on center lines that are one pixel wide, else 0.
        widths: At center lines, the width of the stroke, pixels.
        without_texture: Whether to leave out areas of texture.

    Returns:
        None if there are more than `MAX_SEGMENTS`.
    """
    around = np.ones((3, 3), np.uint8)
    is_junction = as_bytes(cv2.dilate((branch_counts(lines) >= 3).view(np.uint8), around)) & lines
    _, numbers = cv2.connectedComponents(is_junction, connectivity=8)
    junctions = np.asarray(numbers, np.int32)
    rest = lines & (1 - is_junction)
    if without_texture:
        rest = _without_texture(rest)
    count, labels = cv2.connectedComponents(rest, connectivity=8)
    if count > MAX_SEGMENTS:
        return None
    ys, xs = np.divmod(positions(rest), rest.shape[1])
    order = np.argsort(labels[ys, xs], kind="stable")
    ys, xs = ys[order], xs[order]
    borders = np.searchsorted(labels[ys, xs], np.arange(1, count + 1))
    is_tip = branch_counts(rest)[ys, xs] <= 1
    near = cv2.dilate(junctions.astype(np.uint16), around)[ys, xs]
    points = np.stack([xs, ys], axis=1).astype(np.float64)
    middle_widths = _medians(widths[ys, xs], borders)
    free = int(junctions.max()) + 1
    segments = []
    for i, (start, stop) in enumerate(pairwise(borders.tolist())):
        tips = start + np.flatnonzero(is_tip[start:stop])
        if not tips.size:
            continue  # A loop has no ends.
        if tips.size == 1:
            away = np.abs(points[start:stop] - points[tips[0]]).max(axis=1)
            tips = np.array([tips[0], start + away.argmax()])
        ends = [int(tips[0]), int(tips[-1])]
        if stop - start < MIN_SPECK_PIXELS and not near[ends].any():
            continue  # Specks.
        nodes = []
        for end in ends:
            node = int(near[end])
            if not node:
                node, free = free, free + 1
            nodes.append(node)
        if stop - start == 1 and nodes[0] == nodes[1]:
            other = _other_node(junctions, int(xs[start]), int(ys[start]), nodes[0])
            nodes[1] = other or nodes[0]
        segment = Segment(
            points[start:stop], nodes, [points[end] for end in ends], float(middle_widths[i])
        )
        if not segment.is_short_loop:
            segments.append(segment)
    return segments


def _medians(values: NDArray[np.float32], borders: NDArray[np.int64]) -> NDArray[np.float32]:
    """The upper median of each run of values between two borders."""
    runs = np.repeat(np.arange(len(borders) - 1), np.diff(borders))
    ranked = values[np.lexsort((values, runs))]
    return np.asarray(ranked[(borders[:-1] + borders[1:]) // 2])


def _without_texture(lines: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The lines outside areas of texture: moiré, foliage, small print."""
    _, labels, stats, centers = cv2.connectedComponentsWithStats(lines, connectivity=8)
    column, row = (centers[1:] // TEXTURE_PIXELS).astype(np.int64).T
    tiles = row * (lines.shape[1] // TEXTURE_PIXELS + 1) + column
    is_dense = np.bincount(tiles, minlength=1) > MAX_TILE_SEGMENTS
    is_long = np.maximum(stats[1:, 2], stats[1:, 3]) > TEXTURE_PIXELS
    stays = np.concatenate([[False], ~is_dense[tiles] | is_long])
    return as_bytes(stays[labels].view(np.uint8))


def _other_node(junctions: NDArray[np.int32], x: int, y: int, node: int) -> int:
    around = junctions[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]
    others = around[(around > 0) & (around != node)]
    return int(others[0]) if others.size else 0
