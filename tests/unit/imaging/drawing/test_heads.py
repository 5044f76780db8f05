"""Ends of strokes: arrowheads, plain ends, and what is neither."""

from __future__ import annotations

import numpy as np
import pytest

from slidescan.imaging.drawing.heads import end_kind, head_length

SHAFT = [3.0] * 20
FILLED = [*np.linspace(1, 16, 16), *SHAFT]
OPEN = [*np.linspace(3, 20, 18), 12, *SHAFT]
BLURRED = [2, 4, 4, 6, 7, 9, 10, 12, 13, 14, 12, 7, *SHAFT]
DOT = [4, 8, 10, 11, 12, 12, 12, 11, 10, 8, 4, *SHAFT]
DIAMOND = [*np.linspace(1, 14, 12), *np.linspace(14, 1, 12), *SHAFT]
CROWS_FOOT = [18, 16, 13, 10, 7, 5, *SHAFT]
TRIANGLE = [*np.linspace(1, 16, 16)]
BAR = [16, 16, 16, *SHAFT]


SMALL = [4, 4, 4, 6, 6, 9, 10, 10, 11, 9, 6, *SHAFT]
BEHIND_OUTLINE = [15, 5, 5, 5, 7, 7, 9, 9, 11, 11, 11, 7, *SHAFT]


@pytest.mark.parametrize("breadths", [FILLED, OPEN, BLURRED, SMALL, BEHIND_OUTLINE])
def test_arrowheads_rise_in_a_line_and_drop_to_the_shaft(breadths: list[float]) -> None:
    assert end_kind(np.array(breadths, np.float64), 3.0) == "arrow"


@pytest.mark.parametrize("breadths", [DOT, DIAMOND, CROWS_FOOT, TRIANGLE, BAR])
def test_other_ends_are_unclear(breadths: list[float]) -> None:
    assert end_kind(np.array(breadths, np.float64), 3.0) == "unclear"


@pytest.mark.parametrize("first", [1.0, 2.0, 3.0, 4.0])
def test_an_end_as_broad_as_the_shaft_is_plain(first: float) -> None:
    assert end_kind(np.array([first, *SHAFT]), 3.0) == "plain"


def test_a_head_is_as_long_as_its_rise() -> None:
    assert head_length(np.array(FILLED), 3.0) == 16


def test_a_hexagon_is_no_block_arrow() -> None:
    hexagon = np.array([*range(20, 41, 2), *range(41, 20, -2)], np.float64)
    assert not head_length(hexagon, 21.0, min_ratio=1.3, max_drop=0.15)
