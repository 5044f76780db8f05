"""Finding the slide in a photo: many quads are proposed, one score decides.

scene        the photo on a working copy, and what is derived from it
candidates   detectors that propose quads
score        what is measured of a quad, and how it is weighed
refine       corners to a fraction of a pixel
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slidescan.geometry import Quad
from slidescan.records import Detection
from slidescan.vision.locate.candidates import propose
from slidescan.vision.locate.refine import refine
from slidescan.vision.locate.scene import Scene
from slidescan.vision.locate.score import confidence, features, rank

ACCEPTED = 0.25
"""Below this confidence the whole photo is read; not far above it, it is read as well."""


def locate(pixels: NDArray[np.uint8]) -> Detection:
    """Find the slide.

    Args:
        pixels: The upright photo, height × width × 3, BGR, 8 bit.

    Returns:
        The quad in the photo's pixels, or None where no quad is convincing, and the
        confidence of the best one. Corners may lie outside the photo.
    """
    scene = Scene.of(pixels)
    quads = propose(scene)
    scores = rank(features(scene, quads))
    best = int(np.argmax(scores))
    sure = confidence(float(scores[best]))
    if sure < ACCEPTED:
        return Detection(None, sure)
    quad = refine(pixels, Quad.of(quads[best]).scaled(1 / scene.scale))
    return Detection(quad, sure)
