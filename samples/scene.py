"""What a photo of a slide shows: the display, the room, the camera and its faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Display = Literal["projector", "canvas", "screen", "television", "stage", "none"]


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
