"""Finds the shapes and connectors of a flat slide."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Connector, ConnectorEnd, Drawing, Shape
from slidescan.core.records.drawings import FlatPoint, Head
from slidescan.imaging.drawing.block_arrows import block_arrows
from slidescan.imaging.drawing.ends import StrokeEnd, look_at
from slidescan.imaging.drawing.heads import EndKind
from slidescan.imaging.drawing.ink import WorkPicture, as_bytes, ink_masks
from slidescan.imaging.drawing.regions import Region, paint, regions, shapes_of
from slidescan.imaging.drawing.strokes import Net, Segment, nets
from slidescan.imaging.drawing.thinning import thin

OUTLINE_PIXELS = 15
"""The width of the strip around a shape's contour in which its outline lies, pixels."""

MAX_TEXT_SHARE = 0.6
"""Ink of which a larger share lies in text boxes is text."""

MIN_DASH_PIXELS = 5
"""The least longer side of a piece of ink, pixels."""

MIN_INK_PIXELS = 30
"""Shorter pieces of ink may be dashes; they are joined if they are close."""

MAX_DASH_GAP_PIXELS = 13
"""The gap between dashes, pixels; odd."""

MIN_CONNECTOR_PIXELS = 16.0
"""The least length of a connector, pixels."""

MAX_TERMINALS = 9
"""The most ends of a connector."""

MIN_TEXTS = 2
"""With fewer texts, nothing is connected."""

EDGE_SHARES = (0.2, 0.9)
"""Titles and footers are above and below these shares of the picture's height."""

MIN_LIST_LINES, MAX_INDENT_SHARE = 3, 0.12
"""A list has at least so many lines; they begin within this share of the picture's width."""

LEVEL_FACTORS = (1.0, 3.0)
"""Thresholds are raised by these factors in turn, until the picture has few enough strokes."""

MAX_AHEAD_PIXELS = 80.0
"""A shape or a text is at most this far ahead of an end, pixels."""

BACK_PIXELS = 10.0
"""The distance of an end's second point from its tip, pixels."""

_HEADS: dict[EndKind, Head] = {"plain": "none", "arrow": "arrow", "unclear": "unclear"}


def find_drawing(
    flat: NDArray[np.uint8], texts: Sequence[FlatQuad], margin: float = 0.0
) -> Drawing | None:
    """Finds shapes and connectors.

    Args:
        flat: The flat slide, height × width × 3, BGR.
        texts: The lines of text on it.
        margin: The width of the margin around the slide, pixels of `flat`.

    Returns:
        The drawing in shares of the slide without its margin; None if it has no connectors.
    """
    if len(texts) < MIN_TEXTS or _is_list(texts, flat.shape[1], flat.shape[0]):
        return None
    picture = WorkPicture.of(flat)
    quads = [quad.scaled(picture.scale) for quad in texts]
    text = _text_mask(picture, quads)
    for factor in LEVEL_FACTORS:
        masks = tuple(_strokes_only(mask, text) for mask in ink_masks(picture, factor))
        shapes = shapes_of(regions(picture, text, factor), masks[0] | masks[1])
        traced = _traced(picture, shapes, quads, masks)
        if traced is not None:
            break
    else:
        return None
    blocks = (arrow.ends for arrow in block_arrows(picture, text))
    connectors = [ends for ends in (*traced, *blocks) if any(e.kind == "arrow" for e in ends)]
    if not connectors:
        return None
    pad = margin * picture.scale
    width, height = picture.size[0] - 2 * pad, picture.size[1] - 2 * pad

    def relative(x: float, y: float) -> FlatPoint:
        return (x - pad) / width, (y - pad) / height

    def end_of(end: StrokeEnd) -> ConnectorEnd:
        (x, y), (dx, dy) = end.tip, end.direction
        back = relative(x - dx * BACK_PIXELS, y - dy * BACK_PIXELS)
        return ConnectorEnd(relative(x, y), back, _HEADS[end.kind])

    return Drawing(
        tuple(
            Shape(*relative(*shape.bounds[:2]), *relative(*shape.bounds[2:]))
            for shape in shapes
            if _is_near(shape, quads, connectors)
        ),
        tuple(Connector(tuple(map(end_of, ends))) for ends in connectors),
    )


def _is_list(texts: Sequence[FlatQuad], width: int, height: int) -> bool:
    """Whether all texts but those at the upper and lower edge are one column, aligned at the left.

    Half of all slides are lists; they aren't searched.
    """
    bounds = [quad.bounds for quad in texts]
    inner = [b for b in bounds if EDGE_SHARES[0] * height < b[1] and b[3] < EDGE_SHARES[1] * height]
    if len(inner) < MIN_LIST_LINES:
        return False
    inner.sort(key=lambda b: b[1] + b[3])
    lefts = [left for left, _, _, _ in inner]
    is_column = all(
        (upper[1] + upper[3]) / 2 < lower[1] or upper[3] < (lower[1] + lower[3]) / 2
        for upper, lower in pairwise(inner)
    )
    return is_column and max(lefts) - min(lefts) <= MAX_INDENT_SHARE * width


def _is_near(
    shape: Region, texts: Sequence[FlatQuad], connectors: Sequence[tuple[StrokeEnd, ...]]
) -> bool:
    """Whether a shape holds a text or is close to the end of a connector."""
    left, top, right, bottom = shape.bounds
    tips = (end.tip for ends in connectors for end in ends)
    return any(left <= x <= right and top <= y <= bottom for x, y in (q.center for q in texts)) or (
        any(
            left - MAX_AHEAD_PIXELS <= x <= right + MAX_AHEAD_PIXELS
            and top - MAX_AHEAD_PIXELS <= y <= bottom + MAX_AHEAD_PIXELS
            for x, y in tips
        )
    )


def _text_mask(picture: WorkPicture, texts: Sequence[FlatQuad]) -> NDArray[np.uint8]:
    mask = np.zeros(picture.pixels.shape[:2], np.uint8)
    for quad in texts:
        cv2.fillConvexPoly(mask, np.array(quad.corners).round().astype(np.int32), 1)
    return mask


def _traced(
    picture: WorkPicture,
    shapes: list[Region],
    quads: Sequence[FlatQuad],
    masks: Sequence[NDArray[np.uint8]],
) -> list[tuple[StrokeEnd, ...]] | None:
    """The ends of each connector; None if the picture has too many strokes."""
    walls = paint(shapes, picture.size)
    targets = walls.copy()
    for number, quad in enumerate(quads, len(shapes) + 1):
        left, top, right, bottom = (round(v) for v in quad.bounds)
        inside = targets[max(0, top) : bottom, max(0, left) : right]
        inside[inside == 0] = number
    outlines = np.zeros(walls.shape, np.uint8)
    for shape in shapes:
        cv2.drawContours(outlines, [shape.contour], -1, 1, OUTLINE_PIXELS)
    traced: list[tuple[StrokeEnd, ...]] = []
    for strokes in masks:
        widths = 2 * cv2.distanceTransform(strokes, cv2.DIST_L2, 3)
        parts = nets(thin(strokes), widths.astype(np.float32), outlines, targets)
        if parts is None:
            return None
        traced += (ends for net in parts if (ends := _ends(picture, walls, targets, net)))
    return traced


def _target(targets: NDArray[np.int32], segment: Segment, end: int) -> int:
    """The number of the first shape or text ahead of an end; 0 if none is near."""
    start, direction = segment.ends[end], segment.direction(end)
    steps = np.arange(0.0, MAX_AHEAD_PIXELS, 4.0)[:, None]
    xs, ys = (start + steps * direction).round().astype(np.int64).T
    inside = (xs >= 0) & (ys >= 0) & (xs < targets.shape[1]) & (ys < targets.shape[0])
    ahead = targets[ys[inside], xs[inside]]
    x, y = (start - 12.0 * direction).round().astype(np.int64)
    here = targets[min(max(y, 0), targets.shape[0] - 1), min(max(x, 0), targets.shape[1] - 1)]
    other = ahead[(ahead != 0) & (ahead != here)]
    return int(other[0]) if other.size else 0


def _strokes_only(mask: NDArray[np.uint8], text: NDArray[np.uint8]) -> NDArray[np.uint8]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    in_text = np.bincount(labels[text > 0], minlength=count)
    longer = np.maximum(stats[:, 2], stats[:, 3])
    stays = (in_text < MAX_TEXT_SHARE * stats[:, 4]) & (longer >= MIN_DASH_PIXELS)
    stays[0] = False
    is_short = stays & (longer < MIN_INK_PIXELS)
    classes = (stays.astype(np.uint8) + is_short.astype(np.uint8))[labels]
    dashes = (classes == 2).view(np.uint8)
    size = (MAX_DASH_GAP_PIXELS, MAX_DASH_GAP_PIXELS)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    joined = cv2.morphologyEx(dashes, cv2.MORPH_CLOSE, kernel)
    return as_bytes(joined | (classes == 1).view(np.uint8))


def _ends(
    picture: WorkPicture, walls: NDArray[np.int32], targets: NDArray[np.int32], net: Net
) -> tuple[StrokeEnd, ...]:
    """The ends of a connector; none if it can't be one.

    Args:
        picture: The picture.
        walls: The numbers of the shapes in it.
        targets: The numbers of the shapes and texts in it.
        net: The strokes.
    """
    if net.length < MIN_CONNECTOR_PIXELS or not 2 <= len(net.terminals) <= MAX_TERMINALS:
        return ()
    near = {n for segment, end in net.terminals if (n := _target(targets, segment, end))}
    if len(near) < 2:
        return ()
    ends = []
    for segment, number in net.terminals:
        end = look_at(picture.pixels, walls, segment, number)
        if end is None:
            return ()
        ends.append(end)
    return tuple(ends)
