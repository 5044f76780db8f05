"""Values of charts: each above its category and on one scale, or none at all."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line
from slidescan.layout.chart_values import chart_values
from slidescan.layout.positions import PositionedLine, position_lines


def at(text: str, center: float, top: float, confidence: float = 0.99) -> Line:
    half = 8.0 * len(text)
    left, right = center - half, center + half
    quad = PhotoQuad((left, top), (right, top), (right, top + 28), (left, top + 28))
    return Line(text, confidence, quad, "body")


def bars(values: list[str], tops: list[float], confidence: float = 0.99) -> list[PositionedLine]:
    lines = [at(str(2015 + i), 200 + 200 * i, 700) for i in range(len(values))]
    lines += [
        at(value, 200 + 200 * i, top, confidence)
        for i, (value, top) in enumerate(zip(values, tops, strict=True))
    ]
    return position_lines(lines, PhotoQuad.rectangle(1600, 900))


def test_values_on_one_scale_are_read_with_their_categories() -> None:
    values = chart_values(bars(["10 %", "40 %", "25.5 %"], [600.0, 300.0, 445.0]))
    assert [(v.category, v.value, v.number) for v in values] == [
        ("2015", "10 %", 10.0),
        ("2016", "40 %", 40.0),
        ("2017", "25.5 %", 25.5),
    ]


@pytest.mark.parametrize(
    ("values", "tops"),
    [
        (["10", "40", "25"], [600.0, 600.0, 600.0]),  # the row of a table
        (["10", "40", "25"], [300.0, 600.0, 445.0]),  # a scale upside down
        (["10", "40", "25"], [600.0, 300.0, 340.0]),  # no scale
        (["10 ms", "40 %", "25 %"], [600.0, 300.0, 450.0]),  # two units
        (["10", "10", "10"], [600.0, 300.0, 450.0]),
    ],
)
def test_values_that_follow_no_scale_are_none(values: list[str], tops: list[float]) -> None:
    assert chart_values(bars(values, tops)) == ()


def test_a_doubtful_value_makes_all_doubtful() -> None:
    lines = bars(["10", "40", "25"], [600.0, 300.0, 450.0])
    assert chart_values(lines)
    assert chart_values(bars(["10", "40", "25"], [600.0, 300.0, 450.0], confidence=0.9)) == ()
    assert chart_values(lines[:-1]) == ()
