"""Sides are moved onto edges."""

from __future__ import annotations

import cv2
import numpy as np

from slidescan.imaging.corners.search import align, alternatives
from slidescan.imaging.corners.working_copy import WorkingCopy as Working


def test_sides_move_onto_edges_and_have_alternatives() -> None:
    canvas = np.full((480, 640, 3), 30, np.uint8)
    cv2.rectangle(canvas, (100, 60), (540, 420), (70, 70, 70), -1)
    cv2.rectangle(canvas, (140, 100), (500, 380), (220, 220, 220), -1)
    scene = Working.of(canvas)
    off = np.array([[[143.0, 97], [497, 103], [503, 377], [138, 383]]])
    near = align(scene, off)[0]
    assert np.abs(near - [[140, 100], [500, 100], [500, 380], [140, 380]]).max() < 2.5
    others = alternatives(scene, near)
    wide = np.array([[100, 100], [500, 100], [500, 380], [100, 380]])
    assert np.abs(others - wide).max(axis=(1, 2)).min() < 3
