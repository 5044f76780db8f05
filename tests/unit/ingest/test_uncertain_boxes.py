"""Boxes whose text is missed or doubtful are read alone; nothing is made up."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Connector, ConnectorEnd, Drawing, Shape, TextBox
from slidescan.ingest.uncertain_boxes import read_uncertain_boxes
from slidescan.ocr.protocol import OcrEngine
from slidescan.ocr.registry import load

SIZE = (1280, 720)
BOX = (200, 300, 500, 400)
TIP = (510 / SIZE[0], 350 / SIZE[1])


class FakeEngine:
    """Returns given boxes, and remembers what it was shown."""

    name = model = "fake"

    def __init__(self, *boxes: TextBox) -> None:
        self._boxes = boxes
        self.pictures: list[NDArray[np.uint8]] = []

    def read(self, pixels: NDArray[np.uint8]) -> Sequence[TextBox]:
        self.pictures.append(pixels)
        return self._boxes


def text_box(text: str = "Elastic", confidence: float = 0.99) -> TextBox:
    return TextBox(text, confidence, FlatQuad.rectangle(100, 30).moved(60, 40))


@pytest.fixture(scope="module")
def flat() -> NDArray[np.uint8]:
    """A slide with a box whose letters hardly differ from it."""
    pixels = np.full((SIZE[1], SIZE[0], 3), 200, np.uint8)
    cv2.rectangle(pixels, BOX[:2], BOX[2:], (150, 70, 60), cv2.FILLED)
    cv2.putText(pixels, "Elastic", (270, 362), cv2.FONT_HERSHEY_DUPLEX, 1.3, (172, 96, 86), 2)
    return pixels


def drawing(head: str = "arrow", box: tuple[int, int, int, int] = BOX) -> Drawing:
    left, top, right, bottom = box
    shape = Shape(left / SIZE[0], top / SIZE[1], right / SIZE[0], bottom / SIZE[1])
    first = ConnectorEnd(TIP, (TIP[0] + 0.01, TIP[1]), "none")
    last = ConnectorEnd((0.8, TIP[1]), (0.79, TIP[1]), "arrow" if head == "arrow" else "none")
    return Drawing((shape,), (Connector((first, last)),))


def test_the_lines_of_a_box_are_where_they_stand_on_the_slide(flat: NDArray[np.uint8]) -> None:
    (box,) = read_uncertain_boxes(flat, (), 0.0, drawing(), FakeEngine(text_box()))
    assert box.text == "Elastic"
    left, top, right, bottom = box.quad.bounds
    assert (left, top) == pytest.approx((248, 328), abs=1)
    assert (right - left, bottom - top) == pytest.approx((100, 30), abs=1)


def test_the_engine_sees_the_box_with_all_its_contrast(flat: NDArray[np.uint8]) -> None:
    engine = FakeEngine(text_box())
    read_uncertain_boxes(flat, (), 0.0, drawing(), engine)
    (picture,) = engine.pictures
    assert picture.max() == 255
    assert picture.min() == 0


@pytest.mark.parametrize(
    "boxes",
    [
        (text_box(confidence=0.9),),
        (text_box(), text_box("A", 0.5)),
        (text_box("A"),),
        (),
    ],
    ids=["doubtful", "partly-doubtful", "a-letter", "nothing"],
)
def test_what_isn_t_certain_is_left_out(
    flat: NDArray[np.uint8], boxes: tuple[TextBox, ...]
) -> None:
    assert read_uncertain_boxes(flat, (), 0.0, drawing(), FakeEngine(*boxes)) == ()


def test_only_uncertain_boxes_at_arrows_are_read(flat: NDArray[np.uint8]) -> None:
    engine = FakeEngine(text_box())
    known = TextBox("Known", 0.99, FlatQuad.rectangle(100, 30).moved(300, 340))
    assert read_uncertain_boxes(flat, (known,), 0.0, drawing(), engine) == (known,)
    assert read_uncertain_boxes(flat, (), 0.0, drawing("none"), engine) == ()
    assert read_uncertain_boxes(flat, (), 0.0, None, engine) == ()
    assert read_uncertain_boxes(flat, (), 0.0, drawing(box=(200, 20, 260, 70)), engine) == ()
    assert engine.pictures == []


def test_a_doubtful_text_is_replaced_by_a_certain_one(flat: NDArray[np.uint8]) -> None:
    doubtful = TextBox("Elestie", 0.6, FlatQuad.rectangle(100, 30).moved(300, 340))
    beside = TextBox("Beside", 0.99, FlatQuad.rectangle(100, 30).moved(700, 340))
    texts = (doubtful, beside)
    read = read_uncertain_boxes(flat, texts, 0.0, drawing(), FakeEngine(text_box()))
    assert [box.text for box in read] == ["Beside", "Elastic"]
    for boxes in ((text_box(confidence=0.7),), (text_box("Elas"),), ()):
        assert read_uncertain_boxes(flat, texts, 0.0, drawing(), FakeEngine(*boxes)) == texts


def test_a_plain_box_holds_nothing(flat: NDArray[np.uint8]) -> None:
    engine = FakeEngine(text_box())
    plain = flat.copy()
    cv2.rectangle(plain, BOX[:2], BOX[2:], (150, 70, 60), cv2.FILLED)
    assert read_uncertain_boxes(plain, (), 0.0, drawing(), engine) == ()
    assert engine.pictures == []


@pytest.mark.ocr
def test_faint_letters_are_read(flat: NDArray[np.uint8]) -> None:
    engine: OcrEngine = load("rapidocr", ())
    (box,) = read_uncertain_boxes(flat, (), 0.0, drawing(), engine)
    assert box.text == "Elastic"
