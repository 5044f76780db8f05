"""Splits a line of text at its widest gaps, where only some of its words can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from slidescan.core.geometry import FlatQuad, Point
from slidescan.ocr.recognizer import MIN_UPRIGHT_RATIO, crop_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_GAP_HEIGHTS = 0.2
"""The minimum width of a gap between words, in heights of the line."""

MIN_INK_CONTRAST = 0.3
"""Pixels that differ from the ground by more than this share of the largest difference are ink."""

WORD_MARGIN_HEIGHTS = 0.08
"""Room to the left and right of a word, in heights of the line."""


def word_quads(pixels: NDArray[np.uint8], quad: FlatQuad) -> list[FlatQuad]:
    """The quads of a line's words; one for a line without gaps, none for a vertical one.

    Args:
        pixels: Height × width × 3, BGR.
        quad: The line's corners in `pixels`.
    """
    line = crop_line(pixels, quad)
    height, width = line.shape[:2]
    if quad.height >= MIN_UPRIGHT_RATIO * quad.width:
        return []
    grey = cv2.cvtColor(line, cv2.COLOR_BGR2GRAY).astype(np.float32)
    difference = np.abs(grey - np.median(np.concatenate([grey[:2], grey[-2:]])))
    inner = difference[height // 8 : height - height // 8]
    has_ink = (inner > MIN_INK_CONTRAST * inner.max(initial=1.0)).any(axis=0)
    columns = np.flatnonzero(has_ink)
    if not len(columns):
        return []
    breaks = np.flatnonzero(np.diff(columns) > max(2.0, MIN_GAP_HEIGHTS * height))
    starts = columns[np.concatenate([[0], breaks + 1])]
    ends = columns[np.concatenate([breaks, [len(columns) - 1]])] + 1
    margin = WORD_MARGIN_HEIGHTS * height
    return [
        _between(quad, max(0.0, start - margin) / width, min(width, end + margin) / width)
        for start, end in zip(starts, ends, strict=True)
    ]


def _between(quad: FlatQuad, start: float, end: float) -> FlatQuad:
    """The part of a line from one share of its length to another."""

    def along(a: Point, b: Point, share: float) -> Point:
        return float(a[0] + share * (b[0] - a[0])), float(a[1] + share * (b[1] - a[1]))

    top, bottom = (quad.tl, quad.tr), (quad.bl, quad.br)
    return FlatQuad(
        along(*top, start), along(*top, end), along(*bottom, end), along(*bottom, start)
    )
