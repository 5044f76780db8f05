"""Rectifies a slide that was photographed at an angle: makes it flat, with its true proportions."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.aspect_ratio import slide_aspect_ratio
from slidescan.core.geometry import (
    IDENTITY,
    FlatQuad,
    Homography,
    PhotoQuad,
    compose,
    homography,
)
from slidescan.core.records import Detection, Turn

MAX_FLAT_SIDE = 2560
"""The maximum length of a flat slide's longer side, pixels."""

MIN_STRIP_RATIO = 3.0
"""From this ratio of the longer to the shorter side on, a large picture is a strip: a screenshot of
a whole page, a panorama. It keeps its resolution, because it is read in parts."""

MAX_STRIP_BREADTH = 1440
"""The maximum length of a strip's shorter side, pixels."""

FLAT_MARGIN_SHARE = 0.03
"""Margin around the slide, as a share of its longer side, so that text is read even if the corners
are a little too tight."""

BLUR_SCALE = 0.7
"""Below this scale, the photo is blurred before it is rectified, or small print would alias."""

MIN_RECTIFIED_SIDE = 8
"""The minimum length of a rectified slide's sides, pixels."""


@dataclass(frozen=True)
class FlatImage:
    """A flat slide or an uncropped photo, never stored.

    Attributes:
        pixels: Height × width × 3, BGR, 8 bit.
        photo_map: Maps points of `pixels` to the upright photo.
    """

    pixels: NDArray[np.uint8]
    photo_map: Homography

    def to_photo(self, quad: FlatQuad) -> PhotoQuad:
        """The quad in the upright photo."""
        return quad.mapped(self.photo_map, PhotoQuad)


def rectify(
    pixels: NDArray[np.uint8],
    quad: PhotoQuad,
    focal: float | None = None,
    *,
    margin: float = FLAT_MARGIN_SHARE,
    max_side: float = MAX_FLAT_SIDE,
) -> FlatImage:
    """Removes the perspective of `quad` and keeps the resolution that the photo has there.

    Args:
        pixels: The upright photo, height × width × 3, BGR.
        quad: The slide's corners in the photo.
        focal: The camera's focal length in pixels, if known.
        margin: Margin around the slide, as a share of its longer side.
        max_side: The maximum length of the slide's longer side, pixels.
    """
    photo_height, photo_width = pixels.shape[:2]
    ratio = slide_aspect_ratio(quad, photo_width, photo_height, focal)
    top, _, bottom, _ = quad.side_lengths
    breadth = min(1.0, ratio)
    full_width = min(_full_width(quad, ratio), MAX_FLAT_SIDE * breadth)
    width = min(full_width, max_side * breadth)
    height = width / ratio
    pad = margin * max(width, height)
    # A pixel's coordinates are those of its centre, which moves when pixels are merged.
    shift = pad + (width / full_width - 1) / 2
    photo_map = homography(FlatQuad.rectangle(width, height).moved(shift, shift), quad)
    size = tuple(max(MIN_RECTIFIED_SIDE, round(side + 2 * pad)) for side in (width, height))
    scale = width / max(top, bottom)
    if scale < BLUR_SCALE:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.4 * (1 / scale - 1)).astype(
            np.uint8, copy=False
        )
    flat = cv2.warpPerspective(
        pixels,
        np.array(photo_map),
        size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return FlatImage(flat.astype(np.uint8, copy=False), photo_map)


def full_side(quad: PhotoQuad, width: int, height: int, focal: float | None = None) -> float:
    """The longer side of a slide at the resolution that its photo has, pixels.

    Args:
        quad: The slide's corners in the photo.
        width: The photo's width, pixels.
        height: The photo's height, pixels.
        focal: The camera's focal length in pixels, if known.
    """
    ratio = slide_aspect_ratio(quad, width, height, focal)
    full_width = _full_width(quad, ratio)
    return max(full_width, full_width / ratio)


def _full_width(quad: PhotoQuad, ratio: float) -> float:
    """The width that keeps the resolution of the longer side of two, which is nearer."""
    top, right, bottom, left = quad.side_lengths
    return max(top, bottom, max(left, right) * ratio)


def is_strip(width: int, height: int) -> bool:
    """Whether a picture is too tall or too wide to be read at once, pixels."""
    long, short = max(width, height), min(width, height)
    return long > MAX_FLAT_SIDE and long >= MIN_STRIP_RATIO * short


def uncropped(pixels: NDArray[np.uint8], max_side: float = MAX_FLAT_SIDE) -> FlatImage:
    """The photo itself, scaled down if its longer side exceeds `max_side`.

    Of a strip, the shorter side counts, and `MAX_STRIP_BREADTH`.
    """
    height, width = pixels.shape[:2]
    if is_strip(width, height):
        scale = min(1.0, MAX_STRIP_BREADTH / min(height, width))
    else:
        scale = min(1.0, max_side / max(height, width))
    if scale == 1.0:
        return FlatImage(pixels, IDENTITY)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    smaller = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    sx, sy = width / size[0], height / size[1]
    return FlatImage(smaller, ((sx, 0.0, 0.0), (0.0, sy, 0.0), (0.0, 0.0, 1.0)))


def rotate(pixels: NDArray[np.uint8], turn: Turn) -> tuple[NDArray[np.uint8], Homography]:
    """Rotates a photo clockwise by `turn` degrees.

    Returns:
        The rotated pixels, and the map from them to the photo.
    """
    height, width = pixels.shape[:2]
    right, bottom = width - 1.0, height - 1.0
    if turn == 90:
        to_photo: Homography = ((0.0, 1.0, 0.0), (-1.0, 0.0, bottom), (0.0, 0.0, 1.0))
        return cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE).astype(np.uint8, copy=False), to_photo
    if turn == 180:
        to_photo = ((-1.0, 0.0, right), (0.0, -1.0, bottom), (0.0, 0.0, 1.0))
        return cv2.rotate(pixels, cv2.ROTATE_180).astype(np.uint8, copy=False), to_photo
    if turn == 270:
        to_photo = ((0.0, -1.0, right), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
        return cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE).astype(
            np.uint8, copy=False
        ), to_photo
    return pixels, IDENTITY


def flatten(
    pixels: NDArray[np.uint8],
    detection: Detection,
    focal: float | None = None,
    *,
    margin: float = FLAT_MARGIN_SHARE,
    max_side: float = MAX_FLAT_SIDE,
) -> FlatImage:
    """The picture that OCR reads: the rectified slide, or the uncropped photo with upright text.

    Args:
        pixels: The upright photo, height × width × 3, BGR.
        detection: The slide's corners, and how the photo must be rotated.
        focal: The camera's focal length in pixels, if known.
        margin: Margin around the slide, as a share of its longer side.
        max_side: The maximum length of the picture's longer side, pixels; a strip may exceed it.
    """
    if detection.quad is not None:
        return rectify(pixels, detection.quad, focal, margin=margin, max_side=max_side)
    rotated, to_photo = rotate(pixels, detection.turn)
    flat = uncropped(rotated, max_side)
    return FlatImage(flat.pixels, compose(to_photo, flat.photo_map))
