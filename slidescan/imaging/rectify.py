"""A slide seen at an angle, laid flat, with its own proportions."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import (
    IDENTITY,
    Homography,
    Quad,
    composed,
    homography,
    proportions,
)
from slidescan.core.records import Detection, Turn

MAX_SIDE = 2560
"""Longer side of a flat slide, pixels, at most."""

MARGIN = 0.03
"""Share of the slide's size kept around it: what the finder cut off too tightly is still read."""


@dataclass(frozen=True)
class FlatImage:
    """A slide laid flat, never stored.

    Attributes:
        pixels: Height × width × 3, BGR, 8 bit.
        to_photo: Maps points of `pixels` to the upright photo.
    """

    pixels: NDArray[np.uint8]
    to_photo: Homography


def rectify(
    pixels: NDArray[np.uint8], quad: Quad, focal: float | None = None, *, margin: float = MARGIN
) -> FlatImage:
    """Remove the perspective of `quad`, at the resolution that the photo has there.

    Args:
        pixels: The upright photo, height × width × 3, BGR.
        quad: The slide's corners in it.
        focal: The camera's focal length in pixels, if known.
        margin: Share of the slide's size kept around it.
    """
    photo_height, photo_width = pixels.shape[:2]
    ratio = proportions(quad, photo_width, photo_height, focal)
    top, right, bottom, left = quad.side_lengths
    # The longer of opposite sides: nothing that the nearer edge shows is lost.
    width = max(max(top, bottom), max(left, right) * ratio)
    width = min(width, MAX_SIDE if ratio >= 1 else MAX_SIDE * ratio)
    height = width / ratio
    pad = margin * max(width, height)
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
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return FlatImage(flat.astype(np.uint8), to_photo)


def uncropped(pixels: NDArray[np.uint8]) -> FlatImage:
    """The photo as it is, made smaller when it is larger than a flat slide may be."""
    height, width = pixels.shape[:2]
    scale = min(1.0, MAX_SIDE / max(height, width))
    if scale == 1.0:
        return FlatImage(pixels, IDENTITY)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    smaller = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    sx, sy = width / size[0], height / size[1]
    return FlatImage(smaller, ((sx, 0.0, 0.0), (0.0, sy, 0.0), (0.0, 0.0, 1.0)))


def rotate(pixels: NDArray[np.uint8], turn: Turn) -> tuple[NDArray[np.uint8], Homography]:
    """A photo turned clockwise by `turn` degrees, and the map back onto it as it was."""
    height, width = pixels.shape[:2]
    right, bottom = width - 1.0, height - 1.0
    if turn == 90:
        back: Homography = ((0.0, 1.0, 0.0), (-1.0, 0.0, bottom), (0.0, 0.0, 1.0))
        return cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE).astype(np.uint8), back
    if turn == 180:
        back = ((-1.0, 0.0, right), (0.0, -1.0, bottom), (0.0, 0.0, 1.0))
        return cv2.rotate(pixels, cv2.ROTATE_180).astype(np.uint8), back
    if turn == 270:
        back = ((0.0, -1.0, right), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
        return cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE).astype(np.uint8), back
    return pixels, IDENTITY


def flatten(
    pixels: NDArray[np.uint8],
    detection: Detection,
    focal: float | None = None,
    *,
    margin: float = MARGIN,
) -> FlatImage:
    """What is read of a photo: its slide laid flat, or the whole of it, text upright.

    Args:
        pixels: The upright photo, height × width × 3, BGR.
        detection: Where the slide is in it, and how the photo must be turned.
        focal: The camera's focal length in pixels, if known.
        margin: Share of the slide's size kept around it.
    """
    if detection.quad is not None:
        return rectify(pixels, detection.quad, focal, margin=margin)
    upright, back = rotate(pixels, detection.turn)
    flat = uncropped(upright)
    return FlatImage(flat.pixels, composed(back, flat.to_photo))
