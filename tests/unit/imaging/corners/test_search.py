"""Sides are moved onto edges, and the slide map has a say in the choice."""

from __future__ import annotations

import cv2
import numpy as np

from slidescan.core.geometry import Quad, jaccard
from slidescan.imaging.corners.candidates import propose
from slidescan.imaging.corners.scorer import default_model
from slidescan.imaging.corners.search import align, alternatives, search
from slidescan.imaging.corners.slide_map import SlideMap
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


def test_of_two_screens_the_one_that_the_slide_map_shows_is_chosen() -> None:
    hall = np.full((480, 640, 3), 35, np.uint8)
    cv2.rectangle(hall, (40, 120), (260, 262), (100, 100, 100), -1)
    cv2.rectangle(hall, (330, 100), (610, 280), (225, 225, 225), -1)
    for x, size in ((60, 0.6), (350, 0.7)):
        for y in (150, 180, 210, 240):
            cv2.putText(hall, "some words on it", (x, y), 0, size, (60, 60, 60), 1)
    copy = Working(hall, 1.0)
    cells = np.zeros((60, 80), np.float32)
    cells[15:33, 5:33], cells[13:35, 42:76] = 0.6, 0.4
    copy.__dict__["slide_map"] = SlideMap(cells, np.zeros((4, 60, 80), np.float32))
    quads, _, scores = search(copy, propose(copy), default_model().score)
    dim = Quad.of([[40, 120], [260, 120], [260, 262], [40, 262]])
    assert jaccard(Quad.of(quads[scores.argmax()]), dim) > 0.95
