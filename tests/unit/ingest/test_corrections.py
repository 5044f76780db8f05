"""Corrections apply to the same bytes, and to the same photo at another size."""

from __future__ import annotations

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import CornersCorrection, Line, LineEdit, NoSlide, Photo, SlideAt
from slidescan.ingest.corrections import (
    Corrections,
    corners_by_image,
    corrected_detection,
    relative_quad,
)

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


def test_a_correction_follows_its_line_by_position() -> None:
    photo = Photo("ab" * 32, 1000, 500)

    def line(text: str, y: float, scale: float = 1.0) -> Line:
        quad = PhotoQuad((10, y), (400, y), (400, y + 30), (10, y + 30))
        return Line(text, 0.9, quad.scaled(1.0).stretched(scale, scale))

    lines = (line("frist", 10), line("second", 60))
    mend = LineEdit(
        1, "", "a.jpg", photo.sha256, "frist", "first", relative_quad(lines[0].quad, photo)
    )
    later = LineEdit(
        2, "", "a.jpg", photo.sha256, "first", "First!", relative_quad(lines[0].quad, photo)
    )
    mended = Corrections.of([mend, later])
    assert [each.text for each in mended.apply_to_lines(lines, "a.jpg", photo)] == [
        "First!",
        "second",
    ]
    # Under another name and with another reading.
    other = (line("fist", 12), line("second", 60))
    assert [each.text for each in mended.apply_to_lines(other, "b.jpg", photo)] == [
        "First!",
        "second",
    ]
    # Saved at half the size; then without that line; then another photo.
    half = Photo("cd" * 32, 500, 250)
    small = (line("frist", 10, 0.5), line("second", 60, 0.5))
    assert [each.text for each in mended.apply_to_lines(small, "a.jpg", half)] == [
        "First!",
        "second",
    ]
    assert [each.text for each in mended.apply_to_lines(lines[1:], "a.jpg", photo)] == ["second"]
    assert mended.apply_to_lines(small, "other.jpg", half) == small
    assert mended.apply_to_lines((), "a.jpg", photo) == ()
