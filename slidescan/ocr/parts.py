"""Finds lines in very tall and very wide pictures part by part.

Scaled to one input of the network, their letters would be too small. Neighbouring parts overlap.
A line that lies in two parts is found twice, or in two pieces, and is joined; it is then read
whole, in the resolution of the picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from slidescan.core.geometry import FlatQuad
from slidescan.imaging.inference import Session
from slidescan.ocr.detector import detect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_PARTS_RATIO = 2.5
"""From this ratio of the longer to the shorter side on, a picture is split."""

MIN_PARTS_SIDE = 3000
"""Pictures whose longer side has fewer pixels are never split: rectified slides are smaller."""

PART_RATIO = 1.5
"""Length of a part, in shorter sides of the picture."""

MIN_PART_LENGTH = 640
"""The minimum length of a part, pixels."""

PART_OVERLAP_SHARE = 0.15
"""How much of its length a part shares with the next one."""

MIN_CROSS_OVERLAP = 0.6
"""Two pieces are of one line if they share this much of the smaller one's extent across the
direction of the parts."""

MIN_ALONG_OVERLAP = 0.5
"""They must also share this much, along that direction, of the smaller piece or of the overlap."""


def detect_lines(session: Session, pixels: NDArray[np.uint8]) -> list[FlatQuad]:
    """Finds lines in a picture of any shape; see `detector.detect`."""
    height, width = pixels.shape[:2]
    long, short = max(height, width), min(height, width)
    if long < MIN_PARTS_SIDE or long < MIN_PARTS_RATIO * short:
        return detect(session, pixels)
    axis = 1 if height > width else 0
    length = max(MIN_PART_LENGTH, int(PART_RATIO * short))
    merged: list[FlatQuad] = []
    for start, end in part_spans(long, length):
        part = pixels[start:end] if axis else pixels[:, start:end]
        offset = (0.0, float(start)) if axis else (float(start), 0.0)
        quads = [quad.moved(*offset) for quad in detect(session, part)]
        merged = join(merged, quads, axis, PART_OVERLAP_SHARE * length)
    return sorted(merged, key=lambda quad: (quad.tl[1], quad.tl[0]))


def part_spans(total: int, length: int) -> list[tuple[int, int]]:
    """The start and end of overlapping parts of about `length` that cover `total`, pixels."""
    step = (1 - PART_OVERLAP_SHARE) * length
    count = 1 + max(0, math.ceil((total - length) / step))
    step = (total - length) / max(1, count - 1)
    return [(round(i * step), min(total, round(i * step) + length)) for i in range(count)]


def join(
    before: Sequence[FlatQuad], added: Sequence[FlatQuad], axis: int, overlap: float
) -> list[FlatQuad]:
    """Adds the lines of the next part to those of the parts before; joins pieces of one line.

    Args:
        before: Lines of the earlier parts.
        added: Lines of the next part, in the same frame.
        axis: The axis along which the parts follow each other: 0 for x, 1 for y.
        overlap: How much two parts share, pixels.
    """
    merged = list(before)
    for quad in added:
        for i, other in enumerate(merged):
            if _is_one_line(other, quad, axis, overlap):
                merged[i] = _joined(other, quad, axis)
                break
        else:
            merged.append(quad)
    return merged


def _is_one_line(a: FlatQuad, b: FlatQuad, axis: int, overlap: float) -> bool:
    return (
        _shared(a, b, 1 - axis, float("inf")) >= MIN_CROSS_OVERLAP
        and _shared(a, b, axis, overlap) >= MIN_ALONG_OVERLAP
    )


def _shared(a: FlatQuad, b: FlatQuad, axis: int, most: float) -> float:
    """What two lines share along an axis, relative to the smaller extent or to `most`."""
    (a_low, a_high), (b_low, b_high) = _extent(a, axis), _extent(b, axis)
    smaller = max(1.0, min(a_high - a_low, b_high - b_low, most))
    return (min(a_high, b_high) - max(a_low, b_low)) / smaller


def _extent(quad: FlatQuad, axis: int) -> tuple[float, float]:
    bounds = quad.bounds
    return bounds[axis], bounds[axis + 2]


def _joined(a: FlatQuad, b: FlatQuad, axis: int) -> FlatQuad:
    """One line of two pieces: from the first end of the one to the last end of the other."""
    first, last = sorted((a, b), key=lambda quad: _extent(quad, axis)[0])
    if _extent(last, axis)[1] <= _extent(first, axis)[1]:
        return first
    (low, high), (_, end) = _extent(first, axis), _extent(last, axis)
    if axis == 0:
        return replace(first, tr=last.tr, br=last.br)
    is_along = end - low > first.width
    if is_along:
        return replace(first, bl=last.bl, br=last.br)
    # A line across the parts is cut lengthwise, or seen twice: the higher piece is whole.
    return first if high - low >= end - _extent(last, axis)[0] else last
