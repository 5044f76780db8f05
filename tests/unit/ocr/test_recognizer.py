"""Lines as the recognition network gives them."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from slidescan.core.geometry import FlatQuad
from slidescan.imaging.inference import Session
from slidescan.ocr.recognizer import LineRecognizer
from slidescan.ocr.scripts import ScriptVote

CHARACTERS = "abc中文."


class Network:
    """Answers with `text`: a character and its column each; `faint` columns may hold a space."""

    def __init__(self, text: dict[int, str], faint: dict[int, float]) -> None:
        self.text, self.faint = text, faint

    def metadata(self, _: str) -> str:
        return "\n".join(CHARACTERS)

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        output = np.zeros((1, batch.shape[3] // 8, len(CHARACTERS) + 2), np.float32)
        output[0, :, 0] = 0.6
        for column, character in self.text.items():
            output[0, column, 1 + (CHARACTERS + " ").index(character)] = 0.9
        for column, probability in self.faint.items():
            output[0, column, -1] = probability
        return output


def read(text: dict[int, str], width: int, faint: dict[int, float] | None = None) -> Any:
    """The one line of a picture."""
    recognizer = LineRecognizer(cast("Session", Network(text, faint or {})), frozenset())
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


def test_a_faint_space_between_letters_parts_two_words() -> None:
    line = read({1: "a", 5: "b", 7: "c"}, 100, {3: 0.11})
    assert line.text == "a bc"
    assert line.confidence == pytest.approx((3 * 0.9 + 0.6) / 4)
    assert len(line.positions) == len(line.text)


@pytest.mark.parametrize(
    ("text", "faint", "expected"),
    [
        ({1: "a", 5: "b"}, {3: 0.04}, "ab"),
        ({1: "a", 3: " ", 7: "b"}, {5: 0.3}, "a b"),
        ({1: "中", 5: "文"}, {3: 0.3}, "中文"),
        ({1: "a", 5: "."}, {3: 0.3}, "a."),
        ({3: "a", 5: "b"}, {1: 0.3, 9: 0.3}, "ab"),
    ],
    ids=["noise", "beside a space", "Chinese", "full stop", "at the ends"],
)
def test_a_faint_space_elsewhere_is_none(
    text: dict[int, str], faint: dict[int, float], expected: str
) -> None:
    assert read(text, 100, faint).text == expected


@pytest.mark.parametrize(("degrees", "has_vote"), [(0, True), (10, True), (45, False), (90, True)])
def test_a_tilted_line_tells_no_script(
    degrees: float, has_vote: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    recognizer = LineRecognizer(cast("Session", Network({2: "a"}, {})), frozenset())
    vote = ScriptVote("thai", 12)
    monkeypatch.setattr(recognizer._scripts, "vote", lambda *_: vote)
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([[-48, -24], [48, -24], [48, 24], [-48, 24]]) @ turn + 100
    pixels = np.full((200, 200, 3), 255, np.uint8)
    (line,) = recognizer.recognize(pixels, [FlatQuad.of(corners)])
    assert (line.vote == vote) is has_vote
