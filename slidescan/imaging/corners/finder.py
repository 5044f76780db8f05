"""Finds the corners of the slide in a photo: detectors propose quads, one score chooses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slidescan.core.geometry import PhotoQuad, Quad
from slidescan.core.records import AcceptedCorners, Detection, RejectedCorners
from slidescan.imaging.corners.candidates import propose
from slidescan.imaging.corners.canvas import slide_on_canvas
from slidescan.imaging.corners.refine import refine
from slidescan.imaging.corners.scorer import Model, default_model, score_lead
from slidescan.imaging.corners.search import search
from slidescan.imaging.corners.slide_map import SlideMap
from slidescan.imaging.corners.wider import wider_quad
from slidescan.imaging.corners.working_copy import WorkingCopy

MIN_QUAD_CONFIDENCE = 0.35
"""With less confidence, the quad is rejected and only the uncropped photo is read. Up to
`MIN_CROP_CONFIDENCE` in `ingest/read_photo.py`, both are read."""


@dataclass(frozen=True)
class FinderResult:
    """What the finder sees in a photo.

    Attributes:
        detection: The position of the slide.
        wider: A quad around it whose score is close, if there is one: the found one may be a
            panel within the slide.
        seen: Where the slide likely is.
    """

    detection: Detection
    wider: PhotoQuad | None = None
    seen: SlideMap | None = None


def find_corners(
    pixels: NDArray[np.uint8], model: Model | None = None, *, focal: float | None = None
) -> Detection:
    """Finds the corners of the slide; see `find_slide`."""
    return find_slide(pixels, model, focal=focal).detection


def find_slide(
    pixels: NDArray[np.uint8], model: Model | None = None, *, focal: float | None = None
) -> FinderResult:
    """Finds the corners of the slide, and a wider quad that may be the slide instead.

    Args:
        pixels: The upright photo, height × width × 3, BGR, 8 bit.
        model: Scores the quads; defaults to the model in the package.
        focal: The camera's focal length in pixels of the photo, if known.

    Returns:
        The quad in pixels of the photo, or None if no quad is convincing, and the confidence in
        the best quad, 0..1. Corners may lie outside the photo. The wider quad is not refined.
    """
    model = model or default_model()
    copy = WorkingCopy.of(pixels, focal)
    quads, features, scores = search(copy, propose(copy), model.score)
    best = int(np.argmax(scores))
    looks = model.score_net(features)
    slide = slide_on_canvas(copy, quads, looks, best)
    confidence = model.confidence(features[slide], score_lead(quads, scores))
    if confidence < MIN_QUAD_CONFIDENCE:
        return FinderResult(Detection(RejectedCorners(confidence)), seen=copy.slide_map)
    quad = refine(pixels, Quad.of(quads[slide]).scaled(1 / copy.scale))
    # The strips between a slide and its canvas are plain: no title stands there.
    around = wider_quad(quads, looks, best) if slide == best else None
    wider = None if around is None else Quad.of(around).scaled(1 / copy.scale)
    return FinderResult(
        Detection(AcceptedCorners(PhotoQuad(*quad.corners), confidence)),
        None if wider is None else PhotoQuad(*wider.corners),
        copy.slide_map,
    )
