"""A slide seen at an angle, laid flat, with its own proportions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.geometry import (
    IDENTITY,
    Homography,
    Quad,
    aspect_ratio,
    homography,
)

ASPECTS = (16 / 9, 16 / 10, 4 / 3)
"""Proportions that projectors and slide programs use."""

SNAP = 0.06
"""How near to one of them (log ratio) recovered proportions are taken to be it."""

MAX_SIDE = 2560
"""Longer side of a flat slide, pixels, at most."""

MARGIN = 0.012
"""Share of the slide's size kept around it: what the finder cut off too tightly is still read."""


@dataclass(frozen=True)
class Flat:
    """A slide laid flat, never stored.

    Attributes:
        pixels: Height × width × 3, BGR, 8 bit.
        to_photo: Maps points of `pixels` to the upright photo.
    """

    pixels: NDArray[np.uint8]
    to_photo: Homography


def proportions(quad: Quad, width: int, height: int, focal: float | None = None) -> float:
    """Width over height of the slide behind `quad`, snapped to 16:9, 16:10 or 4:3 when near.

    Args:
        quad: Its corners in an upright photo of `width` × `height` pixels.
        width: The photo's width, pixels.
        height: The photo's height, pixels.
        focal: Focal length, pixels, if known.
    """
    ratio = min(4.0, max(0.25, aspect_ratio(quad, width, height, focal)))
    nearest = min(ASPECTS, key=lambda a: abs(math.log(a / ratio)))
    return nearest if abs(math.log(nearest / ratio)) < SNAP else ratio


def rectify(pixels: NDArray[np.uint8], quad: Quad, focal: float | None = None) -> Flat:
    """Remove the perspective of `quad`, at the resolution that the photo has there.

    Args:
        pixels: The upright photo, height × width × 3, BGR.
        quad: The slide's corners in it.
        focal: The camera's focal length in pixels, if known.
    """
    photo_height, photo_width = pixels.shape[:2]
    ratio = proportions(quad, photo_width, photo_height, focal)
    top, right, bottom, left = quad.side_lengths
    # The longer of opposite sides: nothing that the nearer edge shows is lost.
    width = max(max(top, bottom), max(left, right) * ratio)
    width = min(width, MAX_SIDE if ratio >= 1 else MAX_SIDE * ratio)
    height = width / ratio
    pad = MARGIN * max(width, height)
    to_photo = homography(
        Quad((pad, pad), (pad + width, pad), (pad + width, pad + height), (pad, pad + height)),
        quad,
    )
    size = (max(8, round(width + 2 * pad)), max(8, round(height + 2 * pad)))
    # Where the flat slide is much smaller than its photo, the photo is softened first, so that
    # fine print doesn't alias.
    shrink = width / max(top, bottom)
    if shrink < 0.7:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.4 * (1 / shrink - 1)).astype(np.uint8)
    flat = cv2.warpPerspective(
        pixels,
        np.array(to_photo),
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return Flat(flat.astype(np.uint8), to_photo)


def whole(pixels: NDArray[np.uint8]) -> Flat:
    """The photo as it is, made smaller when it is larger than a flat slide may be."""
    height, width = pixels.shape[:2]
    scale = min(1.0, MAX_SIDE / max(height, width))
    if scale == 1.0:
        return Flat(pixels, IDENTITY)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    smaller = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    sx, sy = width / size[0], height / size[1]
    return Flat(smaller, ((sx, 0.0, 0.0), (0.0, sy, 0.0), (0.0, 0.0, 1.0)))
