"""What can be measured of a quad: along its sides, within it, around it.

Each feature is a share, a logarithm or a difference of levels on the square-root scale, so that
none depends on a photo's size. What is measured side by side is sorted or averaged, so that it
does not matter which side is which.
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
from slidescan.imaging.corners.working_copy import WorkingCopy

SAMPLES = 24
"""Places along each side where the edge is looked at."""

Features = NDArray[np.float64]
"""Quads × len(FEATURES)."""

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
)


def features(scene: WorkingCopy, quads: Quads) -> Features:
    """What is measured of each quad: quads × len(FEATURES)."""
    sides = _sides(scene, quads)
    frames = unit_square_maps(quads)
    columns = {
        **sides,
        "area": np.log(np.maximum(areas(quads) / (scene.width * scene.height), 1e-3)),
        "aspect": _aspect(scene, quads),
        "skew": _skew(quads),
        "tilt": _tilt(quads),
        **_text(scene, frames),
        **_levels(scene, frames),
    }
    return np.stack([columns[name] for name in FEATURES], axis=1)


Columns = dict[str, NDArray[np.float64]]


def _sides(scene: WorkingCopy, quads: Quads) -> Columns:
    start, along = quads[:, :, None], (np.roll(quads, -1, axis=1) - quads)[:, :, None]
    share = ((np.arange(SAMPLES) + 0.5) / SAMPLES)[None, None, :, None]
    at = start + along * share
    length = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-6)[..., None]
    # Corners run clockwise with y down: the inside lies to the right of each side.
    normal = np.concatenate([-along[..., 1:], along[..., :1]], axis=-1) / length
    seen = within(scene, at, 3.0)
    shown = seen.mean(2)
    weight = np.maximum(seen.sum(2), 1e-6)

    def mean(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        result: NDArray[np.float64] = (values * seen).sum(2) / weight
        return result

    support = mean(edge_strength(scene, at, normal)) * shown + BORDER_SUPPORT * (1 - shown)
    beyond = np.array([-0.22, -0.14, -0.06, 1.06, 1.14, 1.22])[None, None, :, None]
    prolonged = start + along * beyond
    overrun = (edge_strength(scene, prolonged, normal) * within(scene, prolonged, 3.0)).mean(2)
    inner, outer = levels_at(scene, at + 3 * normal), levels_at(scene, at - 3 * normal)
    apart = np.abs(inner - outer)
    most = np.maximum(
        np.maximum(apart[..., 0], apart[..., 1]), np.maximum(apart[..., 2], apart[..., 3])
    )
    difference = np.log1p(mean(most))
    step = inner[..., 0] - outer[..., 0]
    lighter = mean(np.sign(step) * (np.abs(step) > 4))
    steady = np.sqrt(np.maximum(mean(step**2) - mean(step) ** 2, 0))
    # A display's bezel: beyond the dark band it is lighter again.
    reach = np.clip(0.035 * length.mean((1, 2, 3)), 5, 24)[:, None, None, None]
    band = brightness_at(scene, at - 0.4 * reach * normal)
    further = brightness_at(scene, at - 1.3 * reach * normal)
    dark = (further - band > 6) & (inner[..., 0] - band > 2)
    ordered = np.sort(support, axis=1)
    return {
        **{f"support_{i}": ordered[:, i] for i in range(4)},
        "border": (1 - shown).mean(1),
        "contrast_mean": difference.mean(1),
        "contrast_min": difference.min(1),
        "lighter_mean": lighter.mean(1),
        "lighter_min": lighter.min(1),
        "steady": np.log1p(steady).mean(1),
        "overrun_mean": overrun.mean(1),
        "overrun_max": overrun.max(1),
        "bezel": (dark * seen).mean((1, 2)),
    }


BORDER_SUPPORT = 0.35
"""What a stretch along or beyond the photo's border counts as edge: a slide may be cut off there,
but any frame is."""

STRONG = 8.0
"""Levels per pixel, on the square-root scale, from which an edge counts in full."""


def edge_strength(
    scene: WorkingCopy,
    at: NDArray[np.float64],
    normal: NDArray[np.float64],
    offsets: Sequence[float] = (-1.0, 0.0, 1.0),
) -> NDArray[np.float64]:
    """How much edge there is across `normal` at each place, at best of `offsets`: 0..1."""
    best = np.zeros(at.shape[:-1], np.float32)
    for offset in offsets:
        x, y = _pixel(scene, at + offset * normal)
        steps = scene.gradient[y, x]
        # Written out: summing over an axis of two takes several times as long.
        across = np.abs(steps[..., 0] * normal[..., 0] + steps[..., 1] * normal[..., 1])
        best = np.maximum(best, across)
    strength: NDArray[np.float64] = np.clip(best / STRONG, 0, 1).astype(np.float64)
    return strength


def within(scene: WorkingCopy, at: NDArray[np.float64], margin: float) -> NDArray[np.bool_]:
    """Whether places (… × 2) lie in the photo, `margin` pixels from its border at least."""
    x, y = at[..., 0], at[..., 1]
    result: NDArray[np.bool_] = (
        (x >= margin) & (y >= margin) & (x < scene.width - margin) & (y < scene.height - margin)
    )
    return result


def levels_at(scene: WorkingCopy, at: NDArray[np.float64]) -> NDArray[np.float32]:
    """The smoothed levels at places: … × 4; the nearest of the photo where they lie outside."""
    x, y = _pixel(scene, at)
    return scene.smooth[y, x].astype(np.float32)


def brightness_at(scene: WorkingCopy, at: NDArray[np.float64]) -> NDArray[np.float32]:
    """The first of the levels that `look` gives: the value, on the square-root scale."""
    x, y = _pixel(scene, at)
    return np.asarray(scene.smooth[y, x, 0], np.float32)


def _pixel(scene: WorkingCopy, at: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    x = np.rint(at[..., 0]).clip(0, scene.width - 1).astype(np.intp)
    y = np.rint(at[..., 1]).clip(0, scene.height - 1).astype(np.intp)
    return x, y


def _aspect(scene: WorkingCopy, quads: Quads) -> NDArray[np.float64]:
    """How unlike a slide's the proportions are: log distance beyond 4:3 … 16:9."""
    ratio = np.log(np.maximum(aspect_ratios(quads, scene.width, scene.height, scene.focal), 1e-3))
    beyond = np.maximum(np.maximum(np.log(1.28) - ratio, ratio - np.log(1.82)), 0.0)
    result: NDArray[np.float64] = np.minimum(beyond, 1.5)
    return result


def _skew(quads: Quads) -> NDArray[np.float64]:
    """How unequal opposite sides are, log ratio."""
    side = np.roll(quads, -1, axis=1) - quads
    length = np.log(np.maximum(np.hypot(side[..., 0], side[..., 1]), 1e-6))
    skew: NDArray[np.float64] = np.abs(length[:, 0] - length[:, 2]) + np.abs(
        length[:, 1] - length[:, 3]
    )
    return skew


def _tilt(quads: Quads) -> NDArray[np.float64]:
    """How far the left and right side lean from upright together, radians."""
    right, left = quads[:, 2] - quads[:, 1], quads[:, 3] - quads[:, 0]
    lean = [np.arctan2(side[:, 0], np.abs(side[:, 1]) + 1e-6) for side in (left, right)]
    tilt: NDArray[np.float64] = np.abs(lean[0] + lean[1])
    return tilt


BAND = 0.125
"""How far around a quad print counts as just outside, shares of its size."""

BEYOND = 0.4
"""How far beyond a side print may still belong to the slide, shares of its size."""


def _text(scene: WorkingCopy, frames: NDArray[np.float64]) -> Columns:
    """Shares of the photo's print: inside each quad, just around it, and beyond its sides.

    What stands beyond a side, between the prolonged neighbouring sides, may be the title of a
    slide whose lower part alone was found.
    """
    points, weights = scene.print
    if not len(points):
        nothing = np.zeros(len(frames))
        return {f"text_{name}": nothing for name in ("inside", "outside", "beyond", "share")}
    total = weights.sum() + 2.0
    u, v = to_unit_square(frames, points)
    within_u, within_v = (u >= 0) & (u <= 1), (v >= 0) & (v <= 1)
    inside = (within_u & within_v) @ weights
    wide = (u > -BAND) & (u < 1 + BAND) & (v > -BAND) & (v < 1 + BAND)
    sides = (
        within_u & (v > -BEYOND) & (v < 0),
        within_u & (v > 1) & (v < 1 + BEYOND),
        within_v & (u > -BEYOND) & (u < 0),
        within_v & (u > 1) & (u < 1 + BEYOND),
    )
    beyond = np.max([side @ weights for side in sides], axis=0)
    return {
        "text_inside": inside / total,
        "text_outside": (wide @ weights - inside) / total,
        "text_beyond": beyond / total,
        "text_share": beyond / (inside + beyond + 1.0),
    }


_STEPS = (np.arange(8) + 0.5) / 8
_IN, _OUT = 0.035, 0.05
_PLACES = np.array(
    [(u, v) for v in (0.15, 0.3, 0.5, 0.7, 0.85) for u in (np.arange(8) + 0.5) / 8]
    + [
        place
        for depth in (_IN, -_OUT)
        for side in range(4)
        for place in (
            [(t, depth), (1 - depth, t), (t, 1 - depth), (depth, t)][side] for t in _STEPS
        )
    ]
)


def _levels(scene: WorkingCopy, frames: NDArray[np.float64]) -> Columns:
    """Brightness within each quad, along the inside of its sides, and just around it.

    An unlit margin of a canvas is darker than the slide that it surrounds; a slide's own margin
    is its ground.
    """
    at = map_unit_points(frames, _PLACES)
    level = brightness_at(scene, at).astype(np.float64) / 255
    seen = within(scene, at, 0.0)
    inner = level[:, :40]
    shape = (len(frames), 4, 8)
    margin, around = level[:, 40:72].reshape(shape), level[:, 72:].reshape(shape)
    around = np.where(seen[:, 72:].reshape(shape), around, margin)
    middle = np.median(inner, axis=1)
    apart = np.abs(np.median(margin, axis=2) - middle[:, None])
    out = np.median(around, axis=2)
    against = np.median(margin, axis=2) - out
    return {
        "inside": middle,
        "inside_spread": inner.std(1),
        "margin_mean": apart.mean(1),
        "margin_max": apart.max(1),
        "margin_spread": margin.std(2).mean(1),
        "around_mean": against.mean(1),
        "around_min": against.min(1),
        "around_spread": out.std(1),
    }
