"""Corners that a person set apply to the same bytes, and to the same photo at another size."""

from __future__ import annotations

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import CornersCorrection, NoSlide, Photo, SlideAt
from slidescan.ingest.corrections import corners_by_image, corrected_detection

QUAD = PhotoQuad.of([(10, 10), (90, 10), (90, 40), (10, 40)])
CORNERS = CornersCorrection("a.jpg", "aa", 100, 50, SlideAt(QUAD))


def test_corners_scale_with_the_photo() -> None:
    detection = corrected_detection(CORNERS, Photo("bb", 200, 100))
    assert detection is not None
    assert detection.quad is not None
    assert (detection.by, detection.confidence) == ("person", 1.0)
    assert detection.quad.to_json() == QUAD.scaled(2.0).to_json()


def test_corners_of_a_photo_with_another_aspect_ratio_are_dropped() -> None:
    assert corrected_detection(CORNERS, Photo("bb", 100, 100)) is None
    assert corrected_detection(CORNERS, Photo("aa", 100, 100)) is not None


def test_the_same_bytes_come_before_the_same_path() -> None:
    renamed = CornersCorrection("old.jpg", "bb", 100, 50, NoSlide())
    corners = corners_by_image([CORNERS, renamed], {"a.jpg": "bb", "b.jpg": "cc", "c.jpg": "aa"})
    assert corners == {"a.jpg": renamed, "c.jpg": CORNERS}
    assert corners_by_image([CORNERS], {"a.jpg": "dd"}) == {"a.jpg": CORNERS}
