"""The photo at a working size, and the pictures derived from it for detectors and features."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.slide_map import SlideMap, slide_map

WORKING_SIDE = 640
"""Longer side of the working copy, pixels: enough to find the long edges of a slide, which
`refine` then measures at full resolution."""

COARSE_SCALE = 0.6
"""Scale of the copy on which regions are searched for; `search` then aligns their sides."""

DARK_LEVELS = 6.0
"""Grey levels added before the square root, so that noise in dark areas is not amplified."""

SQRT_LEVELS = np.rint(
    255
    * (np.sqrt(np.arange(256) + DARK_LEVELS) - np.sqrt(DARK_LEVELS))
    / (np.sqrt(255 + DARK_LEVELS) - np.sqrt(DARK_LEVELS))
).astype(np.uint8)
"""Grey levels on a square-root scale, where a sensor's noise is equal at all levels (Anscombe
1948): the edge of a black display on a dark wall then counts as much as an edge in bright light."""

BORDER_SUPPORT = 0.35
"""Edge strength, 0..1, along and beyond the photo's border, where a slide or any other thing may be
cut off."""

TEXT_CELLS = 80
"""The number of cells for text along the longer side of the photo."""

MIN_CELL_TEXT = 0.05
"""Cells with less text, 0..1, don't count."""


@dataclass(frozen=True)
class WorkingCopy:
    """A working copy of an upright photo.

    Attributes:
        small: The copy, height × width × 3, BGR, 8 bit.
        scale: Pixels of the copy per pixel of the upright photo, ≤ 1.
        focal: The camera's focal length in pixels of the copy; None if unknown.
    """

    small: NDArray[np.uint8]
    scale: float
    focal: float | None = None

    @classmethod
    def of(cls, pixels: NDArray[np.uint8], focal: float | None = None) -> WorkingCopy:
        """Makes the working copy.

        Args:
            pixels: The upright photo, height × width × 3, BGR.
            focal: The camera's focal length in pixels of the photo, if known.
        """
        height, width = pixels.shape[:2]
        scale = min(1.0, WORKING_SIDE / max(height, width))
        if scale == 1.0:
            return cls(pixels, 1.0, focal)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        return cls(small, scale, focal * scale if focal else None)

    @property
    def width(self) -> int:
        """Width of the copy, pixels."""
        return int(self.small.shape[1])

    @property
    def height(self) -> int:
        """Height of the copy, pixels."""
        return int(self.small.shape[0])

    @cached_property
    def value(self) -> NDArray[np.uint8]:
        """The maximum of R, G and B, in which a dark blue theme is bright."""
        blue, green, red = cv2.split(self.small)
        return cv2.max(cv2.max(blue, green), red).astype(np.uint8, copy=False)

    @cached_property
    def channels(self) -> tuple[NDArray[np.uint8], ...]:
        """Value and luminance, on the square-root scale."""
        grey = cv2.cvtColor(self.small, cv2.COLOR_BGR2GRAY)
        return tuple(
            cv2.LUT(c, SQRT_LEVELS).astype(np.uint8, copy=False) for c in (self.value, grey)
        )

    @cached_property
    def coarse(self) -> tuple[tuple[NDArray[np.uint8], list[int]], ...]:
        """`channels` at `COARSE_SCALE`, each with levels that may separate regions.

        The levels are Otsu's threshold (1979), some levels around it, and the quartiles.
        """
        copies = []
        for channel in self.channels:
            small = cv2.resize(
                channel, None, fx=COARSE_SCALE, fy=COARSE_SCALE, interpolation=cv2.INTER_AREA
            )
            smooth = cv2.medianBlur(small, 3).astype(np.uint8, copy=False)
            otsu, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
            levels = {int(otsu), int(otsu * 0.6), int(otsu * 0.8), int(otsu * 1.25)}
            levels |= {int(v) for v in np.quantile(smooth, (0.25, 0.5, 0.75))}
            copies.append((smooth, sorted(level for level in levels if 4 < level < 250)))
        return tuple(copies)

    @cached_property
    def smooth(self) -> NDArray[np.uint8]:
        """`channels` and the chroma a and b of CIELAB, smoothed: height × width × 4."""
        lab = cv2.cvtColor(self.small, cv2.COLOR_BGR2LAB)
        stack = cv2.merge([*self.channels, lab[..., 1], lab[..., 2]])
        return cv2.GaussianBlur(stack, (5, 5), 1.2).astype(np.uint8, copy=False)

    @cached_property
    def smooth_channels(self) -> tuple[NDArray[np.uint8], ...]:
        """`channels`, smoothed."""
        return tuple(
            cv2.extractChannel(self.smooth, i).astype(np.uint8, copy=False) for i in (0, 1)
        )

    @cached_property
    def gradient(self) -> NDArray[np.float32]:
        """Levels per pixel along x and y in the channel that changes more: height × width × 2."""
        steps = [
            np.dstack([cv2.Scharr(c, cv2.CV_32F, 1, 0), cv2.Scharr(c, cv2.CV_32F, 0, 1)])
            for c in self.smooth_channels
        ]
        power = [step[..., 0] ** 2 + step[..., 1] ** 2 for step in steps]
        second_is_stronger = (power[1] > power[0])[..., None]
        gradient = np.where(second_is_stronger, steps[1], steps[0]) / np.float32(32)
        return gradient.astype(np.float32)

    @cached_property
    def text_map(self) -> NDArray[np.float32]:
        """How much each pixel looks like small text, 0..1: fine strokes in both directions."""
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5))
        strokes = cv2.max(
            cv2.morphologyEx(self.value, cv2.MORPH_TOPHAT, kernel),
            cv2.morphologyEx(self.value, cv2.MORPH_BLACKHAT, kernel),
        )
        horizontal = cv2.blur(np.abs(cv2.Sobel(strokes, cv2.CV_32F, 1, 0)), (13, 5))
        vertical = cv2.blur(np.abs(cv2.Sobel(strokes, cv2.CV_32F, 0, 1)), (13, 5))
        return np.clip((np.minimum(horizontal, vertical) - 12) / 40, 0, 1).astype(np.float32)

    @cached_property
    def text_cells(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Centres of the cells with text (n × 2, pixels of the copy), and their text, 0..1."""
        shrink = TEXT_CELLS / max(self.width, self.height)
        size = (max(1, round(self.width * shrink)), max(1, round(self.height * shrink)))
        text = cv2.resize(self.text_map, size, interpolation=cv2.INTER_AREA)
        y, x = np.nonzero(text > MIN_CELL_TEXT)
        scale = np.array([self.width / text.shape[1], self.height / text.shape[0]])
        return (np.stack([x, y], axis=1) + 0.5) * scale, text[y, x].astype(float)

    @cached_property
    def slide_map(self) -> SlideMap:
        """Where the slide and its sides likely are."""
        return slide_map(self.small)
