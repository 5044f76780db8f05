"""Lone signs of another script are no text."""

from __future__ import annotations

import pytest

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox
from slidescan.layout.lines import arrange
from slidescan.layout.lone_signs import without_lone_signs


def texts(*given: str) -> list[str]:
    boxes = [
        TextBox(text, 0.9, FlatQuad.rectangle(100, 30).moved(0, 50.0 * i))
        for i, text in enumerate(given)
    ]
    return [box.text for box in without_lone_signs(boxes)]


@pytest.mark.parametrize("sign", ["い", "个", "一", "口。", "Ж", "ת"])
def test_a_lone_sign_on_a_latin_slide_is_dropped(sign: str) -> None:
    assert texts("Data lakes", sign, "first a swamp") == ["Data lakes", "first a swamp"]
    assert texts(sign) == []


@pytest.mark.parametrize(
    "given",
    [
        ("架构师成长", "个", "数据"),
        ("数据", "平台", "服务", "个"),
        ("A", "b", "7", "→", "5G"),
        ("Данные", "Я"),
        ("第1", "Data lakes"),
    ],
)
def test_signs_of_a_script_that_is_written_there_stay(given: tuple[str, ...]) -> None:
    assert texts(*given) == list(given)


def test_they_are_no_lines() -> None:
    boxes = [
        TextBox(text, 0.9, FlatQuad.rectangle(400, 60).moved(80, y))
        for text, y in (("Lakes", 60.0), ("い", 200.0))
    ]
    assert [line.text for line in arrange(boxes, 1280, 720)] == ["Lakes"]
