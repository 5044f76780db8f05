"""Lines as the recognition network gives them."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.imaging.inference import Session
from slidescan.ocr.recognizer import LineRecognizer

CHARACTERS = "abc"


class Network:
    """Answers with `text`: a character and its column each."""

    def __init__(self, text: dict[int, str]) -> None:
        self.text = text

    def metadata(self, _: str) -> str:
        return "\n".join(CHARACTERS)

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        output = np.zeros((1, batch.shape[3] // 8, len(CHARACTERS) + 2), np.float32)
        output[0, :, 0] = 0.6
        for column, character in self.text.items():
            output[0, column, 1 + (CHARACTERS + " ").index(character)] = 0.9
        return output


def read(text: dict[int, str], width: int) -> Any:
    """The one line of a picture."""
    recognizer = LineRecognizer(cast("Session", Network(text)), frozenset())
    pixels = np.full((48, width, 3), 255, np.uint8)
    (line,) = recognizer.recognize(pixels, [FlatQuad.rectangle(float(width), 48.0)])
    return line


def test_a_character_in_the_padding_belongs_to_the_line() -> None:
    """A line of 50 pixels fills six of seven columns."""
    line = read({2: "b", 4: " ", 6: "a"}, 50)
    assert (line.text, line.vote) == ("b a", None)
    assert line.confidence == pytest.approx(0.9)


def test_a_line_without_characters_has_no_text() -> None:
    assert read({}, 50).text == ""
