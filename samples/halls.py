"""Photos of halls: what surrounds a slide at conferences, one kind for each cause of mistakes.

Each kind is a function in `KINDS` that takes a photo of `camera.py` with its true corners and adds
what makes the slide hard to find: a whole room around it, windows, banners, a browser's bars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np
from camera import Display, Pixels, Scene, photograph, random_scene
from numpy.typing import NDArray

Corners = NDArray[np.float64]
"""The slide's corners in the photo, 4 × 2, pixels."""

LIT_DISPLAYS: tuple[Display, ...] = ("projector", "screen", "television")


class Shot(NamedTuple):
    """A photo, height × width × 3, RGB, and the slide's corners in it."""

    photo: Pixels
    corners: Corners


@dataclass(frozen=True)
class Draw:
    """What a kind draws.

    Attributes:
        slide: Height × width × 3, RGB.
        seed: Decides all that the scene leaves to chance.
        rng: Decides all that the kind leaves to chance.
        scale: The photo's size as a share of 1600 × 1200 pixels.
    """

    slide: Pixels
    seed: int
    rng: np.random.Generator
    scale: float

    def scene(self, displays: tuple[Display, ...]) -> Scene:
        """A random scene with one of the displays."""
        scene = random_scene(displays[int(self.rng.integers(len(displays)))], self.seed)
        return replace(
            scene,
            width=round(scene.width * self.scale),
            height=round(scene.height * self.scale),
            blur=max(0.3, scene.blur * self.scale),
            motion=scene.motion * self.scale,
            inset=None,
            beside=0.0,
            barrel=0.0,
        )

    def take(self, scene: Scene, around: Pixels | None = None) -> Shot:
        """Photographs the slide.

        Raises:
            ValueError: No edge of the slide is visible.
        """
        photo, corners = photograph(self.slide, scene, self.seed, around)
        if corners is None:
            raise ValueError(f"no edge is visible: {scene.display}")
        return Shot(photo, np.array(corners))


def photograph_hall(
    slide: Pixels, kind: str, seed: int, scale: float = 1.0
) -> tuple[Pixels, list[list[float]]]:
    """Photographs a slide in a hall.

    Args:
        slide: Height × width × 3, RGB.
        kind: A name in `KINDS`.
        seed: Decides all that the kind leaves to chance.
        scale: The photo's size as a share of 1600 × 1200 pixels.

    Returns:
        The photo, height × width × 3, RGB, and the slide's corners in it (top-left first,
        clockwise).
    """
    rng = np.random.default_rng([seed, len(kind), ord(kind[0])])
    shot = KINDS[kind](Draw(slide, seed, rng, scale))
    return shot.photo, [[float(x), float(y)] for x, y in shot.corners]


def _room(draw: Draw) -> Shot:
    """A whole room: the slide takes 12 to 35 % of the width, among furniture and people."""
    scene = replace(
        draw.scene(LIT_DISPLAYS),
        distance=float(draw.rng.uniform(0.12, 0.35)),
        shift=(float(draw.rng.normal(0, 0.16)), float(draw.rng.normal(-0.1, 0.08))),
        clutter=int(draw.rng.integers(2, 9)),
        banners=int(draw.rng.integers(0, 4)),
    )
    shot = draw.take(scene)
    return _audience(_furnished(shot, draw.rng, scene.room), draw.rng, scene.room)


def _windows(draw: Draw) -> Shot:
    """Bright windows and lamps that outshine the slide."""
    scene = replace(
        draw.scene(LIT_DISPLAYS),
        distance=float(draw.rng.uniform(0.2, 0.55)),
        shift=(float(draw.rng.normal(0, 0.14)), float(draw.rng.normal(-0.06, 0.06))),
        room=float(draw.rng.uniform(0.2, 0.6)),
    )
    return _furnished(draw.take(scene), draw.rng, scene.room, windows=True)


def _banners(draw: Draw) -> Shot:
    """Banners, sponsors' walls and name plates with text beside and below the slide."""
    scene = replace(
        draw.scene(LIT_DISPLAYS),
        distance=float(draw.rng.uniform(0.3, 0.65)),
        banners=int(draw.rng.integers(1, 5)),
        speaker=bool(draw.rng.random() < 0.5),
    )
    shot = draw.take(scene)
    photo = shot.photo.copy()
    for _ in range(int(draw.rng.integers(1, 5))):
        _sign(photo, shot.corners, draw.rng)
    return _audience(Shot(photo, shot.corners), draw.rng, scene.room)


def _captions(draw: Draw) -> Shot:
    """A strip of live captions below or above the slide, on the same display."""
    scene = draw.scene(LIT_DISPLAYS)
    share = float(draw.rng.uniform(0.1, 0.24))
    below = draw.rng.random() < 0.8
    box = (0.0, 0.0, 1.0, 1 - share) if below else (0.0, share, 1.0, 1.0)
    around = np.full((720, 1280, 3), draw.rng.integers(0, 40), np.uint8)
    top = int((1 - share) * 720) if below else 0
    for line in range(int(draw.rng.integers(1, 4))):
        at = (30, top + 38 + line * 44)
        cv2.putText(around, _words(draw.rng, 7), at, cv2.FONT_HERSHEY_SIMPLEX, 1.1, (245,) * 3, 2)
    return draw.take(replace(scene, inset=box), around)


def _canvas(draw: Draw) -> Shot:
    """A canvas that is larger than the slide, or a lit wall in a light frame around it."""
    scene = replace(draw.scene(("canvas",)), room=float(draw.rng.uniform(0.08, 0.5)))
    return draw.take(scene)


def _led_wall(draw: Draw) -> Shot:
    """An LED wall whose edges bow up or down."""
    scene = replace(
        draw.scene(("television",)),
        bow=float(draw.rng.choice([-1, 1]) * draw.rng.uniform(0.015, 0.07)),
        bezel=float(draw.rng.uniform(0.0, 0.02)),
        room=float(draw.rng.uniform(0.03, 0.3)),
        distance=float(draw.rng.uniform(0.35, 0.95)),
    )
    shot = draw.take(scene)
    return _audience(_furnished(shot, draw.rng, scene.room), draw.rng, scene.room)


def _framed(draw: Draw) -> Shot:
    """A frame of the event around the slide: its name, a sponsor's strip, a speaker's picture."""
    scene = draw.scene(LIT_DISPLAYS)
    left, top = float(draw.rng.choice([0.02, 0.3, 0.34])), float(draw.rng.uniform(0.02, 0.18))
    size = min(float(draw.rng.uniform(0.62, 0.8)), 0.98 - left, 0.98 - top)
    ground = draw.rng.integers(0, 256, 3)
    around = np.empty((720, 1280, 3), np.uint8)
    around[:] = ground
    slope = np.linspace(0.7, 1.15, 1280)[None, :, None]
    around = (around * slope).clip(0, 255).astype(np.uint8)
    ink = tuple(int(v) for v in (255 if ground.mean() < 130 else 20) * np.ones(3))
    for at in ((30, 690), (int(1280 * (left + size)) - 260, 690), (24, 60)):
        cv2.putText(around, _words(draw.rng, 3), at, cv2.FONT_HERSHEY_SIMPLEX, 1.0, ink, 2)
    if left > 0.2:
        face = tuple(int(v) for v in draw.rng.integers(60, 220, 3))
        cv2.rectangle(around, (20, 120), (int(1280 * left) - 20, 420), face, -1)
        cv2.ellipse(around, (int(640 * left), 270), (40, 56), 0, 0, 360, (220, 180, 160), -1)
    return draw.take(replace(scene, inset=(left, top, left + size, top + size)), around)


def _browser(draw: Draw) -> Shot:
    """The slide in a browser's or an editor's window, with bars above, below and at the side."""
    scene = draw.scene(LIT_DISPLAYS)
    top, left = float(draw.rng.uniform(0.07, 0.16)), float(draw.rng.choice([0.0, 0.0, 0.16, 0.2]))
    bottom = float(draw.rng.choice([1.0, 1.0, 0.95]))
    light = bool(draw.rng.random() < 0.6)
    around = np.full((720, 1280, 3), 236 if light else 44, np.uint8)
    ink = (70,) * 3 if light else (205,) * 3
    bar = int(720 * top)
    cv2.rectangle(around, (90, bar // 2), (1180, bar - 6), (255,) * 3 if light else (28,) * 3, -1)
    cv2.putText(around, "https://" + _words(draw.rng, 1).lower(), (110, bar - 14), 0, 0.7, ink, 1)
    for k in range(3):
        cv2.circle(around, (24 + 26 * k, bar // 3), 8, (200, 90 + 50 * k, 80), -1)
    if left:
        for k in range(6):
            at = (12, bar + 60 + 90 * k)
            cv2.putText(around, _words(draw.rng, 2)[:14], at, 0, 0.6, ink, 1)
    return draw.take(replace(scene, inset=(left, top, 1.0, bottom)), around)


def _cut(draw: Draw) -> Shot:
    """The photo cuts the slide off on one, two or three sides."""
    shot = draw.take(draw.scene(LIT_DISPLAYS))
    sides = draw.rng.permutation(4)[: int(draw.rng.integers(1, 4))]
    (left, top), (right, bottom) = shot.corners.min(0), shot.corners.max(0)
    width, height = right - left, bottom - top
    h, w = shot.photo.shape[:2]
    x0, y0, x1, y1 = 0.0, 0.0, float(w), float(h)
    for side in sides:
        depth = float(draw.rng.uniform(0.0, 0.14))
        if side == 0:
            y0 = max(0.0, top + depth * height)
        elif side == 1:
            x1 = min(float(w), right - depth * width)
        elif side == 2:
            y1 = min(float(h), bottom - depth * height)
        else:
            x0 = max(0.0, left + depth * width)
    crop = shot.photo[int(y0) : int(y1), int(x0) : int(x1)]
    return Shot(np.ascontiguousarray(crop), shot.corners - [int(x0), int(y0)])


def _screens(draw: Draw) -> Shot:
    """Two or three screens that show the same slide; the largest one counts."""
    scene = replace(
        draw.scene(LIT_DISPLAYS),
        beside=float(draw.rng.uniform(0.4, 0.8)),
        distance=float(draw.rng.uniform(0.25, 0.5)),
        shift=(float(draw.rng.uniform(-0.22, 0.22)), float(draw.rng.normal(-0.05, 0.05))),
    )
    shot = draw.take(scene)
    return _audience(_furnished(shot, draw.rng, scene.room), draw.rng, scene.room)


def _washed_out(draw: Draw) -> Shot:
    """A weak projector in a bright room: little contrast, and often a tint."""
    scene = replace(draw.scene(("projector", "screen")), room=float(draw.rng.uniform(0.2, 0.45)))
    shot = draw.take(scene)
    haze = draw.rng.uniform(120, 210) * draw.rng.uniform(0.85, 1.0, 3)
    share = float(draw.rng.uniform(0.25, 0.55))
    photo = shot.photo * (1 - share) + haze * share
    return Shot(photo.clip(0, 255).astype(np.uint8), shot.corners)


def _tinted(draw: Draw) -> Shot:
    """Coloured light: all of the photo is blue, purple, orange."""
    shot = draw.take(draw.scene(LIT_DISPLAYS))
    tint = draw.rng.uniform(0.35, 1.15, 3)
    photo = shot.photo * tint / max(0.75, float(tint.max())) + draw.rng.uniform(0, 30, 3)
    return Shot(photo.clip(0, 255).astype(np.uint8), shot.corners)


def _outside(shot: Shot) -> NDArray[np.bool_]:
    """Pixels that are not the slide, height × width."""
    mask = np.ones(shot.photo.shape[:2], np.uint8)
    middle = shot.corners.mean(0)
    grown = middle + (shot.corners - middle) * 1.04
    cv2.fillConvexPoly(mask, np.rint(grown * 16).astype(np.int32), 0, cv2.LINE_8, 4)
    return mask.astype(bool)


def _furnished(shot: Shot, rng: np.random.Generator, room: float, *, windows: bool = False) -> Shot:
    """Adds a ceiling with lamps and trusses, doors, and windows, behind the display."""
    h, w = shot.photo.shape[:2]
    drawn = shot.photo.copy()
    light = 255 * max(room, 0.12)
    ceiling = int(h * rng.uniform(0.02, 0.2))
    if rng.random() < 0.6:
        drawn[:ceiling] = (drawn[:ceiling] * rng.uniform(0.3, 1.6)).clip(0, 255).astype(np.uint8)
        for _ in range(int(rng.integers(2, 10))):
            at = (int(rng.uniform(0, w)), int(rng.uniform(0, max(2, ceiling))))
            size = (int(rng.uniform(3, 0.03 * w) + 3), int(rng.uniform(3, 0.012 * w) + 2))
            cv2.ellipse(drawn, at, size, 0, 0, 360, (255, 250, 235), -1, cv2.LINE_AA)
    if rng.random() < 0.5:
        y = int(rng.uniform(0, max(2, ceiling + 1)))
        shade = int(rng.uniform(5, 90))
        for k in range(0, w, max(8, w // 40)):
            step = max(8, w // 40)
            cv2.line(drawn, (k, y), (k + step, y + step), (shade,) * 3, 2)
            cv2.line(drawn, (k, y + step), (k + step, y), (shade,) * 3, 2)
        cv2.line(drawn, (0, y), (w, y), (shade,) * 3, 3)
    count = int(rng.integers(1, 5)) if windows else int(rng.random() < 0.25)
    for _ in range(count):
        x, y = int(rng.uniform(-0.05, 0.95) * w), int(rng.uniform(0.0, 0.5) * h)
        size = (int(rng.uniform(0.06, 0.24) * w), int(rng.uniform(0.1, 0.4) * h))
        glass = tuple(int(v) for v in rng.uniform(190, 255, 3))
        cv2.rectangle(drawn, (x, y), (x + size[0], y + size[1]), glass, -1)
        cv2.line(drawn, (x + size[0] // 2, y), (x + size[0] // 2, y + size[1]), (90,) * 3, 3)
    for _ in range(int(rng.integers(0, 3))):
        x, y = int(rng.uniform(0, 0.9) * w), int(rng.uniform(0.3, 0.7) * h)
        color = tuple(int(v) for v in (rng.uniform(0.2, 1.2, 3) * light).clip(0, 255))
        far = (x + int(rng.uniform(0.04, 0.12) * w), y + int(rng.uniform(0.15, 0.5) * h))
        cv2.rectangle(drawn, (x, y), far, color, -1)
    soft = cv2.GaussianBlur(drawn, (0, 0), 1.0)
    photo = np.where(_outside(shot)[..., None], soft, shot.photo)
    return Shot(photo.astype(np.uint8), shot.corners)


def _sign(photo: Pixels, corners: Corners, rng: np.random.Generator) -> None:
    """Draws a sign with words beside, above or below the slide."""
    h, w = photo.shape[:2]
    (left, top), (right, bottom) = corners.min(0), corners.max(0)
    size = np.array([rng.uniform(0.12, 0.4) * w, rng.uniform(0.06, 0.14) * h])
    spots = [
        (rng.uniform(0, max(1.0, w - size[0])), bottom + rng.uniform(0.01, 0.1) * h),
        (rng.uniform(0, max(1.0, w - size[0])), top - size[1] - rng.uniform(0.01, 0.1) * h),
        (left - size[0] - 8, rng.uniform(top, bottom)),
        (right + 8, rng.uniform(top, bottom)),
    ]
    x, y = (int(v) for v in spots[int(rng.integers(4))])
    if not (0 <= y < h - 8 and -size[0] / 2 < x < w - 8):
        return
    cloth = rng.integers(0, 256, 3)
    box = photo[max(0, y) : y + int(size[1]), max(0, x) : x + int(size[0])]
    if rng.random() < 0.7:
        box[:] = cloth
    ink = tuple(int(v) for v in (255 - cloth))
    scale = float(size[1] / 60)
    at = (max(2, x + 8), int(y + size[1] * 0.65))
    cv2.putText(photo, _words(rng, 2), at, 0, scale, ink, max(1, int(2 * scale)), cv2.LINE_AA)


def _audience(shot: Shot, rng: np.random.Generator, room: float) -> Shot:
    """Adds rows of heads at the bottom, some before the slide."""
    h, w = shot.photo.shape[:2]
    photo = shot.photo.copy()
    rows = int(rng.integers(1, 5))
    floor = max(0.55 * h, float(shot.corners[:, 1].max()) - 0.05 * h)
    for row in range(rows):
        y = floor + (h - floor) * (row + 0.5) / rows
        size = (0.012 + 0.03 * (row + 1) / rows) * w
        for x in np.arange(rng.uniform(0, 2 * size), w, 3.2 * size):
            if rng.random() < 0.25:
                continue
            at = (int(x + rng.normal(0, size * 0.4)), int(y + rng.normal(0, size * 0.4)))
            shade = tuple(int(v) for v in rng.uniform(5, 60, 3) + 120 * room)
            cv2.ellipse(photo, at, (int(size * 0.75), int(size)), 0, 0, 360, shade, -1, cv2.LINE_AA)
            body = (at[0], int(at[1] + 2.3 * size))
            shirt = tuple(int(v) for v in rng.uniform(5, 120, 3) * (0.4 + room))
            cv2.ellipse(photo, body, (int(1.6 * size), int(1.5 * size)), 0, 0, 360, shirt, -1)
    return Shot(photo, shot.corners)


def _words(rng: np.random.Generator, count: int) -> str:
    return " ".join(
        "".join(chr(int(c)) for c in rng.integers(65, 91, int(rng.integers(3, 9))))
        for _ in range(count)
    )


KINDS: Mapping[str, Callable[[Draw], Shot]] = {
    "whole room": _room,
    "windows and lamps": _windows,
    "banners and signs": _banners,
    "captions": _captions,
    "larger canvas": _canvas,
    "bowed LED wall": _led_wall,
    "event's frame": _framed,
    "browser or editor": _browser,
    "cut off": _cut,
    "several screens": _screens,
    "washed out": _washed_out,
    "tinted": _tinted,
}
"""Kinds of halls by name."""
