"""The finder on hundreds of made scenes with known corners: every display, theme, angle, trouble.

Small photos, so that it takes a minute; `bench/finder.py` measures the same on larger ones.
"""

from __future__ import annotations

import dataclasses
import json
from importlib import resources
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from camera import Display, Scene, edge_contrast, photograph, random_scene
from decks import LIGHT, bullets, random_slide
from numpy.typing import NDArray

from slidescan.core.geometry import Quad, jaccard
from slidescan.imaging.corners.features import FEATURES
from slidescan.imaging.corners.finder import find_corners
from slidescan.imaging.corners.quads import areas, aspect_ratios, convex
from slidescan.imaging.corners.scorer import Model, default_model
from slidescan.imaging.corners.search import align, alternatives
from slidescan.imaging.corners.text_frames import text_frames, text_lines
from slidescan.imaging.corners.working_copy import WorkingCopy as Working

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


@pytest.mark.parametrize("display", ["projector", "canvas", "screen", "television"])
def test_slides_are_found_on_every_display(display: Display) -> None:
    found = results(display, 50)
    overlaps = [result.jaccard for result in found]
    assert len(found) >= 30
    assert np.mean(overlaps) > 0.92
    assert np.median(overlaps) > 0.975
    # A confidence of 0.9 holds what it says; so few scenes leave some room.
    sure = [result.jaccard >= 0.9 for result in found if result.confidence >= 0.9]
    assert np.mean(sure) > 0.88


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


def test_print_runs_level_where_no_edge_is() -> None:
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


def test_sides_are_moved_onto_edges_and_to_others_nearby() -> None:
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


def test_proportions_of_many_at_once_are_those_of_one() -> None:
    from slidescan.core.aspect_ratio import aspect_ratio

    rng = np.random.default_rng(4)
    base = np.array([[100, 80], [520, 90], [510, 380], [110, 370]], float)
    quads = base + rng.normal(0, 18, (40, 4, 2))
    assert convex(quads).all()
    many = aspect_ratios(quads, 640, 480)
    known = aspect_ratios(quads, 640, 480, focal=700.0)
    for quad, ratio, with_focal in zip(quads, many, known, strict=True):
        assert ratio == pytest.approx(aspect_ratio(Quad.of(quad), 640, 480), rel=1e-6)
        assert with_focal == pytest.approx(aspect_ratio(Quad.of(quad), 640, 480, 700.0), rel=1e-6)
    assert areas(quads)[0] == pytest.approx(Quad.of(quads[0]).area)


def test_the_weights_belong_to_the_features() -> None:
    loaded = default_model()
    assert len(loaded.score_net.mean) == len(loaded.score_net.linear) == len(FEATURES)
    assert len(loaded.confidence_net.mean) == len(FEATURES) + 2
    assert Model.from_json(loaded.to_json()).to_json() == loaded.to_json()
    path = resources.files("slidescan.imaging.corners").joinpath("finder.json")
    data = json.loads(path.read_text("utf-8"))
    data["features"][0] = "another"
    with pytest.raises(ValueError, match="other features"):
        Model.from_json(data)
