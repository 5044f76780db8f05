"""One score for every proposed quad, whatever proposed it.

The score weighs what a reader would look for: edge along all four sides, the same change
across the whole of each side, a lit area in darker surroundings, proportions that slides have,
print inside rather than just outside, and size. Its weights were fitted to scenes with known
corners (see docs/finding.md); each feature is a share or a logarithm, so that none depends on
a photo's size.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.geometry import Quad, aspect_ratio
from slidescan.vision.locate.candidates import Quads, areas
from slidescan.vision.locate.scene import Scene

SAMPLES = 32
"""Places along each side where the edge is looked at."""

Features = NDArray[np.float64]

FEATURES = (
    "support_mean",
    "support_min",
    "border",
    "contrast_mean",
    "contrast_min",
    "lighter",
    "darkest_side",
    "steady",
    "area",
    "aspect",
    "skew",
    "text_inside",
    "text_outside",
    "text_beyond",
    "bezel",
)


def features(scene: Scene, quads: Quads) -> Features:
    """What can be measured of each quad: quads × len(FEATURES)."""
    side = _Sides(scene, quads)
    seen = side.seen.mean(2)  # quads × 4: the share of each side that the photo shows
    shown = np.maximum(seen, 1e-6)
    support = np.where(seen > 0.1, (side.support * side.seen).mean(2) / shown, 0.0)
    support = support * seen + 0.35 * (1 - seen)
    contrast = np.where(seen > 0.1, (side.difference * side.seen).mean(2) / shown, 0.0)
    sign = np.sign(side.step) * (np.abs(side.step) > 3)
    lighter = np.where(seen > 0.1, (sign * side.seen).mean(2) / shown, 0.0)
    spread = np.where(seen > 0.1, (side.step * side.seen).std(2), 0.0)
    size = scene.width * scene.height
    inside = areas(quads) / size
    text_inside, text_outside, text_beyond = _text(scene, quads)
    columns = [
        support.mean(1),
        support.min(1),
        (1 - seen).mean(1),
        np.log1p(contrast).mean(1),
        np.log1p(contrast).min(1),
        lighter.mean(1),
        lighter.min(1),
        np.log1p(spread).mean(1),
        np.log(np.maximum(inside, 1e-3)),
        _aspect(scene, quads),
        _skew(quads),
        text_inside,
        text_outside,
        text_beyond,
        side.bezel,
    ]
    return np.stack(columns, axis=1)


class _Sides:
    """Samples along the four sides of each quad."""

    def __init__(self, scene: Scene, quads: Quads) -> None:
        start, end = quads, np.roll(quads, -1, axis=1)
        share = (np.arange(SAMPLES) + 0.5) / SAMPLES
        at = start[:, :, None] + (end - start)[:, :, None] * share[None, None, :, None]
        along = end - start
        length = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-6)
        # Corners run clockwise with y down: the inside lies to the right of each side.
        inward = np.stack([-along[..., 1], along[..., 0]], axis=-1) / length[..., None]
        normal = inward[:, :, None]
        self.seen = _within(scene, at, 3.0).astype(float)
        gx, gy = scene.gradient
        best = np.zeros(at.shape[:3])
        for offset in (-1.5, -0.5, 0.5, 1.5):
            x, y = _pixel(scene, at + offset * normal)
            across = np.abs(gx[y, x] * normal[..., 0] + gy[y, x] * normal[..., 1])
            best = np.maximum(best, across)
        self.support = np.clip(best / 10, 0, 1)
        inner = _look(scene, at + 4 * normal)
        outer = _look(scene, at - 4 * normal)
        self.difference = np.abs(inner - outer).max(-1)
        self.step = inner[..., 0] - outer[..., 0]
        # A display's bezel: beyond the dark band it is lighter again.
        reach = np.clip(0.035 * length.mean(1), 6, 30)[:, None, None, None]
        band = _look(scene, at - 0.4 * reach * normal)[..., 0]
        beyond = _look(scene, at - 1.3 * reach * normal)[..., 0]
        dark = (beyond - band > 6) & (inner[..., 0] - band > 2)
        self.bezel = (dark * self.seen).mean((1, 2))


def _within(scene: Scene, at: NDArray[np.float64], margin: float) -> NDArray[np.bool_]:
    x, y = at[..., 0], at[..., 1]
    result: NDArray[np.bool_] = (
        (x >= margin) & (y >= margin) & (x < scene.width - margin) & (y < scene.height - margin)
    )
    return result


def _pixel(scene: Scene, at: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    x = np.rint(at[..., 0]).astype(np.intp).clip(0, scene.width - 1)
    y = np.rint(at[..., 1]).astype(np.intp).clip(0, scene.height - 1)
    return x, y


def _look(scene: Scene, at: NDArray[np.float64]) -> NDArray[np.float32]:
    x, y = _pixel(scene, at)
    return scene.smooth[y, x]


def _aspect(scene: Scene, quads: Quads) -> NDArray[np.float64]:
    """How unlike a slide's the proportions are: log distance beyond 4:3 … 16:9."""
    low, high = np.log(1.28), np.log(1.82)
    result = []
    for points in quads:
        ratio = np.log(max(aspect_ratio(Quad.of(points), scene.width, scene.height), 1e-3))
        result.append(max(low - ratio, ratio - high, 0.0))
    return np.asarray(np.minimum(result, 1.5), float)


def _skew(quads: Quads) -> NDArray[np.float64]:
    """How unequal opposite sides are, log ratio."""
    side = np.roll(quads, -1, axis=1) - quads
    length = np.log(np.maximum(np.hypot(side[..., 0], side[..., 1]), 1e-6))
    skew: NDArray[np.float64] = np.abs(length[:, 0] - length[:, 2]) + np.abs(
        length[:, 1] - length[:, 3]
    )
    return skew


def _text(scene: Scene, quads: Quads) -> tuple[NDArray[np.float64], ...]:
    """Shares of the photo's print: inside each quad, just around it, and beyond its sides.

    Each place with print is seen in the quad's own frame, where the quad is the unit square.
    What stands beyond a side, between the prolonged neighbouring sides, may be the title of a
    slide whose lower part alone was found.
    """
    points, weights = _print(scene)
    total = weights.sum() + 4.0
    if not len(points):
        nothing = np.zeros(len(quads))
        return nothing, nothing, nothing
    u, v = _in_unit_square(quads, points)
    within_u, within_v = (u >= 0) & (u <= 1), (v >= 0) & (v <= 1)
    inside = within_u & within_v
    near = (u > -BAND) & (u < 1 + BAND) & (v > -BAND) & (v < 1 + BAND) & ~inside
    sides = (
        within_u & (v > -BEYOND) & (v < 0),
        within_u & (v > 1) & (v < 1 + BEYOND),
        within_v & (u > -BEYOND) & (u < 0),
        within_v & (u > 1) & (u < 1 + BEYOND),
    )
    beyond = np.max([side @ weights for side in sides], axis=0)
    return inside @ weights / total, near @ weights / total, beyond / total


BAND = 0.125
"""How far around a quad print counts as just outside, shares of its size."""

BEYOND = 0.4
"""How far beyond a side print may still belong to the slide, shares of its size."""


def _print(scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places with print on the working copy (n × 2), and how much of it each holds."""
    shrink = 110 / max(scene.width, scene.height)
    size = (max(1, round(scene.width * shrink)), max(1, round(scene.height * shrink)))
    text = cv2.resize(scene.text, size, interpolation=cv2.INTER_AREA)
    y, x = np.nonzero(text > 0.05)
    scale = np.array([scene.width / text.shape[1], scene.height / text.shape[0]])
    return (np.stack([x, y], axis=1) + 0.5) * scale, text[y, x].astype(float)


def _in_unit_square(
    quads: Quads, points: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where each quad's own frame has each point: quads × points, u to the right, v down.

    By the closed form of the map from the unit square to a quad (Heckbert 1989); points behind
    its horizon are nowhere.
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (quads[:, i].T for i in range(4))
    dx1, dx2, sx = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, sy = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    determinant = dx1 * dy2 - dx2 * dy1
    determinant = np.where(np.abs(determinant) < 1e-9, 1e-9, determinant)
    g, h = (sx * dy2 - dx2 * sy) / determinant, (dx1 * sy - sx * dy1) / determinant
    one = np.ones_like(g)
    rows = [
        [x1 - x0 + g * x1, x3 - x0 + h * x3, x0],
        [y1 - y0 + g * y1, y3 - y0 + h * y3, y0],
        [g, h, one],
    ]
    forward = np.moveaxis(np.array(rows), 2, 0)
    back = np.linalg.inv(forward)
    homogeneous = np.column_stack([points, np.ones(len(points))])
    mapped = homogeneous @ np.swapaxes(back, 1, 2)
    w = mapped[..., 2]
    behind = w <= 1e-9
    w = np.where(behind, 1.0, w)
    u, v = (np.where(behind, np.inf, mapped[..., i] / w) for i in (0, 1))
    return u, v


WEIGHTS = np.array(
    [1.151, 3.557, -3.064, 0.835, 0.432, 0.492, 1.084, -0.636,
     0.842, -3.282, 0.14, 4.96, -11.857, -9.668, 5.052]
)  # fmt: skip
"""One for each feature: they maximise the expected Jaccard index under a softmax over all quads
of a photo, on 250 generated scenes and 43 real photos."""

SLOPE, OFFSET = 0.4042, -3.919
"""Of the logistic curve from a score to the probability that the Jaccard index is over 0.88,
fitted to the best quad of each photo, with photos of rooms and stage walls as counterexamples."""


def rank(measured: Features) -> NDArray[np.float64]:
    """The score of each quad; higher is better."""
    scores: NDArray[np.float64] = measured @ WEIGHTS
    return scores


def confidence(score: float) -> float:
    """How likely the quad with this score is the slide's, 0..1."""
    return float(1 / (1 + np.exp(-(SLOPE * score + OFFSET))))
