"""Measurements of quads: along their sides, within them, around them.

Each feature is a share, a logarithm or a difference of levels on the square-root scale, so it
doesn't depend on the photo's size. Values of the four sides are sorted or averaged, so the order
of the sides doesn't matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.quads import (
    Quads,
    areas,
    aspect_ratios,
    map_unit_points,
    to_unit_square,
    unit_square_maps,
)
from slidescan.imaging.corners.working_copy import BORDER_SUPPORT, WorkingCopy

Features = NDArray[np.float64]
"""Quads × len(FEATURES)."""

Columns = dict[str, NDArray[np.float64]]
"""Features by name, each with one value per quad."""

FEATURES = (
    *(f"support_{i}" for i in range(4)),
    "border",
    "contrast_mean",
    "contrast_min",
    "lighter_mean",
    "lighter_min",
    "steady",
    "overrun_mean",
    "overrun_max",
    "bezel",
    "area",
    "aspect",
    "skew",
    "tilt",
    "text_inside",
    "text_outside",
    "text_beyond",
    "text_share",
    "inside",
    "inside_spread",
    "margin_mean",
    "margin_max",
    "margin_spread",
    "around_mean",
    "around_min",
    "around_spread",
    "map_inside",
    "map_outside",
    "map_overlap",
    "map_side_mean",
    "map_side_min",
)
"""The names in the order of the columns and of the weights in `finder.json`."""

SIDE_SAMPLES = 24
"""Points along each side at which edges are measured."""

MIN_BORDER_DISTANCE = 3.0
"""An edge is visible only at least this far from the photo's border, pixels."""

STRONG_GRADIENT = 8.0
"""An edge with this gradient has full strength, levels per pixel on the square-root scale."""

SIDE_OVERRUNS = (-0.22, -0.14, -0.06, 1.06, 1.14, 1.22)
"""Positions on the line through a side, as shares of its length, where no edge should be."""

TEXT_BAND_SHARE = 0.125
"""Width of the band around a quad where text counts as just outside, as a share of its size."""

TEXT_REACH_SHARE = 0.4
"""Text this far beyond a side may still belong to the slide, as a share of the quad's size."""

TEXT_BLOCK = 64
"""Text is summed up for this many quads at a time, so that the sums stay in the cache."""

MARGIN_DEPTH, SURROUNDINGS_DEPTH = 0.035, 0.05
"""Levels are measured at these distances inside and outside a side, as shares of the size."""

OUTER_DEPTH = 0.12
"""The slide map is measured at this distance outside a side, as a share of the size: a cell of the
map is too coarse for `SURROUNDINGS_DEPTH`."""

_STEPS = (np.arange(8) + 0.5) / 8
_INNER_POINTS = [(u, v) for v in (0.15, 0.3, 0.5, 0.7, 0.85) for u in _STEPS]
_BAND_POINTS = [
    point
    for depth in (MARGIN_DEPTH, -SURROUNDINGS_DEPTH, -OUTER_DEPTH)
    for side in range(4)
    for point in ([(t, depth), (1 - depth, t), (t, 1 - depth), (depth, t)][side] for t in _STEPS)
]
_LEVEL_POINTS = np.array(_INNER_POINTS + _BAND_POINTS)
"""Points of the unit square at which levels are measured: 40 inside, 4 × 8 along the margin,
4 × 8 just outside, 4 × 8 farther outside."""


def features(copy: WorkingCopy, quads: Quads) -> Features:
    """Measures quads: quads × len(FEATURES)."""
    maps = unit_square_maps(quads)
    points = map_unit_points(maps, _LEVEL_POINTS)
    columns = {
        **_sides(copy, quads),
        "area": np.log(np.maximum(areas(quads) / (copy.width * copy.height), 1e-3)),
        "aspect": _aspect(copy, quads),
        "skew": _skew(quads),
        "tilt": _tilt(quads),
        **_text(copy, maps),
        **_levels(copy, points),
        **_map(copy, quads, points),
    }
    return np.stack([columns[name] for name in FEATURES], axis=1)


def edge_strength(
    copy: WorkingCopy,
    points: NDArray[np.float64],
    normal: NDArray[np.float64],
    offsets: Sequence[float] = (-1.0, 0.0, 1.0),
) -> NDArray[np.float64]:
    """The strongest edge across `normal` at each point, 0..1, over all `offsets` (pixels)."""
    best = np.zeros(points.shape[:-1], np.float32)
    for offset in offsets:
        x, y = _pixel(copy, points + offset * normal)
        steps = copy.gradient[y, x]
        # Written out because summing over an axis of length two takes several times as long.
        across = np.abs(steps[..., 0] * normal[..., 0] + steps[..., 1] * normal[..., 1])
        best = np.maximum(best, across)
    strength: NDArray[np.float64] = np.clip(best / STRONG_GRADIENT, 0, 1).astype(np.float64)
    return strength


def within(copy: WorkingCopy, points: NDArray[np.float64], margin: float) -> NDArray[np.bool_]:
    """Whether points (… × 2) lie in the photo, at least `margin` pixels from its border."""
    x, y = points[..., 0], points[..., 1]
    result: NDArray[np.bool_] = (
        (x >= margin) & (y >= margin) & (x < copy.width - margin) & (y < copy.height - margin)
    )
    return result


def levels_at(copy: WorkingCopy, points: NDArray[np.float64]) -> NDArray[np.float32]:
    """The smoothed levels at points, … × 4; outside the photo, the levels of the nearest pixel."""
    x, y = _pixel(copy, points)
    return copy.smooth[y, x].astype(np.float32)


def brightness_at(copy: WorkingCopy, points: NDArray[np.float64]) -> NDArray[np.float32]:
    """The first level of `levels_at`: the value, on the square-root scale."""
    x, y = _pixel(copy, points)
    return np.asarray(copy.smooth[y, x, 0], np.float32)


def _pixel(
    copy: WorkingCopy, points: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    x = np.rint(points[..., 0]).clip(0, copy.width - 1).astype(np.intp)
    y = np.rint(points[..., 1]).clip(0, copy.height - 1).astype(np.intp)
    return x, y


def _sides(copy: WorkingCopy, quads: Quads) -> Columns:
    """Edges, contrasts and bezels along the sides."""
    start, along = quads[:, :, None], (np.roll(quads, -1, axis=1) - quads)[:, :, None]
    share = ((np.arange(SIDE_SAMPLES) + 0.5) / SIDE_SAMPLES)[None, None, :, None]
    points = start + along * share
    length = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-6)[..., None]
    # Corners run clockwise with y down: the inside lies to the right of each side.
    normal = np.concatenate([-along[..., 1:], along[..., :1]], axis=-1) / length
    visible = within(copy, points, MIN_BORDER_DISTANCE)
    visible_share = visible.mean(2)
    weight = np.maximum(visible.sum(2), 1e-6)

    def mean(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        result: NDArray[np.float64] = (values * visible).sum(2) / weight
        return result

    strength = mean(edge_strength(copy, points, normal))
    support = strength * visible_share + BORDER_SUPPORT * (1 - visible_share)
    extended = start + along * np.array(SIDE_OVERRUNS)[None, None, :, None]
    extended_visible = within(copy, extended, MIN_BORDER_DISTANCE)
    overrun = (edge_strength(copy, extended, normal) * extended_visible).mean(2)
    inner, outer = levels_at(copy, points + 3 * normal), levels_at(copy, points - 3 * normal)
    gap = np.abs(inner - outer)
    widest = np.maximum(np.maximum(gap[..., 0], gap[..., 1]), np.maximum(gap[..., 2], gap[..., 3]))
    contrast = np.log1p(mean(widest))
    step = inner[..., 0] - outer[..., 0]
    lighter = mean(np.sign(step) * (np.abs(step) > 4))
    deviation = np.sqrt(np.maximum(mean(step**2) - mean(step) ** 2, 0))
    # A display's bezel is a dark band with something lighter beyond it.
    reach = np.clip(0.035 * length.mean((1, 2, 3)), 5, 24)[:, None, None, None]
    band = brightness_at(copy, points - 0.4 * reach * normal)
    beyond = brightness_at(copy, points - 1.3 * reach * normal)
    is_bezel = (beyond - band > 6) & (inner[..., 0] - band > 2)
    ordered = np.sort(support, axis=1)
    return {
        **{f"support_{i}": ordered[:, i] for i in range(4)},
        "border": (1 - visible_share).mean(1),
        "contrast_mean": contrast.mean(1),
        "contrast_min": contrast.min(1),
        "lighter_mean": lighter.mean(1),
        "lighter_min": lighter.min(1),
        "steady": np.log1p(deviation).mean(1),
        "overrun_mean": overrun.mean(1),
        "overrun_max": overrun.max(1),
        "bezel": (is_bezel * visible).mean((1, 2)),
    }


def _aspect(copy: WorkingCopy, quads: Quads) -> NDArray[np.float64]:
    """Distance of the aspect ratio's logarithm from the range of slides, 4:3 to 16:9."""
    ratio = np.log(np.maximum(aspect_ratios(quads, copy.width, copy.height, copy.focal), 1e-3))
    beyond = np.maximum(np.maximum(np.log(1.28) - ratio, ratio - np.log(1.82)), 0.0)
    result: NDArray[np.float64] = np.minimum(beyond, 1.5)
    return result


def _skew(quads: Quads) -> NDArray[np.float64]:
    """The sum of the log ratios of the lengths of opposite sides."""
    side = np.roll(quads, -1, axis=1) - quads
    length = np.log(np.maximum(np.hypot(side[..., 0], side[..., 1]), 1e-6))
    skew: NDArray[np.float64] = np.abs(length[:, 0] - length[:, 2]) + np.abs(
        length[:, 1] - length[:, 3]
    )
    return skew


def _tilt(quads: Quads) -> NDArray[np.float64]:
    """How far the left and right sides lean in the same direction, radians."""
    right, left = quads[:, 2] - quads[:, 1], quads[:, 3] - quads[:, 0]
    lean = [np.arctan2(side[:, 0], np.abs(side[:, 1]) + 1e-6) for side in (left, right)]
    tilt: NDArray[np.float64] = np.abs(lean[0] + lean[1])
    return tilt


def _text(copy: WorkingCopy, maps: NDArray[np.float64]) -> Columns:
    """Shares of the photo's text: inside each quad, just around it, and beyond its sides.

    Text beyond a side, between the extensions of the neighbouring sides, may be the slide's title
    if the quad encloses only the lower part of the slide.
    """
    points, weights = copy.text_cells
    if not len(points):
        zeros = np.zeros(len(maps))
        return {f"text_{name}": zeros for name in ("inside", "outside", "beyond", "share")}
    blocks = [maps[i : i + TEXT_BLOCK] for i in range(0, len(maps), TEXT_BLOCK)]
    sums = [_text_sums(block, points, weights) for block in blocks]
    inside, around, beyond = np.concatenate(sums, axis=1)
    total = weights.sum() + 2.0
    return {
        "text_inside": inside / total,
        "text_outside": (around - inside) / total,
        "text_beyond": beyond / total,
        "text_share": beyond / (inside + beyond + 1.0),
    }


def _text_sums(
    maps: NDArray[np.float64], points: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The text inside each quad, inside it and the band around it, and beyond one of its sides."""
    u, v = to_unit_square(maps, points)
    within_u, within_v = (u >= 0) & (u <= 1), (v >= 0) & (v <= 1)
    inside = (within_u & within_v) @ weights
    low, high = -TEXT_BAND_SHARE, 1 + TEXT_BAND_SHARE
    around = (u > low) & (u < high) & (v > low) & (v < high)
    sides = (
        within_u & (v > -TEXT_REACH_SHARE) & (v < 0),
        within_u & (v > 1) & (v < 1 + TEXT_REACH_SHARE),
        within_v & (u > -TEXT_REACH_SHARE) & (u < 0),
        within_v & (u > 1) & (u < 1 + TEXT_REACH_SHARE),
    )
    beyond = np.max([side @ weights for side in sides], axis=0)
    return np.stack([inside, around @ weights, beyond])


def _levels(copy: WorkingCopy, points: NDArray[np.float64]) -> Columns:
    """Brightness within each quad, along the inside of its sides, and just around it.

    A canvas has an unlit margin that is darker than the slide on it; a slide's own margin has the
    colour of the slide's background.
    """
    points = points[:, :104]
    level = brightness_at(copy, points).astype(np.float64) / 255
    visible = within(copy, points, 0.0)
    inner = level[:, :40]
    shape = (len(points), 4, 8)
    margin, around = level[:, 40:72].reshape(shape), level[:, 72:].reshape(shape)
    around = np.where(visible[:, 72:].reshape(shape), around, margin)
    middle = np.median(inner, axis=1)
    side_margin = np.median(margin, axis=2)
    margin_step = np.abs(side_margin - middle[:, None])
    side_around = np.median(around, axis=2)
    around_step = side_margin - side_around
    return {
        "inside": middle,
        "inside_spread": inner.std(1),
        "margin_mean": margin_step.mean(1),
        "margin_max": margin_step.max(1),
        "margin_spread": margin.std(2).mean(1),
        "around_mean": around_step.mean(1),
        "around_min": around_step.min(1),
        "around_spread": side_around.std(1),
    }


def _map(copy: WorkingCopy, quads: Quads, points: NDArray[np.float64]) -> Columns:
    """The slide map within each quad, outside it, and along its sides.

    `map_overlap` is the Jaccard index of the quad and the map, as far as both lie in the photo.
    """
    slide_map = copy.slide_map
    rows, columns = slide_map.slide.shape
    cells = np.array([columns / copy.width, rows / copy.height])

    def cell(at: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        x = (at[..., 0] * cells[0]).clip(0, columns - 1).astype(np.intp)
        y = (at[..., 1] * cells[1]).clip(0, rows - 1).astype(np.intp)
        return y, x

    level = slide_map.slide[cell(points)].astype(float)
    visible = within(copy, points, 0.0)

    def mean(part: slice) -> NDArray[np.float64]:
        count = visible[:, part].sum(1)
        result: NDArray[np.float64] = (level * visible)[:, part].sum(1) / np.maximum(count, 1)
        return result

    inside, outside = mean(slice(0, 72)), mean(slice(104, None))
    area = areas(quads) * visible[:, :72].mean(1) * cells.prod()
    shared = inside * area
    overlap = shared / np.maximum(float(slide_map.slide.sum()) + area - shared, 1e-6)
    start, along = quads[:, :, None], (np.roll(quads, -1, axis=1) - quads)[:, :, None]
    share = ((np.arange(SIDE_SAMPLES) + 0.5) / SIDE_SAMPLES)[None, None, :, None]
    at = start + along * share
    seen = within(copy, at, 0.0)
    y, x = cell(at)
    line = slide_map.sides[np.arange(4)[None, :, None], y, x].astype(float)
    strength = (line * seen).sum(2) / np.maximum(seen.sum(2), 1)
    share_seen = seen.mean(2)
    side = strength * share_seen + BORDER_SUPPORT * (1 - share_seen)
    return {
        "map_inside": inside,
        "map_outside": outside,
        "map_overlap": overlap,
        "map_side_mean": side.mean(1),
        "map_side_min": side.min(1),
    }
