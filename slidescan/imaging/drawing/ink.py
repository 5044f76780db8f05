"""The working picture of a flat slide, and its ink: thin structures such as strokes and letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad

MAX_WORK_SIDE = 1280
"""The longer side of the working picture, pixels; a larger flat slide is scaled down."""

MAX_HALVED_SCALE = 0.6
"""Up to this scale, a picture is halved before it is scaled."""

MIN_SMALL_TEXT_PIXELS = 36.0
"""A quarter of the texts is at most so high; a picture with larger ones is scaled down."""

MIN_LINEAR_SCALE = 0.7
"""From this scale on, a halved picture is scaled without averages, which cost more."""

MAX_STROKE_PIXELS = 15
"""Structures that are thinner than this in one direction are ink; odd."""

MIN_INK_LEVELS = 12
"""The least difference between ink and what lies around it, grey levels."""

NOISE_FACTOR = 4.0
"""Ink differs by at least this many standard deviations of the noise."""

MIN_PEAK_SHARE = 0.25
"""Ink has at least this share of the strongest difference nearby: blur and compression around a
stroke have less."""

PEAK_PIXELS = 15
"""The width of the area that counts as nearby, pixels; odd."""

TILE_PIXELS = 32
"""The side of a tile whose noise is measured, in pixels of half the size."""

MAD_TO_SIGMA = 1.4826
"""The standard deviation of a normal distribution over its median absolute deviation."""


@dataclass(frozen=True)
class WorkPicture:
    """The flat slide as the search for connectors sees it.

    Attributes:
        pixels: Height × width × 3, BGR, slightly smoothed.
        scale: Its size over that of the flat slide.
        noise: The standard deviation of its noise in each tile, rows × columns, grey levels. A
            screen may show moiré in some places only.
        text: 1 where text is, else 0.
    """

    pixels: NDArray[np.uint8]
    scale: float
    noise: NDArray[np.float32]
    text: NDArray[np.uint8]

    @classmethod
    def of(
        cls, flat: NDArray[np.uint8], texts: Sequence[FlatQuad] = (), factor: float = 1.0
    ) -> WorkPicture:
        """Scales a flat slide down if it is large, and measures its noise.

        Args:
            flat: Height × width × 3, BGR.
            texts: The lines of text on it.
            factor: Multiplies the scale.
        """
        scale = factor * min(1.0, MAX_WORK_SIDE / max(flat.shape[:2]), _scale_of(texts))
        if scale < 1.0:
            size = (round(flat.shape[1] * scale), round(flat.shape[0] * scale))
            method = cv2.INTER_AREA
            if scale <= MAX_HALVED_SCALE:  # by area: exact, and a tenth of the time
                half = (flat.shape[1] // 2, flat.shape[0] // 2)
                flat = as_bytes(cv2.resize(flat, half, interpolation=cv2.INTER_AREA))
                method = cv2.INTER_LINEAR if 2 * scale > MIN_LINEAR_SCALE else cv2.INTER_AREA
            flat = as_bytes(cv2.resize(flat, size, interpolation=method))
        pixels = as_bytes(cv2.GaussianBlur(flat, (3, 3), 0))
        text = text_mask(pixels.shape[:2], [quad.scaled(scale) for quad in texts])
        return cls(pixels, scale, _noise(pixels, text), text)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def usual_noise(self) -> float:
        """The noise that half of the picture has at most, grey levels."""
        return float(np.median(self.noise))

    def levels(self, least: float, factor: float = 1.0) -> NDArray[np.uint8]:
        """Height × width, the least difference that is no noise, grey levels.

        Args:
            least: Its lowest value.
            factor: Multiplies it.
        """
        tiles = np.clip(factor * np.maximum(least, NOISE_FACTOR * self.noise), 0, 255)
        return as_bytes(cv2.resize(as_bytes(tiles.astype(np.uint8)), self.size))


def _scale_of(texts: Sequence[FlatQuad]) -> float:
    """The scale at which small texts are as high as they need to be: lines are drawn to match."""
    heights = sorted(quad.height for quad in texts)
    return MIN_SMALL_TEXT_PIXELS / heights[len(heights) // 4] if heights else 1.0


def text_mask(
    shape: tuple[int, ...], texts: Sequence[FlatQuad], share: float = 1.0
) -> NDArray[np.uint8]:
    """1 in texts, else 0.

    Args:
        shape: Height and width of the mask.
        texts: The lines of text.
        share: The part of their height that counts.
    """
    mask = np.zeros(shape, np.uint8)
    for quad in texts:
        corners = np.array(quad.corners)
        down = (1 - share) / 2 * (corners[[3, 2]] - corners[[0, 1]])
        corners += np.concatenate([down, -down[::-1]])
        cv2.fillConvexPoly(mask, corners.round().astype(np.int32), 1)
    return mask


def _noise(pixels: NDArray[np.uint8], text: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The noise outside text, tile by tile: from second differences, which remove slopes."""
    green = pixels[::2, ::2, 1].astype(np.int16)
    inner = green[1:-1, 1:-1]
    across = np.abs(green[1:-1, 2:] - 2 * inner + green[1:-1, :-2])
    down = np.abs(green[2:, 1:-1] - 2 * inner + green[:-2, 1:-1])
    second = np.minimum(np.maximum(across, down), 255).astype(np.uint8)
    is_text = text[2::2, 2::2][: second.shape[0], : second.shape[1]] > 0
    rows, columns = (max(1, n // TILE_PIXELS) for n in second.shape)
    size = (rows * TILE_PIXELS, columns * TILE_PIXELS)
    second = as_bytes(cv2.resize(second, size[::-1], interpolation=cv2.INTER_NEAREST))
    is_text = cv2.resize(is_text.view(np.uint8), size[::-1], interpolation=cv2.INTER_NEAREST) > 0
    second[is_text] = 0
    tiles = second.reshape(rows, TILE_PIXELS, columns, TILE_PIXELS).swapaxes(1, 2)
    # Every second pixel is enough for a median.
    some = tiles[:, :, ::2, ::2].reshape(rows, columns, -1)
    ranked = np.sort(some, axis=2)
    skipped = is_text.reshape(rows, TILE_PIXELS, columns, TILE_PIXELS)[:, ::2, :, ::2]
    middle = np.minimum((skipped.sum(axis=(1, 3)) + some.shape[2]) // 2, some.shape[2] - 1)
    medians = np.take_along_axis(ranked, middle[..., None], axis=2)[..., 0].astype(np.float32)
    return np.asarray(MAD_TO_SIGMA / np.sqrt(6.0) * medians, np.float32)


def strongest_channel(pixels: NDArray[np.uint8], operation: int, side: int) -> NDArray[np.uint8]:
    """A morphological operation on each channel, and the maximum of the three results.

    Args:
        pixels: Height × width × 3.
        operation: One of OpenCV's `MORPH_` constants.
        side: The side of its square kernel, pixels.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    # Channel by channel, OpenCV takes a fifth of the time.
    blue, green, red = (
        cv2.morphologyEx(channel, operation, kernel) for channel in cv2.split(pixels)
    )
    return as_bytes(cv2.max(cv2.max(blue, green), red))


def as_bytes(array: object) -> NDArray[np.uint8]:
    """An array of bytes as such, without a copy."""
    return np.asarray(array, np.uint8)


def ink_masks(
    picture: WorkPicture, factor: float = 1.0
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The masks of bright and of dark ink, 1 or 0, by morphological top-hats.

    Serra, Image Analysis and Mathematical Morphology (1982), chapter XII.

    Args:
        picture: The picture.
        factor: Multiplies the least difference between ink and what lies around it.
    """
    least = picture.levels(MIN_INK_LEVELS, factor)
    bright, dark = (
        _mask(strongest_channel(picture.pixels, operation, MAX_STROKE_PIXELS), least)
        for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT)
    )
    return bright, dark


def _mask(difference: NDArray[np.uint8], least: NDArray[np.uint8]) -> NDArray[np.uint8]:
    near = cv2.getStructuringElement(cv2.MORPH_RECT, (PEAK_PIXELS, PEAK_PIXELS))
    peak = cv2.dilate(difference, near)
    floor = np.maximum(as_bytes(cv2.convertScaleAbs(peak, alpha=MIN_PEAK_SHARE)), least)
    return as_bytes((difference >= floor).view(np.uint8))
