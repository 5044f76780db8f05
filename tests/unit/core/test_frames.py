"""Quads of the photo and of the flat slide are different types, and map to each other."""

from __future__ import annotations

import pytest

from slidescan.core.frames import FlatFrame
from slidescan.core.geometry import FlatQuad, PhotoQuad, Quad, homography

SLIDE = PhotoQuad.of([(10, 20), (410, 40), (400, 330), (20, 300)])
FLAT = FlatQuad.rectangle(1600, 900)
FRAME = FlatFrame(1600, 900, homography(SLIDE, FLAT))


def test_quads_map_there_and_back() -> None:
    flat = FRAME.to_flat(SLIDE)
    assert isinstance(flat, FlatQuad)
    back = FRAME.to_photo(flat)
    assert isinstance(back, PhotoQuad)
    for corner, expected in zip(back.corners, SLIDE.corners, strict=True):
        assert corner == pytest.approx(expected)


def test_quads_of_two_frames_are_never_equal() -> None:
    quads: set[Quad] = {PhotoQuad.rectangle(2, 1), FlatQuad.rectangle(2, 1)}
    assert len(quads) == 2


def refused_by_the_type_checker() -> None:
    """Nobody calls this: mypy reports each comment here that hides no error."""
    FRAME.to_flat(FLAT)  # type: ignore[arg-type]
    FRAME.to_photo(SLIDE)  # type: ignore[arg-type]
