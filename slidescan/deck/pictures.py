"""Compares a photo that lies over a page with the page's picture, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.records import DeckLine

BLOCK_SIDE = 40
"""The side of the blocks in which pictures are compared, pixels of a page's picture."""

SHIFT_PIXELS = 5
"""How far a piece of the photo may lie from its position on the page, pixels."""

MIN_CONTRAST = 5.0
"""A block whose grey levels have a smaller standard deviation shows nothing to compare."""

MIN_TEMPLATE_LEVELS = 14
"""A pixel that differs by less than this from the page that all pages share is its template's."""

MIN_PAGES_WITH_TEMPLATE = 5
"""With fewer pages, what they share may be their content."""

MIN_DIFFERENCE_LEVELS = 24
"""Grey levels by which two pages differ at a pixel."""

MIN_DIFFERENCE_PIXELS = 12
"""Smaller differences of two pages are not seen in a photo."""

MAX_DIFFERENCES = 12
"""How many differences of two pages are compared."""

FLAT_CORRELATION = 0.4
"""What counts as the correlation of a photo with a piece of a page that shows nothing."""

THUMBNAIL_SIZE = (64, 36)
"""Width and height of the small pictures that select pages."""

Grey = NDArray[np.uint8]


@dataclass(frozen=True)
class Pieces:
    """The boxes of a page (left, top, right, bottom; pixels) that tell it from the deck's template.

    Attributes:
        boxes: The boxes.
        weights: Their weights.
    """

    boxes: tuple[tuple[int, int, int, int], ...]
    weights: tuple[float, ...]


def template_of(pictures: Sequence[Grey]) -> Grey | None:
    """What all pages share: the median of their pictures; None for few pages or other sizes."""
    if len(pictures) < MIN_PAGES_WITH_TEMPLATE or len({p.shape for p in pictures}) != 1:
        return None
    step = max(1, len(pictures) // 60)
    template: Grey = np.median(np.stack(pictures[::step]), axis=0).astype(np.uint8)
    return template


def pieces_of(picture: Grey, template: Grey | None) -> Pieces:
    """The blocks in which a page has content of its own."""
    height, width = picture.shape
    boxes, weights = [], []
    content = (
        np.abs(picture.astype(np.int16) - template) >= MIN_TEMPLATE_LEVELS
        if template is not None
        else np.ones(picture.shape, np.bool_)
    )
    for top in range(0, height - BLOCK_SIDE // 2, BLOCK_SIDE):
        for left in range(0, width - BLOCK_SIDE // 2, BLOCK_SIDE):
            box = (left, top, min(width, left + BLOCK_SIDE), min(height, top + BLOCK_SIDE))
            block = picture[box[1] : box[3], box[0] : box[2]]
            share = float(content[box[1] : box[3], box[0] : box[2]].mean())
            contrast = contrast_of(block)
            if contrast >= MIN_CONTRAST and share > 0.01:
                boxes.append(box)
                weights.append(min(contrast, 40.0) * min(1.0, 4 * share))
    return Pieces(tuple(boxes), tuple(weights))


def contrast_of(piece: Grey) -> float:
    """The standard deviation of grey levels."""
    _, deviation = cv2.meanStdDev(piece)
    return float(deviation[0, 0])


def correlation(picture: Grey, over: Grey, box: tuple[int, int, int, int]) -> float | None:
    """How alike a piece of a page and the photo over it are, -1..1; None if the page shows nothing.

    The highest normalised correlation within `SHIFT_PIXELS`: light and exposure don't matter.
    """
    left, top, right, bottom = box
    piece = picture[top:bottom, left:right]
    if piece.size == 0 or contrast_of(piece) < MIN_CONTRAST / 2:
        return None
    height, width = over.shape
    around = over[
        max(0, top - SHIFT_PIXELS) : min(height, bottom + SHIFT_PIXELS),
        max(0, left - SHIFT_PIXELS) : min(width, right + SHIFT_PIXELS),
    ]
    if around.shape[0] < piece.shape[0] or around.shape[1] < piece.shape[1]:
        return None
    if contrast_of(around) < 1.0:
        return 0.0
    _, best, _, _ = cv2.minMaxLoc(cv2.matchTemplate(around, piece, cv2.TM_CCOEFF_NORMED))
    # A part of the photo without any contrast gives no number, or one out of range.
    return best if -1.0 <= best <= 1.0 else 0.0


def agreement(picture: Grey, over: Grey, pieces: Pieces) -> float | None:
    """How alike a page and the photo over it are, -1..1; None if the page shows nothing."""
    total = weight_sum = 0.0
    for box, weight in zip(pieces.boxes, pieces.weights, strict=True):
        value = correlation(picture, over, box)
        if value is not None:
            total += weight * value
            weight_sum += weight
    return total / weight_sum if weight_sum else None


def preference(first: Grey, second: Grey, over_first: Grey, over_second: Grey) -> float | None:
    """Whether a photo shows the first page rather than the second, where they differ.

    Returns:
        The mean difference of correlations, -2..2, positive for the first page; None if the pages
        don't differ, or have other sizes.
    """
    if first.shape != second.shape:
        return None
    boxes = _differences(first, second)
    total = weight_sum = 0.0
    for box in boxes:
        a = correlation(first, over_first, box)
        b = correlation(second, over_second, box)
        if a is None and b is None:
            continue
        weight = float((box[2] - box[0]) * (box[3] - box[1])) ** 0.5
        total += weight * (
            (FLAT_CORRELATION if a is None else a) - (FLAT_CORRELATION if b is None else b)
        )
        weight_sum += weight
    return total / weight_sum if weight_sum else None


def _differences(first: Grey, second: Grey) -> list[tuple[int, int, int, int]]:
    """The boxes in which two pages differ, the largest first."""
    differs = np.abs(first.astype(np.int16) - second) >= MIN_DIFFERENCE_LEVELS
    merged = cv2.dilate(differs.astype(np.uint8), np.ones((5, 9), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(merged)
    rows = sorted(stats[1:count].tolist(), key=lambda row: -row[4])[:MAX_DIFFERENCES]
    height, width = first.shape
    return [
        (max(0, x - 2), max(0, y - 2), min(width, x + w + 2), min(height, y + h + 2))
        for x, y, w, h, area in rows
        if area >= MIN_DIFFERENCE_PIXELS
    ]


def line_box(line: DeckLine, shape: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box of a line in a page's picture, pixels."""
    height, width = shape
    left, top, right, bottom = line.quad.bounds
    return (
        max(0, int(left * width) - 1),
        max(0, int(top * height) - 1),
        min(width, int(right * width) + 2),
        min(height, int(bottom * height) + 2),
    )


def thumbnail(grey: Grey) -> NDArray[np.float32]:
    """A small, blurred copy with mean 0 and standard deviation 1; flat pictures are all 0."""
    small = cv2.resize(grey, THUMBNAIL_SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)
    levels = cv2.GaussianBlur(small, (0, 0), 0.8).astype(np.float32)
    spread = float(levels.std())
    normal = (levels - levels.mean()) / spread if spread > 1.0 else np.zeros_like(levels)
    return normal.astype(np.float32).ravel()
