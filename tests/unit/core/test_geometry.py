"""Quads, overlaps and homographies."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slidescan.core.geometry import (
    IDENTITY,
    Quad,
    homography,
    inverse,
    jaccard,
    map_point,
)

SQUARE = Quad.rectangle(10, 10)


def test_area_and_sides_of_a_rectangle() -> None:
    quad = Quad.rectangle(16, 9)
    assert quad.area == 144
    assert quad.side_lengths == (16.0, 9.0, 16.0, 9.0)
    assert (quad.center, quad.is_convex) == ((8.0, 4.5), True)


def test_counter_clockwise_quads_are_not_convex() -> None:
    assert not Quad((0, 0), (0, 10), (10, 10), (10, 0)).is_convex


def test_corners_in_any_order_come_out_in_order() -> None:
    shuffled = [(100, 80), (5, 3), (2, 90), (110, 9)]
    assert Quad.from_any_order(shuffled).corners == ((5, 3), (110, 9), (100, 80), (2, 90))


@pytest.mark.parametrize("points", [[(0, 0)] * 3, [(0, 0), (1, 0), (1, 1), (0, math.nan)]])
def test_a_quad_has_four_finite_corners(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="quad"):
        Quad.of(points)


def test_jaccard_of_known_overlaps() -> None:
    assert jaccard(SQUARE, SQUARE) == pytest.approx(1)
    half = Quad((5, 0), (15, 0), (15, 10), (5, 10))
    assert jaccard(SQUARE, half) == pytest.approx(50 / 150)
    assert jaccard(SQUARE, Quad((20, 0), (30, 0), (30, 10), (20, 10))) == 0


corner = st.floats(-3, 3)


@given(st.tuples(*[corner] * 8), st.floats(0, 10), st.floats(0, 10))
def test_a_homography_maps_corners_onto_corners_and_back(
    jitter: tuple[float, ...], x: float, y: float
) -> None:
    shifts = list(zip(jitter[::2], jitter[1::2], strict=True))
    target = Quad.of(
        (cx * 3 + 40 + dx, cy * 3 + 40 + dy)
        for (cx, cy), (dx, dy) in zip(SQUARE.corners, shifts, strict=True)
    )
    matrix = homography(SQUARE, target)
    for a, b in zip(SQUARE.corners, target.corners, strict=True):
        assert map_point(matrix, a) == pytest.approx(b, abs=1e-6)
    assert map_point(inverse(matrix), map_point(matrix, (x, y))) == pytest.approx((x, y), abs=1e-5)


def test_a_homography_of_three_corners_on_a_line_is_refused() -> None:
    with pytest.raises(ValueError, match="line"):
        homography(Quad((0, 0), (1, 0), (2, 0), (0, 1)), SQUARE)


def test_identity_changes_nothing() -> None:
    assert SQUARE.mapped(IDENTITY, Quad) == SQUARE


def test_a_slice_is_a_share_of_the_width() -> None:
    assert SQUARE.slice(0.2, 0.5).corners == ((2, 0), (5, 0), (5, 10), (2, 10))
