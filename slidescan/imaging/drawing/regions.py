"""Regions: areas of one colour with edges around them, such as boxes and block arrows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.ink import NOISE_FACTOR, WorkPicture, strongest_channel

Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom, pixels of the working picture."""

MIN_BORDER_LEVELS = 10
"""The least step at the edge of a region, grey levels over three pixels."""

MIN_REGION_WIDTH, MIN_REGION_HEIGHT = 12, 8
"""The smallest region, pixels of the working picture."""

MAX_REGION_SHARE = 0.6
"""A larger region, as a share of the picture, is the slide's background."""

MIN_CONTOUR_FILL_SHARE = 0.25
"""The least share of a region's bounds that it covers; letters leave holes in it."""

MAX_MEASURED_REGIONS = 400
"""The most regions that are measured, the largest ones."""

MIN_SOLIDITY = 0.92
"""The least area of a shape over that of its convex hull: rectangles, ellipses, hexagons."""

MIN_BOX_FILL_SHARE, MIN_POINTED_PIXELS = 0.66, 40
"""A shape that covers less of its bounds and is smaller than this, pixels, is an arrowhead."""

MIN_CUT_SOLIDITY = 0.4
"""The same for a shape into which text cuts; the text then counts as a part of it."""

MIN_ENCLOSING_SHAPES, MAX_BESIDE_SHARE, BESIDE_PIXELS = 2, 0.5, 10
"""An area between connectors lies at most so many pixels beside at least two shapes that are at
most half as large."""

MIN_RECTANGLE_SHARE = 0.9
"""A shape that takes this share of the smallest rectangle around it has four corners."""

MAX_LINE_OFFSET, MAX_STACK_PIXELS = 6.0, 45.0
"""Boxes of a stack or a row have their sides in line up to this offset, and are at most this far
apart, pixels."""

MAX_OUTLINE_PIXELS, MIN_OUTLINE_INK_SHARE = 9, 0.6
"""An outline reaches at most so far beyond the contour, pixels; so much of the strip at each
distance is ink."""

PROBE_PIXELS, MIN_PROBES = 13, 3
"""Lines go on behind a corner if ink is so many pixels behind its outline; this often for a
region."""

PROBE_STEPS = (0, 8)
"""A line that goes on has ink at these further distances, too, pixels; an arrowhead at the corner
has not."""

INSET_PIXELS = 2
"""A region ends this far inside the edge around it, pixels of the working picture."""


@dataclass(frozen=True)
class Region:
    """An area of one colour.

    Attributes:
        contour: Its outer contour, points × 1 × 2, pixels of the working picture.
        bounds: Its bounds.
        area: The area within its contour.
        is_convex: Whether it is a shape like a box.
        outline: How far its outline reaches beyond its contour, pixels.
    """

    contour: NDArray[np.int32]
    bounds: Bounds
    area: float
    is_convex: bool
    outline: int = INSET_PIXELS


def regions(picture: WorkPicture, factor: float = 1.0) -> list[Region]:
    """The regions of a picture, the largest first; text may cut into a region.

    Args:
        picture: The picture.
        factor: Multiplies the least step at the edge of a region.
    """
    steps = strongest_channel(picture.pixels, cv2.MORPH_GRADIENT, 3)
    least = factor * max(MIN_BORDER_LEVELS, NOISE_FACTOR * picture.usual_noise)
    is_free = (steps < least).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(is_free, connectivity=4)
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    fits = (
        (width >= MIN_REGION_WIDTH)
        & (height >= MIN_REGION_HEIGHT)
        & (area >= MIN_CONTOUR_FILL_SHARE * width * height)
        & (width.astype(np.float64) * height < MAX_REGION_SHARE * is_free.size)
    )
    fits[0] = False
    candidates = np.flatnonzero(fits)
    largest = candidates[np.argsort(-area[candidates], kind="stable")][:MAX_MEASURED_REGIONS]
    numbers = np.asarray(labels, np.int32)
    return [_region(numbers, picture.text, stats[label], int(label)) for label in largest]


def _region(
    labels: NDArray[np.int32], text: NDArray[np.uint8], stats: NDArray[np.int32], label: int
) -> Region:
    left, top, width, height = (int(v) for v in stats[:4])
    crop = (labels[top : top + height, left : left + width] == label).astype(np.uint8)
    contours, _ = cv2.findContours(
        crop, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE, offset=(left, top)
    )
    contour = max(contours, key=cv2.contourArea)
    area = cv2.contourArea(contour)
    around = cv2.convexHull(contour)
    hull = cv2.contourArea(around)
    if MIN_CUT_SOLIDITY * hull <= area < MIN_SOLIDITY * hull:
        within = np.zeros(crop.shape, np.uint8)
        cv2.drawContours(within, [around], -1, 1, cv2.FILLED, offset=(-left, -top))
        filled = text[top : top + height, left : left + width] & within
        cv2.drawContours(filled, [contour], -1, 1, cv2.FILLED, offset=(-left, -top))
        if cv2.countNonZero(filled) >= MIN_SOLIDITY * cv2.countNonZero(within):
            contour, area = around, hull
    bounds = (left - INSET_PIXELS, top - INSET_PIXELS)
    far = (left + width + INSET_PIXELS, top + height + INSET_PIXELS)
    is_small = min(width, height) < MIN_POINTED_PIXELS
    is_convex = hull > 0 and area >= MIN_SOLIDITY * hull
    is_pointed = is_small and area < MIN_BOX_FILL_SHARE * width * height
    if is_convex:
        contour = around  # without the slits that lines from its border cut into it
    return Region(contour.astype(np.int32), (*bounds, *far), area, is_convex and not is_pointed)


def shapes_of(
    all_regions: list[Region], ink: NDArray[np.uint8], text: NDArray[np.uint8]
) -> list[Region]:
    """The regions that are shapes, without the areas that connectors and their nodes enclose.

    Such an area, as inside a cycle, lies beside at least two smaller shapes, or the lines around it
    go on behind its corners.

    Args:
        all_regions: The largest first.
        ink: 1 in ink, else 0.
        text: 1 in texts, else 0.
    """
    outlined = [
        replace(region, outline=_outline(region, ink)) for region in all_regions if region.is_convex
    ]
    convex = [
        region
        for region in outlined
        if _is_in_line(region, outlined, text) or not _is_between_lines(region, ink)
    ]
    return [
        region
        for i, region in enumerate(convex)
        if sum(_lies_beside(region, other) for other in convex[i + 1 :]) < MIN_ENCLOSING_SHAPES
    ]


def _outline(region: Region, ink: NDArray[np.uint8]) -> int:
    """How far the outline of a shape reaches: there is ink all around its contour."""
    pad = MAX_OUTLINE_PIXELS + 1
    left, top, right, bottom = (round(v) for v in region.bounds)
    x, y = max(0, left - pad), max(0, top - pad)
    crop = ink[y : bottom + pad, x : right + pad]
    inner = np.zeros(crop.shape, np.uint8)
    cv2.drawContours(inner, [region.contour], -1, 1, cv2.FILLED, offset=(-x, -y))
    reach = INSET_PIXELS
    for width in range(1, MAX_OUTLINE_PIXELS + 1):
        outer = inner.copy()
        cv2.drawContours(outer, [region.contour], -1, 1, 2 * width + 1, offset=(-x, -y))
        strip = outer & (1 - inner)
        inner |= outer
        if cv2.countNonZero(strip & crop) >= MIN_OUTLINE_INK_SHARE * cv2.countNonZero(strip):
            reach = width + 1
        elif reach > INSET_PIXELS:
            break
    return reach


def _is_in_line(region: Region, others: list[Region], text: NDArray[np.uint8]) -> bool:
    """Whether a region with text is as wide or as high as its neighbour, and in line with it.

    The outlines of boxes in a stack or a row go on behind each other's corners.
    """
    left, top, right, bottom = (round(v) for v in region.bounds)
    if not text[max(0, top) : bottom, max(0, left) : right].any():
        return False
    for other in others:
        if other is region:
            continue
        gaps = [abs(a - b) for a, b in zip(region.bounds, other.bounds, strict=True)]
        apart = [
            max(region.bounds[i], other.bounds[i]) - min(region.bounds[i + 2], other.bounds[i + 2])
            for i in (0, 1)
        ]
        is_stacked = max(gaps[0], gaps[2]) <= MAX_LINE_OFFSET and 0 <= apart[1] <= MAX_STACK_PIXELS
        is_beside = max(gaps[1], gaps[3]) <= MAX_LINE_OFFSET and 0 <= apart[0] <= MAX_STACK_PIXELS
        if is_stacked or is_beside:
            return True
    return False


def _is_between_lines(region: Region, ink: NDArray[np.uint8]) -> bool:
    """Whether lines around a region with four corners go on behind them."""
    corners = cv2.boxPoints(cv2.minAreaRect(region.contour))
    if region.area < MIN_RECTANGLE_SHARE * cv2.contourArea(corners):
        return False
    middle = corners.mean(axis=0)
    # A thick outline bends around the corner; only what is behind it goes on.
    far, half = PROBE_PIXELS + region.outline - INSET_PIXELS, max(INSET_PIXELS, region.outline / 2)
    count = 0
    for i, corner in enumerate(corners):
        for other in (corners[i - 1], corners[(i + 1) % 4]):
            along = (corner - other) / max(float(np.hypot(*(corner - other))), 1e-9)
            aside = np.array([-along[1], along[0]])
            outward = aside if aside @ (corner - middle) > 0 else -aside
            probes = (corner + (far + more) * along + half * outward for more in PROBE_STEPS)
            count += all(_has_ink(ink, point) for point in probes)
    return count >= MIN_PROBES


def _has_ink(ink: NDArray[np.uint8], point: NDArray[np.float64]) -> bool:
    x, y = point.round().astype(np.int64)
    probe = ink[max(0, y - 3) : y + 4, max(0, x - 2) : x + 3]
    return bool(probe.size and probe.any())


def _lies_beside(region: Region, other: Region) -> bool:
    """Whether a smaller shape is outside a region, and close to it."""
    left, top, right, bottom = other.bounds
    x, y = (left + right) / 2, (top + bottom) / 2
    if other.area > MAX_BESIDE_SHARE * region.area or _inside(region, x, y):
        return False
    far = (left - BESIDE_PIXELS, top - BESIDE_PIXELS, right + BESIDE_PIXELS, bottom + BESIDE_PIXELS)
    points = [(px, py) for px in (far[0], x, far[2]) for py in (far[1], y, far[3])]
    return any(_inside(region, px, py) for px, py in points)


def _inside(region: Region, x: float, y: float) -> bool:
    return cv2.pointPolygonTest(region.contour, (x, y), measureDist=False) >= 0


def paint(shapes: list[Region], size: tuple[int, int]) -> NDArray[np.int32]:
    """A picture that holds, at each pixel, the number of the innermost shape there, from 1; else 0.

    Args:
        shapes: The largest first.
        size: Width and height of the picture.
    """
    labels = np.zeros((size[1], size[0]), np.int32)
    for number, shape in enumerate(shapes, 1):
        cv2.drawContours(labels, [shape.contour], -1, number, cv2.FILLED)
        cv2.drawContours(labels, [shape.contour], -1, number, 2 * shape.outline - 1)
    return labels
