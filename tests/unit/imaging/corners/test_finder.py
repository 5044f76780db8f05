"""The finder on hundreds of made scenes with known corners: every display, theme, angle, trouble.

Small photos, so that it takes a minute; `bench/finder.py` measures the same on larger ones.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from camera import Display, Scene, edge_contrast, photograph, random_scene
from decks import BLACK, DARK, GREEN, LIGHT, Theme, bullets, random_slide
from numpy.typing import NDArray

from slidescan.core.geometry import PhotoQuad, Quad, jaccard
from slidescan.imaging.corners.finder import find_corners

Pixels = NDArray[np.uint8]
VISIBLE = 12.0


def take(display: Display, seed: int) -> tuple[Pixels, Quad | None, float]:
    """A photo (BGR), its slide, and how far its border stands out."""
    drawn = random_scene(display, seed)
    scene = dataclasses.replace(drawn, width=drawn.width // 2, height=drawn.height // 2)
    seen, corners = photograph(random_slide(seed).pixels(), scene, seed)
    contrast = edge_contrast(seen, corners) if corners else 0.0
    return np.ascontiguousarray(seen[:, :, ::-1]), Quad.of(corners) if corners else None, contrast


class Result(NamedTuple):
    jaccard: float
    confidence: float


def results(display: Display, count: int) -> list[Result]:
    found = []
    for seed in range(700_000, 700_000 + count):
        # A display around the slide is a good slide, too: bench/finder.py counts those apart.
        if random_scene(display, seed).inset:
            continue
        pixels, truth, contrast = take(display, seed)
        if truth is None or contrast < VISIBLE:
            continue
        detection = find_corners(pixels)
        frame = Quad.rectangle(pixels.shape[1], pixels.shape[0])
        overlap = jaccard(detection.quad, truth, frame) if detection.quad else 0.0
        found.append(Result(overlap, detection.confidence))
    return found


DISPLAYS = [
    pytest.param(display, marks=pytest.mark.xdist_group(f"finder {display}"))
    for display in ("projector", "canvas", "screen", "television")
]


@pytest.mark.slow
@pytest.mark.parametrize("display", DISPLAYS)
def test_slides_are_found_on_every_display(display: Display) -> None:
    found = results(display, 50)
    overlaps = [result.jaccard for result in found]
    assert len(found) >= 30
    assert np.mean(overlaps) > 0.92
    assert np.median(overlaps) > 0.975
    # A confidence of 0.9 holds what it says; so few scenes leave some room.
    sure = [result.jaccard >= 0.9 for result in found if result.confidence >= 0.9]
    assert np.mean(sure) > 0.88


@pytest.mark.slow
@pytest.mark.xdist_group("finder rooms")
class TestRooms:
    def test_nothing_is_found_where_nothing_is(self) -> None:
        refused = [find_corners(take("none", 700_000 + seed)[0]).quad is None for seed in range(40)]
        assert np.mean(refused) >= 0.95


@pytest.mark.parametrize("distance", [0.3, 0.42])
def test_a_slide_that_fills_a_tenth_of_the_photo(distance: float) -> None:
    slide = bullets(LIGHT, ["A title to find"], ["first point", "second point"], 3).pixels()
    photo, corners = photograph(slide, Scene(distance=distance, yaw=12, room=0.15), 3)
    assert corners is not None
    truth = Quad.of(corners)
    assert truth.area < 0.14 * photo.shape[0] * photo.shape[1]
    found = find_corners(np.ascontiguousarray(photo[:, :, ::-1])).quad
    assert found is not None
    assert jaccard(found, truth) > 0.97


def test_corners_may_lie_outside_the_photo() -> None:
    slide = bullets(LIGHT, ["A title to find"], ["first point", "second point"], 3).pixels()
    scene = Scene(distance=0.97, yaw=-24, pitch=10, roll=6, shift=(0.03, 0.0), room=0.1)
    photo, corners = photograph(slide, scene, 3)
    assert corners is not None
    height, width = photo.shape[:2]
    outside = [not (0 <= x < width and 0 <= y < height) for x, y in corners]
    assert any(outside)
    found = find_corners(np.ascontiguousarray(photo[:, :, ::-1])).quad
    assert found is not None
    frame = Quad.rectangle(width, height)
    assert jaccard(found, Quad.of(corners), frame) > 0.97
    assert not all(frame.contains(corner) for corner in found.corners)


def test_a_photo_that_is_cropped_to_its_slide_is_not_harmed() -> None:
    slide = bullets(LIGHT, ["A title to find"], ["first point", "second point"], 3).pixels()
    noise = np.random.default_rng(1).normal(0, 4, slide.shape)
    photo = (cv2.GaussianBlur(slide, (0, 0), 1.5) * 0.85 + noise).clip(0, 255).astype(np.uint8)
    found = find_corners(np.ascontiguousarray(photo[:, :, ::-1])).quad
    whole = Quad.rectangle(photo.shape[1], photo.shape[0])
    assert found is None or jaccard(found, whole) > 0.97


def deck(theme: Theme) -> Pixels:
    return bullets(theme, ["A title to find"], ["first point", "second point", "third"], 3).pixels()


SCENES = {
    "white slide, dark room": (LIGHT, Scene(yaw=-25, pitch=6)),
    "dark slide, dark room": (DARK, Scene(yaw=18, pitch=4, room=0.04)),
    "keystone and rainbow": (GREEN, Scene(yaw=10, keystone=0.06, rainbow=0.6)),
    "screen with a border": (LIGHT, Scene(display="screen", yaw=30, pitch=8, room=0.3)),
    "television, light slide": (LIGHT, Scene(display="television", yaw=-22, room=0.6)),
    "television, blue slide": (DARK, Scene(display="television", yaw=15, room=0.5)),
    "small in a cluttered room": (LIGHT, Scene(distance=0.4, room=0.2, clutter=6)),
    "turned and noisy": (LIGHT, Scene(roll=5, noise=9, yaw=20)),
    "portrait": (GREEN, Scene(width=1200, height=1600, distance=0.8)),
    "heads in front": (LIGHT, Scene(heads=3, yaw=-10)),
    "bent by the lens": (LIGHT, Scene(barrel=0.02, yaw=12)),
    "steep": (LIGHT, Scene(yaw=52, pitch=5, distance=0.6)),
}


@pytest.mark.parametrize("name", SCENES)
def test_the_slide_is_found(name: str) -> None:
    theme, scene = SCENES[name]
    photo, truth = photograph(deck(theme), scene, seed=11)
    assert truth is not None
    found = find_corners(np.ascontiguousarray(photo[:, :, ::-1]))
    assert found.quad is not None
    assert jaccard(found.quad, PhotoQuad.of(truth)) > 0.93
    assert 0.5 <= found.confidence <= 1


@pytest.mark.parametrize("seed", range(4))
def test_a_room_without_a_slide_gives_none(seed: int) -> None:
    photo, _ = photograph(deck(BLACK), Scene(display="none", room=0.5, clutter=seed), seed=seed)
    assert find_corners(np.ascontiguousarray(photo[:, :, ::-1])).quad is None


def test_a_blank_picture_gives_none() -> None:
    for shade in (0, 128, 255):
        assert find_corners(np.full((300, 400, 3), shade, np.uint8)).quad is None


@pytest.mark.parametrize("shape", [(2, 2), (3, 900), (900, 3), (40, 40)])
def test_odd_shapes_are_no_trouble(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (*shape, 3), dtype=np.uint8)
    assert 0 <= find_corners(noise).confidence <= 1
