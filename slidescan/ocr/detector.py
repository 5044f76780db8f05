"""Finds lines of text: a network maps the probability of text, and boxes enclose likely regions.

The method is Differentiable Binarization (Liao, Wan, Yao, Chen and Bai, 2020), with the network
of PP-OCRv6.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from slidescan.core.geometry import FlatQuad
from slidescan.imaging.inference import Session

if TYPE_CHECKING:
    from numpy.typing import NDArray

COARSE_PIXELS = 700_000
"""Size of the copy for the first pass, pixels."""

FINE_PIXELS = 2_100_000
"""Size of the copy for the second pass, pixels; only if the first pass finds small lines."""

SMALL_PICTURE_PIXELS, MAX_ENLARGEMENT = 350_000, 2.0
"""A smaller picture is enlarged to this size, pixels, at most so many times: the letters of a slide
at the end of a hall are too small for the network."""

SMALL_LINE_HEIGHT = 15.0
"""Lines lower than this on the coarse copy are small, pixels: a fine pass finds more of them."""

MIN_SMALL_SHARE = 0.1
"""A fine pass follows if at least this share of lines is small."""

TINY_LINE_HEIGHT = 12.5
"""A fine pass also follows if any line is lower than this on the coarse copy, pixels: it may be cut
off, and others like it missing."""

INPUT_MULTIPLE = 32
"""The width and height of the network's input are multiples of this: it halves them five times."""

MAX_INPUT_SIDE = 4096
"""The maximum side of the network's input, pixels: panoramas have few pixels but long sides."""

MIN_TEXT_PROBABILITY = 0.3
"""A pixel counts as text above this probability; PaddleOCR's `thresh`."""

MIN_BOX_PROBABILITY = 0.5
"""The minimum mean probability within a box; PaddleOCR's `box_thresh`."""

UNCLIP_RATIO = 1.6
"""Boxes grow by area × this / perimeter, because the network is trained on shrunk lines;
PaddleOCR's `unclip_ratio`."""

MAX_BOX_SHARE = 0.9
"""A box that covers more than this share of the picture encloses the picture, not a line."""

MAX_BOXES = 1000
"""The maximum number of boxes in a picture."""

MIN_REGION_HEIGHT = 3.0
"""The minimum height of a region of text, pixels of the network's input."""

MIN_BOX_HEIGHT = 5.0
"""The minimum height of a grown box, pixels of the network's input."""


def detect(session: Session, pixels: NDArray[np.uint8]) -> list[FlatQuad]:
    """Finds lines in a coarse pass, then in a fine pass if there are small lines.

    Args:
        session: The network.
        pixels: Height × width × 3, BGR.

    Returns:
        Rectangles, possibly rotated, in the frame of `pixels`, sorted from top to bottom. Their
        corners run clockwise from the top left.
    """
    coarse_scale = _scale(pixels, COARSE_PIXELS)
    fine_scale = _scale(pixels, FINE_PIXELS)
    coarse = _detect_at(session, pixels, coarse_scale)
    if not coarse or fine_scale <= coarse_scale:
        return coarse
    heights = sorted(min(quad.width, quad.height) * coarse_scale for quad in coarse)
    has_small = heights[int(MIN_SMALL_SHARE * len(heights))] < SMALL_LINE_HEIGHT
    if not has_small and heights[0] >= TINY_LINE_HEIGHT:
        return coarse
    fine = _detect_at(session, pixels, fine_scale)
    # The fine pass misses some lines of the coarse pass.
    overlaps = _overlaps(coarse, fine)
    return fine + [quad for quad, row in zip(coarse, overlaps, strict=True) if not row.any()]


def _overlaps(boxes: Sequence[FlatQuad], others: Sequence[FlatQuad]) -> NDArray[np.bool_]:
    """Whether the centre of one box lies within another one: boxes × others."""
    return _hold_centers(boxes, others) | _hold_centers(others, boxes).T


def _hold_centers(boxes: Sequence[FlatQuad], others: Sequence[FlatQuad]) -> NDArray[np.bool_]:
    """Whether each box holds the centre of each of the others: boxes × others."""
    left, top, right, bottom = np.array([box.bounds for box in boxes]).reshape(-1, 4).T[..., None]
    x, y = np.array([other.center for other in others]).reshape(-1, 2).T
    return np.asarray((left < x) & (x < right) & (top < y) & (y < bottom), np.bool_)


def _scale(pixels: NDArray[np.uint8], area: int) -> float:
    height, width = pixels.shape[:2]
    count = height * width
    enlargement = min(max(1.0, (SMALL_PICTURE_PIXELS / count) ** 0.5), MAX_ENLARGEMENT)
    return float(min(enlargement, (area / count) ** 0.5, MAX_INPUT_SIDE / max(height, width)))


def _detect_at(session: Session, pixels: NDArray[np.uint8], scale: float) -> list[FlatQuad]:
    """Finds lines in a copy of the picture scaled by `scale`."""
    height, width = pixels.shape[:2]
    input_width, input_height = (
        max(INPUT_MULTIPLE, round(side * scale / INPUT_MULTIPLE) * INPUT_MULTIPLE)
        for side in (width, height)
    )
    copy = cv2.resize(pixels, (input_width, input_height))
    batch = cv2.dnn.blobFromImage(copy, 1 / 127.5, mean=(127.5, 127.5, 127.5))
    probability = session(np.asarray(batch, np.float32))[0, 0]
    to_pixels = np.array([width / input_width, height / input_height], np.float32)
    last_pixel = np.array([width - 1, height - 1], np.float32)
    boxes = [(box * to_pixels).clip(0, last_pixel) for box in _boxes(probability)]
    quads = [
        FlatQuad.of(_clockwise(box).tolist())
        for box in boxes
        if min(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[1])) > MIN_REGION_HEIGHT
        and cv2.contourArea(box) < MAX_BOX_SHARE * width * height
    ]
    return sorted(quads, key=lambda quad: (quad.tl[1], quad.tl[0]))


def _boxes(probability: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Grown rectangles around regions of text, 4 × 2 each, in pixels of the map."""
    mask = (probability > MIN_TEXT_PROBABILITY).view(np.uint8)
    mask = cv2.dilate(mask, np.ones((2, 2), np.uint8)).astype(np.uint8, copy=False)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours[:MAX_BOXES]:
        center, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < MIN_REGION_HEIGHT:
            continue
        box = np.asarray(cv2.boxPoints((center, (width, height), angle)), np.float32)
        if _mean_within(probability, box) < MIN_BOX_PROBABILITY:
            continue
        growth = 2 * UNCLIP_RATIO * width * height / (2 * (width + height))
        if min(width, height) + growth < MIN_BOX_HEIGHT:
            continue
        grown = cv2.boxPoints((center, (width + growth, height + growth), angle))
        boxes.append(np.asarray(grown, np.float32))
    return boxes


def _mean_within(probability: NDArray[np.float32], box: NDArray[np.float32]) -> float:
    height, width = probability.shape
    low = np.clip(np.floor(box.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    high = np.clip(np.ceil(box.max(axis=0)), 0, (width - 1, height - 1)).astype(int)
    (left, top), (right, bottom) = low, high
    mask = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(mask, [(box - low).astype(np.int32)], (1,))
    return float(cv2.mean(probability[top : bottom + 1, left : right + 1], mask)[0])


def _clockwise(box: NDArray[np.float32]) -> NDArray[np.float32]:
    """The corners of a rectangle, clockwise from the upper one of the two leftmost corners."""
    ordered = box[np.argsort(box[:, 0], kind="stable")]
    top_left, bottom_left = sorted(ordered[:2], key=lambda corner: float(corner[1]))
    top_right, bottom_right = sorted(ordered[2:], key=lambda corner: float(corner[1]))
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)
