"""Block arrows: solid arrows in every direction; other solid shapes are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.imaging.drawing.block_arrows import block_arrows
from slidescan.imaging.drawing.ink import WorkPicture

RIGHT = [(0, -8), (50, -8), (50, -17), (80, 0), (50, 17), (50, 8), (0, 8)]
BOTH = [
    (0, 0),
    (25, -17),
    (25, -8),
    (55, -8),
    (55, -17),
    (80, 0),
    (55, 17),
    (55, 8),
    (25, 8),
    (25, 17),
]
HEXAGON = [(15, -17), (65, -17), (80, 0), (65, 17), (15, 17), (0, 0)]
BOX = [(0, -12), (80, -12), (80, 12), (0, 12)]
TRIANGLE = [(0, -17), (40, 0), (0, 17)]


def drawn(points: list[tuple[int, int]], quarter_turns: int = 0) -> NDArray[np.uint8]:
    pixels = np.full((240, 240, 3), 40, np.uint8)
    outline = np.array([(80 + x, 120 + y) for x, y in points], np.int32)
    cv2.fillPoly(pixels, [outline], (220, 170, 60), cv2.LINE_AA)
    return np.ascontiguousarray(np.rot90(pixels, quarter_turns))


def heads(pixels: NDArray[np.uint8]) -> list[tuple[tuple[float, float], str]]:
    arrows = block_arrows(WorkPicture.of(pixels))
    return [(end.direction, end.kind) for arrow in arrows for end in arrow.ends]


@pytest.mark.parametrize(
    ("turns", "direction"), [(0, (1, 0)), (1, (0, -1)), (2, (-1, 0)), (3, (0, 1))]
)
def test_the_direction_of_a_block_arrow(turns: int, direction: tuple[int, int]) -> None:
    ends = dict(heads(drawn(RIGHT, turns)))
    assert ends.pop(direction) == "arrow"
    assert list(ends.values()) == ["plain"]


def test_a_block_arrow_with_two_heads() -> None:
    assert [kind for _, kind in heads(drawn(BOTH))] == ["arrow", "arrow"]


@pytest.mark.parametrize("points", [HEXAGON, BOX, TRIANGLE])
def test_other_shapes_are_no_block_arrows(points: list[tuple[int, int]]) -> None:
    assert heads(drawn(points)) == []


def test_arrows_within_text_are_letters() -> None:
    pixels = drawn(RIGHT)
    text = FlatQuad.rectangle(float(pixels.shape[1]), float(pixels.shape[0]))
    assert block_arrows(WorkPicture.of(pixels, [text])) == []
