"""The aspect ratio of a slide, from its corners in a photo."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from camera import Scene, photograph
from decks import LIGHT, Theme, bullets
from numpy.typing import NDArray

from slidescan.core.aspect_ratio import aspect_ratio, slide_aspect_ratio
from slidescan.core.geometry import (
    PhotoQuad,
    Quad,
)


@pytest.mark.parametrize("ratio", [16 / 9, 4 / 3, 1.0, 2.2])
@pytest.mark.parametrize(("yaw", "pitch"), [(25, 8), (-35, 12), (40, -10)])
def test_the_aspect_ratio_survives_perspective(ratio: float, yaw: float, pitch: float) -> None:
    import numpy as np

    focal, width, height = 1400.0, 1600, 1200
    a, b = np.radians([yaw, pitch])
    ry = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    rx = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    corners = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        p = rx @ ry @ np.array([x * ratio / 2, y / 2, 0]) + np.array([0.1, 0.05, 3])
        corners.append((focal * p[0] / p[2] + width / 2, focal * p[1] / p[2] + height / 2))
    found = aspect_ratio(Quad.of(corners), width, height)
    assert found == pytest.approx(ratio, rel=0.01)


Pixels = NDArray[np.uint8]


def deck(theme: Theme) -> Pixels:
    return bullets(theme, ["A title to find"], ["first point", "second point", "third"], 3).pixels()


@pytest.mark.parametrize(("size", "ratio"), [((1280, 720), 16 / 9), ((1080, 810), 4 / 3)])
def test_aspect_ratios_snap_to_those_of_projectors(size: tuple[int, int], ratio: float) -> None:
    slide = cv2.resize(deck(LIGHT), size).astype(np.uint8)
    photo, truth = photograph(slide, Scene(yaw=28, pitch=9), seed=2)
    assert truth is not None
    assert slide_aspect_ratio(PhotoQuad.of(truth), photo.shape[1], photo.shape[0]) == ratio
