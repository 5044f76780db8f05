"""Letters that stand one below another become a row that can be read, and nothing else does."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from decks import font
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import Connector, ConnectorEnd, Drawing, Shape, TextBox
from slidescan.ingest.stacked_letters import is_word, stack_of
from slidescan.ingest.uncertain_boxes import read_uncertain_boxes
from slidescan.ocr.registry import load

WORDS = ("Publisher", "Subscriber", "SECURITY", "Monitoring", "client", "Gateway")


def stacked(text: str, pitch: int = 34, size: int = 26, width: int = 110) -> NDArray[np.uint8]:
    """The inside of a box with letters one below another; rounded corners are another colour."""
    image = Image.new("RGB", (width, pitch * (len(text) + 2)), (40, 80, 150))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 8, 8), fill=(235, 235, 235))
    for i, letter in enumerate(text):
        at = (width / 2, pitch * (i + 1.7))
        draw.text(at, letter, font=font("sans", size), fill=(245, 245, 245), anchor="ms")
    return np.ascontiguousarray(np.asarray(image)[..., ::-1])


@pytest.mark.parametrize("text", WORDS)
def test_each_letter_of_a_stack_is_in_the_row(text: str) -> None:
    stack = stack_of(stacked(text))
    assert stack is not None
    assert stack.letters == len(text)
    height, width = stack.row.shape[:2]
    assert width > 2 * height
    left, top, right, bottom = stack.bounds
    assert 0 < left < right < 110
    assert bottom - top > 5 * (right - left)


def test_lines_of_words_and_columns_of_icons_are_no_stack() -> None:
    words = np.full((300, 160, 3), 90, np.uint8)
    for i, text in enumerate(("Orders", "of all", "users", "in May")):
        cv2.putText(words, text, (15, 60 + 50 * i), cv2.FONT_HERSHEY_DUPLEX, 1.0, (250,) * 3, 2)
    assert stack_of(words) is None
    uneven = np.full((300, 100, 3), 90, np.uint8)
    for y in (30, 60, 160, 190, 270):
        cv2.circle(uneven, (50, y), 10, (250,) * 3, -1)
    assert stack_of(uneven) is None
    assert stack_of(np.full((300, 100, 3), 90, np.uint8)) is None


def test_a_word_has_one_letter_for_each_that_was_seen() -> None:
    assert is_word("Publisher", 9)
    assert is_word("SECURITY", 8)
    assert not is_word("Publsher", 9)
    assert not is_word("PubLisher", 9)
    assert not is_word("OOOOO", 5)
    assert not is_word("a b c", 5)


@pytest.mark.ocr
@pytest.mark.parametrize("text", WORDS)
def test_the_name_of_a_tall_box_at_an_arrow_is_read(text: str) -> None:
    engine = load("rapidocr", ())
    box = stacked(text)
    flat = np.full((720, 1280, 3), 235, np.uint8)
    height, width = box.shape[:2]
    flat[150 : 150 + height, 300 : 300 + width] = box
    shape = Shape(300 / 1280, 150 / 720, (300 + width) / 1280, (150 + height) / 720)
    tail, tip = (420 / 1280, 0.4), (0.7, 0.4)
    ends = (ConnectorEnd(tail, (0.35, 0.4), "none"), ConnectorEnd(tip, (0.69, 0.4), "arrow"))
    drawing = Drawing((shape,), (Connector(ends),))
    letter = TextBox(text[0], 0.9, FlatQuad.rectangle(20, 20).moved(345, 180))
    for texts in ((), (letter,)):
        (read,) = read_uncertain_boxes(flat, texts, 0.0, drawing, engine)
        assert read.text == text
        left, top, right, bottom = read.quad.bounds
        assert 300 < left < right < 300 + width
        assert bottom - top > 0.6 * height
