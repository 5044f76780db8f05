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
def test_a_line_without_a_head_has_plain_ends(width: int) -> None:
    pixels = page()
    cv2.line(pixels, (268, 200), (530, 200), INK, width)
    assert [[end.head for end in c.ends] for c in connectors(pixels)] == [["none", "none"]]


def test_lines_that_meet_at_the_border_of_a_box_end_there() -> None:
    pixels = np.full((500, 800, 3), 240, np.uint8)
    boxes = [(320, 80, 480, 150), (80, 320, 240, 390), (560, 320, 720, 390)]
    for left, top, right, bottom in boxes:
        cv2.rectangle(pixels, (left, top), (right, bottom), (190, 200, 120), -1)
    texts = [FlatQuad.rectangle(80, 24).moved(x + 40, y + 22) for x, y, _, _ in boxes]
    for x in (160, 640):
        cv2.line(pixels, (400, 152), (x, 318), INK, 3, cv2.LINE_AA)
    drawing = find_drawing(pixels, texts)
    assert drawing is not None
    (connector,) = drawing.connectors
    tips = sorted((round(end.tip[0], 1), round(end.tip[1], 1)) for end in connector.ends)
    assert tips == [(0.2, 0.6), (0.5, 0.3), (0.8, 0.6)]
    assert {end.head for end in connector.ends} == {"none"}


def test_pictures_without_connectors_have_no_drawing() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (300, 500, 3)).astype(np.uint8)
    assert find_drawing(page(), TEXTS) is None
    assert find_drawing(noise, TEXTS) is None
    assert find_drawing(np.zeros((8, 8, 3), np.uint8), TEXTS) is None
    assert find_drawing(page(), TEXTS[:1]) is None


def test_a_bracket_that_touches_a_connector_is_no_branch() -> None:
    pixels = page()
    cv2.line(pixels, (268, 200), (515, 200), INK, 3)
    draw_head(pixels, 530, 1)
    cv2.ellipse(pixels, (440, 185), (8, 18), 0, -80, 80, INK, 2)
    label = FlatQuad.rectangle(120, 36).moved(340, 166)
    drawing = find_drawing(pixels, [*TEXTS, label])
    assert drawing is not None
    heads = [sorted(end.head for end in connector.ends) for connector in drawing.connectors]
    assert heads == [["arrow", "none"]]


def test_connectors_that_cross_the_frame_of_a_group_stay_apart() -> None:
    pixels = np.full((500, 900, 3), 240, np.uint8)
    texts = []
    for x, y in ((120, 120), (120, 320), (660, 120), (660, 320)):
        cv2.rectangle(pixels, (x, y), (x + 120, y + 60), (190, 200, 120), -1)
        texts.append(FlatQuad.rectangle(60, 20).moved(x + 30, y + 20))
    for left, right in ((60, 320), (580, 840)):
        cv2.rectangle(pixels, (left, 60), (right, 440), INK, 3)
    for y, way in ((150, 1), (350, -1)):
        cv2.line(pixels, (250, y), (650, y), INK, 3)
        tip = 655 if way > 0 else 245
        head = np.array([(tip, y), (tip - way * 18, y - 9), (tip - way * 18, y + 9)])
        cv2.fillPoly(pixels, [head], INK, cv2.LINE_AA)
    drawing = find_drawing(pixels, texts)
    assert drawing is not None
    assert sorted(
        (round(arrow.tip[0], 1), round(plain.tip[0], 1))
        for connector in drawing.connectors
        for plain, arrow in [sorted(connector.ends, key=lambda end: end.head == "arrow")]
    ) == [(0.3, 0.7), (0.7, 0.3)]


def test_boxes_one_below_another_are_no_list() -> None:
    pixels = np.full((800, 400, 3), 240, np.uint8)
    texts = []
    for i, width in enumerate((60, 100, 80)):
        y = 160 + 220 * i
        cv2.rectangle(pixels, (100, y), (300, y + 80), (190, 200, 120), -1)
        texts.append(FlatQuad.rectangle(width, 24).moved(200 - width / 2, y + 28))
    for y in (240, 460):
        cv2.line(pixels, (200, y + 8), (200, y + 115), INK, 3)
        head = np.array([(200, y + 130), (191, y + 112), (209, y + 112)])
        cv2.fillPoly(pixels, [head], INK, cv2.LINE_AA)
    drawing = find_drawing(pixels, texts)
    assert drawing is not None
    tips = {round(e.tip[1], 1) for c in drawing.connectors for e in c.ends if e.head == "arrow"}
    assert tips == {0.5, 0.7}


@pytest.mark.parametrize("seed", range(6))
def test_corners_that_are_off_by_a_few_pixels_change_no_arrow(seed: int) -> None:
    pixels = page()
    cv2.line(pixels, (262, 200), (538, 200), INK, 4, cv2.LINE_AA)
    head = np.array([(530, 200), (523, 193), (523, 207)])
    cv2.fillPoly(pixels, [head], INK, cv2.LINE_AA)
    corners = np.array([(0, 0), (800, 0), (800, 400), (0, 400)], np.float32)
    shift = np.random.default_rng(seed).uniform(-2.4, 2.4, (4, 2)).astype(np.float32)
    shifted = cv2.getPerspectiveTransform(corners, corners + shift)
    blurred = cv2.GaussianBlur(pixels, (0, 0), 2.0)
    warped = cv2.warpPerspective(blurred, shifted, (800, 400), borderMode=cv2.BORDER_REPLICATE)
    (connector,) = connectors(np.asarray(warped, np.uint8))
    tail, tip = sorted(connector.ends, key=lambda end: end.tip)
    assert (tail.head, tip.head) == ("none", "arrow")


@pytest.mark.parametrize(
    ("width", "count"), [pytest.param(20, 1, id="labels"), pytest.param(200, 0, id="lines")]
)
def test_a_picture_of_many_texts_is_searched_if_they_are_labels(width: int, count: int) -> None:
    pixels = page()
    cv2.line(pixels, (268, 200), (515, 200), INK, 3)
    draw_head(pixels, 530, 1)
    more = [FlatQuad.rectangle(width, 8).moved(20 + 30 * i, 280 + 12 * j)
            for i in range(8) for j in range(8)]  # fmt: skip
    drawing = find_drawing(pixels, [*TEXTS, *more])
    assert len(drawing.connectors if drawing else ()) == count
