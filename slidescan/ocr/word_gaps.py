"""Splits a line of text at its widest gaps, where only some of its words can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from slidescan.ocr.recognizer import MIN_UPRIGHT_RATIO, crop_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from slidescan.core.geometry import FlatQuad
    from slidescan.core.records import WordSpans

MIN_GAP_HEIGHTS = 0.2
"""The minimum width of a gap between words, in heights of the line."""

MIN_INK_CONTRAST = 0.3
"""Pixels that differ from the ground by more than this share of the largest difference are ink."""

WORD_MARGIN_HEIGHTS = 0.08
"""Room to the left and right of a word, in heights of the line."""


def part_spans(pixels: NDArray[np.uint8], quad: FlatQuad) -> WordSpans:
    """The spans of the parts between a line's gaps, shares (0..1) of its length.

    One for a line without gaps, none for a vertical one.

    Args:
        pixels: Height × width × 3, BGR.
        quad: The line's corners in `pixels`.
    """
    line = crop_line(pixels, quad)
    height, width = line.shape[:2]
    if quad.height >= MIN_UPRIGHT_RATIO * quad.width:
        return ()
    grey = cv2.cvtColor(line, cv2.COLOR_BGR2GRAY).astype(np.float32)
    difference = np.abs(grey - np.median(np.concatenate([grey[:2], grey[-2:]])))
    inner = difference[height // 8 : height - height // 8]
    has_ink = (inner > MIN_INK_CONTRAST * inner.max(initial=1.0)).any(axis=0)
    columns = np.flatnonzero(has_ink)
    if not len(columns):
        return ()
    breaks = np.flatnonzero(np.diff(columns) > max(2.0, MIN_GAP_HEIGHTS * height))
    starts = columns[np.concatenate([[0], breaks + 1])]
    ends = columns[np.concatenate([breaks, [len(columns) - 1]])] + 1
    margin = WORD_MARGIN_HEIGHTS * height
    return tuple(
        (max(0.0, start - margin) / width, min(width, end + margin) / width)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    )
