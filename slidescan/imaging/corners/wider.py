"""Finds a wider quad around the found one: the found one may be a panel within the slide."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.quads import Quads, areas

MAX_SCORE_DEFICIT = 6.0
"""The score of a wider quad is lower than that of the found one by at most this. Of 153 photos, of
events that the score was not fitted to, 35 have such a quad; it is right in 8 of the 18 photos in
which the found one is wrong."""

MIN_AREA_RATIO, MAX_AREA_RATIO = 1.08, 3.0
"""How much larger a wider quad is; closer ones have the same text, others show the room."""

MAX_CORNER_OVERHANG = 0.02
"""A corner of the found quad lies this far outside the wider one at most, as a share of the size of
the wider one."""

MAX_WIDER_TRIES = 400
"""The number of quads with the best scores among which a wider one is sought."""


def wider_quad(quads: Quads, scores: NDArray[np.float64], best: int) -> NDArray[np.float64] | None:
    """The best quad that contains the best one of all, 4 × 2; None if no score is close enough.

    Args:
        quads: All quads that were tried.
        scores: How much each looks like a slide: the output of `Model.score_net`.
        best: The row of the best one of all.
    """
    order = np.argsort(-scores, kind="stable")[:MAX_WIDER_TRIES]
    order = order[scores[order] >= scores[best] - MAX_SCORE_DEFICIT]
    ratios = areas(quads[order]) / max(float(areas(quads[best : best + 1])[0]), 1.0)
    order = order[(ratios > MIN_AREA_RATIO) & (ratios < MAX_AREA_RATIO)]
    around = [i for i in order if _contains(quads[i], quads[best])]
    return quads[around[0]] if around else None


def _contains(outer: NDArray[np.float64], inner: NDArray[np.float64]) -> bool:
    """Whether the corners of a quad lie in another one, whose corners run clockwise."""
    sides = np.roll(outer, -1, axis=0) - outer
    lengths = np.maximum(np.hypot(sides[:, 0], sides[:, 1]), 1e-9)
    ahead = inner[:, None] - outer
    depths = (sides[:, 0] * ahead[..., 1] - sides[:, 1] * ahead[..., 0]) / lengths
    return bool((depths >= -MAX_CORNER_OVERHANG * lengths.mean()).all())
