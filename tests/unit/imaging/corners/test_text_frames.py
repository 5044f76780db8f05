"""Frames around lines of text."""

from __future__ import annotations

import numpy as np
from camera import Scene, photograph
from decks import LIGHT, bullets

from slidescan.core.geometry import Quad
from slidescan.imaging.corners.text_frames import text_frames, text_lines
from slidescan.imaging.corners.working_copy import WorkingCopy as Working


def test_text_lines_give_the_frame_of_a_slide_without_edges() -> None:
    """A stage wall: the frame around the print straightens its lines."""
    slide = bullets(LIGHT, ["A title to find"], ["a first point", "a second point"] * 2, 3).pixels()
    photo, corners = photograph(slide, Scene(yaw=25, pitch=4, distance=0.7), 3)
    assert corners is not None
    scene = Working.of(np.ascontiguousarray(photo[:, :, ::-1]))
    assert len(text_lines(scene)) >= 4
    quads = text_frames(scene)
    assert len(quads) == 2
    truth = Quad.of(corners).scaled(scene.scale)
    (ax, ay), (bx, by) = truth.tl, truth.tr
    (cx, cy), (dx, dy) = (tuple(p) for p in quads[0][:2])
    slope, found = (by - ay) / (bx - ax), (dy - cy) / (dx - cx)
    assert abs(slope - found) < 0.03
    blank = Working.of(np.full((300, 400, 3), 120, np.uint8))
    assert len(text_frames(blank)) == 0
