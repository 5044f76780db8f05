"""Cleaned-up pictures are closer to the slide, never further away."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from camera import Scene, photograph
from decks import DARK, LIGHT, Theme, bullets
from numpy.typing import NDArray

from slidescan.core.geometry import PhotoQuad
from slidescan.imaging.cleanup import LIGHT_FIELD_SIZE, clean_up, light_gain, moire, real_spectrum
from slidescan.imaging.rectify import rectify

Field = NDArray[np.float32]


def flat(scene: Scene, theme: Theme = LIGHT) -> NDArray[np.uint8]:
    slide = bullets(theme, ["A title"], ["first point", "second point", "third point"], 3)
    photo, quad = photograph(slide.pixels(), scene, seed=5)
    assert quad is not None
    return rectify(np.ascontiguousarray(photo[:, :, ::-1]), PhotoQuad.of(quad), margin=0.0).pixels


def ground(pixels: NDArray[Any]) -> Field:
    """The lower right, where these slides show only their background."""
    height, width = pixels.shape[:2]
    part: Field = pixels[
        int(0.65 * height) : int(0.9 * height), int(0.5 * width) : int(0.95 * width)
    ]
    return part.astype(np.float32)


def ripple(pixels: NDArray[Any]) -> float:
    """How much the background varies locally."""
    grey = ground(pixels).mean(axis=2)
    return float((grey - cv2.blur(grey, (41, 41))).std())


def test_uneven_light_is_flattened() -> None:
    uneven = flat(Scene(distance=0.85, vignette=1.4, noise=2))
    before, after = ground(uneven), ground(clean_up(uneven))
    assert after.mean(2).std() < 0.5 * before.mean(2).std()


def test_paper_is_white_and_ink_is_dark() -> None:
    dull = flat(Scene(distance=0.85, vignette=0.3, noise=2))
    clean = clean_up(dull)
    paper = np.median(ground(clean), axis=(0, 1))
    assert paper.min() > 225
    assert np.ptp(paper) < 8
    assert np.quantile(clean.max(axis=2), 0.002) < 80


def test_a_dark_slide_stays_dark() -> None:
    clean = clean_up(flat(Scene(distance=0.85, vignette=0.3, noise=2), DARK))
    assert np.median(ground(clean)) < 70


def test_moire_is_reduced_and_letters_stay() -> None:
    striped = flat(Scene(distance=0.85, moire=1.0, noise=1.0, blur=0.4, vignette=0.0))
    plain = flat(Scene(distance=0.85, moire=0.0, noise=1.0, blur=0.4, vignette=0.0))
    interference = moire(cv2.split(striped))
    assert interference is not None
    assert ripple(striped - interference[..., None]) < 0.8 * ripple(striped)
    # Without moiré, next to nothing changes.
    nothing = moire(cv2.split(plain))
    assert nothing is None or np.sqrt((nothing**2).mean()) < 0.6


@pytest.mark.parametrize("size", [(2, 2), (2, 6), (6, 2), (36, 50), (40, 24)])
def test_the_spectrum_is_numpy_s(size: tuple[int, int]) -> None:
    values = np.random.default_rng(3).normal(size=size).astype(np.float32)
    assert np.allclose(real_spectrum(values), np.fft.rfft2(values), atol=1e-4)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_blank_pictures_stay_blank(shade: int) -> None:
    clean = clean_up(np.full((90, 160, 3), shade, np.uint8))
    assert clean.shape == (90, 160, 3)
    assert np.ptp(clean) <= 1


def test_a_picture_without_a_background_stays_as_it_is() -> None:
    quarters = np.kron([[20, 90], [160, 240]], np.ones((60, 80)))
    small = cv2.resize(np.dstack([quarters] * 3).astype(np.float32), LIGHT_FIELD_SIZE)
    assert light_gain(small.astype(np.float32)) is None
