"""Regions: areas of one colour with edges around them, such as boxes and block arrows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.drawing.ink import NOISE_FACTOR, WorkPicture, strongest_channel

Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom, pixels of the working picture."""

MIN_EDGE_LEVELS = 10
"""The least step at the edge of a region, grey levels over three pixels."""

MIN_REGION_WIDTH, MIN_REGION_HEIGHT = 12, 8
"""The smallest region, pixels of the working picture."""

MAX_REGION_SHARE = 0.6
"""A larger region, as a share of the picture, is the slide's background."""

MIN_CONTOUR_FILL_SHARE = 0.25
"""The least share of a region's bounds that it covers; letters leave holes in it."""

MAX_REGIONS = 400
"""The most regions that are measured, the largest ones."""

MIN_SOLIDITY = 0.92
"""The least area of a shape over that of its convex hull: rectangles, ellipses, hexagons."""

MIN_BOX_FILL_SHARE, MIN_POINTED_PIXELS = 0.66, 40
"""A shape that covers less of its bounds and is smaller than this, pixels, is an arrowhead."""

MIN_CUT_SOLIDITY = 0.55
"""The same for a shape into which text cuts; the text then counts as a part of it."""

EDGE_PIXELS = 2
"""A region ends this far inside the edge around it, pixels of the working picture."""


@dataclass(frozen=True)
class Region:
    """An area of one colour.

    Attributes:
        contour: Its outer contour, points × 1 × 2, pixels of the working picture.
        bounds: Its bounds.
        area: The area within its contour.
        is_convex: Whether it is a shape like a box.
    """

    contour: NDArray[np.int32]
    bounds: Bounds
    area: float
    is_convex: bool


def regions(picture: WorkPicture, text: NDArray[np.uint8], factor: float = 1.0) -> list[Region]:
    """The regions of a picture, the largest first.

    Args:
        picture: The picture.
        text: 1 where text is, else 0; text may cut into a region.
        factor: Multiplies the least step at the edge of a region.
    """
    steps = strongest_channel(picture.pixels, cv2.MORPH_GRADIENT, 3)
    least = factor * max(MIN_EDGE_LEVELS, NOISE_FACTOR * picture.noise)
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
    largest = candidates[np.argsort(-area[candidates], kind="stable")][:MAX_REGIONS]
    numbers = np.asarray(labels, np.int32)
    return [_region(numbers, text, stats[label], int(label)) for label in largest]


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
    bounds = (left - EDGE_PIXELS, top - EDGE_PIXELS)
    far = (left + width + EDGE_PIXELS, top + height + EDGE_PIXELS)
    is_small = min(width, height) < MIN_POINTED_PIXELS
    is_convex = hull > 0 and area >= MIN_SOLIDITY * hull
    is_pointed = is_small and area < MIN_BOX_FILL_SHARE * width * height
    return Region(contour.astype(np.int32), (*bounds, *far), area, is_convex and not is_pointed)


def paint(shapes: list[Region], size: tuple[int, int]) -> NDArray[np.int32]:
    """A picture that holds, at each pixel, the number of the innermost shape there, from 1; else 0.

    Args:
        shapes: The largest first.
        size: Width and height of the picture.
    """
    labels = np.zeros((size[1], size[0]), np.int32)
    for number, shape in enumerate(shapes, 1):
        cv2.drawContours(labels, [shape.contour], -1, number, cv2.FILLED)
        cv2.drawContours(labels, [shape.contour], -1, number, 2 * EDGE_PIXELS - 1)
    return labels
