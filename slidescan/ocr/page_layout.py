"""Lays out lines of text as a page, for engines that read pages.

Each line is cut out, rectified, scaled to the same height, and made dark on light at full contrast.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.ocr.recognizer import crop_line

MAX_PAGE_LINE_WIDTH = 16_000
"""The maximum width of a line on the page, pixels; Tesseract limits a page's width to 32,767."""

MIN_PAGE_LINE_WIDTH = 8
"""The minimum width of a line on the page, pixels."""


def lay_out_page(
    pixels: NDArray[np.uint8],
    quads: Sequence[FlatQuad],
    *,
    line_height: int,
    gap: int,
    margin: int,
) -> tuple[NDArray[np.uint8], Sequence[int]]:
    """Lays out lines below each other on a white page.

    Args:
        pixels: Height × width × 3, BGR.
        quads: The lines' corners in `pixels`; at least one.
        line_height: Height of each line on the page, pixels.
        gap: Space above, between and below the lines, pixels.
        margin: Space to the left and right of the lines, pixels.

    Returns:
        The page, height × width, grey, and the width of each line on it, pixels.
    """
    lines = [_dark_on_light(crop_line(pixels, quad), line_height) for quad in quads]
    widths = [line.shape[1] for line in lines]
    size = (gap + len(lines) * (line_height + gap), max(widths) + 2 * margin)
    page = np.full(size, 255, np.uint8)
    for i, line in enumerate(lines):
        top = gap + i * (line_height + gap)
        page[top : top + line_height, margin : margin + line.shape[1]] = line
    return page, widths


def _dark_on_light(line: NDArray[np.uint8], line_height: int) -> NDArray[np.uint8]:
    """The line in grey, dark on light, at full contrast, `line_height` pixels high."""
    height, width = line.shape[:2]
    scaled_width = max(MIN_PAGE_LINE_WIDTH, round(width * line_height / height))
    size = (min(MAX_PAGE_LINE_WIDTH, scaled_width), line_height)
    interpolation = cv2.INTER_AREA if height > line_height else cv2.INTER_CUBIC
    grey = cv2.resize(cv2.cvtColor(line, cv2.COLOR_BGR2GRAY), size, interpolation=interpolation)
    low, high = (float(v) for v in np.percentile(grey, (2, 98)))
    full = ((grey.astype(np.float32) - low) * (255 / max(1.0, high - low))).clip(0, 255)
    # The upper and lower edges show the background.
    if np.median(np.concatenate([full[:2], full[-2:]])) < 127:
        full = 255 - full
    return full.astype(np.uint8)
