"""The working picture of a flat slide, and its ink: thin structures such as strokes and letters."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

MAX_WORK_SIDE = 1280
"""The longer side of the working picture, pixels; a larger flat slide is scaled down."""

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

MAD_TO_SIGMA = 1.4826
"""The standard deviation of a normal distribution over its median absolute deviation."""


@dataclass(frozen=True)
class WorkPicture:
    """The flat slide as the search for connectors sees it.

    Attributes:
        pixels: Height × width × 3, BGR, slightly smoothed.
        scale: Its size over that of the flat slide.
        noise: The standard deviation of its noise, grey levels.
    """

    pixels: NDArray[np.uint8]
    scale: float
    noise: float

    @classmethod
    def of(cls, flat: NDArray[np.uint8]) -> WorkPicture:
        """Scales a flat slide down if it is large, and measures its noise.

        Args:
            flat: Height × width × 3, BGR.
        """
        scale = min(1.0, MAX_WORK_SIDE / max(flat.shape[:2]))
        if scale < 1.0:
            size = (round(flat.shape[1] * scale), round(flat.shape[0] * scale))
            flat = as_bytes(cv2.resize(flat, size, interpolation=cv2.INTER_AREA))
        pixels = as_bytes(cv2.GaussianBlur(flat, (3, 3), 0))
        return cls(pixels, scale, _noise(pixels))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]


def _noise(pixels: NDArray[np.uint8]) -> float:
    """The noise of the flat areas: from the second differences, which remove slopes."""
    green = pixels[::2, ::2, 1].astype(np.int16)
    second = np.abs(green[:, 2:] - 2 * green[:, 1:-1] + green[:, :-2])
    return float(MAD_TO_SIGMA * np.median(second) / np.sqrt(6.0))


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
    least = factor * max(MIN_INK_LEVELS, NOISE_FACTOR * picture.noise)
    bright, dark = (
        _mask(strongest_channel(picture.pixels, operation, MAX_STROKE_PIXELS), least)
        for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT)
    )
    return bright, dark


def _mask(difference: NDArray[np.uint8], least: float) -> NDArray[np.uint8]:
    near = cv2.getStructuringElement(cv2.MORPH_RECT, (PEAK_PIXELS, PEAK_PIXELS))
    peak = cv2.dilate(difference, near)
    floor = np.maximum(as_bytes(cv2.convertScaleAbs(peak, alpha=MIN_PEAK_SHARE)), round(least))
    return as_bytes((difference >= floor).view(np.uint8))
