"""Block arrows: arrows that are solid shapes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.ends import StrokeEnd
from slidescan.imaging.drawing.heads import EndKind, head_length
from slidescan.imaging.drawing.ink import (
    NOISE_FACTOR,
    WorkPicture,
    as_bytes,
    strongest_channel,
)

MAX_BLOCK_PIXELS = 61
"""The breadth of the largest head, pixels of the working picture; odd."""

MIN_BLOCK_LEVELS = 25
"""The least difference between an arrow and what lies around it, grey levels."""

PEAK_SHARE = 0.5
"""An arrow's edge is where so much of its difference from the background is left."""

MIN_BLOCK_SIDES = (13, 18)
"""The least shorter and longer side of an arrow, pixels."""

MAX_BLOCK_SIDE = 420
"""The greatest side, pixels."""

MAX_BLOCKS = 60
"""With more shapes of that size, a picture is noise or a photo."""

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


def block_arrows(picture: WorkPicture, text: NDArray[np.uint8]) -> list[BlockArrow]:
    """The block arrows of a picture.

    Args:
        picture: The picture.
        text: 1 where text is, else 0.
    """
    arrows = []
    least = max(MIN_BLOCK_LEVELS, NOISE_FACTOR * picture.noise)
    for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        difference = strongest_channel(picture.pixels, operation, MAX_BLOCK_PIXELS)
        peak = cv2.dilate(difference, np.ones((9, 9), np.uint8))
        floor = np.maximum(as_bytes(cv2.convertScaleAbs(peak, alpha=PEAK_SHARE)), round(least))
        arrows += _arrows_in((difference >= floor).view(np.uint8), text)
    return arrows


def _arrows_in(mask: NDArray[np.uint8], text: NDArray[np.uint8]) -> list[BlockArrow]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    short = np.minimum(stats[:, 2], stats[:, 3])
    long = np.maximum(stats[:, 2], stats[:, 3])
    fill = stats[:, 4] / np.maximum(stats[:, 2] * stats[:, 3], 1)
    in_text = np.bincount(labels[text > 0], minlength=count)
    fits = (
        (short >= MIN_BLOCK_SIDES[0])
        & (long >= MIN_BLOCK_SIDES[1])
        & (long <= MAX_BLOCK_SIDE)
        & (fill >= MIN_FILL_SHARE)
        & (fill <= MAX_FILL_SHARE)
        & (in_text < 0.2 * stats[:, 4])
    )
    fits[0] = False
    arrows: list[BlockArrow] = []
    numbers = np.flatnonzero(fits)
    if len(numbers) > MAX_BLOCKS:
        return arrows
    for label in numbers:
        left, top, width, height, _ = (int(v) for v in stats[label])
        shape = labels[top : top + height, left : left + width] == label
        arrow = _arrow(shape, left, top)
        if arrow is not None:
            arrows.append(arrow)
    return arrows


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
