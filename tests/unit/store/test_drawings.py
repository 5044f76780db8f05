"""Stored drawings: they come back as they were; impossible ones are refused."""

from __future__ import annotations

import msgspec
import pytest

from slidescan.core.records import Connector, ConnectorEnd, Drawing, Reading, Shape
from slidescan.store.drawings import StoredDrawing
from slidescan.store.serialization import dumps, reading_from_json, reading_to_json

ARROW = Connector(
    (ConnectorEnd((0.1, 0.5), (0.12, 0.5), "none"), ConnectorEnd((0.4, 0.5), (0.38, 0.5), "arrow"))
)
DRAWING = Drawing((Shape(0.01, 0.4, 0.1, 0.6),), (ARROW,))


def test_a_reading_keeps_its_drawing() -> None:
    reading = Reading("engine", "model", ("en",), (), drawing=DRAWING)
    assert reading_from_json(dumps(reading_to_json(reading))) == reading


def test_older_readings_have_none() -> None:
    stored = reading_to_json(Reading("engine", "model", ("en",), ()))
    assert "drawing" not in stored
    assert reading_from_json(dumps(stored)).drawing is None


@pytest.mark.parametrize(
    "stored",
    [
        {"shapes": [[0, 0, 1]]},
        {"shapes": [[0, 0, 1, 1e9]]},
        {"connectors": [[[0, 0, 0, 0, 0]]]},
        {"connectors": [[[0, 0, 0, 0, 0], [1, 1, 1, 1, 3]]]},
        {"connectors": [[[0, 0, 0, 0, 0], [1, 1, 1, 1, -1]]]},
    ],
)
def test_impossible_drawings_are_refused(stored: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(stored, StoredDrawing)
