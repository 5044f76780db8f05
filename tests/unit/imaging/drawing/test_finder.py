"""Drawings: ends and heads of connectors in shares of the slide, and nothing where is nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Connector
from slidescan.imaging.drawing.finder import find_drawing

BOXES = [(100, 160, 260, 240), (540, 160, 700, 240)]
TEXTS = [FlatQuad.rectangle(80, 24).moved(x + 40, y + 28) for x, y, _, _ in BOXES]
INK = (50, 40, 30)


def page() -> NDArray[np.uint8]:
    pixels = np.full((400, 800, 3), 240, np.uint8)
    for left, top, right, bottom in BOXES:
        cv2.rectangle(pixels, (left, top), (right, bottom), (190, 200, 120), -1)
    return pixels


def draw_head(pixels: NDArray[np.uint8], x: int, way: int) -> None:
    head = np.array([(x, 200), (x - way * 18, 191), (x - way * 18, 209)])
    cv2.fillPoly(pixels, [head], INK, cv2.LINE_AA)


def connectors(pixels: NDArray[np.uint8], margin: float = 0.0) -> tuple[Connector, ...]:
    drawing = find_drawing(pixels, TEXTS, margin)
    return drawing.connectors if drawing else ()


def test_an_arrow_from_one_box_to_another() -> None:
    pixels = page()
    cv2.line(pixels, (268, 200), (515, 200), INK, 3)
    draw_head(pixels, 530, 1)
    (connector,) = connectors(pixels)
    tail, tip = sorted(connector.ends, key=lambda end: end.tip)
    assert (tail.head, tip.head) == ("none", "arrow")
    assert tail.tip == pytest.approx((268 / 800, 0.5), abs=0.01)
    assert tip.tip == pytest.approx((530 / 800, 0.5), abs=0.01)
    assert tip.back[0] < tip.tip[0]


def test_an_arrow_with_two_heads_that_touches_its_boxes() -> None:
    pixels = page()
    cv2.line(pixels, (275, 200), (525, 200), INK, 3)
    draw_head(pixels, 262, -1)
    draw_head(pixels, 538, 1)
    heads = [[end.head for end in c.ends] for c in connectors(pixels)]
    assert heads
    assert all(pair == ["arrow", "arrow"] for pair in heads)


def test_coordinates_don_t_count_the_margin() -> None:
    pixels = page()
    cv2.line(pixels, (268, 200), (515, 200), INK, 3)
    draw_head(pixels, 530, 1)
    wide = cv2.copyMakeBorder(pixels, 24, 24, 24, 24, cv2.BORDER_REPLICATE)
    drawing = find_drawing(np.asarray(wide, np.uint8), [quad.moved(24, 24) for quad in TEXTS], 24.0)
    assert drawing is not None
    tips = [end.tip for connector in drawing.connectors for end in connector.ends]
    assert max(tips) == pytest.approx((530 / 800, 0.5), abs=0.01)


@pytest.mark.parametrize("width", [2, 3, 5])
def test_a_line_without_a_head_is_not_stored(width: int) -> None:
    pixels = page()
    cv2.line(pixels, (268, 200), (530, 200), INK, width)
    assert connectors(pixels) == ()


def test_pictures_without_connectors_have_no_drawing() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (300, 500, 3)).astype(np.uint8)
    assert find_drawing(page(), TEXTS) is None
    assert find_drawing(noise, TEXTS) is None
    assert find_drawing(np.zeros((8, 8, 3), np.uint8), TEXTS) is None
    assert find_drawing(page(), TEXTS[:1]) is None
