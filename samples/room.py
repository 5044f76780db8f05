"""The room: the wall, what hangs on it, and the display with the slide."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from optics import mapped
from scene import Pixels, Scene

PER_UNIT = 160
"""Pixels of the wall per height of the slide; the wall has no fine detail."""


def photographed_room(
    slide: Pixels,
    scene: Scene,
    aspect: float,
    to_photo: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """The wall behind the display as the camera sees it, light of 0..255."""
    reach = min(2.6, 1.65 / max(scene.distance, 0.15))
    w, h = int((aspect + 2 * reach) * PER_UNIT), int((1 + 2 * reach) * PER_UNIT)
    origin = (w / 2, h / 2)
    tint = np.array([1.0, rng.uniform(0.85, 1.0), rng.uniform(0.65, 1.0)])
    base = 255 * scene.room * rng.uniform(0.75, 1.1)
    shade = cv2.resize(rng.normal(1.0, 0.05, (12, 16)), (w, h), interpolation=cv2.INTER_CUBIC)
    wall = (base * tint * shade[..., None]).clip(0, 255).astype(np.float32)
    _clutter(wall, scene, rng, aspect, origin)
    if scene.display == "stage":
        _stage(wall, slide, origin)
    units = np.array(
        [
            [1 / PER_UNIT, 0, -origin[0] / PER_UNIT],
            [0, 1 / PER_UNIT, -origin[1] / PER_UNIT],
            [0, 0, 1],
        ]
    )
    seen = cv2.warpPerspective(
        wall,
        to_photo @ units,
        (scene.width, scene.height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return seen.astype(np.float32)


def draw_surround(
    photo: NDArray[np.float32],
    corners: NDArray[np.float64],
    to_photo: NDArray[np.float64],
    scene: Scene,
    rng: np.random.Generator,
) -> None:
    """A television's bezel or a screen's border around the display, with a thin lighter rim."""
    if scene.display == "canvas":
        _canvas(photo, corners, to_photo, scene, rng)
        return
    if scene.display == "television":
        width, shade = scene.bezel, rng.uniform(6, 22)
    elif scene.display == "screen":
        width, shade = rng.uniform(0.02, 0.12), rng.uniform(2, 10)
    else:
        return
    center = corners.mean(0)
    grow = 1 + 2 * width / np.ptp(corners, axis=0)
    if scene.display == "television" and rng.random() < 0.5:  # a stand below it
        half = 0.05
        stand = [[-half, 0.4], [half, 0.4], [half, 2.2], [-half, 2.2]]
        _fill(photo, mapped(np.array(stand), to_photo), 14.0)
    _fill(photo, mapped(center + (corners - center) * (grow + 0.004), to_photo), shade * 2.2)
    _fill(photo, mapped(center + (corners - center) * grow, to_photo), shade)


def _canvas(
    photo: NDArray[np.float32],
    corners: NDArray[np.float64],
    to_photo: NDArray[np.float64],
    scene: Scene,
    rng: np.random.Generator,
) -> None:
    """White cloth in a black frame, only part of which the picture fills."""
    wide = rng.random() < 0.5  # a 4:3 picture on a wide cloth, or a wide one on a tall cloth
    margins = rng.uniform(0.0, 0.03, 4)
    spare = rng.uniform(0.05, 0.3, 2)
    margins[[0, 2] if wide else [1, 3]] += spare
    left, top, right, bottom = margins
    grow = np.array([[-left, -top], [right, -top], [right, bottom], [-left, bottom]])
    outer = np.sign(corners - corners.mean(0)) * rng.uniform(0.015, 0.06)
    _fill(photo, mapped(corners + grow + outer, to_photo), rng.uniform(3, 10))
    _fill(photo, mapped(corners + grow, to_photo), 255 * scene.room * rng.uniform(0.7, 1.2) + 6)


def corners_beside(
    corners: NDArray[np.float64], scene: Scene, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Corners of a smaller display to the left or right of the first."""
    width = np.ptp(corners[:, 0])
    gap = width * (0.5 + 0.5 * scene.beside) + rng.uniform(0.1, 0.4)
    side = 1.0 if rng.random() < 0.5 else -1.0
    other: NDArray[np.float64] = corners * scene.beside + np.array(
        [side * gap, rng.uniform(-0.15, 0.25)]
    )
    return other


def draw_banners(
    photo: NDArray[np.float32],
    corners: NDArray[np.float64],
    to_photo: NDArray[np.float64],
    scene: Scene,
    rng: np.random.Generator,
) -> None:
    """Banners beside the display: bright cloth with a few words, lit by the room."""
    light = max(scene.room, 0.08)
    for number in range(scene.banners):
        cloth = np.zeros((600, 260, 3), np.uint8)
        cloth[:] = rng.integers(60, 255, 3)
        ink = tuple(int(v) for v in (255 - cloth[0, 0]))
        for row in range(int(rng.integers(2, 6))):
            word = "".join(chr(int(c)) for c in rng.integers(65, 91, int(rng.integers(4, 9))))
            at = (18, 90 + row * 110)
            cv2.putText(cloth, word, at, cv2.FONT_HERSHEY_SIMPLEX, rng.uniform(0.8, 1.6), ink, 4)
        height = rng.uniform(0.6, 1.3)
        width = height * 0.43
        side = 1 if number % 2 else -1
        x = side * (np.ptp(corners[:, 0]) / 2 + 0.12 + width / 2 + rng.uniform(0, 0.4))
        y = rng.uniform(-0.1, 0.4)
        box = np.array([[-width, -height], [width, -height], [width, height], [-width, height]])
        draw_display(
            photo,
            cloth.astype(np.float32) * np.float32(min(1.0, light * 1.3)),
            box / 2 + [x, y],
            to_photo,
            replace(scene, display="television"),
        )


def _fill(photo: NDArray[np.float32], points: NDArray[np.float64], shade: float) -> None:
    """Fills a polygon."""
    mask = _mask(photo.shape[:2], points)
    photo *= 1 - mask
    photo += shade * mask


def _mask(shape: tuple[int, ...], points: NDArray[np.float64]) -> NDArray[np.float32]:
    """1 inside a polygon, 0 outside, soft along its edge: height × width × 1."""
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.rint(points * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    return (mask.astype(np.float32) / np.float32(255))[..., None]


def draw_display(
    photo: NDArray[np.float32],
    lit: NDArray[np.float32],
    corners: NDArray[np.float64],
    to_photo: NDArray[np.float64],
    scene: Scene,
) -> None:
    """Adds the slide's light to the wall, or replaces the wall by a display."""
    h, w = lit.shape[:2]
    source = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    target = mapped(corners, to_photo)
    warp = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    # A slide that is much smaller in the photo is softened first, so that small text doesn't alias.
    shrink = float(np.hypot(*(target[1] - target[0]))) / w
    if shrink < 0.8:
        lit = cv2.GaussianBlur(lit, (0, 0), 0.45 / shrink).astype(np.float32)
    size = (scene.width, scene.height)
    if scene.bow:
        lit, cover, warp = _bowed(lit, scene.bow, np.asarray(warp, np.float64))
        mask = cv2.warpPerspective(cover, warp, size, flags=cv2.INTER_LINEAR)[..., None]
    else:
        mask = _mask(photo.shape, target)
    layer = cv2.warpPerspective(
        lit, warp, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    if scene.display == "stage":
        # The wall continues the slide's background, so that no edge is visible.
        mask = cv2.GaussianBlur(mask[..., 0], (0, 0), scene.width / 25)[..., None] * mask
    if scene.display not in ("projector", "canvas", "screen"):
        photo *= 1 - mask
    photo += layer * mask


def _bowed(
    lit: NDArray[np.float32], bow: float, warp: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]]:
    """Bends the upper and lower edge of a slide.

    Returns:
        The bent slide with room above and below, how much of it covers what is behind, 0..1, and
        its map to the photo.
    """
    h, w = lit.shape[:2]
    pad = int(np.ceil(abs(bow) * h)) + 2
    y, x = np.mgrid[0 : h + 2 * pad, 0:w].astype(np.float32)
    hang = np.float32(bow * h) * 4 * (x / w) * (1 - x / w)
    source = y - pad - hang
    bent = cv2.remap(lit, x, source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = ((source >= 0) & (source <= h - 1)).astype(np.float32)
    moved = warp @ np.array([[1, 0, 0], [0, 1, -pad], [0, 0, 1]])
    return bent.astype(np.float32), cover, moved


def lit_slide(slide: Pixels, scene: Scene, rng: np.random.Generator) -> NDArray[np.float32]:
    """The light of the slide with the unevenness of its display."""
    h, w = slide.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    light = slide.astype(np.float32)
    black = {"projector": 9, "canvas": 9, "screen": 7}.get(scene.display, 4)
    light = light * np.float32((248 - black) / 255 * rng.uniform(0.8, 1.0)) + np.float32(black)
    falloff = 1 - 0.18 * ((x / w - 0.5) ** 2 + (y / h - 0.5) ** 2) * 2
    light *= falloff[..., None]
    if scene.rainbow:
        wave = rng.uniform(5, 9)
        for channel, phase in enumerate((0.0, 2.1, 4.2)):
            light[..., channel] *= 1 + scene.rainbow * 0.25 * np.sin(
                wave * 2 * np.pi * x / w + phase
            )
    if scene.moire:
        angle = rng.uniform(0, np.pi)
        fine = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / rng.uniform(5, 9))
        coarse = np.sin((x * np.sin(angle) - y * np.cos(angle)) * 2 * np.pi / rng.uniform(60, 140))
        light *= (1 + scene.moire * 0.18 * fine * (0.6 + 0.4 * coarse))[..., None]
    if scene.glare:
        for _ in range(3):
            cx, cy = rng.uniform(0, w), rng.uniform(0, h * 0.6)
            spot = np.exp(-(((x - cx) / (0.12 * w)) ** 2 + ((y - cy) / (0.05 * h)) ** 2))
            light += (60 * scene.glare * spot)[..., None]
    return light.clip(0, 255)


def _stage(wall: NDArray[np.float32], slide: Pixels, origin: tuple[float, float]) -> None:
    """An LED wall that continues the slide's background across the whole stage."""
    ground = slide[6, 6].astype(float)
    wall[:] = ground * 0.93 + 4
    floor = int(origin[1] + 0.72 * PER_UNIT)
    wall[floor:] = 8
    ceiling = int(origin[1] - 0.8 * PER_UNIT)
    wall[: max(0, ceiling)] = ground * 0.3


def _clutter(
    wall: NDArray[np.float32],
    scene: Scene,
    rng: np.random.Generator,
    aspect: float,
    origin: tuple[float, float],
) -> None:
    """Doors, posters, lamps and rails."""
    h, w = wall.shape[:2]
    for _ in range(scene.clutter):
        kind = rng.integers(4)
        x = int(origin[0] + rng.uniform(-1.2 * aspect, 1.2 * aspect) * PER_UNIT)
        y = int(origin[1] + rng.uniform(-1.0, 1.0) * PER_UNIT)
        shade = rng.uniform(0.3, 1.6, 3) * 255 * max(scene.room, 0.03)
        color = tuple(float(v) for v in shade.clip(0, 255))
        if kind == 0:
            far = (
                x + int(rng.uniform(0.2, 0.6) * PER_UNIT),
                y + int(rng.uniform(0.3, 1.4) * PER_UNIT),
            )
            cv2.rectangle(wall, (x, y), far, color, -1)
        elif kind == 1:
            cv2.rectangle(wall, (0, y), (w, y + int(rng.uniform(0.01, 0.06) * PER_UNIT)), color, -1)
        elif kind == 2:
            cv2.circle(wall, (x, y), int(rng.uniform(0.02, 0.07) * PER_UNIT), (235.0,) * 3, -1)
        else:
            cv2.rectangle(wall, (x, 0), (x + int(rng.uniform(0.02, 0.15) * PER_UNIT), h), color, -1)
