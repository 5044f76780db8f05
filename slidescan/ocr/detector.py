"""Where lines of text are: a network that marks text, and boxes around its marks.

Differentiable Binarization (Liao, Wan, Yao, Chen and Bai, 2020), with the network of PP-OCRv6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from slidescan.core.geometry import Quad
from slidescan.ocr.inference import Session

if TYPE_CHECKING:
    from numpy.typing import NDArray

COARSE, FINE = 700_000, 2_100_000
"""Pixels of the copy on which text is looked for, and of the one where the first look found
small print."""

SMALL_PRINT = 15.0
"""Height of a line, in pixels of the coarse look, below which a finer one finds more."""

SMALLEST = 0.1
"""Share of the lines that must be small print for a finer look."""

STEP = 32
"""The network halves its input five times."""

LONGEST = 4096
"""Most pixels of a side of what the network sees: a strip is as long as it likes."""

MARKED = 0.3
"""From here on the network's output counts as text."""

SURE = 0.5
"""Least mean output within a box."""

GROWTH = 1.6
"""The network marks lines shrunk; boxes are grown by area × this / perimeter."""

WHOLE = 0.9
"""Share of the picture from which a box holds the picture and not a line of it."""

MOST = 1000
"""Most boxes of a picture."""

THINNEST, LOWEST = 3.0, 5.0
"""Least height of a mark, and of the box grown from it, pixels of what the network sees."""


def detect(session: Session, pixels: NDArray[np.uint8]) -> list[Quad]:
    """Boxes of lines of text, the first look coarse, a second one fine where there is small print.

    Args:
        session: The network.
        pixels: Height × width × 3, BGR.

    Returns:
        Rectangles, maybe turned, in the frame of `pixels`: corners from the upper left one
        clockwise, from the top of the picture down.
    """
    coarse = _scale(pixels, COARSE)
    found = _look(session, pixels, coarse)
    fine = _scale(pixels, FINE)
    if found and fine > coarse:
        heights = sorted(min(quad.width, quad.height) * coarse for quad in found)
        if heights[int(SMALLEST * len(heights))] < SMALL_PRINT:
            closer = _look(session, pixels, fine)
            # What only the first look saw is kept: a finer one loses lines, too, now and then.
            found = closer + [
                seen
                for seen in found
                if not any(_covers(seen, quad) or _covers(quad, seen) for quad in closer)
            ]
    return found


def _covers(box: Quad, other: Quad) -> bool:
    """Whether the middle of another box lies within a box."""
    left, top, right, bottom = box.bounds
    x, y = other.center
    return left < x < right and top < y < bottom


def _scale(pixels: NDArray[np.uint8], area: int) -> float:
    height, width = pixels.shape[:2]
    return float(min(1.0, (area / (height * width)) ** 0.5, LONGEST / max(height, width)))


def _look(session: Session, pixels: NDArray[np.uint8], scale: float) -> list[Quad]:
    height, width = pixels.shape[:2]
    seen_width, seen_height = (max(STEP, round(n * scale / STEP) * STEP) for n in (width, height))
    small = cv2.resize(pixels, (seen_width, seen_height))
    batch = cv2.dnn.blobFromImage(small, 1 / 127.5, mean=(127.5, 127.5, 127.5))
    marks = session(np.asarray(batch, np.float32))[0, 0]
    back = np.array([width / seen_width, height / seen_height], np.float32)
    last = np.array([width - 1, height - 1], np.float32)
    boxes = [(box * back).clip(0, last) for box in _boxes(marks)]
    quads = [
        Quad.of(_clockwise(box).tolist())
        for box in boxes
        if min(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[1])) > THINNEST
        and cv2.contourArea(box) < WHOLE * width * height
    ]
    return sorted(quads, key=lambda quad: (quad.tl[1], quad.tl[0]))


def _boxes(marks: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Rectangles around what is marked, grown, in the frame of the marks."""
    mask = cv2.dilate((marks > MARKED).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours[:MOST]:
        center, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < THINNEST:
            continue
        box = np.asarray(cv2.boxPoints((center, (width, height), angle)), np.float32)
        if _mean_within(marks, box) < SURE:
            continue
        more = 2 * GROWTH * width * height / (2 * (width + height))
        if min(width, height) + more < LOWEST:
            continue
        grown = cv2.boxPoints((center, (width + more, height + more), angle))
        found.append(np.asarray(grown, np.float32))
    return found


def _mean_within(marks: NDArray[np.float32], box: NDArray[np.float32]) -> float:
    height, width = marks.shape
    low = np.clip(np.floor(box.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    high = np.clip(np.ceil(box.max(axis=0)), 0, (width - 1, height - 1)).astype(int)
    (left, top), (right, bottom) = low, high
    mask = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(mask, [(box - low).astype(np.int32)], (1,))
    return float(cv2.mean(marks[top : bottom + 1, left : right + 1], mask)[0])


def _clockwise(box: NDArray[np.float32]) -> NDArray[np.float32]:
    """Corners of a rectangle, from the upper one of the two at its left."""
    ordered = box[np.argsort(box[:, 0], kind="stable")]
    top_left, bottom_left = sorted(ordered[:2], key=lambda corner: float(corner[1]))
    top_right, bottom_right = sorted(ordered[2:], key=lambda corner: float(corner[1]))
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)
