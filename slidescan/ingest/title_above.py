"""Tells whether the title of a slide stands above the quad that was found: a panel of the slide.

Text beside or below a quad is no such sign: banners, captions and logos stand there.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from slidescan.core.geometry import FlatQuad, PhotoQuad, Point, homography
from slidescan.core.records import AcceptedCorners, Detection, Line
from slidescan.imaging.decode import Upright
from slidescan.imaging.rectify import flatten
from slidescan.ocr.protocol import OcrEngine

STRIP_HEIGHT_SHARE = 0.3
"""The height of the strip above the quad, as a share of the quad's height."""

MIN_ABOVE_LETTERS = 4
"""A title above the quad has at least this many letters."""

MIN_ABOVE_CONFIDENCE = 0.8
"""A title above the quad is read with at least this confidence."""

MIN_ABOVE_SIZE = 0.9
"""The minimum height of the title above the quad, in median heights of the lines in it."""

UNIT_SQUARE = FlatQuad.rectangle(1.0, 1.0)


def has_text_above(
    upright: Upright, quad: PhotoQuad, lines: Sequence[Line], engine: OcrEngine
) -> bool:
    """Whether large text stands directly above a quad, in the plane of the slide.

    Args:
        upright: The photo.
        quad: The quad that was found.
        lines: The lines in it.
        engine: Reads the strip above the quad.
    """
    from_unit = homography(UNIT_SQUARE, quad)
    strip = FlatQuad((0.0, -STRIP_HEIGHT_SHARE), (1.0, -STRIP_HEIGHT_SHARE), (1.0, 0.0), (0.0, 0.0))
    above = Detection(AcceptedCorners(strip.mapped(from_unit, PhotoQuad), 1.0))
    flat = flatten(upright.pixels, above, upright.photo.focal, margin=0.0)
    heights = [line.quad.height for line in lines if not line.is_outside]
    least = MIN_ABOVE_SIZE * statistics.median(heights) if heights else 0.0
    return any(
        box.confidence >= MIN_ABOVE_CONFIDENCE
        and sum(c.isalpha() for c in box.text) >= MIN_ABOVE_LETTERS
        and flat.to_photo(box.quad).height >= least
        for box in engine.read(flat.pixels)
    )


def title_is_above(quad: PhotoQuad, lines: Sequence[Line]) -> bool:
    """Whether the title among lines stands above a quad, between its left and right sides."""
    middles = _title_middles(quad, lines)
    return bool(middles) and all(0.0 <= x <= 1.0 and y < 0.0 for x, y in middles)


def title_is_beside(quad: PhotoQuad, lines: Sequence[Line]) -> bool:
    """Whether the title among lines stands above a quad, or left or right of its upper half.

    In a picture that no camera took, the quad is then a figure on the slide.
    """
    middles = _title_middles(quad, lines)
    return bool(middles) and all(y < 0.0 or (y < 0.5 and not 0.0 <= x <= 1.0) for x, y in middles)


def _title_middles(quad: PhotoQuad, lines: Sequence[Line]) -> list[Point]:
    """The middles of a title's lines, in widths and heights of a quad."""
    to_unit = homography(quad, UNIT_SQUARE)
    return [line.quad.mapped(to_unit, FlatQuad).center for line in lines if line.role == "title"]
