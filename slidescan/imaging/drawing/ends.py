"""The ends of strokes, looked at closely in the picture: where they stop, and with what."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.heads import EndKind, end_kind
from slidescan.imaging.drawing.segments import Segment, Vector

BACK_PIXELS, FORWARD_PIXELS, SIDE_PIXELS = 46, 26, 26
"""The size of the patch around an end: along the stroke, beyond it, and to each side."""

PATCH_SIZE = (BACK_PIXELS + FORWARD_PIXELS + 1, 2 * SIDE_PIXELS + 1)
"""The width and the height of the patch, pixels."""

PATCH_REACH_PIXELS = 56
"""The patch reaches at most so far from the end."""

INK_SHARE = 0.5
"""A pixel is ink if it is at least this share of the way from the background to the stroke."""

MIN_CONTRAST_LEVELS = 10.0
"""The least difference between a stroke and what lies beside it, grey levels."""

SHAFT_PIXELS = (6, 34)
"""Where the shaft is measured: distances from the end of the center line, pixels."""

MIN_WALL_SHARE, MAX_WALL_PIXELS = 0.6, 16
"""At its end, a stroke may run into an outline that takes this share of the patch's height, and at
most so many pixels along the stroke."""

MIN_MEASURED_PIXELS = 6
"""The least number of pixels along a stroke that tell what its end is."""

MIN_CROSSING_RATIO, MIN_CROSSING_PEAK, MIN_CROSSING_FLANK, MAX_CROSSING_WIDTHS = 1.5, 2.2, 0.9, 1.6
"""Where a line crosses a stroke, the ink is broader than the shaft by the first factor, and by the
second one at its peak; it has this share of its peak within two pixels of both of its ends, unlike
an arrowhead; and it reaches along the stroke for at most so many of the shaft's breadths."""

RIM_PIXELS = 5
"""The outline of a shape is at most this broad, pixels."""

AHEAD_ROWS = slice(SIDE_PIXELS - 14, SIDE_PIXELS + 15)
AHEAD_COLUMNS = slice(BACK_PIXELS - 4, None)
"""Where the patch holds the head of a dashed arrow, if a gap is before it."""

MAX_AHEAD_INK = 8
"""A stroke ends with as little ink ahead of it, pixels; outlines and letters don't count."""

HEAD_PIXELS, MAX_UNLIKE_SHARE = 30, 0.2
"""Up to this distance from the end, pixels, both halves of an arrowhead are alike; this share of
their ink may differ."""

AXIS_ROWS = slice(SIDE_PIXELS - 3, SIDE_PIXELS + 4)
"""The rows of the patch in which the shaft lies."""

MIN_APART_SHARE = 0.25
"""At least this share of the ink of an arrowhead is apart from outlines."""

MIN_TRIMMED_PIXELS, TRIMMED_PIXELS = 40, 10
"""A stroke of at least the first length may bend along an outline at its end, for the second
one."""

STROKE_SIDE_PIXELS, MIN_INNER_PIXELS = 8, 4
"""A stroke within a shape has no ink so far beside it, pixels; it goes on there for at least so
many pixels."""

GROUP_PIXELS = 90.0
"""A shape that reaches so far ahead of an end, and as far to both sides, is no node; pixels."""

TEXT_PIXELS, MIN_SOLID_PIXELS = 12, 24
"""Up to the first distance ahead of a dashed line, letters may hide its head; a shorter line
than the second one may be a dash; pixels."""

MAX_HEAD_SHIFT = 0.25
"""How far the middle of an arrowhead is off the stroke, as a share of the head's breadth."""


@dataclass(frozen=True)
class StrokeEnd:
    """An end of a stroke.

    Attributes:
        tip: Where it stops, x and y, pixels of the working picture.
        direction: The unit vector that leads out of it.
        kind: What it looks like.
        has_ink_ahead: Whether more ink is ahead of a plain end, as the head of a dashed arrow.
    """

    tip: tuple[float, float]
    direction: tuple[float, float]
    kind: EndKind
    has_ink_ahead: bool = False


def look_at(
    pixels: NDArray[np.uint8],
    walls: NDArray[np.int32],
    targets: NDArray[np.int32],
    segment: Segment,
    end: int,
) -> StrokeEnd | None:
    """Measures an end of a segment; None if the stroke can't be told from what is around it.

    Args:
        pixels: The working picture, height × width × 3, BGR.
        walls: The numbers of the shapes in it; a stroke ends at the border of a shape.
        targets: The numbers of the shapes and texts in it.
        segment: The segment.
        end: The number of the end.
    """
    seen = _look_at(pixels, walls, targets, segment, end)
    if seen is None and segment.length >= MIN_TRIMMED_PIXELS:
        seen = _look_at(pixels, walls, targets, segment.without_tip(end, TRIMMED_PIXELS), end)
    return seen


def _look_at(
    pixels: NDArray[np.uint8],
    walls: NDArray[np.int32],
    targets: NDArray[np.int32],
    segment: Segment,
    end: int,
) -> StrokeEnd | None:
    start, direction = segment.ends[end], segment.direction(end)
    to_patch = _patch_map(start, direction)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpAffine(
        pixels, to_patch, PATCH_SIZE, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    ink = _ink(patch.astype(np.float32), segment)
    if ink is None:
        return None
    rooms = _patch_of(walls, to_patch, start)
    middle = rooms[SIDE_PIXELS, BACK_PIXELS - SHAFT_PIXELS[0]]
    seen = ink.astype(bool)
    ink &= (rooms == middle).astype(np.uint8)
    _, labels = cv2.connectedComponents(ink, connectivity=8)
    reach = max(4, min(BACK_PIXELS, int(segment.length)))
    columns = slice(BACK_PIXELS - reach, BACK_PIXELS - 1)
    # The shaft may be dashed: all ink on its axis belongs to it.
    on_axis = np.unique(labels[SIDE_PIXELS - 1 : SIDE_PIXELS + 2, columns])
    stroke_ink = np.isin(labels, on_axis[on_axis > 0])
    if not stroke_ink.any():
        return None
    measured = _measure(stroke_ink, start, direction, segment)
    if measured is None:
        return None
    if measured.kind == "arrow" and not _is_apart(stroke_ink, rooms != middle):
        measured = replace(measured, kind="unclear")
    if measured.kind == "unclear":
        measured = (
            _without_rim(stroke_ink, rooms, middle, start, direction, segment)
            or _by_free_half(stroke_ink, rooms != middle, start, direction, segment)
            or measured
        )
    elif measured.kind == "plain":
        around = _patch_of(targets, to_patch, start)
        home = around[SIDE_PIXELS, BACK_PIXELS - SHAFT_PIXELS[0]]
        free = ~_with_rim((around > 0) & (around != home))
        rest = ink.astype(bool) & ~stroke_ink & free
        ahead = np.count_nonzero(rest[AHEAD_ROWS, AHEAD_COLUMNS])
        goes_on = np.count_nonzero(rest[AXIS_ROWS, BACK_PIXELS:]) > MAX_AHEAD_INK
        text = (around > 0) & (rooms == 0)
        into_text = bool(text[SIDE_PIXELS, BACK_PIXELS : BACK_PIXELS + TEXT_PIXELS].any())
        if _is_large_ahead(walls, start, direction):
            goes_on |= _goes_into(seen, rooms != middle, around)
        is_solid = stroke_ink[AXIS_ROWS, columns].any(axis=0).all()
        is_dashed = segment.length < MIN_SOLID_PIXELS or not is_solid
        kind: EndKind = "unclear" if goes_on or (into_text and is_dashed) else "plain"
        measured = replace(measured, kind=kind, has_ink_ahead=bool(ahead > MAX_AHEAD_INK))
    walled = np.flatnonzero(rooms[SIDE_PIXELS, BACK_PIXELS:] != middle)
    return _before(measured, start, float(walled[0])) if walled.size else measured


def _is_large_ahead(walls: NDArray[np.int32], start: Vector, direction: Vector) -> bool:
    """Whether a shape ahead is as large as a group of boxes."""
    aside = np.array([-direction[1], direction[0]])
    ahead = start + GROUP_PIXELS * direction
    points = np.array([ahead, ahead + GROUP_PIXELS * aside, ahead - GROUP_PIXELS * aside])
    x, y = points.round().astype(np.int64).T
    if min(x.min(), y.min()) < 0 or x.max() >= walls.shape[1] or y.max() >= walls.shape[0]:
        return False
    numbers = set(walls[y, x].tolist())
    return len(numbers) == 1 and numbers != {0}


def _goes_into(
    ink: NDArray[np.bool_], inside: NDArray[np.bool_], targets: NDArray[np.float32]
) -> bool:
    """Whether a stroke goes on in the shape that it ends at, behind the outline of a group."""
    deep = cv2.erode(inside.astype(np.uint8), np.ones((2 * RIM_PIXELS + 1,) * 2, np.uint8)) > 0
    home = targets[SIDE_PIXELS, -1]
    ahead = slice(BACK_PIXELS, None)
    on_axis = (ink & deep & (targets == home))[SIDE_PIXELS - 1 : SIDE_PIXELS + 2, ahead].any(axis=0)
    beside = (
        ink[SIDE_PIXELS - STROKE_SIDE_PIXELS, ahead] | ink[SIDE_PIXELS + STROKE_SIDE_PIXELS, ahead]
    )
    return bool(np.count_nonzero(on_axis & ~beside) >= MIN_INNER_PIXELS)


def _before(end: StrokeEnd, start: Vector, most: float) -> StrokeEnd:
    """The end, with its tip no farther from the start than the border of a shape."""
    ahead = float((np.array(end.tip) - start) @ np.array(end.direction))
    return replace(end, tip=_point(start + min(ahead, most) * np.array(end.direction)))


def _with_rim(shape: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Shapes with their outlines."""
    kernel = np.ones((2 * RIM_PIXELS + 1, 2 * RIM_PIXELS + 1), np.uint8)
    return np.asarray(cv2.dilate(shape.astype(np.uint8), kernel), np.uint8).astype(bool)


def _without_rim(
    ink: NDArray[np.bool_],
    rooms: NDArray[np.float32],
    middle: float,
    start: Vector,
    direction: Vector,
    segment: Segment,
) -> StrokeEnd | None:
    """A plain end at the outline of a shape, such as an ellipse; None if it isn't plain."""
    rim = _with_rim((rooms != middle) & (rooms > 0))
    free = ink & ~rim
    if not rim.any() or not free.any() or _has_loose_ink(free):
        return None
    measured = _measure(free, start, direction, segment)
    return measured if measured is not None and measured.kind == "plain" else None


def _has_loose_ink(ink: NDArray[np.bool_]) -> bool:
    """Whether there is ink beside the axis, such as a barb; lines that go on don't count."""
    count, labels = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    on_axis = labels[SIDE_PIXELS - 1 : SIDE_PIXELS + 2]
    at_edge = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    loose = np.setdiff1d(np.arange(1, count), np.concatenate([on_axis.ravel(), *at_edge]))
    return bool(np.isin(labels, loose).sum() > MAX_AHEAD_INK)


def _by_free_half(
    ink: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
    start: Vector,
    direction: Vector,
    segment: Segment,
) -> StrokeEnd | None:
    """An arrowhead of which an outline hides one half; None if the other half is none.

    What can be seen of the hidden half mirrors the other one.
    """
    mirrored = ink[::-1]
    rows = np.arange(ink.shape[0])[:, None]
    for is_free in (rows <= SIDE_PIXELS, rows >= SIDE_PIXELS):
        symmetric = np.where(is_free, ink, mirrored)
        measured = _measure(symmetric, start, direction, segment) if symmetric.any() else None
        if measured is None or measured.kind != "arrow":
            continue
        near = slice(BACK_PIXELS - HEAD_PIXELS, None)
        differs = ((ink != symmetric) & ~hidden)[:, near]
        if np.count_nonzero(differs) <= MAX_UNLIKE_SHARE * np.count_nonzero(symmetric[:, near]):
            return measured if _is_apart(symmetric, hidden) else None
    return None


def _is_apart(ink: NDArray[np.bool_], hidden: NDArray[np.bool_]) -> bool:
    """Whether an arrowhead is no rest of an outline: enough of its ink is apart from it.

    The outline of an ellipse lies beside a stroke that ends at its vertex, and looks like one.
    """
    last = int(np.flatnonzero(ink.any(axis=0))[-1])
    columns = slice(max(0, last - HEAD_PIXELS // 2), last + 1)
    aside = np.delete(ink[:, columns], AXIS_ROWS, axis=0)
    rim = np.delete(_with_rim(hidden)[:, columns], AXIS_ROWS, axis=0)
    return bool(np.count_nonzero(aside & ~rim) >= MIN_APART_SHARE * np.count_nonzero(aside))


def _patch_map(start: Vector, direction: Vector) -> NDArray[np.float64]:
    """The affine map from the patch, in which the stroke runs to the right, to the picture."""
    (dx, dy), (x, y) = direction, start
    return np.array(
        [
            [dx, -dy, x - dx * BACK_PIXELS + dy * SIDE_PIXELS],
            [dy, dx, y - dy * BACK_PIXELS - dx * SIDE_PIXELS],
        ]
    )


def _patch_of(
    numbers: NDArray[np.int32], to_patch: NDArray[np.float64], start: Vector
) -> NDArray[np.float32]:
    """The patch of a picture of numbers, 0 outside of the picture."""
    x, y = (round(v) for v in start.tolist())
    left, top = max(0, x - PATCH_REACH_PIXELS), max(0, y - PATCH_REACH_PIXELS)
    part = numbers[top : y + PATCH_REACH_PIXELS + 1, left : x + PATCH_REACH_PIXELS + 1]
    to_part = to_patch - np.array([[0, 0, left], [0, 0, top]])
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(part.astype(np.float32), to_part, PATCH_SIZE, flags=flags)
    return np.asarray(warped, np.float32)


def _ink(patch: NDArray[np.float32], segment: Segment) -> NDArray[np.uint8] | None:
    reach = min(SHAFT_PIXELS[1], max(SHAFT_PIXELS[0] + 2, int(segment.length)))
    columns = slice(max(0, BACK_PIXELS - reach), BACK_PIXELS - SHAFT_PIXELS[0] // 2)
    aside = round(segment.width / 2 + 3)
    shaft = np.median(patch[SIDE_PIXELS - 1 : SIDE_PIXELS + 2, columns].reshape(-1, 3), axis=0)
    beside = [
        patch[rows, columns].reshape(-1, 3)
        for rows in (
            slice(SIDE_PIXELS - aside - 3, SIDE_PIXELS - aside),
            slice(SIDE_PIXELS + aside + 1, SIDE_PIXELS + aside + 4),
        )
    ]
    ground = np.median(np.concatenate(beside), axis=0)
    contrast = shaft - ground
    square = float(contrast @ contrast)
    sides = [np.median(side, axis=0) for side in beside]
    parts = [float((side - ground) @ contrast) / max(square, 1e-9) for side in sides]
    if square < MIN_CONTRAST_LEVELS**2 or max(parts) > INK_SHARE:
        return None
    share = (patch - ground) @ contrast / square
    return (share >= INK_SHARE).astype(np.uint8)


def _measure(
    ink: NDArray[np.bool_], start: Vector, direction: Vector, segment: Segment
) -> StrokeEnd | None:
    columns = np.flatnonzero(ink.any(axis=0))
    if columns[-1] == ink.shape[1] - 1:
        return StrokeEnd(_point(start), _point(direction), "unclear")
    last = int(columns[-1])
    if last < BACK_PIXELS - SHAFT_PIXELS[0]:
        return None
    rows = np.arange(ink.shape[0])[:, None]
    top = np.where(ink, rows, ink.shape[0]).min(axis=0)
    bottom = np.where(ink, rows, -1).max(axis=0)
    breadth = np.maximum(bottom - top + 1, 0).astype(np.float64)
    thick = ink.sum(axis=0).astype(np.float64)
    reach = min(BACK_PIXELS, int(segment.length))
    first = max(0, BACK_PIXELS - reach)
    breadths, inked = breadth[first : last + 1][::-1], thick[first : last + 1][::-1]
    wall = _wall_columns(breadths, ink.shape[0])
    breadths, inked, last = breadths[wall:], inked[wall:], last - wall
    if len(breadths) < MIN_MEASURED_PIXELS:
        return StrokeEnd(_point(start), _point(direction), "unclear")
    behind = inked[min(4, len(inked) - 1) :]
    shaft = float(np.percentile(behind[behind > 0], 25)) if (behind > 0).any() else 0.0
    tip = start + direction * (last - BACK_PIXELS)
    kind = end_kind(breadths, max(shaft, 1.0))
    if kind == "unclear":  # flanks of a small arrowhead are as steep as those of a crossing
        breadths = _without_crossings(breadths, max(shaft, 1.0))
        kind = end_kind(breadths, max(shaft, 1.0))
    broadest = last - int(breadths.argmax())
    middle = (top[broadest] + bottom[broadest]) / 2
    is_symmetric = abs(middle - SIDE_PIXELS) <= MAX_HEAD_SHIFT * breadth[broadest] + 1
    if kind == "arrow" and not is_symmetric:
        kind = "unclear"
    return StrokeEnd(_point(tip), _point(direction), kind)


def _wall_columns(breadths: NDArray[np.float64], height: int) -> int:
    """How many columns at the end belong to an outline that the stroke ends at."""
    if breadths[:3].max() < MIN_WALL_SHARE * height:
        return 0
    for i in range(1, min(MAX_WALL_PIXELS, len(breadths) - 1)):
        if breadths[i] < MIN_WALL_SHARE / 2 * height and breadths[i + 1] >= breadths[i]:
            return i
    return 0


def _without_crossings(breadths: NDArray[np.float64], shaft: float) -> NDArray[np.float64]:
    """The breadths without lines that cross the stroke: they begin and end at once."""
    clean = breadths.copy()
    is_broad = np.concatenate([[False], breadths > MIN_CROSSING_RATIO * shaft, [False]])
    bounds = np.flatnonzero(np.diff(is_broad.astype(np.int8))).reshape(-1, 2)
    for start, stop in bounds.tolist():
        most = float(breadths[start:stop].max())
        begins = breadths[start : min(start + 2, stop)].max()
        ends = breadths[max(stop - 2, start) : stop].max()
        if (
            start >= MIN_MEASURED_PIXELS
            and most >= MIN_CROSSING_PEAK * shaft
            and min(begins, ends) >= MIN_CROSSING_FLANK * most
            and stop - start <= MAX_CROSSING_WIDTHS * shaft + 2
        ):
            clean[start:stop] = shaft
    return clean


def _point(vector: Vector) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])
