"""Slanted lines are levelled before they are put in order."""

from __future__ import annotations

import math

import pytest

from slidescan.core.geometry import FlatQuad, Quad, homography
from slidescan.core.records import TextBox
from slidescan.layout.lines import arrange
from slidescan.layout.slant import straighten

LINES = [(f"{side} line {'abcdefgh'[number]}", 100.0 + 700 * column, 100.0 + 44 * number)
         for column, side in enumerate(("left", "right")) for number in range(8)]  # fmt: skip


def box(text: str, x: float, y: float, target: Quad) -> TextBox:
    """A line 30 px high on a slide of 1,400 × 500 px, seen as the quad `target`."""
    to_target = homography(FlatQuad.rectangle(1400, 500), target)
    right = x + 15.0 * len(text)
    flat = FlatQuad((x, y), (right, y), (right, y + 30), (x, y + 30))
    return TextBox(text, 0.98, flat.mapped(to_target, FlatQuad))


LEVEL = Quad((0, 0), (1400, 0), (1400, 500), (0, 500))
ROLLED = Quad(*((x * math.cos(0.1) - y * math.sin(0.1) + 60, x * math.sin(0.1) + y * math.cos(0.1))
                for x, y in LEVEL.corners))  # fmt: skip
FROM_THE_SIDE = Quad((0, 0), (1400, 180), (1400, 520), (0, 700))


@pytest.mark.parametrize("target", [ROLLED, FROM_THE_SIDE])
def test_rows_become_level(target: Quad) -> None:
    boxes = [box(*line, target) for line in LINES]
    level = straighten(boxes)
    assert [each.text for each in level] == [each.text for each in boxes]
    for left, right in zip(level[:8], level[8:], strict=True):
        assert abs(left.quad.center[1] - right.quad.center[1]) < 10
    assert all(each.quad.tl[1] == each.quad.tr[1] for each in level)


def test_level_lines_stay_as_they_are() -> None:
    boxes = [box(*line, LEVEL) for line in LINES]
    assert straighten(boxes) == boxes
    # Few lines don't show a slope, and vertical text has none.
    few = [box(*line, ROLLED) for line in LINES[:3]]
    assert straighten(few) == few
    tall = [
        TextBox("上", 0.9, FlatQuad((x, 0), (x + 20, 0), (x + 20, 90), (x, 90))) for x in (0, 50)
    ]
    assert straighten(tall * 3) == tall * 3


@pytest.mark.parametrize("target", [ROLLED, FROM_THE_SIDE])
def test_slanted_columns_are_read_one_after_the_other(target: Quad) -> None:
    boxes = [box(*line, target) for line in LINES]
    lines = arrange(list(reversed(boxes)), 1500, 800)
    assert [line.text for line in lines] == [text for text, _, _ in LINES]
    # The corners are those in the picture.
    assert {line.quad for line in lines} == {each.quad for each in boxes}
