"""A flat slide, and the way back onto its photo."""

from __future__ import annotations

import numpy as np
import pytest
from camera import Scene, photograph
from decks import LIGHT, Theme, bullets
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad, PhotoQuad, jaccard
from slidescan.imaging.rectify import rectify, uncropped

Pixels = NDArray[np.uint8]


def deck(theme: Theme) -> Pixels:
    return bullets(theme, ["A title to find"], ["first point", "second point", "third"], 3).pixels()


def test_a_flat_slide_maps_back_onto_the_photo() -> None:
    photo, truth = photograph(deck(LIGHT), Scene(yaw=28, pitch=9), seed=2)
    assert truth is not None
    flat = rectify(np.ascontiguousarray(photo[:, :, ::-1]), PhotoQuad.of(truth), margin=0.01)
    height, width = flat.pixels.shape[:2]
    inner = flat.to_photo(FlatQuad.rectangle(width, height))
    assert jaccard(inner, PhotoQuad.of(truth)) > 0.93
    assert flat.pixels[height // 2, width // 2].mean() > 150


def test_a_large_photo_is_made_smaller_and_maps_back() -> None:
    flat = uncropped(np.zeros((3000, 4000, 3), np.uint8))
    assert flat.pixels.shape == (1920, 2560, 3)
    assert flat.to_photo(FlatQuad.rectangle(2560, 1920)).br == pytest.approx((4000, 3000))
