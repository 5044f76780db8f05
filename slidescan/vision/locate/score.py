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
    text_inside, text_outside = _text(scene, quads)
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


def _text(scene: Scene, quads: Quads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of the photo's print inside each quad, and in a band just outside it."""
    shrink = 160 / max(scene.width, scene.height)
    text = cv2.resize(scene.text, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    total = float(text.sum()) + 4.0
    inside = np.zeros(len(quads))
    outside = np.zeros(len(quads))
    center = quads.mean(1, keepdims=True)
    for i, (points, wide) in enumerate(
        zip(quads * shrink, (center + (quads - center) * 1.25) * shrink, strict=True)
    ):
        mask = np.zeros(text.shape, np.uint8)
        cv2.fillConvexPoly(mask, np.rint(wide).astype(np.int32), 2)
        cv2.fillConvexPoly(mask, np.rint(points).astype(np.int32), 1)
        inside[i] = text[mask == 1].sum() / total
        outside[i] = text[mask == 2].sum() / total
    return inside, outside


WEIGHTS = np.array(
    [1.366, 3.896, -2.929, 0.915, 0.387, 0.723, 1.271,
     -0.778, 0.994, -2.67, 0.027, 5.933, -15.922, 5.413]
)  # fmt: skip
"""One for each feature: they maximise the expected Jaccard index under a softmax over all quads
of a photo, on 280 generated scenes and 43 real photos."""

SLOPE, OFFSET = 0.3819, -3.92
"""Of the logistic curve from a score to the probability that the Jaccard index is over 0.88,
fitted to the best quad of each photo, with photos of rooms and stage walls as counterexamples."""


def rank(measured: Features) -> NDArray[np.float64]:
    """The score of each quad; higher is better."""
    scores: NDArray[np.float64] = measured @ WEIGHTS
    return scores


def confidence(score: float) -> float:
    """How likely the quad with this score is the slide's, 0..1."""
    return float(1 / (1 + np.exp(-(SLOPE * score + OFFSET))))
