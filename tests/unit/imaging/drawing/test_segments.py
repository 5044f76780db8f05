"""Segments: their directions, and texture that is left out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from slidescan.imaging.drawing.segments import MAX_SEGMENTS, Segment, segments_of


def widths(lines: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.full(lines.shape, 3, np.float32)


def test_the_direction_of_a_straight_segment_ignores_a_tip_that_is_askew() -> None:
    lines = np.zeros((60, 120), np.uint8)
    lines[30, 20:100] = 1
    lines[31, 100] = lines[32, 101] = 1
    segment = (segments_of(lines, widths(lines), without_texture=False) or [])[0]
    tip = max(range(2), key=lambda end: float(segment.ends[end][0]))
    assert segment.direction(tip) == pytest.approx([1, 0], abs=0.02)


def test_a_picture_full_of_texture_has_no_segments_unless_it_is_left_out() -> None:
    lines = np.zeros((640, 640), np.uint8)
    lines[0:448:6, 0:640] = 1
    lines[:448, ::8] = 0
    cv2.line(lines, (40, 560), (600, 560), 1)
    assert segments_of(lines, widths(lines), without_texture=False) is None
    left = segments_of(lines, widths(lines), without_texture=True)
    assert left is not None
    assert len(left) < MAX_SEGMENTS
    assert max(segment.length for segment in left) == pytest.approx(561)


def test_a_segment_joined_across_a_gap_has_directions() -> None:
    points = np.array([[x, 10.0] for x in (*range(3), *range(60, 63))])
    segment = Segment(points, [0, 1], [points[0], points[-1]], 2.0)
    assert segment.direction(0) == pytest.approx([-1, 0], abs=0.01)
    assert segment.direction(1) == pytest.approx([1, 0], abs=0.01)
