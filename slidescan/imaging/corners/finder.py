"""Finding the slide in a photo: many quads are proposed, one score decides.

scene        the photo on a working copy, and what is derived from it
candidates   detectors that propose quads: regions, lines, print
measure      what is measured of a quad
score        how it is weighed, and how sure that makes us
search       better quads near good ones
refine       corners to a fraction of a pixel
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import Quad
from slidescan.core.records import Detection
from slidescan.imaging.corners.candidates import propose
from slidescan.imaging.corners.refine import refine
from slidescan.imaging.corners.scorer import Model, default_model, score_lead
from slidescan.imaging.corners.search import search
from slidescan.imaging.corners.working_copy import WorkingCopy

ACCEPTED = 0.15
"""Below this confidence the whole photo is read; not far above it, it is read as well."""


def find_corners(
    pixels: NDArray[np.uint8], weights: Model | None = None, *, focal: float | None = None
) -> Detection:
    """Find the slide.

    Args:
        pixels: The upright photo, height × width × 3, BGR, 8 bit.
        weights: Of the score; by default those that slidescan comes with.
        focal: The camera's focal length in pixels of the photo, if known.

    Returns:
        The quad in the photo's pixels, or None where no quad is convincing, and the
        confidence of the best one. Corners may lie outside the photo.
    """
    weights = weights or default_model()
    scene = WorkingCopy.of(pixels, focal)
    quads, measured, scores = search(scene, propose(scene), weights.score_net)
    best = int(np.argmax(scores))
    sure = weights.confidence(measured[best], float(scores[best]), score_lead(quads, scores))
    if sure < ACCEPTED:
        return Detection(None, sure)
    quad = refine(pixels, Quad.of(quads[best]).scaled(1 / scene.scale))
    return Detection(quad, sure)
