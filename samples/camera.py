"""A camera model: photographs a flat slide on a display in a room, with known corners.

A pinhole camera sees a wall with the display on it: perspective, lens distortion, light, moiré,
heads, blur and noise. Everything follows from a `Scene` and a seed.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from optics import (
    camera_matrix,
    in_light,
    mapped,
    on_sensor,
    through_lens,
    with_heads,
    with_speaker,
)
from room import (
    corners_beside,
    draw_banners,
    draw_display,
    draw_surround,
    lit_slide,
    photographed_room,
)
from scene import Display, Pixels, Scene, random_scene

__all__ = ["Display", "Pixels", "Scene", "edge_contrast", "photograph", "random_scene"]


def photograph(
    slide: Pixels, scene: Scene, seed: int, around: Pixels | None = None
) -> tuple[Pixels, list[list[float]] | None]:
    """Photograph a slide.

    Args:
        slide: Height × width × 3, RGB.
        scene: How it is photographed.
        seed: Decides all that the scene leaves to chance.
        around: What the display shows around the slide if `scene.inset` is set, height × width ×
            3, RGB; a camera's picture of the stage by default.

    Returns:
        The photo, height × width × 3, RGB, and the slide's corners in it (top-left first,
        clockwise); None if no edge of a slide is visible.
    """
    rng = np.random.default_rng(seed)
    if scene.inset:
        slide = _stage_picture(slide, scene.inset, rng, around)
    aspect = slide.shape[1] / slide.shape[0]
    to_photo = camera_matrix(scene, aspect)
    corners = _projected_corners(scene, aspect)
    photo = photographed_room(slide, scene, aspect, to_photo, rng)
    if scene.banners:
        draw_banners(photo, corners, to_photo, scene, rng)
    if scene.beside:
        other = corners_beside(corners, scene, rng)
        draw_surround(photo, other, to_photo, scene, rng)
        draw_display(photo, lit_slide(slide, scene, rng), other, to_photo, scene)
    draw_surround(photo, corners, to_photo, scene, rng)
    if scene.display != "none":
        draw_display(photo, lit_slide(slide, scene, rng), corners, to_photo, scene)
    seen = photo.clip(0, 255).astype(np.uint8)
    quad = mapped(_part(corners, scene.inset) if scene.inset else corners, to_photo)
    seen, quad = through_lens(seen, quad, scene)
    seen = in_light(seen, scene, rng)
    seen = with_heads(seen, quad, scene, rng)
    if scene.speaker:
        seen = with_speaker(seen, quad, scene, rng)
    seen = on_sensor(seen, scene, rng)
    has_edge = scene.display not in ("stage", "none")
    return seen, [[float(x), float(y)] for x, y in quad] if has_edge else None


def _part(
    corners: NDArray[np.float64], box: tuple[float, float, float, float]
) -> NDArray[np.float64]:
    """The corners of a part (left, top, right, bottom; shares) of an upright rectangle."""
    (left, top), size = corners.min(0), np.ptp(corners, axis=0)
    part: NDArray[np.float64] = np.array([left, top]) + size * np.array(
        [[box[0], box[1]], [box[2], box[1]], [box[2], box[3]], [box[0], box[3]]]
    )
    return part


def _stage_picture(
    slide: Pixels,
    box: tuple[float, float, float, float],
    rng: np.random.Generator,
    around: Pixels | None = None,
) -> Pixels:
    """A camera's picture of the stage with the slide set into it, as the screens of a hall show."""
    if around is not None:
        return _set_into(around.copy(), slide, box)
    height, width = 720, 1280
    hue = rng.uniform(0.2, 1.0, 3)
    coarse = (rng.uniform(5, 45, (4, 6, 1)) * hue).astype(np.float32)
    ground = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 255)
    picture = ground.astype(np.uint8)
    stage = (rng.integers(20, 160, 3)).astype(float)
    left, right = (40, int(box[0] * width) - 20) if box[0] > 0.3 else (40, 300)
    cv2.rectangle(picture, (left, 180), (right, 470), tuple(stage), -1)
    at = (int(rng.uniform(left, max(left + 1, right))), 300)
    cv2.ellipse(picture, at, (34, 48), 0, 0, 360, (210, 170, 150), -1)
    cv2.rectangle(picture, (at[0] - 60, 345), (at[0] + 60, 470), (40, 40, 60), -1)
    for origin in ((40, 640), (1100, 680)):
        cv2.putText(picture, "Northwind", origin, cv2.FONT_HERSHEY_SIMPLEX, 1.2, (235,) * 3, 3)
    return _set_into(picture, slide, box)


def _set_into(picture: Pixels, slide: Pixels, box: tuple[float, float, float, float]) -> Pixels:
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = (round(v) for v in np.array(box) * [width, height, width, height])
    picture[y0:y1, x0:x1] = cv2.resize(slide, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
    return picture


def _projected_corners(scene: Scene, aspect: float) -> NDArray[np.float64]:
    """The slide's corners on the wall, its middle at the origin."""
    half = aspect / 2
    top = half * (1 + scene.keystone)
    return np.array([[-top, -0.5], [top, -0.5], [half, 0.5], [-half, 0.5]])


def edge_contrast(photo: Pixels, quad: list[list[float]]) -> float:
    """How visible the slide's border is: grey levels between inside and outside.

    Compares points just inside each side with points just outside, by their brightest channel.
    Returns the median difference along the weakest side; infinity if no side is in the photo.
    """
    value = cv2.GaussianBlur(photo.max(axis=2), (0, 0), 2).astype(np.float32)
    height, width = value.shape
    corners = np.array(quad, float)
    center = corners.mean(0)
    step = 0.006 * max(width, height)
    weakest = np.inf
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (b - a) / max(1e-6, float(np.hypot(*(b - a))))
        normal = np.array([-along[1], along[0]])
        normal *= np.sign((center - a) @ normal)
        at = a + np.linspace(0.05, 0.95, 60)[:, None] * (b - a)
        inner, outer = at + step * normal, at - step * normal
        size = np.array([width - 1, height - 1])
        seen = ((inner >= 0) & (inner <= size) & (outer >= 0) & (outer <= size)).all(axis=1)
        if seen.sum() < 6:
            continue
        inside, outside = (np.rint(p[seen]).astype(int) for p in (inner, outer))
        change = value[inside[:, 1], inside[:, 0]] - value[outside[:, 1], outside[:, 0]]
        weakest = min(weakest, float(np.median(np.abs(change))))
    return weakest
