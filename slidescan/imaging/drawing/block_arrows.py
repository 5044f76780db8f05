"""Block arrows: arrows that are solid shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.ends import StrokeEnd
from slidescan.imaging.drawing.heads import EndKind, head_length
from slidescan.imaging.drawing.ink import WorkPicture, as_bytes

MAX_BLOCK_PIXELS = 61
"""The breadth of the largest head, pixels of the working picture; odd."""

MIN_BLOCK_LEVELS = 25
"""The least difference between an arrow and what lies around it, grey levels."""

PEAK_SHARE = 0.5
"""An arrow's edge is where so much of its difference from the background is left."""

MIN_BLOCK_SIDES = (13, 18)
"""The least shorter and longer side of an arrow, pixels."""

MIN_BLOCK_LENGTH = 22.0
"""The least distance between the ends of an arrow, pixels; a head behind a dash is shorter."""

MAX_BLOCK_SIDE = 420
"""The greatest side, pixels."""

MAX_BLOCKS = 60
"""With more shapes of that size, a picture is noise or a photo."""

CROP_PIXELS = 8
"""The margin around a shape that is looked at closely, pixels."""

MAX_TEXT_IN_ARROW_SHARE = 0.2
"""A larger share of an arrow in text boxes: letters."""

ROUGH_SHARE, ROUGH_PIXELS, ROUGH_SHAFT_SHARE = 0.1, 2, 0.2
"""How far a shape of half the size may be from its axis, as a share of its breadth; its shaft is
within so many pixels of its breadth along this share of its length."""

MIN_FILL_SHARE, MAX_FILL_SHARE = 0.3, 0.9
"""The share of its bounds that an arrow covers."""

MIN_BLOCK_HEAD_RATIO = 1.3
"""The least breadth of the head over that of the shaft: the whole shape is measured."""

MAX_BLOCK_DROP_SHARE = 0.15
"""Behind the head, the breadth drops within this share of the head's length, unlike a hexagon's."""

MIN_SHAFT_SHARE = 0.2
"""The least length of an arrow's shaft, as a share of the arrow's length."""

MAX_SHAFT_SPREAD = 0.2
"""How much the breadth of a shaft varies, as a share of it."""

MIN_TAIL_SHARE = 0.6
"""The least breadth of the end without a head, as a share of the shaft's."""


@dataclass(frozen=True)
class BlockArrow:
    """A block arrow: its two ends, the one on the left or at the top first."""

    ends: tuple[StrokeEnd, StrokeEnd]

    @property
    def length(self) -> float:
        """The distance between its ends, pixels."""
        return math.dist(self.ends[0].tip, self.ends[1].tip)


def block_arrows(picture: WorkPicture) -> list[BlockArrow]:
    """The block arrows of a picture."""
    small = as_bytes(cv2.resize(picture.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    gray = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (MAX_BLOCK_PIXELS // 2,) * 2)
    size = (small.shape[1], small.shape[0])
    levels = as_bytes(cv2.resize(picture.levels(MIN_BLOCK_LEVELS), size))
    text = as_bytes(cv2.resize(picture.text, size, interpolation=cv2.INTER_NEAREST))
    arrows = []
    for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        difference = as_bytes(cv2.morphologyEx(gray, operation, kernel))
        peak = cv2.dilate(difference, np.ones((5, 5), np.uint8))
        floor = np.maximum(as_bytes(cv2.convertScaleAbs(peak, alpha=PEAK_SHARE)), levels)
        for left, top, shape in _candidates((difference >= floor).view(np.uint8), text):
            arrow = _arrow_at(picture.pixels, 2 * left, 2 * top, shape)
            if arrow is not None and arrow.length >= MIN_BLOCK_LENGTH:
                arrows.append(arrow)
    return arrows


def _candidates(
    mask: NDArray[np.uint8], text: NDArray[np.uint8]
) -> list[tuple[int, int, NDArray[np.bool_]]]:
    """Shapes of half the size that may be arrows: left, top, and the shape."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    short = 2 * np.minimum(stats[:, 2], stats[:, 3]) + 2
    long = 2 * np.maximum(stats[:, 2], stats[:, 3]) + 2
    fill = stats[:, 4] / np.maximum(stats[:, 2] * stats[:, 3], 1)
    in_text = np.bincount(labels[text > 0], minlength=count)
    fits = (
        (short >= MIN_BLOCK_SIDES[0])
        & (long >= MIN_BLOCK_SIDES[1])
        & (long <= MAX_BLOCK_SIDE)
        & (fill >= MIN_FILL_SHARE)
        & (in_text < MAX_TEXT_IN_ARROW_SHARE * stats[:, 4])
    )
    fits[0] = False
    numbers = np.flatnonzero(fits)
    if len(numbers) > MAX_BLOCKS:
        return []
    candidates = []
    for label in numbers.tolist():
        left, top, width, height = stats[label, :4].tolist()
        shape = labels[top : top + height, left : left + width] == label
        if _may_be_arrow(shape) or _may_be_arrow(shape.T):
            candidates.append((left, top, shape))
    return candidates


def _may_be_arrow(along: NDArray[np.bool_]) -> bool:
    """Whether a shape of half the size is about symmetric about the x axis, and has a shaft."""
    breadths = along.sum(axis=0)
    centers = (along * np.arange(along.shape[0])[:, None]).sum(axis=0) / np.maximum(breadths, 1)
    error = float(np.abs(centers - (along.shape[0] - 1) / 2).mean())
    if error > ROUGH_SHARE * along.shape[0] + 1:
        return False
    shaft = _shaft(2.0 * breadths)
    if shaft is None:
        return False
    near = np.abs(2.0 * breadths - shaft) <= MAX_SHAFT_SPREAD * shaft + ROUGH_PIXELS
    return float(near.mean()) >= ROUGH_SHAFT_SHARE


def _arrow_at(
    pixels: NDArray[np.uint8], left: int, top: int, small: NDArray[np.bool_]
) -> BlockArrow | None:
    """The arrow that a shape of half the size is, looked at in the full picture.

    Args:
        pixels: The picture.
        left: The left end of the shape in it.
        top: The upper end of the shape in it.
        small: The shape, half as large.
    """
    inner = np.pad(small.repeat(2, axis=0).repeat(2, axis=1).view(np.uint8), CROP_PIXELS)
    y, x = top - CROP_PIXELS, left - CROP_PIXELS
    crop = pixels[max(0, y) : y + inner.shape[0], max(0, x) : x + inner.shape[1]]
    inner = inner[max(0, -y) :, max(0, -x) :][: crop.shape[0], : crop.shape[1]]
    around = np.ones((3, 3), np.uint8)
    allowed = as_bytes(cv2.dilate(inner, around))
    core = as_bytes(cv2.erode(inner, around))
    outside = cv2.dilate(allowed, np.ones((5, 5), np.uint8)) == 0
    if not core.any() or not outside.any():
        return None
    color = crop.astype(np.float32)
    ground = _median_color(crop, outside)
    contrast = _median_color(crop, core.view(np.bool_)) - ground
    square = float(contrast @ contrast)
    if square < MIN_BLOCK_LEVELS**2:
        return None
    is_arrow = ((color - ground) @ contrast >= PEAK_SHARE * square).view(np.uint8) & allowed
    _, labels, stats, _ = cv2.connectedComponentsWithStats(is_arrow, connectivity=4)
    if len(stats) < 2:
        return None
    largest = 1 + int(stats[1:, 4].argmax())
    column, row, width, height, area = (int(v) for v in stats[largest])
    is_large = min(width, height) >= MIN_BLOCK_SIDES[0] and max(width, height) >= MIN_BLOCK_SIDES[1]
    if not is_large or not MIN_FILL_SHARE <= area / (width * height) <= MAX_FILL_SHARE:
        return None
    shape = labels[row : row + height, column : column + width] == largest
    return _arrow(shape, max(0, x) + column, max(0, y) + row)


def _median_color(pixels: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The median of each channel within a mask: bytes are sorted in linear time."""
    ranked = np.sort(pixels[mask], axis=0, kind="stable").astype(np.float32)
    return np.asarray((ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2, np.float32)


def _arrow(shape: NDArray[np.bool_], left: int, top: int) -> BlockArrow | None:
    """The arrow that a shape is along one of its sides; None if it is one along both or none."""
    level, upright = _kinds(shape), _kinds(shape.T)
    kinds, is_upright = (upright, True) if level is None else (level, False)
    if kinds is None or (level is not None and upright is not None):
        return None
    along = shape.T if is_upright else shape
    middle = (along.shape[0] - 1) / 2
    points = ((0.0, middle), (along.shape[1] - 1.0, middle))
    outward = ((-1.0, 0.0), (1.0, 0.0))
    if is_upright:
        points, outward = (tuple((y, x) for x, y in pairs) for pairs in (points, outward))  # type: ignore[assignment]
    first, second = (
        StrokeEnd((x + left, y + top), vector, kind)
        for (x, y), vector, kind in zip(points, outward, kinds, strict=True)
    )
    return BlockArrow((first, second))


def _kinds(along: NDArray[np.bool_]) -> tuple[EndKind, EndKind] | None:
    """The kinds of the left and the right end of a shape that lies along the x axis."""
    breadths = along.sum(axis=0).astype(np.float64)
    rows = np.arange(along.shape[0])[:, None]
    centers = (along * rows).sum(axis=0) / np.maximum(breadths, 1)
    # Symmetric about its axis, everywhere.
    if np.abs(centers - (along.shape[0] - 1) / 2).mean() > 0.06 * along.shape[0] + 0.5:
        return None
    shaft = _shaft(breadths)
    if shaft is None:
        return None
    lengths = [
        head_length(part, shaft, min_ratio=MIN_BLOCK_HEAD_RATIO, max_drop=MAX_BLOCK_DROP_SHARE)
        for part in (breadths, breadths[::-1])
    ]
    ends: list[EndKind] = ["arrow" if length else "plain" for length in lengths]
    if not any(lengths):
        return None
    inner = breadths[lengths[0] + 2 if lengths[0] else 0 :]
    inner = inner[: len(inner) - (lengths[1] + 2 if lengths[1] else 0)]
    is_long = len(inner) >= MIN_SHAFT_SHARE * len(breadths)
    if not is_long or np.abs(inner[2:-2] - shaft).max(initial=0) > MAX_SHAFT_SPREAD * shaft + 1:
        return None
    tails = [
        breadths[:3].max() if not lengths[0] else shaft,
        breadths[-3:].max() if not lengths[1] else shaft,
    ]
    if min(tails) < MIN_TAIL_SHARE * shaft:
        return None
    return ends[0], ends[1]


def _shaft(breadths: NDArray[np.float64]) -> float | None:
    """The breadth that most of the shape has, if it is well below the greatest."""
    counts = np.bincount(breadths.astype(np.int64))
    smooth = np.convolve(counts, [1, 1, 1], mode="same")
    full = int(breadths.max())
    smooth[int(0.85 * full) :] = 0
    smooth[: max(2, int(0.2 * full))] = 0
    return float(smooth.argmax()) if smooth.max() > 2 else None
