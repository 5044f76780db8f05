"""Quads of the photo and of the flat slide are different types, and map to each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.factories import line

from slidescan.core.frames import FlatFrame, photo_span_quads, span_quad
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


corner = st.floats(-90, 90)


@given(st.tuples(*[corner] * 8), st.floats(0, 0.9), st.floats(0, 0.9))
def test_words_in_the_photo_are_those_of_the_flat_slide(
    moves: tuple[float, ...], left: float, top: float
) -> None:
    corners = PhotoQuad.rectangle(400, 300).corners
    moved = zip(corners, moves[::2], moves[1::2], strict=True)
    seen = PhotoQuad.of((x + dx, y + dy) for (x, y), dx, dy in moved)
    frame = FlatFrame(1600, 900, homography(seen, FLAT))
    on_slide = FLAT.stretched(0.1, 0.1).moved(1600 * left, 900 * top)
    words = line("stands in perspective")
    words = replace(words, quad=frame.to_photo(on_slide))
    spans = [(0, 6), (7, 9), (10, 21)]
    expected = [frame.to_photo(span_quad(words, *span, frame)) for span in spans]
    for quad, other in zip(photo_span_quads(words, spans, seen), expected, strict=True):
        for at, wanted in zip(quad.corners, other.corners, strict=True):
            assert at == pytest.approx(wanted, abs=1e-6)


def test_words_of_a_slide_that_is_a_line_have_no_place() -> None:
    crushed = PhotoQuad((0, 0), (10, 0), (20, 0), (5, 0))
    with pytest.raises(ValueError, match="line"):
        list(photo_span_quads(line("words"), [(0, 5)], crushed))


def refused_by_the_type_checker() -> None:
    """Nobody calls this: mypy reports each comment here that hides no error."""
    FRAME.to_flat(FLAT)  # type: ignore[arg-type]
    FRAME.to_photo(SLIDE)  # type: ignore[arg-type]
