"""The photo on a working copy, with the pictures derived from it that detectors and score share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

WORKING_SIDE = 800
"""Longer side of the working copy, pixels: edges of slides are long, so this is enough to find
them; they are measured at full resolution afterwards."""


@dataclass(frozen=True)
class Scene:
    """A working copy of an upright photo.

    Attributes:
        small: The copy, height × width × 3, BGR, 8 bit.
        scale: Pixels of the copy per pixel of the upright photo, ≤ 1.
    """

    small: NDArray[np.uint8]
    scale: float

    @classmethod
    def of(cls, pixels: NDArray[np.uint8]) -> Scene:
        """Make the working copy of an upright photo (height × width × 3, BGR)."""
        height, width = pixels.shape[:2]
        scale = min(1.0, WORKING_SIDE / max(height, width))
        if scale == 1.0:
            return cls(pixels, 1.0)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        return cls(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8), scale)

    @property
    def width(self) -> int:
        """Width of the copy, pixels."""
        return int(self.small.shape[1])

    @property
    def height(self) -> int:
        """Height of the copy, pixels."""
        return int(self.small.shape[0])

    @cached_property
    def channels(self) -> tuple[NDArray[np.uint8], ...]:
        """Greyscale pictures that show a slide against its room, the most telling first.

        The brightest of R, G and B (a dark blue theme is bright there), the luminance, and
        the distance from the room's colour along the photo's border.
        """
        value = self.small.max(axis=2)
        grey = cv2.cvtColor(self.small, cv2.COLOR_BGR2GRAY)
        return (value, grey.astype(np.uint8))

    @staticmethod
    def evened(channel: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """`channel` with local contrast raised (CLAHE; Zuiderveld 1994)."""
        return cv2.createCLAHE(clipLimit=4.0, tileGridSize=(8, 8)).apply(channel).astype(np.uint8)

    @cached_property
    def smooth(self) -> NDArray[np.float32]:
        """The copy's brightest channel and luminance and chroma, smoothed: height × width × 4."""
        lab = cv2.cvtColor(self.small, cv2.COLOR_BGR2LAB)
        stack = np.dstack([self.small.max(axis=2), lab]).astype(np.float32)
        return cv2.GaussianBlur(stack, (5, 5), 1.2).astype(np.float32)

    @cached_property
    def gradient(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Grey levels per pixel along x and y, of the channel that changes most at each pixel."""
        gx = np.stack([cv2.Scharr(c, cv2.CV_32F, 1, 0) for c in cv2.split(self.smooth[..., :2])])
        gy = np.stack([cv2.Scharr(c, cv2.CV_32F, 0, 1) for c in cv2.split(self.smooth[..., :2])])
        most = np.argmax(gx * gx + gy * gy, axis=0)[None]
        along_x = np.take_along_axis(gx, most, axis=0)[0] / 32
        along_y = np.take_along_axis(gy, most, axis=0)[0] / 32
        return along_x, along_y

    @cached_property
    def text(self) -> NDArray[np.float32]:
        """How much each pixel looks like small print (0..1): fine strokes in both directions."""
        grey = self.channels[0]
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (7, 7))
        strokes = np.maximum(
            cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel),
            cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel),
        ).astype(np.float32)
        horizontal = cv2.blur(np.abs(cv2.Sobel(strokes, cv2.CV_32F, 1, 0)), (15, 7))
        vertical = cv2.blur(np.abs(cv2.Sobel(strokes, cv2.CV_32F, 0, 1)), (15, 7))
        both = np.minimum(horizontal, vertical)
        return np.clip((both - 12) / 40, 0, 1).astype(np.float32)
