"""Candidates for the corners of a slide."""

from __future__ import annotations

import numpy as np
import pytest
from camera import Scene, photograph
from decks import LIGHT, Theme, bullets
from numpy.typing import NDArray

from slidescan.core.geometry import PhotoQuad, jaccard
from slidescan.imaging.corners.candidates import DETECTORS, quad_of_hull
from slidescan.imaging.corners.working_copy import WorkingCopy as Working

Pixels = NDArray[np.uint8]


def deck(theme: Theme) -> Pixels:
    return bullets(theme, ["A title to find"], ["first point", "second point", "third"], 3).pixels()


@pytest.mark.parametrize("name", DETECTORS)
def test_detectors_propose_quads_in_the_working_frame(name: str) -> None:
    photo, _ = photograph(deck(LIGHT), Scene(yaw=-25, pitch=6), seed=11)
    scene = Working.of(np.ascontiguousarray(photo[:, :, ::-1]))
    quads = DETECTORS[name](scene)
    assert quads.shape[1:] == (4, 2)
    assert len(quads) > 0


def test_a_hull_with_cut_corners_is_completed() -> None:
    cut = np.array([(20, 0), (100, 0), (100, 45), (95, 50), (0, 50), (0, 12)], float)
    quad = quad_of_hull(cut)
    assert quad is not None
    assert jaccard(quad, PhotoQuad.rectangle(100, 50)) > 0.99


@pytest.mark.parametrize("start", range(9))
def test_any_corner_of_a_hull_may_come_first(start: int) -> None:
    """Hulls begin anywhere: the removed edge may be the last one, whose end is the first point."""
    cut = [(20, 0), (90, 0), (97, 3), (100, 9), (100, 45), (95, 50), (8, 50), (0, 44), (0, 12)]
    quad = quad_of_hull(np.array(cut[start:] + cut[:start], float))
    assert quad is not None
    assert jaccard(quad, PhotoQuad.rectangle(100, 50)) > 0.99
