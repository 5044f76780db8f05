"""Photographs diagrams, and maps their texts onto the rectified photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from camera import photograph, random_scene
from diagram_sheet import SIZE, Diagram
from scene import Display

from slidescan.core.geometry import FlatQuad, PhotoQuad, compose, homography, inverse
from slidescan.imaging.rectify import FLAT_MARGIN_SHARE, rectify

DISPLAYS: Sequence[Display] = ("projector", "canvas", "screen", "television")
"""The displays that show diagrams."""

MIN_BLUR_PIXELS = 0.3
"""A blur of a smaller standard deviation changes nothing, pixels."""

CORNER_PIXELS = 2.0
"""The standard deviation of the error with which corners are found, pixels."""


@dataclass(frozen=True)
class FlatDiagram:
    """A diagram on a rectified photo.

    Attributes:
        pixels: Height × width × 3, BGR, with a margin.
        margin: The width of the margin, pixels.
        quads: The quad of each text, in the order of the diagram's texts.
    """

    pixels: np.ndarray
    margin: float
    quads: tuple[FlatQuad, ...]

    @property
    def size(self) -> tuple[float, float]:
        """The width and height without the margin, pixels."""
        height, width = self.pixels.shape[:2]
        return width - 2 * self.margin, height - 2 * self.margin


def drawn(diagram: Diagram) -> FlatDiagram:
    """The diagram as it was drawn."""
    quads = tuple(_quad(box) for _, box in diagram.texts)
    return FlatDiagram(np.ascontiguousarray(diagram.pixels[..., ::-1]), 0.0, quads)


def softened(diagram: Diagram, seed: int) -> FlatDiagram:
    """The diagram as it was drawn, blurred, noisy and compressed."""
    rng = np.random.default_rng(seed)
    flat = drawn(diagram)
    pixels = flat.pixels.astype(np.float32)
    blur = float(rng.uniform(0, 1.6))
    if blur > MIN_BLUR_PIXELS:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), blur), np.float32)
    pixels += rng.normal(0, rng.uniform(0, 6), pixels.shape)
    levels = np.clip(pixels, 0, 255).astype(np.uint8)
    quality = int(rng.integers(40, 95))
    _, data = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return replace(flat, pixels=np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8))


def photographed(diagram: Diagram, seed: int) -> FlatDiagram:
    """The diagram photographed and rectified, with the error of a search for its corners."""
    rng = np.random.default_rng(seed)
    scene = random_scene(DISPLAYS[seed % len(DISPLAYS)], seed)
    scene = replace(
        scene,
        yaw=float(np.clip(scene.yaw, -35, 35)),
        distance=float(np.clip(scene.distance, 0.6, 0.95)),
        motion=min(scene.motion, 3),
        inset=None,
        heads=0,
        speaker=False,
        beside=0.0,
        banners=0,
        shift=(0.0, 0.0),
        width=2400,
        height=1800,
    )
    photo, corners = photograph(diagram.pixels, scene, seed)
    if corners is None:
        raise ValueError("the scene shows no edge of the slide")
    true = _photo_quad(np.array(corners))
    given = _photo_quad(np.array(corners) + rng.normal(0, CORNER_PIXELS, (4, 2)))
    flat = rectify(np.ascontiguousarray(photo[..., ::-1]), given, None)
    to_photo = homography(FlatQuad.rectangle(*SIZE), true)
    to_flat = compose(inverse(flat.photo_map), to_photo)
    quads = tuple(_quad(box).mapped(to_flat, FlatQuad) for _, box in diagram.texts)
    height, width = flat.pixels.shape[:2]
    margin = FLAT_MARGIN_SHARE * max(width, height) / (1 + 2 * FLAT_MARGIN_SHARE)
    return FlatDiagram(flat.pixels, margin, quads)


def _quad(box: tuple[float, float, float, float]) -> FlatQuad:
    left, top, right, bottom = box
    return FlatQuad.rectangle(right - left, bottom - top).moved(left, top)


def _photo_quad(corners: np.ndarray) -> PhotoQuad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return PhotoQuad(a, b, c, d)
