"""Finds the shapes and connectors of a flat slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from slidescan.imaging.drawing.ink import MAX_WORK_SIDE, WorkPicture, as_bytes, ink_masks, text_mask
from slidescan.imaging.drawing.joints import JOINT_PIXELS, is_bare
from slidescan.imaging.drawing.regions import Bounds, Region, paint, regions, shapes_of
from slidescan.imaging.drawing.segments import Segment, Vector
from slidescan.imaging.drawing.strokes import Net, nets
from slidescan.imaging.drawing.thinning import positions, thin
from slidescan.imaging.drawing.views import (
    joined_connectors,
    joined_shapes,
    says_something,
    without_twins,
)

OUTLINE_PIXELS = 15
"""The width of the strip around a shape's contour in which its outline lies, pixels."""

MAX_TEXT_SHARE = 0.6
"""Ink of which a larger share lies in text boxes is text."""

LETTERS_SHARE, MIN_ACROSS_PIXELS, MIN_DOWN_PIXELS = 0.7, 27, 45
"""In this share of the height of a text, ink is letters, unless it is a straight stroke of at least
so many pixels across or down. A bracket may touch the connector below it."""

MAX_NODE_SHARE = 0.04
"""A shape with text that takes a smaller share of the picture is a node; no connector is in it."""

MIN_DASH_PIXELS = 5
"""The least longer side of a piece of ink, pixels."""

MIN_INK_PIXELS = 30
"""Shorter pieces of ink may be dashes; they are joined if they are close."""

MAX_DASH_GAP_PIXELS = 13
"""The gap between dashes, pixels; odd."""

MIN_CONNECTOR_PIXELS = 16.0
"""The least length of a connector, pixels."""

MIN_LENGTH_WIDTHS = 2.5
"""A connector is at least so many times as long as its thinnest part is broad: a triangle between
two boxes has no shaft."""

MAX_TERMINALS = 9
"""The most ends of a connector."""

MIN_SHAPES = 3
"""A drawing without connectors has at least so many shapes with texts."""

MIN_TEXTS, MAX_TEXTS = 2, 100
"""With fewer texts, nothing is connected; with more, a picture shows a page, a screen or print too
small for its lines to be told apart."""

MAX_LONG_TEXTS, MAX_LABEL_SHARE, MIN_LABELS_SHARE = 60, 0.2, 0.95
"""With more texts than this, a picture shows a page, too, unless all but few of them are labels: at
most so wide, as a share of its width."""

MAX_NODE_WIDTH = 0.35
"""A wider text, as a share of the picture's width, is a sentence and no node."""

EDGE_SHARES = (0.2, 0.9)
"""Titles and footers are above and below these shares of the picture's height."""

MIN_LIST_LINES, MAX_INDENT_SHARE = 3, 0.12
"""A list has at least so many lines; they begin within this share of the picture's width."""

MAX_CENTER_SHARE = 0.02
"""Texts whose middles are this close, as a share of the picture's width, may be in boxes one below
another."""

MAX_WIDTH_RATIO = 1.55
"""The last part of a line that is so many times as broad as the line may be an arrowhead."""

MAX_FAN_PIXELS = 20.0
"""Ends of lines that meet at a shape are at most this far apart, pixels."""

LEVEL_FACTORS = (1.0, 3.0)
"""Thresholds are raised by these factors in turn, until the picture has few enough strokes."""

MAX_AHEAD_PIXELS = 80.0
"""A shape or a text is at most this far ahead of an end, pixels."""

BACK_PIXELS = 10.0
"""The distance of an end's second point from its tip, pixels."""

VIEW_SCALES = (1.0, 0.9)
"""The scales of the views of a picture, over that of its working picture."""

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
        The drawing in shares of the slide without its margin; None if it has no connectors and
        hardly any shapes with texts.
    """
    if not MIN_TEXTS <= len(texts) <= MAX_TEXTS or not _may_be_diagram(flat, texts):
        return None
    seen: list[Drawing] = []
    for scale in VIEW_SCALES:
        view = _view(flat, texts, margin, scale)
        seen += [] if view is None else [view]
        if view is None or not view.connectors:
            break  # another view is worth its time only if there is something to look at
    if not seen:
        return None
    shapes = joined_shapes([view.shapes for view in seen])
    connectors = joined_connectors([view.connectors for view in seen])
    connectors = [connector for connector in connectors if says_something(connector)]
    height, width = flat.shape[:2]
    room = (width - 2 * margin, height - 2 * margin)
    middles = [
        ((x - margin) / room[0], (y - margin) / room[1]) for x, y in (q.center for q in texts)
    ]
    ahead = (MAX_AHEAD_PIXELS / MAX_WORK_SIDE, MAX_AHEAD_PIXELS / MAX_WORK_SIDE * room[0] / room[1])
    shapes = [shape for shape in shapes if _is_near(shape, middles, connectors, ahead)]
    if not connectors and sum(_holds_text(shape, middles) for shape in shapes) < MIN_SHAPES:
        return None
    return Drawing(tuple(shapes), tuple(connectors))


def _view(
    flat: NDArray[np.uint8], texts: Sequence[FlatQuad], margin: float, scale: float
) -> Drawing | None:
    """All shapes and connectors at one scale; None if the picture has too many strokes."""
    picture = WorkPicture.of(flat, texts, scale)
    quads = [quad.scaled(picture.scale) for quad in texts]
    letters = text_mask(picture.text.shape, quads, LETTERS_SHARE)
    for factor in LEVEL_FACTORS:
        areas = regions(picture, factor)
        near = [quad.bounds for quad in quads] + [area.bounds for area in areas if area.is_convex]
        masks = tuple(
            _strokes_only(mask, picture.text, letters, near) for mask in ink_masks(picture, factor)
        )
        shapes = shapes_of(areas, masks[0] | masks[1], picture.text)
        is_last = factor == LEVEL_FACTORS[-1]
        traced = _traced(picture, shapes, quads, masks, without_texture=is_last)
        if traced is not None:
            break
    else:
        return None
    blocks = (arrow.ends for arrow in block_arrows(picture))
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
            Shape(*relative(*shape.bounds[:2]), *relative(*shape.bounds[2:])) for shape in shapes
        ),
        tuple(without_twins(Connector(tuple(map(end_of, e))) for e in (*traced, *blocks) if e)),
    )


def _may_be_diagram(flat: NDArray[np.uint8], texts: Sequence[FlatQuad]) -> bool:
    """Whether the texts may be nodes: there are enough short ones, and they are no list."""
    height, width = flat.shape[:2]
    bounds = [quad.bounds for quad in texts]
    widths = [(right - left) / width for left, _, right, _ in bounds]
    if len(texts) > MAX_LONG_TEXTS:
        labels = sum(share <= MAX_LABEL_SHARE for share in widths)
        return bool(labels >= MIN_LABELS_SHARE * len(texts))
    short = sum(share <= MAX_NODE_WIDTH for share in widths)
    return short >= MIN_TEXTS and not _is_list(texts, width, height)


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
    centers = [(left + right) / 2 for left, _, right, _ in inner]
    if max(centers) - min(centers) <= min(MAX_CENTER_SHARE * width, max(lefts) - min(lefts)):
        return False  # boxes one below another
    is_column = all(
        (upper[1] + upper[3]) / 2 < lower[1] or upper[3] < (lower[1] + lower[3]) / 2
        for upper, lower in pairwise(inner)
    )
    return is_column and max(lefts) - min(lefts) <= MAX_INDENT_SHARE * width


def _holds_text(shape: Shape, middles: Sequence[FlatPoint]) -> bool:
    return any(
        shape.left <= x <= shape.right and shape.top <= y <= shape.bottom for x, y in middles
    )


def _is_near(
    shape: Shape,
    middles: Sequence[FlatPoint],
    connectors: Sequence[Connector],
    ahead: tuple[float, float],
) -> bool:
    """Whether a shape holds a text or is close to the end of a connector."""
    far, down = ahead
    return _holds_text(shape, middles) or any(
        shape.left - far <= x <= shape.right + far and shape.top - down <= y <= shape.bottom + down
        for x, y in (end.tip for connector in connectors for end in connector.ends)
    )


def _traced(
    picture: WorkPicture,
    shapes: list[Region],
    quads: Sequence[FlatQuad],
    masks: Sequence[NDArray[np.uint8]],
    *,
    without_texture: bool,
) -> list[tuple[StrokeEnd, ...]] | None:
    """The ends of each connector; None if the picture has too many strokes."""
    walls = paint(shapes, picture.size)
    targets = walls.copy()
    for number, quad in enumerate(quads, len(shapes) + 1):
        left, top, right, bottom = (round(v) for v in quad.bounds)
        inside = targets[max(0, top) : bottom, max(0, left) : right]
        inside[inside == 0] = number
    outlines = np.zeros(walls.shape, np.uint8)
    outside = np.ones(walls.shape, np.uint8)
    for shape in shapes:
        cv2.drawContours(outlines, [shape.contour], -1, 1, OUTLINE_PIXELS)
        if shape.area < MAX_NODE_SHARE * walls.size and _has_text(shape, quads):
            cv2.drawContours(outside, [shape.contour], -1, 0, cv2.FILLED)
    traced: list[tuple[StrokeEnd, ...]] = []
    for mask in masks:
        strokes = mask & outside
        widths = 2 * cv2.distanceTransform(strokes, cv2.DIST_L2, 3)
        parts = nets(
            thin(strokes),
            widths.astype(np.float32),
            outlines,
            targets,
            without_texture=without_texture,
        )
        if parts is None:
            return None
        ended = [(net, _ends(picture, walls, targets, strokes, net)) for net in parts]
        fans = _fans([(net, ends) for net, ends in ended if ends], strokes, walls)
        traced += fans
    return traced


def _has_text(shape: Region, texts: Sequence[FlatQuad]) -> bool:
    left, top, right, bottom = shape.bounds
    return any(left <= x <= right and top <= y <= bottom for x, y in (q.center for q in texts))


def _fans(
    ended: Sequence[tuple[Net, tuple[StrokeEnd, ...]]],
    strokes: NDArray[np.uint8],
    walls: NDArray[np.int32],
) -> list[tuple[StrokeEnd, ...]]:
    """The ends of each net; those that meet at one point of a shape are plain without arrowheads.

    Lines that lead to one point of an outline are cut from each other with the outline.
    """
    tips = [(np.array(end.tip), net) for net, ends in ended for end in ends if end.kind != "arrow"]

    def clear(end: StrokeEnd) -> StrokeEnd:
        if end.kind != "unclear":
            return end
        point = np.array(end.tip)
        met = [net for tip, net in tips if _is_close(tip, point, MAX_FAN_PIXELS)]
        if len({id(net) for net in met}) < 2:
            return end
        fan = [segment for net in met for segment in net.segments]
        is_plain = is_bare(strokes, point, fan, (walls, np.array(end.direction)))
        return replace(end, kind="plain") if is_plain else end

    return [tuple(map(clear, ends)) for _, ends in ended]


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


def _strokes_only(
    mask: NDArray[np.uint8],
    text: NDArray[np.uint8],
    letters: NDArray[np.uint8],
    targets: Sequence[Bounds],
) -> NDArray[np.uint8]:
    """The ink that is no text and may connect something.

    Args:
        mask: 1 in ink, else 0.
        text: 1 in texts, else 0.
        letters: 1 where letters are that may touch a stroke, else 0.
        targets: The bounds of texts and shapes.
    """
    mask = _without_letters(mask, letters)
    count, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        mask, 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    ink = positions(mask)
    numbers = labels.reshape(-1)[ink]
    in_text = np.bincount(numbers, weights=text.reshape(-1)[ink], minlength=count)
    longer = np.maximum(stats[:, 2], stats[:, 3])
    stays = (in_text < MAX_TEXT_SHARE * stats[:, 4]) & (longer >= MIN_DASH_PIXELS)
    is_short = stays & (longer < MIN_INK_PIXELS)
    stays &= is_short | (_counts_near(np.asarray(stats, np.int32), targets) >= MIN_TEXTS)
    strokes, dashes = np.zeros_like(mask), np.zeros_like(mask)
    strokes.reshape(-1)[ink] = (stays & ~is_short)[numbers]
    dashes.reshape(-1)[ink] = is_short[numbers]
    size = (MAX_DASH_GAP_PIXELS, MAX_DASH_GAP_PIXELS)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    return strokes | as_bytes(cv2.morphologyEx(dashes, cv2.MORPH_CLOSE, kernel))


def _counts_near(stats: NDArray[np.int32], targets: Sequence[Bounds]) -> NDArray[np.int64]:
    """How many texts and shapes are near each piece of ink.

    Args:
        stats: Left, top, width, height and area of each piece.
        targets: The bounds of texts and shapes.
    """
    left, top, width, height = (stats[:, i, None] for i in range(4))
    bounds = np.array(targets).reshape(-1, 4)
    is_near = (
        (left - MAX_AHEAD_PIXELS < bounds[:, 2])
        & (left + width + MAX_AHEAD_PIXELS > bounds[:, 0])
        & (top - MAX_AHEAD_PIXELS < bounds[:, 3])
        & (top + height + MAX_AHEAD_PIXELS > bounds[:, 1])
    )
    return np.asarray(is_near.sum(axis=1))


def _without_letters(mask: NDArray[np.uint8], letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink without letters; long straight strokes that run through a text stay."""
    is_letter = mask & letters
    for size in ((MIN_ACROSS_PIXELS, 1), (1, MIN_DOWN_PIXELS)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
        line = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)
        is_letter &= 1 - as_bytes(line)
    return mask ^ is_letter


def _ends(
    picture: WorkPicture,
    walls: NDArray[np.int32],
    targets: NDArray[np.int32],
    strokes: NDArray[np.uint8],
    net: Net,
) -> tuple[StrokeEnd, ...]:
    """The ends of a connector; none if it can't be one.

    Args:
        picture: The picture.
        walls: The numbers of the shapes in it.
        targets: The numbers of the shapes and texts in it.
        strokes: 1 in strokes, else 0.
        net: The strokes.
    """
    slim = min(segment.width for segment in net.segments)
    is_long = net.length >= max(MIN_CONNECTOR_PIXELS, MIN_LENGTH_WIDTHS * slim)
    if not is_long or not 2 <= len(net.terminals) <= MAX_TERMINALS or net.has_cycle:
        return ()
    near = {n for segment, end in net.terminals if (n := _target(targets, segment, end))}
    if len(near) < 2:
        return ()
    ends = []
    for segment, number in net.terminals:
        end = look_at(picture.pixels, walls, targets, segment, number)
        if end is None:
            return ()
        is_thick = segment.width >= MAX_WIDTH_RATIO * slim
        ends.append(replace(end, kind="unclear") if is_thick and end.kind == "plain" else end)
    for point, direction in net.joints:
        if not is_bare(strokes, point, net.segments, (walls, direction)):
            return ()
        tip = (float(point[0]), float(point[1]))
        ends.append(StrokeEnd(tip, (float(direction[0]), float(direction[1])), "plain"))
    if all(end.kind == "plain" for end in ends):
        are_bare = all(
            is_bare(strokes, point, net.segments)
            for point in net.junctions
            if not any(_is_close(point, joint) for joint, _ in net.joints)
        )
        if not are_bare or any(end.has_ink_ahead for end in ends):
            return ()  # arrowheads that overlap, or stand apart from a dashed line
    return tuple(ends)


def _is_close(a: Vector, b: Vector, pixels: float = JOINT_PIXELS) -> bool:
    return float(np.hypot(*(a - b))) <= pixels
