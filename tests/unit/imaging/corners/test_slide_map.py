"""The map of where the slide likely is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from camera import Scene, photograph
from decks import DARK, LIGHT, Theme, bullets

from slidescan.imaging.corners import slide_map as module
from slidescan.imaging.corners.slide_map import INPUT_SIDE, MAP_STRIDE, slide_map

BULLETS = ["first point", "second point", "third"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_map_shows_the_slide_and_its_sides(theme: Theme) -> None:
    slide = bullets(theme, ["A title to find"], BULLETS, 3).pixels()
    scene = Scene(display="television", distance=0.4, yaw=-20, room=0.4, width=640, height=480)
    photo, corners = photograph(slide, scene, seed=5)
    assert corners is not None
    result = slide_map(np.ascontiguousarray(photo[:, :, ::-1]))
    rows, columns = result.slide.shape
    quad = np.array(corners) * [columns / scene.width, rows / scene.height]
    inside = np.zeros((rows, columns), np.uint8)
    cv2.fillConvexPoly(inside, np.rint(quad).astype(np.int32), 1)
    assert result.slide[cv2.erode(inside, np.ones((5, 5))) > 0].mean() > 0.8
    assert result.slide[cv2.dilate(inside, np.ones((7, 7))) == 0].mean() < 0.1
    for side in range(4):
        x, y = (quad[side] + quad[(side + 1) % 4]) / 2
        at = result.sides[:, int(y), int(x)]
        assert at.argmax() == side


@pytest.mark.parametrize("size", [(480, 640), (640, 360), (9, 700), (700, 9), (1, 1)])
def test_the_map_covers_photos_of_every_shape(size: tuple[int, int]) -> None:
    result = slide_map(np.full((*size, 3), 128, np.uint8))
    rows, columns = result.slide.shape
    assert result.sides.shape == (4, rows, columns)
    assert max(rows, columns) == INPUT_SIDE // MAP_STRIDE
    assert (result.slide >= 0).all()
    assert (result.slide <= 1).all()


def test_a_slide_that_the_first_look_misses_is_seen_more_closely() -> None:
    seen: list[tuple[int, ...]] = []

    def network(batch: np.ndarray) -> list[np.ndarray]:
        """Sees a slide in the lower right quarter, and only from nearby."""
        seen.append(batch.shape)
        rows, columns = (n // MAP_STRIDE for n in batch.shape[2:])
        logits = np.full((1, 5, rows, columns), -9.0, np.float32)
        if batch.mean() > -0.6:
            logits[0, 0, rows // 2 :, columns // 2 :] = 9.0
        return [logits[0]]

    photo = np.zeros((480, 640, 3), np.uint8)
    photo[330:, 420:] = 255
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_network", lambda: network)
        result = slide_map(photo)
    rows, columns = result.slide.shape
    assert len(seen) == 7
    assert result.slide[int(0.75 * rows) :, int(0.75 * columns) :].min() > 0.9
    assert result.slide[: rows // 2, : columns // 2].max() < 0.1
    assert result.sides.shape == (4, rows, columns)
