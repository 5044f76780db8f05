"""Strokes before a line of Chinese that its box leaves out."""

from __future__ import annotations

import numpy as np
import pytest
from decks import font
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from slidescan.core.geometry import FlatQuad
from slidescan.ocr.engines.rapidocr import RapidOcrReader

LEFT, SIZE = 200, 40


def drawn(text: str, before: str = "") -> NDArray[np.uint8]:
    """A line on a slide, BGR; the text begins at the same place, whatever stands before it."""
    image = Image.new("RGB", (800, 120), "white")
    pen, face = ImageDraw.Draw(image), font("cjk", SIZE)
    pen.text((LEFT, 30), text, fill="#202030", font=face)
    pen.text((LEFT - pen.textlength(before, font=face), 30), before, fill="#707078", font=face)
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def box(text: str) -> FlatQuad:
    """The box that begins with the text."""
    right = LEFT + SIZE * len(text) + 8
    return FlatQuad((LEFT - 4, 28), (right, 28), (right, 92), (LEFT - 4, 92))


@pytest.fixture(scope="module")
def reader() -> RapidOcrReader:
    return RapidOcrReader()


@pytest.mark.parametrize(
    ("before", "expected"),
    [("一", "一级域架构师"), ("二", "二级域架构师"), ("", "级域架构师"), ("- ", "级域架构师"), ("– ", "级域架构师"), ("— ", "级域架构师"),
     ("• ", "级域架构师"), ("|", "级域架构师")],
)  # fmt: skip
def test_a_sign_before_the_box_is_read(before: str, expected: str, reader: RapidOcrReader) -> None:
    text = "级域架构师"
    (line,) = reader.read_lines(drawn(text, before), [box(text)])
    assert line is not None
    assert line.text == expected
    assert (line.quad.bounds[0] < LEFT - SIZE) == (expected != text)


def test_what_stands_in_another_box_is_not_read_twice(reader: RapidOcrReader) -> None:
    text = "级域架构师"
    sign = FlatQuad((LEFT - SIZE, 28), (LEFT - 6, 28), (LEFT - 6, 92), (LEFT - SIZE, 92))
    line, _ = reader.read_lines(drawn(text, "一"), [box(text), sign])
    assert line is not None
    assert line.text == text


def test_lines_in_latin_letters_have_no_such_sign(reader: RapidOcrReader) -> None:
    (line,) = reader.read_lines(drawn("Kafka", "一"), [box("Kaf")])
    assert line is not None
    assert line.text == "Kafka"
