"""Points at which lines meet: arrowheads that overlap there are told from plain lines."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from slidescan.imaging.drawing.joints import is_bare
from slidescan.imaging.drawing.segments import Segment

SIZE, WIDTH = 120, 3
STARTS = ((10, 20), (10, 60), (10, 100))
POINT = (70, 60)


def line(start: tuple[int, int]) -> Segment:
    steps = np.linspace(0, 1, 80)[:, None]
    points = np.unique((np.array(start) * (1 - steps) + np.array(POINT) * steps).round(), axis=0)
    return Segment(points, [0, 1], [np.array(start, float), np.array(POINT, float)], WIDTH + 1.0)


@pytest.mark.parametrize("with_shape", [False, True])
def test_heads_that_overlap_are_broader_than_their_lines(with_shape: bool) -> None:
    ink = np.zeros((SIZE, SIZE), np.uint8)
    for start in STARTS:
        cv2.line(ink, start, POINT, 1, WIDTH)
    walls = np.zeros((SIZE, SIZE), np.int32)
    walls[30:90, 85:115] = 1
    shape = (walls, np.array([1.0, 0.0])) if with_shape else None
    lines = [line(start) for start in STARTS]
    assert is_bare(ink, np.array(POINT, float), lines, shape)
    for start in STARTS:
        along = np.array(POINT) - start
        along = along / np.hypot(*along)
        aside = np.array([-along[1], along[0]])
        back = np.array(POINT) - 14 * along
        head = np.array([POINT, back + 7 * aside, back - 7 * aside]).round().astype(np.int32)
        cv2.fillConvexPoly(ink, head, 1)
    assert not is_bare(ink, np.array(POINT, float), lines, shape)
