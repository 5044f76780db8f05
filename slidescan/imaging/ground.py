"""Puts the transparent parts of a picture on a ground that its content stands out from.

A transparent pixel has no colour of its own. Drawings made for dark pages have white text, which
would vanish on white.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

GROUND_LEVELS = (255, 0, 128)
"""Levels of grey to put a picture on, in order of preference: most drawings are made for white."""

MIN_GROUND_CONTRAST = 64
"""A pixel stands out from the ground if their levels differ by at least this, 0..255."""

MIN_GROUND_GAIN = 0.05
"""Another ground than white must let this share of the edge pixels more stand out."""

MIN_SOLID_ALPHA = 128
"""Pixels with less alpha, 0..255, are taken for ground: the soft edges of letters."""

EDGE_PIXELS = 5
"""Pixels at most this far from the ground are at the edge: these must stand out from it."""


def flatten_alpha(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Puts a picture on its ground.

    Args:
        rgba: Height × width × 4, RGB and alpha, 8 bit.

    Returns:
        Height × width × 3, RGB.
    """
    alpha = rgba[:, :, 3]
    rgb = np.ascontiguousarray(rgba[:, :, :3])
    if int(alpha.min(initial=255)) == 255:
        return rgb
    ground = np.full_like(rgb, ground_level(rgb, alpha))
    weight = cv2.merge([alpha, alpha, alpha]).astype(np.float32) / 255
    mixed = cv2.blendLinear(rgb, ground, weight[:, :, 0], 1 - weight[:, :, 0])
    return np.asarray(mixed, np.uint8)


def ground_level(rgb: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> int:
    """The level of grey, 0..255, from which most of the pixels beside the ground stand out.

    Args:
        rgb: Height × width × 3.
        alpha: Height × width, 0..255.
    """
    solid = (alpha >= MIN_SOLID_ALPHA).astype(np.uint8)
    kernel = np.ones((2 * EDGE_PIXELS + 1, 2 * EDGE_PIXELS + 1), np.uint8)
    edge = (cv2.erode(solid, kernel, borderValue=1) == 0) & (solid > 0)
    levels = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[edge].astype(np.int16)
    if not len(levels):
        return GROUND_LEVELS[0]
    shares = [
        float((np.abs(levels - ground) >= MIN_GROUND_CONTRAST).mean()) for ground in GROUND_LEVELS
    ]
    best = int(np.argmax(shares))
    return GROUND_LEVELS[best if shares[best] >= shares[0] + MIN_GROUND_GAIN else 0]
