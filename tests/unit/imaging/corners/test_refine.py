"""Corners are refined to a fraction of a pixel."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from slidescan.core.geometry import PhotoQuad
from slidescan.imaging.corners.refine import refine


def test_corners_are_refined_to_a_fraction_of_a_pixel() -> None:
    truth = PhotoQuad((200.5, 150.25), (1000.75, 210.5), (980.0, 700.5), (220.25, 760.75))
    # Drawn eight times as large and averaged: exact to an eighth of a pixel. The middle of
    # a pixel has whole coordinates.
    large = np.full((7200, 9600), 20, np.uint8)
    points = np.rint((np.array(truth.corners) + 0.5) * 8 - 0.5).astype(np.int32)
    cv2.fillConvexPoly(large, points, 230)
    grey = cv2.resize(large, (1200, 900), interpolation=cv2.INTER_AREA)
    picture = np.dstack([grey] * 3).astype(np.uint8)
    rough = PhotoQuad.of((x + 3, y - 2) for x, y in truth.corners)
    for a, b in zip(refine(picture, rough).corners, truth.corners, strict=True):
        assert a == pytest.approx(b, abs=0.35)
