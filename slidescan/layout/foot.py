"""Splits a slide into content and foot: notices, what stands beside them, logos in the corners."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from slidescan.layout.boxes import Box
from slidescan.layout.footers import FOOT_DEPTH_SHARE, is_notice

MAX_FOOT_GAP = 1.0
"""The foot of the slide begins this far above a notice, in heights of the notice."""

MIN_SENTENCE_WORDS, MIN_SENTENCE_CHARS = 4, 16
"""A text with at least this many words and characters, whose middle is above a notice, is content.
Logos may be read in pieces."""

INNER_DEPTH_SHARES = (0.15, 0.85)
"""The content whose left and right ends count is between these depths, shares of the height."""

MAX_SMALL_RATIO = 0.8
"""Small print is at most this high, in median heights of all texts."""

MIN_SMALL_WORDS = 5
"""The minimum number of words of small print; fewer are logos and captions."""

MAX_LEVEL_TEXTS = 1
"""At most so many texts stand in one row with a logo; captions below pictures are more."""

MIN_MARGIN_OFFSET, MAX_LOGO_WIDTH_SHARE, MAX_LOGO_WORDS = 0.5, 0.25, 2
"""A logo in a lower corner stands so far beyond the content's left or right end, in its heights; it
takes at most this share of the slide's width and has at most so many words."""


def split_foot(boxes: Sequence[Box], width: float, height: float) -> tuple[list[Box], list[Box]]:
    """The boxes of the content and those of the foot, which come last.

    Args:
        boxes: All boxes.
        width: The slide's width, pixels.
        height: The slide's height, pixels.
    """
    inner = [box for box in boxes if _is_inner(box, height)]
    foot_top = FOOT_DEPTH_SHARE * height
    notices = [box for box in boxes if is_notice(box.text) and box.top > foot_top]
    first = min(notices, key=lambda box: box.top, default=None)
    last = _small_lines(boxes, height)

    def is_foot(box: Box) -> bool:
        if box in last or (first is not None and _is_beside_notice(box, first)):
            return True
        return _is_corner_logo(box, boxes, inner, width, height)

    return [box for box in boxes if not is_foot(box)], [box for box in boxes if is_foot(box)]


def _small_lines(boxes: Sequence[Box], height: float) -> list[Box]:
    """Small text at the foot, below all that is larger: it is read last, whatever its columns.

    A line right above it would be parted from it, so then it is none.
    """
    if not boxes:
        return []
    most = MAX_SMALL_RATIO * statistics.median(box.height for box in boxes)
    depth = INNER_DEPTH_SHARES[1] * height
    small = [
        box
        for box in boxes
        if box.middle > depth
        and box.height <= most
        and not any(_is_right_above(other, box) for other in boxes)
    ]
    lowest = max((box.bottom for box in boxes if box not in small), default=0.0)
    small = [box for box in small if box.middle >= lowest]
    words = sum(len(box.text.split()) for box in small)
    return small if words >= MIN_SMALL_WORDS else []


def _is_right_above(upper: Box, lower: Box) -> bool:
    gap = lower.top - upper.bottom
    return (
        upper.middle < lower.top
        and gap < MAX_FOOT_GAP * lower.height
        and min(upper.right, lower.right) > max(upper.left, lower.left)
    )


def _is_beside_notice(box: Box, notice: Box) -> bool:
    edge = notice.top - MAX_FOOT_GAP * (notice.bottom - notice.top)
    words = len(box.text.split())
    is_sentence = words >= MIN_SENTENCE_WORDS and len(box.text) >= MIN_SENTENCE_CHARS
    return box.bottom >= edge and not (is_sentence and box.middle < notice.top)


def _is_inner(box: Box, height: float) -> bool:
    low, high = INNER_DEPTH_SHARES
    return low * height <= box.middle <= high * height


def _is_corner_logo(
    box: Box, boxes: Sequence[Box], inner: Sequence[Box], width: float, height: float
) -> bool:
    """Whether a few words stand in the margin below the content."""
    if not inner or box.middle <= INNER_DEPTH_SHARES[1] * height:
        return False
    left, right = min(other.left for other in inner), max(other.right for other in inner)
    offset = MIN_MARGIN_OFFSET * box.height
    is_aside = (box.left < left - offset) != (box.right > right + offset)
    is_small = box.right - box.left <= MAX_LOGO_WIDTH_SHARE * width
    is_short = len(box.text.split()) <= MAX_LOGO_WORDS
    level = sum(
        left <= other.center <= right and other.top < box.middle < other.bottom
        for other in boxes
        if other is not box
    )
    return is_aside and is_small and is_short and level <= MAX_LEVEL_TEXTS
