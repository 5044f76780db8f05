"""Finds the slide on a canvas: the best quad may be the canvas around it.

A projector leaves part of a canvas unlit: a plain strip, darker than the slide beside it, without
text. Its outer edge is often sharper than the slide's, so the score prefers it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.features import brightness_at, within
from slidescan.imaging.corners.quads import Quads, areas
from slidescan.imaging.corners.working_copy import WorkingCopy

MAX_SLIDE_DEFICIT = 6.0
"""The score of the slide is lower than that of its canvas by at most this."""

MIN_SLIDE_SHARE = 0.4
"""The slide covers at least this share of its canvas."""

MIN_STRIP_WIDTH = 0.02
"""Sides closer to those of the canvas than this share of its size are the same."""

MIN_WIDEST_STRIP = 0.05
"""The widest strip is at least this wide, as a share of the size of the canvas: thinner ones change
nothing that is read."""

MAX_STRIP_SPREAD = 24.0
"""Four fifths of the levels of an unlit strip lie this close together, on the square-root scale."""

MAX_STRIP_TEXT = 0.05
"""The most text in a strip, 0..1."""

MIN_LIGHTER_LEVELS = 4.0
"""The slide is lighter than the strip beside it by this much, levels."""

MIN_LIGHTER_SHARE = 0.9
"""The slide is lighter along at least this share of a side."""

MIN_VISIBLE_SHARE = 0.5
"""At least this share of a strip lies in the photo."""

MAX_CANVAS_TRIES = 300
"""The slide is sought among this many of the quads with the best scores."""

MAX_CANVASES = 2
"""A canvas may have unlit strips on several sides, which are left one after the other."""

SHARES = (np.arange(32) + 0.5) / 32
"""Where along a side the strip is measured."""

DEPTHS = np.linspace(0.2, 0.8, 5)
"""Where across the strip it is measured, as shares of its width."""


def slide_on_canvas(copy: WorkingCopy, quads: Quads, scores: NDArray[np.float64], best: int) -> int:
    """The row of the best quad, or of the slide if that quad is its canvas.

    Args:
        copy: The photo.
        quads: All quads that were tried.
        scores: How much each looks like a slide: the output of `Model.score_net`.
        best: The row of the best one.
    """
    order = np.argsort(-scores, kind="stable")[:MAX_CANVAS_TRIES]
    order = order[scores[order] >= scores[best] - MAX_SLIDE_DEFICIT]
    for _ in range(MAX_CANVASES):
        slide = _slide_within(copy, quads, order, best)
        if slide is None:
            break
        best = slide
    return best


def _slide_within(
    copy: WorkingCopy, quads: Quads, order: NDArray[np.intp], canvas: int
) -> int | None:
    """The first quad of `order` that lies on the canvas with unlit strips beside it."""
    outer = quads[canvas]
    area = max(float(areas(outer[None])[0]), 1.0)
    size = np.sqrt(area)
    along = np.roll(outer, -1, axis=0) - outer
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    normal /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    # Quads × corners × sides: how far each corner lies inside each side of the canvas.
    depth = ((quads[order][:, :, None] - outer) * normal).sum(-1) / size
    ends = np.stack([depth[:, k, k] + depth[:, (k + 1) % 4, k] for k in range(4)], axis=1)
    widths = ends / 2
    fits = (depth.min((1, 2)) > -MIN_STRIP_WIDTH) & (widths.max(1) >= MIN_WIDEST_STRIP)
    fits &= areas(quads[order]) >= MIN_SLIDE_SHARE * area
    for row, width in zip(order[fits], widths[fits], strict=True):
        sides = np.nonzero(width >= MIN_STRIP_WIDTH)[0]
        if all(_is_unlit(copy, quads[row], int(k), width[k] * size) for k in sides):
            return int(row)
    return None


def _is_unlit(copy: WorkingCopy, quad: NDArray[np.float64], side: int, width: float) -> bool:
    """Whether the strip outside a side is plain, without text, and darker than the quad."""
    first, last = quad[side], quad[(side + 1) % 4]
    along = last - first
    length = max(float(np.hypot(*along)), 1e-9)
    outwards = np.array([along[1], -along[0]]) / length
    points = first + along * SHARES[:, None]
    strip = points + outwards * (width * DEPTHS)[:, None, None]
    visible = within(copy, strip, 0.0)
    if visible.mean() < MIN_VISIBLE_SHARE:
        return False
    x, y = np.rint(strip[visible]).astype(int).T
    x, y = x.clip(0, copy.width - 1), y.clip(0, copy.height - 1)
    if copy.text_map[y, x].mean() > MAX_STRIP_TEXT:
        return False
    low, high = np.percentile(brightness_at(copy, strip[visible]), (10, 90))
    if high - low > MAX_STRIP_SPREAD:
        return False
    reach = max(3.0, 0.02 * length)
    inside = brightness_at(copy, points - outwards * reach)
    outside = brightness_at(copy, points + outwards * min(reach, 0.5 * width))
    lighter = (inside - outside > MIN_LIGHTER_LEVELS).mean()
    return bool(lighter >= MIN_LIGHTER_SHARE)
