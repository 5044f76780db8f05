"""Groups the text in a box, a card or a panel of the slide, which is read together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from slidescan.core.geometry import FlatQuad
from slidescan.layout.boxes import Box
from slidescan.layout.cells import Cell

MIN_INSIDE_SHARE, MAX_OUTSIDE_SHARE = 0.8, 0.2
"""A text is in a frame if at least the first share of its width is, and outside if at most the
second is. A frame that cuts a text is none."""

MIN_ROW_FRAMES = 3
"""The minimum number of frames in a row that is read from left to right."""

MAX_FRAME_OFFSET, MAX_FRAME_RATIO = 0.25, 1.25
"""Frames in one row have tops and bottoms that are at most this far apart, in heights of the lower
frame, and heights of at most this ratio."""

MIN_FRAME_GAP = 0.25
"""The minimum gap between two frames in one row, in heights of the first; the cells of a table are
closer."""

MIN_CARD_HEAD_RATIO = 1.3
"""In a card that stands close to others, the largest text is at least this many times as high as
the smallest."""

MAX_FRAME_CAPTION_GAP = 1.0
"""The maximum gap between a frame and a caption below it, in heights of the frame."""

Bounds = tuple[float, float, float, float]
"""Left, top, right and bottom, pixels."""


def framed_cells(
    boxes: Iterable[Box],
    frames: Iterable[FlatQuad],
    ordered: Callable[[list[Cell]], list[Box]],
    cells_of: Callable[[Iterable[Box]], list[Cell]],
    *,
    mirrored: bool = False,
) -> list[Cell]:
    """The cells of a slide, those in a frame as one, and those in a row of frames as one.

    Args:
        boxes: All boxes.
        frames: Upright shapes on the slide; one that holds a part of a group holds the group.
        ordered: Puts the cells within a frame in reading order.
        cells_of: Joins the boxes that are in no frame, or in the same one, into cells.
        mirrored: Whether the boxes are mirrored.
    """
    loose, groups = list(boxes), list[Cell]()
    areas = [_bounds(frame, mirrored=mirrored) for frame in frames]
    rows = _rows(areas, loose)
    for bounds in sorted([*areas, *rows], key=_area):
        texts: list[Box | Cell] = [*loose, *groups]
        shares = [_inside_share(each, bounds) for each in texts]
        if any(MAX_OUTSIDE_SHARE < share < MIN_INSIDE_SHARE for share in shares):
            continue
        inside = [b for b in loose if _inside_share(b, bounds) >= MIN_INSIDE_SHARE]
        held = [g for g in groups if _inside_share(g, bounds) >= MIN_INSIDE_SHARE]
        if len(inside) + len(held) < 2:
            continue
        group = _group([*cells_of(inside), *held], ordered)
        loose = [b for b in loose if b not in inside]
        groups = [*(g for g in groups if g not in held), group]
    return [*cells_of(loose), *groups]


def _bounds(frame: FlatQuad, *, mirrored: bool) -> Bounds:
    left, top, right, bottom = frame.bounds
    return (-right, top, -left, bottom) if mirrored else (left, top, right, bottom)


def _area(bounds: Bounds) -> float:
    left, top, right, bottom = bounds
    return (right - left) * (bottom - top)


def _rows(areas: Sequence[Bounds], boxes: Sequence[Box]) -> list[Bounds]:
    """The bounds of rows of frames of one height that stand side by side in one larger frame.

    Frames that all have captions below are cards: each is read with its caption.
    """
    holding = [a for a in areas if any(_inside_share(b, a) >= MIN_INSIDE_SHARE for b in boxes)]
    inner = [a for a in holding if not any(_holds(a, other) for other in holding)]
    rows: dict[tuple[Bounds, ...], None] = {}
    for first in inner:
        around = _around(first, areas)
        row = tuple(a for a in sorted(inner) if _is_level(first, a) and _around(a, areas) == around)
        apart = [b[0] - a[2] >= MIN_FRAME_GAP * (a[3] - a[1]) for a, b in pairwise(row)]
        is_row = all(apart) or all(_has_two_sizes(a, boxes) for a in row)
        are_cards = all(any(_is_caption(b, a) for b in boxes) for a in row)
        if len(row) >= MIN_ROW_FRAMES and is_row and not are_cards:
            rows[row] = None
    return [
        (row[0][0], min(a[1] for a in row), max(a[2] for a in row), max(a[3] for a in row))
        for row in rows
    ]


def _has_two_sizes(frame: Bounds, boxes: Sequence[Box]) -> bool:
    """Whether a frame holds a number or a head and smaller text: no cell of a table does."""
    heights = [box.height for box in boxes if _inside_share(box, frame) >= MIN_INSIDE_SHARE]
    return bool(heights) and max(heights) >= MIN_CARD_HEAD_RATIO * min(heights)


def _is_caption(box: Box, frame: Bounds) -> bool:
    left, top, right, bottom = frame
    is_below = bottom <= box.middle <= bottom + MAX_FRAME_CAPTION_GAP * (bottom - top)
    return is_below and left <= box.center <= right and box.right - box.left <= right - left


def _is_level(a: Bounds, b: Bounds) -> bool:
    low, high = sorted((a[3] - a[1], b[3] - b[1]))
    offset = max(abs(a[1] - b[1]), abs(a[3] - b[3]))
    return offset <= MAX_FRAME_OFFSET * low and high <= MAX_FRAME_RATIO * low


def _holds(outer: Bounds, inner: Bounds) -> bool:
    return (
        outer != inner
        and outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )


def _around(bounds: Bounds, areas: Sequence[Bounds]) -> Bounds | None:
    """The smallest frame that holds a frame."""
    return min((a for a in areas if _holds(a, bounds)), key=_area, default=None)


def _group(cells: list[Cell], ordered: Callable[[list[Cell]], list[Box]]) -> Cell:
    boxes = ordered(cells)
    return Cell.of(boxes, is_framed=True)


def _inside_share(each: Box | Cell, bounds: Bounds) -> float:
    """The share of its width within the bounds; 0 if its middle is above or below them."""
    left, top, right, bottom = bounds
    if not top < (each.top + each.bottom) / 2 < bottom:
        return 0.0
    return (min(each.right, right) - max(each.left, left)) / max(each.right - each.left, 1e-6)
