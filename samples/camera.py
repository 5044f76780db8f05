"""A camera model: photographs a flat slide on a display in a room, with known corners.

A pinhole camera sees a wall with the display on it: perspective, lens distortion, light, moiré,
heads, blur and noise. Everything follows from a `Scene` and a seed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Display = Literal["projector", "canvas", "screen", "television", "stage", "none"]

PER_UNIT = 160
"""Pixels of the wall per height of the slide; the wall has no fine detail."""


@dataclass(frozen=True)
class Scene:
    """How a slide is photographed; lengths in heights of the slide, angles in degrees.

    Attributes:
        display: `projector` light on a wall, on a `canvas` that is larger than the picture, on
            a `screen` with a black border, a `television` with its bezel, a `stage` wall
            without an edge, or `none`: no slide.
        width: Of the photo, pixels.
        height: Of the photo, pixels.
        yaw: Camera to the side.
        pitch: Camera below (positive) or above.
        roll: Camera turned around its axis.
        distance: Share of the photo's width that the slide takes, about.
        shift: From the middle of the photo to that of the slide, as shares of the photo.
        room: Brightness of the room, 0..1.
        keystone: How much wider the projection's top is than its bottom, share.
        bezel: Width of a television's bezel.
        moire: Strength of interference, 0..1.
        rainbow: Strength of a single-chip projector's colour bands, 0..1.
        vignette: Darkening of the photo's corners, 0..1.
        noise: Standard deviation, grey levels.
        motion: Length of motion blur, pixels.
        blur: Standard deviation of defocus, pixels.
        heads: People in front.
        clutter: Things on the wall.
        barrel: Lens distortion, share of the half width at the edge.
        glare: Strength of reflections on the display, 0..1.
        focal: Focal length over the photo's width.
        beside: Size of a second display that shows the same slide, beside the first; 0: none.
        banners: Posters with print on the wall.
        speaker: Whether someone stands before a lower corner.
        inset: Where on the display the slide is (left, top, right, bottom; shares), beside a
            camera's picture of the stage; None: all over it.
        bow: How far the middles of the upper and lower edge hang down, as an LED wall that bends
            around the hall shows them; negative: they stand up.
    """

    display: Display = "projector"
    width: int = 1600
    height: int = 1200
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    distance: float = 0.7
    shift: tuple[float, float] = (0.0, 0.0)
    room: float = 0.12
    keystone: float = 0.0
    bezel: float = 0.03
    moire: float = 0.0
    rainbow: float = 0.0
    vignette: float = 0.25
    noise: float = 3.0
    motion: float = 0.0
    blur: float = 0.6
    heads: int = 0
    clutter: int = 0
    barrel: float = 0.0
    glare: float = 0.0
    focal: float = 0.85
    beside: float = 0.0
    banners: int = 0
    speaker: bool = False
    inset: tuple[float, float, float, float] | None = None
    bow: float = 0.0


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
    to_photo = _camera(scene, aspect)
    corners = _projected_corners(scene, aspect)
    photo = _room(slide, scene, aspect, to_photo, rng)
    if scene.banners:
        _banners(photo, corners, to_photo, scene, rng)
    if scene.beside:
        other = _beside(corners, scene, rng)
        _surround(photo, other, to_photo, scene, rng)
        _show(photo, _lit(slide, scene, rng), other, to_photo, scene)
    _surround(photo, corners, to_photo, scene, rng)
    if scene.display != "none":
        _show(photo, _lit(slide, scene, rng), corners, to_photo, scene)
    seen = photo.clip(0, 255).astype(np.uint8)
    quad = _mapped(_part(corners, scene.inset) if scene.inset else corners, to_photo)
    seen, quad = _lens(seen, quad, scene)
    seen = _light(seen, scene, rng)
    seen = _people(seen, quad, scene, rng)
    if scene.speaker:
        seen = _speaker(seen, quad, scene, rng)
    seen = _sensor(seen, scene, rng)
    has_edge = scene.display not in ("stage", "none")
    return seen, [[float(x), float(y)] for x, y in quad] if has_edge else None


def _mapped(points: NDArray[np.float64], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = cv2.perspectiveTransform(points[None].astype(np.float64), matrix)[
        0
    ]
    return result


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


def _room(
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


def _surround(
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
        _fill(photo, _mapped(np.array(stand), to_photo), 14.0)
    _fill(photo, _mapped(center + (corners - center) * (grow + 0.004), to_photo), shade * 2.2)
    _fill(photo, _mapped(center + (corners - center) * grow, to_photo), shade)


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
    _fill(photo, _mapped(corners + grow + outer, to_photo), rng.uniform(3, 10))
    _fill(photo, _mapped(corners + grow, to_photo), 255 * scene.room * rng.uniform(0.7, 1.2) + 6)


def _beside(
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


def _banners(
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
        _show(
            photo,
            cloth.astype(np.float32) * np.float32(min(1.0, light * 1.3)),
            box / 2 + [x, y],
            to_photo,
            replace(scene, display="television"),
        )


def _speaker(
    photo: Pixels, quad: NDArray[np.float64], scene: Scene, rng: np.random.Generator
) -> Pixels:
    """A speaker in front of a lower corner: head, body, sometimes a lectern."""
    photo = photo.copy()
    corner = quad[2 if rng.random() < 0.5 else 3]
    size = 0.055 * float(np.ptp(quad[:, 0]))
    x = int(corner[0] + rng.uniform(-1.5, 1.5) * size)
    y = int(corner[1] - rng.uniform(0.0, 3.0) * size)
    light = 40 + 150 * scene.room
    skin = tuple(int(v) for v in np.array([224, 180, 150]) / 255 * light)
    cloth = tuple(int(v) for v in rng.uniform(0.1, 0.9, 3) * light)
    body = (int(x - 1.3 * size), int(y + size), int(x + 1.3 * size), int(y + 7 * size))
    cv2.rectangle(photo, body[:2], body[2:], cloth, -1)
    cv2.ellipse(photo, (x, y), (int(size * 0.7), int(size)), 0, 0, 360, skin, -1, cv2.LINE_AA)
    if rng.random() < 0.5:
        desk = (int(x - 2.4 * size), int(y + 4 * size), int(x + 2.4 * size), int(y + 9 * size))
        cv2.rectangle(photo, desk[:2], desk[2:], (int(light * 0.4),) * 3, -1)
    return photo


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


def _show(
    photo: NDArray[np.float32],
    lit: NDArray[np.float32],
    corners: NDArray[np.float64],
    to_photo: NDArray[np.float64],
    scene: Scene,
) -> None:
    """Adds the slide's light to the wall, or replaces the wall by a display."""
    h, w = lit.shape[:2]
    source = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    target = _mapped(corners, to_photo)
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


def _lit(slide: Pixels, scene: Scene, rng: np.random.Generator) -> NDArray[np.float32]:
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


def _camera(scene: Scene, aspect: float) -> NDArray[np.float64]:
    """The homography from the wall, in heights of the slide, to pixels of the photo."""
    focal = scene.focal * scene.width
    yaw, pitch, roll = np.radians([scene.yaw, scene.pitch, scene.roll])
    ry = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    rx = np.array(
        [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
    )
    rz = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    rotation = rz @ rx @ ry
    depth = scene.focal * aspect / scene.distance
    moved = np.array([0.0, 0.0, depth])
    plane = np.column_stack([rotation[:, 0], rotation[:, 1], moved])
    cx = scene.width * (0.5 + scene.shift[0])
    cy = scene.height * (0.5 + scene.shift[1])
    matrix = np.array([[focal, 0, cx], [0, focal, cy], [0, 0, 1]]) @ plane
    result: NDArray[np.float64] = matrix / matrix[2, 2]
    return result


def _lens(
    photo: Pixels, quad: NDArray[np.float64], scene: Scene
) -> tuple[Pixels, NDArray[np.float64]]:
    """Applies first-order barrel distortion to the photo and the corners."""
    if not scene.barrel:
        return photo, quad
    h, w = photo.shape[:2]
    center = np.array([w / 2, h / 2])
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    dx, dy = (x - center[0]) / (w / 2), (y - center[1]) / (w / 2)
    bend = 1 + scene.barrel * (dx * dx + dy * dy)
    photo = cv2.remap(
        photo,
        (center[0] + dx * bend * w / 2).astype(np.float32),
        (center[1] + dy * bend * w / 2).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.uint8)
    bent = []
    for corner in (quad - center) / (w / 2):
        undistorted = corner.copy()
        for _ in range(20):
            undistorted = corner / (1 + scene.barrel * float(undistorted @ undistorted))
        bent.append(center + undistorted * w / 2)
    return photo, np.array(bent)


def _light(photo: Pixels, scene: Scene, rng: np.random.Generator) -> Pixels:
    """Vignette, colour cast and bloom."""
    h, w = photo.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    radius = ((x / w - 0.5) ** 2 + (y / h - 0.5) ** 2) * 2
    cast = np.array([rng.uniform(0.92, 1.0), 1.0, rng.uniform(0.85, 1.0)])
    lit = photo * (1 - scene.vignette * radius)[..., None] * cast
    bloom = cv2.GaussianBlur(lit.astype(np.float32), (0, 0), w / 60)
    result: Pixels = (lit + 0.05 * bloom).clip(0, 255).astype(np.uint8)
    return result


def _people(
    photo: Pixels, quad: NDArray[np.float64], scene: Scene, rng: np.random.Generator
) -> Pixels:
    """Dark heads and shoulders at the bottom."""
    h, w = photo.shape[:2]
    photo = photo.copy()
    for _ in range(scene.heads):
        x = int(rng.uniform(0.1, 0.9) * w)
        size = rng.uniform(0.05, 0.09) * w
        top = min(h - size, float(quad[:, 1].max()) - rng.uniform(0.1, 1.0) * size)
        y = int(max(top, h * 0.6))
        shade = tuple(int(v) for v in rng.uniform(4, 30, 3) + 60 * scene.room)
        cv2.ellipse(photo, (x, y), (int(size * 0.75), int(size)), 0, 0, 360, shade, -1, cv2.LINE_AA)
        cv2.ellipse(
            photo,
            (x, int(y + 2.4 * size)),
            (int(size * 1.9), int(size * 1.6)),
            0,
            0,
            360,
            shade,
            -1,
        )
        if y + 2.4 * size < h:
            cv2.rectangle(
                photo,
                (int(x - 1.9 * size), int(y + 2.4 * size)),
                (int(x + 1.9 * size), h),
                shade,
                -1,
            )
    return photo


def _sensor(photo: Pixels, scene: Scene, rng: np.random.Generator) -> Pixels:
    """Motion blur, defocus and noise."""
    if scene.motion >= 1:
        length = round(scene.motion)
        kernel = np.zeros((length, length), np.float32)
        angle = rng.uniform(0, np.pi)
        center = (length - 1) / 2
        reach = np.array([np.cos(angle), np.sin(angle)]) * center
        first = tuple(round(float(center - v)) for v in reach)
        last = tuple(round(float(center + v)) for v in reach)
        cv2.line(kernel, first, last, 1.0)
        photo = cv2.filter2D(photo, -1, kernel / kernel.sum()).astype(np.uint8)
    if scene.blur:
        photo = cv2.GaussianBlur(photo, (0, 0), scene.blur).astype(np.uint8)
    level = photo.astype(np.float32)
    grain = rng.normal(0, 1, (*level.shape[:2], 3)).astype(np.float32)
    noisy = level + grain * scene.noise * (0.5 + 0.5 * np.sqrt(level / 128))
    result: Pixels = noisy.clip(0, 255).astype(np.uint8)
    return result


def random_scene(display: Display, seed: int) -> Scene:
    """A random scene of the kind that conferences have."""
    rng = np.random.default_rng(seed * 7919 + len(display))

    def sometimes(chance: float, low: float, high: float) -> float:
        return float(rng.uniform(low, high)) if rng.random() < chance else 0.0

    portrait = rng.random() < 0.15
    width, height = (1200, 1600) if portrait else (1600, 1200)
    low, high = {
        "projector": (0.02, 0.3),
        "canvas": (0.03, 0.45),
        "screen": (0.02, 0.4),
        "television": (0.04, 0.75),
        "stage": (0.03, 0.08),
        "none": (0.1, 0.8),
    }[display]
    lit = display in ("projector", "canvas")
    inset = None
    if display in ("projector", "screen") and rng.random() < 0.12:
        left, size = rng.uniform(0.05, 0.42), rng.uniform(0.5, 0.58)
        top = rng.uniform(0.05, 0.95 - size)
        inset = (float(left), float(top), float(left + size), float(top + size))
    return Scene(
        display=display,
        width=width,
        height=height,
        yaw=float(np.clip(rng.normal(0, 22), -60, 60)),
        pitch=float(np.clip(rng.normal(4, 7), -15, 25)),
        roll=float(np.clip(rng.normal(0, 2.0), -7, 7)),
        # One scene in eight is cut off at a side.
        distance=float(rng.uniform(0.95, 1.15) if rng.random() < 0.12 else rng.uniform(0.32, 0.98)),
        shift=(float(rng.normal(0, 0.05)), float(rng.normal(-0.04, 0.05))),
        room=float(rng.uniform(low, high)),
        keystone=float(rng.uniform(-0.04, 0.08)) if lit and not inset else 0.0,
        bezel=float(rng.uniform(0.012, 0.05)),
        moire=sometimes(0.25, 0, 1),
        rainbow=sometimes(0.3, 0, 1) if lit else 0.0,
        vignette=float(rng.uniform(0.1, 0.6)),
        noise=float(rng.uniform(1, 7)),
        motion=sometimes(0.2, 1, 7),
        blur=float(rng.uniform(0.3, 1.4)),
        heads=int(sometimes(0.3, 1, 4)),
        clutter=int(rng.integers(0, 9)),
        barrel=sometimes(0.4, -0.005, 0.02),
        glare=sometimes(0.5, 0.2, 1) if display == "television" else 0.0,
        focal=float(rng.uniform(0.7, 1.3)),
        beside=sometimes(0.12, 0.3, 0.85) if display not in ("none", "stage") else 0.0,
        banners=int(sometimes(0.2, 1, 4)),
        speaker=display != "none" and rng.random() < 0.15,
        inset=inset,
    )
