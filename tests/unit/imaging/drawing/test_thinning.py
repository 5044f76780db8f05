"""Center lines: one pixel wide, as connected as the strokes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from slidescan.imaging.drawing.thinning import branch_counts, thin


def drawn(*lines: tuple[tuple[int, int], tuple[int, int]], width: int = 5) -> NDArray[np.uint8]:
    mask = np.zeros((100, 160), np.uint8)
    for start, stop in lines:
        cv2.line(mask, start, stop, 1, width)
    return mask


@pytest.mark.parametrize("stop", [(140, 50), (140, 90), (60, 90), (140, 20), (20, 90)])
@pytest.mark.parametrize("width", [1, 2, 4, 7])
def test_a_line_has_two_ends_and_no_junction(stop: tuple[int, int], width: int) -> None:
    lines = thin(drawn(((20, 50), stop), width=width))
    counts = branch_counts(lines)
    assert cv2.connectedComponents(lines)[0] == 2
    assert (counts == 1).sum() == 2
    assert not (counts >= 3).any()


def test_a_branch_is_a_junction() -> None:
    counts = branch_counts(thin(drawn(((10, 50), (150, 50)), ((80, 50), (80, 95)))))
    assert (counts >= 3).any()
    assert (counts == 1).sum() >= 3


def test_the_border_of_the_picture_is_empty_space() -> None:
    assert thin(np.ones((9, 160), np.uint8)).sum() > 100
    assert thin(np.zeros((5, 5), np.uint8)).sum() == 0
